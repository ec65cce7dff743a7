"""Writing rows inside an edit: bulk insert with ids and uids, and update of one row."""

import itertools
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import Any

import numpy as np

from core.history import inserted_together

TOGETHER = 500  # rows of one insert from which noting them by their range pays
STATED = 100  # rows of one statement, since each looks up and notes the last id of its table anew
_PARTS = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))  # of the digits of a UUID, with a dash between two


def insert(db: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Insert rows in their order and return their ids; a row without `uid` gets one where the table has the column.

    Columns that a row does not name get the table's default. Ids are given here, and no id is given twice.
    KeyError for a column that the table does not have, or for an id.
    """
    columns = _columns(db, table)
    last = _last_id(db, table)
    ids: list[int] = []
    for names, group in itertools.groupby(rows, key=tuple):
        _require(table, names, columns - {"id"})
        values = list(group)
        start = last + len(ids) + 1
        fresh = range(start, start + len(values))
        if "uid" in columns and "uid" not in names:
            uids = new_uids(len(values))  # in order, they go into their index several times as fast
            given = ((id, uid, *row.values()) for id, uid, row in zip(fresh, uids, values, strict=True))
            _insert_group(db, table, ("id", "uid", *names), given, fresh)
        else:
            given = ((id, *row.values()) for id, row in zip(fresh, values, strict=True))
            _insert_group(db, table, ("id", *names), given, fresh)
        ids += fresh
    return ids


def update(db: sqlite3.Connection, table: str, id: int, values: Mapping[str, Any]) -> None:
    """Set columns of one row; LookupError where the table has no such row."""
    _require(table, values, _columns(db, table))
    listed = ", ".join(f'"{name}" = ?' for name in values)
    changed = db.execute(f'UPDATE "{table}" SET {listed} WHERE id = ?', (*values.values(), id))
    if changed.rowcount != 1:
        raise LookupError(f"{table} has no row {id}")


def update_many(db: sqlite3.Connection, table: str, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Set columns of many rows by id; rows that set the same columns go in one statement."""
    columns = _columns(db, table)
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for id, values in rows.items():
        groups.setdefault(tuple(values), []).append((*values.values(), id))
    for names, group in groups.items():
        _require(table, names, columns)
        listed = ", ".join(f'"{name}" = ?' for name in names)
        db.executemany(f'UPDATE "{table}" SET {listed} WHERE id = ?', group)


def get_setting(db: sqlite3.Connection, name: str, default: str) -> str:
    """A setting that travels with the file."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else default


def set_setting(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a setting that travels with the file; an equal one stays as it is."""
    known = db.execute("SELECT id, value FROM setting WHERE name = ?", (name,)).fetchone()
    if known is None:
        insert(db, "setting", [{"name": name, "value": value}])
    elif known[1] != value:
        update(db, "setting", int(known[0]), {"value": value})


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    columns = {str(row[1]) for row in db.execute(f'PRAGMA table_info("{table}")')}
    if not columns:
        raise KeyError(f"there is no table {table}")
    return columns


def _require(table: str, names: Iterable[str], columns: set[str]) -> None:
    if unknown := [name for name in names if name not in columns]:
        raise KeyError(f"{table} has no column {', '.join(unknown)} to be written")


def _last_id(db: sqlite3.Connection, table: str) -> int:
    """The highest id ever given, so that an id is never used twice, not even after its row was deleted."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) if row else 0


def new_uids(count: int) -> list[str]:
    """Random UUIDs of version 4 (RFC 9562) in ascending order, from one call to the system."""
    random = np.frombuffer(os.urandom(16 * count), dtype=np.uint8).reshape(-1, 16).copy()
    random[:, 6] = random[:, 6] & 0x0F | 0x40
    random[:, 8] = random[:, 8] & 0x3F | 0x80
    digits = np.frombuffer(random.tobytes().hex().encode(), dtype=np.uint8).reshape(-1, 32)
    text = np.full((count, 36), ord("-"), dtype=np.uint8)
    for dashes, (start, end) in enumerate(_PARTS):
        text[:, start + dashes : end + dashes] = digits[:, start:end]
    texts: list[str] = np.sort(text.view("S36").ravel()).astype("U36").tolist()
    return texts


def _insert_group(
    db: sqlite3.Connection, table: str, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]], ids: range
) -> None:
    start = f'INSERT INTO "{table}" ({", ".join(map(_quoted, names))}) VALUES '
    place = f"({', '.join('?' * len(names))})"
    with inserted_together(db, table, ids[0], ids[-1]) if len(ids) >= TOGETHER else nullcontext():
        left = iter(rows)
        if len(ids) >= TOGETHER:
            several = start + ", ".join([place] * STATED)
            portions = (itertools.islice(left, STATED) for _ in range(len(ids) // STATED))
            db.executemany(several, map(list, map(itertools.chain.from_iterable, portions)))
        db.executemany(start + place, left)


def _quoted(name: str) -> str:
    return f'"{name}"'
