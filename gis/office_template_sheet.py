"""Fields of an Excel template: a cell that is one field gets its number, one within words gets its words."""

import warnings
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font

from core.office_fields import FIELD, lone_braces
from core.text import N_, Text
from gis.office_template_drawings import drawing_remarks
from gis.office_template_losses import lost_parts

NO_ROOM = N_(
    "{field} is missing at {cell} of {sheet}: the {rows} rows of {title} from there on are not all empty. Put it below "
    "everything else, or on a sheet of its own."
)
_PIXELS_PER_MM = 96 / 25.4
_LONGEST_NAME = 31
_NO_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def fields_in(path: Path) -> list[str]:
    """What stands between the braces, sheet by sheet."""
    return [match[1] for cell in _cells(_opened(path)) for match in FIELD.finditer(str(cell.value))]


def filled(path: Path, values: Mapping[str, Any], annex: Any) -> tuple[bytes, list[Text]]:
    """The workbook with its values and its annex as the last sheet, and what it lacks of the template."""
    book = _opened(path)
    sheets = [*book.worksheets, *book.chartsheets]
    kept = {"charts": sum(len(sheet._charts) for sheet in sheets), "pictures": sum(len(s._images) for s in sheets)}
    braces = [lone_braces(str(cell.value)) for sheet in book.worksheets for cell in _texts(sheet)]
    remarks = [remark for cell in list(_cells(book)) if (remark := _put(cell, values))]
    remarks += filter(None, braces)
    if annex.rows:
        _add_annex(book, annex)
    written = BytesIO()
    book.save(written)
    lost = [*drawing_remarks(path, kept), *lost_parts(path, written.getvalue())]
    return written.getvalue(), [*lost, *remarks]


def _opened(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "DrawingML|Unable to read chart|.*image|.*is not supported"
        )  # remarks tell what is lost
        return load_workbook(path, rich_text=True)


def _add_annex(book: Any, annex: Any) -> None:
    sheet = book.create_sheet(annex.title.translate(_NO_NAME)[:_LONGEST_NAME])
    for number, row in enumerate((annex.headings, *annex.rows), 1):
        for column, words in enumerate(row, 1):
            _write(sheet.cell(number, column), words)
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _write(cell: Any, words: str) -> None:
    """Words stay words, whatever they begin with: a title such as =A1 is no formula."""
    cell.value, cell.data_type = words, "s"


def _cells(book: Any) -> Iterator[Any]:
    return (cell for sheet in book.worksheets for cell in _texts(sheet) if FIELD.search(str(cell.value)))


def _texts(sheet: Any) -> Iterator[Any]:
    """The cells of a sheet that hold words."""
    return (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str | CellRichText))


def _put(cell: Any, values: Mapping[str, Any]) -> Text | None:
    """Fill one cell; a table runs on below it, a picture lies over it. What a table found no room for is told."""
    told = str(cell.value)
    match = FIELD.fullmatch(told.strip())
    value = values[match[1]] if match else None
    if value is not None and value.picture:
        cell.value = None
        picture = Image(BytesIO(value.picture))
        picture.width, picture.height = (side * _PIXELS_PER_MM for side in value.size)
        cell.parent.add_image(picture, cell.coordinate)
    elif value is not None and value.table is not None:
        return _put_table(cell, value, match[0] if match else told)
    elif value is not None and value.number is not None:
        cell.value = value.number
        if cell.number_format == "General" and value.unit:
            unit = value.unit.replace('"', "")
            cell.number_format = f'#,##0.######" {unit}"'
        if value.mark:  # stands behind the number in each part of the format: positive, negative, zero
            cell.number_format = ";".join(f'{part}"{value.mark}"' for part in cell.number_format.split(";"))
    else:
        _write(cell, FIELD.sub(lambda found: values[found[1]].words, told))
    return None


def _put_table(cell: Any, value: Any, field: str) -> Text | None:
    """A table from a cell to the right and downwards, where all cells are empty; else the words that say so."""
    sheet, table = cell.parent, value.table
    lines = (table.headings, *table.rows)
    area = [(cell.row + row, cell.column + column) for row in range(len(lines)) for column in range(len(lines[0]))]
    if any(sheet.cell(*place).value is not None for place in area[1:]):
        _write(cell, value.words)
        where = {"cell": cell.coordinate, "sheet": sheet.title, "title": table.title, "rows": len(lines)}
        return Text(NO_ROOM, where | {"field": field})
    for place, text in zip(area, (text for line in lines for text in line), strict=True):
        target = sheet.cell(*place)
        _write(target, text)
        target.alignment = Alignment(wrap_text=True, vertical="top")
        target.font = Font(bold=place[0] == cell.row)
    return None
