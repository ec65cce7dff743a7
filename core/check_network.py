"""What breaks when one firm or one link stops: stranded wastes, single suppliers of inputs, bridges."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from core.bridges import bridges
from core.columns import Numbers
from core.evidence import amount_sources, enumerate_names, link_ref, link_text, ref, refs
from core.figures import figures
from core.findings import Finding, Inquiry, check
from core.kinds import FLOW_KINDS
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.wastes import WASTE_KINDS

STRANDED = "fragile.stranded"
SUPPLIER = "fragile.single_supplier"
BRIDGE = "fragile.bridge"
INPUT_KINDS = ("material", "product", "by-product")  # utilities are not asked for a second supplier
TOLD = 4  # the gravest receivers and bridges; the rest of the receivers is told together
LARGE = 10_000.0  # t/a stranded from which one sender is enough to look at it
CUT_OFF = 3  # a link whose stop cuts off fewer actors on one side is no bridge worth telling
UNITS_SHOWN = ("t", "m3", "GJ")


@check(STRANDED, N_("Wastes stranded if one receiver stops"))
def find_stranded(inquiry: Inquiry) -> Iterable[Finding]:
    """Receivers with the amounts whose only receiver they are: stop one firm, and so much has nowhere to go.

    Asked for wastes and by-products of any receiver, and for everything physical that goes to a central plant.
    """
    now = inquiry.now
    amounts = figures(now).value
    by_receiver = _only_receiver(now)
    ranked = sorted(by_receiver.items(), key=lambda item: (-_tonnes(now, amounts, item[1]), -len(item[1])))
    for receiver, links in ranked[:TOLD]:
        yield _stranded(inquiry, amounts, receiver, links)
    if ranked[TOLD:]:
        yield _stranded_together(inquiry, amounts, dict(ranked[TOLD:]))


def _only_receiver(now: Snapshot) -> dict[int, list[int]]:
    """Links by receiver whose sender has no other receiver for that commodity; self-loops are own use."""
    flow = now.flow
    treated = np.append(now.actor.role == "treatment", False)[flow.receiver]
    physical = np.array([FLOW_KINDS[kind].physical for kind in flow.kind], dtype=bool)
    asked = (np.isin(flow.kind, WASTE_KINDS) | (treated & physical)) & (flow.sender >= 0)
    ends: dict[tuple[int, int], set[int]] = defaultdict(set)
    links: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero(asked & (flow.sender != flow.receiver)).tolist():
        key = (int(flow.sender[row]), int(flow.commodity[row]))
        ends[key].add(int(flow.receiver[row]))
        links[key].append(row)
    found: dict[int, list[int]] = defaultdict(list)
    for key, receivers in ends.items():
        if len(receivers) == 1 and (receiver := next(iter(receivers))) >= 0:
            found[receiver] += links[key]
    return found


def _tonnes(now: Snapshot, amounts: Numbers, links: Sequence[int]) -> float:
    """Known tonnes of links; other units do not count."""
    units = now.commodity.base_unit[now.flow.commodity[list(links)]]
    return float(np.nansum(np.where(units == "t", amounts[list(links)], 0.0)))


def _sums(now: Snapshot, amounts: Numbers, links: Sequence[int]) -> tuple[dict[str, float], int]:
    """Known amounts of links per unit, and how many links have none."""
    sums: dict[str, float] = {}
    for row in links:
        unit = str(now.commodity.base_unit[now.flow.commodity[row]])
        if not np.isnan(amounts[row]):
            sums[unit] = sums.get(unit, 0.0) + float(amounts[row])
    return sums, int(np.isnan(amounts[list(links)]).sum())


def _amounts_told(sums: dict[str, float], unknown: int) -> list[Quantity | Text]:
    """'120 t, 30 m3, 2 links of unknown amount'."""
    order = {unit: place for place, unit in enumerate(UNITS_SHOWN)}
    units = sorted(sums, key=lambda unit: order.get(unit, len(order)))
    parts: list[Quantity | Text] = [Quantity(sums[unit], unit) for unit in units]
    if unknown:
        parts.append(Text("{n} link of unknown amount", {"n": unknown}, plural="{n} links of unknown amount"))
    return parts


def _stranded(inquiry: Inquiry, amounts: Numbers, receiver: int, links: list[int]) -> Finding:
    now = inquiry.now
    sums, unknown = _sums(now, amounts, links)
    unit = next((unit for unit in UNITS_SHOWN if unit in sums), "")
    senders = dict.fromkeys(int(now.flow.sender[row]) for row in links)
    wastes = dict.fromkeys(str(now.commodity.name[now.flow.commodity[row]]) for row in links)
    values = {
        "receiver": now.actor.name[receiver],
        "amounts": _amounts_told(sums, unknown),
        "wastes": enumerate_names(list(wastes), 3),
        "senders": enumerate_names([str(now.actor.name[sender]) for sender in senders], 3),
        "n": len(senders),
    }
    return Finding(
        rule=STRANDED,
        layer="network",
        severity=2 if len(senders) > 1 or sums.get("t", 0.0) >= LARGE else 1,
        subject=ref(now, "actor", receiver),
        sentence=Text(
            "If {receiver} stops, {wastes} of {n} firm ({senders}) has nowhere to go: {amounts} a year.",
            values,
            plural="If {receiver} stops, {wastes} of {n} firms ({senders}) has nowhere to go: {amounts} a year.",
        ),
        step=Text("Name a second receiver for these materials, or agree on storage for the time of a stop."),
        amount=sums.get(unit) if unit else None,
        unit=unit,
        year=inquiry.year,
        evidence=tuple(link_ref(now, row) for row in links),
        source=amount_sources(now, links),
    )


def _stranded_together(inquiry: Inquiry, amounts: Numbers, rest: dict[int, list[int]]) -> Finding:
    now = inquiry.now
    links = [row for rows in rest.values() for row in rows]
    sums, unknown = _sums(now, amounts, links)
    values = {
        "n": len(rest),
        "names": enumerate_names([str(now.actor.name[receiver]) for receiver in rest]),
        "amounts": _amounts_told(sums, unknown),
    }
    return Finding(
        rule=STRANDED,
        layer="network",
        severity=1,
        subject=inquiry.cluster,
        sentence=Text(
            "{n} further actor is the only receiver of a material ({amounts} a year): {names}.",
            values,
            plural="{n} further actors are each the only receiver of a material (together {amounts} a year): {names}.",
        ),
        step=Text("Keep them in mind when one of them plans to stop."),
        amount=sums.get("t"),
        unit="t" if "t" in sums else "",
        year=inquiry.year,
        evidence=refs(now, "actor", rest),
        source=amount_sources(now, links),
    )


@check(SUPPLIER, N_("Input with a single supplier"))
def find_single_suppliers(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms of the cluster that are the only supplier of a process input of several others; utilities are not asked."""
    now = inquiry.now
    suppliers: dict[tuple[int, int], set[int]] = defaultdict(set)
    links: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(now.flow.kind, INPUT_KINDS) & (now.flow.receiver >= 0)).tolist():
        key = (int(now.flow.receiver[row]), int(now.flow.commodity[row]))
        suppliers[key].add(int(now.flow.sender[row]))
        links[key].append(row)
    served: dict[int, list[int]] = defaultdict(list)
    for key, senders in suppliers.items():
        if len(senders) == 1 and (sender := next(iter(senders))) >= 0 and sender != key[0]:
            served[sender] += links[key]
    several = {sender: rows for sender, rows in served.items() if len(set(now.flow.receiver[rows].tolist())) > 1}
    if several:
        yield _single_suppliers(inquiry, several)


