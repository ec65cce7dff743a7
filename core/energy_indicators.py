"""The official indicators of energy by both conventions and of carbon dioxide: cluster, regions and firms.

They read declared figures (audited before declared before surveyed before estimated) and never adjusted ones. Method:
GB/T 2589 for energy; the guidelines for inventories of provinces and GB/T 32150 for carbon dioxide.
"""

from collections.abc import Iterable

from core.account_terms import Basis, read_basis
from core.carbon_factors import factors_of
from core.carbon_inventory import ENERGY, inventories
from core.carbon_parts import Inventory, Part
from core.energy_areas import PARTS, Firms, Sum, area_sums, by_uid, guarded
from core.energy_books import energy_books
from core.energy_words import TITLES, meaning, of_firm
from core.evidence import ref
from core.figures import figures
from core.findings import Ref
from core.indicators import CLUSTER, Indicator, Request, Result, indicator_set
from core.snapshot import Snapshot
from core.text import N_

PREFIX = {name: "energy" if name in ENERGY else "carbon" for name in PARTS}
UNITS = {"calorific": "tce", "equivalent": "tce_equal"}
TOTAL = "carbon.total"
_TELLING = ("statistic", "flow", "flow_amount")  # the tables that an inventory reads
HEADLINES = ("energy.calorific", "energy.equivalent", TOTAL)  # what is told where there is room for few
_TCE = N_("GB/T 2589-2020, reference values; a measured heating value goes before them.")
_CO2 = N_("Guidelines for provincial inventories and GB/T 32150: fuels, processes, electricity and heat.")


def _member(name: str) -> Indicator:
    return Indicator(f"{PREFIX[name]}.{name}", TITLES[name], _TCE if name in ENERGY else _CO2, "official")


MEMBERS = tuple(_member(name) for name in PARTS)


@indicator_set(*MEMBERS)
def energy_indicators(snapshot: Snapshot, request: Request) -> Iterable[Result]:
    """All parts of the cluster, then of regions, then of the firms that state any, in a narrowed snapshot."""
    open_rows = snapshot.without_aggregates()
    shown, regions = _inventories(open_rows, request.year)
    whole = shown
    if any(len(getattr(open_rows, table)) < len(getattr(snapshot, table)) for table in _TELLING):
        whole, whole_regions = _inventories(snapshot, request.year)
        shown, regions = guarded(shown, whole), guarded(regions, whole_regions)
    named = {str(uid): ref(open_rows, "actor", row) for row, uid in enumerate(open_rows.actor.uid)}
    results = []
    for area, sums in area_sums(snapshot, Firms(shown, whole, named), regions):
        about = CLUSTER if area is None else area.scope
        results += [_result(name, sums, about, request.year) for name in PARTS]
    for uid, parts in shown.items():
        results += _of_firm(parts, named[uid], request.year)
    return results


def _inventories(snapshot: Snapshot, year: int | None) -> tuple[dict[str, Inventory], dict[str, Inventory]]:
    """The inventories of firms and of regions by uid."""
    amounts = figures(snapshot).whole
    firms, states = read_basis(snapshot, year, amounts), read_basis(snapshot, year, amounts, "region")
    return _by_uid(firms, states), _by_uid(states, states)


def _by_uid(basis: Basis, states: Basis) -> dict[str, Inventory]:
    return by_uid(basis, inventories(basis, energy_books(basis), factors_of(basis, states)))


def _of_firm(parts: dict[str, Part], firm: Ref, year: int | None) -> list[Result]:
    """The parts of a firm that are known and rest on rows, and what the headlines lack."""
    sums = of_firm(parts)
    told = [name for name in PARTS if name in parts and (_rests(parts[name]) or f"{PREFIX[name]}.{name}" in HEADLINES)]
    return [_result(name, sums, firm, year) for name in told]


def _rests(part: Part) -> bool:
    return part.value is not None and bool(part.rows)


def _result(name: str, sums: dict[str, Sum], about: str | Ref, year: int | None) -> Result:
    """A part as a result: coverage is the share of the firms that it is known of, of some perhaps not wholly."""
    told = sums[name]
    share = told.known / told.firms if told.firms else 0.0
    known = told.part.value is not None
    return Result(
        f"{PREFIX[name]}.{name}",
        told.part.value,
        UNITS.get(name, "t"),
        ("ok" if share == 1 and not told.part.lacks else "partial") if known else "not_computable",
        share if known else 0.0,
        scope=about,
        year=year,
        missing=told.missing,
        rows=told.part.rows if known else (),
        reason=meaning(name, sums),
    )
