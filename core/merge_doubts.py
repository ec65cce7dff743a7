"""What a packet says that cannot be, or is so odd that a person has to look at it first: each with its reason.

Numbers and days are read by the same rules as typed ones; beyond these a code that no list has, a day that is still to
come, and an amount far above all others, or about a thousand times what was known, are asked about.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from core.base_amounts import AMOUNTS
from core.cells import CellFault
from core.code_doubts import code_doubt
from core.field_cells import read_cell, refuse_huge
from core.fields import FIELDS, Field
from core.merge_values import Amount, Row, same
from core.quantities import split_unit
from core.review import Reviewer
from core.series import is_slip
from core.snapshot import Snapshot
from core.text import Quantity, Text
from core.units import base_unit_of, rough_factor

FAR_ABOVE = 100.0  # times the largest amount of the project in the same unit
COUNTRY = 1e10  # in t, GJ, m3 or 10 000 yuan: the order of what a whole country has in a year
_PAST = {"actor": ("status_date", "started"), "source": ("date",)}  # days of what has been
_PLANNED = ("planned", "proposed")
_NUMBERS = ("number", "amount")
_READ = (*_NUMBERS, "year", "date", "code")
_Scale = tuple[str, str, str]  # table, item of a statistic, base unit


class Doubts:
    """Says of a field that came back why it cannot simply be taken, against one snapshot."""

    def __init__(self, snapshot: Snapshot, reviewer: Reviewer) -> None:
        self.snapshot, self.reviewer = snapshot, reviewer

    def of(self, table: str, row: Row, name: str, before: Row) -> Text | None:
        """Why a person has to look at a field (folded) of a returned row; `before` is the row as it went out."""
        field = next((each for each in FIELDS.get(table, ()) if each.column == name), None)
        value = row[name]
        if field is None or field.kind not in _READ or same(value, None):
            return None
        if field.kind == "code":
            return self._code(field, value, before.get(name)) if isinstance(value, tuple) else None
        try:
            read = self._read(field, value)
        except CellFault as fault:
            return fault.reason
        if name in _PAST.get(table, ()) and row.get("status", before.get("status")) not in _PLANNED:
            return _to_come(str(read))
        if isinstance(value, Amount) and isinstance(read, float):
            item = str(row.get("item") or before.get("item") or "")
            return self._scale(table, item, Amount(read, value.unit), before.get(name))
        return None

    def _read(self, field: Field, value: Any) -> object:
        """A number or a day as it would be kept; bytes are left to who writes the row. CellFault for what cannot be."""
        number = value.value if isinstance(value, Amount) else value
        if isinstance(number, bytes):
            return None
        read = read_cell(field, split_unit(number)[0] if field.kind in _NUMBERS else number, self.reviewer.names)
        if isinstance(value, Amount) and isinstance(read, float):
            refuse_huge(read, value.unit)
        return read

    def _code(self, field: Field, value: tuple[Any, Any], before: Any) -> Text | None:
        """A code that no list has, unless an edition is stated with it that the row did not have before."""
        code, edition = (str(part or "") for part in value)
        known = str(before[1] or "") if isinstance(before, tuple) else ""
        if not code or (edition and edition != known):
            return None
        return code_doubt(code, self.reviewer.lists_of(field, code), self.reviewer.own_lines)

    def _scale(self, table: str, item: str, value: Amount, before: Any) -> Text | None:
        amount, unit = value.value * rough_factor(value.unit), base_unit_of(value.unit)
        told = {"value": Quantity(value.value, value.unit)}
        if _is_slip(amount, unit, before):
            known = {**told, "known": Quantity(float(before.value), before.unit)}
            return Text("{value} is about a thousand times more or less than {known}; which unit is meant?", known)
        largest = self._largest.get((table, item, unit), 0.0)
        if unit and 0 < FAR_ABOVE * largest < amount:
            known = {**told, "most": Quantity(largest, unit)}
            return Text("{value} is far above every other amount of its kind; the largest is {most}", known)
        if unit and amount >= COUNTRY:
            return Text("{value} is about what a whole country has in a year; which unit is meant?", told)
        return None

    @cached_property
    def _largest(self) -> Mapping[_Scale, float]:
        """The largest amounts of the project by table, item and base unit."""
        found: dict[_Scale, float] = defaultdict(float)
        for table, (entered, _) in AMOUNTS.items():
            rows = getattr(self.snapshot, table)
            values, units = getattr(rows, entered), rows.unit_entered
            items = rows.item if table == "statistic" else np.full(len(rows), "")
            for value, unit, item in zip(values.tolist(), units.tolist(), items.tolist(), strict=True):
                if value > 0:
                    key = table, str(item), base_unit_of(unit)
                    found[key] = max(found[key], value * rough_factor(unit))
        return found


def _is_slip(amount: float, unit: str, before: Any) -> bool:
    """Whether an amount in a base unit differs about a thousandfold from the one before."""
    if not isinstance(before, Amount) or same(before.value, None) or base_unit_of(before.unit) != unit:
        return False
    return is_slip(amount, float(before.value) * rough_factor(before.unit))


def _to_come(day: str) -> Text | None:
    if day and day > date.today().isoformat()[: len(day)]:
        return Text("{day} is still to come; of what was seen the day lies in the past", {"day": day})
    return None
