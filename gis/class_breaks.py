"""Classes of numbers for a shaded map: equal counts, equal widths, or natural breaks."""

from collections.abc import Callable

import numpy as np

from core.columns import Integers, Numbers
from core.text import N_

METHODS = {
    "quantile": N_("As many regions in each class"),
    "equal": N_("Classes of equal width"),
    "natural": N_("Natural breaks"),
}
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
