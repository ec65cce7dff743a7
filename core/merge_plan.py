"""The three-way merge of rows by uid and field: what is taken, what is equal, and what a person has to decide.

Nothing wins in silence. A field that one side changed is taken; equal changes are one; where both changed a field, or
where packets contradict each other, what the office has stays and each other value is an open conflict. A row that is
missing on one side is never deleted here: it is a question too. The order of packets does not matter: what stands is a
function of the office's own value and of the set of what packets say (`settle`), and a packet merged again adds
nothing. Of new rows that are one by their name (a commodity, a source), the uid of the first stays.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.merge_values import ABSENT, Row, Tables, same, written
from core.text import Text

# Rows of these tables are known by a name that no two can have, whatever their uids are.
NAMED = {
    "source": ("title",),
    "commodity": ("name",),
    "scenario": ("name",),
    "membership": ("actor_id", "region_id", "year"),
    "catalogue_line": ("catalogue", "edition", "code"),
}
UNIQUE = {"actor": "credit_code"}  # rows of their own, of which two cannot hold the same
Place = tuple[str, str, str]  # table, uid, field


@dataclass(frozen=True, slots=True)
class Claim:
    """That a packet changed a field from `base` to `value`, where the office's own value was `own`."""

    packet: str
    table: str
    uid: str
    field: str
    base: Any
    own: Any
    value: Any

    @property
    def place(self) -> Place:
        """Which field of which row."""
        return self.table, self.uid, self.field


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a person has to decide of a field, or where `field` is empty of a whole row.

    Kinds: field (both changed it, or packets differ), delete (the packet has the row no more), deleted (the office has
    it no more, the packet changed it), column (the packet has a column that is not known here), key (another row holds
    what only one may hold); of packets emptied (a known number came back empty), unit (an amount in a unit that cannot
    be converted), declared, far, proof (a step of a proof of which not all is known that it needs) and doubt (what
    cannot be or is odd; of a new amount the whole row).
    """

    packet: str
    table: str
    uid: str
    field: str
    base: Any
    office: Any
    returned: Any
    kind: str = "field"

    @property
    def place(self) -> Place:
        """Which field of which row."""
        return self.table, self.uid, self.field


@dataclass(frozen=True, slots=True)
class Spot:
    """Who was on the spot and when, as far as that is known, and why where it matters."""

    day: str = ""
    person: str = ""
    note: str = ""


@dataclass(slots=True)
class Plan:
    """What a merge would do: new rows, fields to be set, how many changes both sides made alike, conflicts.

    `claims` are remembered, so that later packets meet them; `mapped` are uids of rows that are known by another uid.
    `deletes` and `notes` (rows, and lines for their notes) come only from a person's decisions. `spots` tell by
    capacity who saw what a packet says of its proof, `reasons` by place why something is in doubt.
    """

    adds: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    updates: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    equal: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    mapped: dict[str, str] = field(default_factory=dict)
    deletes: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    packet: str = ""
    spots: Mapping[str, Spot] = field(default_factory=dict)
    reasons: Mapping[Place, Text] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, fields updated, changes equal, fields or rows in conflict, of those deletions."""
        return {
            "adds": sum(map(len, self.adds.values())),
            "updates": sum(len(row) for rows in self.updates.values() for row in rows.values()),
            "equal": self.equal,
            "conflicts": len(self.conflicts),
            "deletes": sum(one.kind == "delete" for one in self.conflicts),
        }


def settle(base: Any, own: Any, values: Iterable[Any]) -> Any:
    """What stands in a field: the office's own value where it has one, else what all packets agree on, else the base.

    Of a row that is in no base an empty field says nothing, and where only packets have it the least of their values
    stands, as `written` orders them.
    """
    made_anew = base is ABSENT
    if not (made_anew and same(own, None)) and own is not ABSENT and not same(own, base):
        return own
    distinct: list[Any] = []
    for value in values:
        if not any(same(value, known) for known in distinct):
            distinct.append(value)
    if len(distinct) == 1:
        return distinct[0]
    if made_anew:
        return min(distinct, key=written)
    return base


def plan_merge(
    base: Tables,
    office: Tables,
    returned: Tables,
    packet: str = "",
    earlier: Iterable[Claim] = (),
    whole: Collection[str] | None = None,
) -> Plan:
    """Compare what came back with the base it was made from and with what the office has now; rows are folded.

    `earlier` are the claims of packets merged before; `whole` names the tables of which a missing row means that it
    was deleted (None: all that came back).
    """
    merge = _Merge(base, office, packet, earlier)
    returned = merge.known_by_name(returned)
    for table, rows in returned.items():
        for uid, row in rows.items():
            merge.row(table, uid, row)
    merge.missing(returned, returned if whole is None else whole)
    merge.free_keys()
    return merge.plan


