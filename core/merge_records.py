"""What the project keeps of merges: the packets with their claims, and conflicts until a named person decides."""

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.history import read_label
from core.locking import user_name
from core.merge_plan import Claim, Conflict
from core.merge_values import ABSENT, read, written
from core.records import insert, update
from core.schema import USER_TABLES
from core.text import Text

OPEN, OFFICE, SURVEY = "open", "office", "survey"


@dataclass(frozen=True, slots=True)
class Returned:
    """Where rows came back from: uid and title of the packet, hash and name of the file, the revision of the base."""

    package: str
    title: str
    hash: str
    file: str
    revision: int = 0
    seen: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # what else was noted of firms, by uid

    @property
    def packet(self) -> str:
        """What claims and conflicts name it by; the same packet filled in further is another one."""
        return f"{self.package[:8]}-{self.hash[:12]}"


def is_copy(packet: str) -> bool:
    """Whether a packet is another copy of the project, of which uid and hash are one."""
    package, _, hash = packet.partition("-")
    return bool(package) and hash.startswith(package)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conflict as the project keeps it: its id, the state and note, who changed the row in the office and when."""

    id: int
    conflict: Conflict
    state: str
    note: str
    title: str
    office_by: str = ""
    office_at: str = ""


def now_told() -> str:
    """The present moment with its zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def earlier_claims(db: sqlite3.Connection) -> list[Claim]:
    """What all packets merged before have claimed."""
    found: list[Claim] = []
    for packet, packed in db.execute("SELECT packet, claims FROM survey_return WHERE claims IS NOT NULL ORDER BY id"):
        for table, uid, name, *values in json.loads(zlib.decompress(packed)):
            found.append(Claim(packet, table, uid, name, *map(read, values)))
    return found


def merged_before(db: sqlite3.Connection, packet: str) -> str:
    """When this very file was merged; "" where it was not."""
    found = db.execute("SELECT at FROM survey_return WHERE packet = ?", (packet,)).fetchone()
    return str(found[0]) if found else ""


def keep_return(db: sqlite3.Connection, returned: Returned, claims: Sequence[Claim], counts: Mapping[str, int]) -> int:
    """Remember a packet with what it claims, inside an edit; returns the id of the package it belongs to."""
    package = _package(db, returned)
    if merged_before(db, returned.packet):  # it is kept with what it claimed then
        return package
    packed = [[one.table, one.uid, one.field, *map(written, (one.base, one.own, one.value))] for one in claims]
    content = zlib.compress(json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode(), 1)
    moment = now_told()
    told = {"packet": returned.packet, "file": returned.file, "at": moment, "person": user_name()}
    insert(
        db,
        "survey_return",
        [
            {
                "package_id": package,
                **told,
                "counts": json.dumps({**counts, "seen": dict(returned.seen)}, ensure_ascii=False),
                "claims": content,
            }
        ],
    )
    update(db, "survey_package", package, {"returned": moment})
    return package


def _package(db: sqlite3.Connection, returned: Returned) -> int:
    found = db.execute("SELECT id FROM survey_package WHERE uid = ?", (returned.package,)).fetchone()
    if found:
        return int(found[0])
    row = {"uid": returned.package, "title": returned.title, "base_revision": returned.revision}
    return insert(db, "survey_package", [row])[0]


