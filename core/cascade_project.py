"""The heat and water of a project as cascades: who gives off what, who takes what, and the rungs that are missing.

Heat: what is left over and has a temperature beside what comes from outside or what somebody can take. Water: what
firms discharge and do not hand to others yet, by concentrations, beside capacities for water whose quality is limited.
A treatment plant cleans water and is no demand for it. Ends without such figures are counted, those not proved named.
"""

import re
from dataclasses import dataclass

import numpy as np

from core.cascade_acidity import LIST_MARKS, Range, split_ph, told_ph, unlike
from core.cascade_energy import Heat, HeatTable, Stream, hand_on_heat, heat_table
from core.cascade_water import WaterCascade, WaterTarget, cascade_water, target_water
from core.catalogues import find_pollutant
from core.columns import Numbers
from core.findings import Inquiry
from core.matching import offers_of
from core.matching_shared import concentrations
from core.quality_limits import upper_limits
from core.receivers import NOT_COMPARED, NOT_FITTING, TO_TEST, Acceptance, acceptance, distances_km, doubts, room
from core.snapshot import Snapshot
from core.statements import best_statistics
from core.text import N_, Text

LEAST_DIFFERENCE = 10.0  # K between who gives and who takes heat
LOSS_PER_KM = 0.02  # share of heat that a pipe loses a km, a planning figure
MILLIGRAMS = ("mg/l", "g/m3", "g/m³", "ppm")
UNREAD = N_("its limit {limit} cannot be read")
_JUDGED_HERE = (TO_TEST, NOT_COMPARED, NOT_FITTING)  # a cascade compares temperatures and limits itself


@dataclass(frozen=True, slots=True)
class End:
    """An actor (row) with a commodity (row, -1 none), an amount a year, and a temperature (NaN where it has none)."""

    actor: int
    commodity: int
    amount: float
    temperature: float = np.nan


@dataclass(frozen=True, slots=True)
class Refusal:
    """An actor (row) whose capacity does not count as a taker, and why."""

    actor: int
    reason: Text


@dataclass(frozen=True, slots=True)
class HeatCascade:
    """Sources, sinks, the table over all of them as if they were in one place, and what is handed on with the ways.

    `left_out` counts ends of unknown temperature or amount, `refused` names capacities that do not count.
    """

    sources: tuple[End, ...]
    sinks: tuple[End, ...]
    table: HeatTable
    handed: Heat
    left_out: int
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class ProjectWater:
    """Sources, sinks, pollutants by name (the columns of the limits), and their cascade, None where there is none.

    `acid` are the lowest and highest pH that each sink takes (infinite where it tells none), `ph` those of each source
    (NaN unknown): what is known not to fit is no pair, what is unknown is to be measured.

    `left_out` counts ends of unknown quality or amount, `refused` names capacities that do not count; `targets` are by
    pollutant, of the firms (rows, `target_firms`) whose own discharge and limit are known.
    """

    sources: tuple[End, ...]
    sinks: tuple[End, ...]
    pollutants: tuple[str, ...]
    cascade: WaterCascade | None
    left_out: int
    refused: tuple[Refusal, ...]
    targets: dict[str, WaterTarget]
    target_firms: dict[str, tuple[int, ...]]
    acid: tuple[Range, ...] = ()
    ph: tuple[Range, ...] = ()


