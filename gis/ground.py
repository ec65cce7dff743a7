"""The lowest layers: region fills with their borders, frames of sketches, leaders from true places to signs."""

from functools import lru_cache, reduce

import numpy as np
import shapely

from core.base_maps import PICTURE, TILES
from core.columns import Integers
from gis.palette import Palette, blend
from gis.region_shapes import outline
from gis.scene import Mark, Path, Points, Shape, Stroke, flatten
from gis.sheet import Sheet
from gis.styling_hot_spots import pattern
from gis.styling_regions import Shading
from gis.symbols import circle, polygon, polyline, rectangle

_BORDER = 0.3
_FINEST_MM = 0.12  # detail of an outline below this is not drawn
_DEGREE = 111_000.0  # metres, to turn that detail into degrees
_DOT = 0.9  # mm, radius of the dot at the true place of a sketch
_HATCH, _HATCH_WIDTH = 2.4, 0.2  # mm between the lines of a hatching, and their width
_MOST_HATCHES = 2000  # lines; a view closer than that shows no hatching, but the legend tells
_LEADER = Stroke("", 0.2)


def region_marks(sheet: Sheet) -> list[Mark]:
    """Fills and borders of regions, those that hold others beneath them."""
    regions, colours = sheet.snapshot.region, sheet.colours
    marks: list[Mark] = []
    pictured = any(base.visible and base.kind in (TILES, PICTURE) for base in sheet.view.bases)  # a fill would hide it
    for turn, row in enumerate(parents_first(regions.parent)):
        blob = regions.outline[row]
        if blob is None:
            continue
        path = _region_path(sheet, blob)
        if path is None:
            continue
        fill = "" if pictured else colours.region[turn % len(colours.region)]
        target = ("region", str(regions.uid[row]))
        if sheet.shading is not None:
            fill = shade_of(sheet.shading, row, colours)
        marks.append(Shape(path, fill, Stroke(colours.border, _BORDER), target))
        if sheet.shading is not None and sheet.shading.shaded[row] and sheet.shading.classes[row] < 0:
            marks += hatching(path, colours)
        elif sheet.shading is not None and sheet.shading.words and sheet.shading.classes[row] >= 0:
            marks += pattern(path, int(sheet.shading.classes[row]), colours)
    return [*marks, *_square_marks(sheet)]


def _square_marks(sheet: Sheet) -> list[Mark]:
    """The squares of ground that stand for regions where load gathers, over their fills."""
    shading, marks = sheet.shading, list[Mark]()
    if shading is None or shading.squares is None or shading.of_square is None:
        return marks
    for corners, place in zip(shading.squares, shading.of_square.tolist(), strict=True):
        path = polygon(sheet.view.to_paper(corners))
        if not _touches(path.points, sheet.frame):
            continue
        fill = shading.colours[place] if place >= 0 else ""
        marks.append(Shape(path, fill, Stroke(sheet.colours.border, _BORDER)))
        marks += pattern(path, place, sheet.colours) if place >= 0 else hatching(path, sheet.colours)
    return marks


def shade_of(shading: Shading, row: int, colours: Palette) -> str:
    """The fill of a region on a shaded map: the colour of its class, paper where it has none."""
    place = int(shading.classes[row])
    return shading.colours[place] if place >= 0 else colours.paper


def hatching(path: Path, colours: Palette) -> list[Mark]:
    """Slanting lines within an outline, for a region of which nothing is known."""
    rings = [shapely.Polygon(ring) for ring in flatten(path) if len(ring) > 3]
    area = reduce(shapely.symmetric_difference, map(shapely.make_valid, rings)) if rings else shapely.Polygon()
    left, top, right, bottom = shapely.bounds(area)
    if not np.isfinite(left) or len(starts := np.arange(left - (bottom - top), right, _HATCH)) > _MOST_HATCHES:
        return []
    ends = np.stack([np.column_stack([starts, np.full(len(starts), bottom)]),
                     np.column_stack([starts + (bottom - top), np.full(len(starts), top)])], axis=1)  # fmt: skip
    cut = shapely.get_parts(shapely.intersection(shapely.linestrings(ends), area))
    lines = [np.asarray(line.coords) for line in cut if line.geom_type == "LineString" and len(line.coords) == 2]
    return [Shape(polyline(line), "", Stroke(colours.border, _HATCH_WIDTH)) for line in lines]


def parents_first(parent: Integers) -> list[int]:
    """Rows ordered by how many regions lie above them."""
    depth = np.zeros(len(parent), dtype=np.int64)
    above = np.asarray(parent).copy()
    for _ in range(len(parent)):
        if not (above >= 0).any():
            break
        depth += above >= 0
        above = np.where(above >= 0, np.append(parent, -1)[above], -1)
    return [int(row) for row in np.argsort(depth, kind="stable")]


def _region_path(sheet: Sheet, blob: bytes) -> Path | None:
    finest = sheet.view.metres_per_mm * _FINEST_MM / _DEGREE
    rings = [sheet.view.to_paper(ring) for ring in _rings(blob, 2.0 ** round(np.log2(finest)))]
    near = [ring for ring in rings if _touches(ring, sheet.frame)]
    if not near:
        return None
    return Path("".join("M" + "L" * (len(ring) - 1) + "Z" for ring in near), np.concatenate(near))


@lru_cache(maxsize=2048)
def _rings(blob: bytes, detail: float) -> tuple[Points, ...]:
    """The rings of an outline in degrees, simplified to a detail in degrees."""
    shape = shapely.simplify(outline(blob), detail)
    parts = shapely.get_parts(shape)
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return tuple(np.asarray(ring.coords)[:, :2] for ring in rings if len(ring.coords) > 3)


def _touches(points: Points, frame: tuple[float, float]) -> bool:
    low, high = points.min(axis=0), points.max(axis=0)
    return bool((high >= 0).all() and (low <= frame).all())


def sketch_marks(sheet: Sheet) -> list[Mark]:
    """Frames of sketches; one that does not cover its true place is tied to it by a line with a dot."""
    marks: list[Mark] = []
    for frame in sheet.layout.frames:
        marks.append(frame_mark(frame.rect, sheet.colours))
        true, rect = np.array(frame.true), np.array(frame.rect)
        near = true.clip(rect[:2], rect[2:])
        if (near != true).any():
            marks.append(_leader(np.array([true, near]), sheet.colours.ink))
            marks.append(Shape(circle(*frame.true, _DOT), sheet.colours.ink))
    return marks


def frame_mark(rect: tuple[float, float, float, float], colours: Palette) -> Shape:
    """The frame of a sketch: a pale field with a dashed border."""
    left, top, right, bottom = rect
    fill = blend(colours.card, colours.paper, 0.75)
    return Shape(rectangle(left, top, right - left, bottom - top), fill, Stroke(colours.faint, 0.3, (2.0, 1.2)))


def leader_marks(sheet: Sheet) -> list[Mark]:
    """Thin lines from true places to signs that had to move aside, with a dot at the true place."""
    marks: list[Mark] = []
    for row in np.flatnonzero(sheet.layout.moved):
        true = sheet.true[row]
        marks.append(_leader(np.array([true, sheet.places[row]]), sheet.colours.muted))
        marks.append(Shape(circle(float(true[0]), float(true[1]), 0.4), sheet.colours.muted))
    return marks


def _leader(points: Points, colour: str) -> Shape:
    return Shape(polyline(points), "", Stroke(colour, _LEADER.width))
