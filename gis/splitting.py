"""A region split by a line: its parts, the largest first, and the corners that the cut leaves in its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from core.errors import UserError
from core.region_edits import NewRegion, Reshaping
from core.snapshot import Snapshot
from core.text import Text
from gis.region_shapes import outline
from gis.reshaping import SAME, area_km2, homes, multipolygon, reshaping
from gis.scene import Points


@dataclass(frozen=True, slots=True)
class Split:
    """The region (row) that a line splits, and the shapes of its parts, the largest first."""

    region: int
    parts: tuple[shapely.Geometry, ...]


def split_by(snapshot: Snapshot, line: Points, chosen: int = -1) -> Split:
    """What a line (n, 2) in degrees cuts: the `chosen` region (row) where it does, else the smallest that it cuts.

    UserError where the line crosses no region from border to border.
    """
    if len(line) > 1:
        cut = shapely.LineString(line)
        shapes = [(row, outline(blob)) for row, blob in enumerate(snapshot.region.outline) if blob is not None]
        for row, shape in sorted(shapes, key=lambda item: (item[0] != chosen, shapely.area(item[1]))):
            if len(parts := _parts(shape, cut)) > 1:
                return Split(row, tuple(parts))
    raise UserError(
        Text("The line splits no region: it has to cross one from border to border."),
        Text("Begin outside the region, cross it, and end outside."),
    )


def _parts(shape: shapely.Geometry, cut: shapely.Geometry) -> list[shapely.Geometry]:
    """The parts of a shape, the largest first; pieces that the line leaves alone stay with the largest."""
    whole: list[shapely.Polygon] = []
    pieces: list[shapely.Polygon] = []
    for part in shapely.get_parts(shape):
        lines = shapely.union_all([shapely.boundary(part), cut])
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
        inside = [face for face in faces if shapely.contains(part, shapely.point_on_surface(face))]
        (pieces if len(inside) > 1 else whole).extend(inside if len(inside) > 1 else [part])
    pieces.sort(key=lambda face: -shapely.area(face))
    if not pieces:
        return [shape]
    return [shapely.MultiPolygon([pieces[0], *whole]), *(shapely.MultiPolygon([piece]) for piece in pieces[1:])]


def split_changes(snapshot: Snapshot, split: Split, names: Sequence[str]) -> tuple[Reshaping, list[NewRegion]]:
    """The edit of a split: the region keeps its largest part, the others become regions with these names.

    Neighbours get the corners that the cut leaves on the shared border, so that both can be moved together later.
    """
    shapes = {split.region: split.parts[0]}
    fresh = np.concatenate([shapely.get_coordinates(part) for part in split.parts])
    for row, blob in enumerate(snapshot.region.outline):
        if row != split.region and blob is not None:
            neighbour = _with_corners(outline(blob), fresh)
            if neighbour is not None:
                shapes[row] = neighbour
    changes = reshaping(snapshot, shapes)
    stated = not np.isnan(snapshot.region.area_km2[split.region])
    before, actors = homes(snapshot), snapshot.actor
    parts = []
    for name, shape in zip(names, split.parts[1:], strict=True):
        inside = shapely.contains_xy(shape, actors.point) & (before == split.region) & (actors.region == before)
        area = area_km2(shape) if stated else None
        parts.append(NewRegion(name, multipolygon(shape), area, tuple(actors.id[inside].tolist())))
    taken = {actor for part in parts for actor in part.actors}
    kept = {actor: home for actor, home in changes.homes.items() if actor not in taken}
    return replace(changes, homes=kept), parts


def _with_corners(shape: shapely.Geometry, places: Points) -> shapely.Geometry | None:
    """A shape with those places as corners that lie on its border between two of them, None where none does."""
    border = shapely.boundary(shape)
    near = places[shapely.distance(border, shapely.points(places)) < SAME]
    own = shapely.get_coordinates(shape)
    fresh = [place for place in near if not (np.abs(own - place) < SAME).all(axis=1).any()]
    if not fresh:
        return None
    parts = []
    for part in shapely.get_parts(shape):
        rings = [_inserted(shapely.get_coordinates(ring), fresh) for ring in shapely.get_rings(part)]
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.MultiPolygon(parts)


def _inserted(ring: Points, places: Sequence[Points]) -> Points:
    for place in places:
        edges = shapely.linestrings(np.stack([ring[:-1], ring[1:]], axis=1))
        away = shapely.distance(edges, shapely.Point(place))
        if away.min() < SAME and not (np.abs(ring - place) < SAME).all(axis=1).any():
            ring = np.insert(ring, int(away.argmin()) + 1, place, axis=0)
    return ring
