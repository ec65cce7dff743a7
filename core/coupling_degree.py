"""Coupling coordination of two and more systems, by the corrected coupling degree.

Wang Shujia et al. (2021), J. Nat. Resour. 36(3), 793-810: the usual degree lies above 0.8 for three of four random
pairs and is often printed without its factor 2 or its root; corrected it spreads over 0 to 1. Both are given.
"""

from dataclasses import dataclass
from itertools import combinations
from math import ceil, isnan

import numpy as np

from core.columns import Numbers
from core.text import N_

LEAST_YEARS = 5  # below them entropy weights and grades mean nothing
SAME = 0.1  # systems nearer than this lag neither
GRADES = (
    N_("extreme imbalance"),
    N_("severe imbalance"),
    N_("moderate imbalance"),
    N_("slight imbalance"),
    N_("verge of imbalance"),
    N_("bare coordination"),
    N_("primary coordination"),
    N_("intermediate coordination"),
    N_("good coordination"),
    N_("superior coordination"),
)
STAGES = ((0.3, N_("low level")), (0.5, N_("antagonism")), (0.8, N_("running-in")), (1.0, N_("high level")))


@dataclass(frozen=True, slots=True)
class Coupling:
    """Coupling degree as usual and corrected, mean of the systems, coordination as usual and corrected (all 0-1)."""

    usual: float
    corrected: float
    mean: float
    usual_coordination: float
    coordination: float


def normalised(values: Numbers, worst: Numbers, best: Numbers) -> Numbers:
    """Values (years, indicators) between fixed benchmarks (indicators,), 0 at the worst and 1 at the best.

    Benchmarks that stay as years are added keep the years comparable; where less is better, the best is the smaller.
    """
    shares: Numbers = np.clip((values - worst) / (best - worst), 0.0, 1.0)
    return shares


def entropy_weights(shares: Numbers) -> Numbers:
    """Weights (indicators,) by how unevenly shares (years, indicators) lie over the years; equal below five years.

    0 ln 0 counts as 0, and an indicator that never changes has no weight, unless none changes.
    """
    years, indicators = shares.shape
    equal = np.full(indicators, 1 / indicators)
    if years < LEAST_YEARS:
        return equal
    sums = shares.sum(axis=0)
    part = np.where(sums > 0, shares / np.where(sums > 0, sums, 1.0), 1 / years)
    logs = np.log(part, out=np.zeros_like(part), where=part > 0)
    spread = 1 + (part * logs).sum(axis=0) / np.log(years)
    spread = np.where(spread > 1e-12, spread, 0.0)
    return spread / spread.sum() if spread.sum() > 0 else equal


def coupled(systems: tuple[float, ...]) -> Coupling:
    """The degrees of systems of 0 to 1 each, which count alike; all 0 where none has anything."""
    count, mean, largest = len(systems), float(np.mean(systems)), max(systems)
    if mean <= 1e-300:
        return Coupling(0.0, 0.0, 0.0, 0.0, 0.0)
    usual = float(np.prod(systems)) ** (1 / count) / mean
    pairs = [abs(one - other) for one, other in combinations(systems, 2)]
    apart = 1 - float(np.mean(pairs))
    corrected = (apart * float(np.prod([one / largest for one in systems])) ** (1 / (count - 1))) ** 0.5
    return Coupling(usual, corrected, mean, (usual * mean) ** 0.5, (corrected * mean) ** 0.5)


def grade(coordination: float) -> str:
    """The grade of a coordination of 0 to 1; intervals hold their upper bound, as they are printed."""
    return GRADES[max(0, ceil(10 * coordination - 1e-9) - 1)]


def stage(coupling: float) -> str:
    """The stage of a coupling degree of 0 to 1."""
    return next(title for bound, title in STAGES if coupling <= bound + 1e-12)


def lag(first: float, second: float) -> int:
    """Which of two systems lags: 0 the first, 1 the second, -1 neither; -1 too where one is unknown."""
    if isnan(first) or isnan(second) or abs(first - second) < SAME:
        return -1
    return 0 if first < second else 1
