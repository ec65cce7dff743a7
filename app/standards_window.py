"""The window of common standard sets: which one loads are compared by in each medium, and the limits it has."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from app.fonts import text_label
from app.message_bar import MessageBar
from app.rows import text_column, words
from app.session import Session
from app.table_model import Column, Rows
from app.table_panel import TablePanel
from app.window import MainWindow
from core.catalogues import StandardSet, find_pollutant
from core.errors import UserError
from core.fields import LIMITED_MEDIA, RefusedValues
from core.i18n import show, show_number, translate
from core.own_standards import USUAL_UNITS
from core.standard_choice import Offer, choose_set, chosen_set, media, offers
from core.text import N_

TITLE = N_("Common standard sets")
HINT = N_(
    "Loads of all firms are compared by one set per medium; it is a yardstick, not the limit that a firm must keep. "
    "Your own sets are tables of limits: import them, or type them into the table of limits."
)
EMPTY = N_("No set has limits of this kind.")
COMPARED, UNREAD = N_("with the document"), N_("still to be compared")


class SetBox(QComboBox):
    """A box whose choice is an edit of the project, so that turning the wheel above it chooses nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what lies below."""
        event.ignore()


class StandardsWindow(QDialog):
    """Choosing is one edit of the project: findings, charts and files follow, and undo takes it back.

    `edit` shows the table of own limits, `take_in` asks for a table to import.
    """

    def __init__(
        self, window: MainWindow, session: Session, edit: Callable[[], object], take_in: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self.session, self.language = session, window.language
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(TITLE, self.language))
        self.messages = MessageBar()
        self.messages.retranslate(self.language, window.dark)
        self.boxes = {medium: SetBox() for medium in media()}
        self.table = TablePanel(EMPTY, self.language)
        self.editing = QPushButton(translate(N_("Type limits…"), self.language))
        self.taking = QPushButton(translate(N_("Import limits…"), self.language))
        for medium, box in self.boxes.items():
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.activated.connect(lambda _, medium=medium: self.choose(medium))
        for button, work in ((self.editing, edit), (self.taking, take_in)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda *_, work=work: work())
        self._lay_out()
        session.changed.connect(self.look)
        session.held.connect(self._enable)
        session.closed.connect(self.close)
        self.resize(860, 560)
        self.look()

    def _lay_out(self) -> None:
        form, below, column = QFormLayout(), QHBoxLayout(), QVBoxLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for medium, box in self.boxes.items():
            box.setAccessibleName(translate(LIMITED_MEDIA[medium], self.language))
            form.addRow(translate(LIMITED_MEDIA[medium], self.language), box)
        for button in (self.editing, self.taking):
            below.addWidget(button)
        below.addStretch(1)
        column.addWidget(self.messages)
        column.addLayout(form)
        column.addWidget(self.table, 1)
        column.addWidget(text_label("soft", translate(HINT, self.language)))
        column.addLayout(below)

    def look(self) -> None:
        """List the sets there are now, those that count chosen, and their limits."""
        snapshot = self.session.snapshot
        if snapshot is None:
            return
        chosen: list[StandardSet] = []
        for medium, box in self.boxes.items():
            now = chosen_set(snapshot, medium)
            box.clear()
            for offer in offers(snapshot, medium):
                box.addItem(self._named(offer), offer.standard.id)
            if now is not None:
                box.setCurrentIndex(box.findData(now.id))
                chosen.append(now)
        self.table.show_rows(limit_rows(chosen, self.language), self.language)
        self._enable()

    def _named(self, offer: Offer) -> str:
        told = show(offer.told, self.language)
        return told + (" · " + translate(N_("own"), self.language) if offer.own else "")

    def _enable(self, *_: object) -> None:
        for box in self.boxes.values():
            box.setEnabled(self.session.writing)
        self.taking.setEnabled(self.session.writing)

    def choose(self, medium: str) -> None:
        """Compare by the set that was chosen in the box of a medium."""
        project, name = self.session.project, self.boxes[medium].currentData()
        if project is None or name is None or not self.session.writing:
            return
        try:
            choose_set(project, medium, name)
        except (UserError, RefusedValues) as problem:
            self.messages.tell_problem(problem)


def limit_rows(sets: list[StandardSet], language: str) -> Rows:
    """The limits of some sets: medium, pollutant, limit, unit, how far compared, set."""
    lines = [(one, item, limit) for one in sets for item, limit in one.limits.items()]
    known = [find_pollutant(one.medium, item) for one, item, _ in lines]
    values = np.array([limit for *_, limit in lines], dtype=np.float64)
    names = words([translate(item.name, language) if item else "" for item in known])
    media_told = words([translate(LIMITED_MEDIA[one.medium], language) for one, *_ in lines])
    compared = words([translate(UNREAD if item in one.from_memory else COMPARED, language) for one, item, _ in lines])
    columns = (
        text_column(N_("Medium"), media_told, 125),
        text_column(N_("Pollutant"), names, 230),
        Column(N_("Limit"), values, lambda row: show_number(values[row]), 80),
        text_column(N_("Unit"), words([USUAL_UNITS[one.medium] for one, *_ in lines]), 75),
        text_column(N_("Compared"), compared, 150),
        text_column(N_("Standard set"), words([one.document for one, *_ in lines]), 150),
    )
    return Rows(columns, words([f"{one.medium} {item}" for one, item, _ in lines]), (names,))


def show_standards(
    window: MainWindow, session: Session, edit: Callable[[], object], take_in: Callable[[], object]
) -> StandardsWindow:
    """Open the window, or bring the open one forward."""
    opened = window.findChild(StandardsWindow)
    if isinstance(opened, StandardsWindow) and opened.isVisible():
        opened.raise_()
        opened.activateWindow()
        return opened
    made = StandardsWindow(window, session, edit, take_in)
    made.show()
    return made
