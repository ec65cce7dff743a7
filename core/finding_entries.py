"""Entered findings changed and deleted; what was decided of one and what it is linked with follow it."""

import sqlite3

from core.check_entered import ENTERED, Entry, checked_entry
from core.errors import UserError
from core.evidence import ref
from core.findings import Finding, Ref
from core.project import Project
from core.records import update
from core.snapshot import Snapshot
from core.text import Text


def entry_row(snapshot: Snapshot, finding: Finding) -> int | None:
    """The row of `entered_finding` that a finding comes from, None for one that nobody entered or that is gone."""
    if finding.rule != ENTERED:
        return None
    rows = (snapshot.entered_finding.uid == finding.identity).nonzero()[0]
    return int(rows[0]) if len(rows) else None


def entry_of(snapshot: Snapshot, row: int) -> Entry:
    """What was entered in a row, as it can be entered again."""
    table = snapshot.entered_finding
    name, uid = str(table.subject_table[row]), str(table.subject_uid[row])
    found = (getattr(snapshot, name).uid == uid).nonzero()[0].tolist()
    subject = ref(snapshot, name, found[0]) if found else Ref(name, uid, str(table.subject_name[row]))
    year = table.year[row]
    return Entry(
        str(table.kind[row]), str(table.number[row]), subject, None if year != year else int(year),
        int(table.severity[row]), str(table.text[row]), str(table.demand[row]), str(table.deadline[row]),
        str(table.matter[row]),
    )  # fmt: skip


def change_entry(project: Project, row: int, entry: Entry) -> None:
    """Word an entered finding anew as one edit; what was decided of it stays with it."""
    values = checked_entry(entry)
    table = project.snapshot().entered_finding
    uid = str(table.uid[row])
    label = Text("Change the finding about {subject}", {"subject": entry.subject.name})
    with project.edit(label) as db:
        update(db, "entered_finding", int(table.id[row]), values)
        db.execute(
            "UPDATE decision SET subject_uid = ?, subject_name = ?, year = ? WHERE rule = ? AND matter = ?",
            (entry.subject.uid, entry.subject.name, entry.year, ENTERED, uid),
        )


def delete_entry(project: Project, row: int) -> None:
    """Delete an entered finding as one edit, with its decisions, its links and what is attached to them."""
    table = project.snapshot().entered_finding
    label = Text("Delete the finding about {subject}", {"subject": str(table.subject_name[row])})
    with project.edit(label) as db:
        _delete(db, str(table.uid[row]))


def _delete(db: sqlite3.Connection, uid: str) -> None:
    said = "SELECT uid FROM decision WHERE rule = ? AND matter = ?"
    db.execute(f"DELETE FROM attachment WHERE table_name = 'decision' AND row_uid IN ({said})", (ENTERED, uid))
    db.execute("DELETE FROM attachment WHERE table_name = 'entered_finding' AND row_uid = ?", (uid,))
    db.execute("DELETE FROM decision WHERE rule = ? AND matter = ?", (ENTERED, uid))
    db.execute("DELETE FROM finding_link WHERE entered_uid = ?", (uid,))
    db.execute("DELETE FROM entered_finding WHERE uid = ?", (uid,))


def require_entered(snapshot: Snapshot, finding: Finding) -> int:
    """The row of an entered finding; UserError for one that was computed."""
    row = entry_row(snapshot, finding)
    if row is None:
        raise UserError(
            Text("The program found this itself; it cannot be changed or deleted."),
            Text("Note what was said of it, or correct the figure that it rests on."),
        )
    return row
