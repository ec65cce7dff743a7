"""A survey packet that came back compared with the values that went out and with what the office has now."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from core import worker
from core.errors import UserError
from core.merge_copies import Meeting
from core.merge_plan import Conflict, Plan, plan_merge
from core.merge_records import Returned, earlier_claims, kept_conflicts
from core.merge_returned import Payload
from core.merge_rows import read_rows
from core.merge_twins import closed_firms, twins_of
from core.merge_values import Row, Tables, completed, fold_all, same
from core.merge_workbook import base_rows, returned_rows
from core.project import Project
from core.survey_packet import packed_base
from core.text import Text


def plan_packet(project: Project, path: Path) -> Meeting:
    """Compare a packet with the project that sent it; UserError where another did, or nothing in it can be read."""
    payload: Payload = worker.run("core.merge_returned", "read_payload", (str(path),), file=path)
    if not payload.sheets and not payload.rows:
        raise _nothing_back(path)
    snapshot = project.snapshot()
    with project.reading() as connection:
        base = base_rows(packed_base(connection, payload.packet_id))
        query = "SELECT title, base_revision, content FROM survey_package WHERE uid = ?"
        title, revision, content = connection.execute(query, (payload.packet_id,)).fetchone()
        office = read_rows(connection).rows
        claims = earlier_claims(connection)
        kept = [one.conflict for one in kept_conflicts(connection, "")]
    opened = {table: set(uids) for table, uids in json.loads(content).get("open", {}).items()}
    rows, twice = returned_rows(payload.packet_id, payload.sheets, snapshot, base, opened, office)
    for table, found in payload.rows.items():
        rows[table] = dict(_from_field(table, found, base.get(table, {}), opened.get(table, set())))
    returned = Returned(payload.packet_id, title, payload.hash, path.name, revision, payload.seen)
    for one in kept:  # a row of this very file that was not taken is asked about already
        if one.packet == returned.packet and not one.field:
            rows.get(one.table, {}).pop(one.uid, None)
    plan = plan_merge(fold_all(base), office, fold_all(rows), returned.packet, claims, whole=tuple(payload.rows))
    plan.conflicts += _said_twice(plan, fold_all(twice), fold_all(rows), fold_all(base), office)
    return Meeting(
        plan, returned, two_way=False, here=0, left_alone={}, twins=twins_of(plan, office, closed_firms(snapshot))
    )


def _from_field(
    table: str, rows: Mapping[str, Row], base: Mapping[str, Row], opened: Collection[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of QField's data as they are compared: of new ones only what is filled in, open ones only with a value."""
    for uid, row in rows.items():
        if uid in opened and row.get("value_entered") is None:
            continue
        told = row if uid in base else {name: value for name, value in row.items() if value not in (None, "")}
        yield uid, completed(table, told, base.get(uid, {}))


def _said_twice(plan: Plan, twice: Tables, rows: Tables, base: Tables, office: Tables) -> Iterator[Conflict]:
    """What a second row of a workbook says otherwise of the same thing, as questions."""
    asked = {one.place for one in plan.conflicts}
    for table, found in twice.items():
        for uid, row in found.items():
            before, first = base.get(table, {}).get(uid, {}), rows.get(table, {}).get(uid, {})
            for name, value in row.items():
                told = same(value, before.get(name)) or same(value, first.get(name))
                if not told and (table, uid, name) not in asked:
                    now = {**office.get(table, {}).get(uid, {}), **plan.updates.get(table, {}).get(uid, {})}
                    yield Conflict(plan.packet, table, uid, name, before.get(name), now.get(name), value)


def packet_label(meeting: Meeting) -> Text:
    """What the edit is called."""
    return Text("Merge the survey packet {title}", {"title": meeting.returned.title})


def _nothing_back(path: Path) -> UserError:
    return UserError(
        Text("{file} holds nothing that a survey fills in here.", {"file": path.name}),
        Text("Put the filled workbook or the data of QField back into the packet."),
        file=str(path),
    )
