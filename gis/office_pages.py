"""Tables set on pages: headings on each page, rows never broken, as many pages as it takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.i18n import show
from core.text import Text
from gis.furniture import SMALL, stamp_marks
from gis.palette import Palette, palette
from gis.paper_table import PaperTable
from gis.scene import Font, Label, Mark, Scene, Shape, Stroke
from gis.sheet import Measure
from gis.symbols import polyline, rectangle
from gis.typeset import LINE_HEIGHT, paragraph, wrapped

TITLE = Font(16.0, bold=True)
HEAD = Font(9.0, bold=True)
CELL = Font(8.5)
CLASS = Font(12.0, bold=True)
_EDGE = 12.0
_TOP, _FOOT = 26.0, 22.0
_PAD = 1.6  # mm round the words of a cell


@dataclass(frozen=True, slots=True)
class TablePage:
    """The size in mm of a page with a table, the words of its class and stamp, and what its foot says."""

    language: str
    marking: str
    stamp: str = ""
    foot: str = ""
    width: float = 420.0
    height: float = 297.0


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[tuple[str, ...], ...]
    height: float


def table_pages(table: PaperTable, page: TablePage, measure: Measure) -> list[Scene]:
    """The pages of a table."""
    colours = palette()
    room = page.width - 2 * _EDGE
    columns = [room * width / sum(table.widths) for width in table.widths]
    head = _set_row(table.headings, columns, HEAD, measure)
    rows = [_set_row(row, columns, CELL, measure) for row in table.rows]
    height = page.height - _TOP - _FOOT - head.height
    parts = list(_parts(rows, height)) or [[]]
    scenes = []
    for number, part in enumerate(parts, 1):
        marks = _head_marks(table, page, (number, len(parts)), colours, measure)
        marks += _row_marks(head, columns, _TOP, HEAD, colours, measure, shaded=True)
        y = _TOP + head.height
        for row in part:
            marks += _row_marks(row, columns, y, CELL, colours, measure)
            y += row.height
        if table.note and number == len(parts):
            lines = wrapped(table.note, SMALL, room, measure)
            marks += paragraph(lines, (_EDGE, y + 2.0), SMALL, colours.muted, measure)[0]
        scenes.append(Scene(page.width, page.height, tuple(marks), colours.page))
    return scenes


def _set_row(cells: Sequence[str], columns: Sequence[float], font: Font, measure: Measure) -> _Row:
    lines = tuple(
        tuple(wrapped(cell, font, width - 2 * _PAD, measure)) for cell, width in zip(cells, columns, strict=True)
    )
    most = max(map(len, lines), default=1)
    return _Row(lines, max(most, 1) * LINE_HEIGHT * font.height + 2 * _PAD)


def _parts(rows: Sequence[_Row], height: float) -> Iterator[list[_Row]]:
    """Rows by page; a row that is higher than a page gets one of its own."""
    part: list[_Row] = []
    used = 0.0
    for row in rows:
        if part and used + row.height > height:
            yield part
            part, used = [], 0.0
        part.append(row)
        used += row.height
    if part:
        yield part


def _row_marks(
    row: _Row,
    columns: Sequence[float],
    y: float,
    font: Font,
    colours: Palette,
    measure: Measure,
    *,
    shaded: bool = False,
) -> list[Mark]:
    marks: list[Mark] = []
    if shaded:
        marks.append(Shape(rectangle(_EDGE, y, sum(columns), row.height), colours.paper))
    x = _EDGE
    for lines, width in zip(row.cells, columns, strict=True):
        marks += paragraph(lines, (x + _PAD, y + _PAD), font, colours.ink, measure)[0]
        x += width
    edge = np.array([(_EDGE, y + row.height), (_EDGE + sum(columns), y + row.height)])
    return [*marks, Shape(polyline(edge), "", Stroke(colours.rule, 0.25))]


def _head_marks(
    table: PaperTable, page: TablePage, number: tuple[int, int], colours: Palette, measure: Measure
) -> list[Mark]:
    """Title, stamp, foot, class and the number of the page."""
    first, last = number
    title = table.title
    if last > 1:
        values = {"title": table.title, "page": str(first), "pages": str(last)}
        title = show(Text("{title} (page {page} of {pages})", values), page.language)
    marks: list[Mark] = [Label(title, _EDGE, 15.0, TITLE, colours.ink, float(measure([title], TITLE)[0]))]
    if page.stamp:
        marks += stamp_marks(page.stamp, page.width - _EDGE, 14.0, colours, measure)
    foot = page.height - 12.0
    marks.append(Label(page.foot, _EDGE, foot, SMALL, colours.muted, float(measure([page.foot], SMALL)[0])))
    width = float(measure([page.marking], CLASS)[0])
    return [*marks, Label(page.marking, page.width - _EDGE, foot, CLASS, colours.pollution, width, 1.0)]
