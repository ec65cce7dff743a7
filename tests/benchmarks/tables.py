"""Sorting, filtering and scrolling a table of 100,000 rows: python -m tests.benchmarks.tables [--quick] [--json].

Ours is the grid of the dock of tables over the snapshot of a cluster; the peer is Qt's QSortFilterProxyModel over an
ordinary Python model with the same texts, which freezes no column. Seconds from the call until the view has been
painted again.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QTableView

from app.edit_model import EditModel
from app.edit_table import edit_table
from app.grid_view import GridView
from core.project import Project
from core.snapshot import Snapshot
from tests.benchmarks.clusters import SIZES, cluster
from tests.benchmarks.project import insert_ours, rows_of
from tests.benchmarks.report import figure_row, run

TABLE, NAME, AMOUNT, PAGES = "flow_amount", 0, 3, 40
GOALS = {
    "sort by name": 0.5,
    "sort by amount": 0.3,
    "filter by a word": 0.3,
    "filter by a column": 0.3,
    "scroll by a page": 0.04,
    "scroll, first column frozen": 0.04,
}
NOWHERE = QModelIndex()


class Plain(QAbstractTableModel):
    """The peer's source: rows of Python values."""

    def __init__(self, rows: list[list[Any]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows[0])

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def snapshot_of(size: str) -> Snapshot:
    """A cluster as a project holds it."""
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "cluster.gpkg") as project:
        insert_ours(project, rows_of(cluster(size), 4490))
        return project.snapshot()


def painted(view: QTableView, act: Callable[[], object]) -> float:
    """Seconds that an action takes until the view is painted again."""
    start = time.perf_counter()
    act()
    view.viewport().repaint()
    QApplication.processEvents()
    return time.perf_counter() - start


def scrolled(view: QTableView) -> float:
    """Seconds per page, over pages from top to bottom."""
    bar = view.verticalScrollBar()
    steps = [bar.maximum() * page // PAGES for page in range(PAGES)]
    return sum(painted(view, lambda step=step: bar.setValue(step)) for step in steps) / PAGES  # type: ignore[misc]


def scrolled_aside(view: QTableView) -> float:
    """Seconds per page while the first columns are scrolled out of sight."""
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum() // 2)
    taken = scrolled(view)
    bar.setValue(0)
    return taken


def of_ours(snapshot: Snapshot) -> dict[str, float]:
    """Our seconds by task."""
    view, model = GridView(), EditModel("en")
    view.setModel(model)
    view.resize(1200, 500)
    view.show()
    model.show_table(edit_table(snapshot, TABLE, "en", len(snapshot.flow_amount)), "en")
    QApplication.processEvents()
    return {
        "sort by name": painted(view, lambda: model.sort(NAME, Qt.SortOrder.AscendingOrder)),
        "sort by amount": painted(view, lambda: model.sort(AMOUNT, Qt.SortOrder.AscendingOrder)),
        "scroll by a page": scrolled(view),
        "scroll, first column frozen": scrolled_aside(view),
        "filter by a word": painted(view, lambda: model.filter("firm 123")),
        "filter by a column": painted(view, lambda: model.filter('link:"firm 123"')),
    }


def of_peer(snapshot: Snapshot) -> dict[str, float]:
    """The peer's seconds by task."""
    made = edit_table(snapshot, TABLE, "en", len(snapshot.flow_amount)).rows.columns
    columns = [column.values.tolist() for column in made]
    source, proxy, view = (
        Plain([list(row) for row in zip(*columns, strict=True)]),
        QSortFilterProxyModel(),
        QTableView(),
    )
    proxy.setSourceModel(source)
    proxy.setFilterKeyColumn(NAME)
    view.setModel(proxy)
    view.resize(1200, 500)
    view.show()
    QApplication.processEvents()
    return {
        "sort by name": painted(view, lambda: proxy.sort(NAME)),
        "sort by amount": painted(view, lambda: proxy.sort(AMOUNT)),
        "scroll by a page": scrolled(view),
        "scroll, first column frozen": scrolled_aside(view),
        "filter by a word": painted(view, lambda: proxy.setFilterFixedString("firm 123")),
        "filter by a column": painted(view, lambda: proxy.setFilterFixedString("firm 12")),
    }


def measure(size: str, rounds: int) -> list[dict[str, Any]]:
    """Medians over rounds in which ours and the peer take turns."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    snapshot = snapshot_of(size)
    taken = [(of_ours(snapshot), of_peer(snapshot)) for _ in range(rounds)]
    told = f"{SIZES[size][1]} rows"
    rows = [figure_row(what, told, [(ours[what], peer[what]) for ours, peer in taken], GOALS[what]) for what in GOALS]
    application.processEvents()
    return rows


if __name__ == "__main__":
    raise SystemExit(run(__doc__, lambda quick: measure("S", 1) if quick else measure("M", 3)))
