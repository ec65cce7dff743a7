"""How wide a link is drawn: one function for the map and its legend, exact by its law above a stated minimum.

Laws are names of `core.width_laws.WIDTH_LAWS`: in proportion to the amount, by its square root, or in four classes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.width_laws import CLASSES, LINEAR, ROOT
from gis.amounts import round_below

Numbers = npt.NDArray[np.float64]

THINNEST = 0.35  # mm: the least that print and screen show; also what unknown amounts get
WIDEST = 4.2  # mm: more would hide the ground
_FULL_PAPER = 60_000.0  # mm2 on which lines get their full width, about the map of an A3 page
_LEAST_SHARE = 0.5  # of their width on small papers
_FEW_AMOUNTS = 3  # a unit with fewer amounts has no largest one worth the widest line
_FEW_LINKS = 30  # with more links all lines get thinner, so that the ground stays visible
_OUTLIER = 30.0  # an amount this many times the next largest is drawn at the widest and told, not scaled to
_OUTLIERS_AMONG = 20  # at most one amount in so many, and at least one, may be an outlier
# Classes from the largest: the share of the largest amount from which each begins, and its share of the widest line.
_CLASSES = ((1 / 3, 1.0), (1 / 10, 0.6), (1 / 30, 0.33))


@dataclass(frozen=True, slots=True)
class Widths:
    """mm of width per unit of amount, for each unit; `top` is the amount that is drawn as wide as its unit gets.

    That is `widest` mm, half of it for units with `few` amounts, so that one lone figure does not lead the picture.
    """

    top: Mapping[str, float]
    widest: float = WIDEST
    few: frozenset[str] = frozenset()
    law: str = LINEAR

    def of(self, amount: Numbers, unit: npt.NDArray[np.object_]) -> Numbers:
        """Widths in mm of amounts (n,) in their units; unknown and 0 get the thinnest, excess the widest."""
        top = np.array([self.top.get(word, np.nan) for word in unit], dtype=np.float64)
        limit = np.array([self.limit(word) for word in unit], dtype=np.float64)
        if self.law == CLASSES:
            return self._classed(amount, unit, limit)
        share = amount / top
        wide: Numbers = np.nan_to_num((np.sqrt(share.clip(0.0)) if self.law == ROOT else share) * limit, nan=THINNEST)
        drawn: Numbers = wide.clip(THINNEST, limit.clip(min=THINNEST))
        return drawn

    def share(self, amount: Numbers, unit: npt.NDArray[np.object_]) -> Numbers:
        """Amounts (n,) as shares of the one that is drawn widest in their unit; unknown ones as 0."""
        top = np.array([self.top.get(word, np.nan) for word in unit], dtype=np.float64)
        share: Numbers = np.nan_to_num(amount / top)
        return share

    def _classed(self, amount: Numbers, unit: npt.NDArray[np.object_], limit: Numbers) -> Numbers:
        wide = np.full(len(amount), THINNEST)
        for word in self.top:
            for floor, width in reversed(self.classes(word)):
                wide[(unit == word) & (amount >= floor * (1 - 1e-9))] = width
        drawn: Numbers = np.minimum(wide, limit.clip(min=THINNEST))
        return drawn

    def classes(self, unit: str) -> list[tuple[float, float]]:
        """The round amounts from which the classes of a unit begin with their widths in mm, the largest first."""
        limit = self.limit(unit)
        return [(round_below(self.top[unit] * share), max(wide * limit, THINNEST)) for share, wide in _CLASSES]

    def limit(self, unit: str) -> float:
        """The mm that the widest line of a unit has."""
        return self.widest / 2 if unit in self.few else self.widest

    def exceeds(self, amount: Numbers, unit: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        """Which amounts are larger than the scale of their unit can show."""
        top = np.array([self.top.get(word, np.nan) for word in unit], dtype=np.float64)
        beyond: npt.NDArray[np.bool_] = amount > top * (1 + 1e-9)
        return beyond

    def least(self, unit: str) -> float:
        """The amount below which links of a unit are drawn at the thinnest width."""
        if self.law == CLASSES:
            return self.classes(unit)[-1][0]
        share = min(THINNEST / self.limit(unit), 1.0)
        return self.top[unit] * (share**2 if self.law == ROOT else share)


def widths_for(
    amount: Numbers,
    unit: npt.NDArray[np.object_],
    paper: float = _FULL_PAPER,
    law: str = LINEAR,
    most: int | None = None,
) -> Widths:
    """The scale of each unit from the amounts (n,) of the links: the largest that is no outlier is the widest.

    Lines get thinner among many, and on a small `paper` (mm2); of the links at `most` so many are drawn.
    """
    top, few = {}, set()
    for word in sorted(set(unit.tolist())):
        known = np.sort(amount[(unit == word) & (amount > 0)])
        if len(known):
            top[word] = _top(known)
            few |= {word} if len(known) < _FEW_AMOUNTS else set()
    drawn = len(amount) if most is None else min(len(amount), most)
    share = min(1.0, (_FEW_LINKS / max(drawn, 1)) ** 0.25)
    return Widths(top, WIDEST * share * _room(paper), frozenset(few), law)


def moved_to(widths: Widths, before: float, paper: float) -> Widths:
    """The scale of the same links on another `paper` than `before`, both in mm2."""
    return replace(widths, widest=widths.widest * _room(paper) / _room(before))


def _room(paper: float) -> float:
    """The share of their width that lines get on a paper of so many mm2."""
    return min(1.0, max(math.sqrt(paper / _FULL_PAPER), _LEAST_SHARE))


def _top(ascending: Numbers) -> float:
    """The largest amount, passing over one or a few that lie more than `_OUTLIER` times above all others."""
    few = max(1, len(ascending) // _OUTLIERS_AMONG)
    for place in range(len(ascending) - 1, max(1, len(ascending) - 2 - few), -1):
        if ascending[place] <= _OUTLIER * ascending[place - 1]:
            return float(ascending[place])
    return float(ascending[-1])
