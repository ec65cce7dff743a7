"""Tests for gross errors: do the amounts of a part contradict each other, and which of them is most likely wrong.

Mah & Tamhane (1982), AIChE J. 28, 828 (measurement test with Sidak's critical value); Narasimhan & Mah (1987), AIChE J.
33, 1514 (an amount that is missing at a node); the chi-square of all balances of a part.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.special import chdtrc, chdtri, ndtri

from core.columns import Flags, Integers, Numbers
from core.reconcile_linear import Balanced
from core.reconcile_model import REDUNDANT, sums
from core.reconcile_potentials import between
from core.steps import Step, quietly

LEVEL = 0.05
ROUNDING = 1e-12
MOST_EXAMINED = 400  # amounts of a network too dense for all resistances
AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a network that share no measured amount, (p,) each: chi-square, degrees of freedom, probability.

    `of_node` (k,) and `of_arc` (m,) give the part of a merged node and of an amount, -1 for none.
    """

    chi_square: Numbers
    freedom: Integers
    of_node: Integers
    of_arc: Integers

    @property
    def probability(self) -> Numbers:
        """How likely a chi-square as large is by chance."""
        likely: Numbers = np.where(self.freedom > 0, chdtrc(np.maximum(self.freedom, 1), self.chi_square), 1.0)
        return likely

    @property
    def limit(self) -> Numbers:
        """The largest chi-square that is passed at `LEVEL`."""
        most: Numbers = np.where(self.freedom > 0, chdtri(np.maximum(self.freedom, 1), LEVEL), 0.0)
        return most

    @property
    def passed(self) -> Flags:
        """Which parts do not contradict themselves."""
        good: Flags = (self.freedom == 0) | (self.chi_square <= self.limit)
        return good


def part_tests(of: Balanced, chi_square: Numbers, freedom: Integers) -> Parts:
    """The global test of each part; `chi_square` and `freedom` (m,) are those of several statements on one amount."""
    inner = ~of.net.grounded & ~of.contradicting
    label = connected_components(of.net.matrix, directed=False)[1]
    names, node = np.unique(np.where(inner, label, -1), return_inverse=True)
    node = node.reshape(-1) - int(names[0] < 0)
    one, other = of.ends
    arc = np.where(of.classified.kind == REDUNDANT, np.maximum(node[one], node[other]), -1)
    alone = (arc < 0) & (freedom > 0)
    count = int(node.max(initial=-1)) + 1
    arc[alone] = count + np.arange(int(alone.sum()))
    total = count + int(alone.sum())
    gained = (of.excess * of.price)[node >= 0]
    own = sums(node[node >= 0], gained, total) + sums(arc[arc >= 0], chi_square[arc >= 0], total)
    degrees = np.bincount(node[node >= 0], minlength=total) + np.bincount(arc[arc >= 0], freedom[arc >= 0], total)
    return Parts(np.maximum(own, 0.0), degrees.astype(np.int64), node, arc)


def critical(count: int) -> float:
    """Sidak's critical value of |z| for the largest of `count` tests."""
    share = 1 - (1 - LEVEL) ** (1 / max(count, 1))
    return float(-ndtri(share / 2))


def nodal_z(of: Balanced) -> Numbers:
    """How far each merged node (k,) is from balancing as measured, in sd of that balance; NaN at grounded nodes."""
    off: Numbers = np.where(of.net.grounded, np.nan, np.abs(of.excess) * of.net.scale)
    return off


def hidden_flow(of: Balanced, resistance: Numbers) -> Numbers:
    """The chi-square (k,) with one degree of freedom that a merged node has an amount nobody recorded; NaN untested."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Numbers = np.where(resistance > 0, of.price**2 / resistance, np.nan)
    return found


def examined(of: Balanced, loss: Numbers, step: Step = quietly) -> Numbers:
    """The resistances with those filled in that could be gross errors, at most `MOST_EXAMINED`, the most suspect first.

    Joining all other nodes into one gives a resistance that is too small and so a z that is too large: what does not
    reach the critical value by it needs no look.
    """
    redundant = np.flatnonzero((of.classified.kind == REDUNDANT) & np.isnan(loss))
    if not len(redundant):
        return loss
    one, other = of.ends
    weight = of.arcs.variance[redundant]
    with np.errstate(divide="ignore", invalid="ignore"):
        around = np.where(of.net.scale > 0, of.net.scale**-2.0, np.inf)
        beside = 1 / (1 / (around[one[redundant]] - weight) + 1 / (around[other[redundant]] - weight))
        most = np.abs(of.drop[redundant]) * np.sqrt(weight + beside)
    suspect = redundant[np.nan_to_num(most) > critical(len(redundant))]
    least = np.abs(of.drop[suspect]) * np.sqrt(of.arcs.variance[suspect])
    chosen = suspect[np.argsort(-least, kind="stable")][:MOST_EXAMINED]
    filled = loss.copy()
    for start in range(0, len(chosen), AT_ONCE):
        step(start, len(chosen))
        some = chosen[start : start + AT_ONCE]
        filled[some] = between(of.net, one[some], other[some], step)
    return filled
