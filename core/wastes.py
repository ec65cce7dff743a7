"""What becomes of wastes and by-products: generated, used or disposed of in own works, taken by links, left over."""

import math
import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.catalogues import hazardous_wastes, table
from core.columns import Flags, Integers
from core.figures import Figures, figures
from core.snapshot import Snapshot
from core.statements import Key, Statement, best_statistics
from core.steps import pause

Told = dict[str, dict[Key, Statement]]  # the statistics that count, by item, actor and commodity

WASTE_KINDS = ("waste", "by-product")
TOLERANCE = 0.01  # a remainder below this share of what was generated is within the accuracy of ledgers
_CODE = re.compile(r"\d{3}-?\d{3}-?(\d{2})")
_HAZARD_LETTERS = re.compile(r"(T|C|I|R|In)([/,](T|C|I|R|In))*")
_OWN = ("waste_used_own", "waste_disposed_own")
_DECLARED = ("waste_used", "waste_disposed")
_STORED = "waste_stored"
_OLD_STOCK = ("waste_used_old_stock", "waste_disposed_old_stock")


@dataclass(frozen=True, slots=True)
class Waste:
    """The whereabouts of one waste of one firm in a year, in `unit`, the unit its generation is stated in; NaN unknown.

    `own` is what the firm's own works used or disposed of, `linked` what running links to others are known to take,
    `declared` what the firm declared as used or disposed of by anybody; `left` is what nobody is known to take, unknown
    where a figure that was told, or the amount of one of its links (`open_links`), is unknown or in another unit;
    `stored` is what went into storage in the year. `own_told` says whether own use or disposal is recorded at all.
    """

    actor: int
    commodity: int
    unit: str
    generated: float
    own: float
    own_told: bool
    linked: float
    declared: float
    left: float
    stored: float
    links: tuple[int, ...]
    open_links: tuple[int, ...]
    statistics: tuple[int, ...]

    @property
    def unnamed(self) -> float:
        """What is declared as used or disposed of beyond own works and links: its receiver is not named."""
        return self.declared and float(np.maximum(0.0, self.declared - self.own - self.linked))


def hazardous(snapshot: Snapshot) -> Flags:
    """Which commodities are hazardous wastes: by a national code, a starred European one, or their recorded hazard."""
    commodity = snapshot.commodity
    return np.array([_hazardous(str(c), str(h)) for c, h in zip(commodity.code, commodity.hazard, strict=True)], bool)


def _hazardous(code: str, hazard: str) -> bool:
    plain = hazard.strip()
    words = table("tables/hazard_words.csv")[0]["words"].split("|")
    return (
        waste_category(code) != ""
        or code.strip().endswith("*")
        or _HAZARD_LETTERS.fullmatch(plain) is not None
        or any(word.casefold() in plain.casefold() for word in words)
    )


def waste_category(code: str) -> str:
    """The category (HW01 ... HW50) of a hazardous-waste code such as 900-041-49, '' for any other code."""
    plain = code.strip()
    known = hazardous_wastes().get(plain.replace("-", ""))
    if known:
        return known
    match = _CODE.fullmatch(plain)
    return f"HW{match[1]}" if match and 1 <= int(match[1]) <= 50 else ""


@dataclass(frozen=True, slots=True)
class ToldWastes:
    """What statistics alone tell of every waste that is generated, by actor and commodity, in the table's order.

    `alone` is the account without any link; `numbers` (n,) are the keys as single numbers, ascending.
    """

    generated: dict[Key, Statement]
    told: Told
    alone: dict[Key, Waste]
    numbers: Integers


def wastes(snapshot: Snapshot, chosen: Figures | None = None) -> list[Waste]:
    """Every waste whose generation a statistic tells, in a snapshot narrowed to a year; largest remainder first.

    `chosen` are the figures of the snapshot's links where they are known already.
    """
    return with_links(snapshot, told_wastes(snapshot), chosen or figures(snapshot))


