"""Links moved one by one: each is taken up, tried along a spiral of controls, and laid where it disturbs least.

After the second step of the force layout of Jenny et al. (2017), which moves curves off signs and arrowheads along an
Archimedean spiral; here crossings, lines run along and angles at the actors count as well.
"""

from collections.abc import Callable

import numpy as np

from core.columns import Integers, Numbers
from gis.curves import Curves, sampled
from gis.flow_bends import MOST_LOPSIDED, Bends, Trunks, controls, curves_of
from gis.flow_crossings import crossing_pairs
from gis.flow_grid import Grid, steps_along
from gis.scene import Points

_OVERLAP = 26.0  # cost of the share of the way spent on other links
_MEETING = 0.85  # cost of a link that is met on the way
_ANGLE = 3.0  # cost of a link that leaves the same actor in the same direction
_WANTED_ANGLE = np.radians(26.0)
_ANGLE_AT = 9.0  # mm from an actor at which wide lines must lie apart
_BOW = 9.0  # cost of bows beyond the liked one, by their square; more for wide lines, which lead the eye
_LIKED = 0.14  # the bow that is seen as a curve and wanders least
_LOPSIDED = 14.0  # cost of a control that lies to one end, by the square
_STAY = 0.2  # cost of leaving the present bend, by the share of the way
_INNER = 0.12  # share of the way at either end where links of one sign meet in any case
_INNER_MM = 7.0  # and not more than this of a long way
_HEAD_MET = 3.0  # cost of an arrowhead that is met on the way
_HEAD = 4.0  # mm of a curve before its sign on which its head lies
# A positive bend keeps to the left of its way, so that opposing links of a ring do not cross it.
FIRST_BENDS = np.column_stack([np.full(14, 0.5), [0.16, 0.10, 0.24, -0.14, 0.03, 0.32, -0.22, -0.06, 0.42, -0.32,
                                                  0.54, -0.44, 0.66, -0.56]])  # fmt: skip
_TURNS = np.linspace(0.9, 5.5 * np.pi, 24)
SPIRAL = np.column_stack([0.26 * np.cos(_TURNS), 0.5 * np.sin(_TURNS)]) * (_TURNS / _TURNS[-1])[:, None]

Cancelled = Callable[[], bool]


class Laying:
    """The links that lie on a grid so far; `lay` and `take_up` keep its use of the paper in step with `bends`."""

    def __init__(self, grid: Grid, places: tuple[Points, Numbers], trunks: Trunks) -> None:
        self.grid, self.trunks = grid, trunks
        self.places, self.radius = places
        self.bends = np.full((len(trunks), 2), np.nan)
        self.angle = np.full((2, len(trunks)), np.nan)  # in which direction each leaves its start and its end
        self._covered: dict[int, tuple[Integers, Integers, Numbers]] = {}
        ends = np.concatenate([trunks.start, trunks.end])
        self._at, self._wide = _rows_by(ends), np.tile(trunks.width, 2)

    def lay(self, row: int, bend: Numbers) -> None:
        """Put a trunk where a bend (2,) puts it."""
        if row in self._covered and np.array_equal(bend, self.bends[row]):
            self._put(row, 1)
            return
        curve = self._curves(row, bend[None])
        points = sampled(curve, steps_along(self._length(row)))[0]
        width = float(self.trunks.width[row])
        line = self.grid.covered(points, width)
        far = np.hypot(*(points - points[-1]).T) - self.radius[self.trunks.end[row]]
        tip = line[:, (far > 0) & (far < _HEAD)]
        self._covered[row] = (line, tip, _directions(curve)[:, 0])
        self.bends[row] = bend
        self._put(row, 1)

    def take_up(self, row: int) -> None:
        """Take a trunk off the paper."""
        if not np.isnan(self.angle[0, row]):
            self._put(row, -1)

    def _put(self, row: int, by: int) -> None:
        line, tip, angle = self._covered[row]
        self.grid.used[line] += by  # a cell that stands twice counts once
        self.grid.heads[tip] += by
        self.angle[:, row] = angle if by > 0 else np.nan

    def costs(self, row: int, tried: Bends) -> Numbers:
        """What each bend (c, 2) of a trunk that is not on the paper would disturb."""
        curves = self._curves(row, tried)
        points = sampled(curves, steps_along(self._length(row)))
        width, own = float(self.trunks.width[row]), (int(self.trunks.start[row]), int(self.trunks.end[row]))
        skipped = max(1, round(min(_INNER, _INNER_MM / max(self._length(row), 1e-9)) * points.shape[1]))
        mean, met, heads = self.grid.along(points[:, skipped:-skipped])
        cost = (
            self.grid.under(points, width, own)
            + _OVERLAP * (1 + 0.4 * width) * mean
            + _MEETING * met
            + _HEAD_MET * heads
        )
        cost += _BOW * (1 + 0.3 * width) * (np.abs(tried[:, 1]) - _LIKED) ** 2 + _LOPSIDED * (tried[:, 0] - 0.5) ** 2
        return np.asarray(cost + self._closeness(row, _directions(curves)), dtype=np.float64)

    def _closeness(self, row: int, leaving: Numbers) -> Numbers:
        """The cost of leaving (2, c) an actor nearly in the direction of others."""
        cost = np.zeros(leaving.shape[1])
        for side, actor in enumerate((int(self.trunks.start[row]), int(self.trunks.end[row]))):
            here = self._at[actor]
            others = self.angle.ravel()[here]
            there = ~np.isnan(others)
            wanted = _WANTED_ANGLE + (self._wide[here[there]] + self._wide[row]) / 2 / _ANGLE_AT
            apart = np.abs((leaving[side][:, None] - others[None, there] + np.pi) % (2 * np.pi) - np.pi)
            cost += ((1 - apart / wanted).clip(0) ** 2).sum(axis=1)
        return _ANGLE * cost

    def _length(self, row: int) -> float:
        return float(np.hypot(*(self.places[self.trunks.end[row]] - self.places[self.trunks.start[row]])))

    def _curves(self, row: int, bends: Bends) -> Curves:
        start = np.broadcast_to(self.places[self.trunks.start[row]], bends.shape)
        end = np.broadcast_to(self.places[self.trunks.end[row]], bends.shape)
        return np.stack([start, controls(start, end, bends), end], axis=1)


