"""Looking a code up as one types: by code, Chinese, English, pinyin and initials, over all catalogues at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from core.catalogues import table
from core.code_lists import CodeLine, built_in_lines
from core.names import word_key
from core.spelling import LETTERS_INSIDE, Spelling, answer, spell

CODE_EXACT, CODE_START = -2, -1  # before every answer of a name
IN_WORDS, IN_NOTE, NEAR = LETTERS_INSIDE + 1, LETTERS_INSIDE + 2, LETTERS_INSIDE + 3
LEAST_LIKE = {"zh": 72.0, "en": 86.0}  # of 100; below it a name is another one
SAME_WORDS, LEAST_NEAR = 100.0, 40.0  # of an industry's name; what may be shown as near
LEAST_INDUSTRY = 80.0  # stricter, since nobody may look at the others
SHORTEST_NEAR = 3  # characters; shorter words are like everything
_SEPARATORS = re.compile(r"[\s\-./*]+")
_BEFORE_CODE = re.compile(r"^(hw\d\d(?=\d{8}$)|[a-t](?=\d{2,4}$))")  # a category or section that is told with the code


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that was found; `rank` says how well (lower is better), `current` whether it holds today."""

    line: CodeLine
    rank: int
    current: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    line: CodeLine
    code: str
    zh: Spelling
    en: Spelling
    letters: str  # all its names in one text, to pass over most lines quickly
    note: str
    current: bool


@dataclass(frozen=True, slots=True)
class CodeIndex:
    """Lines ready to be searched; `zh` and `en` are what a near spelling is compared with, None for none."""

    entries: tuple[_Entry, ...]
    zh: tuple[str | None, ...]
    en: tuple[str | None, ...]


def build_index(lines: Iterable[CodeLine], today: str = "") -> CodeIndex:
    """Make lines ready to be searched; `today` (ISO date) decides which hold now."""
    now = today or date.today().isoformat()
    entries = tuple(_entry(line, now) for line in lines)
    zh, en = (entry.zh.plain or None for entry in entries), (entry.en.loose or None for entry in entries)
    return CodeIndex(entries, tuple(zh), tuple(en))


def _entry(line: CodeLine, now: str) -> _Entry:
    current = line.since <= now and (not line.until or line.until >= now)
    zh, en = spell(line.name_zh), spell(line.name_en)
    letters = "\n".join((zh.plain, zh.pinyin, zh.initials, en.plain))
    return _Entry(line, code_key(line.code), zh, en, letters, line.note.casefold(), current)


def code_key(code: str) -> str:
    """What identifies a code however its parts are divided: HW49/900-041-49 is 90004149, C3011 is 3011."""
    return _BEFORE_CODE.sub("", _SEPARATORS.sub("", code.strip()).casefold())


def search(index: CodeIndex, text: str, catalogue: str = "", limit: int = 20) -> list[Hit]:
    """The lines that answer what was typed, best first; `catalogue` narrows to one list.

    Order: the code itself, codes that begin so, names, pinyin and initials, parts of names, notes, near spellings;
    within each, what holds today and the shorter name.
    """
    typed = word_key(text)
    if not typed or limit < 1:
        return []
    words = [word_key(word) for word in text.split()]
    code = code_key(text)
    wanted = [entry for entry in index.entries if catalogue in ("", entry.line.catalogue)]
    found = [(rank, entry) for entry in wanted if (rank := _rank(entry, typed, words, code)) is not None]
    if len(found) < limit and len(typed) >= SHORTEST_NEAR:
        met = {id(entry) for _, entry in found}
        found += [(NEAR, entry) for entry in _near(index, text, catalogue, limit) if id(entry) not in met]
        return [_hit(each) for each in sorted(found, key=_order_near)[:limit]]
    return [_hit(each) for each in sorted(found, key=_order)[:limit]]


def _hit(found: tuple[int, _Entry]) -> Hit:
    return Hit(found[1].line, found[0], found[1].current)


def _order(found: tuple[int, _Entry]) -> tuple[int, bool, int, int, str]:
    """Of equal names the more detailed code first, since it says the same and more."""
    rank, entry = found
    return rank, not entry.current, len(entry.zh.plain or entry.en.plain), -len(entry.code), entry.line.code


def _order_near(found: tuple[int, _Entry]) -> tuple[int, bool, int, int, str]:
    """Near spellings keep the order of their likeness."""
    return (NEAR, False, 0, 0, "") if found[0] == NEAR else _order(found)


def _rank(entry: _Entry, typed: str, words: Sequence[str], code: str) -> int | None:
    if code and entry.code.startswith(code):
        return CODE_EXACT if entry.code == code else CODE_START
    if typed in entry.letters and (ranks := _name_ranks(entry, typed)):
        return min(ranks)
    if len(words) > 1 and all(_has(entry, word) for word in words):
        return IN_WORDS
    return IN_NOTE if typed in entry.note else None


def _name_ranks(entry: _Entry, typed: str) -> list[int]:
    names = (entry.zh, entry.en)
    return [rank for name in names if name.plain and (rank := answer(typed, name)) is not None]


def _has(entry: _Entry, word: str) -> bool:
    return (word in entry.letters and bool(_name_ranks(entry, word))) or entry.code.startswith(word)


def _near(index: CodeIndex, text: str, catalogue: str, limit: int) -> list[_Entry]:
    """Lines whose name is spelt like the text, the most like first."""
    latin = text.isascii()
    typed, scorer = (text.strip().casefold(), fuzz.WRatio) if latin else (word_key(text), fuzz.ratio)
    names = index.en if latin else index.zh
    if catalogue:
        rows = zip(names, index.entries, strict=True)
        names = tuple(name if entry.line.catalogue == catalogue else None for name, entry in rows)
    least = LEAST_LIKE["en" if latin else "zh"]
    found = process.extract(typed, names, scorer=scorer, limit=limit, score_cutoff=least)
    return [index.entries[place] for _, _, place in found]


