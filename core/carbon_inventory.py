"""Energy by both conventions and carbon dioxide of each holder of a book, part by part.

Fuels: heat × carbon × oxidation × 44/12, or the stated carbon content × oxidation × 44/12. Electricity and heat
bought less sold, by the factors of `core.carbon_factors`. Processes: carbonates that are stated to be decomposed, and
what is stated as such. Carbon dioxide of biomass and what exchanges avoid stand apart and enter no sum.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from core.account_terms import Basis, read_basis
from core.account_units import POWER
from core.carbon_factors import (
    Factor,
    YearFactors,
    carbonate_factor,
    factors_of,
    latest_year,
    reference_carbon,
    reference_coal,
)
from core.energy_books import Book, Use, energy_books, heat, standard_coal
from core.evidence import ref
from core.findings import Ref
from core.text import N_, Quantity, Text
from core.units import factor_to

ENERGY = ("calorific", "equivalent")
COUNTED = ("fuels", "process", "electricity", "heat")  # what the total of carbon dioxide is made of
MEMO = ("biomass", "avoided")
FOSSIL, BIOMASS, GRID = ("fuel",), ("biomass",), ("electricity",)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the inventory in tce or t CO2 per year: None is unknown, and `lacks` says what is needed to know it.

    `factors` are those of the year and the place that it rests on.
    """

    value: float | None
    rows: tuple[Ref, ...] = ()
    lacks: tuple[Text, ...] = ()
    factors: tuple[Factor, ...] = ()


NOTHING = Part(0.0)
Inventory = dict[str, Part]


def inventories(basis: Basis, books: Mapping[int, Book], factors: Callable[[int], YearFactors]) -> dict[int, Inventory]:
    """The parts of every holder that states energy, processes or what exchanges avoid."""
    stated = ("carbonate_decomposed", "process_emission", "co2_avoided")
    holders = {*books, *(holder for item in stated for holder, _ in basis.told.get(item, {}))}
    return {holder: _inventory(basis, holder, books.get(holder), factors(holder)) for holder in sorted(holders)}


def _inventory(basis: Basis, holder: int, book: Book | None, factors: YearFactors) -> Inventory:
    parts: Inventory = {}
    if book is not None:
        calorific = _calorific(basis, book)
        parts |= {"calorific": calorific, "equivalent": _equivalent(basis, book, calorific, factors.power_coal)}
        parts |= {name: _part(basis, book, name, factors) for name in ("fuels", "electricity", "heat", "biomass")}
        parts["process"] = _carbonates_used(basis, holder)
    if process := _process(basis, holder):
        parts["process"] = process
    if (avoided := basis.told.get("co2_avoided", {}).get((holder, -1))) is not None:
        parts["avoided"] = Part(_known(avoided.value), (ref(basis.snapshot, "statistic", avoided.row),))
    return parts


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _uses(book: Book, kinds: Iterable[str]) -> list[Use]:
    return [use for use in book.uses if use.carrier is not None and use.carrier.kind in kinds]


def _summed(uses: Iterable[Use], worth: Callable[[Use], float], factors: tuple[Factor, ...] = ()) -> Part:
    """The sum of what uses are worth, taken in less passed on; unknown where one of them is."""
    uses = list(uses)
    values = [worth(use) * use.sign for use in uses]
    lacks = tuple(_amount_lack(use) for use, value in zip(uses, values, strict=True) if np.isnan(value))
    rows = tuple(row for use in uses for row in use.rows)
    return Part(None if lacks else float(sum(values)), rows, lacks, factors if uses else ())


def _amount_lack(use: Use) -> Text:
    if np.isnan(use.value):
        return Text("the amount of {name}", {"name": use.name})
    return Text("the heating value of {name} (told in {unit})", {"name": use.name, "unit": use.unit})


