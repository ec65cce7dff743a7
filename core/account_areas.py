"""Over which areas accounts are summed: every region, and the whole cluster where no region holds it all."""

from dataclasses import dataclass

import numpy as np

from core.columns import Flags
from core.evidence import ref
from core.findings import Ref
from core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Area:
    """An area with its members (actors,); `region` is its row, -1 for the cluster; `highest`: part of no other."""

    scope: Ref
    member: Flags
    region: int
    highest: bool


def areas(snapshot: Snapshot) -> list[Area]:
    """The areas of a snapshot, the cluster first."""
    members = [snapshot.members(region) for region in range(len(snapshot.region))]
    covered = any(bool(member.all()) for member in members)
    found = [
        Area(ref(snapshot, "region", region), member, region, covered and bool(snapshot.region.parent[region] < 0))
        for region, member in enumerate(members)
    ]
    if covered:
        return found
    everybody = np.ones(len(snapshot.actor), dtype=np.bool_)
    return [Area(Ref("cluster", "cluster", snapshot.name), everybody, -1, True), *found]
