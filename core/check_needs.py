"""Needs that a by-product without a receiver could replace: a chance to be tested, never a match by itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.catalogues import Substitute, substitutes
from core.evidence import enumerate_names, link_ref, ref
from core.figures import figures
from core.findings import Finding, Inquiry, Ref, check
from core.series import SLIP, changing_series, slipped_pair
from core.snapshot import Snapshot
from core.statements import best_statistics
from core.text import N_, Quantity, Text
from core.wastes import wastes

NEED = "gap.need_by_product"
BOUGHT_KINDS = ("material", "product", "utility", "energy", "water")
FRESH_WATER = "fresh_water"  # the line of tables/substitutes.csv that firms' fresh water belongs to


@dataclass(frozen=True, slots=True)
class Share:
    """What one firm needs from outside or has left over in a year; NaN is unknown."""

    actor: int
    name: str | Text
    amount: float
    unit: str
    evidence: Ref


@check(NEED, N_("Need that a by-product could replace"))
def find_replaceable(inquiry: Inquiry) -> Iterable[Finding]:
    """Materials taken from outside for which another firm has a fitting by-product left, by tables/substitutes.csv.

    Needs are consumption statistics less what the cluster supplies, links from outside, and fresh water. Figures about
    a thousand times those of another year are left out; they have a finding of their own.
    """
    doubtful = _doubtful(inquiry)
    needs = [share for share in _needs(inquiry.now) if share.evidence.uid not in doubtful]
    offers = [share for share in _offers(inquiry.now) if share.evidence.uid not in doubtful]
    for line in substitutes():
        wanted = [share for share in needs if _is_need(line, share)]
        units = {share.unit for share in wanted}
        left = [share for share in offers if _named(share.name, line.by_products) and share.unit in units]
        if line.id == FRESH_WATER:
            left += [share for share in _treated_water(inquiry.now) if share.unit in units]
        if wanted and left:
            yield _finding(inquiry, line, wanted, left)


def _doubtful(inquiry: Inquiry) -> set[str]:
    """Statistics (uids) about a thousand times the figure of a neighbouring year."""
    whole = inquiry.whole
    slipped = [(series, slipped_pair(series)) for series in changing_series(whole, inquiry.year, SLIP[0])]
    return {str(whole.statistic.uid[s.points[pair[0]].row]) for s, pair in slipped if pair and s.table == "statistic"}


def _is_need(line: Substitute, share: Share) -> bool:
    """Whether a share is a need of the line: named so, and no by-product itself."""
    by_product = any(_named(share.name, other.by_products) for other in substitutes())
    return _named(share.name, line.needs) and not by_product


def _named(name: str | Text, words: tuple[str, ...]) -> bool:
    plain = (name.message_id if isinstance(name, Text) else name).casefold()
    return any(word.casefold() in plain for word in words)


def _needs(now: Snapshot) -> list[Share]:
    """What firms take from outside the cluster or from nature."""
    outside = np.append(now.actor.kind == "environment", True)  # -1, the outside, reads the last
    amounts = figures(now).value
    inside: dict[tuple[int, int], float] = defaultdict(float)
    shares: dict[tuple[int, int], Share] = {}
    for row in np.flatnonzero(np.isin(now.flow.kind, BOUGHT_KINDS) & (now.flow.receiver >= 0)).tolist():
        key = (int(now.flow.receiver[row]), int(now.flow.commodity[row]))
        if outside[now.flow.sender[row]]:
            unit = str(now.commodity.base_unit[key[1]])
            shares[key] = Share(key[0], str(now.commodity.name[key[1]]), amounts[row], unit, link_ref(now, row))
        else:
            inside[key] += amounts[row]
    for key, told in best_statistics(now, "consumption").items():
        if key[1] >= 0 and not told.value - inside[key] <= 0:
            name, amount = str(now.commodity.name[key[1]]), told.value - inside[key]
            shares[key] = Share(key[0], name, amount, told.unit, ref(now, "statistic", told.row))
    for (actor, commodity), told in best_statistics(now, "water_fresh").items():
        if told.value > 0:
            fresh = Share(actor, Text("fresh water"), told.value, told.unit, ref(now, "statistic", told.row))
            shares[actor, commodity] = fresh
    return list(shares.values())


def _offers(now: Snapshot) -> list[Share]:
    """Wastes and by-products that nobody is known to take."""
    return [
        Share(
            waste.actor,
            str(now.commodity.name[waste.commodity]),
            waste.left,
            "t",
            ref(now, "statistic", waste.statistics[0]),
        )
        for waste in wastes(now)
        if waste.left > 0
    ]


def _treated_water(now: Snapshot) -> list[Share]:
    """Water that central plants discharge."""
    return [
        Share(actor, Text("treated waste water"), told.value, told.unit, ref(now, "statistic", told.row))
        for (actor, _), told in best_statistics(now, "water_discharged").items()
        if now.actor.role[actor] == "treatment" and told.value > 0
    ]


def _finding(inquiry: Inquiry, line: Substitute, wanted: list[Share], left: list[Share]) -> Finding:
    now = inquiry.now
    unit = left[0].unit
    wanted = sorted((one for one in wanted if one.unit == unit), key=lambda one: -np.nan_to_num(one.amount))
    left = sorted(left, key=lambda one: -np.nan_to_num(one.amount))
    need, offer = sum(one.amount for one in wanted), sum(one.amount for one in left)
    amount = None if np.isnan(need) or np.isnan(offer) else float(min(need, offer))
    firm, owner = now.actor.name[wanted[0].actor], now.actor.name[left[0].actor]
    values = {
        "n": len(wanted),
        "need": Quantity(None if np.isnan(need) else float(need), unit),
        "needs": enumerate_names(list(dict.fromkeys(one.name for one in wanted)), 3),
        "offer": Quantity(None if np.isnan(offer) else float(offer), unit),
        "offers": enumerate_names(list(dict.fromkeys(one.name for one in left)), 3),
        "firm": firm,
        "owner": owner,
    }
    return Finding(
        rule=NEED,
        layer="network",
        severity=1,
        subject=ref(now, "actor", wanted[0].actor),
        sentence=Text(
            "{n} firm, {firm}, takes {need} of {needs} a year from outside, while {offer} of {offers} finds no use "
            "(most of it at {owner}) and could replace a part. Whether its quality fits is unknown: to be tested.",
            values,
            plural="{n} firms, first of all {firm}, take {need} of {needs} a year from outside, while {offer} of "
            "{offers} finds no use (most of it at {owner}) and could replace a part. Whether its quality fits is "
            "unknown: to be tested.",
        ),
        step=Text("Have a sample from {owner} tested for {firm}, with amounts per month.", values),
        amount=amount,
        unit=unit,
        matter=line.title,
        year=inquiry.year,
        evidence=tuple(dict.fromkeys(one.evidence for one in (*wanted, *left))),
        source=line.document,
    )
