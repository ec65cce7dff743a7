"""The map of a large project as layers for the painter: borders, lines of one pen each, heads, signs, words above."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.base_maps import PICTURE, TILES
from core.columns import Flags, Integers
from gis.areas import borders, simplified
from gis.crowded import Crowd, severest
from gis.crowded_layers import Fills, Heads, Layer, Segments, Stamps
from gis.crowded_patterns import pattern_layers
from gis.crowded_view import Overview
from gis.flags import Ring
from gis.ground import shade_of
from gis.palette import Palette, blend
from gis.pyramid import Level
from gis.scene import Font, Label, Mark, Path, Scene, Shape, Stroke
from gis.sheet import Measure
from gis.signs import OUTLINE, ring_marks, sign_mark
from gis.styling import Style, faded_palette
from gis.symbols import circle

_DETAIL_MM = 0.18  # of borders: 0.7 pixels of a screen
_COARSE_MM = 0.8  # of those in a draft
_BORDER = 0.26
_FINENESS = 0.06  # mm between the widths that have pens of their own, a quarter of a pixel
_COARSENESS = 0.24  # and of a draft
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


def ground_layers(shown: Overview, colours: Palette, *, draft: bool = False) -> list[Layer]:
    """Fills and borders of regions; a draft has coarse fills alone."""
    crowd, view = shown.crowd, shown.view
    patterns: list[Layer] = [] if draft else [*pattern_layers(shown, colours)]
    if "regions" in view.hidden or not crowd.areas:
        return patterns
    detail = float(2.0 ** (np.floor(2 * np.log2(view.metres_per_mm * (_COARSE_MM if draft else _DETAIL_MM))) / 2))
    rings, layers = simplified(crowd.areas, detail), list[Layer]()
    if not any(base.visible and base.kind in (TILES, PICTURE) for base in view.bases):  # a fill would hide it
        near, of_area = rings.within(*view.window), _fills(shown, colours)
        layers.append(Fills(rings, near, [of_area[at] for at in rings.area[near].tolist()], view))
    return layers if draft else [*layers, *patterns, _border_layer(shown, detail, Stroke(colours.border, _BORDER))]


def _border_layer(shown: Overview, detail: float, stroke: Stroke) -> Segments:
    """The borders in sight, each between two neighbours drawn once."""
    pieces, (low, high) = borders(shown.crowd.areas, detail), shown.view.window
    x0, y0, x1, y1 = pieces.T
    seen = (np.maximum(x0, x1) >= low[0]) & (np.minimum(x0, x1) <= high[0])
    seen &= (np.maximum(y0, y1) >= low[1]) & (np.minimum(y0, y1) <= high[1])
    return Segments(stroke, shown.view.on_paper(pieces[seen].reshape(-1, 2)).reshape(-1, 4), joined=False)


def _fills(shown: Overview, colours: Palette) -> list[str]:
    """The fill of each area: the colour of its class on a shaded map, else one of some pale ones in turn."""
    shading = shown.crowd.shadings[shown.view.dark]
    if shading is not None:
        return [shade_of(shading, area.row, colours) for area in shown.crowd.areas]
    return [colours.region[area.turn % len(colours.region)] for area in shown.crowd.areas]


def line_layers(shown: Overview, colours: Palette, *, draft: bool = False) -> list[Layer]:
    """Lines from wide to thin, so that small ones lie above large ones, and all heads above them.

    A draft has fewer pens.
    """
    pen, pens = _pens(shown, colours, _COARSENESS if draft else _FINENESS)
    pieces, ends = _by_pen(shown.lines.segments, pen[shown.lines.row], len(pens))
    lines: list[Layer] = [
        Segments(stroke, pieces[first:last])
        for stroke, (first, last) in zip(pens, pairwise(ends), strict=True)
        if last > first
    ]
    return lines + _head_layers(shown.lines.heads, pen, pens)


def _head_layers(heads: npt.NDArray[np.float64], pen: Integers, pens: list[Stroke]) -> list[Layer]:
    """Heads (n, 3, 2) by their `pen` (n,); small ones are two strokes each, which is quicker and looks the same."""
    heads, ends = _by_pen(heads, pen, len(pens))
    tip, left, right = (heads[:, corner] for corner in range(3))
    length = np.hypot(*(tip - left).T)
    inner = tip + (left + right - 2 * tip) * (_HEAD_PEN / 2)
    sides = np.stack([np.hstack([inner, side + (inner - side) * _HEAD_PEN / 2]) for side in (left, right)], axis=1)
    layers: list[Layer] = []
    for stroke, (first, last) in zip(pens, pairwise(ends), strict=True):
        if stroke.width > _STROKED:
            layers.append(Heads(stroke.colour, heads[first:last]))
        elif last > first:
            thick = Stroke(stroke.colour, _HEAD_PEN * float(length[first:last].max()))
            layers.append(Segments(thick, sides[first:last].reshape(-1, 4), joined=False))
    return layers


def _by_pen(rows: npt.NDArray[np.float64], pen: Integers, pens: int) -> tuple[npt.NDArray[np.float64], list[int]]:
    """Rows sorted by their pen (n,), and where those of each of the `pens` begin and the last end."""
    order = np.argsort(pen, kind="stable")
    return rows[order], np.searchsorted(pen[order], np.arange(pens + 1)).tolist()


def _pens(shown: Overview, colours: Palette, fineness: float) -> tuple[Integers, list[Stroke]]:
    """The pen of each line (n,), and the pens from wide to thin, `fineness` mm apart."""
    kinds, tints = shown.crowd.kinds, shown.tints
    groups = sorted({kind.group for kind in kinds})
    group = np.array([groups.index(kind.group) for kind in kinds], dtype=np.int64)
    step = np.round(shown.width / fineness).astype(np.int64)
    key = -step * len(groups) + group[shown.level.bundles.kind[shown.bundles]] if len(groups) else step
    told, pen = np.unique(key, return_inverse=True)
    widest = max(shown.style.widths.widest, 1e-9)
    pens = []
    for code in told.tolist():
        width = -(code // len(groups)) * fineness
        share = min(1.0, _PALEST + (1 - _PALEST) * 2 * width / widest)
        colour = _blended(tints[groups[code % len(groups)]], colours.paper, share)
        pens.append(Stroke(colour, width))
    return pen.astype(np.int64), pens


_blended = lru_cache(maxsize=2048)(blend)


def sign_layers(shown: Overview, measure: Measure) -> list[Layer]:
    """Signs of lone firms and rings of roles with the number of firms, the small ones below."""
    if "actors" in shown.view.hidden or not len(shown.groups):
        return []
    order = np.argsort(shown.radius, kind="stable")
    here = shown.groups[order]
    look = (shown.view.style, shown.view.dark)
    scenes = _scenes(shown.crowd, shown.level, look, "findings" in shown.view.hidden, measure)
    new = np.array([group for group in here.tolist() if group not in scenes], dtype=np.int64)
    if len(new):
        scenes.update(zip(new.tolist(), _sign_scenes(shown, new, measure), strict=True))
    return [Stamps([scenes[group] for group in here.tolist()], shown.places[order])]


@lru_cache(maxsize=8)
def _scenes(crowd: Crowd, level: Level, look: tuple[Style, bool], bare: bool, measure: Measure) -> dict[int, Scene]:
    """The signs of a level's groups that were drawn so far, since they are the same in every view."""
    return {}


def _sign_scenes(shown: Overview, groups: Integers, measure: Measure) -> list[Scene]:
    """The signs of some groups of the level."""
    crowd, level = shown.crowd, shown.level
    told, severest_of, gapped = _facts(crowd, level)
    severity, gaps = severest_of[groups], gapped[groups]
    if "findings" in shown.view.hidden:
        severity, gaps = np.full(len(groups), -1), np.zeros(len(groups), dtype=np.bool_)
    radius = np.round(shown.all_radii[groups], 1).tolist()
    firms, look = level.firms[groups].tolist(), (shown.view.style, shown.view.dark)
    pairs = zip(severity.tolist(), gaps.tolist(), strict=True)
    return [
        sign_scene(shares, crowd.signs, size, flags, many, look, measure)
        for shares, flags, size, many in zip(_shares(told[groups]), pairs, radius, firms, strict=True)
    ]


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
