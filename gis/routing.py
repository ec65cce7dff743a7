"""How each link bends: several curvatures are tried and the one that least disturbs signs and other links is taken.

After the design rules of Jenny et al. (2017, 2018): no curve under a sign that it does not serve, opposing links side
by side, few overlaps, links spread round a sign, no sharp bends.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from core.columns import Integers, Numbers
from gis.curves import Curves, bent, enters_at, head_widths, leaves_at, piece, sampled, with_heads
from gis.fanning import fanned_ends
from gis.scene import Points

# A positive bend keeps to the left of its way, so that opposing links lie side by side without further ado.
_BENDS = np.array([0.16, 0.10, 0.24, -0.14, 0.03, 0.32, -0.22, -0.06, 0.42, -0.32, 0.54, -0.44, 0.66, -0.56])
_LIKING = np.array([0.0, 0.3, 0.5, 1.0, 1.1, 1.2, 1.7, 1.5, 2.2, 2.7, 3.6, 4.2, 5.5, 6.2])
_FINENESS = 1.2  # mm between the points at which a curve is looked at: less than any sign
_INNER = 0.12  # share of the way at either end where links of one sign meet in any case
_UNDER_SIGN = 30.0
_OVERLAP = 22.0  # cost of the share of the way spent on other links: a crossing is cheap, running along one is not
_GAP = 0.9  # mm between a sign and the links that it does not serve
_CORNER = 1.2  # how much farther than its radius the corners of a sign reach
_WIDE = 1.2  # mm from which a line's edges are looked at besides its middle
_APART = 1.1  # mm that a curve keeps free on either side
_CLEARANCE = 0.8  # mm between a sign and its own links
_TWINS = 9.0  # cost of running on another link of the same two actors
_TWINS_APART = 2.8  # mm that two such links keep between them
_OUTSIDE = 2.0  # use that the surroundings of the cluster count with, so that no curve strays
_ROOM = 9.0  # mm round the outermost signs where curves may run
_CELLS = 700  # cells of the occupancy grid along its longer side
_SIGNS_AVOIDED = 1500  # among more signs no curve finds a free way
_CHOICE_LIMIT = 1200  # more links than this cannot all be disentangled; the rest keep the first bend


@dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """Links as drawn: `curves` (n, 3, 2) end in their `heads` (n, 3, 2); self-loops have a row of NaN in both.

    `loop_angle` (n,) says in radians to which side of its sign a self-loop reaches, NaN for others.
    """

    curves: Curves
    heads: npt.NDArray[np.float64]
    loop_angle: Numbers

    @property
    def points(self) -> npt.NDArray[np.float64]:
        """Points (n, 25, 2) along the curves."""
        return sampled(self.curves)


class Grid:
    """Which cells of the paper signs and curves use; it lies fixed to the places, so that panning keeps every bend."""

    def __init__(self, places: Points, radius: Numbers) -> None:
        known = places[~np.isnan(places).any(axis=1)]
        self.low = known.min(axis=0) - 30.0
        span = float((known.max(axis=0) + 30.0 - self.low).max())
        self.cell = max(0.9, span / _CELLS)
        shape = tuple(((known.max(axis=0) + 30.0 - self.low) / self.cell).astype(int) + 2)
        self.owner = np.zeros(shape, dtype=np.int64)  # row of the actor whose sign lies there, plus one
        self.used = np.full(shape, _OUTSIDE)
        inner = np.array([known.min(axis=0), known.max(axis=0)]) + np.array([[-_ROOM], [_ROOM]])
        (left, top), (right, bottom) = self.cells(inner).tolist()
        self.used[left : right + 1, top : bottom + 1] = 0.0
        for row, (place, size) in enumerate(zip(places, radius, strict=True)):
            if len(known) <= _SIGNS_AVOIDED and not np.isnan(place[0]):
                self._claim(row, place, _CORNER * size + _GAP)

    def _claim(self, row: int, place: Points, size: float) -> None:
        reach = np.arange(-size, size + self.cell, self.cell)
        across, down = np.meshgrid(reach, reach)
        disc = np.column_stack([across.ravel(), down.ravel()])
        cells = self.cells(place + disc[np.hypot(*disc.T) <= size])
        self.owner[cells[..., 0], cells[..., 1]] = row + 1

    def cells(self, points: npt.NDArray[np.float64]) -> Integers:
        """Cell indices (..., 2) of points, clipped to the grid."""
        found: Integers = ((points - self.low) / self.cell).astype(np.int64)
        clipped: Integers = np.minimum(found.clip(0), np.array(self.owner.shape, dtype=np.int64) - 1)
        return clipped

    def cost(self, points: npt.NDArray[np.float64], width: float, own: tuple[int, int]) -> Numbers:
        """What candidates (c, s, 2) of one link disturb: signs beneath them, other links along them."""
        skipped = round(_INNER * points.shape[1])
        inner = self.cells(points[:, skipped:-skipped])
        used = self.used[inner[..., 0], inner[..., 1]].clip(max=3).mean(axis=1)
        under = sum(self.under(points + off, own) for off in _offsets(points, width))
        return np.asarray(under + _OVERLAP * (1 + 0.4 * width) * used, dtype=np.float64)

    def under(self, points: npt.NDArray[np.float64], own: tuple[int, int] | tuple[Integers, Integers]) -> Numbers:
        """The cost of the signs that lines (c, s, 2) run under, other than their `own` (rows, or (c, 1) of them)."""
        cells = self.cells(points)
        owner = self.owner[cells[..., 0], cells[..., 1]]
        foreign = (owner > 0) & (owner != own[0] + 1) & (owner != own[1] + 1)
        return np.asarray(_UNDER_SIGN * foreign.any(axis=1) + foreign.sum(axis=1), dtype=np.float64)

    def occupy(self, points: Points, width: float) -> None:
        """Mark the cells that a chosen curve (s, 2) of this width covers, with the gap it should keep."""
        side = _sides(points[None])[0]
        reach = width / 2 + _APART
        for off in np.arange(-reach, reach + self.cell, self.cell):
            cells = self.cells(points + off * side)
            self.used[cells[:, 0], cells[:, 1]] += 1.0  # a cell that the curve meets twice counts once


def _sides(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Unit vectors (c, s, 2) to the left of curves given by points along them."""
    along = np.gradient(points, axis=1)
    across = np.stack([along[..., 1], -along[..., 0]], axis=-1)
    sides: npt.NDArray[np.float64] = across / np.maximum(np.hypot(across[..., 0], across[..., 1]), 1e-9)[..., None]
    return sides


