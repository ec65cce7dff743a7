"""Reading and writing a project file beside its peers: python -m tests.benchmarks.project [--quick] [--json].

One row per task: ours and peer are medians of interleaved rounds in seconds of the processor. Peers: sqlite-utils
`insert_all` for the bulk edit and `upsert` for the small one, geopandas `read_file` in a process of its own for reading
the file, reading it again, and reading after an edit. The peers write and read bare tables, without history, checks or
keys. What is kept of a project beside the settings lies in a folder of the benchmark.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from core.geopackage import point_blob
from core.project import Project
from core.records import insert, update
from core.text import Text
from tests.benchmarks.clusters import KINDS, Cluster, cluster
from tests.benchmarks.report import figure_row, run

Rows = dict[str, list[dict[str, Any]]]
# Shares of the peer.
GOALS = {
    "bulk insert in one edit": 1 / 3,
    "snapshot from the file": 1 / 3,
    "snapshot again": 1 / 50,
    "one small edit": 5.0,
    "snapshot after a small edit": 1 / 50,
}
READ = """
import sys, time, geopandas
start = time.process_time()
for layer in ("actor", "flow_line", "flow_amount"):
    geopandas.read_file(sys.argv[1], layer=layer)
print(time.process_time() - start)
"""


def rows_of(made: Cluster, srs: int) -> Rows:
    """The tables of a cluster, with the ids that an empty project gives."""
    goods = [{"name": f"commodity {kind}", "medium": "goods", "base_unit": "t"} for kind in KINDS]
    actors = [
        {"name": f"firm {row}", "role": "producer", "geom": point_blob(lon, lat, srs), "point_quality": "dataset"}
        for row, (lon, lat) in enumerate(made.degrees.tolist())
    ]
    ends = zip(made.sender.tolist(), made.receiver.tolist(), made.kind.tolist(), strict=True)
    flows = [
        {"sender_id": sender + 1, "receiver_id": receiver + 1, "commodity_id": kind + 1, "kind": KINDS[kind]}
        for sender, receiver, kind in ends
    ]
    amounts = [
        {"flow_id": row, "year": 2024, "value_entered": value, "unit_entered": "t", "value": value}
        for row, value in enumerate(made.amount.tolist(), 1)
    ]
    return {"commodity": goods, "actor": actors, "flow": flows, "flow_amount": amounts}


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def insert_ours(project: Project, tables: Rows) -> None:
    with project.edit(Text("Enter a cluster")) as db:
        for table, rows in tables.items():
            insert(db, table, rows)


def insert_peer(path: Path, tables: Rows) -> None:
    database = Database(path)
    for table, rows in tables.items():
        database[table].insert_all({"uid": str(uuid.uuid4()), **row} for row in rows)
    database.close()


def read_ours(path: Path) -> float:
    """Seconds for the snapshot of a project that was opened before."""
    with Project.open(path) as project:
        return timed(project.snapshot)


def open_peer(path: Path) -> float:
    command = [sys.executable, "-W", "ignore", "-c", READ, str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def edit_ours(project: Project, number: int) -> None:
    with project.edit(Text("Rename a firm")) as db:
        update(db, "actor", number + 1, {"name": f"renamed {number} {time.perf_counter_ns()}"})


def read_after(project: Project, number: int) -> None:
    edit_ours(project, number)
    project.snapshot()


def edit_peer(database: Database, number: int) -> None:
    database["actor"].update(number + 1, {"name": f"renamed {number} {time.perf_counter_ns()}"})


def round_of(folder: Path, tables: Rows, edits: int) -> dict[str, tuple[float, float]]:
    """Seconds of ours and of the peer for every task, on fresh files."""
    ours, peer = folder / "ours.gpkg", folder / "peer.db"
    with Project.create(ours) as project:
        bulk = timed(lambda: insert_ours(project, tables))
        bulk_peer = timed(lambda: insert_peer(peer, tables))
        small = [timed(lambda number=number: edit_ours(project, number)) for number in range(edits)]
        again = [timed(lambda number=number: read_after(project, number)) for number in range(edits)]
    database = Database(peer)
    small_peer = [timed(lambda number=number: edit_peer(database, number)) for number in range(edits)]
    database.close()
    first = timed(lambda: Project.open(ours, read_only=True).close())  # reads all; nothing is kept of it
    read_ours(ours)  # keeps the columns
    read_peer = open_peer(ours)
    return {
        "bulk insert in one edit": (bulk, bulk_peer),
        "snapshot from the file": (first, read_peer),
        "snapshot again": (statistics.median(read_ours(ours) for _ in range(3)), read_peer),
        "one small edit": (statistics.median(small), statistics.median(small_peer)),
        "snapshot after a small edit": (statistics.median(again), read_peer),
    }


def measure(size: str, rounds: int) -> list[dict[str, Any]]:
    """Medians over rounds in which ours and the peer take turns."""
    tables = rows_of(cluster(size), 4490)
    found = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = folder
            found.append(round_of(Path(folder), tables, 20))
    return [
        figure_row(what, size, [taken[what] for taken in found], goal, as_ratio=True) for what, goal in GOALS.items()
    ]


if __name__ == "__main__":
    raise SystemExit(run(__doc__, lambda quick: measure("S", 1) if quick else measure("M", 5)))
