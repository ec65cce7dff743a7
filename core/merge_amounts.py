"""What of an amount that came back would count nowhere or contradicts the row beside it, in the words of an import.

Rows are folded, references uids; `find` gives a row of the packet, the office or the base by table and uid.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from core.base_amounts import AMOUNTS, KeptAs, commodity_kept_as, convert, kept_as
from core.cells import CellFault, as_number
from core.fields import FIELDS
from core.form_checks import Breach, breaches
from core.merge_values import Amount, Row, same
from core.quantities import split_unit
from core.text import Quantity, Text

Find = Callable[[str, str], Row]
_NOWHERE = KeptAs("", "", "")  # of a plant that names no commodity
_STOCK = ("opening", "closing", "storage_capacity")


def amount_doubt(table: str, row: Row, before: Row, find: Find) -> Text | None:
    """Why the amount of a whole row has no value in its base unit; None where it was known in that unit before."""
    entered = AMOUNTS[table][0]
    amount, known = row.get(entered), before.get(entered)
    if not isinstance(amount, Amount) or same(amount.value, None) or not amount.unit:
        return None
    if isinstance(known, Amount) and known.unit == amount.unit and not same(known.value, None):
        return None
    kept = _kept_as(table, row, amount.unit, find)
    return convert(1.0, amount.unit, kept)[2] if kept != _NOWHERE else None


def _kept_as(table: str, row: Row, unit: str, find: Find) -> KeptAs:
    def goods(uid: Any) -> KeptAs:
        usual = {each.column: each.default for each in FIELDS["commodity"]}
        known = find("commodity", str(uid))
        return commodity_kept_as({**usual, **known}) if known else _NOWHERE

    def of_flow(uid: Any) -> Any:
        return find("flow", str(uid)).get("commodity_id")

    whole = {"commodity_id": None, "flow_id": None, "item": "", **row, "unit_entered": unit}
    return kept_as(table, whole, goods, of_flow)


def stock_doubt(name: str, row: Row, changed: Collection[str], find: Find) -> Text | None:
    """What a field of a whole stock breaks; of several that changed the first is asked about."""
    goods = find("commodity", str(row.get("commodity_id")))
    kept = commodity_kept_as({"name": "", "base_unit": "", "medium": "", **goods})
    known = {each: value for each in _STOCK if (value := _in_base(row.get(each), kept)) is not None}
    for breach in _breaches(name, known):
        if name == min(breach.check.names & set(changed)):
            subject = {"name": find("actor", str(row.get("actor_id"))).get("name", "…"), "matter": kept.name or "…"}
            sides = {"left": Quantity(breach.left, kept.base_unit), "right": Quantity(breach.right, kept.base_unit)}
            return Text(breach.check.sentence, {**sides, **subject, "year": str(row.get("year") or "…")})
    return None


def _breaches(name: str, known: dict[str, float]) -> Iterator[Breach]:
    return (breach for breach in breaches("stocks", known) if name in breach.check.names)


def _in_base(cell: Any, kept: KeptAs) -> float | None:
    """A number of a stock, with its own unit or without, in the base unit; None where it is unknown or unreadable."""
    number, unit = split_unit(cell)
    try:
        value = as_number(number) if isinstance(number, str | int | float) else None
    except CellFault:
        return None
    return convert(value, unit, kept)[0] if unit else value
