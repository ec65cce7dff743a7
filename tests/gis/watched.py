"""Reading a map file under watch: what Python opens in the worker, what anybody opens in a folder."""

import ctypes
import os
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.errors import UserError
from gis.geofile_reader import read_layer

_OPENED, _READ = 0x20, 0x01  # IN_OPEN and IN_ACCESS of Linux
_EVENT = struct.Struct("iIII")


def read_watched(path: Path, *arguments: Any) -> list[str]:
    """In the worker: read a layer, return each socket and each file that belongs neither to it nor to the program."""
    root = Path(__file__).resolve().parents[2]
    own = (path.parent, root, sys.prefix, sys.base_prefix, sys.exec_prefix, tempfile.gettempdir(), *sys.path)
    allowed = tuple(os.path.realpath(folder) for folder in own if str(folder))
    seen: list[str] = []

    def watch(event: str, values: tuple[Any, ...]) -> None:
        if event.startswith(("socket.", "urllib.", "http.", "subprocess.", "os.exec", "os.spawn")):
            seen.append(event)
        if event == "open" and isinstance(values[0], str | bytes | os.PathLike):
            name = os.path.realpath(os.fsdecode(values[0]))
            if not name.startswith(allowed) and name != os.devnull:
                seen.append(f"open {name}")

    sys.addaudithook(watch)
    with suppress(UserError):
        read_layer(path, *arguments)
    return seen


@contextmanager
def opened_in(folder: Path) -> Iterator[Callable[[], list[str]]]:
    """Within the block, a function that lists the files of a folder that any process opened or read since."""
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.inotify_init1(os.O_NONBLOCK)
    library.inotify_add_watch(handle, os.fsencode(folder), _OPENED | _READ)

    def listed() -> list[str]:
        try:
            data = os.read(handle, 65536)
        except BlockingIOError:
            return []
        names, place = [], 0
        while place < len(data):
            *_, length = _EVENT.unpack_from(data, place)
            names.append(data[place + _EVENT.size : place + _EVENT.size + length].rstrip(b"\0").decode())
            place += _EVENT.size + length
        return names

    try:
        yield listed
    finally:
        os.close(handle)