def _calorific(basis: Basis, book: Book) -> Part:
    """Consumed by calorific value: as declared, else taken in less passed on, each as declared or by its carriers."""
    whole = book.totals.get("energy_consumption")
    if whole is not None and not np.isnan(whole.value):
        return Part(float(whole.value), (ref(basis.snapshot, "statistic", whole.row),))
    sides = [_side(basis, book, item, sign) for item, sign in (("energy_input", 1), ("energy_output", -1))]
    if not book.listed and "energy_input" not in book.totals:
        return Part(None, sides[0].rows + sides[1].rows, (_BY_CARRIER,))
    values = [side.value for side in sides]
    known = [value for value in values if value is not None]
    total = sum(known) if len(known) == len(values) else None
    factors = tuple(dict.fromkeys(sides[0].factors + sides[1].factors))
    return Part(total, sides[0].rows + sides[1].rows, sides[0].lacks + sides[1].lacks, factors)


_BY_CARRIER = Text("energy bought or taken in by carrier (form 205-1)")


def _side(basis: Basis, book: Book, item: str, sign: int) -> Part:
    whole = book.totals.get(item)
    if whole is not None and not np.isnan(whole.value):
        return Part(float(whole.value) * sign, (ref(basis.snapshot, "statistic", whole.row),))
    uses = [use for use in book.uses if use.sign == sign]
    return _summed(uses, lambda use: standard_coal(basis, use), reference_coal(basis, uses))


def _equivalent(basis: Basis, book: Book, calorific: Part, factor: Factor | None) -> Part:
    """The same with electricity counted by the coal burnt for it in the year; as declared where it is."""
    whole = book.totals.get("energy_consumption_equal")
    if whole is not None and not np.isnan(whole.value):
        return Part(float(whole.value), (ref(basis.snapshot, "statistic", whole.row),))
    power = _uses(book, POWER)
    if calorific.value is None:
        return Part(None, calorific.rows, calorific.lacks)
    if not power and not book.listed:
        return Part(None, calorific.rows, (_BY_CARRIER,))
    if not power:
        return calorific
    if factor is None:
        return Part(None, calorific.rows, (_year_lack(basis.year, "power_coal"),))
    extra = _summed(power, lambda use: _kilowatt_hours(use) * factor.value / 1000 - standard_coal(basis, use))
    total = None if extra.value is None else calorific.value + extra.value
    factors = (factor, *calorific.factors)
    return Part(total, calorific.rows + extra.rows + factor.rows, extra.lacks, factors)


def equivalents(basis: Basis, holders: Iterable[int]) -> dict[int, Part]:
    """Energy by equivalent value of the holders that state or are brought electricity."""
    books = energy_books(basis)
    chosen = [holder for holder in holders if holder in books and _uses(books[holder], POWER)]
    if not chosen:
        return {}
    factors = factors_of(basis, read_basis(basis.snapshot, basis.year, basis.amounts, "region"))
    return {
        holder: _equivalent(basis, books[holder], _calorific(basis, books[holder]), factors(holder).power_coal)
        for holder in chosen
    }


def _kilowatt_hours(use: Use) -> float:
    factor, _ = factor_to(use.unit, "kWh")
    return np.nan if factor is None else use.value * factor


_YEARLY = {  # the titles of their items in tables/items.csv
    "power_coal": N_("Standard coal per kWh of electricity (equivalent value)"),
    "grid_factors": N_("Carbon dioxide per MWh of electricity bought"),
}


def _year_lack(year: int | None, name: str) -> Text:
    """The factor of a year that no table tells, and where to state it."""
    if year is None:
        return Text("the year of the figures, which decides the factor of electricity")
    values = {"year": str(year), "item": Text(_YEARLY[name]), "latest": str(latest_year(name))}
    return Text("“{item}” of {year} stated for a region or a firm (the tables end with {latest})", values)


def _part(basis: Basis, book: Book, name: str, factors: YearFactors) -> Part:
    """One of the parts that are read from the uses by carrier."""
    if name == "fuels":
        return _fuels(basis, book)
    if name == "biomass":
        uses = _uses(book, BIOMASS)
        return _summed(uses, lambda use: _burnt(basis, use), reference_carbon(basis, uses))
    power = _uses(book, GRID if name == "electricity" else ("heat",))
    if not power:
        return NOTHING if book.listed else Part(None, (), (_BY_CARRIER,))
    factor = factors.grid if name == "electricity" else factors.heat
    rows = tuple(row for use in power for row in use.rows)
    if factor is None:
        return Part(None, rows, (_year_lack(basis.year, "grid_factors"),))
    per = factor.value / 3.6 if name == "electricity" else factor.value
    part = _summed(power, lambda use: heat(basis, use) * per, (factor,))
    return Part(part.value, part.rows + factor.rows, part.lacks, part.factors)


