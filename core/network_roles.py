"""What part actors have in a network: how deep in its core, on how many layers, between whom they stand.

Cores: Seidman (1983), Soc. Netw. 5, 269-287. Participation over layers: Battiston, Nicosia & Latora (2014), Phys.
Rev. E 89, 032804. Brokers: Gould & Fernandez (1989), Sociol. Methodol. 19, 89-126.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers, Numbers
from core.network import Structure, linked_pairs
from core.steps import Step, quietly

PORTION = 500_000  # two-step ways looked at together
BROKERAGE = ("coordinator", "gatekeeper", "representative", "consultant", "liaison")


@dataclass(frozen=True, slots=True)
class Brokers:
    """How often each actor (n,) stands between two that have no link of their own, in which part of `BROKERAGE`.

    `parts` is (n, 5): within one group, letting in, sending out, between two of another group, between three groups.
    """

    parts: Integers

    @property
    def whole(self) -> Integers:
        """All parts together, (n,)."""
        total: Integers = self.parts.sum(axis=1)
        return total


def core_numbers(network: Structure) -> Integers:
    """The largest k of each actor (n,) such that it stays when all with less than k partners are taken away."""
    count = len(network.actors)
    pairs = linked_pairs(network)
    near: list[list[int]] = [[] for _ in range(count)]
    for one, other in pairs.tolist():
        near[one].append(other)
        near[other].append(one)
    left = [len(partners) for partners in near]
    shells: list[list[int]] = [[] for _ in range(max(left, default=0) + 1)]
    for actor, partners in enumerate(left):
        shells[partners].append(actor)
    core, done, reached = [0] * count, [False] * count, 0
    while reached < len(shells):
        if not shells[reached]:
            reached += 1
            continue
        actor = shells[reached].pop()
        if done[actor] or left[actor] > reached:
            continue
        done[actor], core[actor] = True, reached
        for other in near[actor]:
            if not done[other] and left[other] > reached:
                left[other] -= 1
                shells[max(left[other], reached)].append(other)
    return np.array(core, dtype=np.int64)


def participation(links: Numbers) -> Numbers:
    """How evenly the links of actors spread over layers (n,), 0 on one layer to 1 on all alike; NaN without a link.

    `links` is (n, m): the number of links of each actor in each of m layers.
    """
    layers = links.shape[1]
    whole = links.sum(axis=1)
    share = np.divide(links, whole[:, None], out=np.zeros_like(links), where=whole[:, None] > 0)
    spread: Numbers = np.where(whole > 0, 1 - (share**2).sum(axis=1), np.nan)
    return spread * layers / (layers - 1) if layers > 1 else np.where(whole > 0, 0.0, np.nan)


def edge_overlap(one: Integers, other: Integers) -> float | None:
    """Pairs (k, 2) that two layers have in common / pairs of either (Jaccard 1901); None where neither has any."""
    first, second = ({tuple(pair) for pair in pairs.tolist()} for pairs in (one, other))
    return len(first & second) / len(first | second) if first | second else None


def brokers(network: Structure, group: Sequence[int] | Integers, step: Step = quietly) -> Brokers:
    """Who stands between whom; `group` (n,) is the region of each actor, alike where they belong together."""
    count, belongs = len(network.actors), np.asarray(group, dtype=np.int64)
    direct = np.sort(network.sender * max(count, 1) + network.receiver)
    by_sender, by_receiver = np.argsort(network.sender, kind="stable"), np.argsort(network.receiver, kind="stable")
    begin, arrive = (np.concatenate([[0], np.cumsum(degree)]) for degree in (network.given, network.received))
    ahead = np.concatenate([[0], np.cumsum(network.given * network.received)])
    parts = np.zeros((count, len(BROKERAGE)), dtype=np.int64)
    for first in range(0, int(ahead[-1]), PORTION):  # a portion may hold a part of the ways through one hub
        step(first, int(ahead[-1]))
        way = np.arange(first, min(first + PORTION, int(ahead[-1])))
        middle = np.searchsorted(ahead, way, side="right") - 1
        nth, given = way - ahead[middle], network.given[middle]
        start = network.sender[by_receiver[arrive[middle] + nth // given]]
        end = network.receiver[by_sender[begin[middle] + nth % given]]
        open_ways = (start != end) & ~_among(start * count + end, direct)
        part = _brokerage(belongs[start], belongs[middle], belongs[end])
        np.add.at(parts, (middle[open_ways], part[open_ways]), 1)
    return Brokers(parts)


def _among(keys: Integers, ordered: Integers) -> Flags:
    place = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
    found: Flags = ordered[place] == keys
    return found


def _brokerage(start: Integers, middle: Integers, end: Integers) -> Integers:
    """The place in `BROKERAGE` by the groups of the three."""
    inward, outward = start == middle, middle == end
    cases = [inward & outward, ~inward & outward, inward & ~outward, ~inward & ~outward & (start == end)]
    return np.select(cases, [0, 1, 2, 3], 4)
