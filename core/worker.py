"""Foreign files are read in a process of their own: what it costs is limited, and what it breaks is only itself."""

import multiprocessing
import os
import pickle
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from core.errors import NO_ADVICE, UserError
from core.text import Text

MEMORY = 2_000_000_000  # bytes
SECONDS = 300.0
CONTEXT = multiprocessing.get_context("spawn")  # a process begins with nothing of this one in it
_GLANCE = 0.05  # seconds between two looks at the cancel button


def run(
    module: str,
    function: str,
    arguments: tuple[Any, ...],
    *,
    file: Path,
    environment: Mapping[str, str] | None = None,
    memory: int = MEMORY,
    seconds: float = SECONDS,
    cancelled: Callable[[], bool] = lambda: False,
) -> Any:
    """Call `module.function(*arguments)` in a fresh process and return its picklable result.

    `environment` is set there before the module is imported. `memory` in bytes holds on POSIX systems. UserError of
    the function comes through; too slow, cancelled, out of memory or crashed becomes one that names `file`.
    """
    ours, theirs = CONTEXT.Pipe(duplex=False)
    task = (theirs, module, function, arguments, dict(environment or {}), memory)
    process = CONTEXT.Process(target=_serve, args=task, daemon=True)
    process.start()
    theirs.close()
    try:
        return _outcome(_receive(ours, file, time.monotonic() + seconds, cancelled), file)
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def _receive(
    ours: Connection, file: Path, deadline: float, cancelled: Callable[[], bool]
) -> tuple[str, dict[str, Any]]:
    while not ours.poll(_GLANCE):
        if cancelled():
            raise stopped(file)
        if time.monotonic() > deadline:
            raise too_slow(file)
    try:
        kind, content = pickle.load(Portions(ours.recv_bytes()))
    except (EOFError, OSError):
        raise crashed(file) from None
    return kind, content


class Portions:
    """Bytes for `pickle.load`, which takes them in frames: other threads go on between two of them.

    Taken as a whole, a table of 50,000 rows would stop the window for 0.1 s.
    """

    def __init__(self, content: bytes) -> None:
        self._content, self._place = memoryview(content), 0

    def read(self, size: int) -> bytes:
        """The next `size` bytes."""
        part = self._content[self._place : self._place + size].tobytes()
        self._place += len(part)
        return part

    def readline(self) -> bytes:
        """Up to the end of a line, which only the oldest pickles have."""
        end = self._content.obj.find(b"\n", self._place) + 1  # type: ignore[attr-defined]
        return self.read(end - self._place)


def _outcome(message: tuple[str, dict[str, Any]], file: Path) -> Any:
    kind, content = message
    if kind == "result":
        return content["result"]
    if kind == "told":
        raise UserError(content.pop("sentence"), content.pop("advice"), **content)
    raise crashed(file) if kind == "crashed" else too_large(file)


def _serve(
    theirs: Connection,
    module: str,
    function: str,
    arguments: tuple[Any, ...],
    environment: dict[str, str],
    memory: int,
) -> None:
    """What the child does: limits first, then the work, then one message back."""
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what foreign libraries print is no message of ours
    _limit_memory(memory)
    try:
        theirs.send(("result", {"result": getattr(import_module(module), function)(*arguments)}))
    except UserError as error:
        theirs.send(("told", {"sentence": error.sentence, "advice": error.advice, **_place(error)}))
    except MemoryError:
        theirs.send(("large", {}))
    except Exception:
        theirs.send(("crashed", {}))


def _place(error: UserError) -> dict[str, Any]:
    names = ("file", "sheet", "row", "column", "value", "code")
    return {name: getattr(error, name) for name in names}


def _limit_memory(memory: int) -> None:
    if sys.platform != "win32":
        limits = import_module("resource")
        _, hard = limits.getrlimit(limits.RLIMIT_AS)
        soft = memory if hard == limits.RLIM_INFINITY else min(memory, hard)
        limits.setrlimit(limits.RLIMIT_AS, (soft, hard))


def stopped(file: Path) -> UserError:
    """The user pressed Cancel."""
    return UserError(Text("Reading {file} was stopped; nothing was taken.", {"file": file.name}), file=str(file))


def too_slow(file: Path) -> UserError:
    """The time limit was reached."""
    return UserError(
        Text("Reading {file} took too long and was stopped; nothing was taken.", {"file": file.name}),
        Text("Divide the table, or save it anew as .xlsx or .csv."),
        file=str(file),
    )


def too_large(file: Path) -> UserError:
    """The memory limit was reached."""
    return UserError(
        Text("{file} needs more memory than a table should; nothing was taken.", {"file": file.name}),
        Text("Divide the table, or copy the cells you need into a new file."),
        file=str(file),
    )


def crashed(file: Path) -> UserError:
    """The process ended without an answer, or met something it was not made for."""
    return UserError(
        Text("{file} could not be read: it is damaged, or not what its ending says.", {"file": file.name}),
        NO_ADVICE if file.suffix.lower() == ".csv" else Text("Save it anew in the program that wrote it."),
        file=str(file),
    )
