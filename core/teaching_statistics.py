"""What each firm of the teaching park reports for a year: output, people, water, energy, carbon, wastes by code.

The park itself states the factors of electricity that it counts with where no ministry has published them yet.
"""

from collections.abc import Iterator, Mapping

from core.cells import Cell
from core.teaching_sheets import document, slip
from core.teaching_tables import Coefficient, Firm, Park, rows
from core.teaching_year import RECLAIMED_WATER, WASTE_WATER, Year, neat

STATISTICS = ("actor", "region", "item", "commodity", "value", "unit", "year", "grade", "source", "source date")
_TREATMENT, _ELECTRICITY, _LIMESTONE = "treatment", "electricity", "limestone"
_GJ_PER_10_MWH = 36
Figure = tuple[str, str, float, str]  # item, commodity id or '', value, unit


def statistic_rows(park: Park, year: Year) -> Iterator[tuple[Cell, ...]]:
    """Every figure of every firm that reports."""
    for firm in park.firms.values():
        if firm.price is None:
            continue
        for item, commodity, value, unit in _figures(park, year, firm):
            told = value * slip("statistic", firm.id, "", item, year.year)
            matter = park.matters[commodity].name if commodity else None
            cited = document("declared", year.year)
            yield (firm.row["name"], None, item, matter, told, unit, year.year, "declared", *cited)
    yield from _factors(year)
    yield from _heat(park, year)


def _heat(park: Park, year: Year) -> Iterator[tuple[Cell, ...]]:
    """Waste heat of a level that firms state, the same in every year."""
    cited = document("declared", year.year)
    for row in rows("heat"):
        name, matter = park.firms[row["firm"]].row["name"], park.matters[row["commodity"]]
        told = ("waste_generated", matter.name, float(row["amount"]), matter.unit)
        yield (name, None, *told, year.year, "declared", *cited)


def _factors(year: Year) -> Iterator[tuple[Cell, ...]]:
    """The factors of electricity of a year that the park counts with."""
    for row in rows("factors"):
        if row["year"] == str(year.year):
            cited = document("factors", year.year)
            yield (
                None,
                row["region"],
                row["item"],
                None,
                float(row["value"]),
                row["unit"],
                year.year,
                "declared",
                *cited,
            )


def _figures(park: Park, year: Year, firm: Firm) -> Iterator[Figure]:
    yield from _economy(year, firm)
    yield from _water(year, firm)
    yield from _energy(park, year, firm)
    yield from _goods(park, year, firm)
    for made in park.made.get(firm.id, ()):
        if park.matters[made.commodity].code:
            yield from _waste(park, year, firm.id, made)


def _economy(year: Year, firm: Firm) -> Iterator[Figure]:
    """Output value in 10 000 yuan, value added, people and land."""
    value = neat(year.output.get(firm.id, 0.0) * (firm.price or 0.0) / 1e4)
    yield ("output_value", "", value, "wan_yuan")
    yield ("value_added", "", neat(value * firm.value_added), "wan_yuan")
    yield ("employees", "", float(firm.row["employees"]), "person")
    yield ("land_area", "", float(firm.row["land"]), "ha")


def _water(year: Year, firm: Firm) -> Iterator[Figure]:
    """Fresh + reclaimed = discharged + supplied + consumed, in m3; the sewage plant states what leaves it."""
    amounts = {}
    if book := year.water.get(firm.id):
        amounts = {
            "water_fresh": book.fresh,
            "water_reclaimed": book.reclaimed,
            "water_repeated": book.repeated,
            "water_discharged": book.discharged,
            "water_supplied": 0.0,
            "water_consumed": book.consumed,
        }
    elif received := year.received(firm.id, WASTE_WATER):
        supplied = year.sent(firm.id, RECLAIMED_WATER)
        amounts = {"water_discharged": received - supplied, "water_supplied": supplied, "water_consumed": 0.0}
    yield from ((item, "", amount, "m3") for item, amount in amounts.items())


