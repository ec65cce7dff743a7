"""Which row of a table is its header, and which column is which, by resources/tables/headers.csv: Chinese and English
names, units in brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from core.catalogues import table
from core.errors import UserError
from core.names import name_key, word_key
from core.text import Text
from core.units import find_unit, stated_unit

HEADER_WITHIN = 15  # rows that are not empty; no table has more titles above its header
FEWEST_KNOWN = 2  # headings of a kind that make a header of a row
SHOWN_NAMES = 3  # accepted headings in each language that are told for a missing column
STROKE = "/"  # between the parts of a heading that spans several rows, such as "emitted/COD"
_BRACKET = re.compile(r"(.*?)[(\[](.+?)[)\]]\s*")
_STROKE = re.compile(r"/(?![^(\[]*[)\]])")  # not inside brackets, where "t/a" stands
_DEGREES = ("lon", "lat")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a kind of table stand in a file.

    `places` gives the position of each column that was found, `units` the unit that its header names in brackets,
    `unused` the headers that mean nothing for this kind of table, `title_unit` the unit that the titles above name.
    """

    headers: tuple[str, ...]
    places: dict[str, int]
    units: dict[str, str]
    unused: tuple[str, ...]
    title_unit: str = ""

    def header(self, column: str) -> str:
        """What the file calls a column, "" where it has none."""
        place = self.places.get(column)
        return "" if place is None else self.headers[place]


@cache
def _aliases(kind: str) -> dict[str, str]:
    """Column names of a kind of table by their aliases; its own columns go before those of every table."""
    found: dict[str, str] = {}
    rows = [row for row in table("tables/headers.csv") if row["table"] in (kind, "*")]
    for row in rows:
        found.setdefault(word_key(row["column"]), row["column"])
    for row in rows:
        for alias in (row["title_zh"], *row["aliases"].split("|")):
            found.setdefault(word_key(alias), row["column"])
    return found


@cache
def _needed(kind: str, need: str) -> tuple[str, ...]:
    return tuple(r["column"] for r in table("tables/headers.csv") if r["table"] == kind and r["need"] == need)


@cache
def table_kinds() -> tuple[str, ...]:
    """The kinds of tables that have columns."""
    return tuple(dict.fromkeys(row["table"] for row in table("tables/headers.csv") if row["table"] != "*"))


def header_place(rows: Sequence[Sequence[str]], kinds: Sequence[str]) -> int | None:
    """Which of the first rows names the most columns of one of the kinds of tables, the first of several.

    A row with two known headings is a header, or else one with every column that must be there; None where none is.
    """
    known = [max((_known(row, kind) for kind in kinds), key=len) for row in rows[:HEADER_WITHIN]]
    most = max(map(len, known), default=0)
    if most >= FEWEST_KNOWN:
        return next(place for place, columns in enumerate(known) if len(columns) == most)
    needed = [set(_needed(kind, "must")) for kind in kinds]
    return next((place for place, columns in enumerate(known) if any(columns >= must for must in needed)), None)


def _known(headers: Sequence[str], kind: str) -> set[str]:
    return {column for header in headers if (column := _find_column(header, kind)[0])}


def match_columns(
    headers: Sequence[str], kind: str, *, file: str = "", sheet: str = "", headings: Sequence[str] = ()
) -> Columns:
    """Find the columns of a kind of table; UserError that names a column that must be there and is not.

    `headings` are what the file calls the first of the columns, where that is not `headers`.
    """
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    unused: list[str] = []
    for place, header in enumerate(headers):
        column, unit = _find_column(header, kind)
        if column is None or column in places:
            unused += [header] if header else []
            continue
        places[column] = place
        if unit:
            units[column] = unit
    _refuse_missing(places, headers, kind, file, sheet)
    return Columns((*headings, *headers[len(headings) :]), places, units, tuple(unused))


@lru_cache(maxsize=4096)
def split_heading(heading: str) -> tuple[tuple[str, ...], str]:
    """The parts of a heading without the unit, and the unit that stands in brackets or behind a stroke, "" for none.

    "COD (t)" gives COD and t, "wastes/generated/t" gives two parts and t.
    """
    unit = ""
    parts: list[str] = []
    for part in _STROKE.split(name_key(heading)):
        match = _BRACKET.fullmatch(part)
        told = (match[2] if find_unit(match[2]) else stated_unit(match[2])) if match else ""
        parts.append(match[1].strip() if match and told else part.strip())
        unit = unit or told
    parts = [part for part in parts if part]
    for place in range(1, len(parts)):
        if find_unit(STROKE.join(parts[place:])):
            return tuple(parts[:place]), STROKE.join(parts[place:])
    return tuple(parts), unit


