"""Why an amount finds no receiver: what would close if one condition alone were met and all else stayed as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.matching import BARRIERS, CAPACITY, Candidate, Matching, candidates_of
from core.receivers import Acceptance

NOBODY, SEVERAL = "nobody", "several"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `left` of an offer stays open: `barrier` (NOBODY: no capacity is stated; SEVERAL: two things at once).

    `gains` says per barrier what would close without it, in the offer's unit, other matches as they are; `candidates`
    are who is held back by the barrier that is told, nearest first.
    """

    barrier: str
    left: float
    gains: Mapping[str, float]
    candidates: tuple[Candidate, ...]


def reason_of(known: Acceptance, found: Matching, offer: int) -> Reason | None:
    """Why a part of an offer stays without receiver, None where it is closed or its amount is unknown."""
    left = found.left(offer)
    if not left > 0:
        return None
    listed = sorted(candidates_of(known, offer, found.offers[offer], found.terms), key=_nearness)
    gains = {barrier: gain for barrier in BARRIERS if (gain := _gain(found, listed, barrier, left)) > 0}
    if not listed:
        return Reason(NOBODY, left, {}, ())
    if not gains:
        return Reason(SEVERAL, left, {}, tuple(one for one in listed if one.barriers))
    told = max(gains, key=lambda barrier: (barrier != CAPACITY, gains[barrier], -BARRIERS.index(barrier)))
    return Reason(told, left, gains, tuple(held_back(listed, told)))


def held_back(listed: Sequence[Candidate], barrier: str) -> list[Candidate]:
    """Candidates that one barrier alone holds back; a lack of capacity is that of those with no other barrier."""
    alone = frozenset({barrier})
    return [one for one in listed if one.barriers == alone or (barrier == CAPACITY and not one.barriers)]


def _nearness(one: Candidate) -> tuple[int, bool, float]:
    return len(one.barriers), one.km != one.km, one.km


def _gain(found: Matching, listed: Sequence[Candidate], barrier: str, left: float) -> float:
    """What would close without a barrier: all where it is the lack of room, else what who is freed has spare."""
    freed = held_back(listed, barrier)
    if barrier == CAPACITY:
        return left if freed else 0.0
    return min(left, sum(max(0.0, found.room(one) - found.brought(one)) for one in freed))
