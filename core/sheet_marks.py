"""Rows of a table that are no data: totals, notes and signatures below, the header once more, numbers of columns."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from core.catalogues import table
from core.cells import Cell, CellFault, as_number, as_shown
from core.headers import STROKE, split_heading
from core.names import name_key
from core.text import Quantity, Text
from core.units import find_unit
from core.words import find_word, word_aliases

SKIPPED, REJECTED = "skipped", "rejected"
LONGEST_TOTAL = 20  # no word for a total is longer
FIRST_CELLS = 3  # where a total is told
FEWEST_WORDS = 2  # texts besides the word for a total that make a row more than one
TOLERANCE = 1e-4  # of a total: what rounding of its parts explains
_COUNTED = re.compile(r"([^\d:(]+)[\s:(]*\d+\s*\w?\)?")
_LABEL = re.compile(r"\s*([^:]{1,20}?)\s*:")
_ONE = re.compile(r"\(?(\d{1,2})\)?")

Row = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that an import does not take: its number, what becomes of it ("skipped" or "rejected"), where and why."""

    row: int
    outcome: str
    column: str
    value: str
    reason: Text


@cache
def _total_starts() -> frozenset[str]:
    """The first letters of the words for totals: most cells begin with another."""
    starts = {alias[0] for alias in word_aliases("total", "total")}
    return frozenset(starts | {start.upper() for start in starts})


def is_total(cell: Cell, words: str = "total") -> bool:
    """Whether a cell says total, also with a count behind it."""
    if not isinstance(cell, str) or not 1 < len(cell) <= LONGEST_TOTAL or cell.strip()[:1] not in _total_starts():
        return False
    counted = _COUNTED.fullmatch(name_key(cell))
    return bool(find_word(words, counted[1] if counted else cell))


def mark_rows(columns: Sequence[str], rows: Sequence[Row]) -> tuple[tuple[Mark, ...], tuple[Text, ...]]:
    """The rows that are no data, and a remark for each total that is not the sum of its rows."""
    marks = []
    for place, (number, cells) in enumerate(rows):
        if reason := _no_data(columns, cells, first=place == 0):
            shown = next((as_shown(cell) for cell in cells if cell is not None), "")
            marks.append(Mark(number, SKIPPED, "", shown, reason))
    return tuple(marks), tuple(_wrong_totals(columns, rows, {mark.row for mark in marks}))


def _no_data(columns: Sequence[str], cells: Sequence[Cell], *, first: bool) -> Text | None:
    for reason, holds in _REASONS:
        if holds(columns, cells):
            return reason
    if first and _numbers_columns(cells):
        return Text("the numbers of the columns")
    return None


def _has_total(columns: Sequence[str], cells: Sequence[Cell]) -> bool:
    if not _formula_headings().isdisjoint(map(name_key, columns)):
        return False  # a list of indicators has no totals: one of them may be called Sum
    return any(is_total(cell) for cell in cells[:FIRST_CELLS]) and not tells_more(cells)


@cache
def _formula_headings() -> frozenset[str]:
    """The headings over formulas, as keys of names."""
    rows = (row for row in table("tables/headers.csv") if row["table"] == "indicators" and row["column"] == "formula")
    return frozenset(name_key(alias) for row in rows for alias in row["aliases"].split("|"))


def tells_more(cells: Sequence[Cell]) -> bool:
    """Whether a row has words besides one for a total, as the row of a firm called Total has, and a total has not."""
    words = [cell for cell in cells if isinstance(cell, str) and any(map(str.isalpha, cell))]
    others = [w for w in words if not is_total(w) and not find_word("blank", w) and find_unit(w) is None]
    return len(others) >= FEWEST_WORDS


