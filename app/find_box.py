"""One box to find firms, links' commodities, findings and commands by any part of their name."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.findings_dock import subjects
from app.rows import rule_title
from app.session import Session
from core.findings import Ref
from core.i18n import translate
from core.text import N_

WIDTH = 330
PLACEHOLDER = N_("Find firms, materials, findings, commands (Ctrl+F)")


class FindBox(QLineEdit):
    """What is found is chosen everywhere; a command that is found is carried out."""

    def __init__(self, session: Session, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.session, self._actions = session, actions
        self._found: list[tuple[str, Callable[[], object]]] = []
        self.names = QStringListModel(self)
        completer = QCompleter(self.names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(14)
        completer.activated.connect(self._carry_out)
        self.setCompleter(completer)
        self.setFixedWidth(WIDTH)
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(self._choose_typed)
        self._stale = True
        session.changed.connect(self._forget)

    def _forget(self) -> None:
        self._stale = True
        self.setPlaceholderText(translate(PLACEHOLDER, self.session.language))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.gather()
        super().focusInEvent(event)

    def gather(self) -> None:
        """Gather the names of the present project in the present language, when they are looked for."""
        if not self._stale:
            return
        self._stale = False
        self._found = [*self._firms(), *self._commodities(), *self._findings(), *self._commands()]
        self.names.setStringList([name for name, _ in self._found])

    def _firms(self) -> list[tuple[str, Callable[[], object]]]:
        shown = self.session.shown
        if shown is None:
            return []
        actors, aliases = shown.links.actor, shown.links.actor_alias
        named = list(zip(actors.name, actors.uid, strict=True))
        named += [(name, actors.uid[row]) for name, row in zip(aliases.name, aliases.actor, strict=True)]
        return [(str(name), self._select([Ref("actor", str(uid), str(name))])) for name, uid in dict.fromkeys(named)]

    def _commodities(self) -> list[tuple[str, Callable[[], object]]]:
        """A commodity stands for its links of the year."""
        shown = self.session.shown
        if shown is None:
            return []
        moved = np.unique(shown.links.flow.commodity)
        return [(str(shown.links.commodity.name[row]), partial(self._select_links, int(row))) for row in moved]

    def _select_links(self, commodity: int) -> None:
        shown = self.session.shown
        if shown is not None:
            uids = shown.links.flow.uid[shown.links.flow.commodity == commodity]
            self.session.select([Ref("flow", str(uid)) for uid in uids], zoom=True)

    def _findings(self) -> list[tuple[str, Callable[[], object]]]:
        return [
            (
                f"{number}  {finding.subject.name} · {rule_title(finding, self.session.language)}",
                partial(self.session.select, subjects(finding), finding, zoom=True),
            )
            for number, finding in enumerate(self.session.findings, 1)
        ]

    def _commands(self) -> list[tuple[str, Callable[[], object]]]:
        return [(action.text().rstrip("…"), action.trigger) for action in self._actions.values() if action.isEnabled()]

    def _select(self, refs: list[Ref]) -> Callable[[], object]:
        return partial(self.session.select, refs, zoom=True)

    def _choose_typed(self) -> None:
        suggested = self.completer().popup()
        if not (suggested.isVisible() and suggested.currentIndex().isValid()):  # else the completer tells of it next
            self._carry_out(self.text())

    def _carry_out(self, text: str) -> None:
        """The entry of that name, else the first that holds it."""
        self.gather()
        wanted = text.strip().lower()
        exact = [act for name, act in self._found if name.lower() == wanted]
        close = [act for name, act in self._found if wanted and wanted in name.lower()]
        for act in (exact or close)[:1]:
            act()
