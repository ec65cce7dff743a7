"""A long optimisation in a thread of its own, so that whoever listens can stop waiting for it.

HiGHS lets other threads run while it works, but cannot be asked to stop: a thread that nobody waits for any more ends
with its work, or with the program.
"""

from collections.abc import Callable
from threading import Event, Thread
from typing import TypeVar

from core.steps import Step, quietly

T = TypeVar("T")
ASKED_EVERY = 0.1  # seconds


def watched(work: Callable[[], T], step: Step, done: int = 0, whole: int = 1) -> T:
    """What `work` gives; `step` is told `done` of `whole` all the while and may stop the waiting by raising."""
    if step is quietly:
        return work()
    found: list[T] = []
    failed: list[BaseException] = []
    ended = Event()

    def run() -> None:
        try:
            found.append(work())
        except BaseException as fault:
            failed.append(fault)
        ended.set()

    Thread(target=run, name="solver", daemon=True).start()
    while not ended.wait(ASKED_EVERY):
        step(done, whole)
    if failed:
        raise failed[0]
    return found[0]