class _Merge:
    """The state of one comparison."""

    def __init__(self, base: Tables, office: Tables, packet: str, earlier: Iterable[Claim]) -> None:
        self.base, self.office, self.packet = base, office, packet
        self.plan = Plan(packet=packet)
        self.earlier: dict[Place, list[Claim]] = defaultdict(list)
        self.added_before: set[tuple[str, str]] = set()
        self.known = {table: _fields(base.get(table, {})) | _fields(rows) for table, rows in office.items()}
        for claim in earlier:
            self.earlier[claim.place].append(claim)
            if claim.base is ABSENT:
                self.added_before.add((claim.table, claim.uid))

    def known_by_name(self, returned: Tables) -> dict[str, dict[str, Row]]:
        """The returned rows under the uids by which the office knows rows of the same name, and their references."""
        mapped: dict[str, str] = {}
        for table, names in NAMED.items():
            rows = returned.get(table, {})
            new = {uid: row for uid, row in rows.items() if uid not in self.office.get(table, {})}
            if not new:
                continue
            held = {_key(row, names, {}): uid for uid, row in self.office.get(table, {}).items() if uid not in rows}
            for uid, row in new.items():
                if uid not in self.base.get(table, {}) and (other := held.get(_key(row, names, mapped))):
                    mapped[uid] = other
        self.plan.mapped = mapped
        if not mapped:
            return {table: dict(rows) for table, rows in returned.items()}
        return {
            table: {mapped.get(uid, uid): _referring(row, mapped) for uid, row in rows.items()}
            for table, rows in returned.items()
        }

    def row(self, table: str, uid: str, row: Row) -> None:
        """Compare one row that came back."""
        before = self.base.get(table, {}).get(uid)
        now = self.office.get(table, {}).get(uid)
        if now is not None:
            self._fields(table, uid, before, now, row)
        elif before is None and (table, uid) not in self.added_before:
            self._add(table, uid, row)
        elif changed := _changed(before or {}, row):
            told = before if before is not None else ABSENT
            self._conflict(table, uid, "", told, ABSENT, {**(before or {}), **changed}, "deleted")

    def _add(self, table: str, uid: str, row: Row) -> None:
        known = self.known.get(table) or set(row)
        kept = {name: value for name, value in row.items() if name in known}
        self.plan.adds[table][uid] = kept
        for name, value in kept.items():
            base = _no_base(table, name)
            if not same(value, None):
                self.plan.claims.append(Claim(self.packet, table, uid, name, base, base, value))
        for name in row.keys() - known:
            self._column(table, uid, name, row[name])

    def _fields(self, table: str, uid: str, before: Row | None, now: Row, row: Row) -> None:
        known = self.known[table]
        for name, value in row.items():
            if name not in known:
                self._column(table, uid, name, value)
                continue
            base = _no_base(table, name) if before is None else before.get(name)
            if value is base or same(value, None if base is ABSENT else base):
                continue
            self._field(Claim(self.packet, table, uid, name, base, now.get(name), value), now.get(name))

    def _field(self, claim: Claim, present: Any) -> None:
        """Settle a field that the packet changed, together with what packets before said of it."""
        heard = [one for one in self.earlier.get(claim.place, ()) if same(one.base, claim.base)]
        if any(one.packet == claim.packet and same(one.value, claim.value) for one in heard):
            return  # this packet was merged before
        untouched = heard and same(present, settle(claim.base, heard[-1].own, [one.value for one in heard]))
        if heard and UNIQUE.get(claim.table) == claim.field:  # or another row holds what they wanted
            untouched = untouched or same(present, claim.base)
        own = heard[-1].own if untouched else present
        claims = [*heard, claim] if untouched else [claim]
        stands = settle(claim.base, own, [one.value for one in claims])
        self.plan.claims.append(replace(claim, own=own))
        if not same(stands, present):
            self.plan.updates[claim.table].setdefault(claim.uid, {})[claim.field] = stands
        elif same(stands, claim.value):
            self.plan.equal += 1
        for one in claims:
            if not same(one.value, stands):
                self.plan.conflicts.append(Conflict(one.packet, *one.place, one.base, stands, one.value))

    def _column(self, table: str, uid: str, name: str, value: Any) -> None:
        if not same(value, None):
            self._conflict(table, uid, name, ABSENT, ABSENT, value, "column")

    def _conflict(self, table: str, uid: str, name: str, base: Any, office: Any, returned: Any, kind: str) -> None:
        self.plan.conflicts.append(Conflict(self.packet, table, uid, name, base, office, returned, kind))

    def missing(self, returned: Mapping[str, Mapping[str, Row]], tables: Iterable[str]) -> None:
        """Ask about rows that the packet had and that did not come back; what belongs to one of them goes with it."""
        gone: dict[str, tuple[str, Row, Row]] = {}
        for table in tables:
            rows = returned.get(table, {})
            for uid, before in self.base.get(table, {}).items():
                now = self.office.get(table, {}).get(uid)
                if uid not in rows and now is not None:
                    gone[uid] = (table, before, now)
        for uid, (table, before, now) in gone.items():
            belongs = any(isinstance(value, str) and value in gone for value in before.values())
            if not belongs or _changed(before, now):
                self._conflict(table, uid, "", before, now, ABSENT, "delete")

    def free_keys(self) -> None:
        """Leave empty what another row holds and only one may hold; among packets no one has the better right."""
        for table, name in UNIQUE.items():
            wanted = list(_wanting(self.plan.claims, table, name))
            if not wanted:
                continue
            holders = self._holders(table, name, wanted)
            for claim in wanted:
                if others := holders[str(claim.value)] - {claim.uid}:
                    self._leave(claim)
                    self._yield_key(claim, others)

    def _holders(self, table: str, name: str, wanted: list[Claim]) -> dict[str, set[str]]:
        """Rows by what they hold or are wanted to hold by a packet, this one or an earlier."""
        holders: dict[str, set[str]] = defaultdict(set)
        left = {uid for uid, row in self.plan.updates.get(table, {}).items() if name in row}
        for uid, row in self.office.get(table, {}).items():
            if uid not in left and row.get(name):
                holders[str(row[name])].add(uid)
        before = [one for place, claims in self.earlier.items() if place[::2] == (table, name) for one in claims]
        for claim in [*wanted, *_wanting(before, table, name)]:
            if claim.uid in self.office.get(table, {}) or claim.uid in self.plan.adds.get(table, {}):
                holders[str(claim.value)].add(claim.uid)
        return holders

    def _leave(self, claim: Claim) -> None:
        """Let a row not get what it was to get, and ask."""
        for rows in (self.plan.adds, self.plan.updates):
            row = rows.get(claim.table, {}).get(claim.uid, {})
            if same(row.get(claim.field), claim.value):
                row[claim.field] = claim.base
        asked = (one.packet == claim.packet and one.place == claim.place for one in self.plan.conflicts)
        if not any(asked):
            self.plan.conflicts.append(Conflict(claim.packet, *claim.place, claim.base, claim.base, claim.value, "key"))

    def _yield_key(self, wanted: Claim, others: Iterable[str]) -> None:
        """A row that holds it by an earlier packet gives it up too, or the order of packets would decide."""
        for other in others:
            for claim in _wanting(self.earlier.get((wanted.table, other, wanted.field), ()), *wanted.place[::2]):
                present = self.office[wanted.table].get(other, {}).get(wanted.field)
                if same(claim.value, wanted.value) and same(present, wanted.value):
                    self.plan.updates[wanted.table].setdefault(other, {})[wanted.field] = claim.base
                    self._leave(claim)


def _wanting(claims: Iterable[Claim], table: str, name: str) -> Iterator[Claim]:
    """Claims on a field that only one row may hold, where the office has none of its own."""
    for one in claims:
        if one.table == table and one.field == name and one.value and same(one.own, one.base):
            yield one


def _no_base(table: str, name: str) -> Any:
    """What a field of a new row was before: where only one row may hold a value, empty."""
    return "" if UNIQUE.get(table) == name else ABSENT


def _fields(rows: Mapping[str, Row]) -> set[str]:
    """The fields of a table: those of its first rows, since all of them have the same."""
    return {name for _, row in zip(range(50), rows.values(), strict=False) for name in row}


def _changed(before: Row, row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not same(value, before.get(name))}


def _key(row: Row, names: tuple[str, ...], mapped: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(mapped.get(str(row.get(name)), str(row.get(name))) for name in names)


def _referring(row: Row, mapped: Mapping[str, str]) -> Row:
    if not any(isinstance(value, str) and value in mapped for value in row.values()):
        return row
    return {name: mapped.get(value, value) if isinstance(value, str) else value for name, value in row.items()}
