"""Where signs stand that would cover one another: a few move aside, many at one place become a sketch (示意布局).

The true places are never changed; what moved gets a thin leader, a sketch its frame and note.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from core.columns import Flags, Integers, Numbers
from gis.layered import layered_places
from gis.scene import Points

CROWDED_MM = 1.0  # actors closer than this on paper cannot be told apart
SAME_PLACE = 40.0  # metres: the grounds of one works; what lies farther apart is parted by zooming in
_SKETCH_FROM = 4  # so many at one place are drawn as a sketch, fewer move aside
_SKETCH_TO = 30  # a sketch with more would be no easier to read
_SKETCH_LIMIT = 4000  # of more actors a map shows but some, and a sketch would push all others aside
_MOST_SKETCHES = 4
_CELL = np.array([32.0, 23.0])  # mm that one sign with its name and links needs within a sketch
_INNER = np.array([15.0, 13.0])  # mm between a sketch's frame and its outermost signs
_OUTSIDE = 4.0  # mm outside a frame where other signs that it would cover stand
_BETWEEN = 3.2  # mm between signs that moved aside: links must find their way between them
_EDGE = np.array([16.0, 11.0])  # mm from the edge of the paper at which signs from beyond it stand
_MOVED = 0.7  # mm from which a moved sign gets a leader
_ROUNDS = 60
_SPREAD_LIMIT = 600  # more signs than this are too small to gain by moving


@dataclass(frozen=True, slots=True)
class Frame:
    """A sketch on the paper: its rectangle (left, top, right, bottom) in mm, the true place and the actors within."""

    rect: tuple[float, float, float, float]
    true: tuple[float, float]
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where signs are drawn (n, 2) in mm, which of them left their true place, and the frames of sketches.

    `beyond` holds, for actors that lie outside the paper and stand at its edge, how many mm farther out they are.
    """

    places: Points
    moved: Flags
    frames: tuple[Frame, ...]
    beyond: Numbers


def arranged(true: Points, radius: Numbers, ends: tuple[Integers, Integers], metres_per_mm: float) -> Layout:
    """Places for signs of `radius` mm at the true places (n, 2; NaN has none); `ends` are the links' actor rows.

    A crowd gets a sketch where its members are linked to one another; of others, and of a sketch that would lie on
    another or on more other signs than it holds, the members stand round their place. Sketches are centred on their
    true place and as large as their members need, whatever the paper, so that panning moves them like everything else.
    """
    places = true.copy()
    frames: list[Frame] = []
    for members in _crowds(true, min(CROWDED_MM, SAME_PLACE / metres_per_mm), ends):
        frame, inner = _sketch(members, true, ends)
        crosses = any(_overlap(frame.rect, other.rect) for other in frames)
        if not crosses and _covered(true, frame.rect).sum() <= 2 * len(members):  # its own stand there as well
            places[members] = inner
            frames.append(frame)
    sketched = np.isin(np.arange(len(true)), [row for frame in frames for row in frame.members])
    for frame in frames:
        _push_out(places, sketched, frame)
    places = _aside(places, radius, sketched)
    away = np.hypot(*(places - true).T)
    moved = np.asarray((away > _MOVED) & ~sketched, dtype=np.bool_)
    return Layout(places, moved, tuple(frames), np.full(len(true), np.nan))


def gathered(layout: Layout, paper: tuple[float, float]) -> Layout:
    """The layout with signs that lie outside the paper brought to its edge, on the line to the middle."""
    middle = np.divide(paper, 2)
    away = layout.places - middle
    room = middle - _EDGE
    out = np.nan_to_num(np.abs(away) / room).max(axis=1)
    far = out > 1 + _EDGE.min() / room.max()
    places = layout.places.copy()
    places[far] = middle + away[far] / out[far, None]
    beyond = np.where(far, np.hypot(*(layout.places - places).T), np.nan)
    return replace(layout, places=places, moved=layout.moved & ~far, beyond=beyond)


def set_beside(layout: Layout, rect: tuple[float, float, float, float]) -> Layout:
    """The layout with its only sketch drawn into another rectangle (left, top, right, bottom in mm), stretched.

    Without a sketch, as of groups of firms, or with several it stays as it is.
    """
    if len(layout.frames) != 1:
        return layout
    (frame,) = layout.frames
    members = list(frame.members)
    old, new = np.array(frame.rect).reshape(2, 2), np.array(rect).reshape(2, 2)
    share = (layout.places[members] - old[0] - _INNER) / np.maximum(old[1] - old[0] - 2 * _INNER, 1e-9)
    places = layout.places.copy()
    places[members] = new[0] + _INNER + share * (new[1] - new[0] - 2 * _INNER)
    return replace(layout, places=places, frames=(replace(frame, rect=rect),))


