"""What a map tool shows while the hand is at work: ghosts, bands, corners and what the hand is drawn to."""

from collections.abc import Callable, Sequence

import numpy as np

from gis.palette import Palette
from gis.scene import Font, Label, Mark, Path, Points, Shape, Stroke
from gis.sheet import Measure
from gis.symbols import circle, polygon, polyline, rectangle, sign_path

Spot = tuple[float, float]  # mm of the view
NOTE = Font(8.0)
GHOST_RADIUS = 2.3  # mm, as a firm's sign where there is room
_SNAP = 1.5  # mm, half of the mark of what the hand is drawn to
_CORNER = 0.8
_HANDLE = 1.5  # mm, radius of the handle of a curve
_HEAD = np.array([(0.0, 0.0), (-3.0, -1.3), (-3.0, 1.3)])  # mm, an arrow to the right that ends at the origin
_DASHES = (1.4, 0.9)


def snap_mark(spot: Spot, kind: str, colours: Palette) -> Mark:
    """A ring round an actor, a square round a corner, a diamond on an edge."""
    x, y = spot
    line = Stroke(colours.pollution, 0.5)
    if kind == "actor":
        return Shape(circle(x, y, 2.2 * _SNAP), "", line)
    if kind == "corner":
        return Shape(rectangle(x - _SNAP, y - _SNAP, 2 * _SNAP, 2 * _SNAP), "", line)
    return Shape(polygon(np.array([(x, y - _SNAP), (x + _SNAP, y), (x, y + _SNAP), (x - _SNAP, y)])), "", line)


def ghost_mark(spot: Spot, sign: str, colours: Palette) -> Mark:
    """The sign of an actor where it would stand."""
    path = sign_path(sign, *spot, GHOST_RADIUS)
    return Shape(path, colours.roles.get(sign, colours.accent), Stroke(colours.accent, 0.6))


def line_mark(spots: Sequence[Spot], colours: Palette) -> Mark:
    """A line that is being drawn, dashed."""
    return Shape(polyline(np.array(spots)), "", Stroke(colours.accent, 0.55, _DASHES))


def arrow_marks(start: Spot, end: Spot, colours: Palette) -> list[Mark]:
    """A band from a sender with an arrow at the hand; nothing where both are the same place."""
    way = np.subtract(end, start)
    length = float(np.hypot(*way))
    if length < 0.5:
        return []
    across, down = way / length
    turn = np.array([(across, down), (-down, across)])
    back = (float(end[0] - 2.0 * across), float(end[1] - 2.0 * down))  # the line ends within the head
    shaft = Shape(polyline(np.array([start, back])), "", Stroke(colours.accent, 0.9))
    return [shaft, Shape(polygon(_HEAD @ turn + end), colours.accent)]


def note_mark(spot: Spot, text: str, colours: Palette, measure: Measure, width: float) -> list[Mark]:
    """A note beside the hand, on the side where a view `width` mm wide has room."""
    length = float(measure([text], NOTE)[0])
    x = spot[0] + 4.0 if spot[0] + 6.0 + length < width else spot[0] - 4.0 - length
    label = Label(text, x, spot[1] - 4.5, NOTE, colours.ink, length)
    left, top, right, bottom = label.box
    plate = rectangle(left - 1.0, top - 0.4, right - left + 2.0, bottom - top + 0.8)
    return [Shape(plate, colours.paper, Stroke(colours.accent, 0.2)), label]


def area_mark(spots: Points, colours: Palette) -> Mark:
    """The border of the region that is being reshaped, or that is being drawn."""
    return Shape(polygon(spots), "", Stroke(colours.accent, 0.6))


def edges_mark(starts: Points, ends: Points, colours: Palette) -> Mark:
    """The edges (n) of a border as one mark."""
    path = Path("ML" * len(starts), np.stack([starts, ends], axis=1).reshape(-1, 2))
    return Shape(path, "", Stroke(colours.accent, 0.6))


def corner_marks(spots: Points, colours: Palette, held: Callable[[int], bool] = lambda _: False) -> list[Mark]:
    """Squares at corners (n, 2) that can be dragged, filled where they are `held`."""
    return [
        Shape(
            rectangle(x - _CORNER, y - _CORNER, 2 * _CORNER, 2 * _CORNER),
            colours.accent if held(row) else colours.paper,
            Stroke(colours.accent, 0.4),
        )
        for row, (x, y) in enumerate(spots.tolist())
    ]


def middle_marks(spots: Points, colours: Palette) -> list[Mark]:
    """Small rings in the middle of edges, from which a new corner is drawn."""
    return [Shape(circle(x, y, 0.6), colours.paper, Stroke(colours.accent, 0.3)) for x, y in spots.tolist()]


def bend_marks(start: Spot, control: Spot, end: Spot, colours: Palette) -> list[Mark]:
    """The whole way of a link that is being bent, from sign to sign."""
    return [Shape(Path("MQ", np.array([start, control, end])), "", Stroke(colours.accent, 0.7, _DASHES))]


def handle_mark(spot: Spot, colours: Palette, *, locked: bool) -> Mark:
    """The handle in the middle of a curve, filled where the curve is locked."""
    fill = colours.accent if locked else colours.paper
    return Shape(circle(*spot, _HANDLE), fill, Stroke(colours.accent, 0.5))
