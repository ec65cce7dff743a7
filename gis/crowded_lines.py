"""The lines between groups as points in mm, with no more of them than their length needs; arrowheads and hits."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers
from gis.crowded_bends import bows
from gis.curves import bent, piece, sampled
from gis.scene import Points

Segments = npt.NDArray[np.float64]  # (s, 4): x, y of both ends in mm

_PIECES = ((12.0, 3), (40.0, 6), (130.0, 12), (500.0, 24), (np.inf, 96))  # segments of a line up to a length in mm
_DASH, _DOT = 1.1, 0.55  # mm of a dash and of a dot, and of the gaps
_BROKEN = np.array([3, 5, 9, 15, 25, 35, 51, 71, 101, 151, 231, 401])  # pieces of a broken line, by its length
_BEYOND = 3.0  # mm round the paper within which wide lines reach into it
_FREE = 0.35  # mm between a sign and the ends of its lines
_HEAD_LEAST, _HEAD_BY_WIDTH, _HEAD_SHARE = 1.0, 1.9, 0.4  # mm of a head; of the width; of a short line at most
_SPREAD = 0.42  # half the width of a head by its length
_LOOP = 1.6  # mm, radius of a loop


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines as `segments` with the `row` (s,) each belongs to, and `heads` (n, 3, 2): tip and both corners.

    `boxes` (n, 4) hold left, top, right, bottom of each line in mm.
    """

    segments: Segments
    row: Integers
    heads: npt.NDArray[np.float64]
    boxes: Segments

    def on_paper(self, paper: tuple[float, float]) -> "Lines":
        """The lines without their pieces off a paper of width and height in mm, which only cost time."""
        ends = self.segments.reshape(-1, 2, 2)
        seen = (ends.max(axis=1) > -_BEYOND) & (ends.min(axis=1) < np.add(paper, _BEYOND))
        kept = seen.all(axis=1)
        return replace(self, segments=self.segments[kept], row=self.row[kept])

    def nearest(self, x: float, y: float, width: Numbers, catch: float) -> int | None:
        """The line whose edge lies nearest to (x, y) mm and at most `catch` mm away; `width` (n,) in mm."""
        near = np.flatnonzero(
            (self.boxes[:, 0] <= x + catch) & (self.boxes[:, 2] >= x - catch)
            & (self.boxes[:, 1] <= y + catch) & (self.boxes[:, 3] >= y - catch)
        )  # fmt: skip
        picked = np.flatnonzero(np.isin(self.row, near))
        if not len(picked):
            return None
        rows = self.row[picked]
        away = _distances(self.segments[picked], x, y) - width[rows] / 2
        return int(rows[away.argmin()]) if away.min() <= catch else None

    def within(self, rect: tuple[float, float, float, float]) -> Integers:
        """The lines that lie wholly within left, top, right, bottom in mm."""
        low, high = np.array(rect[:2]), np.array(rect[2:])
        found: Integers = np.flatnonzero(
            (self.boxes[:, :2] >= low).all(axis=1) & (self.boxes[:, 2:] <= high).all(axis=1)
        )
        return found


def lines_of(signs: tuple[Points, Numbers], ends: tuple[Integers, Integers], width: Numbers, broken: Integers) -> Lines:
    """Lines of `width` (n,) mm between `ends` (rows of `signs`, which have places and radii in mm).

    `broken` (n,) is 0, 1 for dashes, 2 for dots. A line from a sign to itself is a loop.
    """
    places, radius = signs
    start, end = places[ends[0]], places[ends[1]]
    loop = np.asarray(ends[0] == ends[1], dtype=np.bool_)
    length = np.hypot(*(end - start).T)
    size = np.minimum(np.maximum(_HEAD_BY_WIDTH * width, _HEAD_LEAST), _HEAD_SHARE * np.maximum(length, _LOOP))
    whole = np.maximum(length, 1e-9)
    curves = bent(start, end, bows(signs, ends))
    leaves = ((radius[ends[0]] + _FREE) / whole).clip(0, 0.4)
    enters = 1 - ((radius[ends[1]] + _FREE) / whole).clip(0, 0.4)
    cut = piece(curves, leaves, np.maximum(enters - size * 0.7 / whole, leaves))
    tip = piece(curves, leaves, enters)[:, 2]
    shape = cut[:, 2] - cut[:, 1]
    if loop.any():
        tip, shape = _loop_tips(places, radius, ends[0], loop, (tip, shape))
    heads = _heads(tip, shape, size)
    return _joined(cut, heads, broken, loop, (places, radius, ends[0]))


def _heads(tip: Points, along: Points, size: Numbers) -> npt.NDArray[np.float64]:
    """Corners (n, 3, 2) of heads of `size` mm at their tips, pointing `along` (n, 2)."""
    unit = along / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    base = tip - unit * size[:, None]
    side = np.column_stack([-unit[:, 1], unit[:, 0]]) * (_SPREAD * size)[:, None]
    return np.stack([tip, base + side, base - side], axis=1)


