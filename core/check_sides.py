"""Links about which two sides or several sources state different amounts."""

from collections.abc import Iterable

import numpy as np

from core.check_data import data_finding
from core.disputes import TOLERANCE, beyond_accuracy
from core.evidence import enumerate_names, join_sources, link_ref, link_text, sources
from core.figures import figures
from core.findings import Finding, Inquiry, Ref, check
from core.series import Side, is_slip, link_sides
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text

DIFFER = "data.sides_differ"
COMPETING = "data.competing_figures"
TOLD_SINGLY = 5


@check(DIFFER, N_("Sender and receiver state different amounts"))
def find_differing_sides(inquiry: Inquiry) -> Iterable[Finding]:
    """Links whose sender and receiver differ by more than their stated accuracy, else by more than 10 %.

    Differences of about a thousandfold are told as slips of units instead.
    """
    now = inquiry.now
    found: list[tuple[float, int, Side, Side]] = []
    for row, sides in link_sides(now).items():
        sender = next((side for side in sides if side.origin == "sender"), None)
        receiver = next((side for side in sides if side.origin == "receiver"), None)
        if sender and receiver and _differ(sender, receiver):
            share = abs(sender.value - receiver.value) / max(sender.value, receiver.value)
            found.append((share, row, sender, receiver))
    found.sort(key=lambda item: -item[0])
    for _, row, sender, receiver in found[:TOLD_SINGLY]:
        yield _differing(inquiry, row, sender, receiver)
    if found[TOLD_SINGLY:]:
        yield _further(inquiry, [row for _, row, _, _ in found[TOLD_SINGLY:]])


def _differ(one: Side, other: Side) -> bool:
    spread = float(np.hypot(one.sd, other.sd))
    return beyond_accuracy(one.value, other.value, spread) and not is_slip(one.value, other.value)


def _differing(inquiry: Inquiry, row: int, sender: Side, receiver: Side) -> Finding:
    now = inquiry.now
    unit = str(now.commodity.base_unit[now.flow.commodity[row]])
    link = link_ref(now, row)
    cited = [sender.row, receiver.row]
    difference = abs(sender.value - receiver.value)
    return Finding(
        rule=DIFFER,
        layer="data",
        severity=2 if difference > max(sender.value, receiver.value) / 2 else 1,
        subject=link,
        sentence=Text(
            "{link}: the sender states {sent}, the receiver {received}; {difference} is to be cleared up.",
            {
                "link": link_text(now, row),
                "sent": Quantity(sender.value, unit),
                "received": Quantity(receiver.value, unit),
                "difference": Quantity(difference, unit),
            },
        ),
        step=Text("Put the delivery notes of both sides side by side."),
        amount=difference,
        unit=unit,
        matter=str(now.commodity.name[now.flow.commodity[row]]),
        year=inquiry.year,
        evidence=_statements(now, link.name, cited),
        source=sources(now, "flow_amount", cited),
    )


def _statements(now: Snapshot, name: str, rows: list[int]) -> tuple[Ref, ...]:
    return tuple(Ref("flow_amount", str(now.flow_amount.uid[row]), name) for row in rows)


def _further(inquiry: Inquiry, rows: list[int]) -> Finding:
    links = [link_ref(inquiry.now, row) for row in rows]
    return data_finding(
        inquiry,
        DIFFER,
        1,
        Text(
            "{n} further link has figures of sender and receiver that differ: {links}.",
            {"n": len(links), "links": enumerate_names([link_text(inquiry.now, row) for row in rows], 3)},
            plural="{n} further links have figures of sender and receiver that differ: {links}.",
        ),
        Text("Put them on the list for the next round of questions."),
        links,
    )


@check(COMPETING, N_("Competing figures of several sources"))
def find_competing(inquiry: Inquiry) -> Iterable[Finding]:
    """Links about which several sources state different amounts, told together; sender against receiver is apart."""
    now = inquiry.now
    counted = figures(now)
    told, links, cited = [], [], []
    for row, sides in sorted(link_sides(now).items()):
        values = [side.value for side in sides]
        if len(values) < 2 or ({side.origin for side in sides} <= {"sender", "receiver"} and len(values) == 2):
            continue
        if max(values) - min(values) > TOLERANCE * max(values):
            unit, link = str(counted.unit[row]), link_ref(now, row)
            span = {"low": Quantity(min(values), unit), "high": Quantity(max(values), unit)}
            used = Quantity(float(counted.value[row]), unit)
            told.append(Text("{link} {low} – {high}, used {used}", {**span, "link": link_text(now, row), "used": used}))
            links.append(link)
            cited += [side.row for side in sides]
    if links:
        yield data_finding(
            inquiry,
            COMPETING,
            1,
            Text(
                "{n} link has several figures that differ: {links}.",
                {"n": len(links), "links": enumerate_names(told, 3)},
                plural="{n} links have several figures that differ: {links}.",
            ),
            Text("Say which source is right; until then the best graded and newest one is used, nothing is averaged."),
            links,
            join_sources(sources(now, "flow_amount", cited)),
        )
