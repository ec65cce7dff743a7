"""A line in which a code is typed or looked up: by code, name, pinyin or initials; what is picked tells its edition."""

import re
from collections.abc import Sequence
from functools import lru_cache, partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.code_names import PAST, catalogue_name, line_name
from app.hit_line import Entry, HitLine
from app.tasks import Tasks
from core.code_files import project_lines
from core.code_lists import CodeLine, optional_lists
from core.code_search import CODE_EXACT, CodeIndex, Hit, build_index, catalogue_index, search
from core.fields import Field
from core.i18n import translate
from core.names import word_key
from core.snapshot import Snapshot
from core.text import N_, Text

LIMIT = 12
WIDTH = 620  # pixels, so that the edition can be read to its end
PLACEHOLDER = N_("Type a code, a name, pinyin or its initials")
NOTHING = N_("No catalogue has anything like it. Try fewer letters, or load the official list into the project.")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NO_LINES = CodeIndex((), (), ())
_LAST_CODE = re.compile(r"[^\s,;|/\uff0c\uff1b\u3001]*\Z")  # of several in one line


class CodePicker(HitLine):
    """Looks in the catalogues that are named, in all of them for (); `own` are the project's lines, which come first.

    By `kind`, as of a field, what is picked becomes the code, the last one of several ("codes"), or a name ("text").
    What is typed stays as it is unless an entry is picked: Enter picks the marked one, and none is marked where the
    text may be a code or name of its own. `edition` is that of what was picked, "" for what was typed.
    """

    picked = Signal(str, str)  # code and edition
    left = Signal()  # what was picked is typed over

    def __init__(
        self, catalogues: Sequence[str] = (), language: str = "en", own: CodeIndex = NO_LINES, kind: str = "code"
    ) -> None:
        super().__init__(self.answers)
        self.catalogues, self.language, self.kind, self.edition = tuple(catalogues), language, kind, ""
        self._own, self._sure = own, False
        self.hits.least_width = WIDTH
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(translate(PLACEHOLDER, language))
        self.textEdited.connect(lambda *_: self._forget())

    def _forget(self) -> None:
        if self.edition:
            self.edition = ""
            self.left.emit()

    def _asked(self) -> str:
        """The part of the line that is looked up."""
        found = _LAST_CODE.search(self.text()) if self.kind == "codes" else None
        return found[0] if found else self.text()

    def answers(self, text: str) -> Sequence[Entry]:
        """The entries that answer a text."""
        asked = self._asked()
        if not word_key(asked):
            return ()
        hits = sorted(self._search(asked), key=lambda hit: hit.rank)[:LIMIT]
        exact = bool(hits) and hits[0].rank == CODE_EXACT
        self._sure = exact or not (self.kind == "text" or any(letter.isdigit() for letter in asked))
        if not hits and self.kind == "text":
            return ()
        return [self._entry(hit) for hit in hits] or [Entry(translate(NOTHING, self.language))]

    def _search(self, text: str) -> list[Hit]:
        indexes, wanted = (self._own, catalogue_index(optional_lists())), self.catalogues or ("",)
        hits = [hit for index in indexes for name in wanted for hit in search(index, text, name, LIMIT)]
        return [hit for hit in hits if hit.line.code or self.kind == "text"]

    def _entry(self, hit: Hit) -> Entry:
        detail = catalogue_name(hit.line, self.language)
        if not hit.current:
            detail = f"{detail} · {translate(PAST, self.language)}"
        return Entry(line_name(hit.line, self.language), partial(self._pick, hit.line), detail, hit.line.code)

    def refresh(self) -> None:
        """Look again; an entry is marked only where nobody can have meant the text as it stands."""
        super().refresh()
        if not self._sure:
            self.hits.setCurrentRow(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter without a marked entry is not for the list."""
        if event.key() in ENTER and not self.choosing():
            self.hits.hide()
            QLineEdit.keyPressEvent(self, event)
        else:
            super().keyPressEvent(event)

    def choosing(self) -> bool:
        """Whether an entry is marked, which Enter would pick."""
        return self.hits.isVisible() and self.hits.present() is not None

    def _pick(self, line: CodeLine) -> None:
        if self.kind == "text":
            self.setText(line_name(line, self.language))
        else:
            kept = self.text()[: -len(asked)] if (asked := self._asked()) else self.text()
            self.setText(kept + line.code)
        self.edition = line.edition
        self.picked.emit(line.code, line.edition)


def field_picker(field: Field, language: str, snapshot: Snapshot) -> CodePicker:
    """The line of a field that is looked up in catalogues and in the lines of a project."""
    return CodePicker(field.catalogues, language, _index(tuple(project_lines(snapshot))), field.kind)


@lru_cache(maxsize=2)
def _index(lines: tuple[CodeLine, ...]) -> CodeIndex:
    return build_index(lines)


def read_catalogues(tasks: Tasks) -> None:
    """Let the worker make the catalogues ready, so that the first letter waits for nothing."""
    tasks.run(Text("Reading the catalogues"), lambda _: catalogue_index(optional_lists()), lambda _: None, lane="lists")
