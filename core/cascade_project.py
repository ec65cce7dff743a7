"""The heat and water of a project as cascades: who gives off what, who takes what, and the rungs that are missing.

Heat: what is left over and has a temperature beside what comes from outside or what somebody can take. Water: what
firms discharge, by concentrations, beside capacities for water whose quality is limited. Ends without such figures are
counted.
"""

from dataclasses import dataclass

import numpy as np

from core.cascade_energy import Heat, HeatTable, Stream, hand_on_heat, heat_table
from core.cascade_water import WaterCascade, cascade_water
from core.catalogues import find_pollutant
from core.columns import Numbers
from core.findings import Inquiry
from core.matching import offers_of
from core.matching_shared import concentrations
from core.quality_limits import upper_limits
from core.receivers import acceptance, distances_km, room
from core.statements import best_statistics

LEAST_DIFFERENCE = 10.0  # K between who gives and who takes heat
LOSS_PER_KM = 0.02  # share of heat that a pipe loses a km, a planning figure
MILLIGRAMS = ("mg/l", "g/m3", "g/m³", "ppm")


@dataclass(frozen=True, slots=True)
class End:
    """An actor (row) with a commodity (row, -1 none), an amount a year, and a temperature (NaN where it has none)."""

    actor: int
    commodity: int
    amount: float
    temperature: float = np.nan


@dataclass(frozen=True, slots=True)
class HeatCascade:
    """Sources, sinks, the table over all of them as if they were in one place, and what is handed on with the ways."""

    sources: tuple[End, ...]
    sinks: tuple[End, ...]
    table: HeatTable
    handed: Heat
    left_out: int


@dataclass(frozen=True, slots=True)
class ProjectWater:
    """Sources, sinks, pollutants by name (the columns of the limits), and their cascade, None where there is none."""

    sources: tuple[End, ...]
    sinks: tuple[End, ...]
    pollutants: tuple[str, ...]
    cascade: WaterCascade | None
    left_out: int


def project_heat(inquiry: Inquiry) -> HeatCascade:
    """The heat cascade of a year in GJ a year; a firm may serve itself, an unknown way is none."""
    sources, without = _with_temperature(inquiry, _heat_offers(inquiry))
    sinks, lacking = _with_temperature(inquiry, [*_bought_heat(inquiry), *_room_for(inquiry, "energy")])
    streams = [Stream(end.temperature + 1e-6, end.temperature, end.amount) for end in sources]
    streams += [Stream(end.temperature, end.temperature + 1e-6, end.amount) for end in sinks]
    takers = [end.actor for end in sinks]
    km = np.array([distances_km(inquiry.now, end.actor, takers) for end in sources]).reshape(len(sources), len(sinks))
    own = np.array([[one.actor == other.actor for other in sinks] for one in sources], dtype=bool).reshape(km.shape)
    ways = np.where(own, 0.0, np.nan_to_num(km, nan=1 / LOSS_PER_KM))  # so far nothing arrives
    told = [[(end.temperature, end.amount) for end in ends] for ends in (sources, sinks)]
    handed = hand_on_heat(told[0], told[1], ways, LEAST_DIFFERENCE, LOSS_PER_KM)
    return HeatCascade(tuple(sources), tuple(sinks), heat_table(streams, LEAST_DIFFERENCE), handed, without + lacking)


def _heat_offers(inquiry: Inquiry) -> list[End]:
    medium = inquiry.now.commodity.medium
    return [
        End(one.actor, one.commodity, one.amount) for one in offers_of(inquiry) if medium[one.commodity] == "energy"
    ]


def _bought_heat(inquiry: Inquiry) -> list[End]:
    """Heat that links bring from outside."""
    now = inquiry.now
    outside = np.append(now.actor.kind == "environment", True)[now.flow.sender]
    rows = outside & (now.flow.receiver >= 0) & (now.commodity.medium[now.flow.commodity] == "energy")
    return [
        End(int(now.flow.receiver[row]), int(now.flow.commodity[row]), float(inquiry.figures.whole[row]))
        for row in np.flatnonzero(rows).tolist()
    ]


