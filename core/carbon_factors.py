"""Factors that depend on year and place: carbon dioxide of electricity and heat bought, coal burnt per kWh.

A factor that the project states as a statistic of the firm or of a region around it goes before the tables; a region
is asked from the inside outwards. Of the grid the factor of the province counts, else of the regional grid, else the
national mean, each of that very year: no year stands in for another.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.account_terms import Basis
from core.catalogues import Row, table
from core.commodity_bridges import bridge
from core.energy_books import Use
from core.energy_carriers import Carrier
from core.evidence import ref
from core.findings import Ref
from core.names import word_key
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.units import factor_to

UNITS = {"grid_factor": "t_CO2_per_MWh", "heat_factor": "t_CO2_per_GJ", "power_coal": "kgce_per_kWh"}
STATED = N_("stated in the project")
NATION = "CN"
_CODE = re.compile(r"(\d\d)\d{4}(?:\d{3}|\d{6})?")  # an administrative code of China, down to town or village


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor in a unit of the table of units with what it holds for (`place`, "" where it has none) and its document.

    `checked` says how far it was compared with its document, in the words of `core.compared_with`, "" for an own one;
    `rows` are the statistics that state an own one.
    """

    value: float
    unit: str
    place: str
    document: str
    checked: str
    rows: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class YearFactors:
    """The factors of a holder in a year: t CO2 per MWh and per GJ, kgce per kWh; None where no table tells the year.

    `abroad` says that the codes of its regions are of no province that the tables tell of.
    """

    grid: Factor | None
    heat: Factor | None
    power_coal: Factor | None
    abroad: bool = False


def factors_of(basis: Basis, regions: Basis) -> Callable[[int], YearFactors]:
    """The factors of a holder (row) of a basis; `regions` is the basis about regions of the same snapshot."""
    snapshot, year, about = basis.snapshot, basis.year, basis.about
    own = {item: _own(basis, item) for item in UNITS}
    of_regions = {item: _own(regions, item) for item in own}
    telling = {region for factors in of_regions.values() for region in factors}
    telling |= {row for row, code in enumerate(snapshot.region.code) if code}
    around = _around(snapshot, telling) if about == "actor" else _above(snapshot)

    def stated(item: str, holder: int) -> Factor | None:
        near = (of_regions[item].get(region) for region in around(holder))
        return own[item].get(holder) or next((factor for factor in near if factor), None)

    def factors(holder: int) -> YearFactors:
        codes = [code for region in around(holder) if (code := str(snapshot.region.code[region]))]
        place = next((code.strip() for code in codes if province_of(code)), "")
        abroad = bool(codes) and not place
        return YearFactors(
            stated("grid_factor", holder) or (None if abroad else grid_factor(year, place)),
            stated("heat_factor", holder) or heat_factor(),
            stated("power_coal", holder) or (None if abroad else power_coal(year)),
            abroad,
        )

    return factors


def _own(basis: Basis, item: str) -> dict[int, Factor]:
    """The factors that the project states, by holder."""
    found = {}
    for (holder, _), statement in basis.told.get(item, {}).items():
        if not np.isnan(statement.value):
            row = ref(basis.snapshot, "statistic", statement.row)
            found[holder] = Factor(statement.value, UNITS[item], "", STATED, "", (row,))
    return found


def _around(snapshot: Snapshot, telling: set[int]) -> Callable[[int], list[int]]:
    """Those of the telling regions that count an actor, the smallest first."""
    members = {region: snapshot.members(region) for region in telling}
    order = sorted(members, key=lambda region: int(members[region].sum()))
    return lambda actor: [region for region in order if members[region][actor]]


def _above(snapshot: Snapshot) -> Callable[[int], list[int]]:
    """A region and the regions that it lies in, from the inside outwards."""

    def climb(region: int) -> list[int]:
        found: list[int] = []
        while region >= 0 and region not in found:
            found.append(region)
            region = int(snapshot.region.parent[region])
        return found

    return climb


@cache
def province_of(code: str) -> str:
    """The province that an administrative code of six digits (nine or twelve below a county) lies in, "" for others."""
    found = _CODE.fullmatch(code.strip())
    return found[1] if found and found[1] in provinces() else ""


@cache
def provinces() -> frozenset[str]:
    """The first two digits of the administrative codes that a grid factor is told for."""
    rows = table("tables/grid_factors.csv")
    return frozenset(code[:2] for row in rows for code in row["provinces"].split("|") if code)


