"""One writer per project: NAME.gpkg.lock beside the file, held by the operating system, so that a crash frees it."""

import contextlib
import getpass
import json
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from core.errors import UserError
from core.text import Text

if sys.platform == "win32":
    import msvcrt

    # Windows forbids others to read a locked range, so the range lies far behind what the lock file says.
    _FAR = 1 << 30

    def _lock(file: IO[str]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _discard(path: Path, file: IO[str]) -> None:
        file.close()
        with contextlib.suppress(OSError):  # another program just opened it; it will find it free
            path.unlink()
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _discard(path: Path, file: IO[str]) -> None:
        with contextlib.suppress(OSError):  # unlinked while held: who opened it meanwhile sees that it is gone
            path.unlink()
        file.close()


@dataclass(frozen=True, slots=True)
class Lock:
    """The right to write a project, held until `release` or the end of the process."""

    project: Path
    file: IO[str]


# Projects that this process writes: to read the first bytes of such a file with a second handle, and to close that,
# would drop the locks that SQLite holds on it (POSIX locks belong to the process).
_HELD: set[Path] = set()


def held_here(project: Path) -> bool:
    """Whether this very process writes the project."""
    return project.resolve() in _HELD


def refuse_twice(project: Path) -> None:
    """UserError where this process writes the project already."""
    if held_here(project):
        raise _open_elsewhere(project)


def lock_path(project: Path) -> Path:
    """Where the lock of a project lies."""
    return project.with_name(project.name + ".lock")


def acquire(project: Path) -> Lock:
    """Take the right to write; UserError where somebody else has it or where the folder cannot be written."""
    path = lock_path(project)
    while True:
        try:
            file = path.open("a+", encoding="utf-8")
        except OSError as cause:
            raise not_writable(project) from cause
        try:
            _lock(file)
        except OSError as cause:
            file.close()
            raise _open_elsewhere(project) from cause
        if _still_there(path, file):
            _write_holder(file)
            _HELD.add(project.resolve())
            return Lock(project, file)
        file.close()  # the former owner removed the file between our opening and our locking it


def release(lock: Lock) -> None:
    """Give the right back and remove the lock file."""
    _HELD.discard(lock.project.resolve())
    _discard(lock_path(lock.project), lock.file)


@contextlib.contextmanager
def held(project: Path) -> Iterator[None]:
    """Keep everybody else from writing the project for a moment; UserError as from `acquire`."""
    lock = acquire(project)
    try:
        yield
    finally:
        release(lock)


def user_name() -> str:
    """The name under which the user is signed in."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # accounts without a name, as in containers
        return "?"


def not_writable(project: Path) -> UserError:
    """The sentence for a file or folder that the user may only read."""
    return UserError(
        Text("The file {file} or its folder cannot be written.", {"file": project.name}),
        Text("Open the project for reading, or copy it to a folder of your own."),
        file=str(project),
        code="not_writable",
    )


def _still_there(path: Path, file: IO[str]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _write_holder(file: IO[str]) -> None:
    holder = {
        "user": user_name(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
    }
    if file.tell():  # left by a crash; to truncate an empty file would cost a flush to the disk when it is closed
        file.truncate(0)
    file.write(json.dumps(holder, ensure_ascii=False))
    file.flush()


def _open_elsewhere(project: Path) -> UserError:
    try:
        holder = json.loads(lock_path(project).read_text(encoding="utf-8"))
        told = {name: str(holder[name]) for name in ("user", "host", "since")}
    except (OSError, ValueError, KeyError, TypeError):  # not written yet, or just removed
        told = {"user": "?", "host": "?", "since": "?"}
    return UserError(
        Text("The project is open elsewhere: by {user} on {host} since {since}.", told),
        Text("Close it there, or ask that it be closed, then repeat the step. Until then it can only be read."),
        file=str(project),
        code="open_elsewhere",
    )
