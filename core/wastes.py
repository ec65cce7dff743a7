"""What becomes of wastes and by-products: generated, used or disposed of in own works, taken by links, left over."""

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.catalogues import hazardous_wastes, table
from core.columns import Flags
from core.figures import Figures, figures
from core.snapshot import Snapshot
from core.statements import Key, Statement, best_statistics

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


def wastes(snapshot: Snapshot, chosen: Figures | None = None) -> list[Waste]:
    """Every waste whose generation a statistic tells, in a snapshot narrowed to a year; largest remainder first.

    `chosen` are the figures of the snapshot's links where they are known already.
    """
    told = {item: best_statistics(snapshot, item) for item in (*_OWN, *_DECLARED, *_OLD_STOCK, _STORED)}
    links = links_by_sender(snapshot)
    amounts = (chosen or figures(snapshot)).whole
    found = []
    for key, generated in best_statistics(snapshot, "waste_generated").items():
        if key[1] >= 0:
            base = str(snapshot.commodity.base_unit[key[1]])
            unit = generated.unit or base
            taken = {row: float(amounts[row]) if unit == base else np.nan for row in links[key]}
            own_links = [row for row in taken if snapshot.flow.receiver[row] == key[0]]
            found.append(_waste(key, unit, generated, told, taken, own_links))
    return sorted(found, key=lambda waste: (np.isnan(waste.left), -waste.left))


def links_by_sender(snapshot: Snapshot) -> dict[Key, list[int]]:
    """Rows of links by their sender and commodity."""
    links: dict[Key, list[int]] = defaultdict(list)
    for row, key in enumerate(zip(snapshot.flow.sender.tolist(), snapshot.flow.commodity.tolist(), strict=True)):
        links[key].append(row)
    return links


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
