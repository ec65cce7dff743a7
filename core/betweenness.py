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

from core.columns import Integers, Numbers
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
class Walk:
    """The shortest chains from one start: how far each actor is (`level`), and over how many ends they go through it.

    `chains` counts the actors that a chain over another one leads to. It takes 12 bytes per actor.
    """

    level: Halves
    depends: Numbers
    chains: int


@dataclass(frozen=True, slots=True)
class Walks:
    """What `betweenness` adds up, start by start; the links (m,) as numbers, ascending."""

    links: Integers
    starts: Integers
    actors: int
    each: Sequence[Walk]

    @property
    def betweenness(self) -> Betweenness:
        """The sums, in the order in which `betweenness` makes them."""
        passing = np.zeros(self.actors)
        for walk in self.each:
            passing += walk.depends
        return Betweenness(passing, sum(walk.chains for walk in self.each), len(self.starts))


@dataclass(frozen=True, slots=True)
class _Apart:
    """The links that are gone and that have come (2, k), and who still gives to each receiver of one that is gone."""

    gone: Integers
    come: Integers
    givers: dict[int, Halves]


def walks(senders: Integers, receivers: Integers, actors: int, starts: Integers, before: Walks | None = None) -> Walks:
    """The shortest chains from each start; those of an earlier network are kept where no link of them came or went."""
    matrix, sender, receiver = _joined(senders, receivers, actors)
    links = sender.astype(np.int64) * actors + receiver

    def walk(start: int, level: Halves | None = None) -> Walk:
        pause()
        level = _levels(matrix, start) if level is None else level
        depends = _dependencies(_steps(sender, receiver, level), start, actors)
        return Walk(level, depends, int((level > 1).sum()))

    if before is None or before.actors != actors or not np.array_equal(before.starts, starts):
        return Walks(links, starts, actors, [walk(start) for start in starts.tolist()])
    apart = _apart(before.links, links, actors, (sender, receiver))
    each = [
        walk(start, old.level if _stands(old.level, apart) else None) if _touched(old.level, apart) else old
        for start, old in zip(starts.tolist(), before.each, strict=True)
    ]
    return Walks(links, starts, actors, each)


def _apart(before: Integers, links: Integers, actors: int, ends: tuple[Halves, Halves]) -> _Apart:
    """In which links (ascending numbers) two networks differ; `ends` are senders and receivers of the later one."""
    pairs = (before, links), (links, before)
    gone, come = (np.stack(np.divmod(_without(*pair), actors)) for pair in pairs)
    return _Apart(gone, come, {to: ends[0][ends[1] == to] for to in set(gone[1].tolist())})


def _without(one: Integers, other: Integers) -> Integers:
    """The numbers of the one that the other has not, both ascending."""
    alone: Integers = one[np.append(other, -1)[np.searchsorted(other, one)] != one]
    return alone


def _touched(level: Halves, apart: _Apart) -> bool:
    """Whether a link that is gone was on a shortest chain, or one that has come would be."""
    begun, to = level[apart.gone]
    from_, reached = level[apart.come]
    leads = (from_ >= 0) & ((reached < 0) | (reached > from_))
    return bool(((begun >= 0) & (to == begun + 1)).any() or leads.any())


def _stands(level: Halves, apart: _Apart) -> bool:
    """Whether every actor is as far as before: no new link is a short cut, and none that is gone was the only way."""
    from_, reached = level[apart.come]
    if ((from_ >= 0) & ((reached < 0) | (reached > from_ + 1))).any():
        return False
    begun, to = level[apart.gone]
    used = apart.gone[1][(begun >= 0) & (to == begun + 1)]
    return all(bool((level[apart.givers[end]] == level[end] - 1).any()) for end in used.tolist())


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
