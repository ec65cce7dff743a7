"""Balances as a network of conductances, whose potentials are the multipliers of the balances.

With A the incidence of the measured amounts on the merged nodes and Q their variances, V = A Q A' is the Laplacian of a
network whose conductances are the variances, grounded at the outside. Every node is scaled by its own diagonal, so that
residuals are in standard deviations of a balance and amounts of 1e-12 and 1e12 stand together.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import connected_components

from core.columns import Flags, Integers, Numbers
from core.reconcile_model import sums

UNEVEN = 1e-8  # a pivot of a scaled Laplacian below this has lost its digits


@dataclass(frozen=True, slots=True)
class Network:
    """Conductances `weight` (m,) between nodes `one` and `other` (m,) of `count`; loops and zeros are left out.

    `matrix` (count, count) is the Laplacian with every node scaled by `scale` (count,), which is 0 at the grounded
    nodes: the outside and one node of every part that has no amount from or to the outside. `part` numbers the parts.
    """

    one: Integers
    other: Integers
    weight: Numbers
    matrix: csr_array
    scale: Numbers
    part: Integers

    @property
    def grounded(self) -> Flags:
        """Which nodes have the potential 0 by definition."""
        fixed: Flags = self.scale == 0
        return fixed


def network(one: Integers, other: Integers, weight: Numbers, count: int) -> Network:
    """The network of these conductances; the last node is the outside."""
    real = (one != other) & (weight > 0)
    if not real.all():
        one, other, weight = one[real], other[real], weight[real]
    half = csr_array((weight, (one.astype(np.int32), other.astype(np.int32))), shape=(count, count))
    part = connected_components(half, directed=False)[1].astype(np.int64)
    diagonal = sums(one, weight, count) + sums(other, weight, count)
    fixed = np.zeros(count, dtype=bool)
    fixed[np.unique(part, return_index=True)[1]] = True
    fixed &= part != part[-1]
    fixed[-1] = True
    scale = np.where(fixed | (diagonal == 0), 0.0, 1 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0)))
    half.data *= np.repeat(scale, np.diff(half.indptr)) * scale[half.indices]
    whole = diags_array(np.where(scale > 0, 1.0, 0.0), format="csr") - (half + half.T)
    return Network(one, other, weight, csr_array(whole), scale, part)
