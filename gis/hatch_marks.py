"""The hatch of lines that show adjusted amounts: slanting strokes along them, on the map and in its legend."""

import numpy as np

from gis.palette import Palette
from gis.scene import Mark, Path, Points, Shape, Stroke

_STEP = 1.6  # mm along the line from one stroke of the hatch to the next
_OUT = 0.55  # mm by which a stroke stands out of its line on either side, so that the thinnest show it
_LEAN = 0.6  # mm that a stroke leans forward for each mm across
_PEN = 0.28
_INSIDE = 1.1  # mm: a wider line is cut by strokes of paper, which its own colour would hide


def hatch(way: Points, width: float, colour: str, paper: str) -> list[Mark]:
    """Slanting strokes along a line (n, 2) of a width in mm; on wide lines also strokes of paper within it."""
    middle, along = _stops(way)
    if not len(middle):
        return []
    marks: list[Mark] = [Shape(_strokes(middle, along, width / 2 + _OUT), "", Stroke(colour, _PEN))]
    if width > _INSIDE:
        marks.append(Shape(_strokes(middle, along, width / 2), "", Stroke(paper, _PEN)))
    return marks


def hatch_sample(x: float, y: float, length: float, colours: Palette) -> list[Mark]:
    """The sample of a hatched line in a legend, with its middle at (x, y) mm."""
    way = np.array([(x - length / 2, y), (x + length / 2, y)])
    return [
        Shape(Path("ML", way), "", Stroke(colours.muted, _INSIDE)),
        *hatch(way, _INSIDE, colours.muted, colours.paper),
    ]


def _stops(way: Points) -> tuple[Points, Points]:
    """Where the strokes stand along a line, and its direction there, both (k, 2)."""
    step = np.diff(way, axis=0)
    length = np.hypot(*step.T)
    whole = np.append(0.0, np.cumsum(length))
    at = np.arange(_STEP / 2, whole[-1], _STEP)
    middle = np.column_stack([np.interp(at, whole, way[:, axis]) for axis in (0, 1)])
    piece = np.searchsorted(whole, at, side="right").clip(1, len(length)) - 1
    along: Points = step[piece] / np.maximum(length[piece], 1e-9)[:, None]
    return middle, along


def _strokes(middle: Points, along: Points, reach: float) -> Path:
    """One path of straight strokes through these places, each `reach` mm to either side."""
    across = np.column_stack([along[:, 1], -along[:, 0]])
    out = reach * (across + _LEAN * along)
    points = np.stack([middle - out, middle + out], axis=1).reshape(-1, 2)
    return Path("ML" * len(middle), points)
