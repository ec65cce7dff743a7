"""Energy and carbon dioxide of areas: sums over their firms, with the law on what may be shown in sums only.

A region's own declared figure goes before the sum of its firms. Figures that a source opens to sums only enter an area
that is part of no other, and only where in every part none or at least three firms are behind them; else none of them
enters, so that no part can be told from the difference of two.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from core.account_areas import Area, areas
from core.account_sums import LEAST_FIRMS
from core.account_terms import Basis
from core.carbon_inventory import COUNTED, ENERGY, MEMO, Inventory, Part, joined
from core.findings import Ref
from core.snapshot import Snapshot

PARTS = (*ENERGY, "total", *COUNTED, *MEMO)
_IF_TOLD = ("process", *MEMO)  # what nobody states is unknown, though a firm need not have any of it
_HIDING = (*ENERGY, *COUNTED, *MEMO)


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
    """Inventories by the uid of their holder, each with its total."""
    uids = getattr(basis.snapshot, basis.about).uid
    return {str(uids[holder]): with_total(parts) for holder, parts in found.items()}


def with_total(parts: Inventory) -> Inventory:
    """An inventory with the total of its counted parts, where it has all of them."""
    if any(name not in parts for name in COUNTED):
        return parts
    return parts | {"total": joined(parts[name] for name in reversed(COUNTED))}  # factors of the year come first


def area_sums(
    snapshot: Snapshot, firms: Firms, regions: Mapping[str, Inventory]
) -> list[tuple[Area | None, dict[str, Sum]]]:
    """The parts of the whole cluster (None), then of every inhabited region below it.

    A region that is above all others is the cluster, as in the accounts.
    `regions` are the inventories that regions state of themselves, by uid.
    """
    return [
        (None if area.highest else area, _sums(snapshot, firms, area, regions.get(area.scope.uid, {})))
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
    enough = all(len(behind) >= LEAST_FIRMS for behind in hidden.values())
    counted = firms.whole if area.highest and enough else firms.shown
    behind = set().union(*hidden.values())
    left_out = 0 if counted is firms.whole else len(behind)
    return {name: _sum(firms, name, inside, counted, behind, own.get(name), left_out) for name in PARTS}


def _hidden(firms: Firms, uids: list[str]) -> dict[str, set[str]]:
    """By part the firms whose figure may only be shown in sums; a part that nothing was stated of hides nothing."""
    hidden: dict[str, set[str]] = defaultdict(set)
    for uid in uids:
        for name in _HIDING:
            part, shown = firms.whole.get(uid, {}).get(name), firms.shown.get(uid, {}).get(name)
            if part is not None and part.rows and (shown is None or shown.value != part.value):
                hidden[name].add(uid)
    return hidden


def _sum(
    firms: Firms, name: str, uids: list[str], counted: Mapping[str, Inventory], behind: set[str], own: Part | None,
    left_out: int,
) -> Sum:  # fmt: skip
    if own is not None and own.value is not None and own.rows:
        return Sum(own, len(uids), len(uids), declared=True)
    parts = {uid: parts[name] for uid in uids if (parts := counted.get(uid)) and name in parts}
    known = {uid: part for uid, part in parts.items() if part.value is not None}
    told = known and (name not in _IF_TOLD or any(part.rows for part in parts.values()))
    value = float(sum(part.value or 0.0 for part in known.values())) if told else None
    rows = tuple(row for uid in known for row in firms.shown.get(uid, {}).get(name, Part(None)).rows)
    open_parts = [part for uid, part in parts.items() if uid not in behind]
    lacks = tuple(dict.fromkeys(lack for part in open_parts for lack in part.lacks))
    factors = tuple(dict.fromkeys(factor for part in known.values() for factor in part.factors))
    missing = tuple(firms.named[uid] for uid in uids if uid not in known and uid not in behind and uid in firms.named)
    return Sum(Part(value, rows, lacks, factors), len(known), len(uids), missing, left_out)
