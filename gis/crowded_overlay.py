"""What is chosen, laid over the map of a large project: lines and signs that hold a chosen row, drawn there or not."""

from itertools import pairwise

import numpy as np
import shapely

from gis.crowded_layers import Heads, Layer, Segments
from gis.crowded_lines import lines_of
from gis.crowded_view import Overview, bundles_of
from gis.scene import Mark, Points, Scene, Shape, Stroke, Target
from gis.symbols import circle, joined, polygon

MOST_CHOSEN = 600  # lines; more would only cover the map
_CASING = 1.6  # mm that a chosen line is wider
_RING, _AWAY = 0.8, 0.7  # mm of a ring, and between a sign and it


def chosen_layers(shown: Overview, targets: frozenset[Target], colour: str) -> list[Layer]:
    """The lines that hold chosen links, cased in a colour; also those too small to be drawn unchosen."""
    bundles = bundles_of(shown, targets)
    level, style = shown.level, shown.style
    if not len(bundles):
        return []
    at = np.flatnonzero(np.isin(style.order, bundles))[:MOST_CHOSEN]
    of, width = style.order[at], style.width[at]
    places, radius = shown.view.on_paper(level.centre), shown.all_radii
    ends = level.bundles.sender[of], level.bundles.receiver[of]
    lines = lines_of((places, radius), ends, width, np.zeros(len(of), dtype=np.int64))
    colours = shown.tints
    groups = [shown.crowd.kinds[kind].group for kind in level.bundles.kind[of].tolist()]
    ends_at = np.searchsorted(lines.row, np.arange(len(of) + 1)).tolist()
    pieces = [lines.segments[first:last] for first, last in pairwise(ends_at)]
    casings: list[Layer] = [
        Segments(Stroke(colour, size + _CASING), part) for part, size in zip(pieces, width.tolist(), strict=True)
    ]
    drawn: list[Layer] = [
        Segments(Stroke(colours[group], size), part)
        for part, size, group in zip(pieces, width.tolist(), groups, strict=True)
    ]
    tips: list[Layer] = [Heads(colour, _grown(lines.heads))]
    return [
        *casings,
        *tips,
        *drawn,
        *(Heads(colours[group], lines.heads[row : row + 1]) for row, group in enumerate(groups)),
    ]


def _grown(heads: Points) -> Points:
    """Heads so much larger that a rim of the casing shows round them."""
    middle = heads.mean(axis=1, keepdims=True)
    size = np.hypot(*(heads[:, 0] - middle[:, 0]).T)[:, None, None]
    return np.asarray(middle + (heads - middle) * (1 + _CASING / np.maximum(size, 0.1)))


def chosen_signs(shown: Overview, targets: frozenset[Target], colour: str) -> Scene:
    """Rings round the signs that hold chosen firms, and borders of chosen regions."""
    rows = shown.crowd.actor_rows
    actors = np.array([rows[uid] for table, uid in targets if table == "actor" and uid in rows], dtype=np.int64)
    here = np.flatnonzero(np.isin(shown.groups, shown.level.group[actors]))
    stroke = Stroke(colour, _RING)
    marks: list[Mark] = [
        Shape(circle(x, y, size + _AWAY), "", stroke)
        for (x, y), size in zip(shown.places[here].tolist(), shown.radius[here].tolist(), strict=True)
    ]
    regions = {uid for table, uid in targets if table == "region"}
    for area in shown.crowd.areas if regions else ():
        if str(shown.crowd.snapshot.region.uid[area.row]) in regions:
            marks += _border(shown, area.shape, stroke)
    return Scene(shown.view.width_mm, shown.view.height_mm, tuple(marks))


def _border(shown: Overview, shape: shapely.Geometry, stroke: Stroke) -> list[Mark]:
    simple = shapely.simplify(shape, shown.view.metres_per_mm * 0.2)
    rings = [ring for part in shapely.get_parts(simple) for ring in (part.exterior, *part.interiors)]
    corners = [np.asarray(ring.coords)[:, :2] for ring in rings if len(ring.coords) > 3]
    paths = [polygon(shown.view.on_paper(ring)) for ring in corners if np.isfinite(ring).all()]
    return [Shape(joined(paths), "", stroke)] if paths else []
