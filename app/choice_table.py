"""A table of questions with a box of answers on each line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.import_pages import fill
from app.style import left
from core.i18n import show
from core.text import N_, Text

ROW_HEIGHT = 36
WIDTHS = (300, 280)
MOST = 500  # boxes; of what is beyond the last line tells
BEYOND = N_("{n} more are not listed and are taken as proposed; import the file in parts to decide each.")
PORTION = 10  # lines that are filled before the window may paint again; making a box takes a millisecond or more


@dataclass(frozen=True, slots=True)
class Question:
    """A line: what it is about, its title, what speaks for an answer, (id, title) of the answers, the one chosen."""

    about: object
    title: str
    why: str
    answers: tuple[tuple[str, str], ...]
    chosen: str


class ChoiceTable(QWidget):
    """Questions with their answers; a sentence where there is none."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._waiting: list[tuple[int, Question]] = []
        self._answered: Callable[[object, str], object] = lambda *_: None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._fill_some)
        self.empty = QLabel(empty)
        self.empty.setProperty("role", "soft")
        self.empty.setContentsMargins(10, 10, 10, 10)
        self.table = plain_table(3, WIDTHS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty)
        column.addStretch(0)

    def show_questions(
        self, questions: Sequence[Question], answered: Callable[[object, str], object], count: int, language: str
    ) -> None:
        """Write a line for each question; `answered` gets what it is about and the id of the answer.

        The first lines stand there at once, the others follow while the window lives on. Of `count` questions those
        that are not among the given ones are counted in a last line.
        """
        self._waiting, self._answered = list(enumerate(questions)), answered
        more = count - len(questions)
        self.table.clearSpans()
        self.table.setRowCount(0)
        self.table.setRowCount(len(questions) + (more > 0))
        if more > 0:
            self.table.setSpan(len(questions), 0, 1, 3)
            self.table.setItem(len(questions), 0, QTableWidgetItem(show(Text(BEYOND, {"n": more}), language)))
        self.table.setVisible(bool(questions))
        self.empty.setVisible(not questions)
        self._fill_some()
        if self.isVisible():
            self._timer.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._waiting:
            self._timer.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _fill_some(self) -> None:
        """Fill a portion of the lines that wait."""
        now, self._waiting = self._waiting[:PORTION], self._waiting[PORTION:]
        for row, question in now:
            self._fill_line(row, question)
        if not self._waiting:
            self._timer.stop()

    def _fill_line(self, row: int, question: Question) -> None:
        for place, text in enumerate((question.title, question.why)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self.table.setItem(row, place, item)
        box, answered = QComboBox(), self._answered
        fill(box, question.answers, question.chosen)
        box.currentIndexChanged.connect(
            lambda _, about=question.about, box=box: answered(about, str(box.currentData()))
        )
        self.table.setCellWidget(row, 2, box)

    def set_words(self, empty: str, heads: Sequence[str]) -> None:
        """Write the sentence for no question and the headings."""
        self.empty.setText(empty)
        self.table.setHorizontalHeaderLabels(list(heads))


def plain_table(columns: int, widths: Sequence[int]) -> QTableWidget:
    """A table of lines with boxes in them: nothing is marked or typed into; the last column takes what is left."""
    table = QTableWidget(0, columns)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.horizontalHeader().setDefaultAlignment(left())
    table.horizontalHeader().setStretchLastSection(True)
    for place, width in enumerate(widths):
        table.setColumnWidth(place, width)
    return table
