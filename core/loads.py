"""Equal-standard pollution load: the volume that would dilute what a source hands over to one common standard.

P = m / S: water in 10^6 m3/a (t/a over mg/L), air in 10^9 m3/a (t/a over mg/m3). Media are never added. Firms rank by
what they hand over, directly or to a central plant; central plants form a class of their own and rank by what they
discharge, so nothing is counted twice. Not detected counts as 0. METHODS: equal-standard load, cumulative 80 % rule.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.catalogues import StandardSet, find_pollutant
from core.columns import Flags, Integers, Numbers
from core.own_standards import find_set
from core.rule_set import chosen_sets, rule_set
from core.rule_titles import MAIN_SOURCE
from core.snapshot import Snapshot
from core.statements import counted_emissions, numbered
from core.text import N_

TIE = 1e-12  # a cumulative share this near to 80 % counts as reached
MEDIUM_TITLES = {"water": N_("water pollutants"), "air": N_("air pollutants"), "soil": N_("soil pollutants")}
UNITS = {"water": N_("million m³"), "air": N_("billion m³")}


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Rows of `emission` (n,) with their loads, NaN unknown, and whether a central plant takes them."""

    row: Integers
    load: Numbers
    to_plant: Flags


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


def equal_standard_loads(
    snapshot: Snapshot, chosen: dict[str, str] | None = None, counted: list[int] | None = None
) -> list[LoadTable]:
    """Loads of firms and of central plants per medium, in a snapshot narrowed to a year.

    `chosen` names another standard set per medium than the one that the project's rules name; `counted` are the rows
    that count, where they are known already. Rows of kind "generated only" are left out, since nobody hands them over.
    """
    tables = []
    chosen, emission = chosen_sets(snapshot) | (chosen or {}), snapshot.emission
    main_share = rule_set(snapshot).line(MAIN_SOURCE, "share").value / 100
    rows = np.array(counted_emissions(snapshot) if counted is None else counted, dtype=np.int64)
    rows = rows[emission.destination[rows] != "generated"]
    at_plant = np.isin(emission.actor[rows], list(central_plants(snapshot)))
    for medium in UNITS:
        standard = find_set(snapshot, medium, chosen.get(medium, ""))
        if standard is None:
            continue
        of_medium = emission.medium[rows] == medium
        for class_of, own in (("firm", of_medium & ~at_plant), ("plant", of_medium & at_plant)):
            if own.any():
                tables.append(_load_table(snapshot, standard, class_of, rows[own], main_share))
    return tables


def central_plants(snapshot: Snapshot) -> set[int]:
    """Rows of actors that treat what others hand over: by their role, or because an emission names them."""
    named = snapshot.emission.plant[snapshot.emission.plant >= 0]
    return set(np.flatnonzero(snapshot.actor.role == "treatment").tolist()) | set(named.tolist())


def _load_table(
    snapshot: Snapshot, standard: StandardSet, class_of: str, rows: Integers, main_share: float
) -> LoadTable:
    told = snapshot.emission
    words = told.pollutant[rows]
    number = numbered(words)
    found = [find_pollutant(standard.medium, name) for name in words[np.unique(number, return_index=True)[1]].tolist()]
    ids = [item.id if item else "" for item in found]
    limit = np.array([standard.limits.get(id, np.nan) for id in ids])[number]
    judged = ~np.isnan(limit)
    unjudged, rows = rows[~judged], rows[judged]
    loads = np.where(told.not_detected[rows], 0.0, told.mass[rows]) / limit[judged]
    parts = Parts(rows, loads, told.destination[rows] == "plant")
    of_actor, actor = _first_come(told.actor[rows])
    matters = list(dict.fromkeys(ids))
    of_item, item = _first_come(np.array([matters.index(id) for id in ids])[number[judged]])
    known = loads[np.argsort(of_actor, kind="stable")]
    total = float(sum(known[~np.isnan(known)].tolist()))
    actors = _ranked(parts, of_actor, [(row, "") for row in actor], total, main_share)
    pollutants = _ranked(parts, of_item, [(-1, matters[place]) for place in item], total, main_share)
    told_by = sum(len(load.unknown) < len(load.rows) for load in actors)
    return LoadTable(standard.medium, class_of, standard, total, actors, pollutants, tuple(unjudged.tolist()), told_by)


def _first_come(values: Integers) -> tuple[Integers, list[int]]:
    """The group (n,) of each value, counted in the order in which they come, and the value of each group."""
    different, first, group = np.unique(values, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return np.argsort(order)[group.reshape(-1)], different[order].tolist()


def _ranked(
    parts: Parts, group: Integers, keys: list[tuple[int, str]], total: float, main_share: float
) -> tuple[Load, ...]:
    """Loads by falling size with the cumulative rule; up to and including its share, 80 % as shipped, is main.

    Sources without any known figure come after those that are known to hand over nothing.
    """
    unknown = np.isnan(parts.load)
    known, count = np.where(unknown, 0.0, parts.load), len(keys)
    load = np.bincount(group, known, count)
    indirect = np.bincount(group, np.where(parts.to_plant, known, 0.0), count)
    nothing = np.bincount(group, unknown, count) == np.bincount(group, minlength=count)
    order = np.lexsort((nothing, -load))
    share = load / total if total > 0 else np.zeros(count)
    cumulative = np.cumsum(share[order])
    main = (load[order] > 0) & (np.append(0.0, cumulative[:-1]) < main_share - TIE)
    rows, lacking = _by_group(parts.row, group, count), _by_group(parts.row[unknown], group[unknown], count)
    told = (order, load[order], indirect[order], share[order], cumulative, main)
    return tuple(
        Load(keys[at][0], keys[at][1], size, part, of_all, so_far, rank, chief, rows[at], lacking[at])
        for rank, (at, size, part, of_all, so_far, chief) in enumerate(
            zip(*(column.tolist() for column in told), strict=True), 1
        )
    )


def _by_group(rows: Integers, group: Integers, count: int) -> list[tuple[int, ...]]:
    """The rows of each of `count` groups, in their order."""
    listed = rows[np.argsort(group, kind="stable")].tolist()
    ends = [0, *np.cumsum(np.bincount(group, minlength=count)).tolist()]
    return [tuple(listed[start:end]) for start, end in pairwise(ends)]
