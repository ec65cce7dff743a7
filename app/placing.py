"""Where the points of an import would lie among the outlines of the project, worked out before it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

from core.sheets import Sheet
from core.snapshot import Snapshot
from gis.coordinate_columns import find_coordinates, region_outlines
from gis.guessing import within_any

Points = npt.NDArray[np.float64]  # (n, 2) longitude and latitude
WIDEST = 3.0  # points farther away than so many widths of the outlines do not shrink the map; they are counted


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """Rings of the outlines, points with whether each lies in one, the area to show, and how many lie beyond it."""

    rings: tuple[Points, ...] = ()
    points: Points = field(default_factory=lambda: np.empty((0, 2)))
    inside: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    beyond: int = 0


def place_points(snapshot: Snapshot, tables: Sequence[tuple[str, Sheet]]) -> Placing:
    """The points of the first table of firms in degrees; those without coordinates are left out."""
    outlines = [drawn for drawn in region_outlines(snapshot) if drawn is not None]
    found = [find_coordinates(table) for kind, table in tables if kind == "actors"]
    points = found[0].points if found and found[0] else np.empty((0, 2))
    points = points[~np.isnan(points).any(axis=1)].reshape(-1, 2)
    box, beyond = _framed(points, outlines)
    rings = [
        shapely.get_coordinates(part.exterior)
        for shape in outlines
        for part in shapely.get_parts(shape)
        if isinstance(part, shapely.Polygon)
    ]
    return Placing(tuple(rings), points, within_any(points, outlines), box, beyond)


def _framed(
    points: Points, outlines: Sequence[shapely.Geometry]
) -> tuple[tuple[float, float, float, float], int]:  # fmt: skip
    """The area that is shown (west, south, east, north), and how many points lie beyond it."""
    whole = shapely.bounds(np.array(outlines, dtype=object)) if outlines else np.hstack([points] * 2)
    if not len(whole):
        return (0.0, 0.0, 1.0, 1.0), 0
    low, high = whole[:, :2].min(axis=0), whole[:, 2:].max(axis=0)
    reach = np.maximum(high - low, 1e-3) * WIDEST
    near = ((points > low - reach) & (points < high + reach)).all(axis=1)
    shown = np.vstack([points[near], low, high])
    west, south = shown.min(axis=0).tolist()
    east, north = shown.max(axis=0).tolist()
    return (west, south, east, north), int((~near).sum())
