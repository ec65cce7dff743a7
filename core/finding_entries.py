"""Entered findings known again, changed and deleted; what was decided of one and its links follow it."""

import sqlite3

from core.check_entered import ENTERED, Entry, checked_entry, entered_as
from core.decisions import short_key
from core.errors import UserError
from core.evidence import ref
from core.findings import Finding, Ref
from core.names import name_key
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


def entered_already(project: Project, entry: Entry, row: int | None = None) -> Text | None:
    """Where another row than `row` says the same: since which day it stands and as which finding; None for nowhere.

    The same is kind, number of the document, subject and words; without a number also the year.
    """
    snapshot = project.snapshot()
    for other in range(len(snapshot.entered_finding)):
        if other != row and _identity(entry_of(snapshot, other)) == _identity(entry):
            finding = entered_as(snapshot, other)
            told = {"key": short_key(finding), "finding": finding.sentence}
            if day := _day_of(project, int(snapshot.entered_finding.id[other])):
                return Text("The same was entered already, on {day} as {key}: {finding}", {**told, "day": day})
            return Text("The same was entered already, as {key}: {finding}", told)
    return None


def _identity(entry: Entry) -> tuple[object, ...]:
    number, words = name_key(entry.number), name_key(entry.text).casefold()
    return entry.kind, number, entry.subject.uid, words, None if number else entry.year


def _day_of(project: Project, id: int) -> str:
    """The day on which a row came into the project, "" where the history does not reach so far back."""
    query = (
        "SELECT e.at FROM edit_row r JOIN edit e ON e.seq = r.seq "
        "WHERE r.tbl = 'entered_finding' AND r.id = ? AND r.image IS NULL ORDER BY r.seq LIMIT 1"
    )
    with project.reading() as connection:
        found = connection.execute(query, (id,)).fetchone()
    return str(found[0])[: len("2026-03-31")] if found else ""


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
