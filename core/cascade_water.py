"""Water by quality: the least fresh water where what one process gives off may serve another.

Sources and sinks of fixed flow: a linear program, exact for many contaminants (Polley and Polley 2000). Units of fixed
load: the least flow that no concentration forbids (Wang and Smith 1994), exact for one contaminant (Savelski and
Bagajewicz 2000).
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, hstack, vstack

from core.columns import Flags, Numbers
from core.matching_solver import minimise

MOST_UNITS = 60  # whose exchanges are told: pairs grow by the square


@dataclass(frozen=True, slots=True)
class WaterCascade:
    """Fresh water per sink, what flows from each source to each sink, what of each source is given off as waste."""

    fresh: Numbers
    reused: Numbers
    waste: Numbers


def cascade_water(
    supply: Numbers, quality: Numbers, need: Numbers, limit: Numbers, fresh_quality: Numbers | None = None,
    barred: Flags | None = None,
) -> WaterCascade | None:  # fmt: skip
    """The cascade of least fresh water; None where a sink asks for purer water than the fresh one.

    `supply` (n,) and `need` (m,) are flows in one unit, `quality` (n, c) and `limit` (m, c) concentrations of each
    contaminant, `fresh_quality` (c,) those of fresh water, 0 where nothing is told. `barred` (n, m) are pairs that may
    not be.
    """
    sources, sinks, contaminants = len(supply), len(need), limit.shape[1]
    fresh_has = np.zeros(contaminants) if fresh_quality is None else fresh_quality
    pairs = sources * sinks
    source, sink = np.divmod(np.arange(pairs), max(1, sinks))
    to_sinks = csr_array((np.ones(pairs), (sink, np.arange(pairs))), shape=(sinks, pairs))
    whole = csr_array(hstack([to_sinks, eye_array(sinks)]))
    given = csr_array((np.ones(pairs), (source, np.arange(pairs))), shape=(sources, pairs + sinks))
    rows, bounds = [given], [supply]
    for kind in range(contaminants):
        has = np.concatenate([np.repeat(quality[:, kind], sinks), np.full(sinks, fresh_has[kind])])
        rows.append(csr_array(whole @ diags_array(has)))
        bounds.append(need * limit[:, kind])
    cost = np.concatenate([np.zeros(pairs), np.ones(sinks)])
    sums, most = csr_array(vstack(rows)), np.concatenate(bounds)
    ways = np.full(pairs + sinks, np.inf)
    if barred is not None:
        ways[:pairs][barred.ravel()] = 0.0
    bounds_of = np.column_stack([np.zeros(pairs + sinks), ways])
    result = minimise(cost, A_ub=sums, b_ub=most, A_eq=whole, b_eq=need, bounds=bounds_of, method="highs")
    if result.x is None:
        return None
    reused = result.x[:pairs].reshape(sources, sinks)
    return WaterCascade(result.x[pairs:], reused, supply - reused.sum(axis=1))


@dataclass(frozen=True, slots=True)
class WaterNetwork:
    """Fresh water per unit (n,) and what flows from unit to unit (n, n), in m3."""

    fresh: Numbers
    reused: Numbers


@dataclass(frozen=True, slots=True)
class WaterTarget:
    """The least fresh water of units of fixed load, what it is without reuse, and the concentration that decides.

    `network` says who hands what to whom; None of more than `MOST_UNITS`.
    """

    fresh: float
    alone: float
    pinch: float
    network: WaterNetwork | None


def target_water(load: Numbers, entry: Numbers, leaving: Numbers) -> WaterTarget:
    """The target for units that take up `load` (kg) between concentrations (mg/L = g/m3); flows in m3 (t)."""
    levels = np.unique(np.concatenate([entry, leaving]))
    levels = levels[levels > 0]
    taken = np.clip((levels[:, None] - entry) / (leaving - entry), 0.0, 1.0) @ load
    flows = 1000.0 * taken / levels
    decides = int(flows.argmax())
    alone = float((1000.0 * load / leaving).sum())
    network = share_water(load, entry, leaving) if len(load) <= MOST_UNITS else None
    return WaterTarget(float(flows[decides]), alone, float(levels[decides]), network)


def share_water(load: Numbers, entry: Numbers, leaving: Numbers) -> WaterNetwork:
    """Who hands what to whom with the least fresh water: a linear program, since every unit gives off water at the
    most that it may (`leaving`, above `entry`), which is never worse for one contaminant (Savelski & Bagajewicz 2000).
    """
    count = len(load)
    giver, taker = np.divmod(np.arange(count * count), max(1, count))
    pairs = np.arange(count * count)
    got = csr_array((np.ones(len(pairs)), (taker, pairs)), shape=(count, count * count))
    given = csr_array((np.ones(len(pairs)), (giver, pairs)), shape=(count, count * count))
    carried = csr_array(got @ diags_array(leaving[giver]))
    through = csr_array(hstack([got, eye_array(count)]))  # all that a unit takes, fresh water last
    brought = csr_array(hstack([carried, csr_array((count, count))]))
    taken_up = csr_array(diags_array(leaving) @ through - brought)
    handed = csr_array(hstack([given, csr_array((count, count))])) - through
    pure = brought - csr_array(diags_array(entry) @ through)
    ways = np.where(giver == taker, 0.0, np.inf)
    result = minimise(
        np.concatenate([np.zeros(count * count), np.ones(count)]),
        A_ub=csr_array(vstack([handed, pure])),
        b_ub=np.zeros(2 * count),
        A_eq=taken_up,
        b_eq=1000.0 * load,
        bounds=np.column_stack([np.zeros(count * (count + 1)), np.concatenate([ways, np.full(count, np.inf)])]),
        method="highs",
    )
    return WaterNetwork(result.x[count * count :], result.x[: count * count].reshape(count, count))
