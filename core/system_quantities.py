"""What a park, a region or the whole cluster comes to of a quantity in a year, and how far that is known.

What the park itself states goes first; else the firms' figures are added, and the share of those asked who tell one is
the coverage. Declared figures alone are read, never adjusted ones. What a source opens to sums only (statistics law)
enters where at least three firms are behind it and the area is part of no other; else it is left out and counted.
"""

import math
from dataclasses import replace
from functools import partial
from itertools import pairwise, repeat

import numpy as np

from core.account_terms import Basis, Entry, all_stated, parts_of, stated, stated_in_parts
from core.catalogues import find_pollutant
from core.columns import Flags, Integers, is_word, take, values_at
from core.energy_indicators import energy_of_areas
from core.findings import Ref
from core.indicator_own import ORIGIN, known_quantities
from core.indicator_quantities import of_links, own_measure
from core.indicator_systems import Quantity
from core.indicators import CLUSTER, INDICATORS, Request, Result
from core.register_counts import counted
from core.renewal_tags import link_tags
from core.snapshot import Snapshot
from core.statements import counted_emissions, told_pairs
from core.steps import pause
from core.system_measured import NOTHING, Figures, Measured, sum_of_firms
from core.system_projects import of_projects
from core.system_scope import Scope, YearRead, emissions_read, own_region, year_read
from core.text import Quantity as Amount
from core.text import Text
from core.wastes import hazardous

DISCHARGED = ("direct", "")  # destinations of what reaches the environment from a firm or a plant
AGREES = 0.01  # a smaller difference between the park's figure and the firms' sum is within the accuracy of ledgers
WASTE = "waste_"  # how the items of wastes begin
GENERAL = "general:"  # how the origin of wastes without the hazardous ones begins


def measure(scope: Scope, name: str, before: int = 0) -> Measured:
    """What a quantity comes to so many years before the year of the scope."""
    key = ("quantity", name, before)
    if key not in scope.kept:
        scope.kept[key] = _measure(scope, quantity_of(scope, name), before)
    found: Measured = scope.kept[key]
    return found


def quantity_of(scope: Scope, name: str) -> Quantity:
    """A quantity by the name that a formula gives it; of one that nobody knows nothing is ever told."""
    if "quantities" not in scope.kept:
        scope.kept["quantities"] = known_quantities(scope.snapshot)
    known: dict[str, Quantity] = scope.kept["quantities"]
    return known.get(name) or Quantity(name, name, "", "", "park", by_firm=False, computed="")


def _measure(scope: Scope, quantity: Quantity, before: int) -> Measured:
    pause()
    kind, _, name = quantity.origin.partition(":")
    if kind == "emission":
        medium, pollutant, *way = name.split(":")
        matter, ways = (medium, pollutant), ("generated",) if way else DISCHARGED
        return _of_emissions(scope, emissions_read(scope, before), quantity, matter, ways)
    told = year_read(scope, before)
    if kind == "tag":
        return of_links(scope, told, quantity, lambda year, members: _tagged(year, members, name, quantity.unit))
    if kind == "register":
        return counted(scope, told, quantity, name)
    if kind == ORIGIN:
        return own_measure(scope, told, quantity, int(name))
    if not kind:
        note = Text("No quantity is called {name}.", {"name": quantity.id})
        return Measured(quantity, told.year, None, 0.0, note=note)
    if kind == "initiative":
        value, coverage, rows, note = of_projects(scope, told, name)
        return Measured(quantity, told.year, value, coverage, rows, note=note)
    own = _own_figure(scope, told, quantity)
    if not quantity.by_firm:
        if own is None and quantity.computed.startswith("register:"):
            return counted(scope, told, quantity, quantity.computed.removeprefix("register:"))
        return own or Measured(quantity, told.year, None, 0.0, note=_no_region(scope))
    added = of_firms(scope, told, quantity)
    if own is not None:
        return replace(own, note=_difference(own, added))
    computed = _computed(scope, told, quantity, before) if quantity.computed and added.coverage < 1.0 else None
    return computed if computed is not None and computed.coverage > added.coverage else added


