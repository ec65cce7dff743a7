"""What happens when a receiver or a link stops: where its wastes could go instead, what has nowhere to go, how long.

Each is answered by matching anew without it; the proposals of the usual matching are not carried out yet and take no
room. Another receiver counts if it is proved, licensed and free.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.columns import Flags
from core.findings import Inquiry
from core.kinds import FLOW_KINDS
from core.matching import Candidate, Matching, Offer, Terms, match
from core.receivers import Acceptance, acceptance, distance_km
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.wastes import WASTE_KINDS

DAYS = 365.0


@dataclass(frozen=True, slots=True)
class Diversion:
    """A stopped link (row): its amount per year in `unit` (NaN unknown), what another receiver can take of it.

    `second` is the receiver that takes most, `extra_km` how much farther it is (NaN unknown); `days` is how long the
    sender's storage lasts, NaN where nobody told it.
    """

    link: int
    amount: float
    unit: str
    placed: float
    second: Candidate | None
    extra_km: float
    days: float

    @property
    def stranded(self) -> float:
        """What has nowhere to go per year, NaN where the amount is unknown."""
        return self.amount - self.placed


@dataclass(frozen=True, slots=True)
class Stop:
    """What stops with an actor (row): the wastes that it takes, and the firms that get something from it."""

    actor: int
    diversions: tuple[Diversion, ...]
    users: tuple[int, ...]


def firm_stops(inquiry: Inquiry, terms: Terms | None = None, step: Step = quietly) -> list[Stop]:
    """A stop of every actor that takes wastes or supplies others, in the order of what it strands (largest first).

    `step` is told of every actor and may stop the work by raising.
    """
    known, now = acceptance(inquiry), inquiry.now
    taken = _waste_links(now)
    served = _served(now)
    found = []
    asked = sorted({*taken, *served})
    for done, actor in enumerate(asked):
        step(done, len(asked))
        diverted = divert(inquiry, known, taken.get(actor, []), terms, step)
        found.append(Stop(actor, tuple(diverted), tuple(sorted(served.get(actor, ())))))
    units = _units(one for stop in found for one in stop.diversions)
    return sorted(found, key=lambda stop: (_rank(stop.diversions, units), -len(stop.diversions), -len(stop.users)))


def link_stops(inquiry: Inquiry, terms: Terms | None = None, step: Step = quietly) -> list[Diversion]:
    """A stop of every link that brings waste to a receiver, alone, in the order of what it strands."""
    known = acceptance(inquiry)
    found = [
        diversion
        for links in _waste_links(inquiry.now).values()
        for link in links
        for diversion in divert(inquiry, known, [link], terms, step)
    ]
    units = _units(found)
    return sorted(found, key=lambda one: _rank([one], units))


def _units(diversions: Iterable[Diversion]) -> list[str]:
    """The units by which stops are ranked, one after the other: tonnes first."""
    return sorted({one.unit for one in diversions}, key=lambda unit: (unit != "t", unit))


def _rank(diversions: Sequence[Diversion], units: Sequence[str]) -> tuple[float, ...]:
    """What is stranded in each unit, below 0 so that the most comes first; unlike units are never added."""
    return tuple(-float(sum(np.nan_to_num(one.stranded) for one in diversions if one.unit == unit)) for unit in units)


def divert(
    inquiry: Inquiry, known: Acceptance, links: Sequence[int], terms: Terms | None, step: Step = quietly
) -> list[Diversion]:
    """Where links to one receiver could go instead of it."""
    now, amounts = inquiry.now, inquiry.figures.whole
    flow = now.flow
    offers = [
        Offer(
            int(flow.sender[link]),
            int(flow.commodity[link]),
            float(amounts[link]),
            str(now.commodity.base_unit[flow.commodity[link]]),
        )
        for link in links
    ]
    found = match(known, offers, terms, without={int(flow.receiver[link]) for link in links}, step=step)
    return [_diversion(now, found, place, link) for place, link in enumerate(links)]


def _diversion(now: Snapshot, found: Matching, place: int, link: int) -> Diversion:
    offer = found.offers[place]
    ways = [row for row in found.of_offer[place] if found.flow[row] > 0]
    second = found.candidates[max(ways, key=lambda row: found.flow[row])] if ways else None
    before = distance_km(now, offer.actor, int(now.flow.receiver[link]))
    extra = second.km - before if second else np.nan
    return Diversion(link, offer.amount, offer.unit, found.closed(place), second, extra, _days(now, offer))


def _days(now: Snapshot, offer: Offer) -> float:
    """How many days the sender's storage takes what it hands over, NaN where storage or amount is unknown."""
    rows = np.flatnonzero((now.stock.actor == offer.actor) & (now.stock.commodity == offer.commodity))
    if not len(rows) or not offer.amount > 0:
        return np.nan
    spare = float((now.stock.storage_capacity[rows] - now.stock.closing[rows]).sum())
    return float(np.maximum(0.0, spare)) / (offer.amount / DAYS)


def _waste_links(now: Snapshot) -> dict[int, list[int]]:
    """Links of wastes to each receiver, and everything physical to a central plant; own use is none."""
    flow = now.flow
    treated = np.append(now.actor.role == "treatment", False)[flow.receiver]
    asked = np.isin(flow.kind, WASTE_KINDS) | (treated & _physical(now))
    found: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(asked & (flow.sender >= 0) & (flow.receiver >= 0) & (flow.sender != flow.receiver)):
        found[int(flow.receiver[row])].append(int(row))
    return found


def _served(now: Snapshot) -> dict[int, set[int]]:
    """Who gets something physical from whom."""
    flow = now.flow
    found: dict[int, set[int]] = defaultdict(set)
    inside = _physical(now) & (flow.sender >= 0) & (flow.receiver >= 0) & (flow.sender != flow.receiver)
    for row in np.flatnonzero(inside).tolist():
        found[int(flow.sender[row])].add(int(flow.receiver[row]))
    return found


def _physical(now: Snapshot) -> Flags:
    return np.isin(now.flow.kind, [kind.id for kind in FLOW_KINDS.values() if kind.physical])
