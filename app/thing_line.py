"""A line that names a firm, link, region or commodity, also one that is gone, to narrow the history down to it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from app.hit_line import Entry, HitLine
from app.own_keys import keeps_typing
from app.session import Session
from core.history_things import Thing, things
from core.i18n import translate
from core.names import word_key
from core.project_search import KINDS
from core.spelling import answer, spell
from core.text import N_

LIMIT = 14
PLACEHOLDER = N_("Firm, link or region")
TIP = N_("Show only the entries that touched a firm, a link, a region or what belongs to it; pinyin and initials do.")
NOTHING = N_("The history knows nothing of this name. Try fewer letters.")
GONE = N_("not there any more")


class ThingLine(HitLine):
    """Emits `chosen` with a thing, None where the line is emptied; names are gathered when it is entered."""

    chosen = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(self.answers)
        self.session = session
        self.thing: Thing | None = None
        self._known: Sequence[Thing] | None = None
        self._project = session.project
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(90)
        self.setMaximumWidth(220)
        self.textChanged.connect(self._leave)

    def retranslate(self) -> None:
        """Write every word anew; what was gathered is gathered again, and another project begins with nothing."""
        self._known = None
        if self._project is not self.session.project:
            self._project = self.session.project
            self.clear()
        self.setPlaceholderText(translate(PLACEHOLDER, self.session.language))
        self.setToolTip(translate(TIP, self.session.language))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.gather()
        super().focusInEvent(event)

    def gather(self) -> None:
        """Read the names that the history knows."""
        project, open_rows, readable = self.session.project, self.session.open_rows, self.session.readable
        if self._known is None and project is not None and open_rows is not None and readable is not None:
            with project.reading() as connection:
                self._known = things(connection, [open_rows, readable], self.session.language)

    def answers(self, text: str) -> Sequence[Entry]:
        """The things that answer a text."""
        self.gather()
        typed = word_key(text)
        if not typed:
            return ()
        ranked = [(rank, each) for each in self._known or () if (rank := answer(typed, spell(each.name))) is not None]
        best = sorted(ranked, key=lambda pair: (pair[0], pair[1].gone, len(pair[1].name)))[:LIMIT]
        return [self._entry(each) for _, each in best] or [Entry(translate(NOTHING, self.session.language))]

    def _entry(self, thing: Thing) -> Entry:
        detail = translate(GONE if thing.gone else KINDS[thing.table], self.session.language)
        return Entry(thing.name, partial(self.choose, thing), detail)

    def choose(self, thing: Thing) -> None:
        """Narrow the history down to one thing."""
        self.thing = thing
        self.setText(thing.name)
        self.setCursorPosition(0)
        self.chosen.emit(thing)

    def _leave(self, text: str) -> None:
        """Another text than the name of the chosen thing asks for all entries again."""
        if self.thing is not None and text != self.thing.name:
            self.thing = None
            self.chosen.emit(None)

    def event(self, event: QEvent) -> bool:
        return keeps_typing(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the line."""
        if event.key() == Qt.Key.Key_Escape and self.hits.isHidden() and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
