"""Reconciliation of amounts, transfer coefficients and concentrations together, under equations of products of two.

Cencic (2016), Sustain. Environ. Res. 26, 291-298: Gauss-Newton on the measured data, unknown variables taken out by a
QR factorisation (Swartz 1989). For the balances of one kind alone `core.reconcile_linear` is faster.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import qr
from scipy.special import chdtrc

from core.columns import Flags, Integers, Numbers
from core.reconcile_model import CONSTANT, NON_REDUNDANT, OBSERVABLE, REDUNDANT, UNOBSERVABLE, sums
from core.steps import Step, quietly

ONE = -1  # instead of a variable in a term: the number 1
MOST_ROUNDS = 100
MOVED = 1e-9
RANK = 1e-10
CONTRADICTING = 1e-7
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms (t,) of equations: `factor` times the variable `first` times `second` (ONE for none) in `equation`."""

    equation: Integers
    factor: Numbers
    first: Integers
    second: Integers

    @property
    def equations(self) -> int:
        """How many equations there are."""
        return int(self.equation.max(initial=-1)) + 1


@dataclass(frozen=True, slots=True)
class Variables:
    """Variables (v,) of any units: `value` NaN where unknown, `sd` 0 for a constant, `start` for unknown ones."""

    value: Numbers
    sd: Numbers
    start: Numbers


@dataclass(frozen=True, slots=True)
class Solved:
    """Adjusted `value` and `sd` (v,), NaN where a variable cannot be determined, with its class `kind`.

    `status` is ok, "contradicting" with the `equations` that constants keep from closing, or "not_settled" where the
    rounds did not come to an end: then the values are as told.
    """

    value: Numbers
    sd: Numbers
    kind: Integers
    chi_square: float
    freedom: int
    rounds: int
    status: str
    equations: Integers

    @property
    def probability(self) -> float:
        """How likely a chi-square as large is by chance."""
        return float(chdtrc(self.freedom, self.chi_square)) if self.freedom else 1.0


@dataclass(frozen=True, slots=True)
class _Step:
    """One linearised solution: `off` (x,) from the data in sd, its leverage, and the unknown variables' part."""

    off: Numbers
    leverage: Numbers  # (x, r) orthonormal directions in which the data are checked
    moved: Numbers  # (y,) by how much the unknown variables move, in their scale
    determined: Flags  # (y,)
    gain: Matrix  # (y, x) how they follow from the data


def residuals(terms: Terms, at: Numbers) -> Numbers:
    """What every equation (e,) leaves over at the values of all variables."""
    full = np.append(at, 1.0)
    return sums(terms.equation, terms.factor * full[terms.first] * full[terms.second], terms.equations)


def slopes(terms: Terms, at: Numbers) -> Matrix:
    """The derivative (e, v) of every equation by every variable."""
    full = np.append(at, 1.0)
    jacobian = np.zeros((terms.equations, len(at) + 1))
    np.add.at(jacobian, (terms.equation, terms.first), terms.factor * full[terms.second])
    np.add.at(jacobian, (terms.equation, terms.second), terms.factor * full[terms.first])
    return jacobian[:, :-1]


def solve(variables: Variables, terms: Terms, step: Step = quietly) -> Solved:
    """Adjust the measured variables so that all equations close, and compute what follows from them."""
    known = ~np.isnan(variables.value)
    loose, unknown = np.flatnonzero(known & (variables.sd > 0)), np.flatnonzero(~known)
    unit = np.where(known, variables.sd, np.maximum(np.abs(variables.start), 1e-3 * _size(variables.start)))
    at = np.where(known, variables.value, variables.start)
    for done in range(1, MOST_ROUNDS + 1):
        step(done, MOST_ROUNDS)
        jacobian = slopes(terms, at) * unit
        row = np.abs(jacobian).max(axis=1, initial=0.0)
        row = 1 / np.where(row > 0, row, 1.0)
        off = (at - variables.value)[loose] / unit[loose]
        taken = _step(
            jacobian[:, loose] * row[:, None], jacobian[:, unknown] * row[:, None], residuals(terms, at) * row, off
        )
        slid = np.max(np.abs(taken.moved[taken.determined]), initial=0.0)
        far = max(np.max(np.abs(taken.off - off), initial=0.0), slid)
        at[loose] = variables.value[loose] + taken.off * unit[loose]
        at[unknown] += taken.moved * unit[unknown]
        if not np.isfinite(at).all():
            break
        if far < MOVED:
            return _told(variables, terms, at, taken, done, unit)
    return _unsolved(variables, "not_settled", np.zeros(0, dtype=np.int64), MOST_ROUNDS)


