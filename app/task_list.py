"""The tasks at the left: what can be done with this project now, each with where it stands."""

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.fonts import text_label
from app.session import Session
from core.finding_filter import due
from core.finding_register import register
from core.findings import Finding
from core.i18n import show, translate
from core.text import N_, Text
from core.year_records import LOCKED, RECEIVED

TASKS = {
    "import": N_("Import"),
    "show.check": N_("Check figures"),
    "show.links": N_("Links"),
    "show.flags": N_("Flags"),
    "show.gaps": N_("Gaps"),
    "show.due": N_("Deadlines"),
    "show.year": N_("Yearly round"),
    "print": N_("Print"),
}
WAITING = Text(N_("being computed …"))


def is_data(finding: Finding) -> bool:
    """About figures that are missing or do not fit."""
    return finding.layer == "data"


def is_flag(finding: Finding) -> bool:
    """About pollution: on a list of an authority, entered by hand, or computed."""
    return finding.layer in ("statutory", "computed", "entered")


def is_gap(finding: Finding) -> bool:
    """About the network: what is missing in it or hangs on one firm."""
    return finding.layer == "network"


class TaskEntry(QFrame):
    """A verb with its present state, to be clicked or reached by keyboard."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "task")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title, self.state = text_label("heading"), text_label("soft")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 5)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.state)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class TaskList(QWidget):
    """The tasks in the order of the work; a click asks for the command."""

    def __init__(self, session: Session, ask: Callable[[str], object]) -> None:
        super().__init__()
        self.session, self._ask = session, ask
        self.entries = {name: TaskEntry() for name in TASKS}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for name, entry in self.entries.items():
            entry.pressed.connect(partial(self._take_up, name))
            column.addWidget(entry)
        session.changed.connect(self.refresh)

    def _take_up(self, name: str) -> None:
        self.mark(name)
        self._ask(name)

    def mark(self, name: str) -> None:
        """Show which task was taken up last."""
        for other, entry in self.entries.items():
            entry.setProperty("chosen", "true" if other == name else "false")
            entry.style().unpolish(entry)
            entry.style().polish(entry)

    def refresh(self) -> None:
        """Write where each task stands."""
        language, states = self.session.language, self._states()
        for number, (name, entry) in enumerate(self.entries.items(), 1):
            title = translate(TASKS[name], language)
            entry.title.setText(f"{number}  {title}")
            entry.state.setText(show(states[name], language))
            entry.setAccessibleName(title)

    def _states(self) -> dict[str, Text]:
        shown = self.session.shown
        if shown is None:
            return dict.fromkeys(TASKS, Text(""))
        links, known = len(shown.links.flow), int((~np.isnan(shown.figures.value)).sum())
        actors = len(shown.links.actor)
        return {
            "import": Text("{n} firm or institution", {"n": actors}, plural="{n} firms and institutions"),
            "show.check": self._told(
                is_data, lambda n: Text("{n} figure to check", {"n": n}, plural="{n} figures to check")
            ),
            "show.links": Text(
                "{n} link, {known} with an amount",
                {"n": links, "known": known},
                plural="{n} links, {known} with an amount",
            ),
            "show.flags": self._flags(),
            "show.gaps": self._told(
                is_gap, lambda n: Text("{n} gap or weak point", {"n": n}, plural="{n} gaps and weak points")
            ),
            "show.due": self._due(),
            "show.year": self._year(),
            "print": Text("Map as PDF, SVG or PNG"),
        }

    def _told(self, wanted: Callable[[Finding], bool], told: Callable[[int], Text]) -> Text:
        if self.session.analysis is None:
            return WAITING
        return told(sum(map(wanted, self.session.findings)))

    def _due(self) -> Text:
        """How many findings are late, and how many are due soon."""
        session = self.session
        if session.analysis is None or session.snapshot is None:
            return WAITING
        today = date.today()
        over, near = due(register(session.findings, session.snapshot, session.analysis.year, today), today)
        if not over and not near:
            return Text("Nothing is due within 30 days")
        return Text("{over} overdue, {near} due within 30 days", {"over": over, "near": near})

    def _year(self) -> Text:
        """Where the latest year of the round stands."""
        told = self.session.round
        if not told.years:
            return Text("No year was opened yet")
        record = told.years[-1]
        if record.state == LOCKED:
            return Text("{year} is locked", {"year": str(record.year)})
        forms = [receipt.state for receipt in told.receipts_of(record.year)]
        values = {"year": str(record.year), "received": forms.count(RECEIVED), "n": len(forms)}
        return Text("{year}: {received} of {n} forms received", values)

    def _flags(self) -> Text:
        if self.session.analysis is None:
            return WAITING
        layers = [finding.layer for finding in self.session.findings]
        values = {"listed": layers.count("statutory"), "computed": layers.count("computed")}
        return Text("{listed} findings by statutory lists, {computed} computed", values)
