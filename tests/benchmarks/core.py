"""The flow core beside its peers: python -m tests.benchmarks.core [--quick] [--json].

Seconds of the processor, ours and the peer taking turns. Reconciliation: a generated cluster with what each firm gets
from outside or gives there, measured with 5 %. Peers: `scipy.sparse.linalg.lsqr` on the same least squares, as it comes
and to an end of 1e-10 at which its balances close to `RESIDUAL`, and `spsolve` on the same normal equations. `residual`
and `peer_residual` are the largest imbalance as a share of the largest amount.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array
from scipy.sparse.linalg import lsqr, spsolve

from core.columns import Integers, Numbers
from core.reconcile_classes import ends_of
from core.reconcile_linear import Balanced, balance, spread
from core.reconcile_model import Arcs
from core.reconcile_potentials import between
from tests.benchmarks.clusters import cluster
from tests.benchmarks.report import Row, figure_row, run

ON_SCREEN = 40  # rows of a table that are seen at once
SHARE = {"M": 1 / 500}  # of each peer; a small network shows nothing but the calls
SMALL = 2.0
RESIDUAL = 1e-6


def measured_cluster(size: str) -> Arcs:
    """The links of a generated cluster and what closes each firm's account, with errors of 5 %."""
    made = cluster(size)
    count = len(made.metres)
    over = np.bincount(made.receiver, made.amount, count) - np.bincount(made.sender, made.amount, count)
    node = np.arange(count)
    tail = np.concatenate([made.sender, np.where(over > 0, node, -1)])
    head = np.concatenate([made.receiver, np.where(over > 0, -1, node)])
    return _measured(count, tail, head, np.concatenate([made.amount, np.abs(over)]))


def random_network(nodes: int, degree: int, seed: int = 7) -> Arcs:
    """Amounts between nodes drawn blindly, one node in ten also with the outside: no order of elimination helps."""
    random = np.random.default_rng(seed)
    ends = random.integers(0, nodes, (2, nodes * degree // 2))
    outer = random.choice(nodes, nodes // 10, replace=False)
    tail = np.concatenate([ends[0], np.full(len(outer), -1)])
    head = np.concatenate([ends[1], outer])
    return _measured(nodes, tail, head, random.uniform(1, 100, len(tail)))


def _measured(nodes: int, tail: Any, head: Any, true: Numbers) -> Arcs:
    random = np.random.default_rng(5)
    sd = 0.05 * true + 1e-3
    value = true + sd * random.standard_normal(len(true))
    return Arcs(nodes, tail.astype(np.int64), head.astype(np.int64), value, sd, np.zeros(len(true), dtype=bool))


def incidence(arcs: Arcs) -> csr_array:
    """What comes in less what goes out, (nodes, m)."""
    tail, head = ends_of(arcs)
    place = np.tile(np.arange(len(arcs)), 2)
    node, sign = np.concatenate([head, tail]), np.repeat([1.0, -1.0], len(arcs))
    inner = node < arcs.nodes
    return csr_array((sign[inner], (node[inner], place[inner])), shape=(arcs.nodes, len(arcs)))


def by_lsqr(arcs: Arcs, matrix: csr_array, end: float = 1e-6) -> Numbers:
    """The adjusted amounts as the nearest point to the measured ones, in their sd; `end` as lsqr has it unasked."""
    scaled = matrix @ diags_array(arcs.sd)
    return np.asarray(arcs.value - arcs.sd * lsqr(scaled, matrix @ arcs.value, atol=end, btol=end)[0])


def by_closing_lsqr(arcs: Arcs, matrix: csr_array) -> Numbers:
    """The same to an end at which the balances close to `RESIDUAL`: at M to 1e-7, ours to 4e-10."""
    return by_lsqr(arcs, matrix, 1e-10)


def by_spsolve(arcs: Arcs, matrix: csr_array) -> Numbers:
    """The adjusted amounts by the multipliers of all balances."""
    normal = csc_array(matrix @ diags_array(arcs.variance) @ matrix.T)
    return np.asarray(arcs.value - arcs.variance * (matrix.T @ spsolve(normal, matrix @ arcs.value)))


PEERS = {"lsqr": by_lsqr, "closing lsqr": by_closing_lsqr, "spsolve": by_spsolve}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, and what came out."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def against(name: str, size: str, rounds: int) -> Row:
    """Reconciliation beside a peer, with the largest difference of their results; ours the median of five calls."""
    arcs = measured_cluster(size)
    matrix, peer = incidence(arcs), PEERS[name]
    taken, apart, open_, theirs_open = [], 0.0, 0.0, 0.0
    largest = float(arcs.value.max())
    for _ in range(rounds):
        mine = sorted((timed(lambda: balance(arcs)) for _ in range(5)), key=lambda each: each[0])[2]
        theirs = timed(lambda: peer(arcs, matrix))
        taken.append((mine[0], theirs[0]))
        apart = max(apart, float(np.abs(mine[1].amount - theirs[1]).max()) / largest)
        open_ = max(open_, float(np.abs(matrix @ mine[1].amount).max()) / largest)
        theirs_open = max(theirs_open, float(np.abs(matrix @ theirs[1]).max()) / largest)
    row = figure_row(f"reconcile against {name}", size, taken, SHARE.get(size, SMALL), as_ratio=True)
    told = {"residual": open_, "peer_residual": theirs_open, "difference": apart}
    return {**row, **told, "met": row["met"] and open_ <= RESIDUAL}


def sd_of(solved: Balanced, chosen: Integers) -> Numbers:
    """The sd of some amounts that are checked, by the resistances between their ends."""
    one, other = solved.ends
    variance = solved.arcs.variance[chosen]
    lost: Numbers = variance * between(solved.net, one[chosen], other[chosen])
    return np.sqrt(variance * np.maximum(1 - lost, 0.0))


def alone(what: str, size: str, goal: float, work: Callable[[], Any]) -> Row:
    """A row without a peer: its goal is in seconds."""
    return figure_row(what, size, [(timed(work)[0], np.nan)], goal)


def measure(quick: bool) -> list[Row]:
    """All rows; the quick ones of the small cluster."""
    size = "S" if quick else "M"
    rows = [against(name, size, 1 if quick else 2) for name in PEERS]
    arcs = measured_cluster(size)
    solved = balance(arcs)
    seen = np.random.default_rng(1).choice(len(arcs), ON_SCREEN, replace=False)
    rows.append(alone("sd of 40 amounts", size, 0.3, lambda: sd_of(solved, seen)))
    rows.append(alone("sd of all amounts", size, 60.0, lambda: spread(solved)))
    if not quick:
        large, wild = measured_cluster("L"), random_network(20_000, 10)
        rows.append(alone("reconcile", "L", 1.0, lambda: balance(large)))
        rows.append(alone("reconcile, random graph", "20k", 1.0, lambda: balance(wild)))
        loose = balance(wild)
        rows.append(alone("sd of 40, random graph", "20k", 1.0, lambda: sd_of(loose, seen % len(wild))))
        rows.append(alone("sd of all, random graph", "20k", 60.0, lambda: spread(loose)))
    return rows


if __name__ == "__main__":
    raise SystemExit(run(__doc__, measure))
