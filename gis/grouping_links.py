"""A map of groups: firms of one region or sector as one sign, their links as sums that are exact in each unit.

Links of one colour, unit and state between the same two groups are one link, those within a group a self-loop. Unlike
units are never added, unknown amounts are counted beside the sum. What a source opens to sums only joins a sum of
groups that are part of no others where at least three firms stand at either end of it; else it is withheld.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import shapely

from core.account_sums import LEAST_FIRMS
from core.columns import Flags, Integers, Numbers, Points, Table, Words, take
from core.figures import Figures, figures
from core.i18n import show
from core.model import TABLES
from core.snapshot import Snapshot
from core.text import Quantity, Text
from gis.counts import Bundle, Uids
from gis.grouping import FIRM, SECTOR, Grouping, Groups, groups_of, is_uppermost
from gis.palette import GROUPS, link_group
from gis.region_shapes import outline
from gis.view import near_others

T = TypeVar("T", bound=Table)
_RING = 0.46  # of the cluster's width and height: sectors have no place, so they stand in a ring within it
_DEGREE = 111_195.0  # metres
_KEPT = ("source", "region", "region_limit", "catalogue_line", "layout")  # tables that a map of groups keeps


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """A snapshot of groups in place of firms; `bundles` tell by uid what each group and each sum stands for.

    `summed` are links (uids) of which only sums are open and that entered one; the others of that kind are left out.
    """

    snapshot: Snapshot
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    summed: Uids = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Links that are to be summed: their rows, figures and the sum (number) that each enters."""

    snapshot: Snapshot
    rows: Integers
    value: Numbers
    stated: Figures
    closed: Flags  # by row of `rows`: open to sums only
    bundle: Integers
    first: Integers  # a row of `rows` for each sum


def group_links(usable: Snapshot, grouping: Grouping, language: str, whole: Snapshot | None = None) -> Grouped:
    """The map of groups of a snapshot of one year that is open link by link.

    `whole` also holds what a source opens to sums only, None where nothing of that kind may be shown.
    """
    if grouping.by == FIRM:
        return Grouped(usable)
    joining = whole if whole is not None and is_uppermost(usable, grouping) else usable
    groups = groups_of(joining, grouping, language)
    parts = _parts(usable, joining, groups)
    points = _group_points(joining, groups, grouping)
    bundles = dict(_group_bundles(joining, groups, np.isin(joining.actor.id, usable.actor.id)))
    made = _grouped_snapshot(joining, groups, parts, points, language)
    bundles |= _sum_bundles(made, parts)
    return Grouped(made, bundles, tuple(joining.flow.uid[parts.rows[parts.closed]]))


def _parts(usable: Snapshot, joining: Snapshot, groups: Groups) -> _Parts:
    """The links that enter sums, each with the figure that may enter."""
    stated = figures(joining)
    is_open = np.isin(joining.flow.id, usable.flow.id)
    open_value = np.full(len(joining.flow), np.nan)
    open_value[is_open] = (stated if joining is usable else figures(usable)).value
    closed = ~is_open | ~_same(stated.value, open_value)
    flow = joining.flow
    both = (flow.sender >= 0) & (flow.receiver >= 0)
    code = _codes(joining, groups, stated.unit)
    enough = _enough_firms(joining, code, closed & both)
    value = np.where(closed & ~enough, open_value, stated.value)
    rows = np.flatnonzero(both & (is_open | enough))
    _, first, bundle = np.unique(code[rows], return_index=True, return_inverse=True)
    return _Parts(joining, rows, value[rows], stated, closed[rows] & enough[rows], bundle.reshape(-1), first)


def _same(one: Numbers, other: Numbers) -> Flags:
    same: Flags = (one == other) | (np.isnan(one) & np.isnan(other))
    return same


def _codes(snapshot: Snapshot, groups: Groups, unit: Words) -> Integers:
    """The same number for all links that enter one sum: groups at both ends, colour, unit, whether they run."""
    flow = snapshot.flow
    colour = _colours(snapshot, np.arange(len(flow)))
    ends = np.append(groups.of_actor, -1) + 1
    code = np.zeros(len(flow), dtype=np.int64)
    for told in (ends[flow.sender], ends[flow.receiver], _numbers(colour), _numbers(unit.tolist()),
                 (flow.status != "running").astype(np.int64)):  # fmt: skip
        code = code * (int(told.max(initial=0)) + 1) + told
    return code


def _colours(snapshot: Snapshot, rows: Integers) -> list[str]:
    """The colour group of some links."""
    flow = snapshot.flow
    media = snapshot.commodity.medium[flow.commodity[rows]]
    return [link_group(kind, medium) for kind, medium in zip(flow.kind[rows], media, strict=True)]


