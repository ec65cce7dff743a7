"""What is left over beside who could take it: offers, candidates with what stands in their way, and the best matching.

The rules stand in `core.receivers`: a hazardous waste needs a licence that names its code and is valid; unknown quality
is to be tested and no match; distance is the straight line times 1.3.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.columns import Integers, Numbers
from core.findings import Inquiry
from core.kinds import BASE_UNITS
from core.matching_lots import Lots, solve_lots
from core.matching_solver import Problem, solve
from core.receivers import (
    DETOUR,
    NO_BOOKS,
    NOT_COMPARED,
    NOT_FITTING,
    NOT_SEEN,
    PROVED_FROM,
    TO_TEST,
    UNCLAIMED,
    UNPROVED,
    Acceptance,
    acceptance,
    accepting,
    distances_km,
    doubts,
    room,
)
from core.steps import Step, quietly
from core.text import Text
from core.wastes import TOLERANCE, Waste

PROOF, LICENCE, QUALITY, DISTANCE, PRICE, CAPACITY = "proof", "licence", "quality", "distance", "price", "capacity"
BARRIERS = (CAPACITY, PROOF, QUALITY, DISTANCE, PRICE, LICENCE)  # the order in which equal ones are told
REACH_KM = {"goods": 100.0, "water": 10.0, "energy": 8.0}  # planning figures; hazardous wastes have no limit
NEAREST = 20  # receivers that an offer is matched with at most; a matching says where there were more
WAY_WEIGHT = 1e-3  # what the longest way takes off the worth of a unit where lots are asked for
_PROOFS = ("books", "visited", "papers", "registered")  # the surest first
_BARRIER_OF = {  # every other: the licence
    **dict.fromkeys((UNCLAIMED, UNPROVED, NOT_SEEN, NO_BOOKS), PROOF),
    **dict.fromkeys((TO_TEST, NOT_COMPARED, NOT_FITTING), QUALITY),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a match is asked for; amounts of money in CNY per t, `rate` per t and km, low and high.

    `disposal` is what a sender pays today to get rid of a t; prices are judged only where it and a rate are given.
    `lot` is the least amount of a match in t, `fixed` what a connection costs a year whatever flows; the latter asks
    for a rate and for what disposal costs. What is told in another unit has neither prices nor lots. `proved_from` is
    the step of the proof from which on a capacity counts as proved. `plant` is what a treatment plant costs: a factor
    in CNY and the power of its m3 a day.
    """

    proved_only: bool = True
    reach: Mapping[str, float] = field(default_factory=lambda: REACH_KM)
    rate: tuple[float, float] | None = None
    disposal: float | None = None
    lot: float = 0.0
    fixed: float = 0.0
    proved_from: str = PROVED_FROM
    plant: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An amount per year in `unit` (NaN unknown) of a commodity that an actor has left; `waste` is its account.

    `heap` marks what lay in store before the year, a single amount and not one per year.
    """

    actor: int
    commodity: int
    amount: float
    unit: str
    waste: Waste | None = None
    heap: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with a capacity for an offer (its place in the list): rows of `capacity`, free amount, way, fee.

    `barriers` are what stands in the way, empty where nothing does; `doubts` say so in words. NaN is unknown.
    """

    offer: int
    actor: int
    rows: tuple[int, ...]
    free: float
    km: float
    fee: float
    proof: int
    barriers: frozenset[str]
    doubts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Stall:
    """What an actor can take of a commodity under equal barriers, whoever brings it; see `Candidate`."""

    actor: int
    rows: tuple[int, ...]
    free: float
    fee: float
    proof: int
    barriers: frozenset[str]
    doubts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Offers, the candidates that nothing stands in the way of, and what flows to each (in the offer's unit).

    `of_offer` and `of_actor` are the places of candidates. `cut` says that an offer had more of them than were asked,
    `late` that time ran out before the matching with lots was proved to be the best. `used` is the earlier matching
    whose flows were taken off what is free.
    """

    terms: Terms
    offers: tuple[Offer, ...]
    candidates: tuple[Candidate, ...]
    flow: Numbers
    of_offer: tuple[tuple[int, ...], ...]
    of_actor: Mapping[int, tuple[int, ...]]
    cut: bool
    late: bool = False
    used: "Matching | None" = None

    def closed(self, offer: int) -> float:
        """What of an offer finds a receiver."""
        return float(self.flow[list(self.of_offer[offer])].sum())

    def left(self, offer: int) -> float:
        """What of an offer stays without a receiver; NaN where it is unknown, 0 within the accuracy of ledgers."""
        amount = self.offers[offer].amount
        rest = amount - self.closed(offer)
        return 0.0 if rest <= TOLERANCE * amount else rest

    def room(self, one: Candidate) -> float:
        """What an earlier matching leaves of a candidate's free room; NaN unknown."""
        return one.free if self.used is None else float(np.maximum(0.0, one.free - self.used.brought(one)))

    def brought(self, one: Candidate) -> float:
        """What flows to any of a candidate's capacities, from whatever offer."""
        rows = set(one.rows)
        same = self.of_actor.get(one.actor, ())
        return float(sum(self.flow[place] for place in same if rows & set(self.candidates[place].rows)))


def is_left(waste: Waste) -> bool:
    """Whether a remainder is unknown although something was generated, or above the accuracy of ledgers."""
    return waste.generated > 0 and (math.isnan(waste.left) or waste.left > TOLERANCE * waste.generated)


def offers_of(inquiry: Inquiry) -> list[Offer]:
    """Wastes and by-products of the year of which something is left after own use, disposal and links."""
    left = filter(is_left, inquiry.wastes)
    return [Offer(waste.actor, waste.commodity, waste.left, waste.unit, waste) for waste in left]


def heaps_of(inquiry: Inquiry) -> list[Offer]:
    """What lay in store of wastes when the year began, else what lies there less what the year added; largest first.

    What lies there now is the most that is left of it; NaN where either is unknown.
    """
    now = inquiry.now
    added = {(waste.actor, waste.commodity): waste.stored for waste in inquiry.wastes}
    found = []
    for row, key in enumerate(zip(now.stock.actor.tolist(), now.stock.commodity.tolist(), strict=True)):
        if key in added:
            before, after = float(now.stock.opening[row]), float(now.stock.closing[row])
            old = before if not np.isnan(before) else after - added[key]
            if not old <= 0:
                unit = str(now.commodity.base_unit[key[1]])
                found.append(Offer(*key, float(np.minimum(old, after)), unit, heap=True))
    return sorted(found, key=lambda heap: -np.nan_to_num(heap.amount))


def matching(inquiry: Inquiry) -> Matching:
    """The matching of what is left in the year with proved receivers, on the usual terms; solved once per inquiry."""
    return inquiry.once(_usual)


def _usual(inquiry: Inquiry) -> Matching:
    return match(acceptance(inquiry), offers_of(inquiry))


def match(known: Acceptance, offers: Sequence[Offer], terms: Terms | None = None, groups: Integers | None = None,
          used: Matching | None = None, without: Iterable[int] = (), step: Step = quietly) -> Matching:  # fmt: skip
    """The matching that closes most, then by the shortest ways, the surest licences and the most free capacity.

    With `groups` (a number per actor) only firms of the same number are matched. `used` is an earlier matching whose
    flows are taken off what is free; `without` are actors (rows) that take nothing. With fixed costs most is saved
    instead. `step` may stop the work by raising.
    """
    terms, away = terms or Terms(), set(without)
    listed: list[Candidate] = []
    cut = False
    for place, offer in enumerate(offers):
        able = [
            one
            for one in _open_candidates(known, place, offer, terms)
            if one.actor not in away and (groups is None or groups[one.actor] == groups[offer.actor])
        ]
        cut |= len(able) > NEAREST
        listed += sorted(able, key=_nearness)[:NEAREST]
    solved = _flow(known, offers, listed, used, terms, step) if listed else Lots(np.zeros(0), late=False)
    by_offer, by_actor = (_places(owners) for owners in ([c.offer for c in listed], [c.actor for c in listed]))
    of_offer = tuple(by_offer.get(place, ()) for place in range(len(offers)))
    return Matching(terms, tuple(offers), tuple(listed), solved.flow, of_offer, by_actor, cut, solved.late, used)


def _flow(
    known: Acceptance, offers: Sequence[Offer], listed: Sequence[Candidate], used: Matching | None, terms: Terms,
    step: Step,
) -> Lots:  # fmt: skip
    """The flows by the goals in their order; with lots most is closed, and of equals the shorter ways are taken."""
    problem, goals = program_of(offers, listed, used)
    of_offer = [terms_for(known, offer, terms) for offer in offers]
    asked = [of_offer[one.offer] for one in listed]
    lots, fixed = np.array([each.lot for each in asked]), np.array([each.fixed for each in asked])
    if fixed.any():
        saved = np.array([saving_of(one, each) for one, each in zip(listed, asked, strict=True)])
        saved[fixed == 0] = max(1.0, float(saved.max(initial=0.0)))
        return solve_lots(problem, lots, saved, fixed, step=step)
    if not lots.any():
        return Lots(solve(problem, goals, step), late=False)
    ways = goals[0] / max(1.0, float(goals[0].max()))
    return solve_lots(problem, lots, 1 - WAY_WEIGHT * ways, fixed, step=step)


def _nearness(one: Candidate) -> tuple[bool, float]:
    return np.isnan(one.km), one.km


def _places(owners: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The places at which each owner stands in a list."""
    found: dict[int, list[int]] = defaultdict(list)
    for place, owner in enumerate(owners):
        found[owner].append(place)
    return {owner: tuple(places) for owner, places in found.items()}


def barrier_of(doubt: Text) -> str:
    """The barrier that a doubt about a receiver is."""
    return _BARRIER_OF.get(doubt.message_id, LICENCE)


def terms_for(known: Acceptance, offer: Offer, terms: Terms) -> Terms:
    """The terms for an offer: prices and lots are per t, and no price stands in the way of a hazardous waste."""
    if offer.unit != BASE_UNITS["goods"]:
        return replace(terms, rate=None, disposal=None, lot=0.0, fixed=0.0)
    # A hazardous waste has no cheaper lawful way.
    return replace(terms, disposal=None, fixed=0.0) if known.hazardous[offer.commodity] else terms


def _open_candidates(known: Acceptance, place: int, offer: Offer, terms: Terms) -> list[Candidate]:
    """The candidates of an offer that nothing stands in the way of."""
    able = any(not stall.barriers and stall.free > 0 for stall in stalls_of(known, offer.commodity, terms))
    if not offer.amount > 0 or not (able or known.receivers_by.get((offer.actor, offer.commodity))):
        return []
    found = candidates_of(known, place, offer, terms)
    return [one for one in found if not one.barriers and one.free > 0]


def candidates_of(known: Acceptance, place: int, offer: Offer, terms: Terms) -> list[Candidate]:
    """Every other actor with a capacity for an offer, once for each set of barriers of its capacities."""
    terms = terms_for(known, offer, terms)
    fed = known.receivers_by.get((offer.actor, offer.commodity), frozenset())
    stalls = [stall for stall in stalls_of(known, offer.commodity, terms) if stall.actor not in fed]
    for actor in fed:
        stalls += _stalls(known, actor, offer.commodity, terms, offer.actor)
    stalls = [stall for stall in stalls if stall.actor != offer.actor]
    if not stalls:
        return []
    ways = distances_km(known.snapshot, offer.actor, [stall.actor for stall in stalls]).tolist()
    same = offer.unit == known.snapshot.commodity.base_unit[offer.commodity]
    limit = reach_of(known, offer.commodity, terms)
    return [_candidate(place, stall, km, same, limit, terms) for stall, km in zip(stalls, ways, strict=True)]


def stalls_of(known: Acceptance, commodity: int, terms: Terms) -> list[Stall]:
    """What every actor can take of a commodity, whoever brings it; worked out once."""
    key = (commodity, terms.proved_only, terms.proved_from)
    if key not in known.stalls:
        known.stalls[key] = [
            stall for actor in accepting(known, commodity) for stall in _stalls(known, actor, commodity, terms)
        ]
    return known.stalls[key]


def _stalls(known: Acceptance, actor: int, commodity: int, terms: Terms, sender: int = -1) -> list[Stall]:
    """The capacities of one actor for a commodity (of a sender); those with equal barriers are taken together."""
    grouped: dict[frozenset[str], list[int]] = defaultdict(list)
    told: dict[frozenset[str], tuple[Text, ...]] = {}
    for row in accepting(known, commodity).get(actor, []):
        why = doubts(known, row, commodity, sender, terms.proved_from)
        barriers = {barrier_of(doubt) for doubt in why}
        grouped[key := frozenset(barriers - (set() if terms.proved_only else {PROOF}))].append(row)
        told.setdefault(key, why)
    capacity = known.snapshot.capacity
    found = []
    for barred, rows in grouped.items():
        _, free = room(known, actor, rows, commodity)
        proof = max(_PROOFS.index(str(capacity.proof[row])) for row in rows)
        found.append(Stall(actor, tuple(rows), free, float(capacity.gate_fee[rows].max()), proof, barred, told[barred]))
    return found


def _candidate(place: int, stall: Stall, km: float, same_unit: bool, limit: float | None, terms: Terms) -> Candidate:
    """A stall for an offer: what it has free is unknown in another unit; it may be too far or too dear."""
    free = stall.free if same_unit else np.nan
    further = set()
    if limit is not None and km > limit:
        further.add(DISTANCE)
    if np.isnan(free):
        further.add(CAPACITY)
    cost = cost_of(stall.fee, km, terms)
    if terms.disposal is not None and (cost[0] > terms.disposal if cost else terms.fixed > 0):
        further.add(PRICE)
    barriers = stall.barriers | further
    return Candidate(place, stall.actor, stall.rows, free, km, stall.fee, stall.proof, barriers, stall.doubts)


def reach_of(known: Acceptance, commodity: int, terms: Terms) -> float | None:
    """How far (km by road) a commodity is worth moving by the terms, None without a limit."""
    return None if known.hazardous[commodity] else terms.reach.get(str(known.snapshot.commodity.medium[commodity]))


def cost_of(fee: float, km: float, terms: Terms) -> tuple[float, float] | None:
    """What a unit costs the sender (CNY): gate fee and transport by straight line and low rate, by road and high rate.

    None where the fee, the rate or the way is unknown; money is told only where the user gave both.
    """
    if terms.rate is None or np.isnan(fee) or np.isnan(km):
        return None
    low, high = terms.rate
    return fee + low * km / DETOUR, fee + high * km


def saving_of(one: Candidate, terms: Terms) -> float:
    """What a unit saves the sender (CNY) beside disposal, by the lower cost, which also decides what is too dear.

    0 where money is not known.
    """
    cost = cost_of(one.fee, one.km, terms)
    return 0.0 if cost is None or terms.disposal is None else terms.disposal - cost[0]


def program_of(
    offers: Sequence[Offer], listed: Sequence[Candidate], used: Matching | None
) -> tuple[Problem, tuple[Numbers, ...]]:
    """The problem of some open candidates and its goals after the tonnes: ways, proof, free capacity."""
    keys = list(dict.fromkeys((one.actor, one.rows) for one in listed))
    free = {(one.actor, one.rows): one.free - (used.brought(one) if used else 0.0) for one in listed}
    of_actor: dict[int, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        of_actor[key[0]].append(place)
    members = [
        (place, pair)
        for pair, one in enumerate(listed)
        for place in of_actor[one.actor]
        if set(one.rows) & set(keys[place][1])
    ]
    rooms, pairs = np.array(members, dtype=np.int64).reshape(-1, 2).T
    limits = np.maximum(0.0, np.array([free[key] for key in keys], dtype=np.float64))
    supply = np.nan_to_num(np.array([offer.amount for offer in offers], dtype=np.float64))
    problem = Problem(supply, limits, np.array([one.offer for one in listed], dtype=np.int64), rooms, pairs)
    return problem, _goals(listed)


def _goals(listed: Sequence[Candidate]) -> tuple[Numbers, ...]:
    """Costs per unit: an unknown way counts ten times the longest known one, so that it is chosen last."""
    km = np.array([one.km for one in listed], dtype=np.float64)
    known = km[~np.isnan(km)]
    km = np.nan_to_num(km, nan=10 * max(1.0, float(known.max(initial=0.0))))
    spare = np.array([one.free for one in listed], dtype=np.float64)
    return km, np.array([one.proof for one in listed], dtype=np.float64), -spare