def _directions(curves: Curves) -> Numbers:
    """Radians (2, c) in which curves leave their start and their end."""
    out = np.stack([curves[:, 1] - curves[:, 0], curves[:, 1] - curves[:, 2]])
    return np.asarray(np.arctan2(out[..., 1], out[..., 0]), dtype=np.float64)


def _rows_by(actor: Integers) -> dict[int, Integers]:
    """The places at which each actor stands in an array."""
    order = np.argsort(actor, kind="stable")
    names, starts = np.unique(actor[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))


def laid_first(laying: Laying, rows: Integers, cancelled: Cancelled) -> None:
    """Lay trunks one after another, each with the bend that disturbs those before it least."""
    for row in rows.tolist():
        best = 0 if cancelled() else int(laying.costs(row, FIRST_BENDS).argmin())
        laying.lay(row, FIRST_BENDS[best])


def moved_on(laying: Laying, rows: Integers, cancelled: Cancelled, progress: Callable[[float], object]) -> Integers:
    """Try trunks along the spiral, in the order of `rows`; those that were moved, the most disturbing first."""
    moved, costs = [], []
    for done, row in enumerate(rows.tolist()):
        if cancelled():
            break
        now = laying.bends[row].copy()
        laying.take_up(row)
        tried = np.concatenate([now[None], _spiral_round(now), FIRST_BENDS])
        away = np.hypot(*(tried - now).T)
        cost = laying.costs(row, tried) + _STAY * away + 0.05 * (away > 0)
        best = int(cost.argmin())
        laying.lay(row, tried[best])
        moved += [row] if best else []
        costs += [-cost[best]] if best else []
        progress((done + 1) / len(rows))
    return np.array(moved, dtype=np.int64)[np.argsort(costs, kind="stable")]


def total_cost(laying: Laying, rows: Integers) -> float:
    """What all trunks of `rows` disturb, with every two curves that cross."""
    cost = 0.0
    for row in rows.tolist():
        bend = laying.bends[row].copy()
        laying.take_up(row)
        cost += float(laying.costs(row, bend[None])[0])
        laying.lay(row, bend)
    places, trunks = laying.places, laying.trunks
    curves = curves_of(places[trunks.start], places[trunks.end], laying.bends)
    return cost + _MEETING * len(crossing_pairs(curves)[0])


def _spiral_round(bend: Numbers) -> Bends:
    """Bends along the spiral round a present one, within the box along the way."""
    tried: Bends = bend + SPIRAL
    tried[:, 0] = tried[:, 0].clip(0.5 - MOST_LOPSIDED, 0.5 + MOST_LOPSIDED)
    tried[:, 1] = tried[:, 1].clip(-0.7, 0.7)
    return tried
