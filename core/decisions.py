"""What people said of a finding (核实、告知、异议、整改、销号), kept under its key, so that it survives recomputation.

Decisions are only added. What was settled is open again once the amount is another, or the day until which it was put
off is over.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from core.attachments import kept_file
from core.errors import UserError
from core.findings import Finding
from core.model import Decisions
from core.project import Project
from core.records import insert, new_uids
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text

TO_CHECK = "to_check"
STATES = {
    TO_CHECK: N_("to be checked"),
    "told": N_("firm told"),
    "disputed": N_("disputed by the firm"),
    "corrected": N_("corrected"),
    "kept": N_("upheld"),
    "remedied": N_("being remedied"),
    "closed": N_("closed"),
    "put_off": N_("put off"),
}
SETTLED = ("corrected", "kept", "closed", "put_off")
SAME = 0.01  # a smaller change of the amount is within the accuracy of ledgers
Key = tuple[str, str, str, int | None]  # of a finding: rule, uid of the subject, matter, year


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was said of a finding: a state, until when, about which amount, who, when, and why."""

    uid: str
    subject: str
    state: str
    until: str
    amount: float | None
    unit: str
    person: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of findings by their keys, in the order in which it was said; deadlines of entered findings by
    the uid of their row."""

    decisions: Mapping[Key, Sequence[Decision]]
    deadlines: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a finding stands: its state, since when, its deadline, why it is open again ('' it is not), and all that
    was said of it, the newest last."""

    state: str
    since: str
    deadline: str
    reopened: Text
    decisions: tuple[Decision, ...]

    def is_late(self, today: date) -> bool:
        """Whether its deadline is over and it is not settled."""
        return bool(self.deadline) and self.state not in SETTLED and self.deadline < today.isoformat()


def decisions_of(snapshot: Snapshot) -> Told:
    """All that a snapshot holds of what was said of findings."""
    table, found = snapshot.decision, defaultdict(list)
    for row in range(len(table)):
        year = None if np.isnan(table.year[row]) else int(table.year[row])
        key = (str(table.rule[row]), str(table.subject_uid[row]), str(table.matter[row]), year)
        found[key].append(_decision(table, row))
    entered = snapshot.entered_finding
    return Told(dict(found), dict(zip(map(str, entered.uid), map(str, entered.deadline), strict=True)))


def _decision(table: Decisions, row: int) -> Decision:
    def word(name: str) -> str:
        return str(getattr(table, name)[row])

    amount = None if np.isnan(table.amount[row]) else float(table.amount[row])
    return Decision(
        word("uid"), word("subject_name"), word("state"), word("until"), amount, word("unit"), word("person"),
        word("date"), word("text"),
    )  # fmt: skip


NOBODY = Told({}, {})


def standing_of(finding: Finding, told: Told, today: date | None = None) -> Standing:
    """Where a finding stands; one of which nobody said anything is to be checked.

    An entered finding has its own deadline until a decision names another.
    """
    decisions = tuple(told.decisions.get(finding.key, ()))
    own = next((told.deadlines.get(ref.uid, "") for ref in finding.evidence if ref.table == "entered_finding"), "")
    if not decisions:
        return Standing(TO_CHECK, "", own, Text(""), ())
    last = decisions[-1]
    reopened = _reopened(finding, last, today or date.today()) if last.state in SETTLED else Text("")
    state = TO_CHECK if reopened.message_id else last.state
    over = state in SETTLED and state != "put_off"
    deadline = "" if over else (last.until if state == last.state else "") or own
    return Standing(state, last.date, deadline, reopened, decisions)


def _reopened(finding: Finding, last: Decision, today: date) -> Text:
    """Why what was settled is open again."""
    if last.state == "put_off" and last.until and last.until < today.isoformat():
        return Text("It was put off until {date}.", {"date": last.until})
    before, now = last.amount, finding.amount
    if last.state == "corrected" or (_alike(before, now) and last.unit == finding.unit):  # a correction changes it
        return Text("")
    values = {"before": Quantity(before, last.unit), "now": Quantity(now, finding.unit)}
    return Text("The amount was {before} when it was settled and is {now} now.", values)


def _alike(before: float | None, now: float | None) -> bool:
    if before is None or now is None:
        return before is now
    return abs(now - before) <= SAME * max(abs(before), abs(now))


def short_key(finding: Finding) -> str:
    """Six letters by which a finding is named on a command line, the same whatever else is found."""
    return hashlib.sha256(repr(finding.key).encode()).hexdigest()[:6]


def vanished(findings: Iterable[Finding], told: Told, years: Iterable[int | None]) -> list[Key]:
    """The keys of decided findings of these years that are not found any more, in the order of the decisions."""
    found, asked = {finding.key for finding in findings}, set(years)
    return [key for key in told.decisions if key not in found and key[3] in asked]


def decide(
    project: Project,
    finding: Finding,
    state: str,
    text: str,
    *,
    until: str = "",
    person: str = "",
    day: str = "",
    files: Sequence[Path] = (),
) -> int:
    """Note as one edit what was said of a finding, with its present amount and files; the id of the decision.

    UserError for an unknown state, a day that there is not, for putting off without a day and a reason, and for a file
    that cannot be read.
    """
    row = decision_row(finding, state, text, until=until, person=person, day=day)
    kept = [{"table_name": "decision", "row_uid": row["uid"], **kept_file(project, path)} for path in files]
    label = Text("Finding of {subject}: {state}", {"subject": finding.subject.name, "state": Text(STATES[state])})
    with project.edit(label) as db:
        (id,) = insert(db, "decision", [row])
        insert(db, "attachment", kept)
    return id


def decision_row(
    finding: Finding, state: str, text: str, *, until: str = "", person: str = "", day: str = ""
) -> dict[str, Any]:
    """What was said of a finding as a row of `decision`, with a uid; UserError as `decide` says."""
    if state not in STATES:
        known = Text("The states are {states}.", {"states": list(STATES)})
        raise UserError(Text("{state} is no state of a finding.", {"state": state}), known, value=state)
    today = date.today().isoformat()
    until, day = checked_day(until), checked_day(day) or today
    if state == "put_off" and not (until > today and text.strip()):
        raise UserError(
            Text("A finding is put off until a day to come and for a reason."), Text("Give both: the day and why.")
        )
    if day > today:
        raise UserError(Text("{date} is still to come; what was said has a day that is past.", {"date": day}))
    rule, subject, matter, year = finding.key
    return {
        "uid": new_uids(1)[0], "rule": rule, "subject_uid": subject, "subject_name": finding.subject.name,
        "matter": matter, "year": year, "state": state, "until": until,
        "amount": finding.amount, "unit": finding.unit, "person": person.strip(), "date": day, "text": text.strip(),
    }  # fmt: skip


def checked_day(text: str) -> str:
    """A day as 2026-03-31, '' for none; UserError for what is no day."""
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        raise UserError(
            Text("{text} is no day.", {"text": text}), Text("Write it as in 2026-03-31."), value=text
        ) from None
