"""What breaks when one firm or one link stops: stranded wastes, single suppliers of inputs, bridges."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from core.bridges import bridges
from core.columns import Integers
from core.evidence import (
    NAMES_SHOWN,
    UnitSum,
    amount_sources,
    enumerate_names,
    link_ref,
    link_refs,
    link_text,
    ref,
    refs,
    sum_links,
    tell_sums,
)
from core.figures import Figures
from core.findings import Finding, Inquiry, check
from core.snapshot import Snapshot
from core.text import N_, Text
from core.wastes import WASTE_KINDS, numbered_keys

STRANDED = "fragile.stranded"
SUPPLIER = "fragile.single_supplier"
BRIDGE = "fragile.bridge"
INPUT_KINDS = ("material", "product", "by-product")  # utilities are not asked for a second supplier
TOLD = 4  # the gravest receivers and bridges; the rest of the receivers is told together
LARGE = 10_000.0  # t/a stranded from which one sender is enough to look at it
CUT_OFF = 3  # a link whose stop cuts off fewer actors on one side is no bridge worth telling


@check(STRANDED, N_("Only receiver of a waste"))
def find_stranded(inquiry: Inquiry) -> Iterable[Finding]:
    """Receivers with the amounts that go to nobody else today; whether another one has room, the command `gaps` tells.

    Asked for wastes and by-products of any receiver, and for everything physical that goes to a central plant. Another
    receiver counts only if it runs and its name is claimed.
    """
    by_receiver = inquiry.once(_only_receiver)
    tonnes = _tonnes_by_receiver(inquiry.figures, by_receiver)
    ranked = sorted(by_receiver, key=lambda receiver: (-tonnes[receiver], -len(by_receiver[receiver])))
    for receiver in ranked[:TOLD]:
        yield _stranded(inquiry, receiver, by_receiver[receiver], _sums(inquiry, by_receiver[receiver]))
    if ranked[TOLD:]:
        yield _stranded_together(inquiry, {receiver: by_receiver[receiver] for receiver in ranked[TOLD:]})


def _tonnes_by_receiver(chosen: Figures, by_receiver: dict[int, list[int]]) -> dict[int, float]:
    """The known tonnes that each receiver's links carry; other units do not count."""
    links = np.array([row for rows in by_receiver.values() for row in rows], dtype=np.int64)
    place = np.repeat(np.arange(len(by_receiver)), [len(rows) for rows in by_receiver.values()])
    counted = np.where(chosen.unit[links] == "t", np.nan_to_num(chosen.value[links]), 0.0)
    return dict(zip(by_receiver, np.bincount(place, counted, len(by_receiver)).tolist(), strict=True))


def _only_receiver(inquiry: Inquiry) -> dict[int, list[int]]:
    """Links by receiver whose sender has no other receiver for that commodity; self-loops are own use."""
    now, flow = inquiry.now, inquiry.now.flow
    treated = np.append(now.actor.role == "treatment", False)[flow.receiver]
    asked = (np.isin(flow.kind, WASTE_KINDS) | (treated & inquiry.physical)) & (flow.sender >= 0)
    reliable = np.append((now.actor.status == "running") & ~now.actor.unclaimed, True)[flow.receiver]
    rows = np.flatnonzero(asked & reliable & (flow.sender != flow.receiver))
    found: dict[int, list[int]] = defaultdict(list)
    for end, links in _only_ends(now, rows, flow.sender, flow.receiver):
        found[end] += links
    return dict(found)


def _only_ends(now: Snapshot, rows: Integers, holder: Integers, other: Integers) -> Iterator[tuple[int, list[int]]]:
    """Links (of `rows`) whose holder has one other end for their commodity, no other and not the outside.

    That end with the links of the holder and commodity, in the order in which these first come.
    """
    keys = numbered_keys(now, holder[rows], now.flow.commodity[rows])
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(keys[order]) != 0)) if len(rows) else np.zeros(0, dtype=np.int64)
    ends = other[rows][order]
    if not len(starts):
        return
    least, most = np.minimum.reduceat(ends, starts), np.maximum.reduceat(ends, starts)
    stops = np.append(starts[1:], len(rows))
    groups = np.flatnonzero((least == most) & (least >= 0))
    for group in groups[np.argsort(order[starts[groups]])].tolist():
        yield int(least[group]), rows[order[starts[group] : stops[group]]].tolist()


def _sums(inquiry: Inquiry, links: Sequence[int]) -> list[UnitSum]:
    """What links carry, within each unit."""
    return sum_links(inquiry.now, inquiry.figures, links)


def _tonnes(sums: list[UnitSum]) -> float:
    """Known tonnes; other units do not count."""
    return next((one.known for one in sums if one.unit == "t"), 0.0)


def _largest(sums: list[UnitSum]) -> tuple[float | None, str]:
    """The amount and unit that a finding is ranked by: the first unit of which anything is known."""
    return next(((one.known, one.unit) for one in sums if one.known), (None, ""))


def _stranded(inquiry: Inquiry, receiver: int, links: list[int], sums: list[UnitSum]) -> Finding:
    now = inquiry.now
    amount, unit = _largest(sums)
    senders = dict.fromkeys(int(now.flow.sender[row]) for row in links)
    wastes = dict.fromkeys(str(now.commodity.name[now.flow.commodity[row]]) for row in links)
    values = {
        "receiver": now.actor.name[receiver],
        "amounts": tell_sums(sums),
        "wastes": enumerate_names(list(wastes), 3),
        "senders": enumerate_names([str(now.actor.name[sender]) for sender in senders], 3),
        "n": len(senders),
    }
    return Finding(
        rule=STRANDED,
        layer="network",
        severity=2 if len(senders) > 1 or _tonnes(sums) >= LARGE else 1,
        subject=ref(now, "actor", receiver),
        sentence=Text(
            "If {receiver} stops, {wastes} of {n} firm ({senders}) loses its only receiver of today: {amounts} a year.",
            values,
            plural="If {receiver} stops, {wastes} of {n} firms ({senders}) loses its only receiver of today: "
            "{amounts} a year.",
        ),
        step=Text("Name a second receiver for these materials, or agree on storage for the time of a stop."),
        amount=amount,
        unit=unit,
        year=inquiry.year,
        evidence=link_refs(now, links),
        source=amount_sources(now, links),
    )