def _single_suppliers(inquiry: Inquiry, several: dict[int, list[int]]) -> Finding:
    now = inquiry.now
    users = {sender: len(set(now.flow.receiver[rows].tolist())) for sender, rows in several.items()}
    told = [
        Text("{firm} (for {count} firms)", {"firm": now.actor.name[sender], "count": users[sender]})
        for sender in sorted(several, key=lambda sender: -users[sender])
    ]
    links = [row for rows in several.values() for row in rows]
    return Finding(
        rule=SUPPLIER,
        layer="network",
        severity=1,
        subject=inquiry.cluster if len(several) > 1 else ref(now, "actor", next(iter(several))),
        sentence=Text(
            "{n} firm is the only recorded supplier of a process input for several others: {firms}.",
            {"n": len(several), "firms": enumerate_names(told)},
            plural="{n} firms are the only recorded suppliers of process inputs for several others: {firms}.",
        ),
        step=Text("Ask the users whether they have another supplier; record it if so."),
        amount=float(len(several)),
        year=inquiry.year,
        evidence=(*refs(now, "actor", several), *(link_ref(now, row) for row in links)),
        source=amount_sources(now, links),
    )


@check(BRIDGE, N_("Link whose stop cuts the network in two"))
def find_bridges(inquiry: Inquiry) -> Iterable[Finding]:
    """Physical links that alone hold two parts of the network together, each of at least three actors."""
    now = inquiry.now
    amounts = figures(now).value
    physical = np.array([FLOW_KINDS[kind].physical for kind in now.flow.kind], dtype=bool)
    rows = np.flatnonzero(physical & (now.flow.sender >= 0) & (now.flow.receiver >= 0))
    found = bridges(now.flow.sender[rows], now.flow.receiver[rows], len(now.actor))
    cutting = [(int(rows[place]), small) for place, small in found if small >= CUT_OFF]
    for row, small in sorted(cutting, key=lambda item: -item[1])[:TOLD]:
        yield _bridge(inquiry, amounts, row, small)


def _bridge(inquiry: Inquiry, amounts: Numbers, row: int, small: int) -> Finding:
    now = inquiry.now
    unit = str(now.commodity.base_unit[now.flow.commodity[row]])
    amount = None if np.isnan(amounts[row]) else float(amounts[row])
    link = link_ref(now, row)
    return Finding(
        rule=BRIDGE,
        layer="network",
        severity=1,
        subject=link,
        sentence=Text(
            "If the link {link} stops ({amount} a year), {n} actors are cut off from the rest of the network.",
            {"link": link_text(now, row), "amount": Quantity(amount, unit), "n": small},
        ),
        step=Text("Look for a second link between the two parts."),
        amount=amount,
        unit=unit,
        year=inquiry.year,
        evidence=(link, *refs(now, "actor", (now.flow.sender[row], now.flow.receiver[row]))),
        source=amount_sources(now, [row]),
    )
