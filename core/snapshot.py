"""The project at one revision, as frozen columns: what every account, finding, indicator and map is computed from."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from core.column_reading import read_table
from core.columns import Flags, Integers, Table, references, take, with_columns
from core.kinds import NOT_FOR_FIRMS, SUMS_ONLY
from core.model import (
    TABLES,
    Actors,
    Aliases,
    Amounts,
    Attachments,
    Capacities,
    CatalogueLines,
    Coefficients,
    Commodities,
    Decisions,
    Emissions,
    EnteredFindings,
    Flows,
    Initiatives,
    Layouts,
    Memberships,
    RegionLimits,
    Regions,
    Registers,
    Sources,
    Statistics,
    Stocks,
)
from core.model_findings import FigureCorrections, FindingLinks
from core.model_rules import RuleLines
from core.model_standards import StandardLimits
from core.model_systems import IndicatorTargets, OwnIndicators, OwnQuantities

# Tables whose rows are each about a firm; a statistic is about one or about a region.
ABOUT_FIRMS = (
    "stock", "flow", "flow_amount", "emission", "capacity", "register", "initiative", "transfer_coefficient",
    "entered_finding",
)  # fmt: skip
# Columns of them that name a firm.
NAMING = {
    "statistic": ("actor",), "stock": ("actor",), "flow": ("sender", "receiver"), "emission": ("actor", "plant"),
    "capacity": ("actor",), "register": ("actor",), "transfer_coefficient": ("actor",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables at one revision; narrowed copies share the columns that they do not change."""

    revision: int
    name: str
    source: Sources
    region: Regions
    region_limit: RegionLimits
    commodity: Commodities
    actor: Actors
    actor_alias: Aliases
    membership: Memberships
    statistic: Statistics
    stock: Stocks
    flow: Flows
    flow_amount: Amounts
    emission: Emissions
    capacity: Capacities
    register: Registers
    attachment: Attachments
    initiative: Initiatives
    catalogue_line: CatalogueLines
    layout: Layouts
    transfer_coefficient: Coefficients
    decision: Decisions
    entered_finding: EnteredFindings
    own_quantity: OwnQuantities
    own_indicator: OwnIndicators
    indicator_target: IndicatorTargets
    rule_line: RuleLines
    finding_link: FindingLinks
    figure_correction: FigureCorrections
    standard_limit: StandardLimits

    def members(self, region: int) -> npt.NDArray[np.bool_]:
        """Which actors a region (row index) and the regions below it count as theirs."""
        inside = region_tree(self.region, region)
        member: npt.NDArray[np.bool_] = np.isin(self.actor.region, inside)
        listed = self.membership.actor[np.isin(self.membership.region, inside)]
        member[self.membership.actor] = False  # where a membership is told it decides, not the polygon
        member[listed] = True
        return member

    def within(self, region: int) -> "Snapshot":
        """What belongs to a region (row index) and the regions below it; ends of links elsewhere become 'outside'."""
        return self.of_actors(self.members(region))

    def of_actors(self, member: npt.NDArray[np.bool_]) -> "Snapshot":
        """Only these actors, with every link that touches one of them."""
        ends = np.append(member, False)  # -1, the outside, reads the last
        return _restrict(self, {"actor": member, "flow": ends[self.flow.sender] | ends[self.flow.receiver]})

    def during(self, year: int) -> "Snapshot":
        """Links that ran in a year and its figures, else the figures told without a year, never another year's.

        A figure of the year stands instead of those without a year about the same thing (`_SAME_THING`).
        """
        since, until = self.flow.since, self.flow.until
        masks = {"flow": ~(since > year) & ~(until < year)}
        for name, columns in _SAME_THING.items():
            masks[name] = _of_year(getattr(self, name), year, columns)
        for name in ("membership", "region_limit"):
            years = getattr(self, name).year
            masks[name] = (years == year) | np.isnan(years)
        return _restrict(self, masks)

    def of_kind(self, *kinds: str) -> "Snapshot":
        """Only links of these kinds; all actors stay."""
        return _restrict(self, {"flow": np.isin(self.flow.kind, kinds)})

    def of_flows(self, chosen: Flags) -> "Snapshot":
        """Only these links; all actors stay."""
        return _restrict(self, {"flow": chosen})

    def of_status(self, *statuses: str) -> "Snapshot":
        """Only links of these statuses, `running` unless something else is asked for."""
        return _restrict(self, {"flow": np.isin(self.flow.status, statuses or ("running",))})

    def of_rows(self, chosen: Mapping[str, Flags]) -> "Snapshot":
        """Only these rows of the tables that are named; an end of a link whose firm is dropped becomes 'outside'."""
        return _restrict(self, dict(chosen))

    @property
    def sums_only(self) -> Flags:
        """By row of a source whether it permits only sums, with False behind: -1, no source, reads the last."""
        return np.append(self.source.permitted_use == SUMS_ONLY, False)

    @property
    def not_for_firms(self) -> Flags:
        """By row of a source whether what it tells goes out to no firm, with False behind as `sums_only` has it."""
        return np.append(np.isin(self.source.permitted_use, NOT_FOR_FIRMS), False)

    def without_aggregates(self) -> "Snapshot":
        """Without what firms' figures rest on sources that permit only sums, and without firms that nothing else names.

        Sums about regions stay.
        """
        if not self.sums_only.any():
            return self
        masks = self._open_rows(self.sums_only)
        return _restrict(self, {**masks, "actor": ~self.closed_actors(masks)})

    def for_firms(self) -> "Snapshot":
        """What files made for firms may hold: `without_aggregates`, and without what is for the superior office alone.

        The firms stay, since their names are no figures.
        """
        shown = self.without_aggregates()
        barred = shown.not_for_firms
        return _restrict(shown, shown._open_rows(barred)) if barred.any() else shown

    def closed_actors(self, open_rows: dict[str, Flags] | None = None) -> Flags:
        """Actors (rows) that only sources which permit sums alone tell of: entered from one, named by no other row."""
        masks = open_rows or self._open_rows(self.sums_only)
        named = np.zeros(len(self.actor) + 1, dtype=bool)  # -1, nobody, marks the last
        for table, columns in NAMING.items():
            for column in columns:
                named[getattr(getattr(self, table), column)[masks[table]]] = True
        closed: Flags = self.sums_only[self.actor.source] & ~named[:-1]
        return closed

    def closed_rows(self) -> set[tuple[str, str]]:
        """Table and uid of every row that may only enter sums, or that belongs to such a row."""
        shown = self.without_aggregates()
        closed = set()
        for name in TABLES:
            whole, kept = getattr(self, name), getattr(shown, name)
            if len(kept) < len(whole) and hasattr(whole, "uid"):
                left = whole.uid[~np.isin(whole.id, kept.id)]
                closed |= {(name, str(uid)) for uid in left}
        return closed

    def _open_rows(self, barred: Flags) -> dict[str, Flags]:
        """By table about firms, which rows rest on no source that is `barred`."""
        masks = {table: ~barred[getattr(self, table).source] for table in ABOUT_FIRMS}
        masks["statistic"] = ~(barred[self.statistic.source] & (self.statistic.actor >= 0))
        return masks

    def years(self) -> list[int]:
        """Every year that an amount, statistic, stock, emission or start of a link names, ascending."""
        named = [self.flow_amount.year, self.statistic.year, self.stock.year, self.emission.year, self.flow.since]
        return sorted({int(year) for column in named for year in np.unique(column[~np.isnan(column)]).tolist()})


