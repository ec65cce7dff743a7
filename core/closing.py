"""What a closed project remembers of itself, so that damage, another program's edit and an unclean end are noticed."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.history_contents import Rows, seal_contents

HEADER_BYTES = 100
_COUNTERS = (slice(24, 28), slice(92, 100))  # change counter; version valid for and version of the library
_CHUNK = 1 << 20
_UNKNOWN = "0" * 32
_UNSETTLED = -1  # until the second transaction the record says that there was no orderly end
# Not hashed one by one: the record itself, and the images of the history, which the file's hash covers.
_APART = ("closing", "edit_row")
_OURS = ("edit", "_sqlite_migrations")

Hashes = dict[str, Rows]  # by table


@dataclass(frozen=True, slots=True)
class Closing:
    """The record: last edit, the header's change counter, hash of the file, rows and hash of each table.

    `copied`: the hashes that hang on the last edit were hung there in this copy alone, not in what it was copied from.
    """

    seq: int
    change_counter: int
    file_hash: str
    tables: Hashes
    copied: bool = False


def change_counter(path: Path) -> int:
    """The header's count of transactions that changed the file; call it only outside a transaction."""
    return int.from_bytes(_header(path)[24:28], "big")


def is_write_ahead(path: Path) -> bool:
    """Whether another program left the file in its write-ahead mode, in which the counter does not always count."""
    return _header(path)[18] == 2


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)


def record_closing(
    connection: sqlite3.Connection, path: Path, known: Hashes | None = None, *, copied: bool = False
) -> None:
    """Keep the state of the file; `known` are rows and hashes of tables that did not change since they were made.

    `copied` tells that the file is a copy of a project, which may be amid work.

    Two transactions, since the hash of the file can only be taken of what lies on the disk; the second changes only
    the record's own page and the counter, which the hash leaves out. The first hangs the hashes on the last edit too.
    """
    unchanged = known or {}
    tables = {name: unchanged.get(name) or hash_table(connection, name) for name in hashed_tables(connection)}
    seq, counter = last_edit(connection), change_counter(path)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if sealed := seal_contents(connection, {name: tables[name] for name in content_tables(tables)}):
            tables["edit"] = hash_table(connection, "edit")
        _write(connection, Closing(_UNSETTLED, counter + 1, _UNKNOWN, tables))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    _write(connection, Closing(seq, counter + 2, hash_file(connection, path), tables, copied and sealed))


def expect_counter(connection: sqlite3.Connection, counter: int) -> None:
    """Note inside a transaction what the change counter is after it.

    After an unclean end a counter that differs then tells that another program wrote behind our last edit.
    """
    connection.execute("UPDATE closing SET change_counter = ?", (counter,))


def _write(connection: sqlite3.Connection, closing: Closing) -> None:
    mark = {"copied": True} if closing.copied else {}
    hashes = json.dumps({"file": closing.file_hash, "tables": closing.tables, **mark})
    connection.execute(
        "INSERT INTO closing(id, seq, change_counter, hashes) VALUES (1, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET "
        "seq = excluded.seq, change_counter = excluded.change_counter, hashes = excluded.hashes",
        (closing.seq, closing.change_counter, hashes),
    )


def read_closing(connection: sqlite3.Connection) -> Closing | None:
    """The record of the last orderly end, None where there is none that can be read."""
    row = connection.execute("SELECT seq, change_counter, hashes FROM closing WHERE id = 1").fetchone()
    try:
        hashes = json.loads(row[2])
        tables = {name: (int(rows), str(digest)) for name, (rows, digest) in hashes["tables"].items()}
        return Closing(int(row[0]), int(row[1]), str(hashes["file"]), tables, "copied" in hashes)
    except (TypeError, ValueError, KeyError):
        return None


def last_edit(connection: sqlite3.Connection) -> int:
    """The sequence number of the last edit, 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM edit").fetchone()[0])


def hashed_tables(connection: sqlite3.Connection) -> list[str]:
    """The tables whose rows are hashed one table at a time."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite#_%' ESCAPE '#' ORDER BY name"
    return [str(name) for (name,) in connection.execute(query) if name not in _APART]


def content_tables(names: Iterable[str]) -> list[str]:
    """Those of the hashed tables that hold what people entered: not the history, nor what other programs keep."""
    return [name for name in names if name not in _OURS and not name.startswith("gpkg_")]


def hash_table(connection: sqlite3.Connection, table: str) -> tuple[int, str]:
    """Number of rows and a hash over all values; text is read as bytes, since damaged text cannot be decoded."""
    digest, count = hashlib.blake2b(digest_size=8), 0  # 8 bytes: the record must fit one page
    connection.text_factory = bytes
    try:
        cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
        while rows := cursor.fetchmany(2000):
            digest.update(repr(rows).encode())
            count += len(rows)
    finally:
        connection.text_factory = str
    return count, digest.hexdigest()


def hash_file(connection: sqlite3.Connection, path: Path) -> str:
    """A hash over every byte but the header's counters and the page on which the closing record stands.

    Call it only outside a transaction: closing the second handle would drop the locks of SQLite.
    """
    page_size = int(connection.execute("PRAGMA page_size").fetchone()[0])
    page = int(connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'closing'").fetchone()[0])
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        header = bytearray(file.read(HEADER_BYTES))
        for part in _COUNTERS:
            header[part] = bytes(part.stop - part.start)
        digest.update(header)
        _update(digest, file, (page - 1) * page_size - HEADER_BYTES)
        file.seek(page * page_size)
        _update(digest, file, None)
    return digest.hexdigest()


def _update(digest: "hashlib.blake2b", file: IO[bytes], count: int | None) -> None:
    """Add the next `count` bytes, or all that follow."""
    left = count
    while left is None or left > 0:
        block = file.read(_CHUNK if left is None else min(_CHUNK, left))
        if not block:
            return
        digest.update(block)
        left = None if left is None else left - len(block)