@cache
def grid_factor(year: int | None, code: str) -> Factor | None:
    """The mean factor of electricity of a year in t CO2 per MWh (kg per kWh), None where no table tells that year.

    Of an administrative code the province counts, else the grid of its prefecture, whose province may lie in two.
    """
    rows = [row for row in table("tables/grid_factors.csv") if row["year"] == str(year)]
    chosen = next((row for row in rows if row["area"] == code[:2]), None)
    for part in filter(None, (code[:4], code[:2])):
        chosen = chosen or next((row for row in rows if part in row["provinces"].split("|")), None)
    chosen = chosen or next((row for row in rows if row["area"] == NATION), None)
    return _factor(chosen, "factor", UNITS["grid_factor"], chosen["title_en"]) if chosen else None


@cache
def power_coal(year: int | None) -> Factor | None:
    """The standard coal that power plants burnt per kWh in a year, kgce; None where no table tells that year."""
    row = next((row for row in table("tables/power_coal.csv") if row["year"] == str(year)), None)
    return _factor(row, "kgce_per_kwh", UNITS["power_coal"]) if row else None


@cache
def heat_factor() -> Factor:
    """The factor of heat bought in t CO2 per GJ."""
    row = next(row for row in table("tables/carbon_factors.csv") if row["kind"] == "heat")
    return _factor(row, "factor", UNITS["heat_factor"])


@cache
def carbonate_factor(name: str) -> Factor | None:
    """The carbon dioxide that a tonne of a carbonate sets free when it is decomposed, None for any other name."""
    return _carbonates().get(word_key(name))


@cache
def _carbonates() -> Mapping[str, Factor]:
    found: dict[str, Factor] = {}
    for row in table("tables/carbon_factors.csv"):
        names = (row["title_en"], row["title_zh"], *row["aliases"].split("|")) if row["kind"] == "carbonate" else ()
        found |= {word_key(name): _factor(row, "factor", "t/t", row["title_en"]) for name in names if name}
    return found


def latest_year(name: str) -> int:
    """The latest year of a table of yearly factors."""
    return max(int(row["year"]) for row in table(f"tables/{name}.csv"))


def _factor(row: Row, column: str, unit: str, place: str = "") -> Factor:
    return Factor(float(row[column]), unit, place, row["document"], row["checked"])


def reference_coal(basis: Basis, uses: Iterable[Use]) -> tuple[Factor, ...]:
    """The reference values by which uses in t or m3 become standard coal, where no heating value is stated."""
    return tuple(dict.fromkeys(_coal(use.carrier) for use in uses if use.carrier and _by_reference(basis, use)))


def reference_carbon(basis: Basis, uses: Iterable[Use]) -> tuple[Factor, ...]:
    """The carbon dioxide per GJ of the carriers of uses, where no carbon content is stated."""
    carbon = basis.snapshot.commodity.carbon
    return tuple(dict.fromkeys(_carbon(use.carrier) for use in uses if use.carrier and np.isnan(carbon[use.commodity])))


def _by_reference(basis: Basis, use: Use) -> bool:
    commodity = basis.snapshot.commodity
    stated = float(commodity.heating_value[use.commodity])
    told = bridge(use.unit, "GJ", str(commodity.quality[use.commodity]))
    return np.isnan(stated) and told is None and factor_to(use.unit, "GJ")[0] is None


@cache
def _coal(carrier: Carrier) -> Factor:
    return Factor(carrier.tce, f"tce/{carrier.unit}", carrier.title, carrier.document, carrier.checked)


@cache
def _carbon(carrier: Carrier) -> Factor:
    value = float(f"{carrier.carbon_dioxide:.4g}")
    return Factor(value, UNITS["heat_factor"], carrier.title, carrier.carbon_document, carrier.carbon_checked)


def factor_text(factor: Factor) -> Text:
    """'0.5306 t CO₂/MWh (national mean, its document)'."""
    amount = Quantity(factor.value, factor.unit)
    if factor.document == STATED:
        return Text("{amount} ({document})", {"amount": amount, "document": Text(STATED)})
    if factor.place:
        told = {"amount": amount, "place": Text(factor.place), "document": factor.document}
        return Text("{amount} ({place}, {document})", told)
    return Text("{amount} ({document})", {"amount": amount, "document": factor.document})
