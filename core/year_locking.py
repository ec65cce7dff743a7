"""Locking a year: a named, hashed point of history whose rows are kept, and what differs from it since."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from core.errors import UserError
from core.kinds import SUMS_ONLY
from core.locking import user_name
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot, read_snapshot
from core.steps import Step, quietly
from core.text import Text
from core.year_contents import FIGURES, Contents, Key, Values, contents_hash, in_order, year_contents
from core.year_freezing import freeze, keep, thawed
from core.year_naming import row_name, shown_value
from core.year_records import Edition, YearlyRound, read_round, require_edition

# A figure that changed is told once, in its base unit, and not again as it was entered.
_ENTERED = {"value_entered": "value", "mass_entered": "mass", "unit_entered": "value"}
WITHHELD = "withheld"
_AMOUNT = {
    "flow_amount": "value",
    "statistic": "value",
    "emission": "mass",
    "stock": "closing",
    "transfer_coefficient": "value",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a row that is not as it was locked; `field` '' stands for the whole row, old or new is then ''.

    Of a row that a source opens to sums only, `field` is WITHHELD, and neither name nor values are told. `figure` marks
    amounts and memberships; the others are facts that figures rest on, such as the role of a firm.
    """

    tbl: str
    row_uid: str
    name: str
    field: str
    old: str
    new: str
    person: str
    at: str
    figure: bool


def lock_year(project: Project, year: int, title: str = "", step: Step = quietly) -> Edition:
    """Keep the rows of a year under a title as its first locked edition; UserError where it is locked already.

    `step` hears of the tables that are kept; what it raises leaves the project as it was.
    """
    told = read_round(project)
    if told.is_locked(year):
        edition = require_edition(told, year)
        raise UserError(
            Text("The year is locked already: {citation}.", {"citation": edition.citation}),
            Text("To print corrected numbers beside the locked ones, restate the year with a reason."),
        )
    label = Text("Lock the year {year}", {"year": str(year)})
    return _write(project, year, title or str(year), "", label, [], step)


def restate(project: Project, year: int, reason: str, step: Step = quietly) -> Edition:
    """Keep the rows of a locked year as they are now as its next edition, with a note of each difference and why.

    UserError without a reason, where the year is not locked, and where nothing differs.
    """
    told = read_round(project)
    edition = require_edition(told, year)
    if not reason.strip():
        raise UserError(
            Text("A restatement of {year} needs a reason.", {"year": str(year)}),
            Text("Write in one sentence why the numbers were corrected, such as: the works had told kilograms."),
        )
    found = restatements(project, year)
    if not found:
        raise UserError(
            Text("Nothing differs from {citation}.", {"citation": edition.citation}),
            Text("Correct the figures first; then restate the year."),
        )
    label = Text("Restate the year {year}", {"year": str(year)})
    return _write(project, year, edition.title, reason.strip(), label, found, step)


def _write(
    project: Project, year: int, title: str, reason: str, label: Text, differences: list[Difference], step: Step
) -> Edition:
    number = sum(one.year == year for one in read_round(project).editions) + 1
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    with project.edit(label) as db:
        contents = year_contents(db, year)
        _require_figures(contents, year)
        frozen, content_hash = freeze(db, step)
        row = {
            "year": year, "edition": number, "title": title, "project": _name(db, project), "locked_at": now,
            "locked_by": user_name(), "seq": _seq(db), "hash": contents_hash(contents), "content_hash": content_hash,
            "reason": reason,
        }  # fmt: skip
        (id,) = insert(db, "year_edition", [row])
        keep(db, id, frozen)
        _mark_locked(db, year)
        insert(db, "restatement", [_note(one, year, number, reason, now) for one in differences])
    return require_edition(read_round(project), year, number)


def _note(one: Difference, year: int, number: int, reason: str, now: str) -> dict[str, object]:
    row = {"tbl": one.tbl, "row_uid": one.row_uid, "name": one.name, "field": one.field, "old": one.old, "new": one.new}
    return {"year": year, "edition": number, **row, "reason": reason, "at": one.at or now, "person": one.person}


def _require_figures(contents: Contents, year: int) -> None:
    """UserError for a year of which no figure is told; who is a member of it is none."""
    told = (entry.values for (table, _), entry in contents.items() if table in _AMOUNT)
    if not any(values.get("year") == year for values in told):
        raise UserError(
            Text("The project holds no figure of {year}, so there is nothing to lock.", {"year": str(year)}),
            Text("Import the figures of the year first."),
        )


def _name(db: sqlite3.Connection, project: Project) -> str:
    row = db.execute("SELECT value FROM setting WHERE name = 'name'").fetchone()
    return str(row[0]) if row else project.path.stem


