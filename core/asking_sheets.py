"""Sheets of request workbooks: tables that the import knows, with the cells that are asked for open."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from core.i18n import translate
from core.table_columns import heading

LINE = "#B9B9B0"
A4 = 9  # as xlsxwriter numbers papers
Asking = tuple[Mapping[str, Any], Collection[str]]  # the cells of a row by column, and the columns that stand open


def write_asking(
    book: Any, title: str, kind: str, widths: Mapping[str, int], rows: Iterable[Asking], language: str
) -> Any:  # fmt: skip
    """A sheet of a kind of table with its columns and their widths; what is asked for is yellow and empty."""
    sheet = book.add_worksheet(translate(title, language)[:31])
    head = book.add_format({"bold": True, "bg_color": "#CFE3D8", "border": 1, "border_color": LINE})
    open_cell = book.add_format({"bg_color": "#FFF7DC", "border": 1, "border_color": LINE})
    for place, (column, width) in enumerate(widths.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading(kind, column, language), head)
    for number, (cells, asked) in enumerate(rows, 1):
        for place, column in enumerate(widths):
            if column in asked:
                sheet.write_blank(number, place, None, open_cell)
            elif column in cells:
                sheet.write(number, place, cells[column])
    return sheet


def print_wide(sheet: Any, frozen: int) -> None:
    """Print a table as wide as a page is long, its head on each page; the first columns stay in sight."""
    sheet.freeze_panes(1, frozen)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
