"""The energy account of a firm or region in tons of standard coal: bought or taken in = passed on + consumed.

One tce is 29.3076 GJ (GB/T 2589); electricity and heat of links count by their calorific value.
"""

from core.account_sentences import settle
from core.account_terms import UNSTATED, Entry, Form, Item, Ledger, chosen_links, differs, linked, stated_in_parts
from core.accounts import Account
from core.evidence import ref
from core.text import N_, Quantity, Text

GJ_PER_TCE = 29.3076
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


def energy_accounts(ledger: Ledger) -> list[Account]:
    """The accounts of holders that state something about energy."""
    items = [f"energy_{item.id}" for item in ENERGY.items]
    declared = {key[0] for item in items for key in ledger.told.get(item, {})}
    return [_account(ledger, holder) for holder in sorted(declared)]


def _account(ledger: Ledger, holder: int) -> Account:
    told = {item.id: stated_in_parts(ledger, f"energy_{item.id}", holder) for item in ENERGY.items}
    given = _carried(ledger, ledger.given.get(holder, []))
    taken = _carried(ledger, ledger.taken.get(holder, []))
    output = told["output"] or given
    terms = [ENERGY.item("input").term(told["input"] or UNSTATED)]
    if output is not None:
        terms.append(ENERGY.item("output").term(output))
    terms.append(ENERGY.item("consumption").term(told["consumption"] or UNSTATED))
    notes = [*_excess(told["input"], taken, "input"), *_excess(told["output"], given, "output")]
    return settle(ENERGY, ref(ledger.snapshot, ledger.about, holder), ledger.year, terms, notes=notes)


def _carried(ledger: Ledger, links: list[int]) -> Entry | None:
    """Heat and electricity of links in tce; fuels are goods and count only in what is stated."""
    return linked(ledger, chosen_links(ledger, links, media={"energy"}), 1 / GJ_PER_TCE)


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
