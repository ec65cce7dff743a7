"""Equal-standard pollution load: the volume that would dilute what a source hands over to one common standard.

P = m / S: water in 10^6 m3/a (t/a over mg/L), air in 10^9 m3/a (t/a over mg/m3). Media are never added. Firms rank by
what they hand over, directly or to a central plant; central plants form a class of their own and rank by what they
discharge, so nothing is counted twice. Not detected counts as 0. METHODS: equal-standard load, cumulative 80 % rule.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from core.catalogues import StandardSet, find_pollutant
from core.columns import Flags, Integers, Numbers, Words
from core.model import Emissions
from core.own_standards import find_set
from core.rule_set import chosen_sets, rule_set
from core.rule_titles import MAIN_SOURCE
from core.snapshot import Snapshot
from core.statements import counted_emissions, first_come, numbered
from core.text import N_

TIE = 1e-12  # a cumulative share this near to 80 % counts as reached
MEDIUM_TITLES = {"water": N_("water pollutants"), "air": N_("air pollutants"), "soil": N_("soil pollutants")}
Keep = Callable[[Hashable, Sequence[npt.NDArray[Any]], Callable[[], "LoadTable"]], "LoadTable"]
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


def anew(key: Hashable, columns: Sequence[npt.NDArray[Any]], make: Callable[[], LoadTable]) -> LoadTable:
    """Make a table, whatever was made before."""
    return make()


def equal_standard_loads(
    snapshot: Snapshot, chosen: dict[str, str] | None = None, counted: list[int] | None = None, keep: Keep = anew
) -> list[LoadTable]:
    """Loads of firms and of central plants per medium, in a snapshot narrowed to a year.

    `chosen` names another standard set per medium than the one that the project's rules name; `counted` are the rows
    that count, where they are known already; `keep` knows the tables of an earlier state. Rows of kind "generated
    only" are left out, since nobody hands them over.
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
                told = _Told.of(emission, rows[own])
                make = partial(_load_table, standard, class_of, told, main_share)
                tables.append(keep((class_of, str(standard), main_share), told.columns, make))
    return tables


def central_plants(snapshot: Snapshot) -> set[int]:
    """Rows of actors that treat what others hand over: by their role, or because an emission names them."""
    named = snapshot.emission.plant[snapshot.emission.plant >= 0]
    return set(np.flatnonzero(snapshot.actor.role == "treatment").tolist()) | set(named.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """Rows of `emission` (n,) with what loads are made of."""

    row: Integers
    actor: Integers
    pollutant: Words
    mass: Numbers  # 0 where nothing was detected
    to_plant: Flags

    @classmethod
    def of(cls, emission: Emissions, rows: Integers) -> "_Told":
        """These rows of a table."""
        mass = np.where(emission.not_detected[rows], 0.0, emission.mass[rows])
        return cls(rows, emission.actor[rows], emission.pollutant[rows], mass, emission.destination[rows] == "plant")

    @property
    def columns(self) -> list[npt.NDArray[Any]]:
        """All columns."""
        return [self.row, self.actor, self.pollutant, self.mass, self.to_plant]


def _load_table(standard: StandardSet, class_of: str, told: _Told, main_share: float) -> LoadTable:
    number, first = first_come(numbered(told.pollutant))
    found = [find_pollutant(standard.medium, name) for name in told.pollutant[first].tolist()]
    ids = [item.id if item else "" for item in found]
    limit = np.array([standard.limits.get(id, np.nan) for id in ids])[number]
    judged = ~np.isnan(limit)
    unjudged, rows = told.row[~judged], told.row[judged]
    loads = told.mass[judged] / limit[judged]
    parts = Parts(rows, loads, told.to_plant[judged])
    actors_told = told.actor[judged]
    of_actor, first_told = first_come(actors_told)
    matters = list(dict.fromkeys(ids))
    items_told = np.array([matters.index(id) for id in ids], dtype=np.int64)[number[judged]]
    of_item, first_item = first_come(items_told)
    known = loads[np.argsort(of_actor, kind="stable")]
    total = float(sum(known[~np.isnan(known)].tolist()))
    actors = _ranked(parts, of_actor, [(row, "") for row in actors_told[first_told].tolist()], total, main_share)
    pollutants = _ranked(
        parts, of_item, [(-1, matters[place]) for place in items_told[first_item].tolist()], total, main_share
    )
    told_by = sum(len(load.unknown) < len(load.rows) for load in actors)
    return LoadTable(standard.medium, class_of, standard, total, actors, pollutants, tuple(unjudged.tolist()), told_by)


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
