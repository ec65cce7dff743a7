"""What the map shows: by firm, region or sector, and the conditions that its links meet, each to be taken away."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from app.choice_chip import ChoiceChip
from app.choice_editor import ChoiceEditor
from app.fonts import text_label
from app.session import Session
from core.i18n import show, translate
from core.text import N_, Text
from gis.choosing import CONDITIONS, EVERYTHING, REASONS, conditions
from gis.choosing_words import CONDITION_TITLES
from gis.counts import NOTHING_COUNTED, Counts
from gis.grouping import FIRM, GROUPINGS, REGION, grouping_title, groupings

GROUPED = N_("Sums over firms; a click on a line lists its links. Findings are shown by firm.")
RINGED = N_("Sectors have no place: they stand in a ring. A click on a line lists its links.")
SWITCHES = {"findings": "flagged", "linked": "linked"}  # conditions that ask nothing but yes or no


class ChoicePanel(QWidget):
    """Emits `list_wanted` with table, uids and reason, and `keeping` when the map should be kept with the project."""

    list_wanted = Signal(str, object, object)
    keeping = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.dark = session, False
        self.hidden = session.kept.hidden
        self.counts: Counts = NOTHING_COUNTED
        self.chips: list[ChoiceChip] = []
        self._chips = QVBoxLayout()
        self._chips.setSpacing(4)
        self.steps = {by: QPushButton() for by in GROUPINGS}
        self.level, self.note = QComboBox(), text_label("soft")
        self.adding, self.everything, self.keep = QPushButton(), QPushButton(), QPushButton()
        self.menu = QMenu(self)
        self.editor = ChoiceEditor(session)
        self._build()
        session.changed.connect(self.refresh)
        session.rechosen.connect(self.refresh)
        session.held.connect(self._offer_keeping)
        session.closed.connect(self.editor.hide)

    def _build(self) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(0)
        for by, button in self.steps.items():
            button.setProperty("role", "step")
            button.setCheckable(True)
            button.clicked.connect(partial(self._group_by, by))
            steps.addWidget(button)
        steps.addStretch(1)
        self.level.activated.connect(lambda *_: self.session.group_by(self.level.currentData()))
        self.adding.setMenu(self.menu)
        self.everything.clicked.connect(lambda *_: self.session.choose_links(EVERYTHING))
        self.keep.clicked.connect(lambda *_: self.keeping.emit())
        buttons = QHBoxLayout()
        buttons.setSpacing(5)
        for button in (self.adding, self.everything, self.keep):
            button.setProperty("role", "small")
        buttons.addWidget(self.adding)
        buttons.addWidget(self.everything)
        buttons.addStretch(1)
        self.editor.done.connect(self.adding.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(steps)
        for widget in (self.level, self.note):
            column.addWidget(widget)
        column.addLayout(self._chips)
        column.addWidget(self.editor)
        column.addLayout(buttons)
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        """Write everything anew."""
        language = self.session.language
        self._refresh_grouping()
        self._refresh_menu()
        self._refresh_chips()
        self.adding.setText(translate(N_("Filter"), language))
        self.everything.setText(translate(N_("Show all"), language))
        self.everything.setVisible(self.session.choice != EVERYTHING)
        self.keep.setText(translate(N_("Keep this map"), language))
        self.keep.setToolTip(translate(N_("Keep what the map shows with the project; it can be undone"), language))
        self._offer_keeping()

    def _offer_keeping(self) -> None:
        kept, session = self.session.kept, self.session
        shown = (session.choice, session.grouping, session.style, self.hidden)
        self.keep.setVisible(session.writing and shown != (kept.choice, kept.grouping, kept.style, kept.hidden))

    def hide_layers(self, hidden: frozenset[str]) -> None:
        """Take note of what is switched off, since it is kept with the map too."""
        self.hidden = hidden
        self._offer_keeping()

    def _refresh_grouping(self) -> None:
        session = self.session
        ways = groupings(session.shown.links) if session.shown is not None else []
        offered = {way.by for way in ways}
        for by, button in self.steps.items():
            button.setText(translate(GROUPINGS[by], session.language))
            button.setVisible(by in offered and len(offered) > 1)
            button.setChecked(by == session.grouping.by)
        levels = [way for way in ways if way.by == session.grouping.by]
        self.level.clear()
        for way in levels:
            self.level.addItem(show(grouping_title(way), session.language), way)
        if session.grouping in levels:
            self.level.setCurrentIndex(levels.index(session.grouping))
        self.level.setVisible(len(levels) > 1)
        grouped = session.grouping.by != FIRM
        note = GROUPED if session.grouping.by == REGION else RINGED
        self.note.setText(translate(note, session.language) if grouped else "")
        self.note.setVisible(grouped)

    def _group_by(self, by: str) -> None:
        shown = self.session.shown
        ways = [way for way in groupings(shown.links) if way.by == by] if shown is not None else []
        if by != self.session.grouping.by and ways:
            self.session.group_by(ways[-1] if by == REGION else ways[0])  # the smallest regions tell most
        self.steps[by].setChecked(True)
        self._refresh_grouping()

    def _refresh_menu(self) -> None:
        """Every condition that can be asked; yes-or-no ones are ticked at once."""
        self.menu.clear()
        asked = set(conditions(self.session.choice))
        for name in (name for name in CONDITIONS if name != "trace"):
            title = translate(CONDITION_TITLES[name], self.session.language)
            action = self.menu.addAction(title if name in SWITCHES else f"{title}…")
            action.triggered.connect(partial(self.ask, name))
            action.setEnabled(name not in asked or name not in SWITCHES)

    def ask(self, name: str, *_: object) -> None:
        """Set a condition: at once where it is yes or no, else in the form."""
        if name in SWITCHES:
            asked: dict[str, Any] = {SWITCHES[name]: True}
            self.session.choose_links(replace(self.session.choice, **asked))
        elif name != "trace":
            self.editor.begin(name)

    def _refresh_chips(self) -> None:
        for chip in self.chips:
            self._chips.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for name in conditions(self.session.choice) if self.session.project is not None else ():
            chip = ChoiceChip(self.session, name, self.dark)
            chip.opened.connect(self.ask)
            chip.listed.connect(self._list)
            chip.count(self.counts.conditions)
            self._chips.addWidget(chip)
            self.chips.append(chip)

    def count(self, counts: Counts) -> None:
        """Tell what each condition hides."""
        self.counts = counts
        for chip in self.chips:
            chip.count(counts.conditions)

    def _list(self, reason: str) -> None:
        uids = self.counts.conditions.get(reason, ())
        told = Text("Links that the filter hides: {part}", {"part": Text(REASONS[reason], {"n": len(uids)})})
        self.list_wanted.emit("flow", frozenset(uids), told)
