"""A spanning forest of a network numbered in preorder, worked out over whole arrays however deep it is.

Directions do not count. Preorder numbers and sizes come from an Euler tour whose ranks are found by pointer doubling
(Tarjan & Vishkin 1985, SIAM J. Comput. 14, 862), so that a chain of 200,000 actors takes no longer than a bush.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from core.columns import Flags, Integers


@dataclass(frozen=True, slots=True)
class SpanningTree:
    """Columns (actors + 1,) of a tree over all actors; its root, the last, is nobody and joins the components.

    `parent` is -1 for the root, `number` counts in preorder from 0, `size` is how many stand at and below an actor,
    `component` tells which actors hang together.
    """

    parent: Integers
    number: Integers
    size: Integers
    component: Integers

    @property
    def end(self) -> Integers:
        """One past the last preorder number below each actor."""
        return self.number + self.size


def spanning_tree(one: Integers, other: Integers, actors: int) -> SpanningTree:
    """The tree of the pairs one[k] - other[k] (m,) among actors 0..actors-1."""
    matrix = csr_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(actors, actors))
    component = connected_components(matrix, directed=False)[1].astype(np.int64)
    tops = np.unique(component, return_index=True)[1]
    ends = np.concatenate([one, np.full(len(tops), actors)]), np.concatenate([other, tops])
    both = np.concatenate(ends), np.concatenate(ends[::-1])
    joined = csr_array((np.ones(len(both[0]), dtype=np.int8), both), shape=(actors + 1, actors + 1))
    order, parent = (array.astype(np.int64) for array in breadth_first_order(joined, actors, directed=True))
    parent[actors] = -1
    number, size = _numbered(order, parent)
    return SpanningTree(parent, number, size, component)


def _numbered(order: Integers, parent: Integers) -> tuple[Integers, Integers]:
    """Preorder numbers and sizes; `order` (n,) is breadth-first, so that children of one parent stand together.

    The tour goes down to v as step v and up from it as step n + v; the steps left to its end say both.
    """
    count = len(order)
    children, above = order[1:], parent[order[1:]]
    first, last = np.ones(count - 1, dtype=bool), np.ones(count - 1, dtype=bool)
    first[1:] = last[:-1] = above[1:] != above[:-1]
    after = np.empty(2 * count, dtype=np.int64)
    after[:count] = count + np.arange(count)  # a leaf is left at once
    after[above[first]] = children[first]
    after[count + children[:-1]] = children[1:]
    after[count + children[last]] = count + above[last]
    top = order[0]
    after[count + top] = count + top
    downs = _to_end(after, np.repeat([1, 0], count))
    number = downs[top] - downs[:count]
    return number, downs[:count] - downs[count:]


def _to_end(after: Integers, weight: Integers) -> Integers:
    """The sum of weights from each step of a list to its end, which follows itself and weighs nothing."""
    total = weight.astype(np.int64)
    for _ in range(len(after).bit_length()):
        total = total + total[after]
        after = after[after]
    return total


def least_below(tree: SpanningTree, value: npt.NDArray[np.int64]) -> Integers:
    """The smallest value (actors + 1,) at or below each actor: the least of a run of preorder numbers."""
    level = np.empty_like(value)
    level[tree.number] = value
    least = level[tree.number]
    step, reached = 1, tree.number.copy()
    left = tree.size.copy()
    while step <= int(tree.size.max()):
        odd = (left & step) > 0  # runs are put together from pieces of 1, 2, 4 ... numbers
        least[odd] = np.minimum(least[odd], level[reached[odd]])
        reached[odd] += step
        wider = level.copy()
        np.minimum(level[:-step], level[step:], out=wider[:-step])
        level, step = wider, 2 * step
    return least


def are_tree(tree: SpanningTree, one: Integers, other: Integers) -> Flags:
    """Which pairs are those of the tree."""
    found: Flags = (tree.parent[one] == other) | (tree.parent[other] == one)
    return found
