"""Which parts of the paper signs, links and heads use, as a grid that many trial curves are looked up in at once."""

from functools import cache

import numpy as np
import numpy.typing as npt

from core.columns import Integers, Numbers
from gis.scene import Points

_FINENESS = 1.2  # mm between the points at which a curve is looked at: less than any sign
_UNDER_SIGN = 30.0
_GAP = 0.9  # mm between a sign and the links that it does not serve
_CORNER = 1.2  # how much farther than its radius the corners of a sign reach
_APART = 1.1  # mm that a curve keeps free on either side
_OUTSIDE = 2.0  # use that the surroundings of the cluster count with, so that no curve strays
_AROUND = 30.0  # mm of paper round the outermost signs
_ROOM = 9.0  # mm round the outermost signs where curves may run
_CELLS = 700  # cells of the grid along its longer side
_SIGNS_AVOIDED = 1500  # among more signs no curve finds a free way
_MOST_USED = 3.0  # a place that more links use is no worse


class Grid:
    """Signs and the use of the paper; it lies fixed to the places, so that panning keeps every bend."""

    wide = 1.2  # mm from which a line's edges are looked at besides its middle

    def __init__(self, places: Points, radius: Numbers) -> None:
        known = places[~np.isnan(places).any(axis=1)]
        self.low = known.min(axis=0) - _AROUND
        span = known.max(axis=0) + _AROUND - self.low
        self.cell = max(0.9, float(span.max()) / _CELLS)
        self.shape = (int(span[0] / self.cell) + 2, int(span[1] / self.cell) + 2)
        self.owner = np.zeros(self.shape[0] * self.shape[1], dtype=np.int64)  # row of the sign's actor, plus one
        used = np.full(self.shape, _OUTSIDE)
        left, top = ((_AROUND - _ROOM) / self.cell, (_AROUND - _ROOM) / self.cell)
        right, bottom = (span - (_AROUND - _ROOM)) / self.cell
        used[int(left) : int(right) + 1, int(top) : int(bottom) + 1] = 0.0
        self.used = used.ravel()
        self.heads = np.zeros(len(self.owner), dtype=np.int64)  # how many arrowheads lie there
        for row, (place, size) in enumerate(zip(places, radius, strict=True)):
            if len(known) <= _SIGNS_AVOIDED and not np.isnan(place[0]):
                self._claim(row, place, _CORNER * size + _GAP)

    def _claim(self, row: int, place: Points, size: float) -> None:
        reach = np.arange(-size, size + self.cell, self.cell)
        across, down = np.meshgrid(reach, reach)
        disc = np.column_stack([across.ravel(), down.ravel()])
        self.owner[self.cells(place + disc[np.hypot(*disc.T) <= size])] = row + 1

    def cells(self, points: npt.NDArray[np.float64]) -> Integers:
        """Cells (...) of points (..., 2), clipped to the grid."""
        x = ((points[..., 0] - self.low[0]) / self.cell).clip(0, self.shape[0] - 1).astype(np.int64)
        y = ((points[..., 1] - self.low[1]) / self.cell).clip(0, self.shape[1] - 1).astype(np.int64)
        found: Integers = x * self.shape[1] + y
        return found

    def under(
        self, points: npt.NDArray[np.float64], width: float, own: tuple[int, int] | tuple[Integers, Integers]
    ) -> Numbers:
        """The cost of the signs that lines (c, s, 2) run under, other than their `own` (rows, or (c, 1) of them)."""
        cost = self.beneath(self.cells(points), own)
        if width >= self.wide:  # a thin line is its middle, a wide one has two edges too
            edge = sides(points) * (width / 2 - _GAP / 2)
            cost += self.beneath(self.cells(points + edge), own) + self.beneath(self.cells(points - edge), own)
        return cost

    def beneath(self, cells: Integers, own: tuple[int, int] | tuple[Integers, Integers]) -> Numbers:
        """The cost of foreign signs in the cells (c, s) of lines."""
        owner = self.owner[cells]
        foreign = (owner > 0) & (owner != own[0] + 1) & (owner != own[1] + 1)
        count = foreign.sum(axis=1)
        return np.asarray(_UNDER_SIGN * (count > 0) + count, dtype=np.float64)

    def along(self, points: npt.NDArray[np.float64]) -> tuple[Numbers, Numbers, Numbers]:
        """For lines (c, s, 2) the mean use of the paper along them, and how many links and heads they meet."""
        cells = self.cells(points)
        used = self.used[cells]
        mean: Numbers = used.clip(max=_MOST_USED).mean(axis=1)
        return mean, _meetings(used > 0.5), _meetings(self.heads[cells] > 0)

    def covered(self, points: Points, width: float) -> Integers:
        """The cells that a curve (s, 2) of this width covers with the gap it should keep; some stand twice."""
        reach = width / 2 + _APART
        off = np.arange(-reach, reach + self.cell, self.cell)
        return self.cells(points[None] + off[:, None, None] * sides(points[None]))


def _meetings(busy: npt.NDArray[np.bool_]) -> Numbers:
    """How often lines (c, s) come from free cells to busy ones."""
    return np.asarray(busy[:, 0] + (busy[:, 1:] & ~busy[:, :-1]).sum(axis=1), dtype=np.float64)


def sides(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Unit vectors (c, s, 2) to the left of curves given by points along them."""
    along = np.gradient(points, axis=1)
    across = np.stack([along[..., 1], -along[..., 0]], axis=-1)
    found: npt.NDArray[np.float64] = across / np.maximum(np.hypot(across[..., 0], across[..., 1]), 1e-9)[..., None]
    return found


@cache
def _steps_of(count: int) -> Numbers:
    return np.linspace(0.0, 1.0, count)


def steps_along(length: float) -> Numbers:
    """Parameters at which a curve of about this length in mm is looked at."""
    return _steps_of(int(np.clip(20 * np.ceil(length / _FINENESS / 20), 20, 300)))
