"""Energy and carbon dioxide of areas: sums over their firms, with the law on what may be shown in sums only.

A region's own declared figure goes before the sum of its firms, its list of carriers only where that covers them.
Figures that a source opens to sums only enter an area that is part of no other, and only where in every part none or at
least three firms are behind them with a known figure that is not 0; else none of them enters, so that no part can be
told from the difference of two.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from core.account_areas import Area, areas
from core.account_sums import LEAST_FIRMS, WITHHELD
from core.account_terms import Basis
from core.carbon_inventory import COUNTED, ENERGY, MEMO, with_total
from core.carbon_parts import NOTHING, Inventory, Part, each_once, joined
from core.energy_lists import NOT_LISTED
from core.findings import Ref
from core.snapshot import Snapshot
from core.statements import ACCURACY
from core.steps import pause
from core.text import Text

PARTS = (*ENERGY, "total", *COUNTED, *MEMO)
_IF_TOLD = ("process", *MEMO)  # what nobody states is unknown, though a firm need not have any of it
_CLOSED = Text(WITHHELD)
_UNKNOWN = Part(None)
_ALWAYS_TOLD = frozenset(NOT_LISTED.values())  # what says nothing of a figure


@dataclass(frozen=True, slots=True)
class Sum:
    """A part of an area: known of `known` firms out of `firms`, of which `missing` may be named.

    `left_out` firms have figures that may only be shown in sums of three firms and more; `declared` says that the area
    itself states the figure.
    """

    part: Part
    known: int
    firms: int
    missing: tuple[Ref, ...] = ()
    left_out: int = 0
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Firms:
    """The inventories of firms by uid, as they may be shown and with what is open to sums only."""

    shown: Mapping[str, Inventory]
    whole: Mapping[str, Inventory]
    named: Mapping[str, Ref]  # firms that may be named


def by_uid(basis: Basis, found: Mapping[int, Inventory]) -> dict[str, Inventory]:
    """Inventories by the uid of their holder."""
    uids = getattr(basis.snapshot, basis.about).uid[list(found)].tolist()
    return dict(zip(uids, found.values(), strict=True))


def guarded(shown: Mapping[str, Inventory], whole: Mapping[str, Inventory]) -> dict[str, Inventory]:
    """The inventories as they may be shown: a part is unknown where something that belongs to it may not be."""
    return {uid: with_total(_guarded(parts, whole.get(uid, {}))) for uid, parts in shown.items()}


def _guarded(parts: Inventory, whole: Inventory) -> Inventory:
    return {
        name: part if name not in whole or _agree(part, whole[name]) else Part(None, part.rows, (_CLOSED,))
        for name, part in parts.items()
    }


def _agree(one: Part, other: Part) -> bool:
    if one.value is None or other.value is None:
        return one.value is other.value
    return math.isclose(one.value, other.value, rel_tol=1e-9, abs_tol=1e-9)


AreaParts = tuple[Area, dict[str, Sum]]  # an area and its parts


def area_sums(
    snapshot: Snapshot, firms: Firms, regions: Mapping[str, Inventory],
    before: Sequence[AreaParts] = (), differing: Collection[int] = (),
) -> list[AreaParts]:  # fmt: skip
    """The parts of the whole cluster, then of every inhabited region below it.

    A region that is above all others is the cluster, as in the accounts.
    `regions` are the inventories that regions state of themselves, by uid. Where the sums `before` are known,
    `differing` are the firms (rows) whose inventories have become others.
    """
    rows = list(differing)
    if before:
        return [
            (area, _sums(snapshot, firms, area, regions.get(area.scope.uid, {})) if area.member[rows].any() else known)
            for area, known in before
        ]
    return [
        (area, _sums(snapshot, firms, area, regions.get(area.scope.uid, {})))
        for area in sorted(areas(snapshot), key=lambda area: not area.highest)
        if area.highest or area.member.any()
    ]


def _sums(snapshot: Snapshot, firms: Firms, area: Area, own: Inventory) -> dict[str, Sum]:
    """Every part of an area; `own` is what the area states of itself."""
    member = area.member
    uids = [str(uid) for uid in snapshot.actor.uid[member & (snapshot.actor.kind == "firm")]]
    others = [str(uid) for uid in snapshot.actor.uid[member & (snapshot.actor.kind != "firm")]]
    inside = [*uids, *(uid for uid in others if uid in firms.whole)]
    hidden = _hidden(firms, inside)
    enough = all(_told_apart(firms, name, uids) >= LEAST_FIRMS for name, uids in hidden.items())
    counted = firms.whole if area.highest and enough else firms.shown
    behind = set().union(*hidden.values())
    left_out = 0 if counted is firms.whole else len(behind)
    sums = {name: _stated(_sum(firms, name, inside, counted, behind, left_out), name, own.get(name)) for name in PARTS}
    if any(sums[name].declared for name in COUNTED):
        sums["total"] = _of_parts([sums[name] for name in COUNTED])
    return sums


def _hidden(firms: Firms, uids: list[str]) -> dict[str, set[str]]:
    """By part the firms whose figure may only be shown in sums; a part that nothing was stated of hides nothing."""
    hidden: dict[str, set[str]] = defaultdict(set)
    for uid in uids if firms.whole is not firms.shown else ():
        for name, part in firms.whole.get(uid, {}).items():
            if part.rows and not _agree(firms.shown.get(uid, {}).get(name, Part(None)), part):
                hidden[name].add(uid)
    return hidden


def _told_apart(firms: Firms, name: str, uids: set[str]) -> int:
    """Of how many firms a hidden part is known and not 0: only these stand behind a sum."""
    return sum(1 for uid in uids if firms.whole[uid][name].value)


def _stated(found: Sum, name: str, own: Part | None) -> Sum:
    """The sum of the firms, or what the area states itself: a total at its word, a list where it covers the firms."""
    if name == "total" or own is None or own.value is None:
        return found
    firms = found.part.value
    if not own.rows:
        takes = firms is None and name not in _IF_TOLD
    else:
        takes = not own.listed or firms is None or (not own.lacks and own.value >= firms - ACCURACY * abs(firms))
    return Sum(own, found.firms, found.firms, declared=True) if takes else found


def _of_parts(sums: list[Sum]) -> Sum:
    """The total of parts of which the area states some itself; processes that nobody tells of count as none."""
    parts = [NOTHING if each.part.value is None and not each.part.lacks else each.part for each in reversed(sums)]
    missing = tuple(dict.fromkeys(firm for each in sums for firm in each.missing))
    known, declared = min(each.known for each in sums), all(each.declared for each in sums)
    return Sum(joined(parts), known, sums[0].firms, missing, max(each.left_out for each in sums), declared)


def _sum(
    firms: Firms, name: str, uids: list[str], counted: Mapping[str, Inventory], behind: set[str], left_out: int
) -> Sum:
    pause()
    parts = {uid: parts[name] for uid in uids if (parts := counted.get(uid)) and name in parts}
    known = {uid: part for uid, part in parts.items() if part.value is not None}
    told = known and (name not in _IF_TOLD or any(part.rows for part in parts.values()))
    value = float(sum(part.value or 0.0 for part in known.values())) if told else None
    shown = known if counted is firms.shown else {uid: firms.shown.get(uid, {}).get(name, _UNKNOWN) for uid in known}
    rows = tuple(chain.from_iterable(part.rows for part in shown.values()))
    lacks = each_once(
        lack for uid, part in parts.items() for lack in part.lacks if uid not in behind or lack in _ALWAYS_TOLD
    )
    factors = each_once(factor for part in known.values() for factor in part.factors)
    missing = tuple(firms.named[uid] for uid in uids if uid not in known and uid not in behind and uid in firms.named)
    return Sum(Part(value, rows, lacks, factors), len(known), len(uids), missing, left_out)
