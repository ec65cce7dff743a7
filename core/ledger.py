"""The rows of a project as an import sees them, with those it adds and changes, until all are written in one edit."""

import sqlite3
from collections.abc import Iterable
from itertools import islice
from typing import Any

from core.records import insert, update
from core.schema import USER_TABLES
from core.steps import Step, quietly

Record = dict[str, Any]
SLICE = 500  # rows between two words about how far it is


class Ledger:
    """Rows by table and id, read from the project when they are first asked for; nothing is written before `write`.

    `keeps` leaves the rows that were there before as they are (sources excepted); `kept` is then the last one that
    would have been changed. `touched` notes, per table and id, the mark `at` under which a row was added or changed.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db: sqlite3.Connection | None = db
        self._rows: dict[str, dict[int, Record]] = {}
        self._free: dict[str, int] = {}
        self._added: dict[str, dict[int, Record]] = {}
        self._changed: dict[str, dict[int, Record]] = {}
        self.keeps = False
        self.kept: tuple[str, int] | None = None
        self.at: Any = None
        self.touched: dict[str, dict[int, Any]] = {}

    def rows(self, table: str) -> dict[int, Record]:
        """The rows of a table by id, with the ones added and changed so far."""
        if table not in self._rows:
            self._read(table)
        return self._rows[table]

    def _read(self, table: str) -> None:
        if self._db is None:
            raise RuntimeError("the ledger has let go of its project")
        cursor = self._db.execute(f'SELECT * FROM "{table}" ORDER BY id')
        names = [column[0] for column in cursor.description]
        place = names.index("id")
        self._rows[table] = {row[place]: dict(zip(names, row, strict=True)) for row in cursor}
        last = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        self._free[table] = (last[0] if last else 0) + 1

    def read_ahead(self, tables: Iterable[str]) -> None:
        """Read tables now and let go of the connection, so that nobody waits for this reader."""
        for table in tables:
            self.rows(table)
        self._db = None

    def let_go(self) -> None:
        """Keep nothing but what there is to write; such a ledger can be handed to another thread or process."""
        self._db, self._rows, self.at, self.touched = None, {}, None, {}

    def add(self, table: str, values: Record) -> int:
        """Note a new row and return the id it will have."""
        rows = self.rows(table)
        number = self._free[table]
        self._free[table] = number + 1
        row = {"id": number, **values}
        rows[number] = row
        self._added.setdefault(table, {})[number] = row
        self.touched.setdefault(table, {})[number] = self.at
        return number

    def change(self, table: str, id: int, values: Record) -> bool:
        """Note other values for a row; whether anything differs and may."""
        row = self.rows(table)[id]
        other = {name: value for name, value in values.items() if row.get(name) != value}
        if not other:
            return False
        if id not in self._added.get(table, {}):
            if self.keeps and table != "source":
                self.kept = (table, id)
                return False
            self._changed.setdefault(table, {}).setdefault(id, {}).update(other)
        row.update(other)
        self.touched.setdefault(table, {})[id] = self.at
        return True

    def is_new(self, table: str, id: int) -> bool:
        """Whether the import itself has added a row."""
        return id in self._added.get(table, {})

    @property
    def size(self) -> int:
        """How many rows there are to write."""
        return sum(len(rows) for kind in (self._added, self._changed) for rows in kind.values())

    def write(self, db: sqlite3.Connection, step: Step = quietly) -> None:
        """Write what was added and changed, inside an edit, with a step after each slice of rows."""
        db.execute("PRAGMA defer_foreign_keys = ON")  # a region may be written before the one it lies in
        done, whole = 0, self.size
        for table in USER_TABLES:
            added = iter(self._added.get(table, {}).items())
            while part := dict(islice(added, SLICE)):
                if insert(db, table, [_without_id(row) for row in part.values()]) != list(part):
                    raise RuntimeError(f"the rows of {table} did not get the ids that others refer to")
                done += len(part)
                step(done, whole)
            changed = iter(self._changed.get(table, {}).items())
            while part := dict(islice(changed, SLICE)):
                for id, values in part.items():
                    update(db, table, id, values)
                done += len(part)
                step(done, whole)


def _without_id(row: Record) -> Record:
    return {name: value for name, value in row.items() if name != "id"}
