"""What a long command is at: one line on the standard error that is written over, where somebody sits before it."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from threading import Event, current_thread, main_thread

from app.usage_lines import columns
from core.i18n import show
from core.steps import Step
from core.text import Text

Tell = Callable[[Text], object]
_TO_START, _CLEAR = "\r", "\x1b[K"


def unheard(_: Text) -> None:
    """Nobody sits before the terminal."""


@contextmanager
def progress(language: str, *, quiet: bool = False) -> Iterator[Tell]:
    """What the command is at may be told within; the line is gone afterwards, so that the answer stands alone.

    Nothing is written where the standard error is no terminal, or `quiet` asks for nothing.
    """
    if quiet or not sys.stderr.isatty():
        yield unheard
        return

    def tell(text: Text) -> None:
        sys.stderr.write(f"{_TO_START}{_fitting(show(text, language))}{_CLEAR}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write(f"{_TO_START}{_CLEAR}")
        sys.stderr.flush()


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Ctrl+C within asks the work to stop between two pages and counts afterwards.

    An interrupt in the midst of painting would take the paper from under Qt's painter and end the process at once.
    """
    asked = Event()
    if current_thread() is not main_thread():  # no other thread hears signals
        yield asked.is_set
        return
    before = signal.signal(signal.SIGINT, lambda *_: asked.set())
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
    if asked.is_set():
        raise KeyboardInterrupt


def _fitting(line: str) -> str:
    """As much of a line as the terminal is wide: a longer one would leave its beginning behind."""
    width = get_terminal_size().columns - 1
    while columns(line) > width:
        line = line[:-1]
    return line


def pages_told(tell: Tell) -> Step:
    """Tells at which page of how many an atlas is; a single page is laid out."""

    def step(done: int, whole: int) -> None:
        told = Text("Page {n} of {pages} is being drawn …", {"n": done, "pages": whole})
        tell(told if whole > 1 else Text("The page is being drawn …"))

    return step


def rows_told(tell: Tell) -> Step:
    """Tells how many rows of how many are written."""
    return lambda done, whole: tell(Text("{n} of {rows} rows are written …", {"n": done, "rows": whole}))


def stages_told(tell: Tell) -> Step:
    """Tells at which stage the matching is."""
    return lambda done, whole: tell(
        Text("Receivers are being weighed, stage {n} of {whole} …", {"n": done + 1, "whole": whole})
    )


def reconciled_told(tell: Tell) -> Step:
    """Tells how far the present part of a reconciliation is."""
    tell(RECONCILING)

    def step(done: int, whole: int) -> None:
        share = f"{100 * min(done / max(whole, 1), 1.0):.0f}"
        tell(Text("The figures are being reconciled, {share} % of this part …", {"share": share}))

    return step


CHECKING = Text("The figures are being checked …")
RECONCILING = Text("The figures are being reconciled …")
