"""Amounts between nodes as reconciliation sees them: measured with a standard deviation, unknown, or constant.

A node is whatever must balance; everything else is the outside. What a store gains in a year is an amount that leaves
its node for the outside and may be negative. Cencic (2016), Sustain. Environ. Res. 26, 291-298.
"""

from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers, Numbers
from core.text import N_

OUTSIDE = -1
CONSTANT, REDUNDANT, NON_REDUNDANT, OBSERVABLE, UNOBSERVABLE = range(5)
CLASSES = ("constant", "redundant", "non-redundant", "observable", "unobservable")
CLASS_TITLES = {
    "constant": N_("fixed"),
    "redundant": N_("can be checked"),
    "non-redundant": N_("cannot be checked"),
    "observable": N_("follows from others"),
    "unobservable": N_("cannot be determined"),
}


@dataclass(frozen=True, slots=True)
class Arcs:
    """m amounts among `nodes` nodes: `tail` and `head` (m,) are nodes or OUTSIDE, amounts and sd in one unit.

    `value` is NaN where nothing is measured; an sd of 0 makes a constant; `free` amounts may be negative.
    """

    nodes: int
    tail: Integers
    head: Integers
    value: Numbers
    sd: Numbers
    free: Flags

    def __len__(self) -> int:
        return len(self.tail)

    @property
    def measured(self) -> Flags:
        """Which amounts somebody states, constants included."""
        stated: Flags = ~np.isnan(self.value)
        return stated

    @property
    def variance(self) -> Numbers:
        """(m,) of what is measured; 0 for constants and unknown amounts."""
        squared: Numbers = np.where(self.measured, self.sd, 0.0) ** 2
        return squared


def sums(place: Integers, amounts: Numbers, count: int) -> Numbers:
    """Amounts added up by place, (count,)."""
    return np.bincount(place, amounts, count).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Combined:
    """Several statements about each of m amounts as one measurement: the mean weighted by 1/sd², and its sd.

    `chi_square` (m,) is the sum of squared deviations of the statements from that mean in units of their sd, of which
    `freedom` are independent: entering the mean with these is the same as entering every statement.
    """

    value: Numbers
    sd: Numbers
    chi_square: Numbers
    freedom: Integers


def combine(arc: Integers, value: Numbers, sd: Numbers, count: int) -> Combined:
    """Statements (k,) about amounts (`arc`, 0 to count - 1) as one measurement of each; NaN where there is none.

    A statement with sd 0 is taken as it is, whatever others state; of several the last one.
    """
    told = ~np.isnan(value)
    exact = told & (sd == 0)
    fixed = np.full(count, np.nan)
    fixed[arc[exact]] = value[exact]
    loose = told & np.isnan(fixed)[arc]
    scale = np.zeros(count)
    np.maximum.at(scale, arc[loose], sd[loose])  # squares of very small and very large sd would leave the numbers
    weight = (scale[arc[loose]] / sd[loose]) ** 2
    total = sums(arc[loose], weight, count)
    known = total > 0
    mean = np.divide(sums(arc[loose], weight * value[loose], count), total, out=fixed.copy(), where=known)
    spread = np.divide(scale, np.sqrt(total), out=np.where(np.isnan(fixed), np.nan, 0.0), where=known)
    off = (value[loose] - mean[arc[loose]]) / sd[loose]
    squares = sums(arc[loose], off**2, count)
    freedom = np.maximum(np.bincount(arc[loose], minlength=count) - 1, 0)
    return Combined(mean, spread, np.where(freedom > 0, squares, 0.0), freedom.astype(np.int64))
