"""Values of rows as a merge compares them: numbers as numbers, an amount with its unit, a code with its edition.

A row is field -> value; references are uids, points pairs of degrees, outlines bytes. What belongs together (an amount
and its unit) is folded into one field under the name of the first, so that no unit is left with another's number.
"""

import json
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from core.base_amounts import AMOUNTS
from core.cells import Cell, CellFault, as_number, as_written
from core.names import tidy
from core.units import factor_to


class Absence(Enum):
    """What a field holds of a row that was not there."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT
Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[str, Row]]  # table -> uid -> field -> value


class Amount(NamedTuple):
    """A number as entered with its unit."""

    value: Any
    unit: str


# By table: a field, and the one that means something only together with it.
TOGETHER = {table: {entered: "unit_entered"} for table, (entered, _) in AMOUNTS.items()} | {
    "actor": {"industry_code": "industry_edition"},
    "commodity": {"code": "code_edition"},
}
# Computed anew from what is entered whenever a row is written, so they are never merged.
DERIVED: dict[str, tuple[str, ...]] = {table: (base,) for table, (_, base) in AMOUNTS.items()}
DERIVED["statistic"] = ("value", "unit")


def fold(table: str, row: Row) -> dict[str, Any]:
    """A row with what belongs together in one field, without what is computed."""
    folded = dict(row)
    for name in DERIVED.get(table, ()):
        folded.pop(name, None)
    for first, second in TOGETHER.get(table, {}).items():
        if first in folded and second in folded:
            pair = (folded[first], folded.pop(second))
            folded[first] = Amount(*pair) if table in AMOUNTS else pair
    return folded


def completed(table: str, row: Row, known: Row) -> dict[str, Any]:
    """A row with the other half of what belongs together, as it was known, where only one half came back."""
    whole = dict(row)
    for first, second in TOGETHER.get(table, {}).items():
        if first in whole and second not in whole:
            whole[second] = known.get(second, "")
        if second in whole and first not in whole:
            whole[first] = known.get(first)
    return whole


def fold_all(tables: Tables) -> dict[str, dict[str, dict[str, Any]]]:
    """Every row folded."""
    return {table: {uid: fold(table, row) for uid, row in rows.items()} for table, rows in tables.items()}


def unfold(table: str, row: Row) -> dict[str, Any]:
    """A folded row as columns again."""
    columns = dict(row)
    for first, second in TOGETHER.get(table, {}).items():
        if isinstance(columns.get(first), tuple):
            columns[first], columns[second] = columns[first]
    return columns


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: 3.5 and "3.50", 3.5 kt and 3500 t; an empty text is an unknown value."""
    if one is other or (type(one) is type(other) and one == other):
        return True
    if one is ABSENT or other is ABSENT:
        return False
    if isinstance(one, Amount) and isinstance(other, Amount):
        return _same_amount(one, other)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if _empty(one) or _empty(other):
        return _empty(one) and _empty(other)
    return _same_plain(one, other)


def _same_amount(one: Amount, other: Amount) -> bool:
    units = tidy(str(one.unit or "")), tidy(str(other.unit or ""))
    if units[0] == units[1]:
        return same(one.value, other.value)
    factor, _ = factor_to(units[0], units[1]) if all(units) else (None, "")
    numbers = _number(one.value), _number(other.value)
    if factor is None or None in numbers:
        return _empty(one.value) and _empty(other.value) and not all(units)
    return math.isclose(numbers[0] * factor, numbers[1], rel_tol=1e-12)  # type: ignore[operator,arg-type]


def _same_plain(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) or isinstance(other, int | float):
        first, second = _number(one), _number(other)
        return first is not None and second is not None and math.isclose(first, second, rel_tol=1e-12)
    if isinstance(one, str) and isinstance(other, str):
        return tidy(one) == tidy(other)
    return bool(one == other)


def _empty(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_empty, value))
    return value is None or (isinstance(value, str) and not value.strip()) or value != value


def _number(value: Any) -> float | None:
    try:
        return as_number(value) if isinstance(value, str | int | float) else None
    except CellFault:
        return None


def written(value: Any) -> str:
    """A value as JSON, which `read` makes the same value of again; also an order that no packet decides."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


def as_text(value: Any) -> str:
    """A value as people read it; what is not known, or was not there, is empty."""
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, bytes):
        return f"{len(value)} B"
    if isinstance(value, tuple | list):
        return (" " if isinstance(value, Amount) else ", ").join(filter(None, map(as_text, value)))
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return str(value)


def whole_text(cell: Cell) -> str:
    """What a cell says, however long and on however many lines."""
    return cell.strip() if isinstance(cell, str) else as_written(cell)


def read(text: str | None) -> Any:
    """The value that `written` has kept; nothing kept is what was not there."""
    return ABSENT if text is None else _value(json.loads(text))


def _plain(value: Any) -> Any:
    if value is ABSENT:
        return {"absent": True}
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, Amount):
        return {"amount": value.value, "unit": value.unit}
    if isinstance(value, Mapping):
        return {"row": {name: _plain(item) for name, item in value.items()}}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(map(_value, plain))
    if not isinstance(plain, dict):
        return plain
    if "absent" in plain:
        return ABSENT
    if "hex" in plain:
        return bytes.fromhex(plain["hex"])
    if "row" in plain:
        return {name: _value(item) for name, item in plain["row"].items()}
    return Amount(plain["amount"], plain["unit"])
