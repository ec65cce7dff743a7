"""What a match is worth, where the user gave prices: clearing at the greatest surplus, price ranges, economic reach.

Surplus per unit: disposal saved + value to the receiver - use - transport. Money is CNY per unit.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from core.columns import Integers, Numbers
from core.matching_solver import minimise


@dataclass(frozen=True, slots=True)
class Clearing:
    """What flows on each pair, the surplus of all, and the rents (duals): what one unit more would add to it."""

    flow: Numbers
    surplus: float
    offer_rent: Numbers
    room_rent: Numbers


def clear(supply: Numbers, room: Numbers, offer: Integers, taker: Integers, surplus: Numbers) -> Clearing:
    """The flows of greatest surplus; `offer` and `taker` are the ends of each pair (p,), `surplus` per unit."""
    pairs = np.arange(len(offer))
    ones = np.ones(len(offer))
    sums = vstack(
        [
            csr_array((ones, (offer, pairs)), shape=(len(supply), len(offer))),
            csr_array((ones, (taker, pairs)), shape=(len(room), len(offer))),
        ]
    )
    result = minimise(-surplus, A_ub=sums, b_ub=np.concatenate([supply, room]), method="highs")
    rents = -result.ineqlin.marginals + 0.0  # those of a minimum are negative
    return Clearing(result.x, float(-result.fun), rents[: len(supply)], rents[len(supply) :])


def price_range(disposal: float, value: float, use: float, transport: float) -> tuple[float, float]:
    """What a receiver may pay for a unit so that both sides gain: from -disposal to value - use - transport."""
    return -disposal, value - use - transport


def economic_reach_km(saved: float, fee: float, rate: tuple[float, float]) -> tuple[float, float] | None:
    """How far (km by road) a unit may go until transport eats what it saves: disposal saved less the gate fee.

    Shortest by the high rate, longest by the low one; None where nothing is saved.
    """
    value = saved - fee
    low, high = rate
    return (value / high, value / low) if value > 0 and low > 0 else None
