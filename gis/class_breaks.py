"""Classes of numbers for a shaded map: equal counts, equal widths, or natural breaks."""

import math
from collections.abc import Callable

import numpy as np

from core.columns import Integers, Numbers
from core.text import N_

METHODS = {
    "quantile": N_("As many regions in each class"),
    "equal": N_("Classes of equal width"),
    "natural": N_("Natural breaks"),
}
_OUTER = 3  # digits of the first and the last edge
_DOUBLE = 18  # digits that tell any two numbers apart
_MOST_VALUES = 1500  # distinct values that natural breaks weigh one by one; of more, so many quantiles stand for them


def class_edges(values: Numbers, classes: int, method: str) -> Numbers:
    """Ascending edges of at most so many classes, the smallest and the largest known value among them.

    A class reaches from above its lower edge up to and with its upper one, the first holds its lower one too, so that
    it may be that value alone. Other equal edges are told once; a lone value gives one edge, nothing known none.
    """
    known = np.unique(values[~np.isnan(values)])
    if len(known) < 2:
        return known
    make: dict[str, Callable[[Numbers, Numbers, int], Numbers]] = {"equal": _equal, "natural": _natural}
    edges = make.get(method, _quantiles)(values[~np.isnan(values)], known, min(classes, len(known)))
    return np.concatenate([edges[:1], np.unique(edges[1:])])


def class_of(values: Numbers, edges: Numbers) -> Integers:
    """The class of each value from 0, -1 where it is unknown."""
    if not len(edges):
        return np.full(len(values), -1, dtype=np.int64)
    found = np.searchsorted(edges, values, side="left") - 1
    return np.where(np.isnan(values), -1, found.clip(0, max(len(edges) - 2, 0))).astype(np.int64)


def short_edges(edges: Numbers, values: Numbers) -> Numbers:
    """Edges with as few digits as leave every value in its class; the outermost are rounded away from the values.

    An edge may lie anywhere from the last value of its class to below the first of the next, so that the shortest
    number there stands for it. A class that is one value alone keeps it, rounded.
    """
    known = np.unique(values[~np.isnan(values)])
    if len(edges) < 2:
        return edges
    short = edges.copy()
    for place in range(1, len(edges) - 1):
        at = int(np.searchsorted(known, edges[place], side="right"))
        short[place] = shortest_between(float(known[at - 1]), float(known[at]))
    short[-1] = max(rounded(float(edges[-1]), math.ceil), short[-2])
    short[0] = rounded(float(edges[0]), math.floor)
    if edges[0] == edges[1]:
        near = rounded(float(edges[0]), math.ceil)
        short[:2] = near if near < known[1] else short[1]
    return short


def shortest_between(low: float, high: float) -> float:
    """The number with the fewest digits from `low` to below `high`."""
    most = math.floor(math.log10(max(abs(low), abs(high)))) + 1
    for power in range(most, most - _DOUBLE, -1):
        found = float(f"{math.ceil(low / 10.0**power)}e{power}")
        if low <= found < high:
            return found
    return low


def rounded(value: float, towards: Callable[[float], int]) -> float:
    """A number with few digits at or beyond a value, on the side that `towards` rounds to."""
    if not value:
        return value
    power = math.floor(math.log10(abs(value))) + 1 - _OUTER
    return float(f"{towards(round(value / 10.0**power, 9))}e{power}")


def _quantiles(values: Numbers, known: Numbers, classes: int) -> Numbers:
    edges: Numbers = np.quantile(values, np.linspace(0, 1, classes + 1), method="inverted_cdf")
    edges[0] = known[0]
    return edges


def _equal(values: Numbers, known: Numbers, classes: int) -> Numbers:
    edges: Numbers = np.linspace(known[0], known[-1], classes + 1)
    edges[-1] = known[-1]
    return edges


def _natural(values: Numbers, known: Numbers, classes: int) -> Numbers:
    """The breaks with the least sum of squares within classes, exactly (Fisher 1958, by dynamic programming)."""
    ordered = np.sort(values)
    if len(ordered) > _MOST_VALUES:
        ordered = np.quantile(ordered, np.linspace(0, 1, _MOST_VALUES))
    count = len(ordered)
    sums, squares = (np.concatenate([[0.0], np.cumsum(part)]) for part in (ordered, ordered**2))
    least = np.full(count + 1, np.inf)
    least[0] = 0.0
    starts = np.zeros((classes + 1, count + 1), dtype=np.int64)
    for done in range(1, classes + 1):
        better = np.full(count + 1, np.inf)
        for end in range(done, count + 1):
            begin = np.arange(done - 1, end)
            spread = squares[end] - squares[begin] - (sums[end] - sums[begin]) ** 2 / (end - begin)
            total = least[begin] + spread
            at = int(np.argmin(total))
            better[end], starts[done, end] = total[at], begin[at]
        least = better
    edges, end = [known[-1]], count
    for done in range(classes, 0, -1):
        end = int(starts[done, end])
        edges.append(ordered[end - 1] if end else known[0])
    return np.array(edges[::-1])
