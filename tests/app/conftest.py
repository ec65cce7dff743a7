"""Real windows without a display; each test has settings and documents of its own."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.fonts import load_font
from app.table_panel import TablePanel
from app.window import MainWindow
from core.project import Project

PATIENCE = 20.0  # seconds; a busy machine takes long to compose a map


@pytest.fixture(scope="session", autouse=True)
def lettering(qt: QApplication) -> None:
    """Windows are lettered as in the program."""
    load_font(qt)


def wait_for(condition: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Let events happen until a condition holds; False where it never does."""
    end = time.monotonic() + patience
    while not condition():
        QApplication.processEvents()
        if time.monotonic() > end:
            return False
        time.sleep(0.004)
    return True


def type_into(widget: QWidget, text: str) -> None:
    """Type a text: Latin letters by keys, Chinese as an input method commits it."""
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


class Desk:
    """A window with the hands and eyes of its user."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.settle()

    @property
    def bench(self) -> Any:
        """What fills the window."""
        return self.window.workbench

    @property
    def canvas(self) -> Any:
        """The map."""
        return self.bench.map.canvas

    def settle(self) -> None:
        """Wait for the worker and for the pause after which the map is composed anew."""
        pause = time.monotonic() + 0.16
        assert wait_for(lambda: time.monotonic() > pause and self._settled())

    def _settled(self) -> bool:
        if getattr(self.window, "workbench", None) is None or self.bench.tasks.running():
            return False
        session = self.bench.session
        if session.changed.pending:
            return False
        return session.project is None or (session.analysis is not None and self.canvas.frame is not None)

    def ask(self, command: str) -> None:
        """Choose a command of the menus."""
        self.window.actions_by_id[command].trigger()

    def uid(self, name: str) -> str:
        """The uid of a firm."""
        actors = self.bench.session.snapshot.actor
        return str(dict(zip(actors.name, actors.uid, strict=True))[name])

    def sign(self, name: str) -> QPoint:
        """Where the sign of a firm stands on the map, in pixels."""
        frame, target = self.canvas.frame, ("actor", self.uid(name))
        area = frame.target(self.canvas.view, self.canvas.pixels_per_mm)
        box = next(box for mark, box in frame.scene.of_targets(frozenset({target})))
        left, top, right, bottom = (box * area.width() / frame.view.width_mm).tolist()
        return QPoint(round(area.x() + (left + right) / 2), round(area.y() + (top + bottom) / 2))

    def click_map(self, place: QPoint) -> None:
        """Click on the map."""
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=place)

    def type(self, widget: QWidget, text: str) -> None:
        """Type a text into a widget."""
        type_into(widget, text)

    def click_row(self, panel: TablePanel, row: int) -> None:
        """Click on a row of a table."""
        place = panel.table.visualRect(panel.model.index(row, 1)).center()
        QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def marked(self, panel: TablePanel) -> set[str]:
        """The uids of the marked rows of a table."""
        return {panel.model.uid(index.row()) for index in panel.table.selectionModel().selectedRows()}

    def drop(self, path: Path) -> None:
        """Drop a file on the window."""
        dragged = QMimeData()
        dragged.setUrls([QUrl.fromLocalFile(str(path))])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        event = QDropEvent(QPointF(9, 9), copy, dragged, left, Qt.KeyboardModifier.NoModifier)
        self.window.dropEvent(event)  # Qt passes a drop on only from a real drag


@pytest.fixture
def open_desk(qt: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    """Opens windows of 1200 x 800 and closes them after the test."""
    with desks(tmp_path, monkeypatch) as open_one:
        yield open_one


@contextmanager
def desks(folder: Path, patched: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    """A function that opens windows of 1200 x 800, whose settings and drafts are in a folder; they close at the end."""
    patched.setenv("XDG_STATE_HOME", str(folder / "state"))  # drafts of one test are none of another
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "settings"))
    opened: list[MainWindow] = []

    def open_one(path: Path | str = "", language: str = "en") -> Desk:
        window = MainWindow(str(path), language)
        opened.append(window)
        window.resize(1200, 800)
        window.show()
        return Desk(window)

    yield open_one
    for window in opened:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def cluster_file(small_cluster: Project) -> Path:
    """The project file of six firms, closed."""
    small_cluster.close()
    return Path(small_cluster.path)


@pytest.fixture(scope="module")
def kept_desk(closed_cluster: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The window behind `shared_desk`."""
    folder = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as patched, desks(folder, patched) as open_one:
        yield open_one(shutil.copyfile(closed_cluster, folder / closed_cluster.name))


@pytest.fixture
def shared_desk(kept_desk: Desk) -> Iterator[Desk]:
    """A window on the six firms for tests that only look; each leaves figures, language, choice and tools alone."""
    before = _told(kept_desk)
    yield kept_desk
    kept_desk.settle()
    assert _told(kept_desk) == before


def _told(desk: Desk) -> tuple[object, ...]:
    session = desk.bench.session
    figures = (session.snapshot.revision, session.shown.year, session.choice, session.grouping, session.style)
    seen = (desk.window.language, session.language)
    return (*figures, *seen, session.selection, desk.canvas.tool, desk.canvas.in_hand, desk.canvas.hidden)


@pytest.fixture
def desk(open_desk: Callable[..., Desk], cluster_file: Path) -> Desk:
    """A window on the six firms."""
    return open_desk(cluster_file)
