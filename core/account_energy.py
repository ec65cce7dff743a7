"""The energy account of a firm or region in tons of standard coal: bought or taken in = passed on + consumed.

One tce is 29.3076 GJ (GB/T 2589); what fuels, electricity and heat count for is told in `core.account_units`.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from core.account_sentences import settle
from core.account_terms import (
    UNSTATED,
    Basis,
    Entry,
    Form,
    Item,
    all_stated,
    chosen_links,
    differs,
    linked,
    parts_of,
)
from core.account_units import fuel_conversion
from core.accounts import Account
from core.carbon_factors import factor_text
from core.carbon_inventory import equivalents
from core.carbon_parts import Part
from core.commodity_bridges import bridge
from core.compared_with import AGREE, COPY, MEMORY, OLDER
from core.energy_carriers import carrier_of
from core.evidence import row_refs
from core.findings import Ref
from core.snapshot import Snapshot
from core.statements import Statement
from core.text import N_, Quantity, Text
from core.units import factor_to

_OWN_VALUE = N_("{fuel} {factor} tce per {unit} (its own heating value)")
_ENTHALPY = N_("{fuel} {factor} tce per {unit} (its stated enthalpy)")
_REFERENCE = N_("{fuel} {factor} tce per {unit} (reference value of {document})")
_OLDER = N_("{fuel} {factor} tce per {unit} (as in {document}, not yet compared with the edition in force)")
_AGREE = N_(
    "{fuel} {factor} tce per {unit} "
    "(reference value of {document} as others copy it, not yet compared with the document)"
)
_FROM_MEMORY = N_("{fuel} {factor} tce per {unit} (reference value of {document}, not yet compared with the document)")
_PHRASES = {COPY: _REFERENCE, AGREE: _AGREE, OLDER: _OLDER, MEMORY: _FROM_MEMORY}
ENERGY = Form(
    "energy",
    N_("energy"),
    "tce",
    (
        Item("input", N_("energy taken in"), N_("bought or taken in {amount}"), "source"),
        Item("output", N_("energy passed on"), N_("passed on {amount}"), "use"),
        Item("consumption", N_("energy consumed on balance"), N_("consumed on balance {amount}"), "use"),
    ),
)
_ITEMS = tuple(f"energy_{item.id}" for item in ENERGY.items)


def energy_accounts(basis: Basis) -> list[Account]:
    """The accounts of holders that state something about energy."""
    declared = {key[0] for item in _ITEMS for key in basis.told.get(item, {})}
    otherwise = equivalents(basis, declared)
    stated = {item.id: all_stated(basis, f"energy_{item.id}", ENERGY.unit) for item in ENERGY.items}
    holders = sorted(declared)
    scopes = row_refs(basis.snapshot, basis.about, holders)
    return [
        _account(basis, holder, scope, {term: entries.get(holder) for term, entries in stated.items()}, otherwise)
        for holder, scope in zip(holders, scopes, strict=True)
    ]


def _account(
    basis: Basis, holder: int, scope: Ref, told: Mapping[str, Entry | None], otherwise: Mapping[int, Part]
) -> Account:  # fmt: skip
    given = _carried(basis, basis.given.get(holder, ()))
    taken = _carried(basis, basis.taken.get(holder, ()))
    entries = {"input": told["input"] or UNSTATED, "consumption": told["consumption"] or UNSTATED}
    if output := told["output"] or given:
        entries["output"] = output
    notes = [*_excess(told["input"], taken, "input"), *_excess(told["output"], given, "output")]
    notes += _convention(basis, holder)
    notes += _by_coal_burnt(otherwise[holder]) if holder in otherwise else []
    return settle(ENERGY, scope, basis.year, entries, notes=notes)


def _carried(basis: Basis, links: Sequence[int]) -> Entry | None:
    """Heat and electricity of links in tce; fuels are goods and count only in what is stated."""
    return linked(basis, chosen_links(basis, links, media={"energy"}), ENERGY.unit)


def _convention(basis: Basis, holder: int) -> list[Text]:
    """How fuels that are stated in tons or cubic metres became standard coal."""
    factors: dict[int, Text] = {}
    for item in _ITEMS:
        for statement in _fuels(basis, item, holder):
            row, unit = int(basis.snapshot.statistic.commodity[statement.row]), statement.unit
            factor = fuel_conversion(basis.snapshot, row, unit, ENERGY.unit)
            if factor is not None and factor_to(unit, ENERGY.unit)[0] is None:
                factors[row] = _source(basis.snapshot, row, unit, round(factor, 7))
    if not factors:
        return []
    told = {"factors": list(factors.values())}
    return [Text("Fuels count by these values: {factors}. Electricity and heat count by their calorific value.", told)]


def _source(snapshot: Snapshot, row: int, unit: str, factor: float) -> Text:
    """Where the standard coal of a fuel (row) comes from: its own value, its enthalpy, or its carrier's document."""
    values: dict[str, object] = {"fuel": str(snapshot.commodity.name[row]), "factor": factor, "unit": unit}
    if not np.isnan(snapshot.commodity.heating_value[row]):
        return Text(_OWN_VALUE, values)
    carrier = carrier_of(snapshot, row)
    if carrier is None or bridge(unit, ENERGY.unit, str(snapshot.commodity.quality[row])) is not None:
        return Text(_ENTHALPY, values)
    return Text(_PHRASES[carrier.checked], values | {"document": carrier.document})


def _by_coal_burnt(part: Part) -> list[Text]:
    """What the account comes to with electricity counted by the coal burnt for it, apart from its terms."""
    if part.value is None or not part.factors:
        return []
    values = {"amount": Quantity(float(f"{part.value:.6g}"), "tce_equal"), "factor": factor_text(part.factors[0])}
    return [Text("By equivalent value, never to be added to this: {amount}, electricity at {factor}.", values)]


def _fuels(basis: Basis, item: str, holder: int) -> list[Statement]:
    """The statements by fuel that enter a term, none where its total is stated."""
    return [] if (holder, -1) in basis.told.get(item, {}) else parts_of(basis, item, holder)


def _excess(told: Entry | None, links: Entry | None, term: str) -> list[Text]:
    """Links that carry more than is stated; less is no contradiction, since fuels are not among them."""
    if told is None or links is None or told.value is None or links.value is None:
        return []
    if links.value <= told.value or not differs(links.value, told.value):
        return []
    values = {"term": Text(ENERGY.item(term).title), "links": Quantity(links.value, "tce")}
    return [
        Text(
            "Links carry {links} of {term}, while {stated} are stated.",
            values | {"stated": Quantity(told.value, "tce")},
        )
    ]
