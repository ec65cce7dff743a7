"""Which links of a year a map draws, how wide and in which colour; every other link is counted with its reason."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers, Words
from core.figures import Figures, figures, latest_year
from core.map_layouts import width_law
from core.snapshot import Snapshot
from gis.adjusted_links import shown_amounts
from gis.counts import Counts
from gis.grouping import BY_FIRM
from gis.palette import MIXED, SERVICE, link_group
from gis.scene import Points
from gis.view import View
from gis.widths import Widths, widths_for

LARGEST_DRAWN = 2000  # more curves than this are no picture; the smaller ones are counted
LARGEST_ON_PAGE = 200  # on paper nobody can come nearer
WIDEST_LOOP = 1.6  # mm: a wider self-loop would be a blob
SERVICE_WIDTH = 0.45  # mm: money and knowledge are not drawn by their amount
_LINES_APART = 2  # lines of unknown amounts between two actors that still lie apart
_COLUMNS = ("flow", "sender", "receiver", "amount", "unit", "group", "width", "proposed", "adjusted")
SHOWN_STATUSES = ("running", "planned", "proposed")


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The drawn lines, widest first; `flow`, `sender` and `receiver` are rows of the snapshot.

    `bundled` holds, by the row of a line, the rows of further links that it stands for; `adjusted` lines have an amount
    that a reconciliation found instead of the declared one.
    """

    flow: Integers
    sender: Integers
    receiver: Integers
    amount: Numbers
    unit: Words
    group: Words
    width: Numbers
    proposed: Flags
    adjusted: Flags
    widths: Widths
    bundled: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.flow)

    @property
    def unknown(self) -> Flags:
        """Links whose amount nobody stated."""
        return np.isnan(self.amount)


def narrowed(snapshot: Snapshot, year: int | None) -> tuple[Snapshot, int | None]:
    """Running and planned links of a year; without a year of the latest that has amounts of running links."""
    if year is None:
        year = latest_year(snapshot.of_status())
    chosen = snapshot.of_status(*SHOWN_STATUSES)
    return (chosen if year is None else chosen.during(year)), year


def drawn_links(snapshot: Snapshot, places: Points, view: View) -> tuple[Links, Counts]:
    """The links to draw of a narrowed snapshot, with `places` (actors, 2) in mm, and what became of the others.

    Of very many links the widest within the view are drawn; on a page, where nobody can come nearer, fewer.
    """
    stated = figures(snapshot)
    single = view.adjusted if view.grouping == BY_FIRM else None  # a sum of links has no adjusted amount
    amount, adjusted = shown_amounts(snapshot.flow.uid, stated.value, single, view.year)
    stated = replace(stated, value=amount)
    located = np.asarray(~np.isnan(places).any(axis=1), dtype=np.bool_)
    group = link_groups(snapshot)
    told_of = np.where(adjusted, np.nan, amount)  # what was adjusted to or from 0 is drawn, since it differs
    fates = link_fates(snapshot, located, group, told_of, view)
    rows = np.flatnonzero(~np.any(list(fates.values()), axis=0))
    widths, width = _widths(snapshot, rows, stated, group, view)
    share = widths.share(stated.value[rows], stated.unit[rows])
    rows, width, small = _largest(snapshot, rows, (width, share), stated.value, places, view)
    flow = snapshot.flow
    links = _merged(
        Links(
            rows, flow.sender[rows], flow.receiver[rows], stated.value[rows], stated.unit[rows], group[rows], width,
            np.asarray(flow.status[rows] != "running"), adjusted[rows], widths,
        )
    )  # fmt: skip
    ends = places[flow.sender[rows]], places[flow.receiver[rows]]
    off = np.zeros(len(rows), dtype=np.bool_) if view.gathered else ~_within(*ends, view)
    unknown = rows[np.isnan(stated.value[rows]) & ~off]
    told = {name: np.flatnonzero(fate) for name, fate in fates.items()} | {"smaller": small, "beyond": rows[off]}
    told |= {"drawn": rows[~off], "unknown": unknown, "loops": rows[~off & (flow.sender[rows] == flow.receiver[rows])]}
    told["adjusted"] = rows[~off & adjusted[rows]]
    listed: dict[str, Any] = {name: tuple(flow.uid[found]) for name, found in told.items()}
    return links, Counts(
        **listed,
        actors_drawn=tuple(snapshot.actor.uid[located]),
        actors_missing=tuple(snapshot.actor.uid[~located]),
    )


def link_fates(snapshot: Snapshot, located: Flags, group: Words, amount: Numbers, view: View) -> dict[str, Flags]:
    """Which links are not drawn, by the reason; each stands under one reason at most."""
    flow, hidden = snapshot.flow, view.hidden
    outside = (flow.sender < 0) | (flow.receiver < 0)
    off = ~outside & (np.isin(group, list(hidden)) | np.isin(flow.kind, list(hidden)) | ("links" in hidden))
    both = np.append(located, False)
    lost = ~outside & ~off & ~(both[flow.sender] & both[flow.receiver])
    nothing = ~outside & ~off & ~lost & (amount == 0)
    return {"outside": outside, "hidden": off, "no_coordinates": lost, "nothing": nothing}


