"""Conflicts and changes of a merge in the words that people know: tables, rows, fields, values.

Rows that may only enter sums (statistics law) are counted and not told.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.fields import FIELDS, column_title
from core.i18n import show, translate
from core.merge_plan import Conflict, Place, Plan
from core.merge_records import Kept, is_copy, note_text
from core.merge_values import ABSENT, Amount, as_text
from core.model import TABLES
from core.row_names import row_name
from core.snapshot import Snapshot
from core.table_titles import table_title
from core.text import N_, Text

KIND_TITLES = {
    "field": N_("both changed it"),
    "delete": N_("the survey deleted the row"),
    "deleted": N_("the office deleted the row"),
    "column": N_("a column that is not known here"),
    "key": N_("another row holds this already"),
    "held": N_("could not be taken"),
    "emptied": N_("the survey emptied a known number"),
    "unit": N_("its unit cannot be converted"),
    "declared": N_("the survey changed a declared figure; what was seen belongs in the row of the survey"),
    "far": N_("moved more than 20 km away"),
    "doubt": N_("to be looked at before it is taken"),
    "proof": N_("write day and person as a note, of a step back also the reason"),
    "update": N_("changed by the survey"),
    "add": N_("new"),
}
_OF_COPIES = {
    "delete": N_("the other copy deleted the row"),
    "deleted": N_("this project deleted the row"),
    "update": N_("changed in the other copy"),
}


Point = tuple[float, float] | None
_ENDS = (("sender_id", "actor"), ("receiver_id", "actor"), ("commodity_id", "commodity"))
_UID = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}")
_ABOUT = {"flow_id": "flow", "actor_id": "actor", "sender_id": "actor", "receiver_id": "actor"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a review: where, which kind (of `KIND_TITLES`), and the values on all sides as text."""

    packet: str
    place: Place
    kind: str
    table: Text | str
    name: Text | str
    field: Text | str
    base: str
    office: str
    returned: str
    note: str = ""
    id: int = 0  # of a conflict that the project keeps
    who: str = ""  # last changed the row in the office
    when: str = ""
    points: tuple[Point, ...] = ()  # of a firm that was moved: before, in the office, by the survey

    @property
    def why(self) -> str:
        """The title of its kind, of another copy in words of copies."""
        return (_OF_COPIES.get(self.kind) if is_copy(self.packet) else None) or KIND_TITLES[self.kind]


