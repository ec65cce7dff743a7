"""The chain of the history: the hash of each edit covers the edit, its rows as they were, and the hash before.

Whoever changes, adds or removes an entry afterwards leaves one that does not fit. A chain shows no more than that:
who computes all of it anew is found out only by a hash that was noted elsewhere, such as on a printed report.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from core.closing import content_tables, hash_table, hashed_tables, read_closing
from core.history_contents import HASH_BYTES, Rows, changed_tables, contents_hash, keeps_contents, kept_contents
from core.steps import pause
from core.table_titles import table_title
from core.text import N_, Text

BROUGHT_UP = N_("Brought up to version {version}")  # the entry of migrations
_ENTRY = "at, person, label, version, file, undoes, barrier, horizon, columns"
_PORTION = 2000  # images that are hashed as one text
SHOWN = 16  # characters of a hash that people copy
_MIGRATION = "m013_history_chain"  # gave files their chain
_AT_ONCE = timedelta(hours=1)  # between a migration and its entry, which are one transaction


@dataclass(frozen=True, slots=True)
class Chain:
    """What a check of the chain found.

    `head` is the hash to be noted: of the last edit with the rows at the end of work, but in a copy that was made amid
    it (`copied`) without them, since the project goes on without those of the copy. `checked` edits hang together but
    for the `faults`; `older` ones were written before there was a chain. `compared` tells that the rows of today were
    held against those at the end of work, which cannot be done while later edits wait for theirs. `horizon` is the last
    edit whose rows were taken out, 0 where none were.
    """

    head: str
    checked: int
    older: int
    horizon: int
    compared: bool
    faults: tuple[Text, ...]
    hashes: frozenset[str]
    copied: bool

    def holds(self, noted: str) -> bool:
        """Whether a hash that was noted earlier, or its beginning, is one of the chain."""
        start = noted.strip().lower()
        return len(start) >= SHOWN and any(each.startswith(start) for each in self.hashes)


@dataclass(frozen=True, slots=True)
class _Entry:
    seq: int
    hash: str
    label: str
    horizon: int | None
    at: str
    contents: str
    contents_hash: str

    @property
    def last(self) -> str:
        """The hash that the next one covers."""
        return self.contents_hash or self.hash


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


def check_chain(connection: sqlite3.Connection) -> Chain:
    """Compute every hash anew and compare, of today's rows too; reads one state, changes nothing."""
    query = "SELECT seq, hash, label, horizon, at, contents, contents_hash FROM edit ORDER BY seq"
    entries = [_Entry(*row) for row in connection.execute(query)]
    horizon = max((entry.horizon for entry in entries if entry.horizon), default=0)
    kept = [entry for entry in entries if entry.seq > horizon]
    anchor = next((entry for entry in entries if entry.seq == horizon), None)
    first = next((place for place, entry in enumerate(kept) if entry.hash), len(kept))
    if anchor is not None and anchor.hash:
        first = 0
    begun = _begun(connection, entries)
    faults = [
        *begun,
        *_missing(connection, [entry.seq for entry in entries if entry.seq >= horizon], horizon),
        *_anchored(entries, anchor, horizon),
        *_unfitting(connection, kept[first:], kept[first - 1].last if first else anchor.last if anchor else ""),
        *_drifted(connection, entries[-1:]),
    ]
    closing = read_closing(connection)
    copied = bool(entries and closing is not None and closing.copied and closing.seq == entries[-1].seq)
    head = "" if not entries else entries[-1].hash if copied else entries[-1].last
    hashes = frozenset(each for entry in entries for each in (entry.hash, entry.contents_hash) if each)
    compared = bool(entries and entries[-1].contents)
    return Chain(head, len(kept) - first, 0 if begun else first, horizon, compared, tuple(faults), hashes, copied)


