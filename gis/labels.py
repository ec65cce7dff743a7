"""Names and amounts that do not collide: each takes the least conflicting of its places, the weightiest first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.scene import Font, Points, Target

Boxes = npt.NDArray[np.float64]  # (n, 4) left, top, right, bottom in mm
Box = tuple[float, float, float, float]
Sides = tuple[float, float]  # width and height in mm

LETTER = Font(7.5)  # of letters in place of names

_LINE_HEIGHT = 1.22  # of the em
_GAP = 0.7  # mm between a sign and its name
# Preferred directions of a name round its sign: right, below, above, left, then the corners and what lies between.
_CORNERS = [(1, -1), (1, 1), (-1, -1), (-1, 1)]
_HALF_WAY = [(0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1), (1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5)]
_SIDES = np.array([(1, 0), (0, 1), (0, -1), (-1, 0), *_CORNERS, *_HALF_WAY], dtype=np.float64)
_RINGS = (0.0, 1.0, 2.0, 4.0, 6.0, 9.0, 12.0, 15.0)  # mm further out
_UNLED = 3  # of them need no leader that ties the name to its sign
_FARTHER = 1.5  # cost of each ring
_ASIDE = (0.0, 3.5, 7.0, 11.0)  # mm beside its line; beyond the first a leader ties the amount to it
_LEADER_FREE = 1.2  # mm round its foot in which a leader meets nothing but what it belongs to
_BESIDE_GAP = 0.5  # mm between a line and an amount beside it
_LEADER_PARTS, _LEADER_HALF = 8, 0.3  # boxes that a leader takes, with half their side in mm
_LEADER_STEPS = np.linspace(0.0, 0.95, 8)
NO_LINK = -2  # in place of a link's row: the line belongs to none
_SIDEWAYS = 1.5  # mm between two texts of one height, so that they do not read as one
BROAD = 2.0  # mm: a line so wide under a text counts like a sign
_BETWEEN = 0.3  # mm that a line may lie nearer than the points that tell where it runs
_COVER = 40.0  # cost of lying wholly on a sign, head or label
_TOUCH = 15.0  # and of touching one at all
_LED_ACROSS = 8.0  # of a leader that runs across something
_OFF_FRAME = 80.0
_OUT_OF_SIGHT = 9.0  # less than of lying on something, more than of a leader or of lines beneath
_CROSSED = 3.0  # for a name, covering lines is a lesser evil: the halo keeps it readable
_LINES_AT_MOST = 11.0
_PER_MM = 0.5  # cost of each mm of a thin line beneath a name
_REJECT = 14.0  # a text that must cover this much is left out when it may be


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that wants a place: its lines with their lengths in mm, and where it would like to be.

    A name stands round the point (`x`, `y`) outside `radius`; an amount stands on one of the points `along` (n, 2), or
    beside it where `across` (n, 2) tells the directions to its sides; `radius` is then half the width of its line.
    `weight` orders (larger first); one that may be `dropped` is left out rather than put on something else; `link` is
    the row of the line that an amount belongs to and may cover; a `near` one never goes so far as to need a leader.
    `side` is the place that it had on the map before, among those that it may have: it is held there. A `boundless`
    one may reach beyond the paper.
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
    across: Points | None = None
    side: int = -1
    boundless: bool = False

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
    """A wanted text with its box; `leader` where it stands away from its sign or line, of which `foot` is the point.

    `side` is its place among those that it may have.
    """

    text: Wanted
    box: Box
    align: float
    leader: bool
    foot: tuple[float, float] = (0.0, 0.0)
    side: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Possible places of a text: boxes (c, 4), alignments, costs, whether each needs a leader, and to which point."""

    boxes: Boxes
    aligns: npt.NDArray[np.float64]
    cost: npt.NDArray[np.float64]
    away: npt.NDArray[np.bool_]
    feet: Points


