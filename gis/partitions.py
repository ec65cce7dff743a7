"""By what firms stand together in a diagram or a matrix: role, industry, region, all as one, or each by itself."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.columns import Integers
from core.i18n import translate
from core.kinds import ROLES
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.grouping import FIRM, REGION, SECTOR, Grouping, grouping_title, groupings, groups_of
from gis.symbols import UNKNOWN_ROLE, sign_of, sign_title

LEVELS = {
    "role": N_("By role"),
    "park": N_("The park as one"),
    "sector": N_("By industry"),
    "region": N_("By region"),
    "firm": N_("By firm"),
}
OUTSIDE = "outside"  # the kind of the part that stands for what lies beyond the park
_DIVISION = "division"  # what industries are told by unless a level says otherwise


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The part (number) of every actor, and of each part its title and its kind: a role, a sign, or ""."""

    of_actor: Integers
    titles: tuple[str, ...]
    kinds: tuple[str, ...]


def levels_of(snapshot: Snapshot) -> list[str]:
    """Every level by which the firms of a snapshot can stand together.

    A level is a key of `LEVELS`, or "region:LEVEL" and "sector:LEVEL" as the map groups.
    """
    named = [level_of(way) for way in groupings(snapshot) if way.by != FIRM]
    finer = [level for level in named if ":" in level]
    regions = [level for level in finer if level.startswith(REGION)]
    if len(regions) == 1:  # the one level is that of all regions
        finer.remove(regions[0])
    return [*(level for level in LEVELS if level != FIRM), *finer, FIRM]


def level_of(grouping: Grouping) -> str:
    """The level of a grouping of the map; a map of firms tells them by their role."""
    if grouping.by == FIRM:
        return "role"
    return SECTOR if grouping == Grouping(SECTOR, _DIVISION) else f"{grouping.by}:{grouping.level}"


def level_title(level: str) -> Text:
    """What a level is called."""
    by, _, within = level.partition(":")
    if level in LEVELS or by not in (REGION, SECTOR):
        return Text(LEVELS.get(level, level))
    return Text("{way}: {level}", {"way": Text(LEVELS[by]), "level": grouping_title(Grouping(by, within))})


def parts_of(now: Snapshot, level: str, language: str) -> Parts:
    """The parts of a level, told in a language; whoever belongs to none is in a part that says so."""
    by, _, within = level.partition(":")
    if by == SECTOR or (by == REGION and within):
        groups = groups_of(now, Grouping(by, within or _DIVISION), language)
        return Parts(groups.of_actor, groups.names, ("",) * len(groups.names))
    ways: dict[str, Callable[[Snapshot, str], Parts]] = {"firm": _firms, "park": _whole, "region": _regions}
    return ways.get(by, _roles)(now, language)


def _firms(now: Snapshot, language: str) -> Parts:
    kinds = tuple(_role(now, row) for row in range(len(now.actor)))
    return Parts(np.arange(len(now.actor), dtype=np.int64), tuple(map(str, now.actor.name)), kinds)


def _whole(now: Snapshot, language: str) -> Parts:
    return Parts(np.zeros(len(now.actor), dtype=np.int64), (translate(N_("Firms of the park"), language),), ("",))


def _regions(now: Snapshot, language: str) -> Parts:
    found, part = np.unique(now.actor.region, return_inverse=True)
    unnamed = translate(N_("Region not stated"), language)
    titles = tuple(str(now.region.name[row]) if row >= 0 else unnamed for row in found.tolist())
    return Parts(part.reshape(-1).astype(np.int64), titles, ("",) * len(titles))


def _roles(now: Snapshot, language: str) -> Parts:
    roles = [_role(now, row) for row in range(len(now.actor))]
    known = {role: place for place, role in enumerate(dict.fromkeys(roles))}
    titles = tuple(translate(sign_title(role) if role != "unknown" else UNKNOWN_ROLE, language) for role in known)
    return Parts(np.array([known[role] for role in roles], dtype=np.int64), titles, tuple(known))


def _role(now: Snapshot, row: int) -> str:
    """The role of an actor, else the sign of its kind."""
    role = str(now.actor.role[row])
    return role if role in ROLES else sign_of(str(now.actor.kind[row]), role)


def sides_of(now: Snapshot, level: str, language: str) -> Parts:
    """The parts at one side of links: those of a level, and what lies outside; the row -1 reads the last, outside.

    Other clusters count as outside and natural sources and sinks as nature, unless each stands by itself.
    """
    parts = parts_of(now, level, language)
    titles = (*parts.titles, translate(N_("Natural source or sink"), language), translate(N_("Outside"), language))
    outside = len(titles) - 1
    of_actor = np.append(parts.of_actor, outside)
    if level != FIRM:
        of_actor[:-1][now.actor.kind == "cluster"] = outside
        of_actor[:-1][now.actor.kind == "environment"] = outside - 1
    return Parts(of_actor, titles, (*parts.kinds, "environment", OUTSIDE))
