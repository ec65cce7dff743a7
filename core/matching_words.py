"""What a matching says to an official: where an amount can go, why it cannot, and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.columns import Numbers
from core.evidence import enumerate_names, sentences
from core.exchanges import users_told
from core.matching import (
    CAPACITY,
    DISTANCE,
    LICENCE,
    NEAREST,
    PRICE,
    PROOF,
    QUALITY,
    Candidate,
    Matching,
    Offer,
    Terms,
    barrier_of,
    cost_of,
    reach_of,
    terms_for,
)
from core.matching_prices import way_decides
from core.matching_reasons import FIXED, LOT, NOBODY, SEVERAL, UNWORTHY, Promised, Reason, reason_of, unworthy_by
from core.matching_rents import Price
from core.receivers import NOT_FITTING, NOT_RUNNING, Acceptance
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text

BARRIER_TITLES = {
    NOBODY: N_("no compatible receiver"),
    CAPACITY: N_("capacity"),
    PROOF: N_("not proved"),
    QUALITY: N_("quality"),
    DISTANCE: N_("too far"),
    PRICE: N_("too dear"),
    LICENCE: N_("licence or operation"),
    SEVERAL: N_("several things at once"),
    UNWORTHY: N_("not worth a connection"),
}
_WITHOUT = {
    PROOF: N_("If {receivers} were proved, {gain} of it would find a receiver."),
    QUALITY: N_("If its quality fits {receivers}, {gain} of it would find a receiver."),
    DISTANCE: N_("{receivers} could take {gain} of it, but farther than {limit} by road."),
    PRICE: N_("{receivers} could take {gain} of it, but for more than {disposal} CNY a unit."),
    LICENCE: N_("{receivers} could take {gain} of it, but {doubt}."),
}
_WITHOUT_PRICES = N_(
    "{receivers} could take {gain} of it, but for more than {disposal} CNY a unit or for an unknown price."
)


@dataclass(frozen=True, slots=True)
class Match:
    """What of an offer goes to a candidate; `cost` is CNY per unit, low and high, None without prices.

    `barely` says that it pays at the low end of the cost only.
    """

    candidate: Candidate
    amount: float
    cost: tuple[float, float] | None
    barely: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """An offer with its matches, and why a part of it stays open (None where it is closed or unknown)."""

    offer: Offer
    matches: tuple[Match, ...]
    reason: Reason | None


def gaps_of(known: Acceptance, found: Matching, promised: Promised | None = None) -> list[Gap]:
    """Every offer of a matching, in its order, each with its matches, nearest first, and its reason.

    Room that hangs on a condition is told once; `promised` is what was told of it before, and is added to.
    """
    told: Promised = {} if promised is None else promised
    return [gap_of(known, found, place, told) for place in range(len(found.offers))]


def gap_of(known: Acceptance, found: Matching, place: int, promised: Promised | None = None) -> Gap:
    """One offer of a matching with its matches and its reason; see `gaps_of`."""
    flow: Numbers = found.flow
    terms = terms_for(known, found.offers[place], found.terms)
    matches = [
        _matched(replace(one, free=found.room(one)), float(flow[row]), terms)
        for row in found.of_offer[place]
        if flow[row] > 0
        for one in (found.candidates[row],)
    ]
    matches.sort(key=lambda match: (np.isnan(match.candidate.km), match.candidate.km))
    return Gap(found.offers[place], tuple(matches), reason_of(known, found, place, promised))


def _matched(one: Candidate, amount: float, terms: Terms) -> Match:
    """What goes to a candidate, with its cost by the terms of the offer."""
    cost = cost_of(one.fee, one.km, terms)
    barely = cost is not None and terms.disposal is not None and (terms.disposal - cost[1]) * amount < terms.fixed
    return Match(one, amount, cost, barely)


def match_told(now: Snapshot, offer: Offer, match: Match) -> Text:
    """How much of an offer fits a receiver, how far it is, and what it costs where prices are known."""
    one = match.candidate
    values = {
        "amount": Quantity(match.amount, offer.unit),
        "receiver": now.actor.name[one.actor],
        "distance": Quantity(round(one.km, 1), "km"),
        "free": Quantity(one.free, offer.unit),
    }
    if np.isnan(one.km):
        way = Text("{amount} of it fits {receiver}, which has {free} free; how far it is is unknown.", values)
    else:
        way = Text("{amount} of it fits {receiver}, which has {free} free, about {distance} by road.", values)
    return sentences(way, cost_told(match, offer.unit))


def cost_told(match: Match, unit: str) -> Text | None:
    """What a match costs the sender as a range, whether the fee or the way decides, and whether it pays throughout.

    None without prices.
    """
    if match.cost is None:
        return None
    low, high = (round(bound, 1) for bound in match.cost)
    decides = Text("the way") if way_decides(match.candidate.fee, match.cost[1]) else Text("the gate fee")
    values = {"span": _span(low, high), "unit": unit, "decides": decides}
    barely = Text("It pays only at the low end of this cost.") if match.barely else None
    if high < 0:
        values["span"] = _span(-high, -low)
        told = Text("It brings the sender {span} CNY per {unit}; {decides} decides.", values)
    else:
        told = Text("It costs the sender {span} CNY per {unit}; {decides} decides.", values)
    return sentences(told, barely)


def _span(low: float, high: float) -> Text | float:
    """Two bounds, or the one number where they are the same."""
    return low if low == high else Text("{low} to {high}", {"low": low, "high": high})


def price_told(firm: object, price: Price, unit: str) -> Text:
    """What a firm pays or gets for a unit where room that others want too goes to who pays most."""
    low, high = round(price.low, 1), round(price.high, 1)
    values = {"firm": firm, "unit": unit}
    if low >= 0:
        return Text(
            "Others want the same room; if it goes to who pays most, {firm} gets {span} CNY per {unit}.",
            {**values, "span": _span(low, high)},
        )
    if high > 0:
        return Text(
            "Others want the same room; if it goes to who pays most, {firm} may pay {pays} or get {high} CNY per "
            "{unit}.",
            {**values, "pays": -low, "high": high},
        )
    return Text(
        "Others want the same room; if it goes to who pays most, {firm} pays {span} CNY per {unit}.",
        {**values, "span": _span(abs(high), -low)},
    )


def reason_told(known: Acceptance, found: Matching, gap: Gap) -> Text | None:
    """Why a part of an offer stays open, None where nothing does."""
    reason = gap.reason
    if reason is None:
        return None
    if reason.barrier == NOBODY:
        return _nobody_told(known.snapshot, gap.offer)
    if reason.barrier == CAPACITY:
        return _capacity_told(known.snapshot, reason)
    if reason.barrier == UNWORTHY:
        return _unworthy_told(known, found, reason)
    if reason.barrier == SEVERAL:
        told = [_doubted(known.snapshot, found, one) for one in reason.candidates]
        return Text("More than one thing stands in the way of {receivers}.", {"receivers": enumerate_names(told, 3)})
    if reason.above:
        names = {"receivers": _names(known.snapshot, reason.candidates)}
        return Text("What {receivers} could take on a condition is told of above for other waste.", names)
    return _one_told(known, found, gap.offer, reason)


def _one_told(known: Acceptance, found: Matching, offer: Offer, reason: Reason) -> Text:
    """The one condition that holds receivers back, and what it would bring to be without it."""
    unpriced = [one for one in reason.candidates if _is_unpriced(found, one)]
    if reason.barrier == PRICE and len(unpriced) == len(reason.candidates):
        names = {"receivers": _names(known.snapshot, reason.candidates)}
        return Text("What {receivers} would cost is unknown, so that no fixed cost can be weighed.", names)
    limit = reach_of(known, offer.commodity, found.terms)
    values = {
        "receivers": _names(known.snapshot, reason.candidates),
        "gain": Quantity(reason.gains[reason.barrier], offer.unit),
        "limit": Quantity(limit, "km"),
        "disposal": found.terms.disposal,
        "doubt": next(iter(reason.candidates[0].doubts), None),
    }
    told = _WITHOUT_PRICES if reason.barrier == PRICE and unpriced else _WITHOUT[reason.barrier]
    return sentences(Text(told, values), _besides(known.snapshot, reason))


def _is_unpriced(found: Matching, one: Candidate) -> bool:
    return cost_of(one.fee, one.km, found.terms) is None


def _nobody_told(now: Snapshot, offer: Offer) -> Text:
    """That nobody states a capacity; heat of a known temperature fits whoever needs less."""
    degrees = float(now.commodity.temperature[offer.commodity])
    if _is_heat(now, offer):
        return Text("Nobody states a capacity for this very heat, which has {degrees} °C.", {"degrees": degrees})
    return Text("Nobody in the project states a capacity for it.")


def _is_heat(now: Snapshot, offer: Offer) -> bool:
    goods = now.commodity
    return goods.medium[offer.commodity] == "energy" and not np.isnan(goods.temperature[offer.commodity])


def _besides(now: Snapshot, reason: Reason) -> Text | None:
    """What is doubtful about the nearest receiver apart from the reason, such as a capacity that is only registered."""
    nearest = reason.candidates[0]
    further = [doubt for doubt in nearest.doubts if barrier_of(doubt) != reason.barrier]
    told = {"receiver": now.actor.name[nearest.actor], "doubts": further}
    return Text("Besides, of {receiver}: {doubts}.", told) if further else None


def _capacity_told(now: Snapshot, reason: Reason) -> Text:
    unknown = [one for one in reason.candidates if np.isnan(one.free)]
    if unknown:
        return Text("How much {receivers} can still take is unknown.", {"receivers": _names(now, unknown)})
    return Text("No further room is left at {receivers}.", {"receivers": _names(now, reason.candidates)})


def _unworthy_told(known: Acceptance, found: Matching, reason: Reason) -> Text:
    """Why nothing more goes to receivers with room: the lots or fixed costs that were asked for, or the way."""
    heap = found.offers[reason.candidates[0].offer].heap
    values = {
        "receivers": _names(known.snapshot, reason.candidates),
        "lot": found.terms.lot,
        "fixed": found.terms.fixed,
        "n": NEAREST,
    }
    why = unworthy_by(known, found, reason)
    if why == FIXED:
        return Text(
            "There is room at {receivers}, but what is saved does not pay {fixed} CNY a year for a connection.", values
        )
    if why == LOT and heap:
        return Text("There is room at {receivers}, but not in lots of {lot} t.", values)
    if why == LOT:
        return Text("There is room at {receivers}, but not in lots of {lot} t a year.", values)
    return Text("There is room at {receivers}; only the {n} nearest receivers were weighed.", values)


def _doubted(now: Snapshot, found: Matching, one: Candidate) -> Text:
    """A receiver with everything that stands in its way."""
    told = [*one.doubts, *([Text(BARRIER_TITLES[DISTANCE])] if DISTANCE in one.barriers else [])]
    if PRICE in one.barriers:
        told.append(Text("what it would cost is unknown") if _is_unpriced(found, one) else Text(BARRIER_TITLES[PRICE]))
    if np.isnan(one.free):
        told.append(Text("how much it can still take is unknown"))
    if found.room(one) - found.brought(one) <= 0:
        told.append(Text("no room left"))
    joined = told[0]
    for doubt in told[1:]:
        joined = Text("{before}; {after}", {"before": joined, "after": doubt})
    return Text("{receiver} ({doubt})", {"receiver": now.actor.name[one.actor], "doubt": joined})


def _names(now: Snapshot, candidates: Sequence[Candidate]) -> object:
    return enumerate_names(list(dict.fromkeys(str(now.actor.name[one.actor]) for one in candidates)), 3)


def next_step(known: Acceptance, gap: Gap) -> Text:
    """What would bring an offer to a receiver, or find one."""
    now = known.snapshot
    values: dict[str, object] = {"firm": now.actor.name[gap.offer.actor]}
    if np.isnan(gap.offer.amount) and gap.offer.heap:
        return Text("Ask {firm} how much of it lies in store, and record it.", values)
    if np.isnan(gap.offer.amount):
        return Text("Ask both sides for the amounts of the links that are unknown.")
    if gap.matches:
        receivers = enumerate_names([str(now.actor.name[match.candidate.actor]) for match in gap.matches], 3)
        together = Text("Bring {firm} and {receivers} together.", {**values, "receivers": receivers})
        return sentences(together, _further(known, gap))
    return _further(known, gap) or Text("Nothing is left to be placed.")


def _further(known: Acceptance, gap: Gap) -> Text | None:
    """The step for what stays open after the matches."""
    reason, now = gap.reason, known.snapshot
    if reason is None:
        return None
    if not reason.candidates:
        return _elsewhere(known, gap)
    nearest = reason.candidates[0]
    values = {
        "firm": now.actor.name[gap.offer.actor],
        "receiver": now.actor.name[nearest.actor],
        "amount": Quantity(reason.left, gap.offer.unit),
    }
    if reason.barrier == UNWORTHY:
        return Text("Ask {firm} and {receiver} whether a smaller lot or a shared way pays.", values)
    barrier = reason.barrier if reason.barrier != SEVERAL else _first(nearest)
    if any(doubt.message_id == NOT_RUNNING for doubt in nearest.doubts):
        return Text("Ask {receiver} when it will run.", values)
    if barrier == LICENCE and known.hazardous[gap.offer.commodity]:
        return _elsewhere(known, gap)
    if barrier == QUALITY and any(doubt.message_id == NOT_FITTING for doubt in nearest.doubts):
        return Text("Ask {firm} and {receiver} whether a treatment brings it within the limit.", values)
    if barrier == CAPACITY and np.isnan(nearest.free):
        return Text("Ask {receiver} how much it can still take, and record it.", values)
    if barrier == CAPACITY and gap.offer.heap:
        years = Text("Ask {receiver} how much a year it can take of the store, and for how many years.", values)
        return sentences(years, _used_elsewhere(known, gap))
    if barrier == CAPACITY:
        return sentences(Text("Ask {receiver} whether it can take {amount} more.", values), _used_elsewhere(known, gap))
    if barrier == PRICE and gap.offer.heap:
        return Text("Ask {receiver} for a price for {amount}, or share the transport with others.", values)
    return Text(_STEPS[barrier], values)


_STEPS = {
    PROOF: N_("Visit {receiver} or compare its books, and record what is found."),
    QUALITY: N_("Have a sample of {firm} tested at {receiver}, and record what quality it takes."),
    DISTANCE: N_("Ask {firm} what it pays today, and weigh the way to {receiver} against it."),
    PRICE: N_("Ask {receiver} for a price for {amount} a year, or share the transport with others."),
    LICENCE: N_("Ask {receiver} for a licence that holds through the year."),
}


def _first(one: Candidate) -> str:
    """The barrier of several that is dealt with first: a licence, then proof, quality, way, price."""
    order = (LICENCE, PROOF, QUALITY, DISTANCE, PRICE, CAPACITY)
    return min(one.barriers, key=order.index)


def _elsewhere(known: Acceptance, gap: Gap) -> Text:
    if known.hazardous[gap.offer.commodity]:
        code = known.snapshot.commodity.code[gap.offer.commodity]
        return Text("Look for a plant whose licence names code {code} and is valid.", {"code": code})
    if _is_heat(known.snapshot, gap.offer):
        return Text("See by temperature who could use it: cluster-atlas cascade --energy.")
    search = Text("Look for a receiver outside the project, or plan a plant that uses it.")
    return sentences(search, _used_elsewhere(known, gap))


def _used_elsewhere(known: Acceptance, gap: Gap) -> Text | None:
    return users_told(str(known.snapshot.commodity.name[gap.offer.commodity]))
