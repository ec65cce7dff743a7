"""The register in the window: entering with the map, correcting, sheets of many firms, the tasks' deadlines."""

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.__main__ import main
from app.card_flag import FlagCard
from app.decision_form import DecisionForm, standing
from app.finding_correction_form import CorrectionForm
from app.finding_form import FindingForm
from app.inquiry_folder import write_inquiry_folder
from app.inquiry_sheet import inquiry_sheet
from app.task_list import is_gap
from core import edits
from core.analysis import analyse
from core.check_entered import ENTERED
from core.decisions import NOBODY, decide, short_key, standing_of
from core.errors import UserError
from core.finding_filter import RegisterFilter
from core.finding_register import register
from core.project import Project
from core.text import Text

SLIP = "data.thousandfold"


@pytest.fixture
def form(desk: Any) -> FindingForm:
    desk.ask("enter_finding")
    made = desk.bench.card.form
    assert isinstance(made, FindingForm)
    return made


def entered(desk: Any) -> Any:
    return desk.bench.session.snapshot.entered_finding


def test_the_firm_of_a_finding_is_clicked_on_the_map_while_the_form_is_open(desk: Any, form: FindingForm) -> None:
    name = str(desk.bench.session.snapshot.actor.name[0])
    desk.type(form.seen, "Yard drain runs to the river")
    form.deadline.setText((date.today() - timedelta(1)).isoformat())
    desk.click_map(desk.sign(name))
    desk.settle()
    assert form.entry().subject.uid == desk.uid(name)
    form.save()
    desk.settle()
    assert entered(desk).subject_name.tolist() == [name]
    assert desk.bench.card.form is None
    assert desk.bench.layers.tasks.entries["show.due"].state.text() == "1 overdue, 0 due within 30 days"


def test_what_is_lacking_is_told_below_the_fields(desk: Any, form: FindingForm) -> None:
    form.about.setText("no such works")
    form.save()
    assert "no such works" in form.trouble.text()
    assert len(entered(desk)) == 0


def test_of_two_firms_with_one_name_the_one_that_is_told_is_meant(desk: Any) -> None:
    project = desk.bench.session.project
    edits.set_values(project, "actor", {2: {"name": "水泥厂", "credit_code": "91440101MA59QJ6X6A"}})
    desk.settle()
    uids = [str(uid) for uid in project.snapshot().actor.uid[project.snapshot().actor.name == "水泥厂"]]
    desk.ask("enter_finding")
    form = desk.bench.card.form
    form.about.setText("水泥厂")
    form.seen.setPlainText("The yard drain runs to the river.")
    form.save()
    assert "2 firms, links or regions are called 水泥厂" in form.trouble.text()
    assert len(entered(desk)) == 0
    form.about.setText("水泥厂 (示范园区, 91440101MA59QJ6X6A)")
    form.save()
    desk.settle()
    second = str(project.snapshot().actor.uid[1])
    assert (entered(desk).subject_uid.tolist(), second in uids) == ([second], True)
    assert entered(desk).subject_name.tolist() == ["水泥厂"]


def test_the_same_finding_is_entered_a_second_time_by_saving_once_more(desk: Any, form: FindingForm) -> None:
    for press in range(3):
        form.about.setText("水泥厂")
        form.seen.setPlainText("No cover over the heap")
        form.save(more=True)
        assert form.trouble.isHidden() == (press != 1)
        assert len(entered(desk)) == (1, 1, 2)[press]
    assert "The same was entered already" in form.trouble.text()


@pytest.mark.parametrize("field", ["kind", "weight"])
def test_a_choice_of_a_form_is_lost_by_the_second_escape_only(desk: Any, form: FindingForm, field: str) -> None:
    box = getattr(form, field)
    box.setCurrentIndex((box.currentIndex() + 1) % box.count())
    assert form.dirty
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert desk.bench.card.form is form
    assert "not kept yet" in form.trouble.text()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert desk.bench.card.form is None


