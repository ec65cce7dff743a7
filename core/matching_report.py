"""Everything that a matching tells of a project in a year, gathered once for the command, for pages and for JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.check_needs import find_replaceable
from core.check_receivers import fact_told
from core.columns import Flags
from core.display_names import regions_called
from core.errors import UserError
from core.evidence import sentences, unit_order
from core.exchanges import Exchange, exchanges_of
from core.findings import Finding, Inquiry, inquire
from core.matching import Candidate, Matching, Offer, Terms, heaps_of, match, offers_of
from core.matching_complements import Complements, complements
from core.matching_left_out import LeftOut, left_out
from core.matching_matrix import Cell, Role, decomposer_matrix, network_roles
from core.matching_prices import economic_reach_km
from core.matching_reasons import Promised
from core.matching_regions import Pooling, pool, regions_compared
from core.matching_rents import Price, sellers_prices
from core.matching_shared import Shared, shared_treatment
from core.matching_stops import Diversion, Stop, firm_stops, link_stops
from core.matching_words import Gap, gaps_of, match_told, next_step, price_told, reason_told
from core.receivers import Acceptance, acceptance
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.text import Quantity, Text

STAGES = 7


@dataclass(frozen=True, slots=True)
class GapReport:
    """What is left over in a year and where it can go, on some terms; `region` is the row that was asked for, or -1."""

    inquiry: Inquiry
    known: Acceptance
    terms: Terms
    region: int
    found: Matching
    prices: Mapping[tuple[int, int], Price]
    gaps: tuple[Gap, ...]
    old: Matching
    heaps: tuple[Gap, ...]
    left_out: tuple[LeftOut, ...]
    needs: tuple[Finding, ...]
    matrix: tuple[Cell, ...]
    roles: tuple[Role, ...]
    stops: tuple[Stop, ...]
    links: tuple[Diversion, ...]
    pooling: Pooling
    shared: tuple[Shared, ...]
    complements: Complements


def gap_report(
    snapshot: Snapshot, year: int | None = None, terms: Terms | None = None, region: str = "", step: Step = quietly
) -> GapReport:
    """The report of a whole snapshot; `region` (name or code) keeps what its members have left; UserError.

    `step` is told of stages and may stop the work by raising.
    """

    def stage(number: int) -> Step:
        return quietly if step is quietly else lambda *_: step(number, STAGES)

    inquiry = inquire(snapshot, year)
    known, terms = acceptance(inquiry), terms or Terms()
    row = find_region(inquiry.now, region) if region else -1
    member: Flags = inquiry.now.members(row) if region else np.ones(len(inquiry.now.actor), dtype=bool)
    offers = _by_unit(offer for offer in offers_of(inquiry) if member[offer.actor])
    heaps = _by_unit(offer for offer in heaps_of(inquiry) if member[offer.actor])
    found = match(known, offers, terms, step=stage(0))
    old = match(known, heaps, terms, used=found, step=stage(1))
    promised: Promised = {}
    gaps = tuple(gaps_of(known, found, promised))
    return GapReport(
        inquiry,
        known,
        terms,
        row,
        found,
        sellers_prices(known, found, stage(2)),
        gaps,
        old,
        tuple(gaps_of(known, old, promised)),
        tuple(one for one in left_out(inquiry) if member[one.actor]),
        tuple(find_replaceable(inquiry)),
        tuple(decomposer_matrix(inquiry)),
        tuple(network_roles(inquiry.now)),
        tuple(firm_stops(inquiry, terms, stage(3))),
        tuple(link_stops(inquiry, terms, stage(4))),
        pool(known, found, regions_compared(inquiry.now), stage(5)),
        tuple(shared_treatment(inquiry)),
        complements(known, terms, gaps, stage(6)),
    )


def _by_unit(offers: Iterable[Offer]) -> list[Offer]:
    """Offers of one unit together, tonnes first, each unit in the order in which they came."""
    return sorted(offers, key=lambda offer: unit_order(offer.unit))


def find_region(now: Snapshot, told: str) -> int:
    """The row of the region with a name, in any language, or a code; UserError with those that there are."""
    rows = regions_called(now, told)
    if len(rows) == 1:
        return rows[0]
    names = [str(name) for name in now.region.name]
    known = Text("Its regions are {names}.", {"names": names}) if names else Text("The project has no regions yet.")
    if len(rows):
        raise UserError(Text("Several regions are called {region}.", {"region": told}), Text("Name one by its code."))
    raise UserError(Text("There is no region {region} in the project.", {"region": told}), known, value=told)


def gap_sentence(report: GapReport, gap: Gap, found: Matching) -> Text:
    """The fact about what is left over, where it can go, and why the rest cannot."""
    now = report.inquiry.now
    ways = [_labelled(report, gap, number) for number in range(len(gap.matches))]
    return sentences(_fact(now, gap), *ways, _price_told(report, gap), reason_told(report.known, found, gap))


def gap_price(report: GapReport, gap: Gap) -> Price | None:
    """What the seller gets where room goes to who pays most; None for heaps and where prices are not known."""
    return None if gap.offer.heap else report.prices.get((gap.offer.actor, gap.offer.commodity))


def _price_told(report: GapReport, gap: Gap) -> Text | None:
    """What scarce room would cost the sender, where others want it too."""
    price = gap_price(report, gap)
    firm = report.inquiry.now.actor.name[gap.offer.actor]
    return price_told(firm, price, gap.offer.unit) if price and price.scarce else None


def _fact(now: Snapshot, gap: Gap) -> Text:
    if gap.offer.waste is not None:
        return fact_told(now, gap.offer.waste)
    values = {
        "firm": now.actor.name[gap.offer.actor],
        "waste": now.commodity.name[gap.offer.commodity],
        "amount": Quantity(gap.offer.amount, gap.offer.unit),
    }
    if np.isnan(gap.offer.amount):
        return Text("How much of {waste} lies in store at {firm} since earlier years is unknown.", values)
    return Text("{amount} of {waste} lies in store at {firm} since earlier years.", values)


def _labelled(report: GapReport, gap: Gap, number: int) -> Text:
    """A match in words, with what is not proved of its receiver."""
    match_of = gap.matches[number]
    told = match_told(report.inquiry.now, gap.offer, match_of)
    doubts = list(match_of.candidate.doubts)
    return sentences(told, Text("Not proved: {doubts}.", {"doubts": doubts}) if doubts else None)


def gap_step(report: GapReport, gap: Gap) -> Text:
    """The next step for what is left over."""
    return next_step(report.known, gap)


def gap_exchanges(report: GapReport, gap: Gap) -> tuple[Exchange, ...]:
    """Who is known to use such a waste elsewhere."""
    return exchanges_of(str(report.inquiry.now.commodity.name[gap.offer.commodity]))


def gap_reach(report: GapReport, gap: Gap, candidates: Sequence[Candidate]) -> tuple[float, float] | None:
    """The economic reach (km) of what is left over by the lowest known gate fee, None without prices."""
    terms = report.terms
    known = [one.fee for one in candidates if not np.isnan(one.fee)]
    hazardous = report.known.hazardous[gap.offer.commodity]
    if terms.rate is None or terms.disposal is None or hazardous or not known:
        return None
    return economic_reach_km(terms.disposal, min(known), terms.rate)


def sums_by_unit(gaps: tuple[Gap, ...]) -> Iterator[tuple[str, float, float, int]]:
    """Per unit what is left over, what of it fits a receiver, and how many amounts are unknown."""
    for unit in dict.fromkeys(gap.offer.unit for gap in gaps):
        same = [gap for gap in gaps if gap.offer.unit == unit]
        known = [gap.offer.amount for gap in same if not np.isnan(gap.offer.amount)]
        fits = sum(one.amount for gap in same for one in gap.matches)
        yield unit, float(sum(known)), float(fits), len(same) - len(known)
