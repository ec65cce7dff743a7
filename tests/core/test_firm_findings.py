"""Which findings go out to firms where sources share a title, in the reader's language or in two files."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.analysis import analyse
from core.display_names import in_language
from core.evidence import ref
from core.findings import Finding, Ref
from core.firm_findings import held_back
from core.project import Project
from core.records import insert
from core.text import Text

TITLES = ("Fly ash", "粉煤灰")  # one title to a Chinese reader
FIGURE = 43_219.0


def tell_both(project: Project, *uses: str) -> None:
    """Two firms' discharges above their permits, each told by a source of one use, both of one title."""
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


def over_permit(project: Project, *uses: str) -> dict[str, bool]:
    """By firm whether its discharge above the permit is held back."""
    tell_both(project, *uses)
    snapshot = in_language(project.snapshot(), "zh").without_aggregates()
    found = [one for one in analyse(snapshot, 2025).findings if _rests_on(one, snapshot.emission.uid[-len(uses) :])]
    return {one.subject.uid: held for one, held in zip(found, held_back(snapshot, found), strict=True)}


def _rests_on(finding: Finding, uids: list[str]) -> bool:
    return finding.rule == "pollution.over_permit" and any(cited.uid in uids for cited in finding.evidence)


def test_a_public_source_of_the_same_title_holds_no_finding_back(
    sample_file: Callable[[str, str], Path], tmp_path: Path
) -> None:
    with Project.open(shutil.copyfile(sample_file("teaching", "en"), tmp_path / "park.gpkg")) as project:
        uids = project.snapshot().actor.uid.tolist()[5:]
        told = over_permit(project, "superior", "public")
    assert told == {uids[0]: True, uids[1]: False}


def test_what_may_only_enter_sums_goes_out_under_no_title_that_an_open_source_has_too(
    sample_file: Callable[[str, str], Path], tmp_path: Path
) -> None:
    with Project.open(shutil.copyfile(sample_file("teaching", "en"), tmp_path / "park.gpkg")) as project:
        tell_both(project, "aggregate", "public")
        whole = in_language(project.snapshot(), "zh")
    closed, opened = whole.emission.uid[-2:].tolist()
    shown, found = whole.without_aggregates(), analyse(whole, 2025).findings
    assert not [one for one in found if any(cited.uid == closed for cited in one.evidence)]
    (told,) = (one for one in found if _rests_on(one, [opened]))
    on_it = replace(told, evidence=(*told.evidence, Ref("emission", closed, "")))
    of_another = replace(told, subject=ref(whole, "actor", 5))
    assert held_back(shown, [told, on_it, of_another]) == [False, True, True]
