"""Decisions on findings survive recomputation, and open again when the amount is another or a day is over."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from core.analysis import analyse
from core.check_entered import Entry, enter_finding
from core.decisions import decide, decisions_of, short_key, standing_of, vanished
from core.errors import UserError
from core.evidence import ref
from core.finding_register import in_states, register, write_register
from core.findings import Finding, Ref
from core.i18n import THIN, show
from core.project import Project
from core.text import Text

TODAY = date(2026, 3, 31)


@pytest.fixture
def park(sample_file: Callable[[str, str], Path], tmp_path: Path):
    with Project.open(shutil.copyfile(sample_file("teaching", "en"), tmp_path / "teaching.gpkg")) as project:
        yield project


def findings_of(project: Project) -> tuple[Finding, ...]:
    return analyse(project.snapshot(), 2025).findings


def first_with_amount(project: Project) -> Finding:
    return next(finding for finding in findings_of(project) if finding.amount)


def standing(project: Project, finding: Finding, day: date = TODAY):
    return standing_of(finding, decisions_of(project.snapshot()), day)


def test_a_finding_of_which_nobody_said_anything_is_to_be_checked(park: Project) -> None:
    assert standing(park, findings_of(park)[0]).state == "to_check"


def test_a_decision_survives_recomputation_and_one_undo_takes_it_back(park: Project) -> None:
    finding = first_with_amount(park)
    decide(park, finding, "closed", "Receiver found", person="Li", day="2026-03-30")
    again = first_with_amount(park)
    found = standing(park, again)
    assert (found.state, found.since, found.decisions[0].person) == ("closed", "2026-03-30", "Li")
    park.undo()
    assert standing(park, again).decisions == ()


def test_what_was_settled_opens_again_when_the_amount_is_another(park: Project) -> None:
    finding = replace(first_with_amount(park), amount=100.0, unit="t")
    decide(park, finding, "kept", "")
    assert standing(park, replace(finding, amount=100.5)).state == "kept"
    reopened = standing(park, replace(finding, amount=130.0))
    assert reopened.state == "to_check"
    assert show(reopened.reopened, "en").replace(THIN, " ") == (
        "The amount was 100 t when it was settled and is 130 t now."
    )
    assert standing(park, replace(finding, amount=None)).state == "to_check"


def test_a_finding_is_put_off_until_a_day_for_a_reason(park: Project) -> None:
    finding = first_with_amount(park)
    with pytest.raises(UserError):
        decide(park, finding, "put_off", "")
    decide(park, finding, "put_off", "New furnace is being built", until="2999-06-30")
    assert standing(park, finding).state == "put_off"
    assert standing(park, finding, date(2999, 7, 1)).state == "to_check"


def test_a_remedy_has_a_deadline_that_can_be_late(park: Project) -> None:
    finding = first_with_amount(park)
    decide(park, finding, "remedied", "Roof over the heap", until="2026-03-30")
    found = standing(park, finding)
    assert (found.deadline, found.is_late(TODAY)) == ("2026-03-30", True)
    assert not found.is_late(date(2026, 3, 30))


def test_what_was_said_is_kept_in_order(park: Project) -> None:
    finding = first_with_amount(park)
    for state, text in (("told", "by letter"), ("disputed", "scale was wrong"), ("corrected", "weighed again")):
        decide(park, finding, state, text)
    found = standing(park, finding)
    assert [one.state for one in found.decisions] == ["told", "disputed", "corrected"]
    assert found.state == "corrected"


@pytest.mark.parametrize(("state", "until"), [("gone", ""), ("closed", "2026-02-30")])
def test_a_state_or_day_that_there_is_not_is_refused(park: Project, state: str, until: str) -> None:
    finding = first_with_amount(park)
    with pytest.raises(UserError):
        decide(park, finding, state, "", until=until)
    assert standing(park, finding).decisions == ()


def test_a_decided_finding_that_is_gone_stays_in_the_register(park: Project) -> None:
    finding = first_with_amount(park)
    decide(park, replace(finding, matter="gone"), "told", "by letter")
    findings, told = findings_of(park), decisions_of(park.snapshot())
    assert len(vanished(findings, told, (2025, None))) == 1
    rows = register(findings, park.snapshot(), 2025, TODAY)
    assert len(rows) == len(findings) + 1
    assert rows[-1].finding is None
    assert [row.number for row in in_states(rows, ("told",))] == [0]


def test_an_inspection_becomes_a_finding_of_its_own_layer(park: Project) -> None:
    snapshot = park.snapshot()
    seen = Entry("inspection", "督〔2026〕3号", ref(snapshot, "actor", 3), 2025, 3, "雨水沟有碱性废水")
    enter_finding(park, replace(seen, demand="立即整改", deadline="2026-04-30"))
    found = next(finding for finding in findings_of(park) if finding.layer == "entered")
    assert found.subject.uid == str(snapshot.actor.uid[3])
    assert show(found.sentence, "zh") == "检查 督〔2026〕3号：雨水沟有碱性废水"
    assert "2026-04-30" in show(found.step, "zh")
    decide(park, found, "remedied", "", until="2026-04-30")
    assert standing(park, found).deadline == "2026-04-30"


def test_an_entered_finding_says_what_was_seen(park: Project) -> None:
    with pytest.raises(UserError):
        enter_finding(park, Entry("complaint", "", ref(park.snapshot(), "actor", 0), 2025, 2, "  "))


def test_the_register_is_written_with_every_finding(park: Project, tmp_path: Path) -> None:
    findings = findings_of(park)
    decide(park, findings[0], "told", "by letter", person="Li")
    rows = register(findings, park.snapshot(), 2025, TODAY)
    write_register(rows, tmp_path / "register.xlsx", Text("Register of findings"), "zh")
    sheet = openpyxl.load_workbook(tmp_path / "register.xlsx").worksheets[0]
    assert sheet.max_row == 3 + len(findings)
    assert (sheet.cell(4, 9).value, sheet.cell(4, 12).value) == ("已告知", "Li")


def test_two_findings_of_one_document_are_decided_apart(park: Project) -> None:
    about = ref(park.snapshot(), "actor", 3)
    for text in ("Yard drain runs to the river", "No cover over the heap"):
        enter_finding(park, Entry("inspection", "3", about, 2025, 2, text))
    drain, heap = sorted((one for one in findings_of(park) if one.layer == "entered"), key=lambda one: one.matter)[::-1]
    decide(park, drain, "closed", "")
    assert (standing(park, drain).state, standing(park, heap).state) == ("closed", "to_check")


def test_an_entered_finding_keeps_its_deadline_and_the_name_of_a_firm_that_is_gone(park: Project) -> None:
    about = Ref("actor", "no such uid", "Closed works")
    enter_finding(park, Entry("complaint", "", about, 2025, 2, "Smell at night", "Cover the basin", "2026-03-01"))
    found = next(finding for finding in findings_of(park) if finding.layer == "entered")
    assert (found.subject.name, standing(park, found).deadline) == ("Closed works", "2026-03-01")
    assert standing(park, found).is_late(TODAY)


def test_a_correction_that_changes_the_amount_stays_corrected(park: Project) -> None:
    finding = replace(first_with_amount(park), amount=18_400.0, unit="t")
    decide(park, finding, "corrected", "kilograms were entered as tonnes")
    assert standing(park, replace(finding, amount=18.4)).state == "corrected"


def test_a_settled_amount_is_told_in_its_own_unit(park: Project) -> None:
    finding = replace(first_with_amount(park), amount=2.0, unit="kt")
    decide(park, finding, "kept", "")
    told = standing(park, replace(finding, amount=2000.0, unit="t")).reopened
    assert show(told, "en").replace(THIN, " ") == "The amount was 2 kt when it was settled and is 2000 t now."


def test_nothing_is_put_off_until_a_day_that_is_past_or_said_on_one_to_come(park: Project) -> None:
    finding = first_with_amount(park)
    with pytest.raises(UserError):
        decide(park, finding, "put_off", "why", until="2020-01-01")
    with pytest.raises(UserError):
        decide(park, finding, "told", "", day="2999-01-01")


def test_a_short_key_names_a_finding_whatever_else_is_found(park: Project) -> None:
    keys = [short_key(finding) for finding in findings_of(park)]
    assert len(set(keys)) == len(keys)
