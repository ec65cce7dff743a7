"""What firms that would complete a chain (补链企业) would take of what is left over, and which few of them together.

A plant at a site takes within its capacity and recipe (a linear program); the best set of at most so many plants is
facility location (Balinski 1965, Manage. Sci. 12, 253), a mixed-integer program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array, hstack, vstack

from core.columns import Integers, Numbers
from core.matching_lots import program
from core.matching_solver import minimise
from core.solver_watch import watched
from core.steps import Step, quietly

INTEREST, YEARS = 0.10, 15  # at which an investment is paid back, planning figures
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Bid:
    """A plant at a site for amounts (n,): what a unit of each is `worth` to it, and its `kind` in the recipe, -1 none.

    Of all that the plant takes a kind is at least `least` and at most `most` (k,), as shares. `capacity` is in the
    unit of the amounts, `fixed` what the plant costs a year whatever it takes.
    """

    worth: Numbers
    kind: Integers
    least: Numbers
    most: Numbers
    capacity: float
    fixed: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What plants (p,) take of amounts (p, n), and what that is worth after their fixed costs."""

    flow: Numbers
    net: float
    late: bool = False

    @property
    def built(self) -> Integers:
        """The plants that take anything."""
        found: Integers = np.flatnonzero(self.flow.sum(axis=1) > 0)
        return found


def recovery_factor(interest: float = INTEREST, years: int = YEARS) -> float:
    """The share of an investment that is to be earned every year to pay it back with interest."""
    return interest / (1 - (1 + interest) ** -years)


def fill(amounts: Numbers, bid: Bid) -> Taken:
    """What one plant takes of amounts (n,), most worth first; `net` may be below 0."""
    places = np.flatnonzero(bid.kind >= 0)
    flow = np.zeros((1, len(amounts)))
    scale = float(min(bid.capacity, amounts[places].sum(initial=0.0)))
    if not scale > 0:
        return Taken(flow, -bid.fixed)
    rows, limits = _rows(bid, places)
    size = float(np.abs(bid.worth[places]).max(initial=0.0)) or 1.0
    bounds = np.column_stack([np.zeros(len(places)), amounts[places] / scale])
    result = minimise(-bid.worth[places] / size, A_ub=rows, b_ub=limits / scale, bounds=bounds, method="highs")
    if result.x is not None:
        flow[0, places] = _settled(result.x) * scale
    return Taken(flow, float(flow[0, places] @ bid.worth[places]) - bid.fixed)


def choose(amounts: Numbers, bids: Sequence[Bid], most: int, seconds: float = SECONDS, step: Step = quietly) -> Taken:
    """The set of at most `most` plants that is worth most together, no amount (n,) taken twice.

    `late` says that time ran out before it was proved to be the best. `step` may stop the work by raising.
    """
    return watched(partial(_chosen, amounts, bids, most, seconds), step)


def _chosen(amounts: Numbers, bids: Sequence[Bid], most: int, seconds: float) -> Taken:
    """The program over what each plant takes of each amount, and whether it is built; amounts are scaled to 1."""
    flow, able = np.zeros((len(bids), len(amounts))), [np.flatnonzero(bid.kind >= 0) for bid in bids]
    columns, scale = np.concatenate([np.zeros(0, np.int64), *able]), float(amounts.max(initial=0.0))
    if not len(columns) or not scale > 0:
        return Taken(flow, 0.0)
    owner = np.repeat(np.arange(len(bids)), [len(places) for places in able])
    worth = np.concatenate([bid.worth[places] for bid, places in zip(bids, able, strict=True)]) * scale
    fixed = np.array([bid.fixed for bid in bids])
    cost = np.concatenate([-worth, fixed])
    rows, limits = _all_rows(amounts / scale, bids, able, scale)
    result = program(
        cost / (float(np.abs(cost).max()) or 1.0),
        constraints=LinearConstraint(rows, ub=np.append(limits, most)),
        integrality=np.repeat([0, 1], [len(columns), len(bids)]),
        bounds=Bounds(0, np.concatenate([np.full(len(columns), np.inf), np.ones(len(bids))])),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if result.x is None:
        return Taken(flow, 0.0, late=True)
    taken = _settled(result.x[: len(columns)])
    flow[owner, columns] = taken * scale
    return Taken(flow, float(taken @ worth - fixed[flow.sum(axis=1) > 0].sum()), late=result.status != 0)


def _all_rows(
    amounts: Numbers, bids: Sequence[Bid], able: list[Integers], scale: float
) -> tuple[csr_array, Numbers]:  # fmt: skip
    """Rows over the amounts, then each plant's (0 where it is not built), then the number of plants, without limit."""
    columns = np.concatenate(able)
    given = csr_array((np.ones(len(columns)), (columns, np.arange(len(columns)))), shape=(len(amounts), len(columns)))
    rows, limits, start = [hstack([given, csr_array((len(amounts), len(bids)))])], [amounts], 0
    for place, (bid, places) in enumerate(zip(bids, able, strict=True)):
        part, bound = _rows(bid, places)
        wide = csr_array((part.data, part.indices + start, part.indptr), shape=(len(bound), len(columns)))
        built = csr_array((-bound / scale, (np.arange(len(bound)), np.full(len(bound), place))),
                          shape=(len(bound), len(bids)))  # fmt: skip
        rows.append(hstack([wide, built]))
        limits.append(np.zeros(len(bound)))
        start += len(places)
    counted = np.concatenate([np.zeros(len(columns)), np.ones(len(bids))])
    return csr_array(vstack([*rows, csr_array(counted[None, :])])), np.concatenate(limits)


def _settled(flow: Numbers) -> Numbers:
    """Flows without what a solver leaves of rounding."""
    kept: Numbers = np.where(flow > 1e-9 * float(flow.max(initial=0.0)), flow, 0.0)
    return kept


def _rows(bid: Bid, places: Integers) -> tuple[csr_array, Numbers]:
    """The capacity and the recipe of a plant over the amounts that it takes, and what each row is at most."""
    kind = bid.kind[places]
    rows, limits = [np.ones(len(places))], [bid.capacity]
    for number, (least, most) in enumerate(zip(bid.least.tolist(), bid.most.tolist(), strict=True)):
        mine = (kind == number).astype(np.float64)
        if least > 0:
            rows.append(least - mine)
            limits.append(0.0)
        if most < 1:
            rows.append(mine - most)
            limits.append(0.0)
    return csr_array(np.array(rows)), np.array(limits)
