"""One row of a table under import: its cells read as what their columns ask for, or the row refused with the reason."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import NoReturn, TypeVar

from core.cells import (
    LARGEST,
    TOO_LARGE,
    Cell,
    CellFault,
    as_code,
    as_date,
    as_degrees,
    as_figure_year,
    as_number,
    as_period,
    as_shown,
    as_text,
    as_year,
    is_pointed_month,
    likely_year,
)
from core.headers import Columns
from core.outlines import shown_shape
from core.text import Text
from core.units import is_unit
from core.words import find_word, word_titles

T = TypeVar("T")
# Columns of a table made from another that stand there under their own heading: who a figure is about.
NAMED_COLUMNS = ("from", "to", "name", "actor", "region")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something told about a row: it was rejected, skipped, or taken with a part that is not understood.

    `reason` says why in the reader's language; `outcome` is "rejected", "skipped" or "taken".
    """

    sheet: str
    row: int
    column: str
    value: str
    reason: Text
    outcome: str = "rejected"


class Rejected(Exception):
    """A row that is not taken."""

    def __init__(self, column: str, value: str, reason: Text) -> None:
        super().__init__(reason.message_id)
        self.column = column
        self.value = value
        self.reason = reason


class Passed(Exception):
    """A row that is passed over: it is no row of the table, or the user or its document took it out."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.message_id)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that a row states: no other row of the file may give another `content` for the same `key`.

    `column` is the one to point at.
    """

    column: str
    key: Hashable
    content: Hashable


@dataclass(slots=True)
class Row:
    """The cells of a row by column, without the empty ones; `remarks` are told if it is taken.

    `number` is the row of the file as Excel shows it. Of a table made from another several rows may come from one
    row of the file: `place` tells them apart, and `heading` is the column of the file that the figure stands in.
    """

    number: int
    given: dict[str, Cell]
    columns: Columns
    remarks: list[tuple[str, str, Text]] = field(default_factory=list)
    place: int = -1
    heading: str = ""

    def header(self, column: str) -> str:
        """What the file calls the column that a cell stands in, "" where it has none."""
        if self.heading and column not in NAMED_COLUMNS:
            return self.heading
        return self.columns.header(column)

    def shown(self, column: str) -> str:
        """What stands in a cell, for people."""
        return (shown_shape if column == "geometry" else as_shown)(self.given.get(column))

    def refuse(self, column: str, reason: Text) -> NoReturn:
        """Reject the row because of what stands under a column."""
        raise Rejected(self.header(column), self.shown(column), reason)

    def remark(self, column: str, reason: Text, value: str = "") -> None:
        """Tell something about a cell of a row that is taken all the same; `value` where the cell shows it not."""
        self.remarks.append((self.header(column), value or self.shown(column), reason))

    def without(self, *columns: str) -> "Row":
        """The row with some cells read as empty; it shares the remarks."""
        given = {column: cell for column, cell in self.given.items() if column not in columns}
        return replace(self, given=given)

    def _read(self, reader: Callable[[Cell], T], column: str) -> T:
        try:
            return reader(self.given.get(column))
        except CellFault as fault:
            self.refuse(column, fault.reason)

    def text(self, column: str) -> str:
        """A text, "" where there is none."""
        return self._read(as_text, column) if column in self.given else ""

    def name(self, column: str) -> str:
        """A text that must be there."""
        text = self.text(column)
        if not text:
            self.refuse(column, Text("the cell is empty"))
        return text

    def number_text(self, column: str) -> str:
        """The number of a document; one that the spreadsheet has rounded cannot tell documents apart."""
        return self._read(as_code, column) if column in self.given else ""

    def code(self, column: str) -> str:
        """A code; one that the spreadsheet has rounded is told and left out."""
        try:
            return as_code(self.given.get(column))
        except CellFault as fault:
            self.remark(column, fault.reason)
            return ""

    def number_of(self, column: str, *, minimum: float | None = 0.0, maximum: float = LARGEST) -> float | None:
        """A finite number within limits, None where there is none."""
        number = self._read(as_number, column) if column in self.given else None
        if number is None:
            return None
        if minimum is not None and number < minimum:
            self.refuse(column, Text("the number must not be below {limit}", {"limit": minimum}))
        if abs(number) >= LARGEST == maximum:
            self.refuse(column, TOO_LARGE)
        if abs(number) > maximum:
            self.refuse(column, _above(maximum))
        return number

    def percent(self, column: str) -> float | None:
        """The number before a per-cent sign."""
        share = self._read(lambda cell: as_number(as_text(cell).rstrip("%")), column)
        if share is not None and share < 0:
            self.refuse(column, Text("the number must not be below {limit}", {"limit": 0}))
        return share

    def degrees(self, column: str, limit: float) -> float | None:
        """A longitude (limit 180) or latitude (limit 90), as a number or in degrees, minutes and seconds."""
        number = self._read(as_degrees, column)
        if number is not None and abs(number) > limit:
            told = {"limit": limit}
            self.refuse(column, Text("beyond {limit} degrees; are longitude and latitude exchanged?", told))
        return number

    def shape(self, column: str, reader: Callable[[Cell], T]) -> T:
        """A geometry as the reader takes it from a cell."""
        return self._read(reader, column)

    def year(self, column: str) -> int | None:
        """A year; of a date its year."""
        return self._read(as_year, column) if column in self.given else None

    def whole_year(self, column: str) -> int | None:
        """A year, for a table that keeps nothing finer."""
        return self._read(as_figure_year, column)

    def period(self, column: str) -> tuple[int | None, str]:
        """A year that figures can be of and, where the cell is finer, the month or day."""
        year, part = self._read(as_period, column) if column in self.given else (None, "")
        self._tell_pointed(column, part)
        return self._read(lambda _: likely_year(year), column), part

    def date(self, column: str) -> str:
        """A year, month or day in the order year-month-day, "" where there is none."""
        date = self._read(as_date, column) if column in self.given else ""
        self._tell_pointed(column, date)
        return date

    def _tell_pointed(self, column: str, month: str) -> None:
        """Remark that a number such as 2026.3 was read as a month."""
        if is_pointed_month(self.given.get(column)):
            self.remark(column, Text("the number was read as the month {month}", {"month": month}))

    def word(self, column: str, words: str) -> str:
        """A word of a list by any of its aliases, "" where the cell is empty."""
        text = self.text(column)
        if not text:
            return ""
        found = find_word(words, text)
        if found is None:
            told = {"words": list(map(Text, word_titles(words)))}
            self.refuse(column, Text("this word is not known here; known are {words}", told))
        return found

    def unit(self, column: str, *amounts: str, unitless: bool = False) -> str:
        """The unit of the amounts in a row: from its own cell, the header of the first amount, or the table's title.

        Rejected where the cell holds what can be no unit, or an amount has none and is not `unitless` by nature.
        """
        text = self.text(column)
        if text and (not isinstance(self.given.get(column), str) or not is_unit(text)):
            self.refuse(column, Text("this is no unit; write one such as t/a, m3 or GJ"))
        if text or unitless:
            return text
        unit = next((self.columns.units[amount] for amount in amounts if amount in self.columns.units), "")
        unit = unit or (self.columns.title_unit if amounts else "")
        stated = None if unit else next((name for name in amounts if self._read(as_number, name) is not None), None)
        if stated:
            self.refuse(stated, Text("the amount has no unit"))
        return unit


def _above(limit: float) -> Text:
    return Text("the number must not be above {limit}", {"limit": limit})
