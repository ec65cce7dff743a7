"""The clusters of a year in sentences: what a group is and why it is called so, with its numbers."""

from collections.abc import Iterator

import numpy as np

from core.cluster_groups import KINDS, Group, Grouped
from core.cluster_hollow import FALL, LITTLE_RESEARCH, Hollowing
from core.cluster_industries import PEOPLE, Industry, Spread, Workforce
from core.cluster_report import ClusterReport, coverage
from core.evidence import enumerate_names, sentences
from core.hot_spots import HOT, WARM, HotSpots
from core.industry_sectors import sector_text
from core.kinds import NETWORK_LAYERS
from core.matching_matrix import roleless_text
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text

Line = tuple[int, Text]  # indent and sentence
SHOWN = 12  # groups and industries
# Ellison and Glaeser 1997, Journal of Political Economy 105(5), who call 0.02 and 0.05 the bounds.
GATHERED = N_(
    "Ellison-Glaeser index: about 0 as by chance, above 0.05 gathered strongly, below 0 more scattered than by chance; "
    "of two or three firms it swings widely and says little."
)
STANDINGS = {
    "leading": N_("leading"),
    "characteristic": N_("characteristic"),
    "small": N_("too small to be called so"),
    "": N_("neither"),
}


def digits(value: float) -> float:
    """A number as sentences tell it, to three digits."""
    return float(f"{value:.3g}")


def cluster_lines(report: ClusterReport, now: Snapshot) -> Iterator[Line]:
    """The whole report as lines."""
    yield from _industry_lines(report, now)
    yield from _group_lines(report.grouped, now)
    yield 0, Text("Roles of the network that somebody with a running link has:")
    for layer, title in NETWORK_LAYERS.items():
        yield 2, layer_text(report, layer, title)
        if layer == "core" and (told := roleless_text(now)):
            yield 4, told
    yield 0, research_text(report)
    yield 0, hollow_text(report.hollowing)
    yield from ((0, hot_spot_text(spots)) for spots in report.hot_spots)
    if report.left_out is not None:
        yield 0, report.left_out


def _industry_lines(report: ClusterReport, now: Snapshot) -> Iterator[Line]:
    named = [one for one in report.industries if one.standing in ("leading", "characteristic")]
    yield 0, industries_text(report)
    yield from ((2, industry_text(one, report.workforce, now)) for one in named[:SHOWN])
    if (rest := len(named) - SHOWN) > 0:
        yield 2, Text("and {n} more", {"n": rest})
    spreads = [one for one in report.spreads if one.gamma is not None]
    if spreads:
        yield 2, Text(GATHERED)
    yield from ((2, spread_text(one)) for one in spreads)


def industries_text(report: ClusterReport) -> Text:
    """How many leading and characteristic industries there are, by what they are counted."""
    if not report.industries:
        return Text("Leading industries cannot be told: firms with an industry must stand in at least two regions.")
    standings = [one.standing for one in report.industries]
    values = {
        "leading": standings.count("leading"), "characteristic": standings.count("characteristic"),
        "small": standings.count("small"), "unknown": report.workforce.unknown,
    }  # fmt: skip
    if report.workforce.measure == PEOPLE:
        told = Text("Industries of regions by people: leading {leading}, characteristic {characteristic}, too small to "
                    "be called so {small}; firms without an industry {unknown}.", values)  # fmt: skip
        silent = Text("{n} firm does not tell its people and is left out.", {"n": report.workforce.silent},
                      plural="{n} firms do not tell their people and are left out.")  # fmt: skip
        return sentences(told, silent if report.workforce.silent else None)
    return Text("Industries of regions by number of firms, since too few tell their people: leading {leading}, "
                "characteristic {characteristic}, too small to be called so {small}; firms without an industry "
                "{unknown}.", values)  # fmt: skip


def industry_text(one: Industry, found: Workforce, now: Snapshot) -> Text:
    """An industry of a region with its quotient."""
    values = {
        "sector": sector_text(one.code), "region": str(now.region.name[one.region]), "n": one.firms,
        "times": digits(one.quotient), "standing": Text(STANDINGS[one.standing]),
        "people": Quantity(one.size, "person" if found.measure == PEOPLE else ""),
    }  # fmt: skip
    if found.measure == PEOPLE:
        return Text("{region}, {sector}: {standing}, {times} times its share in the whole ({n} firm, {people}).",
                    values, plural="{region}, {sector}: {standing}, {times} times its share in the whole "
                    "({n} firms, {people}).")  # fmt: skip
    return Text("{region}, {sector}: {standing}, {times} times its share in the whole ({n} firm).", values,
                plural="{region}, {sector}: {standing}, {times} times its share in the whole ({n} firms).")  # fmt: skip


def spread_text(one: Spread) -> Text:
    """How an industry gathers beyond what its plants explain."""
    values = {"sector": sector_text(one.code), "gamma": digits(one.gamma or 0.0), "hhi": digits(one.herfindahl or 0.0),
              "n": one.firms}  # fmt: skip
    return Text("{sector}: Ellison-Glaeser {gamma}, Herfindahl of its {n} firms {hhi}.", values)


