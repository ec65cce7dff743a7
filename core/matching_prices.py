"""What prices say of a match, where the user gave them: which cost decides, and the economic reach.

Money is CNY per unit.
"""


def way_decides(fee: float, highest: float) -> bool:
    """Whether transport weighs more than the gate fee in the highest cost of a unit."""
    return highest - fee > abs(fee)


def economic_reach_km(saved: float, fee: float, rate: tuple[float, float]) -> tuple[float, float] | None:
    """How far (km by road) a unit may go until transport eats what it saves: disposal saved less the gate fee.

    Shortest by the high rate, longest by the low one; None where nothing is saved.
    """
    value = saved - fee
    low, high = rate
    return (value / high, value / low) if value > 0 and low > 0 else None
