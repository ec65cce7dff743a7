"""Amounts as entered turned into the base unit they are kept in: of the commodity or item, tonnes for emissions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.catalogues import table
from core.commodity_bridges import bridge, needed_property
from core.i18n import unit_text
from core.text import N_, Text
from core.units import BY_COAL_BURNT, factor_to, find_unit

# By table: the column as entered and the one in the base unit.
AMOUNTS = {
    "flow_amount": ("value_entered", "value"),
    "statistic": ("value_entered", "value"),
    "capacity": ("value_entered", "value"),
    "emission": ("mass_entered", "mass"),
}


@dataclass(frozen=True, slots=True)
class KeptAs:
    """In which base unit something is kept, what it is called, its medium, and whether a rate becomes a year's sum.

    `quality` may state a density or an enthalpy, by which other dimensions become the base unit; an `item` of
    statistics (called by a marked word) has none.
    """

    name: str
    base_unit: str
    medium: str
    rate: bool = False
    quality: str = ""
    item: bool = False


_NEEDED = {
    "density": N_(
        "{unit} becomes {base} only by the density of {name}; write it under its quality, such as density 0.85 t/m3; "
        "value and unit are kept as they stand"
    ),
    "enthalpy": N_(
        "{unit} becomes {base} only by the heat in {name}; write it under its quality, such as enthalpy 2.78 GJ/t, "
        "or keep it in t with a heating value; value and unit are kept as they stand"
    ),
}
TONNES = KeptAs("", "t", "emission")
Goods = Callable[[int], KeptAs]  # a commodity by its id


def item_kept_as(item: str) -> KeptAs:
    """The base unit of a statistic item."""
    for row in table("tables/items.csv"):
        if row["id"] == item:
            return KeptAs(row["title_en"], row["base_unit"], "water" if row["base_unit"] == "m3" else "", item=True)
    return KeptAs(item, "", "")


def statistic_kept_as(item: str, unit: str, goods: KeptAs | None) -> KeptAs:
    """The base unit of a statistic: the item's, or the commodity's where only that one fits the unit."""
    own = item_kept_as(item)
    if goods is None or unit_factor(unit, own)[0] is not None:
        return own
    return goods if find_unit(unit) and unit_factor(unit, goods)[0] else own


def unit_factor(unit: str, kept: KeptAs) -> tuple[float | None, str]:
    """What a value in a unit is multiplied by to be kept, or None and the obstacle of `core.units.factor_to`."""
    factor, obstacle = factor_to(unit, kept.base_unit, kept.medium, kept.rate)
    if obstacle != "other":
        return factor, obstacle
    bridged = bridge(unit, kept.base_unit, kept.quality, rate=kept.rate)
    return bridged, "" if bridged is not None else obstacle


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
    return replace(known, rate=table == "capacity")


def commodity_kept_as(row: Mapping[str, Any], *, rate: bool = False) -> KeptAs:
    """In which base unit amounts of a commodity (SQL columns) are kept."""
    return KeptAs(str(row["name"]), str(row["base_unit"]), str(row["medium"]), rate, str(row.get("quality") or ""))


def convert(value: float | None, unit: str, kept: KeptAs) -> tuple[float | None, float | None, Text | None]:
    """The value in the base unit, the factor, and why there is none; an unknown value stays unknown."""
    if value is None:
        return None, None, None
    factor, obstacle = unit_factor(unit, kept)
    if factor is None:
        return None, None, _obstacle_text(obstacle, unit, kept)
    return value * factor, factor, None


def _obstacle_text(obstacle: str, unit: str, kept: KeptAs) -> Text:
    """Why an amount in a unit has no value in the base unit; obstacles are of `factor_to`."""
    base = kept.base_unit
    told = {"unit": unit_text(unit), "base": unit_text(base), "name": Text(kept.name) if kept.item else kept.name}
    if obstacle == "unknown":
        return Text("unit not understood: {unit}; value and unit are kept as they stand", told)
    if obstacle == "rate":
        return Text("{unit} is a rate, and nobody said how long it ran; it is kept without a yearly value", told)
    if not base:
        return Text("{name} is kept without a unit; value and unit are kept as they stand", told)
    if _by_coal_burnt(unit) != _by_coal_burnt(base) and _is_energy(unit) and _is_energy(base):
        return Text("{unit} and {base} count electricity otherwise and never become each other; state it as the item "
                    "of its own convention; value and unit are kept as they stand", told)  # fmt: skip
    if kept.item:
        return Text("{unit} does not measure {name}, which is kept in {base}; write the figure in such a unit; value "
                    "and unit are kept as they stand", told)  # fmt: skip
    if needed := needed_property(unit, base):
        return Text(_NEEDED[needed], told)
    return Text("{unit} cannot become {base}, in which {name} is kept; value and unit are kept as they stand", told)


def _is_energy(unit: str) -> bool:
    known = find_unit(unit)
    return known is not None and known.dimension in ("energy", BY_COAL_BURNT)


def _by_coal_burnt(unit: str) -> bool:
    known = find_unit(unit)
    return known is not None and known.dimension == BY_COAL_BURNT
