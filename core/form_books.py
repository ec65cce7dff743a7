"""Forms as workbooks: titles above, headings of one or two rows with merged cells, a total and notes below."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from core.catalogues import table
from core.cells import Cell
from core.teaching import SEED, YEARS
from core.teaching_forms import FOLDER, FormSheet, layouts, teaching_forms
from core.written_files import new_folder, whole_file

STROKE = "|"  # parts a heading of two rows


def write_forms(folder: Path, seed: int = SEED, year: int = YEARS[-1], *, slips: bool = True) -> list[Path]:
    """Write every form of the teaching park to a new or empty folder; the files in the order of their import.

    UserError where something lies in the folder already, since it may be a form that somebody has filled.
    """
    new_folder(folder)
    books: dict[str, list[FormSheet]] = {}
    for form in teaching_forms(seed, year, slips=slips):
        books.setdefault(file_of(form), []).append(form)
    for name, sheets in books.items():
        with whole_file(folder / name) as waiting, xlsxwriter.Workbook(waiting) as book:
            for form in sheets:
                _write_sheet(book, form, year)
    return [folder / name for name in books]


def file_of(form: FormSheet) -> str:
    """The name of the file that a sheet stands in."""
    return str(layouts()[form.layout]["file"]).format(firm=form.firm)


def _write_sheet(book: Any, form: FormSheet, year: int) -> None:
    layout = layouts()[form.layout]
    sheet = book.add_worksheet(layout["sheet"])
    title = book.add_format({"bold": True, "align": "center", "font_size": 14})
    head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    columns = [tuple(column) for column in layout["columns"]]
    for row, text in enumerate(layout["titles"]):
        sheet.merge_range(row, 0, row, len(columns) - 1, text.format(firm=form.firm, year=year), title)
    first = _write_head(sheet, [heading for heading, _ in columns], len(layout["titles"]), head)
    for number, record in enumerate(form.records, first):
        for place, (_, name) in enumerate(columns):
            _write_cell(sheet, number, place, record.get(name))
    last = first + len(form.records)
    _write_total(sheet, last, form, columns)
    for number, note in enumerate(layout.get("notes", ()), last + 1):
        sheet.write_string(number, 0, note)
    for place, (heading, _) in enumerate(columns):
        sheet.set_column(place, place, min(max(2.2 * len(heading), 9), 30))


def _write_head(sheet: Any, headings: Sequence[str], row: int, head: Any) -> int:
    """Write the headings and return the first row below them; a group stands merged above its parts."""
    deep = any(STROKE in heading for heading in headings)
    parted = [(place, *heading.partition(STROKE)) for place, heading in enumerate(headings)]
    for _, told in groupby(parted, key=lambda part: part[1] if part[2] else str(part[0])):
        group = list(told)
        place, name, stroke, _ = group[0]
        if stroke:
            sheet.merge_range(row, place, row, place + len(group) - 1, name, head)
            for below, _, _, part in group:
                sheet.write_string(row + 1, below, part, head)
        elif deep:
            sheet.merge_range(row, place, row + 1, place, name, head)
        else:
            sheet.write_string(row, place, name, head)
    return row + (2 if deep else 1)


def _write_cell(sheet: Any, row: int, place: int, cell: Cell) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, place, cell)
    elif cell is not None:
        sheet.write_number(row, place, cell)


def _write_total(sheet: Any, row: int, form: FormSheet, columns: Sequence[tuple[str, str]]) -> None:
    """The sum below the rows, where the form has one."""
    summed = layouts()[form.layout].get("total", ())
    if not summed:
        return
    sheet.write_string(row, 0, next(r["name"] for r in table(f"{FOLDER}/words.csv") if r["id"] == "total"))
    for place, (_, name) in enumerate(columns):
        if name in summed:
            numbers = [cell for record in form.records if isinstance(cell := record.get(name), int | float)]
            sheet.write_number(row, place, round(sum(numbers), 3))
