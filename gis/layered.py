"""A layered sketch of a small network: senders left, receivers right, few crossings (Sugiyama's method)."""

from collections.abc import Sequence

import numpy as np

from core.columns import Integers
from gis.scene import Points

Edges = Sequence[tuple[int, int]]

_SWEEPS = 12


def layered_places(count: int, edges: Edges) -> Points:
    """Places (count, 2) between 0 and 1, x by layer and y by order within it, for nodes 0 to count - 1."""
    edges = sorted({(a, b) for a, b in edges if a != b})
    layer = _layers(count, edges)
    columns = _ordered([list(np.flatnonzero(layer == depth)) for depth in range(int(layer.max()) + 1)], edges)
    places = np.zeros((count, 2))
    for depth, column in enumerate(columns):
        x = depth / (len(columns) - 1) if len(columns) > 1 else 0.5
        for place, node in enumerate(column):
            places[node] = (x, (place + 0.5) / len(column))
    return places


def _layers(count: int, edges: Edges) -> Integers:
    """The layer of each node: the longest way to it once the edges that close cycles are left aside."""
    rank = _rank(count, edges)
    layer = np.zeros(count, dtype=np.int64)
    for node in np.argsort(rank):
        before = [layer[a] + 1 for a, b in edges if b == node and rank[a] < rank[node]]
        layer[node] = max(before, default=0)
    for node in np.argsort(-rank):  # sources move beside their first receiver, so that no arrow crosses the sheet
        after = [layer[b] - 1 for a, b in edges if a == node and rank[b] > rank[node]]
        if after and not any(b == node for _, b in edges):
            layer[node] = min(after)
    return layer


def _rank(count: int, edges: Edges) -> Integers:
    """An order of the nodes against which few edges run (greedy heuristic of Eades, Lin and Smyth 1993)."""
    left, right, rest = [], [], set(range(count))
    while rest:
        inside = [(a, b) for a, b in edges if a in rest and b in rest]
        degree_out = {node: sum(a == node for a, _ in inside) for node in rest}
        degree_in = {node: sum(b == node for _, b in inside) for node in rest}
        sinks = [node for node in rest if not degree_out[node]]
        if sinks:
            chosen = min(sinks)
            right.append(chosen)
        else:
            chosen = min(rest, key=lambda node: (degree_in[node] - degree_out[node], node))
            left.append(chosen)
        rest.discard(chosen)
    rank = np.empty(count, dtype=np.int64)
    rank[[*left, *reversed(right)]] = np.arange(count)
    return rank


def _ordered(columns: list[list[int]], edges: Edges) -> list[list[int]]:
    """The columns sorted so that neighbours in other layers lie at about the same height (barycentre sweeps)."""
    height = {node: (place + 0.5) / len(column) for column in columns for place, node in enumerate(column)}
    neighbours: dict[int, list[int]] = {node: [] for node in height}
    for a, b in edges:
        neighbours[a].append(b)
        neighbours[b].append(a)
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            middle = {n: float(np.mean([height[m] for m in neighbours[n]] or [height[n]])) for n in column}
            column.sort(key=lambda node: (middle[node], node))
            height.update({node: (place + 0.5) / len(column) for place, node in enumerate(column)})
    return columns
