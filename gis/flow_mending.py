"""Curves as they are drawn, bent a little anew where they came to lie under a sign or across a foreign arrowhead.

The bends of a map stay the same at every scale, but signs do not shrink with the map: what passes beside a sign of the
whole map may pass under it when the map is farther away.
"""

from dataclasses import dataclass

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
    cut: Curves,
    signs: tuple[Points, Numbers],
    ends: tuple[Integers, Integers],
    width: Numbers,
    trunks: tuple[Integers, Flags],
) -> Curves:
    """Curves (n, 3, 2) between their signs; all lanes of one of the `trunks` (n,) bend together, held ones stay."""
    grid = Grid(*signs)
    fresh = cut.copy()
    heads = _heads_on(grid, cut, width)
    trunk, held = trunks
    doubtful = _doubtful(grid, cut, ends, width, heads) & ~held
    for one in np.unique(trunk[doubtful]).tolist():
        lanes = np.flatnonzero(trunk == one).tolist()
        _put_heads(grid, heads, lanes, -1)
        trial = _Trial(grid, cut[lanes], [(int(ends[0][row]), int(ends[1][row])) for row in lanes], width[lanes])
        fresh[lanes, 1] += _shift(trial)
        _put_heads(grid, heads, lanes, 1)
    return fresh


def _put_heads(grid: Grid, heads: list[Integers], rows: list[int], by: int) -> None:
    for row in rows if heads else ():
        grid.heads[heads[row]] += by


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """The lanes of one trunk that are bent anew: curves (l, 3, 2), the actors that each serves, widths."""

    grid: Grid
    curves: Curves
    own: list[tuple[int, int]]
    width: Numbers


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


def _doubtful(grid: Grid, cut: Curves, ends: tuple[Integers, Integers], width: Numbers, heads: list[Integers]) -> Flags:
    """Which curves may lie under a sign or across a head of another link."""
    steps = steps_along(float(np.hypot(*(cut[:, 2] - cut[:, 0]).T).max()))
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


def _shift(trial: _Trial) -> Numbers:
    """By how many mm (2,) the controls of all lanes move, so that they disturb least near where they were."""
    first = trial.curves[:1]
    now = bends_of(first[:, 0], first[:, 2], first[:, 1])
    tried = np.concatenate([now, now + _FINE * SPIRAL, now + SPIRAL, FIRST_BENDS])
    start, end = (np.broadcast_to(first[:, place], tried.shape) for place in (0, 2))
    shifts = controls(start, end, tried) - first[0, 1]
    cost = _AWAY * np.hypot(*(tried - now).T)
    for curve, own, width in zip(trial.curves, trial.own, trial.width.tolist(), strict=True):
        curves = np.stack([np.broadcast_to(curve[0], shifts.shape), curve[1] + shifts,
                           np.broadcast_to(curve[2], shifts.shape)], axis=1)  # fmt: skip
        steps = steps_along(float(np.hypot(*(curve[2] - curve[0]))))
        points = sampled(curves, steps)
        cost += trial.grid.under(points, width, own)
        cost += _HEAD_MET * trial.grid.along(points[:, : round((1 - _OWN_HEAD) * len(steps))])[2]
    best: Numbers = shifts[int(cost.argmin())]
    return best
