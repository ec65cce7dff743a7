"""The board of a survey: of every packet how many firms are back, not met, in dispute, and who is still out.

A firm is back where something came back about it: a value, a statement under the code of its page, a note of the visit.
A packet that came back and says nothing of a firm does not tell whether all was right there or nobody went: that is a
state of its own. Stopped, closed, refused and moved are answers.
"""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.merge_records import OPEN
from core.merge_values import read
from core.snapshot import Snapshot
from core.survey_visits import MET, OUTCOME_OF, OUTCOMES, Visit, due_status, last_visits, read_visits
from core.text import N_, Text

OUT, BACK, SILENT = "out", "back", "silent"
STATES = {
    OUT: N_("still out"),
    BACK: N_("back"),
    SILENT: N_("nothing noted"),
    **{outcome: title for outcome, title in OUTCOMES.items() if outcome != MET},
}
WHOLE = ("excel", "qfield")  # come back as one; pages of paper are typed and phones send one by one
UNMET = tuple(outcome for outcome in OUTCOMES if outcome != MET)


@dataclass(frozen=True, slots=True)
class BoardFirm:
    """A firm of a packet: the code of its page, how it stands and since which day, photos named, open conflicts.

    `due` says that its visit tells a status which the project does not have yet, `passed` how near a track came.
    """

    uid: str
    name: str
    page: str
    state: str
    day: str
    photos: tuple[str, ...]
    note: str
    conflicts: int
    due: bool
    passed: Text | None = None


@dataclass(frozen=True, slots=True)
class BoardPacket:
    """A packet: its id, title, kind, when it went out and came back ('' = not yet), its firms, its open conflicts.

    `hidden` counts firms that only enter sums; they are not listed.
    """

    id: int
    uid: str
    title: str
    kind: str
    sent: str
    returned: str
    firms: tuple[BoardFirm, ...]
    conflicts: int
    hidden: int

    def count(self, *states: str) -> int:
        """How many firms stand so."""
        return sum(firm.state in states for firm in self.firms)

    def was_out(self, day: str) -> bool:
        """Whether it was with the surveyors on a day; on one that nobody knows ('') whether it still is."""
        return self.sent[:10] <= day and (not self.returned or day <= self.returned[:10]) if day else not self.returned

    @property
    def unmet(self) -> int:
        """How many firms gave an answer that is no visit."""
        return self.count(*UNMET)


def read_board(connection: sqlite3.Connection, snapshot: Snapshot) -> tuple[BoardPacket, ...]:
    """The packets in the order in which they went out; `snapshot` is the whole project as it is now."""
    query = "SELECT id, uid, title, kind, sent, coalesce(returned, ''), content FROM survey_package ORDER BY id"
    gathered = _gather(connection, snapshot)
    packets = []
    for id, uid, title, kind, sent, returned, content in connection.execute(query).fetchall():
        pages = json.loads(content).get("pages", {}) if content else {}
        if pages:
            firms = tuple(_firms(gathered, id, pages, kind in WHOLE))
            conflicts = sum(count for (package, _), count in gathered.conflicts.items() if package == id)
            hidden = len(pages) - len(firms)
            packets.append(BoardPacket(id, uid, title, kind, str(sent or ""), returned, firms, conflicts, hidden))
    return tuple(packets)


