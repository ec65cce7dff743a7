"""The layout of all links of a map: laid one by one, relaxed by forces, then moved off what they do not serve."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from core.columns import Flags, Integers, Numbers
from gis.flow_bends import Bends, Trunks, reversed_bends, trunks_of
from gis.flow_forces import relaxed
from gis.flow_grid import Grid
from gis.flow_moves import FIRST_BENDS, Laying, laid_first, moved_on, total_cost
from gis.flow_siblings import swapped
from gis.scene import Points

_PASSES = 3
_FEW = 90  # trunks that are laid from several starts
_OTHER_STARTS = ((0.5, 0.0), (0.5, 0.16))
_MOST_QUICK = 800  # so many get a bend of their own while somebody waits for the map
_FORCES_SHARE = 0.3  # of the work
_MOST_MOVED = 2500  # more trunks than this cannot be disentangled; the rest keep their first bend


def never() -> bool:
    """Nobody cancels."""
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Bending:
    """How to lay: `known` bends (n, 2; NaN for new links), which links are `held` there, and who asks meanwhile.

    Links with a known bend start from it; held ones never move. `cancelled` ends the work, `progress` gets shares of 1.
    """

    known: Bends
    held: Flags
    cancelled: Callable[[], bool] = never
    progress: Callable[[float], object] = field(default=lambda _: None)
    forces: bool = True


def laid_out(
    places: Points, radius: Numbers, ends: tuple[Integers, Integers], width: Numbers, how: Bending
) -> tuple[Trunks, Bends]:
    """The trunks of links of `width` mm, widest first, between different actors, and the bend of each trunk."""
    length = np.hypot(*(places[ends[1]] - places[ends[0]]).T)
    trunks = trunks_of(ends, width, length, how.held)
    known, held = _by_trunk(trunks, how)
    fresh = np.isnan(known[:, 0])
    if not fresh.any():
        return trunks, known
    order = np.argsort(-trunks.width, kind="stable")
    laying = Laying(Grid(places, radius), (places, radius), trunks)
    for row in np.flatnonzero(~fresh).tolist():
        laying.lay(row, known[row])
    few = order[fresh[order]][: _MOST_MOVED if how.forces else _MOST_QUICK]
    laid_first(laying, few, how.cancelled)
    laying.bends[np.isnan(laying.bends[:, 0])] = FIRST_BENDS[0]
    free = fresh & ~held
    if how.forces and free.any() and not how.cancelled():
        _relax(laying, (places, radius), trunks, free, how)
    return trunks, laying.bends


def _relax(laying: Laying, places: tuple[Points, Numbers], trunks: Trunks, free: Flags, how: Bending) -> None:
    """Forces and moves from several starts, of which the one that disturbs least is taken; from one where many."""
    rows = np.flatnonzero(free)[:_MOST_MOVED]
    starts = [laying.bends.copy()]
    if len(rows) <= _FEW:
        starts += [np.where(free[:, None], bend, starts[0]) for bend in _OTHER_STARTS]
    best, least = starts[0], np.inf
    for number, start in enumerate(starts):
        tell = partial(_tell_part, how, number, len(starts))
        bends = relaxed(start, places, trunks, free, how.cancelled, partial(_tell_share, tell, 0.0, _FORCES_SHARE))
        _lay_all(laying, rows, bends)
        _move_all(laying, rows, how, tell)
        if len(rows) <= _FEW and not how.cancelled():
            moved_on(laying, swapped(laying, free), how.cancelled, lambda _: None)
        cost = total_cost(laying, rows) if len(starts) > 1 else 0.0
        if cost < least:
            best, least = laying.bends.copy(), cost
        if how.cancelled():
            break
    _lay_all(laying, rows, best)
    how.progress(1.0)


def _lay_all(laying: Laying, rows: Integers, bends: Bends) -> None:
    for row in rows.tolist():
        laying.take_up(row)
        laying.lay(row, bends[row])


def _move_all(laying: Laying, rows: Integers, how: Bending, tell: Callable[[float], object]) -> None:
    """Moves one by one until nothing moves."""
    part = (1 - _FORCES_SHARE) / _PASSES
    for turn in range(_PASSES):
        done = _FORCES_SHARE + turn * part
        rows = moved_on(laying, rows, how.cancelled, partial(_tell_share, tell, done, part))
        if how.cancelled() or not len(rows):
            break


def _tell_share(tell: Callable[[float], object], done: float, part: float, share: float) -> None:
    tell(done + part * share)


def _tell_part(how: Bending, number: int, count: int, share: float) -> None:
    how.progress((number + share) / count)


def _by_trunk(trunks: Trunks, how: Bending) -> tuple[Bends, Flags]:
    """What is known of each trunk from its first link that is, seen along the trunk; and which trunks are held."""
    bends = np.where(trunks.reverse[:, None], reversed_bends(how.known), how.known)
    known = np.full((len(trunks), 2), np.nan)
    told = np.flatnonzero(~np.isnan(bends[:, 0]))[::-1]
    known[trunks.trunk[told]] = bends[told]
    held = np.zeros(len(trunks), dtype=np.bool_)
    held[trunks.trunk[how.held]] = True
    return known, held


def by_link(trunks: Trunks, bends: Bends) -> Bends:
    """The bend of each link from those of the trunks, seen along the link."""
    whole = bends[trunks.trunk]
    seen: Bends = np.where(trunks.reverse[:, None], reversed_bends(whole), whole)
    return seen
