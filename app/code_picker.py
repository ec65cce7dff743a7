"""A line in which a code is typed or looked up: by code, name, pinyin or initials; what is picked tells its edition."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal

from app.code_names import PAST, catalogue_name, line_name
from app.hit_line import Entry, HitLine
from core.code_lists import CodeLine, optional_lists
from core.code_search import Hit, build_index, catalogue_index, code_key, search
from core.i18n import translate
from core.names import word_key
from core.text import N_

LIMIT = 12
PLACEHOLDER = N_("Type a code, a name, pinyin or its initials")
NOTHING = N_("No catalogue has anything like it. Try fewer letters, or load the official list into the project.")


class CodePicker(HitLine):
    """Looks in the catalogues that are named, in all of them for (); `own` are the project's lines, which come first.

    `picked` tells code and edition of what was chosen; a code that is only typed has the edition "".
    """

    picked = Signal(str, str)

    def __init__(self, catalogues: Sequence[str] = (), language: str = "en", own: Iterable[CodeLine] = ()) -> None:
        super().__init__(self.answers)
        self.catalogues, self.language = tuple(catalogues), language
        self._own = build_index(own)
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(translate(PLACEHOLDER, language))

    def answers(self, text: str) -> Sequence[Entry]:
        """The entries that answer a text."""
        if not word_key(text):
            return ()
        hits = sorted(self._search(text), key=lambda hit: hit.rank)
        return [self._entry(hit) for hit in hits[:LIMIT]] or [Entry(translate(NOTHING, self.language))]

    def _search(self, text: str) -> list[Hit]:
        optional = tuple(name for name in optional_lists() if name in self.catalogues)
        indexes = (self._own, catalogue_index(optional))
        wanted = self.catalogues or ("",)
        hits = [hit for index in indexes for name in wanted for hit in search(index, text, name, LIMIT)]
        return [hit for hit in hits if hit.line.code]

    def _entry(self, hit: Hit) -> Entry:
        detail = catalogue_name(hit.line, self.language)
        if not hit.current:
            detail = f"{detail} · {translate(PAST, self.language)}"
        return Entry(line_name(hit.line, self.language), partial(self._pick, hit.line), detail, hit.line.code)

    def _pick(self, line: CodeLine) -> None:
        self.setText(line.code)
        self.picked.emit(line.code, line.edition)

    def edition(self) -> str:
        """The newest edition that holds now and has the code as it stands in the line, "" where none has."""
        key = code_key(self.text())
        same = [hit for hit in self._search(self.text()) if hit.current and code_key(hit.line.code) == key]
        return max((hit.line.since, hit.line.edition) for hit in same)[1] if same else ""
