"""What an entry of a list says of a firm: that the list names it, that it does not, or neither for certain.

Who is asked about a firm answers in words of their own ("not on the list", 无, 否). tables/list_denials.csv holds them:
what denies as the whole cell or as a part of it, signs of a denial, and what only looks like one.
"""

import re
import unicodedata
from functools import cache, lru_cache

from core.catalogues import table
from core.snapshot import Snapshot
from core.words import find_word

NAMED, DENIED, UNCLEAR = "named", "denied", "unclear"
BARE = 2  # letters beside a denial that name no list
SHORT_HAN, SHORT_WORDS = 6, 4  # in so few characters or words a sign of a denial leaves nothing else to be told
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?")
_TOKENS = re.compile(rf"{_LATIN.pattern}|[^a-z\s-]+")
_NUMBER = re.compile(r"\bno\.?\s*\d+")  # the number of a line, "No. 5"
_PARTS = re.compile(r"[;,、。/|\n]")


def says(title: str, entry: str) -> str:
    """What a row of a list says of its firm by the title of the list and the entry."""
    told = _of_title(title), _of_entry(entry)
    return DENIED if DENIED in told else UNCLEAR if UNCLEAR in told else NAMED


def row_says(snapshot: Snapshot, row: int) -> str:
    """The same of a row of `register`."""
    return says(str(snapshot.register.list[row]), str(snapshot.register.entry[row]))


def only_denies(text: str) -> bool:
    """Whether a text denies a list and names none, such as 未列入 or "not on the list"."""
    if _of_entry(text) != DENIED:
        return False
    rest = _folded(text)
    for word in (*_words("part"), *_words("noun")):
        rest = rest.replace(word, "")
    return _key(_folded(text)) in _whole() or len("".join(filter(str.isalnum, rest))) <= BARE


def is_statutory(title: str) -> bool:
    """Whether a title speaks of a statutory list, be it of those that are not on it."""
    lines, text = table("tables/statutory_lists.csv"), title.casefold()
    return any(word.casefold() in text for line in lines for word in line["words"].split("|"))


@lru_cache(maxsize=4096)
def _of_title(title: str) -> str:
    text = _folded(title)
    if _holds(text, "part"):
        return DENIED
    return UNCLEAR if _sign_of_verb(_without_harmless(text)) else NAMED


@lru_cache(maxsize=65536)
def _of_entry(entry: str) -> str:
    text = _folded(entry)
    if _key(text) in _whole():
        return DENIED
    if find_word("unknown_number", text):
        return UNCLEAR
    if _hint().search(text.replace(" ", "")) is None:  # as of most entries
        return NAMED
    if _holds(text, "part"):
        named = any(_holds(part, "field") and not _holds(part, "part") for part in _PARTS.split(text))
        return UNCLEAR if named else DENIED
    return UNCLEAR if _is_doubtful(text) else NAMED


def _is_doubtful(text: str) -> bool:
    """Whether an entry looks as if it denied something."""
    rest = _without_harmless(text)
    if not _holds(rest, "sign"):
        return False
    short = len(_HAN.findall(text)) <= SHORT_HAN and len(_LATIN.findall(text)) <= SHORT_WORDS
    return short or _holds(rest, "noun") or _sign_of_verb(rest)


def _sign_of_verb(text: str) -> bool:
    """Whether a sign of a denial stands before a verb of lists, such as 未被列."""
    signs, between, verbs = ("|".join(filter(_HAN.match, _words(sort))) for sort in ("sign", "between", "verb"))
    return re.search(f"(?:{signs})(?:{between}){{0,2}}(?:{verbs})", text) is not None


def _without_harmless(text: str) -> str:
    rest = _NUMBER.sub(" ", text).replace(" yet ", " ")
    for word in _words("harmless"):
        rest = rest.replace(word, " ") if _HAN.match(word) else _spaced(rest).replace(f" {word} ", " ")
    return rest


def _holds(text: str, sort: str) -> bool:
    """Whether a text holds a word of a sort: Chinese anywhere, Latin between spaces."""
    plain, spaced = text.replace(" ", ""), _spaced(text)
    return any(word in plain if _HAN.match(word) else f" {word} " in spaced for word in _words(sort))


def _spaced(text: str) -> str:
    """A text with one space around each Latin word and each run of anything else."""
    return f" {' '.join(_TOKENS.findall(text))} "


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'").strip()


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)) or text


@cache
def _words(sort: str) -> tuple[str, ...]:
    return next(tuple(row["words"].split("|")) for row in table("tables/list_denials.csv") if row["sort"] == sort)


@cache
def _hint() -> re.Pattern[str]:
    """What every text with a denial or a sign of one holds."""
    return re.compile("|".join(re.escape(word.replace(" ", "")) for word in (*_words("part"), *_words("sign"))))


@cache
def _whole() -> frozenset[str]:
    return frozenset(map(_key, _words("whole")))