def _tagged(year: Snapshot, member: Flags, tag: str, unit: str) -> Flags:
    """The links of a year that follow an R-principle and touch a firm of the area; water apart from goods."""
    chosen = np.array([one == tag for one in link_tags(year)], dtype=np.bool_)
    chosen = chosen & (year.commodity.medium[year.flow.commodity] == ("water" if unit == "m3" else "goods"))
    touching: Flags = chosen & (member[year.flow.sender] | member[year.flow.receiver])
    return touching


def _no_region(scope: Scope) -> Text:
    """Why no region can state a figure of the whole."""
    if own_region(scope) >= 0:
        return NOTHING
    return Text("The whole has no single uppermost region that could state it: choose a region.")


def _computed(scope: Scope, told: YearRead, quantity: Quantity, before: int) -> Measured | None:
    """The official indicator of the scope that stands in for figures which are not told by all."""
    key = ("inventories", before)
    if key not in scope.kept:
        read = (told.whole, told.regions) if told.whole is told.shown else None
        scope.kept[key] = energy_of_areas(told.whole.snapshot, Request(told.year), read)
    results: tuple[Result, ...] = scope.kept[key]
    about = (scope.area.scope, *([CLUSTER] if scope.area.highest else []))  # the uppermost region is not told twice
    for result in results:
        whole = result.status == "ok" or result.coverage < 1.0  # a carrier that nobody listed is no share of firms
        if result.id == quantity.computed and result.scope in about and result.value is not None and whole:
            note = Text("Computed from energy by carrier: {doc}", {"doc": Text(INDICATORS[result.id].doc)})
            silent = tuple(firm for firm in result.missing if firm.table == "actor")
            return Measured(quantity, told.year, result.value, result.coverage, result.rows, silent, note)
    return None


def _own_figure(scope: Scope, told: YearRead, quantity: Quantity) -> Measured | None:
    """What the region of the scope states itself."""
    region = own_region(scope)
    entry = _stated(told.regions, quantity, region) if region >= 0 else None
    if entry is None or entry.value is None:
        return None
    return Measured(quantity, told.year, entry.value, 1.0, entry.rows)


def _stated(basis: Basis, quantity: Quantity, holder: int) -> Entry | None:
    """What a holder states: its total, else the sum of its parts. Of wastes only goods are parts, since waste heat
    is told by the same item; of general waste those that are not hazardous."""
    item, unit = quantity.item, quantity.unit
    if not (statements := parts_of(basis, item, holder)):
        return None  # most firms tell nothing of most quantities
    if not item.startswith(WASTE):
        return stated_in_parts(basis, item, holder, unit)
    told = (int(basis.snapshot.statistic.commodity[one.row]) for one in statements)
    parts = [(holder, commodity) for commodity in told if commodity >= 0]
    if not parts:
        return stated_in_parts(basis, item, holder, unit)
    media, barred = basis.snapshot.commodity.medium, _hazardous(basis.snapshot, quantity)
    goods = [key for key in parts if media[key[1]] == "goods"]
    left = [key for key in goods if not barred[key[1]]]
    if (holder, -1) in basis.told.get(item, {}) and len(left) == len(goods):
        return stated(basis, item, (holder, -1), unit)
    entries = [entry for key in left if (entry := stated(basis, item, key, unit))]
    if not entries:
        return Entry(0.0) if goods else None  # what there is is all hazardous
    unlike = tuple(name for entry in entries for name in entry.unlike)
    known = [entry.value for entry in entries if entry.value is not None]
    value = math.fsum(known) if len(known) == len(entries) else None
    return Entry(value, tuple(row for entry in entries for row in entry.rows), unlike)


def _hazardous(snapshot: Snapshot, quantity: Quantity) -> Flags:
    """Which commodities are left out of a quantity."""
    if quantity.origin.startswith(GENERAL):
        return hazardous(snapshot)
    return np.zeros(len(snapshot.commodity), dtype=np.bool_)


