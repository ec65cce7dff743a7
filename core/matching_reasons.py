"""Why an amount finds no receiver: what would close if one condition alone were met and all else stayed as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.matching import BARRIERS, CAPACITY, Candidate, Matching, candidates_of, terms_for
from core.receivers import Acceptance
from core.wastes import TOLERANCE

NOBODY, SEVERAL, UNWORTHY = "nobody", "several", "unworthy"
LOT, FIXED, NEAREST_ONLY = "lot", "fixed", "nearest only"  # what makes room unworthy
Promised = dict[int, list[tuple[frozenset[int], float]]]  # by actor: rows of `capacity`, and what was told of them


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `left` of an offer stays open: `barrier` (NOBODY: no capacity is stated; SEVERAL: two things at once;
    UNWORTHY: there is room, but not by the lots and fixed costs asked for, or beyond the nearest receivers).

    `gains` says per barrier what would close without it, in the offer's unit, other matches as they are; `candidates`
    are who is held back by the barrier that is told, nearest first. `above` says that all the room which the barrier
    holds back was told of for other offers before.
    """

    barrier: str
    left: float
    gains: Mapping[str, float]
    candidates: tuple[Candidate, ...]
    above: bool = False


def reason_of(known: Acceptance, found: Matching, offer: int, promised: Promised | None = None) -> Reason | None:
    """Why a part of an offer stays without receiver, None where it is closed or its amount is unknown.

    `promised` is the room that was told of on a condition for offers before; what is told now is added to it, so that
    no room is promised twice.
    """
    left = found.left(offer)
    if not left > 0:
        return None
    before = {} if promised is None else promised
    listed = sorted(candidates_of(known, offer, found.offers[offer], found.terms), key=_nearness)
    if not listed:
        return Reason(NOBODY, left, {}, ())
    open_still = tuple(one for one in listed if not one.barriers and _spare(found, one, {}) > TOLERANCE * left)
    if open_still:
        return Reason(UNWORTHY, left, {}, open_still)
    gains = _gains(found, listed, left, before)
    alone = gains or _gains(found, listed, left, {})
    if not alone:
        return Reason(SEVERAL, left, {}, tuple(one for one in listed if one.barriers))
    told = max(alone, key=lambda barrier: (barrier != CAPACITY, alone[barrier], -BARRIERS.index(barrier)))
    freed = tuple(held_back(listed, told))
    if gains and told != CAPACITY:
        _promise(found, freed, gains[told], before)
    return Reason(told, left, gains, freed, above=not gains)


def unworthy_by(known: Acceptance, found: Matching, reason: Reason) -> str:
    """Why nothing goes to receivers with room: that they were not weighed, else that no lot is left for any of them,
    else the fixed cost, each as far as the terms ask it of such an offer."""
    place = reason.candidates[0].offer
    terms = terms_for(known, found.offers[place], found.terms)
    given = [(found.candidates[row], float(found.flow[row])) for row in found.of_offer[place]]
    flows = {(one.actor, one.rows): flow for one, flow in given}
    weighed = [one for one in reason.candidates if (one.actor, one.rows) in flows]
    if not weighed or not (terms.lot or terms.fixed):
        return NEAREST_ONLY
    most = max(min(reason.left, _spare(found, one, {})) + flows[one.actor, one.rows] for one in weighed)
    return LOT if most < terms.lot or not terms.fixed else FIXED


def _gains(found: Matching, listed: Sequence[Candidate], left: float, promised: Promised) -> dict[str, float]:
    """What would close without each barrier, as far as the room is not promised yet."""
    told = {barrier: _gain(found, listed, barrier, left, promised) for barrier in BARRIERS}
    return {barrier: gain for barrier, gain in told.items() if gain > 0}


def _promise(found: Matching, freed: Sequence[Candidate], gain: float, promised: Promised) -> None:
    """Note what is told of the room of receivers, the nearest first."""
    for one in freed:
        amount = min(gain, _spare(found, one, promised))
        promised.setdefault(one.actor, []).append((frozenset(one.rows), amount))
        gain -= amount


def _spare(found: Matching, one: Candidate, promised: Promised) -> float:
    """What a candidate has free beyond what flows to it and what is promised of its capacities."""
    told = sum(amount for rows, amount in promised.get(one.actor, ()) if rows & set(one.rows))
    return max(0.0, found.room(one) - found.brought(one) - told)


def held_back(listed: Sequence[Candidate], barrier: str) -> list[Candidate]:
    """Candidates that one barrier alone holds back; a lack of capacity is that of those with no other barrier."""
    alone = frozenset({barrier})
    return [one for one in listed if one.barriers == alone or (barrier == CAPACITY and not one.barriers)]


def _nearness(one: Candidate) -> tuple[int, bool, float]:
    return len(one.barriers), one.km != one.km, one.km


def _gain(found: Matching, listed: Sequence[Candidate], barrier: str, left: float, promised: Promised) -> float:
    """What would close without a barrier: all where it is the lack of room, else what who is freed has spare."""
    freed = held_back(listed, barrier)
    if barrier == CAPACITY:
        return left if freed else 0.0
    return min(left, sum(_spare(found, one, promised) for one in freed))