def test_several_items_of_one_letter_keep_its_number_and_deadline(desk: Any, form: FindingForm) -> None:
    first, second = (str(name) for name in desk.bench.session.snapshot.actor.name[:2])
    for place, name in enumerate((first, second)):
        form.about.setText(name)
        form.seen.setPlainText(f"Item {place}")
        if place == 0:
            form.number.setText("2026-3")
            form.deadline.setText("2026-12-10")
        form.save(more=True)
    assert (entered(desk).number.tolist(), entered(desk).deadline.tolist()) == (["2026-3"] * 2, ["2026-12-10"] * 2)


def test_a_finding_has_one_number_in_the_window_and_in_the_list(desk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    desk.settle()
    assert main(["finding", "list", str(desk.bench.session.path), "--json", "--language", "en"]) == 0
    told = [(one["number"], one["key"]) for one in json.loads(capsys.readouterr().out)["findings"]]
    shown = desk.bench.findings.lines
    assert told
    assert told == [(line.number, short_key(line.finding)) for line in shown]


def test_gaps_that_are_listed_stay_gaps_after_an_edit(desk: Any, form: FindingForm) -> None:
    panel = desk.bench.findings
    gaps = [line.finding.rule for line in panel.lines if line.finding and is_gap(line.finding)]
    assert gaps
    desk.ask("show.gaps")
    form.about.setText("水泥厂")
    form.seen.setPlainText("The yard drain runs to the river.")
    form.save()
    desk.settle()
    assert ENTERED in {line.rule for line in panel.lines}
    assert [line.rule for line in panel.listed()] == gaps


def test_conditions_narrow_the_register_and_show_all_takes_them_off(desk: Any) -> None:
    desk.settle()
    panel = desk.bench.findings
    whole = len(panel.listed())
    layer = panel.lines[0].finding.layer
    panel.panel.filter_box.setText("what was typed before")
    panel.show_due()
    assert panel.panel.filter_box.text() == ""
    panel.show_filtered(RegisterFilter(layer=layer))
    assert {line.finding.layer for line in panel.listed()} == {layer}
    panel.panel.everything.click()
    assert len(panel.listed()) == whole
    assert panel.conditions.wanted == RegisterFilter()


@pytest.fixture(scope="module")
def park(sample_file: Callable[[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copyfile(sample_file("teaching", "en"), tmp_path_factory.mktemp("sheets") / "park.gpkg")


def test_each_firm_gets_one_file_and_a_list_says_what_went_to_whom(park: Path, tmp_path: Path) -> None:
    with Project.open(park, read_only=True) as project:
        snapshot = project.snapshot()
    rows = register(analyse(snapshot, 2025).findings, snapshot, 2025, date.today())
    some = [row for row in rows if row.rule in ("gap.growing_heap", "gap.no_receiver", "fragile.single_supplier")]
    sent = write_inquiry_folder(snapshot.without_aggregates(), some, tmp_path / "out", ".docx", "zh", "2026-12-31")
    files = sorted(path.name for path in (tmp_path / "out").glob("*.docx"))
    assert (len(files), sent.firms, sent.without_firm) == (sent.firms, 6, 1)
    index = load_workbook(next((tmp_path / "out").glob("00 *.xlsx"))).active
    assert index is not None
    assert index.max_row == 3 + sent.sheets == 3 + len(some) - 1
    assert {index.cell(row, 4).value for row in range(4, index.max_row + 1)} == set(files)
    with pytest.raises(UserError):
        write_inquiry_folder(snapshot, some, tmp_path / "out", ".docx", "zh")


@pytest.mark.parametrize("subject", ["啤酒厂", "电镀厂"])
def test_a_finding_that_rests_on_what_may_only_enter_sums_is_on_no_sheet(
    park: Path, tmp_path: Path, subject: str
) -> None:
    path = tmp_path / "park.gpkg"
    path.write_bytes(park.read_bytes())
    with Project.open(path) as project:
        found = analyse(project.snapshot(), 2025).findings
        slip = next(one for one in found if one.rule == SLIP and one.subject.name.startswith(subject))
        closed = slip.evidence[0]
        with project.edit(Text("close")) as db:
            db.execute("INSERT INTO source(uid, title, permitted_use) VALUES (?, 'Closed', 'aggregate')", ("c" * 36,))
            query = (
                f"UPDATE {closed.table} SET source_id = (SELECT id FROM source WHERE title = 'Closed') WHERE uid = ?"
            )
            db.execute(query, (closed.uid,))
        snapshot = project.snapshot().without_aggregates()
    with pytest.raises(UserError, match="rests on a source for sums"):
        inquiry_sheet(snapshot, slip, standing_of(slip, NOBODY), "en")


def test_a_figure_is_put_right_on_the_card(open_desk: Any, park: Path, tmp_path: Path) -> None:
    path = tmp_path / "park.gpkg"
    path.write_bytes(park.read_bytes())
    desk = open_desk(path)
    desk.settle()
    session = desk.bench.session
    found = next(one for one in session.findings if one.rule == SLIP and one.unit == "m3")
    session.select([found.subject], found)
    desk.bench.card.steps.correct(found)
    form = desk.bench.card.form
    assert isinstance(form, CorrectionForm)
    form.save()
    assert "needs the new figure" in form.trouble.text()
    assert form.paper.text() == ""  # nobody has a sealed sheet yet
    form.value.setText("699496")
    form.paper.setText("Sealed inquiry sheet 12")
    form.person.setText("Li")
    form.attach(Path(__file__))
    form.save()
    desk.settle()
    assert found.key not in {one.key for one in session.findings}
    assert desk.window.panels["findings"].windowTitle() == f"Findings {len(desk.bench.findings.listed())}"
    line = desk.bench.findings.lines[-1]
    assert (line.standing.state, line.standing.decisions[-1].person) == ("corrected", "Li")
    decide(session.project, session.findings[0], "closed", "", files=[Path(__file__)])
    desk.settle()
    session.select([session.findings[0].subject], session.findings[0])
    desk.settle()
    assert desk.bench.card.findChild(FlagCard) is not None
    assert Path(__file__).name in desk.bench.card.text()


def test_that_a_register_was_written_is_told_until_something_else_is_done(desk: Any, tmp_path: Path) -> None:
    desk.settle()
    panel, messages = desk.bench.findings, desk.window.messages
    panel.steps._tell_written(tmp_path / "register.xlsx")
    assert messages.isVisible()
    finding = desk.bench.session.findings[0]
    desk.bench.session.select([finding.subject], finding)
    assert not messages.isVisible()


def test_closing_one_of_two_linked_findings_offers_to_close_the_other_and_waits(desk: Any, form: FindingForm) -> None:
    session, steps = desk.bench.session, desk.bench.card.steps
    form.about.setText(str(session.snapshot.actor.name[0]))
    desk.type(form.seen, "Yard drain runs to the river")
    form.save()
    desk.settle()
    ours = next(one for one in session.findings if one.rule == ENTERED)
    other = next(one for one in session.findings if one.rule != ENTERED)
    steps.link(ours, other)
    decide(session.project, ours, "closed", "seen on the spot")
    desk.settle()
    assert standing(session, other).state != "closed"
    session.select([ours.subject], ours)
    desk.settle()
    (offer,) = [each for each in desk.bench.card.findChildren(QPushButton) if each.text() == "Close that one too"]
    offer.click()
    desk.settle()
    assert standing(session, other).state == "closed"


def test_what_a_meeting_decides_of_a_gap_is_noted_by_the_form_of_its_card(
    open_desk: Any, park: Path, tmp_path: Path
) -> None:
    path = tmp_path / "park.gpkg"
    path.write_bytes(park.read_bytes())
    desk = open_desk(path)
    desk.settle()
    session = desk.bench.session
    gap = next(one for one in session.findings if one.rule.startswith("gap."))
    session.select([gap.subject], gap)
    desk.settle()
    form = next(each for each in desk.bench.card.findChildren(DecisionForm) if each.finding.key == gap.key)
    form.states.setCurrentIndex(form.states.findData("remedied"))
    form.text.setText("Meeting: the works agree on a trial")
    form.save()
    desk.settle()
    (decision,) = standing(session, gap).decisions
    assert (decision.state, decision.text) == ("remedied", "Meeting: the works agree on a trial")
