"""The way of a survey team: from firm to firm by straight lines, nearest first, then mended where two lines cross.

Nearest neighbour and 2-opt (Croes, "A method for solving traveling-salesman problems", Operations Research 6, 1958) on
great-circle distances. Roads are longer: a planning figure, and said so where it is shown.
"""

from collections.abc import Sequence

import numpy as np

from core.columns import Integers, Numbers, Points
from core.receivers import EARTH_KM

_AT_ONCE = 400  # points
_STARTS = 8  # firms that a way is tried from
_ROUNDS = 40  # of mending, at most
_LEAST = 1e-9  # km that a change must save


def distances(points: Points) -> Numbers:
    """Great-circle distances (n, n) in km between points (n, 2) in degrees."""
    lon, lat = np.radians(points).T
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    found: Numbers = 2 * EARTH_KM * np.arcsin(np.sqrt(half.clip(0, 1)))
    return found


def route(points: Points) -> list[int]:
    """The order in which to visit points (n, 2) in degrees, an open way; points that are NaN come last, as they stood.

    Tried from the points that lie farthest out, since a way has its ends at the edge; the shortest is kept. More than
    a team ever visits are halved across their longer side first.
    """
    located = np.flatnonzero(~np.isnan(points).any(axis=1))
    missing = np.flatnonzero(np.isnan(points).any(axis=1)).tolist()
    return [*_through(points, located), *missing]


def _through(points: Points, rows: Integers) -> list[int]:
    if len(rows) > _AT_ONCE:
        axis = int(np.argmax(np.ptp(points[rows], axis=0)))
        first, second = np.array_split(rows[np.argsort(points[rows, axis], kind="stable")], 2)
        return [*_through(points, first), *_through(points, second)]
    if len(rows) < 2:
        return list(map(int, rows))
    apart = distances(points[rows])
    starts = np.argsort(-apart.sum(axis=1), kind="stable")[:_STARTS].tolist()
    ways = [_mended(_nearest(apart, start), apart) for start in starts]
    best = min(ways, key=lambda way: length(apart, way))
    return list(map(int, rows[best]))


def length(apart: Numbers, way: Sequence[int]) -> float:
    """The length in km of a way over a matrix of distances."""
    return float(apart[list(way[:-1]), list(way[1:])].sum())


def route_km(points: Points) -> float:
    """The length in km of a way through points (n, 2) in their order; those that are NaN are left out."""
    located = points[~np.isnan(points).any(axis=1)]
    return length(distances(located), range(len(located)))


def _nearest(apart: Numbers, start: int) -> list[int]:
    way, left = [start], np.ones(len(apart), dtype=bool)
    left[start] = False
    while left.any():
        way.append(int(np.argmin(np.where(left, apart[way[-1]], np.inf))))
        left[way[-1]] = False
    return way


def _mended(way: list[int], apart: Numbers) -> list[int]:
    """The way with every part turned round whose turning makes it shorter."""
    told = np.array(way, dtype=np.int64)
    for _ in range(_ROUNDS):
        shorter = False
        for i in range(len(told) - 1):
            saved = _saved(told, apart, i)
            if saved.max() > _LEAST:
                end = i + 1 + int(np.argmax(saved))
                told[i : end + 1] = told[i : end + 1][::-1]
                shorter = True
        if not shorter:
            break
    return list(map(int, told))


def _saved(way: Integers, apart: Numbers, i: int) -> Numbers:
    """Km that turning the part from i to each later place round saves; the ends of the way are free."""
    after = way[i + 1 :]
    saved = np.zeros(len(after))
    if i:
        saved += apart[way[i - 1], way[i]] - apart[way[i - 1], after]
    saved[:-1] += apart[after[:-1], after[1:]] - apart[way[i], after[1:]]
    return saved
