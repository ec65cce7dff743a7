"""Key nodes: on how many of the shortest chains from giver to receiver each actor stands (Brandes 2001).

U. Brandes, A faster algorithm for betweenness centrality, J. Math. Sociol. 25(2) 163-177; from a sample of starting
actors as Brandes & Pich (2007), Int. J. Bifurc. Chaos 17(7) 2303-2318.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from core.columns import Flags, Integers, Numbers
from core.steps import pause

Step = Callable[[int, int], object]
Halves = npt.NDArray[np.int32]  # actor rows and levels in half the room, since reading them is what takes the time


@dataclass(frozen=True, slots=True)
class Betweenness:
    """`passing` (actors,) counts the pairs (start, end) whose shortest chains go through an actor, in shares.

    `chains` counts the pairs that a chain over at least one other actor joins; `starts` the actors it was begun from.
    """

    passing: Numbers
    chains: int
    starts: int


@dataclass(frozen=True, slots=True)
class _Steps:
    """The links on shortest chains from one start, sorted by level; `bounds` cuts them into levels."""

    sender: Halves
    receiver: Halves
    bounds: Sequence[int]


def betweenness(
    senders: Integers, receivers: Integers, actors: int, starts: Integers | None = None, step: Step | None = None
) -> Betweenness:
    """Betweenness in the directed network of links senders[k] -> receivers[k] (m,), repeated links taken as one.

    `starts` are actor rows, all for None. `step(done, whole)` is called after each start; what it raises ends the work.
    """
    matrix, sender, receiver = _joined(senders, receivers, actors)
    begun = np.arange(actors) if starts is None else starts
    passing, chains = np.zeros(actors), 0
    for done, start in enumerate(begun.tolist(), 1):
        pause()
        level = _levels(matrix, start)
        chains += int((level > 1).sum())
        passing += _dependencies(_steps(sender, receiver, level), start, actors)
        if step is not None:
            step(done, len(begun))
    return Betweenness(passing, chains, len(begun))


@dataclass(frozen=True, slots=True)
class Walks:
    """What `betweenness` adds up, start by start (s,): `level` and `depends` (s, actors) of the links (m,) as numbers.

    It takes 12 bytes per start and actor.
    """

    links: Integers
    starts: Integers
    level: Halves
    depends: Numbers

    @property
    def betweenness(self) -> Betweenness:
        """The sums, in the order in which `betweenness` makes them."""
        passing = np.zeros(self.level.shape[1])
        for each in self.depends:
            passing += each
        return Betweenness(passing, int((self.level > 1).sum()), len(self.starts))


def walks(senders: Integers, receivers: Integers, actors: int, starts: Integers, before: Walks | None = None) -> Walks:
    """The shortest chains from each start; those of an earlier network are kept where no link of them came or went."""
    matrix, sender, receiver = _joined(senders, receivers, actors)
    links = sender.astype(np.int64) * actors + receiver
    level, depends = np.empty((len(starts), actors), dtype=np.int32), np.empty((len(starts), actors))
    fresh = np.ones(len(starts), dtype=bool)
    if before is not None and before.level.shape == level.shape and np.array_equal(before.starts, starts):
        fresh = _touched(before, links)
        level[~fresh], depends[~fresh] = before.level[~fresh], before.depends[~fresh]
    for place in np.flatnonzero(fresh).tolist():
        pause()
        start = int(starts[place])
        level[place] = _levels(matrix, start)
        depends[place] = _dependencies(_steps(sender, receiver, level[place]), start, actors)
    return Walks(links, starts, level, depends)


def _touched(before: Walks, links: Integers) -> Flags:
    """The starts that a link is on a shortest chain from, or would be, which only one of two networks has."""
    actors = before.level.shape[1]
    gone, come = np.setdiff1d(before.links, links), np.setdiff1d(links, before.links)
    touched = np.zeros(len(before.starts), dtype=bool)
    for pair in gone.tolist():
        begun, to = before.level[:, pair // actors], before.level[:, pair % actors]
        touched |= (begun >= 0) & (to == begun + 1)
    for pair in come.tolist():
        begun, to = before.level[:, pair // actors], before.level[:, pair % actors]
        touched |= (begun >= 0) & ((to < 0) | (to > begun))
    return touched


def _joined(senders: Integers, receivers: Integers, actors: int) -> tuple[csr_array, Halves, Halves]:
    """The links as a matrix, each pair once, and its senders and receivers in order."""
    matrix = csr_array((np.ones(len(senders), dtype=np.int8), (senders, receivers)), shape=(actors, actors))
    matrix.sum_duplicates()
    sender = np.repeat(np.arange(actors, dtype=np.int32), np.diff(matrix.indptr))
    return matrix, sender, matrix.indices.astype(np.int32)


def _levels(matrix: csr_array, start: int) -> Halves:
    """How many links away from the start each actor is, -1 where no chain leads."""
    order, before = breadth_first_order(matrix, start, directed=True)
    place = np.zeros(matrix.shape[0], dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    above = place[before[order[1:]]]  # ascending, since the search is breadth-first
    bounds = [0, 1]
    while bounds[-1] < len(order):
        bounds.append(1 + int(np.searchsorted(above, bounds[-1])))
    level = np.full(matrix.shape[0], -1, dtype=np.int32)
    level[order] = np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))
    return level


def _steps(sender: Halves, receiver: Halves, level: Halves) -> _Steps:
    from_, to = level[sender], level[receiver]
    chosen = np.flatnonzero((to == from_ + 1) & (from_ >= 0))
    begun = from_[chosen]
    deepest = int(begun.max()) if len(begun) else -1
    order = np.argsort(begun.astype(np.int16) if deepest < 2**15 else begun, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(begun, minlength=deepest + 1))])
    chosen = chosen[order]
    return _Steps(sender[chosen], receiver[chosen], bounds.tolist())


def _dependencies(steps: _Steps, start: int, actors: int) -> Numbers:
    """For each actor, over how many ends the shortest chains from `start` go through it, in shares."""
    ways, depends = np.zeros(actors), np.zeros(actors)
    ways[start] = 1.0
    parts = list(zip(steps.bounds[:-1], steps.bounds[1:], strict=True))
    for first, last in parts:
        np.add.at(ways, steps.receiver[first:last], ways[steps.sender[first:last]])
    share = ways[steps.sender] / ways[steps.receiver]
    for first, last in reversed(parts):
        np.add.at(depends, steps.sender[first:last], share[first:last] * (1 + depends[steps.receiver[first:last]]))
    depends[start] = 0.0
    return depends


def sampled_starts(actors: Integers, most: int) -> Integers:
    """At most `most` of the actors (rows), ascending, the same ones every time."""
    if len(actors) <= most:
        return actors
    return np.sort(np.random.default_rng(len(actors)).choice(actors, most, replace=False))
