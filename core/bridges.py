"""What holds a network together: links and actors whose loss cuts it, directions and repeated links taken together.

Bridges by Tarjan (1974, Inf. Process. Lett. 2, 160), cutting actors by the blocks of Tarjan & Vishkin (1985, SIAM J.
Comput. 14, 862), both from any spanning tree and over whole arrays.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from core.columns import Flags, Integers
from core.spanning_tree import SpanningTree, are_tree, least_below, spanning_tree


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Pairs (m,) of different actors, each once, their tree, and the first and last number joined to what is below."""

    one: Integers
    other: Integers
    tree: SpanningTree
    low: Integers
    high: Integers
    spare: Flags  # the pairs that are not of the tree


def bridges(senders: Integers, receivers: Integers, actors: int) -> list[tuple[int, int]]:
    """The places of bridging links and the number of actors on their smaller side.

    `senders` and `receivers` are actor rows in 0..actors-1. Two links between the same pair are no bridge, self-loops
    never are.
    """
    pairs, place, times = _pairs(senders, receivers, actors)
    if not len(pairs):
        return []
    cuts = _cuts(pairs // actors, pairs % actors, actors)
    tree = cuts.tree
    below = np.where(tree.parent[cuts.one] == cuts.other, cuts.one, cuts.other)
    alone = (cuts.low[below] >= tree.number[below]) & (cuts.high[below] < tree.end[below])
    found = np.flatnonzero(~cuts.spare & alone & (times == 1))
    whole = np.bincount(tree.component)[tree.component[below[found]]]
    side = np.minimum(tree.size[below[found]], whole - tree.size[below[found]])
    return list(zip(place[found].tolist(), side.tolist(), strict=True))


def cutting_actors(senders: Integers, receivers: Integers, actors: int) -> Integers:
    """The actors (rows) without which others no longer hang together, ascending."""
    pairs = _pairs(senders, receivers, actors)[0]
    if not len(pairs):
        return np.zeros(0, dtype=np.int64)
    cuts = _cuts(pairs // actors, pairs % actors, actors)
    block = _blocks(cuts)
    tree, inner = cuts.tree, np.flatnonzero(cuts.tree.parent[:actors] < actors)
    inner = inner[tree.parent[inner] >= 0]
    members = np.concatenate([inner, tree.parent[inner]])
    meetings = np.unique(members * (actors + 1) + np.tile(block[inner], 2)) // (actors + 1)
    cutting: Integers = np.flatnonzero(np.bincount(meetings, minlength=actors) > 1)
    return cutting


def _pairs(senders: Integers, receivers: Integers, actors: int) -> tuple[Integers, Integers, Integers]:
    """Each pair of actors once as a number, the place of its first link, and how many links it has."""
    kept = np.flatnonzero(senders != receivers)
    ends = np.minimum(senders[kept], receivers[kept]), np.maximum(senders[kept], receivers[kept])
    pairs, first, times = np.unique(ends[0] * actors + ends[1], return_index=True, return_counts=True)
    return pairs, kept[first], times


def _cuts(one: Integers, other: Integers, actors: int) -> _Cuts:
    tree = spanning_tree(one, other, actors)
    spare = ~are_tree(tree, one, other)
    low, high = tree.number.copy(), tree.number.copy()
    for here, there in ((one[spare], other[spare]), (other[spare], one[spare])):
        np.minimum.at(low, here, tree.number[there])
        np.maximum.at(high, here, tree.number[there])
    return _Cuts(one, other, tree, least_below(tree, low), -least_below(tree, -high), spare)


def _blocks(cuts: _Cuts) -> Integers:
    """The block (actors + 1,) of the pair that leads from each actor up its tree: pairs on one ring share a block."""
    tree = cuts.tree
    first, second = cuts.one[cuts.spare], cuts.other[cuts.spare]
    turned = tree.number[first] > tree.number[second]
    first, second = np.where(turned, second, first), np.where(turned, first, second)
    apart = tree.end[first] <= tree.number[second]
    above = tree.parent
    under = np.flatnonzero((above >= 0) & (above < len(above) - 1))
    over = above[under]
    round_ = (cuts.low[under] < tree.number[over]) | (cuts.high[under] >= tree.end[over])
    ends = np.concatenate([first[apart], under[round_]]), np.concatenate([second[apart], over[round_]])
    count = len(above)
    same = csr_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(count, count))
    label: Integers = connected_components(same, directed=False)[1].astype(np.int64)
    return label