def _numbers(words: list[str]) -> Integers:
    known = {word: at for at, word in enumerate(sorted(set(words)))}
    return np.array([known[word] for word in words], dtype=np.int64)


def _enough_firms(snapshot: Snapshot, code: Integers, closed: Flags) -> Flags:
    """Which closed links stand in a sum with closed links of at least three firms at either end."""
    enough = np.zeros(len(code), dtype=np.bool_)
    for one in np.unique(code[closed]):
        rows = np.flatnonzero(closed & (code == one))
        ends = (snapshot.flow.sender[rows], snapshot.flow.receiver[rows])
        enough[rows] = min(len(set(side.tolist())) for side in ends) >= LEAST_FIRMS
    return enough


def _group_points(snapshot: Snapshot, groups: Groups, grouping: Grouping) -> Points:
    """Where groups stand in degrees: sectors in a ring, regions amid their firms, without any within their outline."""
    points, count = snapshot.actor.point, len(groups.keys)
    located = ~np.isnan(points).any(axis=1)
    if grouping.by == SECTOR:
        return _ring(points[located], count)
    members = np.bincount(groups.of_actor[located], minlength=count)
    with np.errstate(invalid="ignore"):
        middle = np.column_stack(
            [np.bincount(groups.of_actor[located], points[located, axis], count) / members for axis in (0, 1)]
        )
    for at in np.flatnonzero(members == 0):
        blob = snapshot.region.outline[groups.regions[at]] if groups.regions[at] >= 0 else None
        if blob is not None:
            inner = shapely.point_on_surface(outline(blob))
            middle[at] = (inner.x, inner.y)
    return np.asarray(middle, dtype=np.float64)


def _ring(located: Points, count: int) -> Points:
    """An ellipse of places within the surroundings of the firms that are not stray."""
    if not len(located):
        return np.full((count, 2), np.nan)
    metres = _DEGREE * (located - located.mean(axis=0)) * (np.cos(np.radians(located[:, 1].mean())), 1.0)
    located = located[near_others(metres)]
    low, high = located.min(axis=0), located.max(axis=0)
    turn = 2 * np.pi * np.arange(count) / max(count, 1) - np.pi / 2
    span = np.maximum(high - low, 1e-3)  # degrees: firms at one point still get a ring
    places: Points = (low + high) / 2 + _RING * span * np.column_stack([np.cos(turn), -np.sin(turn)])
    return places


def _group_bundles(snapshot: Snapshot, groups: Groups, is_open: Flags) -> Iterator[tuple[str, Bundle]]:
    """The firms of each group; those that only sources for sums know are counted and not listed."""
    for place, (key, name) in enumerate(zip(groups.keys, groups.names, strict=True)):
        members = groups.of_actor == place
        uids = tuple(snapshot.actor.uid[members & is_open].tolist())
        told = Text("{n} firm", {"n": int(members.sum())}, plural="{n} firms")
        closed = int((members & ~is_open).sum())
        yield key, Bundle("actor", uids, Text("{name}", {"name": name}), told, sums_only=closed)


def _grouped_snapshot(snapshot: Snapshot, groups: Groups, parts: _Parts, points: Points, language: str) -> Snapshot:
    """Groups as actors, sums as links with one amount for each part, so that the one way of adding adds them."""
    flow, rows = snapshot.flow, parts.rows
    heads = rows[parts.first]
    sender, receiver = groups.of_actor[flow.sender[heads]], groups.of_actor[flow.receiver[heads]]
    count = len(heads)
    tables: dict[str, Any] = {name: take(getattr(snapshot, name), np.zeros(0, np.int64)) for name in TABLES}
    tables |= {name: getattr(snapshot, name) for name in _KEPT}
    among = len(groups.keys)
    tables["actor"] = _rows_of(
        "actor", among, uid=_words(groups.keys), name=_words(groups.names), kind=_repeated("group", among),
        status=_repeated("running", among), region=np.array(groups.regions, dtype=np.int64), point=points,
    )  # fmt: skip
    tables["commodity"] = _rows_of(
        "commodity", count, name=_words(_matters(snapshot, parts, language)),
        medium=snapshot.commodity.medium[flow.commodity[heads]], base_unit=parts.stated.unit[heads],
    )  # fmt: skip
    told = zip(sender.tolist(), receiver.tolist(), _colours(snapshot, heads), parts.stated.unit[heads],
               flow.status[heads] == "running", strict=True)  # fmt: skip
    uids = [f"sum:{groups.keys[a]}>{groups.keys[b]}:{colour}:{unit}:{runs}" for a, b, colour, unit, runs in told]
    tables["flow"] = _rows_of(
        "flow", count, uid=_words(uids), sender=sender, receiver=receiver, commodity=np.arange(count),
        kind=flow.kind[heads], status=flow.status[heads],
    )  # fmt: skip
    tables["flow_amount"] = _rows_of(
        "flow_amount", len(rows), flow=parts.bundle, document=flow.uid[rows], value=parts.value,
        sd=parts.stated.sd[rows], grade=parts.stated.grade[rows], origin=_repeated("estimate", len(rows)),
    )  # fmt: skip
    return replace(snapshot, **tables)


