"""By what a map groups firms, and which group each firm belongs to: itself, its region of a level, its industry."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.columns import Integers
from core.i18n import show, translate
from core.industry_sectors import sector_code, sector_name
from core.model import Regions
from core.snapshot import Snapshot
from core.text import N_, Text

FIRM, REGION, SECTOR = "firm", "region", "sector"
GROUPINGS = {FIRM: N_("By firm"), REGION: N_("By region"), SECTOR: N_("By sector")}
SECTOR_LEVELS = {"section": N_("Section"), "division": N_("Division")}
REGION_LEVELS = {
    "province": N_("Province"),
    "city": N_("City"),
    "county": N_("County"),
    "town": N_("Town"),
    "village": N_("Village"),
    "park": N_("Park"),
    "district": N_("District"),
    "study area": N_("Study area"),
    "": N_("Region"),
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """Firms by themselves, by the regions of a level (as the project names it), or by section or division."""

    by: str = FIRM
    level: str = ""


BY_FIRM = Grouping()


@dataclass(frozen=True, slots=True)
class Groups:
    """The group of every actor (rows of the groups), and of each group its key, its name and its region (row or -1)."""

    of_actor: Integers
    keys: tuple[str, ...]
    names: tuple[str, ...]
    regions: tuple[int, ...]


def groupings(snapshot: Snapshot) -> list[Grouping]:
    """Every way in which the firms of a snapshot can be grouped, regions from above to below."""
    regions = [Grouping(REGION, level) for level in region_levels(snapshot.region)]
    coded = any(snapshot.actor.industry_code)
    return [BY_FIRM, *regions, *(Grouping(SECTOR, level) for level in SECTOR_LEVELS if coded)]


def grouping_title(grouping: Grouping) -> Text:
    """What a grouping is called, with its level."""
    level = (SECTOR_LEVELS if grouping.by == SECTOR else REGION_LEVELS).get(grouping.level, grouping.level)
    return Text(GROUPINGS[FIRM]) if grouping.by == FIRM else Text(level)


def region_levels(regions: Regions) -> list[str]:
    """The levels that regions are told of, those of the uppermost regions first."""
    depth: dict[str, list[int]] = {}
    for row in range(len(regions)):
        depth.setdefault(str(regions.level[row]), []).append(len(_line(regions, row)))
    return sorted(depth, key=lambda level: (sum(depth[level]) / len(depth[level]), level))


def is_uppermost(snapshot: Snapshot, grouping: Grouping) -> bool:
    """Whether the groups are part of no others, so that no sum can be told by subtracting one from another."""
    if grouping.by == REGION:
        rows = np.flatnonzero(snapshot.region.level == grouping.level)
        return bool((snapshot.region.parent[rows] < 0).all())
    return grouping == Grouping(SECTOR, "section")


def groups_of(snapshot: Snapshot, grouping: Grouping, language: str) -> Groups:
    """The groups of the actors of a snapshot; whoever belongs to none is in a group of its own at the end."""
    if grouping.by == REGION:
        rows = _region_rows(snapshot, grouping.level)
        names = snapshot.region.name
        level = translate(REGION_LEVELS.get(grouping.level, grouping.level), language)
        rest = show(Text("Without {level}", {"level": level}), language)
        return _numbered([f"region:{snapshot.region.uid[row]}" if row >= 0 else "" for row in rows.tolist()],
                         rest, lambda at: (str(names[rows[at]]), int(rows[at])))  # fmt: skip
    codes = [sector_code(str(code), grouping.level) for code in snapshot.actor.industry_code]
    rest = translate(N_("Industry not stated"), language)
    return _numbered(codes, rest, lambda at: (sector_name(codes[at], language), -1))


def _numbered(keys: list[str], rest: str, told: Callable[[int], tuple[str, int]]) -> Groups:
    """Groups in the order of their keys, the actors without any last; `told` names a group by one of its actors."""
    first: dict[str, int] = {}
    for at, key in enumerate(keys):
        first.setdefault(key, at)
    order = sorted(first, key=lambda key: (key == "", key))
    place = {key: at for at, key in enumerate(order)}
    described = [told(first[key]) if key else (rest, -1) for key in order]
    return Groups(
        np.array([place[key] for key in keys], dtype=np.int64),
        tuple(key or "rest" for key in order),
        tuple(name for name, _ in described),
        tuple(region for _, region in described),
    )


def _region_rows(snapshot: Snapshot, level: str) -> Integers:
    """The region (row) of a level that counts each actor, -1 for none; memberships decide where there are any."""
    regions = snapshot.region
    above = [next((at for at in _line(regions, row) if regions.level[at] == level), -1) for row in range(len(regions))]
    up = np.array([*above, -1], dtype=np.int64)  # -1, no region, reads the last
    found: Integers = up[snapshot.actor.region]
    found[snapshot.membership.actor] = -1
    for actor, region in zip(snapshot.membership.actor.tolist(), snapshot.membership.region.tolist(), strict=True):
        found[actor] = max(found[actor], up[region])
    return found


def _line(regions: Regions, row: int) -> list[int]:
    """A region and those above it, upwards; a ring of regions ends where it began."""
    line: list[int] = []
    while row >= 0 and row not in line:
        line.append(row)
        row = int(regions.parent[row])
    return line
