"""The yearly round: last year's firms, links and memberships come forward to be confirmed, never with amounts."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from core.errors import UserError
from core.evidence import link_refs, ref
from core.findings import Ref
from core.locking import user_name
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.text import N_, Text
from core.year_records import CONFIRMED, LEFT, NEW, TO_CONFIRM, YearlyRound, read_round

CARRIED_FORWARD = "carried forward"  # the basis of a membership that came from the year before
# Why something did not come forward; the file keeps the word, so that it can be read in either language.
REASONS = {
    "firm_ended": N_("the firm has ended"),
    "link_ended": N_("the link has ended"),
    "end_has_ended": N_("a firm at one of its ends has ended"),
}


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A firm or link of last year that does not come forward, and why (a key of `REASONS`)."""

    row: Ref
    reason: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What an opened year took over from `previous` (None where there was no year before)."""

    year: int
    previous: int | None
    firms: tuple[Ref, ...]
    links: tuple[Ref, ...]
    memberships: int
    left: tuple[LeftBehind, ...]

    @property
    def sentence(self) -> Text:
        """What came forward and what did not, counted."""
        if self.previous is None:
            return Text("{year} is open; there is no year before it to carry forward.", {"year": str(self.year)})
        values = {
            "year": str(self.year), "previous": str(self.previous), "firms": len(self.firms),
            "links": len(self.links), "memberships": self.memberships, "n": len(self.left),
        }  # fmt: skip
        if not self.left:
            return Text(
                "{year} is open. From {previous} came, without amounts, {firms} firms and {links} links to confirm, "
                "with {memberships} memberships; nothing was left behind.",
                values,
            )
        return Text(
            "{year} is open. From {previous} came, without amounts, {firms} firms and {links} links to confirm, with "
            "{memberships} memberships; {n} that ended was left behind and is listed.",
            values,
            plural="{year} is open. From {previous} came, without amounts, {firms} firms and {links} links to confirm, "
            "with {memberships} memberships; {n} that ended were left behind and are listed.",
        )


def open_year(project: Project, year: int, step: Step = quietly) -> Carried:
    """Open a year as one edit and carry the year before forward; UserError where it is open or locked already.

    Links of which a source permits only sums (statistics law) are in no list of the round; they stay as they are.
    """
    told, snapshot = read_round(project), project.snapshot().without_aggregates()
    if record := told.record(year):
        open_text = Text("{year} is open already.", {"year": str(year)})
        locked_text = Text("{year} is locked; a locked year is restated and not opened again.", {"year": str(year)})
        raise UserError(
            locked_text if record.state == "locked" else open_text,
            Text("Look at “Yearly round”, or run the command year status, to see what is still due."),
        )
    if not 1900 <= year <= 2999:
        raise UserError(
            Text("{year} is no year that a round can be opened for.", {"year": str(year)}),
            Text("Write the year with four digits, such as 2026."),
        )
    previous = _year_before(told, snapshot, year)
    step(0, 3)
    carried = Carried(year, None, (), (), 0, ()) if previous is None else _carry(snapshot, previous, year)
    step(1, 3)
    with project.edit(Text("Open the year {year}", {"year": str(year)})) as db:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        insert(db, "year", [{"year": year, "opened_at": now, "opened_by": user_name()}])
        insert(db, "year_item", _items(carried))
        step(2, 3)
        if previous is not None:
            memberships = _memberships(snapshot, carried)
            insert(db, "membership", memberships)
            carried = Carried(year, previous, carried.firms, carried.links, len(memberships), carried.left)
    return carried


def _year_before(told: YearlyRound, snapshot: Snapshot, year: int) -> int | None:
    """The latest year before `year` that the project knows of."""
    members = snapshot.membership.year[~np.isnan(snapshot.membership.year)]
    known = {*snapshot.years(), *(int(one) for one in members), *(record.year for record in told.years)}
    return max((one for one in known if one < year), default=None)


def _carry(snapshot: Snapshot, previous: int, year: int) -> Carried:
    left: list[LeftBehind] = []
    firms = []
    for row in _firms_of(snapshot, previous):
        if snapshot.actor.status[row] == "ended":
            left.append(LeftBehind(ref(snapshot, "actor", row), "firm_ended"))
        else:
            firms.append(ref(snapshot, "actor", row))
    links = []
    for row, name in _links_of(snapshot, previous):
        if reason := _why_ended(snapshot, row, year):
            left.append(LeftBehind(name, reason))
        else:
            links.append(name)
    return Carried(year, previous, tuple(firms), tuple(links), 0, tuple(left))


def _firms_of(snapshot: Snapshot, year: int) -> list[int]:
    """The members of a year; where nobody wrote memberships, every firm that lies in a region, else every firm."""
    told = snapshot.membership
    listed = told.actor[(told.year == year) | np.isnan(told.year)]
    if len(listed):
        return sorted({int(row) for row in listed})
    firms = (snapshot.actor.kind == "firm") & ~snapshot.actor.unclaimed
    placed = firms & (snapshot.actor.region >= 0)
    chosen: list[int] = np.flatnonzero(placed if placed.any() else firms).tolist()
    return chosen


def _links_of(snapshot: Snapshot, year: int) -> Iterator[tuple[int, Ref]]:
    """Links that ran in a year, also those that have ended since."""
    flow = snapshot.flow
    ran = ~(flow.since > year) & ~(flow.until < year) & np.isin(flow.status, ("running", "ended"))
    rows: list[int] = np.flatnonzero(ran).tolist()
    yield from zip(rows, link_refs(snapshot, rows), strict=True)


def _why_ended(snapshot: Snapshot, row: int, year: int) -> str:
    """Why a link does not run in a later year, '' where it may."""
    flow = snapshot.flow
    if flow.status[row] == "ended" or flow.until[row] < year:
        return "link_ended"
    ends = [end for end in (int(flow.sender[row]), int(flow.receiver[row])) if end >= 0]
    return "end_has_ended" if any(snapshot.actor.status[end] == "ended" for end in ends) else ""


def _items(carried: Carried) -> list[dict[str, object]]:
    coming = [
        {"year": carried.year, "tbl": row.table, "row_uid": row.uid, "state": TO_CONFIRM, "note": ""}
        for row in (*carried.firms, *carried.links)
    ]
    left = [
        {"year": carried.year, "tbl": one.row.table, "row_uid": one.row.uid, "state": LEFT, "note": one.reason}
        for one in carried.left
    ]
    return coming + left


def _memberships(snapshot: Snapshot, carried: Carried) -> list[dict[str, object]]:
    """The memberships of the new year: last year's, else the region in which a firm lies; none twice."""
    told, actors = snapshot.membership, snapshot.actor
    rows = {row.uid for row in carried.firms}
    ids = {int(place): int(actors.id[place]) for place in range(len(actors)) if actors.uid[place] in rows}
    dated = told.year == carried.previous
    pairs = zip(told.actor[dated].tolist(), told.region[dated].tolist(), strict=True)
    if not len(told.actor):
        pairs = zip(ids, actors.region[list(ids)].tolist(), strict=True)
    there = {
        (int(actor), int(region)) for actor, region, at in zip(told.actor, told.region, told.year, strict=True)
        if at == carried.year
    }  # fmt: skip
    return [
        {"actor_id": ids[actor], "region_id": int(snapshot.region.id[region]), "year": carried.year,
         "basis": CARRIED_FORWARD}
        for actor, region in dict.fromkeys(pairs)
        if actor in ids and region >= 0 and (actor, region) not in there
    ]  # fmt: skip


