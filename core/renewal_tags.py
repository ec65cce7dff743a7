"""The R-principle of every link and improvement project: what a hand has set, else what a stated rule derives.

The rule of links, by kind, medium and receiver, the first that fits: what a central plant takes is made harmless;
water that one firm passes on to another is reused; waste energy is recovered; a waste or by-product is recovered as a
resource by a decomposer and recycled by any other firm. What leaves the cluster, and goods that are no waste, have
none, since nobody knows or nothing is renewed. Projects are tagged by the first of what they save: waste, water,
energy, carbon.
"""

import json

import numpy as np

from core.snapshot import Snapshot

WASTES = ("waste", "by-product")
SAVED = {"waste used": "recover", "water saved": "reuse", "energy saved": "reduce", "carbon saved": "reduce"}


def link_tags(snapshot: Snapshot) -> list[str]:
    """By row of the links: the tag, '' for links that follow no principle."""
    flow = snapshot.flow
    roles = np.append(snapshot.actor.role, "")[flow.receiver]
    media = snapshot.commodity.medium[flow.commodity]
    rows = zip(
        flow.r_tag.tolist(), flow.kind.tolist(), media.tolist(), roles.tolist(), flow.sender.tolist(),
        flow.receiver.tolist(), strict=True,
    )  # fmt: skip
    return [given or _derived(*about) for given, *about in rows]


def _derived(kind: str, medium: str, role: str, sender: int, receiver: int) -> str:
    if receiver < 0:
        return ""  # what is done with it outside the cluster is not known
    if role == "treatment":
        return "harmless" if kind in (*WASTES, "water", "emission") else ""
    if kind == "water" and sender >= 0:
        return "reuse"
    if kind not in WASTES or sender < 0:
        return ""
    if medium == "energy":
        return "recover"
    if medium == "water":
        return "reuse"
    return "recover" if role == "decomposer" else "recycle"


def initiative_tag(snapshot: Snapshot, row: int) -> str:
    """The tag of an improvement project: set by hand, else by the first of what it saves; '' where it saves nothing."""
    table = snapshot.initiative
    if table.r_tag[row]:
        return str(table.r_tag[row])
    saved = json.loads(table.savings_planned[row]) if table.savings_planned[row] else {}
    return next((tag for column, tag in SAVED.items() if saved.get(column)), "")
