"""Before-images of every edit, kept by temporary triggers, and the undo that puts them back as a new edit.

History is append-only: an undo is an edit with `undoes`, a redo is the undo of an undo. Barriers (migrations,
changes by other programs) end what can be undone, since rows may have changed without an image.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.history_chain import seal
from core.locking import user_name
from core.paths import VERSION
from core.steps import Step, quietly
from core.text import Quantity, Text

# Written by the history itself; everything else in the project is the user's and gets triggers.
UNTRACKED = ("edit", "edit_row", "closing", "_sqlite_migrations")
# How values that JSON does not keep as they are come back, by the declared type of their column.
_READ: dict[str, Callable[[str], object]] = {"BLOB": bytes.fromhex, "REAL": float}
PORTION = 2000  # images that are read as one text
Way = Callable[[sqlite3.Connection], tuple[int, Text | None]]  # the edit that is next to be taken back, and its label


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit changed: its label, the revision after it, ids by table (an empty set: which rows is not known)."""

    label: Text
    revision: int
    ids: dict[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One edit: number, local time with zone, person, label, program version, imported file, the edit it undoes.

    `undone` says that a later edit took it back; a `barrier` cannot be undone, nor anything before it. One with a
    `horizon` took out the history up to that number; it changed nothing else, so that undo passes over it.
    """

    seq: int
    at: str
    person: str
    label: Text
    version: str
    file: str
    undoes: int | None
    barrier: bool
    undone: bool
    horizon: int | None = None


@dataclass(frozen=True, slots=True)
class Stacks:
    """Edits that can be undone and undos that can be redone, the next one last."""

    undo: tuple[int, ...]
    redo: tuple[int, ...]


def exact(value: float | int | str | None) -> float | int | str | None:
    """A number as text that reads back as the same number; SQLite's own JSON keeps 15 digits of 17."""
    return repr(value) if isinstance(value, float) else value


def tracked_tables(connection: sqlite3.Connection) -> list[str]:
    """Every table whose rows the history keeps, parents before the tables that refer to them."""
    query = (
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite#_%' ESCAPE '#' "
        "AND name NOT LIKE 'gpkg#_%' ESCAPE '#' ORDER BY rowid"
    )
    return [str(name) for (name,) in connection.execute(query) if name not in UNTRACKED]


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Declared types by column name, in the order of the table."""
    return {str(row[1]): str(row[2]) for row in connection.execute(f"PRAGMA table_info({_quoted(table)})")}


def install_triggers(connection: sqlite3.Connection) -> None:
    """Watch every table for the life of the connection; nothing of it is written to the file."""
    connection.create_function("exact", 1, exact, deterministic=True)
    for (name,) in connection.execute("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER temp.{_quoted(name)}")
    for table in tracked_tables(connection):
        for statement in _triggers(table, _columns(connection, table)).values():
            connection.execute(statement)


def _triggers(table: str, columns: dict[str, str]) -> dict[str, str]:
    """The statement that makes the trigger of each event."""
    old, new = _keep(table, "OLD.id", _image("OLD", columns)), _keep(table, "NEW.id", "NULL")
    # An update may give a row another id, which is then a new one; else the second image finds the first in its place.
    return {
        event: f'CREATE TEMP TRIGGER IF NOT EXISTS "{table} {event}" AFTER {event} ON main."{table}" BEGIN {body} END'
        for event, body in {"INSERT": new, "DELETE": old, "UPDATE": f"{old} {new}"}.items()
    }


def _keep(table: str, row: str, image: str) -> str:
    # ON CONFLICT and not OR IGNORE: the OR REPLACE of an outer statement would override that and lose the image.
    return (
        f"INSERT INTO edit_row(seq, tbl, id, image) VALUES ((SELECT max(seq) FROM edit), '{table}', {row}, {image}) "
        f"ON CONFLICT DO NOTHING;"
    )


@contextmanager
def inserted_together(connection: sqlite3.Connection, table: str, first: int, last: int) -> Iterator[None]:
    """Note rows that one statement inserts under ids which no row had, by their range and not by a trigger for each.

    What was inserted is noted also where the statement ends in an exception, and the trigger is back before anything
    else is written; without a trigger, outside an edit, nothing is noted.
    """
    name = f"{table} INSERT"
    trigger = "SELECT 1 FROM temp.sqlite_master WHERE type = 'trigger' AND name = ?"
    if not connection.execute(trigger, (name,)).fetchone():
        yield
        return
    connection.execute(f"DROP TRIGGER temp.{_quoted(name)}")
    try:
        yield
    finally:
        connection.execute(_triggers(table, _columns(connection, table))["INSERT"])
        connection.execute(
            "INSERT INTO edit_row(seq, tbl, id, image) SELECT (SELECT max(seq) FROM edit), ?, id, NULL "
            f"FROM {_quoted(table)} WHERE id BETWEEN ? AND ? ON CONFLICT DO NOTHING",
            (table, first, last),
        )


def _image(row: str, columns: dict[str, str]) -> str:
    """SQL of a row's values as a JSON array."""
    return f"json_array({', '.join(_value(f'{row}.{_quoted(name)}', kind) for name, kind in columns.items())})"


def _value(column: str, kind: str) -> str:
    if kind == "BLOB":
        return f"CASE WHEN {column} IS NOT NULL THEN hex({column}) END"
    return f"exact({column})" if kind == "REAL" else column


def _quoted(name: str) -> str:
    return f'"{name}"'


def begin_edit(
    connection: sqlite3.Connection, label: Text, file: str = "", undoes: int | None = None, barrier: bool = False
) -> int:
    """Write the entry of a new edit inside the caller's transaction and return its sequence number."""
    cursor = connection.execute(
        "INSERT INTO edit(at, person, label, version, file, undoes, barrier) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            datetime.now().astimezone().isoformat(timespec="seconds"),
            user_name(),
            kept_label(label),
            VERSION,
            file,
            undoes,
            int(barrier),
        ),
    )
    seq = int(cursor.lastrowid or 0)
    if barrier:  # no rows follow
        seal(connection, seq)
    return seq


