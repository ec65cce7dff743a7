"""What a heading says beyond the columns of a table: a month, or a quantity of a pollutant, a waste or a statistic, by
resources/tables/wide_headings.csv."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from core.catalogues import find_pollutant, table
from core.headers import find_column, split_heading, table_kinds
from core.names import name_key, word_key
from core.units import find_unit
from core.words import find_word

MEDIA = ("water", "air", "soil")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_JUST_MONTH = re.compile(r"\d{1,2}")
_EDGES = " :;,._-\u3001\u2022"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column of a wide table holds: the `field` its cells fill, what is `told` of each, and the unit."""

    field: str
    told: tuple[tuple[str, str], ...]
    unit: str = ""


@cache
def _lines(part: str, kind: str = "") -> list[tuple[str, dict[str, str], tuple[str, ...]]]:
    """Field, what is told and words of the lines of a part."""
    found = []
    for row in table("tables/wide_headings.csv"):
        if row["part"] == part and row["kind"] == kind:
            told = dict(pair.split("=") for pair in row["told"].split("|") if pair)
            found.append((row["field"], told, tuple(row["words"].split("|"))))
    return found


@cache
def _month_pattern() -> re.Pattern[str]:
    """A month with or without its year, such as 2025-01 or the Chinese for January."""
    rows = [row for row in table("tables/words.csv") if row["list"] == "calendar"]
    year, month = (
        "|".join(re.escape(word) for row in rows if row["id"] == id for word in row["aliases"].split("|"))
        for id in ("year", "month")
    )
    return re.compile(rf"(?:(\d{{4}})\s*(?:[-./]|{year})\s*)?(\d{{1,2}})\s*(?:{month})*")


@cache
def known_commodities() -> frozenset[str]:
    """Word keys of the wastes and fuels that headings name beside a quantity."""
    return frozenset(word_key(word) for _, _, words in _lines("commodity") for word in words)


def is_others(name: str) -> bool:
    """Whether a heading says "others", which means something only with the group it stands in."""
    return any(word_key(name) == word_key(word) for _, _, words in _lines("others") for word in words)


@lru_cache(maxsize=4096)
def month_of(heading: str) -> tuple[int | None, int] | None:
    """Year, where it is told, and month that a heading such as "2025-01" names; None for any other heading."""
    parts, _ = split_heading(heading)
    if not parts:
        return None
    match = _month_pattern().fullmatch(unicodedata.normalize("NFKC", parts[-1]).strip())
    if match is None or not 1 <= int(match[2]) <= 12 or _JUST_MONTH.fullmatch(parts[-1]):
        return None
    year = match[1] or next((found[1] for part in parts[:-1] if (found := _YEAR.search(part))), "")
    return (int(year) if year else None), int(match[2])


def year_in(text: str) -> int | None:
    """The only year that a title tells, None where there is none or several."""
    years = set(_YEAR.findall(unicodedata.normalize("NFKC", text)))
    return int(years.pop()) if len(years) == 1 else None


@lru_cache(maxsize=4096)
def value_of(heading: str, kind: str, commodities: frozenset[str] = frozenset()) -> Meaning | None:
    """What a column of numbers in a wide table of a kind holds; `commodities` are further names beside a quantity."""
    parts, unit = split_heading(heading)
    if not parts:
        return None
    if kind == "emissions":
        return _emission(parts, unit)
    if kind == "statistics":
        return _statistic(parts, unit, known_commodities() | commodities)
    return None


def _emission(parts: tuple[str, ...], unit: str) -> Meaning | None:
    for field, told, words in _lines("quantity", "emissions"):
        for word in sorted(words, key=len, reverse=True):
            for name in _beside(parts, word):
                if found := _pollutant(name, parts):
                    return Meaning(field, (*found, *told.items()), unit)
    mass = find_unit(unit)
    if mass and mass.dimension == "mass" and (found := _pollutant(parts[-1], parts)):
        return Meaning("mass", found, unit)
    return None


def _beside(parts: tuple[str, ...], word: str) -> list[str]:
    """What stands beside a word in a heading: before or behind it, or in another part."""
    key, found = word_key(word), []
    for place, part in enumerate(parts):
        plain = word_key(part)
        rest = plain.removesuffix(key) if plain.endswith(key) else plain.removeprefix(key)
        if rest != plain:
            others = [other for other in (*parts[place + 1 :], *reversed(parts[:place])) if other]
            found += [name for name in (rest, *others) if name]
    return [_plain(name) for name in found]


def _plain(name: str) -> str:
    """A name without the words that only fill, and without marks at its ends."""
    words = sorted((word for _, _, words in _lines("filler") for word in words), key=len, reverse=True)
    text = name_key(name).strip(_EDGES)
    for word in words:
        if text != word:
            text = text.removeprefix(word).strip(_EDGES)
    return text


def _pollutant(name: str, parts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """A pollutant by its name, with the medium where the name or the group above it leaves no doubt."""
    media = [medium for medium in MEDIA if find_pollutant(medium, name)]
    hinted = [medium for medium in media if _hints(parts, medium)]
    if not media:
        return ()
    chosen = media if len(media) == 1 else hinted
    return (("pollutant", name), *((("medium", chosen[0]),) if len(chosen) == 1 else ()))


def _hints(parts: tuple[str, ...], medium: str) -> bool:
    words = [word for _, _, words in _lines("medium", medium) for word in words if len(word) > 1]
    return any(word in part for part in parts for word in words)


@cache
def _item_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in table("tables/items.csv"):
        for name in (row["title_zh"], row["title_en"], *row["aliases"].split("|")):
            found.setdefault(word_key(name), row["id"])
    return found


def _statistic(parts: tuple[str, ...], unit: str, commodities: frozenset[str]) -> Meaning | None:
    if any(find_pollutant(medium, part) for part in parts for medium in MEDIA):
        return None
    for text in ("".join(parts), parts[-1], _plain("".join(parts))):
        if item := _item_names().get(word_key(text)):
            return Meaning("value", (("item", item),), unit)
    for field, told, words in _lines("quantity", "statistics"):
        for word in sorted(words, key=len, reverse=True):
            name = next((name for name in _beside(parts, word) if word_key(name) in commodities), "")
            if name:
                return Meaning(field, (*told.items(), ("commodity", name)), unit)
    return None


@lru_cache(maxsize=4096)
def is_heading_word(text: str) -> bool:
    """Whether a text is one that headings say: a column, a unit, a month, a pollutant or a statistic."""
    if not text or len(text) > 40:
        return False
    if find_unit(text) or month_of(text) or find_word("angle", text):
        return True
    if any(find_column(text, kind) or value_of(text, kind) for kind in table_kinds()):
        return True
    return any(find_pollutant(medium, text) for medium in MEDIA) or bool(_quantity(text))


def _quantity(text: str) -> bool:
    key = word_key(split_heading(text)[0][0]) if split_heading(text)[0] else ""
    kinds = ("emissions", "statistics", "flows")
    return any(key == word_key(word) for kind in kinds for _, _, words in _lines("quantity", kind) for word in words)
