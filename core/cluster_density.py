"""Groups of places that stand close together: DBSCAN by Ester, Kriegel, Sander & Xu (1996), KDD-96, 226-231."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from core.columns import Flags, Integers, Points

NOISE = -1


def density_groups(metres: Points, reach: float, least: int) -> Integers:
    """The group (n,) of each place (n, 2), numbered in the order of their first core place, -1 for none.

    A core place has at least `least` places within `reach`, itself included; a place at the edge joins the first group
    that reaches it. A NaN place belongs to none.
    """
    label = np.full(len(metres), NOISE, dtype=np.int64)
    there = np.flatnonzero(~np.isnan(metres).any(axis=1))
    if not len(there):
        return label
    pairs = cKDTree(metres[there]).query_pairs(reach, output_type="ndarray")
    both = np.concatenate([pairs, pairs[:, ::-1]])
    core = np.bincount(both[:, 0], minlength=len(there)) + 1 >= least
    found = _core_groups(both, core)
    joining = both[core[both[:, 0]] & ~core[both[:, 1]]]
    edge = np.full(len(there), len(there), dtype=np.int64)
    np.minimum.at(edge, joining[:, 1], found[joining[:, 0]])
    label[there] = np.where(core, found, np.where(edge < len(there), edge, NOISE))
    return label


def _core_groups(both: Integers, core: Flags) -> Integers:
    """The connected core places, numbered by their first member; -1 for the others."""
    inner = both[core[both[:, 0]] & core[both[:, 1]]]
    count = len(core)
    graph = coo_array((np.ones(len(inner)), (inner[:, 0], inner[:, 1])), shape=(count, count))
    part = connected_components(graph, directed=False)[1]
    _, first, inverse = np.unique(part[core], return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    found = np.full(count, NOISE, dtype=np.int64)
    found[core] = order[inverse.reshape(-1)]
    return found
