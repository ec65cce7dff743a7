"""What can be wrong with the project file itself, as findings of the layer "data"."""

import sqlite3
from collections.abc import Iterator

from core.closing import Hashes, hash_table, last_edit, read_closing
from core.findings import Finding, Ref
from core.text import Text


def find_faults(connection: sqlite3.Connection, hashes: Hashes, name: str) -> list[Finding]:
    """Broken structure, references to rows that are not there, orphans, rows that changed without an edit.

    `hashes` are rows and hash of the tables that must not have changed; empty: those of the last orderly end.
    """
    whole = Ref("project", "", name)
    return [
        *_structure(connection, whole),
        *_references(connection),
        *_orphans(connection),
        *_changed(connection, hashes or _recorded(connection), whole),
    ]


def _structure(connection: sqlite3.Connection, whole: Ref) -> Iterator[Finding]:
    for (told,) in connection.execute("PRAGMA integrity_check(20)"):
        if told != "ok":
            sentence = Text("The structure of the project file is broken: {told}.", {"told": told})
            step = Text("Go back to the newest good backup, or save what can be read as a copy.")
            yield Finding("project.structure", "data", 3, whole, sentence, step)


def _references(connection: sqlite3.Connection) -> Iterator[Finding]:
    for table, row, target, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        subject = _subject(connection, table, row)
        values = {"table": table, "row": str(row), "target": target}
        sentence = Text("Row {row} of table {table} refers to a row of {target} that is not there.", values)
        yield Finding(
            "project.reference", "data", 3, subject, sentence, Text("Enter the missing row or remove this one.")
        )


def _orphans(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Files and open conflicts about rows that no longer exist; they are kept by uid, not by a reference."""
    for table in ("attachment", "survey_conflict"):
        for uid, about, row_uid in connection.execute(f"SELECT uid, table_name, row_uid FROM {table}").fetchall():
            if not _has_uid(connection, about, row_uid):
                sentence = Text(
                    "A row of table {table} belongs to a row of {about} that was removed.",
                    {"table": table, "about": about},
                )
                yield Finding(
                    "project.orphan",
                    "data",
                    1,
                    Ref(table, uid),
                    sentence,
                    Text("Remove it, or bring the row back by undo."),
                )


def _has_uid(connection: sqlite3.Connection, table: str, uid: str) -> bool:
    columns = {row[1] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))}
    return (
        "uid" in columns and connection.execute(f'SELECT 1 FROM "{table}" WHERE uid = ?', (uid,)).fetchone() is not None
    )


def _changed(connection: sqlite3.Connection, hashes: Hashes, whole: Ref) -> Iterator[Finding]:
    for table, (rows, digest) in hashes.items():
        now, now_digest = hash_table(connection, table)
        if now_digest != digest:
            values = {"table": table, "now": now, "rows": rows}
            sentence = Text("Table {table} changed without an edit: {rows} rows at the last end, {now} now.", values)
            yield Finding(
                "project.content",
                "data",
                3,
                whole,
                sentence,
                Text("Compare with the newest good backup."),
                matter=table,
            )


def _recorded(connection: sqlite3.Connection) -> Hashes:
    closing = read_closing(connection)
    return closing.tables if closing is not None and closing.seq == last_edit(connection) else {}


def _subject(connection: sqlite3.Connection, table: str, row: int) -> Ref:
    columns = {str(column[1]) for column in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))}
    if "uid" not in columns:
        return Ref(table, "")
    name = "name" if "name" in columns else "''"
    uid, known = connection.execute(f'SELECT uid, {name} FROM "{table}" WHERE rowid = ?', (row,)).fetchone()
    return Ref(table, uid, known)
