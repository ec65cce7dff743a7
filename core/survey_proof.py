"""How a receiver was proved, step by step: registered < papers seen < visited < books match, each with day and person.

A step is noted under its capacity and never changed; the newest one is what the capacity counts as. A photo is kept as
a file attached to the capacity. A step back, such as a yard that is gone, is a step too and says why.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from core.attachments import kept_file
from core.decisions import checked_day
from core.errors import UserError
from core.kinds import PROOFS
from core.named_rows import find_row
from core.project import Project
from core.records import insert, update
from core.row_names import row_name
from core.snapshot import Snapshot
from core.text import Text

STEPS = tuple(PROOFS)  # the least sure first
ON_SITE = ("visited", "books")  # what somebody has seen who can be asked


@dataclass(frozen=True, slots=True)
class ProofStep:
    """A step of a capacity's proof: state, day, who saw it, photo ('' for none), note."""

    state: str
    date: str
    person: str
    photo: str
    note: str


def proof_steps(connection: sqlite3.Connection, capacity_uid: str) -> tuple[ProofStep, ...]:
    """The steps of a capacity in the order in which they were noted."""
    query = "SELECT state, date, person, photo, note FROM capacity_proof WHERE capacity_uid = ? ORDER BY id"
    return tuple(ProofStep(*map(str, row)) for row in connection.execute(query, (capacity_uid,)))


def find_capacity(snapshot: Snapshot, firm: str, matter: str) -> int:
    """The row of the one capacity of a firm for a commodity, by name or code; UserError for none or several."""
    capacity = snapshot.capacity
    own = capacity.actor == find_row(snapshot, "actor", firm)
    found = np.flatnonzero(own & (capacity.commodity == find_row(snapshot, "commodity", matter)))
    if len(found) == 1:
        return int(found[0])
    told = {"firm": firm, "matter": matter, "n": len(found)}
    takes = [str(name) for name in snapshot.commodity.name[capacity.commodity[own]]]
    raise UserError(
        Text("{firm} has {n} capacity for {matter}.", told, plural="{firm} has {n} capacities for {matter}."),
        Text("It takes {matters}.", {"matters": takes}) if takes else Text("Enter what it can take first."),
    )


def note_step(
    project: Project,
    row: int,
    state: str,
    *,
    person: str = "",
    day: str = "",
    photo: Path | None = None,
    note: str = "",
) -> None:
    """Note a step of the proof of a capacity (row of the snapshot) as one edit, and let the capacity count as that.

    UserError for an unknown state, a day to come, a photo that cannot be read, a step on the spot without a person, and
    a step back without a reason.
    """
    snapshot = project.snapshot()
    capacity = snapshot.capacity
    day = _checked(state, str(capacity.proof[row]), person.strip(), day, note.strip())
    kept = kept_file(project, photo) if photo is not None else {"path": "", "file_hash": ""}
    uid, id = str(capacity.uid[row]), int(capacity.id[row])
    label = Text("{name}: {state}", {"name": row_name(snapshot, "capacity", row), "state": Text(PROOFS[state])})
    with project.edit(label) as db:
        insert_step(db, uid, id, state, person=person, day=day, note=note, photo=(kept["path"], kept["file_hash"]))
        if photo is not None:
            insert(db, "attachment", [{"table_name": "capacity", "row_uid": uid, **kept, "title": day}])


def insert_step(
    db: sqlite3.Connection,
    uid: str,
    id: int,
    state: str,
    *,
    person: str = "",
    day: str = "",
    note: str = "",
    photo: tuple[str, str] = ("", ""),
) -> None:
    """Note a step of a capacity inside an edit, and let it count as that; `photo` is path and hash.

    UserError as `note_step` says.
    """
    (before,) = db.execute("SELECT proof FROM capacity WHERE id = ?", (id,)).fetchone()
    step: dict[str, Any] = {
        "capacity_uid": uid, "state": state, "date": _checked(state, str(before), person.strip(), day, note.strip()),
        "person": person.strip(), "photo": photo[0], "photo_hash": photo[1], "note": note.strip(),
    }  # fmt: skip
    insert(db, "capacity_proof", [step])
    update(db, "capacity", id, {"proof": state})


def is_step_back(state: str, before: str) -> bool:
    """Whether a state is less sure than the one before."""
    return STEPS.index(state) < STEPS.index(before)


def _checked(state: str, before: str, person: str, day: str, note: str) -> str:
    """The day of a step, today where none is told; UserError for what cannot be one."""
    if state not in PROOFS:
        known = Text("The steps are {states}.", {"states": list(PROOFS)})
        raise UserError(Text("{state} is no step of a proof.", {"state": state}), known, value=state)
    told = checked_day(day) or date.today().isoformat()
    if told > date.today().isoformat():
        raise UserError(Text("{date} is still to come; what was seen has a day that is past.", {"date": told}))
    if state in ON_SITE and not person:
        raise UserError(
            Text("Who was on the spot is not said."), Text("Name the person, who can be asked about it later.")
        )
    if is_step_back(state, before) and not note:
        told_by = {"before": Text(PROOFS[before]), "state": Text(PROOFS[state])}
        raise UserError(
            Text("From {before} back to {state} is a step back, and why is not said.", told_by),
            Text("Write the reason as a note."),
        )
    return told
