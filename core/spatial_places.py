"""The places that are compared on a map of a county and above: its regions, else squares of its ground that hold firms.

Firms that stand close together are one place, since among them nearness says nothing.
"""

import struct
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from core.columns import Integers, Numbers, Points
from core.geopackage import wkb_of_blob
from core.outlines import polygons_of_wkb
from core.snapshot import Snapshot
from core.spatial_statistics import LEAST_PLACES

EARTH = 6_371_008.8  # metres, mean radius (IUGG 1980)
LEAST_EXTENT = 20_000.0  # metres from edge to edge: about the smallest county
ACROSS = 8  # squares over the longer side at most, so that those with firms touch
_SIDES = (1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0)
_SAME = 1e-5  # degrees: corners nearer than a metre are one


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Places with the place of each actor (actors,), -1 for none, and who is a neighbour of whom (n, n), 1 or nothing.

    `region` are rows (n,), where the places are regions, else -1; `side` the side of squares in metres, 0 for regions;
    `corners` (n, 4, 2) those of squares in degrees.
    """

    of_actor: Integers
    near: csr_array
    region: Integers
    side: float
    corners: Points

    def __len__(self) -> int:
        return len(self.region)


def to_metres(points: Points) -> Points:
    """Degrees (n, 2) as metres east and north of the middle of all; true to some thousandths within a province."""
    known = points[~np.isnan(points[:, 0])]
    middle = (known.min(axis=0) + known.max(axis=0)) / 2 if len(known) else np.zeros(2)
    return np.asarray(np.radians(points - middle) * EARTH * _shrink(float(middle[1])), dtype=np.float64)


def _shrink(latitude: float) -> Numbers:
    return np.array([np.cos(np.radians(latitude)), 1.0])


def compared_places(snapshot: Snapshot) -> Places | None:
    """The regions where at least 8 hold no others, else squares where firms lie over 20 km; None where neither is so.

    A park is no place to look for hot spots in: its firms all stand together.
    """
    innermost = _innermost(snapshot)
    if len(innermost) >= LEAST_PLACES:
        return _regions(snapshot, innermost)
    points = snapshot.actor.point
    located = np.flatnonzero(~np.isnan(points).any(axis=1))
    if len(located) < LEAST_PLACES:
        return None
    extent = float(np.ptp(to_metres(points[located]), axis=0).max())
    return _squares(points, located, extent) if extent >= LEAST_EXTENT else None


def _innermost(snapshot: Snapshot) -> Integers:
    """Regions with an outline that hold no others with one."""
    regions = snapshot.region
    drawn = np.array([blob is not None for blob in regions.outline], dtype=np.bool_)
    holding = np.isin(np.arange(len(regions)), regions.parent[drawn])
    return np.flatnonzero(drawn & ~holding).astype(np.int64)


def _regions(snapshot: Snapshot, rows: Integers) -> Places:
    of_actor = np.full(len(snapshot.actor), -1, dtype=np.int64)
    for place, row in enumerate(rows.tolist()):
        of_actor[snapshot.members(row)] = place
    near = touching([_corners(snapshot.region.outline[row]) for row in rows.tolist()])
    return Places(of_actor, near, rows, 0.0, np.empty((0, 4, 2)))


def _corners(blob: bytes) -> Points:
    """All corners (n, 2) of an outline in degrees; none where it cannot be read."""
    try:
        rings = [np.array(ring) for rings in polygons_of_wkb(wkb_of_blob(blob)) for ring in rings if ring]
    except (struct.error, ValueError):
        return np.empty((0, 2))
    return np.concatenate(rings) if rings else np.empty((0, 2))


def touching(outlines: list[Points]) -> csr_array:
    """Which outlines have a corner in common (n, n), 1 or nothing; none touches itself."""
    count = len(outlines)
    owner = np.repeat(np.arange(count), [len(corners) for corners in outlines])
    everything = np.concatenate(outlines) if outlines else np.empty((0, 2))
    if not len(everything):
        return csr_array((count, count))
    _, corner = np.unique(np.rint(everything / _SAME).astype(np.int64), axis=0, return_inverse=True)
    corner = corner.reshape(-1)
    holds = coo_array((np.ones(len(owner)), (owner, corner)), shape=(count, int(corner.max()) + 1)).tocsr()
    shared = (holds @ holds.T).tocoo()
    other = shared.row != shared.col
    return csr_array((np.ones(int(other.sum())), (shared.row[other], shared.col[other])), shape=(count, count))


def _squares(points: Points, located: Integers, extent: float) -> Places:
    """Squares that hold an actor; those that touch, also by a corner, are neighbours."""
    side = next((side for side in _SIDES if side >= extent / ACROSS), _SIDES[-1])
    metres = to_metres(points)[located]
    lowest = metres.min(axis=0)
    grid = np.floor((metres - lowest) / side).astype(np.int64)
    cells, place = np.unique(grid, axis=0, return_inverse=True)
    of_actor = np.full(len(points), -1, dtype=np.int64)
    of_actor[located] = place.reshape(-1)
    apart = np.abs(cells[:, None, :] - cells[None, :, :]).max(axis=2)
    corners = (cells[:, None, :] + np.array([(0, 0), (1, 0), (1, 1), (0, 1)])) * side + lowest
    known = points[located]
    middle = (known.min(axis=0) + known.max(axis=0)) / 2
    degrees = np.degrees(corners / (EARTH * _shrink(float(middle[1])))) + middle
    near = csr_array((apart == 1).astype(np.float64))
    return Places(of_actor, near, np.full(len(cells), -1, dtype=np.int64), side, degrees)
