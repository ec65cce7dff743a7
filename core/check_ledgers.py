"""Ledgers that look like kilograms, found without a year before to compare with."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.columns import Integers
from core.evidence import join_sources, link_ref, ref, sentences
from core.figures import statements
from core.findings import Finding, Inquiry, Ref, check
from core.ledger_slips import (
    GOODS_ITEMS,
    STEP,
    STOCK_COLUMNS,
    WASTE_ITEMS,
    Figure,
    Row,
    Slip,
    WasteBook,
    add_figures,
    find_slips,
    goods_in_all,
    more_slips,
    tell_slip,
)
from core.snapshot import Snapshot
from core.statements import best_statistics
from core.text import N_, Text
from core.wastes import numbered_keys

KILOGRAMS = "data.ledger_in_kilograms"
Books = dict[int, dict[int, WasteBook]]  # by firm and commodity


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What ledgers and other papers tell of each firm, firms in the order of rows, without its links.

    `slips` are those that show without the links; `numbers` are the firms and commodities as `numbered_keys`.
    """

    books: Books
    goods: dict[int, Figure]
    slips: dict[int, list[Slip]]
    numbers: Integers


@check(KILOGRAMS, N_("Ledger that looks like kilograms"))
def find_ledgers_in_kilograms(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms whose wastes or stocks are 300 to 3000 times what their links, capacities, goods or other papers say."""
    now = inquiry.now
    if inquiry.year is None:
        return
    ledgers = inquiry.once(_ledgers)
    sent = _sent(now, ledgers)
    for firm, books in ledgers.books.items():
        slips = ledgers.slips[firm]
        if firm in sent:
            slips = find_slips(_with_links(books, sent[firm]), ledgers.goods.get(firm))
        if slips:
            yield _finding(inquiry, firm, slips)


def _finding(inquiry: Inquiry, firm: int, slips: list[Slip]) -> Finding:
    now, first = inquiry.now, slips[0]
    subject, matter = ref(now, "actor", firm), str(now.commodity.name[first.commodity])
    rows = [row for slip in slips for figure in (slip.larger, slip.smaller) for row in figure.rows]
    return Finding(
        rule=KILOGRAMS,
        layer="data",
        severity=first.severity,
        subject=subject,
        sentence=sentences(tell_slip(first, subject.name, inquiry.year, matter), more_slips(len(slips) - 1)),
        step=Text(STEP, {"firm": subject.name}),
        amount=first.larger.value,
        unit="t",
        matter=matter,
        year=inquiry.year,
        evidence=tuple(dict.fromkeys(_ref(now, row) for row in rows)),
        source=join_sources(*(title for slip in slips for one in (slip.larger, slip.smaller) for title in one.sources)),
    )


def _ref(now: Snapshot, row: Row) -> Ref:
    return link_ref(now, row[1]) if row[0] == "flow" else ref(now, *row)


def _ledgers(inquiry: Inquiry) -> Ledgers:
    now = inquiry.now
    books, goods = _books(now), _goods(now)
    keys = np.array([(firm, row) for firm, told in books.items() for row in told], dtype=np.int64).reshape(-1, 2)
    slips = {firm: find_slips(told, goods.get(firm)) for firm, told in books.items()}
    return Ledgers(books, goods, slips, numbered_keys(now, keys[:, 0], keys[:, 1]))


def _with_links(books: Mapping[int, WasteBook], sent: Mapping[int, Figure]) -> dict[int, WasteBook]:
    return {commodity: replace(book, sent=sent.get(commodity)) for commodity, book in books.items()}


def _books(now: Snapshot) -> Books:
    """What the ledger of each firm and the other papers say of its wastes, firms in the order of rows."""
    books: Books = defaultdict(lambda: defaultdict(WasteBook))
    for item in WASTE_ITEMS:
        for (firm, commodity), told in best_statistics(now, item).items():
            if commodity >= 0 and told.unit == "t" and not np.isnan(told.value):
                books[firm][commodity].items[item] = _figure(now, "statistic", told.row, told.value)
    for firm, commodity, stock in _stocks(now):
        books[firm][commodity].stocks.append(stock)
    for (firm, commodity), room in _rooms(now).items():
        if commodity in books.get(firm, ()) and now.commodity.base_unit[commodity] == "t":
            books[firm][commodity].room = room
    return {firm: dict(books[firm]) for firm in sorted(books)}


def _figure(now: Snapshot, table: str, row: int, value: float) -> Figure:
    cited = int(getattr(now, table).source[row])
    return Figure(value, (str(now.source.title[cited]),) if cited >= 0 else (), ((table, row),))


def _stocks(now: Snapshot) -> Iterator[tuple[int, int, dict[str, Figure]]]:
    for row in np.flatnonzero(now.commodity.base_unit[now.stock.commodity] == "t").tolist():
        values = {column: float(getattr(now.stock, column)[row]) for column in STOCK_COLUMNS}
        told = {name: _figure(now, "stock", row, value) for name, value in values.items() if not np.isnan(value)}
        yield int(now.stock.actor[row]), int(now.stock.commodity[row]), told


def _rooms(now: Snapshot) -> dict[tuple[int, int], Figure | None]:
    """What all licences of a firm for a waste permit together, None where one of them is unknown."""
    licences: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for row, value in enumerate(now.capacity.value.tolist()):
        key = int(now.capacity.actor[row]), int(now.capacity.commodity[row])
        licences[key].append(_figure(now, "capacity", row, value))
    return {
        key: None if any(np.isnan(one.value) for one in told) else add_figures(told) for key, told in licences.items()
    }


def _sent(now: Snapshot, ledgers: Ledgers) -> dict[int, dict[int, Figure]]:
    """What the links of firms carry of the wastes in their ledgers, by the sender's statement before any other."""
    told, flow = statements(now), now.flow
    order = np.lexsort((told.row, told.keys[:, 2]))  # the sender's come last
    order = order[~np.isnan(told.value[order])]
    best = np.full(len(flow), -1, dtype=np.int64)
    best[told.flow[order]] = order
    given = (flow.sender >= 0) & (flow.sender != flow.receiver) & (now.commodity.base_unit[flow.commodity] == "t")
    given &= np.isin(numbered_keys(now, flow.sender, flow.commodity), ledgers.numbers)
    links = np.flatnonzero(given & (best >= 0))
    cited = np.append(now.source.title, "")[now.flow_amount.source[told.row[best[links]]]]
    columns = (links, flow.sender[links], flow.commodity[links], told.value[best[links]], cited)
    found: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for link, sender, commodity, value, title in zip(*(column.tolist() for column in columns), strict=True):
        found[sender, commodity].append(Figure(value, (str(title),) if title else (), (("flow", link),)))
    sent: dict[int, dict[int, Figure]] = defaultdict(dict)
    for (sender, commodity), carried in found.items():
        if (total := add_figures(carried)) is not None:
            sent[sender][commodity] = total
    return sent


def _goods(now: Snapshot) -> dict[int, Figure]:
    """What each firm makes and uses in tonnes."""
    found: dict[int, list[tuple[str, Figure]]] = defaultdict(list)
    for item in GOODS_ITEMS:
        for (firm, _), told in best_statistics(now, item).items():
            if told.unit == "t" and not np.isnan(told.value):
                found[firm].append((item, _figure(now, "statistic", told.row, told.value)))
    return {firm: figure for firm, figures in found.items() if (figure := goods_in_all(figures))}
