"""Where a hand that draws is drawn to: actors, corners and edges within a few pixels."""

from dataclasses import dataclass

import numpy as np

from core.snapshot import Snapshot
from gis.projections import Points, Projection, project
from gis.reshaping import SAME, Position, corners, edges


@dataclass(frozen=True, slots=True, eq=False)
class Magnets:
    """What a hand can be drawn to, in projected metres and in degrees: actors, corners (n, 2) and edges (n, 4).

    Corners that several regions share are told once for each.
    """

    actors: Points
    actor_places: Points
    corners: Points
    corner_places: Points
    edges: Points
    edge_places: Points


@dataclass(frozen=True, slots=True)
class Snapped:
    """A place in degrees and what it was drawn to: "actor", "corner" or "edge"."""

    kind: str
    place: Position


def magnets(snapshot: Snapshot, projection: Projection) -> Magnets:
    """Everything of a snapshot that a hand can be drawn to."""
    places = snapshot.actor.point[~np.isnan(snapshot.actor.point).any(axis=1)]
    drawn = [row for row, blob in enumerate(snapshot.region.outline) if blob is not None]
    points = np.concatenate([np.empty((0, 2)), *(corners(snapshot, row) for row in drawn)])
    lines = np.concatenate([np.empty((0, 4)), *(edges(snapshot, row) for row in drawn)])
    ends = [project(projection, lines[:, :2]), project(projection, lines[:, 2:])]
    return Magnets(project(projection, places), places, project(projection, points), points, np.hstack(ends), lines)


def snap(
    there: Magnets, ground: tuple[float, float], reach: float, passed_over: Position | None = None
) -> Snapped | None:
    """What lies within `reach` metres of a place in projected metres: the nearest actor or corner before an edge.

    `passed_over` is a corner that the hand itself is moving.
    """
    nearest: tuple[float, Snapped] | None = None
    for kind, metres, places in (
        ("actor", there.actors, there.actor_places),
        ("corner", there.corners, there.corner_places),
    ):
        away = np.hypot(*(metres - ground).T)
        if passed_over is not None:
            away = np.where((np.abs(places - passed_over) < SAME).all(axis=1), np.inf, away)
        if len(away) and away.min() <= reach and (nearest is None or away.min() < nearest[0]):
            lon, lat = places[int(away.argmin())].tolist()
            nearest = (float(away.min()), Snapped(kind, (lon, lat)))
    return nearest[1] if nearest else _snap_edge(there, ground, reach, passed_over)


def _snap_edge(
    there: Magnets, ground: tuple[float, float], reach: float, passed_over: Position | None
) -> Snapped | None:
    """The nearest point of an edge within reach."""
    start, step = there.edges[:, :2], there.edges[:, 2:] - there.edges[:, :2]
    square = (step**2).sum(axis=1)
    along = ((ground - start) * step).sum(axis=1) / np.where(square > 0, square, 1.0)
    share = along.clip(0, 1)
    away = np.hypot(*(start + share[:, None] * step - ground).T)
    if passed_over is not None:  # its own two edges follow the hand
        ends = there.edge_places.reshape(-1, 2, 2)
        own = np.asarray((np.abs(ends - passed_over) < SAME).all(axis=2))
        away = np.where(own[:, 0] | own[:, 1], np.inf, away)
    if not len(away) or away.min() > reach:
        return None
    row = int(away.argmin())
    one, other = there.edge_places[row, :2], there.edge_places[row, 2:]
    lon, lat = (one + share[row] * (other - one)).tolist()
    return Snapped("edge", (lon, lat))
