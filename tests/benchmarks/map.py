"""The map at any size beside QGIS and matplotlib in one run: python -m tests.benchmarks.map [--quick] [--json].

Ours and the peers take turns; figures are medians for frames of 1600 x 1000 pixels, in processor seconds of all
threads, so that other work of the machine does not count; only the window's stand-still is told by the clock. QGIS
draws straight lines in five widths from a GeoPackage, we curves with arrowheads, signs, names and counts, unless a row
says "straight". A gesture is a run of frames, so a round takes the median of five; the first of them, after the long
turn of the peer, finds the processor's caches full of other data and is told apart, without a goal. As in the window,
Python's garbage collections wait (`app/resting.py`). Each of our frames is of a slightly moved view, so that no picture
is merely shown again. Where a peer is there, goals are shares of its time. QGIS comes by install_qgis.sh beside this
file; a Python with matplotlib is named by CLUSTER_ATLAS_MATPLOTLIB. Where one is absent the rows say so.
"""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QMarginsF, QSettings
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from app.map_frame import MARGIN, Frame, compose_frame
from app.map_view import MapView
from app.session import Session
from app.tasks import Tasks
from app.window import application
from core.snapshot import Snapshot
from gis.bundling import LinkEnds
from gis.crowded_layers import Layer, Segments
from gis.crowded_marks import ground_layers, line_layers, sign_layers
from gis.crowded_view import Overview, overview_of
from gis.paint import measure as measure_texts
from gis.paint_layers import draw_layers
from gis.palette import palette
from gis.pyramid import make_pyramid
from gis.scene import Stroke
from gis.view import View, fit
from tests.benchmarks.counties import county_snapshot
from tests.benchmarks.report import Row, figure_row, run

WIDE, HIGH = 1600, 1000  # pixels of a frame
PIXELS_PER_MM = 96 / 25.4
CLOSER = 8.0
A3, MOST_ON_PAGE = (420.0, 297.0), 5000  # mm; lines
LINE_WIDTHS = (1.0, 1.5, 2.5, 4.0, 7.0)  # pixels
ABSENT = float("nan")
QGIS_PYTHON = "/usr/bin/python3"
SECONDS = {  # by the size, what a frame may take where no peer is there to compare with
    "pan step": {"M": 0.004, "L": 0.004},
    "gesture frame": {"M": 0.016, "L": 0.020},
    "settled frame": {"M": 0.045, "L": 0.045},
    "cluster pyramid": {"M": 0.1, "L": 1.6},
    "window stands still": {"M": 0.05, "L": 0.05},
    "A3 PDF, 5,000 curved": {"M": 0.4},
}
SHARES = {  # of the peer's time for the whole map, or for the same piece of it
    "pan step": {"M": 1 / 500, "L": 1 / 500},
    "gesture frame": {"M": 1 / 30, "L": 1 / 250},
    "settled frame": {"M": 1 / 12, "L": 1 / 120},
    "settled, 8 times closer": {"M": 0.65, "L": 0.13},
    "cluster pyramid": {"M": 0.17, "L": 0.29},
    "all straight, QGIS": {"M": 0.33},
    "all straight, mpl": {"M": 0.33},
}


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program that draws on request; without a process it is absent and takes NaN."""

    process: subprocess.Popen[str] | None

    def takes(self, zoom: float) -> float:
        """Processor seconds for one frame."""
        if self.process is None or self.process.stdin is None or self.process.stdout is None:
            return ABSENT
        self.process.stdin.write(f"{zoom} {WIDE} {HIGH}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline() or "nan")


@contextmanager
def peer(python: str, script: str, data: Path) -> Iterator[Peer]:
    """The other program on its data, if `python` has it."""
    library = "qgis.core" if "qgis" in script else "matplotlib"
    found = (
        python and not subprocess.run([python, "-c", f"import {library}"], capture_output=True, check=False).returncode
    )
    if not found:
        yield Peer(None)
        return
    path = Path(__file__).with_name(script)
    command = [python, str(path), str(data)]
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    streams: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**clean, "QT_QPA_PLATFORM": "offscreen"}, text=True, **streams) as process:
        yield Peer(process)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The geometry that peers draw: ends (n, 2, 2) and classes of links, firms (m, 2) and regions, in metres."""

    ends: npt.NDArray[np.float64]
    classes: npt.NDArray[np.int64]
    firms: npt.NDArray[np.float64]
    regions: list[shapely.Geometry]


def drawing_of(shown: Overview) -> Drawing:
    """What stands behind an overview, link by link."""
    level = shown.crowd.pyramid.levels[0]
    firms = level.centre[level.group]
    flow, links = shown.crowd.snapshot.flow, shown.crowd.links
    ends = np.stack([firms[flow.sender[links]], firms[flow.receiver[links]]], axis=1)
    amount = level.bundles.amount[level.bundles.above]
    classes = np.searchsorted(np.quantile(amount, (0.6, 0.85, 0.96, 0.995)), amount)
    return Drawing(ends, classes, firms, [area.shape for area in shown.crowd.areas])


