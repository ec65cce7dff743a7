"""A table of questions with a box of answers on each line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.import_pages import fill
from app.style import left
from core.i18n import show
from core.text import N_, Text

ROW_HEIGHT = 36
WIDTHS = (300, 280)
MOST = 500  # boxes; of what is beyond the last line tells
BEYOND = N_("{n} more are not listed and are taken as proposed; import the file in parts to decide each.")


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
        self.empty = QLabel(empty)
        self.empty.setProperty("role", "soft")
        self.empty.setContentsMargins(10, 10, 10, 10)
        self.table = QTableWidget(0, 3)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.horizontalHeader().setDefaultAlignment(left())
        self.table.horizontalHeader().setStretchLastSection(True)
        for place, width in enumerate(WIDTHS):
            self.table.setColumnWidth(place, width)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty)
        column.addStretch(0)

    def show_questions(
        self, questions: Sequence[Question], answered: Callable[[object, str], object], language: str
    ) -> None:
        """Write a line for each question; `answered` gets what it is about and the id of the answer."""
        more = len(questions) - MOST
        self.table.clearSpans()
        self.table.setRowCount(0)
        self.table.setRowCount(min(len(questions), MOST) + (more > 0))
        if more > 0:
            self.table.setSpan(MOST, 0, 1, 3)
            self.table.setItem(MOST, 0, QTableWidgetItem(show(Text(BEYOND, {"n": more}), language)))
        for row, question in enumerate(questions[:MOST]):
            for place, text in enumerate((question.title, question.why)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, place, item)
            box = QComboBox()
            fill(box, question.answers, question.chosen)
            box.currentIndexChanged.connect(
                lambda _, about=question.about, box=box: answered(about, str(box.currentData()))
            )
            self.table.setCellWidget(row, 2, box)
        self.table.setVisible(bool(questions))
        self.empty.setVisible(not questions)

    def set_words(self, empty: str, heads: Sequence[str]) -> None:
        """Write the sentence for no question and the headings."""
        self.empty.setText(empty)
        self.table.setHorizontalHeaderLabels(list(heads))
