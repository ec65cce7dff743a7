"""A panel of rows: what a click chooses."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.rows import text_column, words
from app.spare_room import shared_out
from app.table_model import EMPTY, Rows
from app.table_panel import TablePanel


def test_a_click_on_a_row_that_was_marked_elsewhere_chooses_it_once(qt: object) -> None:
    panel = TablePanel("")
    names = text_column("Name", words(["a", "b"]), 100)
    panel.show_rows(Rows((names,), words(["1", "2"]), (names.values,)), "en")
    panel.resize(300, 200)
    panel.show()
    told: list[frozenset[str]] = []
    panel.chosen.connect(told.append)
    panel.chosen.connect(panel.mark)  # as the rest of the window answers
    panel.mark(frozenset({"2"}))
    place = panel.table.visualRect(panel.model.index(1, 0)).center()
    for _ in range(2):
        QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert told == [frozenset({"2"})]
    panel.close()


def test_spare_room_goes_to_columns_that_cut_their_words_off_until_a_hand_sets_a_width(qt: object) -> None:
    panel = TablePanel("")
    cells = words(["a name that is far too long for its column"])
    columns = tuple(text_column(title, cells if title == "Long" else words(["a"]), 200) for title in ("Long", "B", "C"))
    rows = Rows(columns, words(["1"]), (cells,))
    panel.show_rows(rows, "en")
    panel.resize(900, 200)
    panel.show()
    QApplication.processEvents()
    assert panel.table.columnWidth(0) > panel.table.sizeHintForColumn(0)
    assert panel.table.columnWidth(1) == 200
    panel.resize(400, 200)
    QApplication.processEvents()
    assert panel.table.columnWidth(0) > panel.table.sizeHintForColumn(0)  # what the others do not need
    panel.table.setColumnWidth(0, 75)
    panel.resize(900, 200)
    QApplication.processEvents()
    panel.show_rows(rows, "en")
    assert panel.table.columnWidth(0) == 75
    panel.close()


def test_columns_give_up_what_they_do_not_need_only_where_others_lack_it() -> None:
    assert shared_out([60, 60, 60], [200, 30, 60], 170) == [90, 30, 60]
    assert shared_out([60, 60, 60], [50, 30, 20], 300) == [60, 60, 60]
    assert shared_out([60, 60, 60], [80, 70, 20], 300) == [80, 70, 60]


def test_a_table_without_columns_takes_no_room(qt: object) -> None:
    panel = TablePanel("")
    panel.show_rows(EMPTY, "en")
    panel.show_rows(Rows((text_column("Name", words(["a"]), 60),), words(["1"]), ()), "en")
    panel.show_rows(EMPTY, "en")
    assert panel.model.columnCount() == 0
