"""The window of common standard sets: sets are chosen in it, own ones among them, and undo takes the choice back."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
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


def test_the_wheel_over_a_box_chooses_no_other_set(desk: Desk) -> None:
    box = opened(desk).boxes["water"]
    assert box.count() > 1
    before, middle = box.currentData(), QPointF(box.rect().center())
    edits = len(list(desk.bench.session.project.history()))
    turned = QWheelEvent(middle, box.mapToGlobal(middle), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
                         Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(box, turned)
    desk.settle()
    assert box.currentData() == before
    assert len(list(desk.bench.session.project.history())) == edits


def test_a_closed_window_is_gone_so_that_only_one_is_ever_open(desk: Desk) -> None:
    first = opened(desk)
    first.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    second = opened(desk)
    assert opened(desk) is second
    assert len(desk.window.findChildren(StandardsWindow)) == 1
