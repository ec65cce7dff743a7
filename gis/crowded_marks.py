"""The map of a large project as layers for the painter: borders, lines of one pen each, heads, signs, words above."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from core.base_maps import PICTURE, TILES
from core.columns import Flags, Integers
from gis.areas import simplified
from gis.crowded import Crowd, severest
from gis.crowded_view import Overview
from gis.flags import Ring
from gis.ground import shade_of
from gis.palette import Palette, blend
from gis.pyramid import Level
from gis.scene import Font, Label, Mark, Path, Points, Scene, Shape, Stroke
from gis.sheet import Measure
from gis.signs import OUTLINE, ring_marks, sign_mark
from gis.styling import Style, faded_palette
from gis.symbols import circle

_DETAIL_MM = 0.18  # of borders: 0.7 pixels of a screen
_COARSE_MM = 0.8  # of those in a draft
_BORDER = 0.26
_FINENESS = 0.06  # mm between the widths that have pens of their own, a quarter of a pixel
_STROKED = 0.6  # mm: heads of thinner lines are strokes
_HEAD_PEN = 0.4  # width of such a stroke by the length of the head
_PALEST = 0.5  # share of its colour that the thinnest line keeps, so that the wide ones lead
_NUMBERED = 2.2  # mm, radius from which a sign holds the number of its firms
_NUMBER = 7.5  # points
_THOUSANDS = 10_000  # firms from which the number is told in thousands
_HALO_ROOM = 1.0  # mm round a text for its halo
_GAP_AWAY, _GAP_RING = 0.55, 0.6  # mm of a ring for gaps, from the sign and wide
_RING_ROOM = 2.6  # mm kept round a sign for its ring
_HOLE = 0.6  # radius of the field for the number, as a share of the sign's
_SHARES = 24  # parts of a full circle that shares of roles are rounded to


@dataclass(frozen=True, slots=True, eq=False)
class Fills:
    """Rings (n, 2 points each from `starts`) in mm, each filled with its colour, and all with one border if any."""

    points: Points
    starts: npt.NDArray[np.int64]
    fills: Sequence[str]
    border: Stroke | None


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Straight pieces (s, 4) in mm drawn with one pen; `joined` ones are parts of curves, so that ends are rounded."""

    stroke: Stroke
    pieces: npt.NDArray[np.float64]
    joined: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Filled triangles (n, 3, 2) in mm of one colour."""

    colour: str
    corners: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """Small scenes, many of them alike, with their middles on places (n, 2) in mm."""

    scenes: Sequence[Scene]
    places: Points


Layer = Fills | Segments | Heads | Stamps


def ground_layers(shown: Overview, colours: Palette, *, draft: bool = False) -> list[Layer]:
    """Fills and borders of regions; a draft has coarse fills alone."""
    if "regions" in shown.view.hidden or not shown.crowd.areas:
        return []
    detail = 2.0 ** (np.floor(2 * np.log2(shown.view.metres_per_mm * (_COARSE_MM if draft else _DETAIL_MM))) / 2)
    rings = simplified(shown.crowd.areas, float(detail)).within(*shown.view.window)
    pictured = any(base.visible and base.kind in (TILES, PICTURE) for base in shown.view.bases)  # a fill would hide it
    of_area = ["" if pictured else fill for fill in _fills(shown, colours)]
    fills = [of_area[at] for at in rings.area.tolist()]
    border = None if draft else Stroke(colours.border, _BORDER)
    return [Fills(shown.view.on_paper(rings.points), rings.starts, fills, border)]


def _fills(shown: Overview, colours: Palette) -> list[str]:
    """The fill of each area: the colour of its class on a shaded map, else one of some pale ones in turn."""
    shading = shown.crowd.shadings[shown.view.dark]
    if shading is not None:
        return [shade_of(shading, area.row, colours) for area in shown.crowd.areas]
    return [colours.region[area.turn % len(colours.region)] for area in shown.crowd.areas]


def line_layers(shown: Overview, colours: Palette) -> list[Layer]:
    """Lines from wide to thin, so that small ones lie above large ones, and all heads above them."""
    pen, pens = _pens(shown, colours)
    lines = shown.lines
    of_segment = pen[lines.row]
    order = np.argsort(of_segment, kind="stable")
    ends = np.searchsorted(of_segment[order], np.arange(len(pens) + 1))
    layers: list[Layer] = [
        Segments(stroke, np.ascontiguousarray(lines.segments[order[first:last]]))
        for stroke, first, last in zip(pens, ends[:-1].tolist(), ends[1:].tolist(), strict=True)
        if last > first
    ]
    return layers + [_head_layer(stroke, lines.heads[pen == at]) for at, stroke in enumerate(pens)]


def _head_layer(stroke: Stroke, heads: npt.NDArray[np.float64]) -> Layer:
    """Heads (n, 3, 2) of one pen; small ones are two strokes each, which is quicker and looks the same."""
    if stroke.width > _STROKED:
        return Heads(stroke.colour, heads)
    tip, left, right = (heads[:, corner] for corner in range(3))
    thick = _HEAD_PEN * float(np.hypot(*(tip - left).T).max(initial=0.0))
    inset = (left + right - 2 * tip) * (_HEAD_PEN / 2)
    sides = [np.hstack([tip + inset, side + (tip + inset - side) * _HEAD_PEN / 2]) for side in (left, right)]
    return Segments(Stroke(stroke.colour, thick), np.concatenate(sides), joined=False)


def _pens(shown: Overview, colours: Palette) -> tuple[Integers, list[Stroke]]:
    """The pen of each line (n,), and the pens from wide to thin."""
    kinds = shown.crowd.kinds
    groups = sorted({kind.group for kind in kinds})
    group = np.array([groups.index(kind.group) for kind in kinds], dtype=np.int64)
    step = np.round(shown.width / _FINENESS).astype(np.int64)
    key = -step * len(groups) + group[shown.level.bundles.kind[shown.bundles]] if len(groups) else step
    told, pen = np.unique(key, return_inverse=True)
    widest = max(shown.style.widths.widest, 1e-9)
    pens = []
    for code in told.tolist():
        width = -(code // len(groups)) * _FINENESS
        share = min(1.0, _PALEST + (1 - _PALEST) * 2 * width / widest)
        colour = blend(colours.links[groups[code % len(groups)]], colours.paper, share)
        pens.append(Stroke(colour, width))
    return pen.astype(np.int64), pens


def sign_layers(shown: Overview, measure: Measure) -> list[Layer]:
    """Signs of lone firms and rings of roles with the number of firms, the small ones below."""
    crowd, level = shown.crowd, shown.level
    if "actors" in shown.view.hidden or not len(shown.groups):
        return []
    order = np.argsort(shown.radius, kind="stable")
    told, severest_of, gapped = _facts(crowd, level)
    here = shown.groups[order]
    roles, severity, gaps = told[here], severest_of[here], gapped[here]
    if "findings" in shown.view.hidden:
        severity, gaps = np.full(len(order), -1), np.zeros(len(order), dtype=np.bool_)
    radius = np.round(shown.radius[order], 1).tolist()
    firms, look = level.firms[shown.groups[order]].tolist(), (shown.view.style, shown.view.dark)
    pairs = zip(severity.tolist(), gaps.tolist(), strict=True)
    scenes = [
        sign_scene(shares, crowd.signs, size, flags, many, look, measure)
        for shares, flags, size, many in zip(_shares(roles), pairs, radius, firms, strict=True)
    ]
    return [Stamps(scenes, shown.places[order])]


@lru_cache(maxsize=4)
def _facts(crowd: Crowd, level: Level) -> tuple[Integers, Integers, Flags]:
    """Of every group how many firms of each role it has (k, r), its severest ring, and whether one has a gap."""
    count = len(level.centre)
    gapped = np.bincount(level.group[crowd.gapped & (level.group >= 0)], minlength=count) > 0
    return (
        level.counted(crowd.sign, len(crowd.signs)),
        severest(crowd.severity, level.group, count),
        np.asarray(gapped, dtype=np.bool_),
    )


def _shares(roles: Integers) -> list[tuple[int, ...]]:
    """How many of 24 parts of a circle each role gets, for groups with `roles` (k, r) firms of each."""
    ends = np.round(np.cumsum(roles, axis=1) / roles.sum(axis=1, keepdims=True) * _SHARES).astype(np.int64)
    return list(map(tuple, np.diff(ends, prepend=0, axis=1).tolist()))


def stamped(marks: Sequence[Mark]) -> list[Layer]:
    """Texts as small scenes, the same object for equal ones, so that names are painted once while a map moves."""
    labels = [mark for mark in marks if isinstance(mark, Label)]
    scenes = [_label_scene(mark.text, mark.font, mark.colour, mark.width, mark.halo) for mark in labels]
    middles = [(mark.x + (0.5 - mark.align) * mark.width, mark.y) for mark in labels]
    return [Stamps(scenes, np.array(middles).reshape(-1, 2))]


@lru_cache(maxsize=2048)
def _label_scene(text: str, font: Font, colour: str, width: float, halo: str) -> Scene:
    wide, high = width + 2 * _HALO_ROOM, 1.6 * font.height + _HALO_ROOM
    return Scene(wide, high, (Label(text, wide / 2, high / 2, font, colour, width, 0.5, halo),))


@lru_cache(maxsize=8192)
def sign_scene(
    shares: tuple[int, ...],
    signs: tuple[str, ...],
    radius: float,
    flags: tuple[int, bool],
    firms: int,
    look: tuple[Style, bool],
    measure: Measure,
) -> Scene:
    """The sign of some firms, the same object for equal ones, so that it is painted once.

    `shares` says how many of 24 parts each of `signs` has; `flags` are the severity of the red ring, -1 without,
    and whether there is an amber one for gaps; `look` is the map's style and whether it is dark.
    """
    colours, half = faded_palette(*look), radius + _RING_ROOM
    marks: list[Mark] = []
    if flags[0] >= 0:
        marks += ring_marks(half, half, radius, Ring(flags[0], listed=False), colours)
    if flags[1]:
        marks.append(gap_mark(half, half, radius, colours))
    if firms == 1:
        marks.append(sign_mark(signs[int(np.argmax(shares))], (half, half, radius), colours))
    else:
        marks += _pie_marks(shares, signs, radius, colours)
        marks += _number_marks(firms, radius, colours, measure) if radius >= _NUMBERED else []
    return Scene(2 * half, 2 * half, tuple(marks))


def gap_mark(x: float, y: float, radius: float, colours: Palette) -> Shape:
    """The amber ring close round a sign one of whose firms has a gap or weak point."""
    return Shape(circle(x, y, radius + _GAP_AWAY), "", Stroke(colours.gap, _GAP_RING))


def _pie_marks(shares: tuple[int, ...], signs: tuple[str, ...], radius: float, colours: Palette) -> list[Mark]:
    ends, half = np.cumsum((0, *shares)).tolist(), radius + _RING_ROOM
    marks: list[Mark] = [
        Shape(_sector(half, radius, first, last), colours.roles[sign])
        for first, last, sign in zip(ends[:-1], ends[1:], signs, strict=True)
        if last > first
    ]
    return [*marks, Shape(circle(half, half, radius), "", Stroke(colours.sign_line, OUTLINE))]


def _number_marks(firms: int, radius: float, colours: Palette, measure: Measure) -> list[Mark]:
    text, half = str(firms) if firms < _THOUSANDS else f"{firms // 1000}k", radius + _RING_ROOM
    length = float(measure([text], Font(_NUMBER))[0])
    size = min(_NUMBER, _NUMBER * 2 * _HOLE * radius / length)
    field = Shape(circle(half, half, _HOLE * radius), colours.paper)
    return [field, Label(text, half, half, Font(size), colours.ink, length * size / _NUMBER, 0.5)]


def _sector(middle: float, radius: float, first: int, last: int) -> Path:
    """A sector between two of the 24 parts of a circle, from the top clockwise."""
    if last - first == _SHARES:
        return circle(middle, middle, radius)
    turn = np.radians(np.linspace(first, last, 3 * (last - first) + 1) * 360 / _SHARES - 90)
    rim = middle + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    return Path("M" + "L" * len(rim) + "Z", np.vstack([[(middle, middle)], rim]))
