"""A survey packet that came back compared with the values that went out and with what the office has now."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import worker
from core.errors import UserError
from core.merge_answers import answer_notes, answer_sheets, sheets_of, visits_of
from core.merge_copies import Meeting
from core.merge_defaults import Sent, complete_figures, sent_packet
from core.merge_names import sent_names
from core.merge_plan import Conflict, Plan, Spot, plan_merge
from core.merge_questions import Questions
from core.merge_records import Returned, earlier_claims, kept_conflicts
from core.merge_returned import Payload
from core.merge_rows import read_rows
from core.merge_sheets import Sheets, sort_sheets
from core.merge_steps import spot_of
from core.merge_twins import closed_firms, twins_of
from core.merge_values import Row, Tables, completed, fold_all, same
from core.merge_workbook import base_rows, returned_rows
from core.project import Project
from core.survey_packet import packed_base
from core.text import Text


def plan_packet(project: Project, path: Path) -> Meeting:
    """Compare a packet with the project that sent it; UserError where another did, or nothing in it can be read."""
    if not path.exists():
        raise UserError(Text("There is no file {file}.", {"file": path.name}), Text("Check the path."), file=str(path))
    payload: Payload = worker.run("core.merge_returned", "read_payload", (str(path),), file=path)
    if not payload.sheets and not payload.rows and payload.answers is None:
        raise _nothing_back(path)
    return plan_payload(project, payload, path)


def plan_payload(project: Project, payload: Payload, path: Path) -> Meeting:
    """Compare what a packet brought, read or typed already; `path` names where it came from."""
    snapshot = project.snapshot()
    with project.reading() as connection:
        out = packed_base(connection, payload.packet_id)
        base = base_rows(out)
        query = "SELECT title, base_revision, content FROM survey_package WHERE uid = ?"
        title, revision, content = connection.execute(query, (payload.packet_id,)).fetchone()
        office = read_rows(connection).rows
        claims = earlier_claims(connection)
        kept = [one.conflict for one in kept_conflicts(connection, "")]
    manifest = json.loads(content)
    sent = sent_packet(payload.packet_id, title, manifest)
    opened = {table: set(uids) for table, uids in manifest.get("open", {}).items()}
    sheets = sort_sheets(payload.sheets, _sent_uids(manifest, opened), sent.language) if payload.sheets else Sheets()
    if payload.sheets and not sheets.known:
        raise _other_workbook(path, sheets)
    if payload.answers is not None:
        sheets.known += answer_sheets(payload.answers, base, sent.year, sent.language)
        sheets.notes += answer_notes(payload.answers)
        payload.seen.update(visits_of(payload.answers))
    sheets.known += sheets_of(payload.cells)
    names = sent_names(out)
    rows, twice = returned_rows(payload.packet_id, sheets.known, snapshot, base, opened, office, names)
    for table, found in payload.rows.items():
        rows[table] = dict(_from_field(table, found, base.get(table, {}), opened.get(table, set())))
    returned = Returned(payload.packet_id, title, payload.hash, path.name, revision, payload.seen)
    for one in kept:  # a row of this very file that was not taken is asked about already
        if one.packet == returned.packet and not one.field:
            rows.get(one.table, {}).pop(one.uid, None)
    complete_figures(rows, base, office, sent)
    folded, before = fold_all(rows), fold_all(base)
    spots = _spots(folded, before, payload, sent)
    known = {(one.packet, one.place) for one in kept}
    questions = Questions(returned.packet, snapshot, before, office, spots)
    asked = [one for one in questions.take_out(folded) if (one.packet, one.place) not in known]
    plan = plan_merge(before, office, folded, returned.packet, claims, whole=tuple(payload.rows))
    plan.spots, plan.reasons = spots, questions.reasons
    plan.conflicts += [*asked, *_said_twice(plan, fold_all(twice), folded, before, office)]
    plan.conflicts = [_of_proof(one) for one in plan.conflicts]
    twins = twins_of(plan, office, closed_firms(snapshot))
    return Meeting(plan, returned, two_way=False, here=0, left_alone={}, twins=twins, notes=tuple(sheets.notes))


def _sent_uids(manifest: Mapping[str, Any], opened: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """By table what went out; the questions to people apart, since they have a sheet of their own."""
    sent = {table: set(uids) for table, uids in manifest["tables"].items()}
    return {**sent, "answers": opened.get("statistic", set())}


def _spots(rows: Tables, base: Tables, payload: Payload, sent: Sent) -> dict[str, Spot]:
    """By capacity who saw what came back of its proof."""
    return {
        uid: spot_of(payload.seen, {**base.get("capacity", {}).get(uid, {}), **row}.get("actor_id"), sent.whom)
        for uid, row in rows.get("capacity", {}).items()
    }


def _of_proof(one: Conflict) -> Conflict:
    """A question about a proof needs what every step of a proof needs."""
    return replace(one, kind="proof") if (one.table, one.field) == ("capacity", "proof") else one


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
                    held = (office, plan.adds, plan.updates)
                    now = {name: value for rows in held for name, value in rows.get(table, {}).get(uid, {}).items()}
                    yield Conflict(plan.packet, table, uid, name, before.get(name), now.get(name), value)


def packet_label(meeting: Meeting) -> Text:
    """What the edit is called."""
    return Text("Merge the survey packet {title}", {"title": meeting.returned.title})


def _other_workbook(path: Path, sheets: Sheets) -> UserError:
    return UserError(
        sheets.notes[0], Text("Give the sheets their names back, or copy what was filled in to the packet's workbook."),
        file=str(path),
    )  # fmt: skip


def _nothing_back(path: Path) -> UserError:
    return UserError(
        Text("{file} holds nothing that a survey fills in here.", {"file": path.name}),
        Text(
            "Put the filled workbook or the data of QField back into the packet. Of an ODK form merge what its server "
            "exported; paper sheets are typed in the window: Survey > Type what is written on pages."
        ),
        file=str(path),
    )
