"""What became of the visits of a survey: met, stopped, closed, refused, moved, each with its day.

A packet of QField brings them along; of paper and workbooks somebody in the office notes them. They are kept with what
came back (`survey_return`), since they tell of a visit; what they tell of a firm for good, that it has stopped or is
closed, is also its status with the date.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.decisions import past_day
from core.errors import UserError
from core.locking import user_name
from core.merge_records import now_told
from core.project import Project
from core.records import insert, update_many
from core.row_names import row_name
from core.snapshot import Snapshot
from core.text import N_, Text

MET, STOPPED, CLOSED, REFUSED, MOVED = "met", "stopped", "closed", "refused", "moved"
OUTCOMES = {
    MET: N_("met"), STOPPED: N_("stopped"), CLOSED: N_("shut down"), REFUSED: N_("refused"), MOVED: N_("moved"),
}  # fmt: skip
STATUS_OF = {STOPPED: "suspended", CLOSED: "ended"}  # a firm that refused or moved runs on
OUTCOME_OF = {status: outcome for outcome, status in STATUS_OF.items()}


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of a firm: the package it belongs to (id), outcome ('' where none was chosen), day, photos, note.

    `passed` says that only a track came by: somebody was near, which is no answer.
    """

    firm: str
    package: int
    outcome: str
    day: str
    photos: tuple[str, ...]
    note: str
    passed: Text | None = None


def read_visits(connection: sqlite3.Connection) -> tuple[Visit, ...]:
    """Every visit that was noted, in the order in which they came in.

    One without a day, or with a day after its return, as a clock that is wrong tells, has that of its return.
    """
    query = "SELECT package_id, at, counts FROM survey_return ORDER BY id"
    return tuple(
        _visit(firm, package, str(at)[:10], told)
        for package, at, counts in connection.execute(query)
        for firm, last in (json.loads(counts or "{}").get("seen") or {}).items()
        for told in (*last.get("earlier", ()), last)
    )


def _visit(firm: str, package: int, at: str, told: Mapping[str, Any]) -> Visit:
    outcome = str(told.get("met", ""))
    known = outcome if outcome in OUTCOMES else ""
    note = str(told.get("note", "")) or ("" if known else outcome)
    near = str(told.get("passed", ""))
    day = min(str(told.get("visited", ""))[:10] or near[:10] or at, at)
    passed = _passed(near, told) if "metres" in told else None
    return Visit(firm, package, known, day, _photos(told), note, passed)


def _photos(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The photos that a visit names; of answers taken in before they are one text."""
    names = told["photos"] if "photos" in told else str(told.get("photo", "")).split("; ")
    return tuple(str(name) for name in names if name)


def _passed(moment: str, told: Mapping[str, Any]) -> Text:
    values = {"metres": str(told["metres"]), "minutes": str(told.get("minutes", "")), "time": moment[11:]}
    if not moment[11:]:
        return Text("a track passed {metres} m away", values)
    if not values["minutes"]:
        return Text("a track passed {metres} m away at {time}", values)
    return Text("a track passed {metres} m away at {time}, near for {minutes} min", values)


def last_visits(visits: Sequence[Visit]) -> dict[str, Visit]:
    """By firm its latest visit with an outcome, else its latest; of one day the one that came in last."""
    told: dict[str, Visit] = {}
    for one in sorted((each for each in visits if each.passed is None), key=lambda one: (bool(one.outcome), one.day)):
        told[one.firm] = one
    return told


def note_visits(
    project: Project, firms: Mapping[str, int], outcome: str, *, day: str = "", person: str = "", note: str = ""
) -> None:
    """Note what became of visits (uid of a firm -> id of the package that sent somebody there), as one edit.

    A firm that has stopped or is closed gets the status with the day. UserError for an unknown outcome and a day to
    come.
    """
    told = _checked_day(outcome, day)
    seen = {"met": outcome, "visited": told, **({"note": note.strip()} if note.strip() else {})}
    snapshot, moment, person = project.snapshot(), now_told(), person.strip() or user_name()
    rows = {str(uid): row for row, uid in enumerate(snapshot.actor.uid)}
    known = [rows[uid] for uid in firms if uid in rows]
    with project.edit(_label(snapshot, known, outcome)) as db:
        for package in sorted(set(firms.values())):
            visited = {uid: seen for uid, id in firms.items() if id == package}
            content = json.dumps({"seen": visited}, ensure_ascii=False)
            row = {"package_id": package, "packet": _packet(db, package), "at": moment, "person": person}
            insert(db, "survey_return", [{**row, "counts": content}])
        if outcome in STATUS_OF:
            status = {"status": STATUS_OF[outcome], "status_date": told}
            update_many(db, "actor", {int(snapshot.actor.id[row]): status for row in known})


def _packet(db: sqlite3.Connection, package: int) -> str:
    """The name of a note of the office among what came back; no file has it."""
    told = db.execute("SELECT uid FROM survey_package WHERE id = ?", (package,)).fetchone()[0]
    number = db.execute("SELECT count(*) FROM survey_return WHERE package_id = ?", (package,)).fetchone()[0]
    return f"{told}-note-{number + 1}"


def _checked_day(outcome: str, day: str) -> str:
    """The day of a visit, today where none is told."""
    if outcome not in OUTCOMES:
        known = Text("Choose one of {words}.", {"words": list(OUTCOMES)})
        raise UserError(Text("{word} is no outcome of a visit.", {"word": outcome}), known, value=outcome)
    return past_day(day) or date.today().isoformat()


def _label(snapshot: Snapshot, rows: Sequence[int], outcome: str) -> Text:
    result = Text(OUTCOMES[outcome])
    if len(rows) == 1:
        return Text("Visit of {firm}: {outcome}", {"firm": row_name(snapshot, "actor", rows[0]), "outcome": result})
    told = {"n": len(rows), "outcome": result}
    return Text("Visit of {n} firm: {outcome}", told, plural="Visits of {n} firms: {outcome}")


def due_status(snapshot: Snapshot, visits: Sequence[Visit]) -> dict[int, tuple[str, str]]:
    """By firm (row) the status and day that its last visit tells and the project does not have yet.

    A status that somebody entered for a later day stays.
    """
    actor, last, due = snapshot.actor, last_visits(visits), {}
    for row, uid in enumerate(actor.uid):
        visit = last.get(str(uid))
        if visit is None or visit.outcome not in STATUS_OF:
            continue
        wanted = STATUS_OF[visit.outcome]
        if actor.status[row] not in STATUS_OF.values() and str(actor.status_date[row]) <= visit.day:
            due[row] = (wanted, visit.day)
    return due


def take_status(project: Project) -> int:
    """Give firms the status that their last visit tells, as one edit; how many they are."""
    snapshot = project.snapshot()
    with project.reading() as connection:
        due = due_status(snapshot, read_visits(connection))
    told = Text("Status of {n} firm by its visit", {"n": len(due)}, plural="Status of {n} firms by their visits")
    with project.edit(told) as db:
        ids = {int(snapshot.actor.id[row]): {"status": word, "status_date": day} for row, (word, day) in due.items()}
        update_many(db, "actor", ids)
    return len(due)
