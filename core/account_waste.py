"""The solid-waste account of a firm or region, of all wastes or one: generated = used + disposed + stored + dumped.

The form of the Chinese industrial statistics: what is used and disposed of includes old stock, which therefore stands
apart on the other side. Where a firm states no total, its own works and its links make the term.
"""

from dataclasses import dataclass

from core.account_sentences import settle
from core.account_terms import (
    UNSTATED,
    Entry,
    Form,
    Item,
    Ledger,
    added,
    chosen_links,
    differs,
    linked,
    stated,
    stock_change,
)
from core.accounts import Account
from core.evidence import ref
from core.statements import Key
from core.text import N_, Quantity, Text

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


def waste_accounts(ledger: Ledger) -> list[Account]:
    """The accounts of every holder and waste that a statistic, or links to both sides, say something about."""
    declared = {key for item in _ITEMS for key in ledger.told.get(item, {})}
    return [_account(ledger, key) for key in sorted(declared)]


def _account(ledger: Ledger, key: Key) -> Account:
    holder, commodity = key
    handed = _handed(ledger, key)
    entries = _entries(ledger, key, handed)
    matter = str(ledger.snapshot.commodity.name[commodity]) if commodity >= 0 else ""
    terms = [item.term(entries[item.id]) for item in SOLID_WASTE.items if item.id in entries]
    scope = ref(ledger.snapshot, ledger.about, holder)
    return settle(SOLID_WASTE, scope, ledger.year, terms, matter=matter, notes=_remarks(ledger, key, handed))


def _entries(ledger: Ledger, key: Key, handed: Handed) -> dict[str, Entry]:
    """The figures by term: generation, use, disposal and storage are asked for, others stand where they are told."""
    found = {"generated": stated(ledger, "waste_generated", *key) or UNSTATED}
    used, disposed = stated(ledger, "waste_used", *key), stated(ledger, "waste_disposed", *key)
    if handed.unclear and used is None and disposed is None:
        found["handed_over"] = handed.unclear
    sides = {"used": (used, handed.used), "disposed": (disposed, handed.disposed)}
    for term, (total, links) in sides.items():
        told = total or added(stated(ledger, f"waste_{term}_own", *key), links)
        if handed.unclear and total is None and (used or disposed):
            told = Entry(None, handed.unclear.rows)  # those links may belong to either side
        if told or "handed_over" not in found:
            found[term] = told or UNSTATED
    found |= _storage(ledger, key)
    if dumped := stated(ledger, "waste_discharged", *key):
        found["discharged"] = dumped
    return found


def _storage(ledger: Ledger, key: Key) -> dict[str, Entry]:
    """What was added to storage and what came from old stock, else the change between two stock-takings."""
    stored = stated(ledger, "waste_stored", *key)
    if stored is None and (change := stock_change(ledger, key)) is not None:
        if change.value is not None and change.value < 0:
            return {"from_stock": Entry(-change.value, change.rows)}
        return {"stored": change}
    found = {"stored": stored or UNSTATED}
    for term in ("used_old_stock", "disposed_old_stock"):
        if old := stated(ledger, f"waste_{term}", *key):
            found[term] = old
    return found


def _handed(ledger: Ledger, key: Key) -> Handed:
    """The links that hand a waste over, by what becomes of it."""
    snapshot, (holder, commodity) = ledger.snapshot, key
    kinds = {"waste", "by-product"} if commodity >= 0 else {"waste"}
    links = chosen_links(ledger, ledger.given.get(holder, []), media={"goods"}, kinds=kinds)
    if commodity >= 0:
        links = [row for row in links if snapshot.flow.commodity[row] == commodity]
    by_purpose: dict[str, list[int]] = {"used": [], "disposed": [], "unclear": []}
    for row in links:
        by_purpose[_purpose(ledger, int(snapshot.flow.receiver[row]))].append(row)
    return Handed(*(linked(ledger, by_purpose[name]) for name in ("used", "disposed", "unclear")))


def _purpose(ledger: Ledger, receiver: int) -> str:
    if receiver < 0 or not ledger.snapshot.actor.role[receiver]:
        return "unclear"
    return "disposed" if ledger.snapshot.actor.role[receiver] == "treatment" else "used"


def _remarks(ledger: Ledger, key: Key, handed: Handed) -> list[Text]:
    """What own works and links say beside the stated totals of use and disposal."""
    sides = {"used": handed.used, "disposed": handed.disposed}
    totals = {name: total for name in sides if (total := stated(ledger, f"waste_{name}", *key))}
    if not handed.there:
        return []
    own = [stated(ledger, f"waste_{name}_own", *key) for name in totals or sides]
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
    values = {"listed": Quantity(listed.value, "t"), "stated": Quantity(whole.value, "t")}
    return [Text("Own works and links tell of {listed}, while {stated} are stated as used or disposed of.", values)]
