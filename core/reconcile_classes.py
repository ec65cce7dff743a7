"""Which amounts can be checked, which follow from others and which cannot be determined, by the graph alone.

Kretsovalis & Mavrovouniotis (1987), Chem. Eng. Sci. 42, 2529: nodes joined by unmeasured amounts are merged; a measured
amount is redundant if its ends lie in different merged nodes, an unmeasured one is observable if it is a bridge of
the graph of unmeasured amounts. Linear in nodes and amounts.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from core.columns import Integers
from core.reconcile_model import CONSTANT, NON_REDUNDANT, OBSERVABLE, REDUNDANT, UNOBSERVABLE, Arcs

Marks = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Classified:
    """`kind` (m,) of every amount and `merged` (nodes + 1,) the merged node of every node, the last being the outside.

    `group` (m,) numbers sets of unobservable amounts of which measuring any one determines all others, -1 elsewhere.
    `tree` says by what unmeasured amounts each node hangs on its merged node.
    """

    kind: Integers
    merged: Integers
    group: Integers
    tree: "Tree"


@dataclass(frozen=True, slots=True)
class Tree:
    """A forest over nodes (the outside last) by unmeasured amounts: `order` parents first, `parent` node and amount.

    Both are -1 at the root of each merged node; the outside is a root.
    """

    order: Integers
    parent: Integers
    arc: Integers


def ends_of(arcs: Arcs) -> tuple[Integers, Integers]:
    """Tails and heads with the outside as one more node behind the others."""
    return np.where(arcs.tail < 0, arcs.nodes, arcs.tail), np.where(arcs.head < 0, arcs.nodes, arcs.head)


def classify(arcs: Arcs) -> Classified:
    """Classify all amounts; an amount from a node to itself takes part in no balance."""
    tail, head = ends_of(arcs)
    count = arcs.nodes + 1
    loose = np.flatnonzero(~arcs.measured & (tail != head))
    if len(loose):
        merged = _parts(tail[loose], head[loose], count)
        tree = _forest(tail, head, loose, merged, count)
        marks = _marks(tail, head, loose, tree, len(arcs))
    else:  # the usual case of large networks needs no walk
        merged, nothing = np.arange(count), np.full(count, -1)
        tree, marks = Tree(np.arange(count), nothing, nothing), np.zeros(len(arcs), dtype=np.uint64)
    apart = merged[tail] != merged[head]
    kind = np.where(arcs.measured, np.where(apart, REDUNDANT, NON_REDUNDANT), UNOBSERVABLE)
    kind[arcs.measured & (arcs.sd == 0)] = CONSTANT
    kind[loose[marks[loose] == 0]] = OBSERVABLE
    return Classified(kind, merged, _groups(kind, marks, tail == head), tree)


def _parts(one: Integers, other: Integers, count: int) -> Integers:
    graph = csr_array((np.ones(len(one)), (one, other)), shape=(count, count))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def _forest(tail: Integers, head: Integers, loose: Integers, merged: Integers, count: int) -> Tree:
    """A walk over every merged node from one root each, in which a node above all holds the roots together."""
    roots = np.full(int(merged.max()) + 1, -1)
    roots[merged[::-1]] = np.arange(count)[::-1]
    roots[merged[count - 1]] = count - 1
    top = np.full(len(roots), count)
    one, other = np.concatenate([tail[loose], top]), np.concatenate([head[loose], roots])
    graph = csr_array((np.ones(len(one)), (one, other)), shape=(count + 1, count + 1))
    order, parent = breadth_first_order(graph, count, directed=False)
    above = parent[:count].astype(np.int64)
    below = {}
    for arc, start, end in zip(loose.tolist(), tail[loose].tolist(), head[loose].tolist(), strict=True):
        below[start, end] = below[end, start] = arc
    arc_of = [below.get((node, up), -1) for node, up in enumerate(above.tolist())]
    return Tree(order[1:].astype(np.int64), np.where(above == count, -1, above), np.array(arc_of, dtype=np.int64))


def _marks(tail: Integers, head: Integers, loose: Integers, tree: Tree, count: int) -> Marks:
    """A number for every unmeasured amount: 0 for a bridge, equal for two whose removal cuts the graph in two.

    Random numbers on the amounts outside the forest, their exclusive or along it (Pritchard & Thurimella 2011, ACM
    Trans. Algorithms 7, 46); two of 64 bits are the same by chance once in 10^19.
    """
    marks = np.zeros(count, dtype=np.uint64)
    inside = np.zeros(count, dtype=bool)
    inside[tree.arc[tree.arc >= 0]] = True
    chords = loose[~inside[loose]]
    marks[chords] = np.random.default_rng(count).integers(1, 2**63, len(chords), dtype=np.uint64)
    sums = np.zeros(len(tree.parent), dtype=np.uint64)
    np.bitwise_xor.at(sums, tail[chords], marks[chords])
    np.bitwise_xor.at(sums, head[chords], marks[chords])
    below, parent = sums.tolist(), tree.parent.tolist()
    for node in reversed(tree.order.tolist()):
        if parent[node] >= 0:
            below[parent[node]] ^= below[node]
    hung = tree.arc >= 0
    marks[tree.arc[hung]] = np.array(below, dtype=np.uint64)[hung]
    return marks


def _groups(kind: Integers, marks: Marks, loops: npt.NDArray[np.bool_]) -> Integers:
    """The sets of amounts that one measurement determines; an amount from a node to itself stands alone."""
    group = np.full(len(kind), -1)
    open_ones = np.flatnonzero(kind == UNOBSERVABLE)
    names = np.where(loops[open_ones], np.arange(len(open_ones), dtype=np.uint64), marks[open_ones])
    group[open_ones] = np.unique(names, return_inverse=True)[1].reshape(-1)
    return group
