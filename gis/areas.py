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
from gis.view import outline


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

    def within(self, low: Points, high: Points) -> "Rings":
        """The rings that touch a window from `low` to `high` metres."""
        near = np.flatnonzero((self.boxes[:, :2] <= high).all(axis=1) & (self.boxes[:, 2:] >= low).all(axis=1))
        lengths = np.diff(self.starts)
        kept = np.repeat(np.isin(np.arange(len(lengths)), near), lengths)
        starts = np.concatenate([[0], np.cumsum(lengths[near])])
        return Rings(self.points[kept], starts, self.area[near], self.boxes[near])


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


@lru_cache(maxsize=6)
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
