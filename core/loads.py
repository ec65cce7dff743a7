"""Equal-standard pollution load: the volume that would dilute what a source hands over to one common standard.

P = m / S: water in 10^6 m3/a (t/a over mg/L), air in 10^9 m3/a (t/a over mg/m3). Media are never added. Firms rank by
what they hand over, directly or to a central plant; central plants form a class of their own and rank by what they
discharge, so nothing is counted twice. Not detected counts as 0. METHODS: equal-standard load, cumulative 80 % rule.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.catalogues import StandardSet, find_pollutant, standard_set
from core.columns import Integers
from core.rule_set import chosen_sets, rule_set
from core.rule_titles import MAIN_SOURCE
from core.snapshot import Snapshot
from core.statements import counted_emissions
from core.text import N_

TIE = 1e-12  # a cumulative share this near to 80 % counts as reached
Parts = dict[tuple[int, str], list[tuple[int, float]]]  # rows with their loads, by actor row and pollutant id
MEDIUM_TITLES = {"water": N_("water pollutants"), "air": N_("air pollutants"), "soil": N_("soil pollutants")}
UNITS = {"water": N_("million m³"), "air": N_("billion m³")}


@dataclass(frozen=True, slots=True)
class Load:
    """The load of one actor (row) or one pollutant (id) in its class; the other is -1 or ''.

    Share and cumulative share are 0-1, rank counts from 1.

    `indirect` is the part that goes to a central plant; `rows` are the rows of `emission`, `unknown` those of them
    without a known mass, for which the load is a lower bound.
    """

    actor: int
    pollutant: str
    load: float
    indirect: float
    share: float
    cumulative: float
    rank: int
    main: bool
    rows: tuple[int, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LoadTable:
    """Loads of one medium and one class of sources ("firm" or "plant"), largest first, by actor and by pollutant.

    `no_standard` are the rows whose pollutant the set has no limit for; they are in no sum. `known` is how many sources
    have a known figure; the others rest on unknown masses alone.
    """

    medium: str
    class_of: str
    standard: StandardSet
    total: float
    actors: tuple[Load, ...]
    pollutants: tuple[Load, ...]
    no_standard: tuple[int, ...]
    known: int

    @property
    def unit(self) -> str:
        """The unit of the loads per year."""
        return UNITS[self.medium]


def equal_standard_loads(snapshot: Snapshot, chosen: dict[str, str] | None = None) -> list[LoadTable]:
    """Loads of firms and of central plants per medium, in a snapshot narrowed to a year.

    `chosen` names another standard set per medium than the one that the project's rules name. Rows of kind "generated
    only" are left out, since nobody hands them over.
    """
    tables = []
    chosen = chosen_sets(snapshot) | (chosen or {})
    main_share = rule_set(snapshot).line(MAIN_SOURCE, "share").value / 100
    plants = central_plants(snapshot)
    table = snapshot.emission
    counted = np.array(counted_emissions(snapshot), dtype=np.int64)
    rows = counted[table.destination[counted] != "generated"]
    at_plant = np.isin(table.actor, list(plants))[rows]
    for medium in UNITS:
        standard = standard_set(medium, chosen.get(medium, ""))
        if standard is None:
            continue
        of_medium = table.medium[rows] == medium
        for class_of in ("firm", "plant"):
            own = rows[of_medium & (at_plant == (class_of == "plant"))]
            if len(own):
                tables.append(_load_table(snapshot, standard, class_of, own, main_share))
    return tables


def central_plants(snapshot: Snapshot) -> set[int]:
    """Rows of actors that treat what others hand over: by their role, or because an emission names them."""
    named = snapshot.emission.plant[snapshot.emission.plant >= 0]
    return set(np.flatnonzero(snapshot.actor.role == "treatment").tolist()) | set(named.tolist())


def _load_table(
    snapshot: Snapshot, standard: StandardSet, class_of: str, rows: Integers, main_share: float
) -> LoadTable:
    table = snapshot.emission
    by_actor: Parts = defaultdict(list)
    by_pollutant: Parts = defaultdict(list)
    no_standard = []
    found = {name: find_pollutant(standard.medium, name) for name in set(table.pollutant[rows].tolist())}
    told = (table.actor, table.pollutant, np.where(table.not_detected, 0.0, table.mass))
    for row, actor, name, mass in zip(rows.tolist(), *(column[rows].tolist() for column in told), strict=True):
        pollutant = found[name]
        limit = standard.limits.get(pollutant.id) if pollutant else None
        if pollutant is None or limit is None:
            no_standard.append(row)
            continue
        by_actor[actor, ""].append((row, mass / limit))
        by_pollutant[-1, pollutant.id].append((row, mass / limit))
    total = sum(load for parts in by_actor.values() for _, load in parts if load == load)
    actors = _ranked(by_actor, total, snapshot, main_share)
    pollutants = _ranked(by_pollutant, total, snapshot, main_share)
    known = sum(len(load.unknown) < len(load.rows) for load in actors)
    return LoadTable(standard.medium, class_of, standard, total, actors, pollutants, tuple(no_standard), known)


def _ranked(parts: Parts, total: float, snapshot: Snapshot, main_share: float) -> tuple[Load, ...]:
    """Loads by falling size with the cumulative rule; up to and including its share, 80 % as shipped, is main."""
    destination = snapshot.emission.destination
    loads = []
    for key, items in parts.items():
        known = [(row, load) for row, load in items if load == load]
        unknown = tuple(row for row, load in items if load != load)
        indirect = sum(load for row, load in known if destination[row] == "plant")
        loads.append((sum(load for _, load in known), indirect, key, tuple(row for row, _ in items), unknown))
    ranked, cumulative = [], 0.0
    for position, (load, indirect, key, rows, unknown) in enumerate(sorted(loads, key=_standing), 1):
        share = load / total if total > 0 else 0.0
        main = load > 0 and cumulative < main_share - TIE
        cumulative += share
        ranked.append(Load(*key, load, indirect, share, cumulative, position, main, rows, unknown))
    return tuple(ranked)


def _standing(load: tuple[float, float, tuple[int, str], tuple[int, ...], tuple[int, ...]]) -> tuple[float, bool]:
    """By falling load; sources without any known figure come after those that are known to hand over nothing."""
    value, _, _, rows, unknown = load
    return -value, len(unknown) == len(rows)