class Words:
    """Names of rows against one snapshot; what it may not tell is told by `closed`.

    Words of closed lists are told in `language`, without one as they are kept. `rows` are the new ones; `who` and
    when changed a row last in the office, by table and uid.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        rows: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
        language: str = "",
        who: Mapping[tuple[str, str], tuple[str, str]] | None = None,
    ) -> None:
        self.snapshot, self.language = snapshot, language
        self._new, self._who = rows or {}, who or {}
        self._places: dict[str, dict[str, int]] = {}
        self._closed = snapshot.closed_rows() if snapshot.sums_only.any() else set()

    def _rows(self, table: str) -> dict[str, int]:
        if table not in self._places:
            rows = getattr(self.snapshot, table, None)
            uids = getattr(rows, "uid", ()) if table in TABLES else ()
            self._places[table] = {str(uid): place for place, uid in enumerate(uids)}
        return self._places[table]

    def closed(self, table: str, uid: str, row: Any = None) -> bool:
        """Whether a row may only enter sums; of one that is not in the project `row` tells its source."""
        if isinstance(row, Mapping) and row.get("source_id") in self._sums():
            return True
        if self._closed and self._about_closed(row if isinstance(row, Mapping) else self._new.get(table, {}).get(uid)):
            return True
        return (table, uid) in self._closed

    def _about_closed(self, row: Mapping[str, Any] | None) -> bool:
        """Whether a row is about a link or firm that may only enter sums."""
        return row is not None and any(
            (target, str(row[name])) in self._closed for name, target in _ABOUT.items() if row.get(name)
        )

    def _sums(self) -> set[str]:
        """The uids of sources that permit only sums, those that would be new too."""
        known = self.snapshot.source.uid[self.snapshot.sums_only[: len(self.snapshot.source)]]
        new = {uid for uid, row in self._new.get("source", {}).items() if row.get("permitted_use") == "aggregate"}
        return new | set(map(str, known))

    def name(self, table: str, uid: str) -> Text | str:
        """What a row is called; a new one by its name or by the link or firm it is about, else by its uid."""
        place = self._rows(table).get(uid)
        if place is not None and (table in FIELDS or table in ("register",)):
            return row_name(self.snapshot, table, place)
        row = self._new.get(table, {}).get(uid, {})
        if table == "flow" and row:
            return self._link(row)
        for column, target in (("flow_id", "flow"), ("actor_id", "actor")):
            if about := row.get(column):
                return self.name(target, str(about))
        return str(row.get("name") or row.get("title") or (uid[:8] if _UID.fullmatch(uid) else uid))

    def _link(self, row: Mapping[str, Any]) -> str:
        """A new link by its ends and commodity, as those of the project are called."""
        names = [self.name(table, uid) if (uid := row.get(column)) else "…" for column, table in _ENDS]
        sender, receiver, goods = (show(name, self.language or "en") for name in names)
        return f"{sender} → {receiver} · {goods}"

    def last(self, table: str, uid: str) -> tuple[str, str]:
        """Who changed a row last in the office, and when."""
        return self._who.get((table, uid), ("", ""))

    def value(self, table: str, field: str, value: Any) -> str:
        """A value as text; a reference by the name of its row."""
        if isinstance(value, Mapping):
            return str(value.get("name") or value.get("title") or _figure(value))
        each = next((each for each in FIELDS.get(table, ()) if each.column == field), None)
        if each is not None and each.target and isinstance(value, str):
            named = self.name(each.target, value)
            return named if isinstance(named, str) else value[:8]
        if each is not None and self.language and isinstance(value, str) and value in each.choices:
            return translate(each.choices[value], self.language)
        if each is not None and each.kind == "point" and isinstance(value, tuple):
            return f"{value[0]:.5f}, {value[1]:.5f}"
        return as_text(value)


def _figure(row: Mapping[str, Any]) -> str:
    """What a row without a name says: its amount."""
    told = next((value for value in row.values() if isinstance(value, Amount)), None)
    return as_text(told) or "…" if told is not None else "…"


def conflict_line(words: Words, one: Conflict, note: str = "", id: int = 0, who: str = "", when: str = "") -> Line:
    """A conflict as a line."""
    title = Text(column_title(one.table, one.field)) if one.field and one.kind != "column" else one.field
    values = [words.value(one.table, one.field, value) for value in (one.base, one.office, one.returned)]
    name = words.name(one.table, one.uid)
    if isinstance(one.returned, Mapping) and name == one.uid[:8]:
        name = values[2]
    return Line(
        one.packet, one.place, one.kind, table_title(one.table), name, title, values[0], values[1], values[2],
        note, id, who or words.last(*one.place[:2])[0], when or words.last(*one.place[:2])[1], _points(one),
    )  # fmt: skip


def plan_lines(words: Words, plan: Plan, twins: Mapping[str, Text] | None = None) -> list[Line]:
    """What a plan would change and what is to be decided, conflicts first, without rows that may enter sums only.

    `twins` says of new firms by uid which one each may be.
    """
    notes = {uid: show(told, words.language or "en") for uid, told in (twins or {}).items()}
    reasons = {place: show(told, words.language or "en") for place, told in plan.reasons.items()}
    told = [one for one in plan.conflicts if not words.closed(one.table, one.uid, one.returned)]
    lines = [conflict_line(words, one, reasons.get(one.place, "")) for one in told]
    asked = {one.place for one in plan.conflicts}
    for claim in plan.claims:
        row = plan.updates.get(claim.table, {}).get(claim.uid, {})
        if claim.field in row and claim.place not in asked and not words.closed(claim.table, claim.uid):
            one = Conflict(claim.packet, *claim.place, claim.base, claim.own, row[claim.field], "update")
            lines.append(conflict_line(words, one))
    for table, rows in plan.adds.items():
        new = [Conflict(plan.packet, table, uid, "", ABSENT, ABSENT, row, "add") for uid, row in rows.items()]
        lines += [
            conflict_line(words, one, notes.get(one.uid, ""))
            for one in new
            if not words.closed(table, one.uid, one.returned)
        ]
    return lines


def withheld(words: Words, plan: Plan) -> int:
    """How many rows of a plan are not told, since they may only enter sums."""
    told: Iterable[tuple[str, str, Any]] = [
        *((one.table, one.uid, one.returned) for one in plan.conflicts),
        *((one.table, one.uid, None) for one in plan.claims),
        *((table, uid, row) for table, rows in plan.adds.items() for uid, row in rows.items()),
    ]
    return len({(table, uid) for table, uid, row in told if words.closed(table, uid, row)})


def kept_lines(words: Words, kept: Iterable[Kept]) -> list[Line]:
    """Conflicts that the project keeps, as lines."""
    told = [one for one in kept if not words.closed(one.conflict.table, one.conflict.uid, one.conflict.returned)]
    return [
        conflict_line(
            words, one.conflict, show(note_text(one.note), words.language), one.id, one.office_by, one.office_at
        )
        for one in told
    ]


def _points(one: Conflict) -> tuple[Point, ...]:
    """Where a firm stands by all sides, where they differ."""
    if one.table != "actor" or one.field != "geom":
        return ()
    values = (one.base, one.office, one.returned)
    return tuple(value if isinstance(value, tuple) and len(value) == 2 else None for value in values)