@lru_cache(maxsize=4096)
def heading_keys(heading: str) -> tuple[str, ...]:
    """What identifies a heading, most exact first: whole, without its unit, its parts run together, its last part."""
    parts, _ = split_heading(heading)
    keys = [
        word_key(heading),
        word_key(STROKE.join(parts)),
        word_key("".join(parts)),
        word_key(parts[-1] if parts else ""),
    ]
    return tuple(dict.fromkeys(key for key in keys if key))


@lru_cache(maxsize=16384)
def _find_column(header: str, kind: str) -> tuple[str | None, str]:
    """The column that a header means and its unit, such as in "Amount (t/a)"."""
    aliases = _aliases(kind)
    parts, unit = split_heading(header)
    whole = name_key(header)
    match = _BRACKET.fullmatch(whole)
    for text in (whole, STROKE.join(parts), "".join(parts), match[1] if match else ""):
        if column := aliases.get(word_key(text)):
            if column in _DEGREES and unit and not match:
                return None, ""  # degrees, minutes and seconds in columns of their own
            return column, unit
    return _by_last_part(parts, kind), unit


def _by_last_part(parts: tuple[str, ...], kind: str) -> str | None:
    """The column of a part below a group such as "coordinates/longitude"; what must be there is never guessed so."""
    aliases = _aliases(kind)
    column = aliases.get(word_key(parts[-1])) if len(parts) > 1 else None
    if column is None or column in _needed(kind, "must") or column in _needed(kind, "one"):
        return None
    return column if aliases.get(word_key(parts[0]), column) == column else None


def find_column(heading: str, kind: str) -> str:
    """The column of a kind of table that a heading means by its exact names, "" for none."""
    return _find_column(heading, kind)[0] or ""


@cache
def kind_columns(kind: str) -> tuple[str, ...]:
    """The columns that a kind of table has, with those of every table."""
    return tuple(dict.fromkeys(row["column"] for row in table("tables/headers.csv") if row["table"] in (kind, "*")))


def column_title(kind: str, column: str) -> Text:
    """What a column of a kind of table is called for the reader."""
    rows = (row for row in table("tables/headers.csv") if row["table"] in (kind, "*") and row["column"] == column)
    return Text(next((row["title_en"] for row in rows), column))


@cache
def column_names(kind: str) -> dict[str, str]:
    """Every name of every column of a kind of table as it is written, with the column it means."""
    rows = [row for row in table("tables/headers.csv") if row["table"] in (kind, "*")]
    named = (
        (name, row["column"]) for row in rows for name in (row["column"], row["title_zh"], *row["aliases"].split("|"))
    )
    found: dict[str, str] = {}
    for name, column in named:
        found.setdefault(name, column)
    return found


def _refuse_missing(places: dict[str, int], headers: Sequence[str], kind: str, file: str, sheet: str) -> None:
    missing: list[Text] = [_told(kind, column) for column in _needed(kind, "must") if column not in places]
    choice = _needed(kind, "one")
    if choice and not any(column in places for column in choice):
        first, second = (_told(kind, column) for column in choice)
        missing.append(Text("{first} or {second}", {"first": first, "second": second}))
    if missing:
        raise UserError(
            Text("The table has no column for {columns}.", {"columns": missing}),
            Text(
                "Its columns are: {found}. Rename one of them, or choose another kind of table.",
                {"found": ", ".join(header for header in headers if header)},
            ),
            file=file,
            sheet=sheet,
        )


def _told(kind: str, column: str) -> Text:
    """A column by its title, with a few of the headings that are accepted in either language."""
    row = next(row for row in table("tables/headers.csv") if (row["table"], row["column"]) == (kind, column))
    names = row["aliases"].split("|")
    some = [name for name in names if not name.isascii()][:SHOWN_NAMES]
    some += [name for name in names if name.isascii()][:SHOWN_NAMES]
    return Text("{column} (accepted: {names} ...)", {"column": Text(row["title_en"]), "names": some})
