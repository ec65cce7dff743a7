"""The workbook of a survey as rows again: cells read as the fields that they were made of, under their hidden uids.

Rows without a uid are new; they get one that only depends on the packet and on what they say, so that the same workbook
never adds them twice. A cell that cannot be read stays as it was written and is told when the row is taken.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.catalogues import find_pollutant
from core.cells import Cell, CellFault
from core.field_cells import read_cell
from core.fields import FIELDS, Field
from core.headers import find_column
from core.i18n import LANGUAGES, translate
from core.kinds import PERMITTED_USES
from core.merge_identity import Named, known_rows, known_uid, made_uid
from core.merge_names import Sent
from core.merge_returned import Grid
from core.merge_values import Amount, Tables, completed, same, whole_text
from core.names import name_key, tidy
from core.row_names import RowNames
from core.snapshot import Snapshot
from core.survey_workbook import AMOUNT_UID, PAGE, TABLES, UID
from core.units import base_unit_of
from core.words import find_word

# By kind of table: what its columns are called in the table, where that is not the name of the field itself.
_NAMED = {
    "actors": {"industry": "industry_code", "region": "region_id", "permit class": "permit_class"},
    "flows": {"from": "sender_id", "to": "receiver_id", "commodity": "commodity_id", "contract": "contract"},
    "capacities": {"actor": "actor_id", "commodity": "commodity_id", "amount": "value_entered", "unit": "unit_entered"},
    "stocks": {"actor": "actor_id", "commodity": "commodity_id", "capacity": "storage_capacity"},
    "statistics": {
        "actor": "actor_id", "region": "region_id", "commodity": "commodity_id", "value": "value_entered",
        "unit": "unit_entered",
    },
    "emissions": {
        "actor": "actor_id", "mass": "mass_entered", "unit": "unit_entered", "limit": "limit_concentration",
    },
}  # fmt: skip
_STATED = {"amount": "value_entered", "unit": "unit_entered"}  # of a row of links, with these of the same name
_OF_AMOUNT = ("year", "period", "origin", "document", "grade")
_SHARED = ("note", "source")  # of the statement where the row has one
# Kept in other units or words than they are shown in, or not asked on the spot.
_PASSED = {"sd", "publisher", "source date", "source use", "lon", "lat", "destination", "manifest state",
           "id", "alias", "former name", "short name", "geometry"}  # fmt: skip
_MADE_HERE = {"commodity": "name", "source": "title"}
# What a row says of a commodity or source that nobody named before.
_DESCRIBED = {
    "commodity": {"medium": "medium"},
    "source": {"publisher": "publisher", "source date": "date", "source use": "permitted_use"},
}
# What a row is about: a copied row in which one of these was changed is another row.
_IDENTITY = {
    "actors": ("name", "credit code"),
    "flows": ("from", "to", "commodity", "kind", "year", "period", "origin", "document"),
    "capacities": ("actor", "commodity"),
    "stocks": ("actor", "commodity", "year"),
    "statistics": ("actor", "region", "item", "commodity", "year"),
    "emissions": ("actor", "outlet", "medium", "pollutant", "destination", "year"),
}
_ENDS = ("sender_id", "receiver_id", "commodity_id", "kind")  # of a link
_SUMS = "aggregate"
_NEW = uuid.UUID("5b0c9a52-7d0e-5a55-9f7e-2d1f6c1b9a10")
Base = Mapping[str, Mapping[str, Mapping[str, Any]]]
Rows = dict[str, dict[str, dict[str, Any]]]


@dataclass(slots=True)
class _Line:
    """A row of a sheet: its cells by column, its hidden uids, what stands under headings that nobody knows."""

    told: dict[str, Cell]
    uid: str
    stated: str
    strange: dict[str, Cell]
    again: bool = False  # of the same thing as a row before


def base_rows(base: Base) -> dict[str, dict[str, dict[str, Any]]]:
    """The base that the project keeps of a packet, references as uids and points as pairs."""
    return {
        table: {uid: {name: _kept(table, name, value) for name, value in row.items()} for uid, row in rows.items()}
        for table, rows in base.items()
    }


def _kept(table: str, name: str, value: Any) -> Any:
    kinds = {each.column: each.kind for each in FIELDS[table]}
    if kinds[name] == "reference":
        return value[0] if value else None
    return tuple(value) if kinds[name] == "point" and value else value


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one workbook."""

    packet: str
    snapshot: Snapshot
    base: Base
    opened: Mapping[str, set[str]]
    office: Tables
    names: RowNames
    sent: Sent
    rows: Rows = field(default_factory=dict)
    twice: Rows = field(default_factory=dict)  # said again of a row that stands in the sheet already
    made: set[str] = field(default_factory=set)
    _line: _Line = field(default_factory=lambda: _Line({}, "", "", {}))
    _stating: dict[str, dict[Named, str]] = field(default_factory=dict)
    _known: dict[str, frozenset[str]] = field(default_factory=dict)
    _new: dict[tuple[str, str], str] = field(default_factory=dict)
    _links: dict[tuple[Any, ...], list[tuple[str, Any]]] = field(default_factory=dict)

    def sheet(self, kind: str, grid: Grid) -> None:
        """Every row of a sheet."""
        headings = [tidy(whole_text(cell)) for cell in grid[0]]
        columns = ["" if _hidden(heading) else find_column(heading, kind) for heading in headings]
        lines = []
        for cells in grid[1:]:
            told = dict(zip(columns, cells, strict=False))
            hidden = {heading: whole_text(cell) for heading, cell in zip(headings, cells, strict=False)}
            strange: dict[str, Cell] = {
                heading: cell
                for heading, column, cell in zip(headings, columns, cells, strict=False)
                if not column and not _hidden(heading) and heading and cell not in (None, "")
            }
            told.pop("", None)
            if any(cell not in (None, "") for cell in told.values()):
                lines.append(_Line(told, hidden.get(UID, ""), hidden.get(AMOUNT_UID, ""), strange))
        self._part(kind, lines)
        for line in lines:
            self._line = line
            self._row(kind, line.told, line.uid, line.stated, line.strange)

    def _part(self, kind: str, lines: list[_Line]) -> None:
        """Give up the hidden uids of copied rows that are about something else; mark those about the same."""
        groups: dict[str, list[_Line]] = {}
        for line in lines:
            if key := line.stated or line.uid:
                groups.setdefault(key, []).append(line)
        for group in groups.values():
            if len(group) > 1:
                first = next((line for line in group if self._is_own(kind, line)), group[0])
                for line in group:
                    if line is not first:
                        _set_apart(kind, line, first)

    def _is_own(self, kind: str, line: _Line) -> bool:
        """Whether a row is still about what it was about when it went out."""
        tables = [(TABLES[kind], kind, line.uid)] + ([("flow_amount", "", line.stated)] if kind == "flows" else [])
        told = {name: line.told[name] for name in _IDENTITY[kind] if name in line.told}
        return all(
            same(value, known.get(name))
            for table, words, uid in tables
            if (known := self._base(table, uid))
            for name, value in self._fields(table, words, told, known)
        )

    def _row(self, kind: str, told: dict[str, Cell], uid: str, stated: str, strange: dict[str, Cell]) -> None:
        if kind == "flows":
            self._link(told, uid, stated, strange)
            return
        table = TABLES[kind]
        if uid in self.opened.get(table, ()) and told.get("value") in (None, ""):
            return
        known = self._base(table, uid)
        row = dict(self._fields(table, kind, told, known))
        if kind == "actors":
            row |= self._place(told, known)
        if kind == "emissions":
            row |= self._goes_to(told)
        self._measure(row, told)
        if kind == "stocks":
            self._in_unit(row, told)
        uid = uid or self._made(table, row)
        if table == "actor" and not known:
            self._new["actor", name_key(str(row.get("name", "")))] = uid
        self._put(table, uid, row, known, strange)

    def _link(self, told: dict[str, Cell], uid: str, stated: str, strange: dict[str, Cell]) -> None:
        opened = stated in self.opened.get("flow_amount", ())
        known = self._base("flow", uid)
        shared = {} if stated or told.get("amount") not in (None, "") else {name: told.get(name) for name in _SHARED}
        names = (*_NAMED["flows"], "kind", "since", "until", "status")
        link = {name: told[name] for name in names if name in told} | {n: v for n, v in shared.items() if n in told}
        row = dict(self._fields("flow", "flows", link, known))
        uid = uid or self._same_link(row) or self._made("flow", row)
        self._measure(row, told)
        if not opened or told.get("amount") not in (None, ""):
            self._put("flow", uid, row, known, strange)
        if opened and told.get("amount") in (None, ""):
            return
        if not stated and told.get("amount") in (None, ""):
            return
        figures = {name: told[name] for name in (*_STATED, *_OF_AMOUNT, *_SHARED) if name in told}
        before = self._base("flow_amount", stated)
        amount: dict[str, Any] = {"flow_id": uid, **dict(self._fields("flow_amount", "", figures, before))}
        stated = stated or self._made("flow_amount", amount)
        self._put("flow_amount", stated, amount, before, {})

    def _put(
        self, table: str, uid: str, row: dict[str, Any], known: Mapping[str, Any], strange: dict[str, Cell]
    ) -> None:
        row = completed(table, row, known)
        rows = self.twice if self._line.again else self.rows
        held = rows.setdefault(table, {}).setdefault(uid, {})
        for name, value in {**row, **strange}.items():  # a link stands in several rows; who changed a cell is heard
            if name not in held or same(held[name], known.get(name)):
                held[name] = value
            elif not same(value, known.get(name)) and not same(value, held[name]):  # both did
                self.twice.setdefault(table, {}).setdefault(uid, {})[name] = value

    def _base(self, table: str, uid: str) -> Mapping[str, Any]:
        return self.base.get(table, {}).get(uid, {})

    def _fields(
        self, table: str, kind: str, told: Mapping[str, Cell], known: Mapping[str, Any]
    ) -> Iterator[tuple[str, Any]]:
        renamed = _NAMED.get(kind, _STATED)
        fields = {each.column: each for each in FIELDS[table] if each.typed}
        for column, cell in told.items():
            if column in _PASSED or (not known and cell in (None, "")):
                continue
            name = renamed.get(column, "source_id" if column == "source" else column.replace(" ", "_"))
            if name in fields:
                yield name, self._value(fields[name], cell, known)

    def _value(self, each: Field, cell: Cell, known: Mapping[str, Any]) -> Any:
        if each.column == "pollutant" and (found := find_pollutant(str(known.get("medium", "")), whole_text(cell))):
            return found.id
        if each.kind == "reference":
            return self._reference(each, cell, known.get(each.column))
        try:
            return read_cell(each, cell, self.names)
        except CellFault:
            return cell

    def _reference(self, each: Field, cell: Cell, known: Any = None) -> Any:
        text = whole_text(cell)
        sent = self.sent.get((each.target, name_key(text)), set())
        if known in sent or text in self._uids(each.target):
            return known if known in sent else text
        try:
            id = read_cell(each, text, self.names)
        except CellFault:
            if each.target == "actor" and (each.target, name_key(text)) in self._new:
                return self._new[each.target, name_key(text)]
            if len(sent) == 1:
                return next(iter(sent))
            return self._named(each.target, text) if each.target in _MADE_HERE and text else text
        if id is None:
            return None
        rows = getattr(self.snapshot, each.target)
        uid = str(rows.uid[rows.id.searchsorted(id)])
        if each.target == "source" and not (self._line.stated or self._line.uid):
            self._other_use(uid)
        return uid

    def _stated(self, table: str) -> Mapping[Named, str]:
        if table not in self._stating:
            self._stating[table] = known_rows(self.office.get(table, {}), table)
        return self._stating[table]

    def _uids(self, table: str) -> frozenset[str]:
        """The uids of a table, by which a form names rows."""
        if table not in self._known:
            self._known[table] = frozenset(map(str, getattr(self.snapshot, table).uid))
        return self._known[table]

    def _other_use(self, uid: str) -> None:
        """A source of the project for which a new row names another use is asked about."""
        said = dict(self._described("source")).get("permitted_use")
        known = self.office.get("source", {}).get(uid, {})
        if said and said != known.get("permitted_use"):
            self.rows.setdefault("source", {})[uid] = {"permitted_use": said}

    def _described(self, table: str) -> Iterator[tuple[str, Any]]:
        """What the present row says of a commodity or source; what cannot be read as it was written."""
        fields = {each.column: each for each in FIELDS[table]}
        for column, name in _DESCRIBED[table].items():
            if (cell := self._line.told.get(column)) not in (None, ""):
                yield name, self._value(fields[name], cell, {})

    def _named(self, table: str, name: str) -> str:
        """A commodity or source that nobody named before; of the same name it is the same in every packet."""
        made = str(uuid.uuid5(_NEW, f"{table} {name_key(name)}"))
        held = self.rows.setdefault(table, {}).setdefault(made, {_MADE_HERE[table]: tidy(name)})
        for column, value in self._described(table):
            strict = column == "permitted_use" and value not in PERMITTED_USES
            if strict or (value == _SUMS and held.get(column) in (None, *PERMITTED_USES)):
                held[column] = value  # what permits least holds, and what nobody can read is told
            held.setdefault(column, value)
        return made

    def _measure(self, row: Mapping[str, Any], told: Mapping[str, Cell]) -> None:
        """A commodity that nobody named before is measured by the unit that its first row has."""
        if (made := self.rows.get("commodity", {}).get(str(row.get("commodity_id")))) and told.get("unit"):
            made.setdefault("base_unit", base_unit_of(whole_text(told.get("unit"))))

    def _place(self, told: Mapping[str, Cell], known: Mapping[str, Any]) -> dict[str, Any]:
        if "lon" not in told or "lat" not in told:
            return {}
        lon, lat = whole_text(told["lon"]), whole_text(told["lat"])
        field = next(each for each in FIELDS["actor"] if each.column == "geom")
        try:
            return {"geom": read_cell(field, f"{lon}, {lat}" if lon or lat else None, self.names)}
        except CellFault:
            return {"geom": f"{lon}, {lat}"}

    def _goes_to(self, told: Mapping[str, Cell]) -> dict[str, Any]:
        """Where an emission goes: a word, or the central plant that the cell names."""
        if not (text := whole_text(told.get("destination"))):
            return {}
        if word := find_word("destination", text):
            return {"destination": word, "plant_id": None}
        plant = next(each for each in FIELDS["emission"] if each.column == "plant_id")
        return {"destination": "plant", "plant_id": self._reference(plant, text)}

    def _in_unit(self, row: dict[str, Any], told: Mapping[str, Cell]) -> None:
        """Stocks are kept in the base unit of their commodity; one that was filled in with another unit brings it."""
        unit = whole_text(told.get("unit"))
        goods = str(row.get("commodity_id"))
        known = self.office.get("commodity", {}).get(goods) or self.rows.get("commodity", {}).get(goods, {})
        if unit and known.get("base_unit") and not same(Amount(1.0, unit), Amount(1.0, known["base_unit"])):
            for name in ("opening", "closing", "storage_capacity"):
                if row.get(name) is not None:
                    row[name] = f"{row[name]} {unit}"

    def _same_link(self, row: Mapping[str, Any]) -> str:
        """The link of the project that a new row means."""
        wanted = tuple(row.get(name) or ("material" if name == "kind" else None) for name in _ENDS)
        since = row.get("since")
        for uid, until in self._linked().get(wanted, ()):
            if not (isinstance(since, int | float) and until is not None and since > until):
                return uid
        return ""

    def _linked(self) -> Mapping[tuple[Any, ...], Sequence[tuple[str, Any]]]:
        """The links of the project (uid, until) by what is sent from where to where."""
        if not self._links:
            for uid, link in self.office.get("flow", {}).items():
                self._links.setdefault(tuple(link[name] for name in _ENDS), []).append((uid, link["until"]))
        return self._links

    def _made(self, table: str, row: Mapping[str, Any]) -> str:
        """The uid of a new row; a second row of the workbook about the same thing says it again."""
        uid = known_uid(self._stated, table, row) or made_uid(self.packet, table, row)
        if table != "flow":
            self._line.again |= uid in self.made
            self.made.add(uid)
        return uid


def _set_apart(kind: str, line: _Line, first: _Line) -> None:
    """A copied row as a new one where it is about something else, else as said again."""
    names = _IDENTITY[kind]
    other = {name for name in names if tidy(whole_text(line.told.get(name))) != tidy(whole_text(first.told.get(name)))}
    if not other:
        line.again = True
        return
    line.stated = ""
    if kind != "flows" or other & {"from", "to", "commodity", "kind"}:
        line.uid = ""


def _hidden(heading: str) -> bool:
    return heading in (UID, AMOUNT_UID, *(translate(PAGE, language) for language in LANGUAGES))


def returned_rows(
    packet: str,
    sheets: Iterable[tuple[str, Grid]],
    snapshot: Snapshot,
    base: Base,
    opened: Mapping[str, set[str]],
    office: Tables,
    sent: Sent,
) -> tuple[Rows, Rows]:
    """The rows of a returned workbook by table and uid, and what a second row says of the same.

    Sheets come with their kinds, firms first, so that links can name new ones; `sent` is what rows were called.
    """
    reader = _Reader(packet, snapshot, base, opened, office, RowNames(snapshot), sent)
    for kind, grid in sheets:
        if grid:
            reader.sheet(kind, grid)
    return reader.rows, reader.twice
