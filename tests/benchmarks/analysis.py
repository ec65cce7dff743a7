"""Balances of wastes and all checks on a whole cluster: python -m tests.benchmarks.analysis [--quick] [--json].

One row per task, medians of interleaved rounds in seconds of the processor. The peer of the waste balances is what an
analyst would write without this project: one loop over plain rows (dictionaries) that takes own use and links off what
every firm generated, without grades, units or unknown parts; it must come to the same remainders. Nothing else runs
the checks, so they have no peer. Goals are seconds on the cluster M.
"""

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import core.analysis  # noqa: F401  (its modules register the checks)
from core.findings import find_all, inquire
from core.project import Project
from core.snapshot import Snapshot
from core.wastes import wastes
from tests.benchmarks.clusters import KINDS, books, cluster, identities
from tests.benchmarks.project import Rows, insert_ours, rows_of
from tests.benchmarks.report import figure_row, run

YEAR = 2024
GOALS = {"waste balances": 1.0, "all checks": 8.0}


def tables_of(size: str) -> Rows:
    """The tables of a cluster with what its firms report; the wastes follow the commodities of the links."""
    tables = rows_of(cluster(size), 4490)
    firms = len(tables["actor"])
    told = books(firms, len(KINDS) + 1)
    named = [{**row, **more} for row, more in zip(tables["actor"], identities(firms), strict=True)]
    goods = [*tables["commodity"], *told.pop("commodity")]
    return {
        "region": told.pop("region"),
        "commodity": goods,
        "actor": named,
        "flow": tables["flow"],
        "flow_amount": tables["flow_amount"],
        **told,
    }


def snapshot_of(tables: Rows) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "cluster.gpkg") as project:
        insert_ours(project, tables)
        return project.snapshot()


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def balances(tables: Rows) -> dict[tuple[int, int], float]:
    """The remainder of every firm and waste, the peer's way."""
    generated: dict[tuple[int, int], float] = {}
    used: dict[tuple[int, int], float] = defaultdict(float)
    for row in tables["statistic"]:
        if row["year"] == YEAR and row["item"] in ("waste_generated", "waste_used"):
            key = (row["actor_id"], row["commodity_id"])
            if row["item"] == "waste_generated":
                generated[key] = row["value"]
            else:
                used[key] += row["value"]
    linked: dict[tuple[int, int], float] = defaultdict(float)
    for link, amount in zip(tables["flow"], tables["flow_amount"], strict=True):
        linked[link["sender_id"], link["commodity_id"]] += amount["value"]
    return {key: max(0.0, value - max(used[key], linked[key])) for key, value in generated.items()}


def compare(snapshot: Snapshot, tables: Rows) -> None:
    """Both ways must come to the same total of what is left."""
    ours = sum(waste.left for waste in wastes(snapshot.during(YEAR)))
    if not np.isclose(ours, sum(balances(tables).values())):
        raise AssertionError("the balances differ")


def measure(size: str, rounds: int) -> list[dict[str, Any]]:
    """Medians over rounds in which ours and the peer take turns."""
    tables = tables_of(size)
    snapshot = snapshot_of(tables)
    now = snapshot.during(YEAR)
    compare(snapshot, tables)
    taken: dict[str, list[tuple[float, float]]] = {what: [] for what in GOALS}
    for _ in range(rounds):
        taken["waste balances"].append((timed(lambda: wastes(now)), timed(lambda: balances(tables))))
        taken["all checks"].append((timed(lambda: find_all(inquire(snapshot))), np.nan))
    return [figure_row(what, size, seconds, GOALS[what]) for what, seconds in taken.items()]


if __name__ == "__main__":
    raise SystemExit(run(__doc__, lambda quick: measure("S", 1) if quick else measure("M", 3)))
