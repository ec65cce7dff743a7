"""Where findings lie close together: how many of their firms stand within a distance of each place, in classes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from core.columns import Flags, Integers
from core.findings import Finding
from core.snapshot import Snapshot
from gis.palette import Palette, blend
from gis.scene import Mark, Path, Points, Shape

RADIUS = 12.0  # mm on paper within which findings are counted
_CELL = 0.6  # mm
_CLASSES = 4
_FIRST, _LAST = 0.14, 0.55  # strength of the weakest and the strongest class on the paper


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """Findings (n,) at places (n, 2) in mm, the least number of each class, the most anywhere, the colours."""

    places: Points
    findings: Integers
    floors: tuple[int, ...]
    most: int
    colours: tuple[str, ...]
    counts: Integers  # (rows, columns) of cells


def finding_heat(
    snapshot: Snapshot, findings: Sequence[Finding], places: Points, frame: tuple[float, float], colours: Palette,
    strength: float = 1.0,
) -> Heat | None:  # fmt: skip
    """How findings about located actors lie on a paper of this frame in mm, None where there are none.

    `strength` is the share with which the fields stand on the paper; they stay opaque.
    """
    among = Counter(finding.subject.uid for finding in findings)
    told = np.array([among[uid] for uid in snapshot.actor.uid.tolist()], dtype=np.int64)
    rows = np.flatnonzero((told > 0) & ~np.isnan(places[:, 0]))
    counts = _cell_counts(places[rows], told[rows], frame)
    most = int(counts.max(initial=0))
    if not most:
        return None
    floors = tuple(sorted({max(-(-most * share // _CLASSES), 1) for share in range(_CLASSES)}))
    shares = np.linspace(_FIRST, _LAST, len(floors)) if len(floors) > 1 else [_LAST]
    shades = tuple(blend(colours.gap, colours.paper, strength * float(share)) for share in shares)
    return Heat(places[rows], told[rows], floors, most, shades, counts)


def _cell_counts(places: Points, findings: Integers, frame: tuple[float, float]) -> Integers:
    """How many findings lie within the radius of the middle of each cell of the paper."""
    across, down = (np.arange(_CELL / 2, side, _CELL) for side in frame)
    counts = np.zeros((len(down), len(across)), dtype=np.int64)
    for (x, y), found in zip(places.tolist(), findings.tolist(), strict=True):
        columns = slice(*np.searchsorted(across, (x - RADIUS, x + RADIUS)))
        rows = slice(*np.searchsorted(down, (y - RADIUS, y + RADIUS)))
        near = (across[columns] - x) ** 2 + (down[rows, None] - y) ** 2 <= RADIUS**2
        counts[rows, columns] += found * near
    return counts


def heat_marks(heat: Heat) -> list[Mark]:
    """One field for each class, of the places that reach its number; stronger ones lie on weaker ones."""
    fields = (_field(heat.counts >= floor) for floor in heat.floors)
    return [Shape(path, colour) for path, colour in zip(fields, heat.colours, strict=True) if path is not None]


def _field(wanted: Flags) -> Path | None:
    """The outline of cells, its steps smoothed by less than a cell."""
    edges = np.diff(np.pad(wanted.astype(np.int64), ((0, 0), (1, 1))), axis=1)
    row, begin = np.nonzero(edges == 1)
    end = np.nonzero(edges == -1)[1]
    if not len(row):
        return None
    boxes = shapely.box(begin * _CELL, row * _CELL, end * _CELL, (row + 1) * _CELL)
    parts = shapely.get_parts(shapely.simplify(shapely.union_all(boxes), 0.7 * _CELL))
    rings = [np.asarray(ring.coords)[:, :2] for part in parts for ring in (part.exterior, *part.interiors)]
    return Path("".join("M" + "L" * (len(ring) - 1) + "Z" for ring in rings), np.concatenate(rings))
