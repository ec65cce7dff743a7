"""Long work in portions: between two of them it says how far it is, and whoever listens may stop it by raising."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

Step = Callable[[int, int], object]  # how much is done, of how much
PAUSE = 0.05  # seconds, at the least, between two questions whether to go on


def quietly(done: int, whole: int) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class _Asked:
    """Who is asked whether to go on, and when that was last."""

    ask: Callable[[], object]
    at: float


_ASKED: ContextVar[_Asked | None] = ContextVar("asked", default=None)


@contextmanager
def stoppable(ask: Callable[[], object]) -> Iterator[None]:
    """Let `ask`, which stops the work by raising, be called from within the long loops of what runs in this block.

    So that a portion that takes long ends soon, though its functions know of no step. It holds for this thread alone.
    """
    token = _ASKED.set(_Asked(ask, monotonic()))
    try:
        yield
    finally:
        _ASKED.reset(token)


def pause() -> None:
    """Ask whether to go on, in a loop that may take long; without a listener, or soon after the last time, nothing."""
    asked = _ASKED.get()
    if asked is not None and (now := monotonic()) - asked.at >= PAUSE:
        asked.at = now
        asked.ask()
