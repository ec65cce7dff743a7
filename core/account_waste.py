"""The solid-waste account of a firm or region, of all wastes or one: generated = used + disposed + stored + dumped.

The form of the Chinese industrial statistics: what is used and disposed of includes old stock, which therefore stands
apart on the other side. Where a firm states no total, its own works and its links make the term.
"""

from dataclasses import dataclass, replace

from core.account_sentences import settle
from core.account_terms import (
    UNSTATED,
    Basis,
    Entry,
    Form,
    Item,
    added,
    chosen_links,
    differs,
    linked,
    stated,
    stated_unit,
    stock_change,
)
from core.accounts import Account
from core.evidence import ref
from core.statements import Key
from core.text import N_, Quantity, Text
from core.units import find_unit

SOLID_WASTE = Form(
    "solid_waste",
    N_("solid waste"),
    "t",
    (
        Item("generated", N_("waste generated"), N_("generated {amount}"), "source"),
        Item("used_old_stock", N_("waste used from old stock"), N_("used from old stock {amount}"), "source"),
        Item(
            "disposed_old_stock",
            N_("waste disposed of from old stock"),
            N_("disposed of from old stock {amount}"),
            "source",
        ),
        Item("from_stock", N_("waste taken from stock"), N_("taken from stock {amount}"), "source"),
        Item("used", N_("waste used"), N_("used {amount}"), "use"),
        Item("disposed", N_("waste disposed of"), N_("disposed of {amount}"), "use"),
        Item("handed_over", N_("waste handed over"), N_("handed over {amount}"), "use"),
        Item("stored", N_("waste added to storage"), N_("added to storage {amount}"), "use"),
        Item("discharged", N_("waste dumped"), N_("dumped {amount}"), "use"),
    ),
)
NOT_SOLID = ("water", "emission")  # media of commodities
_ITEMS = tuple(
    f"waste_{name}" for name in ("generated", "used", "used_own", "disposed", "disposed_own", "stored", "discharged")
)


@dataclass(frozen=True, slots=True)
class Handed:
    """Links that hand a waste over: to those who use it, to treatment, and to where nobody says which."""

    used: Entry | None
    disposed: Entry | None
    unclear: Entry | None

    @property
    def there(self) -> bool:
        """Whether there is any link."""
        return any((self.used, self.disposed, self.unclear))


def waste_accounts(basis: Basis) -> list[Account]:
    """The accounts of every holder and waste that a statistic, or links to both sides, say something about."""
    return [_account(basis, key) for key in waste_keys(basis)]


def waste_keys(basis: Basis) -> list[Key]:
    """The holders and solid wastes that a statistic says something about."""
    declared = {key for item in _ITEMS for key in basis.told.get(item, {})}
    return [key for key in sorted(declared) if _is_solid(basis, key[1])]


def _is_solid(basis: Basis, commodity: int) -> bool:
    """Whether it is all wastes or one that can lie on a heap: heat and water have accounts of their own.

    What is burnt for its energy lies on a heap where it is told by mass, as coal gangue is.
    """
    if commodity < 0:
        return True
    medium = str(basis.snapshot.commodity.medium[commodity])
    unit = find_unit(str(basis.snapshot.commodity.base_unit[commodity]))
    return medium not in NOT_SOLID and (medium != "energy" or (unit is not None and unit.dimension == "mass"))


def _account(basis: Basis, key: Key) -> Account:
    """The account of a holder and a waste in the unit in which its generation, else another item, is stated."""
    holder, commodity = key
    form = replace(SOLID_WASTE, unit=stated_unit(basis, _ITEMS, key, SOLID_WASTE.unit))
    handed = _handed(basis, key, form.unit)
    entries = _entries(basis, key, handed, form.unit)
    matter = str(basis.snapshot.commodity.name[commodity]) if commodity >= 0 else ""
    scope = ref(basis.snapshot, basis.about, holder)
    notes = _remarks(basis, key, handed, form.unit)
    return settle(form, scope, basis.year, entries, matter=matter, notes=notes)


