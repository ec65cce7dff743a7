"""Fields of an Excel template: a cell that is one field gets its number, one within words gets its words."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font

from core.office_fields import FIELD

_PIXELS_PER_MM = 96 / 25.4
_LONGEST_NAME = 31
_NO_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def fields_in(path: Path) -> list[str]:
    """What stands between the braces, sheet by sheet."""
    return [match[1] for cell in _cells(load_workbook(path)) for match in FIELD.finditer(cell.value)]


def filled(path: Path, values: Mapping[str, Any], annex: Any) -> bytes:
    """The workbook with its values, and its annex as the last sheet."""
    book = load_workbook(path)
    for cell in list(_cells(book)):
        _put(cell, values)
    if annex.rows:
        sheet = book.create_sheet(annex.title.translate(_NO_NAME)[:_LONGEST_NAME])
        for row in (annex.headings, *annex.rows):
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _cells(book: Any) -> Iterator[Any]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and FIELD.search(cell.value):
                    yield cell


def _put(cell: Any, values: Mapping[str, Any]) -> None:
    """Fill one cell; a table runs on below it, a picture lies over it."""
    match = FIELD.fullmatch(cell.value.strip())
    value = values[match[1]] if match else None
    if value is not None and value.picture:
        cell.value = None
        picture = Image(BytesIO(value.picture))
        picture.width, picture.height = (side * _PIXELS_PER_MM for side in value.size)
        cell.parent.add_image(picture, cell.coordinate)
    elif value is not None and value.table is not None:
        _put_table(cell, value)
    elif value is not None and value.number is not None:
        cell.value = value.number
        if cell.number_format == "General" and value.unit:
            unit = value.unit.replace('"', "")
            cell.number_format = f'#,##0.######" {unit}"'
    else:
        cell.value = FIELD.sub(lambda found: values[found[1]].words, cell.value)
        cell.data_type = "s"  # words stay words, whatever they begin with


def _put_table(cell: Any, value: Any) -> None:
    """A table from a cell to the right and downwards, where all cells are empty; else the words that say so."""
    sheet, table = cell.parent, value.table
    lines = (table.headings, *table.rows)
    area = [(cell.row + row, cell.column + column) for row in range(len(lines)) for column in range(len(lines[0]))]
    if any(sheet.cell(*place).value is not None for place in area[1:]):
        cell.value = value.words
        return
    for place, text in zip(area, (text for line in lines for text in line), strict=True):
        target = sheet.cell(*place)
        target.value, target.data_type = text, "s"
        target.alignment = Alignment(wrap_text=True, vertical="top")
        target.font = Font(bold=place[0] == cell.row)
