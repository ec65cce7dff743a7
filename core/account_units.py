"""What a figure in one unit is in the unit of an account: by the table of units, and for fuels by what they give.

A fuel told in tons or cubic metres becomes standard coal by its own heating value, else by the reference value of
GB/T 2589 in tables/coal_factors.csv. Electricity and heat count by their calorific value (1 kWh = 3.6 MJ), never by
the coal that a power plant burns for them. Nothing else goes from one dimension to another.
"""

from functools import cache

import numpy as np

from core.catalogues import Row, table
from core.names import word_key
from core.snapshot import Snapshot
from core.units import factor_to, find_unit


def conversion(snapshot: Snapshot, commodity: int, unit: str, target: str) -> float | None:
    """What a figure about a commodity (row, -1 none) in `unit` is multiplied by to stand in `target`; None: nothing."""
    if unit == target:
        return 1.0
    factor, _ = factor_to(unit, target)
    return factor if factor is not None else fuel_conversion(snapshot, commodity, unit, target)


def fuel_conversion(snapshot: Snapshot, commodity: int, unit: str, target: str) -> float | None:
    """What a fuel (row, -1 none) in t or m3 gives in an energy unit, None where nobody tells it."""
    measure = find_unit(target)
    if commodity < 0 or measure is None or measure.dimension != "energy":
        return None
    heating = float(snapshot.commodity.heating_value[commodity])
    if not np.isnan(heating):
        share, _ = factor_to(unit, str(snapshot.commodity.base_unit[commodity]))
        return None if share is None else share * heating / measure.factor
    line = coal_factor(str(snapshot.commodity.name[commodity]))
    if line is None:
        return None
    share, _ = factor_to("m3" if unit == "Nm3" else unit, line["unit"])  # gases are measured at normal conditions
    to_target, _ = factor_to("tce", target)
    return None if share is None or to_target is None else share * float(line["tce"]) * to_target


def coal_factor(fuel: str) -> Row | None:
    """The line of tables/coal_factors.csv for a fuel by its name, None where it has none."""
    return _lines().get(word_key(fuel))


@cache
def _lines() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in table("tables/coal_factors.csv"):
        for name in (row["title_en"], row["title_zh"], *row["aliases"].split("|")):
            if name:
                found.setdefault(word_key(name), row)
    return found
