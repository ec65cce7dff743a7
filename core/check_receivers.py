"""Wastes and by-products without a receiver after own use and disposal, and who could take them."""

from collections.abc import Iterable

import numpy as np

from core.evidence import (
    NAMES_SHOWN,
    enumerate_names,
    join_sources,
    link_refs,
    link_text,
    ref,
    refs,
    sentences,
    sources,
    sum_units,
)
from core.findings import Finding, Inquiry, check
from core.matching import is_left, matching
from core.matching_reasons import Promised
from core.matching_words import gap_of, next_step
from core.receivers import ENDED, Acceptance, Receiver, acceptance, receivers_of
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.wastes import Waste

NO_RECEIVER = "gap.no_receiver"
LARGE, SMALL = 10_000.0, 100.0  # t or m3 a year: from the first a remainder is grave, below the second it is a hint
TOLD_SINGLY = 12  # smaller remainders are told together, so that the list stays readable


@check(NO_RECEIVER, N_("Waste or by-product without a receiver"))
def find_without_receiver(inquiry: Inquiry) -> Iterable[Finding]:
    """Wastes of which something is left after own use and disposal, what links take and what is declared as placed.

    An unknown link makes the remainder unknown, and it is told so. Registered receivers are named as not proved. The
    step is that of the matching, so that two wastes are not sent to the same room.
    """
    known, found = acceptance(inquiry), matching(inquiry)
    left = list(filter(is_left, inquiry.wastes))
    promised: Promised = {}
    for place, waste in enumerate(left[:TOLD_SINGLY]):
        yield _without_receiver(inquiry, known, waste, next_step(known, gap_of(known, found, place, promised)))
    if left[TOLD_SINGLY:]:
        yield _further(inquiry, left[TOLD_SINGLY:])


def _without_receiver(inquiry: Inquiry, known: Acceptance, waste: Waste, step: Text) -> Finding:
    now = inquiry.now
    candidates = receivers_of(known, waste.commodity, waste.actor)
    rows = [row for candidate in candidates for row in candidate.rows]
    return Finding(
        rule=NO_RECEIVER,
        layer="network",
        severity=_severity(known, waste),
        subject=ref(now, "actor", waste.actor),
        sentence=sentences(fact_told(now, waste), _whereabouts(now, waste), receivers_told(now, candidates)),
        step=step,
        amount=None if np.isnan(waste.left) else waste.left,
        unit=waste.unit,
        matter=str(now.commodity.name[waste.commodity]),
        year=inquiry.year,
        evidence=(
            *refs(now, "statistic", waste.statistics),
            *link_refs(now, waste.links),
            *refs(now, "capacity", rows),
        ),
        source=join_sources(sources(now, "statistic", waste.statistics), sources(now, "capacity", rows)),
    )


def fact_told(now: Snapshot, waste: Waste) -> Text:
    """How much finds no receiver, or that it is unknown."""
    values = {
        "firm": now.actor.name[waste.actor],
        "waste": now.commodity.name[waste.commodity],
        "generated": Quantity(waste.generated, waste.unit),
        "amount": Quantity(waste.left, waste.unit),
    }
    if np.isnan(waste.left):
        return Text("How much of the {generated} of {waste} of {firm} finds a receiver is unknown.", values)
    return Text("{amount} of {waste} a year at {firm} has no receiver.", values)


def _severity(known: Acceptance, waste: Waste) -> int:
    if np.isnan(waste.left) or known.snapshot.commodity.medium[waste.commodity] == "energy":
        return 1  # heat that nobody uses is a chance and no nuisance
    if known.hazardous[waste.commodity] or waste.left >= LARGE:
        return 3
    return 2 if waste.left >= SMALL else 1


def _whereabouts(now: Snapshot, waste: Waste) -> Text:
    """The account of one waste in one sentence, with what is not recorded."""
    terms: list[str | Text] = []
    for title, value in (
        (N_("own use and disposal {amount}"), waste.own),
        (N_("links {amount}"), waste.linked),
        (N_("declared as placed without naming a receiver {amount}"), waste.unnamed),
        (N_("without receiver {amount}"), waste.left),
    ):
        if np.isnan(value) or value > 0:
            terms.append(Text(title, {"amount": Quantity(None if np.isnan(value) else value, waste.unit)}))
    joined = terms[0]
    for term in terms[1:]:
        joined = Text("{terms} + {term}", {"terms": joined, "term": term})
    generated = Quantity(waste.generated, waste.unit)
    said = Text("Generated {generated} = {terms}.", {"generated": generated, "terms": joined})
    untold = None if waste.own_told else Text("Own use and disposal are not recorded.")
    stored = Text("{amount} went into storage in the year.", {"amount": Quantity(waste.stored, waste.unit)})
    return sentences(said, stored if waste.stored > 0 else None, _open_links(now, waste), untold)


