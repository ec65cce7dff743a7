"""Firms that stand together, and what they are to each other: mere neighbours, a chain, or a symbiosis.

Groups are those of DBSCAN on metres. What kind one is follows from the recorded running links within it, so that a
link that nobody recorded makes a group look like mere neighbours (扎堆).
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from core.cluster_density import density_groups
from core.columns import Integers, Points
from core.findings import Inquiry
from core.industry_sectors import sector_code
from core.kinds import FLOW_KINDS
from core.network import exchanging
from core.spatial_places import to_metres
from core.text import N_
from core.wastes import WASTE_KINDS

REACH, LEAST = 3000.0, 3  # metres, and firms within them
LINKED = 1 / 3  # of its firms must have a link within a group, else they are neighbours alone
SYMBIOTIC = 0.5  # of its links must hand on residues, water or energy for a symbiosis
PHYSICAL = tuple(kind.id for kind in FLOW_KINDS.values() if kind.physical)
HANDED_ON = (*WASTE_KINDS, "energy", "utility", "water")
KINDS = {
    "colocation": N_("mere neighbours"),
    "chain": N_("production chain"),
    "symbiosis": N_("symbiosis"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Firms (rows) that stand together, links (rows) within, how many of the firms have one, and the kind of `KINDS`.

    `density` is the share of their pairs that are linked; `residues` the links that hand on what others leave, water
    or energy; `sector` the division of industry of most of them, "" unknown, and `alike` how many those are.
    """

    actors: tuple[int, ...]
    links: tuple[int, ...]
    linked: int
    density: float
    residues: int
    kind: str
    sector: str
    alike: int
    across: float  # metres from edge to edge


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups, largest first, with how they were asked for, and the firms (rows) alone or without a place."""

    reach: float
    least: int
    groups: tuple[Group, ...]
    alone: tuple[int, ...]
    placeless: int


def firm_groups(inquiry: Inquiry, reach: float = REACH, least: int = LEAST) -> Grouped:
    """The groups of the running firms of a year: each within `reach` metres of `least` firms, itself included."""
    actor = inquiry.now.actor
    firms = np.flatnonzero((actor.kind == "firm") & np.isin(actor.status, ("running", ""))).astype(np.int64)
    metres = to_metres(actor.point[firms]) if len(firms) else np.empty((0, 2))
    label = density_groups(metres, reach, least)
    there = ~np.isnan(metres).any(axis=1)
    found = [
        _group(inquiry, firms[label == one], metres[label == one]) for one in range(int(label.max(initial=-1)) + 1)
    ]
    found.sort(key=lambda group: (-len(group.actors), group.actors))
    alone = firms[there & (label < 0)].tolist()
    return Grouped(reach, least, tuple(found), tuple(alone), int((~there).sum()))


def _group(inquiry: Inquiry, firms: Integers, metres: Points) -> Group:
    flow = inquiry.now.flow
    links = np.flatnonzero(
        np.isin(flow.sender, firms) & np.isin(flow.receiver, firms) & (flow.sender != flow.receiver)
        & np.isin(flow.kind, PHYSICAL) & exchanging(inquiry.figures.value)
    )  # fmt: skip
    ends = np.column_stack([flow.sender[links], flow.receiver[links]])
    pairs = np.unique(np.sort(ends, axis=1), axis=0)
    linked, count = len(np.unique(ends)), len(firms)
    residues = int(np.isin(flow.kind[links], HANDED_ON).sum())
    codes = [sector_code(str(inquiry.now.actor.industry_code[row]), "division") for row in firms.tolist()]
    sector, alike = next(iter(Counter(code for code in codes if code).most_common(1)), ("", 0))
    return Group(
        tuple(firms.tolist()), tuple(links.tolist()), linked, 2 * len(pairs) / (count * (count - 1)), residues,
        _kind(linked / count, residues, len(links)), sector, alike, float(np.ptp(metres, axis=0).max()),
    )  # fmt: skip


def _kind(share: float, residues: int, links: int) -> str:
    if share < LINKED or not links:
        return "colocation"
    return "symbiosis" if residues >= SYMBIOTIC * links else "chain"
