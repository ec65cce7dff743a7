"""Matching beside its peer: python -m tests.benchmarks.matching [--quick] [--json].

Offers and receivers at random places, 20 candidates each, whole tonnes and kilometres. Ours closes the most tonnes and
then shortens the tonne-kilometres; the peer is the network simplex of networkx (no package of ours) on the
same costs, with a way past every receiver that costs more than any detour. Rounds are interleaved, figures medians in
seconds; `difference` is the larger relative difference of tonnes and tonne-kilometres.
"""

import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from core.columns import Numbers
from core.matching_solver import Problem, solve
from tests.benchmarks.report import Row, figure_row, run

SIZES = {"500": (500, 3), "5000": (5_000, 1)}  # offers and receivers, rounds
CANDIDATES = 20
GOALS = {"500": 1.0, "5000": 0.1}
SEED = 5
SIDE_KM = 100.0


def problem(count: int) -> tuple[Problem, Numbers]:
    """As many offers as receivers, each offer with its candidates, and the way of each pair in km."""
    random = np.random.default_rng(SEED)
    offers, receivers = (random.random((count, 2)) * SIDE_KM for _ in range(2))
    offer = np.repeat(np.arange(count), CANDIDATES)
    taker = np.concatenate([random.choice(count, CANDIDATES, replace=False) for _ in range(count)])
    km = np.ceil(np.hypot(*(offers[offer] - receivers[taker]).T))
    supply, room = (random.integers(1, 1_000, count).astype(np.float64) for _ in range(2))
    return Problem(supply, room, offer, taker, np.arange(len(offer))), km


def ours(one: Problem, km: Numbers) -> tuple[float, float]:
    """Tonnes closed and tonne-kilometres."""
    flow = solve(one, [km])
    return float(flow.sum()), float(flow @ km)


def peer(networkx: Any, one: Problem, km: Numbers) -> tuple[float, float]:
    """The same by the network simplex, which takes whole numbers."""
    graph, whole, count = networkx.DiGraph(), int(one.supply.sum()), len(one.supply)
    past = int(2 * count * km.max())
    graph.add_node("from", demand=-whole)
    graph.add_node("to", demand=whole)
    graph.add_edge("from", "to", weight=past, capacity=whole)
    for offer, amount in enumerate(one.supply.tolist()):
        graph.add_edge("from", offer, capacity=int(amount), weight=0)
    for receiver, amount in enumerate(one.room.tolist()):
        graph.add_edge(count + receiver, "to", capacity=int(amount), weight=0)
    for offer, receiver, way in zip(one.offer.tolist(), one.member_room.tolist(), km.tolist(), strict=True):
        graph.add_edge(offer, count + receiver, weight=int(way))
    cost, flows = networkx.network_simplex(graph)
    left = flows["from"]["to"]
    return float(whole - left), float(cost - past * left)


def measure(quick: bool) -> list[Row]:
    """A row for each size; the peer is NaN where networkx is not installed."""
    networkx = import_module("networkx") if find_spec("networkx") else None
    rows = []
    for size, (count, rounds) in list(SIZES.items())[: 1 if quick else None]:
        one, km = problem(count)
        taken, differences = [], [0.0]
        for _ in range(rounds):
            begun = time.perf_counter()
            found = ours(one, km)
            ended = time.perf_counter()
            if networkx is not None:
                known = peer(networkx, one, km)
                differences += [abs(a - b) / b for a, b in zip(found, known, strict=True)]
            taken.append((ended - begun, time.perf_counter() - ended if networkx else float("nan")))
        row = figure_row("matching, 20 candidates", size, taken, GOALS[size], as_ratio=True)
        rows.append({**row, "difference": max(differences), "met": row["met"] and max(differences) <= 1e-6})
    return rows


if __name__ == "__main__":
    raise SystemExit(run(__doc__, measure))
