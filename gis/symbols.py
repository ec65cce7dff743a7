"""The signs of actors and flags as outlines in mm: shape alone tells the role, so that they hold in black and white."""

from collections.abc import Sequence

import numpy as np

from core.kinds import ACTOR_KINDS, ROLES
from core.text import N_
from gis.scene import Path, Points

_ARC = 0.5522847  # distance of control points for a quarter circle by one cubic piece
_CORNERS = ((1, 0), (1, _ARC), (_ARC, 1), (0, 1), (-_ARC, 1), (-1, _ARC), (-1, 0))
_CIRCLE = np.array([*_CORNERS, (-1, -_ARC), (-_ARC, -1), (0, -1), (_ARC, -1), (1, -_ARC), (1, 0)], dtype=np.float64)
_DROP = np.array([(0, -1.25), (0.3, -0.6), (0.95, -0.2), (0.95, 0.3), (0.95, 1.5), (-0.95, 1.5), (-0.95, 0.3)])
_DROP = np.vstack([_DROP, [(-0.95, -0.2), (-0.3, -0.6), (0, -1.25)]])
UNKNOWN_ROLE = N_("Role not stated")
GROUP = "group"  # the sign of firms that stand together for their region or sector


def _regular(corners: int, turn: float = -90.0, size: float = 1.0) -> Points:
    angle = np.radians(turn + 360.0 / corners * np.arange(corners))
    points: Points = size * np.column_stack([np.cos(angle), np.sin(angle)])
    return points


def _star() -> Points:
    outer, inner = _regular(5, size=1.2), _regular(5, turn=-54.0, size=0.52)
    points: Points = np.stack([outer, inner], axis=1).reshape(-1, 2)
    return points


_POLYGONS: dict[str, Points] = {
    "producer": _regular(4, turn=-45.0, size=1.25),
    "decomposer": np.add(_regular(3, size=1.32), (0, 0.2)),
    "treatment": np.add(_regular(3, turn=90.0, size=1.32), (0, -0.2)),
    "intermediary": _regular(4, size=1.2),
    "government": _regular(5, size=1.12),
    "research": _regular(6, turn=0.0, size=1.08),
    "association": _star(),
    "residents": np.array(
        [(0, -1.15), (1.05, -0.2), (0.8, -0.2), (0.8, 0.95), (-0.8, 0.95), (-0.8, -0.2), (-1.05, -0.2)]
    ),
    "unknown": _regular(8, turn=22.5, size=1.0),
}
# Signs other than of producing firms are smaller, so that industry leads the picture.
_SCALE = {"producer": 1.0, "consumer": 1.0, "decomposer": 1.0, "treatment": 1.0, GROUP: 1.3}


def sign_of(kind: str, role: str) -> str:
    """The sign of an actor: a firm's role (also of other kinds that have one), else what kind of body it is."""
    if role in ROLES and kind in ("firm", "environment", ""):
        return role
    if kind == GROUP:
        return GROUP
    if kind == "firm" or kind not in ACTOR_KINDS:
        return "unknown"
    return kind


def sign_title(sign: str) -> str:
    """The marked title of a sign for the legend."""
    if sign == GROUP:
        return N_("Firms of one region or sector together")
    return ROLES.get(sign) or ACTOR_KINDS.get(sign) or UNKNOWN_ROLE


def sign_scale(sign: str) -> float:
    """How large a sign is drawn beside a firm's."""
    return _SCALE.get(sign, 0.75)


def sign_path(sign: str, x: float, y: float, radius: float) -> Path:
    """The outline of a sign whose area is about that of a circle of `radius` mm round (x, y)."""
    if sign in ("consumer", "cluster", GROUP):
        rings = {"cluster": (1.0, 0.55), GROUP: (1.0, 0.84, 0.66)}.get(sign, (1.0,))
        return joined([circle(x, y, share * radius) for share in rings])
    if sign == "finance":
        return _rounded(x, y, radius)
    if sign == "environment":
        return Path("MCCCZ", _DROP * radius + (x, y))
    return polygon(_POLYGONS[sign] * radius + (x, y))


def _rounded(x: float, y: float, radius: float) -> Path:
    """A square with round corners."""
    side, cut = 0.9 * radius, 0.45 * radius
    points = []
    for turn in range(4):
        c, s = (1, 0, -1, 0)[turn], (0, 1, 0, -1)[turn]
        for px, py in ((side, cut - side), (side, side - cut), (side, side), (side - cut, side)):
            points.append((x + c * px - s * py, y + s * px + c * py))
    return Path("M" + "LQL" * 3 + "LQ" + "Z", np.array(points, dtype=np.float64))


def circle(x: float, y: float, radius: float) -> Path:
    """A circle of four cubic pieces."""
    return Path("MCCCCZ", _CIRCLE * radius + (x, y))


def capsule(x: float, y: float, half: float, radius: float) -> Path:
    """A circle of `radius` mm drawn out sideways to a width of twice `half` mm."""
    drawn = circle(x, y, radius)
    side = np.sign(drawn.points[:, :1] - x).round() * (half - radius)
    return Path(drawn.commands, drawn.points + np.hstack([side, np.zeros_like(side)]))


def polygon(points: Points) -> Path:
    """A closed outline through points (n, 2)."""
    return Path("M" + "L" * (len(points) - 1) + "Z", np.asarray(points, dtype=np.float64))


def polyline(points: Points) -> Path:
    """An open line through points (n, 2)."""
    return Path("M" + "L" * (len(points) - 1), np.asarray(points, dtype=np.float64))


def rectangle(left: float, top: float, width: float, height: float) -> Path:
    """An upright rectangle."""
    right, bottom = left + width, top + height
    return polygon(np.array([(left, top), (right, top), (right, bottom), (left, bottom)]))


def joined(paths: Sequence[Path]) -> Path:
    """Several outlines as one path, so that inner rings are holes."""
    return Path("".join(path.commands for path in paths), np.concatenate([path.points for path in paths]))
