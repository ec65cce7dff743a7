"""A small table within a chart: as wide as its box, letters by the box, columns by their contents, numbers aligned."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from gis.chart_box import ChartBox, open_line
from gis.number_tables import Cell, NumberTable
from gis.scene import Font, Mark, Stroke
from gis.typeset import LINE_HEIGHT, set_lines

_SIZES = (9.0, 12.0)  # points, by the width of the box
_WIDTH_OF_POINT = 31.0  # mm of the box for each point
_CELL, _PADDING = 3.0, 3.2  # mm on both sides of a cell, and above and below its lines together
_MOST_LINES = 3  # of a cell
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class SetTable:
    """The lines of each cell by row, headings first, with widths of columns and heights of rows in mm; `numbers` are
    the columns that hold some."""

    font: Font
    cells: tuple[tuple[tuple[str, ...], ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    numbers: frozenset[int]

    @property
    def height(self) -> float:
        """The height of the whole in mm."""
        return sum(self.heights)


def set_table(table: NumberTable, box: ChartBox) -> SetTable:
    """A table set in the width of a box."""
    font = Font(float(np.clip(box.width / _WIDTH_OF_POINT, *_SIZES)))
    rows = [table.headings, *(tuple(map(_shown, row)) for row in table.rows)]
    numbers = frozenset(at for row in table.rows for at, cell in enumerate(row) if isinstance(cell, float))
    bold = Font(font.size, bold=True)
    needed = [
        max(*(box.long(row[at], font) for row in rows[1:]), *(box.long(word, bold) for word in heading.split()))
        + 2 * _CELL
        for at, heading in enumerate(table.headings)
    ]
    widths = tuple(width + (box.width - sum(needed)) / len(needed) for width in needed)
    cells = tuple(
        tuple(
            tuple(set_lines(cell, _font(font, number), width - 2 * _CELL, _MOST_LINES, box.measure))
            for cell, width in zip(row, widths, strict=True)
        )
        for number, row in enumerate(rows)
    )
    heights = tuple(LINE_HEIGHT * font.height * max(map(len, row)) + _PADDING for row in cells)
    return SetTable(font, cells, widths, heights, numbers)


def table_marks(made: SetTable, box: ChartBox, top: float, red: Collection[tuple[int, int]] = ()) -> list[Mark]:
    """The table from a height in mm downwards, with a line below each row; `red` are cells by row and column."""
    marks: list[Mark] = []
    for number, (row, height) in enumerate(zip(made.cells, made.heights, strict=True)):
        left = box.left
        for column, (lines, width) in enumerate(zip(row, made.widths, strict=True)):
            right = column in made.numbers
            x = left + width - _CELL if right else left + _CELL
            colour = box.colours.pollution if (number, column) in red else box.colours.ink
            step = LINE_HEIGHT * made.font.height
            first = top + height / 2 - step * (len(lines) - 1) / 2
            marks += [
                box.label(line, x, first + at * step, font=_font(made.font, number), colour=colour, align=float(right))
                for at, line in enumerate(lines)
            ]
            left += width
        top += height
        pen = Stroke(box.colours.rule if number else box.colours.muted, 0.2 if number else 0.35)
        marks.append(open_line(np.array([(box.left, top), (box.right, top)]), pen))
    return marks


def _font(font: Font, row: int) -> Font:
    """Headings are bold."""
    return font if row else Font(font.size, bold=True)


def _shown(cell: Cell) -> str:
    """A cell as words; numbers of a table of shares stand below one another with the same digits."""
    if isinstance(cell, float):
        return f"{cell:.{_DIGITS}f}"
    return cell or ""
