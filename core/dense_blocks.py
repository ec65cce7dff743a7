"""Inverses and products of large whole matrices, worked out block by block, so that whoever waits can stop them."""

import numpy as np
import numpy.typing as npt

from core.steps import pause

Square = npt.NDArray[np.float64]
BLOCK = 256  # actors taken out together
ROWS = 512  # of a matrix that are worked out between two questions whether to go on


def inverse(matrix: Square) -> Square:
    """The inverse (n, n) of an M-matrix by blocks of its diagonal, each exchanged in turn (Gauss-Jordan).

    No pivot has to be looked for. LinAlgError where the matrix is none: what is left at each block of an M-matrix is
    one too, which it is if and only if its inverse has positive row sums (Berman & Plemmons 1994, theorem 6.2.3).
    """
    found: Square = np.array(matrix, dtype=np.float64, order="C")
    for start in range(0, len(found), BLOCK):
        here = slice(start, start + BLOCK)
        pivot = np.linalg.inv(found[here, here])
        if not pivot.sum(axis=1).min() > 0:
            raise np.linalg.LinAlgError
        across, down = pivot @ found[here], found[:, here].copy()
        across[:, here] = pivot
        down[here] = found[:, here] = 0.0
        for first in range(0, len(found), ROWS):
            pause()
            rows = slice(first, first + ROWS)
            found[rows] -= down[rows] @ across
        found[here] = across
    return found


def product(one: Square, other: Square) -> Square:
    """The product of two matrices."""
    found: Square = np.empty((len(one), other.shape[1]))
    for first in range(0, len(one), ROWS):
        pause()
        np.matmul(one[first : first + ROWS], other, out=found[first : first + ROWS])
    return found
