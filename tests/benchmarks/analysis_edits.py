"""What a user waits for after an edit of one link: python -m tests.benchmarks.analysis_edits [--quick] [--json].

Rows of seconds of the processor, medians over edits of one amount each, then over links that are ended; the peer is the
same analysis from nothing, to which the remembered one must be equal. The last row is the longest time in which an
analysis from nothing asks nobody whether to go on, by the processor. Python's collections wait, as in the window. Every
firm's account is closed by what it gets from outside or gives there, so that every network indicator can be told.
"""

import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from app.contents import judged, read_contents
from core.analysis import Analysis, analyse
from core.project import Project
from core.remembering import Memory
from core.snapshot import Snapshot
from tests.benchmarks.analysis import YEAR, tables_of
from tests.benchmarks.clusters import cluster
from tests.benchmarks.project import Rows, insert_ours
from tests.benchmarks.report import figure_row, run

PARTS = ("findings", "network and energy indicators", "accounts", "all of the analysis", "contents and order to show")
EDITS = {"amount": "UPDATE flow_amount SET value = ? WHERE id = ?", "link": "UPDATE flow SET until = ? WHERE id = ?"}
GOAL, HALF = 0.3, 0.5
STEPS = (45, 60, 100)  # the hundredths at which findings, indicators and accounts are done
Taken = dict[str, float]


def closed_tables(size: str) -> Rows:
    """The tables of a cluster with a link from or to the outside at each firm, so that as much comes in as goes out."""
    tables, made = tables_of(size), cluster(size)
    count = len(made.metres)
    over = np.bincount(made.receiver, made.amount, count) - np.bincount(made.sender, made.amount, count)
    first = len(tables["flow"]) + 1
    for row, left in enumerate(over.tolist()):
        ends = {"sender_id": row + 1, "receiver_id": None} if left > 0 else {"sender_id": None, "receiver_id": row + 1}
        tables["flow"].append({**ends, "commodity_id": 1, "kind": "material"})
        amount = {"value_entered": abs(left), "unit_entered": "t", "value": abs(left)}
        tables["flow_amount"].append({"flow_id": first + row, "year": YEAR, **amount})
    return tables


def timed(work: Callable[[Callable[[int, int], object]], Analysis]) -> tuple[Analysis, Taken]:
    """An analysis with the seconds of its parts."""
    heard: list[tuple[int, float]] = []
    start = time.process_time()
    found = work(lambda done, _: heard.append((done, time.process_time())))
    end = time.process_time()
    ends = [next((at for done, at in heard if done >= hundredths), end) for hundredths in STEPS[:2]]
    bounds = [start, *ends, end]
    parts = dict(zip(PARTS, np.diff(bounds).tolist(), strict=False))
    return found, parts | {PARTS[3]: end - start}


def shown(project: Project, analysis: Analysis) -> float:
    """The seconds in which contents are read and findings are put in order, as the window does after an edit."""
    start = time.process_time()
    judged(analysis, read_contents(project, "en", None))
    return time.process_time() - start


def edited(project: Project, memory: Memory, what: str, row: int) -> dict[str, tuple[float, float]]:
    """One edit: seconds of each part with the memory and from nothing."""
    before = project.snapshot()
    table, value = (before.flow_amount, 10.0 + row) if what == "amount" else (before.flow, 2001)
    with project.edit("One link") as db:
        db.execute(EDITS[what], (value, int(table.id[row])))
    snapshot = project.snapshot()
    ours, parts = timed(lambda step: analyse(snapshot, memory=memory, step=step))
    other, whole = timed(lambda step: analyse(snapshot, step=step))
    if ours != other:
        raise AssertionError("the remembered analysis differs from the one from nothing")
    if not all(result.value is not None for result in ours.indicators if result.id.startswith("network.")):
        raise AssertionError("a network indicator cannot be told")
    told = shown(project, ours)
    return {part: (parts[part], whole[part]) for part in PARTS[:4]} | {PARTS[4]: (told, np.nan)}


def longest_silence(snapshot: Snapshot) -> float:
    """The longest time in which an analysis from nothing does not ask whether to go on."""
    at = [time.process_time()]
    analyse(snapshot, step=lambda *_: at.append(time.process_time()))
    return float(np.diff([*at, time.process_time()]).max())


def measure(size: str, rounds: int) -> list[dict[str, Any]]:
    """Medians over rounds, one edit of each kind in each."""
    rows, memory = [], Memory()
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "cluster.gpkg") as project:
        insert_ours(project, closed_tables(size))
        gc.disable()
        analyse(project.snapshot(), memory=memory)
        for what in EDITS:
            taken = [edited(project, memory, what, 7 + 11 * each) for each in range(rounds)]
            rows += [
                figure_row(f"{part}, {what}", size, [one[part] for one in taken], GOAL if part != PARTS[4] else 1.0)
                for part in PARTS
            ]
        silence = longest_silence(project.snapshot())
    return [*rows, figure_row("longest silence", size, [(silence, np.nan)], HALF)]


if __name__ == "__main__":
    raise SystemExit(run(__doc__, lambda quick: measure("S", 1) if quick else measure("M", 3)))