def _room_for(inquiry: Inquiry, medium: str) -> list[End]:
    """What capacities for commodities of a medium have free."""
    known, capacity = acceptance(inquiry), inquiry.now.capacity
    chosen = np.flatnonzero(inquiry.now.commodity.medium[capacity.commodity] == medium).tolist()
    ends = [(int(capacity.actor[row]), int(capacity.commodity[row]), row) for row in chosen]
    return [End(actor, goods, room(known, actor, [row], goods)[1]) for actor, goods, row in ends]


def _with_temperature(inquiry: Inquiry, ends: list[End]) -> tuple[list[End], int]:
    """Ends whose temperature and amount are known, and how many are not."""
    degrees = inquiry.now.commodity.temperature
    told = [End(end.actor, end.commodity, end.amount, float(degrees[end.commodity])) for end in ends]
    known = [end for end in told if end.amount > 0 and not np.isnan(end.temperature)]
    return known, sum(end.amount != 0 for end in told) - len(known)


def unserved(cascade: HeatCascade) -> Numbers:
    """What of each sink gets no heat."""
    wanted = np.array([sink.amount for sink in cascade.sinks], dtype=np.float64)
    missing: Numbers = np.maximum(0.0, wanted - cascade.handed.arrived)
    return missing


def unused(cascade: HeatCascade) -> Numbers:
    """What of each source nobody takes."""
    given = np.array([source.amount for source in cascade.sources], dtype=np.float64)
    left: Numbers = np.maximum(0.0, given - cascade.handed.sent.sum(axis=1))
    return left


def project_water(inquiry: Inquiry) -> ProjectWater:
    """The water cascade of a year in m3 a year; fresh water is counted as pure."""
    sinks, limits = _water_sinks(inquiry)
    pollutants = sorted({name for told in limits for name in told})
    sources, quality, without = _water_sources(inquiry, pollutants)
    lacking = sum(not told for told in limits)
    kept = [place for place, told in enumerate(limits) if told]
    takers = tuple(sinks[place] for place in kept)
    cascade = None
    if sources and takers:
        most = np.array([[limits[place].get(name, np.inf) for name in pollutants] for place in kept])
        most = np.where(np.isinf(most), quality.max(axis=0), most)  # what is not limited may be as bad as any source
        flows = (np.array([end.amount for end in ends]) for ends in (sources, takers))
        supply, need = flows
        cascade = cascade_water(supply, quality, need, most)
    return ProjectWater(tuple(sources), takers, tuple(pollutants), cascade, without + lacking)


def _water_sinks(inquiry: Inquiry) -> tuple[list[End], list[dict[str, float]]]:
    """Capacities for water with room, and their limits in mg/L by pollutant."""
    known, now = acceptance(inquiry), inquiry.now
    ends, limits = [], []
    for row in np.flatnonzero(now.commodity.medium[now.capacity.commodity] == "water").tolist():
        actor, goods = int(now.capacity.actor[row]), int(now.capacity.commodity[row])
        free = room(known, actor, [row], goods)[1]
        if free > 0:
            ends.append(End(actor, goods, free))
            limits.append(_limits(str(now.capacity.quality[row])))
    return ends, limits


def _limits(told: str) -> dict[str, float]:
    found = {}
    for name, value, unit in upper_limits(told):
        pollutant = find_pollutant("water", name)
        if pollutant and unit.casefold() in MILLIGRAMS:
            found[pollutant.id] = value
    return found


def _water_sources(inquiry: Inquiry, pollutants: list[str]) -> tuple[list[End], Numbers, int]:
    """Firms that discharge water with a known concentration of every pollutant, and how many lack one."""
    now = inquiry.now
    discharged = {actor: told.value for (actor, _), told in best_statistics(now, "water_discharged").items()}
    told = concentrations(inquiry, discharged)
    able = [actor for actor, amount in discharged.items() if amount > 0]
    known = [actor for actor in able if all(name in told.get(actor, {}) for name in pollutants)]
    ends = [End(actor, -1, discharged[actor]) for actor in known] if pollutants else []
    quality = np.array([[told[end.actor][name] for name in pollutants] for end in ends], dtype=np.float64)
    return ends, quality.reshape(len(ends), len(pollutants)), len(able) - len(ends)
