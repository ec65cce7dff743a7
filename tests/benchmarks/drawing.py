"""Composing and painting maps beside a naive peer: python -m tests.benchmarks.drawing [--quick] [--json].

One row per task: ours and peer are medians of interleaved rounds in seconds on the same snapshot and paper. The peer
draws every link as one semi-transparent, antialiased path of its own with QPainter, without signs, names, routing or
level of detail, as a first version of any map does.
"""

import argparse
import json
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen
from sqlite_utils import Database

from core.figures import figures
from core.records import insert
from core.schema import migrations
from core.snapshot import Snapshot, read_snapshot
from gis.paint import draw, measure
from gis.picture import compose_map
from gis.scene import Scene
from gis.view import View, fit
from tests.benchmarks.clusters import cluster
from tests.benchmarks.project import rows_of

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


def compare(size: str, rounds: int) -> dict[str, dict[str, float]]:
    """Medians of ours and the peer for one size; the peer has no composing of its own."""
    snapshot = snapshot_of(size)
    view = fit(snapshot, *PAPER)
    scene = compose_map(snapshot, (), view, measure)
    composed, ours, peer = [], [], []
    for _ in range(rounds):
        composed.append(timed(lambda: compose_map(snapshot, (), view, measure)))
        ours.append(timed(lambda: paint_ours(scene)))
        peer.append(timed(lambda: paint_peer(snapshot, view)))
    return {
        f"{size} compose": {"ours": statistics.median(composed), "goal": GOALS[f"{size} compose"]},
        f"{size} paint": {
            "ours": statistics.median(ours), "peer": statistics.median(peer), "goal": GOALS[f"{size} paint"]
        },
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the small size, one round")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    results: dict[str, dict[str, float]] = {}
    for size in ("S",) if options.quick else ("S", "M"):
        results |= compare(size, 1 if options.quick else 3)
    application.quit()
    if options.json:
        sys.stdout.write(json.dumps(results, indent=1) + "\n")
        return
    for task, found in results.items():
        peer = f"{found['peer']:8.3f} s naive" if "peer" in found else ""
        sys.stdout.write(f"{task:12s} {found['ours']:8.3f} s {peer}  goal {found['goal']} s\n")


if __name__ == "__main__":
    main()
