"""A page whose firms nearly all stand at one place: the ground small at the left, their sketch large beside it."""

from dataclasses import replace

import numpy as np

from core.snapshot import Snapshot
from gis.furniture import round_scale
from gis.projections import project
from gis.sketch import arranged
from gis.view import View, ground_points, linked_actors

_MOST = 0.8  # share of the located actors that a sketch must hold to lead the page
_LEAST_GROUND = 55.0  # mm that the ground needs beside the sketch, else it stays beneath
_EDGE = 5.0
_STRETCH = 1.6  # a sketch gets at most so much higher than it needs to be


def sketch_beside(snapshot: Snapshot, view: View) -> View:
    """The view with regions at the left and the one sketch at the right; the same view where that does not fit."""
    if "regions" in view.hidden:
        return view
    true = view.to_paper(snapshot.actor.point)
    located = int((~np.isnan(true[:, 0])).sum())
    frames = arranged(true, np.ones(len(true)), linked_actors(snapshot), view.metres_per_mm).frames
    if len(frames) != 1 or len(frames[0].members) < _MOST * located:
        return view
    left, top, right, bottom = frames[0].rect
    room = np.array([view.width_mm - (right - left) - 3 * _EDGE, view.height_mm - 2 * _EDGE])
    metres = project(view.projection, ground_points(snapshot))
    low, high = metres.min(axis=0), metres.max(axis=0)
    covered = (high - low).max() < (right - left) * view.metres_per_mm / 4
    if room[0] < _LEAST_GROUND or covered:
        return view
    metres_per_mm = round_scale(float(((high - low) / room).max()))
    middle = (low + high) / 2
    aside = (view.width_mm / 2 - _EDGE - room[0] / 2) * metres_per_mm
    height = min((bottom - top) * _STRETCH, float(room[1]))
    above = (view.height_mm - height) / 2
    edge = view.width_mm - _EDGE
    at = (edge - (right - left), above, edge, above + height)
    centre = (float(middle[0] + aside), float(middle[1]))
    return replace(view, centre=centre, metres_per_mm=metres_per_mm, sketch_at=at)