def write_layers(drawing: Drawing, path: Path) -> None:
    """A GeoPackage as QGIS likes it, with spatial indexes."""
    lines = shapely.linestrings(drawing.ends)
    shapes = {
        "regions": geopandas.GeoDataFrame(geometry=drawing.regions, crs=32649),
        "flows": geopandas.GeoDataFrame({"class": drawing.classes}, geometry=lines, crs=32649),
        "firms": geopandas.GeoDataFrame(geometry=shapely.points(drawing.firms), crs=32649),
    }
    for name, frame in shapes.items():
        frame.to_file(path, layer=name, driver="GPKG")


def write_arrays(drawing: Drawing, path: Path) -> None:
    rings = [np.asarray(part.exterior.coords)[:, :2] for shape in drawing.regions for part in shapely.get_parts(shape)]
    starts = np.cumsum([0, *map(len, rings)])
    told = {"ends": drawing.ends, "classes": drawing.classes, "firms": drawing.firms}
    np.savez(path, rings=np.concatenate(rings), starts=starts, **told)


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


class Moving:
    """Frames of one project, each of a view a few pixels beside the one before."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.whole = replace(fit(snapshot, WIDE / PIXELS_PER_MM, HIGH / PIXELS_PER_MM), year=2024, language="en")
        self.frame = self.compose(self.whole)
        self.step = 0

    def compose(self, view: View, *, draft: bool = False) -> Frame:
        """One frame, with what the first prepared."""
        before = getattr(self, "frame", None)
        return compose_frame(self.snapshot, (), view, PIXELS_PER_MM, before, draft=draft)

    def beside(self, zoom: float = 1.0) -> View:
        """The next view."""
        self.step += 1
        view = self.whole.zoomed(zoom, *self.whole.middle)
        return view.moved(0.5 * (self.step % 7), 0.3 * (self.step % 5))

    @property
    def shown(self) -> Overview:
        """What the first frame shows."""
        assert self.frame.overview is not None
        return self.frame.overview


def frames(moving: Moving, zoom: float, *, draft: bool = False) -> list[float]:
    """Seconds of each of five frames in a row."""
    return [timed(lambda: moving.compose(moving.beside(zoom), draft=draft)) for _ in range(5)]


def straight_layers(drawing: Drawing, view: View) -> list[Layer]:
    """Every link as a straight line in one of five widths, and the firms as dots."""
    ends = view.on_paper(drawing.ends.reshape(-1, 2)).reshape(-1, 4)
    lines: list[Layer] = [
        Segments(Stroke("#4C5B6B", width / PIXELS_PER_MM), ends[drawing.classes == code], joined=False)
        for code, width in enumerate(LINE_WIDTHS)
    ]
    dots, half = view.on_paper(drawing.firms), 1.5 / PIXELS_PER_MM
    side = np.array([half, 0.0])
    return [*lines, Segments(Stroke("#5D7288", 2 * half), np.hstack([dots - side, dots + side]), joined=False)]


def paint_straight(moving: Moving, drawing: Drawing) -> None:
    """All true links at once, as the peers draw them."""
    view = moving.beside()
    image = QImage(WIDE, HIGH, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("#F7F7F3"))
    painter = QPainter(image)
    draw_layers(painter, ground_layers(replace(moving.shown, view=view), palette()), PIXELS_PER_MM)
    draw_layers(painter, straight_layers(drawing, view), PIXELS_PER_MM)
    painter.end()


def write_page(moving: Moving, path: Path) -> int:
    """A page A3 as a vector PDF: borders, the largest lines as curves with heads, and signs; how many lines it has."""
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A3))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(1200)
    wide, high = A3
    view = moving.whole.zoomed(min(wide / moving.whole.width_mm, high / moving.whole.height_mm), *moving.whole.middle)
    shown = overview_of(moving.shown.crowd, view.resized(wide, high), most=MOST_ON_PAGE)
    painter = QPainter(writer)
    for layers in (ground_layers, line_layers):
        draw_layers(painter, layers(shown, palette()), 1200 / 25.4)
    draw_layers(painter, sign_layers(shown, measure_texts), 1200 / 25.4)
    painter.end()
    return len(shown.bundles)


def pan_steps(moving: Moving, count: int) -> list[float]:
    """Seconds of each step of a drag over a map that is drawn, with a hundred links chosen."""
    canvas = MapView(Session(Tasks(), "en"))
    canvas.resize(WIDE, HIGH)
    canvas.show()
    canvas.view = moving.whole
    canvas.frame = moving.compose(moving.whole.resized(moving.whole.width_mm * MARGIN, moving.whole.height_mm * MARGIN))
    uids = moving.shown.crowd.snapshot.flow.uid[moving.shown.crowd.links[:100]].tolist()
    canvas.choose(frozenset(("flow", uid) for uid in uids))
    QApplication.processEvents()
    taken = []
    for step in range(count):
        canvas.view = canvas.view.moved(1.5 if step % 20 < 10 else -1.5, 0.4)
        taken.append(timed(canvas.repaint))
    canvas.session.tasks.stop()
    canvas.close()
    canvas.deleteLater()
    return taken


def stand_still(moving: Moving, count: int) -> float:
    """The longest time for which the window's thread did not get to run while the worker composed frames."""
    longest, last = 0.0, time.perf_counter()
    with ThreadPoolExecutor(1) as worker:
        work = [worker.submit(moving.compose, moving.beside(zoom)) for _ in range(count) for zoom in (1.0, CLOSER)]
        while not all(each.done() for each in work):
            QApplication.processEvents()
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
            time.sleep(0.001)
    return longest


