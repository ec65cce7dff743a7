"""Two copies of one project merged: the base is the newest point that both histories have in common.

Where a history has no images past that point (another program wrote) the other's are used; where neither has, the
copies are merged without a base, so that every difference is a conflict and nothing is deleted.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from core import worker
from core.checkout import GENERATION
from core.errors import UserError
from core.merge_plan import Plan, plan_merge
from core.merge_records import Returned, earlier_claims
from core.merge_rows import LEFT_ALONE, Rows, read_rows, rows_at
from core.merge_twins import closed_firms, twins_of
from core.project import Project
from core.text import Text

Entries = Sequence[tuple[int, str, str, str]]  # number, when, who, label as kept


@dataclass(frozen=True, slots=True)
class Copy:
    """The other copy as it was read: its uid, name and hash, rows, the common point (-1 = none) and the rows there.

    `base` is None where the copy does not know them. `left_alone` counts rows that changed there in tables that are
    not merged.
    """

    uid: str
    name: str
    hash: str
    rows: Rows
    common: int
    base: Rows | None
    left_alone: dict[str, int]


@dataclass(frozen=True, slots=True)
class Meeting:
    """The plan of what came back; of copies whether they have no known base, and the edits here since that.

    `left_alone` counts rows that are not merged; `twins` says of new firms which one of the project each may be;
    `notes` tell what of a packet was not found where it was looked for.
    """

    plan: Plan
    returned: Returned
    two_way: bool
    here: int
    left_alone: dict[str, int]
    twins: dict[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


def edit_log(db: sqlite3.Connection) -> list[tuple[int, str, str, str]]:
    """Every edit by number, moment, person and label, by which two histories are compared."""
    return list(db.execute("SELECT seq, at, person, label FROM edit ORDER BY seq"))


def common_point(ours: Entries, theirs: Entries) -> int:
    """The number of the last edit that both histories have alike; 0 before the first.

    Where the beginning of one was taken out, both are compared from there on; -1 where they differ there already.
    """
    start = max((log[0][0] for log in (ours, theirs) if log), default=0)
    common = 0 if start <= 1 else -1
    for one, other in zip(*([entry for entry in log if entry[0] >= start] for log in (ours, theirs)), strict=False):
        if tuple(one) != tuple(other):
            break
        common = one[0]
    return common


def is_traced(db: sqlite3.Connection, seq: int) -> bool:
    """Whether every change after an edit has its images."""
    query = "SELECT 1 FROM edit WHERE seq > ? AND barrier = 1 AND label LIKE '%outside%' LIMIT 1"
    return seq >= 0 and db.execute(query, (seq,)).fetchone() is None


def plan_copies(project: Project, other: Path) -> Meeting:
    """Compare a project with another copy of it; UserError where it is another project or cannot be read."""
    with project.reading() as connection:
        log = edit_log(connection)
        uid = project.setting("uid")
    copy: Copy = worker.run("core.merge_foreign", "read_copy", (str(other), log), file=other)
    if copy.uid != uid:
        raise _another_project(other, project.name, copy.name)
    with project.reading() as connection:
        now = read_rows(connection)
        traced = is_traced(connection, copy.common)
        base = rows_at(connection, copy.common, now) if traced else copy.base
        claims = earlier_claims(connection)
    package = str(UUID(copy.hash[:32]))
    returned = Returned(package, other.name, copy.hash, other.name, copy.common)
    plan = plan_merge(base or {}, now.rows, copy.rows, returned.packet, claims, whole=None if base else ())
    twins = twins_of(plan, now.rows, closed_firms(project.snapshot()))
    here = sum(1 for entry in log if entry[0] > copy.common)
    return Meeting(plan, returned, base is None, here, copy.left_alone, twins)


def changed_left_alone(db: sqlite3.Connection, seq: int) -> dict[str, int]:
    """How many rows of tables that are not merged changed after an edit."""
    query = (
        "SELECT tbl, count(DISTINCT id) FROM edit_row WHERE seq > ? "
        "AND NOT (tbl = 'setting' AND id IN (SELECT id FROM setting WHERE name = ?)) GROUP BY tbl ORDER BY tbl"
    )
    found = db.execute(query, (seq, GENERATION))  # a counter of ours, which nobody merges
    return {table: count for table, count in found if table in LEFT_ALONE}


def copy_label(meeting: Meeting) -> Text:
    """What the edit is called."""
    return Text("Merge the copy {file}", {"file": meeting.returned.file})


def _another_project(other: Path, ours: str, theirs: Any) -> UserError:
    told = {"file": other.name, "ours": ours, "theirs": theirs}
    return UserError(
        Text("{file} is no copy of {ours}, but the project {theirs}.", told),
        Text("Only copies of one project are merged; import the tables of another one."),
        file=str(other),
    )
