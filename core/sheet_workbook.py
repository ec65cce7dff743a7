"""Sheets of XLSX, XLS, XLSB and ODS workbooks: merged cells filled, faulty formulas and hidden rows told."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from core.cells import Cell, Percent
from core.errors import UserError
from core.sheet_container import WORKBOOKS as WORKBOOKS
from core.sheet_container import (
    broken_workbook,
    cell_styles,
    check_container,
    column_number,
    locked_workbook,
    sheet_part,
)
from core.sheet_header import Merged
from core.text import N_, Text
from core.words import find_word

LISTED = 12  # hidden rows or columns that are named; the others are counted
EXACT = 1e15  # above it a spreadsheet has rounded a number

_CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_FAULT = re.compile(rb'\bt="e"')
_CELL_STYLE = re.compile(rb'\bs="(\d+)"')
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_CONTENT = re.compile(rb"<v>(.*?)</v>", re.DOTALL)
_HIDDEN = re.compile(rb'<(row|col)\s(?=[^>]*\bhidden="(?:1|true)")([^>]*)>')
_NUMBERS = {name: re.compile(rb"\b" + name + rb'="(\d+)"') for name in (b"r", b"min", b"max")}

Grid = list[list[Cell]]
OTHERS = N_("Not read: the sheets {sheets}.")  # of a workbook with several, where one was to be read


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet as its workbook holds it: records with their row numbers, what was told, and the merged cells."""

    name: str
    records: list[tuple[int, Sequence[Cell]]]
    remarks: list[Text]
    merged: tuple[Merged, ...]


def read_workbook(path: Path, name: str = "") -> BookSheet:
    """A sheet: the one asked for, else the first visible one with content."""
    with _opened(path) as book:
        sheet, others = _choose(book, path, name)
        read = _read(sheet, path)
    hidden = _hidden_sheets(book)
    if others:
        read.remarks.insert(0, Text(OTHERS, {"sheets": ", ".join(others)}))
    if dark := [other for other in (sheet.name, *others) if other in hidden]:
        read.remarks.append(Text("Hidden in the file: the sheets {sheets}.", {"sheets": dark}))
    return read


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook that hold something, the visible ones first."""
    with _opened(path) as book:
        hidden = _hidden_sheets(book)
        names = sorted(book.sheet_names, key=lambda name: name in hidden)
        return [name for name in names if book.get_sheet_by_name(name).total_height]


def read_all(path: Path) -> list[BookSheet]:
    """Every sheet of a workbook that holds something, in the order of the file."""
    with _opened(path) as book:
        ours = [name for name in book.sheet_names if not find_word("own_sheet", name)]
        sheets = [book.get_sheet_by_name(name) for name in ours]
        read = [_read(sheet, path) for sheet in sheets if sheet.total_height]
    hidden = _hidden_sheets(book)
    for sheet in read:
        if sheet.name in hidden:
            sheet.remarks.append(
                Text("The sheet {sheet} is hidden in the file; it was read too.", {"sheet": sheet.name})
            )
    return read


@contextmanager
def _opened(path: Path) -> Iterator[CalamineWorkbook]:
    """The workbook, looked at before it is parsed; UserError for one that is damaged or under a password."""
    check_container(path)
    try:
        yield _open_book(path)
    except PasswordError as cause:
        raise locked_workbook(path) from cause
    except (CalamineError, OSError) as cause:
        raise broken_workbook(path) from cause


def _open_book(path: Path) -> CalamineWorkbook:
    """The workbook; a new one that was only given the old ending is told by its content."""
    if path.suffix.lower() == ".xls" and zipfile.is_zipfile(path):
        return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return CalamineWorkbook.from_path(path)


def _read(sheet: CalamineSheet, path: Path) -> BookSheet:
    grid = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    spans = sheet.merged_cell_ranges or ()
    _fill_merged(grid, spans)
    part = sheet_part(path, sheet.name)
    _mark_faults(grid, part)
    zeros, shares = cell_styles(path)
    if zeros or shares:
        _show_formats(grid, part, zeros, shares)
    merged = tuple((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in spans)
    return BookSheet(sheet.name, list(enumerate(grid, 1)), _hidden(part), merged)


def _hidden_sheets(book: CalamineWorkbook) -> set[str]:
    return {item.name for item in book.sheets_metadata if item.visible != SheetVisibleEnum.Visible}


def _choose(book: CalamineWorkbook, path: Path, name: str) -> tuple[CalamineSheet, list[str]]:
    """The sheet to read and the names of the others that hold something."""
    if name and name not in book.sheet_names:
        raise UserError(
            Text("{file} has no sheet {sheet}.", {"file": path.name, "sheet": name}),
            Text("Its sheets are: {sheets}.", {"sheets": ", ".join(book.sheet_names)}),
            file=str(path),
            sheet=name,
        )
    if name:
        return book.get_sheet_by_name(name), []
    hidden = _hidden_sheets(book)
    chosen, others = None, []
    ours = [other for other in book.sheet_names if not find_word("own_sheet", other)]
    for other in sorted(ours, key=lambda other: other in hidden):
        sheet = book.get_sheet_by_name(other)
        if sheet.total_height and chosen is None:
            chosen = sheet
        elif sheet.total_height:
            others.append(other)
    return chosen or book.get_sheet_by_name(book.sheet_names[0]), others


def _cell(value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float | str):
        return value
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def _fill_merged(grid: Grid, spans: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """What stands in a merged cell holds for every row it spans."""
    for (top, left), (bottom, right) in spans:
        if bottom > top and left == right and bottom < len(grid):
            for row in grid[top : bottom + 1]:
                row[left] = grid[top][left]


def _mark_faults(grid: Grid, part: bytes) -> None:
    """Show cells that hold a fault such as #DIV/0!, or a formula that was never computed, instead of nothing."""
    for match in _CELL.finditer(part) if b't="e"' in part or b"<f" in part else ():
        attributes, content = match[1], match[2] or b""
        found = _CONTENT.search(content)
        formula = b"<f" in content and not (found and found[1])
        place = _PLACE.search(attributes)
        if place and (_FAULT.search(attributes) or (formula and b't="str"' not in attributes)):
            row, column = int(place[2]) - 1, column_number(place[1])
            if row < len(grid) and column < len(grid[row]):
                grid[row][column] = "#FORMULA?" if formula or not found else found[1].decode()


