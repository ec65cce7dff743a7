"""Curves as they are drawn, bent a little anew where they came to lie under a sign or across a foreign arrowhead.

The bends of a map stay the same at every scale, but signs do not shrink with the map: what passes beside a sign of the
whole map may pass under it when the map is farther away.
"""

import numpy as np

from core.columns import Flags, Integers, Numbers
from gis.curves import Curves, sampled, with_heads
from gis.flow_bends import bends_of, controls
from gis.flow_grid import Grid, steps_along
from gis.flow_moves import FIRST_BENDS, SPIRAL
from gis.scene import Points

_AWAY = 12.0  # cost of bending a curve by its whole length
_HEAD_MET = 2.5  # cost of an arrowhead that is met on the way
_OWN_HEAD = 0.2  # of a curve at its end, where its own head lies among others
_FINE = 0.4  # of the spiral, tried first
_HEADS_MENDED = 600  # links among which heads can be kept free


def mended(
    cut: Curves, signs: tuple[Points, Numbers], ends: tuple[Integers, Integers], width: Numbers, held: Flags
) -> Curves:
    """Curves (n, 3, 2) between their signs; those of links that are `held` stay as somebody bent them."""
    grid = Grid(*signs)
    fresh = cut.copy()
    longest = float(np.hypot(*(cut[:, 2] - cut[:, 0]).T).max())
    steps = steps_along(longest)
    heads = _heads_on(grid, cut, width)
    for row in np.flatnonzero(_doubtful(grid, cut, ends, width, steps, heads) & ~held).tolist():
        if heads:
            grid.heads[heads[row]] -= 1
        fresh[row] = _bent_anew(grid, cut[row], (int(ends[0][row]), int(ends[1][row])), float(width[row]), steps)
        if heads:
            grid.heads[heads[row]] += 1
    return fresh


def _heads_on(grid: Grid, cut: Curves, width: Numbers) -> list[Integers]:
    """The cells of each head, put on the grid; none where links are too many to keep them free."""
    if len(cut) > _HEADS_MENDED:
        return []
    heads = with_heads(cut, width)[1]
    share = np.linspace(0.1, 1.0, 6)[:, None]
    found = []
    for tip, left, right in heads:
        points = np.concatenate([tip + share * (side - tip) for side in (left, right, (left + right) / 2)])
        cells = np.unique(grid.cells(points))
        grid.heads[cells] += 1
        found.append(cells)
    return found


def _doubtful(
    grid: Grid, cut: Curves, ends: tuple[Integers, Integers], width: Numbers, steps: Numbers, heads: list[Integers]
) -> Flags:
    """Which curves may lie under a sign or across a head of another link."""
    points = sampled(cut, steps)
    own = (ends[0][:, None], ends[1][:, None])
    doubtful = np.asarray(grid.beneath(grid.cells(points), own) > 0, dtype=np.bool_)
    for row in np.flatnonzero(~doubtful & (width >= grid.wide)).tolist():
        served = (int(ends[0][row]), int(ends[1][row]))
        doubtful[row] = grid.under(points[row : row + 1], float(width[row]), served)[0] > 0
    if heads:
        inner = points[:, : round((1 - _OWN_HEAD) * len(steps))]
        doubtful |= (grid.heads[grid.cells(inner)] > 0).any(axis=1)
    return doubtful


def _bent_anew(grid: Grid, curve: Points, own: tuple[int, int], width: float, steps: Numbers) -> Points:
    """A curve (3, 2) with its control where it disturbs least, near where it was."""
    start, end = curve[None, 0], curve[None, 2]
    now = bends_of(start, end, curve[None, 1])
    tried = np.concatenate([now, now + _FINE * SPIRAL, now + SPIRAL, FIRST_BENDS])
    starts, stops = np.broadcast_to(start, tried.shape), np.broadcast_to(end, tried.shape)
    curves = np.stack([starts, controls(starts, stops, tried), stops], axis=1)
    points = sampled(curves, steps)
    cost = grid.under(points, width, own) + _AWAY * np.hypot(*(tried - now).T)
    cost += _HEAD_MET * grid.along(points[:, : round((1 - _OWN_HEAD) * len(steps))])[2]
    best: Points = curves[int(cost.argmin())]
    return best
