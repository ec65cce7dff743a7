"""Matching with minimum lots and fixed costs of a connection (a mixed-integer program, on request)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, diags_array, eye_array, hstack, vstack

from core.columns import Flags, Numbers
from core.matching_solver import Part, Problem, minimise, parts_of, sums_of, within
from core.solver_watch import watched
from core.steps import Step, quietly

SECONDS = 60.0
LEAST_SECONDS = 0.05  # for each part, when the time for all is over
program: Callable[..., Any] = milp


@dataclass(frozen=True, slots=True)
class Lots:
    """What flows on each pair (p,); `late` says that time ran out before it was proved to be the best."""

    flow: Numbers
    late: bool


def solve_lots(
    problem: Problem, lot: Numbers, worth: Numbers, fixed: Numbers, seconds: float = SECONDS, step: Step = quietly
) -> Lots:
    """What flows on each pair: nothing or at least its `lot`, so that worth x amount - fixed cost is greatest.

    `worth` is per unit, `fixed` once per pair in use, in the same money; with a worth of 1 and no fixed costs most is
    closed. Each connected part is solved for itself, all within about `seconds`; of a part that is not solved to the
    end the best that was found stands. `step` is told how many pairs are solved, also while a part is at work.
    """
    flow, late, until, done = np.zeros(len(problem)), False, monotonic() + seconds, 0
    for part in parts_of(problem):
        pairs = part[0]
        terms = (lot[pairs], worth[pairs], fixed[pairs], until)
        told = watched(partial(_solve_part, problem, part, *terms), step, done, len(problem))
        flow[pairs], late, done = told.flow, late or told.late, done + len(pairs)
    return Lots(flow, late)


def _solve_part(problem: Problem, part: Part, lot: Numbers, worth: Numbers, fixed: Numbers, until: float) -> Lots:
    """One connected part, its amounts scaled to 1 and its money to the dearest pair."""
    sums, limits = sums_of(problem, part)
    pairs = len(part[0])
    scale = float(limits.max(initial=0.0))
    if not scale > 0:
        return Lots(np.zeros(pairs), False)
    limits, lot = limits / scale, lot / scale
    most = _most(sums, limits)
    cost = np.concatenate([-worth * scale, fixed])
    cost /= max(float(np.abs(cost).max()), 1e-300)
    able = (most >= lot) & (most > 0)
    joined = hstack([sums, csr_array(sums.shape)])
    one = eye_array(pairs)
    rows = vstack([joined, hstack([one, -diags_array(most)]), hstack([-one, diags_array(lot)])])
    result = program(
        cost,
        constraints=LinearConstraint(csr_array(rows), ub=np.concatenate([limits, np.zeros(2 * pairs)])),
        integrality=np.repeat([0, 1], pairs),
        bounds=Bounds(0, np.concatenate([most * able, np.where(able, 1.0, 0.0)])),
        options={"time_limit": max(LEAST_SECONDS, until - monotonic()), "mip_rel_gap": 0.0},
    )
    if result.x is None:
        return Lots(np.zeros(pairs), True)
    flow = _cleaned(sums, limits, cost[:pairs], result.x[pairs:] > 0.5, (lot, most))
    return Lots(flow * scale, result.status != 0)


def _most(sums: csr_array, limits: Numbers) -> Numbers:
    """What a pair can carry at most: the least of the limits in which it stands."""
    most = np.full(sums.shape[1], np.inf)
    lines, columns = sums.nonzero()
    np.minimum.at(most, columns, limits[lines])
    return most


def _cleaned(sums: csr_array, limits: Numbers, cost: Numbers, used: Flags, ends: tuple[Numbers, Numbers]) -> Numbers:
    """The flows with the pairs in `use` held: the whole numbers of a solver are whole within a tolerance only."""
    lot, most = ends
    if not used.any():
        return np.zeros(len(used))
    bounds = np.column_stack([lot * used, most * used])
    result = minimise(cost, A_ub=sums, b_ub=limits, bounds=bounds, method="highs")
    if result.x is None:  # the pairs in use need each other's tolerance: none of them is kept below its lot
        return np.zeros(len(used))
    flow = within(sums, limits, np.where(used, result.x, 0.0))
    kept: Numbers = np.where(flow >= lot * (1 - 1e-9), flow, 0.0)
    return kept
