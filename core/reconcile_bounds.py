"""Amounts that would turn negative, and between what limits an amount lies that cannot be determined."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from core.columns import Flags, Integers, Numbers
from core.reconcile_classes import ends_of
from core.reconcile_linear import Balanced, balance
from core.reconcile_model import UNOBSERVABLE, Arcs, sums
from core.steps import Step, quietly

NEGATIVE = 1e-9  # of the largest amount at its ends
MOST_ROUNDS = 60
MOST_RANGES = 400


@dataclass(frozen=True, slots=True)
class Bounded:
    """The solution with no amount below 0 but `free` ones; `at_bound` (m,) are held at 0, `settled` says it is best."""

    balanced: Balanced
    at_bound: Flags
    settled: bool


def bounded_balance(arcs: Arcs, step: Step = quietly) -> Bounded:
    """The least squares under balances and amounts of at least 0.

    Primal-dual active sets (Hintermüller, Ito & Kunisch 2002, SIAM J. Optim. 13, 865): amounts that come out negative
    are held at 0, held ones whose multiplier says so are let go. After half of `MOST_ROUNDS` none is let go any more.
    """
    held = np.zeros(len(arcs), dtype=bool)
    solved = balance(arcs, step)
    for turn in range(MOST_ROUNDS):
        step(turn, MOST_ROUNDS)
        below = _negative(solved) & ~arcs.free & ~held
        freed = _released(arcs, solved, held) if turn < MOST_ROUNDS // 2 else np.zeros_like(held)
        if not below.any() and not freed.any():
            return Bounded(solved, held, True)
        held = (held | below) & ~freed
        solved = balance(replace(arcs, value=np.where(held, 0.0, arcs.value), sd=np.where(held, 0.0, arcs.sd)), step)
    return Bounded(solved, held, not _negative(solved)[~arcs.free & ~held].any())


def _negative(of: Balanced) -> Flags:
    """Amounts that are below 0 by more than rounding; told ones of contradicting nodes stay as they are."""
    tail, head = ends_of(of.arcs)
    size = np.zeros(of.arcs.nodes + 1)
    known = np.nan_to_num(np.abs(of.amount))
    np.maximum.at(size, tail, known)
    np.maximum.at(size, head, known)
    size[-1] = 0.0
    limit = NEGATIVE * np.maximum(np.maximum(size[tail], size[head]), known)
    found: Flags = of.amount < -limit
    return found


def _released(arcs: Arcs, solved: Balanced, held: Flags) -> Flags:
    """Held amounts that would be above 0 if they were let go, seen from the multipliers at their ends."""
    one, other = solved.ends
    loose = solved.net.part[one] != solved.net.part[other]  # a part without the outside has no multiplier of its own
    told = np.where(arcs.measured, arcs.value, 0.0)
    drop = solved.drop
    wanted = np.where(arcs.measured, told - arcs.variance * drop, -drop)
    scale = np.where(arcs.measured, np.abs(told), np.abs(drop))
    return np.asarray(held & ~loose & (wanted > NEGATIVE * scale) & (wanted > 0))


@dataclass(frozen=True, slots=True)
class Ranges:
    """Limits (m,) of amounts that cannot be determined, NaN where not asked, inf without an upper limit.

    `barred` marks amounts of nodes that no amounts above 0 can balance.
    """

    low: Numbers
    high: Numbers
    barred: Flags


def ranges(of: Balanced, step: Step = quietly) -> Ranges:
    """Two linear programs for each of the first `MOST_RANGES` undetermined amounts, with what is adjusted held fast.

    What leads from the outside to the outside has no limits, nor has what leads from a node to itself.
    """
    low, high = np.full(len(of.arcs), np.nan), np.full(len(of.arcs), np.nan)
    barred = np.zeros(len(of.arcs), dtype=bool)
    tail, head = ends_of(of.arcs)
    wanted = of.classified.kind == UNOBSERVABLE
    alone = wanted & (tail == head)
    low[alone], high[alone] = np.where(of.arcs.free[alone], -np.inf, 0.0), np.inf
    loose = np.flatnonzero(~of.arcs.measured & (tail != head))
    cluster = _clusters(tail[loose], head[loose], of.arcs.nodes)
    chosen = np.flatnonzero(wanted[loose])[:MOST_RANGES]
    for done, number in enumerate(np.unique(cluster[chosen]).tolist()):
        step(done, len(chosen))
        asked = loose[chosen[cluster[chosen] == number]]
        _limit(of, loose[cluster == number], asked, (low, high, barred), step)
    return Ranges(low, high, barred)


def _clusters(tail: Integers, head: Integers, outside: int) -> Integers:
    """Numbers (l,) of the sets of unknown amounts that share nodes other than the outside."""
    inner = (tail != outside) & (head != outside)
    ones = np.ones(int(inner.sum()))
    graph = csr_array((ones, (tail[inner], head[inner])), shape=(outside + 1, outside + 1))
    label = connected_components(graph, directed=False)[1]
    return np.where(tail != outside, label[tail], label[head]).astype(np.int64)


def _limit(of: Balanced, among: Integers, wanted: Integers, found: tuple[Numbers, Numbers, Flags], step: Step) -> None:
    """Fill in the limits of the wanted amounts, unknown together with `among`."""
    matrix, due, size = _balances(of, among)
    bounds = Bounds(np.where(of.arcs.free[among], -np.inf, 0.0), np.full(len(among), np.inf))
    closing = LinearConstraint(matrix, due / size, due / size)
    place = {arc: number for number, arc in enumerate(among.tolist())}
    for arc in wanted.tolist():
        for sign, column in ((1.0, found[0]), (-1.0, found[1])):
            step(place[arc], len(among))
            aim = np.zeros(len(among))
            aim[place[arc]] = sign
            best = milp(aim, constraints=[closing], bounds=bounds)
            if best.status == 3 or (best.status == 4 and sign < 0):
                column[arc] = -sign * np.inf
            elif best.status == 0:
                column[arc] = sign * best.fun * size
            else:
                found[2][arc] = True


def _balances(of: Balanced, among: Integers) -> tuple[csr_array, Numbers, float]:
    """What the unknown amounts must make up at each node (none at the outside), in units of the largest."""
    tail, head = ends_of(of.arcs)
    nodes = np.setdiff1d(np.concatenate([tail[among], head[among]]), [of.arcs.nodes])
    known = np.where(of.arcs.measured, of.amount, 0.0)
    excess = sums(head, known, of.arcs.nodes + 1) - sums(tail, known, of.arcs.nodes + 1)
    row, column, sign = [], [], []
    for ends, direction in ((head[among], 1.0), (tail[among], -1.0)):
        inner = np.flatnonzero(ends != of.arcs.nodes)
        row.append(np.searchsorted(nodes, ends[inner]))
        column.append(inner)
        sign.append(np.full(len(inner), direction))
    shape = (len(nodes), len(among))
    matrix = csr_array((np.concatenate(sign), (np.concatenate(row), np.concatenate(column))), shape=shape)
    due = -excess[nodes]
    return matrix, due, float(np.abs(due).max(initial=0.0)) or 1.0
