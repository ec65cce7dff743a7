"""The numbers behind a diagram or a matrix as a plain table: for the clipboard and as an Excel workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from core.written_files import DOCUMENT, PLAIN, whole_file

_FIRST, _OTHERS = 34, 16  # characters of the columns
_SHEET = 31  # letters that the name of a sheet may have
_UNFIT = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class NumberTable:
    """A title, headings, rows of words, numbers and None for what is not known, and what a reader has to know."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def block(self) -> list[list[str]]:
        """Headings and rows as a spreadsheet takes them, numbers in full and nothing where nothing is known."""
        return [list(self.headings), *([_plain(cell) for cell in row] for row in self.rows)]


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:.15g}"


def write_numbers(tables: Sequence[NumberTable], path: Path) -> None:
    """Write tables to a workbook, a sheet each; UserError for a place that cannot be written."""
    with whole_file(path, what=DOCUMENT) as waiting, xlsxwriter.Workbook(str(waiting), PLAIN) as book:
        head = book.add_format({"bold": True, "bg_color": "#ECF0EA", "text_wrap": True, "valign": "top", "border": 1})
        title, soft = book.add_format({"bold": True, "font_size": 14}), book.add_format({"font_color": "#5C6670"})
        number = book.add_format({"num_format": "#,##0.######"})
        for table in tables:
            sheet = book.add_worksheet(table.title.translate(_UNFIT)[:_SHEET])
            sheet.write(0, 0, table.title, title)
            sheet.write_row(2, 0, table.headings, head)
            sheet.set_column(0, 0, _FIRST)
            sheet.set_column(1, len(table.headings), _OTHERS)
            for row, cells in enumerate(table.rows, 3):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(row, column, cell, None if isinstance(cell, str) else number)
            for row, note in enumerate(table.notes, 4 + len(table.rows)):
                sheet.write(row, 0, note, soft)
            sheet.freeze_panes(3, 1)
