"""How far things are handed on: the longest chain of firms, and what is made at each of its stages.

Rings have no beginning, so firms that reach each other stand on one stage.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from core.columns import Integers
from core.network import Structure


@dataclass(frozen=True, slots=True)
class Chain:
    """The longest chain: `depth` links, one actor (number in the network) of each stage; `stage` of every actor (n,).

    A stage counts from 0, the actors to whom nobody gives.
    """

    depth: int
    actors: tuple[int, ...]
    stage: Integers


def longest_chain(network: Structure) -> Chain:
    """The longest way from actor to actor through a network whose rings count as one stage; linear in links."""
    count = len(network.actors)
    if not count:
        return Chain(0, (), np.zeros(0, dtype=np.int64))
    pairs = csr_array((np.ones(len(network.sender)), (network.sender, network.receiver)), shape=(count, count))
    parts, part_of = connected_components(pairs, directed=True, connection="strong")
    label: Integers = np.asarray(part_of, dtype=np.int64)
    between = label[network.sender] != label[network.receiver]
    ends = list(zip(network.sender[between].tolist(), network.receiver[between].tolist(), strict=True))
    depth, came = _levels(label.tolist(), ends, parts)
    last = max(range(parts), key=lambda part: (depth[part], -part))
    return Chain(depth[last], _way(last, label, came), np.array(depth, dtype=np.int64)[label])


def _levels(label: list[int], ends: list[tuple[int, int]], parts: int) -> tuple[list[int], dict[int, tuple[int, int]]]:
    """How many links lead to each part at most, and by which link; parts are taken when all before them are done."""
    ahead: list[list[tuple[int, int]]] = [[] for _ in range(parts)]
    waiting = [0] * parts
    for sender, receiver in ends:
        ahead[label[sender]].append((sender, receiver))
        waiting[label[receiver]] += 1
    depth = [0] * parts
    came: dict[int, tuple[int, int]] = {}
    ready = [part for part in range(parts) if not waiting[part]]
    while ready:
        part = ready.pop()
        for sender, receiver in ahead[part]:
            after = label[receiver]
            if depth[part] + 1 > depth[after]:
                depth[after], came[after] = depth[part] + 1, (sender, receiver)
            waiting[after] -= 1
            if not waiting[after]:
                ready.append(after)
    return depth, came


def _way(last: int, label: Integers, came: dict[int, tuple[int, int]]) -> tuple[int, ...]:
    """The actors of the longest way, from its beginning; within a ring the one that hands on."""
    if last not in came:
        return ()
    way = [came[last][1]]
    part = last
    while part in came:
        sender = came[part][0]
        way.append(sender)
        part = int(label[sender])
    return tuple(reversed(way))
