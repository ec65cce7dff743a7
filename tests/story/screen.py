"""The program on an X server of its own, with the hands and eyes of somebody who sits before it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtGui import QFont, QImage

from tests.story.eyes import Sight, find
from tests.story.keys import Keys

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1440, 900)
PATIENCE = 90.0
TOOLS = ("Xvfb", "xdotool", "import")


class Unseen(AssertionError):
    """What should be on the screen is not."""


class Screen:
    """Clicks by the words that are seen, types, and keeps a picture of each step in `folder`."""

    def __init__(self, display: str, folder: Path, font: QFont, slowness: float = 1.0) -> None:
        self.folder, self.font, self.slowness = folder, font, slowness
        self._home, self._keys = folder / "home", Keys(display)
        self._home.mkdir(exist_ok=True)
        home = {"XDG_CONFIG_HOME": str(self._home), "XDG_STATE_HOME": str(self._home), "HOME": str(self._home)}
        self.surroundings = {**os.environ, **home, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self.steps = 0

    def do(self, *words: str) -> str:
        """Run a tool on this screen."""
        done = subprocess.run(words, env=self.surroundings, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def look(self) -> QImage:
        """What is on the screen now."""
        path = self.folder / "now.png"
        self.do("import", "-window", "root", str(path))
        return QImage(str(path))

    def keep(self, name: str) -> None:
        """Keep a picture of this step."""
        self.steps += 1
        self.do("import", "-window", "root", str(self.folder / f"{self.steps:02d} {name}.png"))

    def see(self, text: str, patience: float = PATIENCE) -> list[Sight]:
        """Wait until a text is on the screen; Unseen where it does not come."""
        end = time.monotonic() + patience * self.slowness
        while not (found := find(self.look(), text, self.font)):
            if time.monotonic() > end:
                raise Unseen(f"not on the screen: {text}")
            time.sleep(0.4)
        return found

    def sees(self, text: str) -> bool:
        """Whether a text is on the screen now."""
        return bool(self.see_now(text))

    def see_now(self, text: str) -> list[Sight]:
        """Where a text is on the screen now."""
        return find(self.look(), text, self.font)

    def click(self, text: str, *, lowest: bool = False, patience: float = PATIENCE) -> None:
        """Click what reads so; of several the most alike, or the lowest."""
        found = self.see(text, patience)
        self.click_at(*(max((sight.y, sight.x) for sight in found)[::-1] if lowest else (found[0].x, found[0].y)))

    def click_at(self, x: int, y: int) -> None:
        """Click a place."""
        self.do("xdotool", "mousemove", str(x), str(y), "sleep", "0.2", "click", "1", "sleep", "0.4")

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press at one place, move to another in small steps, and let go."""
        self.do("xdotool", "mousemove", *map(str, start), "sleep", "0.3", "mousedown", "1", "sleep", "0.2")
        for part in range(1, 9):
            place = [str(round(a + (b - a) * part / 8)) for a, b in zip(start, end, strict=True)]
            self.do("xdotool", "mousemove", *place, "sleep", "0.05")
        self.do("xdotool", "mouseup", "1", "sleep", "0.5")

    def key(self, *names: str) -> None:
        """Press keys one after another."""
        self.do("xdotool", "key", "--delay", "60", *names)
        time.sleep(0.4)

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        self._keys.give(text)
        self.do("xdotool", "type", "--delay", "25" if text.isascii() else "60", text)
        time.sleep(0.3)

    def wait(self, condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Wait for something that is not seen."""
        end = time.monotonic() + patience * self.slowness
        while not condition():
            if time.monotonic() > end:
                raise Unseen(f"did not happen: {what}")
            time.sleep(0.4)


@contextmanager
def screen(folder: Path, font: QFont, slowness: float = 1.0) -> Iterator[Screen]:
    """An X server for as long as it is needed; `slowness` times as long as usual is waited for what should come."""
    reading, writing = os.pipe()
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        try:
            yield Screen(display, folder, font, slowness)
        finally:
            server.terminate()


@contextmanager
def program(shown: Screen, language: str, *files: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The program, with a project where one is named; it is ended if it does not end itself."""
    command = [sys.executable, "-m", "app", "--language", language, *files]
    log = (shown.folder / "program.log").open("wb")
    with log, subprocess.Popen(command, cwd=ROOT, env=shown.surroundings, stdout=log, stderr=log) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.kill()
