"""The window and the command line: shows, asks, calls."""

import sys
from types import TracebackType


def _end_quietly(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
    """Whoever interrupts a command before it has begun sees no traceback; there is nothing to say yet."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, bug, trace)


sys.excepthook = _end_quietly
