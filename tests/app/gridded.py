"""The grid of tables with a hand at the keyboard."""

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from core.i18n import show
from tests.app.conftest import Desk

Key, Hold = Qt.Key, Qt.KeyboardModifier


class Grid:
    """The grid with a hand at the keyboard."""

    def __init__(self, desk: Desk, table: str) -> None:
        self.desk = desk
        self.panel = desk.bench.tables
        desk.ask("show.tables")
        self.panel.show_table(table)
        self.view, self.model = self.panel.grid, self.panel.model

    def go(self, row: int, column: str, rows: int = 1) -> None:
        """Choose a cell, and those below it."""
        place = self.model.edit.column_of(column)
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().setCurrentIndex(self.model.index(row, place), alone)
        for _ in range(rows - 1):
            self.key(Key.Key_Down, Hold.ShiftModifier)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Hold.NoModifier) -> None:
        QTest.keyClick(self.view, key, modifier)

    @property
    def editor(self) -> QLineEdit | QComboBox | None:
        """The open editor."""
        found = [each for each in self.view.viewport().findChildren(QLineEdit) if each.isVisible()]
        boxes = [each for each in self.view.viewport().findChildren(QComboBox) if each.isVisible()]
        return next(iter([*boxes, *found]), None)

    def type(self, row: int, column: str, text: str) -> None:
        """Open the editor with F2, type and press Enter."""
        self.go(row, column)
        self.key(Key.Key_F2)
        editor = self.editor
        assert isinstance(editor, QLineEdit)
        editor.selectAll()
        editor.insert(text)  # a test has no keys for Chinese characters
        QTest.keyClick(editor, Key.Key_Return)
        QApplication.processEvents()

    def column(self, column: str) -> list[str]:
        """What a column shows."""
        place = self.model.edit.column_of(column)
        return [str(self.model.index(row, place).data()) for row in range(self.model.rowCount())]

    def said(self) -> str:
        return str(self.desk.window.messages.label.text())

    def label(self) -> str:
        return show(self.desk.bench.session.project.history()[0].label, "en")
