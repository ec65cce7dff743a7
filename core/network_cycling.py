"""Finn's cycling index of small and large networks: only what can return, the strongly connected parts, is solved.

With G[i, j] the share of what came in to i that goes on to j, and N = (I - G)^-1, a unit that leaves i returns with
the probability 1 - 1/N[i, i] (Finn 1976; Allesina & Ulanowicz 2004, Comput. Biol. Chem. 28, 227).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array, vstack

from core.columns import Integers, Numbers
from core.dense_blocks import inverse
from core.network import strong_parts
from core.network_columns import returns_by_columns
from core.network_elimination import inverse_diagonal
from core.steps import pause

DENSE_ACTORS = 3000  # up to here a dense inverse takes about a second
SMALLEST_SHARE = 1.5e-6  # shares below are not followed one by one but estimated together
SMALL_SHARE = 1e-4  # those below are not followed further
MOST_FOLLOWED = 12_000_000
MOST_PRODUCTS = 100_000_000  # of one product of two matrices, about a second and 1.2 GB
PIECE = 1_000_000  # products between two questions whether to go on
SPARE = 2.0  # times what is followed in all that the pieces may hold together
IMPORTANCE = (0.01, 1000.0)  # of the mean throughflow: how finely a part of it is followed
MOST_POWERS = 8
LASTING, LASTING_STEPS = 0.1, 6  # more than so much after so many steps: the powers would not become small
PROBES = 12
BOUND = 3.0  # standard deviations
WANTED = 1e-4  # of the returns: a wider bound is avoided where the part can be solved
FAR = 10.0  # times the wanted bound: where the vectors cannot come nearer, they are not asked first
ROWS, REACH = 8, 6  # rows of the powers that tell that, and up to which power
MOST_STEPS = 5000
CLOSED = 1e-9
MOST_PASSED = 0.99  # of a part of which more goes round each time, nothing is estimated by such vectors
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Cycling:
    """The cycling index (0-1); `sd` is above 0 where it was estimated; None where `swelling` or `lasting` prevent it.

    `swelling` holds the actors of a part in which as much goes on as came in, or more, so that cycles would never end,
    `lasting` those of one whose cycles are so long that they were not followed to their end.
    """

    index: float | None
    sd: float = 0.0
    swelling: Integers | None = None
    lasting: Integers | None = None

    @property
    def bound(self) -> float:
        """How far from `index` the true one may lie; 0 where it was not estimated."""
        return BOUND * self.sd


def cycling(inside: csr_array, throughflow: Numbers) -> Cycling:
    """The cycling index of flows (n, n) with throughflow (n,) counted from what comes in; exactly 0 without a cycle."""
    total = float(throughflow.sum())
    if total <= 0:
        return Cycling(None)
    share = np.divide(1.0, throughflow, out=np.zeros_like(throughflow), where=throughflow > 0)
    shares = csr_array(diags_array(share) @ inside)
    pause()
    loops = shares.diagonal()
    returned, variance = float((throughflow * loops).sum()), 0.0
    parts = strong_parts(shares)
    for part, block in zip(parts, _blocks(shares, parts), strict=True):
        pause()
        weight = throughflow[part]
        try:
            returns = _returns(block, weight)
        except np.linalg.LinAlgError:
            return Cycling(None, swelling=part)
        if returns is None:
            return Cycling(None, lasting=part)
        returned += returns[0] - float((weight * loops[part]).sum())
        variance += returns[1] ** 2
    return Cycling(min(max(returned / total, 0.0), 1.0), float(np.sqrt(variance)) / total)


def _blocks(shares: csr_array, parts: list[Integers]) -> Iterator[csr_array]:
    """The shares within each part; they are put in the order of the parts once, since many are small."""
    if parts:
        members = np.concatenate(parts)
        ordered = csr_array(shares[members][:, members])
        for first, last in pairwise([0, *np.cumsum([len(part) for part in parts]).tolist()]):
            pause()
            yield csr_array(ordered[first:last, first:last])


def _product(one: Numbers, other: npt.NDArray[Any]) -> Any:
    """The sums over rows (n,) of a vector's entries by those of another, or of several beside each other (n, k).

    The threads that a library would share so short a sum among cost more than they save.
    """
    return np.einsum("i,i...->...", one, other)


def _returns(block: csr_array, weight: Numbers) -> tuple[float, float] | None:
    """How much of `weight` returns in an irreducible part, with its sd; None where its cycles are too long.

    A large part is estimated where little goes round long, and solved where the estimate tells too little. LinAlgError
    where the part swells without end.
    """
    passed_on = np.asarray(block.sum(axis=1)).ravel()
    if np.all(np.abs(passed_on - 1) <= CLOSED):
        return float(weight.sum()), 0.0  # nothing leaves the part: a closed loop
    if block.shape[0] <= DENSE_ACTORS:
        return _solved(block, weight)
    short = _lasting(block, weight) <= LASTING and _fades(block)
    estimate = _estimated(block, weight) if short and _least_bound(block, weight) <= FAR * WANTED else None
    if estimate and BOUND * estimate[1] <= WANTED * estimate[0]:
        return estimate
    diagonal = inverse_diagonal(block)
    if diagonal is not None:
        return float((weight * (1 - 1 / diagonal)).sum()), 0.0
    ways = [way for way in (estimate, returns_by_columns(block, weight)) if way]
    if not ways and short:
        return _estimated(block, weight)
    return min(ways, key=lambda way: way[1], default=None)


def _lasting(block: csr_array, weight: Numbers) -> float:
    """The share of the throughflow that is still in the part after `LASTING_STEPS` steps."""
    left: npt.NDArray[np.float64] = np.ones(len(weight))
    for _ in range(LASTING_STEPS):
        left = block @ left
    return float(_product(weight, left)) / float(weight.sum())


def _solved(block: csr_array, weight: Numbers) -> tuple[float, float]:
    """The returns by the inverse itself; LinAlgError where as much goes on as came in, or more.

    I - G belongs to a series that ends if and only if (I - G) x = 1 has a positive solution (M-matrices, Berman &
    Plemmons 1994, theorem 6.2.3).
    """
    loops = np.diagonal(inverse(np.eye(block.shape[0]) - block.toarray()))
    return float((weight * (1 - 1 / loops)).sum()), 0.0


def _fades(block: csr_array) -> bool:
    """Whether what goes round soon becomes less: the largest eigenvalue of a part is shown to be below `MOST_PASSED`.

    The quotients of a positive vector and its image enclose it (Collatz 1942, Wielandt 1950); the vector is smoothed by
    half steps, so that rings do not let it swing.
    """
    left: npt.NDArray[np.float64] = np.ones(block.shape[0])
    for _ in range(MOST_STEPS):
        pause()
        image = block @ left
        quotients = image / left
        if quotients.max() < MOST_PASSED or quotients.min() >= MOST_PASSED:
            return bool(quotients.max() < MOST_PASSED)
        left = image + left
        left /= left.max()
    return False


def _least_bound(block: csr_array, weight: Numbers) -> float:
    """About the narrowest bound, as a share of the returns, that an estimate by vectors could come to.

    N - M is nowhere below 0, so that the variance of each vector's estimate is at least the sum of the squares of what
    is left out of the third or the sixth power; some rows of them, drawn by the squares of their weight, tell it.
    """
    count, relative = len(weight), weight / weight.max()
    squared = float(_product(relative, relative))
    rows = np.random.default_rng(count).choice(count, ROWS, p=relative**2 / squared)
    importance = (weight / weight.mean()).clip(*IMPORTANCE)
    across, power = csr_array(block.T.astype(np.float32)), np.zeros((count, ROWS), dtype=np.float32)
    power[rows, np.arange(ROWS)] = 1
    later, left_out = 0.0, [0.0]
    for step in range(1, REACH + 1):
        pause()
        power = across @ power
        later += float(power[rows, np.arange(ROWS)].mean()) if step > 2 else 0.0
        if step % 3 == 0:
            most = MOST_FOLLOWED * importance[rows] / importance.sum()
            left_out.append(_left_out(power, SMALLEST_SHARE / importance[rows], most))
    soon = block.diagonal() + np.asarray(block.multiply(csr_array(block.T)).sum(axis=1)).ravel()
    returns = float(_product(relative, soon)) + float(relative.sum()) * later
    return BOUND * float(np.sqrt(squared * max(left_out) / PROBES)) / returns if returns > 0 else np.inf


def _left_out(power: npt.NDArray[np.float32], limit: Numbers, most: Numbers) -> float:
    """The mean over some rows of a power, here columns, of the sum of the squares of the shares not followed."""
    sums = list[float]()
    for column, least, room in zip(power.T.astype(np.float64), limit.tolist(), most.tolist(), strict=True):
        small, large = column[column < least], column[column >= least]
        over = max(len(large) - int(room), 0)
        rest = np.partition(large, over)[:over] if 0 < over < len(large) else large[:over]
        sums.append(float((small**2).sum() + (rest**2).sum()))
    return float(np.mean(sums))


def _estimated(block: csr_array, weight: Numbers) -> tuple[float, float]:
    """The returns of a large part: large shares followed step by step, the return of small ones estimated.

    N is nearly M = (I + G + G²)(I + T₃ + T₆ + ...), with Tₖ the large shares of the k-th power, and the diagonal of a
    product of two is known without making it. The diagonal of N - M is the mean of v * (N v - M v) over vectors v of
    random signs (Hutchinson 1990), for which seven digits do.
    """
    count = block.shape[0]
    twice = csr_array(block @ block)
    pause()
    powers = _followed(block, twice, (weight / weight.mean()).clip(*IMPORTANCE))
    diagonal = 1 + block.diagonal() + twice.diagonal()
    back = csr_array((block + twice).T)
    for power in powers:
        pause()
        diagonal += power.diagonal() + _shared(back, power)
    signs = np.random.default_rng(count).choice(np.array([-1, 1], dtype=np.float32), (count, PROBES))
    rough = csr_array(block.astype(np.float32))
    image = signs.copy()
    for power in powers:
        pause()
        for first, last in _pieces(power):
            pause()
            image[first:last] += csr_array(power[first:last].astype(np.float32)) @ signs
    image += rough @ (image + rough @ image)
    estimates = np.asarray((_summed(rough, signs) - image) * signs, dtype=np.float64)
    rest = _product(weight / diagonal**2, estimates)  # the change of 1 - 1/N per change of N
    halves = estimates[:, : PROBES // 2].mean(axis=1) * estimates[:, PROBES // 2 :].mean(axis=1)
    bend = float(_product(weight / diagonal**3, halves))  # its second order, by two estimates apart
    told = float((weight * (1 - 1 / diagonal)).sum()) + float(rest.mean()) - bend
    return told, float(np.hypot(rest.std(ddof=1) / np.sqrt(PROBES), bend))


def _pieces(shares: csr_array) -> list[tuple[int, int]]:
    """Rows from and to, with about `PIECE` shares in each piece."""
    bounds = np.unique(np.searchsorted(shares.indptr, np.arange(0, shares.nnz, PIECE)))
    return list(pairwise([*bounds.tolist(), shares.shape[0]]))


def _shared(one: csr_array, other: csr_array) -> Numbers:
    """The sums by column of the products of two matrices entry by entry."""
    sums = np.zeros(one.shape[1])
    for first, last in _pieces(other):
        pause()
        sums += np.asarray(one[first:last].multiply(other[first:last]).sum(axis=0)).ravel()
    return sums


def _followed(block: csr_array, twice: csr_array, importance: Numbers) -> list[csr_array]:
    """The large shares of every third power; what goes on from actors of a large throughflow is followed further."""
    thrice = _multiplied(_large(twice, importance, 5 * SMALLEST_SHARE), block, importance)
    powers = [thrice]
    while len(powers) < MOST_POWERS and powers[-1].nnz:
        step = _large(thrice, importance, SMALL_SHARE)
        going = _large(powers[-1], importance, SMALL_SHARE)
        products = int(np.diff(step.indptr)[going.indices].sum())
        if products > MOST_PRODUCTS:
            going = _large(going, importance, SMALL_SHARE, max(going.nnz * MOST_PRODUCTS // products, 1))
        powers.append(_multiplied(going, step, importance))
    return powers


def _multiplied(one: csr_array, other: csr_array, importance: Numbers) -> csr_array:
    """The shares of a product that are not too small, worked out by pieces of rows, which bounds the room they take."""
    products = np.concatenate([[0], np.cumsum(np.diff(other.indptr)[one.indices], dtype=np.int64)])[one.indptr]
    bounds = np.unique(np.searchsorted(products, np.arange(0, products[-1], PIECE)))
    parts, whole_work = [], max(int(products[-1]), 1)
    for first, last in pairwise([*bounds.tolist(), one.shape[0]]):
        pause()
        most = int(SPARE * MOST_FOLLOWED * (products[last] - products[first]) / whole_work) + 1
        parts.append(_large(csr_array(one[first:last] @ other), importance[first:last], SMALLEST_SHARE, most))
    if not parts:
        return csr_array(one.shape)
    whole = parts[0] if len(parts) == 1 else csr_array(vstack(parts, format="csr"))
    pause()
    return whole if whole.nnz <= MOST_FOLLOWED else _large(whole, importance, SMALLEST_SHARE)


def _summed(block: csr_array, vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """N times the vectors (n, k), by the series I + G + G² + ..."""
    term, total = vectors, vectors.copy()
    for _ in range(MOST_STEPS):
        pause()
        term = block @ term
        total += term
        if np.abs(term).max() < TOLERANCE:
            break
    return total


def _large(shares: csr_array, importance: Numbers, limit: float, most: int = MOST_FOLLOWED) -> csr_array:
    """The shares large enough to be followed, at most so many; asked between its steps whether to go on."""
    counts = np.diff(shares.indptr)
    most = min(most, MOST_FOLLOWED)
    if shares.nnz > most:
        heavy = shares.data * np.repeat(importance, counts)
        pause()
        limit = max(limit, _least_of_largest(heavy, most))
    pause()
    large = np.flatnonzero(shares.data >= np.repeat(limit / importance, counts))
    pause()
    if len(large) == shares.nnz:
        return shares
    ends = np.searchsorted(large, shares.indptr).astype(shares.indptr.dtype)
    pause()
    return csr_array((shares.data[large], shares.indices[large], ends), shape=shares.shape)


def _least_of_largest(values: Numbers, most: int) -> float:
    """The smallest of the `most` largest values, by halving what is left, since a partition of all answers nobody."""
    left, wanted = values, most
    while len(left) > PIECE:
        middle = float(np.median(left[:: max(len(left) // 100_000, 1)]))
        above = left[left > middle]
        pause()
        if len(above) in (0, len(left)):
            break
        if len(above) >= wanted:
            left = above
        else:
            left, wanted = left[left <= middle], wanted - len(above)
        pause()
    return float(np.partition(left, -wanted)[-wanted])