def _fuels(basis: Basis, book: Book) -> Part:
    """Fossil fuels burnt; what is no known carrier is named, since nobody can say what it sets free."""
    if not book.listed:
        return Part(None, (), (_BY_CARRIER,))
    uses = _uses(book, FOSSIL)
    burnt = _summed(uses, lambda use: _burnt(basis, use), reference_carbon(basis, uses))
    strange = [use for use in book.uses if use.carrier is None]
    known = [use for use in strange if not np.isnan(basis.snapshot.commodity.carbon[use.commodity])]
    more = _summed(known, lambda use: _burnt(basis, use))
    unknown = tuple(
        Text("what kind of energy {name} is (a wider commodity or its carbon)", {"name": use.name})
        for use in strange
        if use not in known
    )
    lacks = burnt.lacks + more.lacks + unknown
    rows = burnt.rows + more.rows + tuple(row for use in strange for row in use.rows)
    return Part(None if lacks else (burnt.value or 0.0) + (more.value or 0.0), rows, lacks, burnt.factors)


def _burnt(basis: Basis, use: Use) -> float:
    """Carbon dioxide in t of a fuel: by its stated carbon content, else by its heat and the carbon of its carrier."""
    own = float(basis.snapshot.commodity.carbon[use.commodity])
    share, _ = factor_to(use.unit, str(basis.snapshot.commodity.base_unit[use.commodity]))
    if not np.isnan(own) and share is not None:
        return use.value * share * own * (use.carrier.oxidation if use.carrier else 1.0) * 44 / 12
    return np.nan if use.carrier is None else heat(basis, use) * use.carrier.carbon_dioxide


def _process(basis: Basis, holder: int) -> Part | None:
    """Carbon dioxide of processes: as stated, else of the carbonates that are stated to be decomposed."""
    direct = basis.told.get("process_emission", {}).get((holder, -1))
    if direct is not None:
        return Part(_known(direct.value), (ref(basis.snapshot, "statistic", direct.row),))
    parts = []
    for statement in basis.parts.get(("carbonate_decomposed", holder), []):
        commodity = int(basis.snapshot.statistic.commodity[statement.row])
        name = str(basis.snapshot.commodity.name[commodity]) if commodity >= 0 else ""
        factor, rows = carbonate_factor(name), (ref(basis.snapshot, "statistic", statement.row),)
        if factor is None:
            parts.append(Part(None, rows, (Text("which carbonate {name} is", {"name": name}),)))
        else:
            value = _known(statement.value * factor.value)
            lacks = () if value is not None else (Text("the amount of {name}", {"name": name}),)
            parts.append(Part(value, rows, lacks, (factor,)))
    return joined(parts) if parts else None


def _carbonates_used(basis: Basis, holder: int) -> Part:
    """Nothing, with the carbonates that a firm uses and of which nobody says whether they are decomposed."""
    used = basis.parts.get(("consumption", holder), [])
    goods = [(int(basis.snapshot.statistic.commodity[each.row]), each) for each in used]
    names = [(str(basis.snapshot.commodity.name[row]), each) for row, each in goods if row >= 0]
    lacks = tuple(
        Text("how much of the {amount} of {name} used is decomposed",
             {"name": name, "amount": Quantity(_known(each.value), each.unit)})
        for name, each in names
        if carbonate_factor(name)
    )  # fmt: skip
    return Part(0.0, (), lacks)


def joined(parts: Iterable[Part]) -> Part:
    """The sum of parts, unknown where one of them is; factors are named once."""
    parts = list(parts)
    values = [part.value for part in parts if part.value is not None]
    rows = tuple(dict.fromkeys(row for part in parts for row in part.rows))
    lacks = tuple(dict.fromkeys(lack for part in parts for lack in part.lacks))
    factors = tuple(dict.fromkeys(factor for part in parts for factor in part.factors))
    return Part(float(sum(values)) if len(values) == len(parts) else None, rows, lacks, factors)
