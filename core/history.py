"""Before-images of every edit, kept by temporary triggers, and the undo that puts them back as a new edit.

History is append-only: an undo is an edit with `undoes`, a redo is the undo of an undo. Barriers (migrations,
changes by other programs) end what can be undone, since rows may have changed without an image.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.locking import user_name
from core.paths import VERSION
from core.text import Quantity, Text

# Written by the history itself; everything else in the project is the user's and gets triggers.
UNTRACKED = ("edit", "edit_row", "closing", "_sqlite_migrations")


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit changed: its label, the revision after it, ids by table (an empty set: which rows is not known)."""

    label: Text
    revision: int
    ids: dict[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One edit: number, local time with zone, person, label, program version, imported file, the edit it undoes.

    `undone` says that a later edit took it back; a `barrier` cannot be undone, nor anything before it.
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


@dataclass(frozen=True, slots=True)
class Stacks:
    """Edits that can be undone and undos that can be redone, the next one last."""

    undo: tuple[int, ...]
    redo: tuple[int, ...]


def exact(value: float | int | str | None) -> float | int | str | None:
    """A number as text that reads back as the same number; SQLite's own JSON keeps 15 digits of 17."""
    return repr(value) if isinstance(value, float) else value


def tracked_columns(connection: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """Column names and declared types, in their order, of every table whose rows the history keeps."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite#_%' ESCAPE '#' "
        "AND name NOT LIKE 'gpkg#_%' ESCAPE '#' ORDER BY name"
    )
    names = [str(name) for (name,) in connection.execute(query) if name not in UNTRACKED]
    return {name: [(str(row[1]), str(row[2])) for row in _table_info(connection, name)] for name in names}


def _table_info(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return connection.execute(f'PRAGMA table_info("{table}")').fetchall()


def install_triggers(connection: sqlite3.Connection) -> None:
    """Watch every table for the life of the connection; nothing of it is written to the file."""
    connection.create_function("exact", 1, exact, deterministic=True)
    for (name,) in connection.execute("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER temp.{_quoted(name)}")
    for table, columns in tracked_columns(connection).items():
        for statement in _triggers(table, columns):
            connection.execute(statement)


def _triggers(table: str, columns: list[tuple[str, str]]) -> Iterable[str]:
    old = f"json_array({', '.join(_image(f'OLD.{_quoted(name)}', kind) for name, kind in columns)})"
    for event, images in {
        "INSERT": [("NEW.id", "NULL", "")],
        "DELETE": [("OLD.id", old, "")],
        "UPDATE": [("OLD.id", old, ""), ("NEW.id", "NULL", "NEW.id <> OLD.id AND ")],
    }.items():
        body = " ".join(_keep(table, *image) for image in images)
        yield f'CREATE TEMP TRIGGER "{table}_{event}" AFTER {event} ON main."{table}" BEGIN {body} END'


def _keep(table: str, row: str, image: str, condition: str) -> str:
    # NOT EXISTS and not INSERT OR IGNORE: an outer INSERT OR REPLACE would override the conflict clause.
    return (
        f"INSERT INTO edit_row(seq, tbl, id, image) SELECT (SELECT max(seq) FROM edit), '{table}', {row}, {image} "
        f"WHERE {condition}NOT EXISTS(SELECT 1 FROM edit_row WHERE seq = (SELECT max(seq) FROM edit) "
        f"AND tbl = '{table}' AND id = {row});"
    )


def _image(column: str, kind: str) -> str:
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
            json.dumps(_to_plain(label), ensure_ascii=False),
            VERSION,
            file,
            undoes,
            int(barrier),
        ),
    )
    return int(cursor.lastrowid or 0)


def finish_edit(connection: sqlite3.Connection, seq: int) -> dict[str, frozenset[int]]:
    """Drop images of rows that are as they were, note the column order, and return the changed ids by table."""
    described = tracked_columns(connection)
    # One step per table through the index; SELECT DISTINCT would read every entry of a large import.
    touched = [table for table in described if _is_touched(connection, seq, table)]
    for table in touched:
        _drop_unchanged(connection, seq, table, described[table])
    rows = connection.execute("SELECT tbl, id FROM edit_row WHERE seq = ?", (seq,)).fetchall()
    ids: dict[str, set[int]] = {}
    for table, id in rows:
        ids.setdefault(table, set()).add(id)
    order = {table: [name for name, _ in described[table]] for table in ids}
    connection.execute("UPDATE edit SET columns = ? WHERE seq = ?", (json.dumps(order), seq))
    return {table: frozenset(members) for table, members in ids.items()}


def _is_touched(connection: sqlite3.Connection, seq: int, table: str) -> bool:
    query = "SELECT 1 FROM edit_row WHERE seq = ? AND tbl = ? LIMIT 1"
    return connection.execute(query, (seq, table)).fetchone() is not None


def _drop_unchanged(connection: sqlite3.Connection, seq: int, table: str, columns: list[tuple[str, str]]) -> None:
    now = f"json_array({', '.join(_image(f'now.{_quoted(name)}', kind) for name, kind in columns)})"
    connection.execute(
        "DELETE FROM edit_row WHERE seq = ? AND tbl = ? AND CASE WHEN image IS NULL "
        f'THEN NOT EXISTS(SELECT 1 FROM "{table}" now WHERE now.id = edit_row.id) '
        f'ELSE image IS (SELECT {now} FROM "{table}" now WHERE now.id = edit_row.id) END',
        (seq, table),
    )


def put_back(connection: sqlite3.Connection, seq: int) -> None:
    """Restore the images of an edit inside the transaction of a new one, whose triggers make it undoable in turn."""
    connection.execute("PRAGMA defer_foreign_keys = ON")  # ends with the transaction
    order = json.loads(connection.execute("SELECT columns FROM edit WHERE seq = ?", (seq,)).fetchone()[0])
    described = tracked_columns(connection)
    for table, names in order.items():
        kinds = dict(described[table])
        query = "SELECT id, image FROM edit_row WHERE seq = ? AND tbl = ?"
        rows = connection.execute(query, (seq, table)).fetchall()
        connection.executemany(f'DELETE FROM "{table}" WHERE id = ?', [(id,) for id, _ in rows])
        images = [_values(image, [kinds[name] for name in names]) for _, image in rows if image is not None]
        listed, places = ", ".join(map(_quoted, names)), ", ".join("?" * len(names))
        connection.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({places})', images)


def _values(image: str, kinds: list[str]) -> list[Any]:
    values: list[Any] = json.loads(image)
    for position, kind in enumerate(kinds):
        if isinstance(values[position], str) and kind in ("BLOB", "REAL"):
            values[position] = bytes.fromhex(values[position]) if kind == "BLOB" else float(values[position])
    return values


def stacks(connection: sqlite3.Connection) -> Stacks:
    """What can be undone and redone now, found by walking the history."""
    undo: list[int] = []
    redo: list[int] = []
    for seq, undoes, barrier in connection.execute("SELECT seq, undoes, barrier FROM edit ORDER BY seq"):
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


def entries(connection: sqlite3.Connection) -> list[HistoryEntry]:
    """Every edit, newest first."""
    query = "SELECT seq, at, person, label, version, file, undoes, barrier FROM edit ORDER BY seq DESC"
    rows = connection.execute(query).fetchall()
    taken_back: set[int] = set()
    found = []
    for seq, at, person, label, version, file, undoes, barrier in rows:
        if undoes is not None and seq not in taken_back:
            taken_back.add(undoes)
        text = read_label(label)
        found.append(HistoryEntry(seq, at, person, text, version, file, undoes, bool(barrier), seq in taken_back))
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
    return Text(plain["message_id"], values, plain.get("plural", ""))


def _to_value(plain: Any) -> object:
    if isinstance(plain, dict) and "message_id" in plain:
        return _to_text(plain)
    return Quantity(plain["quantity"], plain["unit"], plain["sd"]) if isinstance(plain, dict) else plain
