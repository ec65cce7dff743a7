"""Every edit, import and undo of the project, newest first; what each changed, and the way back to any of them."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from app.history_changes import change_rows, changes_text
from app.history_upkeep import HistoryUpkeep
from app.message_bar import MessageBar
from app.rows import history_rows
from app.session import Session
from app.style import icon
from app.table_panel import TablePanel
from app.thing_line import ThingLine
from core.history import HistoryEntry
from core.history_steps import day_of, last_of_day, steps_to
from core.history_things import touching
from core.i18n import show, translate
from core.renaming import text_in
from core.text import N_, Text

NOTHING = N_("Nothing was changed yet. Every import and edit will be listed here and can be taken back.")
NO_ROWS = N_("This entry changed nothing that can be shown row by row.")


class HistoryPanel(QWidget):
    """Undo and redo act on the whole history; `ask` carries out a command by its id, `go` the way to an entry."""

    def __init__(
        self, session: Session, messages: MessageBar,
        ask: Callable[[str], object], go: Callable[[HistoryEntry], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.session, self.dark, self._go = session, False, go
        self.entries: list[HistoryEntry] = []
        self._opened: int | None = None  # the entry whose changes are shown
        self.panel = TablePanel(NOTHING, session.language)
        self.details = TablePanel(NO_ROWS, session.language)
        self.person, self.day, self.reason, self.thing = QComboBox(), QComboBox(), QLabel(), ThingLine(session)
        self.upkeep = HistoryUpkeep(session, messages)
        self.back, self.look, self.undo, self.redo = (QPushButton() for _ in range(4))
        self.undo.clicked.connect(lambda *_: ask("undo"))
        self.redo.clicked.connect(lambda *_: ask("redo"))
        self.back.clicked.connect(self._go_back)
        self.look.clicked.connect(lambda *_: self.open_entry(self.marked()))
        for box in (self.person, self.day):
            box.activated.connect(lambda *_: self._filter())
        self.thing.chosen.connect(lambda *_: self._filter())
        self.panel.everything.clicked.connect(lambda *_: self._show_everything())
        self.panel.chosen.connect(lambda *_: self._offer())
        self.panel.table.doubleClicked.connect(self._double_clicked)
        self._arrange()
        session.changed.connect(self.refresh)
        session.held.connect(self._enable)

    def _arrange(self) -> None:
        self.reason.setProperty("role", "soft")
        self.panel.filter_box.setMinimumWidth(60)
        for place, widget in enumerate((self.thing, self.person, self.day), 1):
            self.panel.bar.insertWidget(place, widget)
        for button in (self.look, self.back, self.undo, self.redo, self.upkeep.button):
            button.setProperty("role", "small")
            self.panel.bar.addWidget(button)
        self.heading = QLabel()
        self.heading.setProperty("role", "soft")
        self.heading.setContentsMargins(10, 0, 0, 0)
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.close_details = QPushButton()
        self.close_details.setProperty("role", "small")
        self.close_details.clicked.connect(lambda *_: self.open_entry(None))
        self.details.bar.insertWidget(0, self.heading, 100)
        self.details.bar.addWidget(self.close_details)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.panel)
        self.split.addWidget(self.details)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([500, 500])
        self.details.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.split, 1)
        self.reason.setContentsMargins(10, 0, 10, 4)
        self.reason.setWordWrap(True)
        column.addWidget(self.reason)

    def refresh(self) -> None:
        """Show the history as it is now."""
        project, language = self.session.project, self.session.language
        self.entries = project.history() if project else []
        self.thing.retranslate()
        self.upkeep.retranslate()
        self.upkeep.button.setVisible(bool(self.entries))
        self._list_persons()
        self.panel.show_rows(history_rows(self.entries, language, self.session.names), language)
        buttons = ((self.look, N_("What changed"), ""), (self.back, N_("Go back to here"), "history"),
                   (self.undo, N_("Undo"), "undo"), (self.redo, N_("Redo"), "redo"),
                   (self.close_details, N_("Close"), ""))  # fmt: skip
        for button, title, name in buttons:
            button.setText(translate(title, language))
            button.setVisible(bool(self.entries))
            if name:
                button.setIcon(icon(name, self.dark))
        if self._opened not in {entry.seq for entry in self.entries}:
            self._opened = None
        self._show_details()
        self._enable()

    def _enable(self) -> None:
        """Let the history be gone back in, or not."""
        for button in (self.undo, self.redo):
            button.setEnabled(self.session.writing)
        self._offer()

    def marked(self) -> HistoryEntry | None:
        """The one entry that is marked; where a day is chosen and none is marked, the last entry of that day."""
        rows = self.panel.table.selectionModel().selectedRows()
        if not rows and (chosen := self.day.currentData()):
            return last_of_day(self.entries, date.fromisoformat(chosen))
        return self._entry(self.panel.model.uid(rows[0].row())) if len(rows) == 1 else None

    def open_entry(self, entry: HistoryEntry | None) -> None:
        """Show what an entry changed beside the list; None closes that."""
        self._opened = entry.seq if entry is not None else None
        self._show_details()

    def _entry(self, seq: str) -> HistoryEntry | None:
        return next((entry for entry in self.entries if str(entry.seq) == seq), None)

    def _double_clicked(self, index: QModelIndex) -> None:
        self.open_entry(self._entry(self.panel.model.uid(index.row())))

    def _show_details(self) -> None:
        project, snapshot, language = self.session.project, self.session.snapshot, self.session.language
        self.details.setVisible(self._opened is not None)
        for button in (self.undo, self.redo):  # of the bar above, whose room is needed
            button.setVisible(bool(self.entries) and self._opened is None)
        if self._opened is None or project is None or snapshot is None:
            return
        changes = project.changed_rows(self._opened)
        self.details.show_rows(change_rows(changes, snapshot, language, self.session.names), language)
        told = Text("No. {n}: {changes}", {"n": self._opened, "changes": changes_text(changes)})
        self.heading.setText(show(told, language))
        self.heading.setToolTip(self.heading.text())
        self.details.filter_box.hide()

    def _offer(self) -> None:
        """Whether one can go back to the marked entry, else why not."""
        entry, language = self.marked(), self.session.language
        steps = steps_to(self.entries, entry.seq) if entry is not None else None
        reachable = steps is not None and steps.obstacle is None and bool(steps.undos or steps.redos)
        self.back.setEnabled(reachable and self.session.writing)
        self.look.setEnabled(entry is not None)
        reason = steps.obstacle if steps is not None else None
        self.reason.setText(show(text_in(reason, self.session.names), language) if reason is not None else "")
        self.reason.setVisible(reason is not None)

    def _go_back(self) -> None:
        entry = self.marked()
        if entry is not None:
            self._go(entry)

    def _list_persons(self) -> None:
        """The people who edited and the days on which they did; what was chosen stays."""
        people = dict.fromkeys(entry.person for entry in self.entries if entry.person)
        days = dict.fromkeys(day_of(entry.at).isoformat() for entry in self.entries)
        gone = False
        for box, first, values in ((self.person, N_("Everybody"), people), (self.day, N_("Any day"), days)):
            chosen = box.currentData()
            box.clear()
            box.addItem(translate(first, self.session.language), "")
            for value in values:
                box.addItem(value, value)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.setVisible(len(values) > 1)
            gone = gone or bool(chosen and not box.currentData())
        if gone or self.thing.thing is not None or self.day.currentData():
            self._filter()

    def _filter(self) -> None:
        """Keep the entries of the chosen person and day that touched the chosen thing."""
        person, day, thing = str(self.person.currentData() or ""), str(self.day.currentData() or ""), self.thing.thing
        kept = [
            entry.seq
            for entry in self.entries
            if person in ("", entry.person) and day in ("", day_of(entry.at).isoformat())
        ]
        if thing is not None and self.session.project is not None:
            with self.session.project.reading() as connection:
                touched = touching(connection, thing)
            kept = [seq for seq in kept if seq in touched]
        narrowed = bool(person or day) or thing is not None
        told = {"person": person, "day": day}
        one = Text("By {person}", told) if person else Text("On {day}", told) if day else None
        reason = Text("By {person} on {day}", told) if person and day else one
        self.panel.show_only(frozenset(map(str, kept)) if narrowed else None, reason)
        self._offer()

    def _show_everything(self) -> None:
        for box in (self.person, self.day):
            box.setCurrentIndex(0)
        self.thing.clear()
