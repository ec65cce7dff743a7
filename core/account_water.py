"""The water account of a firm or region: fresh + received = discharged + supplied + consumed, in m3 per year.

Use is fresh water plus water used again; what is used again stays inside and is told beside the account. Where nothing
is stated, links of water make the term: from outside is fresh, from others received, to treatment discharged.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

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
)
from core.accounts import Account
from core.evidence import row_refs
from core.findings import Ref
from core.text import N_, Quantity, Text, later

WATER = Form(
    "water",
    N_("water"),
    "m3",
    (
        Item("fresh", N_("fresh water taken"), N_("fresh water {amount}"), "source"),
        Item("received", N_("water received from others"), N_("received from others {amount}"), "source"),
        Item("discharged", N_("waste water discharged"), N_("discharged {amount}"), "use"),
        Item("supplied", N_("water supplied to others"), N_("supplied to others {amount}"), "use"),
        Item("consumed", N_("water consumed or lost"), N_("consumed or lost {amount}"), "use"),
    ),
)
_STATISTICS = {
    "fresh": "water_fresh",
    "received": "water_reclaimed",
    "discharged": "water_discharged",
    "supplied": "water_supplied",
    "consumed": "water_consumed",
}
_AGAIN = "repeated"
Told = dict[str, dict[int, Entry]]  # what is stated, by term and holder


def water_accounts(basis: Basis) -> list[Account]:
    """The accounts of holders that state something about water, or have links of water on both sides."""
    declared = {key[0] for item in _STATISTICS.values() for key in basis.told.get(item, {})}
    piped = {end for end in basis.given.keys() & basis.taken.keys() if end >= 0 and _piped_through(basis, end)}
    told = {
        term: all_stated(basis, item, WATER.unit) for term, item in (*_STATISTICS.items(), (_AGAIN, "water_repeated"))
    }
    holders = sorted(declared | piped)
    scopes = row_refs(basis.snapshot, basis.about, holders)
    return [_account(basis, holder, scope, told) for holder, scope in zip(holders, scopes, strict=True)]


def _piped_through(basis: Basis, holder: int) -> bool:
    return all(chosen_links(basis, links[holder], media={"water"}) for links in (basis.given, basis.taken))


def _account(basis: Basis, holder: int, scope: Ref, told: Told) -> Account:
    stated = {term: entry for term in _STATISTICS if (entry := told[term].get(holder)) is not None}
    piped = {term: carried for term, links in _links(basis, holder) if (carried := linked(basis, links, WATER.unit))}
    counted = {**piped, **stated}  # what is stated goes before what links add up to
    asked = ("discharged", "consumed", "received" if _treats(basis, holder) else "fresh")
    entries = {**dict.fromkeys(asked, UNSTATED), **counted}
    notes = [*_use(counted.get("fresh"), told[_AGAIN].get(holder)), *_contradictions(stated, piped)]
    return settle(WATER, scope, basis.year, entries, notes=notes)


def _treats(basis: Basis, holder: int) -> bool:
    """A treatment plant lives on the water of others and need not take fresh water."""
    return basis.about == "actor" and basis.snapshot.actor.role[holder] == "treatment"


def _links(basis: Basis, holder: int) -> Iterable[tuple[str, list[int]]]:
    """The holder's links of water by the term they belong to."""
    flow, roles = basis.snapshot.flow, basis.snapshot.actor.role
    found: dict[str, list[int]] = defaultdict(list)
    for row in chosen_links(basis, basis.taken.get(holder, ()), media={"water"}):
        found["fresh" if flow.sender[row] < 0 else "received"].append(row)
    for row in chosen_links(basis, basis.given.get(holder, ()), media={"water"}):
        receiver = int(flow.receiver[row])
        treated = receiver >= 0 and roles[receiver] == "treatment"
        found["discharged" if treated or flow.kind[row] in ("waste", "emission") else "supplied"].append(row)
    return found.items()


def _use(fresh: Entry | None, repeated: Entry | None) -> list[Text]:
    """Water use and its repeated share, where both are stated."""
    if fresh is None or repeated is None or fresh.value is None or repeated.value is None:
        return []
    return [later(_used, fresh.value, repeated.value)]


def _used(fresh: float, repeated: float) -> Text:
    use = fresh + repeated
    values = {"use": Quantity(use, "m3"), "share": round(100 * repeated / use, 1) if use else 0}
    return Text("Water use {use}, {share} % of it used again.", values)


def _contradictions(stated: Mapping[str, Entry], piped: Mapping[str, Entry]) -> list[Text]:
    """Terms whose links carry more than is stated; less is no contradiction, since not every pipe is a link."""
    notes = []
    for item in WATER.items if stated and piped else ():
        told, links = stated.get(item.id), piped.get(item.id)
        if told is None or links is None or told.value is None or links.value is None:
            continue
        if links.value > told.value and differs(links.value, told.value):
            values = {"term": Text(item.title), "links": Quantity(links.value, "m3")}
            values |= {"stated": Quantity(told.value, "m3")}
            notes.append(Text("Links carry {links} of {term}, while {stated} are stated.", values))
    return notes
