"""Flow curves as quadratic Bezier pieces in mm: start, control and end, cut at their signs, with arrowheads.

Arrays hold one row per link. On paper y runs downwards; a positive bend bows to the left of the way it goes.
"""

import numpy as np
import numpy.typing as npt

from gis.scene import Path, Points

Numbers = npt.NDArray[np.float64]
Curves = npt.NDArray[np.float64]  # (n, 3, 2): start, control, end

HEAD_RATIO = 2.2  # head width by line width
HEAD_LEAST = 1.7  # mm, six pixels of a screen: thin lines still show where they go
_HEAD_LENGTH = 1.05  # length by width of a head
_STEPS = np.linspace(0.0, 1.0, 25)
LEAST = 1e-200  # what is shorter is nothing: no number holds what it goes into


def bent(start: Points, end: Points, bend: Numbers) -> Curves:
    """Curves whose control lies `bend` times their length beside the middle."""
    across = end - start
    left = np.column_stack([across[:, 1], -across[:, 0]])
    return np.stack([start, (start + end) / 2 + bend[:, None] * left, end], axis=1)


def sampled(curves: Curves, steps: Numbers = _STEPS) -> npt.NDArray[np.float64]:
    """Points (n, s, 2) along curves at the parameters `steps` (s,)."""
    t = steps[None, :, None]
    start, control, end = (curves[:, place, None, :] for place in range(3))
    points: npt.NDArray[np.float64] = (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end
    return points


def piece(curves: Curves, t0: Numbers, t1: Numbers) -> Curves:
    """The part of each curve between two parameters, as a curve again (blossoming of the quadratic)."""
    return np.stack([_blossom(curves, t0, t0), _blossom(curves, t0, t1), _blossom(curves, t1, t1)], axis=1)


def _blossom(curves: Curves, u: Numbers, v: Numbers) -> Points:
    a, b = u[:, None], v[:, None]
    start, control, end = curves[:, 0], curves[:, 1], curves[:, 2]
    point: Points = (1 - a) * (1 - b) * start + (a * (1 - b) + b * (1 - a)) * control + a * b * end
    return point


def leaves_at(curves: Curves, radius: Numbers) -> Numbers:
    """The parameter at which each curve leaves the circle of `radius` mm round its start."""
    return _crossing(curves, radius, 0)


def enters_at(curves: Curves, radius: Numbers) -> Numbers:
    """The parameter at which each curve enters the circle of `radius` mm round its end."""
    return 1.0 - _crossing(curves[:, ::-1], radius, 0)


def _crossing(curves: Curves, radius: Numbers, centre: int) -> Numbers:
    """First parameter at which the distance from a curve's end reaches `radius`; at most 0.45."""
    points = sampled(curves)
    away = np.hypot(*(points - curves[:, centre, None, :]).transpose(2, 0, 1))
    beyond = away >= radius[:, None]
    at = np.where(beyond.any(axis=1), beyond.argmax(axis=1), len(_STEPS) - 1).clip(1)
    row = np.arange(len(curves))
    low, high = away[row, at - 1], away[row, at]
    share = ((radius - low) / np.where(high - low > LEAST, high - low, 1.0)).clip(0, 1)
    found: Numbers = (_STEPS[at - 1] + share * (_STEPS[at] - _STEPS[at - 1])).clip(0, 0.45)
    return found


def head_widths(width: Numbers) -> Numbers:
    """Widths of arrowheads in mm for lines of these widths."""
    wide: Numbers = np.maximum(HEAD_RATIO * width, HEAD_LEAST)
    return wide


def with_heads(curves: Curves, width: Numbers) -> tuple[Curves, npt.NDArray[np.float64]]:
    """Shorten curves by their arrowheads and give the heads' corners (n, 3, 2); heads end where the curves ended.

    A head takes at most half of a short curve.
    """
    chord = np.hypot(*(curves[:, 2] - curves[:, 0]).T)
    wide = head_widths(width)
    length = np.minimum(_HEAD_LENGTH * wide, 0.5 * np.maximum(chord, 1e-6))
    wide = np.maximum(np.minimum(wide, 1.6 * length), 1.35 * width)
    at = 1.0 - _crossing(curves[:, ::-1], length, 0)
    base = _blossom(curves, at, at)
    along = curves[:, 2] - base
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    side = np.column_stack([along[:, 1], -along[:, 0]]) * (wide / 2)[:, None]
    heads = np.stack([curves[:, 2], base + side, base - side], axis=1)
    # The line runs a little into its head, so that no gap shows between them.
    inner = 1.0 - _crossing(curves[:, ::-1], 0.85 * length, 0)
    return piece(curves, np.zeros(len(curves)), inner), heads


def curve_path(curve: npt.NDArray[np.float64]) -> Path:
    """One curve (3, 2) as a path."""
    return Path("MQ", curve)


def loop_path(centre: Points, radius: float, size: float, angle: float) -> tuple[Path, Points]:
    """A self-loop at `angle` round a sign of `radius`, reaching `size` mm out; with the axis (2, 2) of its head."""
    spread = 0.55
    out = np.array([np.cos(angle - spread), np.sin(angle - spread)])
    back = np.array([np.cos(angle + spread), np.sin(angle + spread)])
    start, end = centre + radius * out, centre + radius * back
    points = np.array([start, centre + (radius + 1.5 * size) * out, centre + (radius + 1.5 * size) * back, end])
    return Path("MC", points), np.array([points[2], end])
