"""The window of the next visits: the firms with their reasons, the days to be printed, a packet of those marked."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout

from app.fonts import text_label
from app.rows import text_column, words
from app.session import Session
from app.survey_days import write_days
from app.survey_packet_form import show_packet_form
from app.survey_visits import NOTHING, ORDER, TITLE, Visits, day_sheets, read_visits
from app.table_model import Rows
from app.table_panel import TablePanel
from app.tasks import outcome
from app.window import MainWindow
from core.errors import UserError
from core.findings import Ref
from core.i18n import show, translate
from core.text import N_, Text

_LANE = "visits"


class VisitsWindow(QDialog):
    """A marked firm is chosen on the map too."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.main, self.session, self.language = window, session, window.language
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(TITLE, self.language))
        self.visits: Visits | None = None
        self.panel = TablePanel(show(NOTHING, self.language), self.language)
        self.panel.chosen.connect(self._mark)
        self.printing = self._button(N_("Print the days…"))
        self.printing.clicked.connect(lambda *_: self.ask())
        self.packing = self._button(N_("Make a packet of the marked firms…"))
        self.packing.clicked.connect(lambda *_: show_packet_form(window, session, self.marked()))
        self.told = text_label("soft")
        below, column = QHBoxLayout(), QVBoxLayout(self)
        below.addWidget(self.told, 1)
        below.addWidget(self.packing)
        below.addWidget(self.printing)
        column.addWidget(text_label("soft", translate(ORDER, self.language)))
        column.addWidget(self.panel, 1)
        column.addLayout(below)
        self.resize(820, 520)
        self.look()
        session.changed.connect(self.look)
        session.closed.connect(self.close)

    def _button(self, title: str) -> QPushButton:
        button = QPushButton(translate(title, self.language))
        button.setAutoDefault(False)
        return button

    def look(self) -> None:
        """Let the worker rank the firms of the shown year."""
        session = self.session
        if session.snapshot is not None and session.shown is not None:
            work = partial(read_visits, session.snapshot, session.shown.year, self.language)
            session.tasks.run(Text("Ranking the next visits"), lambda _: work(), self._list, lane=_LANE)

    def _list(self, visits: Visits) -> None:
        self.visits = visits
        actor, firms = visits.snapshot.actor, [one.actor for one in visits.ranked]
        columns = (
            text_column(N_("No."), words([f"{number:3d}" for number in range(1, len(firms) + 1)]), 50),
            text_column(N_("Firm or institution"), actor.name[firms], 180),
            text_column(N_("Region"), words([visits.region(int(row)) for row in actor.region[firms]]), 110),
            text_column(N_("What a visit would decide"), words(map(visits.reasons, visits.ranked)), 430),
        )
        self.panel.show_rows(Rows(columns, actor.uid[firms], tuple(one.values for one in columns)), self.language)
        values = {"n": len(visits.days), "open": visits.open}
        told = Text("{n} day, {open} firms with something open", values,
                    plural="{n} days, {open} firms with something open")  # fmt: skip
        self.told.setText(show(told, self.language))
        for button in (self.printing, self.packing):
            button.setEnabled(bool(firms))

    def marked(self) -> list[str]:
        """The uids of the marked firms, of all where none is marked."""
        rows = {index.row() for index in self.panel.table.selectionModel().selectedRows()}
        return [self.panel.model.uid(row) for row in sorted(rows) or range(self.panel.model.rowCount())]

    def _mark(self, uids: frozenset[str]) -> None:
        self.session.select([Ref("actor", uid) for uid in uids], zoom=True)

    def ask(self) -> None:
        """Ask for a file and print the days."""
        name = translate(TITLE, self.language)
        path = self.session.path
        proposed = str((path.parent if path else Path()) / f"{name}.pdf")
        title = translate(N_("Print the days to"), self.language)
        if chosen := QFileDialog.getSaveFileName(self, title, proposed, "*.pdf")[0]:
            self.print_days(Path(chosen) if chosen.lower().endswith(".pdf") else Path(chosen + ".pdf"))

    def print_days(self, out: Path) -> None:
        """Let the worker write the day sheets."""
        if (visits := self.visits) is None:
            return
        title = translate(TITLE, self.language)

        def work() -> Text:
            write_days(out, day_sheets(visits), visits.snapshot, title, visits.language)
            return Text("{file} was written.", {"file": str(out)})

        self.session.tasks.run(Text("Writing {file}", {"file": out.name}), lambda _: outcome(work), self._tell)

    def _tell(self, told: Text | UserError) -> None:
        if isinstance(told, UserError):
            self.main.messages.tell(told.sentence, told.advice, notice=True)
        else:
            self.main.messages.tell(told)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is still being ranked is not waited for."""
        self.session.tasks.drop(_LANE)
        super().closeEvent(event)


def show_visits(window: MainWindow, session: Session) -> VisitsWindow:
    """Open the window of the next visits."""
    opened = VisitsWindow(window, session)
    opened.show()
    return opened