def told_wastes(snapshot: Snapshot) -> ToldWastes:
    """What the statistics of a narrowed snapshot tell of wastes."""
    told = {item: best_statistics(snapshot, item) for item in (*_OWN, *_DECLARED, *_OLD_STOCK, _STORED)}
    generated = {key: one for key, one in best_statistics(snapshot, "waste_generated").items() if key[1] >= 0}
    alone = {key: _waste(key, _unit(snapshot, key, one), one, told, {}, []) for key, one in generated.items()}
    keys = np.array(list(generated), dtype=np.int64).reshape(-1, 2)
    return ToldWastes(generated, told, alone, np.sort(numbered_keys(snapshot, keys[:, 0], keys[:, 1])))


def numbered_keys(snapshot: Snapshot, actors: Integers, commodities: Integers) -> Integers:
    """One number for each actor and commodity (rows, -1 for none)."""
    return (actors + 1) * (len(snapshot.commodity) + 1) + commodities + 1


def _unit(snapshot: Snapshot, key: Key, generated: Statement) -> str:
    return generated.unit or str(snapshot.commodity.base_unit[key[1]])


def with_links(snapshot: Snapshot, stated: ToldWastes, chosen: Figures) -> list[Waste]:
    """What is told of wastes with the links that take them, largest remainder first."""
    flow, amounts = snapshot.flow, chosen.whole
    links: dict[Key, list[int]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(numbered_keys(snapshot, flow.sender, flow.commodity), stated.numbers)).tolist():
        links[int(flow.sender[row]), int(flow.commodity[row])].append(row)
    found = dict(stated.alone)
    for key, rows in links.items():
        generated = stated.generated[key]
        unit = _unit(snapshot, key, generated)
        same = unit == snapshot.commodity.base_unit[key[1]]
        taken = {row: float(amounts[row]) if same else np.nan for row in rows}
        own_links = [row for row in taken if flow.receiver[row] == key[0]]
        found[key] = _waste(key, unit, generated, stated.told, taken, own_links)
    return sorted(found.values(), key=lambda waste: (math.isnan(waste.left), -waste.left))


@dataclass(frozen=True, slots=True)
class _Sum:
    """The known part of several figures, whether one of them is unknown, and whether any was told."""

    known: float
    open: bool
    told: bool

    @property
    def whole(self) -> float:
        return np.nan if self.open else self.known


def _waste(
    key: Key, unit: str, generated: Statement, told: Told, taken: dict[int, float], own_links: list[int]
) -> Waste:
    """The account of one waste; `taken` are the amounts of its links, `own_links` those that lead back to the firm."""
    pause()
    own, declared, old = (_sum(told, items, key, unit) for items in (_OWN, _DECLARED, _OLD_STOCK))
    if not own.told:  # what a firm hands to itself is own use, where it tells nothing else about it
        own = _total([taken[row] for row in own_links])
    links = tuple(row for row in taken if row not in own_links)
    open_links = tuple(row for row in links if np.isnan(taken[row]))
    linked = _total([taken[row] for row in links]).known
    placed = max(own.known + linked, 0.0 if old.open else declared.known - old.known)
    left = max(0.0, generated.value - placed)
    unknown = own.open or declared.open or old.open or bool(open_links)
    if np.isnan(generated.value) or (unknown and left > TOLERANCE * generated.value):
        left = np.nan
    stored = _sum(told, (_STORED,), key, unit)
    rows = (generated.row, *(items[key].row for items in told.values() if key in items))
    kept = stored.whole if stored.told else np.nan
    own_told, placed_by_all = own.told or declared.told, declared.whole - old.whole
    told_of = (key[0], key[1], unit, generated.value)
    return Waste(*told_of, own.whole, own_told, linked, placed_by_all, left, kept, links, open_links, rows)


def _sum(told: Told, items: tuple[str, ...], key: Key, unit: str) -> _Sum:
    """The sum of several figures in a unit; what nobody told adds nothing, what is told in another unit is unknown."""
    stated = [told[item][key] for item in items if key in told[item]]
    return _total([one.value if one.unit in (unit, "") else np.nan for one in stated])


def _total(values: list[float]) -> _Sum:
    known = [value for value in values if not np.isnan(value)]
    return _Sum(float(sum(known)), len(known) < len(values), bool(values))
