"""Changes and new rows looked at before they are written: each cell read, each row checked, amounts converted.

A row with a value that cannot be taken is not taken at all, so that no amount is left with the unit of another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import numpy as np

from core.base_amounts import AMOUNTS, KeptAs, convert, kept_as
from core.cells import CellFault, as_shown
from core.code_files import project_lines
from core.code_lists import INDUSTRY_LISTS, CodeLine
from core.code_search import industry_lists, present_edition
from core.field_cells import read_cell, refuse_huge
from core.fields import FIELDS, Field, FieldFault
from core.quantities import split_unit
from core.row_names import RowNames
from core.row_rules import faults_of_row, remarks_of_row
from core.snapshot import Snapshot
from core.steps import pause
from core.text import Text
from core.units import factor_to

Values = dict[str, Any]  # SQL columns; a point is a pair of degrees


@dataclass(frozen=True, slots=True)
class Review:
    """What can be written, by id (of new rows: by place); what cannot, and what is taken with a remark."""

    values: dict[int, Values]
    faults: tuple[FieldFault, ...] = ()
    remarks: tuple[FieldFault, ...] = ()


@dataclass(slots=True)
class _Case:
    """One row under review."""

    id: int
    old: Values
    new: Values
    faults: list[FieldFault] = field(default_factory=list)
    remarks: list[FieldFault] = field(default_factory=list)

    def refuse(self, column: str, reason: Text, cell: object = "") -> None:
        shown = as_shown(cell) if isinstance(cell, str | float | int) else ""
        self.faults.append(FieldFault(column, reason, self.id, shown))

    @property
    def changed(self) -> Values:
        if not self.old:
            return self.new
        return {column: value for column, value in self.new.items() if self.old[column] != value}


class Reviewer:
    """Reads cells against one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.names = RowNames(snapshot)
        self._fresh: dict[tuple[str, int], Values] = {}
        self._editions: dict[tuple[str, str], str] = {}

    def learn(self, table: str, id: int, values: Values) -> None:
        """Know a row that was added after the snapshot was read, so that others may refer to it."""
        self._fresh[table, id] = values
        self.names.learn(table, id)

    def changes(self, table: str, changes: Mapping[int, Mapping[str, object]]) -> Review:
        """Look at other values for existing rows by id; a row that is gone is a fault."""
        rows = getattr(self.snapshot, table)
        cases = []
        for id, given in changes.items():
            place = int(np.searchsorted(rows.id, id))
            if place == len(rows) or rows.id[place] != id:
                gone = _Case(id, {}, {})
                gone.refuse(next(iter(given)), Text("the row is not there any more"))
                cases.append(gone)
                continue
            old = kept_row(self.snapshot, table, place)
            cases.append(self._read(table, _Case(id, old, dict(old)), given))
        return self._finish(table, cases)

    def rows(self, table: str, rows: Iterable[Mapping[str, object]]) -> Review:
        """Look at new rows; columns that are not given get their defaults."""
        cases = []
        for place, given in enumerate(rows):
            unknown = {each.column: _unknown(each) for each in FIELDS[table]}
            begun = {each.column: given.get(each.column, each.default) for each in FIELDS[table] if each.typed}
            cases.append(self._read(table, _Case(place, {}, unknown), begun))
        return self._finish(table, cases)

    def _read(self, table: str, case: _Case, given: Mapping[str, object]) -> _Case:
        pause()
        fields = {each.column: each for each in FIELDS[table] if each.typed}
        if strange := given.keys() - fields:
            raise KeyError(f"{table} has no field {', '.join(strange)} to be edited")
        for column, each in fields.items():
            if column in given and each.kind != "number":
                self._take(case, each, given[column], given)
        for column, each in fields.items():  # their units may depend on what was read above
            if column in given and each.kind == "number":
                self._take_number(table, case, each, given[column])
        self._tell_editions(table, case, given)
        if not case.faults:
            self._convert(table, case, given)
        if not case.faults and case.changed:
            for column, reason in faults_of_row(self.snapshot, table, case.id, case.old, case.new):
                case.refuse(column, reason, given.get(column, ""))
        if not case.faults and case.changed:
            for column, reason in remarks_of_row(self.snapshot, table, case.new):
                case.remarks.append(FieldFault(column, reason, case.id, as_shown(case.new[column])))
        return case

    def _take(self, case: _Case, each: Field, cell: object, given: Mapping[str, object]) -> None:
        try:
            if each.kind == "amount":
                cell, unit = split_unit(cell)
                stated = str(given.get(each.unit, "") or "")
                if unit and stated and factor_to(unit, stated)[0] != 1.0:
                    told = {"own": unit, "unit": stated}
                    raise CellFault(Text("the amount says {own}, the column of units {unit}; which is right?", told))
                if unit:
                    case.new[each.unit] = unit
            elif each.kind == "unit" and not cell and case.new[each.column] and not case.old.get(each.column):
                return  # the amount has brought its unit along
            case.new[each.column] = read_cell(each, cell, self.names)
        except CellFault as fault:
            case.refuse(each.column, fault.reason, cell)

    def _tell_editions(self, table: str, case: _Case, given: Mapping[str, object]) -> None:
        """A code that is new to its row has the edition that holds now, unless another one is stated with it."""
        for each in FIELDS[table]:
            if each.edition and not given.get(each.edition):
                code = case.new[each.column]
                if code != case.old.get(each.column, ""):
                    case.new[each.edition] = self.edition_of(each, code)

    def edition_of(self, each: Field, code: str) -> str:
        """The edition of today's lists, or of the project's own, that has a code; "" where none has it."""
        if (each.column, code) not in self._editions:
            self._editions[each.column, code] = present_edition(code, self.lists_of(each, code), lines=self.own_lines)
        return self._editions[each.column, code]

    def lists_of(self, each: Field, code: str) -> tuple[str, ...]:
        """The lists in which a code of a field may stand."""
        return industry_lists(code) if each.catalogues == INDUSTRY_LISTS else tuple(each.catalogues)

    @cached_property
    def own_lines(self) -> list[CodeLine]:
        """The lines of catalogues that the project holds itself."""
        return project_lines(self.snapshot)

    def _take_number(self, table: str, case: _Case, each: Field, cell: object) -> None:
        """A number that stands in a fixed unit; typed with another unit it is converted."""
        try:
            number, unit = split_unit(cell)
            kept = read_cell(each, number, self.names)
            if unit and isinstance(kept, float) and not case.faults:
                kept = self._in_unit(table, case.new, each, kept, unit)
            case.new[each.column] = kept
        except CellFault as fault:
            case.refuse(each.column, fault.reason, cell)

    def _in_unit(self, table: str, row: Values, each: Field, number: float, unit: str) -> float:
        target = KeptAs("", each.unit.removeprefix("="), "")
        if each.unit in ("=base", "unit"):
            target = self.kept_as(table, row)
        value, _, obstacle = convert(number, unit, target)
        if obstacle is not None:
            raise CellFault(obstacle)
        return cast(float, value)  # of a known number

    def kept_as(self, table: str, row: Values) -> KeptAs:
        """In which base unit the amounts of a row are kept."""
        return kept_as(table, row, self._goods, self._commodity_of_flow)

    def _goods(self, id: int) -> KeptAs:
        if fresh := self._fresh.get(("commodity", id)):
            return KeptAs(fresh["name"], fresh["base_unit"], fresh["medium"], quality=fresh["quality"])
        goods = self.snapshot.commodity
        row = int(np.searchsorted(goods.id, id))
        told = (str(goods.name[row]), str(goods.base_unit[row]), str(goods.medium[row]))
        return KeptAs(*told, quality=str(goods.quality[row]))

    def _commodity_of_flow(self, id: int) -> int:
        if fresh := self._fresh.get(("flow", id)):
            return int(fresh["commodity_id"])
        flows = self.snapshot.flow
        return int(self.snapshot.commodity.id[flows.commodity[np.searchsorted(flows.id, id)]])

    def _convert(self, table: str, case: _Case, given: Mapping[str, object]) -> None:
        """Compute the value in the base unit where anything it depends on has changed."""
        if table not in AMOUNTS or not case.changed.keys() & {*AMOUNTS[table], "unit_entered", *_MATTERS}:
            return
        entered, base = AMOUNTS[table]
        row, kept = case.new, self.kept_as(table, case.new)
        if row[entered] is not None and not row["unit_entered"]:
            if kept.base_unit != "person":
                case.refuse(entered, Text("the amount has no unit; write it behind the number, such as 3.5 kt"))
                return
            row["unit_entered"] = "person"
        try:
            refuse_huge(row[entered], row["unit_entered"])
        except CellFault as fault:
            case.refuse(entered, fault.reason, row[entered])
        row[base], factor, obstacle = convert(row[entered], row["unit_entered"], kept)
        if table == "statistic":
            row["unit"] = kept.base_unit
        if "sd" in row and "sd" not in given and row["sd"] is not None:
            row["sd"] = _rescaled(row["sd"], case.old, entered, base, factor)
        if obstacle:
            case.remarks.append(FieldFault("unit_entered", obstacle, case.id, row["unit_entered"]))

    def _finish(self, table: str, cases: list[_Case]) -> Review:
        for each in FIELDS[table]:
            if each.unique:
                self._refuse_twins(table, each, cases)
        good = [case for case in cases if not case.faults]
        return Review(
            {case.id: changed for case in good if (changed := case.changed)},
            tuple(fault for case in cases for fault in case.faults),
            tuple(remark for case in good for remark in case.remarks),
        )

    def _refuse_twins(self, table: str, each: Field, cases: list[_Case]) -> None:
        """Refuse values that another row keeps or gets; again for the values that refused rows keep after all."""
        rows = getattr(self.snapshot, table)
        refused = True
        while refused:
            refused = False
            moved = [case for case in cases if not case.faults and each.column in case.changed]
            leaving = {case.id for case in moved if case.old}
            if not any(case.new[each.column] for case in moved):
                return
            column = zip(rows.id.tolist(), getattr(rows, each.attribute), strict=True)
            known = {value for id, value in column if id not in leaving}
            for case in moved:
                value = case.new[each.column]
                if value and value in known:
                    case.refuse(each.column, Text("another row has {value} already", {"value": value}), value)
                    refused = True
                known.add(value)