def place(
    wanted: Sequence[Wanted], blocked: Boxes, lines: Points, frame: Sides, sight: Box | None = None
) -> list[Placed]:
    """Places for the texts; `blocked` boxes must stay free, points `lines` (n, 4: x, y, width, link) better so.

    `frame` is width and height of the paper in mm, `sight` the part of it that is seen at first, whose edges shall cut
    no text. Texts that are held come first; those that find no place are left out where they may be.
    """
    taken = np.empty((len(blocked) + (1 + _LEADER_PARTS) * len(wanted), 4))
    taken[: len(blocked)] = blocked
    count, placed = len(blocked), []
    lines = lines[np.argsort(lines[:, 0])]
    for text in sorted(wanted, key=lambda item: (item.side < 0, -item.weight)):
        chosen = _best(text, taken[:count], lines, frame, sight)
        if chosen is not None:
            placed.append(chosen)
            boxes = _covered(chosen)
            taken[count : count + len(boxes)] = boxes
            count += len(boxes)
    return placed


def _covered(placed: Placed) -> Boxes:
    """The boxes that a placed text takes from those that follow: its own, and those along its leader."""
    left, top, right, bottom = placed.box
    own = np.array([(left - _SIDEWAYS, top, right + _SIDEWAYS, bottom)])
    if not placed.leader:
        return own
    foot = np.array(placed.foot)
    near = foot.clip((left, top), (right, bottom))
    along = foot + np.linspace(0, 1, _LEADER_PARTS)[:, None] * (near - foot)
    return np.concatenate([own, np.hstack([along - _LEADER_HALF, along + _LEADER_HALF])])


def _best(text: Wanted, taken: Boxes, lines: Points, frame: Sides, sight: Box | None) -> Placed | None:
    places = _candidates(text)
    if text.side >= 0:
        return _put(text, places, text.side)
    chosen = _only(places, ~places.away)
    cost = chosen.cost + _conflicts(chosen.boxes, text, taken, lines, frame) + _cut(chosen.boxes, text, sight)
    if not text.near and cost.min() > places.cost[places.away].min(initial=np.inf):
        chosen = places  # those far away are looked at only where one of them can be better
        cost = chosen.cost + _conflicts(chosen.boxes, text, taken, lines, frame) + _cut(chosen.boxes, text, sight)
    best, free = int(cost.argmin()), chosen.away.copy()
    while free[best]:  # most leaders need not be looked at
        free[best] = False
        cost[best] += _LED_ACROSS * _led_across(chosen, best, text.radius + _LEADER_FREE, taken)
        best = int(cost.argmin())
    if cost[best] > _REJECT and text.shorter is not None:
        return _best(text.shorter, taken, lines, frame, sight)
    if cost[best] > _REJECT and text.dropped:
        return None
    return _put(text, places, best if chosen is places else int(np.flatnonzero(~places.away)[best]))


def _put(text: Wanted, places: _Places, side: int) -> Placed:
    left, top, right, bottom = places.boxes[side].tolist()
    x, y = places.feet[side].tolist()
    return Placed(text, (left, top, right, bottom), float(places.aligns[side]), bool(places.away[side]), (x, y), side)


def _only(places: _Places, chosen: npt.NDArray[np.bool_]) -> _Places:
    return _Places(*(getattr(places, name)[chosen] for name in _Places.__slots__))


def _led_across(places: _Places, at: int, free: float, taken: Boxes) -> bool:
    """Whether the leader of a place runs across a taken box; `free` mm of it at its foot may."""
    foot, box = places.feet[at], places.boxes[at]
    way = foot.clip(box[:2], box[2:]) - foot
    length = max(float(np.hypot(*way)), 1e-9)
    along = (free / length + _LEADER_STEPS * (1 - free / length)).clip(0, 1)
    points = foot + along.reshape(-1, 1) * way
    low, high = points.min(axis=0), points.max(axis=0)
    close = taken[((taken[:, :2] < high) & (taken[:, 2:] > low)).all(axis=1)]
    return bool(((points[:, None] > close[:, :2]) & (points[:, None] < close[:, 2:])).all(axis=2).any())


def _candidates(text: Wanted) -> _Places:
    """The possible places of a text."""
    if text.along is not None:
        return _on_line(text, text.along) if text.across is None else _at_line(text, text.along, text.across)
    size = np.array([text.width, text.height])
    ring = np.repeat(np.arange(len(_RINGS)), len(_SIDES))
    side = np.tile(_SIDES, (len(_RINGS), 1))
    away = text.radius + _GAP + np.array(_RINGS)[ring]
    diagonal = np.where((np.abs(side) == 1).all(axis=1), 0.75, 1.0)
    middle = np.array([text.x, text.y]) + side * ((away * diagonal)[:, None] + size / 2)
    cost = 0.5 * np.tile(np.arange(len(_SIDES)).clip(max=8), len(_RINGS)) + _FARTHER * ring
    feet = np.tile((text.x, text.y), (len(ring), 1))
    return _Places(_boxes_round(middle, size), (1 - side[:, 0]) / 2, cost, ring >= _UNLED, feet)


