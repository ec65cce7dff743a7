"""A merge carried out as one edit, with what a person decided already; and decisions on conflicts that stayed open."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.fields import FieldFault
from core.history import kept_label
from core.merge_plan import Conflict, Place, Plan
from core.merge_records import (
    OFFICE,
    OPEN,
    SURVEY,
    Kept,
    Returned,
    keep_conflicts,
    keep_return,
    kept_conflicts,
    merged_before,
    settle_conflict,
    tell_anew,
)
from core.merge_rows import read_rows
from core.merge_steps import note_of_spot, spots_of_notes
from core.merge_values import ABSENT, Tables, as_text, same
from core.merge_writer import Writer
from core.project import Project
from core.review import Reviewer
from core.snapshot import Snapshot
from core.text import Text

NEWER = Text("the office changed it since the question was asked; look at it again")
Keeps = Mapping[tuple[str, Place], str]  # by packet and place: office, survey or open


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge came to: counts of what was taken and left, rows not taken (table, uid, reason), conflicts open.

    `before` tells when this very file was merged; nothing was done then but that `decided` open questions of it were.
    """

    counts: Mapping[str, int]
    faults: tuple[tuple[str, str, FieldFault], ...] = ()
    open: int = 0
    before: str = ""
    decided: int = 0


def apply_plan(
    project: Project,
    plan: Plan,
    returned: Returned,
    label: Text,
    keeps: Keeps | None = None,
    notes: Keeps | None = None,
) -> Merged:
    """Carry out a plan as one edit; what is in conflict stays open, but for what `keeps` says;
    `notes` are kept with the questions.

    A packet that was merged before, and of which nothing is decided now, leaves no entry.
    """
    snapshot = project.snapshot()
    with project.reading() as connection:
        if (known := known_before(connection, plan, returned, keeps)) is not None:
            return known
    with project.edit(label, returned.file) as db:
        return carried_out(db, project.srs, snapshot, plan, returned, keeps or {}, notes or {})


def known_before(connection: sqlite3.Connection, plan: Plan, returned: Returned, keeps: Keeps | None) -> Merged | None:
    """What a packet comes to that was merged before, where nothing of it is decided now; None for any other."""
    if (before := merged_before(connection, returned.packet)) and not keeps:
        return Merged(dict.fromkeys(plan.counts, 0), (), len(kept_conflicts(connection)), before)
    return None


def carried_out(
    db: sqlite3.Connection,
    srs: int,
    snapshot: Snapshot,
    plan: Plan,
    returned: Returned,
    keeps: Keeps,
    notes: Keeps,
) -> Merged:
    """Write a plan after a person's choices inside a transaction."""
    chosen = _as_kept(plan, keeps)
    told_spots = spots_of_notes((one, notes.get((one.packet, one.place), "")) for one in plan.conflicts)
    spots = {**plan.spots, **{uid: spot for uid, spot in told_spots.items() if spot.day}}
    writer = Writer(db, srs, Reviewer(snapshot), spots)
    gone = writer.told_of(chosen)
    writer.write(chosen)
    states = [
        (one, OPEN if one.place[:2] in writer.goes_with else keeps.get((one.packet, one.place), OPEN),
         notes.get((one.packet, one.place)) or gone.get(one.place[:2], "") or _reason(plan, one)
         or note_of_spot(one, spots))
        for one in chosen.conflicts
    ]  # fmt: skip
    held = list(writer.held(chosen, returned.packet))
    counts = _counts_taken(chosen, writer)
    counts |= _counts_open([one for one, state, _ in (*states, *held) if state == OPEN])
    untaken = {(table, uid) for table, uid, _ in writer.faults if uid in plan.adds.get(table, {})}
    claims = [claim for claim in plan.claims if (claim.table, claim.uid) not in untaken]
    package = keep_return(db, returned, claims, counts)
    keep_conflicts(db, package, [*states, *held])
    return Merged(counts, tuple(writer.faults), len(kept_conflicts(db)))


def _reason(plan: Plan, one: Conflict) -> str:
    """Why something is in doubt, as the note of its question."""
    told = plan.reasons.get(one.place)
    return kept_label(told) if told is not None else ""


def counts_of(plan: Plan, keeps: Keeps) -> dict[str, int]:
    """What a plan comes to after a person's choices, before any row is held against the rules of the project."""
    chosen = _as_kept(plan, keeps)
    left = [one for one in chosen.conflicts if keeps.get((one.packet, one.place), OPEN) == OPEN]
    return {**chosen.counts, **_counts_open(left)}


def _counts_open(left: Sequence[Conflict]) -> dict[str, int]:
    """How many conflicts stay open, and how many of them are deletions."""
    return {"conflicts": len(left), "deletes": sum(one.kind == "delete" for one in left)}


def _counts_taken(chosen: Plan, writer: Writer) -> dict[str, int]:
    """The counts of a plan without the rows and fields that could not be taken."""
    refused = {(table, uid) for table, uid, _ in writer.faults}
    counts = chosen.counts
    counts["adds"] -= sum(uid in chosen.adds.get(table, {}) for table, uid in refused)
    counts["updates"] -= sum(len(chosen.updates.get(table, {}).get(uid, {})) for table, uid in refused)
    return counts


