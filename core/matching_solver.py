"""Who gives how much to whom: as many tonnes as can be closed, then the next goals in their order (a linear program).

Supply and room are upper limits; a pair may stand in several rooms, such as licences that share a plant. Solved per
connected component by HiGHS (scipy), a single offer or room without it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import breadth_first_order, connected_components

from core.columns import Flags, Integers, Numbers
from core.solver_watch import watched
from core.steps import Step, quietly

minimise: Callable[..., Any] = linprog  # its stubs know of dense matrices alone
TIGHT = 1e-7  # a dual or reduced cost above it, of goals scaled to 1, holds its pair or limit in place
NOISE = 1e-9  # amounts below this share of the largest limit are rounding
WATCHED = 200  # pairs from which a component may take longer than people wait to stop it
INTERIOR = 2_000  # pairs from which the interior-point method is faster, and two goals are better solved in one
WEIGHTS = (2.0, 16.0)  # what a unit closed is worth beside the largest cost of the first goal, in turn


@dataclass(frozen=True, slots=True)
class Problem:
    """Pairs of offers and rooms: `offer` is the offer of each pair (p,), `member_room` and `member_pair` (k,) say which
    pairs stand in which rooms; `supply` (n,) and `room` (m,) are what there is at most, all in one unit per year."""

    supply: Numbers
    room: Numbers
    offer: Integers
    member_room: Integers
    member_pair: Integers

    def __len__(self) -> int:
        return len(self.offer)


Part = tuple[Integers, Integers, Integers]  # pairs, rooms and members (rows of `member_pair`) of a connected part


def solve(problem: Problem, goals: Sequence[Numbers] = (), step: Step = quietly) -> Numbers:
    """What flows on each pair (p,): most in sum, then least of each goal (a cost per unit and pair) in their order.

    An optimum of the earlier goals is never given up for a later one. No limit is exceeded. `step` is told how many
    pairs are solved, also while a component is at work, and may stop the work by raising.
    """
    flow, done = np.zeros(len(problem)), 0
    for pairs, rooms, members in parts_of(problem):
        step(done, len(problem))
        part = [np.asarray(goal, dtype=np.float64)[pairs] for goal in goals]
        single = len(rooms) == len(members) == len(pairs) and len(np.unique(problem.offer[pairs])) == 1
        if single or len(rooms) == 1:
            flow[pairs] = _fill(problem, pairs, members, part)
        else:
            flow[pairs] = _watched_part(problem, (pairs, rooms, members), part, step, done)
        done += len(pairs)
    return flow


def _watched_part(problem: Problem, part: Part, goals: list[Numbers], step: Step, done: int) -> Numbers:
    """A component, in a thread of its own where it is large."""
    if len(part[0]) < WATCHED:
        return _solve_part(problem, part, goals)
    return watched(lambda: _solve_part(problem, part, goals), step, done, len(problem))


def parts_of(problem: Problem) -> list[Part]:
    """Pairs, rooms and members (rows of `member_pair`) of each connected part; pairs of nothing are in none."""
    offers, nodes = len(problem.supply), len(problem.supply) + len(problem.room)
    members = len(problem.member_pair)
    edges = (problem.offer[problem.member_pair], offers + problem.member_room)
    count, labels = connected_components(csr_array((np.ones(members), edges), shape=(nodes, nodes)), directed=False)
    part: Integers = labels.astype(np.int64)
    of_pair, of_room, of_member = part[problem.offer], part[offers:], part[edges[0]]
    parts = (_grouped(of_pair, count), _grouped(of_room, count), _grouped(of_member, count))
    return [(pairs, rooms, told) for pairs, rooms, told in zip(*parts, strict=True) if len(told)]


def _grouped(part: Integers, count: int) -> list[Integers]:
    """The rows of each part, in their order."""
    order = np.argsort(part, kind="stable")
    return np.split(order, np.cumsum(np.bincount(part, minlength=count))[:-1])


def _fill(problem: Problem, pairs: Integers, members: Integers, goals: list[Numbers]) -> Numbers:
    """One offer with rooms of its own, or one room: the best pair first until nothing is left."""
    room_of = np.zeros(len(problem), dtype=np.int64)
    room_of[problem.member_pair[members]] = problem.member_room[members]
    supply, room = dict[int, float](), dict[int, float]()
    flow = np.zeros(len(pairs))
    for place in np.lexsort([*goals[::-1]]) if goals else np.arange(len(pairs)):
        offer, taker = int(problem.offer[pairs[place]]), int(room_of[pairs[place]])
        left = supply.setdefault(offer, float(problem.supply[offer]))
        free = room.setdefault(taker, float(problem.room[taker]))
        flow[place] = amount = min(left, free)
        supply[offer], room[taker] = left - amount, free - amount
    return flow


def _solve_part(problem: Problem, part: Part, goals: list[Numbers]) -> Numbers:
    """The lexicographic optimum of one component; amounts and goals are scaled to 1 inside."""
    sums, limits = sums_of(problem, part)
    scale = float(limits.max())
    if not scale > 0:
        return np.zeros(len(part[0]))
    flow = _best(sums, limits / scale, goals, _ends(problem, part))
    flow[flow < NOISE] = 0.0
    return within(sums, limits, flow * scale)


def _ends(problem: Problem, part: Part) -> tuple[Integers, Integers, Integers]:
    """The offer of each pair of a component, and the pair and room of each member, counted within it."""
    pairs, rooms, members = part
    offer: Integers = np.unique(problem.offer[pairs], return_inverse=True)[1].astype(np.int64)
    columns = np.searchsorted(pairs, problem.member_pair[members])
    return offer, columns, np.searchsorted(rooms, problem.member_room[members])


def sums_of(problem: Problem, part: Part) -> tuple[csr_array, Numbers]:
    """What is summed over the pairs of a component (offers, then rooms), and what each sum may be at most."""
    pairs, rooms, members = part
    offer, columns, lines = _ends(problem, part)
    offers = np.unique(problem.offer[pairs])
    given = csr_array((np.ones(len(pairs)), (offer, np.arange(len(pairs)))), shape=(len(offers), len(pairs)))
    taken = csr_array((np.ones(len(members)), (lines, columns)), shape=(len(rooms), len(pairs)))
    return csr_array(vstack([given, taken])), np.concatenate([problem.supply[offers], problem.room[rooms]])


def _best(sums: csr_array, limits: Numbers, goals: list[Numbers], ends: tuple[Integers, Integers, Integers]) -> Numbers:
    """The lexicographic optimum; of many pairs the two first goals in one program, where its sum is proved the most."""
    pairs = sums.shape[1]
    if pairs > INTERIOR and goals and len(ends[1]) == pairs and (largest := float(np.abs(goals[0]).max())):
        for weight in WEIGHTS:
            flow = _in_order(sums, limits, [goals[0] / largest - weight, *goals[1:]])
            if not _can_grow(sums, limits, flow, ends):
                return flow
    return _in_order(sums, limits, [np.full(pairs, -1.0), *goals])


def _can_grow(sums: csr_array, limits: Numbers, flow: Numbers, ends: tuple[Integers, Integers, Integers]) -> bool:
    """Whether a way leads from an offer that is not closed to a room that is not full, over what may be moved."""
    offer, columns, lines = ends
    offers = int(offer.max()) + 1
    taker = np.empty(len(flow), dtype=np.int64)
    taker[columns] = offers + lines
    spare = limits - sums @ flow > NOISE * len(flow)
    moved = flow > NOISE
    end = len(limits)
    starts, goals = np.concatenate([offer, taker[moved]]), np.concatenate([taker, offer[moved]])
    begun = np.flatnonzero(spare[:offers])
    starts, goals = np.append(starts, np.full(len(begun), end)), np.append(goals, begun)
    way = csr_array((np.ones(len(starts)), (starts, goals)), shape=(end + 1, end + 1))
    reached = breadth_first_order(way, end, return_predecessors=False)
    return bool(spare[reached[(reached >= offers) & (reached < end)]].any())


def _in_order(sums: csr_array, limits: Numbers, goals: list[Numbers]) -> Numbers:
    """Minimise goals in their order: what an optimum holds in place (complementary slackness) is kept for the next."""
    free = np.ones(sums.shape[1], dtype=bool)
    fixed = np.zeros(sums.shape[0], dtype=bool)
    flow = np.zeros(sums.shape[1])
    for goal in goals:
        size = float(np.abs(goal).max())
        if not size or not free.any():
            continue
        found = _optimum(sums, limits, goal / size, free, fixed)
        if found is None:  # numbers too far apart to be told apart: the optimum of the earlier goals stands
            break
        flow, costs, rents = found
        free &= np.abs(costs) <= TIGHT
        fixed |= np.abs(rents) > TIGHT
    return flow


def _optimum(
    sums: csr_array, limits: Numbers, goal: Numbers, free: Flags, fixed: Flags
) -> tuple[Numbers, Numbers, Numbers] | None:
    """Flow, reduced costs and duals of the least cost; pairs that are not `free` stay 0, `fixed` limits are reached."""
    columns = np.flatnonzero(free)
    part = sums[:, columns]
    result = minimise(
        goal[columns],
        A_ub=part[np.flatnonzero(~fixed)],
        b_ub=limits[~fixed],
        A_eq=part[np.flatnonzero(fixed)] if fixed.any() else None,
        b_eq=limits[fixed] if fixed.any() else None,
        method="highs-ipm" if len(columns) > INTERIOR else "highs",
    )
    if result.x is None:
        return None
    flow, costs, rents = np.zeros(sums.shape[1]), np.full(sums.shape[1], np.inf), np.zeros(len(limits))
    flow[columns], costs[columns] = result.x, result.lower.marginals
    rents[~fixed] = result.ineqlin.marginals
    if fixed.any():
        rents[fixed] = result.eqlin.marginals
    return flow, costs, rents


def within(sums: csr_array, limits: Numbers, flow: Numbers) -> Numbers:
    """The flow with what exceeds a limit by rounding taken off."""
    reached = sums @ flow
    share = np.where(reached > limits, limits / np.where(reached > 0, reached, 1.0), 1.0)
    worst = np.ones(len(flow))
    lines, columns = sums.nonzero()
    np.minimum.at(worst, columns, share[lines])
    cut: Numbers = flow * worst
    return cut
