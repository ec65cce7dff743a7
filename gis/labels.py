"""Names and amounts that do not collide: each takes the least conflicting of its places, the weightiest first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.scene import Font, Points, Target

Boxes = npt.NDArray[np.float64]  # (n, 4) left, top, right, bottom in mm

_LINE_HEIGHT = 1.22  # of the em
_GAP = 0.7  # mm between a sign and its name
# Preferred directions of a name round its sign: right, below, above, left, then the corners.
_SIDES = np.array([(1, 0), (0, 1), (0, -1), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1)], dtype=np.float64)
_RINGS = (0.0, 2.0, 5.0, 9.0, 14.0)  # mm further out; beyond the second a leader ties the name to its sign
NO_LINK = -2  # in place of a link's row: the line belongs to none
_SIDEWAYS = 1.5  # mm between two texts of one height, so that they do not read as one
BROAD = 2.0  # mm: a line so wide under a text counts like a sign
_COVER = 40.0  # cost of lying wholly on a sign, head or label
_TOUCH = 12.0  # and of touching one at all
_OFF_FRAME = 80.0
_LINES_AT_MOST = 8.0  # covering lines is a lesser evil: the halo keeps the text readable
_REJECT = 11.0  # a text that must cover this much is left out when it may be


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that wants a place: its lines with their lengths in mm, and where it would like to be.

    A name stands round the point (`x`, `y`) outside `radius`; an amount stands on one of the points `along` (n, 2).
    `weight` orders (larger first); one that may be `dropped` is left out rather than put on something else; `link` is
    the row of the line that an amount belongs to and may cover; a `near` one never goes so far as to need a leader.
    """

    lines: tuple[str, ...]
    lengths: tuple[float, ...]
    font: Font
    colour: str
    x: float
    y: float
    radius: float
    weight: float
    along: Points | None = None
    target: Target | None = None
    dropped: bool = False
    link: int = -1
    near: bool = False
    shorter: "Wanted | None" = None

    @property
    def width(self) -> float:
        """Length of the longest line in mm."""
        return max(self.lengths)

    @property
    def height(self) -> float:
        """Height of all lines in mm."""
        return _LINE_HEIGHT * self.font.height * len(self.lines)


@dataclass(frozen=True, slots=True)
class Placed:
    """A wanted text with its box; `leader` where it stands away from its sign."""

    text: Wanted
    box: tuple[float, float, float, float]
    align: float
    leader: bool


def place(wanted: Sequence[Wanted], blocked: Boxes, lines: Points, frame: tuple[float, float]) -> list[Placed]:
    """Places for the texts; `blocked` boxes must stay free, points `lines` (n, 4: x, y, width, link) better so.

    `frame` is width and height of the paper in mm. Texts that find no place are left out where they may be.
    """
    taken = np.empty((len(blocked) + len(wanted), 4))
    taken[: len(blocked)] = blocked
    count, placed = len(blocked), []
    lines = lines[np.argsort(lines[:, 0])]
    for text in sorted(wanted, key=lambda item: -item.weight):
        chosen = _best(text, taken[:count], lines, frame)
        if chosen is not None:
            placed.append(chosen)
            left, top, right, bottom = chosen.box
            taken[count] = (left - _SIDEWAYS, top, right + _SIDEWAYS, bottom)
            count += 1
    return placed


def _best(text: Wanted, taken: Boxes, lines: Points, frame: tuple[float, float]) -> Placed | None:
    boxes, aligns, base, ring = _candidates(text)
    cost = base + _conflicts(boxes, text, taken, lines, frame)
    if text.near:
        cost[ring > 1] = np.inf
    best = int(cost.argmin())
    if cost[best] > _REJECT and text.shorter is not None:
        return _best(text.shorter, taken, lines, frame)
    if cost[best] > _REJECT and text.dropped:
        return None
    left, top, right, bottom = boxes[best].tolist()
    return Placed(text, (left, top, right, bottom), float(aligns[best]), bool(ring[best] > 1))


def _candidates(text: Wanted) -> tuple[Boxes, npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Boxes (c, 4), alignments, base costs and rings of a text's possible places."""
    size = np.array([text.width, text.height])
    if text.along is not None:
        corners = text.along - size / 2
        cost = 0.4 * np.arange(len(corners), dtype=np.float64)
        boxes = np.hstack([corners, corners + size])
        return boxes, np.full(len(corners), 0.5), cost, np.zeros(len(corners), dtype=np.int64)
    ring = np.repeat(np.arange(len(_RINGS)), len(_SIDES))
    side = np.tile(_SIDES, (len(_RINGS), 1))
    away = text.radius + _GAP + np.array(_RINGS)[ring]
    diagonal = np.where((side != 0).all(axis=1), 0.75, 1.0)
    middle = np.array([text.x, text.y]) + side * ((away * diagonal)[:, None] + size / 2)
    boxes = np.hstack([middle - size / 2, middle + size / 2])
    cost = 0.5 * np.tile(np.arange(len(_SIDES)), len(_RINGS)) + 3.0 * ring
    return boxes, (1 - side[:, 0]) / 2, cost, ring


def _conflicts(
    boxes: Boxes, text: Wanted, taken: Boxes, lines: Points, frame: tuple[float, float]
) -> npt.NDArray[np.float64]:
    """Cost of each candidate box: covered signs and texts, lines beneath, parts beyond the frame."""
    reach = (boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0))
    (left, top), (right, bottom) = reach
    meets = (taken[:, 0] <= right) & (taken[:, 1] <= bottom) & (taken[:, 2] >= left) & (taken[:, 3] >= top)
    close = taken[meets]
    low = np.maximum(boxes[:, None, :2], close[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], close[None, :, 2:])
    shared = (high - low).clip(0).prod(axis=2)
    area = text.width * text.height
    cost: npt.NDArray[np.float64] = _COVER * (shared / area).sum(axis=1) + _TOUCH * (shared > 0).sum(axis=1)
    cost += _OFF_FRAME * ((boxes[:, :2] < 0.5).any(axis=1) | (boxes[:, 2:] > np.subtract(frame, 0.5)).any(axis=1))
    return cost + _lines_beneath(boxes, lines, text.link)


def _lines_beneath(boxes: Boxes, lines: Points, own: int) -> npt.NDArray[np.float64]:
    """Cost of the points of lines, sorted by x, that each box covers; those of the own line are free."""
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    near = lines[np.searchsorted(lines[:, 0], low[0]) : np.searchsorted(lines[:, 0], high[0], side="right")]
    near = near[(near[:, 1] >= low[1]) & (near[:, 1] <= high[1]) & (near[:, 3] != own)]
    x, y = near[:, 0], near[:, 1]
    left, top, right, bottom = (side[:, None] for side in boxes.T)
    under = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    covered: npt.NDArray[np.float64] = (under * (0.5 + near[:, 2])).sum(axis=1)
    broad = (under & (near[:, 2] >= BROAD)).any(axis=1)
    return np.asarray(covered.clip(max=_LINES_AT_MOST) + _TOUCH * broad, dtype=np.float64)