def is_about_firm(table: str, row: Mapping[str, object]) -> bool:
    """Whether a row (SQL columns) is about one firm, so that a source which permits only sums closes it."""
    return table in ABOUT_FIRMS or (table == "statistic" and row.get("actor_id") is not None)


# Figures that agree in these columns are about the same thing; an outlet is none of them, since it may be a part.
_SAME_THING = {
    "flow_amount": ("flow",),
    "statistic": ("actor", "region", "item", "commodity"),
    "stock": ("actor", "commodity"),
    "emission": ("actor", "medium", "pollutant", "destination", "plant"),
    "transfer_coefficient": ("actor", "substance", "commodity"),
}


def _of_year(table: Any, year: int, columns: tuple[str, ...]) -> Flags:
    """Which rows are of a year, else told without a year about something of which the year tells nothing."""
    chosen: Flags = table.year == year
    undated = np.flatnonzero(np.isnan(table.year))
    if len(undated):
        told = set(_keys(table, np.flatnonzero(chosen), columns))
        fresh = [key not in told for key in _keys(table, undated, columns)]
        chosen[undated[np.array(fresh, dtype=bool)]] = True
    return chosen


def _keys(table: Any, chosen: Integers, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    return zip(*(getattr(table, column)[chosen].tolist() for column in columns), strict=True)


def region_tree(regions: Regions, region: int) -> Integers:
    """A region's row index and those of all regions below it."""
    inside = {region}
    grown = True
    while grown:
        below = {int(row) for row in np.flatnonzero(np.isin(regions.parent, list(inside)))} - inside
        inside |= below
        grown = bool(below)
    return np.array(sorted(inside), dtype=np.int64)


def read_snapshot(connection: sqlite3.Connection, revision: int, name: str = "") -> Snapshot:
    """Read every table in one read transaction, so that a worker thread never needs the connection again."""
    ids: dict[str, Integers] = {}
    tables: dict[str, Table] = {}
    connection.execute("SAVEPOINT snapshot")
    try:
        for table, kind in TABLES.items():
            tables[table] = read_table(connection, kind, table, ids)
            ids[table] = tables[table].id
    finally:
        connection.execute("RELEASE snapshot")
    return Snapshot(revision=revision, name=name, **tables)  # type: ignore[arg-type]


_REFERRED = {column.metadata["target"] for kind in TABLES.values() for column in references(kind)}


def _restrict(snapshot: Snapshot, masks: dict[str, npt.NDArray[np.bool_]]) -> Snapshot:
    """Drop rows and renumber every reference; rows whose required target is dropped go too."""
    tables: dict[str, Any] = {}
    renumbered: dict[str, Integers] = {}
    for name, kind in TABLES.items():
        table = getattr(snapshot, name)
        moved = [column for column in references(kind) if column.metadata["target"] in renumbered]
        keep = masks.get(name, np.ones(len(table), dtype=bool))
        changed: dict[str, Any] = {}
        for column in moved:
            old = getattr(table, column.name)
            fresh = np.append(renumbered[column.metadata["target"]], -1)[old]
            changed[column.name] = fresh
            if column.metadata["required"]:
                keep = keep & (fresh >= 0)
        if name == "statistic":
            keep = keep & ~((changed.get("actor", table.actor) < 0) & (table.actor >= 0))
        if changed:
            table = with_columns(table, **changed)
        if not keep.all():
            table = take(table, keep)
        if name in _REFERRED and len(table) < len(keep):
            renumbered[name] = np.where(keep, np.cumsum(keep) - 1, -1).astype(np.int64)
            within = [column.name for column in references(kind) if column.metadata["target"] == name]
            parents = {column: np.append(renumbered[name], -1)[getattr(table, column)] for column in within}
            table = with_columns(table, **parents)
        tables[name] = table
    return replace(snapshot, **tables)
