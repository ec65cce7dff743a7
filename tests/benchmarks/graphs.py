"""The structure of a network beside networkx: python -m tests.benchmarks.graphs [--quick] [--json].

Strongly connected parts, bridges with cutting actors (articulation points), and betweenness from the same sampled
firms, from the arrays of a snapshot; building the graph counts for both. Seconds of the processor, rounds interleaved.
networkx is no package of ours: without it (put its folder into PYTHONPATH) the peer is absent. A row is met only where
both find the same.
"""

import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from core.betweenness import betweenness
from core.bridges import bridges, cutting_actors
from core.columns import Integers
from core.network import strong_parts
from tests.benchmarks.clusters import Cluster, cluster
from tests.benchmarks.report import Row, figure_row, run

STARTS = np.arange(20)
Task = tuple[float, Callable[[Cluster], Any], Callable[[Any, Cluster], Any], Callable[[Any, Any], bool]]


def graph_of(networkx: Any, made: Cluster, *, directed: bool) -> Any:
    graph = networkx.DiGraph() if directed else networkx.Graph()
    graph.add_nodes_from(range(len(made.metres)))
    graph.add_edges_from(zip(made.sender.tolist(), made.receiver.tolist(), strict=True))
    return graph


def parts(made: Cluster) -> list[Integers]:
    count = len(made.metres)
    matrix = csr_array((np.ones(len(made.sender)), (made.sender, made.receiver)), shape=(count, count))
    return strong_parts(matrix)


def same_parts(ours: Any, theirs: Any) -> bool:
    return {frozenset(part.tolist()) for part in ours} == {frozenset(part) for part in theirs if len(part) > 1}


def cuts(made: Cluster) -> tuple[int, list[int]]:
    count = len(made.metres)
    found = bridges(made.sender, made.receiver, count)
    return len(found), cutting_actors(made.sender, made.receiver, count).tolist()


def peer_cuts(networkx: Any, made: Cluster) -> tuple[int, list[int]]:
    """Bridges are counted where one link alone joins two firms, as ours."""
    graph = graph_of(networkx, made, directed=False)
    ends = np.sort(np.column_stack([made.sender, made.receiver]), axis=1)
    pairs, times = np.unique(ends, axis=0, return_counts=True)
    several = {tuple(pair) for pair in pairs[times > 1].tolist()}
    found = [pair for pair in networkx.bridges(graph) if tuple(sorted(pair)) not in several]
    return len(found), sorted(networkx.articulation_points(graph))


def peer_between(networkx: Any, made: Cluster) -> list[float]:
    graph = graph_of(networkx, made, directed=True)
    nodes = list(graph)
    told = networkx.betweenness_centrality_subset(graph, STARTS.tolist(), nodes)
    return [told[node] for node in nodes]


TASKS: dict[str, Task] = {
    "strong parts": (
        1 / 40, parts,
        lambda networkx, made: list(networkx.strongly_connected_components(graph_of(networkx, made, directed=True))),
        same_parts,
    ),
    "bridges and cutting actors": (1 / 10, cuts, peer_cuts, lambda ours, theirs: bool(ours == theirs)),
    "betweenness from 20 firms": (
        1 / 15,
        lambda made: betweenness(made.sender, made.receiver, len(made.metres), STARTS).passing,
        peer_between,
        lambda ours, theirs: bool(np.allclose(ours, theirs)),
    ),
}  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def measure(size: str, rounds: int) -> list[Row]:
    """A row for each task; `met` also asks that ours and the peer find the same."""
    networkx, made = (import_module("networkx") if find_spec("networkx") else None), cluster(size)
    rows = []
    for what, (goal, ours, peer, same) in TASKS.items():
        taken, alike = [], True
        for _ in range(rounds):
            seconds, found = timed(lambda ours=ours: ours(made))  # type: ignore[misc]
            if networkx is None:
                taken.append((seconds, float("nan")))
                continue
            peer_seconds, known = timed(lambda peer=peer: peer(networkx, made))  # type: ignore[misc]
            taken.append((seconds, peer_seconds))
            alike = alike and same(found, known)
        row = figure_row(what, size, taken, goal, as_ratio=True)
        rows.append({**row, "met": row["met"] and alike} if networkx else {**row, "met": None})
    return rows


if __name__ == "__main__":
    raise SystemExit(run(__doc__, lambda quick: measure("S", 1) if quick else measure("M", 3)))