def _show_formats(grid: Grid, part: bytes, zeros: dict[bytes, int], shares: set[bytes]) -> None:
    """Tell numbers as the reader sees them: with leading zeros where the format is all zeros, since those are codes,
    and as per cent where it shows that."""
    for match in _CELL.finditer(part):
        style, place = _CELL_STYLE.search(match[1]), _PLACE.search(match[1])
        if style and place and (style[1] in zeros or style[1] in shares):
            row, column = int(place[2]) - 1, column_number(place[1])
            cell = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
            if not isinstance(cell, int | float):
                continue
            if style[1] in shares:
                grid[row][column] = Percent(cell)
            elif 0 <= cell < EXACT and cell == int(cell):
                grid[row][column] = f"{int(cell):0{zeros[style[1]]}d}"


def _hidden(part: bytes) -> list[Text]:
    """What is hidden in a sheet by hand or by a filter; it counts all the same."""
    if b"hidden=" not in part:
        return []
    rows: list[int] = []
    columns: list[int] = []
    for match in _HIDDEN.finditer(part):
        told = {name: int(found[1]) for name, pattern in _NUMBERS.items() if (found := pattern.search(match[2]))}
        if match[1] == b"row" and b"r" in told:
            rows.append(told[b"r"])
        elif match[1] == b"col" and {b"min", b"max"} <= told.keys():
            columns += range(told[b"min"], min(told[b"max"], told[b"min"] + 999) + 1)
    used = [column for column in columns if b'r="' + _letters(column).encode() in part]
    return [*_told_rows(rows), *_told_columns(used)]


def _told_rows(rows: list[int]) -> list[Text]:
    if not rows:
        return []
    return [
        Text(
            "Row {rows} is hidden in the file; it was read too.",
            {"n": len(rows), "rows": _some([str(row) for row in rows])},
            plural="Rows {rows} are hidden in the file; they were read too.",
        )
    ]


def _told_columns(columns: list[int]) -> list[Text]:
    if not columns:
        return []
    told = {"n": len(columns), "columns": _some([_letters(column) for column in columns])}
    return [
        Text(
            "Column {columns} is hidden in the file; it was read too.",
            told,
            plural="Columns {columns} are hidden in the file; they were read too.",
        )
    ]


def _some(names: list[str]) -> list[object]:
    more = [Text("{n} more", {"n": len(names) - LISTED})] if len(names) > LISTED else []
    return [*names[:LISTED], *more]


def _letters(column: int) -> str:
    """The letters of a column that is counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
