"""What an edit changed, read from its before-images: rows by table, and their columns before and after."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.history_closed import closed_images
from core.snapshot import Snapshot

MOST_ROWS = 2000  # of one edit; an import may have changed 200,000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row: its values as SQL keeps them (blobs as hex) before and after; None: it was not there."""

    table: str
    id: int
    before: Row | None
    after: Row | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that differ, of a new or deleted row those that hold something."""
        before, after = self.before or {}, self.after or {}
        names = dict.fromkeys([*before, *after])
        return tuple(name for name in names if _plain(before.get(name)) != _plain(after.get(name)))


@dataclass(frozen=True, slots=True)
class RowChanges:
    """The first rows that an edit changed, and how many it changed in all by table.

    `withheld` of the first rows are not told, since their sources, or all that tell of their firm, permit only sums
    (statistics law).
    """

    rows: tuple[RowChange, ...]
    counts: dict[str, int]
    withheld: int = 0

    @property
    def total(self) -> int:
        """How many rows were changed."""
        return sum(self.counts.values())


def _plain(value: Any) -> Any:
    return "" if value is None else value


def row_changes(connection: sqlite3.Connection, seq: int, snapshot: Snapshot, most: int = MOST_ROWS) -> RowChanges:
    """What edit `seq` changed; the state after it is the next image of a row, else the row as it is now.

    `snapshot` is the present one, which says what permits only sums.
    """
    query = "SELECT tbl, count(*) FROM edit_row WHERE seq = ? GROUP BY tbl ORDER BY tbl"
    counts = {str(table): int(count) for table, count in connection.execute(query, (seq,))}
    told = list(_changes(connection, seq, most))
    seen = [(one.table, one.id, row) for one in told for row in (one.before, one.after) if row is not None]
    closed = closed_images(connection, seen, snapshot)
    rows = tuple(change for change in told if (change.table, change.id) not in closed)
    return RowChanges(rows, counts, len(told) - len(rows))


def _changes(connection: sqlite3.Connection, seq: int, most: int) -> Iterator[RowChange]:
    query = "SELECT tbl, id, image FROM edit_row WHERE seq = ? ORDER BY tbl, id LIMIT ?"
    rows = connection.execute(query, (seq, most)).fetchall()
    later = _next_images(connection, seq, most)
    orders = {at: _order(connection, at) for at in {seq, *(at for at, _ in later.values())}}
    reals = {table: _reals(connection, table) for table in {str(table) for table, *_ in rows}}
    for table, id, image in rows:
        before = _row(image, orders[seq][table], reals[table])
        if (table, id) in later:
            at, text = later[table, id]
            after = _row(text, orders[at].get(table, []), reals[table])
        else:
            after = _present(connection, table, id)
        yield RowChange(str(table), int(id), before, after)


def _next_images(connection: sqlite3.Connection, seq: int, most: int) -> dict[tuple[str, int], tuple[int, str | None]]:
    """The first image after edit `seq` of each row that it changed: the edit that has it, and the image."""
    query = (  # the later rows are gone through once; a join of both takes their product
        "WITH following AS (SELECT min(seq) AS seq, tbl, id FROM edit_row WHERE seq > ? AND (tbl, id) IN ("
        "SELECT tbl, id FROM edit_row WHERE seq = ? ORDER BY tbl, id LIMIT ?) GROUP BY tbl, id) "
        "SELECT one.tbl, one.id, one.seq, one.image FROM following CROSS JOIN edit_row one "
        "ON following.seq = one.seq AND following.tbl = one.tbl AND following.id = one.id"
    )
    found = connection.execute(query, (seq, seq, most))
    return {(str(table), int(id)): (int(at), image) for table, id, at, image in found}


def _order(connection: sqlite3.Connection, seq: int) -> dict[str, list[str]]:
    """The columns in which the images of an edit are kept, by table."""
    order: dict[str, list[str]] = json.loads(
        connection.execute("SELECT columns FROM edit WHERE seq = ?", (seq,)).fetchone()[0]
    )
    return order


def _reals(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """The columns whose numbers an image keeps as text, so that they read back as the same numbers."""
    return frozenset(str(row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")') if row[2] == "REAL")


def _row(image: str | None, names: list[str], reals: frozenset[str]) -> Row | None:
    if image is None:
        return None
    values = zip(names, json.loads(image), strict=True)
    return {name: float(value) if name in reals and value is not None else value for name, value in values}


def _present(connection: sqlite3.Connection, table: str, id: int) -> Row | None:
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE id = ?', (id,))
    row = cursor.fetchone()
    if row is None:
        return None
    names = [str(column[0]) for column in cursor.description]
    return {
        name: value.hex().upper() if isinstance(value, bytes) else value for name, value in zip(names, row, strict=True)
    }
