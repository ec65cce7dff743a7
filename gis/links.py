"""Which links of a year a map draws, how wide and in which colour; every other link is counted with its reason."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers, Words
from core.figures import figures, latest_year
from core.snapshot import Snapshot
from gis.counts import Counts
from gis.palette import SERVICE, link_group
from gis.scene import Points
from gis.view import View
from gis.widths import Widths, widths_for

LARGEST_DRAWN = 2000  # more curves than this are no picture; the smaller ones are counted
SERVICE_WIDTH = 0.45  # mm: money and knowledge are not drawn by their amount
SHOWN_STATUSES = ("running", "planned", "proposed")


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The drawn links, one row each, widest first; `flow`, `sender` and `receiver` are rows of the snapshot."""

    flow: Integers
    sender: Integers
    receiver: Integers
    amount: Numbers
    unit: Words
    group: Words
    width: Numbers
    proposed: Flags
    widths: Widths

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


def drawn_links(snapshot: Snapshot, places: Points, view: View, withheld: tuple[str, ...] = ()) -> tuple[Links, Counts]:
    """The links to draw of a narrowed snapshot, with `places` (actors, 2) in mm, and what became of the others.

    `withheld` are links that were taken out before, since their source permits sums only. Of very many links the
    widest within the view are drawn.
    """
    flow, stated = snapshot.flow, figures(snapshot)
    located = np.asarray(~np.isnan(places).any(axis=1), dtype=np.bool_)
    group = link_groups(snapshot)
    outside = (flow.sender < 0) | (flow.receiver < 0)
    hidden = view.hidden
    off = ~outside & (np.isin(group, list(hidden)) | np.isin(flow.kind, list(hidden)) | ("links" in hidden))
    both = np.append(located, False)
    lost = ~outside & ~off & ~(both[flow.sender] & both[flow.receiver])
    rows = np.flatnonzero(~outside & ~off & ~lost)
    amount, unit = stated.value, stated.unit
    physical = group[rows] != SERVICE
    widths = widths_for(amount[rows][physical], unit[rows][physical])
    width = np.where(physical, widths.of(amount[rows], unit[rows]), SERVICE_WIDTH)
    ends = places[flow.sender[rows]], places[flow.receiver[rows]]
    order = np.lexsort((rows, np.isnan(amount[rows]), -width, ~_within(*ends, view)))
    small = rows[order[LARGEST_DRAWN:]]
    rows, width = rows[order[:LARGEST_DRAWN]], width[order[:LARGEST_DRAWN]]
    order = np.argsort(-width, kind="stable")
    rows, width = rows[order], width[order]
    proposed = flow.status[rows] != "running"
    links = Links(
        rows, flow.sender[rows], flow.receiver[rows], amount[rows], unit[rows], group[rows], width, proposed, widths
    )
    counts = _counts(snapshot, links, located, outside=outside, hidden=off, lost=lost, small=small)
    return links, replace(counts, withheld=withheld)


def _within(start: Points, end: Points, view: View) -> Flags:
    """Which links' bounding boxes touch the paper."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    return np.asarray(((high >= 0) & (low <= (view.width_mm, view.height_mm))).all(axis=1), dtype=np.bool_)


def _counts(
    snapshot: Snapshot, links: Links, located: Flags, *, outside: Flags, hidden: Flags, lost: Flags, small: Integers
) -> Counts:
    uid = snapshot.flow.uid
    return Counts(
        drawn=tuple(uid[links.flow]),
        no_coordinates=tuple(uid[lost]),
        outside=tuple(uid[outside]),
        hidden=tuple(uid[hidden]),
        smaller=tuple(uid[small]),
        unknown=tuple(uid[links.flow[links.unknown]]),
        loops=tuple(uid[links.flow[links.sender == links.receiver]]),
        actors_drawn=tuple(snapshot.actor.uid[located]),
        actors_missing=tuple(snapshot.actor.uid[~located]),
    )


def link_groups(snapshot: Snapshot) -> npt.NDArray[np.object_]:
    """The colour group of every link."""
    groups = np.empty(len(snapshot.flow), dtype=object)
    media = snapshot.commodity.medium[snapshot.flow.commodity]
    groups[:] = [link_group(kind, medium) for kind, medium in zip(snapshot.flow.kind, media, strict=True)]
    return groups


def throughflow_rank(snapshot: Snapshot, links: Links) -> Numbers:
    """How much an actor matters on the map: the summed widths in mm of its drawn links."""
    ends = np.concatenate([links.sender, links.receiver])
    return np.bincount(ends, np.tile(links.width, 2), len(snapshot.actor)).astype(np.float64)