def _group_lines(grouped: Grouped, now: Snapshot) -> Iterator[Line]:
    yield 0, groups_text(grouped)
    yield from ((2, group_text(group, now)) for group in grouped.groups[:SHOWN])
    if (rest := len(grouped.groups) - SHOWN) > 0:
        yield 2, Text("and {n} more", {"n": rest})


def groups_text(grouped: Grouped) -> Text:
    """How many groups there are by kind, and how they were asked for."""
    kinds = [group.kind for group in grouped.groups]
    values = {
        "reach": Quantity(grouped.reach / 1000, "km"), "least": grouped.least, "groups": len(kinds),
        "kinds": [Text("{kind} {count}", {"kind": Text(title), "count": kinds.count(name)})
                  for name, title in KINDS.items()],
        "alone": len(grouped.alone), "placeless": grouped.placeless,
    }  # fmt: skip
    return Text(
        "Groups of firms, each within {reach} of {least} firms (DBSCAN): {groups}; {kinds}. Firms alone {alone}, "
        "without a place {placeless}.",
        values,
    )


def group_text(group: Group, now: Snapshot) -> Text:
    """A group, what it is and the numbers that make it so."""
    count = len(group.actors)
    values = {
        "names": enumerate_names([str(now.actor.name[row]) for row in group.actors], 3),
        "kind": Text(KINDS[group.kind]),
        "n": count, "linked": group.linked, "links": len(group.links), "residues": group.residues,
        "density": Quantity(digits(100 * group.density), "%"), "across": Quantity(digits(group.across / 1000), "km"),
    }  # fmt: skip
    if group.across == 0:
        return Text(
            "{names}: {kind}. {n} firms have one and the same point, which tells no nearness if it was only sketched; "
            "{linked} have a link within; {links} links, {residues} of them of residues, water or energy; linked pairs "
            "{density}.",
            values,
        )
    return Text(
        "{names}: {kind}. Of {n} firms over {across} {linked} have a link within; {links} links, {residues} of them of "
        "residues, water or energy; linked pairs {density}.",
        values,
    )


def layer_text(report: ClusterReport, layer: str, title: str) -> Text:
    """How far the roles of a layer are covered, and which are not."""
    have, needed = coverage(report, layer)
    missing = [Text(role.title) for role in report.roles if role.layer == layer and not role.linked]
    values = {"layer": Text(title), "have": have, "needed": needed, "missing": missing}
    if missing:
        return Text("{layer}: {have} of {needed}; lacking or without a link: {missing}.", values)
    return Text("{layer}: {have} of {needed}.", values)


def research_text(report: ClusterReport) -> Text:
    """How many firms have a running link to a research institute."""
    values = {"linked": len(report.linked_to_research), "firms": report.firms}
    return Text("Firms with a running link to a research institute: {linked} of {firms}.", values)


def hollow_text(found: Hollowing | None) -> Text:
    """Whether the rate of value added falls while little is spent on research."""
    if found is None:
        return Text("Hollowing out cannot be told: at least three firms must tell output and value added of the year "
                    "and of one two to five years before.")  # fmt: skip
    values = {
        "n": found.firms, "first": str(found.first), "last": str(found.last), "least": Quantity(100 * FALL, "%"),
        "before": Quantity(digits(100 * found.before), "%"), "after": Quantity(digits(100 * found.after), "%"),
        "research": Quantity(None if found.research is None else digits(100 * found.research), "%"),
        "little": Quantity(100 * LITTLE_RESEARCH, "%"), "told": found.told,
    }  # fmt: skip
    if found.sign:
        return Text("A sign of hollowing out: of the same {n} firms value added fell from {before} of output in "
                    "{first} to {after} in {last}, and {research} of output goes into research (below {little}), as "
                    "{told} of them tell.", values)  # fmt: skip
    if found.sign is None:
        return Text("Of the same {n} firms value added fell from {before} of output in {first} to {after} in {last}; "
                    "{told} of them tell what they spend on research, too few to read a sign of hollowing out from "
                    "it.", values)  # fmt: skip
    return Text("No sign of hollowing out: of the same {n} firms value added was {before} of output in {first} and "
                "{after} in {last}; spending on research {research}.", values)  # fmt: skip


def hot_spot_text(spots: HotSpots) -> Text:
    """How many places are hot, and whether load gathers over the whole."""
    classes = spots.classes()
    whole = spots.whole
    values = {
        "medium": Text(spots.title), "count": len(spots.place), "hot": classes.count(HOT), "warm": classes.count(WARM),
        "i": Quantity(None if whole is None else digits(whole.value)),
        "p": Quantity(None if whole is None or np.isnan(whole.p_permuted) else digits(whole.p_permuted)),
        "placeless": spots.placeless, "partly": spots.partly,
    }  # fmt: skip
    return Text(
        "Load of {medium} over {count} places: {hot} hot spots that stand among all tests, {warm} more alone; Moran's "
        "I {i} (p {p}). Sources without a place {placeless}, with a mass that nobody told {partly}.",
        values,
    )
