"""Links relaxed by forces: lines push one another apart, signs push lines away, springs keep them short and even.

After the force layout of Jenny, Stephen, Muehlenhaus, Marston, Sharma, Zhang, Jenny: "Force-directed layout of
origin-destination flow maps", IJGIS 31 (2017), 1521-1540, and the design rules of the same group (2018). Other than
there the push between lines is a field: line density on a grid, folded with the kernel by Fourier transform, so that
a round costs the same for 300 links and for 3,000.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.fft import next_fast_len
from scipy.spatial import cKDTree

from core.columns import Numbers
from gis.curves import sampled
from gis.flow_bends import HIGHEST, MOST_LOPSIDED, Bends, Trunks, bends_of, controls
from gis.flow_siblings import sibling_pairs, untangled
from gis.scene import Points

ROUNDS = 30
_SAMPLES = np.linspace(0.0, 1.0, 15)[1:-1]
_HOLD = 2 * _SAMPLES * (1 - _SAMPLES)  # how much a point of the curve follows its control
_LINES = 0.42  # push between lines, mm of control a round by mm of line density
_SIGNS = 2.2  # push of signs on lines that they do not serve
_SIGN_REACH = 7.0  # mm beyond its edge to which a sign pushes
_STIFF, _SOFT = 0.30, 0.06  # springs of the shortest and the longest link
_TORSION = 0.45  # pull of the control to the middle of its way
_SPREAD = 0.1  # share of what is short of an even angle that a round mends
_WANTED_ANGLE = np.radians(28.0)  # between two links at an actor
_REACH = 26.0  # mm to which lines push one another
_SOFTENED = 1.2  # mm below which the push grows no more
_FASTEST = 6.0  # mm that a control moves in a round
_UNTANGLED_EACH = 10  # rounds between two looks for siblings that cross
_NEAREST_SIGNS = 3

Cancelled = Callable[[], bool]
Progress = Callable[[float], object]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The grid that line density is put on: its low corner, side of a cell in mm, and the kernel's transform."""

    low: Points
    cell: float
    shape: tuple[int, int]
    kernel: npt.NDArray[np.complex128]  # (2, rows, columns // 2 + 1)


def relaxed(
    bends: Bends, places: tuple[Points, Numbers], trunks: Trunks, free: npt.NDArray[np.bool_], cancelled: Cancelled,
    progress: Progress,
) -> Bends:  # fmt: skip
    """Bends of trunks after the rounds of forces among signs at `places` with their radii; only `free` ones move.

    `cancelled` is asked each round; what is reached by then is returned.
    """
    points, radius = places
    start, end = points[trunks.start], points[trunks.end]
    control = controls(start, end, bends)
    length = np.hypot(*(end - start).T)
    field, tree = _field_over(points), _signs_of(points)
    siblings = sibling_pairs(trunks)
    for turn in range(ROUNDS):
        if cancelled():
            break
        weight = 1.0 - turn / ROUNDS
        push = _LINES * _lines_push(field, start, control, end, trunks.width)
        push += _SIGNS * _signs_push(tree, radius, (start, control, end), trunks)
        push += _springs(start, control, end, length) + _spread(points, trunks, control)
        step = weight * push
        size = np.hypot(*step.T)
        step *= np.minimum(1.0, np.minimum(_FASTEST, 0.25 * length) / np.maximum(size, 1e-9))[:, None]
        moved = _boxed(start, end, control + step)
        control = np.where(free[:, None], moved, control)
        if turn % _UNTANGLED_EACH == _UNTANGLED_EACH - 1:
            control = untangled(points, trunks, control, siblings, free)
        progress((turn + 1) / ROUNDS)
    return bends_of(start, end, control)


def _boxed(start: Points, end: Points, control: Points) -> Points:
    """Controls within the box along the way of each link."""
    bends = bends_of(start, end, control)
    bends[:, 0] = bends[:, 0].clip(0.5 - MOST_LOPSIDED, 0.5 + MOST_LOPSIDED)
    bends[:, 1] = bends[:, 1].clip(-HIGHEST, HIGHEST)
    return controls(start, end, bends)


def _field_over(places: Points) -> Field:
    """A field that holds all places with room for bows round them."""
    known = places[~np.isnan(places).any(axis=1)]
    low, high = known.min(axis=0) - _REACH, known.max(axis=0) + _REACH
    cell = max(1.2, float((high - low).max()) / 240)
    shape = tuple(next_fast_len(int(size)) for size in np.ceil((high - low + _REACH) / cell))
    axes = [np.fft.fftfreq(size, 1 / size) * cell for size in shape]
    across, down = np.meshgrid(*axes, indexing="ij")
    kernel = _kernel(np.stack([across, down], axis=-1)).transpose(2, 0, 1)
    return Field(low, cell, (shape[0], shape[1]), np.fft.rfft2(kernel))