def _offsets(points: npt.NDArray[np.float64], width: float) -> list[npt.NDArray[np.float64]]:
    """From the middle of a line to what it covers: a thin one is its middle, a wide one has two edges too."""
    if width < _WIDE:
        return [np.zeros_like(points)]
    edge = _sides(points) * (width / 2 - _GAP / 2)
    return [np.zeros_like(points), edge, -edge]


def route(places: Points, radius: Numbers, ends: tuple[Integers, Integers], width: Numbers) -> Routes:
    """Curves of `width` mm between `ends` (sender and receiver rows), widest first, round signs of `radius` mm."""
    sender, receiver = ends
    curves = np.full((len(sender), 3, 2), np.nan)
    heads = np.full((len(sender), 3, 2), np.nan)
    apart = np.flatnonzero(sender != receiver)
    if len(apart):
        own, wide = (sender[apart], receiver[apart]), width[apart]
        grid = Grid(places, radius)
        whole = bent(places[own[0]], places[own[1]], _bends(grid, places, own, wide))
        room = (radius[own[0]] + _CLEARANCE, radius[own[1]] + _CLEARANCE)
        cut = piece(whole, leaves_at(whole, room[0]), enters_at(whole, room[1]))
        cut = fanned_ends(cut, places, own, (wide, head_widths(wide)))
        curves[apart], heads[apart] = with_heads(_mended(grid, cut, own, wide), wide)
    return Routes(curves, heads, _loop_angles(places, ends, curves, heads))