def _stranded_together(inquiry: Inquiry, rest: dict[int, list[int]]) -> Finding:
    now = inquiry.now
    links = [row for rows in rest.values() for row in rows]
    sums = _sums(inquiry, links)
    amount, unit = _largest(sums)
    return Finding(
        rule=STRANDED,
        layer="network",
        severity=1,
        subject=inquiry.cluster,
        sentence=_told_together(now.actor.name[list(rest)].tolist(), sums),
        step=Text("Keep them in mind when one of them plans to stop."),
        amount=amount,
        unit=unit,
        year=inquiry.year,
        evidence=refs(now, "actor", rest),
        source=amount_sources(now, links),
    )


def _told_together(receivers: list[str], sums: list[UnitSum]) -> Text:
    return Text(
        "{n} further actor is the only receiver of a material ({amounts} a year): {names}.",
        {"n": len(receivers), "names": enumerate_names(receivers), "amounts": tell_sums(sums)},
        plural="{n} further actors are each the only receiver of a material (together {amounts} a year): {names}.",
    )


@check(SUPPLIER, N_("Input with a single supplier"))
def find_single_suppliers(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms of the cluster that are the only supplier of a process input of several others; utilities are not asked."""
    told = inquiry.once(_suppliers)
    if told is not None:
        finding, links = told
        yield replace(finding, source=amount_sources(inquiry.now, links))


def _suppliers(inquiry: Inquiry) -> tuple[Finding, list[int]] | None:
    """The finding without its sources, and its links; None where nobody is the only supplier of several."""
    now, flow = inquiry.now, inquiry.now.flow
    rows = np.flatnonzero(np.isin(flow.kind, INPUT_KINDS) & (flow.receiver >= 0))
    served: dict[int, list[int]] = defaultdict(list)
    for sender, links in _only_ends(now, rows, flow.receiver, flow.sender):
        if sender != flow.receiver[links[0]]:
            served[sender] += links
    users = {sender: len(set(flow.receiver[rows].tolist())) for sender, rows in served.items() if len(rows) > 1}
    several = {sender: served[sender] for sender, count in users.items() if count > 1}
    links = [row for rows in several.values() for row in rows]
    return (_single_suppliers(inquiry, several, users, links), links) if several else None


def _single_suppliers(
    inquiry: Inquiry, several: dict[int, list[int]], users: dict[int, int], links: list[int]
) -> Finding:  # fmt: skip
    now = inquiry.now
    told = [
        Text("{firm} (for {count} firms)", {"firm": now.actor.name[sender], "count": users[sender]})
        for sender in sorted(several, key=lambda sender: -users[sender])[:NAMES_SHOWN]
    ]
    return Finding(
        rule=SUPPLIER,
        layer="network",
        severity=1,
        subject=inquiry.cluster if len(several) > 1 else ref(now, "actor", next(iter(several))),
        sentence=Text(
            "{n} firm is the only recorded supplier of a process input for several others: {firms}.",
            {"n": len(several), "firms": enumerate_names(told, total=len(several))},
            plural="{n} firms are the only recorded suppliers of process inputs for several others: {firms}.",
        ),
        step=Text("Ask the users whether they have another supplier; record it if so."),
        amount=float(len(several)),
        year=inquiry.year,
        evidence=(*refs(now, "actor", several), *link_refs(now, links)),
    )


@check(BRIDGE, N_("Link whose stop cuts the network in two"))
def find_bridges(inquiry: Inquiry) -> Iterable[Finding]:
    """Physical links that alone hold two parts of the network together, each of at least three actors."""
    for row, small in inquiry.once(_cutting):
        yield _bridge(inquiry, row, small)


def _cutting(inquiry: Inquiry) -> list[tuple[int, int]]:
    """The links that cut off most, with the number of actors on the smaller side."""
    flow = inquiry.now.flow
    rows = np.flatnonzero(inquiry.physical & (flow.sender >= 0) & (flow.receiver >= 0))
    found = bridges(flow.sender[rows], flow.receiver[rows], len(inquiry.now.actor))
    cutting = [(int(rows[place]), small) for place, small in found if small >= CUT_OFF]
    return sorted(cutting, key=lambda item: -item[1])[:TOLD]


def _bridge(inquiry: Inquiry, row: int, small: int) -> Finding:
    now = inquiry.now
    (carried,) = _sums(inquiry, [row])
    link = link_ref(now, row)
    return Finding(
        rule=BRIDGE,
        layer="network",
        severity=1,
        subject=link,
        sentence=Text(
            "If the link {link} stops ({amount} a year), {n} actors are cut off from the rest of the network.",
            {"link": link_text(now, row), "amount": carried.told, "n": small},
        ),
        step=Text("Look for a second link between the two parts."),
        amount=carried.whole,
        unit=carried.unit,
        year=inquiry.year,
        evidence=(link, *refs(now, "actor", (now.flow.sender[row], now.flow.receiver[row]))),
        source=amount_sources(now, [row]),
    )
