"""Resistances between the ends of all amounts at once: nodes of few neighbours are eliminated one after another.

A star is replaced by the mesh of its neighbours (Kennelly 1899; Rosen 1924), the node of fewest neighbours first; what
is left is inverted as a whole. Going back, the inverse is completed where amounts are (Takahashi et al. 1973).
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.columns import Integers, Numbers
from core.reconcile_network import Network
from core.steps import Step, quietly

MOST_NEIGHBOURS = 120  # of a node that is eliminated
MOST_CORE = 7000  # nodes that are inverted as a whole: 400 MB and about half a minute
BLOCK = 256
Block = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Star:
    """An eliminated node with the neighbours it then had, the share of its conductance to each, and all of it."""

    node: int
    neighbours: Integers
    share: Numbers
    total: float


@dataclass(frozen=True, slots=True)
class Resistances:
    """`node` (count,) against the ground and `arc` (m,) between the ends of every conductance of a network."""

    node: Numbers
    arc: Numbers


def solve_stars(of: Network, excess: Block, step: Step = quietly) -> Block:
    """The potentials (count,) or (count, k) that carry off `excess`, by sums of what is above 0 only.

    However uneven the conductances are, no digits are lost; every node is eliminated, so for small networks.
    """
    stars, _, _ = _eliminated(of, len(of.scale), step)
    carried = np.where((of.grounded if excess.ndim == 1 else of.grounded[:, None]), 0.0, excess)
    for star in stars:
        carried[star.neighbours] += (
            star.share * carried[star.node] if excess.ndim == 1 else np.outer(star.share, carried[star.node])
        )
    solved = np.zeros_like(carried)
    for star in reversed(stars):
        solved[star.node] = carried[star.node] / star.total + star.share @ solved[star.neighbours]
    return solved


def resistances(of: Network, step: Step = quietly, most: int = MOST_NEIGHBOURS) -> Resistances | None:
    """All resistances; None where the core of nodes with over `most` neighbours has more than `MOST_CORE` nodes."""
    stars, core, web = _eliminated(of, most, step)
    if len(core) > MOST_CORE:
        return None
    inverse = _inverted(_matrix(core, web, of.grounded, step), step)
    place = np.full(len(of.scale), -1)
    place[core] = np.arange(len(core))
    diagonal = np.zeros(len(of.scale))
    diagonal[core] = inverse.diagonal()
    pairs = _Pairs(len(of.scale), of.one, of.other)
    for done, (star, near) in enumerate(_completed(stars, inverse, place)):
        if done % 64 == 0:
            step(done, len(stars))
        beside = star.share @ near
        diagonal[star.node] = 1 / star.total + float(beside @ star.share)
        pairs.add(star, beside)
    between = pairs.between
    low, high = place[of.one], place[of.other]
    within = (low >= 0) & (high >= 0)
    between[within] = inverse[low[within], high[within]]
    return Resistances(diagonal, diagonal[of.one] + diagonal[of.other] - 2 * between)


Web = list[dict[int, float]]


def uneven_resistances(of: Network, step: Step = quietly) -> Numbers:
    """The resistance (m,) between the ends of every conductance, each by eliminating all other nodes; for few nodes.

    No difference is taken, so that conductances of 1e-24 and 1e24 beside each other cost no digits.
    """
    found: dict[tuple[int, int], float] = {}
    web = _web(of)
    for place, pair in enumerate(zip(of.one.tolist(), of.other.tolist(), strict=True)):
        step(place, len(of.one))
        if pair not in found:
            found[pair] = found[pair[::-1]] = 1 / _joined([dict(near) for near in web], pair)
    return np.array([found[pair] for pair in zip(of.one.tolist(), of.other.tolist(), strict=True)])


def _joined(web: Web, ends: tuple[int, int]) -> float:
    """The conductance that is left between two nodes of a web when all others are taken out of it."""
    gone = np.zeros(len(web), dtype=bool)
    for node in sorted(range(len(web)), key=lambda node: len(web[node])):
        if node not in ends and web[node]:
            _star(web, node, gone)
            web[node].clear()
    return web[ends[0]][ends[1]]


def _eliminated(of: Network, most: int, step: Step) -> tuple[list[Star], Integers, Web]:
    """The eliminated nodes in order, the nodes that are left, and the conductances among them."""
    web = _web(of)
    fixed = of.grounded
    queue = [(len(near), node) for node, near in enumerate(web) if not fixed[node]]
    heapq.heapify(queue)
    gone = fixed.copy()
    stars: list[Star] = []
    while queue and queue[0][0] <= most:
        degree, node = heapq.heappop(queue)
        if gone[node] or degree != len(web[node]):
            continue
        gone[node] = True
        stars.append(_star(web, node, gone))
        for other in stars[-1].neighbours.tolist():
            heapq.heappush(queue, (len(web[other]), other))
        if len(stars) % 64 == 0:
            step(len(stars), len(web))
    return stars, np.flatnonzero(~gone), web


def _web(of: Network) -> Web:
    """Neighbours with conductances; what leads to the same grounded node is added up too."""
    web: Web = [{} for _ in of.scale]
    for one, other, weight in zip(of.one.tolist(), of.other.tolist(), of.weight.tolist(), strict=True):
        web[one][other] = web[other][one] = web[one].get(other, 0.0) + weight
    return web


def _star(web: Web, node: int, gone: npt.NDArray[np.bool_]) -> Star:
    """Take a node out of the web and put the mesh of its neighbours there."""
    near = list(web[node].items())
    total = sum(weight for _, weight in near)
    for other, _ in near:
        del web[other][node]
    for place, (one, weight) in enumerate(near):
        part, row = weight / total, web[one]
        for other, more in near[place + 1 :]:
            row[other] = web[other][one] = row.get(other, 0.0) + part * more
    inner = sorted((other, weight) for other, weight in near if not gone[other])
    nodes = np.array([other for other, _ in inner], dtype=np.int64)
    return Star(node, nodes, np.array([weight for _, weight in inner]) / total, total)


def _matrix(core: Integers, web: Web, fixed: npt.NDArray[np.bool_], step: Step) -> Block:
    """The Laplacian of what is left, as a whole."""
    place = np.full(len(fixed), -1)
    place[core] = np.arange(len(core))
    matrix = np.zeros((len(core), len(core)))
    for row, node in enumerate(core.tolist()):
        if row % 64 == 0:
            step(row, len(core))
        near = np.fromiter(web[node].keys(), np.int64, len(web[node]))
        weight = np.fromiter(web[node].values(), np.float64, len(web[node]))
        inner = place[near] >= 0
        matrix[row, place[near[inner]]] = -weight[inner]
        matrix[row, row] = weight.sum()
    return matrix


def _inverted(matrix: Block, step: Step) -> Block:
    """The inverse of a positive definite matrix in blocks of columns, so that it can be stopped between them.

    Gauss-Jordan without pivots, in place, each node scaled by its diagonal.
    """
    scale = 1 / np.sqrt(matrix.diagonal())
    matrix *= scale[:, None] * scale
    for start in range(0, len(matrix), BLOCK):
        step(start, len(matrix))
        chosen = slice(start, start + BLOCK)
        pivot = np.linalg.inv(matrix[chosen, chosen])
        column, row = matrix[:, chosen].copy(), pivot @ matrix[chosen]
        for top in range(0, len(matrix), 8 * BLOCK):  # no single call may last
            step(start, len(matrix))
            strip = slice(top, top + 8 * BLOCK)
            matrix[strip] -= column[strip] @ row
        matrix[:, chosen] = -column @ pivot
        matrix[chosen] = row
        matrix[chosen, chosen] = pivot
    return np.asarray(matrix * (scale[:, None] * scale))


def _completed(stars: list[Star], inverse: Block, place: Integers) -> Iterator[tuple[Star, Block]]:
    """Every eliminated node, the last first, with the inverse (k, k) among its neighbours.

    What a node needs is a part of what the first eliminated of its neighbours has, since these are all joined then.
    """
    when = {star.node: number for number, star in enumerate(stars)}
    above = [min((when[near] for near in star.neighbours.tolist() if near in when), default=-1) for star in stars]
    waiting = np.bincount(np.array(above, dtype=np.int64) + 1, minlength=len(stars) + 1)[1:]
    fronts: dict[int, tuple[Integers, Block]] = {}
    for number in range(len(stars) - 1, -1, -1):
        star, up = stars[number], above[number]
        if up < 0:
            rows = place[star.neighbours]
            near = inverse[np.ix_(rows, rows)]
        else:
            nodes, front = fronts[up]
            rows = np.searchsorted(nodes, star.neighbours)
            near = front[np.ix_(rows, rows)]
            waiting[up] -= 1
            if not waiting[up]:
                del fronts[up]
        if waiting[number]:
            fronts[number] = _front(star, near)
        yield star, near


def _front(star: Star, near: Block) -> tuple[Integers, Block]:
    """The inverse among a node and its neighbours, in the order of nodes."""
    beside = star.share @ near
    spot = int(np.searchsorted(star.neighbours, star.node))
    nodes = np.insert(star.neighbours, spot, star.node)
    front = np.insert(np.insert(near, spot, beside, axis=0), spot, 0.0, axis=1)
    front[:, spot] = np.insert(beside, spot, 1 / star.total + float(beside @ star.share))
    return nodes, front


class _Pairs:
    """Entries of the inverse between the ends of conductances, gathered as eliminated nodes come by.

    They stay 0 where one of the ends is grounded or where both were left to the core.
    """

    def __init__(self, count: int, one: Integers, other: Integers) -> None:
        self._count = count
        self._keys, self._place = np.unique(self._key(one, other), return_inverse=True)
        self._values = np.zeros(len(self._keys))

    def _key(self, one: Integers, other: Integers) -> Integers:
        return np.minimum(one, other) * self._count + np.maximum(one, other)

    def add(self, star: Star, beside: Numbers) -> None:
        """Keep what an eliminated node has to do with each neighbour that a conductance joins it to."""
        wanted = self._key(star.neighbours, np.full(len(star.neighbours), star.node))
        found = np.searchsorted(self._keys, wanted).clip(0, max(len(self._keys) - 1, 0))
        joined = self._keys[found] == wanted if len(self._keys) else np.zeros(len(wanted), dtype=bool)
        self._values[found[joined]] = beside[joined]

    @property
    def between(self) -> Numbers:
        """The entries between the ends of all conductances, (m,)."""
        entries: Numbers = self._values[self._place.reshape(-1)]
        return entries
