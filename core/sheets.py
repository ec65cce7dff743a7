"""A table as its file shows it: header and rows with the row numbers that the reader sees in Excel."""

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from core import worker
from core.cells import Cell, as_shown
from core.errors import UserError
from core.names import tidy
from core.sheet_text import TEXT_FILES, Record, read_text
from core.sheet_workbook import WORKBOOKS, read_workbook
from core.text import Text

LARGEST_FILE = 500_000_000  # bytes; a table that people look through stays far below


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: `rows` are (row number as Excel shows it, cells), without rows that are empty.

    A row has at least as many cells as there are columns; what stands beyond the last column is kept for the import
    to refuse. `file_hash` is the SHA-256 of the file, "" for a table that was not read from one; `remarks` tell what
    reading decided, such as the encoding.
    """

    file: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    file_hash: str = ""
    remarks: tuple[Text, ...] = ()


def load_sheet(path: Path, name: str = "", cancelled: Callable[[], bool] = lambda: False) -> Sheet:
    """Read a CSV file or a sheet of a workbook in a process of its own, with limits of memory and time.

    `name` chooses the sheet, "" the first one with content. UserError for what is no such table.
    """
    check_file(path)
    sheet: Sheet = worker.run("core.sheets", "read_sheet", (path, name), file=path, cancelled=cancelled)
    return sheet


def read_sheet(path: Path, name: str = "") -> Sheet:
    """Read a CSV file or a sheet of a workbook that is trusted, in this process."""
    ending = path.suffix.lower()
    if ending in TEXT_FILES:
        title = ""
        records, remarks = read_text(path)
    elif ending in WORKBOOKS:
        title, records, remarks = read_workbook(path, name)
    else:
        raise unknown_file(path)
    return make_sheet(path.name, title, records, hash_file(path), remarks)


def make_sheet(
    file: str, name: str, records: Iterable[Record], file_hash: str = "", remarks: Iterable[Text] = ()
) -> Sheet:
    """A table from its records: the header is the first row that is not empty, below a title that stands alone."""
    filled = [(number, tuple(cells)) for number, cells in records if any(not _is_empty(cell) for cell in cells)]
    while len(filled) > 1 and _count(filled[0][1]) == 1 < _count(filled[1][1]):
        del filled[0]
    if not filled:
        raise empty_table(file, name)
    header = filled[0][1]
    width = max(place for place, cell in enumerate(header, 1) if not _is_empty(cell))
    columns = tuple(tidy(as_shown(cell)) for cell in header[:width])
    rows = tuple((number, _fitted(cells, width)) for number, cells in filled[1:])
    if not rows:
        raise empty_table(file, name)
    return Sheet(file, name, columns, rows, file_hash, tuple(remarks))


def _count(cells: tuple[Cell, ...]) -> int:
    return sum(not _is_empty(cell) for cell in cells)


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
        raise UserError(Text("{file} is a folder, not a file.", {"file": str(path)}), file=str(path))
    if not os.access(path, os.R_OK):
        told = Text("{file} may not be read by you.", {"file": str(path)})
        raise UserError(told, Text("Ask its owner, or copy it to a folder of your own."), file=str(path))
    size = path.stat().st_size
    if size == 0:
        raise UserError(Text("{file} is empty: it holds not a single byte.", {"file": path.name}), file=str(path))
    if size > LARGEST_FILE:
        raise UserError(
            Text("{file} is larger than 500 MB.", {"file": path.name}), Text("Divide the table."), file=str(path)
        )


def unknown_file(path: Path) -> UserError:
    """A kind of file that is not read."""
    kinds = ", ".join(sorted((*TEXT_FILES, *WORKBOOKS, ".geojson", ".gpkg", ".shp")))
    return UserError(
        Text("{file} is none of the kinds of files that are read: {kinds}.", {"file": path.name, "kinds": kinds}),
        Text("Save the table as .xlsx or .csv, then import that."),
        file=str(path),
    )


def empty_table(file: str, sheet: str = "") -> UserError:
    """A table without a header or without a row below it."""
    return UserError(
        Text("{file} holds no row below a header.", {"file": file}),
        Text("The first row that is not empty names the columns; the rows below it are imported."),
        file=file,
        sheet=sheet,
    )
