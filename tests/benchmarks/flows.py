"""How well and how fast links are laid: python -m tests.benchmarks.flows [--quick] [--json].

The table measures three samples as pages and three parks of the folder that `CLUSTER_ATLAS_DATA` names, their firms on
a circle: straight lines, bends chosen one by one without forces, and the whole layout. The rows below it are seconds
of processor time (several programs may share the machine) with their goals; there is no peer in Python.
"""

import csv
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from PySide6.QtGui import QGuiApplication

from core.analysis import analyse
from core.columns import Integers, Numbers
from core.samples import create_sample, sample_names
from gis.flow_bending import PAPER
from gis.flow_layout import Bending
from gis.flow_measures import Measures, measured
from gis.furniture import round_scale
from gis.paint import measure
from gis.picture import lay_out
from gis.routing import route
from gis.scene import Points
from gis.view import fit
from tests.benchmarks.report import Row, figure_row, run

PARKS = ("Kalundborg", "Ulsan", "Kwinana2000")
GOALS = {(300, 60): 1.5, (2000, 300): 15.0}  # seconds for links among actors


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Places and radii of signs, the two ends of links and their widths in mm."""

    places: Points
    radius: Numbers
    ends: tuple[Integers, Integers]
    width: Numbers

    def measured(self, how: Bending) -> Measures:
        """The measures of the links laid one way."""
        routes = route(self.places, self.radius, self.ends, self.width, how)
        return measured(routes, self.places, self.radius, self.ends, self.width)

    def ways(self) -> dict[str, Bending]:
        """The ways of laying that are compared."""
        count = len(self.width)
        new, free = np.full((count, 2), np.nan), np.zeros(count, dtype=np.bool_)
        straight = np.broadcast_to((0.5, 0.0), (count, 2))
        return {
            "straight": Bending(straight, ~free),
            "one by one": Bending(new, free, forces=False),
            "ours": Bending(new, free),
        }


def sample_case(name: str, folder: Path) -> Case:
    """The links of a sample on its page."""
    with create_sample(folder / f"{name}.gpkg", name, "zh") as project:
        snapshot = project.snapshot()
    view = fit(snapshot, *PAPER)
    view = replace(view, metres_per_mm=round_scale(view.metres_per_mm), gathered=True)
    sheet = lay_out(snapshot, analyse(snapshot).findings, view, measure)
    return Case(sheet.places, sheet.reach, (sheet.links.sender, sheet.links.receiver), sheet.links.width)


def park_case(name: str) -> Case:
    """The exchanges of a park from the literature, its members on a circle in the order of their names."""
    path = Path(os.environ["CLUSTER_ATLAS_DATA"]) / "eips" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [(row["Supplier"], row["Accepter"]) for row in csv.DictReader(file)]
    row = {name: place for place, name in enumerate(sorted({name for pair in pairs for name in pair}))}
    turn = 2 * np.pi * np.arange(len(row)) / len(row)
    places = np.column_stack([138 + 95 * np.cos(turn), 119 + 95 * np.sin(turn)])
    ends = (np.array([row[a] for a, _ in pairs]), np.array([row[b] for _, b in pairs]))
    return Case(places, np.full(len(row), 2.3), ends, np.full(len(pairs), 0.8))


def random_case(links: int, actors: int) -> Case:
    """Links between any two of some actors that lie anywhere on a page; widths by a Pareto law."""
    random = np.random.default_rng(1)
    places = random.uniform(20, 250, (actors, 2))
    sender = random.integers(0, actors, links)
    receiver = (sender + 1 + random.integers(0, actors - 1, links)) % actors
    width = np.sort(random.pareto(1.2, links))[::-1] * 0.3 * (30 / links) ** 0.25
    return Case(places, np.full(actors, 1.8), (sender, receiver), width.clip(0.35, 3.0))


def compared(quick: bool) -> Iterator[tuple[str, str, Measures]]:
    """Every case with every way of laying it."""
    with tempfile.TemporaryDirectory() as folder:
        cases = {name: sample_case(name, Path(folder)) for name in sample_names()}
    if "CLUSTER_ATLAS_DATA" in os.environ and not quick:
        cases |= {f"{name}, circle": park_case(name) for name in PARKS}
    for name, case in cases.items():
        for way, how in case.ways().items():
            yield name, way, case.measured(how)


def print_table(quick: bool) -> None:
    """The measures of all cases."""
    names = [field.name for field in fields(Measures)]
    sys.stderr.write(f"{'':20} {'':12}" + "".join(f"{name:>13}" for name in names) + "\n")
    for case, way, found in compared(quick):
        told = "".join(f"{value:13.3g}" for value in astuple(found))
        sys.stderr.write(f"{case:20} {way:12}{told}\n")


def timed(case: Case) -> float:
    """Seconds of processor time that laying a case takes."""
    start = time.process_time()
    route(case.places, case.radius, case.ends, case.width, case.ways()["ours"])
    return time.process_time() - start


def speeds(quick: bool) -> list[Row]:
    """The table on the standard error, and the rows of time."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    print_table(quick)
    rows = []
    for (links, actors), goal in GOALS.items():
        taken = [(timed(random_case(links, actors)), float("nan")) for _ in range(1 if quick or links > 300 else 3)]
        rows.append(figure_row(f"{links} links, {actors} actors", "-", taken, goal))
    application.quit()
    return rows


if __name__ == "__main__":
    raise SystemExit(run(__doc__, speeds))