def finish_edit(connection: sqlite3.Connection, seq: int) -> dict[str, frozenset[int]]:
    """Drop images of rows that are as they were, note the column order, seal; returns the changed ids by table."""
    touched = _touched(connection, seq)
    described = {table: _columns(connection, table) for table in tracked_tables(connection) if table in touched}
    dropped = [_drop_unchanged(connection, seq, table, columns) for table, columns in described.items()]
    changed = _touched(connection, seq) if any(dropped) else touched
    order = {table: list(columns) for table, columns in described.items() if table in changed}
    connection.execute("UPDATE edit SET columns = ? WHERE seq = ?", (json.dumps(order), seq))
    seal(connection, seq)
    return {table: frozenset(changed[table]) for table in order} or _taken_out(connection, seq)


def _taken_out(connection: sqlite3.Connection, seq: int) -> dict[str, frozenset[int]]:
    """What an edit changed that only took older entries out of the history."""
    (horizon,) = connection.execute("SELECT horizon FROM edit WHERE seq = ?", (seq,)).fetchone()
    return {} if horizon is None else {"edit": frozenset({int(horizon)})}


def _touched(connection: sqlite3.Connection, seq: int) -> dict[str, set[int]]:
    """The ids by table; those that follow one another, as of an import, are known by the first and the last."""
    spans = "SELECT tbl, count(*), min(id), max(id) FROM edit_row WHERE seq = ? GROUP BY tbl"
    chosen = "SELECT id FROM edit_row WHERE seq = ? AND tbl = ?"
    return {
        table: set(range(first, last + 1)) if last - first + 1 == count
        else {id for (id,) in connection.execute(chosen, (seq, table))}
        for table, count, first, last in connection.execute(spans, (seq,)).fetchall()
    }  # fmt: skip


def _drop_unchanged(connection: sqlite3.Connection, seq: int, table: str, columns: dict[str, str]) -> int:
    cursor = connection.execute(
        "DELETE FROM edit_row WHERE seq = ? AND tbl = ? AND CASE WHEN image IS NULL "
        f"THEN NOT EXISTS(SELECT 1 FROM {_quoted(table)} now WHERE now.id = edit_row.id) "
        f"ELSE image IS (SELECT {_image('now', columns)} FROM {_quoted(table)} now WHERE now.id = edit_row.id) END",
        (seq, table),
    )
    return cursor.rowcount


def touched_rows(connection: sqlite3.Connection, seq: int) -> int:
    """How many rows an edit changed."""
    return int(connection.execute("SELECT count(*) FROM edit_row WHERE seq = ?", (seq,)).fetchone()[0])


def put_back(connection: sqlite3.Connection, seq: int, step: Step = quietly) -> None:
    """Restore the images of an edit inside the transaction of a new one, whose triggers make it undoable in turn.

    `step` hears of the rows that are done and of all; whoever stops there leaves the transaction to be rolled back.
    """
    done, whole = 0, touched_rows(connection, seq)
    connection.execute("PRAGMA defer_foreign_keys = ON")  # ends with the transaction
    order = json.loads(connection.execute("SELECT columns FROM edit WHERE seq = ?", (seq,)).fetchone()[0])
    touched = "SELECT id FROM edit_row WHERE seq = ? AND tbl = ?"  # in one statement it takes half the time
    for table in reversed(order):  # children first: else every parent that goes is looked up in all of them
        connection.execute(f"DELETE FROM {_quoted(table)} WHERE id IN ({touched})", (seq, table))
        step(done, whole)
    for table, names in order.items():
        kinds = _columns(connection, table)
        listed, places = ", ".join(map(_quoted, names)), ", ".join("?" * len(names))
        for images in _images(connection, seq, table):
            rows = _values(images, [kinds[name] for name in names])
            connection.executemany(f"INSERT INTO {_quoted(table)} ({listed}) VALUES ({places})", rows)
            done += len(rows)
            step(done, whole)