def _loop_tips(
    places: Points, radius: Numbers, at: Integers, loop: Flags, ends: tuple[Points, Points]
) -> tuple[Points, Points]:
    """Tips and directions of all lines, those of loops put at the upper right of their sign."""
    tip, along = ends[0].copy(), ends[1].copy()
    sign = at[loop]
    tip[loop] = places[sign] + (radius[sign] + _FREE)[:, None] * (0.94, -0.34)
    along[loop] = (-0.9, 0.45)
    return tip, along


def _joined(
    curves: npt.NDArray[np.float64], heads: npt.NDArray[np.float64], broken: Integers, loop: Flags,
    signs: tuple[Points, Numbers, Integers],
) -> Lines:  # fmt: skip
    """All lines cut into segments, the widest first."""
    chord = np.hypot(*(curves[:, 2] - curves[:, 0]).T)
    segments, rows = [np.empty((0, 4))], [np.empty(0, dtype=np.int64)]
    short = 0.0
    for longest, pieces in _PIECES:
        here = np.flatnonzero((chord > short) & (chord <= longest) & (broken == 0) & ~loop)
        _cut(curves[here], here, pieces, 1, segments, rows)
        short = longest
    for kind, dash in ((1, _DASH), (2, _DOT)):
        parts = _BROKEN[np.searchsorted(_BROKEN, chord / dash).clip(max=len(_BROKEN) - 1)]
        for pieces in np.unique(parts[(broken == kind) & ~loop & (chord > 0)]).tolist():
            here = np.flatnonzero((broken == kind) & ~loop & (parts == pieces))
            _cut(curves[here], here, pieces, 2, segments, rows)
    rings = np.flatnonzero(loop)
    if len(rings):
        _cut_points(_loop_points(*signs, rings), rings, 1, segments, rows)
    boxes = _boxes(curves, heads)
    if len(rings):
        middle = _loop_middles(*signs, rings)
        boxes[rings] = np.hstack([middle - _LOOP, middle + _LOOP])
    of = np.concatenate(rows)
    order = np.argsort(of, kind="stable")
    return Lines(np.concatenate(segments)[order], of[order], heads, boxes)


def _cut(
    curves: npt.NDArray[np.float64],
    row: Integers,
    pieces: int,
    step: int,
    segments: list[Segments],
    rows: list[Integers],
) -> None:
    if len(row):
        _cut_points(sampled(curves, np.linspace(0.0, 1.0, pieces + 1)), row, step, segments, rows)


def _cut_points(
    points: npt.NDArray[np.float64], row: Integers, step: int, segments: list[Segments], rows: list[Integers]
) -> None:
    """Add the segments between points (n, s, 2) along lines, every `step`-th of them."""
    pairs = np.concatenate([points[:, :-1], points[:, 1:]], axis=2)[:, ::step]
    segments.append(pairs.reshape(-1, 4))
    rows.append(np.repeat(row, pairs.shape[1]))


def _loop_points(places: Points, radius: Numbers, at: Integers, rings: Integers) -> npt.NDArray[np.float64]:
    """Points (n, 11, 2) round the loops at the upper right of their signs."""
    turn = np.radians(np.linspace(150.0, 430.0, 11))
    around = np.column_stack([np.cos(turn), np.sin(turn)]) * _LOOP
    return np.asarray(_loop_middles(places, radius, at, rings)[:, None, :] + around[None, :, :])


def _loop_middles(places: Points, radius: Numbers, at: Integers, rings: Integers) -> Points:
    """The middles (n, 2) of loops."""
    sign = at[rings]
    return np.asarray(places[sign] + (radius[sign] + _LOOP)[:, None] * (0.72, -0.72))


def _boxes(curves: npt.NDArray[np.float64], heads: npt.NDArray[np.float64]) -> Segments:
    """The boxes (n, 4) of quadratic curves with their heads; between its ends one turns where its slope is 0."""
    start, control, end = curves[:, 0], curves[:, 1], curves[:, 2]
    bend = start - 2 * control + end
    at = ((start - control) / np.where(bend == 0, 1.0, bend)).clip(0, 1)
    turns = (1 - at) ** 2 * start + 2 * at * (1 - at) * control + at**2 * end
    points = np.concatenate([curves[:, ::2], turns[:, None], heads], axis=1)
    return np.hstack([points.min(axis=1), points.max(axis=1)])


def _distances(segments: Segments, x: float, y: float) -> Numbers:
    """Distances (s,) of a point from segments in mm."""
    start, step = segments[:, :2], segments[:, 2:] - segments[:, :2]
    square = (step**2).sum(axis=1)
    along = (((x, y) - start) * step).sum(axis=1) / np.where(square > 0, square, 1.0)
    foot = start + along.clip(0, 1)[:, None] * step
    return np.asarray(np.hypot(foot[:, 0] - x, foot[:, 1] - y), dtype=np.float64)
