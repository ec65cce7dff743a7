"""Where curves cross one another."""

import numpy as np

from core.columns import Integers, Numbers
from gis.curves import LEAST, Curves, sampled

_STEPS = np.linspace(0.0, 1.0, 17)
_AT_ONCE = 400_000  # pairs of pieces that are compared in one go


def crossing_pairs(curves: Curves) -> tuple[Integers, Integers, Numbers]:
    """Pairs of rows (first, second) of curves (n, 3, 2) that cross, first < second, with the sharpest angle in degrees.

    Curves are taken as 16 straight pieces each; two curves that cross twice stand once.
    """
    first, second = np.triu_indices(len(curves), 1)
    return crossing_among(curves, first, second)


def crossing_among(
    curves: Curves, first: Integers, second: Integers, steps: Numbers = _STEPS
) -> tuple[Integers, Integers, Numbers]:
    """Those of some pairs of rows of curves that cross, with the sharpest angle in degrees; looked at in `steps`."""
    points = sampled(curves, steps)
    low, high = points.min(axis=1), points.max(axis=1)
    meet = (low[first] <= high[second]).all(axis=1) & (low[second] <= high[first]).all(axis=1)
    first, second = first[meet], second[meet]
    size = max(1, _AT_ONCE // (len(steps) - 1) ** 2)
    angles = [
        _sharpest(points[first[at : at + size]], points[second[at : at + size]]) for at in range(0, len(first), size)
    ]
    angle = np.concatenate(angles) if angles else np.empty(0)
    found = ~np.isnan(angle)
    return first[found], second[found], angle[found]


def _sharpest(a: Curves, b: Curves) -> Numbers:
    """The sharpest angle in degrees at which lines a and b (n, s, 2) cross, NaN where they do not."""
    p, r = a[:, :-1, None], np.diff(a, axis=1)[:, :, None]
    q, s = b[:, None, :-1], np.diff(b, axis=1)[:, None]
    turn = _cross(r, s)
    safe = np.where(np.abs(turn) > LEAST, turn, np.nan)
    on_a, on_b = _cross(q - p, s) / safe, _cross(q - p, r) / safe
    crosses = (on_a >= 0) & (on_a < 1) & (on_b >= 0) & (on_b < 1)
    angle = np.degrees(np.arctan2(np.abs(turn), np.abs((r * s).sum(axis=-1))))
    angle = np.where(crosses, angle, np.inf).min(axis=(1, 2))
    return np.asarray(np.where(np.isinf(angle), np.nan, angle), dtype=np.float64)


def _cross(a: Curves, b: Curves) -> Numbers:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], dtype=np.float64)
