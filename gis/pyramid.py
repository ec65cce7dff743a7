"""The cluster pyramid: firms joined into ever larger groups, and the links among them summed, for maps of any size.

Level 0 joins only what stands on the same metre; each further level reaches twice as far. Firms of one region join
before those of different ones, and a level that reaches across a region takes it whole, so that a sign stands for a
town that has a name. Densest places lead: a group gathers round the one with most firms within reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from core.columns import Integers, Numbers
from gis.bundling import Bundles, LinkEnds, bundled, rebundled

Points = npt.NDArray[np.float64]

LEAST_REACH = 125.0  # metres; what lies nearer is told apart by zooming in
_ROUNDS = 40  # of choosing who gathers; a handful is enough, what is then left stays by itself
_SCATTER, _SCATTER_SPAN = 2_654_435_761, 2**32  # Knuth's multiplicative hash
_MOST_LEVELS = 24
_CELLS_FROM = 3000  # firms, from which those of one cell are joined first


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Groups at one `reach` in metres: `centre` (k, 2) in metres, `firms` (k,), `group` of each actor (actors,).

    An actor without place has group -1. `place` (k,) is the region that a group is the whole of, -1 for others;
    `bundles` are the links between groups.
    """

    reach: float
    group: Integers
    centre: Points
    firms: Integers
    place: Integers
    bundles: Bundles

    def members(self, group: int) -> Integers:
        """The actors (rows) of a group."""
        order, starts = _by_group(self)
        return order[starts[group] : starts[group + 1]]

    def counted(self, code: Integers, kinds: int) -> Integers:
        """How many actors of each kind 0 ... kinds - 1 by `code` (actors,) each group has, (k, kinds)."""
        located = self.group >= 0
        count = np.bincount(self.group[located] * kinds + code[located], minlength=len(self.centre) * kinds)
        return np.asarray(count, dtype=np.int64).reshape(-1, kinds)


