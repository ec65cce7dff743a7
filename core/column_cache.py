"""The columns of a large project, kept beside the user's settings, so that it opens again without reading its rows.

Nothing is kept in the project file. What is kept is found by the project's uid and belongs to one revision, change
counter and hash of the whole file, which opening has compared; for another it is not used and soon replaced.
"""

import json
import os
import sqlite3
import time
import zlib
from contextlib import suppress
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt

from core.closing import read_closing
from core.columns import Table, repeated, table_of
from core.model import TABLES
from core.paths import state_folder
from core.records import get_setting
from core.snapshot import Snapshot, read_snapshot

LEAST_ROWS = 20_000  # fewer are read as fast from the file
MOST_KEPT, OLDEST = 8, 90 * 24 * 3600.0  # projects, and seconds since one was last opened
_BREAK = "\x00"  # between words; a project with one inside a word is not kept
_FEW = 255  # different words that one byte tells apart
_LOOKED_AT = 1_000
_END = b"\n"

Array = npt.NDArray[Any]
Told = dict[str, Any]  # how one column is kept


def kept_snapshot(connection: sqlite3.Connection, sound: bool, revision: int, name: str) -> Snapshot:
    """The snapshot of a file, from what is kept of it where `sound` says that opening found it as its record tells."""
    closing = read_closing(connection) if sound else None
    if closing is None or closing.seq != revision:
        return read_snapshot(connection, revision, name)
    path = _folder() / f"{get_setting(connection, 'uid', 'project')}.columns"
    key = [revision, closing.change_counter, closing.file_hash, _layout()]
    tables = _recalled(path, key)
    if tables is not None:
        return Snapshot(revision=revision, name=name, **tables)
    snapshot = read_snapshot(connection, revision, name)
    if sum(len(getattr(snapshot, table)) for table in TABLES) >= LEAST_ROWS:
        with suppress(OSError, ValueError):  # without room or right to write, the file is read next time too
            _keep(path, key, snapshot)
    return snapshot


def _folder() -> Path:
    return state_folder() / "columns"


def _layout() -> int:
    """A number that changes when the columns of a snapshot do."""
    described = [(name, [(one.name, one.metadata["kind"]) for one in fields(kind)]) for name, kind in TABLES.items()]
    return zlib.crc32(json.dumps(described).encode())


def _keep(path: Path, key: list[Any], snapshot: Snapshot) -> None:
    """Write a head line, which tells every column, and then the columns; the file appears whole or not at all."""
    parts: list[bytes] = []
    tables = {}
    for name, kind in TABLES.items():
        table = getattr(snapshot, name)
        tables[name] = [_packed(getattr(table, one.name), one.metadata["kind"], parts) for one in fields(kind)]
    content = b"".join(parts)
    head = json.dumps({"key": key, "check": zlib.crc32(content), "tables": tables}).encode()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = path.with_name(f".{uuid4().hex}")
    try:
        waiting.write_bytes(head + _END + content)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    _tidy(path.parent)


def _tidy(folder: Path) -> None:
    """Drop what was not opened for long, and all but the last few."""
    files = sorted(folder.glob("*.columns"), key=lambda file: -file.stat().st_mtime)
    for place, file in enumerate(files):
        if place >= MOST_KEPT or file.stat().st_mtime < time.time() - OLDEST:
            file.unlink(missing_ok=True)


def _packed(column: Array, kind: str, parts: list[bytes]) -> Told:
    """Append the bytes of a column to `parts`; returns how to read them. ValueError where words hold a break."""
    if kind == "word":
        return _packed_words(column, parts)
    if kind == "blob":
        sizes = np.array([-1 if blob is None else len(blob) for blob in column.tolist()], dtype=np.int64)
        whole = sizes.tobytes() + b"".join(blob for blob in column.tolist() if blob)
        return {"blobs": len(column), "bytes": _add(whole, parts)}
    told: Told = {"dtype": column.dtype.str, "shape": column.shape}
    if column.ndim == 1 and len(column) and _is_same(column):
        return {**told, "same": True, "bytes": _add(column[:1].tobytes(), parts)}
    return {**told, "bytes": _add(column.tobytes(), parts)}


def _is_same(column: Array) -> bool:
    """Whether every value is the first, unknown ones too."""
    return bool(np.array_equal(column, np.full_like(column, column[0]), equal_nan=column.dtype.kind == "f"))


def _packed_words(column: Array, parts: list[bytes]) -> Told:
    alike = len(column) > 0 and column.strides == (0,)  # one word for all rows, kept once
    words = column[:1].tolist() if alike else column.tolist()
    few = len(set(words[:_LOOKED_AT])) <= _FEW  # uids are seen to differ without looking at all of them
    different = list(dict.fromkeys(words)) if few else words
    few = len(different) <= _FEW
    joined = _BREAK.join(different if few else words)
    if joined.count(_BREAK) != max(len(different if few else words) - 1, 0):
        raise ValueError("a word holds the break between words")
    told: Told = {"words": len(column), "text": _add(joined.encode(), parts)}
    if few:
        numbers = {word: number for number, word in enumerate(different)}
        told["numbers"] = _add(bytes(len(column)) if alike else bytes(map(numbers.__getitem__, words)), parts)
    return told


def _add(part: bytes, parts: list[bytes]) -> int:
    parts.append(part)
    return len(part)


def _recalled(path: Path, key: list[Any]) -> dict[str, Any] | None:
    """The tables that are kept for this key; None where there are none, or where they cannot be read."""
    try:
        whole = path.read_bytes()
        told, content = json.loads(whole[: whole.index(_END)]), memoryview(whole)[whole.index(_END) + 1 :]
        if told["key"] != key or zlib.crc32(content) != told["check"]:
            return None
        os.utime(path)
        return _unpacked(told["tables"], content)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _unpacked(tables: dict[str, list[Told]], content: memoryview) -> dict[str, Table]:
    at, found = 0, {}
    for name, kind in TABLES.items():
        columns, waiting = {}, {}
        for one, told in zip(fields(kind), tables[name], strict=True):
            if one.name == "uid":
                waiting[one.name] = partial(_words, told, content, at)
                at += told["text"] + told.get("numbers", 0)
            else:
                columns[one.name], at = _column(told, content, at)
        found[name] = table_of(kind, columns, waiting)
    return found


def _column(told: Told, content: memoryview, at: int) -> tuple[Array, int]:
    """A column that begins at a place of the content, and the place behind it."""
    if "words" in told:
        return _words(told, content, at), at + told["text"] + told.get("numbers", 0)
    end = at + told["bytes"]
    if "blobs" in told:
        return _blobs(content[at:end], told["blobs"]), end
    values = np.frombuffer(content[at:end], dtype=told["dtype"])
    if "same" in told:
        return repeated(values[0], told["shape"][0], told["dtype"]), end
    return values.reshape(told["shape"]), end


def _words(told: Told, content: memoryview, at: int) -> Array:
    end = at + told["text"]
    words = str(content[at:end], "utf-8").split(_BREAK) if told["words"] else []
    if len(words) == 1 and "numbers" in told:
        return repeated(words[0], told["words"], np.object_)
    column = np.empty(len(words), dtype=object)
    column[:] = words
    return column[np.frombuffer(content[end : end + told["numbers"]], dtype=np.uint8)] if "numbers" in told else column


def _blobs(part: memoryview, count: int) -> Array:
    column = np.empty(count, dtype=object)
    at = 8 * count
    for row, size in enumerate(np.frombuffer(part[:at], dtype=np.int64).tolist()):
        column[row] = None if size < 0 else bytes(part[at : at + size])
        at += max(size, 0)
    return column
