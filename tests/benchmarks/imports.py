"""An office workbook into a project, beside pandas and geopandas: python -m tests.benchmarks.imports [--quick].

The peer is what an analyst would write: read both sheets, drop what repeats, numbers by force, points, a GeoPackage.
Times are seconds. The rows that begin with "caught" give the share of the planted rows of a fault that were named
with a reason (ours) or at least turned into a missing value or dropped (peer); their goal is all of them.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.imports import import_sheet, import_sheets
from core.project import Project
from core.sheets import load_sheet
from core.text import Text
from tests.benchmarks.faulty_tables import FIRMS, LINKS, Faulty, make_faulty, write_workbook
from tests.benchmarks.report import figure_row, run

Place = tuple[str, int]
PEER = """
import json, sys, time
start = time.perf_counter()
import geopandas, pandas
path, out, firms_name, links_name = sys.argv[1:]
lost = []
def clean(frame, sheet, numbers):
    frame["row"] = frame.index + 2
    for column in numbers:
        frame[column] = pandas.to_numeric(frame[column], errors="coerce")
    twice = frame.duplicated(subset=[c for c in frame.columns if c != "row"])
    bad = twice | frame[numbers].isna().any(axis=1)
    lost.extend((sheet, int(row)) for row in frame.loc[bad, "row"])
    return frame[~bad]
firms = clean(pandas.read_excel(path, sheet_name=firms_name, engine="calamine"), firms_name, ["经度", "纬度"])
links = clean(pandas.read_excel(path, sheet_name=links_name, engine="calamine"), links_name, ["数量", "年份"])
points = geopandas.points_from_xy(firms["经度"], firms["纬度"])
firms = geopandas.GeoDataFrame(firms.astype({"统一社会信用代码": str}), geometry=points, crs=4490)
firms.to_file(out, layer="actor", driver="GPKG")
geopandas.GeoDataFrame(links.drop(columns="row"), geometry=[None] * len(links), crs=4490).to_file(
    out, layer="flow", driver="GPKG")
print(json.dumps({"seconds": time.perf_counter() - start, "lost": lost}))
"""


def take_ours(path: Path, folder: Path) -> tuple[float, set[Place]]:
    """Seconds from the file to the project on the disk, and the rows of which something was told."""
    with Project.create(folder / "ours.gpkg") as project:
        start = time.perf_counter()
        sheets = [("actors", load_sheet(path, FIRMS)), ("flows", load_sheet(path, LINKS))]
        results = import_sheets(project, sheets, Text("Import {file}", {"file": path.name}))
        seconds = time.perf_counter() - start
    return seconds, {(problem.sheet, problem.row) for result in results for problem in result.problems}


def take_peer(path: Path, folder: Path) -> tuple[float, set[Place]]:
    """The same by pandas and geopandas in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-c", PEER, str(path), str(folder / "peer.gpkg"), FIRMS, LINKS]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return float(told["seconds"]), {(sheet, row) for sheet, row in told["lost"]}


def compare(count: int, each: int) -> list[dict[str, Any]]:
    """Time and caught faults of one workbook."""
    made = make_faulty(count, each)
    size = f"{count // 1000}k"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workbook(made, folder / "office.xlsx")
        ours, told = take_ours(folder / "office.xlsx", folder)
        peer, lost = take_peer(folder / "office.xlsx", folder)
    timed = figure_row("import a workbook", size, [(ours, peer)], max(2.0, 15.0 * count / 100_000))
    return [timed, *_caught(made, told, lost, size)]


def _caught(made: Faulty, told: set[Place], lost: set[Place], size: str) -> Iterable[dict[str, Any]]:
    for name, places in made.planted.items():
        ours, peer = (sum(place in found for place in places) / len(places) for found in (told, lost))
        row = {"what": f"caught: {name}", "size": size, "ours": ours, "peer": peer, "ratio": None, "goal": 1.0}
        yield {**row, "met": ours >= 1.0}


def preview(count: int) -> dict[str, Any]:
    """Seconds from a workbook to a table with its header, in the worker process; the peer only reads the sheet."""
    read = "import sys, pandas; pandas.read_excel(sys.argv[1], sheet_name=1, engine='calamine')"
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "office.xlsx")
        write_workbook(make_faulty(count, 5), path)
        start = time.perf_counter()
        load_sheet(path, LINKS)
        ours = time.perf_counter() - start
        start = time.perf_counter()
        subprocess.run([sys.executable, "-W", "ignore", "-c", read, str(path)], check=True)
        return figure_row("drop to preview", f"{count // 1000}k", [(ours, time.perf_counter() - start)], 2.0)


def bulk(count: int) -> dict[str, Any]:
    """Seconds for links alone, from a sheet that is read already."""
    with tempfile.TemporaryDirectory() as name, Project.create(Path(name, "ours.gpkg")) as project:
        path = Path(name, "office.xlsx")
        write_workbook(make_faulty(count * 4 // 3, 5), path)
        sheet = load_sheet(path, LINKS)
        start = time.perf_counter()
        import_sheet(project, sheet, "flows")
        seconds = time.perf_counter() - start
    return figure_row("import links", f"{count // 1000}k", [(seconds, float("nan"))], max(2.0, 15.0 * count / 100_000))


if __name__ == "__main__":
    raise SystemExit(
        run(
            __doc__,
            lambda quick: [*compare(4_000, 5)] if quick else [preview(13_334), *compare(20_000, 20), bulk(100_000)],
        )
    )
