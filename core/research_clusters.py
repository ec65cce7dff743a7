"""Industries, groups of firms and roles of a cluster for the research panel; the report tells them one by one."""

from collections.abc import Iterable

from core.cluster_groups import KINDS
from core.cluster_report import ClusterReport, cluster_report, coverage
from core.cluster_words import (
    groups_text,
    hollow_text,
    hot_spot_text,
    industries_text,
    layer_text,
    research_text,
    spread_text,
)
from core.evidence import refs
from core.findings import Inquiry
from core.kinds import NETWORK_LAYERS
from core.research_results import Study, known, member, unknown
from core.text import N_, Text

_LQ = N_("Location quotient; thresholds 1.25 and 1.5 and the guard of 50 people or 3 firms are ours.")
_EG = N_("Ellison & Glaeser 1997; above 0.05 an industry gathers strongly.")
_DBSCAN = N_("Ester et al. 1996; the kind of a group follows from its recorded links, by shares of ours.")
_ROLES = N_("Roles that a network needs by its three layers.")

LEADING = member("clusters.leading", N_("Leading industries"), _LQ)
GATHERED = member("clusters.ellison_glaeser", N_("Industry that gathers most (Ellison-Glaeser)"), _EG)
GROUPED = member("clusters.groups", N_("Groups of firms that stand together"), _DBSCAN)
NEIGHBOURS = member("clusters.colocation", N_("Firms that are mere neighbours"), _DBSCAN)
COVERED = {
    "core": member("clusters.core", N_("Roles of the core value network covered"), _ROLES),
    "support": member("clusters.support", N_("Roles of the support network covered"), _ROLES),
    "environment": member("clusters.environment", N_("Roles of the environment covered"), _ROLES),
}
KNOWLEDGE = member("clusters.research", N_("Firms linked to research"), N_("Running links of any kind."))
HOLLOW = member(
    "clusters.hollowing", N_("Change of the rate of value added"), N_("Same firms in both years; signs ours.")
)
MORAN = {
    "water": member("clusters.moran_water", N_("Gathering of water load (Moran's I)"), N_("Moran 1950.")),
    "air": member("clusters.moran_air", N_("Gathering of air load (Moran's I)"), N_("Moran 1950.")),
}


def cluster_studies(inquiry: Inquiry) -> Iterable[Study]:
    """All studies of where firms stand and what they are to each other."""
    report = cluster_report(inquiry)
    yield from _industries(report)
    yield from _groups(inquiry, report)
    for layer, about in COVERED.items():
        have, needed = coverage(report, layer)
        yield known(about, have / needed, layer_text(report, layer, NETWORK_LAYERS[layer]))
    yield from _firms(inquiry, report)
    for spots in report.hot_spots:
        if spots.whole is not None:
            yield known(MORAN[spots.medium], spots.whole.value, hot_spot_text(spots))


def _industries(report: ClusterReport) -> Iterable[Study]:
    told = industries_text(report)
    if not report.industries:
        yield unknown(LEADING, told, applicable=False)
    else:
        yield known(LEADING, sum(one.standing == "leading" for one in report.industries), told)
    gathered = [one for one in report.spreads if one.gamma is not None]
    if gathered:
        most = max(gathered, key=lambda one: one.gamma or 0.0)
        yield known(GATHERED, most.gamma or 0.0, spread_text(most))
    else:
        reason = Text("No industry has several firms, in regions of which one holds not all.")
        yield unknown(GATHERED, reason, applicable=False)


def _groups(inquiry: Inquiry, report: ClusterReport) -> Iterable[Study]:
    groups = report.grouped.groups
    told = groups_text(report.grouped)
    rows = [row for group in groups for row in group.actors]
    yield known(GROUPED, len(groups), told, rows=refs(inquiry.now, "actor", rows))
    bare = [row for group in groups if group.kind == next(iter(KINDS)) for row in group.actors]
    yield known(NEIGHBOURS, len(bare), told, rows=refs(inquiry.now, "actor", bare))


def _firms(inquiry: Inquiry, report: ClusterReport) -> Iterable[Study]:
    linked = report.linked_to_research
    if not report.firms:
        yield unknown(KNOWLEDGE, research_text(report), applicable=False)
    else:
        share = len(linked) / report.firms
        yield known(KNOWLEDGE, share, research_text(report), rows=refs(inquiry.now, "actor", linked))
    found, told = report.hollowing, hollow_text(report.hollowing)
    yield unknown(HOLLOW, told, applicable=False) if found is None else known(HOLLOW, found.after - found.before, told)
