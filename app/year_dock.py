"""The yearly round: the year and its state, forms by firm, what is to be confirmed, what changed, and the verbs."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.session import Session
from app.style import icon
from app.year_report import YEAR_STATES
from app.year_steps import YearSteps
from app.year_tabs import BoardTab, ConfirmTab, ListTab, changes_tab, differences_tab
from core.i18n import show, translate
from core.snapshot import Snapshot
from core.text import N_, Text
from core.year_forms import board, counted

NOTE = N_("Title or reason")
TITLES = {
    "board": N_("Forms"),
    "items": N_("To confirm"),
    "changes": N_("Against last year"),
    "differences": N_("Since the lock"),
}


class YearPanel(QWidget):
    """The round of one year; `tell` shows a message above the map."""

    def __init__(self, session: Session, tell: Callable[..., object]) -> None:
        super().__init__()
        self.session, self.dark = session, False
        self._writing = False
        self._wanted: int | None = None
        self._seen: tuple[object, ...] = ()
        self._snapshot: Snapshot | None = None
        self.steps = YearSteps(session, tell, self.note_text)
        self.year_box, self.state, self.note = QComboBox(), QLabel(), QLineEdit()
        self.state.setProperty("role", "soft")
        self.note.setFixedWidth(200)
        self.year_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.note.setClearButtonEnabled(True)
        self.buttons = {name: QPushButton() for name in ("open", "view", "lock", "restate")}
        self.tabs: dict[str, Any] = {
            "board": BoardTab(session, self.steps),
            "items": ConfirmTab(session, self.steps),
            "changes": changes_tab(session),
            "differences": differences_tab(session),
        }
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for tab in self.tabs.values():
            self.pages.addTab(tab, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_bar())
        column.addWidget(self.pages, 1)
        self.pages.currentChanged.connect(lambda *_: self.refresh())
        self.year_box.currentIndexChanged.connect(lambda *_: None if self._writing else self.refresh())
        session.changed.connect(self.refresh)
        session.held.connect(self._enable)
        session.edited_here.connect(self.steps.watch)

    def _make_bar(self) -> QHBoxLayout:
        acts = {
            "open": self._open_next,
            "lock": lambda: self.steps.lock(self.year()),
            "restate": lambda: self.steps.restate(self.year()),
            "view": lambda: self.steps.switch_view(self.year()),
        }
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 2)
        bar.setSpacing(8)
        bar.addWidget(self.year_box)
        bar.addWidget(self.state)
        bar.addStretch(1)
        bar.addWidget(self.note)
        for name, button in self.buttons.items():
            button.setProperty("role", "small")
            button.clicked.connect(lambda *_, act=acts[name]: act())
        for name in ("lock", "restate"):
            bar.addWidget(self.buttons[name])
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(8, 0, 8, 0)
        for name in ("open", "view"):
            row.addWidget(self.buttons[name])
        self.pages.setCornerWidget(corner)
        return bar

    def _open_next(self) -> None:
        self._wanted = self.next_year()  # shown as soon as it is there
        self.steps.open(self._wanted)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def note_text(self) -> str:
        """What was written as a title or a reason; it is used once."""
        text = self.note.text().strip()
        self.note.clear()
        return text

    def year(self) -> int | None:
        """The chosen year, None where the project knows none."""
        chosen = self.year_box.currentData()
        return None if chosen is None else int(chosen)

    def next_year(self) -> int:
        """The year that would be opened next; in a project that knows none yet, the present one."""
        known = [record.year for record in self.session.round.years if record.opened_at] or self.session.years
        return max(known) + 1 if known else date.today().year

    def refresh(self) -> None:
        """Show the round as it is now; while nobody sees the panel nothing is computed."""
        if not self.isVisible() or self._writing:
            return
        self._list_years()
        self._write_words()
        self._enable()
        tab = list(self.tabs)[self.pages.currentIndex()]
        snapshot = self.session.snapshot
        seen = (tab, self.year(), self.session.language)
        if seen != self._seen or snapshot is not self._snapshot:
            self._seen, self._snapshot = seen, snapshot
            self.tabs[tab].refresh(self.year())

    def _list_years(self) -> None:
        """The years of the round and those with figures, the newest first; locked ones with a lock."""
        told, language = self.session.round, self.session.language
        years = sorted({*self.session.years, *(record.year for record in told.years)}, reverse=True)
        chosen = self.year()
        if self._wanted in years:
            chosen, self._wanted = self._wanted, None
        self._writing = True
        self.year_box.clear()
        for year in years:
            record = told.record(year)
            state = translate(YEAR_STATES[record.state] if record else N_("not opened"), language)
            self.year_box.addItem(f"{year} · {state}", year)
            if told.is_locked(year):
                self.year_box.setItemIcon(self.year_box.count() - 1, icon("lock", self.dark))
        if years:
            usual = max((record.year for record in told.years), default=years[0])
            self.year_box.setCurrentIndex(years.index(chosen if chosen in years else usual))
        self._writing = False

    def _write_words(self) -> None:
        language, year = self.session.language, self.year()
        titles = {
            "open": Text("Open {year}", {"year": str(self.next_year())}),
            "lock": Text("Lock"),
            "restate": Text("Restate"),
            "view": Text("Show today's numbers") if self.session.edition else Text("Show locked numbers"),
        }
        for name, title in titles.items():
            self.buttons[name].setText(show(title, language))
        self.note.setPlaceholderText(translate(NOTE, language))
        for place, name in enumerate(TITLES.values()):
            self.pages.setTabText(place, translate(name, language))
        self.state.setText(show(self._told(year), language))

    def _told(self, year: int | None) -> Text:
        """Where the year stands, in one line."""
        told, snapshot = self.session.round, self.session.snapshot
        if year is None or snapshot is None:
            return Text("No year is known yet. Import figures, or open the first year.")
        if edition := told.edition(year) if told.is_locked(year) else None:
            return edition.citation
        if told.record(year) is None:
            return Text("Not opened: its figures were imported without a round.")
        waiting = sum(item.state == "to_confirm" for item in told.items_of(year))
        counts = counted(board(told, snapshot, year))
        values = {"n": waiting, "received": counts["received"], "forms": sum(counts.values())}
        return Text("{n} to confirm; {received} of {forms} forms received", values)

    def _enable(self) -> None:
        told, year, writing = self.session.round, self.year(), self.session.writing
        locked, known = told.is_locked(year), year is not None
        able = {
            "open": writing,
            "lock": writing and known and not locked and year in self.session.years,
            "restate": writing and locked,
            "view": locked,
        }
        for name, button in self.buttons.items():
            button.setVisible(name == "open" or (name == "lock") != locked)
            button.setEnabled(able[name])
        self.note.setEnabled(writing and known)
        for tab in self.tabs.values():
            if not isinstance(tab, ListTab):
                tab.enable(writing and known)
