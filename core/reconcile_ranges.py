"""Between what limits undetermined variables of a system of products lie, what is determined held at its solution."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from core.columns import Flags, Integers, Numbers
from core.reconcile_bounds import MOST_RANGES
from core.reconcile_model import UNOBSERVABLE, sums
from core.reconcile_system import ONE, Solved, Terms
from core.steps import Step, quietly


def system_ranges(solved: Solved, terms: Terms, free: Flags, step: Step = quietly) -> tuple[Numbers, Numbers]:
    """Low and high (v,) of the first `MOST_RANGES` undetermined variables, NaN elsewhere, inf without a limit.

    No variable is below 0 but the `free` ones (v,). An equation in which two undetermined variables are multiplied is
    left out, so that a range may be wider than the true one and never narrower.
    """
    low, high = np.full(len(solved.value), np.nan), np.full(len(solved.value), np.nan)
    loose = np.flatnonzero(solved.kind == UNOBSERVABLE)
    if not len(loose) or solved.status != "ok":
        return low, high
    matrix, due = _equations(solved, terms, loose)
    label = connected_components(csr_array(abs(matrix).T @ abs(matrix)), directed=False)[1]
    most = min(len(loose), MOST_RANGES)
    for place in range(most):
        step(place, most)
        among = np.flatnonzero(label == label[place])
        rows = np.flatnonzero(np.diff(csr_array(matrix[:, among]).indptr))
        part, wanted = csr_array(matrix[rows][:, among]), int(np.searchsorted(among, place))
        variable = loose[place]
        low[variable], high[variable] = _limits(part, due[rows], free[loose[among]], wanted)
    return low, high


def _equations(solved: Solved, terms: Terms, loose: Integers) -> tuple[csr_array, Numbers]:
    """The equations (e, l) of the undetermined variables and what each must make up (e,)."""
    value, number = np.append(solved.value, 1.0), np.full(len(solved.value) + 1, ONE)
    number[loose] = np.arange(len(loose))
    first, second = number[terms.first], number[terms.second]
    product = np.unique(terms.equation[(first >= 0) & (second >= 0)])
    kept = ~np.isin(terms.equation, product)
    known = kept & (first < 0) & (second < 0)
    factor = np.where(known, terms.factor * value[terms.first] * value[terms.second], 0.0)
    due = -sums(terms.equation, factor, terms.equations)
    rows, columns, slopes = [], [], []
    for mine, other in ((first, terms.second), (second, terms.first)):
        chosen = kept & (mine >= 0)
        rows.append(terms.equation[chosen])
        columns.append(mine[chosen])
        slopes.append(terms.factor[chosen] * value[other[chosen]])
    entries = (np.concatenate(slopes), (np.concatenate(rows), np.concatenate(columns)))
    matrix = csr_array(entries, shape=(terms.equations, len(loose)))
    matrix.sum_duplicates()
    return matrix, due


def _limits(matrix: csr_array, due: Numbers, free: Flags, wanted: int) -> tuple[float, float]:
    """The least and the most of one variable; NaN where no values of at least 0 close the equations."""
    size = float(np.abs(due).max(initial=0.0)) or 1.0
    bounds = Bounds(np.where(free, -np.inf, 0.0), np.full(len(free), np.inf))
    closing = [LinearConstraint(matrix, due / size, due / size)] if matrix.shape[0] else []
    found = []
    for sign in (1.0, -1.0):
        aim = np.zeros(len(free))
        aim[wanted] = sign
        best = milp(aim, constraints=closing, bounds=bounds)
        if best.status == 3 or (best.status == 4 and sign < 0):
            found.append(-sign * np.inf)
        else:
            found.append(sign * best.fun * size if best.status == 0 else np.nan)
    return found[0], found[1]
