"""One box to find firms, materials, regions, links, findings and commands, by name in either language or pinyin."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

from PySide6.QtGui import QAction, QFocusEvent

from app.actions import COMMANDS, Command
from app.finding_subjects import subjects
from app.hit_line import Entry, HitLine
from app.rows import finding_title
from app.session import Session
from app.tasks import Task
from core.findings import Finding, Ref
from core.i18n import LANGUAGES, show, translate
from core.names import word_key
from core.project_search import KINDS, Found, ProjectIndex, find_in, project_index
from core.spelling import answer, spell
from core.text import N_, Text

WIDTH = 330
EACH = 6  # of each kind; more letters narrow them down
PLACEHOLDER = N_("Find firms, materials, regions, findings, commands (Ctrl+F)")
NOTHING = N_("Nothing has this name. Try fewer letters, the pinyin or its initials.")
COMMAND_MARKS = (">", "\uff1e")  # the second is what a Chinese keyboard gives


class FindBox(HitLine):
    """What is found is chosen everywhere; a command that is found is carried out."""

    def __init__(self, session: Session, actions: dict[str, QAction]) -> None:
        super().__init__(self.answers)
        self.session, self._actions = session, actions
        self._index: ProjectIndex | None = None
        self._gathering: Task | None = None
        self._asked = False  # for what was typed before the names were ready
        self.setFixedWidth(WIDTH)
        self.setClearButtonEnabled(True)
        session.changed.connect(self._forget)

    def _forget(self) -> None:
        shown = self.session.shown
        if self._index is not None and (shown is None or self._index.snapshot is not shown.links):
            self._index = None
            self.hits.hide()
        self.setPlaceholderText(translate(PLACEHOLDER, self.session.language))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.gather()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._asked = False
        super().focusOutEvent(event)

    def look_up(self) -> None:
        """Begin to find something new."""
        self.setFocus()
        self.selectAll()

    def ask_command(self) -> None:
        """Begin to find a command: the list shows all of them."""
        self.setFocus()
        self.setText(COMMAND_MARKS[0])
        self.refresh()

    @property
    def _waiting(self) -> bool:
        """Whether the names are on their way; they are not where somebody cancelled that."""
        return self._gathering is not None and self._gathering in self.session.tasks.running()

    def gather(self) -> None:
        """Let the worker get the names of the present project ready, when they are looked for."""
        snapshot, shown = self.session.open_rows, self.session.shown
        if self._index is not None or self._waiting or snapshot is None or shown is None:
            return
        title = Text("Getting the names ready")
        tasks, links = self.session.tasks, shown.links
        self._gathering = tasks.run(title, lambda _: project_index(snapshot, links), self._ready, lane="names")

    def _ready(self, index: ProjectIndex) -> None:
        shown = self.session.shown
        if shown is None or index.snapshot is not shown.links:  # something else is open now
            self.gather()
            return
        self._index = index
        if self._asked:
            self.refresh()

    def answers(self, text: str) -> Sequence[Entry]:
        """The entries that answer a text, under a heading for each kind."""
        if text.startswith(COMMAND_MARKS):
            return self._headed(N_("Commands"), self._commands(text[1:], len(COMMANDS))) or self._nothing()
        if not word_key(text):
            return ()
        self.gather()
        self._asked = self._waiting
        entries = []
        found = find_in(self._index, self.session.findings, text, EACH) if self._index else []
        for kind, group in groupby(found, key=lambda each: each.kind):
            entries += self._headed(KINDS[kind], [self._entry(each) for each in group])
        entries += self._headed(N_("Commands"), self._commands(text, EACH))
        return entries or (() if self._waiting else self._nothing())

    def _nothing(self) -> list[Entry]:
        return [Entry(translate(NOTHING, self.session.language))]

    def _headed(self, title: str, entries: list[Entry]) -> list[Entry]:
        return [Entry(translate(title, self.session.language)), *entries] if entries else []

    def _entry(self, found: Found) -> Entry:
        select = partial(self.session.select, found.refs, zoom=True)
        if found.kind == "commodity":
            return Entry(found.title, partial(self._select_links, found.refs[0]), str(found.detail))
        if found.finding is not None:
            return self._finding(found.finding)
        return Entry(found.title, select, show(found.detail, self.session.language))

    def _finding(self, finding: Finding) -> Entry:
        act = partial(self.session.select, subjects(finding), finding, zoom=True)
        number = self.session.findings.index(finding) + 1
        return Entry(finding.subject.name, act, finding_title(finding, self.session.language), str(number))

    def _select_links(self, commodity: Ref) -> None:
        """A commodity stands for its links of the year."""
        shown = self.session.shown
        if shown is not None:
            rows = shown.links.commodity.uid[shown.links.flow.commodity] == commodity.uid
            self.session.select([Ref("flow", str(uid)) for uid in shown.links.flow.uid[rows]], zoom=True)

    def _commands(self, text: str, limit: int) -> list[Entry]:
        """Commands that can be carried out now, by their title in each language; all of them for no text."""
        typed = word_key(text)
        ranked = []
        for place, command in enumerate(COMMANDS):
            ranks = [rank for name in self._titles(command) if (rank := answer(typed, spell(name))) is not None]
            if self._actions[command.id].isEnabled() and (ranks or not typed):
                ranked.append((min(ranks) if typed else 0, place, command))
        return [self._command(command) for _, _, command in sorted(ranked, key=lambda each: each[:2])[:limit]]

    def _titles(self, command: Command) -> list[str]:
        named = [translate(command.title, language) for language in LANGUAGES]
        return [name for name in (*named, self._actions[command.id].text()) if name]

    def _command(self, command: Command) -> Entry:
        action = self._actions[command.id]
        return Entry(action.text().rstrip("…"), self._carry_out(action), command.shortcut)

    def _carry_out(self, action: QAction) -> Callable[[], object]:
        def act() -> None:
            self.clear()
            action.trigger()

        return act
