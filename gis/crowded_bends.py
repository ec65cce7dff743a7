"""How far the lines of a large project's map bow out: beside one another, and where they are few off other signs."""

import numpy as np

from core.columns import Flags, Integers, Numbers
from gis.curves import bent, sampled
from gis.levels import BOW
from gis.scene import Points

FEW = 80  # lines, up to which each looks for the bow that runs over fewest signs
_BOWS = BOW * np.array([1.0, 0.65, 0.3, -0.3, -0.65, -1.0])
_BESIDE = BOW * np.array([1.0, 0.55, 0.8, 0.3])  # of lines that go one way between two signs
_STEPS = np.linspace(0.08, 0.92, 11)
_CLEAR = 0.3  # mm kept between a line and a sign that it does not serve


def bows(signs: tuple[Points, Numbers], ends: tuple[Integers, Integers]) -> Numbers:
    """The bow of each line (n,), as a share of its length at most `BOW`, between `ends` (rows of `signs`).

    Signs have places and radii in mm. Opposite lines with positive bows lie on either side of the straight way.
    """
    rank, alone = _beside(ends)
    bow = _BESIDE[rank % len(_BESIDE)]
    if 0 < len(bow) <= FEW:
        free = np.flatnonzero(alone)
        bow[free] = _BOWS[_run_over(signs, (ends[0][free], ends[1][free])).argmin(axis=0)]
    return np.asarray(bow, dtype=np.float64)


def _beside(ends: tuple[Integers, Integers]) -> tuple[Integers, Flags]:
    """Which of the lines that go the same way each is, and whether it is the only one between its signs."""
    most = int(max(ends[0].max(initial=0), ends[1].max(initial=0))) + 1
    way = ends[0] * most + ends[1]
    order = np.argsort(way, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(way[order], way[order])
    pair = np.minimum(*ends) * most + np.maximum(*ends)
    _, of, count = np.unique(pair, return_inverse=True, return_counts=True)
    return rank, np.asarray(count[of] == 1, dtype=np.bool_)


def _run_over(signs: tuple[Points, Numbers], ends: tuple[Integers, Integers]) -> Numbers:
    """How many points of each line (n,) lie on signs that it does not serve, for each of the bows (b, n)."""
    (places, radius), (sender, receiver) = signs, ends
    covered = np.zeros((len(_BOWS), len(sender)))
    for row, (a, b) in enumerate(zip(sender.tolist(), receiver.tolist(), strict=True)):
        curves = bent(np.broadcast_to(places[a], (len(_BOWS), 2)), np.broadcast_to(places[b], (len(_BOWS), 2)), _BOWS)
        points = sampled(curves, _STEPS)
        low, high = points.min(axis=(0, 1)), points.max(axis=(0, 1))
        near = ((places > low - radius[:, None]) & (places < high + radius[:, None])).all(axis=1)
        near[[a, b]] = False
        away = np.hypot(*(points[:, :, None] - places[near]).transpose(3, 0, 1, 2))
        covered[:, row] = (away < radius[near] + _CLEAR).sum(axis=(1, 2))
    return covered
