"""Network indicators beside their peers: python -m tests.benchmarks.network [--quick] [--json].

One row per task: ours and peer are medians of interleaved rounds in seconds. Peers: for the Finn index the diagonal of
the inverse by `scipy.sparse.linalg.splu` in blocks of 256 columns, measured on some blocks of the largest strongly
connected part and carried to all of them; for cyclicity the largest eigenvalue of the whole matrix by
`scipy.sparse.linalg.eigs`. `difference` is the relative difference of the results: on the small cluster against the
whole inverse, on the large ones the bound that the estimate reports, which may be 1e-4, or, where they are solved, that
of 256 entries of the diagonal from splu's. Seconds of the processor. The
strongly cycling network is the largest part of the cluster with every firm's account closed, of which 95 % goes on.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import eigs, splu

from core import network_cycling, network_elimination
from core.columns import Numbers
from core.figures import for_year
from core.indicators import Request
from core.network import Structure, cyclicity, strong_parts
from core.network_cycling import cycling
from core.network_elimination import inverse_diagonal
from core.network_indicators import network_indicators
from core.project import Project
from core.snapshot import Snapshot
from tests.benchmarks.clusters import Cluster, cluster
from tests.benchmarks.project import insert_ours, rows_of
from tests.benchmarks.report import Row, figure_row, run

BLOCK, SAMPLE = 256, 2
BALANCING = 300
WIDEST = 1e-4  # bound of the Finn index, as a share of it
# The goals: Finn index 1/200 of splu at M, cyclicity faster than its peer, every network indicator in 2 s.
GOALS = {"Finn cycling index": 1 / 200, "cyclicity": 1.0, "all network indicators": 2.0}


def sums_of(flows: csr_array) -> tuple[Numbers, Numbers]:
    """What each firm gets and gives, by column and by row."""
    got, given = np.asarray(flows.sum(axis=0), dtype=np.float64), np.asarray(flows.sum(axis=1), dtype=np.float64)
    return got.ravel(), given.ravel()


def flows_of(made: Cluster) -> tuple[csr_array, Numbers]:
    """Flows between the firms, and a throughflow of which about a third leaves the cluster at every firm."""
    count = len(made.metres)
    inside = csr_array((made.amount, (made.sender, made.receiver)), shape=(count, count))
    inside.sum_duplicates()
    brought, sent = sums_of(inside)
    return inside, 1 + np.maximum(sent, brought) + 0.3 * brought


def snapshot_of(made: Cluster) -> Snapshot:
    """The snapshot of a project of the cluster with what every firm gets from outside, narrowed to its year."""
    inside, throughflow = flows_of(made)
    imports = throughflow - np.asarray(inside.sum(axis=0)).ravel()
    tables = rows_of(made, 4490)
    first = len(tables["flow"]) + 1
    for row, value in enumerate(imports.tolist()):
        tables["flow"].append({"sender_id": None, "receiver_id": row + 1, "commodity_id": 1, "kind": "material"})
        tables["flow_amount"].append({"flow_id": first + row, "year": 2024, "value": value})
    with tempfile.TemporaryDirectory() as folder:
        with Project.create(Path(folder) / "cluster.gpkg") as project:
            insert_ours(project, tables)
            snapshot = project.snapshot()
        return for_year(snapshot)[0]


def timed(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def largest_block(inside: csr_array, throughflow: Numbers) -> csr_array:
    """The shares within the largest strongly connected part."""
    shares = csr_array(diags_array(1 / throughflow) @ inside)
    part = max(strong_parts(shares), key=len)
    return csr_array(shares[part][:, part])


def finn_peer(inside: csr_array, throughflow: Numbers) -> float:
    """Seconds of splu for the diagonal of the largest part, from a sample of its blocks."""
    block = largest_block(inside, throughflow)
    count = block.shape[0]
    start = time.process_time()
    factors = splu(csc_array(eye_array(count) - block))
    prepared = time.process_time() - start
    start = time.process_time()
    for number in range(SAMPLE):
        columns = np.zeros((count, BLOCK))
        columns[np.arange(BLOCK) + number * BLOCK, np.arange(BLOCK)] = 1
        factors.solve(columns)
    return prepared + (time.process_time() - start) * count / (SAMPLE * BLOCK)


def sampled_difference(inside: csr_array, throughflow: Numbers) -> float:
    """The largest relative difference of a sample of the diagonal of the largest part from splu's."""
    block = largest_block(inside, throughflow)
    diagonal, count = inverse_diagonal(block), block.shape[0]
    if diagonal is None:
        return np.nan
    rows = np.sort(np.random.default_rng(count).choice(count, min(count, BLOCK), replace=False))
    columns = np.zeros((count, len(rows)))
    columns[rows, np.arange(len(rows))] = 1
    told = splu(csc_array(eye_array(count) - block)).solve(columns)[rows, np.arange(len(rows))]
    return float(np.abs(diagonal[rows] / told - 1).max())


