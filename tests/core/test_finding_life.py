"""The life of a finding: entered ones are changed and linked, figures put right, the register is filtered."""

import contextlib
import csv
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.analysis import analyse
from core.check_entered import Entry, enter_finding
from core.decisions import decide, decisions_of, short_key, standing_of
from core.errors import UserError
from core.evidence import ref
from core.finding_correction import Correction, correct_figure, correctable, old_figure
from core.finding_entries import change_entry, delete_entry, entered_already, entry_of, require_entered
from core.finding_filter import NEAR, OVER, SET, RegisterFilter, by_deadline, due, filtered
from core.finding_headings import heading
from core.finding_links import finding_links, likely_same, link_findings, linked_with, unlink
from core.finding_register import RegisterRow, register, write_register
from core.findings import Finding
from core.project import Project
from core.text import Text

TODAY = date(2026, 3, 1)
SLIP = "data.thousandfold"


@pytest.fixture
def park(sample_file: Callable[[str, str], Path], tmp_path: Path) -> Iterator[Project]:
    with Project.open(shutil.copyfile(sample_file("teaching", "en"), tmp_path / "teaching.gpkg")) as project:
        yield project


def findings_of(project: Project) -> tuple[Finding, ...]:
    return analyse(project.snapshot(), 2025).findings


def entered_of(project: Project) -> list[Finding]:
    return [one for one in findings_of(project) if one.layer == "entered"]


def entry_about(project: Project, name: str, text: str, deadline: str = "", matter: str = "") -> Entry:
    snapshot = project.snapshot()
    about = ref(snapshot, "actor", snapshot.actor.name.tolist().index(name))
    return Entry("inspection", "3", about, 2025, 2, text, "Mend it", deadline, matter)


def lines_of(project: Project) -> list[RegisterRow]:
    return register(findings_of(project), project.snapshot(), 2025, TODAY)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("3 Yard drain runs to the river and smells of solvents", "3 Yard drain runs to the river and smells…"),
        ("No cover over the heap", "No cover over the heap"),
        ("督〔2026〕3号 雨水沟有碱性废水，pH 约 11，需立即整改", "督〔2026〕3号 雨水沟有碱性废水，pH 约 11…"),
    ],
)
def test_a_heading_is_cut_between_words(text: str, cut: str) -> None:
    assert heading(text) == cut


def test_the_same_finding_entered_twice_is_told_with_its_day_and_key(park: Project) -> None:
    entry = entry_about(park, "电镀厂", "Yard drain runs to the river")
    assert entered_already(park, entry) is None
    enter_finding(park, entry)
    (found,) = entered_of(park)
    told = entered_already(park, replace(entry, text=" yard drain runs  to the River "))
    assert told is not None
    assert told.values == {
        "key": short_key(found), "finding": found.sentence, "day": park.history()[0].at[:10],
    }  # fmt: skip
    assert entered_already(park, entry, row=0) is None  # worded anew it is no second one
    assert entered_already(park, replace(entry, number="4")) is None
    assert entered_already(park, entry_about(park, "水泥厂", entry.text)) is None


def test_an_item_without_a_number_is_another_one_in_another_year(park: Project) -> None:
    entry = replace(entry_about(park, "电镀厂", "Smell at night"), number="")
    enter_finding(park, entry)
    assert entered_already(park, entry) is not None
    assert entered_already(park, replace(entry, year=2024)) is None


def test_what_was_decided_stays_with_a_finding_that_is_worded_anew(park: Project) -> None:
    enter_finding(park, entry_about(park, "电镀厂", "Yard drain runs to the river"))
    (found,) = entered_of(park)
    decide(park, found, "remedied", "", until="2099-04-30")
    row = require_entered(park.snapshot(), found)
    change_entry(park, row, replace(entry_about(park, "水泥厂", "No cover over the heap"), year=None))
    (changed,) = entered_of(park)
    assert (changed.subject.name, changed.year) == ("水泥厂", None)
    assert standing_of(changed, decisions_of(park.snapshot())).state == "remedied"
    assert entry_of(park.snapshot(), row).text == "No cover over the heap"


def test_deleting_takes_decisions_and_links_along_and_one_undo_brings_all_back(park: Project) -> None:
    enter_finding(park, entry_about(park, "啤酒厂", "Water meter reads far less"))
    (found,) = entered_of(park)
    decide(park, found, "told", "by letter", files=[Path(__file__)])
    link_findings(park, found, next(one for one in findings_of(park) if one.rule == SLIP))
    before = park.snapshot()
    delete_entry(park, require_entered(before, found))
    gone = park.snapshot()
    assert [len(t) for t in (gone.entered_finding, gone.decision, gone.attachment, gone.finding_link)] == [0] * 4
    park.undo()
    back = park.snapshot()
    assert [len(t) for t in (back.entered_finding, back.decision, back.attachment, back.finding_link)] == [1] * 4


def test_a_computed_finding_is_neither_changed_nor_deleted(park: Project) -> None:
    with pytest.raises(UserError):
        require_entered(park.snapshot(), findings_of(park)[0])


def test_the_same_subject_and_matter_are_proposed_and_a_person_links_them(park: Project) -> None:
    enter_finding(park, entry_about(park, "磷肥厂", "Heap of phosphogypsum grows over the fence"))
    enter_finding(park, entry_about(park, "磷肥厂", "Noise at night"))
    findings = findings_of(park)
    noise, heap = sorted(entered_of(park), key=lambda one: "Heap" in one.matter)
    assert likely_same(noise, findings, []) == []
    likely = likely_same(heap, findings, [])
    assert {one.rule for one in likely} == {"gap.growing_heap", "gap.no_receiver"}
    assert heap in likely_same(likely[0], findings, [])
    link_findings(park, heap, likely[0], "Li")
    links = finding_links(park.snapshot())
    assert [other for _, other in linked_with(heap, findings, links)] == [likely[0]]
    assert [other for _, other in linked_with(likely[0], findings, links)] == [heap]
    assert likely[0] not in likely_same(heap, findings, links)
    decide(park, heap, "closed", "")
    assert standing_of(likely[0], decisions_of(park.snapshot())).state == "to_check"
    unlink(park, links[0].id)
    assert finding_links(park.snapshot()) == []


