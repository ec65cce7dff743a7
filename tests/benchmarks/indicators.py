"""Flags and indicators of a county's firms over years: python -m tests.benchmarks.indicators [--quick] [--json].

20,000 firms (2,000 with --quick), each with ten pollutants and its statistics in five years. Cold is from an open file:
reading, then every finding and account, then HJ 274 and the zero-carbon system, then the chart of COD over the years.
After an edit of one mass of COD the same is asked again. Seconds of the processor; nothing else does this, so that
there is no peer. Goals are those of the program.
Python's collections wait, as in the window.
"""

import gc
import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.analysis import analyse
from core.edits import set_values
from core.indicator_own import find_system
from core.project import Project
from core.records import insert
from core.remembering import Memory
from core.snapshot import Snapshot
from core.system_memory import YearsKept, carry_over
from core.system_results import evaluate
from core.system_scope import Scope, scope_of
from core.text import Text
from gis.chart_list import ChartOrder, make_chart
from tests.benchmarks.report import figure_row, run

YEARS = (2020, 2021, 2022, 2023, 2024)
WATER = ("COD", "NH3-N", "TN", "TP", "BOD5", "SS")
AIR = ("SO2", "NOx", "PM", "VOCs")
ITEMS = {"water_fresh": "m3", "water_repeated": "m3", "energy_consumption": "tce", "value_added": "wan_yuan"}
COLD, EDITED = 10.0, 2.0


def enter(project: Project, firms: int) -> None:
    """One region, its firms, and what they tell of each year."""
    random = np.random.default_rng(6)
    with project.edit(Text("Enter a county")) as db:
        (region,) = insert(db, "region", [{"name": "County"}])
        ids = insert(db, "actor", ({"name": f"Firm {n}", "kind": "firm", "region_id": region} for n in range(firms)))
        matters = [("water", name) for name in WATER] + [("air", name) for name in AIR]
        masses = random.uniform(0.1, 9.0, (len(YEARS), len(matters), firms)).round(3).tolist()
        insert(db, "emission", (
            {"actor_id": id, "medium": medium, "pollutant": name, "year": year, "mass": mass, "mass_entered": mass,
             "unit_entered": "t", "destination": "direct"}
            for year, of_year in zip(YEARS, masses, strict=True)
            for (medium, name), of_matter in zip(matters, of_year, strict=True)
            for id, mass in zip(ids, of_matter, strict=True)
        ))  # fmt: skip
        values = random.uniform(10, 900, (len(YEARS), len(ITEMS), firms)).round(1).tolist()
        insert(db, "statistic", (
            {"actor_id": id, "item": item, "year": year, "value": value, "value_entered": value, "unit": unit,
             "unit_entered": unit}
            for year, of_year in zip(YEARS, values, strict=True)
            for (item, unit), of_item in zip(ITEMS.items(), of_year, strict=True)
            for id, value in zip(ids, of_item, strict=True)
        ))  # fmt: skip


def flags(snapshot: Snapshot, memory: Memory) -> object:
    return analyse(snapshot, YEARS[-1], memory=memory)


def indicators(snapshot: Snapshot, before: Scope | None) -> Scope:
    scope = carry_over(scope_of(snapshot, YEARS[-1]), before)
    for name in ("hj274", "zero_carbon"):
        evaluate(scope, find_system(name, snapshot))
    return scope


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    value = work()
    return time.process_time() - start, value


def measure(quick: bool) -> list[dict[str, Any]]:
    """Cold and after an edit: reading, flags, indicators, and all of it."""
    firms = 2_000 if quick else 20_000
    with tempfile.TemporaryDirectory() as folder:
        with Project.create(Path(folder) / "county.gpkg") as project:
            enter(project, firms)
        with Project.open(Path(folder) / "county.gpkg") as project:
            memory, years = Memory(), YearsKept()
            gc.disable()
            cold, scope = _round(project, memory, None, years)
            told = project.snapshot().emission
            emission = int(told.id[(told.pollutant == "COD") & (told.year == YEARS[-1])][-1])
            set_values(project, "emission", {emission: {"mass_entered": 12.5}})
            edited, _ = _round(project, memory, scope, years)
    size = f"{firms // 1000}k"
    rows = []
    for when, taken, goal in (("cold", cold, COLD), ("edited", edited, EDITED)):
        told = {**taken, "all": sum(taken.values())}
        rows += [figure_row(f"{when}: {what}", size, [(seconds, math.nan)], goal) for what, seconds in told.items()]
    return rows


def _round(project: Project, memory: Memory, before: Scope | None, years: YearsKept) -> tuple[dict[str, float], Scope]:
    read, snapshot = timed(project.snapshot)
    flagged, _ = timed(lambda: flags(snapshot, memory))
    told, scope = timed(lambda: indicators(snapshot, before))
    charted, _ = timed(lambda: make_chart(snapshot, ChartOrder("series", YEARS[-1], "cod"), years))
    return {"reading": read, "flags": flagged, "indicators": told, "charts": charted}, scope


if __name__ == "__main__":
    raise SystemExit(run(__doc__, measure))
