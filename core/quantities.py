"""An amount as a table states it, and what of it is kept: as entered, and in the base unit where it has one."""

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TypeVar

from core.cells import LARGEST, TOO_LARGE, as_text
from core.import_rows import Row
from core.ledger import Record
from core.text import Text
from core.units import factor_to, find_unit, rough_factor
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
    """Number and unit of a cell that holds both, such as 3.5 kt; any other cell and ''."""
    match = _WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else None
    if match is None or find_unit(match[2]) is None:
        return cell, ""
    return match[1], match[2].strip()


def refuse_count(unit: str, row: Row, column: str) -> None:
    """Reject an amount that counts barrels, bags or boxes: how much is in them it does not say."""
    if find_word("container", unit):
        told = {"unit": unit}
        row.refuse(column, Text("{unit} counts containers and is no mass; enter the weight in t or kg", told))


def refuse_huge(value: float | None, unit: str, row: Row, column: str) -> None:
    """Reject a row with an amount that no cluster can have."""
    if is_huge(value, unit):
        row.refuse(column, TOO_LARGE)


def is_huge(value: float | None, unit: str) -> bool:
    """Whether an amount, in the base unit of its dimension, is more than any cluster can have."""
    return value is not None and abs(value) * rough_factor(unit) > LARGEST


def _spread(row: Row, value: float | None) -> float | None:
    """The standard deviation of a row: in the unit of the amount, or in per cent of it."""
    text = as_text(row.given.get("sd"))
    if text.endswith("%") and value is not None:
        share = row.percent("sd")
        return None if share is None else abs(value) * share / 100
    return row.number_of("sd", maximum=math.inf)


def convert_amount(
    amount: Amount, row: Row, kept_as: Record, *, column: str = "unit", rate: bool = False
) -> dict[str, float | str | None]:
    """Columns value_entered, unit_entered, value and sd; where there is no value in the base unit, the row says why.

    `kept_as` is a commodity: its name, base unit and medium. `rate` marks a capacity, so that t/d becomes t/a.
    """
    kept: dict[str, float | str | None] = {"value_entered": amount.value, "unit_entered": amount.unit}
    factor = find_factor(amount, row, kept_as, column=column, rate=rate)
    for name, number in (("value", amount.value), ("sd", amount.sd)):
        kept[name] = None if number is None or factor is None else number * factor
    return kept


def find_factor(amount: Amount, row: Row, kept_as: Record, *, column: str = "unit", rate: bool = False) -> float | None:
    """What an amount is multiplied by to stand in the base unit, None where the row tells the obstacle."""
    if amount.value is None:
        return None
    base = str(kept_as["base_unit"])
    factor, obstacle = factor_to(amount.unit, base, str(kept_as["medium"]), rate)
    if factor is None:
        row.remark(column, unit_obstacle(obstacle, amount.unit, base, str(kept_as["name"])), amount.unit)
    return factor


def unit_obstacle(obstacle: str, unit: str, base: str, name: str) -> Text:
    """Why an amount in a unit has no value in the base unit of what is called `name`; obstacles are of `factor_to`."""
    told = {"unit": unit, "base": base, "name": name}
    if obstacle == "unknown":
        return Text("unit not understood: {unit}; value and unit are kept as they stand", told)
    if obstacle == "rate":
        return Text("{unit} is a rate, and nobody said how long it ran; it is kept without a yearly value", told)
    if not base:
        return Text("{name} is kept without a unit; value and unit are kept as they stand", told)
    return Text("{unit} cannot become {base}, in which {name} is kept; value and unit are kept as they stand", told)
