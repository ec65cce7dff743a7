"""One condition of the map's choice as a chip: what it asks, how many links it hides, and how it is taken away."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout

from app.fonts import text_label
from app.session import Session
from app.style import colours, icon
from core.i18n import show, translate
from core.text import N_, Text
from gis.choosing import REASONS, Choice, without
from gis.choosing_words import condition_text
from gis.counts import Uids

LONGEST = 9  # steps that are taken one by one
# The reasons under which a condition hides links, where they are not its own name.
_REASONS = {"amount": ("amount", "unknown", "unit"), "largest": ("largest", "unknown"), "linked": ()}


class ChoiceChip(QFrame):
    """Emits `opened` to change the condition and `listed` with a reason whose links are asked for."""

    opened = Signal(str)
    listed = Signal(str)

    def __init__(self, session: Session, name: str, dark: bool) -> None:
        super().__init__()
        self.session, self.name, self.dark = session, name, dark
        self.setProperty("role", "chip")
        self.words, self.hides = text_label("plain"), text_label("soft")
        self.hides.linkActivated.connect(self.listed.emit)
        self.words.linkActivated.connect(lambda *_: self.opened.emit(self.name))
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.words)
        told.addWidget(self.hides)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 4, 4, 4)
        row.setSpacing(2)
        row.addLayout(told, 1)
        self.farther: QToolButton | None = None
        if name == "trace":
            self._button(row, "minus", N_("One step less"), lambda: self._step(-1))
            self.farther = self._button(row, "plus", N_("One step more"), lambda: self._step(1))
        self.closer = self._button(row, "close", N_("Take this condition away"), self._drop)
        self._write()

    def _button(self, row: QHBoxLayout, drawing: str, title: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(icon(drawing, self.dark))
        named = translate(title, self.session.language)
        button.setToolTip(named)
        button.setAccessibleName(named)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda *_: act())
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    def _write(self) -> None:
        snapshot = self.session.readable
        if snapshot is not None:
            told = show(condition_text(snapshot, self.session.choice, self.name), self.session.language)
            ink = colours(self.dark).ink  # a link without the look of one: a click opens the form
            self.words.setText(f'<a style="text-decoration:none;color:{ink}" href="#">{escape(told)}</a>')

    def count(self, conditions: Mapping[str, Uids]) -> None:
        """Tell how many links the condition hides; each number opens its list."""
        parts = []
        for reason in reasons_of(self.session.choice, self.name):
            if uids := conditions.get(reason, ()):
                words = show(Text(REASONS[reason], {"n": len(uids)}), self.session.language)
                parts.append(f'<a style="color:{colours(self.dark).accent}" href="{reason}">{words}</a>')
        told = Text("hides {parts}", {"parts": parts})
        self.hides.setText(show(told, self.session.language) if parts else "")
        self.hides.setVisible(bool(parts))

    def _step(self, more: int) -> None:
        choice = self.session.choice
        if choice.trace is None:
            return
        steps = min(choice.trace.steps, LONGEST) + more
        if 0 < steps <= LONGEST:
            self.session.choose_links(replace(choice, trace=replace(choice.trace, steps=steps)))

    def _drop(self) -> None:
        self.session.choose_links(without(self.session.choice, self.name))


def reasons_of(choice: Choice, name: str) -> tuple[str, ...]:
    """The reasons that belong to a condition; unknown amounts belong to the first that asks for amounts."""
    reasons = _REASONS.get(name, (name,))
    if name == "largest" and choice.least is not None:
        return ("largest",)
    return reasons
