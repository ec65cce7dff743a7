"""A page whose firms nearly all stand at one place: the ground on one part of the paper, their sketch on the other."""

from dataclasses import replace

import numpy as np

from core.snapshot import Snapshot
from gis.furniture import round_scale
from gis.projections import project
from gis.scene import Points
from gis.sketch import arranged
from gis.view import View, ground_points, linked_actors

_MOST = 0.8  # share of the located actors that a sketch must hold to lead the page
_LEAST_GROUND = 45.0  # mm that the ground needs beside the sketch, else it stays beneath
_EDGE = 5.0
_SHARE = 0.6  # of the paper that a sketch takes, as far as its members allow
_TIGHT, _WIDE = 0.72, 1.4  # by how much a sketch may be drawn together or out

Rect = tuple[float, float, float, float]


def sketch_beside(snapshot: Snapshot, view: View) -> View:
    """The view with regions and the one sketch side by side, or one above the other; the same where neither fits.

    Where no regions are drawn and all stand in the sketch, it has the paper for itself.
    """
    true = view.to_paper(snapshot.actor.point)
    located = int((~np.isnan(true[:, 0])).sum())
    frames = arranged(true, np.ones(len(true)), linked_actors(snapshot), view.metres_per_mm).frames
    if len(frames) != 1 or len(frames[0].members) < _MOST * located:
        return view
    left, top, right, bottom = frames[0].rect
    if "regions" in view.hidden:
        return _alone(view, (right - left, bottom - top)) if len(frames[0].members) == located else view
    metres = project(view.projection, ground_points(snapshot))
    low, high = metres.min(axis=0), metres.max(axis=0)
    if (high - low).max() < (right - left) * view.metres_per_mm / 4:
        return view
    ways = [_placed(view, (right - left, bottom - top), high - low, along) for along in (0, 1)]
    fitting = [way for way in ways if way is not None]
    if not fitting:
        return view
    metres_per_mm, at, aside = min(fitting, key=lambda way: way[0])
    middle = (low + high) / 2 + np.array([-aside[0], aside[1]]) * metres_per_mm
    centre = (float(middle[0]), float(middle[1]))
    return replace(view, centre=centre, metres_per_mm=metres_per_mm, sketch_at=at)


def _alone(view: View, natural: tuple[float, float]) -> View:
    paper = np.array([view.width_mm, view.height_mm])
    size = np.minimum(np.array(natural) * _WIDE, paper - 2 * _EDGE)
    (left, top), (right, bottom) = ((paper - size) / 2).tolist(), ((paper + size) / 2).tolist()
    return replace(view, sketch_at=(left, top, right, bottom))


def _placed(
    view: View, natural: tuple[float, float], span: Points, along: int
) -> tuple[float, Rect, tuple[float, float]] | None:
    """Scale, rectangle of the sketch and shift of the ground in mm, with the sketch right (0) or below (1)."""
    paper = np.array([view.width_mm, view.height_mm])
    size = np.minimum(np.array(natural) * _WIDE, paper - 2 * _EDGE)
    size[along] = np.clip(_SHARE * paper[along], _TIGHT * natural[along], natural[along])
    room = paper - 2 * _EDGE
    room[along] -= size[along] + _EDGE
    if room[along] < _LEAST_GROUND or size[1 - along] < _TIGHT * natural[1 - along]:
        return None
    start = (paper - size) / 2
    start[along] = paper[along] - _EDGE - size[along]
    aside = [0.0, 0.0]
    aside[along] = float(room[along] / 2 + _EDGE - paper[along] / 2)  # the middles of ground and paper
    (left, top), (right, bottom) = start.tolist(), (start + size).tolist()
    return round_scale(float((span / room).max())), (left, top, right, bottom), (aside[0], aside[1])
