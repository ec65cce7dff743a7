"""Which column of a table is which, by resources/tables/headers.csv: Chinese and English names, units in brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.catalogues import table
from core.errors import UserError
from core.names import name_key, word_key
from core.text import Text
from core.units import find_unit

_BRACKET = re.compile(r"(.*?)[(\[](.+?)[)\]]\s*")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a kind of table stand in a file.

    `places` gives the position of each column that was found, `units` the unit that its header names in brackets,
    `unused` the headers that mean nothing for this kind of table.
    """

    headers: tuple[str, ...]
    places: dict[str, int]
    units: dict[str, str]
    unused: tuple[str, ...]

    def header(self, column: str) -> str:
        """What the file calls a column, our own name where it has none."""
        place = self.places.get(column)
        return column if place is None else self.headers[place]


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


def table_kinds() -> list[str]:
    """The kinds of tables that there are columns for."""
    return [kind for kind in dict.fromkeys(row["table"] for row in table("tables/headers.csv")) if kind != "*"]


def column_title(kind: str, column: str, language: str) -> str:
    """What a column is called in a language, such as for a template."""
    titles = (r["title_zh"] for r in table("tables/headers.csv") if r["table"] in (kind, "*") and r["column"] == column)
    return next(titles, column) if language == "zh" else column


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


def _find_column(header: str, kind: str) -> tuple[str | None, str]:
    """The column that a header means and the unit in its brackets, such as in "Amount (t/a)"."""
    aliases = _aliases(kind)
    match = _BRACKET.fullmatch(name_key(header))
    unit = match[2] if match and find_unit(match[2]) else ""
    if column := aliases.get(word_key(header)):
        return column, unit
    return (aliases.get(word_key(match[1])) if match else None), unit


def _refuse_missing(places: dict[str, int], headers: Sequence[str], kind: str, file: str, sheet: str) -> None:
    missing = [column for column in _needed(kind, "must") if column not in places]
    choice = _needed(kind, "one")
    if choice and not any(column in places for column in choice):
        missing.append(" / ".join(choice))
    if missing:
        found = {"columns": ", ".join(missing), "found": ", ".join(header for header in headers if header)}
        raise UserError(
            Text("The table has no column {columns}.", found),
            Text("Its columns are: {found}. Rename one of them, or choose another kind of table.", found),
            file=file,
            sheet=sheet,
            column=missing[0],
        )
