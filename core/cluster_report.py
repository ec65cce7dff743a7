"""Everything told of the clusters of a year: industries, groups of firms, roles, research, hollowing, hot spots."""

from dataclasses import dataclass

import numpy as np

from core.cluster_groups import LEAST, REACH, Grouped, firm_groups
from core.cluster_hollow import Hollowing, hollowing
from core.cluster_industries import Industry, Spread, Workforce, industries, spreads, workforce
from core.columns import Integers
from core.findings import Inquiry
from core.hot_spots import HotSpots, hot_spots
from core.matching_matrix import Role, network_roles
from core.pollution_rows import left_out
from core.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class ClusterReport:
    """The parts of the report; `linked_to_research` are firms (rows) with a running link to a research institute,
    `left_out` says what permits sums only."""

    workforce: Workforce
    industries: tuple[Industry, ...]
    spreads: tuple[Spread, ...]
    grouped: Grouped
    roles: tuple[Role, ...]
    firms: int
    linked_to_research: tuple[int, ...]
    hollowing: Hollowing | None
    hot_spots: tuple[HotSpots, ...]
    left_out: Text | None


def cluster_report(inquiry: Inquiry, reach: float = REACH, least: int = LEAST) -> ClusterReport:
    """The clusters of the running firms and links of a year."""
    found = workforce(inquiry.now)
    firms = np.flatnonzero(inquiry.now.actor.kind == "firm")
    return ClusterReport(
        found, tuple(industries(found)), tuple(spreads(found)), firm_groups(inquiry, reach, least),
        tuple(network_roles(inquiry.now)), len(firms), tuple(_near_research(inquiry, firms.astype(np.int64)).tolist()),
        hollowing(inquiry), tuple(hot_spots(inquiry.now)), left_out(inquiry),
    )  # fmt: skip


def _near_research(inquiry: Inquiry, firms: Integers) -> Integers:
    """Firms that a running link of any kind joins to a research institute."""
    flow = inquiry.now.flow
    research = np.append(inquiry.now.actor.kind == "research", False)
    joined = np.concatenate([flow.sender[research[flow.receiver]], flow.receiver[research[flow.sender]]])
    return np.intersect1d(firms, joined)


def coverage(report: ClusterReport, layer: str) -> tuple[int, int]:
    """How many roles that a layer of the network needs somebody with a running link has, and how many it needs."""
    needed = [role for role in report.roles if role.layer == layer]
    return sum(role.linked > 0 for role in needed), len(needed)
