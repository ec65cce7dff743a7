"""Which findings go out to firms where sources share a title, in the reader's language or in two files."""

import shutil
from collections.abc import Callable
from pathlib import Path

from core.analysis import analyse
from core.display_names import in_language
from core.findings import Finding
from core.firm_findings import held_back
from core.i18n import show
from core.imports import import_sheet
from core.project import Project
from core.records import insert
from core.sheets import make_sheet
from core.text import Text

TITLES = ("Fly ash", "粉煤灰")  # one title to a Chinese reader
FIGURE = 43_219.0


def over_permit(project: Project, *uses: str) -> dict[str, bool]:
    """By firm whether its discharge above the permit is held back, told by a source of each use, both of one title."""
    with project.edit(Text("Tell")) as db:
        sources = insert(
            db, "source", [{"title": title, "permitted_use": use} for title, use in zip(TITLES, uses, strict=True)]
        )
        firms = project.snapshot().actor.id.tolist()[5:]
        discharge = {"medium": "air", "pollutant": "SO2", "year": 2025, "mass": FIGURE, "mass_entered": FIGURE}
        discharge |= {"unit_entered": "t", "permit_mass": 1.0, "destination": "direct", "grade": "audited"}
        insert(db, "emission", [
            {**discharge, "actor_id": firm, "outlet": "Q9", "source_id": source}
            for firm, source in zip(firms, sources, strict=False)
        ])  # fmt: skip
    snapshot = in_language(project.snapshot(), "zh").without_aggregates()
    found = [one for one in analyse(snapshot, 2025).findings if _rests_on(one, snapshot.emission.uid[-len(uses) :])]
    return {one.subject.uid: held for one, held in zip(found, held_back(snapshot, found), strict=True)}


def _rests_on(finding: Finding, uids: list[str]) -> bool:
    return finding.rule == "pollution.over_permit" and any(ref.uid in uids for ref in finding.evidence)


def test_a_public_source_of_the_same_title_holds_no_finding_back(
    sample_file: Callable[[str, str], Path], tmp_path: Path
) -> None:
    with Project.open(shutil.copyfile(sample_file("teaching", "en"), tmp_path / "park.gpkg")) as project:
        uids = project.snapshot().actor.uid.tolist()[5:]
        told = over_permit(project, "superior", "public")
    assert told == {uids[0]: True, uids[1]: False}


def uses_after(project: Project, *uses: str) -> dict[str, str]:
    """The use of each source after files that name one source, each with a use of it."""
    header = ("name", "source", "source use")
    for place, use in enumerate(uses):
        rows = [(1, header), (2, (f"Works {place}", "Report", use))]
        import_sheet(project, make_sheet(f"{place}.csv", "", rows), "actors")
    source = project.snapshot().source
    return dict(zip(source.title.tolist(), source.permitted_use.tolist(), strict=True))


def test_what_is_told_for_another_use_is_a_source_of_its_own(project: Project) -> None:
    uses = uses_after(project, "public", "superior", "superior", "public")
    assert uses == {"Report": "public", "Report (superior)": "superior"}


def test_a_use_that_nobody_stated_before_is_taken_over_and_told(project: Project) -> None:
    assert uses_after(project, "", "superior") == {"Report": "superior"}


def test_the_import_says_how_a_source_of_another_use_is_called(project: Project) -> None:
    header = ("name", "source", "source use")
    for use, told in (("public", False), ("superior", True)):
        result = import_sheet(project, make_sheet("t.csv", "", [(1, header), (2, (use, "Report", use))]), "actors")
        said = [show(remark, "en") for remark in result.remarks]
        assert any("Report is a source already, whose use is “public”" in one for one in said) == told
