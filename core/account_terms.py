"""What accounts are made of: terms with their figure and rows, read from statistics first and from links else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from core.account_units import conversion, is_metered
from core.accounts import Term
from core.columns import Numbers
from core.evidence import link_refs, ref
from core.findings import Ref
from core.snapshot import Snapshot
from core.statements import ACCURACY, Key, Statement, every_statistic, rank
from core.steps import pause

K = TypeVar("K")


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
    """A figure in an account's unit, None where it is unknown, and the rows it rests on.

    `unlike` names the figures that cannot be told in the account's unit; then the value is unknown.
    """

    value: float | None
    rows: tuple[Ref, ...] = ()
    unlike: tuple[str, ...] = ()


UNSTATED = Entry(None)


@dataclass(frozen=True, slots=True)
class Basis:
    """What accounts about actors (or regions) read, of a snapshot narrowed to a year.

    `amounts` is the figure that counts per link, NaN where it is not wholly known; `told` are the statistics by item;
    `given` and `taken` are the links by sender and receiver, `stocks` the rows of `stock` by actor and commodity; a
    basis about regions has none of these three. `entries` are the statistics that were asked for, by item and unit,
    `grouped` by item and holder.
    """

    snapshot: Snapshot
    year: int | None
    about: str
    amounts: Numbers
    told: dict[str, dict[Key, Statement]]
    given: dict[int, list[int]]
    taken: dict[int, list[int]]
    stocks: dict[Key, list[int]]
    entries: dict[tuple[str, str], dict[Key, Entry]] = field(default_factory=dict, compare=False, repr=False)
    grouped: dict[str, dict[int, list[Statement]]] = field(default_factory=dict, compare=False, repr=False)


def read_basis(snapshot: Snapshot, year: int | None, amounts: Numbers, about: str = "actor") -> Basis:
    """The basis of a narrowed snapshot with the amounts of its links; links belong to accounts of actors only."""
    told = every_statistic(snapshot, about)
    if about != "actor":
        return Basis(snapshot, year, about, amounts, told, {}, {}, {})
    given, taken = rows_by(snapshot.flow.sender.tolist()), rows_by(snapshot.flow.receiver.tolist())
    stocks = rows_by(zip(snapshot.stock.actor.tolist(), snapshot.stock.commodity.tolist(), strict=True))
    return Basis(snapshot, year, about, amounts, told, given, taken, stocks)


def rows_by(keys: Iterable[K]) -> dict[K, list[int]]:
    """The positions of each key, in their order."""
    rows: dict[K, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows[key].append(row)
    return dict(rows)


def stated_unit(basis: Basis, items: Iterable[str], key: Key, usual: str) -> str:
    """The unit in which the first of the items is stated about a holder and a commodity, `usual` where none says."""
    statements = (basis.told.get(item, {}).get(key) for item in items)
    return next((statement.unit for statement in statements if statement and statement.unit), usual)


def stated(basis: Basis, item: str, key: Key, unit: str) -> Entry | None:
    """What is stated of an item about a holder and a commodity (-1: the whole) in `unit`, None where nothing is."""
    return _entries(basis, item, unit).get(key) if item in basis.told else None


def all_stated(basis: Basis, item: str, unit: str) -> dict[int, Entry]:
    """What `stated_in_parts` has of an item, of every holder that states it."""
    holders = dict.fromkeys(holder for holder, _ in basis.told.get(item, {}))
    return {holder: stated_in_parts(basis, item, holder, unit) or UNSTATED for holder in holders}


def stated_in_parts(basis: Basis, item: str, holder: int, unit: str) -> Entry | None:
    """The stated total of an item in `unit`, else the sum of its parts by commodity."""
    if item not in basis.told:
        return None
    entries = _entries(basis, item, unit)
    whole = entries.get((holder, -1))
    if whole is not None or not (parts := parts_of(basis, item, holder)):
        return whole
    commodities = basis.snapshot.statistic.commodity[[part.row for part in parts]]
    return added(*(entries[holder, commodity] for commodity in commodities.tolist()))


def parts_of(basis: Basis, item: str, holder: int) -> list[Statement]:
    """The statements of an item by a holder: of the whole and of commodities."""
    known = basis.grouped.get(item)
    if known is None:
        told: dict[int, list[Statement]] = defaultdict(list)
        for (one, _), statement in basis.told.get(item, {}).items():
            told[one].append(statement)
        known = basis.grouped[item] = dict(told)
    return known.get(holder, [])


def _entries(basis: Basis, item: str, unit: str) -> dict[Key, Entry]:
    """What is stated of an item by holder and commodity, in `unit`; worked out at the first question."""
    known = basis.entries.get((item, unit))
    if known is None:
        known = basis.entries[item, unit] = dict(_stated_in(basis, basis.told[item], unit))
    return known


def _stated_in(basis: Basis, told: dict[Key, Statement], unit: str) -> Iterator[tuple[Key, Entry]]:
    statistic, rows = basis.snapshot.statistic, [statement.row for statement in told.values()]
    columns = (column[rows].tolist() for column in (statistic.uid, statistic.unit_entered, statistic.value_entered))
    ways: dict[tuple[int, str, str], _Way] = {}
    for (key, statement), uid, entered, metered in zip(told.items(), *columns, strict=True):
        pause()
        alike = key[1], statement.unit or unit, entered
        if alike not in ways:
            ways[alike] = _way(basis.snapshot, *alike, unit)
        way = ways[alike]
        value = np.nan if way.factor is None else way.factor * (metered if way.metered else statement.value)
        yield key, Entry(None if value != value else value, (Ref("statistic", uid),), way.unlike)


@dataclass(frozen=True, slots=True)
class _Way:
    """How figures come to stand in another unit: as entered by the meter or as kept, times a factor, or not at all."""

    metered: bool
    factor: float | None
    unlike: tuple[str, ...]


def _way(snapshot: Snapshot, commodity: int, own: str, entered: str, unit: str) -> _Way:
    metered = is_metered(snapshot, commodity, own, entered)
    told = entered if metered else own
    factor = conversion(snapshot, commodity, told, unit)
    return _Way(metered, factor, (_unlike(snapshot, commodity, told),) if factor is None else ())


def _unlike(snapshot: Snapshot, commodity: int, unit: str) -> str:
    """The name of a figure that cannot be told in an account's unit."""
    name = str(snapshot.commodity.name[commodity]) if commodity >= 0 else ""
    return f"{name} ({unit})" if name else unit