@pytest.mark.parametrize(("subject", "value", "unit"), [("啤酒厂", "699496", "m3"), ("电镀厂", "487", "t")])
def test_a_correction_keeps_the_old_figure_and_the_finding_goes_as_corrected(
    park: Project, subject: str, value: str, unit: str
) -> None:
    found = next(one for one in findings_of(park) if one.rule == SLIP and one.subject.name.startswith(subject))
    snapshot = park.snapshot()
    row = max(correctable(snapshot, found), key=lambda one: old_figure(snapshot, one)[0] or 0.0)
    old = old_figure(snapshot, row)
    correct_figure(park, found, Correction(row, value, unit, "Sealed sheet", person="Li", files=[Path(__file__)]))
    now = park.snapshot()
    assert old_figure(now, row) == old
    assert (now.figure_correction.old_uid.tolist(), len(now.attachment)) == ([row.uid], 1)
    assert found.key not in {one.key for one in findings_of(park)}
    line = lines_of(park)[-1]
    assert (line.number, line.standing.state, line.standing.decisions[-1].person) == (0, "corrected", "Li")
    park.undo()
    assert found.key in {one.key for one in findings_of(park)}


def test_a_correction_needs_a_figure_and_its_paper(park: Project) -> None:
    found = next(one for one in findings_of(park) if one.rule == SLIP)
    row = correctable(park.snapshot(), found)[0]
    for told in (Correction(row, "", "m3", "Sealed sheet"), Correction(row, "5", "m3", " ")):
        with pytest.raises(UserError):
            correct_figure(park, found, told)
    assert len(park.snapshot().decision) == 0


def test_the_register_is_filtered_by_each_condition_and_sorted_by_deadline(park: Project) -> None:
    for text, deadline in (("Late", "2026-02-01"), ("Soon", "2026-03-20"), ("Far", "2026-12-31")):
        enter_finding(park, entry_about(park, "电镀厂", text, deadline))
    soon = next(one for one in entered_of(park) if one.matter.endswith("Soon"))
    decide(park, soon, "told", "by letter", person="Li")
    lines, snapshot = lines_of(park), park.snapshot()

    def names(**asked: object) -> list[str]:
        kept = filtered(lines, RegisterFilter(**asked), snapshot, TODAY)  # type: ignore[arg-type]
        return [line.finding.matter.split()[-1] for line in by_deadline(kept) if line.finding]

    assert names(deadline=SET) == ["Late", "Soon", "Far"]
    assert (names(deadline=OVER), names(deadline=NEAR)) == (["Late"], ["Soon"])
    assert names(state="told") == names(person="Li") == ["Soon"]
    assert len(names(layer="entered", severity=2)) == len(names(rule="entered.finding")) == 3
    region = str(snapshot.region.uid[snapshot.actor.region[snapshot.actor.name.tolist().index("电镀厂")]])
    assert len(names(rule="entered.finding", region=region)) == 3
    assert due(lines, TODAY) == (1, 1)


def test_the_register_is_written_as_csv_that_no_spreadsheet_takes_for_formulas(park: Project, tmp_path: Path) -> None:
    found = findings_of(park)[0]
    decide(park, found, "told", "=1+1")
    write_register(lines_of(park), tmp_path / "register.csv", Text("Register of findings"), "en")
    with (tmp_path / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert (len(rows), rows[1][-1]) == (1 + len(findings_of(park)), "'=1+1")


def test_what_may_only_enter_sums_is_on_no_line_of_the_register(park: Project, tmp_path: Path) -> None:
    enter_finding(park, entry_about(park, "电镀厂", "Told in confidence"))
    (found,) = entered_of(park)
    decide(park, found, "told", "")
    with park.edit(Text("close")) as db:
        db.execute("INSERT INTO source(uid, title, permitted_use) VALUES (?, 'Closed book', 'aggregate')", ("c" * 36,))
        db.execute("UPDATE entered_finding SET source_id = (SELECT id FROM source WHERE title = 'Closed book')")
    lines = lines_of(park)
    assert all(line.rule != found.rule for line in lines)
    write_register(lines, tmp_path / "register.csv", Text("Register of findings"), "en")
    assert "Told in confidence" not in (tmp_path / "register.csv").read_text(encoding="utf-8-sig")


def test_decisions_of_an_older_project_follow_their_entered_finding(
    sample_file: Callable[[str, str], Path], tmp_path: Path
) -> None:
    """A project of the release before knew an entered finding by its number and the first 24 letters of its words."""
    path = tmp_path / "older.gpkg"
    shutil.copyfile(sample_file("teaching", "en"), path)
    text = "Yard drain runs to the river and smells"
    with Project.open(path) as project:
        enter_finding(project, entry_about(project, "电镀厂", text))
        decide(project, entered_of(project)[0], "told", "by letter")
        with project.edit(Text("as before")) as db:
            db.execute("UPDATE decision SET matter = ?", (f"3 {text[:24]}",))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm014_finding_link'")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name IN ('finding_link', 'figure_correction')")
        connection.execute("DROP TABLE finding_link")
        connection.execute("DROP TABLE figure_correction")
        connection.commit()
    with Project.open(path) as project:
        (found,) = entered_of(project)
        assert standing_of(found, decisions_of(project.snapshot())).state == "told"