def _loop_angles(places: Points, ends: tuple[Integers, Integers], curves: Curves, heads: Points) -> Numbers:
    """For each self-loop the middle of the widest gap between the links at its sign and the loops before it."""
    sender, receiver = ends
    angles = np.full(len(sender), np.nan)
    for row in np.flatnonzero(sender == receiver):
        actor = int(sender[row])
        leaving = curves[(sender == actor) & (receiver != actor), 0]
        coming = heads[(receiver == actor) & (sender != actor), 0]
        taken = ends_angles(np.concatenate([leaving, coming]), places[actor])
        before = angles[:row][sender[:row] == actor]
        angles[row] = widest_gap(np.concatenate([taken, before[~np.isnan(before)]]))
    return angles


def ends_angles(points: Points, place: Points) -> Numbers:
    """Directions in radians in which points (n, 2) lie from a place."""
    away = points - place
    return np.asarray(np.arctan2(away[:, 1], away[:, 0]), dtype=np.float64)


def widest_gap(taken: Numbers, liked: float = -0.8) -> float:
    """The middle of the widest gap between directions in radians; `liked` where none is taken."""
    if not len(taken):
        return liked
    order = np.sort(taken)
    gap = np.append(np.diff(order), order[0] + 2 * np.pi - order[-1])
    widest = int(gap.argmax())
    return float(order[widest] + gap[widest] / 2)


def _bends(grid: Grid, places: Points, ends: tuple[Integers, Integers], width: Numbers) -> Numbers:
    """The bend of each link, chosen one after another."""
    sender, receiver = ends
    chosen = np.full(len(sender), _BENDS[0])
    taken: dict[tuple[int, int], list[float]] = {}  # bends of the links that join two actors, to one side of their way
    for row in range(min(len(sender), _CHOICE_LIMIT)):
        own = (int(sender[row]), int(receiver[row]))
        points = _tried(places[own[0]], places[own[1]])[1]
        side = 1.0 if own[0] < own[1] else -1.0
        before = np.array(taken.setdefault((min(own), max(own)), []))
        length = float(np.hypot(*(places[own[1]] - places[own[0]])))
        cost = _LIKING + grid.cost(points, float(width[row]), own) + _beside(side * _BENDS, before, length)
        best = int(cost.argmin())
        chosen[row] = _BENDS[best]
        taken[min(own), max(own)].append(side * float(_BENDS[best]))
        grid.occupy(points[best], float(width[row]))
    return chosen


def _beside(bends: Numbers, before: Numbers, length: float) -> Numbers:
    """The cost of bends (c,) that would run too near those `before` of the same two actors, `length` mm apart."""
    if not len(before):
        return np.zeros(len(bends))
    apart = np.abs(bends[:, None] - before[None, :]).min(axis=1) * length / 2  # where both bow out farthest
    return np.asarray(_TWINS * (1 - apart / _TWINS_APART).clip(0), dtype=np.float64)


def _tried(start: Points, end: Points) -> tuple[Curves, npt.NDArray[np.float64]]:
    """Curves between two points with every bend that is tried, and points (c, s, 2) close together along them."""
    count = len(_BENDS)
    curves = bent(np.broadcast_to(start, (count, 2)), np.broadcast_to(end, (count, 2)), _BENDS)
    return curves, sampled(curves, _steps(float(np.hypot(*(end - start)))))


@cache
def _steps_of(count: int) -> Numbers:
    return np.linspace(0.0, 1.0, count)


def _steps(length: float) -> Numbers:
    """Parameters at which a curve of about this length in mm is looked at."""
    return _steps_of(int(np.clip(20 * np.ceil(length / _FINENESS / 20), 40, 300)))


def _mended(grid: Grid, cut: Curves, ends: tuple[Integers, Integers], width: Numbers) -> Curves:
    """The curves, those bent anew that came to lie under a sign when their ends were moved round their own signs."""
    mended = cut.copy()
    longest = float(np.hypot(*(cut[:, 2] - cut[:, 0]).T).max())
    under = grid.under(sampled(cut, _steps(longest)), (ends[0][:, None], ends[1][:, None]))
    for row in np.flatnonzero(under > 0).tolist():
        own = (int(ends[0][row]), int(ends[1][row]))
        tried, points = _tried(cut[row, 0], cut[row, 2])
        cost = _LIKING + sum(grid.under(points + off, own) for off in _offsets(points, float(width[row])))
        mended[row] = tried[int(cost.argmin())]
    return mended