def _images(connection: sqlite3.Connection, seq: int, table: str) -> Iterator[list[str]]:
    """The images of a table in portions, since reading a long text as JSON lets no other thread run."""
    query = "SELECT image FROM edit_row WHERE seq = ? AND tbl = ? AND image IS NOT NULL"
    found = connection.execute(query, (seq, table))
    while portion := found.fetchmany(PORTION):
        yield [image for (image,) in portion]


def _values(images: list[str], kinds: list[str]) -> list[list[Any]]:
    """Rows of values; the images are parsed as one text, which takes a third of the time."""
    rows: list[list[Any]] = json.loads(f"[{','.join(images)}]")
    for position, kind in enumerate(kinds):
        if read := _READ.get(kind):
            for row in rows:
                row[position] = None if row[position] is None else read(row[position])
    return rows


def stacks(connection: sqlite3.Connection) -> Stacks:
    """What can be undone and redone now, found by walking the history."""
    undo: list[int] = []
    redo: list[int] = []
    query = "SELECT seq, undoes, barrier FROM edit WHERE horizon IS NULL ORDER BY seq"
    for seq, undoes, barrier in connection.execute(query):
        if barrier:
            undo, redo = [], []
        elif undoes is None:
            undo.append(seq)
            redo.clear()
        elif undo and undo[-1] == undoes:
            undo.pop()
            redo.append(seq)
        else:
            redo.pop()
            undo.append(seq)
    return Stacks(tuple(undo), tuple(redo))


def next_undo(connection: sqlite3.Connection) -> tuple[int, Text | None]:
    """Which edit Undo takes back, and the label of that; (0, None) where there is none."""
    return _next(connection, stacks(connection).undo)


def next_redo(connection: sqlite3.Connection) -> tuple[int, Text | None]:
    """Which undo Redo takes back, and the label of that; (0, None) where there is none."""
    return _next(connection, stacks(connection).redo)


def _next(connection: sqlite3.Connection, possible: tuple[int, ...]) -> tuple[int, Text | None]:
    return (possible[-1], undo_label(connection, possible[-1])) if possible else (0, None)


def entries(connection: sqlite3.Connection) -> list[HistoryEntry]:
    """Every edit, newest first."""
    query = "SELECT seq, at, person, label, version, file, undoes, barrier, horizon FROM edit ORDER BY seq DESC"
    rows = connection.execute(query).fetchall()
    taken_back: set[int] = set()
    found = []
    for seq, at, person, label, version, file, undoes, barrier, horizon in rows:
        if undoes is not None and seq not in taken_back:
            taken_back.add(undoes)
        text = read_label(label)
        undone = seq in taken_back
        found.append(HistoryEntry(seq, at, person, text, version, file, undoes, bool(barrier), undone, horizon))
    return found


def undo_label(connection: sqlite3.Connection, seq: int) -> Text:
    """The label of an edit that takes back edit `seq`: an undo, or a redo where that was itself an undo."""
    query = "SELECT label, undoes FROM edit WHERE seq = ?"
    label, undoes = connection.execute(query, (seq,)).fetchone()
    redone = False
    while undoes is not None:
        redone = not redone
        label, undoes = connection.execute(query, (undoes,)).fetchone()
    values = {"label": read_label(label)}
    return Text("Redo: {label}", values) if redone else Text("Undo: {label}", values)


def kept_label(label: Text) -> str:
    """A sentence as the file keeps it."""
    return json.dumps(_to_plain(label), ensure_ascii=False)


def read_label(stored: str) -> Text:
    """The label of an edit as it was given, so that it can be shown in either language."""
    return _to_text(json.loads(stored))


def _to_plain(value: object) -> object:
    """A Text with its values as plain JSON values."""
    if isinstance(value, Text):
        values = {name: _to_plain(item) for name, item in value.values.items()}
        return {"message_id": value.message_id, "values": values, **({"plural": value.plural} if value.plural else {})}
    if isinstance(value, Quantity):
        return {"quantity": value.value, "unit": value.unit, "sd": value.sd}
    return value if isinstance(value, str | int | float) else str(value)


def _to_text(plain: dict[str, Any]) -> Text:
    values = {name: _to_value(item) for name, item in plain["values"].items()}
    return Text(plain["message_id"], values, plural=plain.get("plural", ""))


def _to_value(plain: Any) -> object:
    if isinstance(plain, dict) and "message_id" in plain:
        return _to_text(plain)
    return Quantity(plain["quantity"], plain["unit"], plain["sd"]) if isinstance(plain, dict) else plain
