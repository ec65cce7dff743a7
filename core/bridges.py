"""Bridges of a network: links whose loss cuts it in two (Tarjan 1974), directions and repeated links taken together."""

import numpy as np

from core.columns import Integers


def bridges(senders: Integers, receivers: Integers, actors: int) -> list[tuple[int, int]]:
    """The places of bridging links and the number of actors on their smaller side.

    `senders` and `receivers` are actor rows in 0..actors-1. Two links between the same pair are no bridge, self-loops
    never are. Linear in actors and links, without recursion.
    """
    pairs: dict[tuple[int, int], list[int]] = {}
    for place, (one, other) in enumerate(zip(senders.tolist(), receivers.tolist(), strict=True)):
        if one != other:
            pairs.setdefault((min(one, other), max(one, other)), []).append(place)
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(actors)]
    for edge, (one, other) in enumerate(pairs):
        neighbours[one].append((other, edge))
        neighbours[other].append((one, edge))
    places = list(pairs.values())
    found = []
    for edge, side, whole in _cut_edges(neighbours):
        if len(places[edge]) == 1:
            found.append((places[edge][0], min(side, whole - side)))
    return found


def _cut_edges(neighbours: list[list[tuple[int, int]]]) -> list[tuple[int, int, int]]:
    """Bridging edges with the actors below them and the actors of their component, by a depth-first walk."""
    order = np.full(len(neighbours), -1).tolist()
    low, below = [0] * len(neighbours), [1] * len(neighbours)
    found: list[tuple[int, int, int]] = []
    for root in range(len(neighbours)):
        if order[root] >= 0 or not neighbours[root]:
            continue
        cuts: list[tuple[int, int]] = []
        order[root] = low[root] = 0
        seen = 1
        walk = [(root, -1, iter(neighbours[root]))]
        while walk:
            actor, via, rest = walk[-1]
            for other, edge in rest:
                if order[other] < 0:
                    order[other] = low[other] = seen
                    seen += 1
                    walk.append((other, edge, iter(neighbours[other])))
                    break
                if edge != via:
                    low[actor] = min(low[actor], order[other])
            else:
                walk.pop()
                if walk:
                    parent = walk[-1][0]
                    low[parent] = min(low[parent], low[actor])
                    below[parent] += below[actor]
                    if low[actor] > order[parent]:
                        cuts.append((via, below[actor]))
        found += [(edge, side, seen) for edge, side in cuts]
    return found
