"""What a project exports and imports again changes nothing in it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.import_draft import HowRead, as_guessed, read_files, understand, work_out
from core.export_rows import EXPORTED
from core.project import Project
from gis.layer_files import export_file

LAYERS = [("actors", ".gpkg"), ("regions", ".gpkg")]


@pytest.fixture(scope="module")
def park(sample_file: Callable[[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    copied = shutil.copyfile(sample_file("teaching", "zh"), tmp_path_factory.mktemp("park") / "p.gpkg")
    with Project.open(copied) as project:
        yield project


def counts(project: Project, file: Path, kind: str = "") -> tuple[int, int, int]:
    """What an import of a file would take, change and reject."""
    draft = understand(project, file, read_files([file], HowRead(), project.srs), HowRead())
    draft = work_out(as_guessed(draft, kind) if kind else draft, project.snapshot(), project.path, project.srs)
    results = draft.plan.results if draft.plan else ()
    assert results
    return (
        sum(result.imported for result in results),
        sum(result.updated for result in results),
        sum(result.rejected for result in results),
    )


@pytest.mark.parametrize(("kind", "ending"), [(kind, end) for kind in EXPORTED for end in (".xlsx", ".csv")] + LAYERS)
def test_an_export_imported_again_changes_nothing(park: Project, tmp_path: Path, kind: str, ending: str) -> None:
    file = tmp_path / f"{kind}{ending}"
    if export_file(park.snapshot(), kind, file, "zh", park.srs).rows:
        assert counts(park, file, kind) == (0, 0, 0)
