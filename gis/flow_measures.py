"""How well links are drawn: what the design rules ask for, counted on the curves as they stand on the paper."""

from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from gis.curves import sampled
from gis.flow_crossings import crossing_pairs
from gis.routing import Routes
from gis.scene import Points

ACUTE = 30.0  # degrees: two lines that cross or part at less are hard to follow
_STEPS = np.linspace(0.0, 1.0, 41)
_TOUCHING = 0.6  # mm of paper that two lines need between their edges to be told apart
_LABEL = 12.0  # mm that an amount of a few letters takes along its line
_LABEL_FREE = 1.6  # mm on either side of the middle of a line that its letters take


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts over all drawn curves.

    `crossings` of pairs of lines, those of them at less than 30 degrees, curves `under_signs` that they do not serve
    and across foreign `heads`, the smallest `angle` in degrees between two links at one actor and the 10 % quantile
    `tight`, the share of all lines that touches another line, and the share of lines with `label_room`.
    """

    curves: int
    crossings: int
    acute: int
    under_signs: int
    heads: int
    angle: float
    tight: float
    touching: float
    label_room: float


def measured(
    routes: Routes, places: Points, radius: Numbers, ends: tuple[Integers, Integers], width: Numbers
) -> Measures:
    """The measures of drawn links of `width` mm among signs of `radius` mm; self-loops are left aside."""
    drawn = np.flatnonzero(~np.isnan(routes.curves[:, 0, 0]))
    curves, own = routes.curves[drawn], (ends[0][drawn], ends[1][drawn])
    points, wide = sampled(curves, _STEPS), width[drawn]
    first, _, angles = crossing_pairs(curves)
    gaps = incident_angles(routes, places, ends)
    touching, room = _company(points, wide)
    return Measures(
        len(drawn), len(first), int((angles < ACUTE).sum()), int(_under(points, wide, places, radius, own).sum()),
        int(_across_heads(points, routes.heads[drawn], wide).sum()), float(gaps.min(initial=180.0)),
        float(np.quantile(gaps, 0.1)) if len(gaps) else 180.0, touching, room,
    )  # fmt: skip


def incident_angles(routes: Routes, places: Points, ends: tuple[Integers, Integers]) -> Numbers:
    """Degrees between every two links that follow one another round an actor, by the direction of their tips."""
    drawn = ~np.isnan(routes.curves[:, 0, 0])
    node = np.concatenate([ends[0][drawn], ends[1][drawn]])
    away = np.concatenate([routes.curves[drawn, 0], routes.heads[drawn, 0]]) - places[node]
    angle = np.degrees(np.arctan2(away[:, 1], away[:, 0]))
    gaps: list[Numbers] = []
    for actor in np.flatnonzero(np.bincount(node) > 1) if len(node) else ():
        order = np.sort(angle[node == actor])
        gaps.append(np.diff(np.append(order, order[0] + 360.0)))
    return np.concatenate(gaps) if gaps else np.empty(0)


def _under(points: Points, width: Numbers, places: Points, radius: Numbers, own: tuple[Integers, Integers]) -> Numbers:
    """For each curve the signs that it does not serve and runs under."""
    found = np.zeros(len(points))
    for actor in np.flatnonzero(~np.isnan(places[:, 0])):
        near = np.hypot(*(points - places[actor]).transpose(2, 0, 1)).min(axis=1) < radius[actor] + width / 2
        found += near & (own[0] != actor) & (own[1] != actor)
    return found


def _across_heads(points: Points, heads: Points, width: Numbers) -> Numbers:
    """For each curve the heads of other links that it runs across."""
    middle = heads.mean(axis=1)
    reach = np.hypot(*(heads[:, 1] - heads[:, 2]).T) / 3
    found = np.zeros(len(points))
    for row in range(len(heads)):
        near = np.hypot(*(points - middle[row]).transpose(2, 0, 1)).min(axis=1) < reach[row] + width / 2
        near[row] = False
        found += near
    return found


def _company(points: Points, width: Numbers) -> tuple[float, float]:
    """The share of all points that touch another line, and the share of curves with a free stretch for a label."""
    touching, roomy = 0, 0
    for row in range(len(points)):
        away = np.hypot(*(points[row][:, None, None] - points[None]).transpose(3, 0, 1, 2)).min(axis=2)
        gap = away - (width[row] + width)[None] / 2
        gap[:, row] = np.inf
        nearest = gap.min(axis=1)
        touching += int((nearest < _TOUCHING).sum())
        step = float(np.hypot(*np.diff(points[row], axis=0).T).mean())
        roomy += _longest(nearest + width[row] / 2 > _LABEL_FREE) * step >= _LABEL
    count = len(points)
    return (touching / (count * points.shape[1]), roomy / count) if count else (0.0, 1.0)


def _longest(free: np.ndarray) -> int:
    """The longest run of True."""
    ends = np.flatnonzero(np.diff(np.concatenate([[0], free.astype(int), [0]])))
    return int((ends[1::2] - ends[::2]).max(initial=0))
