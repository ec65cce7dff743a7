"""Actors as marks: their signs with rings, halos, ticks of proof, and how far each reaches."""

import numpy as np

from core.columns import Numbers, Words
from gis.flags import Flagged, Ring
from gis.palette import Palette, blend
from gis.routing import ends_angles
from gis.scene import Mark, Shape, Stroke, Target
from gis.sheet import FIRM_RADIUS, Sheet
from gis.symbols import circle, polyline, sign_path

OUTLINE = 0.25
RING_GAP = 1.1  # mm from a sign to its ring
_RING_WEIGHTS = (0.3, 0.45, 0.8, 1.2)  # mm by severity 1 to 3; 0 is a mere permit class
_PALE = 0.55  # share of red in the ring of a mere permit class, which accuses nobody
_SECOND_GAP = 0.75  # mm between an inner and a second ring
_SECOND = 0.35
_LEAST_RING = 0.6  # rings round small signs shrink with them down to this share
HALO = 0.6
_HALO_GAP = 1.1  # mm between a sign or its ring and its halo
_TICK = np.array([(-0.75, 0.0), (-0.2, 0.6), (0.85, -0.75)])


def sign_marks(sheet: Sheet) -> list[Mark]:
    """Signs of all located actors, with rings, halos and ticks."""
    marks: list[Mark] = []
    proofs = sheet.proofs
    flags = sheet.flagged
    for row in located_rows(sheet):
        x, y = sheet.places[row].tolist()
        radius, target = float(sheet.radius[row]), sheet.actor(row)
        if row in flags.rings:
            marks += ring_marks(x, y, radius, flags.rings[row], sheet.colours)
        if target in flags.halos:
            marks.append(halo_mark(x, y, float(sheet.reach[row]) - HALO / 2, sheet.colours))
        marks.append(sign_mark(str(sheet.sign[row]), (x, y, radius), sheet.colours, target))
        if row in proofs:
            marks += tick_marks(x + 0.95 * radius, y + 0.85 * radius, proofs[row], sheet.colours)
    return marks


def located_rows(sheet: Sheet, around: float = 20.0) -> list[int]:
    """Rows of the actors on the paper or `around` mm of it, those with few links first, so that busy ones lie above."""
    if not sheet.shows("actors"):
        return []
    rows = np.flatnonzero(sheet.shown)
    within = ((sheet.places[rows] > -around) & (sheet.places[rows] < np.add(sheet.frame, around))).all(axis=1)
    return [int(row) for row in rows[within]]


def sign_mark(sign: str, place: tuple[float, float, float], colours: Palette, target: Target | None = None) -> Shape:
    """One actor's sign at (x, y, radius) in mm."""
    return Shape(sign_path(sign, *place), colours.roles[sign], Stroke(colours.sign_line, OUTLINE), target)


def ring_marks(x: float, y: float, radius: float, ring: Ring, colours: Palette) -> list[Mark]:
    """A polluter's ring, its weight the severity; an authority's listing has a second ring round it."""
    size = _ring_size(radius)
    reach, weight = ring_line(radius, ring)
    colour = colours.pollution if ring.severity else blend(colours.pollution, colours.paper, _PALE)
    marks: list[Mark] = [Shape(circle(x, y, reach), "", Stroke(colour, weight))]
    if ring.listed:
        outer = reach + weight / 2 + size * _SECOND_GAP
        marks.append(Shape(circle(x, y, outer), "", Stroke(colours.pollution, size * _SECOND)))
    return marks


def ring_line(radius: float, ring: Ring) -> tuple[float, float]:
    """Radius and weight in mm of the line of a ring round a sign of `radius` mm."""
    size = _ring_size(radius)
    weight = size * _RING_WEIGHTS[ring.severity]
    return radius + size * RING_GAP + weight / 2, weight


def _ring_size(radius: float) -> float:
    """How large rings are drawn round a sign of `radius` mm, beside those round a sign of full size."""
    return max(min(radius / FIRM_RADIUS, 1.0), _LEAST_RING)


def halo_mark(x: float, y: float, reach: float, colours: Palette) -> Shape:
    """The broken halo of a firm on which much depends, `reach` mm from its middle."""
    return Shape(circle(x, y, reach), "", Stroke(colours.fragile, HALO, (1.8, 1.1)))


def tick_marks(x: float, y: float, proved: bool, colours: Palette) -> list[Mark]:
    """A tick: full where the receiver was visited or its books match, hollow where it is only registered."""
    path = polyline(_TICK * 1.15 + (x, y))
    marks: list[Mark] = [Shape(path, "", Stroke(colours.paper, 1.5)), Shape(path, "", Stroke(colours.ink, 0.8))]
    if not proved:
        marks.append(Shape(path, "", Stroke(colours.paper, 0.4)))
    return marks


def reaches(radius: Numbers, flags: Flagged, uids: Words) -> Numbers:
    """How far in mm each actor's sign reaches with its ring or halo."""
    reach = radius.copy()
    for row, ring in flags.rings.items():
        second = _SECOND_GAP + _SECOND / 2 if ring.listed else 0.0
        reach[row] += _ring_size(float(radius[row])) * (RING_GAP + _RING_WEIGHTS[ring.severity] + second)
    for row in np.flatnonzero([("actor", uid) in flags.halos for uid in uids]).tolist():
        reach[row] += _HALO_GAP + HALO
    return reach


def link_angles(sheet: Sheet, row: int) -> Numbers:
    """Directions in radians in which links leave or reach an actor."""
    links, routes = sheet.links, sheet.routes
    leaving = routes.curves[links.sender == row, 0]
    coming = routes.heads[links.receiver == row, 0]
    angles = ends_angles(np.concatenate([leaving, coming]), sheet.places[row])
    loops = routes.loop_angle[links.sender == row]
    both = np.concatenate([angles, loops])
    return np.asarray(both[~np.isnan(both)], dtype=np.float64)


def missing_mark(x: float, y: float, radius: float, colours: Palette) -> Shape:
    """The hollow dashed sign of a missing decomposer."""
    path = sign_path("decomposer", x, y, radius)
    return Shape(path, colours.paper, Stroke(colours.roles["decomposer"], 0.55, (1.3, 0.9)))