_MATTERS = ("flow_id", "commodity_id", "item")


def _rescaled(sd: float, old: Values, entered: str, base: str, factor: float | None) -> float | None:
    """A standard deviation was stated in the unit of its amount, so it follows a change of that unit."""
    if factor is None or not old.get(entered) or old.get(base) is None:
        return None if factor is None else sd
    before = old[base] / old[entered]
    return sd if before == factor else sd / before * factor


def _unknown(each: Field) -> object:
    return None if each.kind in ("number", "amount", "year", "reference", "point", "derived") else ""


def kept_row(snapshot: Snapshot, table: str, row: int) -> Values:
    """The SQL columns of one row that people edit, as they are kept."""
    return {each.column: kept_value(snapshot, table, each, row) for each in FIELDS[table]} | (
        {"unit": str(snapshot.statistic.unit[row])} if table == "statistic" else {}
    )


def kept_value(snapshot: Snapshot, table: str, each: Field, row: int) -> Any:
    """One cell as it is kept: unknown numbers are None, references ids, points pairs of degrees."""
    value = getattr(getattr(snapshot, table), each.attribute)[row]
    if each.kind == "reference":
        return int(getattr(snapshot, each.target).id[value]) if value >= 0 else None
    if each.kind == "point":
        return None if np.isnan(value).any() else (float(value[0]), float(value[1]))
    if each.kind in ("number", "amount", "derived"):
        return None if np.isnan(value) else float(value)
    if each.kind == "year":
        return None if np.isnan(value) else int(value)
    return int(value) if each.kind == "flag" else str(value)