def decide(
    project: Project,
    decisions: Mapping[int, str],
    label: Text,
    notes: Mapping[int, str] | None = None,
    shown: Mapping[int, Any] | None = None,
) -> Merged:
    """Decide open conflicts by id, for the office's value or the survey's, in one edit; what is refused stays open.

    `shown` are the office's values that the person has seen, by id, where they are others than the questions kept.
    """
    notes, shown = notes or {}, shown or {}
    with project.reading() as connection:
        found = [_shown(one, shown) for one in kept_conflicts(connection) if one.id in decisions]
        newer = _newer(found, decisions, read_rows(connection).rows)
    chosen = [one for one in found if one.id not in newer]
    decisions = {one.id: decisions[one.id] for one in chosen}
    plan = Plan(conflicts=[one.conflict for one in chosen])
    keeps = {(one.conflict.packet, one.conflict.place): decisions[one.id] for one in chosen}
    snapshot = project.snapshot()
    with project.edit(label) as db:
        told_spots = spots_of_notes((one.conflict, notes.get(one.id) or one.note) for one in chosen)
        writer = Writer(db, project.srs, Reviewer(snapshot), told_spots)
        writer.write(_as_kept(plan, keeps), {one.conflict.place[:2]: one.note for one in chosen})
        refused = {(table, uid) for table, uid, _ in writer.faults}
        for one in _settled(chosen, kept_conflicts(db), decisions):
            if (one.conflict.table, one.conflict.uid) not in refused:
                settle_conflict(db, one.id, decisions.get(one.id, OFFICE), notes.get(one.id, ""))
        for one in found:
            if one.id in newer:
                tell_anew(db, one.id, office=newer[one.id])
            elif line := writer.goes_with.get(one.conflict.place[:2]):
                tell_anew(db, one.id, note=line)
        still = len(kept_conflicts(db))
    told = [(*one.conflict.place[:2], FieldFault(one.conflict.field, NEWER)) for one in found if one.id in newer]
    return Merged(plan.counts, (*told, *writer.faults), still)


def open_questions(project: Project) -> list[Kept]:
    """The conflicts that the project keeps open, with what the office has now."""
    with project.reading() as connection:
        found = kept_conflicts(connection)
        rows = read_rows(connection).rows if found else {}
    return [_shown(one, {one.id: _present(one.conflict, rows)}) for one in found]


def _present(asked: Conflict, rows: Tables) -> Any:
    """What the office has now of what a question is about; nothing where the row is gone or never was."""
    row = rows.get(asked.table, {}).get(asked.uid)
    if row is None or asked.office is ABSENT:
        return asked.office
    return row.get(asked.field) if asked.field else row


def _shown(one: Kept, shown: Mapping[int, Any]) -> Kept:
    return replace(one, conflict=replace(one.conflict, office=shown.get(one.id, one.conflict.office)))


def _newer(found: Iterable[Kept], decisions: Mapping[int, str], rows: Tables) -> dict[int, Any]:
    """What the office has now, by id of the questions to be decided against another value of it than they told."""
    newer = {}
    for one in found:
        asked = one.conflict
        present = _present(asked, rows)
        if decisions[one.id] == SURVEY and present is not asked.office and not _alike(present, asked.office):
            newer[one.id] = present
    return newer


def _alike(present: Any, told: Any) -> bool:
    if isinstance(present, Mapping) and isinstance(told, Mapping):
        return all(same(present.get(name), value) for name, value in told.items())
    return same(present, told)


def _settled(chosen: Iterable[Kept], all_open: Iterable[Kept], decisions: Mapping[int, str]) -> list[Kept]:
    """The conflicts decided, and those of other packets about a field that one of these decisions has settled."""
    settled = {one.conflict.place for one in chosen if decisions[one.id] == SURVEY and one.conflict.field}
    return [one for one in all_open if one.id in decisions or one.conflict.place in settled]


def _as_kept(plan: Plan, keeps: Keeps) -> Plan:
    """The plan after a person's choices: what is kept from the survey is carried out, updates refused are none."""
    if not keeps:
        return plan
    updates = {table: {uid: dict(row) for uid, row in rows.items()} for table, rows in plan.updates.items()}
    adds = {table: dict(rows) for table, rows in plan.adds.items()}
    chosen = replace(plan, updates=updates, adds=adds, conflicts=list(plan.conflicts), deletes=[], notes=[])
    asked = {one.place for one in plan.conflicts}
    for claim in plan.claims:
        row = updates.get(claim.table, {}).get(claim.uid, {})
        if keeps.get((claim.packet, claim.place)) in (OFFICE, OPEN) and claim.field in row and claim.place not in asked:
            del row[claim.field]
            chosen.conflicts.append(Conflict(claim.packet, *claim.place, claim.base, claim.own, claim.value))
    for table, uid in [(table, uid) for table, rows in adds.items() for uid in rows]:
        if keeps.get((plan.packet, (table, uid, ""))) in (OFFICE, OPEN):
            chosen.conflicts.append(Conflict(plan.packet, table, uid, "", ABSENT, ABSENT, adds[table].pop(uid), "held"))
    for one in plan.conflicts:
        if keeps.get((one.packet, one.place)) == SURVEY:
            _carry_out(chosen, one)
    return chosen


def _carry_out(chosen: Plan, one: Conflict) -> None:
    """Let the survey have its way in one conflict."""
    if one.kind == "delete":
        chosen.deletes.append((one.table, one.uid))
    elif one.kind == "column":
        chosen.notes.append((one.table, one.uid, f"{one.field}: {as_text(one.returned)}"))
    elif one.field and one.uid in chosen.adds.get(one.table, {}) and one.kind != "proof":
        chosen.adds[one.table][one.uid][one.field] = one.returned
    elif one.field:
        chosen.updates.setdefault(one.table, {}).setdefault(one.uid, {})[one.field] = one.returned
    else:
        chosen.adds.setdefault(one.table, {})[one.uid] = dict(one.returned)
