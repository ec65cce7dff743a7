"""What the chain of the history says of the rows: at each end of work the hashes of all tables hang on the last edit.

So a hash that was noted after the project was closed stands for every value as it was then, and not only for what the
entries tell. A change by the way of this program is an edit; any other leaves a table that does not fit.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping

Rows = tuple[int, str]  # number of rows and hash of a table
HASH_BYTES = 16


def seal_contents(connection: sqlite3.Connection, tables: Mapping[str, Rows]) -> bool:
    """Hang the hashes of the tables that have rows on the last edit; what it bears already is never written over.

    False where nothing was written: no edit yet, an edit of before the chain, or a file of before these hashes.
    """
    if not keeps_contents(connection):
        return False
    last = connection.execute("SELECT seq, hash, contents FROM edit ORDER BY seq DESC LIMIT 1").fetchone()
    if last is None or not last[1] or last[2]:
        return False
    contents = json.dumps({table: found for table, found in sorted(tables.items()) if found[0]})
    values = (contents, contents_hash(last[1], contents), last[0])
    connection.execute("UPDATE edit SET contents = ?, contents_hash = ? WHERE seq = ?", values)
    return True


def sealed_contents(connection: sqlite3.Connection) -> dict[str, Rows]:
    """Rows and hash by table as they hang on the last edit; empty where none do."""
    if not keeps_contents(connection):
        return {}
    last = connection.execute("SELECT contents FROM edit ORDER BY seq DESC LIMIT 1").fetchone()
    return kept_contents(last[0]) if last else {}


def keeps_contents(connection: sqlite3.Connection) -> bool:
    """Whether the edits of a file have room for the hashes of the tables."""
    return {"hash", "contents"} <= {str(row[1]) for row in connection.execute("PRAGMA table_info(edit)")}


def contents_hash(edit: str, contents: str) -> str:
    """The hash on which the next edit hangs: of the edit's own and of the tables after it."""
    return hashlib.blake2b(json.dumps([edit, contents]).encode(), digest_size=HASH_BYTES).hexdigest()


def kept_contents(contents: str) -> dict[str, Rows]:
    """Rows and hash by table as they hang on an edit; empty where they cannot be read."""
    try:
        return {str(table): (int(rows), str(digest)) for table, (rows, digest) in json.loads(contents).items()}
    except (TypeError, ValueError, AttributeError):
        return {}


def changed_tables(
    kept: Mapping[str, Rows], now: Callable[[str], Rows], names: list[str]
) -> Iterator[tuple[str, int, int]]:
    """Table, rows then and rows now of each that does not fit; `names` are the tables of now."""
    for table in sorted({*kept, *names}):
        then, there = kept.get(table, (0, "")), now(table) if table in names else (0, "")
        if then != there and (then[0] or there[0]):
            yield table, then[0], there[0]