def of_firms(scope: Scope, told: YearRead, quantity: Quantity) -> Measured:
    """The sum over the firms, with those named that were asked and told nothing; of general waste all is the whole."""

    def read(quantity: Quantity) -> tuple[Figures, Figures]:
        shown = _figures(told.shown, quantity)
        return shown, shown if told.whole is told.shown else _figures(told.whole, quantity)

    part = quantity.origin.startswith(GENERAL)
    widest = partial(read, replace(quantity, origin=f"item:{quantity.item}")) if part else None
    return sum_of_firms(scope, told, quantity, told.asked, *read(quantity), widest)


def _figures(basis: Basis, quantity: Quantity) -> Figures:
    """What every holder states of a quantity."""
    if not quantity.item.startswith(WASTE):
        return all_stated(basis, quantity.item, quantity.unit)
    holders = {holder for holder, _ in basis.told.get(quantity.item, {})}
    return {holder: entry for holder in holders if (entry := _stated(basis, quantity, holder)) is not None}


def _difference(own: Measured, added: Measured) -> Text:
    """What to say where the firms' sum is not what the park states of itself."""
    if own.value is None or added.value is None or added.coverage < 1.0:
        return NOTHING
    if abs(own.value - added.value) <= AGREES * max(abs(own.value), abs(added.value)):
        return NOTHING
    values = {"own": Amount(own.value, own.quantity.unit), "added": Amount(added.value, own.quantity.unit)}
    return Text("The park states {own}, the firms add up to {added}.", values)


def _of_emissions(
    scope: Scope, told: YearRead, quantity: Quantity, matter: tuple[str, str], ways: tuple[str, ...]
) -> Measured:
    """What reaches the environment, central plants included, so that what passes through one counts once.

    Asked are the firms that work in the year and have told any emission to the medium in any year.
    """
    asked = _emitters(scope, told, matter[0])
    shown = _emitted(told.shown, matter, ways)
    whole = shown if told.whole is told.shown else _emitted(told.whole, matter, ways)
    return sum_of_firms(scope, told, quantity, asked, shown, whole)


def _emitters(scope: Scope, told: YearRead, medium: str) -> list[int]:
    """The asked firms of a year that have told an emission to the medium in any year, found once for all pollutants."""
    key = ("emitters", told.year, medium)
    if key not in scope.kept:
        table = scope.snapshot.emission
        emits = np.zeros(len(scope.snapshot.actor), dtype=np.bool_)
        emits[table.actor[is_word(table, "medium", medium)]] = True
        known = np.isin(told.whole.snapshot.actor.id, scope.snapshot.actor.id[emits]).tolist()
        scope.kept[key] = [row for row in told.asked if known[row]]
    found: list[int] = scope.kept[key]
    return found


def _emitted(basis: Basis, matter: tuple[str, str], ways: tuple[str, ...]) -> dict[int, Entry]:
    """The mass of a pollutant that each actor (row) lets go these ways, unknown where a part of it is."""
    table = basis.snapshot.emission
    of_matter = _of_matter(basis, *matter)
    rows = of_matter[np.isin(table.destination[of_matter], ways)]
    rows = rows[np.argsort(table.actor[rows], kind="stable")]
    actors, masses = table.actor[rows], table.mass[rows].tolist()
    cited = tuple(map(Ref, repeat("emission"), values_at(table, "uid", rows).tolist()))
    starts = np.flatnonzero(np.append(True, actors[1:] != actors[:-1])[: len(rows)]).tolist()
    found = {}
    for actor, (start, end) in zip(actors[starts].tolist(), pairwise([*starts, len(rows)]), strict=True):
        value = math.fsum(masses[start:end])
        found[actor] = Entry(None if math.isnan(value) else value, cited[start:end])
    return found


def _of_matter(basis: Basis, medium: str, pollutant: str) -> Integers:
    """The emissions (rows) of a pollutant that count in a year."""
    table = basis.snapshot.emission
    number, pairs = told_pairs(table, np.arange(len(table)))
    items = [find_pollutant(*pair) if pair[0] == medium else None for pair in pairs]
    asked = np.array([item is not None and item.id == pollutant for item in items], dtype=np.bool_)
    rows = np.flatnonzero(asked[number])
    return rows[counted_emissions(basis.snapshot, take(table, rows))]