def _converted(basis: Basis, told: Iterable[tuple[int, str, float]], unit: str, rows: tuple[Ref, ...]) -> Entry:
    """The sum of figures, each of a commodity, a unit and a value, in one unit."""
    total, unlike = 0.0, []
    for commodity, own, value in told:
        factor = conversion(basis.snapshot, commodity, own, unit)
        if factor is None:
            unlike.append(_unlike(basis.snapshot, commodity, own))
        else:
            total += factor * value
    known = not unlike and not np.isnan(total)
    return Entry(total if known else None, rows, tuple(dict.fromkeys(unlike)))


def stock_change(basis: Basis, key: Key, unit: str) -> Entry | None:
    """Closing less opening stock of an actor's commodity in the year in `unit`, None where no stock is recorded."""
    rows = basis.stocks.get(key)
    if not rows:
        return None
    stock, commodity = basis.snapshot.stock, key[1]
    row = max(rows, key=lambda row: rank(basis.snapshot, stock, row))
    own = str(basis.snapshot.commodity.base_unit[commodity]) or unit
    change = float(stock.closing[row] - stock.opening[row])
    return _converted(basis, [(commodity, own, change)], unit, (ref(basis.snapshot, "stock", row),))


def linked(basis: Basis, links: list[int], unit: str) -> Entry | None:
    """The sum of links in `unit`: None where there is no link, unknown where one of them is."""
    if not links:
        return None
    commodity = basis.snapshot.flow.commodity[links]
    units = [str(own) or unit for own in basis.snapshot.commodity.base_unit[commodity]]
    told = zip(commodity.tolist(), units, basis.amounts[links].tolist(), strict=True)
    return _converted(basis, told, unit, link_refs(basis.snapshot, links))


def added(*entries: Entry | None) -> Entry | None:
    """The sum of the entries that there are: unknown where one of them is, None where there is none."""
    there = [entry for entry in entries if entry is not None]
    if not there:
        return None
    values = [entry.value for entry in there]
    rows = tuple(row for entry in there for row in entry.rows)
    unlike = tuple(dict.fromkeys(name for entry in there for name in entry.unlike))
    known = [value for value in values if value is not None]
    return Entry(sum(known) if len(known) == len(values) else None, rows, unlike)


def differs(one: float, other: float) -> bool:
    """Whether two figures about the same thing are further apart than ledgers are accurate."""
    return abs(one - other) > ACCURACY * max(abs(one), abs(other))


def chosen_links(basis: Basis, links: Sequence[int], *, media: set[str], kinds: set[str] | None = None) -> list[int]:
    """The links whose commodity belongs to the media and whose kind is one of `kinds` (any where None)."""
    if not links:
        return []
    flow, medium = basis.snapshot.flow, basis.snapshot.commodity.medium
    return [row for row in links if medium[flow.commodity[row]] in media and (kinds is None or flow.kind[row] in kinds)]
