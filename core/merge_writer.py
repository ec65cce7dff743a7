"""Rows of a merge written inside one edit, through the rules of every edit, parents before what refers to them.

A row with a value that cannot be taken is not taken; it stays as an open conflict with the reason. Rows of tables that
people do not edit cell by cell are written as they are, and what the file's own rules refuse is kept in the same way.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from core.deleting import Doomed, counted, delete, doomed
from core.edits import insert_values, write_values
from core.fields import FIELDS, FieldFault
from core.history import kept_label
from core.merge_plan import Conflict, Plan, Spot
from core.merge_records import OPEN
from core.merge_rows import KEYS, MERGED, shape_of
from core.merge_steps import write_steps
from core.merge_values import ABSENT, unfold
from core.records import update, update_many
from core.review import Reviewer
from core.steps import pause
from core.survey_proof import STEPS
from core.text import Text

GONE = Text("the row that it refers to is not there")
REFUSED = Text("the project holds such a row already, or the row breaks one of its rules")
UNREADABLE = Text("neither a text nor a number")
MORE_GOES = Text("other rows go with it; look at the question again, which tells them now")
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]
NO_NOTE = Text("this table has no notes that could hold it")


class Writer:
    """Writes new rows and fields inside one edit, parents first; proofs of capacities in `spots` as steps."""

    def __init__(
        self, db: sqlite3.Connection, srs: int, reviewer: Reviewer, spots: Mapping[str, Spot] | None = None
    ) -> None:
        self.db, self.srs, self.reviewer, self.spots = db, srs, reviewer, spots or {}
        self.faults: list[tuple[str, str, FieldFault]] = []
        self.ids: dict[str, dict[str, int]] = {}
        self.goes_with: dict[tuple[str, str], str] = {}

    def write(self, plan: Plan, told: Mapping[tuple[str, str], str] | None = None) -> None:
        """Write everything that can be written.

        `told` says of rows to be deleted what their question told of others that go with them (`told_with`).
        """
        adds, changed, states = self._without_proofs(plan)
        for table in MERGED:
            if rows := adds.get(table):
                self._add(table, rows)
        for table in MERGED:
            if rows := changed.get(table):
                self._change(table, rows)
        self._prove(states)
        for table, uid, line in plan.notes:
            self._note(table, uid, line)
        for table, uid in plan.deletes:
            self._delete(table, uid, (told or {}).get((table, uid), ""))

    def _without_proofs(self, plan: Plan) -> tuple[Rows, Rows, dict[str, str]]:
        """New rows and changes without the proofs that are steps, and those by capacity."""
        parts: list[dict[str, Mapping[str, Mapping[str, Any]]]] = [dict(plan.adds), dict(plan.updates)]
        states: dict[str, str] = {}
        for part, known in zip(parts, (STEPS[1:], STEPS), strict=True):  # a new one is registered without a step
            rows = part.get("capacity", {})
            told = {uid: row["proof"] for uid, row in rows.items() if uid in self.spots and row.get("proof") in known}
            states |= told
            left = {uid: {name: row[name] for name in row.keys() - {"proof"}} if uid in told else row
                    for uid, row in rows.items()}  # fmt: skip
            part["capacity"] = {uid: row for uid, row in left.items() if row}
        return parts[0], parts[1], states

    def _prove(self, states: Mapping[str, str]) -> None:
        """Note the steps of capacities that are there and were not refused."""
        refused = {uid for table, uid, _ in self.faults if table == "capacity"}
        ids = self._ids_of("capacity")
        known = {uid: state for uid, state in states.items() if uid in ids and uid not in refused}
        for uid in states.keys() - ids.keys() - refused:
            self._refuse("capacity", uid, FieldFault("proof", GONE))
        for uid, fault in write_steps(self.db, ids, known, self.spots):
            self._refuse("capacity", uid, fault)

    def _delete(self, table: str, uid: str, told: str) -> None:
        """Delete a row where nothing goes with it but what its question told."""
        if (id := self._ids_of(table).get(uid)) is None:
            return
        found = doomed(self.db, table, {id})
        if (present := told_with(found, table)) not in ("", told):
            self.goes_with[table, uid] = present
            self._refuse(table, uid, FieldFault("", MORE_GOES))
            return
        delete(self.db, found)

    def told_of(self, plan: Plan) -> dict[tuple[str, str], str]:
        """What the questions about deletions of a plan have to tell, by table and uid."""
        gone = [(one.table, one.uid) for one in plan.conflicts if one.kind == "delete"]
        ids = {(table, uid): self._ids_of(table).get(uid) for table, uid in gone}
        return {
            place: told_with(doomed(self.db, place[0], {id}), place[0]) for place, id in ids.items() if id is not None
        }

    def held(self, plan: Plan, packet: str) -> Iterator[tuple[Conflict, str, str]]:
        """Rows that were not taken, as open conflicts with their reasons."""
        asked: set[tuple[str, str]] = set()
        for table, uid, _ in self.faults:
            if (table, uid) in asked:
                continue
            asked.add((table, uid))
            row = plan.adds.get(table, {}).get(uid)
            note = kept_label(self._reason(table, uid))
            if row is not None and table == "capacity" and uid in self._ids_of(table):  # taken but for its proof
                yield Conflict(packet, table, uid, "proof", ABSENT, ABSENT, row["proof"], "proof"), OPEN, note
            elif row is not None:
                yield Conflict(packet, table, uid, "", ABSENT, ABSENT, row, "held"), OPEN, note
            for name, value in plan.updates.get(table, {}).get(uid, {}).items():
                yield Conflict(packet, table, uid, name, ABSENT, ABSENT, value, "held"), OPEN, note

    def _reason(self, table: str, uid: str) -> Text:
        """Why a row was not taken: the reasons of all its fields."""
        reasons = list(dict.fromkeys(fault.reason for one, row, fault in self.faults if (one, row) == (table, uid)))
        told = reasons[0]
        for each in reasons[1:]:
            told = Text("{before}, {after}", {"before": told, "after": each})
        return told

    def _note(self, table: str, uid: str, line: str) -> None:
        """Add a line to the note of a row; one that stands there is not written twice."""
        id = self._ids_of(table).get(uid)
        if id is None or "note" not in shape_of(self.db, table).types:
            self._refuse(table, uid, FieldFault("note", GONE if id is None else NO_NOTE))
            return
        (before,) = self.db.execute(f'SELECT note FROM "{table}" WHERE id = ?', (id,)).fetchone()
        if line not in before.split("; "):
            update(self.db, table, id, {"note": f"{before}; {line}" if before else line})

    def _ids_of(self, table: str) -> dict[str, int]:
        if table not in self.ids:
            self.ids[table] = {uid: id for id, uid in self.db.execute(f'SELECT id, uid FROM "{table}"')}
        return self.ids[table]

    def _refuse(self, table: str, uid: str, fault: FieldFault) -> None:
        self.faults.append((table, uid, fault))

    def _columns(self, table: str, row: Mapping[str, Any], targets: Mapping[str, str]) -> dict[str, Any] | str:
        """A row with ids for uids, or the column whose reference is not there."""
        columns = unfold(table, row)
        for name, target in targets.items():
            if (uid := columns.get(name)) is not None:
                if uid not in self._ids_of(target):
                    return name
                columns[name] = self._ids_of(target)[uid]
        return columns

    def _add(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
        targets = shape_of(self.db, table).targets
        waiting = dict(rows)
        while waiting:  # rows that refer to others of their table come after those
            ready: dict[str, dict[str, Any]] = {}
            for uid, row in waiting.items():
                columns = self._columns(table, row, targets)
                if not isinstance(columns, str):
                    ready[uid] = columns
            if not ready:
                for uid, row in waiting.items():
                    self._refuse(table, uid, FieldFault(str(self._columns(table, row, targets)), GONE))
                return
            self._insert(table, ready)
            waiting = {uid: row for uid, row in waiting.items() if uid not in ready}

    def _insert(self, table: str, rows: Mapping[str, dict[str, Any]]) -> None:
        for uid, row in rows.items():
            pause()
            if name := _unreadable(table, row):
                self._refuse(table, uid, FieldFault(name, UNREADABLE))
        rows = {uid: row for uid, row in rows.items() if not _unreadable(table, row)}
        order = list(rows)
        good: dict[str, dict[str, Any]] = dict(rows)
        if table in FIELDS:
            typed = {each.column for each in FIELDS[table] if each.typed}
            cells = [{name: value for name, value in rows[uid].items() if name in typed} for uid in order]
            review = self.reviewer.rows(table, cells)
            for fault in review.faults:
                self._refuse(table, order[fault.id or 0], fault)
            good = {order[place]: {**_others(rows[order[place]], typed), **row} for place, row in review.values.items()}
        self._take(table, good)

    def _take(self, table: str, rows: Mapping[str, dict[str, Any]]) -> None:
        """Insert rows under their uids; one by one where the file refuses one of them."""
        has_uid = "uid" in shape_of(self.db, table).types
        named = {uid: {**row, "uid": uid} if has_uid else row for uid, row in rows.items()}
        try:
            with _saved(self.db):
                ids = insert_values(self.db, self.srs, table, named.values())
        except sqlite3.IntegrityError:
            if len(rows) == 1:
                self._refuse(table, next(iter(rows)), FieldFault("", REFUSED))
                return
            for uid, row in rows.items():
                pause()
                self._take(table, {uid: row})
            return
        for uid, id in zip(rows, ids, strict=True):
            if has_uid:
                self._ids_of(table)[uid] = id
            if table in FIELDS:
                self.reviewer.learn(table, id, rows[uid])

    def _change(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
        shape = shape_of(self.db, table)
        ids = self._ids_of(table) if "uid" in shape.types else self._keyed(table, shape.targets)
        changes: dict[int, dict[str, Any]] = {}
        names: dict[int, str] = {}
        for uid, row in rows.items():
            pause()
            columns = self._columns(table, row, shape.targets)
            if not isinstance(columns, str) and (name := _unreadable(table, columns)):
                self._refuse(table, uid, FieldFault(name, UNREADABLE))
                continue
            if isinstance(columns, str) or uid not in ids:
                self._refuse(table, uid, FieldFault(columns if isinstance(columns, str) else "", GONE))
                continue
            changes[ids[uid]], names[ids[uid]] = columns, uid
        if table not in FIELDS:
            self._update(table, changes, names)
            return
        typed = {each.column for each in FIELDS[table] if each.typed}
        cells = {
            id: kept for id, row in changes.items() if (kept := {name: row[name] for name in row if name in typed})
        }
        review = self.reviewer.changes(table, cells)
        for fault in review.faults:
            self._refuse(table, names[fault.id or 0], fault)
        write_values(self.db, self.srs, table, review.values)
        refused = {fault.id for fault in review.faults}
        plain = {id: kept for id, row in changes.items() if id not in refused and (kept := _others(row, typed))}
        self._update(table, plain, names)

    def _keyed(self, table: str, targets: Mapping[str, str]) -> dict[str, int]:
        """Ids of a table without uids by what names its rows."""
        names = KEYS[table]
        listed = ", ".join(f'"{name}"' for name in names)
        uids = {name: {id: uid for uid, id in self._ids_of(target).items()} for name, target in targets.items()}
        found = {}
        for id, *values in self.db.execute(f'SELECT id, {listed} FROM "{table}"'):
            pairs = zip(names, values, strict=True)
            found["|".join(str(uids[name].get(value) if name in uids else value) for name, value in pairs)] = id
        return found

    def _update(self, table: str, changes: Mapping[int, dict[str, Any]], names: Mapping[int, str]) -> None:
        try:
            with _saved(self.db):
                update_many(self.db, table, changes)
        except sqlite3.IntegrityError:
            if len(changes) == 1:
                self._refuse(table, names[next(iter(changes))], FieldFault("", REFUSED))
                return
            for id, row in changes.items():
                pause()
                self._update(table, {id: row}, names)


def told_with(found: Doomed, table: str) -> str:
    """What goes with a deleted row or loses its reference, as a note of its question; empty where nothing does.

    The note holds which rows they are too, so that others of the same number are another question.
    """
    counts = {**found.others, **found.parts(table)}
    if not any(counts.values()):
        return ""
    rows = sorted((name, sorted(ids)) for name, ids in found.ids.items())
    emptied = sorted((name, column, sorted(ids)) for (name, column), ids in found.emptied.items())
    which = hashlib.sha256(json.dumps([rows, emptied]).encode()).hexdigest()[:16]
    shown = counted(dict(sorted(counts.items())))
    return kept_label(Text("with it go or change: {others}", {"others": shown, "rows": which}))


def _unreadable(table: str, row: Mapping[str, Any]) -> str:
    """The first typed column that holds bytes, which no cell does; empty where none does."""
    typed = (each.column for each in FIELDS.get(table, ()) if each.typed)
    return next((name for name in typed if isinstance(row.get(name), bytes)), "")


def _others(row: Mapping[str, Any], typed: set[str]) -> dict[str, Any]:
    """What of a row nobody types."""
    return {name: value for name, value in row.items() if name not in typed}


@contextmanager
def _saved(db: sqlite3.Connection) -> Iterator[None]:
    """Take back what was written within where the file refuses it."""
    db.execute("SAVEPOINT merge")
    try:
        yield
    except sqlite3.IntegrityError:
        db.execute("ROLLBACK TO merge")
        raise
    finally:
        db.execute("RELEASE merge")
