"""Places for the names and amounts of a large project's map: all that is asked of the map's signs is asked at once.

A plainer kin of `gis.labels.place`: a text stands right, below, above or left of its sign or at a corner, or on one of
its line's places, covers nothing, and is left out where there is no room.
"""

from collections.abc import Sequence

import numpy as np

from core.columns import Flags
from gis.labels import Boxes, Placed, Wanted

_SIDES = np.array([(1, 0), (0, 1), (0, -1), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1)], dtype=np.float64)
_SLANT = np.where((_SIDES != 0).all(axis=1), 0.75, 1.0)  # corners come nearer
_AWAY = (0.7, 2.7)  # mm between a sign and its name: at best, and where that place is taken
_ALONG = 3  # places on its line that an amount has at most
_SIDEWAYS = 1.5  # mm between two texts of one height, so that they do not read as one
_EDGE = 0.5  # mm kept free at the edge of the paper


def places(wanted: Sequence[Wanted], signs: Boxes, frame: tuple[float, float]) -> list[Placed]:
    """The texts that find room, off the boxes of `signs` and one another.

    First those that stood on the map before, on the same side where it is free, then the weightiest.
    """
    told = sorted(wanted, key=lambda text: (text.side < 0, -text.weight))
    if not told:
        return []
    boxes = _candidates(told)
    free = _free(boxes, signs, frame)
    taken = np.empty((len(told), 4))
    placed: list[Placed] = []
    for text, mine, open_ in zip(told, boxes, free, strict=True):
        options = np.flatnonzero(open_)
        if len(placed) and len(options):
            options = options[~_meet(mine[options], taken[: len(placed)]).any(axis=1)]
        if len(options):
            side = text.side if text.side in options else int(options[0])
            left, top, right, bottom = mine[side].tolist()
            taken[len(placed)] = (left - _SIDEWAYS, top, right + _SIDEWAYS, bottom)
            align = 0.5 if text.along is not None else (1 - float(_SIDES[side % len(_SIDES), 0])) / 2
            placed.append(Placed(text, (left, top, right, bottom), align, leader=False, side=side))
    return placed


def _candidates(told: Sequence[Wanted]) -> Boxes:
    """The boxes (n, c, 4) that texts may have, the best first; NaN where one has fewer."""
    size = np.array([(text.width, text.height) for text in told])
    middle = np.array([(text.x, text.y) for text in told])
    boxes = np.full((len(told), len(_SIDES) * len(_AWAY), 2), np.nan)
    reach = np.array([text.radius for text in told])[:, None] + _AWAY
    steps = reach[:, :, None, None] * (_SIDES * _SLANT[:, None]) + size[:, None, None] / 2 * _SIDES
    boxes[:] = (middle[:, None, None] + steps).reshape(len(told), -1, 2)
    for row, text in enumerate(told):
        if text.along is not None:
            boxes[row] = np.nan
            boxes[row, : min(len(text.along), _ALONG)] = text.along[:_ALONG]
    half = size[:, None] / 2
    return np.concatenate([boxes - half, boxes + half], axis=2)


def _free(boxes: Boxes, signs: Boxes, frame: tuple[float, float]) -> Flags:
    """Which of the boxes (n, c, 4) lie on the paper and off the signs."""
    inside = (boxes[:, :, :2] >= _EDGE).all(axis=2) & (boxes[:, :, 2:] <= np.subtract(frame, _EDGE)).all(axis=2)
    free: Flags = np.array(inside, dtype=np.bool_)
    low, high = np.nanmin(boxes[:, :, :2], axis=1), np.nanmax(boxes[:, :, 2:], axis=1)
    text, sign = np.nonzero(_meet(np.hstack([low, high]), signs))
    mine, theirs = boxes[text], signs[sign][:, None]
    shared = (np.minimum(mine[:, :, 2:], theirs[:, :, 2:]) - np.maximum(mine[:, :, :2], theirs[:, :, :2])).clip(0)
    at, option = np.nonzero(shared.prod(axis=2) > 0)
    free[text[at], option] = False
    return free


def _meet(some: Boxes, others: Boxes) -> Flags:
    """Which of some boxes (n, 4) overlap which of the others (m, 4): (n, m)."""
    (left, top, right, bottom), theirs = (some[:, side, None] for side in range(4)), others.T
    met = (left < theirs[2]) & (right > theirs[0])
    return np.asarray(met & (top < theirs[3]) & (bottom > theirs[1]), dtype=np.bool_)
