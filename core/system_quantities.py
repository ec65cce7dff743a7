"""What a park, a region or the whole cluster comes to of a quantity in a year, and how far that is known.

What the park itself states goes first; else the firms' figures are added, and the share of firms that tell one is the
coverage. Declared figures alone are read, never adjusted ones. What a source opens to sums only (statistics law)
enters where at least three firms are behind it and the area is part of no other; else it is left out and counted.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from core.account_areas import Area
from core.account_sums import LEAST_FIRMS
from core.account_terms import Basis, Entry, read_basis, stated_in_parts
from core.catalogues import find_pollutant
from core.columns import Flags
from core.energy_indicators import energy_indicators
from core.evidence import ref
from core.findings import Ref
from core.indicator_systems import Quantity, quantities
from core.indicators import CLUSTER, INDICATORS, Request, Result
from core.snapshot import Snapshot
from core.statements import counted_emissions
from core.text import Quantity as Amount
from core.text import Text

COMPLETE = 100.0  # per cent of progress of an improvement project that is done
REPORTING = ("firm", "")  # kinds of actors that are asked for figures
GONE = ("ended", "suspended")
DISCHARGED = ("direct", "")  # destinations of what reaches the environment from a firm or a plant
AGREES = 0.01  # a smaller difference between the park's figure and the firms' sum is within the accuracy of ledgers


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when quantities are looked up: a whole snapshot, an area of it and the year asked about."""

    snapshot: Snapshot
    area: Area
    year: int
    kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity in its unit, None where it is unknown, with the share of those asked who told it and its rows.

    `silent` are the firms that did not tell; `note` says what a reader must know of the figure.
    """

    quantity: Quantity
    year: int
    value: float | None
    coverage: float = 1.0
    rows: tuple[Ref, ...] = ()
    silent: tuple[Ref, ...] = ()
    note: Text = Text("")


@dataclass(frozen=True, slots=True)
class _Year:
    """The bases of one year: firms' figures that may be shown, all of them, and the regions' own.

    `asked` are the firms of the area that are asked for figures, as rows of `whole`.
    """

    shown: Basis
    whole: Basis
    regions: Basis
    asked: tuple[int, ...]


def measure(scope: Scope, name: str, before: int = 0) -> Measured:
    """What a quantity comes to so many years before the year of the scope."""
    key = (name, before)
    if key not in scope.kept:
        scope.kept[key] = _measure(scope, quantities()[name], before)
    found: Measured = scope.kept[key]
    return found


def _measure(scope: Scope, quantity: Quantity, before: int) -> Measured:
    kind, _, name = quantity.origin.partition(":")
    year = scope.year - before
    if kind == "initiative":
        return _of_initiatives(scope.snapshot, quantity, year, name)
    told = _year(scope, before)
    if kind == "emission":
        medium, _, pollutant = name.partition(":")
        return _of_emissions(told, quantity, year, (medium, pollutant))
    own = _own_figure(scope, told, quantity, year)
    if not quantity.by_firm:
        return own or Measured(quantity, year, None, 0.0)
    added = _of_firms(scope, told, quantity, year)
    if own is not None:
        return replace(own, note=_difference(own, added))
    computed = _computed(scope, told, quantity, before) if quantity.computed and added.coverage < 1.0 else None
    return computed if computed is not None and computed.coverage > added.coverage else added


def _computed(scope: Scope, told: _Year, quantity: Quantity, before: int) -> Measured | None:
    """The official indicator of the scope that stands in for figures which are not told by all."""
    key = ("inventories", before)
    year = scope.year - before
    if key not in scope.kept:
        scope.kept[key] = tuple(energy_indicators(told.whole.snapshot, Request(year)))
    results: tuple[Result, ...] = scope.kept[key]
    about = (scope.area.scope, *([CLUSTER] if scope.area.highest else []))  # the uppermost region is not told twice
    for result in results:
        if result.id == quantity.computed and result.scope in about and result.value is not None:
            note = Text("Computed from energy by carrier: {doc}", {"doc": Text(INDICATORS[result.id].doc)})
            rows, silent = result.rows, tuple(firm for firm in result.missing if firm.table == "actor")
            return Measured(quantity, year, result.value, result.coverage, rows, silent, note)
    return None


def _year(scope: Scope, before: int) -> _Year:
    """The bases of a year; of an earlier one only dated figures, since an undated one would stand in every year."""
    key = ("year", before)
    if key not in scope.kept:
        year = scope.year - before
        whole = scope.snapshot.during(year)
        if before:
            tables = {name: getattr(whole, name).year == year for name in ("statistic", "emission")}
            whole = whole.of_rows(tables)
        shown = whole.without_aggregates()
        unknown = np.full(len(whole.flow), np.nan)
        firms = read_basis(shown, year, unknown[: len(shown.flow)])
        regions = read_basis(shown, year, unknown[: len(shown.flow)], "region")
        everything = read_basis(whole, year, unknown) if scope.snapshot.sums_only.any() else firms
        scope.kept[key] = _Year(firms, everything, regions, _asked(scope, whole))
    found: _Year = scope.kept[key]
    return found


def _asked(scope: Scope, whole: Snapshot) -> tuple[int, ...]:
    """The firms that the area counts in the year and that are asked for figures."""
    actor, region = whole.actor, scope.area.region
    inside: Flags = whole.members(region) if region >= 0 else scope.area.member
    asked = inside & np.isin(actor.kind, REPORTING) & ~np.isin(actor.status, GONE)
    return tuple(np.flatnonzero(asked).tolist())


def own_region(scope: Scope) -> int:
    """The region (row) whose own figures count for a scope: for the whole its only uppermost one, -1 where there is
    none or there are several."""
    if scope.area.region >= 0:
        return scope.area.region
    uppermost = np.flatnonzero(scope.snapshot.region.parent < 0)
    return int(uppermost[0]) if len(uppermost) == 1 else -1


def _own_figure(scope: Scope, told: _Year, quantity: Quantity, year: int) -> Measured | None:
    """What the region of the scope states itself."""
    region = own_region(scope)
    entry = stated_in_parts(told.regions, quantity.item, region, quantity.unit) if region >= 0 else None
    if entry is None or entry.value is None:
        return None
    return Measured(quantity, year, entry.value, 1.0, entry.rows)


def _of_firms(scope: Scope, told: _Year, quantity: Quantity, year: int) -> Measured:
    """The sum over the firms that are asked, with those named that told nothing.

    A firm whose figure is left out, or that only sources which permit sums alone know, is counted and not named.
    """
    whole, shown = told.whole.snapshot.actor, told.shown.snapshot.actor
    row_shown = {int(id): row for row, id in enumerate(shown.id)}
    open_entries, closed, silent = [], [], []
    for firm in told.asked:
        row = row_shown.get(int(whole.id[firm]), -1)
        if (entry := _stated(told.shown, quantity, row)) is not None:
            open_entries.append(entry)
        elif (hidden := _stated(told.whole, quantity, firm)) is not None:
            closed.append(hidden.value or 0.0)
        elif row >= 0:
            silent.append(ref(told.shown.snapshot, "actor", row))
    enough = scope.area.highest and len(closed) >= LEAST_FIRMS
    values = [entry.value or 0.0 for entry in open_entries] + (closed if enough else [])
    rows = tuple(row for entry in open_entries for row in entry.rows)
    coverage = len(values) / len(told.asked) if told.asked else 0.0
    note = _withheld(len(closed)) if closed and not enough else Text("")
    return Measured(quantity, year, sum(values) if values else None, coverage, rows, tuple(silent), note)


def _stated(basis: Basis, quantity: Quantity, firm: int) -> Entry | None:
    """A firm's figure where it is known; -1 is a firm that may not be named."""
    entry = stated_in_parts(basis, quantity.item, firm, quantity.unit) if firm >= 0 else None
    return entry if entry and entry.value is not None else None


