"""The order of rows and columns of a matrix in which blocks show: who deals with the same partners stands together.

Parts that no link joins are told apart first; within what is joined, reciprocal averaging (Hill 1973) puts each row at
the weighted middle of its columns and each column at that of its rows, by the second singular vectors.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from core.columns import Integers, Numbers


def block_order(weight: Numbers) -> tuple[Integers, Integers]:
    """The order of the rows and of the columns of a matrix of weights, which are 0 where there is no link."""
    rows, columns = weight.shape
    first, second = np.nonzero(weight)
    joined = coo_array((np.ones(len(first)), (first, rows + second)), shape=(rows + columns,) * 2)
    count, part = connected_components(joined, directed=False)
    sums = np.bincount(part, np.concatenate([weight.sum(axis=1), weight.sum(axis=0)]), count)
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(-sums, kind="stable")] = np.arange(count)
    across, down = np.zeros(rows), np.zeros(columns)
    for one in range(count):
        ours, theirs = np.flatnonzero(part[:rows] == one), np.flatnonzero(part[rows:] == one)
        if len(ours) > 1 or len(theirs) > 1:
            across[ours], down[theirs] = _averaged(weight[np.ix_(ours, theirs)])
    return np.lexsort((across, rank[part[:rows]])), np.lexsort((down, rank[part[rows:]]))


def _averaged(weight: Numbers) -> tuple[Numbers, Numbers]:
    """Scores of rows and columns that all are joined; the heavier rows come first."""
    if min(weight.shape) < 2:
        return -weight.sum(axis=1), -weight.sum(axis=0)
    rows, columns = np.sqrt(weight.sum(axis=1)), np.sqrt(weight.sum(axis=0))
    left, _, right = np.linalg.svd(weight / rows[:, None] / columns, full_matrices=False)
    across, down = left[:, 1] / rows, right[1] / columns
    way = -1.0 if across[int(np.argmax(rows))] > 0 else 1.0
    return way * across, way * down
