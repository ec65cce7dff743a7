"""The bands of a material-flow diagram as outlines in mm: smooth ones to the right, and loops that run back."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gis.scene import Path, Points

BEND = 1.6  # mm, the inner radius of a loop
WORDS_ROOM = 3.0  # mm above a loop of a group with itself for its words, which are wider than it
Place = tuple[float, float]
_SHARES = np.linspace(0.0, 0.42, 15)
_OUTWARDS = np.column_stack([-_SHARES, _SHARES]).ravel()[1:]  # of the length of a band, from its middle


@dataclass(frozen=True, slots=True, eq=False)
class Ribbon:
    """A band on paper: its outline, its middle line, and places (n, 2) where its amount could be written.

    `tip` is where the arrow of a loop points along `way`, None for a band to the right.
    """

    outline: Path
    middle: Path
    width: float
    spots: Points
    tip: Place | None = None
    way: Place = (1.0, 0.0)

    def covers(self, place: Place) -> bool:
        """Whether a place lies on the band."""
        line, half = _sampled(self.middle), self.width / 2
        if self.tip is None:  # it runs to the right, and is as high as wide everywhere
            inside = line[0, 0] <= place[0] <= line[-1, 0]
            return bool(inside and abs(np.interp(place[0], line[:, 0], line[:, 1]) - place[1]) < half)
        start, step = line[:-1], np.diff(line, axis=0)
        long = np.maximum((step**2).sum(axis=1), 1e-12)
        share = np.clip(((np.array(place) - start) * step).sum(axis=1) / long, 0.0, 1.0)
        nearest = start + share[:, None] * step
        return bool(np.hypot(*(nearest - np.array(place)).T).min() < half)


def _sampled(path: Path) -> Points:
    """Points (n, 2) along a path of lines, quadratic and cubic pieces."""
    found, at = [path.points[:1]], 1
    t = np.linspace(0.0, 1.0, 13)[1:, None]
    for command in path.commands[1:]:
        size = {"L": 1, "Q": 2, "C": 3}[command]
        corners: list[Points] = list(path.points[at - 1 : at + size])
        while len(corners) > 1 and size > 1:  # de Casteljau: between neighbours, until one is left
            corners = [one + t * (other - one) for one, other in pairwise(corners)]
        found.append(np.atleast_2d(corners[-1]))
        at += size
    return np.vstack(found)


def forward_ribbon(stops: list[Place], width: float) -> Ribbon:
    """A band of `width` mm to the right through stops: between bars it bends, past a bar it runs straight."""
    there = _curve(stops)
    half = np.array([0.0, width / 2])
    outline = Path(
        "M" + there.commands[1:] + "L" + there.commands[1:][::-1] + "Z",
        np.vstack([there.points - half, (there.points + half)[::-1]]),
    )
    bends = sorted(range(0, len(stops), 2), key=lambda at: stops[at][0] - stops[at + 1][0])  # the longest first
    spots = np.vstack([_along(np.array(stops[at]), np.array(stops[at + 1])) for at in bends])
    return Ribbon(outline, there, width, spots)


def _curve(stops: list[Place]) -> Path:
    """A smooth line through stops; between slots it bends, through a slot it runs straight."""
    commands, points = "M", [stops[0]]
    for at in range(1, len(stops)):
        (x0, y0), (x1, y1) = stops[at - 1], stops[at]
        if at % 2:
            middle = (x0 + x1) / 2
            commands += "C"
            points += [(middle, y0), (middle, y1), (x1, y1)]
        else:
            commands += "L"
            points.append((x1, y1))
    return Path(commands, np.array(points, dtype=np.float64))


def _along(start: Points, end: Points) -> Points:
    """Places on the bend between two stops, from the middle outwards."""
    shares = 0.5 + _OUTWARDS
    height = shares**2 * (3 - 2 * shares)  # close to the cubic piece with its controls at half way
    return np.column_stack([start[0] + shares * (end[0] - start[0]), start[1] + height * (end[1] - start[1])])


def loop_ribbon(
    ends: tuple[Place, Place], lane: float, width: float, side: float, reach: tuple[float, float], own: bool = False
) -> Ribbon:  # fmt: skip
    """A band that leaves at the right, runs back in its lane and enters at the left; `side` -1 above, 1 below.

    The words of one that is a group's `own` stand beyond it, since they are wider.
    """
    (x0, y0), (x1, y1) = ends
    half = width / 2

    def edge(off: float) -> tuple[list[Place], str]:
        """The line `off` mm outside of the middle: quarter arcs as quadratic pieces."""
        bend = BEND + half + off
        right, left = x0 + reach[0] + bend, x1 - reach[1] - bend
        near0, near1, far = y0 - side * off, y1 - side * off, lane + side * off
        a, b, c = near0 + side * bend, far - side * bend, near1 + side * bend
        points = [
            (x0, near0), (right - bend, near0), (right, near0), (right, a), (right, b), (right, far),
            (right - bend, far), (left + bend, far), (left, far), (left, b), (left, c), (left, near1),
            (left + bend, near1), (x1, near1),
        ]  # fmt: skip
        return points, "MLQLQLQLQL"

    outer, commands = edge(half)
    inner, _ = edge(-half)
    outline = Path(commands + "L" + commands[1:][::-1] + "Z", np.array([*outer, *inner[::-1]], dtype=np.float64))
    middle, _ = edge(0.0)
    far, turn = middle[7], middle[9]  # where the lane ends at the left, and the way back to the bar begins
    short = x0 - x1 < 6.0
    tip, way = (
        ((turn[0], (turn[1] + middle[10][1]) / 2), (0.0, -side)) if short else ((far[0] + 3.0, lane), (-1.0, 0.0))
    )
    reach_left = 0.0 if short else 8.0
    first, last = far[0] + reach_left, middle[6][0]
    spots = [((first + last) / 2 + share * (last - first), lane) for share in _OUTWARDS.tolist()]
    if own:
        spots = [((x0 + x1) / 2, lane + side * (half + WORDS_ROOM / 2 + 0.2))]
    return Ribbon(outline, Path(commands, np.array(middle)), width, np.array(spots), tip, way)
