"""The window of data requests and the scorecard: what is asked of whom, what is late, and the workbooks."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.request_window import TABS
from core.imports import import_sheet
from core.request_memory import last_request
from core.sheets import Sheet
from core.text import Text

AHEAD = (date.today() + timedelta(days=30)).isoformat()


@pytest.fixture
def window(desk: Any) -> Any:
    desk.ask("show.indicators")
    panel = desk.bench.indicators.systems
    panel.choice.setCurrentIndex(panel.choice.findData("green_park"))
    panel.choice.activated.emit(panel.choice.currentIndex())
    desk.settle()
    opened = panel.ask_figures()
    desk.settle()
    return opened


def test_the_window_begins_with_the_chosen_system_and_lists_its_figures(desk: Any, window: Any) -> None:
    assert window.chosen() == ["green_park"]
    assert window.tables[TABS[0]].model.rowCount() == len(window.found.wanted) > 0
    assert window.tables[TABS[1]].model.rowCount() == len(window.found.asked) > 0
    assert desk.bench.indicators.systems.ask_figures() is window


def test_written_workbooks_go_to_each_holder_and_are_kept_as_the_last_request(
    desk: Any, window: Any, tmp_path: Path
) -> None:
    window.due.setText(AHEAD)
    window.write(tmp_path / "out")
    desk.settle()
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == len(window.found.asked)
    (listing,) = (tmp_path / "out").glob("*/*.xlsx")
    assert len(openpyxl.load_workbook(listing).sheetnames) == 3
    told = last_request(desk.bench.session.project)
    assert told is not None
    assert (told.systems, told.due) == (("green_park",), AHEAD)
    desk.ask("undo")
    desk.settle()
    assert last_request(desk.bench.session.project) is None


def test_a_deadline_that_is_past_is_told_as_late_and_nothing_is_written(desk: Any, window: Any, tmp_path: Path) -> None:
    window.due.setText((date.today() - timedelta(days=3)).isoformat())
    window.look()
    desk.settle()
    assert "3 days late" in {window.tables[TABS[1]].model.index(0, column).data() for column in range(5)}
    assert all(score.late >= score.missing for score in window.found.scores)
    window.write(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_none_is_told_and_without_a_system_nothing_is_asked(desk: Any, window: Any) -> None:
    window.due.setText("soon")
    window.look()
    assert not window.messages.isHidden()
    window.due.setText("")
    for row in range(window.systems.count()):
        window.systems.item(row).setCheckState(window.systems.item(row).checkState().Unchecked)
    desk.settle()
    assert window.found.wanted == []
    assert not window.writing.isEnabled()


def test_the_scorecard_under_a_system_counts_each_holder_and_chooses_a_marked_firm(desk: Any, window: Any) -> None:
    window.close()
    card = desk.bench.indicators.systems.scores
    assert card.scores == []
    card.fold.setChecked(True)
    desk.settle()
    assert card.table.model.rowCount() == len(card.scores) > 0
    row = next(row for row in range(card.table.model.rowCount()) if not card.table.model.uid(row).startswith("office"))
    desk.click_row(card.table, row)
    assert [ref.uid for ref in desk.bench.session.selection.refs] == [card.table.model.uid(row)]


def test_ticked_rules_ask_each_firm_for_its_discharges_and_are_remembered(
    desk: Any, window: Any, tmp_path: Path
) -> None:
    for row in range(window.systems.count()):
        item = window.systems.item(row)
        rule = item.data(Qt.ItemDataRole.UserRole) == "rule:pollution.tax"
        item.setCheckState(Qt.CheckState.Checked if rule else Qt.CheckState.Unchecked)
    desk.settle()
    assert window.found.wanted == []
    assert "no firm told any discharge" in window.told.text()
    rows = (
        ("企业", "介质", "污染物", "排放量", "单位", "年份"),
        ((2, ("甲", "水", "COD", 5, "t", window.year.value())),),
    )
    assert import_sheet(desk.bench.session.project, Sheet("e.csv", "", *rows), "emissions").imported == 1
    desk.settle()
    assert window.told.text().startswith("Rules: 1 of 4 figures of discharges are told, 1 firm")
    assert window.tables[TABS[0]].model.rowCount() == len(window.found.needs.figures) == 4
    window.write(tmp_path / "out")
    desk.settle()
    assert {path.name[0] for path in (tmp_path / "out").glob("*.xlsx")} == {"C"}
    assert last_request(desk.bench.session.project).systems == ("rule:pollution.tax",)


def test_what_changes_while_workbooks_are_written_leaves_what_they_hold_and_what_is_told(
    desk: Any, window: Any, tmp_path: Path
) -> None:
    window.write(tmp_path / "out")
    edit_a_firm(desk)
    desk.settle()
    assert list((tmp_path / "out").glob("*.xlsx"))
    assert str(tmp_path / "out") in window.messages.label.text()
    assert last_request(desk.bench.session.project) is not None


def test_rows_of_another_state_of_the_project_are_never_written(desk: Any, window: Any, tmp_path: Path) -> None:
    project, year = desk.bench.session.project, window.year.value()
    for row in range(window.systems.count()):
        item = window.systems.item(row)
        rule = item.data(Qt.ItemDataRole.UserRole) == "rule:pollution.over_limit"
        item.setCheckState(Qt.CheckState.Checked if rule else Qt.CheckState.Unchecked)
    heads = ("企业", "介质", "污染物", "排放量", "单位", "年份", "浓度")
    firms = ((2, ("甲", "水", "COD", 5, "t", year, 77)), (3, ("乙", "水", "氨氮", 6, "t", year, 88)))
    import_sheet(project, Sheet("e.csv", "", heads, firms), "emissions")
    desk.settle()
    found = window.found
    edit_a_firm(desk)
    window.look()
    window.write(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    desk.settle()
    assert window.found.snapshot is desk.bench.session.snapshot is not found.snapshot


def edit_a_firm(desk: Any) -> None:
    with desk.bench.session.project.edit(Text("Note")) as db:
        db.execute("UPDATE actor SET note = 'x' WHERE id = (SELECT min(id) FROM actor)")


def test_a_rule_lists_the_facts_that_an_office_holds_about_firms_as_the_command_does(
    desk: Any, window: Any, tmp_path: Path
) -> None:
    for row in range(window.systems.count()):
        item = window.systems.item(row)
        rule = item.data(Qt.ItemDataRole.UserRole) == "rule:pollution.two_high"
        item.setCheckState(Qt.CheckState.Checked if rule else Qt.CheckState.Unchecked)
    import_sheet(desk.bench.session.project, Sheet("a.csv", "", ("企业名称",), ((2, ("甲",)),)), "actors")
    desk.settle()
    (need,) = window.found.needs.figures
    assert (need.column, need.asked - need.there) == ("industry", len(need.silent))
    assert f"{need.there} of {need.asked} facts about firms are told" in window.told.text()
    assert window.tables[TABS[0]].model.rowCount() == window.tables[TABS[1]].model.rowCount() == 1
    window.write(tmp_path / "out")
    desk.settle()
    assert [path.name for path in (tmp_path / "out").glob("*.xlsx")] == ["D02 Statistics office.xlsx"]