def _size(values: Numbers) -> float:
    return float(np.max(np.abs(np.nan_to_num(values)), initial=0.0)) or 1.0


def _rank(triangle: Matrix) -> int:
    pivots = np.abs(np.diagonal(triangle))
    return int((pivots > RANK * pivots.max(initial=0.0)).sum())


def _pivoted(matrix: Matrix) -> tuple[Matrix, Matrix, Integers]:
    """The whole QR factors of a matrix, its columns by size: Q (r, r), R (r, c) and the order of columns."""
    if not matrix.size:
        return np.eye(len(matrix)), matrix, np.arange(matrix.shape[1])
    frame, triangle, order = qr(matrix, pivoting=True)
    return np.asarray(frame, np.float64), np.asarray(triangle, np.float64), np.asarray(order, np.int64)


def _step(measured: Matrix, unknown: Matrix, over: Numbers, off: Numbers) -> _Step:
    """Take out the unknown variables, then the nearest point to the data on what is left of the equations."""
    frame, triangle, order = _pivoted(unknown)
    rank = _rank(triangle)
    spare = frame[:, rank:].T
    rows = spare @ measured
    due = rows @ off - spare @ over
    basis, corner, chosen = _pivoted(rows.T)
    checks = _rank(corner) if np.abs(rows).max(initial=0.0) > RANK else 0
    leverage = basis[:, :checks]
    fresh = (
        leverage @ np.linalg.solve(corner[:checks, :checks].T, due[chosen[:checks]]) if checks else np.zeros(len(off))
    )
    lead = frame[:, :rank].T
    sides = (triangle[:rank, rank:], -(lead @ (over + measured @ (fresh - off))), -(lead @ measured))
    inner = np.linalg.solve(triangle[:rank, :rank], np.column_stack(sides))
    free = unknown.shape[1] - rank
    moved, determined = np.zeros(unknown.shape[1]), np.zeros(unknown.shape[1], dtype=bool)
    gain = np.zeros((unknown.shape[1], measured.shape[1]))
    first = order[:rank]
    moved[first], gain[first] = inner[:, free], inner[:, free + 1 :]
    determined[first] = np.abs(inner[:, :free]).max(axis=1, initial=0.0) < 1e-7
    return _Step(fresh, leverage, moved, determined, gain)


def _told(variables: Variables, terms: Terms, at: Numbers, taken: _Step, rounds: int, unit: Numbers) -> Solved:
    """The solution with classes and standard deviations; unsolved where constants keep equations open."""
    full = np.append(np.abs(at), 1.0)
    sizes = np.abs(terms.factor) * full[terms.first] * full[terms.second]
    through = sums(terms.equation, sizes, terms.equations)
    through = through + np.abs(slopes(terms, at) * unit).max(axis=1, initial=0.0)
    broken = np.abs(residuals(terms, at)) > CONTRADICTING * through
    if broken.any():
        return _unsolved(variables, "contradicting", np.flatnonzero(broken), rounds)
    known = ~np.isnan(variables.value)
    loose, unknown = np.flatnonzero(known & (variables.sd > 0)), np.flatnonzero(~known)
    share = np.einsum("ij,ij->i", taken.leverage, taken.leverage)
    kind, sd = np.full(len(at), CONSTANT), np.zeros(len(at))
    kind[loose] = np.where(share > RANK, REDUNDANT, NON_REDUNDANT)
    kind[unknown] = np.where(taken.determined, OBSERVABLE, UNOBSERVABLE)
    sd[loose] = np.sqrt(np.maximum(1 - share, 0.0)) * unit[loose]
    left = taken.gain - (taken.gain @ taken.leverage) @ taken.leverage.T
    sd[unknown] = np.sqrt(np.einsum("ij,ij->i", left, left)) * unit[unknown]
    value = at.copy()
    value[unknown[~taken.determined]] = sd[unknown[~taken.determined]] = np.nan
    squared, freedom = float(taken.off @ taken.off), taken.leverage.shape[1]
    return Solved(value, sd, kind, squared, freedom, rounds, "ok", np.zeros(0, dtype=np.int64))


def _unsolved(variables: Variables, status: str, equations: Integers, rounds: int) -> Solved:
    """The data as they were told, with the reason why nothing was adjusted."""
    known = ~np.isnan(variables.value)
    kind = np.where(known, np.where(variables.sd > 0, NON_REDUNDANT, CONSTANT), UNOBSERVABLE)
    sd = np.where(known, variables.sd, np.nan)
    return Solved(variables.value.copy(), sd, kind, 0.0, 0, rounds, status, equations)
