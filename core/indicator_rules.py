"""What rows of own quantities, own indicators and targets must be, typed in a window or read from a table."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.indicator_own import (
    formula_fault,
    known_quantities,
    name_fault,
    system_id,
    systems_of,
    threshold_fault,
)
from core.indicator_systems import Case, systems
from core.snapshot import Snapshot
from core.text import N_, Text
from core.unit_writing import unit_doubt

NO_STANDARD = Text("no standard has this line, so that it needs a formula")
NO_ITEM = Text("statistics are read of an item; name it")
NO_LINE = Text("no indicator system has a line of this number; give the system and its number as they are listed")
NO_VALUE = Text("a target needs its value; of a base year it may be left out, then it is computed")
BEYOND = Text("a target above 100 % is reached by no share; it was taken as it stands")
CHECK = N_("kept as it stands; check it: {reason}")
CONTRARY = Text("the threshold asks for the other side; it was taken as it stands")
SIDES = {"least": ">=", "most": "<="}  # of targets, as the project tells them
WHOLE = 100.0  # %


def is_beyond(value: float | None, unit: str) -> bool:
    """Whether a target, in the unit of its line, is a share of more than the whole."""
    return value is not None and unit == "%" and value > WHOLE


def is_contrary(side: str, cases: Sequence[Case]) -> bool:
    """Whether a side, at least (>=) or at most (<=), is the one that no case of a threshold asks for."""
    asked = {case.sense[0] for case in cases}
    return bool(asked) and bool(side) and asked <= {"<", ">"} and side[0] not in asked


def remarks_of_target(snapshot: Snapshot, row: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    """Column and remark of what is odd in a target that is taken all the same."""
    system = systems_of(snapshot).get(system_id(row["system"]))
    lines = [line for line in (system.lines if system else ()) if line.number == row["number"]]
    if lines and is_beyond(row["value"], lines[0].unit):
        yield "value", BEYOND
    if lines and is_contrary(SIDES.get(row.get("side") or "", ""), lines[0].cases):
        yield "side", CONTRARY


def remarks_of_line(snapshot: Snapshot, row: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    """Column and remark of what an own line has kept since before it was looked at so, and of a unit unknown here."""
    yield from remarks_of_unit(row)
    for column, fault in _line_faults(snapshot, row):
        yield column, Text(CHECK, {"reason": fault})


def remarks_of_unit(row: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    """Column and remark of a unit of an own quantity or indicator that is not known here."""
    if doubt := unit_doubt(row["unit"] or ""):
        yield "unit", doubt


def faults_of_indicator(
    snapshot: Snapshot, table: str, old: dict[str, Any], row: dict[str, Any]
) -> Iterator[tuple[str, Text]]:
    """Column and reason of everything that a row cannot be kept with; `old` is empty for a new one."""
    if table == "own_indicator":
        yield from _indicator(snapshot, old, row)
    else:
        yield from {"own_quantity": _quantity, "indicator_target": _target}[table](snapshot, row)


def _quantity(snapshot: Snapshot, row: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    if fault := name_fault(row["name"]):
        yield "name", fault
    if row["reads"] == "statistics" and not row["item"]:
        yield "item", NO_ITEM


def _line_faults(snapshot: Snapshot, row: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    known = known_quantities(snapshot)
    if row["formula"] and (fault := formula_fault(row["formula"], row["unit"], known)):
        yield "formula", fault
    if row["threshold"] and (fault := threshold_fault(row["threshold"], known)):
        yield "threshold", fault


def _indicator(snapshot: Snapshot, old: dict[str, Any], row: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    """What a cell that stays as it was had against it before does not stand in the way of the others."""
    before = list(_line_faults(snapshot, old)) if old else []
    for column, fault in _line_faults(snapshot, row):
        if not (old and old[column] == row[column] and (column, fault) in before):
            yield column, fault
    standard = systems().get(system_id(row["system"]))
    if not row["formula"] and row["number"] not in {line.number for line in (standard.lines if standard else ())}:
        yield "formula", NO_STANDARD


def _target(snapshot: Snapshot, row: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    system = systems_of(snapshot).get(system_id(row["system"]))
    if system is None or row["number"] not in {line.number for line in system.lines}:
        yield "number", NO_LINE
    if row["part"] == "target" and row["value"] is None:
        yield "value", NO_VALUE
