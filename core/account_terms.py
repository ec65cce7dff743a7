"""What accounts are made of: terms with their figure and rows, read from statistics first and from links else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from core.accounts import Term
from core.columns import Numbers
from core.evidence import link_refs, ref
from core.figures import figures
from core.findings import Ref
from core.snapshot import Snapshot
from core.statements import Key, Statement, best_statistics, rank

K = TypeVar("K")
ACCURACY = 0.01  # a difference below this share is within the accuracy of ledgers


@dataclass(frozen=True, slots=True)
class Item:
    """A term that an account may have: `phrase` words it with {amount}, `side` is "source" or "use"."""

    id: str
    title: str
    phrase: str
    side: str

    def term(self, entry: "Entry") -> Term:
        """The term with a figure."""
        return Term(self.id, self.title, self.side, entry.value, entry.rows)


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of account: its id, title, unit per year and the terms it may have."""

    id: str
    title: str
    unit: str
    items: tuple[Item, ...]

    def item(self, name: str) -> Item:
        """The term of this name."""
        return next(item for item in self.items if item.id == name)


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure in an account's unit, None where it is unknown, and the rows it rests on."""

    value: float | None
    rows: tuple[Ref, ...] = ()


UNSTATED = Entry(None)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What accounts about actors (or regions) read, of a snapshot narrowed to a year.

    `amounts` is the figure that counts per link, NaN unknown; `given` and `taken` are the links by sender and
    receiver, `stocks` the rows of `stock` by actor and commodity; a ledger about regions has none of these.
    """

    snapshot: Snapshot
    year: int | None
    about: str
    amounts: Numbers
    told: dict[str, dict[Key, Statement]]
    given: dict[int, list[int]]
    taken: dict[int, list[int]]
    stocks: dict[Key, list[int]]


def open_ledger(snapshot: Snapshot, year: int | None, about: str = "actor") -> Ledger:
    """The ledger of a narrowed snapshot; links belong to accounts of actors only."""
    items = dict.fromkeys(str(item) for item in snapshot.statistic.item)
    told = {item: best_statistics(snapshot, item, about) for item in items}
    chosen = figures(snapshot)
    amounts = np.where(chosen.partial, np.nan, chosen.value)  # a link with an unknown part is not known
    if about != "actor":
        return Ledger(snapshot, year, about, amounts, told, {}, {}, {})
    given, taken = rows_by(snapshot.flow.sender.tolist()), rows_by(snapshot.flow.receiver.tolist())
    stocks = rows_by(zip(snapshot.stock.actor.tolist(), snapshot.stock.commodity.tolist(), strict=True))
    return Ledger(snapshot, year, about, amounts, told, given, taken, stocks)


def rows_by(keys: Iterable[K]) -> dict[K, list[int]]:
    """The positions of each key, in their order."""
    rows: dict[K, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows[key].append(row)
    return dict(rows)


def stated(ledger: Ledger, item: str, holder: int, commodity: int = -1) -> Entry | None:
    """What is stated of an item about a holder and a commodity (-1: about the whole), None where nothing is."""
    statement = ledger.told.get(item, {}).get((holder, commodity))
    return _entry(ledger, [statement]) if statement else None


def stated_in_parts(ledger: Ledger, item: str, holder: int) -> Entry | None:
    """The stated total of an item, else the sum of its parts by commodity."""
    whole = stated(ledger, item, holder)
    parts = [told for (owner, _), told in ledger.told.get(item, {}).items() if owner == holder]
    return whole or (_entry(ledger, parts) if parts else None)


def _entry(ledger: Ledger, statements: list[Statement]) -> Entry:
    total = sum(statement.value for statement in statements)
    rows = tuple(ref(ledger.snapshot, "statistic", statement.row) for statement in statements)
    return Entry(None if np.isnan(total) else float(total), rows)


def stock_change(ledger: Ledger, key: Key) -> Entry | None:
    """Closing less opening stock of an actor's commodity in the year, None where no stock is recorded."""
    rows = ledger.stocks.get(key)
    if not rows:
        return None
    stock = ledger.snapshot.stock
    row = max(rows, key=lambda row: rank(ledger.snapshot, stock, row))
    change = float(stock.closing[row] - stock.opening[row])
    return Entry(None if np.isnan(change) else change, (ref(ledger.snapshot, "stock", row),))


def linked(ledger: Ledger, links: list[int], factor: float = 1.0) -> Entry | None:
    """The sum of links times `factor`: None where there is no link, unknown where one of them is."""
    if not links:
        return None
    total = float(ledger.amounts[links].sum()) * factor
    return Entry(None if np.isnan(total) else total, link_refs(ledger.snapshot, links))


def added(*entries: Entry | None) -> Entry | None:
    """The sum of the entries that there are: unknown where one of them is, None where there is none."""
    there = [entry for entry in entries if entry is not None]
    if not there:
        return None
    values = [entry.value for entry in there]
    rows = tuple(dict.fromkeys(row for entry in there for row in entry.rows))
    known = [value for value in values if value is not None]
    return Entry(sum(known) if len(known) == len(values) else None, rows)


def differs(one: float, other: float) -> bool:
    """Whether two figures about the same thing are further apart than ledgers are accurate."""
    return abs(one - other) > ACCURACY * max(abs(one), abs(other))


def chosen_links(ledger: Ledger, links: Iterable[int], *, media: set[str], kinds: set[str] | None = None) -> list[int]:
    """The links whose commodity belongs to the media and whose kind is one of `kinds` (any where None)."""
    flow, medium = ledger.snapshot.flow, ledger.snapshot.commodity.medium
    return [row for row in links if medium[flow.commodity[row]] in media and (kinds is None or flow.kind[row] in kinds)]
