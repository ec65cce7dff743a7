"""Links fan out round a sign: where several meet, their ends move apart until lines and heads stand side by side."""

import numpy as np
import numpy.typing as npt

from core.columns import Integers, Numbers
from gis.curves import Curves
from gis.scene import Points

_ROUNDS = 24
_SPARE = 0.35  # mm between neighbouring ends
_FAN_LIMIT = 1200  # links beyond which ends stay where their curves meet the sign
_WIDEST_TURN = 0.9  # radians that an end may move round its sign
_NEAREST = 0.5  # mm from the middle of a sign: an end may lie there where two signs lie on one another


def fanned_ends(
    curves: Curves, places: Points, ends: tuple[Integers, Integers], widths: tuple[Numbers, Numbers]
) -> Curves:
    """Curves with their ends moved round the signs so that starts of `widths[0]` and heads of `widths[1]` mm fit."""
    count = len(curves)
    if count > _FAN_LIMIT:
        return curves
    node = np.concatenate(ends)
    tips = np.concatenate([curves[:, 0], curves[:, 2]])
    away = tips - places[node]
    reach = np.hypot(*away.T)
    angle = np.arctan2(away[:, 1], away[:, 0])
    # Heads are widest a little behind their tip, where there is more room round the sign.
    room = (np.concatenate([widths[0], widths[1]]) + _SPARE) / (
        reach.clip(_NEAREST) + np.concatenate([np.zeros(count), widths[1]])
    )
    moved = angle.copy()
    for actor in np.flatnonzero(np.bincount(node) > 1):
        here = np.flatnonzero(node == actor)
        moved[here] = _spread(angle[here], room[here])
    moved = angle + (moved - angle).clip(-_WIDEST_TURN, _WIDEST_TURN)
    tips = places[node] + reach[:, None] * np.column_stack([np.cos(moved), np.sin(moved)])
    fanned = curves.copy()
    fanned[:, 0], fanned[:, 2] = tips[:count], tips[count:]
    return fanned


def _spread(angle: Numbers, room: Numbers) -> npt.NDArray[np.float64]:
    """Angles moved apart until neighbours have the room in radians that they need, or the circle is full."""
    order = np.argsort(angle)
    place, need = angle[order], room[order]
    share = min(1.0, 2 * np.pi * 0.95 / float(need.sum()))
    wanted = share * (need + np.roll(need, -1)) / 2
    for _ in range(_ROUNDS):
        gap = np.roll(place, -1) - place
        gap[-1] += 2 * np.pi
        short = (wanted - gap).clip(0)
        if len(place) == 2:
            short[int(gap.argmax())] = 0.0
        if not short.any():
            break
        place = place - 0.5 * short + 0.5 * np.roll(short, 1)
    moved = np.empty_like(angle)
    moved[order] = place
    return moved