def read_pages(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The codes of pages of all packets with the uids of their firms."""
    contents = connection.execute("SELECT content FROM survey_package WHERE content <> '' ORDER BY id")
    return [pair for (content,) in contents for pair in json.loads(content).get("pages", {}).items()]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What is known of all packets: ends of rows, claims by package, documents, visits, open conflicts."""

    names: Mapping[str, str]
    closed: Collection[str]
    owners: Mapping[tuple[str, str], tuple[str, ...]]
    claims: Mapping[int, Mapping[tuple[str, str], Mapping[str, Any]]]
    documents: Collection[tuple[str, str]]
    visits: Sequence[Visit]
    conflicts: Mapping[tuple[int, tuple[str, str]], int]
    due: Collection[str]


def _gather(connection: sqlite3.Connection, snapshot: Snapshot) -> _Gathered:
    actor, visits = snapshot.actor, read_visits(connection)
    query = "SELECT package_id, table_name, row_uid FROM survey_conflict WHERE state = ?"
    conflicts = Counter((package, (table, uid)) for package, table, uid in connection.execute(query, (OPEN,)))
    owners = dict(_owners(snapshot))
    return _Gathered(
        dict(zip(map(str, actor.uid), map(str, actor.name), strict=True)),
        {str(uid) for uid in actor.uid[snapshot.closed_actors()]},
        owners,
        _claims(connection),
        set(_documents(snapshot, owners)),
        visits,
        conflicts,
        {str(actor.uid[row]) for row in due_status(snapshot, visits)},
    )


def _owners(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """The firms that a row is about; of a link the sender first, on whose page it stands."""
    uids = np.append(snapshot.actor.uid, "")
    flow = snapshot.flow
    ends = [tuple(map(str, pair)) for pair in zip(uids[flow.sender], uids[flow.receiver], strict=True)]
    yield from ((("actor", str(uid)), (str(uid),)) for uid in snapshot.actor.uid)
    yield from ((("flow", str(uid)), pair) for uid, pair in zip(flow.uid, ends, strict=True))
    amounts = zip(snapshot.flow_amount.uid, snapshot.flow_amount.flow.tolist(), strict=True)
    yield from ((("flow_amount", str(uid)), ends[link]) for uid, link in amounts)
    for name in ("stock", "capacity", "statistic", "emission"):
        table = getattr(snapshot, name)
        yield from (((name, str(uid)), (str(firm),)) for uid, firm in zip(table.uid, uids[table.actor], strict=True))


def _documents(snapshot: Snapshot, owners: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Documents of figures with the firms that the figures are about; two old packets may share the code of a page."""
    for name in ("flow_amount", "statistic"):
        table = getattr(snapshot, name)
        for row in np.flatnonzero(~np.isnan(table.value)):
            if code := str(table.document[row]):
                yield from ((code, firm) for firm in owners[name, str(table.uid[row])])


def _claims(connection: sqlite3.Connection) -> dict[int, dict[tuple[str, str], dict[str, Any]]]:
    """By package, for every file that came back, the rows that it changed with the values it has by field."""
    told: dict[int, dict[tuple[str, str], dict[str, Any]]] = {}
    query = "SELECT package_id, claims FROM survey_return WHERE claims IS NOT NULL ORDER BY id"
    for package, packed in connection.execute(query):
        rows = told.setdefault(package, {})
        for table, uid, name, _base, _own, value in json.loads(zlib.decompress(packed)):
            rows.setdefault((table, uid), {})[name] = read(value)
    return told


def _firms(gathered: _Gathered, id: int, pages: Mapping[str, str], whole: bool) -> Iterator[BoardFirm]:
    """The firms of a packet, `whole` if it comes back as one, by their pages, without those that only enter sums."""
    asked = set(pages.values())

    def firm_of(key: tuple[str, str]) -> str:
        return next((uid for uid in gathered.owners.get(key, ()) if uid in asked), "")

    status = {key[1]: values for key, values in gathered.claims.get(id, {}).items() if key[0] == "actor"}
    told = {firm_of(key) for key in gathered.claims.get(id, {})}
    disputed: Counter[str] = Counter()
    for (package, key), count in gathered.conflicts.items():
        if package == id:
            disputed[firm_of(key)] += count
    seen: dict[str, list[Visit]] = {}
    passed: dict[str, list[Visit]] = {}
    for visit in gathered.visits:
        if visit.package == id:
            (passed if visit.passed is not None else seen).setdefault(visit.firm, []).append(visit)
    for page, uid in sorted(pages.items()):
        if uid not in gathered.closed:
            about = uid in told or uid in seen or disputed[uid] > 0 or (page, uid) in gathered.documents
            nothing = BACK if about else SILENT if whole and id in gathered.claims else OUT
            state, day = _state(seen.get(uid, ()), status.get(uid, {}), nothing)
            photos = tuple(dict.fromkeys(photo for visit in seen.get(uid, ()) for photo in visit.photos))
            note = next((visit.note for visit in reversed(seen.get(uid, [])) if visit.note), "")
            near = passed[uid][-1].passed if uid in passed else None
            name, due = gathered.names.get(uid, page), uid in gathered.due
            yield BoardFirm(uid, name, page, state, day, photos, note, disputed[uid], due, near)


def _state(visits: Sequence[Visit], own: Mapping[str, Any], otherwise: str) -> tuple[str, str]:
    """How a firm stands and since when: by its last visit, by the status that came back, else by what came back."""
    last = next(iter(last_visits(visits).values()), None)
    if last is not None and last.outcome in UNMET:
        return last.outcome, last.day
    status = own.get("status")
    if status in OUTCOME_OF and (last is None or last.outcome != MET):
        day = own.get("status_date")
        return OUTCOME_OF[status], day if isinstance(day, str) else ""
    return otherwise, last.day if last is not None else ""
