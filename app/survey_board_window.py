"""The window of the board: how every packet stands, its firms, what became of the visits; visits are noted here."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from app.fonts import text_label
from app.rows import text_column, words
from app.session import Session
from app.survey_board import NOTHING, TITLE, boards, kind_told, note_told, packet_sentence, photos_told
from app.table_model import Rows
from app.table_panel import TablePanel
from app.window import MainWindow
from core.errors import UserError
from core.findings import Ref
from core.i18n import show, translate
from core.survey_board import OUT, STATES, BoardFirm, BoardPacket
from core.survey_visits import OUTCOMES, note_visits, take_status
from core.text import N_, Text

HINT = N_("What paper and workbooks do not say is noted here: mark firms and say what became of the visit.")
DAY = "2026-12-31"
EVERY = N_("All packets")


class BoardWindow(QDialog):
    """A marked firm is chosen on the map too; `more` are buttons of other tasks about what came back."""

    def __init__(self, window: MainWindow, session: Session, more: Mapping[str, Callable[[], object]]) -> None:
        super().__init__(window)
        self.main, self.session, self.language = window, session, window.language
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(TITLE, self.language))
        self.packets: tuple[BoardPacket, ...] = ()
        self.lines: list[tuple[BoardPacket, BoardFirm]] = []
        self.panel = TablePanel(NOTHING, self.language)
        self.panel.chosen.connect(self._mark)
        self.chosen, self.told = QComboBox(), text_label("plain")
        self.chosen.activated.connect(lambda *_: self.fill())
        self.outcome, self.day, self.note = QComboBox(), QLineEdit(), QLineEdit()
        self.day.setPlaceholderText(DAY)
        self.day.setMaximumWidth(110)
        self.note.setPlaceholderText(translate(N_("Note, such as where it has moved to"), self.language))
        for outcome, title in OUTCOMES.items():
            self.outcome.addItem(translate(title, self.language), outcome)
        self.noting = self._button(N_("Note the visit"), self.note_marked)
        self.taking = self._button(N_("Take over their status"), self.take)
        self._lay_out(more)
        self.look()
        self.resize(1100, 560)
        session.changed.connect(self.look)
        session.held.connect(self._enable)
        session.closed.connect(self.close)

    def _button(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(translate(title, self.language))
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: act())
        return button

    def _lay_out(self, more: Mapping[str, Callable[[], object]]) -> None:
        column, above, below = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.chosen)
        above.addStretch(1)
        for title, act in more.items():
            above.addWidget(self._button(title, act))
        outcome = QLabel(translate(N_("The visit"), self.language))
        day = QLabel(translate(N_("Day"), self.language))
        for widget in (outcome, self.outcome, day, self.day):
            below.addWidget(widget)
        below.addWidget(self.note, 1)
        below.addWidget(self.noting)
        below.addWidget(self.taking)
        column.addLayout(above)
        column.addWidget(self.told)
        column.addWidget(self.panel, 1)
        column.addWidget(text_label("soft", translate(HINT, self.language)))
        column.addLayout(below)

    def look(self) -> None:
        """Read the board anew; the chosen packet stays."""
        if self.session.lent:
            return
        kept, self.packets = self.chosen.currentData(), boards(self.session)
        self.chosen.clear()
        self.chosen.addItem(translate(EVERY, self.language), None)
        for packet in self.packets:
            told = " · ".join(
                part for part in (packet.title, kind_told(packet, self.language), packet.sent[:10]) if part
            )
            self.chosen.addItem(told, packet.id)
        self.chosen.setCurrentIndex(max(0, self.chosen.findData(kept)))
        self.fill()

    def fill(self) -> None:
        """List the firms of the chosen packet; those still out stand last."""
        language, wanted = self.language, self.chosen.currentData()
        shown = [packet for packet in self.packets if wanted in (None, packet.id)]
        self.lines = [(packet, firm) for packet in shown for firm in packet.firms]
        self.lines.sort(key=lambda line: line[1].state == OUT)
        self.told.setText("\n".join(show(packet_sentence(packet), language) for packet in shown))
        firms = [firm for _, firm in self.lines]
        columns = (
            text_column(N_("Page code"), words([firm.page for firm in firms]), 140),
            text_column(N_("Firm or institution"), words([firm.name for firm in firms]), 190),
            text_column(N_("How it stands"), words([translate(STATES[firm.state], language) for firm in firms]), 110),
            text_column(N_("Day"), words([firm.day for firm in firms]), 90),
            text_column(N_("Conflicts"), words([firm.conflicts or "" for firm in firms]), 80),
            text_column(N_("Photo"), words([photos_told(firm.photos, language) for firm in firms]), 150),
            text_column(N_("Note"), words([note_told(firm, language) for firm in firms]), 200),
            text_column(N_("Packet"), words([packet.title for packet, _ in self.lines]), 110),
        )
        uids = words([f"{packet.id} {firm.uid}" for packet, firm in self.lines])  # a firm may be in several packets
        self.panel.show_rows(Rows(columns, uids, tuple(one.values for one in columns)), language)
        self._enable()

    def _enable(self) -> None:
        """Visits are noted of marked firms, where the project can be written to."""
        writing = self.session.writing
        self.noting.setEnabled(writing and bool(self.marked()))
        self.taking.setEnabled(writing and any(firm.due for _, firm in self.lines))

    def marked(self) -> dict[str, int]:
        """The marked firms with the package of the line that is marked."""
        rows = self.panel.table.selectionModel().selectedRows()
        keys = [self.panel.model.uid(index.row()).split(" ", 1) for index in rows]
        return {uid: int(packet) for packet, uid in keys}

    def _mark(self, keys: frozenset[str]) -> None:
        self._enable()
        self.session.select([Ref("actor", key.split(" ", 1)[1]) for key in sorted(keys)], zoom=True)

    def note_marked(self) -> None:
        """Note what became of the visits of the marked firms."""
        project, firms = self.session.project, self.marked()
        if project is None or not firms:
            return
        try:
            note_visits(project, firms, str(self.outcome.currentData()), day=self.day.text(), note=self.note.text())
        except UserError as problem:
            self.told.setText("\n".join(filter(None, (show(problem.sentence, self.language),
                                                      show(problem.advice, self.language)))))  # fmt: skip
            return
        self.note.clear()

    def take(self) -> None:
        """Give firms the status that their visit tells."""
        if self.session.project is not None:
            told = {"n": take_status(self.session.project)}
            self.main.messages.tell(Text("{n} firm has the status of its visit now.", told,
                                         plural="{n} firms have the status of their visits now."))  # fmt: skip


def show_board(
    window: MainWindow, session: Session, more: Mapping[str, Callable[[], object]] | None = None
) -> BoardWindow:
    """Open the board."""
    opened = BoardWindow(window, session, more or {})
    opened.show()
    return opened