def _open_links(now: Snapshot, waste: Waste) -> Text | None:
    """Which links leave the remainder open: their amount is unknown, or kept in another unit."""
    if not waste.open_links:
        return None
    links = enumerate_names([link_text(now, row) for row in waste.open_links], 2)
    if waste.unit != now.commodity.base_unit[waste.commodity]:
        return Text("The amount of {links} is kept in another unit than what was generated.", {"links": links})
    return Text("The amount of {links} is unknown.", {"links": links})


def receivers_told(now: Snapshot, candidates: list[Receiver]) -> Text:
    """Who could take it: the nearest proved receiver with what is free, else those who are only registered."""
    proved = best_proved(candidates)
    if proved:
        return _nearest(now, proved)
    if not candidates:
        return Text("Nobody in the project states a capacity for it.")
    names = enumerate_names([_doubted(now, one) for one in candidates], 3)
    return Text(
        "{n} receiver is recorded for it, but does not count yet: {names}.",
        {"n": len(candidates), "names": names},
        plural="{n} receivers are recorded for it, but none counts yet: {names}.",
    )


def _doubted(now: Snapshot, receiver: Receiver) -> Text:
    until = str(now.capacity.valid_to[receiver.rows[0]])
    values = {"receiver": now.actor.name[receiver.actor], "doubt": receiver.doubt, "date": until}
    if until and not _is(receiver, ENDED):
        return Text("{receiver} ({doubt}; licence until {date})", values)
    return Text("{receiver} ({doubt})", values)


def _is(receiver: Receiver, doubt: str) -> bool:
    return receiver.doubt is not None and receiver.doubt.message_id == doubt


def best_proved(candidates: list[Receiver]) -> Receiver | None:
    """The nearest proved receiver that is not known to be full, else the nearest proved one, else None."""
    proved = [candidate for candidate in candidates if candidate.doubt is None]
    return next((one for one in proved if one.free != 0), proved[0] if proved else None)


def _nearest(now: Snapshot, receiver: Receiver) -> Text:
    values = {"receiver": now.actor.name[receiver.actor], "free": Quantity(receiver.free, receiver.unit)}
    if np.isnan(receiver.distance_km):
        where = Text("A proved receiver is {receiver}; the distance is unknown.", values)
    else:
        values["distance"] = Quantity(round(receiver.distance_km, 1), "km")
        where = Text(
            "The nearest proved receiver is {receiver}, about {distance} by road (straight line × 1.3).", values
        )
    if np.isnan(receiver.free):
        return sentences(where, Text("How much it can still take is unknown."))
    return sentences(where, Text("It has {free} free.", values) if receiver.free else Text("It has nothing free."))


def _further(inquiry: Inquiry, left: list[Waste]) -> Finding:
    now = inquiry.now
    sums = [one for one in sum_units((waste.unit, waste.left, True) for waste in left) if one.known]
    rows = [row for waste in left for row in waste.statistics]
    return Finding(
        rule=NO_RECEIVER,
        layer="network",
        severity=1,
        subject=inquiry.cluster,
        sentence=_further_told(now, left, [Quantity(one.known, one.unit) for one in sums]),
        step=Text("Go through them once the larger ones are settled."),
        amount=sums[0].known if sums else None,
        unit=sums[0].unit if sums else "",
        year=inquiry.year,
        evidence=refs(inquiry.now, "statistic", rows),
        source=sources(now, "statistic", rows),
    )


def _further_told(now: Snapshot, left: list[Waste], amounts: list[Quantity]) -> Text:
    names = [
        Text("{waste} of {firm}", {"waste": now.commodity.name[waste.commodity], "firm": now.actor.name[waste.actor]})
        for waste in left[:NAMES_SHOWN]
    ]
    values = {"n": len(left), "amounts": amounts, "names": enumerate_names(names, NAMES_SHOWN, len(left))}
    if not amounts:
        return Text(
            "Of {n} further waste it is unknown how much has no receiver: {names}.",
            values,
            plural="Of {n} further wastes it is unknown how much has no receiver: {names}.",
        )
    return Text(
        "{n} further waste has no receiver or an unknown one, together at least {amounts} a year: {names}.",
        values,
        plural="{n} further wastes have no receiver or an unknown one, together at least {amounts} a year: {names}.",
    )
