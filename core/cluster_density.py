"""Groups of places that stand close together: DBSCAN by Ester, Kriegel, Sander & Xu (1996), KDD-96, 226-231."""

from collections import defaultdict

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from core.columns import Integers, Points

NOISE = -1
MOST_PAIRS = 5_000_000  # of near places that are listed; where there are more, squares of them are compared


def density_groups(metres: Points, reach: float, least: int, most_pairs: int = MOST_PAIRS) -> Integers:
    """The group (n,) of each place (n, 2), numbered in the order of their first core place, -1 for none.

    A core place has at least `least` places within `reach`, itself included; a place at the edge joins the first group
    that reaches it. A NaN place belongs to none.
    """
    label = np.full(len(metres), NOISE, dtype=np.int64)
    there = np.flatnonzero(~np.isnan(metres).any(axis=1))
    if not len(there):
        return label
    places = metres[there]
    near = cKDTree(places).query_ball_point(places, reach, return_length=True)
    core = np.flatnonzero(np.asarray(near) >= least).astype(np.int64)
    if not len(core):
        return label
    found = np.full(len(there), NOISE, dtype=np.int64)
    found[core] = _numbered(_core_parts(places[core], reach, most_pairs))
    edge = np.setdiff1d(np.arange(len(there)), core)
    for place, reached in zip(edge.tolist(), cKDTree(places[core]).query_ball_point(places[edge], reach), strict=True):
        if reached:  # fewer than `least`, since it is no core
            found[place] = found[core[reached]].min()
    label[there] = found
    return label


def _numbered(part: Integers) -> Integers:
    """Parts by the order of their first members."""
    _, first, inverse = np.unique(part, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse.reshape(-1)].astype(np.int64)


def _core_parts(places: Points, reach: float, most_pairs: int) -> Integers:
    """Which core places are joined by steps within reach, as a number of each."""
    tree = cKDTree(places)
    crowded = tree.count_neighbors(tree, reach) > 2 * most_pairs
    pairs = _square_pairs(places, reach) if crowded else tree.query_pairs(reach, output_type="ndarray")
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(places), len(places)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _square_pairs(places: Points, reach: float) -> Integers:
    """Pairs that join the same places: within squares so small that all in one are near, and one between two."""
    square = np.floor(places / (reach / 1.5)).astype(np.int64)  # a diagonal is 0.95 of the reach
    inside: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, (x, y) in enumerate(square.tolist()):
        inside[x, y].append(row)
    trees = {key: cKDTree(places[rows]) for key, rows in inside.items()}
    pairs = [(rows[0], row) for rows in inside.values() for row in rows[1:]]
    steps = [(dx, dy) for dx in range(-2, 3) for dy in range(-2, 3) if (dx, dy) > (0, 0)]
    for (x, y), rows in inside.items():
        for dx, dy in steps:
            other = (x + dx, y + dy)
            if other in trees:
                away, _ = trees[other].query(places[rows])
                if np.min(away) <= reach:
                    pairs.append((rows[0], inside[other][0]))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
