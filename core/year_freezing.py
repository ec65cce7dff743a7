"""A copy of all tables of a snapshot, kept inside the project, from which the same numbers can be computed again.

The whole tables are kept and not only the rows of the year, since findings of a year look at other years too.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from core.errors import UserError
from core.model import TABLES
from core.records import insert
from core.steps import Step, quietly
from core.text import Text
from core.year_contents import text_hash

_AS_TEXT = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_FROM_TEXT = json.JSONDecoder().raw_decode


def freeze(db: sqlite3.Connection, step: Step = quietly) -> tuple[list[dict[str, Any]], str]:
    """Rows for `locked_table`, still without their edition, and a hash over their contents; a step for each table."""
    frozen = []
    texts = []
    for done, table in enumerate(TABLES):
        step(done, len(TABLES))
        cursor = db.execute(f"SELECT * FROM {table} ORDER BY id")
        columns = json.dumps([column[0] for column in cursor.description])
        # row by row, since one call for a whole table stops every other thread
        rows = [_AS_TEXT([value.hex() if isinstance(value, bytes) else value for value in row]) for row in cursor]
        text = f"[{','.join(rows)}]"
        texts += [table, columns, text]
        frozen.append({"tbl": table, "columns": columns, "count": len(rows), "content": zlib.compress(text.encode())})
    return frozen, text_hash(texts)


def _rows_of(text: str) -> Iterator[list[Any]]:
    """The rows of a frozen table, one after another."""
    place = 1
    while text.startswith("[", place):
        row, place = _FROM_TEXT(text, place)
        yield row
        place += 1


def keep(db: sqlite3.Connection, edition: int, frozen: list[dict[str, Any]]) -> None:
    """Write frozen tables as those of an edition (its id), inside an edit."""
    insert(db, "locked_table", [{"edition_id": edition, **row} for row in frozen])


@contextmanager
def thawed(connection: sqlite3.Connection, edition: int, content_hash: str) -> Iterator[sqlite3.Connection]:
    """The tables of an edition (its id) as a database in memory; UserError where they are not as they were locked.

    Columns that were added to a table since hold their default; tables that are kept since are empty.
    """
    query = "SELECT tbl, columns, content FROM locked_table WHERE edition_id = ? ORDER BY id"
    kept = [(table, columns, _text(content)) for table, columns, content in connection.execute(query, (edition,))]
    if text_hash(part for row in kept for part in row) != content_hash:
        raise UserError(
            Text("The locked rows of this year are not as they were when it was locked."),
            Text("Open a backup of this project in NAME.backups; it holds them as they were."),
        )
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        memory.execute("BEGIN")
        for table, columns, text in kept:
            _pour(connection, memory, table, json.loads(columns), list(_rows_of(text)))
        for table in TABLES.keys() - {table for table, _, _ in kept}:
            _pour(connection, memory, table, ["id"], [])
        memory.execute("COMMIT")
        yield memory


def _text(content: bytes) -> str:
    try:
        return zlib.decompress(content).decode()
    except (zlib.error, UnicodeDecodeError):
        return ""


def _pour(
    connection: sqlite3.Connection, memory: sqlite3.Connection, table: str, columns: list[str], rows: list[list[Any]]
) -> None:
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    memory.execute(connection.execute(query, (table,)).fetchone()[0])
    kinds = {str(row[1]): str(row[2]) for row in memory.execute(f"PRAGMA table_info({table})")}
    for place, column in enumerate(columns):
        if kinds[column] == "BLOB":
            for row in rows:
                row[place] = None if row[place] is None else bytes.fromhex(row[place])
    listed = ", ".join(f'"{column}"' for column in columns)
    memory.executemany(f"INSERT INTO {table}({listed}) VALUES ({', '.join('?' * len(columns))})", rows)