def _repeats_header(columns: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether every cell of a row says what its column is called, at least in part."""
    told = [place for place, cell in enumerate(cells[: len(columns)]) if cell is not None]
    if not told or (len(told) == 1 < len(columns)):
        return False
    return all(
        isinstance(cells[place], str) and _says(as_shown(cells[place]).strip(), columns[place]) for place in told
    )


def _says(text: str, heading: str) -> bool:
    return text == heading or text in heading.split(STROKE)


def _is_note(columns: Sequence[str], cells: Sequence[Cell]) -> bool:
    label = _label(cells).rstrip("0123456789. ")
    filled = sum(cell is not None for cell in cells)
    return bool(label and find_word("note_below", label)) and 3 * filled <= len(columns) + 3


def _label(cells: Sequence[Cell]) -> str:
    """What stands before a colon in the first cell that holds something, "" where there is no colon."""
    first = next((cell for cell in cells if cell is not None), None)
    match = _LABEL.match(name_key(first)) if isinstance(first, str) else None
    return match[1] if match else ""


def _is_signature(columns: Sequence[str], cells: Sequence[Cell]) -> bool:
    return bool((label := _label(cells)) and find_word("signed_below", label))


def _numbers_columns(cells: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns, as statistics forms do: A, B, 1, 2, 3."""
    shown = [as_shown(cell).strip() for cell in cells if cell is not None]
    numbers = [int(match[1]) for text in shown if (match := _ONE.fullmatch(text))]
    letters = [text for text in shown if find_word("column_letter", text)]
    counted = numbers == list(range(1, len(numbers) + 1))
    return len(shown) > 2 and len(numbers) > 1 and counted and len(numbers) + len(letters) == len(shown)


_REASONS: tuple[tuple[Text, Callable[[Sequence[str], Sequence[Cell]], bool]], ...] = (
    (Text("the header once more"), _repeats_header),
    (Text("a total of other rows"), _has_total),
    (Text("a note below the table"), _is_note),
    (Text("a line for names and dates below the table"), _is_signature),
)


def _wrong_totals(columns: Sequence[str], rows: Sequence[Row], marked: set[int]) -> list[Text]:
    """Totals that differ from all rows above, from those since the total before, and from all rows of the table."""
    totals = [place for place, (_, cells) in enumerate(rows) if _has_total(columns, cells)]
    told: list[Text] = []
    for column, heading in enumerate(columns) if totals and not _differing_units(columns, rows, marked) else ():
        if any(find_word("unsummed", name) for name in split_heading(heading)[0]):
            continue
        stated = {place: number for place in totals if (number := _number(rows[place][1], column)) is not None}
        if stated:
            told += _compared(heading, column, stated, rows, marked)
    return told


def _differing_units(columns: Sequence[str], rows: Sequence[Row], marked: set[int]) -> bool:
    """Whether a column names the units of its rows, and several: their amounts have no sum."""
    units: dict[int, set[str]] = {}
    for number, cells in rows:
        for column, cell in enumerate(cells[: len(columns)]) if number not in marked else ():
            if isinstance(cell, str) and (unit := find_unit(cell)) is not None:
                units.setdefault(column, set()).add(unit.id)
    return any(len(named) > 1 for named in units.values())


def _compared(heading: str, column: int, stated: dict[int, float], rows: Sequence[Row], marked: set[int]) -> list[Text]:
    unit = split_heading(heading)[1]
    sums, counted = [0.0], 0
    for number, cells in rows:
        value = None if number in marked else _number(cells, column)
        counted += value is not None
        sums.append(sums[-1] + (value or 0.0))
    told, before = [], 0
    for place, value in stated.items():
        possible = (sums[place] - sums[before], sums[place], sums[-1])
        if counted > 1 and not any(abs(value - total) <= TOLERANCE * abs(value) + 1e-9 for total in possible):
            whole = any(is_total(cell, "grand_total") for cell in rows[place][1][:FIRST_CELLS])
            told.append(
                _difference(rows[place][0], heading, value, possible[1 if whole and place else 0] or sums[-1], unit)
            )
        before = place
    return told


def _difference(row: int, heading: str, value: float, total: float, unit: str) -> Text:
    values = {"row": str(row), "column": heading, "total": Quantity(value, unit), "sum": Quantity(total, unit)}
    return Text("Row {row} gives {total} as the total of {column}, but the rows it adds come to {sum}.", values)


def _number(cells: Sequence[Cell], column: int) -> float | None:
    try:
        return as_number(cells[column]) if column < len(cells) else None
    except CellFault:
        return None
