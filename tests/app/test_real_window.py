"""The real program on a real X server with real clicks, where the tools for it are installed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from core.i18n import show
from core.project import Project

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("Xvfb", "xdotool", "import")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
PATIENCE = 60.0

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


class Screen:
    """An X server of its own; commands and pictures of it."""

    def __init__(self, display: str, folder: Path) -> None:
        self.folder = folder
        home = {"XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder), "HOME": str(folder)}
        self.surroundings = {**os.environ, **home, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def do(self, *words: str) -> str:
        done = subprocess.run(words, env=self.surroundings, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def picture(self, name: str) -> QImage:
        path = self.folder / f"{name}.png"
        self.do("import", "-window", "root", str(path))
        return QImage(str(path))

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.3)
        return True


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        yield Screen(display, tmp_path)
        server.terminate()


TITLE = ("xdotool", "search", "--name", "Cluster Atlas", "getwindowname")


def colours(image: QImage) -> int:
    """How many colours a coarse grid over a picture meets."""
    across, down = range(0, image.width(), 7), range(0, image.height(), 7)
    return len({image.pixel(x, y) for x in across for y in down})


def test_the_program_opens_a_project_and_answers_clicks(screen: Screen, cluster_file: Path) -> None:
    command = [sys.executable, "-m", "app", str(cluster_file), "--language", "en"]
    with subprocess.Popen(command, cwd=ROOT, env=screen.surroundings, stderr=subprocess.PIPE) as program:
        shown = screen.wait_for(lambda: colours(screen.picture("opened")) > 120 or program.poll() is not None)
        told = program.stderr.read().decode() if program.poll() is not None and program.stderr else ""
        if "platform plugin" in told:
            pytest.skip(f"a library that Qt needs for X is not installed: {told[-200:]}")
        try:
            assert shown, told
            assert program.poll() is None, told
            assert screen.wait_for(lambda: "六家企业" in screen.do(*TITLE))  # the worker reads it first
            before = screen.picture("before")
            screen.do("xdotool", "mousemove", "100", "215", "click", "1")  # the third task, Links
            assert screen.wait_for(lambda: screen.picture("after") != before)
            screen.do("xdotool", "key", "ctrl+q")
            assert program.wait(PATIENCE) == 0
        finally:
            program.kill()
    assert [path.name for path in cluster_file.parent.glob("*.gpkg*")] == [cluster_file.name]


class Story:
    """The same acts with real clicks in the program and, to know where things stand, in a window without a display."""

    def __init__(self, screen: Screen, twin: Any, file: Path) -> None:
        self.screen, self.twin, self.file = screen, twin, file

    def labels(self) -> list[str]:
        """What the history of the file says by now, oldest first."""
        with Project.open(self.file, read_only=True) as reading:
            return [show(entry.label, "en") for entry in reversed(reading.history())]

    def on_screen(self, place: QPoint) -> tuple[str, str]:
        spot = self.twin.canvas.mapTo(self.twin.window, place)
        return str(spot.x()), str(spot.y())

    def key(self, name: str) -> None:
        self.screen.do("xdotool", "key", name)
        self.twin.window.activateWindow()

    def click(self, place: QPoint) -> None:
        self.screen.do("xdotool", "mousemove", *self.on_screen(place), "sleep", "0.2", "click", "1", "sleep", "0.3")
        QTest.mouseClick(self.twin.canvas, Qt.MouseButton.LeftButton, pos=place)

    def drag(self, start: QPoint, end: QPoint) -> None:
        press = ("xdotool", "mousemove", *self.on_screen(start), "sleep", "0.2", "mousedown", "1", "sleep", "0.2")
        halfway, there = self.on_screen((start + end) / 2), self.on_screen(end)
        self.screen.do(*press, "mousemove", *halfway, "sleep", "0.2", "mousemove", *there, "sleep", "0.3")
        self.screen.picture("dragging")
        self.screen.do("xdotool", "mouseup", "1")
        QTest.mousePress(self.twin.canvas, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(self.twin.canvas, end)
        QTest.mouseRelease(self.twin.canvas, Qt.MouseButton.LeftButton, pos=end)

    def fill(self, **texts: str) -> None:
        """Type into the fields of the form by the keyboard alone, then press Enter."""
        boxes = self.twin.bench.editing.form.boxes
        for name in boxes:
            if name in texts:
                self.screen.do("xdotool", "type", texts[name])
            self.screen.do("xdotool", "key", "Tab")
        time.sleep(0.3)
        self.screen.picture("form")
        self.screen.do("xdotool", "key", "shift+Tab", "key", "Return")
        for name, text in texts.items():
            boxes[name].setText(text)
        self.twin.bench.editing.form.save()
        self.twin.settle()

    def told(self, label: str) -> bool:
        """Whether the program has done it too, and is at rest."""
        done = self.screen.wait_for(lambda: self.labels()[-1] == label)
        time.sleep(1.0)
        return done


def test_a_firm_is_added_linked_moved_and_brought_back_by_real_clicks(
    screen: Screen, cluster_file: Path, tmp_path: Path, open_desk: Callable[..., Any]
) -> None:
    copy = tmp_path / "twin.gpkg"
    shutil.copyfile(cluster_file, copy)
    twin = open_desk(copy)
    twin.window.resize(1280, 800)
    twin.ask("reset_layout")  # it was opened in a narrower window
    twin.settle()
    story = Story(screen, twin, cluster_file)
    command = [sys.executable, "-m", "app", str(cluster_file), "--language", "en"]
    with subprocess.Popen(command, cwd=ROOT, env=screen.surroundings, stderr=subprocess.PIPE) as program:
        shown = screen.wait_for(lambda: colours(screen.picture("opened")) > 120 or program.poll() is not None)
        told = program.stderr.read().decode() if program.poll() is not None and program.stderr else ""
        if "platform plugin" in told:
            pytest.skip(f"a library that Qt needs for X is not installed: {told[-200:]}")
        assert shown, told
        try:
            assert screen.wait_for(lambda: "六家企业" in screen.do(*TITLE))
            time.sleep(2.0)
            _edit_by_hand(story)
            screen.do("xdotool", "key", "ctrl+q")
            assert program.wait(PATIENCE) == 0
        finally:
            program.kill()
    with Project.open(cluster_file) as closed:
        row = list(closed.snapshot().actor.name).index("Glassworks")
        assert closed.snapshot().flow.receiver[-1] == row
        assert closed.snapshot().flow_amount.value[-1] == 1200


def _edit_by_hand(story: Story) -> None:
    """Add a firm, draw a link to it, move it, undo: each one entry of the history in the file."""
    twin = story.twin
    story.click(QPoint(8, twin.canvas.height() // 2))  # a window has no keys before its first click
    story.key("a")
    twin.ask("draw.actor")
    spot = QPoint(twin.canvas.width() // 2 + 40, twin.canvas.height() // 5)
    story.click(spot)
    story.fill(name="Glassworks")
    assert story.told("Glassworks: add")
    story.key("l")
    twin.ask("draw.link")
    story.click(twin.sign("化工厂"))
    story.click(twin.sign("Glassworks"))
    story.fill(commodity="cullet", amount="1200")
    assert story.told("化工厂 → Glassworks · cullet: add")
    story.key("v")
    twin.ask("draw.move")
    start = twin.sign("Glassworks")
    story.drag(start, start + QPoint(-110, 60))
    assert story.told("Glassworks: move")
    story.key("ctrl+z")
    assert story.told("Undo: Glassworks: move")
