"""Where load gathers as fills and patterns of regions or squares: told apart without colour, as black and white prints.

The classes are those of `core.hot_spots`; a place without known figures has none.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
import shapely

from core.columns import Integers, Numbers
from core.hot_spots import COLD, COOL, HOT, USUAL, WARM, HotSpots, hot_spots
from core.snapshot import Snapshot
from core.text import N_
from gis.palette import Palette, blend
from gis.scene import Mark, Path, Points, Shape, Stroke, flatten
from gis.symbols import polyline

HOT_SPOTS = "hot:"  # before the medium, as what regions are shaded by
ORDER = (HOT, WARM, USUAL, COOL, COLD)
WORDS = {
    HOT: N_("gathers (stands among all tests)"),
    WARM: N_("gathers (alone; of all tests perhaps chance)"),
    USUAL: N_("as chance would have it"),
    COOL: N_("lacks (alone; of all tests perhaps chance)"),
    COLD: N_("lacks (stands among all tests)"),
}
_STEP = {HOT: 1.8, WARM: 2.6, COOL: 2.6, COLD: 1.3}  # mm between the lines of a pattern
_SLANTS = {HOT: (1, -1), WARM: (1,), COOL: (0,), COLD: (0,)}
_PEN = {HOT: 0.18, WARM: 0.18, COOL: 0.15, COLD: 0.15}
_SHADE = {HOT: 0.4, WARM: 0.22, USUAL: 0.05, COOL: 0.0, COLD: 0.0}
_MOST_LINES = 1500  # in a field; a view closer than that shows no pattern, but the legend tells
_INK = 0.5  # of the lines, so that names stay readable above them
_PAPER = 0.75  # share of the paper in the colour of cold places


@dataclass(frozen=True, slots=True, eq=False)
class HotFields:
    """The class of each region (places of `ORDER`, -1 none), Gi* (NaN untested), squares (n, 4, 2) with classes."""

    values: Numbers
    classes: Integers
    squares: Points
    of_square: Integers


def hot_fields(snapshot: Snapshot, medium: str) -> HotFields:
    """The fields of a medium in a snapshot narrowed to a year; all without a class where nothing can be compared."""
    found = next((spots for spots in hot_spots(snapshot) if spots.medium == medium), None)
    values = np.full(len(snapshot.region), np.nan)
    classes = np.full(len(snapshot.region), -1, dtype=np.int64)
    nothing = np.empty(0, dtype=np.int64)
    if found is None:
        return HotFields(values, classes, np.empty((0, 4, 2)), nothing)
    told = np.array([ORDER.index(word) if word in ORDER else -1 for word in found.classes()], dtype=np.int64)
    if found.places.side:
        return HotFields(values, classes, found.places.corners, told)
    values[found.places.region], classes[found.places.region] = _gi_star(found), told
    return HotFields(values, classes, np.empty((0, 4, 2)), nothing)


def _gi_star(found: HotSpots) -> Numbers:
    z = np.full(len(found.places), np.nan)
    z[found.place] = found.z
    return z


def hot_colours(colours: Palette) -> tuple[str, ...]:
    """The fills of the classes in their order: the more load gathers, the darker."""
    cold = blend(colours.water_area, colours.paper, _PAPER)
    return tuple(cold if word in (COOL, COLD) else blend(colours.ramp, colours.paper, _SHADE[word]) for word in ORDER)


def pattern(path: Path, place: int, colours: Palette) -> list[Mark]:
    """The lines of a class (a place of `ORDER`) within an outline: crossed where load gathers, level where it lacks."""
    word = ORDER[place]
    if word not in _SLANTS:
        return []
    rings = [shapely.Polygon(ring) for ring in flatten(path) if len(ring) > 3]
    area = reduce(shapely.symmetric_difference, map(shapely.make_valid, rings)) if rings else shapely.Polygon()
    left, top, right, bottom = shapely.bounds(area)
    if not np.isfinite(left):
        return []
    pen = Stroke(blend(colours.ink, colours.paper, _INK), _PEN[word])
    return [
        Shape(polyline(line), "", pen)
        for slant in _SLANTS[word]
        for line in _cut(area, slant, (left, top, right, bottom), _STEP[word])
    ]


def _cut(area: shapely.Geometry, slant: int, box: tuple[float, float, float, float], step: float) -> list[Points]:
    """Lines that fall (1), rise (-1) or lie level (0), cut to an area; none where they would be too many."""
    left, top, right, bottom = box
    tall = bottom - top
    if slant:
        starts = np.arange(np.floor((left - tall) / step) * step, right, step * 1.4)
        first, last = (bottom, top) if slant < 0 else (top, bottom)
        ends = np.stack([np.column_stack([starts, np.full(len(starts), first)]),
                         np.column_stack([starts + tall, np.full(len(starts), last)])], axis=1)  # fmt: skip
    else:
        starts = np.arange(np.ceil(top / step) * step, bottom, step)
        ends = np.stack([np.column_stack([np.full(len(starts), left), starts]),
                         np.column_stack([np.full(len(starts), right), starts])], axis=1)  # fmt: skip
    if len(starts) > _MOST_LINES or not len(starts):
        return []
    cut = shapely.get_parts(shapely.intersection(shapely.linestrings(ends), area))
    return [np.asarray(line.coords) for line in cut if line.geom_type == "LineString" and len(line.coords) == 2]
