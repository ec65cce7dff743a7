"""Shapes of a map file on their way into cells: what is sound as WKB, what is not with a word on why."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from core.cells import Cell
from core.outlines import MIXED, NOT_FINITE, TOO_FEW, TOO_WIDE, UNCLOSED, UNREADABLE
from core.text import N_, Text

Shapes = npt.NDArray[np.object_]
SAME_AREA = 1e-3  # a repair that changes the area by more would be another outline
_HALF_ROUND = 180.0
_POINT, _AREAL = 0, (3, 6)  # types in shapely
_LINE = b"\x02\x00\x00\x00"  # little-endian, as GDAL writes it
POINTS, LINES, AREAS, OTHERS = N_("points"), N_("lines"), N_("areas"), N_("shapes of several kinds")
_KINDS = {
    "Point": POINTS,
    "MultiPoint": POINTS,
    "LineString": LINES,
    "LinearRing": LINES,
    "MultiLineString": LINES,
    "Polygon": AREAS,
    "MultiPolygon": AREAS,
}


def shapes_of(blobs: Iterable[bytes | None]) -> tuple[Shapes, list[str]]:
    """Geometries from WKB, None where there is none, and a word for each whose bytes make no shape, else ""."""
    listed = list(blobs)
    shapes: Shapes = np.full(len(listed), None, dtype=object)
    shapes[:] = shapely.from_wkb(listed, on_invalid="ignore") if listed else []
    lost = shapely.is_missing(shapes)
    words = [_why_lost(blob) if gone and blob is not None else "" for blob, gone in zip(listed, lost, strict=True)]
    return simplified(shapes), words


def _why_lost(blob: bytes) -> str:
    if blob[1:5] == _LINE:
        return TOO_FEW
    mended = shapely.from_wkb(blob, on_invalid="fix")
    if mended is None:
        return UNREADABLE
    enough = mended.geom_type in ("Polygon", "MultiPolygon") and not mended.is_empty and mended.area > 0
    return UNCLOSED if enough else TOO_FEW


def simplified(shapes: Shapes) -> Shapes:
    """Collections of one kind as that kind, multipoints of one point as a point."""
    return np.array([_simple(shape) for shape in shapes] + [None], dtype=object)[:-1]


def _simple(shape: Any) -> Any:
    if shape is None or shape.geom_type not in ("GeometryCollection", "MultiPoint"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    if len(parts) == 1:
        return _simple(parts[0])
    if parts and all(part.geom_type == "Polygon" for part in parts):
        return shapely.MultiPolygon(parts)
    return shape


def flattened(shapes: Shapes, remarks: list[Text]) -> Shapes:
    """Shapes in two dimensions; told where heights other than 0 were left out."""
    high = shapely.has_z(shapes)
    heights = [shapely.get_coordinates(shape, include_z=True)[:, 2] for shape in shapes[high]]
    n = sum(bool(np.nan_to_num(height).any()) for height in heights)
    if n:
        remarks.append(
            Text(
                "The heights of {n} shape were left out.",
                {"n": n},
                plural="The heights of {n} shapes were left out.",
            )
        )
    flat: Shapes = shapely.force_2d(shapes)
    return flat


def kind_of(shape: Any) -> str:
    """points, lines, areas or shapes of several kinds."""
    return _KINDS.get(shape.geom_type, OTHERS)


def kinds_told(shapes: Shapes) -> list[Text]:
    """What a reader must know of a layer with several kinds of shapes: which, and how many of each."""
    counts = Counter(kind_of(shape) for shape in shapes if shape is not None and not shape.is_empty)
    told = [_counted(kind, n) for kind, n in counts.items()]
    return [Text("The file holds several kinds of shapes: {kinds}.", {"kinds": told})] if len(counts) > 1 else []


def _counted(kind: str, n: int) -> Text:
    return Text("{kind} ({n})", {"kind": Text(kind), "n": n})


def with_points(shapes: Shapes, before: npt.NDArray[np.float64], placed: npt.NDArray[np.float64]) -> Shapes:
    """The shapes with their points (n, 2) `before` where they were `placed`; infinite where there is no place.

    Points that were the same stay the same to the last bit, and infinite ones are equal where NaN are not: a ring
    that does not end where it began is no ring.
    """
    _, first, same = np.unique(before, axis=0, return_index=True, return_inverse=True)
    closed = placed[first][same.reshape(-1)]
    whole = np.isfinite(closed).all(axis=1, keepdims=True)
    moved: Shapes = shapely.set_coordinates(shapes.copy(), np.where(whole, closed, np.inf))
    return moved


def geometry_cells(shapes: Shapes, words: Sequence[str], remarks: list[Text], *, degrees: bool = True) -> list[Cell]:
    """WKB per row, or a word on what is wrong with the shape, which the import then refuses with its row.

    Without `degrees` the shapes are in a system that is not known yet, and may be of any width.
    """
    cells: list[Cell] = [word or None for word in words]
    free = np.array([not word for word in words], dtype=bool) & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    points = free & (shapely.get_type_id(shapes) == _POINT)
    points[points] = np.isfinite(shapely.get_coordinates(shapes[points])).all(axis=1)
    for row, blob in zip(np.flatnonzero(points), _wkb(shapes[points]), strict=True):
        cells[row] = blob
    repaired = 0
    for row in np.flatnonzero(free & ~points):
        sound = _sound(shapes[row], degrees=degrees)
        repaired += sound is not shapes[row] and sound is not None
        cells[row] = _fault_of(shapes[row], degrees=degrees) if sound is None else as_wkb(sound)
    if repaired:
        remarks.append(
            Text(
                "{n} outline crossed itself and was repaired; its area changed by less than 0.1 %.",
                {"n": repaired},
                plural="{n} outlines crossed themselves and were repaired; their areas changed by less than 0.1 %.",
            )
        )
    return cells


def _wkb(shapes: Any) -> Any:
    return shapely.to_wkb(shapes, byte_order=1, output_dimension=2)


def _fault_of(shape: Any, *, degrees: bool) -> str:
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return NOT_FINITE
    if kind_of(shape) == OTHERS:
        return MIXED
    return TOO_WIDE if degrees and _is_too_wide(shape) else str(shapely.is_valid_reason(shape))


def _is_too_wide(shape: Any) -> bool:
    """Whether an outline spans more than half the earth, as one does that was cut at 180 degrees by mistake."""
    wide = (part.bounds[2] - part.bounds[0] > _HALF_ROUND for part in shapely.get_parts(shape))
    return kind_of(shape) == AREAS and any(wide)


def _sound(shape: Any, *, degrees: bool) -> Any:
    """The shape itself where it is valid, a repaired one of the same area, else None."""
    if not np.isfinite(shapely.get_coordinates(shape)).all() or kind_of(shape) == OTHERS:
        return None
    if degrees and _is_too_wide(shape):
        return None
    if shape.is_valid:
        return shape
    mended = shapely.make_valid(shape)
    if mended.geom_type not in ("Polygon", "MultiPolygon") or not shape.area:
        return None
    return mended if abs(mended.area / shape.area - 1) < SAME_AREA else None


def as_wkb(shape: Any) -> bytes:
    """Little-endian WKB in two dimensions; an area as a multipolygon."""
    if shape.geom_type == "Polygon":
        shape = shapely.MultiPolygon([shape])
    blob: bytes = _wkb(shape)
    return blob


def areas_km2(shapes: Shapes) -> list[float | None]:
    """Areas on the ellipsoid in km2 of shapes in degrees, None for what is no area."""
    ellipsoid = pyproj.Geod(ellps="GRS80")
    areas: list[float | None] = [None] * len(shapes)
    for row in np.flatnonzero(np.isin(shapely.get_type_id(shapes), _AREAL) & ~shapely.is_empty(shapes)):
        size = abs(ellipsoid.geometry_area_perimeter(shapes[row])[0]) / 1e6
        if math.isfinite(size) and not _is_too_wide(shapes[row]):
            areas[row] = size
    return areas
