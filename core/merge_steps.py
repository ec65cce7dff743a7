"""The proof of a receiver by a packet: a step like any other, with the day and the person who was on the spot.

A packet says by whom it was filled in, a tablet also on which day. Where a step on the spot lacks one of them, or a
step goes back, it is a question, whose note says them: `2026-05-01 Li Ming: the yard is full`, with the reason of a
step back behind a colon or comma; behind a name in Chinese letters a blank is enough.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from core.errors import UserError
from core.fields import FieldFault
from core.merge_plan import Conflict, Spot
from core.merge_values import Row
from core.survey_proof import ON_SITE, STEPS, insert_step, is_step_back
from core.text import Text

_NOTE = re.compile(
    r"\s*(?P<day>\d{4}-\d\d-\d\d)\s+(?:(?P<name>[\u4e00-\u9fff\u00b7]+)(?:[\s,;:\uff0c\uff1b\uff1a]+(?P<why>.*))?"
    r"|(?P<person>[^,;:\uff0c\uff1b\uff1a]+)(?:[,;:\uff0c\uff1b\uff1a](?P<reason>.*))?)",
    re.DOTALL,
)
UNTOLD = Text("day and person are not said; write them as a note, such as 2026-05-01 Li Ming")


def spot_of(seen: Mapping[str, Row], actor: object, person: str) -> Spot:
    """What a packet tells of the visit to a firm."""
    told = seen.get(str(actor), {})
    return Spot(str(told.get("visited") or "")[:10], str(told.get("person") or person))


def spot_of_note(note: str) -> Spot:
    """What the note of a question says; a note in other words says nothing."""
    found = _NOTE.fullmatch(note)
    if found is None:
        return Spot()
    person, note = found["name"] or found["person"], found["why"] or found["reason"] or ""
    return Spot(found["day"], person.strip(), note.strip())


def is_asked(state: object, before: str, spot: Spot) -> bool:
    """Whether a step cannot be noted without a question."""
    if state not in STEPS or state == before:
        return False
    return (state in ON_SITE and not (spot.day and spot.person)) or is_step_back(str(state), before)


def spots_of_notes(asked: Iterable[tuple[Conflict, str]]) -> dict[str, Spot]:
    """By capacity what the notes of questions about proofs say."""
    return {
        one.uid: spot_of_note(note)
        for one, note in asked
        if (one.table, one.field) == ("capacity", "proof") and one.kind in ("proof", "held")
    }


def note_of_spot(one: Conflict, spots: Mapping[str, Spot]) -> str:
    """What is known of a step that is asked about, as the note of its question."""
    spot = spots.get(one.uid, Spot()) if one.kind == "proof" else Spot()
    return f"{spot.day} {spot.person}" if spot.day and spot.person else ""


def write_steps(
    db: sqlite3.Connection, ids: Mapping[str, int], states: Mapping[str, str], spots: Mapping[str, Spot]
) -> Iterator[tuple[str, FieldFault]]:
    """Note steps of capacities by uid, inside an edit; those that cannot be noted are yielded with the reason."""
    for uid, state in states.items():
        spot = spots[uid]
        if state in ON_SITE and not (spot.day and spot.person):
            yield uid, FieldFault("proof", UNTOLD, value=state)
            continue
        try:
            insert_step(db, uid, ids[uid], state, person=spot.person, day=spot.day, note=spot.note)
        except UserError as problem:
            yield uid, FieldFault("proof", problem.sentence, value=state)
