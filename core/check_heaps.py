"""Heaps that grow year on year, and storage that will be full: over all years of the project."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.columns import Flags
from core.evidence import ref, refs, sentences, sources
from core.findings import Finding, Inquiry, check
from core.snapshot import Snapshot
from core.statements import Key, rank
from core.text import N_, Quantity, Text

HEAP = "gap.growing_heap"
GROWTH = 0.2  # of the first stock told: smaller growth is within the ups and downs of a store
SOON = 365.0  # days


@dataclass(frozen=True, slots=True)
class Heap:
    """The known end-of-year stocks of one commodity at one actor, by year; `before` is what lay there one year earlier.

    `capacity` is the storage capacity told last, NaN unknown; `rows` are the rows of `stock`.
    """

    key: Key
    stocks: dict[int, float]
    capacity: float
    rows: tuple[int, ...]

    @property
    def yearly(self) -> float:
        """Growth in the last year told; NaN where the year before is not known."""
        last = max(self.stocks)
        return self.stocks[last] - self.stocks.get(last - 1, np.nan)

    @property
    def days_to_full(self) -> float:
        """Days from the end of the last year until the storage is full at its rate; NaN unknown, inf never, 0 full."""
        room = self.capacity - self.stocks[max(self.stocks)]
        if room <= 0:
            return 0.0
        return 365 * room / self.yearly if self.yearly > 0 else np.inf * room


@check(HEAP, N_("Growing heap"))
def find_growing(inquiry: Inquiry) -> Iterable[Finding]:
    """Stocks that grew in every year told, by a fifth in all, or whose storage is full or will be within a year.

    Where the last figure is more than a year old only the present stock is asked for.
    """
    for heap in heaps(inquiry.whole, inquiry.year):
        years = sorted(heap.stocks)
        stocks = [heap.stocks[at] for at in years]
        rising = all(later > earlier for earlier, later in pairwise(stocks))
        grew = rising and stocks[-1] > (1 + GROWTH) * stocks[0]
        if stocks[-1] > 0 and (grew or heap.days_to_full <= SOON):
            yield _finding(inquiry, heap, years)


def heaps(whole: Snapshot, year: int | None) -> list[Heap]:
    """Heaps up to a year with at least one known stock.

    Of several statements about a year the newest that tells a stock counts, and of those that tell its storage
    capacity the newest of them, since a paper may tell the one without the other.
    """
    stock = whole.stock
    stored = ~np.isnan(stock.closing) | ~np.isnan(stock.opening)
    stocks, rooms = _newest(whole, year, stored), _newest(whole, year, ~np.isnan(stock.storage_capacity))
    return [_heap(whole, key, rows, rooms.get(key, {})) for key, rows in stocks.items()]


def _newest(whole: Snapshot, year: int | None, told: Flags) -> dict[Key, dict[int, int]]:
    """By actor and commodity the row of each year that goes before the others among those that tell something."""
    stock, found = whole.stock, defaultdict[Key, dict[int, int]](dict)
    for row in np.flatnonzero(told & ~np.isnan(stock.year)).tolist():
        if year is not None and stock.year[row] > year:
            continue
        key, at = (int(stock.actor[row]), int(stock.commodity[row])), int(stock.year[row])
        if at not in found[key] or rank(whole, stock, row) > rank(whole, stock, found[key][at]):
            found[key][at] = row
    return {key: rows for key, rows in found.items() if rows}


def _heap(whole: Snapshot, key: Key, rows: dict[int, int], rooms: dict[int, int]) -> Heap:
    """Closing stocks by year; an opening stock stands for the close of the year before where that is not told."""
    stock = whole.stock
    stocks = {at - 1: float(stock.opening[row]) for at, row in rows.items()}
    stocks |= {at: float(stock.closing[row]) for at, row in rows.items() if not np.isnan(stock.closing[row])}
    capacity = float(stock.storage_capacity[rooms[max(rooms)]]) if rooms else np.nan
    named = [*(rows[at] for at in sorted(rows)), *(rooms[at] for at in sorted(rooms)[-1:])]
    known = {at: value for at, value in stocks.items() if not np.isnan(value)}
    return Heap(key, known, capacity, tuple(dict.fromkeys(named)))


def _finding(inquiry: Inquiry, heap: Heap, years: list[int]) -> Finding:
    whole = inquiry.whole
    actor, commodity = heap.key
    old = inquiry.year is not None and years[-1] < inquiry.year - 1
    severity = 1 if old else 3 if heap.days_to_full <= SOON else 2
    ahead = _last_told(years[-1]) if old else _storage(whole, heap)
    return Finding(
        rule=HEAP,
        layer="network",
        severity=severity,
        subject=ref(whole, "actor", actor),
        sentence=sentences(_growth(whole, heap, years), ahead),
        step=_step(old),
        amount=heap.stocks[years[-1]],
        unit=str(whole.commodity.base_unit[commodity]),
        matter=str(whole.commodity.name[commodity]),
        year=inquiry.year,
        evidence=refs(whole, "stock", heap.rows),
        source=sources(whole, "stock", heap.rows),
    )


def _step(old: bool) -> Text:
    if old:
        return Text("Ask the firm for the present stock and its storage capacity.")
    return Text("Agree on a way out for this material before the storage is full, and check the heap on site.")


def _last_told(year: int) -> Text:
    return Text("The stock was last told for {year}; ask for the present stock.", {"year": str(year)})


def _growth(whole: Snapshot, heap: Heap, years: list[int]) -> Text:
    unit = str(whole.commodity.base_unit[heap.key[1]])
    values = {
        "firm": whole.actor.name[heap.key[0]],
        "material": whole.commodity.name[heap.key[1]],
        "first": Quantity(heap.stocks[years[0]], unit),
        "last": Quantity(heap.stocks[years[-1]], unit),
        "from_year": str(years[0]),
        "to_year": str(years[-1]),
    }
    if len(years) == 1:
        return Text("{last} of {material} lay at {firm} at the end of {to_year}.", values)
    return Text(
        "The heap of {material} at {firm} went from {first} (end of {from_year}) to {last} (end of {to_year}).", values
    )


def _storage(whole: Snapshot, heap: Heap) -> Text:
    values = {"capacity": Quantity(heap.capacity, str(whole.commodity.base_unit[heap.key[1]]))}
    days = heap.days_to_full
    if np.isnan(days):
        return Text("Its storage capacity is not recorded.")
    if days <= 0:
        return Text("Its storage of {capacity} is full.", values)
    if np.isinf(days):
        return Text("Its storage holds {capacity}.", values)
    return Text(
        "At the last year's rate its storage of {capacity} is full in {n} day.",
        {**values, "n": round(days)},
        plural="At the last year's rate its storage of {capacity} is full in {n} days.",
    )