def finn_difference(inside: csr_array, throughflow: Numbers) -> float:
    """How far the estimate is from the inverse where that can be had, else its own relative bound.

    A large network that is solved is compared with splu on a sample of the diagonal.
    """
    exact = cycling(inside, throughflow)
    if exact.sd:
        return exact.bound / float(exact.index or np.nan)
    if len(throughflow) > network_cycling.DENSE_ACTORS:
        return sampled_difference(inside, throughflow)
    limits = network_cycling.DENSE_ACTORS, network_elimination.MOST_CORE
    network_cycling.DENSE_ACTORS, network_elimination.MOST_CORE = 1, -1
    estimate = cycling(inside, throughflow)
    network_cycling.DENSE_ACTORS, network_elimination.MOST_CORE = limits
    return abs(float(estimate.index or np.nan) / float(exact.index or np.nan) - 1)


def strong_flows(made: Cluster, on: float = 0.95) -> tuple[csr_array, Numbers]:
    """The largest part of a cluster, scaled until firms hand on what they get, of which the share `on` stays inside."""
    count = len(made.metres)
    flows = csr_array((made.amount, (made.sender, made.receiver)), shape=(count, count))
    part = max(strong_parts(flows), key=len)
    flows = csr_array(flows[part][:, part])
    for _ in range(BALANCING):
        got, given = sums_of(flows)
        scale = np.sqrt(got / given)
        flows = csr_array(diags_array(scale) @ flows @ diags_array(1 / scale))
    got, given = sums_of(flows)
    return flows, np.maximum(given, got) / on


def finn_alone(what: str, size: str, goal: float, flows: tuple[csr_array, Numbers]) -> Row:
    """A row without a peer: seconds, and the bound told, which has to be narrow too."""
    row = figure_row(what, size, [(timed(lambda: cycling(*flows)), np.nan)], goal)
    difference = finn_difference(*flows)
    return {**row, "difference": difference, "met": row["met"] and difference <= WIDEST}


def root_peer(network: Structure) -> float:
    count = len(network.actors)
    matrix = csr_array((np.ones(len(network.sender)), (network.sender, network.receiver)), shape=(count, count))
    return float(np.abs(eigs(matrix, k=1, return_eigenvectors=False))[0])


def measure(size: str, rounds: int) -> list[dict[str, Any]]:
    """Medians over rounds in which ours and the peer take turns."""
    made = cluster(size)
    inside, throughflow = flows_of(made)
    pairs = np.unique(np.column_stack([made.sender, made.receiver]), axis=0)
    network = Structure(np.arange(len(made.metres)), pairs[:, 0], pairs[:, 1])
    snapshot = snapshot_of(made)
    taken: dict[str, list[tuple[float, float]]] = {what: [] for what in GOALS}
    for _ in range(rounds):
        taken["Finn cycling index"].append(
            (timed(lambda: cycling(inside, throughflow)), finn_peer(inside, throughflow))
        )
        taken["cyclicity"].append((timed(lambda: cyclicity(network)), timed(lambda: root_peer(network))))
        taken["all network indicators"].append((timed(lambda: network_indicators(snapshot, Request())), np.nan))
    differences = {
        "Finn cycling index": finn_difference(inside, throughflow),
        "cyclicity": abs(cyclicity(network) / root_peer(network) - 1),
    }
    rows = [
        {**figure_row(what, size, seconds, GOALS[what], as_ratio=True), "difference": differences.get(what)}
        for what, seconds in taken.items()
    ]
    rows[0]["met"] = rows[0]["met"] and differences["Finn cycling index"] <= WIDEST
    return rows


def measure_large() -> list[Row]:
    """The Finn index of what cycles strongly, and at ten times the size."""
    return [
        finn_alone("Finn, strongly cycling", "M", 3.0, strong_flows(cluster("M"))),
        finn_alone("Finn cycling index", "L", 3.0, flows_of(cluster("L"))),
    ]


if __name__ == "__main__":
    raise SystemExit(run(__doc__, lambda quick: measure("S", 1) if quick else measure("M", 3) + measure_large()))
