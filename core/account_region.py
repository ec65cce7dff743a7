"""The account of a commodity in a region: made + brought in + from stock = used + taken out + to stock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.account_areas import Area, areas_of
from core.account_sentences import Lack, settle
from core.account_terms import Basis, Entry, Form, Item, added, linked, rows_by, stated, stated_unit, stock_change
from core.accounts import Account
from core.columns import Flags, Integers
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
Firms = dict[tuple[int, int], list[int]]  # actors by the area (its position) and commodity of which they tell something


@dataclass(frozen=True, slots=True)
class Goods:
    """A commodity (row) in an area in one unit, with its links and the area's firms that state anything about it.

    `stating` are the firms by term, `storing` those with a stock.
    """

    actors: Basis
    regions: Basis
    area: Area
    commodity: int
    unit: str
    links: Integers
    stating: dict[str, list[int]]
    storing: list[int]

    def inside(self, actors: Integers) -> Flags:
        """Which actors (rows, -1 the outside) belong to the area."""
        belong: Flags = np.append(self.area.member, False)[actors]
        return belong

    def whole(self, term: str) -> Entry | None:
        """What the region itself states of a term."""
        return stated(self.regions, STATISTICS[term], (self.area.region, self.commodity), self.unit)


def region_accounts(actors: Basis, regions: Basis, areas: list[Area]) -> list[Account]:
    """The accounts of every area and commodity of which something is known on both sides."""
    snapshot = actors.snapshot
    links = {key: np.array(rows) for key, rows in rows_by(snapshot.flow.commodity.tolist()).items()}
    places = areas_of(areas, len(snapshot.actor))
    firms = {term: _firms(actors.told.get(item, {}), places) for term, item in STATISTICS.items()}
    storing = _firms(actors.stocks, places)
    own = {key for item in STATISTICS.values() for key in regions.told.get(item, {})}
    of_area: dict[int, set[int]] = defaultdict(set)
    for place, commodity in (*firms["made"], *firms["used"]):
        of_area[place].add(commodity)
    found = []
    for place, area in enumerate(areas):
        stated_here = of_area[place] | {commodity for region, commodity in own if region == area.region}
        for row in sorted(stated_here - {-1}):
            stating = {term: told.get((place, row), []) for term, told in firms.items()}
            unit = _unit(actors, regions, area, row, stating)
            there = links.get(row, np.zeros(0, np.int64))
            found.append(
                _account(Goods(actors, regions, area, row, unit, there, stating, storing.get((place, row), [])))
            )
    return [account for account in found if account is not None]


def _firms(told: Iterable[tuple[int, int]], places: list[list[int]]) -> Firms:
    """The actors that tell something about a commodity, by area and commodity."""
    firms: Firms = defaultdict(list)
    for actor, commodity in told:
        for place in places[actor]:
            firms[place, commodity].append(actor)
    return dict(firms)


def _unit(actors: Basis, regions: Basis, area: Area, row: int, stating: dict[str, list[int]]) -> str:
    """The unit of the commodity's statistics, those of the region first; its base unit where they name none."""
    base = str(actors.snapshot.commodity.base_unit[row])
    first = [(item, firms[0]) for term, item in STATISTICS.items() if (firms := stating[term])]
    usual = stated_unit(actors, [first[0][0]], (first[0][1], row), base) if first else base
    return stated_unit(regions, STATISTICS.values(), (area.region, row), usual)


def _account(goods: Goods) -> Account | None:
    entries = _entries(goods)
    known = {COMMODITY.item(name).side for name, entry in entries.items() if entry.value is not None}
    if known != {"source", "use"}:
        return None
    form = replace(COMMODITY, unit=goods.unit)
    matter = str(goods.actors.snapshot.commodity.name[goods.commodity])
    lack = Lack(firms=_silent(goods))
    return settle(form, goods.area.scope, goods.actors.year, entries, matter=matter, lack=lack)


def _entries(goods: Goods) -> dict[str, Entry]:
    """The figures by term, as far as there is something to read them from."""
    flow = goods.actors.snapshot.flow
    begins, stops = goods.inside(flow.sender[goods.links]), goods.inside(flow.receiver[goods.links])
    found = {
        "made": _stated(goods, "made"),
        "brought": linked(goods.actors, goods.links[stops & ~begins].tolist(), goods.unit),
        "used": _stated(goods, "used"),
        "taken_out": linked(goods.actors, goods.links[begins & ~stops].tolist(), goods.unit),
    }
    stocks = (stock_change(goods.actors, (firm, goods.commodity), goods.unit) for firm in goods.storing)
    if change := added(*stocks):
        falls = change.value is not None and change.value < 0
        found["from_stock" if falls else "to_stock"] = replace(change, value=change.value and abs(change.value))
    return {name: entry for name, entry in found.items() if entry is not None}


def _stated(goods: Goods, term: str) -> Entry | None:
    """What the region states, else the sum over its firms."""
    firms = (
        stated(goods.actors, STATISTICS[term], (firm, goods.commodity), goods.unit) for firm in goods.stating[term]
    )
    return goods.whole(term) or added(*firms)


def _silent(goods: Goods) -> list[str]:
    """Firms of the region that only give the commodity without stating production, or only take it without use."""
    flow = goods.actors.snapshot.flow
    ends = (flow.sender[goods.links], flow.receiver[goods.links])
    givers, takers = (set(rows[goods.inside(rows)].tolist()) for rows in ends)
    lacking: set[int] = set()
    for term, firms in (("made", givers - takers), ("used", takers - givers)):
        if goods.whole(term) is None:
            lacking |= firms - set(goods.stating[term])
    return [str(goods.actors.snapshot.actor.name[firm]) for firm in sorted(lacking)]
