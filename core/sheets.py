"""A table as its file shows it: header and rows with the row numbers that the reader sees in Excel."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from core import worker
from core.cells import Cell, as_shown
from core.errors import UserError
from core.headers import HEADER_WITHIN, header_place, table_kinds
from core.names import tidy
from core.sheet_header import Header, Merged, find_header
from core.sheet_marks import Mark, mark_rows
from core.sheet_text import TEXT_FILES, Record, read_text
from core.sheet_workbook import WORKBOOKS, BookSheet, read_workbook
from core.text import Text
from core.units import stated_unit

MAP_FILES = (".geojson", ".json", ".gpkg", ".shp", ".kml", ".kmz", ".gpx", ".dxf")  # read by gis
LARGEST_FILE = 500_000_000  # bytes; a table that people look through stays far below


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: `rows` are (row number as Excel shows it, cells), without rows that are empty.

    A row has at least as many cells as there are columns; what stands beyond the last column is kept for the import
    to refuse. `file_hash` is the SHA-256 of the file, "" for a table that was not read from one; `remarks` tell what
    reading decided, such as the encoding. `titles` are the rows above the header, which begins in row `header_row` and
    spans `header_depth` rows. A table made from another, such as the months of a wide one, has `origins`: the row of
    the file and the heading that each of its rows comes from. `marks` are the rows that are no data, such as totals
    and notes: an import skips or rejects them for the reason told. `permitted_use` is what the file may be used for.
    `brought_from` names the stated system from which the reader of a map file brought its coordinates to degrees.
    `headings` are what the file calls the first columns, where a profile gave them other names.
    """

    file: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    file_hash: str = ""
    remarks: tuple[Text, ...] = ()
    titles: tuple[tuple[int, tuple[Cell, ...]], ...] = ()
    header_row: int = field(default=1, compare=False)
    origins: tuple[tuple[int, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    header_depth: int = field(default=1, compare=False)
    permitted_use: str = field(default="", compare=False)
    brought_from: str = field(default="", compare=False)
    headings: tuple[str, ...] = field(default=(), compare=False)


def load_sheet(
    path: Path,
    name: str = "",
    cancelled: Callable[[], bool] = lambda: False,
    *,
    encoding: str = "",
    header_row: int = 0,
) -> Sheet:
    """Read a CSV file or a sheet of a workbook in a process of its own, with limits of memory and time.

    `name` chooses the sheet, "" the first one with content; `encoding` that of a text table, "" finds it; `header_row`
    is the first row of the header as Excel counts it, 0 finds it. UserError for what is no such table.
    """
    check_file(path)
    given = (path, name, encoding, header_row)
    sheet: Sheet = worker.run("core.sheets", "read_sheet", given, file=path, cancelled=cancelled)
    return sheet


def read_sheet(path: Path, name: str = "", encoding: str = "", header_row: int = 0) -> Sheet:
    """Read a CSV file or a sheet of a workbook that is trusted, in this process."""
    ending = path.suffix.lower()
    if ending in TEXT_FILES:
        records, remarks = read_text(path, encoding)
        book = BookSheet("", records, remarks, ())
    elif ending in WORKBOOKS:
        book = read_workbook(path, name)
    else:
        raise unknown_file(path)
    return book_sheet(path.name, book, hash_file(path), header_row)


def book_sheet(file: str, book: BookSheet, file_hash: str, header_row: int = 0) -> Sheet:
    """A sheet of a file as a table, its rows that are no data marked."""
    sheet = make_sheet(
        file, book.name, book.records, file_hash, book.remarks, merged=book.merged, header_row=header_row
    )
    marks, told = mark_rows(sheet.columns, sheet.rows)
    return replace(sheet, marks=marks, remarks=(*sheet.remarks, *told))


def make_sheet(
    file: str,
    name: str,
    records: Iterable[Record],
    file_hash: str = "",
    remarks: Iterable[Text] = (),
    *,
    merged: Sequence[Merged] = (),
    header_row: int = 0,
) -> Sheet:
    """A table from its records; its header is the row or rows that name the most columns of some kind of table.

    Where none names any, it is the first row that is not empty, below titles that stand alone.
    """
    filled = [(number, tuple(cells)) for number, cells in records if any(not _is_empty(cell) for cell in cells)]
    header = find_header(filled, merged, table_kinds(), header_row)
    return _divided(file, name, filled, header, file_hash, tuple(remarks))


def headed_for(sheet: Sheet, kind: str) -> Sheet:
    """The same table with the header row that a kind of table has; unchanged where no row looks like one."""
    if sheet.origins or sheet.header_depth > 1:
        return sheet
    records = [*sheet.titles, (sheet.header_row, sheet.columns), *sheet.rows]
    place = header_place(_first_rows(records), (kind,))
    if place is None or place == len(sheet.titles):
        return sheet
    header = Header(place, 1, tuple(tidy(as_shown(cell)) for cell in records[place][1]))
    other = _divided(sheet.file, sheet.name, records, header, sheet.file_hash, sheet.remarks)
    return replace(other, marks=sheet.marks, permitted_use=sheet.permitted_use)


def _first_rows(records: Sequence[tuple[int, tuple[Cell, ...]]]) -> list[list[str]]:
    return [[tidy(as_shown(cell)) for cell in cells] for _, cells in records[:HEADER_WITHIN]]


def _divided(
    file: str,
    name: str,
    filled: Sequence[tuple[int, tuple[Cell, ...]]],
    header: Header,
    file_hash: str,
    remarks: tuple[Text, ...],
) -> Sheet:
    """Titles, header and rows of a table whose header is known; UserError where no row stands below it."""
    first = header.place + header.depth
    if len(filled) <= first:
        raise empty_table(file, name)
    width = max((column for column, heading in enumerate(header.headings, 1) if heading), default=0)
    rows = tuple((row, _fitted(cells, width)) for row, cells in filled[first:])
    return Sheet(
        file,
        name,
        header.headings[:width],
        rows,
        file_hash,
        remarks,
        tuple(filled[: header.place]),
        filled[header.place][0],
        header_depth=header.depth,
    )


def title_unit(sheet: Sheet) -> str:
    """The unit that the rows above the header name for all amounts, of several the last, "" for none."""
    cells = [cell for _, row in sheet.titles for cell in row if isinstance(cell, str)]
    return next((unit for cell in reversed(cells) if (unit := stated_unit(cell))), "")


def _is_empty(cell: Cell) -> bool:
    return cell is None or cell == b"" or (isinstance(cell, str) and not cell.strip())


def _fitted(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """The cells of a row up to the header's width, and beyond it as far as there is something."""
    end = len(cells)
    while end > width and _is_empty(cells[end - 1]):
        end -= 1
    return cells[:end] if end >= width else cells + (None,) * (width - end)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_file(path: Path) -> None:
    """UserError where there is no such file, or one that is empty or far too large for a table."""
    if not path.exists():
        raise UserError(Text("There is no file {file}.", {"file": str(path)}), Text("Check the path."), file=str(path))
    if not path.is_file():
        told = Text("{file} is a folder, not a file.", {"file": path.name})
        raise UserError(told, Text("Name one of the files in it, such as a table (.xlsx, .csv)."), file=str(path))
    if not os.access(path, os.R_OK):
        told = Text("{file} may not be read by you.", {"file": str(path)})
        raise UserError(told, Text("Ask its owner, or copy it to a folder of your own."), file=str(path))
    size = path.stat().st_size
    if size == 0:
        told = Text("{file} is empty: it holds not a single byte.", {"file": path.name})
        raise UserError(told, Text("Save the table again where it was made, or ask for a new copy."), file=str(path))
    if size > LARGEST_FILE:
        raise UserError(
            Text("{file} is larger than 500 MB.", {"file": path.name}), Text("Divide the table."), file=str(path)
        )


_NAMED = {
    ".et": Text("a table of WPS (.et)"),
    ".ett": Text("a template of WPS (.ett)"),
    ".doc": Text("a text document of Word"),
    ".docx": Text("a text document of Word"),
    ".wps": Text("a text document of WPS"),
    ".pdf": Text("a PDF document"),
    ".numbers": Text("a table of Numbers"),
}


def unknown_file(path: Path) -> UserError:
    """A kind of file that is not read; the usual ones of an office are named."""
    kinds = ", ".join(sorted((*TEXT_FILES, *WORKBOOKS, *MAP_FILES)))
    sentence = Text("{file} is none of the kinds of files that are read: {kinds}.", {"file": path.name, "kinds": kinds})
    if kind := _NAMED.get(path.suffix.lower()):
        sentence = Text("{file} is {kind}, which is not read.", {"file": path.name, "kind": kind})
    advice = Text("Save the table as .xlsx or .csv, then import that.")
    if path.suffix.lower() in MAP_FILES:
        sentence = Text("{file} is a map or a project, and a table is asked for here.", {"file": path.name})
        advice = Text("Give a table. Maps are taken in by import, another copy of a project by merge.")
    if path.suffix.lower() in (".et", ".ett"):
        advice = Text("Open it in WPS, choose to save it as .xlsx, then import that.")
    return UserError(sentence, advice, file=str(path))


def empty_table(file: str, sheet: str = "") -> UserError:
    """A table without a header or without a row below it."""
    return UserError(
        Text("{file} holds no row below a header.", {"file": file}),
        Text("One of the first rows must name the columns; the rows below it are imported."),
        file=file,
        sheet=sheet,
    )
