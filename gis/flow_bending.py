"""Which bends the links of a map have already: kept with the project, laid before by this program, or none yet.

What was laid is remembered by link as long as the program runs, so that panning, zooming, another year and a page
show the same curves, and a link that comes new is laid among those that are known. It is a cache: `forget` empties it.
New links are laid on the whole map at the size of a page, whatever part of it is in view.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.columns import Flags, Integers, Words
from core.map_layouts import Bend, kept_bends
from core.snapshot import Snapshot
from gis.flow_bends import Bends
from gis.flow_layout import Bending, never
from gis.links import SERVICE_WIDTH, Links
from gis.palette import SERVICE
from gis.routing import route
from gis.sheet import sign_radii
from gis.sketch import arranged, gathered
from gis.view import fit
from gis.widths import moved_to

PAPER = (276.0, 238.0)  # mm: the map of an A3 page
LAID_AT_ONCE = 400  # new links that are laid by forces while somebody waits for the map; more get quick bends
_RING = 1.2  # mm round a sign, kept for a ring that findings may bring later
_UID = 36  # letters of the uid of a row
_MOST_REMEMBERED = 200_000

_laid: dict[str, tuple[float, float]] = {}  # along and across by the uid of the link


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a map draws, before it has a scale: the narrowed snapshot, the whole one, links and signs.

    `ends` are the rows of actors that links of any year join, `paper` the size in mm2 that widths are made for.
    """

    snapshot: Snapshot
    whole: Snapshot
    links: Links
    signs: Words
    ends: tuple[Integers, Integers]
    paper: float


def bending(ground: Ground) -> Bending:
    """The bends of the drawn links; those that nobody knows yet are laid first, and remembered."""
    known = known_bending(ground)
    fresh = np.isnan(known.known[:, 0]) & (ground.links.sender != ground.links.receiver)
    if not fresh.any():
        return known
    laid = laid_on_page(ground, replace(known, forces=int(fresh.sum()) <= LAID_AT_ONCE))
    uids = [_key(ground, str(uid)) for uid in ground.snapshot.flow.uid[ground.links.flow[fresh]]]
    remember(zip(uids, laid[fresh].tolist(), strict=True))
    return replace(known, known=laid)


def known_bending(ground: Ground) -> Bending:
    """What is known of the drawn links: kept bends before remembered ones, NaN for the others."""
    links, uid = ground.links, ground.snapshot.flow.uid
    kept = kept_bends(ground.snapshot)
    known, held = np.full((len(links), 2), np.nan), np.zeros(len(links), dtype=np.bool_)
    for row, flow in enumerate(links.flow.tolist()):
        of_line = [str(uid[one]) for one in (flow, *links.bundled.get(row, ()))]
        bend = next((kept[one] for one in of_line if one in kept), None)
        if bend is not None:
            known[row], held[row] = (bend.along, bend.across), bend.locked
        elif (laid := _laid.get(_key(ground, of_line[0]))) is not None:
            known[row] = laid
    return Bending(known, held)


def _key(ground: Ground, uid: str) -> str:
    """Under what a link is remembered: sums of groups have names that another project may give too."""
    return uid if len(uid) == _UID else f"{ground.whole.name}\n{uid}"


def laid_on_page(ground: Ground, how: Bending) -> Bends:
    """The bends (n, 2) of all drawn links, laid on the whole map at the size of a page; NaN for self-loops."""
    view = fit(ground.whole, *PAPER)
    true = view.to_paper(ground.snapshot.actor.point)
    reach = sign_radii(ground.signs, true) + _RING
    layout = gathered(arranged(true, reach, ground.ends, view.metres_per_mm), PAPER)
    links = ground.links
    # The same widths whatever view asks first, so that the window and a page of another run show the same curves.
    widths = moved_to(links.widths, ground.paper, PAPER[0] * PAPER[1])
    width = np.where(links.group == SERVICE, SERVICE_WIDTH, widths.of(links.amount, links.unit))
    return route(layout.places, reach, (links.sender, links.receiver), width, how).bends


def laid_anew(
    ground: Ground, cancelled: Callable[[], bool] = never, progress: Callable[[float], object] = lambda _: None
) -> dict[str, Bend]:
    """All drawn links laid by forces from nothing, by uid; locked ones keep their bend."""
    now = known_bending(ground)
    start = np.where(now.held[:, None], now.known, np.nan)
    laid = laid_on_page(ground, Bending(start, now.held, cancelled, progress))
    uids = ground.snapshot.flow.uid[ground.links.flow]
    return bends_by_uid(uids, laid, now.held)


def bends_by_uid(uids: Iterable[str], bends: Bends, held: Flags) -> dict[str, Bend]:
    """Bends (n, 2) as records that a project keeps; self-loops have none."""
    rows = zip(uids, bends.tolist(), held.tolist(), strict=True)
    return {str(uid): Bend(round(a, 4), round(b, 4), bool(locked)) for uid, (a, b), locked in rows if a == a}


def remember(laid: Iterable[tuple[str, list[float]]]) -> None:
    """Take over how links were laid."""
    if len(_laid) > _MOST_REMEMBERED:
        _laid.clear()
    _laid.update({str(uid): (along, across) for uid, (along, across) in laid if along == along})


def remembered() -> Mapping[str, tuple[float, float]]:
    """How links were laid, by uid."""
    return dict(_laid)


def forget(uid: str = "") -> None:
    """Lay a link anew at the next drawing, or without a name every link."""
    if uid:
        _laid.pop(uid, None)
    else:
        _laid.clear()