def newcomers(told: YearlyRound, snapshot: Snapshot, year: int) -> list[Ref]:
    """Firms and links that an opened year tells figures of and that did not come forward from the year before.

    What a source opens to sums only is not told of.
    """
    record = told.record(year)
    if record is None or not record.opened_at:
        return []
    snapshot = snapshot.without_aggregates()
    known = {item.row_uid for item in told.items_of(year)}
    actors: set[int] = set(snapshot.membership.actor[snapshot.membership.year == year].tolist())
    for table in (snapshot.statistic, snapshot.stock, snapshot.emission):
        actors |= set(table.actor[table.year == year].tolist())
    flows = sorted(set(snapshot.flow_amount.flow[snapshot.flow_amount.year == year].tolist()))
    for flow in flows:
        actors |= {int(snapshot.flow.sender[flow]), int(snapshot.flow.receiver[flow])}
    listed = sorted(row for row in actors if row >= 0 and _counts(snapshot, row))
    fresh = [ref(snapshot, "actor", row) for row in listed] + list(link_refs(snapshot, flows) if flows else ())
    return [one for one in fresh if one.uid not in known]


def reason_text(note: str) -> Text | str:
    """Why something was left: one of the reasons of the program in the reader's language, else what a person wrote."""
    return Text(REASONS[note]) if note in REASONS else note


def _counts(snapshot: Snapshot, row: int) -> bool:
    """Whether an actor is a firm that the round asks about, and not a name that an import created."""
    return snapshot.actor.kind[row] == "firm" and not snapshot.actor.unclaimed[row]


