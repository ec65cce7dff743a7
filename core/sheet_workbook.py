"""Sheets of XLSX, XLS, XLSB and ODS workbooks: guarded against bombs, merged cells filled, faulty formulas told."""

import datetime
import html
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from core.cells import Cell
from core.errors import UserError
from core.text import Text
from core.words import find_word

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_ZIPPED = (".xlsx", ".xlsm", ".xlsb", ".ods")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_PARTS, MOST_BYTES, MOST_RATIO, RATIO_FROM = 10_000, 500_000_000, 100, 10_000_000

_CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_FAULT = re.compile(rb'\bt="e"')
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_CONTENT = re.compile(rb"<v>(.*?)</v>", re.DOTALL)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")

Grid = list[list[Cell]]


def read_workbook(path: Path, name: str = "") -> tuple[str, list[tuple[int, Sequence[Cell]]], list[Text]]:
    """Name, records and remarks of a sheet: the one asked for, else the first visible one with content."""
    check_container(path)
    try:
        book = CalamineWorkbook.from_path(path)
        sheet, others = _choose(book, path, name)
        grid = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    except PasswordError as cause:
        raise locked_workbook(path) from cause
    except (CalamineError, OSError) as cause:
        raise broken_workbook(path) from cause
    _fill_merged(grid, sheet)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        _mark_faults(grid, path, sheet.name)
    remarks = []
    if others:
        remarks.append(Text("Not read: the sheets {sheets}.", {"sheets": ", ".join(others)}))
    return sheet.name, list(enumerate(grid, 1)), remarks


def check_container(path: Path) -> None:
    """UserError for a workbook that is none, is protected by a password, or swells out of proportion."""
    with path.open("rb") as file:
        start = file.read(8)
    zipped = path.suffix.lower() in _ZIPPED
    if zipped and start == _OLE:
        raise locked_workbook(path)
    if not start.startswith(_ZIP if zipped else (_OLE, _ZIP, b"\x09")):
        raise broken_workbook(path)
    if start.startswith(_ZIP):
        _check_zip(path)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as cause:
        raise broken_workbook(path) from cause
    swollen = [part for part in parts if part.file_size > max(RATIO_FROM, MOST_RATIO * part.compress_size)]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES or swollen:
        raise UserError(
            Text("{file} unpacks to far more than a table holds and was not opened.", {"file": path.name}),
            Text("Copy the cells you need into a new workbook, then import that."),
            file=str(path),
        )


def _choose(book: CalamineWorkbook, path: Path, name: str) -> tuple[CalamineSheet, list[str]]:
    """The sheet to read and the names of the others that hold something."""
    if name and name not in book.sheet_names:
        raise UserError(
            Text("{file} has no sheet {sheet}.", {"file": path.name, "sheet": name}),
            Text("Its sheets are: {sheets}.", {"sheets": ", ".join(book.sheet_names)}),
            file=str(path),
            sheet=name,
        )
    shown = [item.name for item in book.sheets_metadata if item.visible == SheetVisibleEnum.Visible]
    hidden = [other for other in book.sheet_names if other not in shown]
    listed = [other for other in (*shown, *hidden) if other == name or not find_word("own_sheet", other)]
    filled = [other for other in listed if other == name or book.get_sheet_by_name(other).total_height]
    chosen = name or next(iter(filled), book.sheet_names[0])
    return book.get_sheet_by_name(chosen), [] if name else [other for other in filled if other != chosen]


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


def _fill_merged(grid: Grid, sheet: CalamineSheet) -> None:
    """What stands in a merged cell holds for every row it spans."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top and left == right and bottom < len(grid):
            for row in grid[top : bottom + 1]:
                row[left] = grid[top][left]


def _mark_faults(grid: Grid, path: Path, name: str) -> None:
    """Show cells that hold a fault such as #DIV/0!, or a formula that was never computed, instead of nothing."""
    part = _sheet_part(path, name)
    for match in _CELL.finditer(part) if b't="e"' in part or b"<f" in part else ():
        attributes, content = match[1], match[2] or b""
        found = _CONTENT.search(content)
        formula = b"<f" in content and not (found and found[1])
        place = _PLACE.search(attributes)
        if place and (_FAULT.search(attributes) or (formula and b't="str"' not in attributes)):
            row, column = int(place[2]) - 1, _column_number(place[1].decode())
            if row < len(grid) and column < len(grid[row]):
                grid[row][column] = "#FORMULA?" if formula or not found else found[1].decode()


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _sheet_part(path: Path, name: str) -> bytes:
    """The XML of a sheet inside an XLSX file, b"" where the file does not say which it is."""
    with zipfile.ZipFile(path) as archive:
        parts = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
            return b""
        sheets = _SHEET.findall(archive.read("xl/workbook.xml").decode("utf-8", "replace"))
        links = _LINK.findall(archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace"))
        key = next((_attribute(tag, r"\w+:id") for tag in sheets if _attribute(tag, "name") == name), "")
        target = next((_attribute(tag, "Target") for tag in links if _attribute(tag, "Id") == key), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        return archive.read(part) if part in parts else b""


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(match[1]) if match else ""


def broken_workbook(path: Path) -> UserError:
    """A file with the ending of a workbook that holds none, or a damaged one."""
    return UserError(
        Text("{file} is no readable workbook: it is damaged, or another kind of file.", {"file": path.name}),
        Text("Open it in Excel or WPS and save it as .xlsx; a text table needs the ending .csv."),
        file=str(path),
    )


def locked_workbook(path: Path) -> UserError:
    """A workbook that opens only with a password."""
    return UserError(
        Text("{file} is protected by a password.", {"file": path.name}),
        Text("Save a copy without the password, then import that."),
        file=str(path),
    )
