"""An amount as a table states it, and what of it is kept: as entered, and in the base unit where it has one."""

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TypeVar

from core.base_amounts import KeptAs, convert
from core.cells import LARGEST, TOO_LARGE, Percent, as_text
from core.import_rows import Row
from core.text import Text
from core.units import find_unit, rough_factor
from core.words import find_word

T = TypeVar("T")
_WITH_UNIT = re.compile(r"([+-]?\d[\d,.]*?)\s*([^\d\s,.].*)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its unit as entered, its standard deviation in the same unit, and its grade."""

    value: float | None
    unit: str
    sd: float | None = None
    grade: str = ""


def read_amount(row: Row, column: str, *, minimum: float | None = 0.0, count_of: str = "") -> Amount:
    """The amount under a column with the row's unit, sd and grade; rejected with a number and no unit.

    `count_of` is the unit of a count, such as of people, which need not be written.
    """
    row = _with_own_unit(row, column)
    value = row.number_of(column, minimum=minimum, maximum=math.inf)
    unit = row.unit("unit", column, unitless=bool(count_of)) or (count_of if value is not None else "")
    if value is not None and not count_of:
        refuse_count(unit, row, column)
    sd = _spread(row, value)
    for told, place in ((value, column), (sd, "sd")):
        refuse_huge(told, unit, row, place)
    return Amount(value, unit, sd, row.word("grade", "grade"))


def _with_own_unit(row: Row, column: str) -> Row:
    """The row with number and unit apart where a cell holds both, such as 3.5 kt; unit cell and heading must agree."""
    number, unit = split_unit(row.given.get(column))
    if not unit:
        return row
    stated = row.text("unit")
    if stated and find_unit(stated) != find_unit(unit):
        told = {"own": unit, "unit": stated}
        row.refuse(column, Text("the amount says {own}, the column of units {unit}; which of them is right?", told))
    headed = "" if stated else row.columns.units.get(column, "")
    if headed and find_unit(headed) != find_unit(unit):
        told = {"own": unit, "unit": headed}
        row.refuse(column, Text("the amount says {own}, its heading {unit}; which of them is right?", told))
    return replace(row, given={**row.given, column: number, "unit": unit})


def split_unit(cell: T) -> tuple[T | str, str]:
    """Number and unit of a cell that holds both, such as 3.5 kt or what is shown in per cent; any other cell and ''."""
    if isinstance(cell, Percent):
        return repr(cell.shown), "%"
    match = _WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else None
    if match is None or find_unit(match[2]) is None:
        return cell, ""
    return match[1], match[2].strip()


def refuse_count(unit: str, row: Row, column: str) -> None:
    """Reject an amount that counts barrels, bags or boxes."""
    if reason := count_refusal(unit):
        row.refuse(column, reason)


def count_refusal(unit: str) -> Text | None:
    """Why an amount in barrels, bags or boxes is not taken, None for any other unit: it says no mass."""
    if not find_word("container", unit):
        return None
    return Text("{unit} counts containers and is no mass; enter the weight in t or kg", {"unit": unit})


def refuse_huge(value: float | None, unit: str, row: Row, column: str) -> None:
    """Reject a row with an amount that no cluster can have."""
    if is_huge(value, unit):
        row.refuse(column, TOO_LARGE)


def is_huge(value: float | None, unit: str) -> bool:
    """Whether an amount, in the base unit of its dimension, is `LARGEST` or more, which no cluster can have."""
    return value is not None and abs(value) * rough_factor(unit) >= LARGEST


def _spread(row: Row, value: float | None) -> float | None:
    """The standard deviation of a row: in the unit of the amount, or in per cent of it."""
    cell = row.given.get("sd")
    if isinstance(cell, Percent) and value is not None:
        return abs(value) * float(cell)
    text = as_text(cell)
    if text.endswith("%") and value is not None:
        share = row.percent("sd")
        return None if share is None else abs(value) * share / 100
    return row.number_of("sd", maximum=math.inf)


def amount_columns(amount: Amount, row: Row, kept: KeptAs) -> dict[str, float | str | None]:
    """Columns value_entered, unit_entered, value and sd; where there is no value in the base unit, the row says why."""
    factor = row_factor(amount.value, amount.unit, row, kept)
    columns: dict[str, float | str | None] = {"value_entered": amount.value, "unit_entered": amount.unit}
    for name, number in (("value", amount.value), ("sd", amount.sd)):
        columns[name] = None if number is None or factor is None else number * factor
    return columns


def row_factor(value: float | None, unit: str, row: Row, kept: KeptAs) -> float | None:
    """What a value is multiplied by to stand in the base unit, None where the row tells the obstacle."""
    _, factor, obstacle = convert(value, unit, kept)
    if obstacle is not None:
        row.remark("unit", obstacle, unit)
    return factor