def _begun(connection: sqlite3.Connection, entries: list[_Entry]) -> list[Text]:
    """That entries at the beginning lost their hashes: the first that has one must be that of the migration itself.

    A new file has its chain from the first entry on; in an older one the migration wrote its own entry at once.
    """
    first = next((place for place, entry in enumerate(entries) if entry.hash), len(entries))
    if first == 0 or (first < len(entries) and _is_migration(connection, entries[first])):
        return []
    told = {"first": str(entries[0].seq), "last": str(entries[first - 1].seq)}
    return [Text("No. {first} to {last} have no hash, although the file had a chain when they were written.", told)]


def _is_migration(connection: sqlite3.Connection, entry: _Entry) -> bool:
    """Whether an entry is the one with which the file got its chain."""
    query = "SELECT applied_at FROM _sqlite_migrations WHERE name = ?"
    found = connection.execute(query, (_MIGRATION,)).fetchone()
    if found is None or json.loads(entry.label)["message_id"] != BROUGHT_UP:
        return False
    applied = datetime.fromisoformat(found[0])
    return abs(datetime.fromisoformat(entry.at) - applied.replace(tzinfo=applied.tzinfo or UTC)) < _AT_ONCE


def _unfitting(connection: sqlite3.Connection, entries: list[_Entry], before: str) -> Iterator[Text]:
    for entry in entries:
        pause()
        sealed = contents_hash(entry.hash, entry.contents) if entry.contents else ""
        if entry_hash(connection, entry.seq, before) != entry.hash or sealed != entry.contents_hash:
            yield Text("No. {seq} does not fit: it, its rows, or the entry before it, were changed after it was "
                       "written.", {"seq": str(entry.seq)})  # fmt: skip
        before = entry.last  # of one that does not fit too, so that the next ones are judged by themselves


def _drifted(connection: sqlite3.Connection, last: list[_Entry]) -> Iterator[Text]:
    """Tables that are not as they were at the end of work; nothing can be said while later edits wait for theirs."""
    for entry in last:
        told, closing = {"seq": str(entry.seq)}, read_closing(connection)
        if not entry.contents and entry.hash and closing is not None and closing.seq == entry.seq:
            yield Text("No. {seq} lost the hashes of the tables, which it had when the project was closed.", told)
        if not entry.contents:
            continue
        names = content_tables(hashed_tables(connection))
        kept = kept_contents(entry.contents)
        for table, rows, now in changed_tables(kept, lambda name: _rows(connection, name), names):
            yield Text("“{table}” was changed after no. {seq} without an entry: {rows} rows then, {now} now.",
                       {**told, "table": table_title(table), "rows": rows, "now": now})  # fmt: skip


def _rows(connection: sqlite3.Connection, table: str) -> Rows:
    pause()
    return hash_table(connection, table)


def _missing(connection: sqlite3.Connection, numbers: list[int], horizon: int) -> Iterator[Text]:
    """Numbers that nobody has; edits are numbered without gaps, and the file counts them apart."""
    counted = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'edit'").fetchone()
    ends = [max(horizon - 1, 0), *numbers, (int(counted[0]) if counted else 0) + 1]
    for one, other in pairwise(ends):
        if other - one > 1:
            told = {"first": str(one + 1), "last": str(other - 1)}
            if other - one == 2:
                yield Text("No. {first} is missing: it was removed from the file.", {"first": told["first"]})
            else:
                yield Text("No. {first} to {last} are missing: they were removed from the file.", told)


def _anchored(entries: list[_Entry], anchor: _Entry | None, horizon: int) -> Iterator[Text]:
    """Whether the edit at the horizon is the one that was told of when the history before it was taken out."""
    for entry in entries:
        if entry.horizon == horizon and (anchor is None or json.loads(entry.label)["values"]["hash"] != anchor.hash):
            told = {"seq": str(entry.seq), "horizon": str(horizon)}
            yield Text("No. {seq} took the history up to no. {horizon} out, and what stands there now is another one.",
                       told)  # fmt: skip
