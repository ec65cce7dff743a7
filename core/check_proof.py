"""Receivers of running waste links that are not proved: unclaimed, unlicensed, out of date, or only registered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.evidence import UnitSum, amount_sources, enumerate_names, link_refs, ref, refs, sum_links, tell_sums
from core.findings import Finding, Inquiry, Ref, check
from core.receivers import MILD, NO_CODE, NOT_COMPARED, TO_TEST, UNCLAIMED, Acceptance, acceptance, accepting, doubt
from core.snapshot import Snapshot
from core.text import N_, Text
from core.wastes import WASTE_KINDS

NOT_PROVED = "gap.receiver_not_proved"
NO_CAPACITY = N_("no capacity for this is recorded")


@check(NOT_PROVED, N_("Receiver that is not proved"))
def find_unproved(inquiry: Inquiry) -> Iterable[Finding]:
    """Receivers of running waste links that are not proved: hazardous wastes one by one, the others together.

    Where a project has no capacities at all, only unclaimed names are told, since nothing else was ever asked.
    """
    doubted = inquiry.once(_doubted)
    for receiver, links, why in doubted.singly:
        yield _unproved(inquiry, receiver, links, why)
    if doubted.common is not None:
        yield _unproved_together(inquiry, doubted.common)


@dataclass(frozen=True, slots=True)
class Common:
    """The links that the receivers that are told together are sent, what names these, and what it rests on."""

    count: int
    links: list[int]
    names: Text | list[str | Text]
    evidence: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Doubted:
    """Receivers of hazardous wastes with their links and the doubt, and all others together, None for none."""

    singly: list[tuple[int, list[int], Text]]
    common: Common | None


def _doubted(inquiry: Inquiry) -> Doubted:
    """Who is not proved, whatever the links bring."""
    known, now = acceptance(inquiry), inquiry.now
    singly: list[tuple[int, list[int], Text]] = []
    common: dict[int, list[int]] = defaultdict(list)
    unclaimed, bare = now.actor.unclaimed.tolist(), Text(NO_CAPACITY) if len(now.capacity) else None
    for (receiver, commodity), links in _received(now).items():
        rows = accepting(known, commodity).get(receiver)
        why = _why_not(known, rows, commodity) if rows else Text(UNCLAIMED) if unclaimed[receiver] else bare
        if why and known.hazardous[commodity]:
            singly.append((receiver, links, why))
        elif why:
            common[receiver] += links
    if not common:
        return Doubted(singly, None)
    links = [row for rows in common.values() for row in rows]
    names = enumerate_names(now.actor.name[list(common)].tolist())
    return Doubted(singly, Common(len(common), links, names, (*refs(now, "actor", common), *link_refs(now, links))))


def _received(now: Snapshot) -> dict[tuple[int, int], list[int]]:
    """Links of waste and by-products by receiver and commodity; what a firm hands to itself is own use."""
    received: dict[tuple[int, int], list[int]] = defaultdict(list)
    flow = now.flow
    rows = np.flatnonzero((flow.receiver >= 0) & (flow.receiver != flow.sender) & np.isin(flow.kind, WASTE_KINDS))
    keys = zip(flow.receiver[rows].tolist(), flow.commodity[rows].tolist(), strict=True)
    for row, key in zip(rows.tolist(), keys, strict=True):
        received[key].append(row)
    return received


def _why_not(known: Acceptance, rows: list[int], commodity: int) -> Text | None:
    """Why none of a receiver's capacities is proved for a commodity, None where one is.

    What it takes already needs no test of its quality.
    """
    doubts = [doubt(known, row, commodity) for row in rows]
    proved = any(why is None or why.message_id in (TO_TEST, NOT_COMPARED) for why in doubts)
    return None if proved else doubts[0]


def _sums(inquiry: Inquiry, links: list[int]) -> list[UnitSum]:
    """What links bring, within each unit."""
    return sum_links(inquiry.now, inquiry.figures, links)


def _unproved(inquiry: Inquiry, receiver: int, links: list[int], why: Text) -> Finding:
    now = inquiry.now
    commodity = int(now.flow.commodity[links[0]])
    (total,) = _sums(inquiry, links)
    return Finding(
        rule=NOT_PROVED,
        layer="network",
        severity=2 if why.message_id in MILD else 3,
        subject=ref(now, "actor", receiver),
        sentence=_unproved_told(now, receiver, commodity, total, why),
        step=_step(why),
        amount=total.whole,
        unit=total.unit,
        matter=str(now.commodity.name[commodity]),
        year=inquiry.year,
        evidence=link_refs(now, links),
        source=amount_sources(now, links),
    )


def _unproved_told(now: Snapshot, receiver: int, commodity: int, total: UnitSum, why: Text) -> Text:
    values = {
        "receiver": now.actor.name[receiver],
        "waste": now.commodity.name[commodity],
        "code": now.commodity.code[commodity],
        "amount": total.told,
        "doubt": why,
    }
    if not values["code"]:
        return Text("{receiver} takes {amount} of the hazardous waste {waste}, but {doubt}.", values)
    return Text("{receiver} takes {amount} of the hazardous waste {waste} ({code}), but {doubt}.", values)


def _step(why: Text) -> Text:
    if why.message_id == NO_CODE:
        return Text("Enter the waste's code, then compare it with the licence.")
    return Text("See its licence and the transfer documents before the next transfer.")


def _unproved_together(inquiry: Inquiry, common: Common) -> Finding:
    sums = _sums(inquiry, common.links)
    return Finding(
        rule=NOT_PROVED,
        layer="network",
        severity=1,
        subject=inquiry.cluster,
        sentence=Text(
            "{n} receiver of waste and by-products ({amounts} a year) is not proved: {names}.",
            {"n": common.count, "amounts": tell_sums(sums), "names": common.names},
            plural="{n} receivers of waste and by-products ({amounts} a year) are not proved: {names}.",
        ),
        step=Text("Put them on the list of the next survey: see the site, the licence and the books."),
        amount=sums[0].known or None,
        unit=sums[0].unit,
        year=inquiry.year,
        evidence=common.evidence,
        source=amount_sources(inquiry.now, common.links),
    )
