"""Writing rows inside an edit: bulk insert with ids and uids, and update of one row."""

import itertools
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from typing import Any


def insert(db: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Insert rows in their order and return their ids; a row without `uid` gets one where the table has the column.

    Columns that a row does not name get the table's default. KeyError for a column that the table does not have.
    """
    columns = _columns(db, table)
    ids: list[int] = []
    free = _last_id(db, table) + 1
    for names, group in itertools.groupby(rows, key=tuple):
        if unknown := [name for name in names if name not in columns]:
            raise KeyError(f"{table} has no column {', '.join(unknown)}")
        added = [name for name in ("id", "uid") if name in columns and name not in names]
        values = [_with_identity(row, added, number) for number, row in enumerate(group, free)]
        _insert_group(db, table, (*added, *names), values)
        given = [row[len(added) + names.index("id")] if "id" in names else row[0] for row in values]
        ids += given
        free = max(free, max(given) + 1)
    return ids


def update(db: sqlite3.Connection, table: str, id: int, values: Mapping[str, Any]) -> None:
    """Set columns of one row; LookupError where the table has no such row."""
    columns = _columns(db, table)
    if unknown := [name for name in values if name not in columns]:
        raise KeyError(f"{table} has no column {', '.join(unknown)}")
    listed = ", ".join(f'"{name}" = ?' for name in values)
    changed = db.execute(f'UPDATE "{table}" SET {listed} WHERE id = ?', (*values.values(), id))
    if changed.rowcount != 1:
        raise LookupError(f"{table} has no row {id}")


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    columns = {str(row[1]) for row in db.execute(f'PRAGMA table_info("{table}")')}
    if not columns:
        raise KeyError(f"there is no table {table}")
    return columns


def _last_id(db: sqlite3.Connection, table: str) -> int:
    """The highest id ever given, so that an id is never used twice, not even after its row was deleted."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) if row else 0


def _with_identity(row: Mapping[str, Any], added: Iterable[str], number: int) -> tuple[Any, ...]:
    identity = [number if name == "id" else str(uuid.uuid4()) for name in added]
    return (*identity, *row.values())


def _insert_group(db: sqlite3.Connection, table: str, names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    listed = ", ".join(f'"{name}"' for name in names)
    places = ", ".join("?" * len(names))
    db.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({places})', rows)
