"""How wide a link is drawn: one function for the map and its legend, exact in proportion above a stated minimum."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

THINNEST = 0.35  # mm: the least that print and screen show; also what unknown amounts get
WIDEST = 4.2  # mm: more would hide the ground
_FEW_LINKS = 30  # with more links all lines get thinner, so that the ground stays visible
_OUTLIER = 30.0  # an amount this many times the next largest is drawn at the widest and told, not scaled to
_OUTLIERS_AMONG = 20  # at most one amount in so many, and at least one, may be an outlier


@dataclass(frozen=True, slots=True)
class Widths:
    """mm of width per unit of amount, for each unit; `top` is the amount that is drawn `widest` mm wide."""

    top: Mapping[str, float]
    widest: float = WIDEST

    def of(self, amount: Numbers, unit: npt.NDArray[np.object_]) -> Numbers:
        """Widths in mm of amounts (n,) in their units; unknown and 0 get the thinnest, excess the widest."""
        top = np.array([self.top.get(word, np.nan) for word in unit], dtype=np.float64)
        wide: Numbers = np.nan_to_num(amount / top * self.widest, nan=THINNEST).clip(THINNEST, self.widest)
        return wide

    def exceeds(self, amount: Numbers, unit: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        """Which amounts are larger than the scale of their unit can show."""
        top = np.array([self.top.get(word, np.nan) for word in unit], dtype=np.float64)
        beyond: npt.NDArray[np.bool_] = amount > top * (1 + 1e-9)
        return beyond

    def least(self, unit: str) -> float:
        """The amount below which links of a unit are drawn at the thinnest width."""
        return self.top[unit] * THINNEST / self.widest


def widths_for(amount: Numbers, unit: npt.NDArray[np.object_]) -> Widths:
    """The scale of each unit from the amounts (n,) of the drawn links: the largest that is no outlier is the widest."""
    top = {}
    for word in sorted(set(unit.tolist())):
        known = np.sort(amount[(unit == word) & (amount > 0)])
        if len(known):
            top[word] = _top(known)
    return Widths(top, WIDEST * min(1.0, (_FEW_LINKS / max(len(amount), 1)) ** 0.25))


def _top(ascending: Numbers) -> float:
    """The largest amount, passing over one or a few that lie more than `_OUTLIER` times above all others."""
    few = max(1, len(ascending) // _OUTLIERS_AMONG)
    for place in range(len(ascending) - 1, max(1, len(ascending) - 2 - few), -1):
        if ascending[place] <= _OUTLIER * ascending[place - 1]:
            return float(ascending[place])
    return float(ascending[-1])