@cache
def catalogue_index(optional: tuple[str, ...] = ()) -> CodeIndex:
    """The index of what comes with the program, with the optional catalogues named; made once."""
    return build_index(built_in_lines(optional))


def edition_of(code: str, catalogue: str, year: int, lines: Iterable[CodeLine] = ()) -> str:
    """The newest edition of a catalogue that holds in a year and has the code, "" where none has.

    `lines` are a project's own ones, which go before those of the program.
    """
    own = [line for line in lines if line.catalogue == catalogue and code_key(line.code) == code_key(code)]
    for known in (own, _by_code(catalogue).get(code_key(code), ())):
        if held := [line for line in known if line.holds_in(year)]:
            return max(held, key=lambda line: line.since).edition
    return ""


def present_edition(
    code: str, catalogues: Iterable[str], year: int | None = None, lines: Iterable[CodeLine] = ()
) -> str:
    """The edition of the first catalogue that has a code which is entered without one, "" where none has it.

    It is looked for in a year, the present one where none is given; `lines` are a project's own ones.
    """
    wanted, when, own = tuple(catalogues), year or date.today().year, tuple(lines)
    if not code:
        return ""
    return _edition_among(code, wanted, when) if not own else _edition(code, wanted, when, own)


@lru_cache(maxsize=4096)
def _edition_among(code: str, catalogues: tuple[str, ...], year: int) -> str:
    return _edition(code, catalogues, year, ())


def _edition(code: str, catalogues: tuple[str, ...], year: int, own: tuple[CodeLine, ...]) -> str:
    return next((edition for name in catalogues if (edition := edition_of(code, name, year, own))), "")


def is_listed(code: str, catalogues: Iterable[str], lines: Iterable[CodeLine] = ()) -> bool:
    """Whether a code stands in a catalogue of today; of a catalogue without a present edition the last one counts."""
    wanted = tuple(catalogues)
    return bool(present_edition(code, wanted, lines=lines)) or any(
        line.until == _last_day(name) for name in wanted for line in _by_code(name).get(code_key(code), ())
    )


@cache
def _last_day(catalogue: str) -> str | None:
    """The day on which the last edition of a catalogue ended, None where one still holds."""
    days = {line.until for line in _lines_of(catalogue)}
    return None if "" in days else max(days, default=None)


def industry_lists(code: str) -> tuple[str, ...]:
    """The catalogue that a code of an industry belongs to: the European ones have dots."""
    return ("nace",) if "." in code else ("industry",)


@cache
def _by_code(catalogue: str) -> dict[str, list[CodeLine]]:
    found: dict[str, list[CodeLine]] = {}
    for line in _lines_of(catalogue):
        found.setdefault(code_key(line.code), []).append(line)
    return found


@cache
def _lines_of(catalogue: str) -> tuple[CodeLine, ...]:
    return tuple(line for line in built_in_lines((catalogue,)) if line.catalogue == catalogue)


@dataclass(frozen=True, slots=True)
class Likely:
    """An industry of GB/T 4754-2017 that a text most likely means; `score` is 100 for the same words."""

    code: str
    name: str
    score: float


def likely_industry(text: str) -> Likely | None:
    """The industry that a text means, also by a name of an older edition; None where nothing is like it.

    A code in the text counts first, then equal and near names; a name of 1994, 2002 or 2011 leads to the industry of
    2017 that took it over. What only begins a name, such as a product, has the share of it as its score.
    """
    typed = word_key(_OLD_ENDING.sub("", text.strip()))
    names = _industry_names()
    if (code := _stated_code(text)) is not None:
        return code
    if not typed:
        return None
    if typed in names:
        return Likely(*names[typed], SAME_WORDS)
    near = process.extractOne(typed, names.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_INDUSTRY)
    if near:
        return Likely(*names[near[0]], round(near[1], 1))
    begun = min((name for name in names if len(typed) > 1 and name.startswith(typed)), key=len, default="")
    return Likely(*names[begun], round(100 * len(typed) / len(begun), 1)) if begun else None


def near_industries(text: str, count: int) -> tuple[Likely, ...]:
    """The industries whose names are most like a text, best first, each once."""
    names = _industry_names()
    found = process.extract(word_key(text), names.keys(), scorer=fuzz.ratio, limit=2 * count, score_cutoff=LEAST_NEAR)
    likely = {names[name][0]: Likely(*names[name], round(score, 1)) for name, score, _ in reversed(found)}
    return tuple(reversed(likely.values()))[:count] if text else ()


_OLD_ENDING = re.compile(r"[*＊﹡]+$")
_STATED = re.compile(r"[A-T]?(\d{2,4})(?=\D|$)")


def _stated_code(text: str) -> Likely | None:
    match = _STATED.match(text.strip())
    name = industry_codes().get(match[1]) if match else None
    return Likely(match[1], name, SAME_WORDS) if match and name else None


@cache
def industry_codes() -> dict[str, str]:
    """Names of GB/T 4754-2017 by code."""
    return {row["code"]: row["name_zh"] for row in table("catalogues/industries.csv")}


@cache
def _industry_names() -> dict[str, tuple[str, str]]:
    """Code and present name by each name, also former ones; of equal names the most detailed code."""
    codes = industry_codes()
    found = {word_key(name): (code, name) for code, name in sorted(codes.items(), key=lambda pair: len(pair[0]))}
    for row in table("tables/former_industries.csv"):
        found.setdefault(word_key(row["name_zh"]), (row["code"], codes[row["code"]]))
    return found
