"""Coast, lakes and rivers of the world for maps of whole countries; no borders, and nothing in the extent of China."""

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.columns import Flags
from core.paths import RESOURCES
from gis.projections import Points, project
from gis.view import View

FINEST_SCALE = 1_000_000.0  # denominator: the lines were drawn for 1 : 50 million
SOURCE = "Natural Earth 1:50m"
_HUNDREDTHS = 100.0
_BESIDE = 1.5  # papers from the middle of the view beyond which no line is kept
_NEAR = 40.0  # degrees from the middle of the view beyond which nothing is projected


@cache
def _lines(name: str) -> tuple[Points, npt.NDArray[np.int64]]:
    """All points of the coast, the lakes or the rivers in degrees, and where each line begins among them."""
    text = (RESOURCES / "basemap" / f"{name}.txt").read_text(encoding="ascii")
    lines = [np.array(line.split(), dtype=np.int64).reshape(-1, 2).cumsum(axis=0) for line in text.splitlines()]
    starts = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    return np.concatenate(lines) / _HUNDREDTHS, starts


def coast_lines(view: View) -> list[Points]:
    """The coast under a view as lines (n, 2) in mm on its paper; none where the scale is too large for it."""
    return [line for whole in _on_paper("coast", view) for line in _inside(whole, view)]


def river_lines(view: View) -> list[Points]:
    """The rivers under a view as lines (n, 2) in mm on its paper; none where the scale is too large for them."""
    return [line for whole in _on_paper("rivers", view) for line in _inside(whole, view)]


def lake_rings(view: View) -> list[Points]:
    """The shores of the lakes, and of islands in them, that touch a view: closed rings (n, 2) in mm on its paper."""
    return [ring for ring in _on_paper("lakes", view) if np.isfinite(ring).all() and _seen(ring, view).any()]


def _on_paper(name: str, view: View) -> list[Points]:
    """All lines of a kind on the paper of a view, NaN far from it."""
    if view.scale < FINEST_SCALE:
        return []
    points, starts = _lines(name)
    lon, lat = view.to_lonlat(*view.middle)
    near = (np.abs(points[:, 1] - lat) < _NEAR) & (np.abs((points[:, 0] - lon + 180) % 360 - 180) < _NEAR)
    paper = np.full(points.shape, np.nan)
    paper[near] = view.on_paper(project(view.projection, points[near]))
    return [paper[first:last] for first, last in pairwise(starts)]


def _seen(line: Points, view: View) -> Flags:
    """Which points of a line lie on the paper or near it."""
    with np.errstate(invalid="ignore"):
        away: Points = np.abs(line - view.middle) / (view.width_mm, view.height_mm)
        return np.asarray(away.max(axis=1) < _BESIDE, dtype=np.bool_)


def _inside(line: Points, view: View) -> list[Points]:
    """The runs of a line that touch the paper or lie near it."""
    seen = _seen(line, view)
    runs = np.split(np.arange(len(line)), np.flatnonzero(np.diff(seen.astype(np.int8))) + 1)
    return [line[run] for run in runs if seen[run[0]] and len(run) > 1]
