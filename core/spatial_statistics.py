"""Whether numbers at places gather: Getis-Ord Gi*, Moran's I of the whole and of each place, false discovery rate.

Getis & Ord (1992), Geogr. Anal. 24, 189-206; Ord & Getis (1995), Geogr. Anal. 27, 286-306; Anselin (1995), Geogr. Anal.
27, 93-115; Sokal, Oden & Thomson (1998), Geogr. Anal. 30, 331-354; Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.stats import norm

from core.columns import Flags, Integers, Numbers

LEAST_PLACES = 8  # fewer are not tested
LEVEL = 0.05
PERMUTATIONS = 999
_SEED = 12345  # the same figures give the same p
QUADRANTS = ("", "high-high", "low-high", "low-low", "high-low")


@dataclass(frozen=True, slots=True)
class Moran:
    """Moran's I of all places: value, expectation, z and two-sided p under normality, one-sided p of permutations."""

    value: float
    expected: float
    z: float
    p: float
    p_permuted: float


@dataclass(frozen=True, slots=True, eq=False)
class LocalMoran:
    """Of each place (n,): I, z under conditional permutation, two-sided p, and the quadrant 1-4 of `QUADRANTS`.

    NaN and 0 where there is no neighbour.
    """

    value: Numbers
    z: Numbers
    p: Numbers
    quadrant: Integers


def getis_ord(values: Numbers, near: csr_array) -> Numbers:
    """Gi* (n,) of values (n,): how far what stands at a place and its neighbours lies above the mean, in deviations.

    `near` (n, n) are weights of neighbours without the place itself, which is added with weight 1. NaN for a place
    without neighbours, and everywhere where all values are alike. Weights are taken as they are.
    """
    count = len(values)
    weights = csr_array(near + diags_array(np.ones(count))) if count else near
    mean, spread = float(values.mean()) if count else 0.0, float(values.std()) if count else 0.0
    if count < 2 or not spread > 1e-12 * max(abs(mean), 1e-300):
        return np.full(count, np.nan)
    sums, squares = _row_sums(weights), _row_sums(csr_array(weights.multiply(weights)))
    under = np.sqrt(np.maximum((count * squares - sums**2) / (count - 1), 0.0))
    told = (weights @ values - mean * sums) / np.where(under > 0, spread * under, np.nan)
    return np.where(_row_sums(near) > 0, told, np.nan)


def _row_sums(weights: csr_array) -> Numbers:
    return np.asarray(weights.sum(axis=1), dtype=np.float64).reshape(-1)


def standardised(near: csr_array) -> csr_array:
    """Weights (n, n) of which each row that has any adds up to 1."""
    sums = _row_sums(near)
    return csr_array(diags_array(np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)) @ near)


def moran(
    values: Numbers, weights: csr_array, permutations: int = PERMUTATIONS, least: int = LEAST_PLACES
) -> Moran | None:
    """Moran's I of values (n,) with weights (n, n) taken as they are; None below the `least` places, 8 unless told
    otherwise, or where all are alike."""
    count, whole = len(values), float(weights.sum())
    away = values - values.mean() if count else values
    square = float(away @ away)
    if count < least or whole <= 0 or square <= 1e-24 * max(float(values @ values), 1e-300):
        return None
    value = count / whole * float(away @ (weights @ away)) / square
    expected = -1.0 / (count - 1)
    both = weights + weights.T
    first = float(both.multiply(both).sum()) / 2
    second = float(((_row_sums(weights) + _row_sums(csr_array(weights.T))) ** 2).sum())
    spread = (count**2 * first - count * second + 3 * whole**2) / (whole**2 * (count**2 - 1)) - expected**2
    z = (value - expected) / np.sqrt(spread) if spread > 0 else np.nan
    return Moran(
        value, expected, float(z), _two_sided(z), _permuted(away, weights, value * whole * square / count, permutations)
    )


def _two_sided(z: float) -> float:
    return float(2 * norm.sf(abs(z)))


def _permuted(away: Numbers, weights: csr_array, product: float, permutations: int) -> float:
    """How rarely values dealt to places at random are as far on this side (Anselin 1995); NaN without permutations."""
    if not permutations:
        return float("nan")
    random = np.random.default_rng(_SEED)
    dealt = np.stack([random.permutation(away) for _ in range(permutations)], axis=1)
    products = (dealt * (weights @ dealt)).sum(axis=0)
    larger = int((products >= product).sum())
    return (min(larger, permutations - larger) + 1) / (permutations + 1)


def local_moran(values: Numbers, weights: csr_array) -> LocalMoran:
    """Moran's I of each place with weights (n, n) taken as they are; z and p as Sokal et al. (1998), A7 and A8."""
    count = len(values)
    away = values - values.mean() if count else values
    square, sums = float(away @ away), _row_sums(weights) if count else values
    if count < 3 or square <= 1e-24 * max(float(values @ values), 1e-300):
        nothing = np.full(count, np.nan)
        return LocalMoran(nothing, nothing, nothing, np.zeros(count, dtype=np.int64))
    lag, mean_square = weights @ away, square / count
    value = (count - 1) * away * lag / square
    expected = -(away**2) * sums / ((count - 1) * mean_square)
    spread = _row_sums(csr_array(weights.multiply(weights))) - sums**2 / (count - 1)
    variance = (away / mean_square) ** 2 * count / (count - 2) * spread * (mean_square - away**2 / (count - 1))
    linked = sums > 0
    z = np.where(linked & (variance > 0), (value - expected) / np.sqrt(np.maximum(variance, 1e-300)), np.nan)
    quadrant = np.select([(away > 0) & (lag > 0), (away <= 0) & (lag > 0), (away <= 0) & (lag <= 0)], [1, 2, 3], 4)
    return LocalMoran(
        np.where(linked, value, np.nan), z, 2 * norm.sf(np.abs(z)), np.where(linked, quadrant, 0).astype(np.int64)
    )


def discoveries(p: Numbers, level: float = LEVEL) -> Flags:
    """Which of the p (n,) stand at a false discovery rate (Benjamini & Hochberg 1995); NaN are no tests and none."""
    tests = np.flatnonzero(~np.isnan(p))
    stands = np.zeros(len(p), dtype=np.bool_)
    ordered = np.sort(p[tests])
    below = np.flatnonzero(ordered <= level * np.arange(1, len(ordered) + 1) / max(len(ordered), 1))
    if len(below):
        stands[tests] = p[tests] <= ordered[below[-1]]
    return stands
