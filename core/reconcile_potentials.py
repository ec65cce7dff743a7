"""The potentials of a network of conductances: the one linear system behind reconciliation."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array
from scipy.sparse.linalg import splu

from core.columns import Integers, Numbers
from core.reconcile_elimination import solve_stars
from core.reconcile_network import UNEVEN, Network
from core.steps import Step, quietly

DIRECT_NODES = 2000  # up to here a factorisation takes some milliseconds, however the nodes are joined
CLOSE = 1e-6  # of a standard deviation, all balances together: how far balances may stay open
ROUNDING = 1e-14
MOST_ROUNDS = 20_000


def potentials(of: Network, excess: npt.NDArray[np.float64], step: Step = quietly) -> npt.NDArray[np.float64]:
    """The potentials (count,) or (count, k) that carry off `excess`, 0 at grounded nodes.

    Jacobi-scaled conjugate gradients for large networks, a factorisation for small ones, stars for those with
    very uneven conductances. `step` is told of rounds.
    """
    scale = of.scale if excess.ndim == 1 else of.scale[:, None]
    scaled = excess * scale
    inner = np.flatnonzero(of.scale > 0)
    if len(inner) <= DIRECT_NODES:
        solved = _factored(of, inner, scaled)
        return solve_stars(of, excess, step) if solved is None else np.asarray(scale * solved)
    if excess.ndim > 1:
        return np.asarray(scale * _many_gradients(of.matrix, scaled, step))
    return np.asarray(scale * _gradients(of.matrix, scaled, step))


def between(of: Network, one: Integers, other: Integers, step: Step = quietly) -> Numbers:
    """The resistances between some pairs of nodes, (k,) each, by one system for each pair, solved together."""
    place = np.arange(len(one))
    columns = np.zeros((len(of.scale), len(one)))
    columns[other, place] += 1
    columns[one, place] -= 1
    columns[of.grounded] = 0
    return np.asarray(np.einsum("ij,ij->j", columns, potentials(of, columns, step)))


def _factored(of: Network, inner: Integers, excess: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
    """The scaled potentials by a factorisation, made better once by what is left over; None where digits are lost.

    All diagonals are 1, so that a pivot far below tells of conductances too uneven for differences of potentials.
    """
    solved = np.zeros_like(excess)
    if not len(inner):
        return solved
    block = csc_array(of.matrix[inner][:, inner])
    try:
        factors = splu(block, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    except RuntimeError:  # exactly singular
        return None
    if np.abs(factors.U.diagonal()).min() < UNEVEN:
        return None
    solved[inner] = factors.solve(excess[inner])
    solved[inner] += factors.solve(excess[inner] - block @ solved[inner])
    return solved


def _gradients(matrix: csr_array, excess: Numbers, step: Step) -> Numbers:
    """Conjugate gradients (Hestenes & Stiefel 1952) until what is left over is below `CLOSE` or no longer shrinks."""
    solved, left = np.zeros_like(excess), excess.copy()
    way = left.copy()
    squared = _product(left, left)
    enough = max(CLOSE**2, ROUNDING**2 * squared)
    done = 0
    while squared > enough and done < MOST_ROUNDS:
        step(done, MOST_ROUNDS)
        moved = matrix @ way
        bent = _product(way, moved)
        if bent <= 0:  # rounding is all that is left
            break
        length = squared / bent
        solved += length * way
        left -= length * moved
        before, squared = squared, _product(left, left)
        way *= squared / before
        way += left
        done += 1
    return solved


def _product(one: Numbers, other: Numbers) -> float:
    """The scalar product without the threads of BLAS, which on a busy machine wait for each other."""
    return float(np.einsum("i,i", one, other))


def _many_gradients(
    matrix: csr_array, excess: npt.NDArray[np.float64], step: Step, accuracy: float = 1e-4
) -> npt.NDArray[np.float64]:
    """The same for many columns at once, each to a share of its start: the error of x'Vx is its square."""
    solved, left = np.zeros_like(excess), excess.copy()
    way = left.copy()
    squared = np.einsum("ij,ij->j", left, left)
    enough = accuracy**2 * squared
    for done in range(MOST_ROUNDS):
        if not (squared > enough).any():
            break
        step(done, MOST_ROUNDS)
        moved = matrix @ way
        length = squared / np.maximum(np.einsum("ij,ij->j", way, moved), np.finfo(float).tiny)
        solved += length * way
        left -= length * moved
        before, squared = squared, np.einsum("ij,ij->j", left, left)
        way = left + squared / np.maximum(before, np.finfo(float).tiny) * way
    return solved
