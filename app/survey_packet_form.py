"""The form of a survey packet: regions, firms, questions, in which form, for whom, shared among how many teams."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.fonts import text_label
from app.session import Session
from app.survey_packs import ENDING, WRITERS, MadePacket, make_packets, packet_paths
from app.window import MainWindow
from core.errors import UserError
from core.i18n import show, translate
from core.names import name_key
from core.project import Project
from core.snapshot import Snapshot
from core.steps import Step
from core.survey_order import KINDS, MOST_TEAMS, QUESTIONS, UNASKED, USUAL, Order, chosen_firms, surveyed_year
from core.text import N_, Text

TITLE = N_("Make a survey packet")
HINT = N_("Without a region and a firm every firm is packed. What may only enter sums stays here.")
_UID = Qt.ItemDataRole.UserRole


class PacketForm(QDialog):
    """Ordering a packet is one edit of the project: it keeps what went out; undo takes that back, not the file."""

    def __init__(self, window: MainWindow, session: Session, firms: Iterable[str] = ()) -> None:
        super().__init__(window)
        self.main, self.session, self.language = window, session, window.language
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(TITLE, self.language))
        self._build()
        self.resize(760, 560)
        self.fill(frozenset(firms))
        session.closed.connect(self.close)
        session.held.connect(self.count)

    def _build(self) -> None:
        self.regions, self.firms, self.seek = QListWidget(), QListWidget(), QLineEdit()
        self.seek.setPlaceholderText(translate(N_("Find a firm"), self.language))
        self.seek.setClearButtonEnabled(True)
        self.seek.textChanged.connect(self._narrow)
        for listed in (self.regions, self.firms):
            listed.itemChanged.connect(lambda _: self.count())
        left, right, both = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.addWidget(text_label("heading", translate(N_("Regions"), self.language)))
        left.addWidget(self.regions, 1)
        left.addWidget(text_label("heading", translate(N_("Firms besides"), self.language)))
        left.addWidget(self.seek)
        left.addWidget(self.firms, 2)
        right.addLayout(self._answers())
        right.addStretch(1)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        self.told, self.trouble = text_label("soft"), text_label("fault")
        self.trouble.hide()
        self.writing = QPushButton(translate(N_("Write the packet…"), self.language))
        self.writing.setAutoDefault(False)
        self.writing.clicked.connect(lambda *_: self.ask())
        below, column = QHBoxLayout(), QVBoxLayout(self)
        below.addWidget(self.told, 1)
        below.addWidget(self.writing)
        column.addWidget(text_label("soft", translate(HINT, self.language)))
        column.addLayout(both, 1)
        column.addWidget(self.trouble)
        column.addLayout(below)

    def _answers(self) -> QFormLayout:
        """In which form, for whom, how many teams, which year, and the questions."""
        form = QFormLayout()
        self.kind, self.whom, self.teams, self.year = QComboBox(), QLineEdit(), QSpinBox(), QSpinBox()
        for kind in WRITERS:
            self.kind.addItem(translate(KINDS[kind], self.language), kind)
        self.teams.setRange(1, MOST_TEAMS)
        self.year.setRange(1000, 2999)
        rows: tuple[tuple[str, QWidget], ...] = (
            (N_("People fill in"), self.kind),
            (N_("For whom"), self.whom),
            (N_("Teams"), self.teams),
            (N_("Year"), self.year),
        )
        for title, widget in rows:
            form.addRow(translate(title, self.language), widget)
        self.questions = {name: QCheckBox(translate(title, self.language)) for name, title in QUESTIONS.items()}
        form.addRow(text_label("heading", translate(N_("Questions"), self.language)))
        for name, box in self.questions.items():
            box.setChecked(name in USUAL)
            box.toggled.connect(lambda _: self.count())
            form.addRow(box)
        for changed in (self.teams, self.year):
            changed.valueChanged.connect(lambda _: self.count())
        return form

    def fill(self, firms: frozenset[str]) -> None:
        """List the regions and firms of the project; `firms` (uids) are chosen."""
        open_rows, readable = self.session.open_rows, self.session.readable
        if open_rows is None or readable is None:
            return
        named = dict(zip(readable.actor.uid.tolist(), readable.actor.name.tolist(), strict=True))
        for row in np.flatnonzero(~np.isin(open_rows.actor.kind, UNASKED)).tolist():
            uid = str(open_rows.actor.uid[row])
            _add(self.firms, str(named.get(uid, open_rows.actor.name[row])), uid, uid in firms)
        for uid, name in zip(readable.region.uid, readable.region.name, strict=True):
            _add(self.regions, str(name), str(uid), False)
        self.year.setValue(self._usual_year(open_rows))
        self.count()

    def _usual_year(self, open_rows: Snapshot) -> int:
        shown = self.session.shown
        if shown is not None and shown.year is not None:
            return shown.year
        try:
            return surveyed_year(open_rows, Order())
        except UserError:
            return self.year.value()

    def _narrow(self, text: str) -> None:
        """Show the firms whose name holds the typed words, and those that are chosen."""
        for item in map(self.firms.item, range(self.firms.count())):
            chosen = item.checkState() == Qt.CheckState.Checked
            item.setHidden(name_key(text) not in name_key(item.text()) and not chosen)

    def order(self) -> Order:
        """What is ordered; regions and firms by the names of the project."""
        open_rows = self.session.open_rows
        assert open_rows is not None
        asked = tuple(name for name, box in self.questions.items() if box.isChecked())
        regions = tuple(
            str(name) for name, uid in zip(open_rows.region.name, open_rows.region.uid, strict=True)
            if str(uid) in _checked(self.regions)
        )  # fmt: skip
        return Order(
            str(self.kind.currentData()), regions, tuple(_checked(self.firms)), asked, self.whom.text().strip(),
            self.year.value(), self.teams.value(),
        )  # fmt: skip

    def count(self) -> None:
        """Say how many firms this is, or why it cannot be."""
        if self.session.open_rows is None:
            return
        try:
            count = int(chosen_firms(self.session.open_rows, self.order()).sum())
            told = Text("{n} firm", {"n": count}, plural="{n} firms")
            able = self.session.writing and count >= self.teams.value()
            if count < self.teams.value():
                told = Text("{told}: fewer than teams", {"told": told})
        except UserError as problem:
            told, able = problem.sentence, False
        self.told.setText(show(told, self.language))
        self.writing.setEnabled(able)

    def ask(self) -> None:
        """Ask for a file and write the packets."""
        name = self.whom.text().strip() or translate(N_("Survey"), self.language)
        path = self.session.path
        proposed = str((path.parent if path else Path()) / f"{name}{ENDING}")
        title = translate(N_("Write the packet to"), self.language)
        if chosen := QFileDialog.getSaveFileName(self, title, proposed, f"*{ENDING}")[0]:
            out = Path(chosen) if chosen.lower().endswith(ENDING) else Path(chosen + ENDING)
            if (taken := self._taken(out)) is not None:
                self.trouble.setText(show(taken, self.language))
                self.trouble.show()
            else:
                self.write(out)

    def _taken(self, out: Path) -> Text | None:
        """Which packets of teams would write over files that nobody was asked about; None for none."""
        there = [path.name for path in packet_paths(out, self.teams.value()) if path != out and path.exists()]
        return Text("{files} are there already; choose another name.", {"files": there}) if there else None

    def write(self, out: Path) -> None:
        """Let the worker write the packets and keep in the project what went out."""
        order, language, tell = self.order(), self.language, self.main.messages.tell

        def act(project: Project, step: Step) -> list[MadePacket]:
            return make_packets(project, order, out, language, step)

        def done(made: list[MadePacket]) -> None:
            tell(*(one.told for one in made))
            if isValid(self):
                self.close()

        def stopped(problem: Exception) -> None:
            """What was ordered stays to be mended; who closed the form meanwhile is told in the window."""
            if not isinstance(problem, UserError):
                raise problem
            if not isValid(self):
                tell(problem.sentence, problem.advice, notice=True)
                return
            texts = [problem.sentence, *([problem.advice] if problem.advice else [])]
            self.trouble.setText("\n".join(show(text, self.language) for text in texts))
            self.trouble.show()

        self.trouble.hide()
        self.session.write(Text("Writing {file}", {"file": out.name}), act, done, stopped)


def _add(listed: QListWidget, name: str, uid: str, chosen: bool) -> None:
    item = QListWidgetItem(name)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
    item.setData(_UID, uid)
    listed.addItem(item)


def _checked(listed: QListWidget) -> list[str]:
    items = map(listed.item, range(listed.count()))
    return [str(item.data(_UID)) for item in items if item.checkState() == Qt.CheckState.Checked]


def show_packet_form(window: MainWindow, session: Session, firms: Iterable[str] = ()) -> PacketForm:
    """Open the form of a packet, with some firms (uids) chosen."""
    form = PacketForm(window, session, firms)
    form.show()
    return form