def build(moving: Moving) -> None:
    """The pyramid from the bare columns."""
    crowd = moving.shown.crowd
    level, flow = crowd.pyramid.levels[0], crowd.snapshot.flow
    ends = LinkEnds(
        flow.sender[crowd.links], flow.receiver[crowd.links],
        level.bundles.kind[level.bundles.above], level.bundles.amount[level.bundles.above],
    )  # fmt: skip
    make_pyramid(level.centre[level.group], [crowd.snapshot.actor.region], ends)


def measure(size: str, rounds: int) -> list[Row]:
    """All rows of one size; ours and the peers take turns."""
    moving = Moving(county_snapshot(size))
    with tempfile.TemporaryDirectory() as name:
        folder, drawing = Path(name), drawing_of(moving.shown)
        write_layers(drawing, folder / "layers.gpkg")
        write_arrays(drawing, folder / "arrays.npz")
        python = os.environ.get("CLUSTER_ATLAS_MATPLOTLIB", "")
        with (
            peer(QGIS_PYTHON, "qgis_peer.py", folder / "layers.gpkg") as qgis,
            peer(python if size != "L" else "", "matplotlib_peer.py", folder / "arrays.npz") as plotted,
        ):
            return rows_of(moving, drawing, (qgis, plotted), folder, size, rounds)


def rows_of(
    moving: Moving, drawing: Drawing, peers: tuple[Peer, Peer], folder: Path, size: str, rounds: int
) -> list[Row]:
    """Every row of one size, round by round."""
    qgis, plotted = peers
    taken: dict[str, list[tuple[float, float]]] = {}

    def note(what: str, ours: float, theirs: float = ABSENT) -> None:
        taken.setdefault(what, []).append((ours, theirs))

    qgis.takes(1.0), plotted.takes(1.0), moving.compose(moving.beside(CLOSER))  # each once to fill its caches
    for _ in range(rounds):
        full = qgis.takes(1.0)
        drafts = frames(moving, 1.0, draft=True)
        note("first gesture frame", drafts[0], full)
        note("gesture frame", statistics.median(drafts), full)
        note("settled frame", statistics.median(frames(moving, 1.0)), full)
        note("settled, 8 times closer", statistics.median(frames(moving, CLOSER)), qgis.takes(CLOSER))
        if size != "L":
            straight = timed(lambda: paint_straight(moving, drawing))
            note("all straight, QGIS", straight, full)
            note("all straight, mpl", straight, plotted.takes(1.0))
            note("A3 PDF, 5,000 curved", timed(lambda: write_page(moving, folder / "page.pdf")))
        note("pan step", statistics.median(pan_steps(moving, 40)), full)
        note("cluster pyramid", timed(lambda: build(moving)), full)
        note("window stands still", stand_still(moving, 2))
    return [table_row(what, size, pairs) for what, pairs in taken.items()]


def table_row(what: str, size: str, pairs: list[tuple[float, float]]) -> Row:
    """The row of one task; told and not judged for S, which has no goals, and where a peer to share with is absent."""
    alone = bool(np.isnan(pairs[0][1]))
    goals = SECONDS if (what in SECONDS and alone) or what not in SHARES else SHARES
    goal = goals.get(what, {}).get(size)
    row = figure_row(what, size, pairs, round(goal or 0.0, 5), as_ratio=not alone)
    if goal is None:
        return {**row, "goal": None, "met": None}
    return row if what in SECONDS or not alone else {**row, "peer": "absent", "met": None}


def compare(quick: bool) -> list[Row]:
    """The small cluster once, or M and L; how many goals are met is told on the standard error."""
    with tempfile.TemporaryDirectory() as name:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, name)
        application()
        gc.disable()
        rows = measure("S", 1) if quick else [*measure("M", 5), *measure("L", 3)]
    judged = [row["met"] for row in rows if row["met"] is not None]
    sys.stderr.write(f"{sum(judged)} of {len(judged)} goals met; load of the machine {os.getloadavg()[0]:.1f}\n")
    return rows


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.exit(run(__doc__, compare))
