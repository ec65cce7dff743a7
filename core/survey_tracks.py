"""The way that somebody went, from a GPX or KML file: which firms it passed, how near, when, and for how long.

A track tells that somebody was near, not that anybody was met, so it is kept beside the visit and never as its outcome.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from scipy.spatial import cKDTree

from core.columns import Numbers
from core.receivers import EARTH_KM
from core.snapshot import Snapshot
from core.steps import pause

NEAR_M = 50.0
GAP_M = 300.0  # between two points: nobody knows how that stretch went, so only its ends count
GAP_S = 600.0  # between two points: the recorder was off, so the time between tells of no stay
_REACH_M = float(np.hypot(NEAR_M, GAP_M / 2)) + 5  # an end of each stretch that comes near lies within
_METRES = EARTH_KM * 1000 * np.pi / 180  # of a degree of latitude


@dataclass(frozen=True, slots=True, eq=False)
class TrackFile:
    """A track as it was read: name and hash of the file, lines of points (n, 3) as longitude, latitude, seconds.

    Seconds since 1970 in UTC, NaN where the file tells no time and at the `back` points where it runs back; `drawn` are
    the same lines with fewer points (n, 2).
    """

    name: str
    hash: str
    lines: tuple[Numbers, ...]
    drawn: tuple[Numbers, ...]
    back: int = 0

    @property
    def points(self) -> int:
        """How many points it has."""
        return sum(map(len, self.lines))

    @property
    def untimed(self) -> int:
        """How many points tell no time at all."""
        return sum(int(np.isnan(line[:, 2]).sum()) for line in self.lines) - self.back

    @property
    def km(self) -> float:
        """How long the way is, gaps left out."""
        steps = [_steps(line[:-1], line[1:]) for line in self.lines]
        return sum(float(one[one <= GAP_M].sum()) for one in steps) / 1000

    @property
    def day(self) -> str:
        """The day on which it begins, '' where no time is told."""
        times = np.concatenate([line[:, 2] for line in self.lines]) if self.lines else np.zeros(0)
        return moment(float(np.nanmin(times)))[:10] if not np.isnan(times).all() else ""


@dataclass(frozen=True, slots=True)
class Pass:
    """That a track passed a firm: its uid and name, nearest distance in m, when first ('' unknown), minutes near it.

    The minutes are those that the recorder ran, NaN where no time is known.
    """

    firm: str
    name: str
    metres: float
    since: str
    minutes: float


def without_times_back(line: Numbers) -> tuple[Numbers, int]:
    """A line whose times only run on, and how many points lost theirs for that: as few as can be.

    A clock that was set while it ran tells of no stay, and which of its times are right nobody knows.
    """
    known = np.flatnonzero(~np.isnan(line[:, 2]))
    ends, last = list[float](), list[int]()  # of the best row of each length: its last time, and where that stands
    before = np.full(len(line), -1)
    for place in known.tolist():
        length = bisect_right(ends, line[place, 2])
        before[place] = last[length - 1] if length else -1
        ends[length : length + 1], last[length : length + 1] = [float(line[place, 2])], [place]
    kept, place = set[int](), last[-1] if last else -1
    while place >= 0:
        kept.add(place)
        place = int(before[place])
    lost = [place for place in known.tolist() if place not in kept]
    found = line.copy()
    found[lost, 2] = np.nan
    return found, len(lost)


def moment(seconds: float) -> str:
    """A moment of this place as 2026-06-12T09:30, '' where it is not known."""
    return "" if np.isnan(seconds) else datetime.fromtimestamp(seconds, UTC).astimezone().isoformat()[:16]


def passes(snapshot: Snapshot, track: TrackFile) -> tuple[Pass, ...]:
    """The firms within `NEAR_M` of a track, in the order in which they were passed; none that only enters sums."""
    actor = snapshot.without_aggregates().actor
    lines = [(line, cKDTree(_on_earth(line))) for line in track.lines]
    found = []
    for row, (lon, lat) in enumerate(actor.point.tolist()):
        pause()
        near = [part for line, tree in lines if (part := _near(line, tree, lon, lat)) is not None]
        if near:
            metres, since = min(part[0] for part in near), float(np.fmin.reduce([part[1] for part in near]))
            minutes = _known_sum(np.array([part[2] for part in near])) / 60
            found.append((since, Pass(str(actor.uid[row]), str(actor.name[row]), metres, moment(since), minutes)))
    return tuple(one for _, one in sorted(found, key=lambda pair: (np.isnan(pair[0]), pair[0], pair[1].metres)))


def _near(line: Numbers, tree: cKDTree, lon: float, lat: float) -> tuple[float, float, float] | None:
    """Nearest distance in m, first moment and seconds near a place; None where the line keeps farther off."""
    if np.isnan(lon) or np.isnan(lat):
        return None
    points = np.array(tree.query_ball_point(_on_earth(np.array([[lon, lat]]))[0], _REACH_M), dtype=np.int64)
    around = np.unique(np.concatenate([points - 1, points]))
    around = around[(around >= 0) & (around < len(line) - 1)]
    if not len(around):
        return None
    scale = np.array([_METRES * np.cos(np.radians(lat)), _METRES])
    start, end = ((line[around + step, :2] - (lon, lat)) * scale for step in (0, 1))
    distance = _to_segments(start, end)
    inside = around[distance <= NEAR_M]
    if not len(inside):
        return None
    times = line[:, 2]
    spent = times[inside + 1] - times[inside]
    told = (_steps(line[inside], line[inside + 1]) <= GAP_M) & (spent >= 0) & (spent <= GAP_S)
    since = np.where(np.isnan(times[inside]), times[inside + 1], times[inside])
    return float(distance.min()), float(np.fmin.reduce(since)), _known_sum(spent[told])


def _known_sum(values: Numbers) -> float:
    """The sum of what is known, NaN where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else float("nan")


def _on_earth(points: Numbers) -> Numbers:
    """Places as points of a globe (n, 3) in m."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    found: Numbers = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return found * EARTH_KM * 1000


def _to_segments(start: Numbers, end: Numbers) -> Numbers:
    """Distances from the origin to stretches between points (n, 2) in m; of a gap, to its nearer end."""
    along = end - start
    length = np.einsum("ij,ij->i", along, along)
    share = np.clip(-np.einsum("ij,ij->i", start, along) / np.where(length > 0, length, 1), 0, 1)
    share = np.where(length > GAP_M**2, np.round(share), share)
    found: Numbers = np.hypot(*(start + share[:, None] * along).T)
    return found


def _steps(start: Numbers, end: Numbers) -> Numbers:
    """Metres between points (n, 2 or more) and others."""
    middle = np.radians((end[:, 1] + start[:, 1]) / 2)
    found: Numbers = _METRES * np.hypot((end[:, 0] - start[:, 0]) * np.cos(middle), end[:, 1] - start[:, 1])
    return found


def as_drawn(lines: Sequence[Numbers]) -> Iterator[list[list[float]]]:
    """Lines as plain lists of degrees, to be kept."""
    yield from (np.round(line, 7).tolist() for line in lines)