def _kernel(away: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The push in the direction `away` (..., 2) from a millimetre of line; it ends at the reach."""
    far = np.hypot(away[..., 0], away[..., 1])
    size = (far + _SOFTENED) ** -1.7 * (1 - far / _REACH).clip(0) / np.maximum(far, 0.5 * _SOFTENED)
    pushed: npt.NDArray[np.float64] = away * size[..., None]
    return pushed


def _lines_push(field: Field, start: Points, control: Points, end: Points, width: Numbers) -> Points:
    """What all other lines push on each control."""
    points = sampled(np.stack([start, control, end], axis=1), _SAMPLES)
    dense = np.hypot(*np.gradient(points, axis=1).transpose(2, 0, 1)) * (1 + 0.3 * width)[:, None]
    cells = ((points - field.low) / field.cell).clip(0, np.array(field.shape) - 2)
    flat = _corners(cells, field.shape[1])
    density = np.bincount(flat[0].ravel(), (flat[1] * dense).ravel(), field.shape[0] * field.shape[1])
    folded = np.fft.irfft2(np.fft.rfft2(density.reshape(field.shape))[None] * field.kernel, s=field.shape)
    push = (folded.reshape(2, -1)[:, flat[0]] * flat[1]).sum(axis=1).transpose(1, 2, 0)
    own = points[:, :, None] - points[:, None]
    push -= (_kernel(own) * dense[:, None, :, None]).sum(axis=2)
    return _held(push)


def _corners(cells: npt.NDArray[np.float64], across: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """For points in cells (n, s, 2) the four cells round them (4, n, s) and how much each counts."""
    base = cells.astype(np.int64)
    share = cells - base
    x, y = share[..., 0], share[..., 1]
    flat = base[..., 0] * across + base[..., 1]
    corners = np.stack([flat, flat + 1, flat + across, flat + across + 1])
    return corners, np.stack([(1 - x) * (1 - y), (1 - x) * y, x * (1 - y), x * y])


def _held(push: npt.NDArray[np.float64]) -> Points:
    """The push on controls (n, 2) from the pushes on points (n, s, 2) of their curves."""
    found: Points = (push * _HOLD[None, :, None]).sum(axis=1) / _HOLD.sum()
    return found


def _signs_of(places: Points) -> tuple[cKDTree, npt.NDArray[np.int64]]:
    rows = np.flatnonzero(~np.isnan(places).any(axis=1))
    return cKDTree(places[rows]), rows


def _signs_push(
    tree: tuple[cKDTree, npt.NDArray[np.int64]], radius: Numbers, curve: tuple[Points, Points, Points], trunks: Trunks
) -> Points:
    """What the signs nearest to each curve push on its control, other than its own two."""
    points = sampled(np.stack(curve, axis=1), _SAMPLES)
    count = min(_NEAREST_SIGNS + 2, len(tree[1]))
    near = tree[1][tree[0].query(points, count)[1].reshape(*points.shape[:2], count)]
    places = np.full((len(radius), 2), np.nan)
    places[tree[1]] = tree[0].data
    away = points[:, :, None] - places[near]
    far = np.hypot(away[..., 0], away[..., 1])
    gap = (far - radius[near] - trunks.width[:, None, None] / 2).clip(0)
    foreign = (near != trunks.start[:, None, None]) & (near != trunks.end[:, None, None])
    size = np.where(foreign, (1 - gap / _SIGN_REACH).clip(0) ** 2, 0.0)
    return _held((away / np.maximum(far, 1e-6)[..., None] * size[..., None]).sum(axis=2)) * len(_SAMPLES) / 3


def _springs(start: Points, control: Points, end: Points, length: Numbers) -> Points:
    """Springs to the middle, stiffer for short links, and the pull against controls that lie to one end."""
    span = max(float(np.ptp(length)), 1e-9) if len(length) else 1.0
    stiff = _STIFF + (_SOFT - _STIFF) * (length - length.min(initial=np.inf)) / span
    back = (start + end) / 2 - control
    way = (end - start) / np.maximum(length, 1e-9)[:, None]
    along = (back * way).sum(axis=1)[:, None] * way
    pull: Points = stiff[:, None] * back + _TORSION * along
    return pull


def _spread(places: Points, trunks: Trunks, control: Points) -> Points:
    """Moves that turn links round their actors to where the angles to their neighbours are even."""
    node = np.concatenate([trunks.start, trunks.end])
    out = np.concatenate([control, control]) - places[node]
    angle = np.arctan2(out[:, 1], out[:, 0])
    order = np.lexsort((angle, node))
    here, sorted_angle = node[order], angle[order]
    last = np.append(here[1:] != here[:-1], True)
    first = np.roll(last, 1)
    following = np.roll(np.arange(len(order)), -1)
    following[last] = np.flatnonzero(first)
    gap = (sorted_angle[following] - sorted_angle) % (2 * np.pi)
    gap[first & last] = 2 * np.pi
    behind = np.empty(len(order))
    behind[following] = gap
    turn = ((_WANTED_ANGLE - behind).clip(0) - (_WANTED_ANGLE - gap).clip(0)) / 2
    turned = np.empty(len(order))
    turned[order] = _SPREAD * turn
    move = np.column_stack([-out[:, 1], out[:, 0]]) * turned[:, None]
    count = len(trunks)
    pull: Points = move[:count] + move[count:]
    return pull
