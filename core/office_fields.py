"""Fields of a user's own template: {{indicator|year|unit}}, {{map:name}}, {{table:name}}, {{project}}, {{date}}."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from core.i18n import LANGUAGES, show, translate
from core.text import N_, Text

FIELD = re.compile(r"\{\{([^{}]{1,200})\}\}")
_LONE = re.compile(r"\{\{|\}\}")
_YEAR = re.compile(r"(\d{4})\s*\u5e74?")  # also with the character for year
KINDS = {"map": N_("map"), "table": N_("table"), "indicator": N_("indicator")}  # and the word for it before the colon
MISSING = N_("\u3014missing: {what}\u3015")
TO_CHECK = N_("\u3014to be checked\u3015")  # behind a number that a finding about units or scale touches
_ALIKE = 0.55
_SHOWN = 60  # letters of a paragraph that is quoted


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it stands in a template: `kind` is map, table, indicator (of a system) or "" for words and numbers.

    `year` is None where none is said. `words` are all the other parts behind a bar: a unit, a region, or what is
    neither.
    """

    written: str
    kind: str
    name: str
    year: int | None
    words: tuple[str, ...] = ()


def parse_field(written: str) -> Field:
    """The field that stands between the braces; full-width colons and bars count as well."""
    text = written.translate(str.maketrans("\uff1a\uff5c\u00a0\u3000", ":|  "))
    body, *more = text.split("|")
    kind, colon, name = body.partition(":")
    kind = kind.strip().lower()
    kind = _kinds().get(kind, "") if colon else ""
    name = name if kind else body
    said = [part.strip() for part in more if part.strip()]
    years = [(place, told) for place, part in enumerate(said) if (told := _year_in(part))]
    at, year = years[0] if years else (-1, None)
    words = tuple(part for place, part in enumerate(said) if place != at)
    return Field(written, kind, " ".join(name.split()), year, words)


def _year_in(part: str) -> int | None:
    """The year that a part behind a bar is, None for any other."""
    match = _YEAR.fullmatch(unicodedata.normalize("NFKC", part))
    return int(match[1]) if match else None


@cache
def _kinds() -> dict[str, str]:
    """The kind that a word before a colon asks for, in any language."""
    return {word: kind for kind, told in KINDS.items() for word in (kind, *(translate(told, one) for one in LANGUAGES))}


def missing_mark(what: Text | str, language: str) -> str:
    """What stands in the document for something that is not known; it is never blank."""
    return translate(MISSING, language).format(what=show(what, language).rstrip(".\u3002"))


def lone_braces(text: str) -> Text | None:
    """What is to be said of braces in a paragraph or cell of a template that make no field; None where there are none.

    `text` is that of the template, with its fields, before anything is filled in.
    """
    rest = FIELD.sub(lambda match: " " * len(match[0]), text)
    lone = _LONE.search(rest)
    if lone is None:
        return None
    first = max(0, min(lone.start() - _SHOWN // 3, len(text) - _SHOWN))
    last = first + _SHOWN
    quoted = f"\u2026 {text[first:last]}" if first else text[:last]
    told = {"words": quoted.rstrip(".\u3002") if last >= len(text) else f"{quoted} \u2026"}
    return Text("Braces that make no field stand in: {words}. A field begins with two and ends with two.", told)


def nearest_names(name: str, known: Iterable[str]) -> list[str]:
    """Up to three known names that are written like one, the nearest first."""
    folded = {one.casefold(): one for one in known}
    return [folded[one] for one in get_close_matches(name.casefold(), list(folded), 3, _ALIKE)]
