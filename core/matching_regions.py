"""Inside each region first, or all regions together: what exchange across their borders would close."""

from dataclasses import dataclass

import numpy as np

from core.check_decomposers import outermost_regions
from core.columns import Flags, Integers
from core.matching import Matching, match
from core.receivers import Acceptance
from core.snapshot import Snapshot
from core.steps import Step, quietly


@dataclass(frozen=True, slots=True)
class Pooling:
    """What closes per unit inside the regions and with all regions together; `across` is what then crosses a border."""

    inside: dict[str, float]
    pooled: dict[str, float]
    across: dict[str, float]

    def gain(self, unit: str) -> float:
        """What only exchange across borders closes."""
        return self.pooled.get(unit, 0.0) - self.inside.get(unit, 0.0)

    def virtual_share(self, unit: str) -> float:
        """The part of what is exchanged that crosses a border, NaN where nothing is."""
        whole = self.pooled.get(unit, 0.0)
        return self.across.get(unit, 0.0) / whole if whole else np.nan


def pool(known: Acceptance, together: Matching, regions: Integers, step: Step = quietly) -> Pooling:
    """The optimum inside regions (a number per actor) beside that of all `together`, on the same terms."""
    offers = together.offers
    apart = match(known, offers, together.terms, regions, step=step)
    crossing = np.array([regions[one.actor] != regions[offers[one.offer].actor] for one in together.candidates], bool)
    return Pooling(_sums(apart), _sums(together), _sums(together, crossing))


def _sums(found: Matching, chosen: Flags | None = None) -> dict[str, float]:
    sums: dict[str, float] = {}
    for place, (one, flow) in enumerate(zip(found.candidates, found.flow.tolist(), strict=True)):
        if flow and (chosen is None or chosen[place]):
            unit = found.offers[one.offer].unit
            sums[unit] = sums.get(unit, 0.0) + flow
    return sums


def regions_compared(now: Snapshot) -> Integers:
    """The region of each actor for the comparison: the outermost ones, or those just below where there is one alone.

    An actor in none of them stands for itself, with a number of its own below 0.
    """
    tops = [cycle[0] for cycle in outermost_regions(now.region)]
    if len(tops) == 1:
        below = [row for row in np.flatnonzero(now.region.parent == tops[0]).tolist() if row != tops[0]]
        tops = below or tops
    found = -1 - np.arange(len(now.actor), dtype=np.int64)
    for region in tops:
        found[now.members(region)] = region
    return found
