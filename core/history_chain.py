"""The chain of the history: the hash of each edit covers the edit, its rows as they were, and the hash before.

Whoever changes, adds or removes an entry afterwards leaves one that does not fit. A chain shows no more than that:
who computes all of it anew is found out only by a hash that was noted elsewhere, such as on a printed report.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from core.history_contents import HASH_BYTES, keeps_contents
from core.text import N_

BROUGHT_UP = N_("Brought up to version {version}")  # the entry of migrations
_ENTRY = "at, person, label, version, file, undoes, barrier, horizon, columns"
_PORTION = 2000  # images that are hashed as one text


def seal(connection: sqlite3.Connection, seq: int) -> None:
    """Write the hash of an edit that is complete; a file of before the chain is left without."""
    if "hash" not in {str(row[1]) for row in connection.execute("PRAGMA table_info(edit)")}:
        return
    last = "hash"
    if keeps_contents(connection):
        last = "coalesce(nullif(contents_hash, ''), hash)"
        connection.execute("UPDATE edit SET contents = '', contents_hash = '' WHERE seq = ?", (seq,))
    before = connection.execute(f"SELECT {last} FROM edit WHERE seq < ? ORDER BY seq DESC LIMIT 1", (seq,)).fetchone()
    found = entry_hash(connection, seq, before[0] if before else "")
    connection.execute("UPDATE edit SET hash = ? WHERE seq = ?", (found, seq))


def entry_hash(connection: sqlite3.Connection, seq: int, before: str) -> str:
    """The hash of an edit after one whose hash is `before`, from what the file says of it now."""
    entry = connection.execute(f"SELECT {_ENTRY} FROM edit WHERE seq = ?", (seq,)).fetchone()
    digest = hashlib.blake2b(_plain([before, seq, *entry]), digest_size=HASH_BYTES)
    tables = connection.execute("SELECT DISTINCT tbl FROM edit_row WHERE seq = ? ORDER BY tbl", (seq,)).fetchall()
    for (table,) in tables:
        digest.update(_plain([table, *_new_ids(connection, seq, table)]))
        for portion in _images(connection, seq, table):
            digest.update(_plain(portion))
    return digest.hexdigest()


def _plain(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _new_ids(connection: sqlite3.Connection, seq: int, table: str) -> Iterable[object]:
    """The ids of new rows: an import gives them one after another, and then the first, the last and their number do."""
    chosen = "FROM edit_row WHERE seq = ? AND tbl = ? AND image IS NULL"
    count, first, last = connection.execute(f"SELECT count(*), min(id), max(id) {chosen}", (seq, table)).fetchone()
    if count and last - first + 1 != count:
        return [id for (id,) in connection.execute(f"SELECT id {chosen} ORDER BY id", (seq, table))]
    return [count, first, last]


def _images(connection: sqlite3.Connection, seq: int, table: str) -> Iterator[list[Any]]:
    query = "SELECT id, image FROM edit_row WHERE seq = ? AND tbl = ? AND image IS NOT NULL ORDER BY id"
    found = connection.execute(query, (seq, table))
    while portion := found.fetchmany(_PORTION):
        yield portion
