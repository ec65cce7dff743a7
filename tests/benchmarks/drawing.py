"""Composing and painting maps beside a naive peer: python -m tests.benchmarks.drawing [--quick] [--json].

One row per task: ours and peer are medians of interleaved rounds in seconds on the same snapshot and paper. The peer
draws every link as one semi-transparent, antialiased path of its own with QPainter, without signs, names, routing or
level of detail, as a first version of any map does.
"""

import os
import sqlite3
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen
from sqlite_utils import Database

from core.figures import figures
from core.migrations import migrations
from core.records import insert
from core.snapshot import Snapshot, read_snapshot
from gis.paint import draw, measure
from gis.picture import compose_map
from gis.scene import Scene
from gis.view import View, fit
from tests.benchmarks.clusters import cluster
from tests.benchmarks.project import rows_of
from tests.benchmarks.report import Row, figure_row, run

PAPER = (276.0, 238.0)  # mm: the map of an A3 page
PIXELS_PER_MM = 5.0
GOALS = {"S compose": 1.5, "S paint": 1.0, "M compose": 3.0, "M paint": 1.5}


def snapshot_of(size: str) -> Snapshot:
    """The cluster S or M through the schema, as a project would give it."""
    database = Database(sqlite3.connect(":memory:"))
    migrations.apply(database)
    for table, rows in rows_of(cluster(size), 4490).items():
        insert(database.conn, table, rows)
    return read_snapshot(database.conn, 1, size)


def image() -> QImage:
    size = (round(PAPER[0] * PIXELS_PER_MM), round(PAPER[1] * PIXELS_PER_MM))
    blank = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    blank.fill(QColor("#FFFFFF"))
    return blank


def paint_ours(scene: Scene) -> None:
    page = image()
    painter = QPainter(page)
    draw(painter, scene, PIXELS_PER_MM)
    painter.end()


def paint_peer(snapshot: Snapshot, view: View) -> None:
    """Every link as a path of its own with a semi-transparent pen."""
    places = view.to_paper(snapshot.actor.point) * PIXELS_PER_MM
    amount = figures(snapshot).value
    width = np.sqrt(amount / np.nanmax(amount)) * 20
    page = image()
    painter = QPainter(page)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row in range(len(snapshot.flow)):
        (x0, y0), (x1, y1) = places[snapshot.flow.sender[row]], places[snapshot.flow.receiver[row]]
        path = QPainterPath()
        path.moveTo(x0, y0)
        path.quadTo((x0 + x1) / 2 + 0.2 * (y1 - y0), (y0 + y1) / 2 - 0.2 * (x1 - x0), x1, y1)
        painter.setPen(QPen(QColor(76, 91, 107, 120), max(0.5, width[row])))
        painter.drawPath(path)
    painter.end()


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(size: str, rounds: int) -> list[Row]:
    """Ours and the peer for one size; the peer has no composing of its own."""
    snapshot = snapshot_of(size)
    view = fit(snapshot, *PAPER)
    scene = compose_map(snapshot, (), view, measure)
    composed, painted = [], []
    for _ in range(rounds):
        composed.append((timed(lambda: compose_map(snapshot, (), view, measure)), float("nan")))
        painted.append((timed(lambda: paint_ours(scene)), timed(lambda: paint_peer(snapshot, view))))
    taken = {"compose": composed, "paint": painted}
    return [figure_row(what, size, seconds, GOALS[f"{size} {what}"]) for what, seconds in taken.items()]


def compare_sizes(quick: bool) -> list[Row]:
    """The small cluster, and unless in a hurry the large one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    rows = compare("S", 1) if quick else [*compare("S", 3), *compare("M", 3)]
    application.quit()
    return rows


if __name__ == "__main__":
    raise SystemExit(run(__doc__, compare_sizes))
