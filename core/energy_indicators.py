"""The official indicators of energy by both conventions and of carbon dioxide: cluster, regions and firms.

They read declared figures (audited before declared before surveyed before estimated) and never adjusted ones. Method:
GB/T 2589 for energy; the guidelines for inventories of provinces and GB/T 32150 for carbon dioxide.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from core.account_areas import Area
from core.account_terms import Basis, read_basis
from core.carbon_factors import factors_of
from core.carbon_inventory import ENERGY, inventories
from core.carbon_parts import Inventory, Part
from core.changed_rows import APART, changed_rows, of_firms
from core.energy_areas import PARTS, AreaParts, Firms, Sum, area_sums, by_uid, guarded
from core.energy_books import energy_books
from core.energy_words import TITLES, alone, meaning, meaning_of_firm
from core.figures import figures
from core.findings import Ref
from core.indicators import CLUSTER, Indicator, Request, Result, indicator_set
from core.snapshot import Snapshot
from core.steps import pause
from core.text import N_, Text, later

T = TypeVar("T")
Bases = tuple[Basis, Basis]  # about actors and about regions, of one snapshot
IDS = {name: f"{'energy' if name in ENERGY else 'carbon'}.{name}" for name in PARTS}
UNITS = {"calorific": "tce", "equivalent": "tce_equal"}
TOTAL = "carbon.total"
_TELLING = ("statistic", "flow", "flow_amount")  # the tables that an inventory reads
HEADLINES = ("energy.calorific", "energy.equivalent", TOTAL)  # what is told where there is room for few
_TCE = N_(
    "A measured heating value is used where one is known, otherwise a reference value of GB/T 2589. For most fuels "
    "this is the value of the edition of 2008: compare it with the edition of 2020 before you report."
)
_CO2 = N_("Guidelines for provincial inventories and GB/T 32150: fuels, processes, electricity and heat.")


def _member(name: str) -> Indicator:
    return Indicator(IDS[name], TITLES[name], _TCE if name in ENERGY else _CO2, "official")


MEMBERS = tuple(_member(name) for name in PARTS)


@dataclass(frozen=True, slots=True)
class EnergyBooks:
    """What the results of a narrowed snapshot are made of: inventories by uid, sums by area, results of both."""

    snapshot: Snapshot
    request: Request
    firms: dict[str, Inventory]
    regions: dict[str, Inventory]
    sums: list[AreaParts]
    of_areas: list[list[Result]]
    of_firms: dict[str, list[Result]]

    @property
    def results(self) -> list[Result]:
        """The results of the cluster, then of regions, then of firms."""
        return [result for told in (*self.of_areas, *self.of_firms.values()) for result in told]


def energy_of(snapshot: Snapshot, request: Request) -> EnergyBooks:
    """The results of a narrowed snapshot, computed from nothing."""
    books = _without_firms(snapshot, request)
    named = _named(snapshot.without_aggregates())
    of_firms = {uid: _of_firm(parts, named[uid], request.year) for uid, parts in books.firms.items()}
    return replace(books, of_firms=of_firms)


def energy_of_areas(snapshot: Snapshot, request: Request, read: Bases | None = None) -> tuple[Result, ...]:
    """The results of a narrowed snapshot about the cluster and its regions alone.

    `read` are the bases of its firms and regions, where they are known and nothing is open to sums only.
    """
    return tuple(_without_firms(snapshot, request, read).results)


def _without_firms(snapshot: Snapshot, request: Request, read: Bases | None = None) -> EnergyBooks:
    """The inventories of a narrowed snapshot with the results of areas."""
    open_rows = snapshot.without_aggregates()
    shown, regions = _inventories(open_rows, request.year, read)
    whole = shown
    if any(len(getattr(open_rows, table)) < len(getattr(snapshot, table)) for table in _TELLING):
        whole, whole_regions = _inventories(snapshot, request.year)
        shown, regions = guarded(shown, whole), guarded(regions, whole_regions)
    named = _named(open_rows)
    sums = area_sums(snapshot, Firms(shown, whole, named), regions)
    of_areas = [_of_area(*told, request.year) for told in sums]
    return EnergyBooks(snapshot, request, shown, regions, sums, of_areas, {})


def updated_energy(before: EnergyBooks | None, snapshot: Snapshot, request: Request) -> EnergyBooks:
    """The same, with what the results of an earlier state hold of firms and areas whose figures are the same."""
    if before is None or before.request != request or snapshot.sums_only.any():
        return energy_of(snapshot, request)
    changed = changed_rows(before.snapshot, snapshot, APART) if before.snapshot.name == snapshot.name else None
    if changed is None:
        return energy_of(snapshot, request)
    uids = {str(snapshot.actor.uid[row]): row for row in changed.actors}
    fresh, _ = _inventories(of_firms(snapshot, changed.actors), request.year)
    fresh = {uid: parts for uid, parts in fresh.items() if uid in uids}
    differing = [row for uid, row in uids.items() if before.firms.get(uid) != fresh.get(uid)]
    if not differing:
        return replace(before, snapshot=snapshot)
    named = _named(snapshot)
    firms = _merged(before.firms, fresh, uids, named)
    sums = area_sums(snapshot, Firms(firms, firms, named), before.regions, before.sums, differing)
    of_areas = [
        told if new is old else _of_area(area, new, request.year)
        for told, (area, new), (_, old) in zip(before.of_areas, sums, before.sums, strict=True)
    ]
    told = {uid: _of_firm(parts, named[uid], request.year) for uid, parts in fresh.items()}
    results = _merged(before.of_firms, told, uids, named)
    return EnergyBooks(snapshot, request, firms, before.regions, sums, of_areas, results)


@indicator_set(*MEMBERS, update=updated_energy)
def energy_indicators(snapshot: Snapshot, request: Request) -> Iterable[Result]:
    """All parts of the cluster, then of regions, then of the firms that state any, in a narrowed snapshot."""
    return energy_of(snapshot, request).results


def _merged(
    before: Mapping[str, T], fresh: Mapping[str, T], asked: Container[str], order: Iterable[str]
) -> dict[str, T]:
    """What firms have by uid, that of the asked ones from `fresh`, in the order of all firms."""
    return {uid: found[uid] for uid in order if uid in (found := fresh if uid in asked else before)}


def _named(snapshot: Snapshot) -> dict[str, Ref]:
    """A reference to every firm by uid, in the order of rows."""
    uids, names = map(str, snapshot.actor.uid), map(str, snapshot.actor.name)
    return {uid: Ref("actor", uid, name) for uid, name in zip(uids, names, strict=True)}


def _of_area(area: Area, sums: dict[str, Sum], year: int | None) -> list[Result]:
    about = CLUSTER if area.highest else area.scope
    return [_result(name, sums[name], later(meaning, name, sums), about, year) for name in PARTS]


def _inventories(
    snapshot: Snapshot, year: int | None, read: Bases | None = None
) -> tuple[dict[str, Inventory], dict[str, Inventory]]:
    """The inventories of firms and of regions by uid."""
    amounts = figures(snapshot).whole
    told = read or (read_basis(snapshot, year, amounts), read_basis(snapshot, year, amounts, "region"))
    firms, states = (replace(basis, amounts=amounts) for basis in told)
    return _by_uid(firms, states), _by_uid(states, states)


def _by_uid(basis: Basis, states: Basis) -> dict[str, Inventory]:
    return by_uid(basis, inventories(basis, energy_books(basis), factors_of(basis, states)))


def _of_firm(parts: dict[str, Part], firm: Ref, year: int | None) -> list[Result]:
    """The parts of a firm that are known and rest on rows, and what the headlines lack."""
    told = [name for name in PARTS if name in parts and (_rests(parts[name]) or IDS[name] in HEADLINES)]
    return [_result(name, alone(parts[name]), later(meaning_of_firm, name, parts), firm, year) for name in told]


def _rests(part: Part) -> bool:
    return part.value is not None and bool(part.rows)


def _result(name: str, told: Sum, reason: Text, about: str | Ref, year: int | None) -> Result:
    """A part as a result: coverage is the share of the firms that it is known of, of some perhaps not wholly."""
    pause()
    share = told.known / told.firms if told.firms else 0.0
    known = told.part.value is not None
    return Result(
        IDS[name],
        told.part.value,
        UNITS.get(name, "t"),
        ("ok" if share == 1 and not told.part.lacks else "partial") if known else "not_computable",
        share if known else 0.0,
        scope=about,
        year=year,
        missing=told.missing,
        rows=told.part.rows if known else (),
        reason=reason,
    )
