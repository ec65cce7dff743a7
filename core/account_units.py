"""What a figure in one unit is in the unit of an account: by the table of units, and for fuels by what they give.

A fuel told in tons or cubic metres becomes standard coal by its own heating value, else by the reference value of
GB/T 2589 in tables/coal_factors.csv. Electricity and heat count by their calorific value, never by the coal that a
power plant burns for them; a kWh is 0.1229 kgce, as the standard rounds it. Nothing else goes from one dimension to
another.
"""

import numpy as np

from core.commodity_bridges import bridge
from core.energy_carriers import Carrier, carrier_of
from core.snapshot import Snapshot
from core.units import factor_to, find_unit

_STANDARD_COAL = ("gce", "kgce", "tce", "wan_tce")
POWER = ("electricity", "own_power")


def conversion(snapshot: Snapshot, commodity: int, unit: str, target: str) -> float | None:
    """What a figure about a commodity (row, -1 none) in `unit` is multiplied by to stand in `target`; None: nothing."""
    if unit == target:
        return 1.0
    factor, _ = factor_to(unit, target)
    if factor is None:
        return fuel_conversion(snapshot, commodity, unit, target)
    if is_standard_coal(target) and not is_standard_coal(unit):
        return factor * _rounding(carrier_of(snapshot, commodity))
    return factor


def is_standard_coal(unit: str) -> bool:
    """Whether a unit is one of standard coal by calorific value."""
    known = find_unit(unit)
    return known is not None and known.id in _STANDARD_COAL


def _rounding(carrier: Carrier | None) -> float:
    """What the rounded factor of electricity is of the exact one (0.1229 kgce for 3.6 MJ); 1 for anything else."""
    if carrier is None or carrier.kind not in POWER:
        return 1.0
    exact, _ = factor_to(carrier.unit, "tce")
    return 1.0 if exact is None else carrier.tce / exact


def fuel_conversion(snapshot: Snapshot, commodity: int, unit: str, target: str) -> float | None:
    """What a fuel or steam (row, -1 none) in t or m3 gives in an energy unit, None where nobody tells it."""
    measure = find_unit(target)
    if commodity < 0 or measure is None or measure.dimension != "energy":
        return None
    heating = float(snapshot.commodity.heating_value[commodity])
    if not np.isnan(heating):
        share = amount_in(unit, str(snapshot.commodity.base_unit[commodity]))
        return None if share is None else share * heating / measure.factor
    if (told := bridge(unit, target, str(snapshot.commodity.quality[commodity]))) is not None:
        return told
    carrier = carrier_of(snapshot, commodity)
    share = amount_in(unit, carrier.unit) if carrier else None
    to_target, _ = factor_to("tce", target)
    return None if carrier is None or share is None or to_target is None else share * carrier.tce * to_target


def amount_in(unit: str, target: str) -> float | None:
    """What a value in `unit` is multiplied by to stand in `target`, None for a rate; gases count at 0 or 20 °C."""
    measured, wanted = find_unit(unit), find_unit(target)
    if measured is None or wanted is None or measured.per not in ("", "year"):
        return None
    if {measured.dimension, wanted.dimension} == {"gas", "volume"}:
        return measured.factor / wanted.factor
    return factor_to(unit, target)[0]


def as_metered(snapshot: Snapshot, row: int, unit: str, value: float) -> tuple[str, float]:
    """Unit and value of a statistic (row); electricity kept in tce goes back to the kWh that were entered."""
    told, entered = snapshot.statistic, str(snapshot.statistic.unit_entered[row])
    if not is_metered(snapshot, int(told.commodity[row]), unit, entered):
        return unit, value
    return entered, float(told.value_entered[row])


def is_metered(snapshot: Snapshot, commodity: int, unit: str, entered: str) -> bool:
    """Whether a figure about a commodity (row, -1 none) is electricity, kept in tce, that was entered by the meter."""
    known, carrier = find_unit(entered), carrier_of(snapshot, commodity)
    if carrier is None or carrier.kind not in POWER or known is None or known.dimension != "energy":
        return False
    return is_standard_coal(unit) and not is_standard_coal(entered)
