"""Where load gathers on the map of a large project: the patterns of its regions or squares as pieces of few pens."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import shapely

from gis.crowded_layers import Segments
from gis.crowded_view import Overview
from gis.palette import Palette
from gis.region_shapes import outline
from gis.scene import Path, Points, Shape, Stroke, flatten
from gis.styling_hot_spots import pattern
from gis.symbols import joined, polygon

_BORDER = 0.3  # mm, of a square
_FINEST = 0.3  # mm of an outline that is not seen within a pattern


def pattern_layers(shown: Overview, colours: Palette) -> list[Segments]:
    """The patterns in sight; none on a map that is not shaded by where load gathers."""
    shading = shown.crowd.shadings[shown.view.dark]
    if shading is None or not shading.words or "regions" in shown.view.hidden:
        return []
    lines: dict[Stroke, list[Points]] = defaultdict(list)
    for path, place, bordered in _fields(shown):
        if bordered:
            ring = flatten(path)[0]
            lines[Stroke(colours.border, _BORDER)] += [ring[at : at + 2] for at in range(len(ring) - 1)]
        for mark in pattern(path, place, colours) if place >= 0 else ():
            if isinstance(mark, Shape) and mark.stroke is not None:
                lines[mark.stroke].append(mark.path.points)
    return [Segments(stroke, np.array(pieces).reshape(-1, 4), joined=False) for stroke, pieces in lines.items()]


def _fields(shown: Overview) -> Iterator[tuple[Path, int, bool]]:
    """The outlines (mm) in sight with their classes, and whether they need a border of their own, as squares do."""
    shading = shown.crowd.shadings[shown.view.dark]
    if shading is None:
        return
    if shading.squares is not None and shading.of_square is not None:
        for corners, place in zip(shading.squares, shading.of_square.tolist(), strict=True):
            path = polygon(shown.view.to_paper(corners))
            if _in_sight(path, shown):
                yield path, place, True
    detail = _FINEST * shown.view.metres_per_mm / 111_000.0
    for row in np.flatnonzero(shading.classes >= 0).tolist():
        blob = shown.crowd.snapshot.region.outline[row]
        parts = shapely.get_parts(shapely.simplify(outline(blob), detail))
        path = joined([polygon(shown.view.to_paper(shapely.get_coordinates(part.exterior)[:-1])) for part in parts])
        if _in_sight(path, shown):
            yield path, int(shading.classes[row]), False


def _in_sight(path: Path, shown: Overview) -> bool:
    low, high = path.points.min(axis=0), path.points.max(axis=0)
    return bool((high >= 0).all() and (low <= (shown.view.width_mm, shown.view.height_mm)).all())
