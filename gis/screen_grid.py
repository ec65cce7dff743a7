"""The grid of degrees on the screen: lines go with the map, their labels stay at the upper and right edges."""

from collections.abc import Iterator, Sequence

import numpy as np

from gis.page_grid import GridLine, grid_lines
from gis.palette import Palette
from gis.scene import Font, Label, Mark, Shape
from gis.sheet import Measure
from gis.symbols import rectangle
from gis.view import View

GRID = "grid"  # the layer
LETTERS = Font(7.0)
_ABOUT = 7.0  # lines across the painted piece, which is larger than the view
_TOUCH = 1e-6  # mm
_HIGH = 3.6  # mm of a label
_EDGE = 1.0
_FREE_LEFT, _FREE_RIGHT = 14.0, 14.0  # mm kept for the north arrow at the upper left, the buttons at the upper right
_FREE_TOP, _FREE_BELOW = 30.0, 4.0  # the same along the right edge


def screen_grid(view: View) -> tuple[GridLine, ...]:
    """The meridians and parallels of a view; none where the layer is switched off."""
    return tuple(grid_lines(view, "degrees", _ABOUT)) if GRID not in view.hidden else ()


def edge_labels(lines: Sequence[GridLine], size: tuple[float, float], colours: Palette, measure: Measure) -> list[Mark]:
    """Labels at the upper and the right edge of a map of `size` mm, from lines in mm of that map.

    Where scale bar, north arrow and buttons stand, and where two would touch, none is set.
    """
    marks: list[Mark] = []
    taken: list[tuple[float, float]] = []
    for line, place in _crossings(lines, size):
        width = float(measure([line.words], LETTERS)[0])
        left, top = (place - width / 2, _EDGE) if line.upright else (size[0] - width - 2.0, place - _HIGH / 2)
        span = (left, left + width) if line.upright else (-top - _HIGH, -top)  # below zero: along the right edge
        if not _fits(line, span, size) or any(span[0] < end and start < span[1] for start, end in taken):
            continue
        taken.append((span[0] - _EDGE, span[1] + _EDGE))
        marks.append(Shape(rectangle(left - 0.6, top, width + 1.2, _HIGH), colours.paper))
        marks.append(Label(line.words, left, top + _HIGH / 2, LETTERS, colours.muted, width))
    return marks


def _fits(line: GridLine, span: tuple[float, float], size: tuple[float, float]) -> bool:
    if line.upright:
        return span[0] >= _FREE_LEFT and span[1] <= size[0] - _FREE_RIGHT
    return -span[1] >= _FREE_TOP and -span[0] <= size[1] - _FREE_BELOW


def _crossings(lines: Sequence[GridLine], size: tuple[float, float]) -> Iterator[tuple[GridLine, float]]:
    """Where meridians cross the upper edge, and parallels the right one, in mm along it."""
    for line in lines:
        across, limit = (1, 0.0) if line.upright else (0, size[0])
        order = np.argsort(line.points[:, across])
        along = line.points[order]
        if along[0, across] - _TOUCH <= limit <= along[-1, across] + _TOUCH:
            yield line, float(np.interp(limit, along[:, across], along[:, 1 - across]))
