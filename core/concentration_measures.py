"""How industries lie over regions and firms: location quotient, Ellison-Glaeser, Herfindahl and Gini.

Ellison & Glaeser (1997), J. Polit. Econ. 105, 889-927; Herfindahl (1950); Gini (1912). Thresholds of the location
quotient are ours: 1.25 for an industry to be called characteristic, 1.5 leading.
"""

import numpy as np

from core.columns import Numbers

CHARACTERISTIC, LEADING = 1.25, 1.5
LOW, HIGH = 0.02, 0.05  # of Ellison-Glaeser, as its authors read it


def location_quotients(people: Numbers) -> Numbers:
    """(E_ri / E_r) / (E_i / E) of people (regions, industries); NaN where a region or an industry has none."""
    whole = people.sum()
    expected = np.outer(people.sum(axis=1), people.sum(axis=0))
    found: Numbers = np.divide(people * whole, expected, out=np.full(people.shape, np.nan), where=expected > 0)
    return found


def herfindahl(sizes: Numbers) -> float | None:
    """The sum of the squared shares of sizes (n,), 1/n for equal ones to 1 for one alone; None without any."""
    whole = float(sizes.sum())
    return float(((sizes / whole) ** 2).sum()) if whole > 0 else None


def gini(sizes: Numbers) -> float | None:
    """The mean difference of sizes (n,) over twice their mean, corrected by n / (n - 1); None below two."""
    count, whole = len(sizes), float(sizes.sum())
    if count < 2 or whole <= 0:
        return None
    ordered = np.sort(sizes)
    plain = float(2 * (np.arange(1, count + 1) * ordered).sum() / (count * whole) - (count + 1) / count)
    return plain * count / (count - 1)


def ellison_glaeser(everybody: Numbers, industry: Numbers, plants: Numbers) -> float | None:
    """Gamma of an industry: how much more it gathers in regions than its plants would if each chose by chance.

    `everybody` and `industry` (regions,) are people of all industries and of this one, `plants` (n,) its plants by
    people. None for one plant alone, or where all people are in one region; below 0 it avoids itself.
    """
    if not (everybody.sum() > 0 and industry.sum() > 0):
        return None
    overall, own = everybody / everybody.sum(), industry / industry.sum()
    spread = 1 - float((overall**2).sum())
    size = herfindahl(plants)
    if size is None or size >= 1 - 1e-12 or spread <= 1e-12:
        return None
    raw = float(((own - overall) ** 2).sum())
    return (raw - spread * size) / (spread * (1 - size))
