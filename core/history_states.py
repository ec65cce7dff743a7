"""What stood at each end of work, worked out backwards from the rows of now by the images of the edits since.

The hashes that hang on the last edit of each end of work say what stood there. Where the way back comes to other rows,
a value was changed by another way than an edit, however many edits and ends of work lie over it. The way back ends at
a barrier, before which rows may have changed without an image.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass

from core.closing import content_tables, hash_table, hashed_tables
from core.history import put_back
from core.history_chain import entry_hash
from core.history_contents import Rows, changed_tables, contents_hash, keeps_contents, kept_contents
from core.steps import pause

_EDITS = "SELECT seq, barrier, columns, hash, contents, contents_hash FROM edit ORDER BY seq DESC"


@dataclass(frozen=True, slots=True)
class Drift:
    """That a table changed without an edit after the end of work behind entry `seq`: its rows then, and found."""

    seq: int
    table: str
    rows: int
    now: int


@dataclass(frozen=True, slots=True)
class _Edit:
    seq: int
    barrier: int
    columns: str
    hash: str
    contents: str
    contents_hash: str

    @property
    def sealed(self) -> bool:
        """Whether the hashes of an end of work hang on it, and are those that the next entry covers."""
        return bool(self.contents) and contents_hash(self.hash, self.contents) == self.contents_hash

    @property
    def tables(self) -> set[str]:
        """The tables that it changed."""
        return set(json.loads(self.columns or "{}"))


def drifts(connection: sqlite3.Connection, unfitting: Collection[int] = ()) -> Iterator[Drift]:
    """Each table that changed without an edit, at the last end of work that it does not fit.

    The way back ends before the entries `unfitting`, whose images say nothing.
    """
    edits = _way_back(connection, unfitting)
    names = content_tables(hashed_tables(connection))
    with closing(sqlite3.connect("", isolation_level=None)) as copy:  # a file of its own that goes with it
        if len(edits) > 1:
            connection.backup(copy)
            copy.execute("BEGIN")
        yield from _drifts(copy if len(edits) > 1 else connection, edits, names)


def _way_back(connection: sqlite3.Connection, unfitting: Collection[int]) -> list[_Edit]:
    """The edits, newest first, down to the earliest end of work that the images lead back to."""
    way, last = list[_Edit](), 0
    for row in connection.execute(_EDITS) if keeps_contents(connection) else ():
        edit = _Edit(*row)
        if edit.seq in unfitting:
            break
        way.append(edit)
        if edit.sealed:
            last = len(way)
        if edit.barrier:
            break
    return way[:last]


def _drifts(rows: sqlite3.Connection, edits: list[_Edit], names: list[str]) -> Iterator[Drift]:
    """Take edit after edit back in `rows` and compare at each end of work what was touched since the one after it."""
    told, touched, later = set[str](), set(names), dict[str, Rows]()

    def found(table: str) -> Rows:
        pause()
        return hash_table(rows, table) if table in touched else later.get(table, (0, ""))

    for place, edit in enumerate(edits):
        if edit.sealed:
            kept = kept_contents(edit.contents)
            for table, then, now in changed_tables(kept, found, names):
                if table not in told:  # what came before it leads to other rows as well
                    told.add(table)
                    yield Drift(edit.seq, table, then, now)
            touched, later = set(), kept
        if place < len(edits) - 1:
            put_back(rows, edit.seq, lambda *_: pause())
            touched |= edit.tables


def changed_since_end(connection: sqlite3.Connection) -> bool:
    """Whether entries since the last end of work, or tables that none of them touched, are not as they were left.

    False where no end is known, as in a file of before these hashes.
    """
    since, end = list[_Edit](), None
    for row in connection.execute(_EDITS) if keeps_contents(connection) else ():
        edit = _Edit(*row)
        if edit.sealed or edit.barrier:
            end = edit if edit.sealed else None
            break
        since.append(edit)
    if end is None:
        return False
    before, touched = end.contents_hash, set[str]()
    for edit in reversed(since):
        if entry_hash(connection, edit.seq, before) != edit.hash:
            return True
        before, touched = edit.hash, touched | edit.tables
    kept = {table: found for table, found in kept_contents(end.contents).items() if table not in touched}
    names = [name for name in content_tables(hashed_tables(connection)) if name not in touched]
    return any(changed_tables(kept, lambda name: hash_table(connection, name), names))