def _energy(park: Park, year: Year, firm: Firm) -> Iterator[Figure]:
    """Energy in tce and carbon dioxide in t: what comes in less what is sold; factors of the commodities."""
    taken = _taken(park, year, firm.id)
    sold = _sold(park, year, firm.id)
    energy_in = sum(amount * park.matters[matter].tce for matter, amount in taken.items())
    energy_out = sum(amount * park.matters[matter].tce for matter, amount in sold.items())
    yield from _carriers(park, taken, "energy_input")
    yield from _carriers(park, sold, "energy_output")
    if energy_in:
        yield ("energy_input", "", neat(energy_in), "tce")
        yield ("energy_output", "", neat(energy_out), "tce")
        yield ("energy_consumption", "", neat(neat(energy_in) - neat(energy_out)), "tce")
    if limestone := taken.get(_LIMESTONE):
        yield ("carbonate_decomposed", _LIMESTONE, neat(limestone), "t")
    carbon = sum(amount * park.matters[matter].co2 for matter, amount in taken.items())
    carbon -= sum(amount * park.matters[matter].co2 for matter, amount in sold.items())
    if carbon > 0:
        yield ("co2_emission", "", neat(carbon), "t")


def _carriers(park: Park, amounts: Mapping[str, float], item: str) -> Iterator[Figure]:
    """Fuels, electricity and heat by carrier, electricity in 10 000 kWh as the forms have it."""
    for matter, amount in amounts.items():
        if park.matters[matter].tce and amount:
            power = matter == _ELECTRICITY
            yield (item, matter, neat(amount / _GJ_PER_10_MWH) if power else neat(amount),
                   "wan_kWh" if power else park.matters[matter].unit)  # fmt: skip


def _taken(park: Park, year: Year, firm: str) -> dict[str, float]:
    """What a firm uses, by commodity: its needs, and what links bring beyond them."""
    taken = {item.commodity: year.needed[firm, item.commodity] for item in park.needed.get(firm, ())}
    for link in year.moved:
        if link.receiver == firm and link.commodity not in taken:
            taken[link.commodity] = year.received(firm, link.commodity)
    return taken


def _sold(park: Park, year: Year, firm: str) -> dict[str, float]:
    """What leaves a firm, by commodity: its links, and what it sells to the grid."""
    sold = {link.commodity: year.sent(firm, link.commodity) for link in year.moved if link.sender == firm}
    for item in park.made.get(firm, ()):
        if item.rest == "sold":
            sold[item.commodity] = sold.get(item.commodity, 0.0) + year.left(firm, item.commodity)
    return sold


def _goods(park: Park, year: Year, firm: Firm) -> Iterator[Figure]:
    """Products made and goods used, in t; wastes have an account of their own."""
    if firm.product:
        yield ("production", firm.product, year.output[firm.id], "t")
    used = _taken(park, year, firm.id) if firm.row["role"] != _TREATMENT else {}
    for made in park.made.get(firm.id, ()):
        if _is_good(park, made.commodity) and made.rest == "used":
            yield ("production", made.commodity, year.made[firm.id, made.commodity], "t")
            used[made.commodity] = year.left(firm.id, made.commodity)
    for commodity, amount in used.items():
        if _is_good(park, commodity):
            yield ("consumption", commodity, amount, "t")


def _is_good(park: Park, commodity: str) -> bool:
    return park.matters[commodity].medium == "goods" and not park.matters[commodity].code


def _waste(park: Park, year: Year, firm: str, made: Coefficient) -> Iterator[Figure]:
    """Generated = used + disposed + stored, in t; what links take is used, or disposed of at a treatment plant."""
    handed = [link for link in year.moved if (link.sender, link.commodity) == (firm, made.commodity)]
    treated = sum(year.moved[link] for link in handed if _treats(park, link.receiver))
    used = sum(year.moved[link] for link in handed) - treated
    left = year.left(firm, made.commodity)
    own = {fate: left if made.rest == fate else 0.0 for fate in ("used", "disposed", "stored")}
    amounts = {
        "waste_generated": used + treated + left,
        "waste_used": used + own["used"],
        "waste_used_own": own["used"],
        "waste_used_old_stock": 0.0,
        "waste_disposed": treated + own["disposed"],
        "waste_disposed_own": own["disposed"],
        "waste_disposed_old_stock": 0.0,
        "waste_stored": own["stored"],
        "waste_discharged": 0.0,
    }
    yield from ((item, made.commodity, neat(amount), "t") for item, amount in amounts.items())


def _treats(park: Park, firm: str) -> bool:
    return firm in park.firms and park.firms[firm].row["role"] == _TREATMENT
