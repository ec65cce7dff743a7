"""How the bundles of a level look: their widths in mm, the widest first, and the boxes by which a view finds them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers
from core.width_laws import CLASSES, LINEAR, ROOT
from gis.pyramid import Level
from gis.widths import THINNEST, Widths

Boxes = npt.NDArray[np.float32]  # (4, n) left, low, right, high in metres from the level's corner

WIDEST = 2.2  # mm among thousands of lines
_TOP_SHARE = 0.004  # of a unit's bundles are drawn no wider than the widest, since few are far above all others
_TOP_LEAST = 5
BOW = 0.16  # how far a curve bows out, as a share of its length


@dataclass(frozen=True, slots=True)
class Kind:
    """Links that may be added: their class of colour, unit, '' or 'proposed', and whether they carry no matter."""

    group: str
    unit: str
    state: str
    service: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Dressed:
    """The bundles of a level from large to small: `order` (n,) their rows, `width` in mm and `boxes` in that order.

    `corner` is the place in metres from which boxes count; `alone` tells the links within one group of several firms;
    `links` (n,) counts those of each bundle.
    """

    order: Integers
    width: Numbers
    boxes: Boxes
    corner: npt.NDArray[np.float64]
    alone: Flags
    links: Integers
    widths: Widths


def dressed(level: Level, kinds: tuple[Kind, ...], law: str = LINEAR) -> Dressed:
    """Widths, by a law of `core.width_laws`, and boxes of a level's bundles."""
    bundles = level.bundles
    tops, size = _sizes(bundles.amount, bundles.kind, kinds)
    order = np.argsort(-size, kind="stable")
    widths = Widths(tops, WIDEST, law=law)
    width = _lawful(size[order], bundles.amount[order], bundles.kind[order], (kinds, widths))
    corner = level.centre.min(axis=0) if len(level.centre) else np.zeros(2)
    start, end = (level.centre[ends[order]] - corner for ends in (bundles.sender, bundles.receiver))
    bow = BOW / 2 * np.hypot(*(end - start).T)[:, None]
    low, high = np.minimum(start, end) - bow, np.maximum(start, end) + bow
    alone = (bundles.sender == bundles.receiver) & (level.firms[bundles.sender] > 1)
    boxes = np.vstack([low.T, high.T]).astype(np.float32)
    return Dressed(order, width, boxes, corner, alone[order], bundles.links[order], widths)


def _sizes(amount: Numbers, kind: Integers, kinds: tuple[Kind, ...]) -> tuple[dict[str, float], Numbers]:
    """The amount of each unit drawn widest, and each of the bundles (n,) as a share of it, 0 if unknown."""
    size = np.zeros(len(amount))
    tops: dict[str, float] = {}
    for unit in sorted({told.unit for told in kinds if not told.service}):
        codes = [code for code, told in enumerate(kinds) if told.unit == unit and not told.service]
        here = np.flatnonzero(np.isin(kind, codes) & (amount > 0))
        if len(here):
            tops[unit] = _top(amount[here])
            size[here] = amount[here] / tops[unit]
    return tops, size


def _lawful(size: Numbers, amount: Numbers, kind: Integers, scale: tuple[tuple[Kind, ...], Widths]) -> Numbers:
    """Widths (n,) in mm of bundles of a `size`, the share of what is drawn widest."""
    kinds, widths = scale
    if widths.law != CLASSES:
        return np.asarray(((np.sqrt(size) if widths.law == ROOT else size) * WIDEST).clip(THINNEST, WIDEST))
    width = np.full(len(size), THINNEST)
    for unit in widths.top:
        here = np.isin(kind, [code for code, told in enumerate(kinds) if told.unit == unit and not told.service])
        for floor, wide in reversed(widths.classes(unit)):
            width[here & (amount >= floor * (1 - 1e-9))] = wide
    return width


def _top(amount: Numbers) -> float:
    """The amount that is drawn widest: that of a small rank, so that a few giants do not thin out all others."""
    rank = min(max(_TOP_LEAST, int(len(amount) * _TOP_SHARE)), len(amount)) - 1
    return float(-np.partition(-amount, rank)[rank])


def touching(style: Dressed, low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]) -> Flags:
    """Which bundles (n,), in the order of the style, may be seen in a window of metres from `low` to `high`."""
    left, bottom = (low - style.corner).astype(np.float32)
    right, top = (high - style.corner).astype(np.float32)
    west, south, east, north = style.boxes
    seen = (east >= left) & (west <= right)
    seen &= (north >= bottom) & (south <= top)
    return np.asarray(seen, dtype=np.bool_)
