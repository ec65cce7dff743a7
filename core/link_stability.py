"""How long links last: the likeness of two years, and the mean age of contracts."""

from collections.abc import Iterable

import numpy as np

from core.columns import Numbers

Pair = tuple[str, str, str]  # who gives, who receives, what


def jaccard(one: Iterable[Pair], other: Iterable[Pair]) -> float | None:
    """What two years have in common / what either has (Jaccard 1901); None where neither has a link."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first | second else None


def mean_age(since: Numbers, year: int) -> float | None:
    """The mean age in years of links that began in `since` (n,), NaN unknown; None where no beginning is known.

    A link in its first year is 0 years old; one that begins later than the year is left out.
    """
    ages = year - since[~np.isnan(since) & (since <= year)]
    return float(ages.mean()) if len(ages) else None
