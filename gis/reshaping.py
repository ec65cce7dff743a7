"""Borders of regions drawn by hand: corners moved with those of their neighbours, areas split by a line, new ones."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import shapely
from pyproj import Geod

from core.columns import Flags, Integers
from core.errors import UserError
from core.region_edits import NewRegion, Reshaping
from core.snapshot import Snapshot
from core.text import Text
from gis.region_shapes import outline
from gis.scene import Points

SAME = 1e-9  # degrees, a tenth of a millimetre: corners closer than this are one
_EARTH = Geod(ellps="GRS80")  # of CGCS2000; WGS 84 differs by 0.1 mm
Position = tuple[float, float]  # longitude, latitude in degrees
Ring = Callable[[Points], Points]  # from the corners of a ring, closed, to its new corners


def corners(snapshot: Snapshot, region: int) -> Points:
    """The corners (n, 2) of a region (row) in degrees; the one that closes a ring is not told twice."""
    rings = [shapely.get_coordinates(ring)[:-1] for ring in _rings(outline(snapshot.region.outline[region]))]
    return np.concatenate(rings) if rings else np.empty((0, 2))


def edges(snapshot: Snapshot, region: int) -> Points:
    """The edges (n, 4) of a region (row): longitude and latitude of both ends."""
    lines = [shapely.get_coordinates(ring) for ring in _rings(outline(snapshot.region.outline[region]))]
    return np.concatenate([np.hstack([line[:-1], line[1:]]) for line in lines]) if lines else np.empty((0, 4))


def _rings(shape: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shape)
    return [ring for part in parts for ring in shapely.get_rings(part)]


def move_corner(snapshot: Snapshot, corner: Position, place: Position) -> Reshaping:
    """The outlines after a corner was moved, in every region that has it; UserError where a border would cross."""

    def moved(ring: Points) -> Points:
        shifted = ring.copy()
        shifted[_at(ring, corner)] = place
        return shifted

    return _reshaped(snapshot, moved)


def add_corner(snapshot: Snapshot, edge: tuple[Position, Position], place: Position) -> Reshaping:
    """The outlines after an edge got a corner, in every region that has this edge."""

    def bent(ring: Points) -> Points:
        one, other = _at(ring, edge[0]), _at(ring, edge[1])
        behind = np.flatnonzero((one[:-1] & other[1:]) | (other[:-1] & one[1:])) + 1
        return np.insert(ring, behind, np.asarray(place), axis=0)

    return _reshaped(snapshot, bent)


def remove_corner(snapshot: Snapshot, corner: Position) -> Reshaping:
    """The outlines without a corner; UserError where fewer than three would be left."""

    def without(ring: Points) -> Points:
        kept = ring[:-1][~_at(ring[:-1], corner)]
        if len(kept) < 3:
            raise UserError(Text("A region needs three corners; this one has no more."), Text("Move it instead."))
        return np.concatenate([kept, kept[:1]])

    return _reshaped(snapshot, without)


def _at(ring: Points, corner: Position) -> Flags:
    return np.asarray((np.abs(ring - corner) < SAME).all(axis=1), dtype=np.bool_)


def _reshaped(snapshot: Snapshot, change: Ring) -> Reshaping:
    """What follows from a change of rings: outlines that differ, their stated areas, and where actors lie now."""
    changed: dict[int, shapely.Geometry] = {}
    for row, blob in enumerate(snapshot.region.outline):
        if blob is not None and (shape := _with_rings(outline(blob), change)) is not None:
            _refuse_crossing(shape, str(snapshot.region.name[row]))
            changed[row] = shape
    return reshaping(snapshot, changed)


def _with_rings(shape: shapely.Geometry, change: Ring) -> shapely.Geometry | None:
    """A shape with changed rings, None where nothing of it changes."""
    touched, parts = False, []
    for part in shapely.get_parts(shape):
        old = [shapely.get_coordinates(ring) for ring in shapely.get_rings(part)]
        new = [change(ring) for ring in old]
        touched = touched or any(not np.array_equal(a, b) for a, b in zip(old, new, strict=True))
        parts.append(shapely.Polygon(new[0], new[1:]))
    return shapely.MultiPolygon(parts) if touched else None


def _refuse_crossing(shape: shapely.Geometry, name: str) -> None:
    if not shapely.is_valid(shape):
        told = Text("The border of {name} would cross itself; it stays as it was.", {"name": name})
        raise UserError(told, Text("Move the corner less far, or move its neighbours first."))


def reshaping(snapshot: Snapshot, shapes: Mapping[int, shapely.Geometry]) -> Reshaping:
    """What follows when regions (rows) get other shapes: a stated area is measured anew, actors follow the polygon."""
    regions, actors = snapshot.region, snapshot.actor
    ids = regions.id.tolist()
    stated = [row for row in shapes if not np.isnan(regions.area_km2[row])]
    before, after = homes(snapshot), homes(snapshot, shapes)
    # Who was put into another region than the polygon by a table stays there.
    moved = np.flatnonzero((before != after) & (actors.region == before))
    return Reshaping(
        {ids[row]: multipolygon(shape) for row, shape in shapes.items()},
        {ids[row]: area_km2(shapes[row]) for row in stated},
        {int(actors.id[row]): ids[after[row]] if after[row] >= 0 else None for row in moved.tolist()},
    )


def homes(snapshot: Snapshot, shapes: Mapping[int, shapely.Geometry] | None = None) -> Integers:
    """For every actor the row of the smallest region that it lies in, -1 for none; `shapes` stand for some outlines."""
    return _innermost(snapshot, snapshot.actor.point, shapes or {})


def region_at(snapshot: Snapshot, place: Position) -> int:
    """The row of the smallest region that holds a place, -1 for none."""
    return int(_innermost(snapshot, np.array([place]), {})[0])


def _innermost(snapshot: Snapshot, points: Points, shapes: Mapping[int, shapely.Geometry]) -> Integers:
    found = np.full(len(points), -1, dtype=np.int64)
    known = {row: outline(blob) for row, blob in enumerate(snapshot.region.outline) if blob is not None} | dict(shapes)
    for row in sorted(known, key=lambda row: -shapely.area(known[row])):
        found[shapely.contains_xy(known[row], points)] = row
    return found


def home_after_move(snapshot: Snapshot, actor: int, place: Position) -> int:
    """The row of the region that an actor (row, -1 for a new one) belongs to at a place, -1 for none.

    It follows the polygon. A region without an outline is kept where nothing says that the actor has left it.
    """
    found, present = region_at(snapshot, place), int(snapshot.actor.region[actor]) if actor >= 0 else -1
    if present < 0 or snapshot.region.outline[present] is not None:
        return found
    return present if found < 0 or found in _above(snapshot, present) else found


def _above(snapshot: Snapshot, region: int) -> Iterable[int]:
    """The rows of the regions that hold a region."""
    above: list[int] = []
    while (region := int(snapshot.region.parent[region])) >= 0 and region not in above:
        above.append(region)
    return above


def drawn_outline(places: Points) -> shapely.Geometry:
    """The area within places (n, 2) in degrees that were clicked one after another; UserError for what is no area."""
    if len(places) < 3:
        raise UserError(Text("A region needs three corners."), Text("Click the next corner."))
    shape = shapely.MultiPolygon([shapely.Polygon(places)])
    if not shapely.is_valid(shape) or shapely.area(shape) == 0:
        told = Text("The border that was drawn crosses itself.")
        raise UserError(told, Text("Take the last corners back and draw them anew."))
    return shape


def new_region(snapshot: Snapshot, name: str, shape: shapely.Geometry) -> NewRegion:
    """A drawn area as a region, with the actors that lie in it and in no smaller one; where a table put an actor into
    another region, it stays there."""
    actors, before = snapshot.actor, homes(snapshot)
    inside = shapely.contains_xy(shape, actors.point) & (actors.region == before)
    areas = np.array([np.inf if blob is None else shapely.area(outline(blob)) for blob in snapshot.region.outline])
    inside &= np.append(areas, np.inf)[before] > shapely.area(shape)
    return NewRegion(name, multipolygon(shape), area_km2(shape), tuple(actors.id[inside].tolist()))


def smallest_around(snapshot: Snapshot, shape: shapely.Geometry) -> int:
    """The row of the smallest region that holds a shape wholly, -1 for none."""
    known = [(row, outline(blob)) for row, blob in enumerate(snapshot.region.outline) if blob is not None]
    around = [(shapely.area(other), row) for row, other in known if shapely.covers(other, shape)]
    return min(around)[1] if around else -1


def overlapping(snapshot: Snapshot, shape: shapely.Geometry) -> list[tuple[int, float]]:
    """Regions (rows) that a shape overlaps in part, neither holding the other, with the km2 that both cover."""
    found = []
    for row, blob in enumerate(snapshot.region.outline):
        if blob is None or not shapely.intersects(other := outline(blob), shape):
            continue
        shared = area_km2(shapely.intersection(other, shape))
        smaller = min(area_km2(other), area_km2(shape))
        if 1e-6 * smaller < shared < (1 - 1e-6) * smaller:
            found.append((row, shared))
    return found


def multipolygon(shape: shapely.Geometry) -> bytes:
    """Little-endian WKB of a multipolygon."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return bytes(shapely.to_wkb(shapely.MultiPolygon(parts), byte_order=1, output_dimension=2))


def area_km2(shape: shapely.Geometry) -> float:
    """The area on the ellipsoid GRS80, in km2 (Karney 2013, as PROJ computes it)."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    # 1e-6: to the square metre, finer than any border is known
    return round(sum(abs(_EARTH.geometry_area_perimeter(part)[0]) for part in parts) / 1e6, 6)


def distance_m(one: Position, other: Position) -> float:
    """The distance between two places on the ellipsoid GRS80, in metres."""
    return float(_EARTH.inv(*one, *other)[2])
