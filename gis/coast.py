"""Coast lines of the world for maps of whole countries; no borders, and nothing inside the extent of China."""

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.paths import RESOURCES
from gis.projections import Points, project
from gis.view import View

FINEST_SCALE = 1_000_000.0  # denominator: the lines were drawn for 1 : 50 million
SOURCE = "Natural Earth 1:50m"
_HUNDREDTHS = 100.0
_BESIDE = 1.5  # papers from the middle of the view beyond which no line is kept
_NEAR = 40.0  # degrees from the middle of the view beyond which nothing is projected


@cache
def _lines() -> tuple[Points, npt.NDArray[np.int64]]:
    """All points in degrees, and where each line begins among them."""
    text = (RESOURCES / "basemap" / "coast.txt").read_text(encoding="ascii")
    lines = [np.array(line.split(), dtype=np.int64).reshape(-1, 2).cumsum(axis=0) for line in text.splitlines()]
    starts = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    return np.concatenate(lines) / _HUNDREDTHS, starts


def coast_lines(view: View) -> list[Points]:
    """The coast under a view as lines (n, 2) in mm on its paper; none where the scale is too large for it."""
    if view.scale < FINEST_SCALE:
        return []
    points, starts = _lines()
    lon, lat = view.to_lonlat(*view.middle)
    near = (np.abs(points[:, 1] - lat) < _NEAR) & (np.abs((points[:, 0] - lon + 180) % 360 - 180) < _NEAR)
    paper = np.full(points.shape, np.nan)
    paper[near] = view.on_paper(project(view.projection, points[near]))
    return [line for first, last in pairwise(starts) for line in _inside(paper[first:last], view)]


def _inside(line: Points, view: View) -> list[Points]:
    """The runs of a line that touch the paper or lie near it."""
    with np.errstate(invalid="ignore"):
        away: Points = np.abs(line - view.middle) / (view.width_mm, view.height_mm)
        seen = away.max(axis=1) < _BESIDE
    runs = np.split(np.arange(len(line)), np.flatnonzero(np.diff(seen.astype(np.int8))) + 1)
    return [line[run] for run in runs if seen[run[0]] and len(run) > 1]