def keep_conflicts(db: sqlite3.Connection, package: int, conflicts: Iterable[tuple[Conflict, str, str]]) -> int:
    """Keep conflicts with state and note, inside an edit; returns how many are new.

    One that is kept already stays as it was decided; of an open one only what the office has now is told anew.
    """
    known = {
        (packet, table, uid, name): (id, state)
        for id, packet, table, uid, name, state in db.execute(
            "SELECT id, packet, table_name, row_uid, column_name, state FROM survey_conflict"
        )
    }
    packages = dict(db.execute("SELECT packet, package_id FROM survey_return").fetchall())
    conflicts = list(conflicts)
    who = last_changes(db, "(SELECT max(seq) FROM edit)", {one.table for one, _, _ in conflicts})
    rows = []
    for one, state, note in conflicts:
        ours = None if one.office is ABSENT else written(one.office)
        key = (one.packet, *one.place)
        if key in known:
            id, before = known[key]
            if before == OPEN:
                update(db, "survey_conflict", id, {"ours": ours, "state": state})
            continue
        by, at = who.get((one.table, one.uid), ("", ""))
        rows.append(
            {
                "package_id": packages.get(one.packet, package), "table_name": one.table, "row_uid": one.uid,
                "column_name": one.field, "base": None if one.base is ABSENT else written(one.base), "ours": ours,
                "theirs": None if one.returned is ABSENT else written(one.returned), "state": state,
                "kind": one.kind, "packet": one.packet, "note": note, "office_by": by, "office_at": at,
                "decided_by": "" if state == OPEN else user_name(), "decided_at": "" if state == OPEN else now_told(),
            }
        )  # fmt: skip
    insert(db, "survey_conflict", rows)
    return len(rows)


def last_changes(
    db: sqlite3.Connection, before: str = "9e9", tables: Collection[str] = USER_TABLES
) -> dict[tuple[str, str], tuple[str, str]]:
    """Who changed a row of some tables last and when, by table and uid; `before` is SQL of an edit that does not count
    any more."""
    told: dict[tuple[str, str], tuple[str, str]] = {}
    query = "SELECT edit.person, edit.at FROM edit WHERE seq = ?"
    for table in sorted(tables):
        columns = {row[1] for row in db.execute(f'PRAGMA table_info("{table}")')}
        if "uid" not in columns:
            continue
        found = db.execute(
            f'SELECT uid, max(seq) FROM edit_row JOIN "{table}" AS now ON now.id = edit_row.id '
            f"WHERE tbl = ? AND seq < {before} GROUP BY uid",
            (table,),
        ).fetchall()
        edits = {seq: db.execute(query, (seq,)).fetchone() for seq in {seq for _, seq in found}}
        told |= {(table, uid): edits[seq] for uid, seq in found}
    return told


def kept_conflicts(db: sqlite3.Connection, state: str = OPEN) -> list[Kept]:
    """Conflicts in a state ("" = all), in the order in which they arose."""
    query = (
        "SELECT one.id, one.packet, one.table_name, one.row_uid, one.column_name, one.base, one.ours, one.theirs, "
        "one.kind, one.state, one.note, package.title, one.office_by, one.office_at FROM survey_conflict one "
        "JOIN survey_package package ON package.id = one.package_id WHERE ? IN ('', one.state) ORDER BY one.id"
    )
    return [_kept(row) for row in db.execute(query, (state,))]


def _kept(row: Sequence[Any]) -> Kept:
    id, packet, table, uid, name, base, ours, theirs, kind, state, note, title, by, at = row
    conflict = Conflict(packet, table, uid, name, read(base), read(ours), read(theirs), kind)
    return Kept(id, conflict, state, note, title, by, at)


def note_text(note: str) -> Text | str:
    """A note as people see it: what somebody wrote, or the reason why a row was not taken."""
    return read_label(note) if note.startswith('{"message_id"') else note


def settle_conflict(db: sqlite3.Connection, id: int, state: str, note: str = "") -> None:
    """Note what was decided of a conflict, by whom and when, inside an edit."""
    told = {"state": state, "decided_by": user_name(), "decided_at": now_told(), **({"note": note} if note else {})}
    update(db, "survey_conflict", id, told)


def tell_anew(db: sqlite3.Connection, id: int, office: Any = ABSENT, note: str = "") -> None:
    """Keep a question open with what the office has now, or with another note, inside an edit."""
    told = {**({} if office is ABSENT else {"ours": written(office)}), **({"note": note} if note else {})}
    update(db, "survey_conflict", id, told)
