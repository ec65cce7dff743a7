"""Findings that people enter, of an inspection, a complaint or their own (督察、信访、检查反馈)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.decisions import checked_day
from core.errors import UserError
from core.evidence import ref, sources
from core.finding_headings import heading
from core.findings import Finding, Inquiry, Ref, check
from core.kinds import FINDING_KINDS
from core.model import EnteredFindings
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import N_, Text

ENTERED = "entered.finding"
UNASKED = Text("Check it with the firm and note what comes of it.")  # the office's own step where nothing is demanded
SUBJECTS = ("actor", "region", "flow")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered: kind, number of the document, subject, year, weight 1-3, what was seen, demand and deadline."""

    kind: str
    number: str
    subject: Ref
    year: int | None
    severity: int
    text: str
    demand: str = ""
    deadline: str = ""
    matter: str = ""


def enter_finding(project: Project, entry: Entry) -> int:
    """Keep a finding as one edit; its id. UserError for a kind, weight or day there is not, or without words."""
    row = checked_entry(entry)
    label = Text("Enter a finding about {subject}", {"subject": entry.subject.name})
    with project.edit(label) as db:
        (id,) = insert(db, "entered_finding", [row])
    return id


def checked_entry(entry: Entry) -> dict[str, object]:
    """The SQL columns of an entry; UserError for a kind, weight or day there is not, or without words."""
    if entry.kind not in FINDING_KINDS or entry.severity not in (1, 2, 3) or entry.subject.table not in SUBJECTS:
        raise UserError(
            Text("A finding is an inspection, complaint or own one about a firm, link or region, of weight 1 to 3.")
        )
    if not entry.text.strip():
        raise UserError(Text("A finding says what was seen."), Text("Write it in a sentence."))
    return {
        "kind": entry.kind, "number": entry.number.strip(), "subject_table": entry.subject.table,
        "subject_uid": entry.subject.uid, "subject_name": entry.subject.name,
        "matter": entry.matter.strip(), "year": entry.year,
        "severity": entry.severity, "text": entry.text.strip(), "demand": entry.demand.strip(),
        "deadline": checked_day(entry.deadline),
    }  # fmt: skip


@check(ENTERED, N_("Entered by hand"))
def find_entered(inquiry: Inquiry) -> Iterator[Finding]:
    """Findings that people entered for the year, or for none; they stay until they are closed by a decision."""
    for row, year in enumerate(inquiry.whole.entered_finding.year.tolist()):
        if np.isnan(year) or year == inquiry.year:
            yield entered_as(inquiry.whole, row)


def entered_as(snapshot: Snapshot, row: int) -> Finding:
    """The finding that a row of `entered_finding` stands for."""
    table = snapshot.entered_finding
    kind, number = Text(FINDING_KINDS[str(table.kind[row])]), str(table.number[row])
    values = {"kind": kind, "number": number, "text": str(table.text[row])}
    told = Text("{kind} {number}: {text}", values) if number else Text("{kind}: {text}", values)
    amount, year = float(table.amount[row]), float(table.year[row])
    return Finding(
        ENTERED, "entered", int(table.severity[row]), _subject(snapshot, table, row), told, _step(table, row),
        amount=None if np.isnan(amount) else amount, unit=str(table.unit[row]),
        matter=str(table.matter[row]) or heading(f"{table.number[row]} {table.text[row]}"),
        year=None if np.isnan(year) else int(year),
        evidence=(Ref("entered_finding", str(table.uid[row])),),
        source=sources(snapshot, "entered_finding", [row]), identity=str(table.uid[row]),
    )  # fmt: skip


def _step(table: EnteredFindings, row: int) -> Text:
    demand, deadline = str(table.demand[row]), str(table.deadline[row])
    if not demand:
        return UNASKED
    if not deadline:
        return Text("Demand: {demand}", {"demand": demand})
    return Text("Demand: {demand} (until {date})", {"demand": demand, "date": deadline})


def _subject(snapshot: Snapshot, table: EnteredFindings, row: int) -> Ref:
    """The row that a finding is about; one that is gone is known by its name of then."""
    name, uid = str(table.subject_table[row]), str(table.subject_uid[row])
    rows = np.flatnonzero(getattr(snapshot, name).uid == uid).tolist() if name in SUBJECTS else []
    return ref(snapshot, name, rows[0]) if rows else Ref(name, uid, str(table.subject_name[row]))
