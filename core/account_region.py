"""The account of a commodity in a region: made + brought in + from stock = used + taken out + to stock."""

from dataclasses import dataclass, replace

import numpy as np

from core.account_areas import Area, areas
from core.account_sentences import settle
from core.account_terms import Entry, Form, Item, Ledger, added, linked, rows_by, stated, stock_change
from core.accounts import Account
from core.columns import Flags
from core.text import N_

COMMODITY = Form(
    "commodity",
    N_("commodity in a region"),
    "",
    (
        Item("made", N_("goods made"), N_("made {amount}"), "source"),
        Item("brought", N_("goods brought in"), N_("brought in {amount}"), "source"),
        Item("from_stock", N_("goods taken from stock"), N_("from stock {amount}"), "source"),
        Item("used", N_("goods consumed"), N_("consumed {amount}"), "use"),
        Item("taken_out", N_("goods taken out"), N_("taken out {amount}"), "use"),
        Item("to_stock", N_("goods added to stock"), N_("to stock {amount}"), "use"),
    ),
)
STATISTICS = {"made": "production", "used": "consumption"}


@dataclass(frozen=True, slots=True)
class Goods:
    """A commodity (row) in an area, with its links and the area's firms that state its production or consumption."""

    actors: Ledger
    regions: Ledger
    area: Area
    commodity: int
    links: list[int]
    stating: dict[str, list[int]]

    def inside(self, actor: int) -> bool:
        """Whether an actor (row, -1 the outside) belongs to the area."""
        return actor >= 0 and bool(self.area.member[actor])

    def whole(self, term: str) -> Entry | None:
        """What the region itself states of a term."""
        return stated(self.regions, STATISTICS[term], self.area.region, self.commodity)


def region_accounts(actors: Ledger, regions: Ledger) -> list[Account]:
    """The accounts of every area and commodity of which something is known on both sides."""
    snapshot = actors.snapshot
    links = rows_by(snapshot.flow.commodity.tolist())
    accounts = []
    for area in areas(snapshot):
        firms = {term: _stating(actors, item, area.member) for term, item in STATISTICS.items()}
        own = {key[1] for item in STATISTICS.values() for key in regions.told.get(item, {}) if key[0] == area.region}
        for commodity in sorted(own.union(*firms.values()) - {-1}):
            stating = {term: told.get(commodity, []) for term, told in firms.items()}
            goods = Goods(actors, regions, area, commodity, links.get(commodity, []), stating)
            accounts.append(_account(goods))
    return [account for account in accounts if account is not None]


def _stating(actors: Ledger, item: str, member: Flags) -> dict[int, list[int]]:
    """The members that state an item, by commodity."""
    firms: dict[int, list[int]] = {}
    for firm, commodity in actors.told.get(item, {}):
        if member[firm]:
            firms.setdefault(commodity, []).append(firm)
    return firms


def _account(goods: Goods) -> Account | None:
    entries = _entries(goods)
    known = {COMMODITY.item(name).side for name, entry in entries.items() if entry.value is not None}
    if known != {"source", "use"}:
        return None
    snapshot = goods.actors.snapshot
    form = replace(COMMODITY, unit=str(snapshot.commodity.base_unit[goods.commodity]))
    terms = [item.term(entries[item.id]) for item in form.items if item.id in entries]
    matter = str(snapshot.commodity.name[goods.commodity])
    return settle(form, goods.area.scope, goods.actors.year, terms, matter=matter, missing=_silent(goods))


def _entries(goods: Goods) -> dict[str, Entry]:
    """The figures by term, as far as there is something to read them from."""
    flow = goods.actors.snapshot.flow
    ends = [(row, goods.inside(int(flow.sender[row])), goods.inside(int(flow.receiver[row]))) for row in goods.links]
    found = {
        "made": _stated(goods, "made"),
        "brought": linked(goods.actors, [row for row, begins, stops in ends if stops and not begins]),
        "used": _stated(goods, "used"),
        "taken_out": linked(goods.actors, [row for row, begins, stops in ends if begins and not stops]),
    }
    firms = np.flatnonzero(goods.area.member).tolist()
    if change := added(*(stock_change(goods.actors, (firm, goods.commodity)) for firm in firms)):
        falls = change.value is not None and change.value < 0
        found["from_stock" if falls else "to_stock"] = replace(change, value=change.value and abs(change.value))
    return {name: entry for name, entry in found.items() if entry is not None}


def _stated(goods: Goods, term: str) -> Entry | None:
    """What the region states, else the sum over its firms."""
    firms = (stated(goods.actors, STATISTICS[term], firm, goods.commodity) for firm in goods.stating[term])
    return goods.whole(term) or added(*firms)


def _silent(goods: Goods) -> list[str]:
    """Firms of the region that only give the commodity without stating production, or only take it without use."""
    flow = goods.actors.snapshot.flow
    givers, takers = (set(ends[goods.links].tolist()) - {-1} for ends in (flow.sender, flow.receiver))
    lacking: set[int] = set()
    for term, firms in (("made", givers - takers), ("used", takers - givers)):
        if goods.whole(term) is None:
            lacking |= firms - set(goods.stating[term])
    return [str(goods.actors.snapshot.actor.name[firm]) for firm in sorted(lacking) if goods.inside(firm)]
