"""Merging on a project of 20,000 actors: python -m tests.benchmarks.merging [--quick] [--json].

A copy in which 2,000 firms were changed is planned against an office that changed 2,000, 200 of them the same, and then
carried out and undone. Medians in seconds of the processor; nothing on the machine does the same, so there is no peer.
"""

import math
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.merge_apply import apply_plan
from core.merge_plan import Plan, plan_merge
from core.merge_records import Returned
from core.merge_rows import Rows, read_rows, rows_at
from core.project import Project
from core.records import insert, update_many
from core.text import Text
from tests.benchmarks.report import Row, figure_row, run

ACTORS, CHANGED, TIMES = 20_000, 2_000, 3
GOAL = 2.0  # seconds


def make(path: Path, size: int) -> None:
    """A project of firms with a figure each."""
    with Project.create(path) as project, project.edit(Text("Enter firms")) as db:
        firms = [{"name": f"Works {place}", "scale": "large", "address": f"Road {place}"} for place in range(size)]
        ids = insert(db, "actor", firms)
        stated = {"item": "output_value", "value_entered": 1.0, "value": 1.0, "unit": "wan_yuan"}
        insert(db, "statistic", [{"actor_id": id, "year": 2024, "unit_entered": "万元", **stated} for id in ids])


def change(path: Path, ids: list[int], scale: str) -> None:
    """Give firms another scale."""
    with Project.open(path) as project, project.edit(Text("Change")) as db:
        update_many(db, "actor", {id: {"scale": scale, "note": f"seen {id}"} for id in ids})


def compared(project: Project, returned: Rows, seq: int) -> Plan:
    """What the command does but for reading the other file."""
    with project.reading() as connection:
        now = read_rows(connection)
        base = rows_at(connection, seq, now)
    return plan_merge(base, now.rows, returned, "packet")


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """What a piece of work took, and no peer."""
    begun = time.process_time()
    work()
    return time.process_time() - begun, math.nan


def measure(quick: bool) -> list[Row]:
    """The three tasks."""
    size, changed = (2_000, 200) if quick else (ACTORS, CHANGED)
    taken: dict[str, list[tuple[float, float]]] = {"merge plan": [], "merge apply": [], "merge undo": []}
    with tempfile.TemporaryDirectory() as folder:
        office, home = Path(folder) / "office.gpkg", Path(folder) / "home.gpkg"
        make(office, size)
        shutil.copyfile(office, home)
        chosen, both = random.Random(7).sample(range(1, size + 1), 2 * changed), changed // 10
        change(home, chosen[:changed], "small")
        change(office, chosen[changed - both : 2 * changed - both], "medium")
        with Project.open(home, read_only=True) as copy, copy.reading() as connection:
            returned = read_rows(connection).rows
        with Project.open(office) as project:
            for turn in range(TIMES):
                project.snapshot()
                taken["merge plan"].append(seconds(partial(compared, project, returned, 1)))
                plan = compared(project, returned, 1)
                packet = Returned(f"{turn:036d}", "home", f"{turn:012d}", "home.gpkg")
                taken["merge apply"].append(seconds(partial(apply_plan, project, plan, packet, Text("Merge"))))
                taken["merge undo"].append(seconds(project.undo))
    told = f"{size} actors, {changed} changed on either side"
    return [figure_row(what, told, times, GOAL) for what, times in taken.items()]


if __name__ == "__main__":
    sys.exit(run(__doc__, measure))
