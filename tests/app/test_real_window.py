"""The real program on a real X server with real clicks, where the tools for it are installed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

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
        assert shown, told
        assert program.poll() is None, told
        assert "六家企业" in screen.do("xdotool", "search", "--name", "Cluster Atlas", "getwindowname")
        before = screen.picture("before")
        screen.do("xdotool", "mousemove", "100", "215", "click", "1")  # the third task, Links
        assert screen.wait_for(lambda: screen.picture("after") != before)
        screen.do("xdotool", "key", "ctrl+q")
        assert program.wait(PATIENCE) == 0
    assert [path.name for path in cluster_file.parent.glob("*.gpkg*")] == [cluster_file.name]
