"""What share of all that comes in to a node leaves it by each amount: transfer coefficients of adjusted amounts.

The standard deviation of a / b is that of the delta method, with the covariance that the adjustment leaves:
Var(a)/b² + a² Var(b)/b⁴ - 2a Cov(a, b)/b³. Without it, it would be far too large: both move together.
"""

from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers, Numbers
from core.reconcile_classes import ends_of
from core.reconcile_linear import Balanced
from core.reconcile_model import sums
from core.reconcile_potentials import DIRECT_NODES, potentials
from core.steps import Step, quietly

AT_ONCE = 40
NEGLIGIBLE = 1e-9  # of all that is stated at a node: an intake below it is what rounding left of 0


@dataclass(frozen=True, slots=True)
class Shares:
    """The share (m,) that each amount has of what comes in to the node that it leaves, and its sd; NaN where unknown.

    Only nodes all of whose amounts are measured have shares, and only those of up to `DIRECT_NODES` nodes.
    """

    share: Numbers
    sd: Numbers


def intake_shares(of: Balanced, sd: Numbers, step: Step = quietly) -> Shares:
    """The shares of adjusted amounts whose standard deviations (m,) are `sd`."""
    found = Shares(np.full(len(of.arcs), np.nan), np.full(len(of.arcs), np.nan))
    if len(of.net.scale) > DIRECT_NODES:
        return found
    tail, head = ends_of(of.arcs)
    intake = sums(head, np.where(tail != head, np.nan_to_num(of.amount), 0.0), of.arcs.nodes + 1)
    stated = np.nan_to_num(np.abs(of.arcs.value))
    size = sums(head, stated, len(intake)) + sums(tail, stated, len(intake))
    nodes = np.flatnonzero(_told(of, tail, head) & (intake > NEGLIGIBLE * size))
    for start in range(0, len(nodes), AT_ONCE):
        step(start, len(nodes))
        _fill(of, nodes[start : start + AT_ONCE], (intake, sd), found, step)
    return found


def _told(of: Balanced, tail: Integers, head: Integers) -> Flags:
    """Nodes that balance and whose amounts are all measured; never the outside."""
    told = np.ones(of.arcs.nodes + 1, dtype=np.bool_)
    unknown = ~of.arcs.measured & (tail != head)
    told[tail[unknown]] = told[head[unknown]] = told[-1] = False
    told &= ~of.contradicting[of.classified.merged]
    return told


def _fill(of: Balanced, nodes: Integers, known: tuple[Numbers, Numbers], found: Shares, step: Step) -> None:
    """Fill in the shares of what leaves some nodes: one system for the intake of each."""
    tail, head = ends_of(of.arcs)
    one, other = of.ends
    intake, sd = known
    variance = of.arcs.variance
    column = np.full(of.arcs.nodes + 1, -1)
    column[nodes] = np.arange(len(nodes))
    arriving = np.flatnonzero((column[head] >= 0) & (tail != head))
    brought = np.zeros((len(of.net.scale), len(nodes)))
    np.add.at(brought, (other[arriving], column[head[arriving]]), variance[arriving])
    np.add.at(brought, (one[arriving], column[head[arriving]]), -variance[arriving])
    brought[of.net.grounded] = 0
    solved = potentials(of.net, brought, step)
    spread = sums(column[head[arriving]], variance[arriving], len(nodes)) - np.einsum("ij,ij->j", brought, solved)
    leaving = np.flatnonzero((column[tail] >= 0) & (tail != head))
    place, below = column[tail[leaving]], intake[tail[leaving]]
    together = -variance[leaving] * (solved[other[leaving], place] - solved[one[leaving], place])
    found.share[leaving] = of.amount[leaving] / below
    found.sd[leaving] = quotient_sd(of.amount[leaving], below, (sd[leaving] ** 2, spread[place], together))


def quotient_sd(above: Numbers, below: Numbers, spread: tuple[Numbers, Numbers, Numbers]) -> Numbers:
    """The sd (k,) of above / below by the delta method; `spread` is the variance of each and their covariance."""
    first, second, together = spread
    squared = first / below**2 + above**2 * second / below**4 - 2 * above * together / below**3
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)))
