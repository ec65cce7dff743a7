"""The window of common standard sets: sets are chosen in it, own ones among them, and undo takes the choice back."""

from PySide6.QtWidgets import QApplication

from app.standards_window import StandardsWindow, show_standards
from core.imports import import_sheet
from core.rule_set import chosen_sets
from core.sheets import Sheet
from tests.app.conftest import Desk

LIMITS = Sheet(
    "limits.csv", "", ("标准集", "污染物", "限值"), ((2, ("北区标准", "COD", 40)), (3, ("北区标准", "总磷", 1)))
)


def opened(desk: Desk) -> StandardsWindow:
    asked = show_standards(desk.window, desk.bench.session, lambda: None, lambda: None)
    QApplication.processEvents()
    return asked


def test_an_own_set_is_chosen_and_its_limits_are_listed(desk: Desk) -> None:
    project = desk.bench.session.project
    import_sheet(project, LIMITS, "standards")
    desk.settle()
    asked = opened(desk)
    box = asked.boxes["water"]
    assert box.currentData() == "gb8978_first"
    own = box.findData("北区标准")
    assert box.itemText(own) == "北区标准 (limits.csv): 2 limits, 2 still to be compared with the document · own"
    box.setCurrentIndex(own)
    box.activated.emit(own)
    desk.settle()
    assert chosen_sets(project.snapshot())["water"] == "北区标准"
    rows = asked.table.model.data_rows
    assert [rows.columns[1].show(row) for row in range(2)] == ["Chemical oxygen demand", "Total phosphorus"]
    project.undo()
    desk.settle()
    assert box.currentData() == "gb8978_first"


def test_the_menu_opens_the_window_and_it_leads_to_the_table_of_limits(desk: Desk) -> None:
    desk.ask("standards")
    asked = desk.window.findChild(StandardsWindow)
    asked.editing.click()
    desk.settle()
    assert desk.bench.tables.table == "standard_limit"
