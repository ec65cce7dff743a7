"""Marking a workbook, in a process of its own: openpyxl where its looks are kept, xlsxwriter where it is made anew."""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.cells import as_shown
from core.names import tidy
from core.returned import Mark, Page
from core.written_files import PLAIN

WIDE = 60  # characters, of the column of remarks
FILLS = {"rejected": "FF9999", "taken": "FFF2B3", "skipped": "D9D9D9"}
FRAMES = {"rejected": ("medium", "8B0000"), "taken": ("dashed", "7F6000"), "skipped": ("hair", "7F7F7F")}
_XLSX_FRAMES = {"medium": 2, "dashed": 3, "hair": 7}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML cannot hold


def mark_workbook(original: Path, pages: Sequence[Page], words: tuple[str, str]) -> bytes:
    """The bytes of a workbook with marks and remarks; formulas, styles and other sheets are kept."""
    book = load_workbook(original, keep_vba=original.suffix.lower() == ".xlsm")
    for page in pages:
        _mark_sheet(book[page.sheet], page, words)
    book.calculation.fullCalcOnLoad = True  # what formulas came to is not written, so Excel has to ask them again
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _mark_sheet(sheet: Worksheet, page: Page, words: tuple[str, str]) -> None:
    beside = _own_column(sheet, page.header_row, words[0]) or sheet.max_column + 1
    for shift, word in enumerate(words):
        head = sheet.cell(page.header_row, beside + shift)
        _write(head, word)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(beside + shift)].width = WIDE
    headings = _headings(sheet, page)
    for mark in page.marks:
        cell = sheet.cell(mark.row, beside)
        _write(cell, mark.text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        for heading, outcome in mark.cells:
            _frame(sheet, mark.row, headings.get(heading, 1), outcome)


def _own_column(sheet: Worksheet, row: int, heading: str) -> int | None:
    """Where a copy that was marked before has its remarks, which are written anew; older ones are cleared."""
    found = next((cell.column for cell in sheet[row] if cell.value == heading), None)
    if found:
        for line in range(1, sheet.max_row + 1):
            if not isinstance(cell := sheet.cell(line, found), MergedCell):
                cell.value = None
    return found


def _write(cell: Cell | MergedCell, text: str) -> None:
    """Write text that stays text, whatever it begins with."""
    if not isinstance(cell, MergedCell):
        cell.value = _CONTROL.sub("\ufffd", text)
        cell.data_type = "s"


def _headings(sheet: Worksheet, page: Page) -> Mapping[str, int]:
    """Columns by heading, also where a header has several rows; the lowest row decides."""
    found: dict[str, int] = {}
    for row in sheet.iter_rows(max_row=page.header_row + 1):
        for cell in row:
            if text := tidy(as_shown(cell.value if isinstance(cell.value, str | int | float) else None)):
                found[text] = cell.column if cell.row <= page.header_row else found.get(text, cell.column)
    return found


def _frame(sheet: Worksheet, row: int, column: int, outcome: str) -> None:
    """Colour a cell and draw a frame that shows in black and white too."""
    cell = sheet.cell(row, column)
    style, colour = FRAMES[outcome]
    side = Side(style=style, color=colour)
    cell.fill = PatternFill("solid", fgColor=FILLS[outcome])
    cell.border = Border(left=side, right=side, top=side, bottom=side)


def new_workbook(original: Path, pages: Sequence[Page], words: tuple[str, str]) -> bytes:
    """The bytes of a new workbook with the rows of a table in another format, marks and remarks."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, PLAIN) as book:
        formats = {outcome: book.add_format(_look(outcome)) for outcome in FILLS}
        plain, head = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
        for page in pages:
            _write_page(book.add_worksheet(page.sheet or None), page, words, {**formats, "": plain, "head": head})
    return made.getvalue()


def _look(outcome: str) -> dict[str, Any]:
    style, colour = FRAMES[outcome]
    return {"bg_color": f"#{FILLS[outcome]}", "border": _XLSX_FRAMES[style], "border_color": f"#{colour}"}


def _write_page(sheet: Any, page: Page, words: tuple[str, str], formats: Mapping[str, Any]) -> None:
    marks = {mark.row: mark for mark in page.marks}
    header = next(cells for number, cells in page.rows if number == page.header_row)
    places = {tidy(as_shown(cell)): place for place, cell in enumerate(header)}
    for number, cells in page.rows:
        looks = _looks(marks.get(number), places)
        for place, value in enumerate(cells):
            _write_cell(sheet, number - 1, place, value, formats.get(looks.get(place, "none")))
        for place in looks.keys() - set(range(len(cells))):
            sheet.write_blank(number - 1, place, None, formats[looks[place]])
        if number in marks:
            sheet.write_string(number - 1, page.width, _CONTROL.sub("\ufffd", marks[number].text), formats[""])
    for shift, word in enumerate(words):
        sheet.write_string(page.header_row - 1, page.width + shift, word, formats["head"])
    sheet.set_column(page.width, page.width + 1, WIDE)


def _looks(mark: Mark | None, places: Mapping[str, int]) -> dict[int, str]:
    return {places.get(heading, 0): outcome for heading, outcome in mark.cells} if mark else {}


def _write_cell(sheet: Any, row: int, column: int, value: object, look: Any) -> None:
    if isinstance(value, bool) or value is None or isinstance(value, bytes):
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, _CONTROL.sub("\ufffd", str(value)), look)
