"""What scarce room is worth: the price that a seller comes to where receivers give their room to who pays most.

The duals of the matching of greatest worth: `offer` rents are what a unit more of an offer would add, `room` rents what
a unit more of room would (Shapley & Shubik 1971, Int. J. Game Theory 1, 111). Money is CNY per unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.columns import Numbers
from core.matching import CAPACITY, Candidate, Matching, Terms, candidates_of, cost_of, program_of, terms_for
from core.matching_solver import Part, Problem, minimise, parts_of, sums_of
from core.receivers import Acceptance
from core.solver_watch import watched
from core.steps import Step, quietly

NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class Rents:
    """Flows (p,) of the greatest worth, and what a unit more of an offer (n,) or of room (m,) would add to it."""

    flow: Numbers
    offer: Numbers
    room: Numbers

    def sellers_price(self, disposal: Numbers) -> Numbers:
        """What each seller (n,) gets for a unit, below 0 what it pays; `disposal` (n,) is what it pays today."""
        price: Numbers = self.offer - disposal
        return price


def rents(problem: Problem, worth: Numbers, step: Step = quietly) -> Rents:
    """The flows of the greatest worth (p,) per unit, and their duals; where several prices clear, one of them.

    Each connected part is solved for itself; `step` may stop the work by raising.
    """
    flow, offer, room = np.zeros(len(problem)), np.zeros(len(problem.supply)), np.zeros(len(problem.room))
    done = 0
    for part in parts_of(problem):
        pairs, rooms, _ = part
        solved = watched(partial(_solve_part, problem, part, worth[pairs]), step, done, len(problem))
        places = np.unique(problem.offer[pairs])
        flow[pairs], offer[places], room[rooms] = solved[0], solved[1][: len(places)], solved[1][len(places) :]
        done += len(pairs)
    return Rents(flow, offer, room)


def _solve_part(problem: Problem, part: Part, worth: Numbers) -> tuple[Numbers, Numbers]:
    """Flows of a part and the rents of its limits, amounts and worth scaled to 1."""
    sums, limits = sums_of(problem, part)
    scale, size = float(limits.max(initial=0.0)) or 1.0, float(np.abs(worth).max(initial=0.0)) or 1.0
    result = minimise(-worth / size, A_ub=sums, b_ub=limits / scale, method="highs")
    if result.x is None:
        return np.zeros(len(worth)), np.full(len(limits), np.nan)
    return result.x * scale, -result.ineqlin.marginals * size


@dataclass(frozen=True, slots=True)
class Price:
    """What a seller gets for a unit (CNY, below 0 what it pays) by the low and the high rate, the lower first.

    `scarce` says that it is less than the cheapest receiver alone would leave it, since others want the same room.
    """

    low: float
    high: float
    scarce: bool


def sellers_prices(known: Acceptance, found: Matching, step: Step = quietly) -> dict[tuple[int, int], Price]:
    """The price that clears by actor and commodity of the offers of a matching, as far as it is known.

    Asked for both a rate and what disposal costs, receivers of known fee and way, and no lots or fixed costs, whose
    matching has no such price. Where one of unknown cost or of unknown room may take of any of those who want the same,
    none is known.
    """
    if found.terms.disposal is None or found.terms.rate is None:
        return {}
    asked = [terms_for(known, offer, found.terms) for offer in found.offers]
    priced = [found.candidates[place] for place in _priced_places(known, found, asked)]
    if not priced:
        return {}
    problem, _ = program_of(found.offers, priced, found.used)
    costs = np.array([cost_of(one.fee, one.km, asked[one.offer]) for one in priced], dtype=np.float64)
    disposal = np.array([np.nan if one.disposal is None else one.disposal for one in asked])
    worths = disposal[problem.offer][:, None] - costs
    prices = [rents(problem, worth, step).sellers_price(disposal) for worth in worths.T]
    cheapest = np.full((len(found.offers), 2), np.inf)
    np.minimum.at(cheapest, problem.offer, costs)
    keys = [(offer.actor, offer.commodity) for offer in found.offers]
    told = zip(keys, np.column_stack(prices), cheapest, strict=True)
    return {key: _price(price, alone) for key, price, alone in told if np.isfinite([*price, *alone]).all()}


def _priced_places(known: Acceptance, found: Matching, asked: Sequence[Terms]) -> list[int]:
    """The places of the candidates of connected parts in which what every one costs and has free is known."""
    if not found.candidates:
        return []
    unknown = {place for place, of in enumerate(found.of_offer) if of and _may_go_elsewhere(known, found, place)}
    priced = np.array([_is_priced(one, asked[one.offer]) and one.offer not in unknown for one in found.candidates])
    problem, _ = program_of(found.offers, found.candidates, found.used)
    return [place for pairs, _, _ in parts_of(problem) if priced[pairs].all() for place in pairs.tolist()]


def _may_go_elsewhere(known: Acceptance, found: Matching, place: int) -> bool:
    """Whether somebody may take an offer but for what is free there, which is not known."""
    able = candidates_of(known, place, found.offers[place], found.terms)
    return any(one.barriers == {CAPACITY} for one in able)


def _is_priced(one: Candidate, terms: Terms) -> bool:
    whole = terms.disposal is not None and not (terms.lot or terms.fixed)
    return whole and cost_of(one.fee, one.km, terms) is not None


def _price(told: Numbers, cheapest: Numbers) -> Price:
    """The range of a price; `cheapest` is what the cheapest receiver costs at each rate."""
    scarce = bool((-told > cheapest + NOISE * (1 + np.abs(cheapest))).any())
    return Price(float(told.min()), float(told.max()), scarce)
