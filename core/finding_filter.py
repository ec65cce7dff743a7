"""Which lines of the register of findings are asked for: by layer, state, weight, region, rule, person and deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.finding_register import RegisterRow
from core.snapshot import Snapshot, region_tree
from core.text import N_

SOON = 30  # days
OVER, NEAR, SET = "over", "soon", "set"
DEADLINES = {OVER: N_("overdue"), NEAR: N_("due within 30 days"), SET: N_("with a deadline")}


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Conditions that a line meets all of; '' and 0 ask for nothing. `region` is a uid, and those below it count."""

    layer: str = ""
    state: str = ""
    severity: int = 0
    region: str = ""
    rule: str = ""
    person: str = ""
    deadline: str = ""


EVERY_LINE = RegisterFilter()


def deadline_class(row: RegisterRow, today: date) -> str:
    """Whether the deadline of a line is over, soon, set, or '' for none."""
    if not row.standing.deadline:
        return ""
    if row.standing.is_late(today):
        return OVER
    return NEAR if row.standing.deadline <= (today + timedelta(days=SOON)).isoformat() else SET


def filtered(rows: Sequence[RegisterRow], wanted: RegisterFilter, snapshot: Snapshot, today: date) -> list[RegisterRow]:
    """The lines that meet a filter, in their order."""
    inside = _subjects_in(snapshot, wanted.region) if wanted.region else None
    return [row for row in rows if _meets(row, wanted, today) and (inside is None or row.subject_uid in inside)]


def _meets(row: RegisterRow, wanted: RegisterFilter, today: date) -> bool:
    finding, told = row.finding, row.standing
    people = {one.person for one in told.decisions}
    return (
        (not wanted.layer or (finding is not None and finding.layer == wanted.layer))
        and (not wanted.state or told.state == wanted.state)
        and (not wanted.severity or (finding is not None and finding.severity == wanted.severity))
        and (not wanted.rule or row.rule == wanted.rule)
        and (not wanted.person or wanted.person in people)
        and (not wanted.deadline or _is_due(deadline_class(row, today), wanted.deadline))
    )


def _is_due(found: str, wanted: str) -> bool:
    return bool(found) if wanted == SET else found == wanted


def _subjects_in(snapshot: Snapshot, region: str) -> set[str]:
    """The uids of a region, those below it, the firms they count as theirs and the links that touch one of them."""
    rows = np.flatnonzero(snapshot.region.uid == region)
    if not len(rows):
        return set()
    member = np.append(snapshot.members(int(rows[0])), False)
    flow = snapshot.flow
    links = flow.uid[member[flow.sender] | member[flow.receiver]]
    below = snapshot.region.uid[region_tree(snapshot.region, int(rows[0]))]
    return {str(uid) for uid in (*below, *snapshot.actor.uid[member[:-1]], *links)}


def by_deadline(rows: Sequence[RegisterRow]) -> list[RegisterRow]:
    """The earliest deadline first, lines without one behind in their order."""
    return sorted(rows, key=lambda row: row.standing.deadline or "9999")


def due(rows: Sequence[RegisterRow], today: date) -> tuple[int, int]:
    """How many deadlines are over, and how many come within 30 days."""
    classes = [deadline_class(row, today) for row in rows]
    return classes.count(OVER), classes.count(NEAR)
