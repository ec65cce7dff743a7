"""Amounts as entered turned into the base unit they are kept in: of the commodity or item, tonnes for emissions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.catalogues import table
from core.text import Text
from core.units import factor_to, find_unit

# By table: the column as entered and the one in the base unit.
AMOUNTS = {
    "flow_amount": ("value_entered", "value"),
    "statistic": ("value_entered", "value"),
    "capacity": ("value_entered", "value"),
    "emission": ("mass_entered", "mass"),
}


@dataclass(frozen=True, slots=True)
class KeptAs:
    """In which base unit something is kept, what it is called, its medium, and whether a rate becomes a year's sum."""

    name: str
    base_unit: str
    medium: str
    rate: bool = False


TONNES = KeptAs("", "t", "emission")
Goods = Callable[[int], KeptAs]  # a commodity by its id


def item_kept_as(item: str) -> KeptAs:
    """The base unit of a statistic item."""
    for row in table("tables/items.csv"):
        if row["id"] == item:
            return KeptAs(row["title_en"], row["base_unit"], "water" if row["base_unit"] == "m3" else "")
    return KeptAs(item, "", "")


def statistic_kept_as(item: str, unit: str, goods: KeptAs | None) -> KeptAs:
    """The base unit of a statistic: the item's, or the commodity's where only that one fits the unit."""
    own = item_kept_as(item)
    if goods is None or factor_to(unit, own.base_unit, own.medium)[0] is not None:
        return own
    fits = find_unit(unit) and factor_to(unit, goods.base_unit, goods.medium)[0]
    return goods if fits else own


def kept_as(table: str, row: Mapping[str, Any], goods: Goods, commodity_of_flow: Callable[[int], int]) -> KeptAs:
    """In which base unit the amount of a row is kept; `row` holds SQL columns."""
    if table == "emission":
        return TONNES
    if table == "flow_amount":
        return goods(commodity_of_flow(row["flow_id"]))
    known = goods(row["commodity_id"]) if row["commodity_id"] is not None else None
    if table == "statistic":
        return statistic_kept_as(row["item"], row["unit_entered"], known)
    if known is None:
        return KeptAs("", "", "")
    return KeptAs(known.name, known.base_unit, known.medium, rate=table == "capacity")


def commodity_kept_as(row: Mapping[str, Any], *, rate: bool = False) -> KeptAs:
    """In which base unit amounts of a commodity (SQL columns) are kept."""
    return KeptAs(str(row["name"]), str(row["base_unit"]), str(row["medium"]), rate)


def convert(value: float | None, unit: str, kept: KeptAs) -> tuple[float | None, float | None, Text | None]:
    """The value in the base unit, the factor, and why there is none; an unknown value stays unknown."""
    if value is None:
        return None, None, None
    factor, obstacle = factor_to(unit, kept.base_unit, kept.medium, kept.rate)
    if factor is None:
        return None, None, _obstacle_text(obstacle, unit, kept.base_unit, kept.name)
    return value * factor, factor, None


def _obstacle_text(obstacle: str, unit: str, base: str, name: str) -> Text:
    """Why an amount in a unit has no value in the base unit of what is called `name`; obstacles are of `factor_to`."""
    told = {"unit": unit, "base": base, "name": name}
    if obstacle == "unknown":
        return Text("unit not understood: {unit}; value and unit are kept as they stand", told)
    if obstacle == "rate":
        return Text("{unit} is a rate, and nobody said how long it ran; it is kept without a yearly value", told)
    if not base:
        return Text("{name} is kept without a unit; value and unit are kept as they stand", told)
    return Text("{unit} cannot become {base}, in which {name} is kept; value and unit are kept as they stand", told)
