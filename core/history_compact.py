"""Old history taken out of a project: the rows of now stay, what was before a day can no longer be gone back to."""

import sqlite3
from dataclasses import dataclass
from datetime import date

from core.errors import UserError
from core.history_steps import day_of
from core.project import Project
from core.text import Text


@dataclass(frozen=True, slots=True)
class Shortening:
    """What would be taken out: the entries up to no. `seq`, the last of them written `at`, and how many rows of them.

    That last entry itself stays without its rows, since the chain goes on from its hash.
    """

    seq: int
    at: str
    entries: int
    rows: int


def shortening(connection: sqlite3.Connection, before: date) -> Shortening | None:
    """What lies before a day, by the clock of each entry; None where nothing does.

    Entries stay that a later undo or redo took back, and all after them: those can still be gone back to.
    """
    last = 0
    for seq, at in connection.execute("SELECT seq, at FROM edit ORDER BY seq"):
        if day_of(at) >= before:
            break
        last = int(seq)
    last = _free(connection, last)
    (horizon,) = connection.execute("SELECT coalesce(max(horizon), 0) FROM edit").fetchone()
    if last <= horizon:
        return None
    (at,) = connection.execute("SELECT at FROM edit WHERE seq = ?", (last,)).fetchone()
    (entries,) = connection.execute(
        "SELECT count(*) FROM edit WHERE seq BETWEEN ? AND ?", (horizon + 1, last)
    ).fetchone()
    (rows,) = connection.execute("SELECT count(*) FROM edit_row WHERE seq <= ?", (last,)).fetchone()
    return Shortening(last, at, int(entries), int(rows))


def _free(connection: sqlite3.Connection, last: int) -> int:
    """The last edit up to `last` that no later entry refers to, nor to any before it."""
    while True:
        query = "SELECT min(undoes) FROM edit WHERE seq > ? AND undoes <= ?"
        (needed,) = connection.execute(query, (last, last)).fetchone()
        if needed is None:
            return last
        last = int(needed) - 1


def shorten(project: Project, before: date) -> Shortening:
    """Take out the history before a day as one entry that says so, after a backup, and give the room back.

    UserError where nothing lies before it. Cannot be undone; later edits can.
    """
    with project.reading() as connection:
        found = shortening(connection, before)
    if found is None:
        raise UserError(
            Text("The history before {day} holds nothing that can be taken out.", {"day": before.isoformat()}),
            Text("Choose a later day; what a later undo took back stays with it."),
        )
    project.backup()
    with project.reading() as connection:
        (hash,) = connection.execute("SELECT hash FROM edit WHERE seq = ?", (found.seq,)).fetchone()
    told = {"n": found.entries, "seq": str(found.seq), "day": found.at[:10], "rows": found.rows, "hash": hash}
    label = Text("The history up to no. {seq} of {day} was taken out: {n} entry with {rows} rows", told,
                 plural="The history up to no. {seq} of {day} was taken out: {n} entries with {rows} rows")  # fmt: skip
    with project.edit(label) as db:
        db.execute("DELETE FROM edit_row WHERE seq <= ?", (found.seq,))
        db.execute("UPDATE edit SET undoes = NULL, barrier = 1 WHERE seq = ?", (found.seq,))
        db.execute("DELETE FROM edit WHERE seq < ?", (found.seq,))
        db.execute("UPDATE edit SET horizon = ? WHERE seq = (SELECT max(seq) FROM edit)", (found.seq,))
    project.shrink()
    return found