def _seq(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT max(seq) FROM edit").fetchone()[0])


def _mark_locked(db: sqlite3.Connection, year: int) -> None:
    if not db.execute("SELECT 1 FROM year WHERE year = ?", (year,)).fetchone():
        insert(db, "year", [{"year": year}])
    db.execute("UPDATE year SET state = 'locked' WHERE year = ?", (year,))


def locked_snapshot(project: Project, year: int, edition: int | None = None) -> Snapshot:
    """The project as it was when a year was locked, without `edition` the latest; UserError where it never was."""
    found = require_edition(read_round(project), year, edition)
    with project.reading() as connection:
        id, content_hash = _kept(connection, found)
        with thawed(connection, id, content_hash) as memory:
            return read_snapshot(memory, found.seq, found.project)


def locked_contents(project: Project, edition: Edition) -> Contents:
    """The rows of a year as they stand in a locked edition."""
    with project.reading() as connection:
        id, content_hash = _kept(connection, edition)
        with thawed(connection, id, content_hash) as memory:
            return year_contents(memory, edition.year)


def _kept(connection: sqlite3.Connection, edition: Edition) -> tuple[int, str]:
    query = "SELECT id, content_hash FROM year_edition WHERE year = ? AND edition = ?"
    id, content_hash = connection.execute(query, (edition.year, edition.edition)).fetchone()
    return int(id), str(content_hash)


def restatements(project: Project, year: int) -> list[Difference]:
    """What differs now from the latest locked edition of a year, figures first; empty where it is not locked."""
    told: YearlyRound = read_round(project)
    edition = told.edition(year)
    if edition is None:
        return []
    with project.reading() as connection:
        now, seen = year_contents(connection, year), _touched(connection, edition.seq)
    if contents_hash(now) == edition.hash:
        return []
    then = locked_contents(project, edition)
    differing = [key for key in {*then, *now} if _values(then, key) != _values(now, key)]
    closed = closed_rows(project, year)
    found = [one for key in in_order(differing) for one in _compared(key, then, now, seen, key in closed)]
    order = {table: place for place, table in enumerate(FIGURES)}
    return sorted(found, key=lambda one: (order.get(one.tbl, len(order)), one.name))


def closed_rows(project: Project, year: int) -> set[Key]:
    """Table and uid of the rows that may only enter sums: now, or in the latest locked edition of a year.

    A source that permits sums alone by now does so for the locked rows as well.
    """
    now, then = project.snapshot(), locked_snapshot(project, year)
    narrowed = np.isin(then.source.uid, now.source.uid[now.source.permitted_use == SUMS_ONLY])
    uses = np.where(narrowed, SUMS_ONLY, then.source.permitted_use)
    return now.closed_rows() | replace(then, source=replace(then.source, permitted_use=uses)).closed_rows()


def _values(contents: Contents, key: tuple[str, str]) -> Values | None:
    return contents[key].values if key in contents else None


Touched = dict[tuple[str, int], tuple[str, str]]  # time and person of the last edit by table and id


def _touched(connection: sqlite3.Connection, seq: int) -> Touched:
    query = (
        "SELECT tbl, id, at, person FROM edit_row JOIN edit USING (seq) WHERE seq > ? "
        "AND (tbl, id, seq) IN (SELECT tbl, id, max(seq) FROM edit_row WHERE seq > ? GROUP BY tbl, id)"
    )
    return {(str(table), int(id)): (at, person) for table, id, at, person in connection.execute(query, (seq, seq))}


def _compared(key: tuple[str, str], then: Contents, now: Contents, seen: Touched, closed: bool) -> Iterator[Difference]:
    """The fields of one row that differ; a row that came or went is one; of a `closed` one nothing is told."""
    table, uid = key
    old, new = then.get(key), now.get(key)
    known = new or old
    if known is None:
        return
    at, person = seen.get((table, known.id), ("", ""))
    figure = table in FIGURES
    if closed:
        yield Difference(table, uid, "", WITHHELD, "", "", person, at, figure)
        return
    name = row_name(now if new else then, key)
    if old is None or new is None:
        amount = _AMOUNT.get(table, "")
        values = [shown_value(entry.values.get(amount)) if entry else "" for entry in (old, new)]
        sides = ("", values[1] or name) if old is None else (values[0] or name, "")
        yield Difference(table, uid, name, "", *sides, person, at, figure)
        return
    changed = [field for field in {**old.values, **new.values} if old.values.get(field) != new.values.get(field)]
    for field in changed:
        if _ENTERED.get(field) in changed and table in _AMOUNT:
            continue
        before, after = shown_value(old.values.get(field), then), shown_value(new.values.get(field), now)
        yield Difference(table, uid, name, field, before, after, person, at, figure)