def _entries(basis: Basis, key: Key, handed: Handed, unit: str) -> dict[str, Entry]:
    """The figures by term: generation, use, disposal and storage are asked for, others stand where they are told."""
    found = {"generated": stated(basis, "waste_generated", key, unit) or UNSTATED}
    used, disposed = stated(basis, "waste_used", key, unit), stated(basis, "waste_disposed", key, unit)
    if handed.unclear and used is None and disposed is None:
        found["handed_over"] = handed.unclear
    sides = {"used": (used, handed.used), "disposed": (disposed, handed.disposed)}
    for term, (total, links) in sides.items():
        told = total or added(stated(basis, f"waste_{term}_own", key, unit), links)
        if handed.unclear and total is None and (used or disposed):
            told = Entry(None, handed.unclear.rows)  # those links may belong to either side
        if told or "handed_over" not in found:
            found[term] = told or UNSTATED
    found |= _storage(basis, key, unit)
    if dumped := stated(basis, "waste_discharged", key, unit):
        found["discharged"] = dumped
    return found


def _storage(basis: Basis, key: Key, unit: str) -> dict[str, Entry]:
    """What was added to storage and what came from old stock, else the change between two stock-takings."""
    stored = stated(basis, "waste_stored", key, unit)
    if stored is None and (change := stock_change(basis, key, unit)) is not None:
        if change.value is not None and change.value < 0:
            return {"from_stock": Entry(-change.value, change.rows)}
        return {"stored": change}
    found = {"stored": stored or UNSTATED}
    for term in ("used_old_stock", "disposed_old_stock"):
        if old := stated(basis, f"waste_{term}", key, unit):
            found[term] = old
    return found


def _handed(basis: Basis, key: Key, unit: str) -> Handed:
    """The links that hand a waste over to others, by what becomes of it."""
    flow, (holder, commodity) = basis.snapshot.flow, key
    kinds = {"waste", "by-product"} if commodity >= 0 else {"waste"}
    links = chosen_links(basis, basis.given.get(holder, []), media={"goods"}, kinds=kinds)
    by_purpose: dict[str, list[int]] = {"used": [], "disposed": [], "unclear": []}
    for row in links:
        receiver = int(flow.receiver[row])
        if receiver != holder and commodity in (-1, flow.commodity[row]):
            by_purpose[_purpose(basis, receiver)].append(row)
    return Handed(*(linked(basis, by_purpose[name], unit) for name in ("used", "disposed", "unclear")))


def _purpose(basis: Basis, receiver: int) -> str:
    if receiver < 0 or not basis.snapshot.actor.role[receiver]:
        return "unclear"
    return "disposed" if basis.snapshot.actor.role[receiver] == "treatment" else "used"


def _remarks(basis: Basis, key: Key, handed: Handed, unit: str) -> list[Text]:
    """What own works and links say beside the stated totals of use and disposal."""
    sides = {"used": handed.used, "disposed": handed.disposed}
    totals = {name: total for name in sides if (total := stated(basis, f"waste_{name}", key, unit))}
    if not handed.there:
        return []
    own = [stated(basis, f"waste_{name}_own", key, unit) for name in totals or sides]
    silent = Text("What own works use or dispose of is not stated.")
    if not totals:
        return [] if any(own) else [silent]
    if handed.unclear and len(totals) == 1:
        return []
    links = [sides[name] for name in totals] + ([handed.unclear] if len(totals) == 2 else [])
    listed, whole = added(*own, *links), added(*totals.values())
    if listed is None or whole is None or listed.value is None or whole.value is None:
        return []
    if not differs(listed.value, whole.value):
        return []
    values = {"listed": Quantity(listed.value, unit), "stated": Quantity(whole.value, unit)}
    return [Text("Own works and links tell of {listed}, while {stated} are stated as used or disposed of.", values)]
