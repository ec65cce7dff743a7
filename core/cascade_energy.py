"""Heat by temperature: the problem table with its pinch, and heat handed from firm to firm.

Problem table: Linnhoff and Flower (1978), Kemp (2007). Between firms, at the depth of municipal data, source and sink
with a loss per km. Powers are in one unit (kW, MW or GJ a year), temperatures in degrees Celsius.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from core.columns import Numbers
from core.matching_solver import minimise

LOSS_WEIGHT = 1e-4  # what a unit sent weighs beside a unit that arrives
LEAST_STEP = 0.1  # K, in which a stream of constant temperature (condensing steam) gives or takes its heat


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream that is cooled (hot) or heated (cold) from one temperature to another, `power` in all."""

    start: float
    end: float
    power: float

    @property
    def hot(self) -> bool:
        """Whether it gives heat."""
        return self.start > self.end


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Least heating and cooling from outside, heat that streams can hand on, and where the cascade is pinched.

    `steps` are the shifted temperatures, high to low, `surplus` what is handed down past each of them; `pinch` are
    those where it is nothing, empty where only heating or only cooling is needed.
    """

    heating: float
    cooling: float
    recovered: float
    steps: Numbers
    surplus: Numbers
    pinch: tuple[float, ...]


def heat_table(streams: Sequence[Stream], least_difference: float) -> HeatTable:
    """The problem table for a least temperature difference (K): hot streams half of it lower, cold ones higher."""
    shifted = [_shifted(one, least_difference / 2) for one in streams]
    steps = np.array(sorted({bound for low, high, _ in shifted for bound in (low, high)}, reverse=True))
    given = np.zeros(max(0, len(steps) - 1))
    for low, high, power in shifted:
        inside = (steps[:-1] <= high) & (steps[1:] >= low)
        given += np.where(inside, power * (steps[:-1] - steps[1:]) / (high - low), 0.0)
    down = np.concatenate([[0.0], np.cumsum(given)])
    heating = float(max(0.0, -down.min()))
    surplus = down + heating
    hot = float(sum(one.power for one in streams if one.hot))
    cooling = float(surplus[-1])
    size = max(1e-300, float(np.abs(given).sum()))
    pinch = [float(step) for step, left in zip(steps, surplus, strict=False) if left <= 1e-9 * size]
    inner = tuple(step for step in pinch if heating > 0 or step != steps[0]) if len(steps) else ()
    return HeatTable(heating, cooling, hot - cooling, steps, surplus, inner)


def _shifted(one: Stream, half: float) -> tuple[float, float, float]:
    """Shifted lower and upper temperature and the power, below 0 where heat is taken."""
    low, high = sorted((one.start, one.end))
    by = -half if one.hot else half
    return low + by, max(high, low + LEAST_STEP) + by, one.power if one.hot else -one.power


@dataclass(frozen=True, slots=True)
class Heat:
    """What flows from each source to each sink (sources, sinks) as it leaves the source, what arrives at each sink."""

    sent: Numbers
    arrived: Numbers

    @property
    def delivered(self) -> float:
        """What arrives in all."""
        return float(self.arrived.sum())


def hand_on_heat(
    sources: Sequence[tuple[float, float]], sinks: Sequence[tuple[float, float]], km: Numbers,
    least_difference: float, loss_per_km: float,
) -> Heat:  # fmt: skip
    """The most heat that sinks can get; sources and sinks are (temperature, power), `km` is (sources, sinks).

    A source serves a sink that is colder by the least difference; of what is sent a share 1 - loss x km arrives. Of
    ways to hand on as much, those are taken by which least is lost.
    """
    arrives = np.maximum(0.0, 1 - loss_per_km * np.asarray(km, dtype=np.float64))
    hot, cold = (np.array([told[0] for told in ends], dtype=np.float64) for ends in (sources, sinks))
    able = (hot[:, None] - least_difference >= cold[None, :]) & (arrives > 0)
    pairs = np.argwhere(able)
    sent = np.zeros(able.shape)
    if not len(pairs):
        return Heat(sent, np.zeros(len(sinks)))
    share = arrives[able]
    places = np.arange(len(pairs))
    rows, columns = np.append(pairs[:, 0], len(sources) + pairs[:, 1]), np.append(places, places)
    values = np.append(np.ones(len(pairs)), share)
    limits = csr_array((values, (rows, columns)), shape=(len(sources) + len(sinks), len(pairs)))
    bounds = [power for _, power in (*sources, *sinks)]
    result = minimise(LOSS_WEIGHT - share, A_ub=limits, b_ub=bounds, method="highs")
    sent[able] = result.x
    return Heat(sent, (sent * arrives).sum(axis=0))
