"""Receivers of running waste links that are not proved: unclaimed, unlicensed, out of date, or only registered."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.evidence import amount_sources, enumerate_names, link_ref, ref, refs
from core.findings import Finding, Inquiry, check
from core.receivers import UNCLAIMED, UNPROVED, Acceptance, acceptance, capacities_for, doubt
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.wastes import WASTE_KINDS

NOT_PROVED = "gap.receiver_not_proved"
NO_CAPACITY = N_("no capacity for this is recorded")


@check(NOT_PROVED, N_("Receiver that is not proved"))
def find_unproved(inquiry: Inquiry) -> Iterable[Finding]:
    """Receivers of running waste links that are not proved: hazardous wastes one by one, the others together.

    Where a project has no capacities at all, only unclaimed names are told, since nothing else was ever asked.
    """
    known = acceptance(inquiry)
    common: dict[int, list[int]] = defaultdict(list)
    received = _received(inquiry.now)
    accepted = {commodity: capacities_for(known, commodity) for commodity in {key[1] for key in received}}
    for (receiver, commodity), links in received.items():
        why = _why_not(known, accepted[commodity], receiver, commodity)
        if why and known.hazardous[commodity]:
            yield _unproved(inquiry, known, receiver, links, why)
        elif why:
            common[receiver] += links
    if common:
        yield _unproved_together(inquiry, known, common)


def _received(now: Snapshot) -> dict[tuple[int, int], list[int]]:
    """Links of waste and by-products by receiver and commodity; what a firm hands to itself is own use."""
    received: dict[tuple[int, int], list[int]] = defaultdict(list)
    handed_over = (now.flow.receiver >= 0) & (now.flow.receiver != now.flow.sender)
    for row in np.flatnonzero(np.isin(now.flow.kind, WASTE_KINDS) & handed_over).tolist():
        received[int(now.flow.receiver[row]), int(now.flow.commodity[row])].append(row)
    return received


def _why_not(known: Acceptance, accepted: list[int], receiver: int, commodity: int) -> str:
    """Why a receiver is not proved for a commodity, '' where it is or where nobody ever recorded capacities."""
    now = known.snapshot
    doubts = [doubt(known, row, commodity) for row in accepted if now.capacity.actor[row] == receiver]
    if not doubts and (now.actor.unclaimed[receiver] or len(now.capacity)):
        return UNCLAIMED if now.actor.unclaimed[receiver] else NO_CAPACITY
    return "" if "" in doubts or not doubts else doubts[0]


def _unproved(inquiry: Inquiry, known: Acceptance, receiver: int, links: list[int], why: str) -> Finding:
    now = inquiry.now
    commodity = int(now.flow.commodity[links[0]])
    amount = float(sum(known.amounts[links]))
    values = {
        "receiver": now.actor.name[receiver],
        "waste": now.commodity.name[commodity],
        "code": now.commodity.code[commodity],
        "amount": Quantity(None if np.isnan(amount) else amount, str(now.commodity.base_unit[commodity])),
        "doubt": Text(why),
    }
    return Finding(
        rule=NOT_PROVED,
        layer="network",
        severity=2 if why == UNPROVED else 3,
        subject=ref(now, "actor", receiver),
        sentence=Text("{receiver} takes {amount} of the hazardous waste {waste} ({code}), but {doubt}.", values),
        step=Text("See its licence and the transfer documents before the next transfer."),
        amount=None if np.isnan(amount) else amount,
        unit=str(now.commodity.base_unit[commodity]),
        matter=str(now.commodity.name[commodity]),
        year=inquiry.year,
        evidence=tuple(link_ref(now, row) for row in links),
        source=amount_sources(now, links),
    )


def _unproved_together(inquiry: Inquiry, known: Acceptance, common: dict[int, list[int]]) -> Finding:
    now = inquiry.now
    links = [row for rows in common.values() for row in rows]
    tonnes = [known.amounts[row] for row in links if now.commodity.base_unit[now.flow.commodity[row]] == "t"]
    total = float(np.nansum(tonnes))
    names = enumerate_names([str(now.actor.name[receiver]) for receiver in common])
    return Finding(
        rule=NOT_PROVED,
        layer="network",
        severity=1,
        subject=inquiry.cluster,
        sentence=Text(
            "{n} receiver of waste and by-products ({amount} known a year) is not proved: {names}.",
            {"n": len(common), "amount": Quantity(total, "t"), "names": names},
            plural="{n} receivers of waste and by-products ({amount} known a year) are not proved: {names}.",
        ),
        step=Text("Put them on the list of the next survey: see the site, the licence and the books."),
        amount=total,
        unit="t",
        year=inquiry.year,
        evidence=(*refs(now, "actor", common), *(link_ref(now, row) for row in links)),
        source=amount_sources(now, links),
    )
