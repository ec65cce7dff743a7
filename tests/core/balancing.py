"""Amounts between nodes written as rows, for the tests of reconciliation."""

import numpy as np

from core.reconcile_model import Arcs

UNKNOWN = float("nan")
Row = tuple[int, int, float, float]  # tail, head, value, sd


def arcs_of(nodes: int, *rows: Row) -> Arcs:
    """Amounts among nodes 0 to nodes - 1, -1 being the outside."""
    tail, head, value, sd = (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 4
    return Arcs(
        nodes, tail.astype(np.int64), head.astype(np.int64), value.astype(float), sd.astype(float),
        np.zeros(len(rows), dtype=bool),
    )  # fmt: skip


# The worked example of an ash works (amounts in t, f6 unknown) and the chain with one wrong figure.
ASH = ((-1, 0, 100, 5), (0, 1, 62, 4), (0, -1, 30, 3), (-1, 1, 210, 10), (1, -1, 275, 8), (1, -1, UNKNOWN, UNKNOWN))
CHAIN = ((-1, 0, 100, 2), (0, 1, 101, 2), (1, 2, 130, 2.6), (2, -1, 99, 2))
