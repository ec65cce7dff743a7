"""How a link bends, told apart from where it lies: the control point along and across the way between its two actors.

A bend (along, across) puts the control of the curve at `along` of the way and `across` times its length to the left.
It keeps its shape at every scale and when actors move. Links of the same two actors share one trunk and run beside one
another on it as lanes at one distance.
"""

from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers, Numbers
from gis.curves import Curves
from gis.scene import Points

Bends = Numbers  # (n, 2): along, across; NaN where nobody has laid the link yet

HIGHEST = 0.6  # of its way to which the control of a link may lie aside
MOST_LOPSIDED = 0.3  # of its way, from its middle to where the control may lie along it
LANE_GAP = 1.6  # mm between the edges of two lanes: both are read at 1:1, and their heads stand apart
_WIDEST_BUNDLE = 0.45  # of the way between two actors, what all lanes together may take


@dataclass(frozen=True, slots=True, eq=False)
class Trunks:
    """What is laid out: `start` and `end` rows of actors, `width` mm of all lanes; for each link its trunk and lane.

    `reverse` tells links that run against their trunk, `lane` how many mm a link lies to the left of its trunk's way.
    """

    start: Integers
    end: Integers
    width: Numbers
    trunk: Integers
    reverse: Flags
    lane: Numbers

    def __len__(self) -> int:
        return len(self.start)


def controls(start: Points, end: Points, bends: Bends) -> Points:
    """Control points (n, 2) of bends between points."""
    way = end - start
    found: Points = start + bends[:, :1] * way + bends[:, 1:] * _left(way)
    return found


def bends_of(start: Points, end: Points, control: Points) -> Bends:
    """The bends that put the control points of curves where they are; (0.5, 0) where both ends are one place."""
    way, out = end - start, control - start
    square = (way**2).sum(axis=1)
    safe = np.where(square > 0, square, 1.0)
    along, across = (out * way).sum(axis=1) / safe, (out * _left(way)).sum(axis=1) / safe
    bends: Bends = np.where(square[:, None] > 0, np.column_stack([along, across]), (0.5, 0.0))
    return bends


def reversed_bends(bends: Bends) -> Bends:
    """The same curves seen from their other ends."""
    turned: Bends = np.column_stack([1.0 - bends[:, 0], -bends[:, 1]])
    return turned


def curves_of(start: Points, end: Points, bends: Bends) -> Curves:
    """Whole curves (n, 3, 2) between points."""
    return np.stack([start, controls(start, end, bends), end], axis=1)


def _left(way: Points) -> Points:
    return np.column_stack([way[:, 1], -way[:, 0]])


def trunks_of(ends: tuple[Integers, Integers], width: Numbers, length: Numbers, alone: Flags) -> Trunks:
    """Links between two different actors gathered by what they join; those that stand `alone` keep a trunk each.

    `length` is the way of each link in mm; where lanes would take too much of it, they come closer together.
    """
    sender, receiver = ends
    count = len(sender)
    pair = np.minimum(sender, receiver) * (int(max(sender.max(initial=0), receiver.max(initial=0))) + 1)
    pair = np.where(alone, -1 - np.arange(count), pair + np.maximum(sender, receiver))
    _, first, trunk = np.unique(pair, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))  # trunks by their first, widest link
    trunk = order[trunk.reshape(-1)]
    first = np.sort(first)
    reverse = np.asarray(sender != sender[first][trunk], dtype=np.bool_)
    lane, whole = _lanes(trunk, reverse, width, length)
    return Trunks(sender[first], receiver[first], whole, trunk, reverse, lane)


def _lanes(trunk: Integers, reverse: Flags, width: Numbers, length: Numbers) -> tuple[Numbers, Numbers]:
    """Where each link lies on its trunk in mm to the left, and the width of each trunk; opposing links keep left."""
    rank = np.where(reverse, -1.0, 1.0) * (np.arange(len(trunk)) + 1)
    order = np.lexsort((rank, trunk))  # from the right: those against the way, then those along it
    group = trunk[order]
    wide = width[order] + LANE_GAP
    right = np.cumsum(wide) - wide
    starts = np.flatnonzero(np.append(True, np.diff(group) > 0)) if len(group) else np.empty(0, dtype=np.int64)
    total = np.add.reduceat(wide, starts) if len(group) else np.empty(0)
    place = right - right[starts][group] + wide / 2 - total[group] / 2
    room = _WIDEST_BUNDLE * length[order]
    lane = np.empty(len(trunk))
    lane[order] = place * np.minimum(1.0, room / np.maximum(total[group], 1e-9))
    return lane, np.asarray(total - LANE_GAP, dtype=np.float64)
