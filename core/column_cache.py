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
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt

from core.closing import read_closing
from core.columns import BREAK, Joined, Maker, Numbered, Table, repeated, table_of
from core.model import TABLES
from core.paths import state_folder
from core.records import get_setting
from core.snapshot import Snapshot, read_snapshot

LEAST_ROWS = 20_000  # fewer are read as fast from the file
MOST_KEPT, OLDEST = 8, 90 * 24 * 3600.0  # projects, and seconds since one was last opened
_SMALL = 2**32
_END = b"\n"

Array = npt.NDArray[Any]
Told = dict[str, Any]  # how one column is kept
Part = bytes | memoryview


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
    parts: list[Part] = []
    tables = {}
    for name, kind in TABLES.items():
        table = getattr(snapshot, name)
        tables[name] = [_packed(table, one.name, one.metadata["kind"], parts) for one in fields(kind)]
    check = 0
    for part in parts:
        check = zlib.crc32(part, check)
    head = json.dumps({"key": key, "check": check, "tables": tables}).encode()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = path.with_name(f".{uuid4().hex}")
    try:
        with waiting.open("wb") as file:
            file.writelines([head, _END, *parts])
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


def _packed(table: Table, name: str, kind: str, parts: list[Part]) -> Told:
    """Append the bytes of a column to `parts`; returns how to read them. ValueError where words hold a break."""
    if kind == "word":
        return _packed_words(table, name, parts)
    column: Array = getattr(table, name)
    if kind == "blob":
        sizes = np.array([-1 if blob is None else len(blob) for blob in column.tolist()], dtype=np.int64)
        whole = sizes.tobytes() + b"".join(blob for blob in column.tolist() if blob)
        return {"blobs": len(column), "bytes": _add(whole, parts)}
    told: Told = {"dtype": column.dtype.str, "shape": column.shape}
    if column.ndim == 1 and len(column) and _is_same(column):
        return {**told, "same": True, "bytes": _add(column[:1].tobytes(), parts)}
    small = _small(column)
    return {**told, "kept": small.dtype.str, "bytes": _add_array(small, parts)}


def _small(column: Array) -> Array:
    """The same numbers in the fewest bytes: whole ones that are small, such as rows and years, need no eight."""
    if column.ndim > 1 or not len(column) or column.dtype.kind not in "if":
        return column
    low, high = column.min(), column.max()  # NaN where one is unknown
    if not (low >= 0 and high < _SMALL):
        return column
    small = column.astype(np.min_scalar_type(int(high)))
    return small if np.array_equal(small, column) else column


def _is_same(column: Array) -> bool:
    """Whether every value is the first, unknown ones too."""
    if column.strides == (0,):
        return True
    float_ = column.dtype.kind == "f"
    ends_alike = np.array_equal(column[:1], column[-1:], equal_nan=float_)
    return ends_alike and bool(np.array_equal(column, np.full_like(column, column[0]), equal_nan=float_))


def _packed_words(table: Table, name: str, parts: list[Part]) -> Told:
    """A column of words: as one text, or few different ones with the number of each row's word."""
    count, maker = len(table), table.maker(name)
    if isinstance(maker, Joined):
        return {"words": count, "text": _add(maker.text.encode(), parts), "width": maker.width}
    column: Array = getattr(table, name)
    alike = count > 0 and column.strides == (0,)  # one word for all rows, kept once
    if alike:
        maker = Numbered((str(column[0]),), np.broadcast_to(np.uint8(0), (count,)))
    words = maker.words if isinstance(maker, Numbered) else column.tolist()
    joined = BREAK.join(words)
    if joined.count(BREAK) != max(len(words) - 1, 0):
        raise ValueError("a word holds the break between words")
    told: Told = {"words": count, "text": _add(joined.encode(), parts)}
    if isinstance(maker, Numbered):
        told |= {"numbers": _add_array(maker.numbers, parts), "dtype": maker.numbers.dtype.str}
    return told


def _add(part: Part, parts: list[Part]) -> int:
    parts.append(part)
    return len(part)


def _add_array(column: Array, parts: list[Part]) -> int:
    return _add(np.ascontiguousarray(column).reshape(-1).view(np.uint8).data, parts)


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
        columns: dict[str, Array] = {}
        waiting: dict[str, Maker] = {}
        for one, told in zip(fields(kind), tables[name], strict=True):
            size = told.get("bytes", 0) + told.get("text", 0) + told.get("numbers", 0)
            made = _column(told, content[at : at + size])
            at += size
            if isinstance(made, np.ndarray):
                columns[one.name] = made
            else:
                waiting[one.name] = made
        found[name] = table_of(kind, columns, waiting)
    return found


def _column(told: Told, content: memoryview) -> Array | Maker:
    """A column that is kept in these bytes, or what makes it."""
    if "words" in told:
        return _words(told, content)
    if "blobs" in told:
        return _blobs(content, told["blobs"])
    if "same" in told:
        return repeated(np.frombuffer(content, dtype=told["dtype"])[0], told["shape"][0], told["dtype"])
    values = np.frombuffer(content, dtype=told["kept"])
    return values.astype(told["dtype"], copy=False).reshape(told["shape"])


def _words(told: Told, content: memoryview) -> Array | Maker:
    if "numbers" not in told:
        text = str(content, "utf-8")
        return Joined(text, told.get("width", 0)) if told["words"] else np.empty(0, dtype=object)
    words = str(content[: told["text"]], "utf-8").split(BREAK)
    if len(words) == 1:
        return repeated(words[0], told["words"], np.object_)
    numbers: Array = np.frombuffer(content[told["text"] :], dtype=told["dtype"])
    return Numbered(tuple(words), numbers)


def _blobs(part: memoryview, count: int) -> Array:
    column = np.empty(count, dtype=object)
    at = 8 * count
    for row, size in enumerate(np.frombuffer(part[:at], dtype=np.int64).tolist()):
        column[row] = None if size < 0 else bytes(part[at : at + size])
        at += max(size, 0)
    return column