def project_heat(inquiry: Inquiry) -> HeatCascade:
    """The heat cascade of a year in GJ a year; a firm may serve itself, an unknown way is none."""
    sources, without = _with_temperature(inquiry, _heat_offers(inquiry))
    rows, refused = _counted_rows(inquiry, "energy")
    sinks, lacking = _with_temperature(inquiry, [*_bought_heat(inquiry), *_room_for(inquiry, rows)])
    streams = [Stream(end.temperature + 1e-6, end.temperature, end.amount) for end in sources]
    streams += [Stream(end.temperature, end.temperature + 1e-6, end.amount) for end in sinks]
    takers = [end.actor for end in sinks]
    km = np.array([distances_km(inquiry.now, end.actor, takers) for end in sources]).reshape(len(sources), len(sinks))
    own = np.array([[one.actor == other.actor for other in sinks] for one in sources], dtype=bool).reshape(km.shape)
    ways = np.where(own, 0.0, np.nan_to_num(km, nan=1 / LOSS_PER_KM))  # so far nothing arrives
    told = [[(end.temperature, end.amount) for end in ends] for ends in (sources, sinks)]
    handed = hand_on_heat(told[0], told[1], ways, LEAST_DIFFERENCE, LOSS_PER_KM)
    table = heat_table(streams, LEAST_DIFFERENCE)
    return HeatCascade(tuple(sources), tuple(sinks), table, handed, without + lacking, tuple(refused))


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


def _counted_rows(inquiry: Inquiry, medium: str) -> tuple[list[int], list[Refusal]]:
    """Rows of capacity for commodities of a medium that count, and those that do not; treatment plants are neither."""
    known, capacity = acceptance(inquiry), inquiry.now.capacity
    user = (inquiry.now.commodity.medium[capacity.commodity] == medium) & (
        inquiry.now.actor.role[capacity.actor] != "treatment"
    )
    counted, refused = [], []
    for row in np.flatnonzero(user).tolist():
        reason = _doubt(known, row)
        if reason:
            refused.append(Refusal(int(capacity.actor[row]), reason))
        else:
            counted.append(row)
    return counted, refused


def _doubt(known: Acceptance, row: int) -> Text | None:
    """Why a capacity is not proved for its own commodity, quality aside; None where it is."""
    told = doubts(known, row, int(known.snapshot.capacity.commodity[row]))
    return next((reason for reason in told if reason.message_id not in _JUDGED_HERE), None)


def _room_for(inquiry: Inquiry, rows: list[int]) -> list[End]:
    """What capacities (rows) have free."""
    known, capacity = acceptance(inquiry), inquiry.now.capacity
    ends = [(int(capacity.actor[row]), int(capacity.commodity[row]), row) for row in rows]
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
    rows, refused = _counted_rows(inquiry, "water")
    sinks, limits, acid, unread, lacking = _water_sinks(inquiry, rows)
    pollutants = sorted({name for told in limits for name in told})
    sources, quality, without = _water_sources(inquiry, pollutants)
    cascade, ph = None, told_ph(inquiry, [end.actor for end in sources])
    if sources and sinks:
        most = np.array([[told.get(name, np.inf) for name in pollutants] for told in limits])
        most = np.where(np.isinf(most), quality.max(axis=0), most)  # what is not limited may be as bad as any source
        supply, need = (np.array([end.amount for end in ends]) for ends in (sources, sinks))
        cascade = cascade_water(supply, quality, need, most, barred=unlike(ph, acid))
    units = water_units(inquiry, sinks, limits)
    targets = {name: target_water(*np.array(list(found.values())).T) for name, found in units.items()}
    firms = {name: tuple(found) for name, found in units.items()}
    left_out = without + lacking
    return ProjectWater(
        tuple(sources), tuple(sinks), tuple(pollutants), cascade, left_out, (*refused, *unread), targets, firms,
        tuple(acid), tuple(ph),
    )  # fmt: skip


def _water_sinks(
    inquiry: Inquiry, rows: list[int]
) -> tuple[list[End], list[dict[str, float]], list[Range], list[Refusal], int]:  # fmt: skip
    """Capacities for water with room, limits in mg/L by pollutant and of pH; those with a limit that cannot be read,
    and how many tell no limit or whose room is unknown."""
    ends, limits, acid, refused, lacking = [], [], [], [], 0
    for row, end in zip(rows, _room_for(inquiry, rows), strict=True):
        between, rest = split_ph(str(inquiry.now.capacity.quality[row]))
        told, unread = read_limits(rest)
        if unread:
            refused.append(Refusal(end.actor, Text(UNREAD, {"limit": unread})))
        elif np.isnan(end.amount) or (end.amount > 0 and not told):
            lacking += 1
        elif end.amount > 0:
            ends.append(end)
            limits.append(told)
            acid.append(between)
    return ends, limits, acid, refused, lacking