def _withheld(count: int) -> Text:
    return Text(
        "The figures of {n} firm may only be shown in sums of three firms or more and are left out.",
        {"n": count},
        plural="The figures of {n} firms may only be shown in sums of three firms or more and are left out.",
    )


def _difference(own: Measured, added: Measured) -> Text:
    """What to say where the firms' sum is not what the park states of itself."""
    if own.value is None or added.value is None or added.coverage < 1.0:
        return Text("")
    if abs(own.value - added.value) <= AGREES * max(abs(own.value), abs(added.value)):
        return Text("")
    values = {"own": Amount(own.value, own.quantity.unit), "added": Amount(added.value, own.quantity.unit)}
    return Text("The park states {own}, the firms add up to {added}.", values)


def _of_emissions(told: _Year, quantity: Quantity, year: int, matter: tuple[str, str]) -> Measured:
    """What reaches the environment, central plants included, so that what passes through one counts once."""
    snapshot, table = told.shown.snapshot, told.shown.snapshot.emission
    asked = {int(told.whole.snapshot.actor.id[firm]) for firm in told.asked}
    counted = [
        row
        for row in counted_emissions(snapshot)
        if _is(matter, str(table.medium[row]), str(table.pollutant[row]))
        and table.destination[row] in DISCHARGED
        and int(snapshot.actor.id[table.actor[row]]) in asked
    ]
    masses = table.mass[counted]
    known = ~np.isnan(masses)
    rows = tuple(ref(snapshot, "emission", row) for row in counted)
    share = float(known.mean()) if counted else 0.0
    firms = len(set(table.actor[counted].tolist()))
    note = Text("{n} firm told its emissions of it.", {"n": firms}, plural="{n} firms told their emissions of it.")
    return Measured(quantity, year, float(masses[known].sum()) if known.any() else None, share, rows, note=note)


def _is(matter: tuple[str, str], medium: str, name: str) -> bool:
    pollutant = find_pollutant(medium, name)
    return pollutant is not None and (medium, pollutant.id) == matter


def _of_initiatives(snapshot: Snapshot, quantity: Quantity, year: int, column: str) -> Measured:
    """What the improvement projects come to, and the share of them that tell it."""
    table = snapshot.initiative
    rows = tuple(ref(snapshot, "initiative", row) for row in range(len(table)))
    if column == "count":
        return Measured(quantity, year, float(len(table)) if len(table) else None, 1.0, rows)
    if column == "done":
        told = ~np.isnan(table.progress)
        value = float((table.progress[told] >= COMPLETE).sum()) if told.any() else None
        return Measured(quantity, year, value, float(told.mean()) if len(table) else 0.0, rows)
    if column in ("investment_planned", "investment_spent"):
        values = getattr(table, column)
    else:
        savings = [json.loads(text) if text else {} for text in table.savings_planned]
        values = np.array([saving.get(column, np.nan) for saving in savings], dtype=np.float64)
    known = ~np.isnan(values)
    share = float(known.mean()) if len(values) else 0.0
    return Measured(quantity, year, float(values[known].sum()) if known.any() else None, share, rows)
