"""What can be wrong with the project file itself, as findings of the layer "data"."""

import sqlite3
from collections.abc import Iterator

from core.closing import Hashes, hash_table, last_edit, read_closing
from core.findings import Finding, Ref
from core.table_titles import table_title
from core.text import Text


def find_faults(connection: sqlite3.Connection, hashes: Hashes, name: str) -> list[Finding]:
    """Broken structure, references to rows that are not there, orphans, rows that changed without an edit.

    `hashes` are rows and hash of the tables that must not have changed; empty: those of the last orderly end.
    """
    whole = Ref("project", "", name)
    structure = list(_structure(connection, whole))
    if structure:  # nothing else can be read reliably
        return structure
    return [
        *_references(connection),
        *_orphans(connection),
        *_changed(connection, hashes or _recorded(connection), whole),
    ]


def _fault(rule: str, severity: int, subject: Ref, sentence: Text, step: Text, matter: str = "") -> Finding:
    return Finding(f"project.{rule}", "data", severity, subject, sentence, step, matter=matter)


def _structure(connection: sqlite3.Connection, whole: Ref) -> Iterator[Finding]:
    step = Text(
        "Go back to the newest good backup: the folder {name}.backups beside the project holds them.",
        {"name": whole.name},
    )
    for (told,) in connection.execute("PRAGMA integrity_check(20)"):
        if told != "ok":
            yield _fault(
                "structure", 3, whole, Text("The project file is broken inside: {told}.", {"told": told}), step
            )


def _references(connection: sqlite3.Connection) -> Iterator[Finding]:
    step = Text("Enter the missing row or remove this one.")
    for table, row, target, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        values = {"table": table_title(table), "row": str(row), "target": table_title(target)}
        sentence = Text("Row {row} of “{table}” refers to a row of “{target}” that is not there.", values)
        yield _fault("reference", 3, _subject(connection, table, row), sentence, step)


def _orphans(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Files and open conflicts about rows that no longer exist; they are kept by uid, not by a reference."""
    step = Text("Remove it, or bring the row back by undo.")
    for table in ("attachment", "survey_conflict"):
        for uid, about, row_uid in connection.execute(f"SELECT uid, table_name, row_uid FROM {table}").fetchall():
            if not _has_uid(connection, about, row_uid):
                values = {"table": table_title(table), "about": table_title(about)}
                sentence = Text("A row of “{table}” belongs to a row of “{about}” that was removed.", values)
                yield _fault("orphan", 1, Ref(table, uid), sentence, step)


def _changed(connection: sqlite3.Connection, hashes: Hashes, whole: Ref) -> Iterator[Finding]:
    step = Text("Compare with the newest good backup.")
    for table, (rows, digest) in hashes.items():
        now, now_digest = hash_table(connection, table)
        if now_digest != digest:
            values = {"table": table_title(table), "now": now, "rows": rows}
            sentence = Text("“{table}” changed without an edit: {rows} rows at the last end, {now} now.", values)
            yield _fault("content", 3, whole, sentence, step, matter=table)


def _recorded(connection: sqlite3.Connection) -> Hashes:
    closing = read_closing(connection)
    return closing.tables if closing is not None and closing.seq == last_edit(connection) else {}


def _column_names(connection: sqlite3.Connection, table: str) -> set[str]:
    return {str(name) for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _has_uid(connection: sqlite3.Connection, table: str, uid: str) -> bool:
    if "uid" not in _column_names(connection, table):
        return False
    return connection.execute(f'SELECT 1 FROM "{table}" WHERE uid = ?', (uid,)).fetchone() is not None


def _subject(connection: sqlite3.Connection, table: str, row: int) -> Ref:
    names = _column_names(connection, table)
    if "uid" not in names:
        return Ref(table, "")
    name = "name" if "name" in names else "''"
    uid, known = connection.execute(f'SELECT uid, {name} FROM "{table}" WHERE rowid = ?', (row,)).fetchone()
    return Ref(table, uid, known)