def _widths(snapshot: Snapshot, rows: Integers, stated: Figures, group: Words, view: View) -> tuple[Widths, Numbers]:
    """The scale of each unit among some links (rows), and the width of each in mm; loops are capped."""
    amount, unit, physical = stated.value[rows], stated.unit[rows], group[rows] != SERVICE
    paper, law = view.width_mm * view.height_mm, width_law(snapshot)
    widths = widths_for(amount[physical], unit[physical], paper, law, most_drawn(view))
    width = np.where(physical, widths.of(amount, unit), SERVICE_WIDTH)
    loop = snapshot.flow.sender[rows] == snapshot.flow.receiver[rows]
    return widths, np.where(loop, width.clip(max=WIDEST_LOOP), width)


def most_drawn(view: View) -> int:
    """How many links a map draws at most: fewer on a page, where nobody can come nearer."""
    return LARGEST_ON_PAGE if view.gathered else LARGEST_DRAWN


def _largest(
    snapshot: Snapshot, rows: Integers, size: tuple[Numbers, Numbers], amount: Numbers, places: Points, view: View
) -> tuple[Integers, Numbers, Integers]:
    """The links to draw, widest first, their widths, and those that are too many.

    `size` is the width of each and its share of its unit's largest, which tells the thinnest apart.
    """
    most, (width, share) = most_drawn(view), size
    ends = places[snapshot.flow.sender[rows]], places[snapshot.flow.receiver[rows]]
    seen = np.ones(len(rows), dtype=np.bool_) if view.gathered else _within(*ends, view)
    order = np.lexsort((rows, -share, np.isnan(amount[rows]), -width))
    first = order[np.argsort(~seen[order], kind="stable")]
    drawn = order[np.isin(order, first[:most])]  # among the drawn none comes first for being in view, lest a drag stirs
    return rows[drawn], width[drawn], rows[first[most:]]


def _merged(links: Links) -> Links:
    """The links with those of unknown amount that go one way between two actors in one colour merged into one line.

    Where two actors would still have many such lines, those of several colours are merged too.
    """
    lines: dict[tuple[object, ...], list[int]] = {}
    for row, key in _unknown_lines(links):
        lines.setdefault(key, []).append(row)
    group = links.group.copy()
    for (*_, colour, _), rows in lines.items():
        group[rows] = colour or _common(links.group[rows])
    kept = np.delete(np.arange(len(links)), [row for rows in lines.values() for row in rows[1:]])
    place = {int(row): at for at, row in enumerate(kept)}
    columns = {name: getattr(links, name)[kept] for name in _COLUMNS} | {"group": group[kept]}
    more = {place[rows[0]]: tuple(links.flow[rows[1:]].tolist()) for rows in lines.values() if len(rows) > 1}
    return replace(links, **columns, bundled=more)


def _unknown_lines(links: Links) -> Iterator[tuple[int, tuple[int, int, str, bool]]]:
    """Links of unknown amount (rows) and what those of one line share: ends, colour ('' for any), being proposed."""
    rows = np.flatnonzero(links.unknown).tolist()
    keys = {
        row: (int(links.sender[row]), int(links.receiver[row]), str(links.group[row]), bool(links.proposed[row]))
        for row in rows
    }
    beside = Counter((min(key[:2]), max(key[:2])) for key in set(keys.values()))
    for row, (sender, receiver, group, proposed) in keys.items():
        many = beside[min(sender, receiver), max(sender, receiver)] > _LINES_APART and group != SERVICE
        yield row, (sender, receiver, "" if many else group, proposed)


def _common(groups: Words) -> str:
    """The colour group of a line that stands for links of these groups."""
    return str(groups[0]) if len(set(groups)) == 1 else MIXED


def _within(start: Points, end: Points, view: View) -> Flags:
    """Which links' bounding boxes touch the paper."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    return np.asarray(((high >= 0) & (low <= (view.width_mm, view.height_mm))).all(axis=1), dtype=np.bool_)


def link_groups(snapshot: Snapshot) -> npt.NDArray[np.object_]:
    """The colour group of every link."""
    groups = np.empty(len(snapshot.flow), dtype=object)
    media = snapshot.commodity.medium[snapshot.flow.commodity]
    groups[:] = [link_group(kind, medium) for kind, medium in zip(snapshot.flow.kind, media, strict=True)]
    return groups


def present_groups(snapshot: Snapshot) -> set[str]:
    """The colour groups that the links have; of many links most are of the same few kinds."""
    pairs = set(zip(snapshot.flow.kind, snapshot.commodity.medium[snapshot.flow.commodity], strict=True))
    return {link_group(kind, medium) for kind, medium in pairs}


def throughflow_rank(snapshot: Snapshot, links: Links) -> Numbers:
    """How much an actor matters on the map: the summed widths in mm of its drawn links."""
    ends = np.concatenate([links.sender, links.receiver])
    return np.bincount(ends, np.tile(links.width, 2), len(snapshot.actor)).astype(np.float64)
