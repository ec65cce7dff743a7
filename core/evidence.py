"""How findings name what they rest on: references to rows, titles of sources, lists of names, grouped sentences."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain, repeat
from operator import attrgetter

import numpy as np

from core.columns import Integers, Words
from core.figures import Figures
from core.findings import Ref
from core.snapshot import Snapshot
from core.text import Quantity, Text

Name = str | Text
NAMES_SHOWN = 4
_MANY = 4  # of so many rows one, then the references of all are kept
UNITS_FIRST = ("t", "m3", "GJ")  # the order in which sums of unlike units are told


@dataclass(frozen=True, slots=True)
class UnitSum:
    """What is known of amounts in one unit, and how many of them are unknown or known only in part."""

    unit: str
    known: float
    incomplete: int

    @property
    def told(self) -> Quantity | Text:
        """The amount as a sentence names it: 'at least' where a part is unknown, unknown where all is."""
        if not self.incomplete:
            return Quantity(self.known, self.unit)
        return Text("at least {amount}", {"amount": Quantity(self.known, self.unit)}) if self.known else Quantity(None)

    @property
    def whole(self) -> float | None:
        """The sum where every amount is known, else None."""
        return None if self.incomplete else self.known


def sum_units(amounts: Iterable[tuple[str, float, bool]]) -> list[UnitSum]:
    """Sums within one unit of (unit, known value or NaN, whether it is complete), tonnes first."""
    sums: dict[str, tuple[float, int]] = {}
    for unit, value, complete in amounts:
        known, incomplete = sums.get(unit, (0.0, 0))
        unknown = math.isnan(value)
        sums[unit] = (known + (0.0 if unknown else float(value)), incomplete + int(unknown or not complete))
    ranked = sorted(sums, key=unit_order)
    return [UnitSum(unit, *sums[unit]) for unit in ranked]


def sum_links(snapshot: Snapshot, chosen: Figures, links: Sequence[int]) -> list[UnitSum]:
    """What links carry within each unit, tonnes first; a figure that is known in part is incomplete."""
    rows = np.asarray(links, dtype=np.int64)
    goods, value = snapshot.flow.commodity[rows], chosen.value[rows]
    unknown = np.isnan(value)
    count = len(snapshot.commodity)
    known = np.bincount(goods, np.where(unknown, 0.0, value), count).tolist()
    missing = np.bincount(goods, unknown | chosen.partial[rows], count).tolist()
    sums: dict[str, tuple[float, int]] = {}
    for place in np.flatnonzero(np.bincount(goods, minlength=count)).tolist():
        unit = str(snapshot.commodity.base_unit[place])
        before = sums.get(unit, (0.0, 0))
        sums[unit] = before[0] + known[place], before[1] + int(missing[place])
    return [UnitSum(unit, *sums[unit]) for unit in sorted(sums, key=unit_order)]


def unit_order(unit: str) -> tuple[int, str]:
    """Where a unit stands among unlike ones, tonnes first."""
    return UNITS_FIRST.index(unit) if unit in UNITS_FIRST else len(UNITS_FIRST), unit


def tell_sums(sums: Sequence[UnitSum]) -> list[Quantity | Text]:
    """'120 t, at least 30 m3, 2 links of unknown amount'; the last are those of whose unit nothing is known."""
    parts = [one.told for one in sums if one.known or not one.incomplete]
    if unknown := sum(one.incomplete for one in sums if not one.known):
        parts.append(Text("{n} link of unknown amount", {"n": unknown}, plural="{n} links of unknown amount"))
    return parts


def ref(snapshot: Snapshot, table: str, row: int) -> Ref:
    """A reference to a row of a table; tables without names give ''."""
    rows = getattr(snapshot, table)
    name = rows.name[row] if hasattr(type(rows), "name") else ""
    return Ref(table, str(rows.uid[row]), str(name))


def refs(snapshot: Snapshot, table: str, rows: Iterable[int]) -> tuple[Ref, ...]:
    """References to several rows of a table, each once, in their order."""
    return tuple(row_refs(snapshot, table, list(dict.fromkeys(rows))))


def row_refs(snapshot: Snapshot, table: str, rows: Sequence[int] | Integers) -> list[Ref]:
    """References to rows of a table in their order; where many are asked for, those of all rows are kept."""
    told, chosen = getattr(snapshot, table), np.asarray(rows, dtype=np.int64)
    columns = (told.uid, told.name) if hasattr(told, "name") else (told.uid,)
    if len(chosen) * _MANY < len(told):
        return _refs(table, *(column[chosen] for column in columns))
    kept: list[Ref] = _kept_refs(table, tuple(map(_Column, columns)))[chosen].tolist()
    return kept


def _refs(table: str, uids: Words, names: Words | None = None) -> list[Ref]:
    return list(map(Ref, repeat(table), uids.tolist(), repeat("") if names is None else names.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """A column, the same for all tables that share it."""

    words: Words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Column) and other.words is self.words

    def __hash__(self) -> int:
        return id(self.words)


@lru_cache(maxsize=4)
def _kept_refs(table: str, columns: tuple[_Column, ...]) -> Words:
    found = np.empty(len(columns[0].words), dtype=object)
    found[:] = _refs(table, *(column.words for column in columns))
    return found


def united(groups: Iterable[tuple[Ref, ...]]) -> tuple[Ref, ...]:
    """The references of several groups, each once, in their order."""
    different: list[tuple[Ref, ...]] = []
    for group in groups:
        if group not in different:
            different.append(group)
    found = different[0] if len(different) == 1 else tuple(chain.from_iterable(different))
    alone = len(set(map(attrgetter("uid"), found))) == len(found)  # uids tell nearly all apart, and are hashed faster
    return found if alone else tuple(dict.fromkeys(found))


def link_ref(snapshot: Snapshot, row: int) -> Ref:
    """A reference to a link, named by its ends ('…' for the outside) and its commodity."""
    return link_refs(snapshot, [row])[0]


def link_refs(snapshot: Snapshot, rows: Sequence[int]) -> tuple[Ref, ...]:
    """References to many links, named as by `link_ref`."""
    flow = snapshot.flow
    chosen = np.asarray(rows, dtype=np.int64)
    senders, receivers = (
        np.where(ends >= 0, snapshot.actor.name[ends], "…") for ends in (flow.sender[chosen], flow.receiver[chosen])
    )
    goods = snapshot.commodity.name[flow.commodity[chosen]]
    told = zip(senders.tolist(), receivers.tolist(), goods.tolist(), strict=True)
    names = [f"{sender} → {receiver} ({commodity})" for sender, receiver, commodity in told]
    return tuple(map(Ref, repeat("flow"), flow.uid[chosen].tolist(), names))


def link_text(snapshot: Snapshot, row: int) -> Text:
    """A link as a sentence names it."""
    flow = snapshot.flow
    ends = {"sender": actor_name(snapshot, flow.sender[row]), "receiver": actor_name(snapshot, flow.receiver[row])}
    commodity = str(snapshot.commodity.name[flow.commodity[row]])
    return Text("{sender} → {receiver} ({commodity})", {**ends, "commodity": commodity})


def actor_name(snapshot: Snapshot, row: int) -> str | Text:
    """The name of an actor, or the word for the outside where the row is -1."""
    return str(snapshot.actor.name[row]) if row >= 0 else Text("outside")


def sources(snapshot: Snapshot, table: str, rows: Iterable[int]) -> str:
    """The titles of the sources of rows, each once, '' where none is told."""
    indices = np.asarray(list(rows), dtype=np.int64)
    cited = getattr(snapshot, table).source[indices]
    return "; ".join(str(snapshot.source.title[row]) for row in dict.fromkeys(cited.tolist()) if row >= 0)


def amount_sources(snapshot: Snapshot, links: Iterable[int]) -> str:
    """The titles of the sources of all statements about links; of the links themselves where there is none."""
    wanted = np.zeros(len(snapshot.flow), dtype=bool)
    wanted[list(links)] = True
    rows = np.flatnonzero(wanted[snapshot.flow_amount.flow])
    return sources(snapshot, "flow_amount", rows) or sources(snapshot, "flow", np.flatnonzero(wanted))


def join_sources(*titles: str) -> str:
    """Several lists of source titles as one, each title once."""
    return "; ".join(dict.fromkeys(part for text in titles for part in source_titles(text)))


def source_titles(joined: str) -> list[str]:
    """The titles of a list that `join_sources` made."""
    return [title for title in joined.split("; ") if title]


def enumerate_names(names: Sequence[Name], shown: int = NAMES_SHOWN, total: int = 0) -> Text | list[Name]:
    """'A, B, C and 3 more', at least one name; `total` says how many there are where only the first are given."""
    more = max(total, len(names)) - min(shown, len(names))
    if more > 0:
        return Text("{names} and {count} more", {"names": list(names[:shown]), "count": more})
    return list(names)


def clauses(parts: Sequence[Text]) -> Text:
    """Parts of one sentence that hold commas themselves; at least one."""
    return reduce(lambda first, second: Text("{first}; {second}", {"first": first, "second": second}), parts)


def sentences(*parts: Text | None) -> Text:
    """Whole sentences one after the other; None is left out."""
    told = [part for part in parts if part is not None]
    joined = told[0]
    for part in told[1:]:
        joined = Text("{first} {second}", {"first": joined, "second": part})
    return joined
