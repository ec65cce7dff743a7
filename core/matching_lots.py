"""Matching with minimum lots and fixed costs of a connection (a mixed-integer program, on request)."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from core.columns import Numbers
from core.matching_solver import Problem

SECONDS = 60.0
program: Callable[..., Any] = milp


def solve_lots(problem: Problem, lot: Numbers, worth: Numbers, fixed: Numbers, seconds: float = SECONDS) -> Numbers:
    """What flows on each pair (p,): nothing or at least its `lot`, so that worth x amount - fixed cost is greatest.

    `worth` is per unit, `fixed` once per pair in use, in the same money; with a worth of 1 and no fixed costs most is
    closed. The best found within `seconds` is given, 0 everywhere where none is.
    """
    pairs = len(problem)
    if not pairs:
        return np.zeros(0)
    given = csr_array((np.ones(pairs), (problem.offer, np.arange(pairs))), shape=(len(problem.supply), pairs))
    members = (problem.member_room, problem.member_pair)
    taken = csr_array((np.ones(len(problem.member_pair)), members), shape=(len(problem.room), pairs))
    sums = vstack([given, taken])
    most = problem.supply[problem.offer]
    one = eye_array(pairs)
    limits = vstack([hstack([sums, csr_array(sums.shape)]), hstack([one, -one * most]), hstack([-one, one * lot])])
    bounds = np.concatenate([problem.supply, problem.room, np.zeros(2 * pairs)])
    result = program(
        np.concatenate([-worth, fixed]),
        constraints=LinearConstraint(csr_array(limits), ub=bounds),
        integrality=np.repeat([0, 1], pairs),
        bounds=Bounds(0, np.concatenate([most, np.ones(pairs)])),
        options={"time_limit": seconds},
    )
    return np.zeros(pairs) if result.x is None else np.maximum(0.0, result.x[:pairs])
