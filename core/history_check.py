"""What a check of the chain of the history finds: entries and rows changed, added or removed by another way."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from core.closing import read_closing
from core.history_chain import BROUGHT_UP, entry_hash
from core.history_contents import contents_hash
from core.history_states import drifts
from core.steps import pause
from core.table_titles import table_title
from core.text import N_, Text

SHOWN = 16  # characters of a hash that people copy
UNFITTING = N_("No. {seq} does not fit: it, its rows, or the entry before it, were changed after it was written.")
_MIGRATION = "m013_history_chain"  # gave files their chain
_AT_ONCE = timedelta(hours=1)  # between a migration and its entry, which are one transaction


@dataclass(frozen=True, slots=True)
class Chain:
    """What a check of the chain found.

    `head` is the hash to be noted: of the last edit with the rows at the end of work, but in a copy that was made amid
    it (`copied`) without them, since the project goes on without those of the copy. `checked` edits hang together but
    for the `faults`; `older` ones were written before there was a chain. `compared` tells that `head` stands
    for the rows of today, which it does not while later edits wait for their end of work. `horizon` is the last edit
    whose rows were taken out, 0 where none were.
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


def check_chain(connection: sqlite3.Connection) -> Chain:
    """Compute every hash anew and compare, of today's rows and those of earlier ends of work too; changes nothing."""
    query = "SELECT seq, hash, label, horizon, at, contents, contents_hash FROM edit ORDER BY seq"
    entries = [_Entry(*row) for row in connection.execute(query)]
    horizon = max((entry.horizon for entry in entries if entry.horizon), default=0)
    kept = [entry for entry in entries if entry.seq > horizon]
    anchor = next((entry for entry in entries if entry.seq == horizon), None)
    sealed = anchor is not None and bool(anchor.hash)
    first = 0 if sealed else next((place for place, entry in enumerate(kept) if entry.hash), len(kept))
    begun = _begun(connection, entries)
    before = kept[first - 1].last if first else anchor.last if anchor else ""
    unfitting = list(_unfitting(connection, kept[first:], before))
    faults = (
        *begun,
        *_missing(connection, [entry.seq for entry in entries if entry.seq >= horizon], horizon),
        *_anchored(entries, anchor, horizon),
        *(Text(UNFITTING, {"seq": str(seq)}) for seq in unfitting),
        *_lost(connection, entries[-1:]),
        *_drifted(connection, unfitting),
    )
    head, copied = _head(connection, entries)
    hashes = frozenset(each for entry in entries for each in (entry.hash, entry.contents_hash) if each)
    compared = bool(entries and entries[-1].contents)
    return Chain(head, len(kept) - first, 0 if begun else first, horizon, compared, faults, hashes, copied)


def _head(connection: sqlite3.Connection, entries: list[_Entry]) -> tuple[str, bool]:
    """The hash to be noted, and whether the file is a copy that was made amid the end of work."""
    if not entries:
        return "", False
    last, closing = entries[-1], read_closing(connection)
    copied = bool(closing is not None and closing.copied and closing.seq == last.seq)
    return last.hash if copied else last.last, copied


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


def _unfitting(connection: sqlite3.Connection, entries: list[_Entry], before: str) -> Iterator[int]:
    """The numbers of entries that do not fit."""
    for entry in entries:
        pause()
        sealed = contents_hash(entry.hash, entry.contents) if entry.contents else ""
        if entry_hash(connection, entry.seq, before) != entry.hash or sealed != entry.contents_hash:
            yield entry.seq
        before = entry.last  # of one that does not fit too, so that the next ones are judged by themselves


def _lost(connection: sqlite3.Connection, last: list[_Entry]) -> Iterator[Text]:
    """That the hashes of the tables are gone from the entry on which the end of work hung them."""
    closing = read_closing(connection)
    for entry in last:
        if not entry.contents and entry.hash and closing is not None and closing.seq == entry.seq:
            told = {"seq": str(entry.seq)}
            yield Text("No. {seq} lost the hashes of the tables, which it had when the project was closed.", told)


def _drifted(connection: sqlite3.Connection, unfitting: list[int]) -> Iterator[Text]:
    """Tables that are not as they were at an end of work, be it the last or one under later edits."""
    for one in drifts(connection, unfitting):
        told = {"table": table_title(one.table), "seq": str(one.seq), "rows": one.rows, "now": one.now}
        yield Text("“{table}” was changed after no. {seq} without an entry: {rows} rows then, {now} found.", told)


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
