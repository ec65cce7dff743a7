"""What becomes of wastes and by-products: generated, used or disposed of in own works, taken by links, left over."""

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.catalogues import hazardous_wastes, table
from core.columns import Flags, Numbers
from core.figures import figures
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
    """The whereabouts of one waste of one firm in a year, in t; NaN is unknown.

    `own` is what the firm's own works used or disposed of, `linked` what running links are known to take, `declared`
    what the firm declared as used or disposed of by anybody; `left` is what nobody is known to take, unknown where the
    amount of one of its links (`open_links`) is; `stored` is what went into storage in the year. `own_told` says
    whether own use or disposal is recorded at all.
    """

    actor: int
    commodity: int
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
        return max(0.0, self.declared - self.own - self.linked)


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


def wastes(snapshot: Snapshot) -> list[Waste]:
    """Every waste whose generation a statistic tells, in a snapshot narrowed to a year; largest remainder first."""
    told = {item: best_statistics(snapshot, item) for item in (*_OWN, *_DECLARED, *_OLD_STOCK, _STORED)}
    links = links_by_sender(snapshot)
    chosen = figures(snapshot)
    amounts = np.where(chosen.partial, np.nan, chosen.value)  # a link with an unknown part is not known
    found = [
        _waste(key, statement, told, links[key], amounts)
        for key, statement in best_statistics(snapshot, "waste_generated").items()
        if key[1] >= 0
    ]
    return sorted(found, key=lambda waste: (np.isnan(waste.left), -waste.left))


def links_by_sender(snapshot: Snapshot) -> dict[Key, list[int]]:
    """Rows of links by their sender and commodity."""
    links: dict[Key, list[int]] = defaultdict(list)
    for row, key in enumerate(zip(snapshot.flow.sender.tolist(), snapshot.flow.commodity.tolist(), strict=True)):
        links[key].append(row)
    return links


def _waste(key: Key, generated: Statement, told: Told, links: list[int], amounts: Numbers) -> Waste:
    known = [row for row in links if not np.isnan(amounts[row])]
    open_links = tuple(row for row in links if np.isnan(amounts[row]))
    own = _sum(told, _OWN, key)
    linked = float(sum(amounts[row] for row in known))
    declared = _sum(told, _DECLARED, key) - _sum(told, _OLD_STOCK, key)
    left = max(0.0, generated.value - max(own + linked, declared))
    if np.isnan(generated.value) or (open_links and left > TOLERANCE * generated.value):
        left = np.nan
    stored = told[_STORED][key].value if key in told[_STORED] else np.nan
    rows = (generated.row, *(items[key].row for items in told.values() if key in items))
    own_told = any(key in told[item] for item in (*_OWN, *_DECLARED))
    return Waste(*key, generated.value, own, own_told, linked, declared, left, stored, tuple(links), open_links, rows)


def _sum(told: Told, items: tuple[str, ...], key: Key) -> float:
    """The sum of the known figures of several items; an item that nobody told adds nothing."""
    values = [told[item][key].value for item in items if key in told[item]]
    return float(sum(value for value in values if not np.isnan(value)))
