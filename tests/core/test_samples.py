"""The three sample projects: imported without a loss, with the figures, gaps and names that their tables hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from core.display_names import in_language, term
from core.errors import UserError
from core.imports import import_sheets
from core.project import Project
from core.samples import STAMP, create_sample, sample_names, sample_sheets
from core.snapshot import Snapshot
from core.text import Text


@contextmanager
def sample(folder: Path, name: str) -> Iterator[Project]:
    with create_sample(folder / f"{name}.gpkg", name) as project:
        yield project


@pytest.fixture(scope="module")
def stamps() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory, stamps: dict[str, str]) -> dict[str, Snapshot]:
    folder = tmp_path_factory.mktemp("samples")
    found = {}
    for name in sample_names():
        with sample(folder, name) as project:
            found[name], stamps[name] = project.snapshot(), project.setting(STAMP)
    return found


@pytest.mark.parametrize("name", ["kalundborg", "guigang", "teaching"])
def test_every_row_of_a_sample_is_imported(name: str, tmp_path: Path) -> None:
    with Project.create(tmp_path / "park.gpkg") as project:
        sheets = sample_sheets(name)
        results = import_sheets(project, sheets, label=Text("test"))
        for (_, sheet), result in zip(sheets, results, strict=True):
            assert result.rows == len(sheet.rows)
            assert result.rows == result.imported + result.updated + result.rejected + result.skipped
            assert (result.rejected, result.skipped) == (0, 0)


def test_importing_a_sample_again_adds_nothing(tmp_path: Path) -> None:
    with sample(tmp_path, "kalundborg") as project:
        before = project.snapshot()
        results = import_sheets(project, sample_sheets("kalundborg"), label=Text("test"))
        assert sum(result.imported + result.updated for result in results) == 0
        assert len(project.snapshot().flow_amount) == len(before.flow_amount)


def test_kalundborg_has_20_actors_and_35_exchanges_of_which_10_have_a_figure(shots: dict[str, Snapshot]) -> None:
    shot = shots["kalundborg"]
    assert len(shot.actor) == 20
    assert len(shot.flow) == 35
    told = shot.flow_amount.flow[~np.isnan(shot.flow_amount.value_entered)]
    assert len(np.unique(told)) == 10
    assert not np.isnan(shot.flow.since).any()


def test_kalundborg_keeps_the_three_competing_figures_of_fly_ash(shots: dict[str, Snapshot]) -> None:
    shot = shots["kalundborg"]
    cement = np.flatnonzero(shot.actor.name == "Aalborg Portland cement works")[0]
    link = np.flatnonzero(shot.flow.receiver == cement)
    rows = np.flatnonzero(np.isin(shot.flow_amount.flow, link))
    assert sorted(shot.flow_amount.value[rows]) == [135000, 170000, 200000]
    assert len({int(row) for row in shot.flow_amount.source[rows]}) == 3


def test_kalundborg_keeps_figures_whose_unit_nobody_can_convert(shots: dict[str, Snapshot]) -> None:
    amounts = shots["kalundborg"].flow_amount
    strange = np.isin(amounts.unit_entered, ["t fish/yr", "t steam-eq/yr", "% of refinery heating requirement"])
    assert sorted(amounts.value_entered[strange]) == [40, 200, 250, 225000]
    assert np.isnan(amounts.value[strange]).all()


def test_kalundborg_does_not_invent_points(shots: dict[str, Snapshot]) -> None:
    actors = shots["kalundborg"].actor
    missing = np.isnan(actors.point[:, 0])
    assert missing.sum() == 10
    assert set(actors.point_quality[missing]) == {"none"}
    assert (actors.point_quality == "approximate").sum() == 8


def test_kalundborg_tells_that_the_direction_of_cooling_water_is_disputed(shots: dict[str, Snapshot]) -> None:
    shot = shots["kalundborg"]
    notes = [*shot.flow.note, *shot.flow_amount.note]
    assert any("direction disputed" in str(note) for note in notes)


def test_guigang_has_eleven_workshops_on_one_approximate_point(shots: dict[str, Snapshot]) -> None:
    actors = shots["guigang"].actor
    assert len(actors) == 12
    placed = ~np.isnan(actors.point[:, 0])
    assert placed.sum() == 11
    assert np.unique(actors.point[placed], axis=0).tolist() == [[109.6, 23.1]]
    assert set(actors.point_quality[placed]) == {"approximate"}


def test_guigang_marks_its_estimates_with_sd_and_formula(shots: dict[str, Snapshot]) -> None:
    shot = shots["guigang"]
    assert len(shot.flow) == 23
    estimates = shot.flow_amount.origin == "estimate"
    assert sorted(shot.flow_amount.value[estimates]) == [12500, 40000, 140000]
    assert (shot.flow_amount.sd[estimates] > 0).all()
    assert set(shot.flow_amount.grade[estimates]) == {"estimate"}
    assert all("×" in title for title in shot.source.title[shot.flow_amount.source[estimates]])


def test_the_districts_of_guigang_say_that_they_are_a_sketch(shots: dict[str, Snapshot]) -> None:
    regions = shots["guigang"].region
    assert sorted(regions.code) == ["450802", "450803", "450804"]
    assert all(str(name).endswith("（示意）") for name in regions.name)
    assert set(shots["guigang"].source.permitted_use[regions.source]) == {"internal"}


def test_only_the_teaching_park_is_stamped_as_invented(shots: dict[str, Snapshot], stamps: dict[str, str]) -> None:
    assert sorted(shots) == ["guigang", "kalundborg", "teaching"]
    assert stamps == {"kalundborg": "", "guigang": "", "teaching": "Teaching park, invented data"}


def test_the_teaching_park_lies_in_four_districts(shots: dict[str, Snapshot]) -> None:
    shot = shots["teaching"]
    assert len(shot.actor) == 57
    assert not shot.actor.unclaimed.any()
    assert list(shot.region.level) == ["park", *["district"] * 4]
    assert list(shot.region.parent) == [-1, 0, 0, 0, 0]
    assert (shot.actor.region < 0).sum() == 1
    assert shot.years()[-3:] == [2023, 2024, 2025]


def test_a_sample_never_overwrites_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.gpkg"
    path.write_bytes(b"my work")
    with pytest.raises(UserError):
        create_sample(path, "teaching")
    assert path.read_bytes() == b"my work"


def test_an_unknown_sample_is_answered_with_the_names_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        create_sample(tmp_path / "a.gpkg", "atlantis")
    assert told.value.advice.values["names"] == "kalundborg, guigang, teaching"
    assert list(tmp_path.iterdir()) == []


def test_names_follow_the_reader(shots: dict[str, Snapshot]) -> None:
    chinese = in_language(shots["kalundborg"], "zh")
    assert "阿斯奈斯发电厂" in chinese.actor.name
    assert "粉煤灰" in chinese.commodity.name
    english = in_language(shots["teaching"], "en")
    assert "Alumina refinery" in english.actor.name
    assert "Red mud" in english.commodity.name
    assert list(in_language(shots["teaching"], "zh").actor.name) == list(shots["teaching"].actor.name)


def test_a_name_without_a_counterpart_is_kept() -> None:
    assert term("赤泥", "en") == "Red mud"
    assert term("unheard-of slurry", "zh") == "unheard-of slurry"
