"""Groups that exchange more among each other than chance would have it: modularity, and the groups that maximise it.

Newman & Girvan (2004), Phys. Rev. E 69, 026113; Blondel et al. (2008), J. Stat. Mech. P10008. Directions are taken
together. Nothing is drawn by lot: actors are asked in their order, so that two runs give the same groups.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.steps import Step, quietly

GAIN = 1e-12
MOST_ROUNDS = 100
PORTION = 4096  # actors between two of which somebody may stop the work


@dataclass(frozen=True, slots=True)
class Communities:
    """The group of each actor (n,), numbered from 0 in the order of their first actor, and their modularity."""

    group: Integers
    modularity: float | None


def communities(
    sender: Integers, receiver: Integers, weight: Numbers, actors: int, step: Step = quietly
) -> Communities:
    """The groups that the method of Louvain finds among links (k,) of actors 0..actors-1; modularity None without any.

    Weights are all above 0 and in one unit, or all 1. Links of an actor with itself stay within its group.
    """
    group = np.arange(actors, dtype=np.int64)
    if weight.sum() <= 0:
        return Communities(group, None)
    links = _merged(sender, receiver, weight)
    while True:
        moved = _moved(*links, int(group.max(initial=-1)) + 1, step)
        fresh = _numbered(moved)
        if len(fresh) == 0 or fresh.max() + 1 == len(fresh):
            break
        group = fresh[group]
        links = _merged(fresh[links[0]], fresh[links[1]], links[2])
    return Communities(_numbered(group), modularity(sender, receiver, weight, group))


def modularity(sender: Integers, receiver: Integers, weight: Numbers, group: Integers) -> float | None:
    """The share of the weight within groups less the share that chance would put there; None without weight."""
    total = float(weight.sum())
    if total <= 0:
        return None
    within = float(weight[group[sender] == group[receiver]].sum()) / total
    groups = int(group.max()) + 1
    degree = np.bincount(group[sender], weight, groups) + np.bincount(group[receiver], weight, groups)
    return within - float(((degree / (2 * total)) ** 2).sum())


def _merged(sender: Integers, receiver: Integers, weight: Numbers) -> tuple[Integers, Integers, Numbers]:
    """Links of the same two actors as one, the lower number first."""
    low, high = np.minimum(sender, receiver), np.maximum(sender, receiver)
    count = int(high.max(initial=0)) + 1
    pairs, place = np.unique(low * count + high, return_inverse=True)
    return pairs // count, pairs % count, np.bincount(place, weight, len(pairs)).astype(np.float64)


def _moved(low: Integers, high: Integers, weight: Numbers, actors: int, step: Step) -> Integers:
    """Each actor in the neighbouring group where modularity gains most, until nobody moves.

    Who stays is asked again only when a neighbour has moved to another group.
    """
    neighbours: list[dict[int, float]] = [{} for _ in range(actors)]
    degree = [0.0] * actors
    for one, other, carried in zip(low.tolist(), high.tolist(), weight.tolist(), strict=True):
        degree[one] += carried
        degree[other] += carried
        if one != other:
            neighbours[one][other] = neighbours[other][one] = carried
    group, held, whole = list(range(actors)), degree.copy(), sum(degree)
    waiting, listed = deque(range(actors)), [True] * actors
    for count in range(MOST_ROUNDS * actors):
        if not waiting:
            break
        if count % PORTION == 0:
            step(0, 1)
        actor = waiting.popleft()
        listed[actor] = False
        if _move(actor, neighbours[actor], group, held, degree[actor], whole):
            for other in neighbours[actor]:  # for the others nothing has changed
                if not listed[other] and group[other] != group[actor]:
                    listed[other] = True
                    waiting.append(other)
    return np.array(group, dtype=np.int64)


def _move(actor: int, near: dict[int, float], group: list[int], held: list[float], degree: float, whole: float) -> bool:
    """Put one actor where it gains most; the own group wins where nothing is better."""
    own = group[actor]
    carried: dict[int, float] = {own: 0.0}
    for other, amount in near.items():
        there = group[other]
        carried[there] = carried.get(there, 0.0) + amount
    held[own] -= degree
    scale, limit = degree / whole, GAIN * whole
    best, most = own, carried[own] - held[own] * scale
    for candidate, amount in carried.items():
        gain = amount - held[candidate] * scale
        if gain > most + limit:
            best, most = candidate, gain
    held[best] += degree
    group[actor] = best
    return best != own


def _numbered(group: Integers) -> Integers:
    """Groups renumbered in the order of their first actor."""
    _, first, place = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    numbered: Integers = rank[place.reshape(-1)]
    return numbered