def confirm(project: Project, year: int, rows: Iterable[Ref], note: str = "") -> int:
    """Confirm firms and links of a year as one edit, new ones too; how many were not confirmed before.

    UserError for one that was left behind, whose membership or link has ended with that.
    """
    told = _open_round(project, year)
    states = {item.row_uid: item.state for item in told.items_of(year)}
    rows = list(rows)
    if gone := [row for row in rows if states.get(row.uid) == LEFT]:
        raise left_behind(gone, year)
    chosen = [row for row in dict.fromkeys(rows) if states.get(row.uid) != CONFIRMED]
    label = Text("Confirm {n} for {year}", {"n": len(chosen), "year": str(year)})
    with project.edit(label) as db:
        for row in chosen:
            _set_state(db, year, row, CONFIRMED if row.uid in states else NEW, note)
    return len(chosen)


def leave(project: Project, year: int, rows: Iterable[Ref], reason: str = "") -> tuple[Ref, ...]:
    """Say as one edit that firms and links are not there any more in a year; everything that was left, links too.

    A firm loses its membership that was carried forward, and its links are left with it; a link ends with the year
    before. Earlier years stay as they are. UserError for a link that has figures of the year.
    """
    told, snapshot = _open_round(project, year), project.snapshot()
    chosen = list(dict.fromkeys(rows))
    chosen += [row for row in _links_at(told, snapshot, year, chosen) if row not in chosen]
    _refuse_told(snapshot, year, chosen)
    with project.edit(Text("Leave {n} behind in {year}", {"n": len(chosen), "year": str(year)})) as db:
        for row in chosen:
            _set_state(db, year, row, LEFT, reason)
            if row.table == "actor":
                query = "DELETE FROM membership WHERE year = ? AND basis = ? AND actor_id = (SELECT id FROM actor "
                db.execute(query + "WHERE uid = ?)", (year, CARRIED_FORWARD, row.uid))
                db.execute(
                    "DELETE FROM receipt WHERE year = ? AND actor_uid = ? AND state = 'waiting'", (year, row.uid)
                )
            else:
                query = "UPDATE flow SET until = ? WHERE uid = ? AND (until IS NULL OR until >= ?)"
                db.execute(query, (year - 1, row.uid, year))
    return tuple(chosen)


def _open_round(project: Project, year: int) -> YearlyRound:
    told = read_round(project)
    if told.record(year) is None:
        raise not_opened(year)
    return told


def left_behind(rows: Sequence[Ref], year: int) -> UserError:
    """What to say of firms and links that were left behind and are to be confirmed after all."""
    told = {"n": len(rows), "year": str(year)}
    return UserError(
        Text(
            "{n} of the chosen was left behind in {year}: its membership or its link has ended.",
            told,
            plural="{n} of the chosen were left behind in {year}: their memberships or links have ended.",
        ),
        Text("Go back to before that step in the history, then confirm."),
    )


def not_opened(year: int) -> UserError:
    """What to say of a year whose round nobody has opened."""
    return UserError(
        Text("{year} was not opened yet.", {"year": str(year)}),
        Text("Open the year first; firms, links and memberships then come forward to be confirmed."),
    )


def _links_at(told: YearlyRound, snapshot: Snapshot, year: int, chosen: list[Ref]) -> list[Ref]:
    """The links of the year that hang on firms that are left."""
    gone = {row.uid for row in chosen if row.table == "actor"}
    listed = {item.row_uid for item in told.items_of(year, "flow") if item.state != LEFT}
    uids = np.append(snapshot.actor.uid, "")
    flow = snapshot.flow
    rows = [
        row for row in range(len(flow))
        if flow.uid[row] in listed and gone & {uids[flow.sender[row]], uids[flow.receiver[row]]}
    ]  # fmt: skip
    return list(link_refs(snapshot, rows)) if rows else []


def _refuse_told(snapshot: Snapshot, year: int, chosen: list[Ref]) -> None:
    """UserError where a link that is to be left has an amount of the year."""
    told = set(snapshot.flow.uid[snapshot.flow_amount.flow[snapshot.flow_amount.year == year]])
    if names := [row.name for row in chosen if row.uid in told]:
        raise UserError(
            Text("{name} has an amount in {year}, so it cannot be left behind.", {"name": names[0], "year": str(year)}),
            Text("Remove that amount first if it is wrong; else confirm the link."),
        )


def _set_state(db: sqlite3.Connection, year: int, row: Ref, state: str, note: str) -> None:
    db.execute("DELETE FROM year_item WHERE year = ? AND tbl = ? AND row_uid = ?", (year, row.table, row.uid))
    insert(db, "year_item", [{"year": year, "tbl": row.table, "row_uid": row.uid, "state": state, "note": note}])