def _on_line(text: Wanted, along: Points) -> _Places:
    count = len(along)
    boxes = _boxes_round(along, np.array([text.width, text.height]))
    cost = 0.4 * np.arange(count, dtype=np.float64)
    return _Places(boxes, np.full(count, 0.5), cost, np.zeros(count, dtype=np.bool_), along)


def _at_line(text: Wanted, along: Points, across: Points) -> _Places:
    """On the line, else on either side of it, else farther out with a leader."""
    size = np.array([text.width, text.height])
    half = (np.abs(across) * size / 2).sum(axis=1)  # how far the text reaches towards its line
    middles, costs = [along], [np.zeros(len(along))]
    for step, aside in enumerate(_ASIDE):
        for side in (-1.0, 1.0):
            middles.append(along + side * across * (text.radius + _BESIDE_GAP + aside + half)[:, None])
            costs.append(np.full(len(along), 1.5 + 2.0 * step))
    turns = len(middles)
    on_line = _on_line(text, along)
    away = np.repeat(np.arange(turns) > 2, len(along))
    cost = np.concatenate(costs) + np.tile(on_line.cost, turns)
    boxes = _boxes_round(np.concatenate(middles), size)
    return _Places(boxes, np.full(len(boxes), 0.5), cost, away, np.tile(along, (turns, 1)))


def _boxes_round(middles: Points, size: Points) -> Boxes:
    boxes: Boxes = np.hstack([middles - size / 2, middles + size / 2])
    return boxes


def _conflicts(boxes: Boxes, text: Wanted, taken: Boxes, lines: Points, frame: Sides) -> npt.NDArray[np.float64]:
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
    if not text.boundless:
        cost += _OFF_FRAME * ((boxes[:, :2] < 0.5).any(axis=1) | (boxes[:, 2:] > np.subtract(frame, 0.5)).any(axis=1))
    return cost + _lines_beneath(boxes, lines, text)


def _cut(boxes: Boxes, text: Wanted, sight: Box | None) -> npt.NDArray[np.float64]:
    """Cost of each candidate box that lies not wholly in sight, for a text about something there."""
    if sight is None:
        return np.zeros(len(boxes))
    about = np.array([[text.x, text.y]]) if text.along is None else text.along
    seen = ((about >= sight[:2]) & (about <= sight[2:])).all(axis=1).any()
    cut = seen & ((boxes[:, :2] < sight[:2]) | (boxes[:, 2:] > sight[2:])).any(axis=1)
    return np.asarray(_OUT_OF_SIGHT * cut, dtype=np.float64)


def _lines_beneath(boxes: Boxes, lines: Points, text: Wanted) -> npt.NDArray[np.float64]:
    """Cost of the lines, told by points about a mm apart and sorted by x, that each box covers; the own one is free.

    The paper beneath an amount would break another line, so that it does not lie on any.
    """
    reach = lines[:, 2].max(initial=0.0) / 2 + _BETWEEN
    low, high = boxes[:, :2].min(axis=0) - reach, boxes[:, 2:].max(axis=0) + reach
    near = lines[np.searchsorted(lines[:, 0], low[0]) : np.searchsorted(lines[:, 0], high[0], side="right")]
    near = near[(near[:, 1] >= low[1]) & (near[:, 1] <= high[1]) & (near[:, 3] != text.link)]
    x, y = near[:, 0], near[:, 1]
    left, top, right, bottom = (side[:, None] for side in boxes.T)
    half = near[:, 2] / 2 + _BETWEEN
    under = (x + half >= left) & (x - half <= right) & (y + half >= top) & (y - half <= bottom)
    if text.link >= 0:
        return np.asarray(_TOUCH * under.any(axis=1), dtype=np.float64)
    covered: npt.NDArray[np.float64] = _PER_MM * (under * (0.5 + near[:, 2])).sum(axis=1)
    covered += _CROSSED * under.any(axis=1)
    broad = (under & (near[:, 2] >= BROAD)).any(axis=1)
    return np.asarray(covered.clip(max=_LINES_AT_MOST) + _TOUCH * broad, dtype=np.float64)