def _crowds(true: Points, reach: float, ends: tuple[Integers, Integers]) -> list[Integers]:
    """Groups of linked actors chained by distances under `reach` mm; the few largest that a sketch can hold."""
    rows = np.flatnonzero(~np.isnan(true).any(axis=1))
    if not _SKETCH_FROM <= len(rows) <= _SKETCH_LIMIT:
        return []
    pairs = cKDTree(true[rows]).query_pairs(reach, output_type="ndarray")
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(rows), len(rows)))
    label = connected_components(graph, directed=False)[1]
    sizes = np.bincount(label)
    crowd = np.full(len(true), -1)
    crowd[rows] = label
    linked = crowd[ends[0][(crowd[ends[0]] == crowd[ends[1]]) & (ends[0] != ends[1])]]
    crowded = np.flatnonzero((sizes >= _SKETCH_FROM) & (sizes <= _SKETCH_TO) & np.isin(np.arange(len(sizes)), linked))
    largest = crowded[np.argsort(-sizes[crowded], kind="stable")][:_MOST_SKETCHES]
    return [rows[label == group] for group in largest]


def _sketch(members: Integers, true: Points, ends: tuple[Integers, Integers]) -> tuple[Frame, Points]:
    """The frame of a crowd and the places of its members."""
    number = {int(row): place for place, row in enumerate(members)}
    pairs = zip(ends[0].tolist(), ends[1].tolist(), strict=True)
    edges = [(number[a], number[b]) for a, b in pairs if a in number and b in number]
    unit = layered_places(len(members), edges)
    heights = np.unique(unit[:, 0], return_counts=True)[1]
    size = np.array([len(heights), heights.max()]) * _CELL + _INNER
    point = true[members].mean(axis=0)
    low, high = point - size / 2, point + size / 2
    inner = low + _INNER + unit * (size - 2 * _INNER)
    rect = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    return Frame(rect, (float(point[0]), float(point[1])), tuple(members.tolist())), inner


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _covered(places: Points, rect: tuple[float, float, float, float]) -> Flags:
    """Which places (n, 2) lie within a rectangle."""
    return np.asarray((places >= rect[:2]).all(axis=1) & (places <= rect[2:]).all(axis=1), dtype=np.bool_)


def _push_out(places: Points, sketched: Flags, frame: Frame) -> None:
    """Move other signs that a frame would cover to its nearest edge, in place."""
    left, top, right, bottom = frame.rect
    for row in np.flatnonzero(_covered(places, frame.rect) & ~sketched):
        x, y = places[row]
        ways = {
            x - left: (left - _OUTSIDE, y),
            right - x: (right + _OUTSIDE, y),
            y - top: (x, top - _OUTSIDE),
            bottom - y: (x, bottom + _OUTSIDE),
        }
        places[row] = ways[min(ways)]


def _aside(places: Points, radius: Numbers, held: Flags) -> Points:
    """Places moved apart until no two signs overlap; signs that are `held` stay."""
    rows = np.flatnonzero(~np.isnan(places).any(axis=1))
    if not 1 < len(rows) <= _SPREAD_LIMIT:
        return places
    turn = 2.4 * np.arange(len(rows))  # points that coincide leave in different directions
    spot = places[rows] + 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])
    size, free = radius[rows], np.where(held[rows], 0.0, 1.0)
    reach = 2 * float(size.max()) + _BETWEEN
    for _ in range(_ROUNDS):
        pairs = cKDTree(spot).query_pairs(reach, output_type="ndarray")
        a, b = pairs[:, 0], pairs[:, 1]
        step = spot[b] - spot[a]
        gap = np.hypot(*step.T)
        short = (size[a] + size[b] + _BETWEEN - gap).clip(0)
        if not (short > 0.01).any():
            break
        # Of many at one place each is pushed from all sides; half of the sum would throw them far apart.
        company = np.bincount(np.concatenate([a, b])[np.tile(short > 0, 2)], minlength=len(spot))
        push = step / np.maximum(gap, 1e-9)[:, None] * short[:, None]
        share = free / np.maximum(company, 2)
        np.add.at(spot, a, -push * share[a][:, None])
        np.add.at(spot, b, push * share[b][:, None])
    apart = places.copy()
    apart[rows] = np.where(np.hypot(*(spot - places[rows]).T)[:, None] < 0.05, places[rows], spot)
    return apart
