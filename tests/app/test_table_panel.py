"""A panel of rows: what a click chooses."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.rows import text_column, words
from app.table_model import Rows
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
