"""Regions in which a waste arises and no plant that uses or treats it is there."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.check_receivers import receivers_told
from core.columns import Flags
from core.evidence import enumerate_names, ref, refs, sentences, sources, sum_units, tell_sums
from core.findings import Finding, Inquiry, check
from core.model import Regions
from core.receivers import Acceptance, acceptance, capacities_for, receivers_of
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.wastes import Waste

MISSING = "gap.missing_decomposer"
CYCLE = "data.region_cycle"
ROLES = ("decomposer", "treatment")
TOLD_SINGLY = 5  # per region; further wastes are told together
NOTABLE = 100.0  # t/a


@check(MISSING, N_("No plant in the region that takes a waste"))
def find_missing(inquiry: Inquiry) -> Iterable[Finding]:
    """Wastes of an outermost region in which no decomposer or central plant accepts them and nobody takes them.

    Actors belong to a region by their membership of the year, else by their place. A receiver of any role that takes
    the waste by a running link counts as a plant; so does a capacity however far it is proved, since the question is
    what exists. Unlike units of one waste are told apart. Heat is not asked for: a cascade finds its users.
    """
    known, medium = acceptance(inquiry), inquiry.now.commodity.medium
    for region in (cycle[0] for cycle in outermost_regions(inquiry.now.region)):
        member = inquiry.now.members(region)
        generated: dict[tuple[int, str], list[Waste]] = defaultdict(list)
        for waste in inquiry.wastes:
            if member[waste.actor] and waste.generated > 0 and medium[waste.commodity] != "energy":
                generated[waste.commodity, waste.unit].append(waste)
        missing = [parts for parts in generated.values() if not _is_taken(known, parts, member)]
        missing.sort(key=lambda parts: -sum(waste.generated for waste in parts))
        for parts in missing[:TOLD_SINGLY]:
            yield _missing(inquiry, known, region, parts)
        if missing[TOLD_SINGLY:]:
            yield _further(inquiry, region, missing[TOLD_SINGLY:])


def outermost_regions(regions: Regions) -> list[list[int]]:
    """Rows of the outermost regions, each alone; regions that are part of each other stand together, smallest first."""
    parents = regions.parent.tolist()
    tops: dict[int, list[int]] = {}
    for region in range(len(parents)):
        way = [region]
        while parents[way[-1]] >= 0 and parents[way[-1]] not in way:
            way.append(parents[way[-1]])
        above = parents[way[-1]]
        cycle = sorted(way[way.index(above) :]) if above >= 0 else way[-1:]
        tops[cycle[0]] = cycle
    return [tops[first] for first in sorted(tops)]


@check(CYCLE, N_("Regions that are part of each other"))
def find_cycles(inquiry: Inquiry) -> Iterable[Finding]:
    """Regions whose recorded parents lead back to themselves; each such group is counted as one outermost region."""
    now = inquiry.now
    for cycle in outermost_regions(now.region):
        if now.region.parent[cycle[0]] >= 0:
            names = enumerate_names([str(now.region.name[row]) for row in cycle])
            yield Finding(
                rule=CYCLE,
                layer="data",
                severity=2,
                subject=ref(now, "region", cycle[0]),
                sentence=Text("Going up from region to region leads in a circle: {names}.", {"names": names}),
                step=Text("Correct which of these regions belongs to which."),
                amount=float(len(cycle)),
                year=inquiry.year,
                evidence=refs(now, "region", cycle),
                source=sources(now, "region", cycle),
            )


def _is_taken(known: Acceptance, parts: list[Waste], member: Flags) -> bool:
    """Whether a plant in the region accepts the waste, a link brings it to a member, or own works place it."""
    now = known.snapshot
    links = [row for waste in parts for row in waste.links]
    if np.append(member, False)[now.flow.receiver[links]].any():  # -1, outside, reads the last
        return True
    if not links and not any(waste.left > 0 or np.isnan(waste.left) for waste in parts):
        return True
    accepting = now.capacity.actor[capacities_for(known, parts[0].commodity)]
    return bool((np.isin(now.actor.role[accepting].astype(str), ROLES) & member[accepting]).any())


def _missing(inquiry: Inquiry, known: Acceptance, region: int, parts: list[Waste]) -> Finding:
    now = inquiry.now
    largest = max(parts, key=lambda waste: waste.generated)
    total = float(sum(waste.generated for waste in parts))
    name, unit = str(now.commodity.name[largest.commodity]), largest.unit
    candidates = receivers_of(known, largest.commodity, largest.actor)
    rows = [row for waste in parts for row in waste.statistics]
    open_end = any(np.isnan(waste.left) or waste.left > 0 for waste in parts)
    return Finding(
        rule=MISSING,
        layer="network",
        severity=2 if open_end and total >= NOTABLE and unit == "t" else 1,
        subject=ref(now, "region", region),
        sentence=sentences(_arising(now, region, parts, total), _leaving(parts), receivers_told(now, candidates)),
        step=Text("Weigh a plant in the region against the way to a receiver elsewhere."),
        amount=total,
        unit=unit,
        matter=name,
        year=inquiry.year,
        evidence=(*refs(now, "actor", (waste.actor for waste in parts)), *refs(now, "statistic", rows)),
        source=sources(now, "statistic", rows),
    )


def _arising(now: Snapshot, region: int, parts: list[Waste], total: float) -> Text:
    values = {
        "waste": now.commodity.name[parts[0].commodity],
        "amount": Quantity(total, parts[0].unit),
        "n": len(parts),
        "region": now.region.name[region],
    }
    return Text(
        "{waste}: {amount} a year arise in {region} at {n} firm, and no plant there uses or treats it.",
        values,
        plural="{waste}: {amount} a year arise in {region} at {n} firms, and no plant there uses or treats it.",
    )


def _leaving(parts: list[Waste]) -> Text | None:
    linked = Quantity(float(sum(waste.linked for waste in parts)), parts[0].unit)
    return Text("{linked} of it leaves the region by links.", {"linked": linked}) if linked.value else None


def _further(inquiry: Inquiry, region: int, missing: list[list[Waste]]) -> Finding:
    now = inquiry.now
    rows = [row for parts in missing for waste in parts for row in waste.statistics]
    sums = sum_units((waste.unit, waste.generated, True) for parts in missing for waste in parts)
    names = enumerate_names([str(now.commodity.name[parts[0].commodity]) for parts in missing])
    values = {"n": len(missing), "region": now.region.name[region], "amounts": tell_sums(sums), "names": names}
    return Finding(
        rule=MISSING,
        layer="network",
        severity=1,
        subject=ref(now, "region", region),
        sentence=Text(
            "{n} further waste ({amounts} a year) has no plant in {region} either: {names}.",
            values,
            plural="{n} further wastes ({amounts} a year) have no plant in {region} either: {names}.",
        ),
        step=Text("Look at them together with neighbouring regions."),
        amount=sums[0].known if len(sums) == 1 else None,
        unit=sums[0].unit if len(sums) == 1 else "",
        year=inquiry.year,
        evidence=refs(now, "statistic", rows),
        source=sources(now, "statistic", rows),
    )
