"""Over which areas accounts are summed: every region, and the whole cluster where no single region is above all."""

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
    """The regions of a snapshot, and before them the cluster where not exactly one uppermost region has members."""
    members = [snapshot.members(region) for region in range(len(snapshot.region))]
    inhabited = [region for region, member in enumerate(members) if member.any()]
    tops = [region for region in inhabited if snapshot.region.parent[region] < 0]
    single = len(tops) == 1
    found = [
        Area(ref(snapshot, "region", region), members[region], region, single and region in tops)
        for region in range(len(members))
    ]
    if single:
        return found
    everybody = np.ones(len(snapshot.actor), dtype=np.bool_)
    return [Area(Ref("cluster", "cluster", snapshot.name), everybody, -1, True), *found]


def areas_of(found: list[Area], actors: int) -> list[list[int]]:
    """For each actor the positions of the areas that it belongs to."""
    places: list[list[int]] = [[] for _ in range(actors)]
    for place, area in enumerate(found):
        for actor in np.flatnonzero(area.member).tolist():
            places[actor].append(place)
    return places
