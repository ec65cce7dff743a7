"""Regions in which a waste arises and no plant that uses or treats it is there."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.check_receivers import receivers_told
from core.columns import Integers
from core.evidence import enumerate_names, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, check
from core.receivers import Acceptance, acceptance, capacities_for, receivers_of
from core.snapshot import region_tree
from core.text import N_, Quantity, Text
from core.wastes import Waste, wastes

MISSING = "gap.missing_decomposer"
ROLES = ("decomposer", "treatment")
TOLD_SINGLY = 5  # per region; further wastes are told together
NOTABLE = 100.0  # t/a


@check(MISSING, N_("No plant in the region that takes a waste"))
def find_missing(inquiry: Inquiry) -> Iterable[Finding]:
    """Wastes of an outermost region in which no decomposer or central plant accepts them and nobody takes them.

    A receiver of any role that takes the waste by a running link counts as a plant; so does a capacity however far
    it is proved, since the question is what exists.
    """
    known = acceptance(inquiry)
    told = wastes(inquiry.now)
    for region in np.flatnonzero(inquiry.now.region.parent < 0).tolist():
        inside = region_tree(inquiry.now.region, region)
        generated: dict[int, list[Waste]] = defaultdict(list)
        for waste in told:
            if inquiry.now.actor.region[waste.actor] in inside and waste.generated > 0:
                generated[waste.commodity].append(waste)
        missing = [parts for parts in generated.values() if not _is_taken(known, parts, inside)]
        missing.sort(key=lambda parts: -sum(waste.generated for waste in parts))
        for parts in missing[:TOLD_SINGLY]:
            yield _missing(inquiry, known, region, parts)
        if missing[TOLD_SINGLY:]:
            yield _further(inquiry, region, missing[TOLD_SINGLY:])


def _is_taken(known: Acceptance, parts: list[Waste], inside: Integers) -> bool:
    """Whether a plant in the region accepts the waste, a link brings it to somebody there, or own works place it."""
    now = known.snapshot
    commodity = parts[0].commodity
    links = [row for waste in parts for row in waste.links]
    ends = now.flow.receiver[links] if links else np.zeros(0, dtype=np.int64)
    if np.isin(now.actor.region[ends[ends >= 0]], inside).any():
        return True
    if not links and not any(waste.left > 0 or np.isnan(waste.left) for waste in parts):
        return True
    accepting = now.capacity.actor[capacities_for(known, commodity)]
    return any(now.actor.role[actor] in ROLES and now.actor.region[actor] in inside for actor in accepting)


def _missing(inquiry: Inquiry, known: Acceptance, region: int, parts: list[Waste]) -> Finding:
    now = inquiry.now
    largest = max(parts, key=lambda waste: waste.generated)
    total = float(sum(waste.generated for waste in parts))
    name = str(now.commodity.name[largest.commodity])
    values = {"waste": name, "amount": Quantity(total, "t"), "n": len(parts), "region": now.region.name[region]}
    fact = Text(
        "{amount} of {waste} a year arises at {n} firm in {region}, and no plant there uses or treats it.",
        values,
        plural="{amount} of {waste} a year arises at {n} firms in {region}, and no plant there uses or treats it.",
    )
    candidates = receivers_of(known, largest.commodity, largest.actor)
    rows = [row for waste in parts for row in waste.statistics]
    left = any(np.isnan(waste.left) or waste.left > 0 for waste in parts)
    linked = float(sum(waste.linked for waste in parts))
    away = Text("{linked} of it leaves the region by links.", {"linked": Quantity(linked, "t")}) if linked else None
    return Finding(
        rule=MISSING,
        layer="network",
        severity=2 if left and total >= NOTABLE else 1,
        subject=ref(now, "region", region),
        sentence=sentences(fact, away, receivers_told(now, candidates)),
        step=Text("Weigh a plant in the region against the way to a receiver elsewhere."),
        amount=total,
        unit="t",
        matter=name,
        year=inquiry.year,
        evidence=(*refs(now, "actor", (waste.actor for waste in parts)), *refs(now, "statistic", rows)),
        source=sources(now, "statistic", rows),
    )


def _further(inquiry: Inquiry, region: int, missing: list[list[Waste]]) -> Finding:
    now = inquiry.now
    rows = [row for parts in missing for waste in parts for row in waste.statistics]
    total = float(sum(waste.generated for parts in missing for waste in parts))
    names = enumerate_names([str(now.commodity.name[parts[0].commodity]) for parts in missing])
    values = {"n": len(missing), "region": now.region.name[region], "amount": Quantity(total, "t"), "names": names}
    return Finding(
        rule=MISSING,
        layer="network",
        severity=1,
        subject=ref(now, "region", region),
        sentence=Text(
            "{n} further waste ({amount} a year) has no plant in {region} either: {names}.",
            values,
            plural="{n} further wastes ({amount} a year) have no plant in {region} either: {names}.",
        ),
        step=Text("Look at them together with neighbouring regions."),
        amount=total,
        unit="t",
        year=inquiry.year,
        evidence=refs(now, "statistic", rows),
        source=sources(now, "statistic", rows),
    )