def _matters(snapshot: Snapshot, parts: _Parts, language: str) -> list[str]:
    """What flows in each sum: the one commodity, else how many."""
    matters: list[str] = []
    for rows in _rows_by_sum(parts):
        goods = sorted(set(snapshot.flow.commodity[parts.rows[rows]].tolist()))
        many = Text("{n} materials", {"n": len(goods)})
        matters.append(str(snapshot.commodity.name[goods[0]]) if len(goods) == 1 else show(many, language))
    return matters


def _rows_by_sum(parts: _Parts) -> list[Integers]:
    """The places (of `rows`) that enter each sum."""
    order = np.argsort(parts.bundle, kind="stable")
    return np.split(order, np.cumsum(np.bincount(parts.bundle, minlength=len(parts.first)))[:-1]) if len(order) else []


def _sum_bundles(made: Snapshot, parts: _Parts) -> dict[str, Bundle]:
    """What each sum stands for, in words."""
    bundles: dict[str, Bundle] = {}
    names, flow, total = made.actor.name, made.flow, figures(made)
    colours, sources = _colours(made, np.arange(len(flow))), _sources(parts)
    for at, places in enumerate(_rows_by_sum(parts)):
        closed = parts.closed[places]
        uids = tuple(parts.snapshot.flow.uid[parts.rows[places[~closed]]].tolist())
        known = int((~np.isnan(parts.value[places])).sum())
        amount = None if np.isnan(total.value[at]) else float(total.value[at])
        title = Text("{sender} → {receiver}: {kind} ({matter})",
                     {"sender": names[flow.sender[at]], "receiver": names[flow.receiver[at]],
                      "kind": Text(GROUPS[colours[at]]), "matter": made.commodity.name[at]})  # fmt: skip
        told = Text("{amount} per year, {known} of {n} amounts known",
                    {"amount": Quantity(amount, str(total.unit[at])), "known": known, "n": len(places)})  # fmt: skip
        bundles[str(flow.uid[at])] = Bundle("flow", uids, title, told, known, int(closed.sum()), sources[at])
    return bundles


def _sources(parts: _Parts) -> list[tuple[int, ...]]:
    """The sources (rows) of the links and counted amounts that enter each sum, each as often as it is cited."""
    snapshot, amounts = parts.snapshot, parts.snapshot.flow_amount
    of_flow = np.full(len(snapshot.flow) + 1, -1, dtype=np.int64)
    of_flow[parts.rows] = parts.bundle
    bundle = np.concatenate([parts.bundle, np.where(parts.stated.counted, of_flow[amounts.flow], -1)])
    cited = np.concatenate([snapshot.flow.source[parts.rows], amounts.source])
    told = (bundle >= 0) & (cited >= 0)
    order = np.argsort(bundle[told], kind="stable")
    ends = np.cumsum(np.bincount(bundle[told], minlength=len(parts.first)))[:-1]
    return [tuple(part.tolist()) for part in np.split(cited[told][order], ends)]


def _words(values: tuple[str, ...] | list[str]) -> npt.NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _repeated(word: str, count: int) -> npt.NDArray[np.object_]:
    return np.full(count, word, dtype=object)


_EMPTY: dict[str, Any] = {"number": np.nan, "word": "", "flag": False, "row": -1, "blob": None}


def _rows_of(table: str, count: int, /, **columns: npt.NDArray[Any]) -> Any:
    """A table of so many rows, unknown in every column that is not given."""
    made: dict[str, npt.NDArray[Any]] = {}
    for column in fields(TABLES[table]):
        kind = column.metadata["kind"]
        if column.name in columns:
            made[column.name] = columns[column.name]
        elif kind == "integer":
            made[column.name] = np.arange(1, count + 1, dtype=np.int64)
        elif kind == "point":
            made[column.name] = np.full((count, 2), np.nan)
        else:
            types = {"number": np.float64, "flag": np.bool_, "row": np.int64}
            made[column.name] = np.full(count, _EMPTY[kind], dtype=types.get(kind, object))
    return TABLES[table](**made)