def read_limits(told: str) -> tuple[dict[str, float], str]:
    """The limits of water in mg/L by pollutant, the stricter of two, and the first part that says something else."""
    found: dict[str, float] = {}
    for part in filter(None, map(str.strip, re.split(LIST_MARKS, told))):
        read = [(find_pollutant("water", name), value, unit) for name, value, unit in upper_limits(part)]
        pollutant, value, unit = read[0] if len(read) == 1 else (None, 0.0, "")
        if pollutant is None or unit.casefold() not in MILLIGRAMS:
            return found, part
        found[pollutant.id] = min(value, found.get(pollutant.id, np.inf))
    return found, ""


def _water_sources(inquiry: Inquiry, pollutants: list[str]) -> tuple[list[End], Numbers, int]:
    """Firms that discharge water with a known concentration of every pollutant, and how many lack one.

    What they hand to others is taken off; of unknown amount it leaves what they have unknown.
    """
    discharged = _discharged(inquiry)
    told, handed = concentrations(inquiry, discharged), _water_handed(inquiry)
    left = {actor: max(0.0, amount - handed.get(actor, 0.0)) for actor, amount in discharged.items()}
    able = [actor for actor, amount in left.items() if not amount <= 0]
    known = [
        actor for actor in able if left[actor] > 0 and all(name in told.get(actor, {}) for name in pollutants)
    ]  # fmt: skip
    ends = [End(actor, -1, left[actor]) for actor in known] if pollutants else []
    quality = np.array([[told[end.actor][name] for name in pollutants] for end in ends], dtype=np.float64)
    return ends, quality.reshape(len(ends), len(pollutants)), len(able) - len(ends)


def _discharged(inquiry: Inquiry) -> dict[int, float]:
    """What each actor discharges in m3 a year."""
    return {actor: told.value for (actor, _), told in best_statistics(inquiry.now, "water_discharged").items()}


def _water_handed(inquiry: Inquiry) -> dict[int, float]:
    """The waste water that running links bring from each actor to users; a treatment plant only cleans it."""
    now: Snapshot = inquiry.now
    user = np.append((now.actor.role != "treatment") & (now.actor.kind != "environment"), False)[now.flow.receiver]
    water = (now.commodity.medium[now.flow.commodity] == "water") & (now.flow.kind != "product")
    handed: dict[int, float] = {}
    for row in np.flatnonzero(user & water & (now.flow.sender >= 0) & (now.flow.sender != now.flow.receiver)).tolist():
        sender = int(now.flow.sender[row])
        handed[sender] = handed.get(sender, 0.0) + float(inquiry.figures.whole[row])
    return handed


Unit = tuple[float, float, float]  # kg a year, the limit of what it takes and the level of what it gives off in mg/L


def water_units(inquiry: Inquiry, sinks: list[End], limits: list[dict[str, float]]) -> dict[str, dict[int, Unit]]:
    """By pollutant and firm what it is as a unit of fixed load: what it discharges today carries it.

    Asked of firms that tell both the limit of the water that they take and the concentration of what they give off.
    """
    discharged = _discharged(inquiry)
    told = concentrations(inquiry, discharged)
    units: dict[str, dict[int, Unit]] = {}
    for sink, limit in zip(sinks, limits, strict=True):
        for name, entry in limit.items():
            leaving = told.get(sink.actor, {}).get(name, 0.0)
            if leaving > entry:
                load = discharged[sink.actor] * leaving / 1000.0  # kg a year
                units.setdefault(name, {})[sink.actor] = (load, entry, leaving)
    return dict(sorted(units.items()))
