"""Borders of regions in metres of a projection, with no more detail than a scale can show."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from core.columns import Integers
from core.snapshot import Snapshot
from gis.ground import parents_first
from gis.projections import Points, Projection, project
from gis.region_shapes import outline

Pieces = npt.NDArray[np.float64]  # (s, 4): x, y of both ends in metres


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A region (row) with its outline in metres; `turn` says which of the fills it gets."""

    row: int
    turn: int
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """All rings of some areas one after another: `points` (n, 2) in metres, `starts` (r + 1,), `area` (r,) of each.

    `boxes` (r, 4) hold the least and the largest metres of each ring.
    """

    points: Points
    starts: Integers
    area: Integers
    boxes: npt.NDArray[np.float64]

    def within(self, low: Points, high: Points) -> Integers:
        """The rings that touch a window from `low` to `high` metres."""
        found: Integers = np.flatnonzero(
            (self.boxes[:, :2] <= high).all(axis=1) & (self.boxes[:, 2:] >= low).all(axis=1)
        )
        return found

    @property
    def corner(self) -> Points:
        """The first point: a place in metres near all others."""
        return self.points[0] if len(self.points) else np.zeros(2)


def areas_of(snapshot: Snapshot, projection: Projection) -> tuple[Area, ...]:
    """The outlined regions of a snapshot, those that hold others first."""
    found = []
    for turn, row in enumerate(parents_first(snapshot.region.parent)):
        blob = snapshot.region.outline[row]
        if blob is not None:
            shape = shapely.transform(outline(blob), lambda degrees: project(projection, degrees))
            shapely.prepare(shape)  # what lies under the pointer is asked again and again
            found.append(Area(row, turn, shape))
    return tuple(found)


@lru_cache(maxsize=16)
def simplified(areas: tuple[Area, ...], detail: float) -> Rings:
    """The rings of areas with bends below `detail` metres left out; kept, since every frame at a scale draws them."""
    points, lengths, of = [np.empty((0, 2))], [0], []
    for at, area in enumerate(areas):
        for part in shapely.get_parts(shapely.simplify(area.shape, detail, preserve_topology=False)):
            for ring in (part.exterior, *part.interiors):
                corners = np.asarray(ring.coords)[:, :2]
                if len(corners) > 3 and np.isfinite(corners).all():
                    points.append(corners)
                    lengths.append(len(corners))
                    of.append(at)
    joined, starts = np.concatenate(points), np.cumsum(lengths)
    sides = [ends.reduceat(joined, starts[:-1]) if of else joined[:0] for ends in (np.minimum, np.maximum)]
    return Rings(joined, starts, np.array(of, dtype=np.int64), np.hstack(sides))


@lru_cache(maxsize=16)
def borders(areas: tuple[Area, ...], detail: float) -> Pieces:
    """Straight pieces (s, 4) in metres of the borders of areas, one between neighbours drawn once, bends as above."""
    points, of = shapely.get_coordinates(shapely.simplify(_borders_once(areas), detail), return_index=True)
    pieces: Pieces = np.hstack([points[:-1], points[1:]])[of[:-1] == of[1:]]
    return pieces


@lru_cache(maxsize=2)
def _borders_once(areas: tuple[Area, ...]) -> npt.NDArray[np.object_]:
    """Lines along the borders of areas; where two share a border the second has a gap."""
    rings = shapely.get_rings(shapely.get_parts([area.shape for area in areas]))
    points, of = shapely.get_coordinates(rings, return_index=True)
    if len(points) < 2:
        return np.empty(0, dtype=object)
    first, last = points[:-1], points[1:]
    turned = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    key = np.where(turned[:, None], np.hstack([last, first]), np.hstack([first, last]))
    order = np.lexsort(key.T)
    again = np.zeros(len(key), dtype=np.bool_)
    again[order[1:]] = (key[order[1:]] == key[order[:-1]]).all(axis=1)
    kept = np.append((of[:-1] == of[1:]) & ~again & np.isfinite(key).all(axis=1), False)
    before = np.append(False, kept[:-1])
    line = np.cumsum(kept & ~before) - 1
    lines: npt.NDArray[np.object_] = shapely.linestrings(points[kept | before], indices=line[kept | before])
    return lines
