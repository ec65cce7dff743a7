"""Links as drawn: their curves cut at the signs, side by side on their trunks, with heads; laid by `gis.flow_layout`.

After the design rules of Jenny et al. (2017, 2018): no curve under a sign that it does not serve, opposing links side
by side, few overlaps, links spread round a sign, no sharp bends.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.columns import Integers, Numbers
from gis.curves import Curves, enters_at, head_widths, leaves_at, piece, sampled, with_heads
from gis.fanning import fanned_ends
from gis.flow_bends import Bends, Trunks, curves_of
from gis.flow_layout import Bending, by_link, laid_out
from gis.flow_mending import mended
from gis.scene import Points

_CLEARANCE = 0.8  # mm between a sign and its own links
_LANES_AT_SIGN = 0.7  # of the circle's radius round a sign, to which its lanes spread


@dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """Links as drawn: `curves` (n, 3, 2) end in their `heads` (n, 3, 2); self-loops have a row of NaN in both.

    `loop_angle` (n,) says in radians to which side of its sign a self-loop reaches, NaN for others; `bends` (n, 2)
    are those of the whole ways between the two actors, NaN for self-loops.
    """

    curves: Curves
    heads: npt.NDArray[np.float64]
    loop_angle: Numbers
    bends: Bends

    @property
    def points(self) -> npt.NDArray[np.float64]:
        """Points (n, 25, 2) along the curves."""
        return sampled(self.curves)


def route(
    places: Points, radius: Numbers, ends: tuple[Integers, Integers], width: Numbers, how: Bending | None = None
) -> Routes:
    """Curves of `width` mm between `ends` (sender and receiver rows), widest first, round signs of `radius` mm.

    Without a word `how`, every link is new and takes the bend that disturbs those before it least, without forces.
    """
    sender, receiver = ends
    count = len(sender)
    how = how or Bending(np.full((count, 2), np.nan), np.zeros(count, dtype=np.bool_), forces=False)
    curves, heads = np.full((count, 3, 2), np.nan), np.full((count, 3, 2), np.nan)
    bends = np.full((count, 2), np.nan)
    apart = np.flatnonzero(sender != receiver)
    if len(apart):
        own, wide = (sender[apart], receiver[apart]), width[apart]
        part = replace(how, known=how.known[apart], held=how.held[apart])
        trunks, laid = laid_out(places, radius, own, wide, part)
        bends[apart] = by_link(trunks, laid)
        cut = _lanes(_cut(places, radius, trunks, laid), places, trunks)
        cut = fanned_ends(cut, places, own, (wide, head_widths(wide)))
        curves[apart], heads[apart] = with_heads(
            mended(cut, (places, radius), own, wide, (trunks.trunk, part.held)), wide
        )
    return Routes(curves, heads, _loop_angles(places, ends, curves, heads), bends)


def _cut(places: Points, radius: Numbers, trunks: Trunks, bends: Bends) -> Curves:
    """The trunks from sign to sign."""
    whole = curves_of(places[trunks.start], places[trunks.end], bends)
    room = (radius[trunks.start] + _CLEARANCE, radius[trunks.end] + _CLEARANCE)
    return piece(whole, leaves_at(whole, room[0]), enters_at(whole, room[1]))


def _lanes(cut: Curves, places: Points, trunks: Trunks) -> Curves:
    """The curve of each link on its trunk: its middle lies its lane beside, its ends on the same circles."""
    base = cut[trunks.trunk]
    lane = trunks.lane
    start, moved_start = _shifted(base[:, 0], places[trunks.start[trunks.trunk]], lane)
    end, moved_end = _shifted(base[:, 2], places[trunks.end[trunks.trunk]], -lane)
    way = base[:, 2] - base[:, 0]
    left = np.column_stack([way[:, 1], -way[:, 0]]) / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    control = base[:, 1] + 2 * lane[:, None] * left - (moved_start + moved_end) / 2
    curves = np.stack([start, control, end], axis=1)
    turned: Curves = np.where(trunks.reverse[:, None, None], curves[:, ::-1], curves)
    return turned


def _shifted(tips: Points, centres: Points, lane: Numbers) -> tuple[Points, Points]:
    """Tips moved round their signs until they lie `lane` mm to the left of the way out, and by what they moved."""
    out = tips - centres
    reach = np.maximum(np.hypot(*out.T), 1e-9)
    turn = np.arcsin((lane / reach).clip(-_LANES_AT_SIGN, _LANES_AT_SIGN))
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    left = np.column_stack([out[:, 1], -out[:, 0]])
    moved = out * cos + left * sin
    return centres + moved, moved - out


def _loop_angles(places: Points, ends: tuple[Integers, Integers], curves: Curves, heads: Points) -> Numbers:
    """For each self-loop the middle of the widest gap between the links at its sign and the loops before it."""
    sender, receiver = ends
    angles = np.full(len(sender), np.nan)
    for row in np.flatnonzero(sender == receiver):
        actor = int(sender[row])
        leaving = curves[(sender == actor) & (receiver != actor), 0]
        coming = heads[(receiver == actor) & (sender != actor), 0]
        taken = ends_angles(np.concatenate([leaving, coming]), places[actor])
        before = angles[:row][sender[:row] == actor]
        angles[row] = widest_gap(np.concatenate([taken, before[~np.isnan(before)]]))
    return angles


def ends_angles(points: Points, place: Points) -> Numbers:
    """Directions in radians in which points (n, 2) lie from a place."""
    away = points - place
    return np.asarray(np.arctan2(away[:, 1], away[:, 0]), dtype=np.float64)


def widest_gap(taken: Numbers, liked: float = -0.8) -> float:
    """The middle of the widest gap between directions in radians; `liked` where none is taken."""
    if not len(taken):
        return liked
    order = np.sort(taken)
    gap = np.append(np.diff(order), order[0] + 2 * np.pi - order[-1])
    widest = int(gap.argmax())
    return float(order[widest] + gap[widest] / 2)
