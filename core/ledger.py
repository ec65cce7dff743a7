"""The rows of a project as an import sees them, with those it adds and changes, until all are written in one edit."""

import sqlite3
from typing import Any

from core.records import insert, update
from core.schema import USER_TABLES

Record = dict[str, Any]


class Ledger:
    """Rows by table and id, read from the project when they are first asked for; nothing is written before `write`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._rows: dict[str, dict[int, Record]] = {}
        self._free: dict[str, int] = {}
        self._added: dict[str, dict[int, Record]] = {}
        self._changed: dict[str, dict[int, Record]] = {}

    def rows(self, table: str) -> dict[int, Record]:
        """The rows of a table by id, with the ones added and changed so far."""
        if table not in self._rows:
            cursor = self._db.execute(f'SELECT * FROM "{table}" ORDER BY id')
            names = [column[0] for column in cursor.description]
            place = names.index("id")
            self._rows[table] = {row[place]: dict(zip(names, row, strict=True)) for row in cursor}
            last = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
            self._free[table] = (last[0] if last else 0) + 1
        return self._rows[table]

    def add(self, table: str, values: Record) -> int:
        """Note a new row and return the id it will have."""
        rows = self.rows(table)
        number = self._free[table]
        self._free[table] = number + 1
        row = {"id": number, **values}
        rows[number] = row
        self._added.setdefault(table, {})[number] = row
        return number

    def change(self, table: str, id: int, values: Record) -> bool:
        """Note other values for a row; whether anything differs."""
        row = self.rows(table)[id]
        other = {name: value for name, value in values.items() if row.get(name) != value}
        if other:
            row.update(other)
            if id not in self._added.get(table, {}):
                self._changed.setdefault(table, {}).setdefault(id, {}).update(other)
        return bool(other)

    @property
    def touched(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._added or self._changed)

    def write(self, db: sqlite3.Connection) -> None:
        """Write what was added and changed, inside an edit."""
        db.execute("PRAGMA defer_foreign_keys = ON")  # a region may be written before the one it lies in
        for table in USER_TABLES:
            added = self._added.get(table, {})
            ids = insert(db, table, [_without_id(row) for row in added.values()])
            if ids != list(added):
                raise RuntimeError(f"the rows of {table} did not get the ids that others refer to")
            for id, values in self._changed.get(table, {}).items():
                update(db, table, id, values)


def _without_id(row: Record) -> Record:
    return {name: value for name, value in row.items() if name != "id"}
