"""What flag rules read of firms besides their discharges, and which firms each of these facts concerns.

A fact is a cell of a table that the import knows. A rule asks for it only of firms that it would judge if it were told:
by their kind, their industry or by what they state; never of each firm.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from core.check_data import MISSING_POINT
from core.check_heaps import HEAP, heaps
from core.check_limits import PERMIT_MASS
from core.check_monitoring import MONITORING, named_outlets
from core.check_neighbours import may_disturb, sensitive_places
from core.check_peers import OUTPUT, trade_code, trades_of
from core.check_places import places_of
from core.check_statutory import LISTED, PERMIT, in_china, listings, strict_lines, told_of_lists
from core.check_trades import ENERGY, energy_of, in_codes, two_high_firms
from core.columns import take
from core.findings import Inquiry
from core.hazardous_units import YEARS
from core.import_statistics import items
from core.names import name_key
from core.pollution_rows import rows_by_pollutant
from core.rule_lines import OWN
from core.rule_set import rules_of
from core.rule_titles import FORBIDDEN, HAZARDOUS, NEIGHBOURS, PEERS, RESTRICTED, RULES, SIXTEEN, TWO_HIGH
from core.statements import best_statistics
from core.text import N_
from core.wastes import WASTE_KINDS, hazardous

MORE_TITLES = {
    LISTED: N_("On a statutory list"),
    MISSING_POINT: N_("Actors without coordinates"),
    PERMIT_MASS: N_("Reported mass above the permit"),
    PERMIT: N_("Key management of the pollution permit"),
    MONITORING: N_("Key outlets without monitoring"),
    HEAP: N_("Growing heap"),
}
TITLES = {**RULES, **MORE_TITLES}
GENERATED = "waste_generated"


@dataclass(frozen=True, slots=True)
class Fact:
    """Cells that are asked for: the kind of table and their columns, title, definition, unit, and the office that holds
    it ("" for the firm itself)."""

    kind: str
    columns: tuple[str, ...]
    title: str
    definition: str
    unit: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """Whether a firm (row of `actor`) told a fact; `cells` are what names the row of the table, by its columns."""

    actor: int
    told: bool
    cells: tuple[tuple[str, str | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Concern:
    """A rule that reads a fact, and of which firms."""

    rule: str
    fact: str
    firms: Callable[[Inquiry], Iterable[Stated]]


FACTS = {
    "industry": Fact(
        "actors", ("industry",), N_("Industry code"), N_("code of GB/T 4754-2017, 3 or 4 digits, of each firm"), "",
        "statistics",
    ),
    "coordinates": Fact(
        "actors", ("lon", "lat"), N_("Coordinates"), N_("longitude and latitude of the site, in degrees"), "", "park"
    ),
    "region": Fact(
        "actors", ("region",), N_("Region"), N_("region or function zone that the firm lies in"), "", "park"
    ),
    "permit class": Fact(
        "actors", ("permit class",), N_("Permit class"), N_("class of the firm's pollutant discharge permit"), "",
        "ecology",
    ),
    "statutory list": Fact(
        "registers", ("list", "entry", "document"), N_("Statutory list"),
        N_("list of the year that names the firm, such as the key units under supervision; of a firm that is on none "
           "the entry: not listed"),
        "", "ecology",
    ),
    "hazardous waste": Fact(
        "statistics", ("value",), N_("Hazardous waste generated"), N_("of each hazardous waste, by the waste ledger"),
        "t",
    ),
    "energy": Fact(
        "statistics", ("value",), N_("Energy consumed"), N_("of the firm in the year, on balance, in standard coal"),
        "tce",
    ),
    "output": Fact("statistics", ("value",), N_("Output value"), N_("of the firm in the year"), "wan_yuan"),
    "stock": Fact("stocks", ("closing",), N_("Stock at the end of the year"), N_("of each heap that was told before")),
    "storage": Fact("stocks", ("capacity",), N_("Storage capacity"), N_("room of each store that holds something")),
}  # fmt: skip


def _running(inquiry: Inquiry) -> list[int]:
    actor = inquiry.now.actor
    return np.flatnonzero((actor.kind == "firm") & (actor.status == "running")).tolist()


def _coded(inquiry: Inquiry, rows: Iterable[int]) -> Iterator[Stated]:
    codes = inquiry.now.actor.industry_code
    return (Stated(row, str(codes[row]) != "") for row in rows)


def _of_trades(rule: str) -> Callable[[Inquiry], Iterable[Stated]]:
    """Running firms, where the trades of a rule can be those of the cluster."""

    def firms(inquiry: Inquiry) -> Iterable[Stated]:
        known = in_china(inquiry.now) or any(line.origin == OWN for line in rules_of(inquiry).of(rule))
        return _coded(inquiry, _running(inquiry) if known else ())

    return firms


def _in_places(rule: str) -> Callable[[Inquiry], Iterable[Stated]]:
    """Running firms in a place of which the rule has a line."""

    def firms(inquiry: Inquiry) -> Iterable[Stated]:
        now, named = inquiry.now, {name_key(line.item) for line in rules_of(inquiry).of(rule)}
        hit = [bool(named & places_of(now, region).keys()) for region in range(len(now.region))] if named else []
        regions = now.actor.region
        running = np.flatnonzero(now.actor.status == "running").tolist()
        return _coded(inquiry, [row for row in running if regions[row] >= 0 and hit and hit[int(regions[row])]])

    return firms


def _placed(rule: str) -> Callable[[Inquiry], Iterable[Stated]]:
    """Running firms whose industry a line of the rule names for some place, whether their region is told."""

    def firms(inquiry: Inquiry) -> Iterable[Stated]:
        now, lines = inquiry.now, rules_of(inquiry).of(rule)
        for row in _running(inquiry):
            code = str(now.actor.industry_code[row])
            if any(in_codes(code, line.words) for line in lines):
                yield Stated(row, bool(now.actor.region[row] >= 0))

    return firms


def _permitted(inquiry: Inquiry) -> Iterator[Stated]:
    """Firms not ended that state discharges, or whose industry suggests key management."""
    emission = inquiry.now.emission
    stating = set(emission.actor[emission.destination != "generated"].tolist())
    return _classed(inquiry, [row for row in sorted(stating | strict_lines(inquiry).keys()) if _is_open(inquiry, row)])


def _with_outlets(inquiry: Inquiry) -> Iterator[Stated]:
    """Firms on no list that state outlets: only the permit class says whether these are to be monitored."""
    emission = inquiry.now.emission
    listed = {listing.actor for listing in listings(inquiry) if listing.current}
    stating = set(emission.actor[named_outlets(emission)].tolist()) - listed
    return _classed(inquiry, [row for row in sorted(stating) if _is_open(inquiry, row)])


def _is_open(inquiry: Inquiry, row: int) -> bool:
    return bool(inquiry.now.actor.status[row] != "ended")


def _classed(inquiry: Inquiry, rows: Iterable[int]) -> Iterator[Stated]:
    classes = inquiry.now.actor.permit_class
    return (Stated(row, str(classes[row]) != "") for row in rows)


def _emitting(inquiry: Inquiry) -> list[list[int]]:
    """By pollutant the firms with a known mass of it."""
    emission = inquiry.now.emission
    told = rows_by_pollutant(inquiry).values()
    return [np.unique(emission.actor[rows[emission.mass[rows] > 0]]).tolist() for rows in told]


def _of_intensity(inquiry: Inquiry) -> Iterator[Stated]:
    """Firms with a mass and an output value, which only their trade can compare."""
    outputs = _outputs(inquiry)
    return _coded(inquiry, sorted(outputs.intersection(chain(*_emitting(inquiry)))))


def _compared(inquiry: Inquiry) -> Iterator[Stated]:
    """Firms with a mass in a trade with enough firms of a mass to be compared."""
    outputs, fewest = _outputs(inquiry), int(rules_of(inquiry).line(PEERS, "fewest").value)
    codes, asked = inquiry.now.actor.industry_code, set[int]()
    for firms in _emitting(inquiry):
        told = {actor: code for actor in firms if (code := trade_code(str(codes[actor])))}
        asked.update(*(like for _, like, _ in trades_of(told, fewest)))
    item = (("item", items()[OUTPUT]["title_en"]),)
    return (Stated(row, row in outputs, item) for row in sorted(asked))


def _outputs(inquiry: Inquiry) -> set[int]:
    return {actor for (actor, _), one in best_statistics(inquiry.now, OUTPUT).items() if one.value > 0}


def _generators(inquiry: Inquiry) -> Iterator[Stated]:
    """Firms with a hazardous waste that nobody brings them, by waste and by each year that the rule compares."""
    now, year = inquiry.now, inquiry.year
    if year is None:
        return
    kinds = _hazardous_kinds(inquiry)
    brought = set(zip(now.flow.receiver.tolist(), now.flow.commodity.tolist(), strict=True))
    for at in range(year, year - YEARS, -1):
        table = now.statistic if at == year else take(inquiry.whole.statistic, inquiry.whole.statistic.year == at)
        figures = best_statistics(inquiry.whole, GENERATED, table=table)
        told = {key for key, one in figures.items() if not np.isnan(one.value)}
        for actor, goods in kinds:
            started = str(now.actor.started[actor])[:4]
            if ((actor, goods) in told or (actor, goods) not in brought) and started <= str(at):
                waste = ("commodity", str(now.commodity.name[goods])), ("item", items()[GENERATED]["title_en"])
                yield Stated(actor, (actor, goods) in told, (*waste, ("year", at)))


def _hazardous_kinds(inquiry: Inquiry) -> list[tuple[int, int]]:
    """Firms not ended and the hazardous wastes that they hand over, store, or state any figure of."""
    flow, whole, dangerous = inquiry.now.flow, inquiry.whole, hazardous(inquiry.now)
    waste = np.isin(flow.kind, WASTE_KINDS) & (flow.sender >= 0)
    stated = np.char.startswith(whole.statistic.item.astype(str), "waste_")
    stated &= (whole.statistic.actor >= 0) & (whole.statistic.commodity >= 0)
    pairs = {
        *zip(flow.sender[waste].tolist(), flow.commodity[waste].tolist(), strict=True),
        *zip(whole.stock.actor.tolist(), whole.stock.commodity.tolist(), strict=True),
        *zip(whole.statistic.actor[stated].tolist(), whole.statistic.commodity[stated].tolist(), strict=True),
    }
    return [(actor, goods) for actor, goods in sorted(pairs) if dangerous[goods] and _is_open(inquiry, actor)]


def _old_heaps(inquiry: Inquiry) -> Iterator[Stated]:
    """Heaps that held something when they were last told, more than a year before, and those told since."""
    for heap in heaps(inquiry.whole, inquiry.year):
        actor, goods = heap.key
        last = max(heap.stocks)
        if heap.stocks[last] > 0 and inquiry.year is not None and _is_open(inquiry, actor):
            yield Stated(actor, last >= inquiry.year - 1, _heap_cells(inquiry, goods))


def _stores(inquiry: Inquiry) -> Iterator[Stated]:
    """Heaps that held something when they were last told; the row that told it is completed."""
    whole = inquiry.whole
    for heap in heaps(whole, inquiry.year):
        actor, goods = heap.key
        if heap.stocks[max(heap.stocks)] <= 0 or not _is_open(inquiry, actor):
            continue
        row = max(heap.rows, key=lambda row: float(whole.stock.year[row]))
        cells: list[tuple[str, str | float]] = [*_heap_cells(inquiry, goods), ("year", int(whole.stock.year[row]))]
        for column in ("opening", "closing"):
            if not np.isnan(value := float(getattr(whole.stock, column)[row])):
                cells.append((column, value))
        if (source := int(whole.stock.source[row])) >= 0:
            cells.append(("source", str(whole.source.title[source])))
        yield Stated(actor, not np.isnan(heap.capacity), tuple(cells))


def _heap_cells(inquiry: Inquiry, goods: int) -> tuple[tuple[str, str], ...]:
    commodity = inquiry.whole.commodity
    return ("commodity", str(commodity.name[goods])), ("unit", str(commodity.base_unit[goods]))


def _two_high(inquiry: Inquiry) -> Iterator[Stated]:
    """Firms of a two-high trade."""
    told, item = energy_of(inquiry), (("item", items()[ENERGY]["title_en"]),)
    return (Stated(row, told.known(row), item) for row in two_high_firms(inquiry))


def _listable(inquiry: Inquiry) -> Iterator[Stated]:
    """Firms not ended under key management, those whose industry suggests it, and those on some list."""
    classes, told = inquiry.now.actor.permit_class, told_of_lists(inquiry)
    rows = {*np.flatnonzero(classes == "key").tolist(), *strict_lines(inquiry)}
    rows |= {listing.actor for listing in listings(inquiry)}
    return (Stated(row, row in told) for row in sorted(rows) if _is_open(inquiry, row))


def _sited(inquiry: Inquiry, rows: Iterable[int]) -> Iterator[Stated]:
    points = inquiry.now.actor.point
    return (Stated(row, not np.isnan(points[row]).any()) for row in rows)


def _drawn(inquiry: Inquiry) -> Iterator[Stated]:
    """Whatever runs but names that an import made: neither map nor distances know it without."""
    actor = inquiry.now.actor
    return _sited(inquiry, np.flatnonzero((actor.status == "running") & ~actor.unclaimed).tolist())


def _near(inquiry: Inquiry) -> Iterator[Stated]:
    """Sensitive places, and the firms that are held against them, where there are both."""
    places = [row for row, _ in sensitive_places(inquiry.now, rules_of(inquiry).of(NEIGHBOURS))]
    firms = np.flatnonzero(may_disturb(inquiry)).tolist()
    return _sited(inquiry, [*firms, *places] if firms and places else [])


CONCERNS = (
    Concern(LISTED, "statutory list", _listable),
    Concern(MISSING_POINT, "coordinates", _drawn),
    Concern(NEIGHBOURS, "coordinates", _near),
    Concern(TWO_HIGH, "energy", _two_high),
    Concern(TWO_HIGH, "industry", _of_trades(TWO_HIGH)),
    Concern(SIXTEEN, "industry", _of_trades(SIXTEEN)),
    Concern(PEERS, "industry", _of_intensity),
    Concern(PEERS, "output", _compared),
    Concern(FORBIDDEN, "industry", _in_places(FORBIDDEN)),
    Concern(FORBIDDEN, "region", _placed(FORBIDDEN)),
    Concern(RESTRICTED, "industry", _in_places(RESTRICTED)),
    Concern(RESTRICTED, "region", _placed(RESTRICTED)),
    Concern(PERMIT, "permit class", _permitted),
    Concern(MONITORING, "permit class", _with_outlets),
    Concern(HAZARDOUS, "hazardous waste", _generators),
    Concern(HEAP, "stock", _old_heaps),
    Concern(HEAP, "storage", _stores),
)