@lru_cache(maxsize=8)
def _by_group(level: Level) -> tuple[Integers, Integers]:
    """The located actors group by group, and where each group begins."""
    located = np.flatnonzero(level.group >= 0)
    order = located[np.argsort(level.group[located], kind="stable")]
    return order, np.searchsorted(level.group[order], np.arange(len(level.centre) + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Pyramid:
    """Levels from the single firms to the few groups of the widest view."""

    levels: tuple[Level, ...]

    def level_for(self, reach: float) -> Level:
        """The finest level whose groups stand about `reach` metres apart or more; the coarsest where none does."""
        for level in self.levels[1:]:
            if level.reach >= reach:
                return level
        return self.levels[-1]

    def bundle_of_link(self, level: Level, links: Integers | slice = slice(None)) -> Integers:
        """The bundle at a level of every link, or of some `links` (rows)."""
        of_link = self.levels[0].bundles.above[links]
        for coarser in self.levels[1 : self.levels.index(level) + 1]:
            of_link = coarser.bundles.above[of_link]
        return of_link


def make_pyramid(metres: Points, tiers: Sequence[Integers], links: LinkEnds) -> Pyramid:
    """The pyramid of actors at `metres` (n, 2; NaN has no place) and the links between them.

    `tiers` hold the region of each actor (n,), -1 for none, the smallest regions first.
    """
    group, centre, firms = _same_metre(metres)
    first = np.array([_first_members(group, len(centre), tier) for tier in tiers]).reshape(len(tiers), len(centre))
    level = Level(0.0, group, centre, firms, np.full(len(centre), -1), bundled(links, group, len(centre)))
    levels, reach, spans = [level], LEAST_REACH, [_span(metres, tier) for tier in tiers]
    while len(level.centre) > 1 and len(levels) < _MOST_LEVELS:
        joined, place = _joined(level, first, spans, reach)
        count = int(joined.max()) + 1
        if count < len(level.centre):
            level = _coarser(level, joined, place, reach)
            first = np.array([_first_members(joined, count, tier) for tier in first]).reshape(len(tiers), count)
            levels.append(level)
        reach *= 2
        if reach > 2 * np.ptp(level.centre, axis=0).max() + LEAST_REACH:
            break
    return Pyramid(tuple(levels))


def _same_metre(metres: Points) -> tuple[Integers, Points, Integers]:
    """Groups of actors (n,) on one metre, -1 for those without a place, with their centres and sizes."""
    located = np.flatnonzero(~np.isnan(metres).any(axis=1))
    group = np.full(len(metres), -1, dtype=np.int64)
    if not len(located):
        return group, np.empty((0, 2)), np.empty(0, dtype=np.int64)
    cells = np.round(metres[located] - metres[located].min(axis=0)).astype(np.int64)
    key = cells[:, 0] * (int(cells[:, 1].max()) + 1) + cells[:, 1]
    group[located] = np.unique(key, return_inverse=True)[1]
    firms = np.bincount(group[located])
    return group, _centres(group[located], metres[located], np.ones(len(located))), firms.astype(np.int64)


def _centres(group: Integers, metres: Points, weight: Numbers) -> Points:
    """Weighted middles (k, 2) of groups."""
    total = np.bincount(group, weight)
    return np.column_stack([np.bincount(group, weight * metres[:, axis]) / total for axis in range(2)])


def _first_members(group: Integers, count: int, tier: Integers) -> Integers:
    """The region of one member of each group; below the reach of a region all members share it."""
    found = np.full(count, -1, dtype=np.int64)
    known = (group >= 0) & (tier >= 0)
    found[group[known]] = tier[known]
    return found


def _span(metres: Points, tier: Integers) -> float:
    """How wide the firms of a region of one tier lie apart in metres: the median over its regions."""
    known = np.flatnonzero((tier >= 0) & ~np.isnan(metres).any(axis=1))
    if not len(known):
        return np.inf
    order = known[np.argsort(tier[known], kind="stable")]
    starts = np.flatnonzero(np.diff(tier[order], prepend=-1))
    low, high = np.minimum.reduceat(metres[order], starts), np.maximum.reduceat(metres[order], starts)
    return float(np.median((high - low).prod(axis=1) ** 0.5))


def _joined(level: Level, first: Integers, spans: Sequence[float], reach: float) -> tuple[Integers, Integers]:
    """The new group of each group of a level, and the region that each new group is the whole of."""
    whole = [row for row, span in enumerate(spans) if level.reach < span <= reach]
    wider = [row for row, span in enumerate(spans) if span > reach]
    if whole:  # a region taken whole keeps its own sign at this level
        region = first[whole[-1]]
        loose = region.max() + 1 + np.arange(len(region))
        label, joined = np.unique(np.where(region >= 0, region, loose), return_inverse=True)
        return joined.astype(np.int64), np.where(label <= region.max(), label, -1)
    barrier = first[wider[0]] if wider else np.zeros(len(level.centre), dtype=np.int64)
    if len(level.centre) <= _CELLS_FROM or level.reach > 0:
        joined = _gathered(level.centre, level.firms, barrier, reach)
    else:  # single firms of a town are too many pairs to look at
        cell, region = _celled(level.centre, barrier, reach / 2)
        firms = np.bincount(cell, level.firms)
        centre = _centres(cell, level.centre, level.firms.astype(np.float64))
        joined = _gathered(centre, firms, region, reach)[cell]
    return joined, np.full(int(joined.max()) + 1, -1)


def _celled(centre: Points, barrier: Integers, side: float) -> tuple[Integers, Integers]:
    """The square cell of `side` metres, and of one region, that each group (k,) lies in; and the cells' regions."""
    cells = ((centre - centre.min(axis=0)) // side).astype(np.int64)
    wide, high = (cells.max(axis=0) + 1).tolist()
    key = ((barrier + 1) * wide + cells[:, 0]) * high + cells[:, 1]
    label, cell = np.unique(key, return_inverse=True)
    return cell.astype(np.int64), label // (wide * high) - 1


def _gathered(centre: Points, firms: Integers, barrier: Integers, reach: float) -> Integers:
    """Groups joined round those with most firms within `reach`, never across a barrier (k,)."""
    count = len(centre)
    pairs = cKDTree(centre).query_pairs(reach, output_type="ndarray")
    pairs = pairs[barrier[pairs[:, 0]] == barrier[pairs[:, 1]]]
    rank = np.empty(count, dtype=np.int64)
    # among equals a scattered order, since one along the map would let each wait for its neighbour
    rank[np.lexsort((np.arange(count) * _SCATTER % _SCATTER_SPAN, -firms))] = np.arange(count)
    at_rank = np.argsort(rank)
    lead = np.full(count, -1, dtype=np.int64)
    a, b = np.concatenate([pairs, pairs[:, ::-1]]).T
    for _ in range(_ROUNDS):
        free = lead < 0
        if not free.any():
            break
        best = np.where(free, rank, count)
        open_pairs = free[a] & free[b]
        a, b = a[open_pairs], b[open_pairs]
        np.minimum.at(best, a, rank[b])
        gathers = free & (best == rank)
        lead[gathers] = np.flatnonzero(gathers)
        follows = free & ~gathers
        follows &= gathers[at_rank[np.where(follows, best, 0)]]
        lead[follows] = at_rank[best[follows]]
    lead = np.where(lead < 0, np.arange(count), lead)
    return np.unique(lead, return_inverse=True)[1].astype(np.int64)


def _coarser(level: Level, joined: Integers, place: Integers, reach: float) -> Level:
    """The next level, made from the groups and bundles of the one before."""
    count = int(joined.max()) + 1
    firms = np.bincount(joined, level.firms, count).astype(np.int64)
    centre = _centres(joined, level.centre, level.firms.astype(np.float64))
    group = np.append(joined, -1)[level.group]
    return Level(reach, group, centre, firms, place, rebundled(level.bundles, joined, count))
