"""What each firm or region states of its energy by carrier: taken in and passed on, from statistics, else from links.

The boundary is the firm: what is bought or made of primary energy less what is sold, so that electricity and the coal
it was made from are never both counted. Links of energy count where nothing is stated of their carrier in that
direction; fuels that are kept as goods count only where they are stated as energy.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.account_terms import Basis, chosen_links
from core.account_units import amount_in, as_metered, conversion
from core.commodity_bridges import bridge
from core.energy_carriers import BURNT, Carrier, carrier_of
from core.evidence import link_refs, ref
from core.findings import Ref
from core.statements import Statement
from core.steps import pause
from core.units import factor_to

DIRECTIONS = (("energy_input", 1), ("energy_output", -1))
TOTALS = ("energy_input", "energy_output", "energy_consumption", "energy_consumption_equal")


@dataclass(frozen=True, slots=True)
class Use:
    """A carrier taken in (`sign` 1) or passed on (-1): `value` in `unit` per year, NaN where nobody knows it.

    `commodity` is its row, `name` what it is called, `carrier` None where the table does not know what it is.
    """

    commodity: int
    name: str
    carrier: Carrier | None
    unit: str
    value: float
    sign: int
    rows: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The energy of a holder: its uses by carrier, whether fuels are listed, and its totals by item."""

    holder: int
    uses: tuple[Use, ...]
    listed: bool
    totals: dict[str, Statement]


def energy_books(basis: Basis) -> dict[int, Book]:
    """The book of every holder that states something of its energy or has links of energy."""
    linked: dict[int, list[Use]] = defaultdict(list)
    for sign, links in ((1, basis.taken), (-1, basis.given)):
        for holder, rows in links.items():
            if holder >= 0 and (found := chosen_links(basis, rows, media={"energy"})):
                linked[holder] += _of_links(basis, found, sign)
    stated: dict[int, list[Use]] = defaultdict(list)
    totals: dict[int, dict[str, Statement]] = defaultdict(dict)
    for item in TOTALS:
        for (holder, commodity), statement in basis.told.get(item, {}).items():
            if commodity < 0:
                totals[holder][item] = statement
            elif item in dict(DIRECTIONS):
                stated[holder].append(_of_statement(basis, statement, dict(DIRECTIONS)[item]))
    holders = sorted({*linked, *stated, *totals})
    return {holder: _book(holder, stated[holder], linked[holder], totals[holder]) for holder in holders}


def _book(holder: int, stated: list[Use], linked: list[Use], totals: dict[str, Statement]) -> Book:
    if not stated and not linked:
        return Book(holder, (), False, totals)
    told = {(_kind(use), use.sign) for use in stated}
    uses = [*stated, *(use for use in linked if (_kind(use), use.sign) not in told)]
    return Book(holder, tuple(uses), any(use.sign > 0 for use in stated), totals)


def _kind(use: Use) -> str:
    """What tells a carrier from others: electricity and heat are one each, fuels differ."""
    if use.carrier is None:
        return use.name
    return use.carrier.id if use.carrier.kind in BURNT else use.carrier.kind


def _of_statement(basis: Basis, statement: Statement, sign: int) -> Use:
    pause()
    snapshot, commodity = basis.snapshot, int(basis.snapshot.statistic.commodity[statement.row])
    name, carrier = str(snapshot.commodity.name[commodity]), carrier_of(snapshot, commodity)
    unit, value = as_metered(snapshot, statement.row, statement.unit, statement.value)
    return Use(commodity, name, carrier, unit, value, sign, (ref(snapshot, "statistic", statement.row),))


def _of_links(basis: Basis, links: list[int], sign: int) -> list[Use]:
    """One use per commodity; unknown where the amount of one of its links is."""
    pause()
    snapshot, grouped = basis.snapshot, defaultdict(list)
    for row in links:
        grouped[int(snapshot.flow.commodity[row])].append(row)
    uses = []
    for commodity, rows in grouped.items():
        unit, name = str(snapshot.commodity.base_unit[commodity]), str(snapshot.commodity.name[commodity])
        value = float(basis.amounts[rows].sum())
        uses.append(Use(commodity, name, carrier_of(snapshot, commodity), unit, value, sign, link_refs(snapshot, rows)))
    return uses


def standard_coal(basis: Basis, use: Use) -> float:
    """A use in tce by calorific value, NaN where its amount or its heat is unknown."""
    factor = conversion(basis.snapshot, use.commodity, use.unit, "tce")
    return np.nan if factor is None else use.value * factor


def heat(basis: Basis, use: Use) -> float:
    """A use in GJ: by its own heating value or enthalpy, else by that of its carrier; NaN where nobody tells it."""
    direct, _ = factor_to(use.unit, "GJ")
    if direct is not None:
        return use.value * direct
    own = float(basis.snapshot.commodity.heating_value[use.commodity])
    if not np.isnan(own):
        factor = amount_in(use.unit, str(basis.snapshot.commodity.base_unit[use.commodity]))
        return np.nan if factor is None else use.value * factor * own
    told = bridge(use.unit, "GJ", str(basis.snapshot.commodity.quality[use.commodity]))
    if told is not None:
        return use.value * told
    factor = amount_in(use.unit, use.carrier.unit) if use.carrier else None
    return np.nan if factor is None or use.carrier is None else use.value * factor * use.carrier.heating_value
