"""Tables out of a project: CSV and Excel files that nothing turns into formulas, counted when they are written."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from core.cells import Cell
from core.errors import UserError
from core.export_rows import ExportTable, export_rows
from core.i18n import show
from core.kind_titles import kind_title
from core.sheet_text import LONGEST_CELL, guarded
from core.snapshot import Snapshot
from core.table_columns import heading, heading_with_unit
from core.text import Text
from core.written_files import PLAIN, whole_file

MOST_ROWS, LONGEST_TEXT = 1_048_576, 32_767  # of a sheet and a cell of an Excel workbook
LONGEST_SHEET = 31  # letters of a sheet's name


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows, those withheld since their sources open to sums only, and what else is worth telling."""

    path: Path
    kind: str
    rows: int
    withheld: int
    remarks: tuple[Text, ...] = ()

    def sentences(self) -> list[Text]:
        """What to tell: the file and its rows, the rows that stayed, and the remarks."""
        held = {"file": self.path.name, "n": self.rows}
        told = [Text("{file} holds {n} row.", held, plural="{file} holds {n} rows.")]
        if self.withheld:
            told.append(
                Text(
                    "{n} row stays in the project: its source permits sums only (statistics law).",
                    {"n": self.withheld},
                    plural="{n} rows stay in the project: their sources permit sums only (statistics law).",
                )
            )
        return [*told, *self.remarks]


def write_table(
    snapshot: Snapshot, kind: str, path: Path, language: str, cancelled: Callable[[], bool] = lambda: False
) -> Exported:
    """Write a kind of table to `path` by its ending (.xlsx or .csv), headings and words in a language.

    Imported again, the file gives the same rows. UserError for another ending, a place that cannot be written and a
    text that no cell can hold.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise other_ending(path, _WRITERS)
    table, dropped = _fitting(export_rows(snapshot, kind, language), path)
    with whole_file(path, cancelled) as waiting:
        sheets = write(table, waiting, language)
        if (found := _count_rows(waiting)) != len(table.rows):
            raise _miscounted(path, len(table.rows), found)
    remarks = [*table.remarks, *dropped, *([_divided(sheets)] if sheets > 1 else [])]
    return Exported(path, kind, len(table.rows), table.withheld, tuple(remarks))


def headings(table: ExportTable, language: str) -> list[str]:
    """What stands above the columns, with the unit of those that have only one."""
    return [heading_with_unit(table.kind, column, language) for column in table.columns]


def _fitting(table: ExportTable, path: Path) -> tuple[ExportTable, list[Text]]:
    """The table without outlines that no cell can hold; UserError for another text that is too long."""
    longest = LONGEST_TEXT if path.suffix.lower() == ".xlsx" else LONGEST_CELL
    rows, outlines = list(table.rows), 0
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) > longest:
                if table.columns[place] != "geometry":
                    raise _too_long(path, number + 2, heading(table.kind, table.columns[place], "en"), longest)
                rows[number] = (*row[:place], None, *row[place + 1 :])
                outlines += 1
    if not outlines:
        return table, []
    told = Text(
        "{n} outline is longer than a cell can hold and was left out; a layer (.gpkg, .geojson) keeps it.",
        {"n": outlines},
        plural="{n} outlines are longer than a cell can hold and were left out; a layer (.gpkg, .geojson) keeps them.",
    )
    return ExportTable(table.kind, table.columns, tuple(rows), table.places, table.withheld, table.remarks), [told]


def _write_csv(table: ExportTable, path: Path, language: str) -> int:
    """UTF-8 with a byte-order mark, by which Excel knows it; a text that looks like a formula stands behind a guard."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings(table, language))
        writer.writerows([_guarded(cell) for cell in row] for row in table.rows)
    return 1


def _guarded(cell: Cell) -> Cell:
    return guarded(cell) if isinstance(cell, str) else cell


def _write_xlsx(table: ExportTable, path: Path, language: str, most_rows: int = MOST_ROWS) -> int:
    """A workbook with as many sheets as the rows need; each has the header."""
    parts = list(_parts(table.rows, most_rows - 1))
    title = show(kind_title(table.kind), language)
    with xlsxwriter.Workbook(path, {"constant_memory": True, **PLAIN}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#EEEEEA"})
        text = book.add_format({"num_format": "@"})
        for number, rows in enumerate(parts, 1):
            name = f" {number}" if len(parts) > 1 else ""
            sheet = book.add_worksheet(title[: LONGEST_SHEET - len(name)] + name)
            _write_sheet(sheet, headings(table, language), rows, bold, text)
    return len(parts)


def _parts(rows: Sequence[tuple[Cell, ...]], size: int) -> Iterator[Sequence[tuple[Cell, ...]]]:
    yield rows[:size]
    for start in range(size, len(rows), size):
        yield rows[start : start + size]


def _write_sheet(sheet: Any, titles: list[str], rows: Sequence[tuple[Cell, ...]], bold: Any, text: Any) -> None:
    sheet.freeze_panes(1, 1)
    for place, title in enumerate(titles):
        wide = 2 + sum(1.1 if letter.isascii() else 2.1 for letter in title)
        sheet.set_column(place, place, min(max(wide, 12), 32))
        sheet.write_string(0, place, title, bold)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell, text)
            elif cell is not None:
                sheet.write_number(number, place, cell)


def _count_rows(path: Path) -> int:
    """The rows below the headers of a file that was just written, counted by the reader of the import."""
    if path.suffix.lower() == ".csv":
        csv.field_size_limit(LONGEST_CELL + 1)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return sum(1 for _ in csv.reader(file, strict=True)) - 1
    book = CalamineWorkbook.from_path(path)
    heights = [book.get_sheet_by_name(name).height for name in book.sheet_names]
    return sum(height - 1 for height in heights)


_WRITERS: dict[str, Callable[[ExportTable, Path, str], int]] = {".xlsx": _write_xlsx, ".csv": _write_csv}
ENDINGS = tuple(_WRITERS)


def other_ending(path: Path, endings: Sequence[str] | dict[str, Any]) -> UserError:
    """A name that does not say which of the formats its file shall have."""
    return UserError(
        Text("{file} does not say what kind of file it shall be.", {"file": path.name}),
        Text("Let the name end in {suffixes}.", {"suffixes": list(endings)}),
        file=str(path),
        value=path.suffix,
    )


def _too_long(path: Path, row: int, column: str, longest: int) -> UserError:
    told = {"row": str(row), "column": column, "n": longest}
    return UserError(
        Text("Row {row} holds more than {n} letters under {column}, more than a cell can hold.", told),
        Text("Shorten that text, or export the table as .csv."),
        file=str(path),
        row=row,
        column=column,
    )


def _miscounted(path: Path, expected: int, found: int) -> UserError:
    told = {"file": path.name, "expected": expected, "found": found}
    return UserError(
        Text("{file} held {found} rows when it was read back, not {expected}; it was not kept.", told),
        Text("Look whether the disk is full, then export again."),
        file=str(path),
    )


def _divided(sheets: int) -> Text:
    return Text("A sheet of Excel holds 1,048,576 rows, so the table stands on {n} sheets.", {"n": sheets})
