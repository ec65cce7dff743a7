"""Energy by both conventions and carbon dioxide of each holder of a book, part by part.

Fuels: heat × carbon × oxidation × 44/12, or the stated carbon content × oxidation × 44/12. Electricity and heat
bought less sold, by the factors of `core.carbon_factors`. Processes: carbonates that are stated to be decomposed, and
what is stated as such. Carbon dioxide of biomass and what exchanges avoid stand apart and enter no sum.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from core.account_terms import Basis, read_basis
from core.account_units import POWER, amount_in
from core.carbon_factors import Factor, YearFactors, factors_of, latest_year, reference_carbon, reference_coal
from core.carbon_parts import NOTHING, Inventory, Part, joined
from core.carbon_processes import as_stated, process
from core.energy_books import Book, Use, energy_books, heat, standard_coal
from core.energy_lists import BY_CARRIER, NOT_LISTED, Listing, listing
from core.evidence import ref
from core.steps import pause
from core.text import N_, Text
from core.units import factor_to

ENERGY = ("calorific", "equivalent")
COUNTED = ("fuels", "process", "electricity", "heat")  # what the total of carbon dioxide is made of
MEMO = ("biomass", "avoided")
FOSSIL, BIOMASS = ("fuel",), ("biomass",)
_STATED = ("carbonate_decomposed", "process_emission", "co2_avoided")  # beside energy
_EMPTY = Book(-1, (), False, {})
_NO_FACTORS = YearFactors(None, None, None)  # of who lists nothing that a factor belongs to


def inventories(basis: Basis, books: Mapping[int, Book], factors: Callable[[int], YearFactors]) -> dict[int, Inventory]:
    """The parts of every holder that states energy, processes or what exchanges avoid, with the total of the counted.

    Most state totals of energy alone: but for these they have the same parts.
    """
    stated = {holder for item in _STATED for holder, _ in basis.told.get(item, {})}
    apart = stated | {holder for holder, _ in basis.told.get("consumption", {})}
    bare = with_total(_of_energy(basis, _EMPTY, _NO_FACTORS))
    found: dict[int, Inventory] = {}
    for holder in sorted({*books, *stated}):
        pause()
        book = books.get(holder)
        if book is not None and not book.uses and holder not in apart:
            found[holder] = bare | _consumed(basis, book, _NO_FACTORS)
        else:
            found[holder] = with_total(_inventory(basis, holder, book, factors(holder)))
    return found


def with_total(parts: Inventory) -> Inventory:
    """An inventory with the total of its counted parts, where it has all of them."""
    if any(name not in parts for name in COUNTED):
        return parts
    return parts | {"total": joined(parts[name] for name in reversed(COUNTED))}  # factors of the year come first


def _inventory(basis: Basis, holder: int, book: Book | None, factors: YearFactors) -> Inventory:
    parts = {} if book is None else _of_energy(basis, book, factors)
    for name, stated in (("process", process(basis, holder)), ("avoided", as_stated(basis, "co2_avoided", holder))):
        if stated is not None:
            parts[name] = stated
    return parts


def _of_energy(basis: Basis, book: Book, factors: YearFactors) -> Inventory:
    """The parts that a book comes to; processes are none of it."""
    found = listing(basis, book)
    parts = _consumed(basis, book, factors)
    parts |= {"fuels": _fuels(basis, book, found), "biomass": _biomass(basis, book)}
    parts |= {name: _bought(basis, book, found, name, factors) for name in ("electricity", "heat")}
    return parts | {"process": NOTHING}


def _consumed(basis: Basis, book: Book, factors: YearFactors) -> Inventory:
    """Energy by both conventions."""
    stated = calorific(basis, book)
    return {"calorific": stated, "equivalent": _equivalent(basis, book, stated, factors)}


def _uses(book: Book, kinds: Iterable[str]) -> list[Use]:
    return [use for use in book.uses if use.carrier is not None and use.carrier.kind in kinds]


def _summed(uses: Iterable[Use], worth: Callable[[Use], float], factors: tuple[Factor, ...] = ()) -> Part:
    """The sum of what uses are worth, taken in less passed on; unknown where one of them is."""
    uses = list(uses)
    values = [worth(use) * use.sign for use in uses]
    lacks = tuple(_amount_lack(use) for use, value in zip(uses, values, strict=True) if np.isnan(value))
    rows = tuple(row for use in uses for row in use.rows)
    return Part(None if lacks else float(sum(values)), rows, lacks, factors if uses else (), True)


def _amount_lack(use: Use) -> Text:
    if np.isnan(use.value):
        return Text("the amount of {name}", {"name": use.name})
    return Text("the heating value of {name} (told in {unit})", {"name": use.name, "unit": use.unit})


def calorific(basis: Basis, book: Book) -> Part:
    """Consumed by calorific value: as declared, else taken in less passed on, each as declared or by its carriers."""
    whole = book.totals.get("energy_consumption")
    if whole is not None and not np.isnan(whole.value):
        return Part(float(whole.value), (ref(basis.snapshot, "statistic", whole.row),))
    sides = [_side(basis, book, item, sign) for item, sign in (("energy_input", 1), ("energy_output", -1))]
    if not book.listed and sides[0].listed:
        return Part(None, sides[0].rows + sides[1].rows, (BY_CARRIER,))
    values = [side.value for side in sides]
    known = [value for value in values if value is not None]
    total = sum(known) if len(known) == len(values) else None
    factors = tuple(dict.fromkeys(sides[0].factors + sides[1].factors))
    lacks = sides[0].lacks + sides[1].lacks
    if total is not None and sides[0].listed:
        lacks = listing(basis, book).lacks
    return Part(total, sides[0].rows + sides[1].rows, lacks, factors, sides[0].listed)


def _side(basis: Basis, book: Book, item: str, sign: int) -> Part:
    whole = book.totals.get(item)
    if whole is not None and not np.isnan(whole.value):
        return Part(float(whole.value) * sign, (ref(basis.snapshot, "statistic", whole.row),))
    uses = [use for use in book.uses if use.sign == sign]
    return _summed(uses, lambda use: standard_coal(basis, use), reference_coal(basis, uses))


def _equivalent(basis: Basis, book: Book, heat_value: Part, factors: YearFactors) -> Part:
    """The same with electricity counted by the coal burnt for it in the year; as declared where it is."""
    whole = book.totals.get("energy_consumption_equal")
    if whole is not None and not np.isnan(whole.value):
        return Part(float(whole.value), (ref(basis.snapshot, "statistic", whole.row),))
    power, factor = _uses(book, POWER), factors.power_coal
    if heat_value.value is None:
        return Part(None, heat_value.rows, heat_value.lacks)
    if not power and not book.listed:
        return Part(None, heat_value.rows, (BY_CARRIER,))
    if (short := listing(basis, book).short) is not None:
        return Part(None, heat_value.rows, (short,))
    if not power:
        return heat_value
    if factor is None:
        return Part(None, heat_value.rows, (_factor_lack(basis.year, "power_coal", factors),))
    extra = _summed(power, lambda use: _kilowatt_hours(use) * factor.value / 1000 - standard_coal(basis, use))
    total = None if extra.value is None else heat_value.value + extra.value
    rows, lacks = heat_value.rows + extra.rows + factor.rows, heat_value.lacks + extra.lacks
    return Part(total, rows, lacks, (factor, *heat_value.factors), heat_value.listed)


def equivalents(basis: Basis, holders: Iterable[int]) -> dict[int, Part]:
    """Energy by equivalent value of the holders that state or are brought electricity."""
    books = energy_books(basis)
    chosen = [holder for holder in holders if holder in books and _uses(books[holder], POWER)]
    if not chosen:
        return {}
    factors = factors_of(basis, read_basis(basis.snapshot, basis.year, basis.amounts, "region"))
    return {
        holder: _equivalent(basis, books[holder], calorific(basis, books[holder]), factors(holder)) for holder in chosen
    }


def _kilowatt_hours(use: Use) -> float:
    factor, _ = factor_to(use.unit, "kWh")
    return np.nan if factor is None else use.value * factor


_YEARLY = {  # the titles of their items in tables/items.csv
    "power_coal": N_("Standard coal per kWh of electricity (equivalent value)"),
    "grid_factors": N_("Carbon dioxide per MWh of electricity bought"),
}


def _factor_lack(year: int | None, name: str, factors: YearFactors) -> Text:
    """The factor that no table tells of a year or a place, and where to state it."""
    if year is None:
        return Text("the year of the figures, which decides the factor of electricity")
    values = {"year": str(year), "item": Text(_YEARLY[name]), "latest": str(latest_year(name))}
    if factors.abroad:
        return Text("“{item}” of {year} stated for a region or a firm (the tables are of provinces of China)", values)
    return Text("“{item}” of {year} stated for a region or a firm (the tables end with {latest})", values)


def _unlisted(book: Book, found: Listing, kind: str) -> Part:
    """A kind of energy that a list does not name: 0 where the list is whole, else 0 that is told to be assumed."""
    if found.whole:
        return NOTHING
    some = any(use.sign > 0 and not np.isnan(use.value) for use in book.uses)
    return Part(0.0, (), (NOT_LISTED[kind],)) if book.listed and some else Part(None, (), (BY_CARRIER,))


def _bought(basis: Basis, book: Book, found: Listing, name: str, factors: YearFactors) -> Part:
    """Carbon dioxide of electricity or heat bought less sold."""
    power = _uses(book, (name,))
    rows = tuple(row for use in power for row in use.rows)
    if found.short is not None:
        return Part(None, rows, (found.short,))
    if not power:
        return _unlisted(book, found, name)
    if not book.listed and all(use.sign < 0 for use in power):
        return Part(None, rows, (BY_CARRIER,))
    factor = factors.grid if name == "electricity" else factors.heat
    if factor is None:
        return Part(None, rows, (_factor_lack(basis.year, "grid_factors", factors),))
    per = factor.value / 3.6 if name == "electricity" else factor.value
    part = _summed(power, lambda use: heat(basis, use) * per, (factor,))
    return Part(part.value, part.rows + factor.rows, part.lacks, part.factors, True)


def _biomass(basis: Basis, book: Book) -> Part:
    uses = _uses(book, BIOMASS)
    return _summed(uses, lambda use: _burnt(basis, use), reference_carbon(basis, uses))


def _fuels(basis: Basis, book: Book, found: Listing) -> Part:
    """Fossil fuels burnt; what is no known carrier is named, since nobody can say what it sets free."""
    uses, strange = _uses(book, FOSSIL), [use for use in book.uses if use.carrier is None]
    rows = tuple(row for use in (*uses, *strange) for row in use.rows)
    if not book.listed or found.short is not None:
        return Part(None, rows, (found.short or BY_CARRIER,))
    if not uses and not strange:
        return _unlisted(book, found, "fuel")
    burnt = _summed(uses, lambda use: _burnt(basis, use), reference_carbon(basis, uses))
    known = [use for use in strange if not np.isnan(basis.snapshot.commodity.carbon[use.commodity])]
    more = _summed(known, lambda use: _burnt(basis, use))
    unknown = tuple(
        Text("what kind of energy {name} is (a wider commodity or its carbon)", {"name": use.name})
        for use in strange
        if use not in known
    )
    lacks = burnt.lacks + more.lacks + unknown
    return Part(None if lacks else (burnt.value or 0.0) + (more.value or 0.0), rows, lacks, burnt.factors, True)


def _burnt(basis: Basis, use: Use) -> float:
    """Carbon dioxide in t of a fuel: by its stated carbon content, else by its heat and the carbon of its carrier."""
    own = float(basis.snapshot.commodity.carbon[use.commodity])
    share = amount_in(use.unit, str(basis.snapshot.commodity.base_unit[use.commodity]))
    if not np.isnan(own) and share is not None:
        return use.value * share * own * (use.carrier.oxidation if use.carrier else 1.0) * 44 / 12
    return np.nan if use.carrier is None else heat(basis, use) * use.carrier.carbon_dioxide
