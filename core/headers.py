"""Which row of a table is its header, and which column is which, by resources/tables/headers.csv: Chinese and English
names, units in brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.catalogues import table
from core.errors import UserError
from core.names import name_key, word_key
from core.text import Text
from core.units import find_unit, stated_unit

HEADER_WITHIN = 15  # rows that are not empty; no table has more titles above its header
FEWEST_KNOWN = 2  # headings of a kind that make a header of a row
SHOWN_NAMES = 3  # accepted headings in each language that are told for a missing column
_BRACKET = re.compile(r"(.*?)[(\[](.+?)[)\]]\s*")


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


def match_columns(headers: Sequence[str], kind: str, *, file: str = "", sheet: str = "") -> Columns:
    """Find the columns of a kind of table; UserError that names a column that must be there and is not."""
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
    return Columns(tuple(headers), places, units, tuple(unused))


def column_of(header: str, kind: str) -> str | None:
    """The column that a heading means in a kind of table, None for one that means nothing there."""
    return _find_column(header, kind)[0]


def _find_column(header: str, kind: str) -> tuple[str | None, str]:
    """The column that a header means and the unit in its brackets, such as in "Amount (t/a)"."""
    aliases = _aliases(kind)
    match = _BRACKET.fullmatch(name_key(header))
    unit = (match[2] if find_unit(match[2]) else stated_unit(match[2])) if match else ""
    if column := aliases.get(word_key(header)):
        return column, unit
    return (aliases.get(word_key(match[1])) if match else None), unit


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
