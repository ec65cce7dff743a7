"""The diagonal of (I - G)^-1 of a network whose actors of few partners can be taken out, exactly.

Actors that have nothing to do with one another go together, those of fewest partners first, and leave what their
partners then hand on by way of them. What remains is inverted as a whole; going back, the inverse is completed where
it is asked for (Erisman & Tinney 1975, Commun. ACM 18, 177, for matrices that are not symmetric).
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, vstack

from core.columns import Flags, Integers, Numbers
from core.dense_blocks import Square, inverse
from core.steps import pause

MOST_CORE = 3500  # actors that are inverted as a whole: about three seconds
MOST_PARTNERS = 60  # of an actor that is taken out
MOST_ENTRIES = 6_000_000  # of the matrix that is left on the way: 70 MB
FEWEST = 8  # that are taken out together
PAIRS = 1_000_000  # of partners that are worked out at once


@dataclass(frozen=True, slots=True)
class Round:
    """Actors (e,) taken out together, their pivots (e,), and what each gave and got (e, n) as shares of its pivot."""

    actors: Integers
    pivot: Numbers
    gave: csr_array
    got: csr_array


def inverse_diagonal(shares: csr_array) -> Numbers | None:
    """The diagonal (n,) of the inverse of I - shares; None where too many actors of many partners would be left.

    LinAlgError where the sum of all powers of `shares` does not end: I - shares is an M-matrix if and only if every
    pivot is positive, in whatever order (Berman & Plemmons 1994, theorem 6.2.3).
    """
    rounds, core, left = _taken_out(csr_array(eye_array(shares.shape[0]) - shares))
    if len(core) > MOST_CORE:
        return None
    return _completed(rounds, core, inverse(left.toarray()))


def _taken_out(matrix: csr_array) -> tuple[list[Round], Integers, csr_array]:
    """Rounds, the actors that are left, and their matrix."""
    count = matrix.shape[0]
    order = np.random.default_rng(count).random(count)  # among actors of as many partners
    actors, rounds = np.arange(count), list[Round]()
    while len(actors) and matrix.nnz <= MOST_ENTRIES:
        pause()
        chosen = _apart(matrix, order[actors])
        if chosen.sum() < FEWEST:
            break
        pivot = matrix.diagonal()[chosen]
        if pivot.min() <= 0:
            raise np.linalg.LinAlgError
        rest, scale = matrix[~chosen], diags_array(1 / pivot)
        gave, got = csr_array(scale @ matrix[chosen][:, ~chosen]), csr_array(rest[:, chosen])
        matrix = csr_array(rest[:, ~chosen] - got @ gave)
        left = actors[~chosen]
        got = csr_array(scale @ csr_array(got.T))
        rounds.append(Round(actors[chosen], pivot, _widened(gave, left, count), _widened(got, left, count)))
        actors = left
    return rounds, actors, matrix


def _widened(part: csr_array, columns: Integers, count: int) -> csr_array:
    return csr_array((part.data, columns[part.indices], part.indptr), shape=(part.shape[0], count))


def _apart(matrix: csr_array, order: Numbers) -> Flags:
    """Actors of few partners, each with fewer than any of its own, so that none is the partner of another."""
    web = csr_array(matrix + matrix.T)  # nothing cancels: off the diagonal both are below 0
    partners = np.diff(web.indptr)
    rank = partners + order
    beside = rank[web.indices]
    beside[web.indices == np.repeat(np.arange(len(rank)), partners)] = np.inf
    few = partners <= min(MOST_PARTNERS, max(5, np.quantile(partners, 0.3)))
    chosen: Flags = few & (rank < np.minimum.reduceat(beside, web.indptr[:-1]))
    return chosen


def _completed(rounds: list[Round], core: Integers, of_core: Square) -> Numbers:
    """The diagonal of the whole inverse: each round asks only for entries that later rounds or the core hold."""
    order = np.concatenate([*(one.actors for one in rounds), core])
    place = np.argsort(order)
    web = _Across(rounds, place, of_core)
    stop = len(order) - len(core)
    for one in reversed(rounds):
        pause()
        start = stop - len(one.actors)
        pieces = np.cumsum(web.width[start:stop]) // PAIRS
        for piece in np.unique(pieces):
            web.complete(start + np.flatnonzero(pieces == piece))
        stop = start
    return web.diagonal[place]


class _Across:
    """Entries of the inverse across from what actors gave and got when they were taken out, in the order of that."""

    def __init__(self, rounds: list[Round], place: Integers, of_core: Square) -> None:
        self._gave = _placed([one.gave for one in rounds], place)
        self._got = _placed([one.got for one in rounds], place)
        self._gave_keys, self._got_keys = _keys(self._gave), _keys(self._got)
        self._to, self._fro = np.zeros(self._gave.nnz), np.zeros(self._got.nnz)
        self._core, self._taken = of_core, self._gave.shape[0]
        pivots = np.concatenate([np.zeros(0), *(one.pivot for one in rounds)])
        self.diagonal = np.concatenate([1 / pivots, of_core.diagonal()])
        self.width = np.diff(self._gave.indptr).astype(np.int64) * np.diff(self._got.indptr)

    def complete(self, rows: Integers) -> None:
        """Work out the entries of actors (places) that were taken out together, and their diagonal."""
        width = self.width[rows]
        row = np.repeat(rows, width)
        number = np.arange(len(row)) - np.repeat(np.cumsum(width) - width, width)
        wide = np.diff(self._got.indptr)[row]
        given, got = self._gave.indptr[row] + number // wide, self._got.indptr[row] + number % wide
        entry = self._entries(self._gave.indices[given], self._got.indices[got])
        self._to -= np.bincount(given, entry * self._got.data[got], len(self._to))
        self._fro -= np.bincount(got, entry * self._gave.data[given], len(self._fro))
        first, last = self._gave.indptr[rows[0]], self._gave.indptr[rows[-1] + 1]
        owner = np.repeat(rows, np.diff(self._gave.indptr)[rows])
        part = self._gave.data[first:last] * self._to[first:last]
        self.diagonal[rows] -= np.bincount(owner - rows[0], part, len(rows))

    def _entries(self, row: Integers, column: Integers) -> Numbers:
        """Entries (row, column) of the inverse, by places; whichever was taken out first holds it."""
        found = self.diagonal[row]
        inner = (row >= self._taken) & (column >= self._taken)
        found[inner] = self._core[row[inner] - self._taken, column[inner] - self._taken]
        count = np.int64(self._gave.shape[1])
        for held, keys, first, other in (
            (self._to, self._gave_keys, column, row), (self._fro, self._got_keys, row, column),
        ):  # fmt: skip
            chosen = ~inner & (first < other)
            found[chosen] = held[np.searchsorted(keys, first[chosen] * count + other[chosen])]
        return found


def _placed(parts: list[csr_array], place: Integers) -> csr_array:
    """All rounds below one another, actors by the order in which they were taken out."""
    nothing = csr_array((0, len(place)))
    whole = csr_array(vstack([nothing, *parts], format="csr"))
    placed = csr_array((whole.data, place[whole.indices], whole.indptr), shape=whole.shape)
    placed.sort_indices()
    return placed


def _keys(part: csr_array) -> Integers:
    rows = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
    return np.asarray(rows * part.shape[1] + part.indices, dtype=np.int64)
