"""A grid on a map with labels at its edges: meridians and parallels in degrees and minutes, or kilometres."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.i18n import show_number
from gis.palette import Palette, blend
from gis.projections import project, unproject
from gis.scene import Font, Label, Mark, Points, Shape, Stroke
from gis.sheet import Measure
from gis.symbols import polyline
from gis.view import View

LETTERS = Font(7.0)
SIDE, ABOVE = 12.0, 4.5  # mm kept beside and above the map for labels
_LINES = 5.0  # about so many across
_SECONDS = (1, 2, 5, 10, 15, 30)  # steps of meridians and parallels: seconds, then minutes of arc
_MINUTES = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800)
_STEPS = (*(seconds / 3600 for seconds in _SECONDS), *(minutes / 60 for minutes in _MINUTES))
_ALONG = 33  # points of a curved line
_NODES = 9  # across and down, at which is looked where a view lies
_TICK = 1.2
_FROM_CORNER = 6.0  # mm: labels nearer to a corner would collide


@dataclass(frozen=True, slots=True, eq=False)
class GridLine:
    """A line of a grid in mm of the map's paper, with its label; `upright` ones are labelled above and below."""

    points: Points
    words: str
    upright: bool


def grid_lines(view: View, grid: str, about: float = _LINES) -> list[GridLine]:
    """The lines of a grid ("degrees" or "kilometres") that cross a view, `about` so many across."""
    return list(_degrees(view, about) if grid == "degrees" else _kilometres(view, about))


def _kilometres(view: View, about: float) -> Iterator[GridLine]:
    stretch = view.projection.stretch  # labels are those of the system, not of the ground
    span = min(view.width_mm, view.height_mm) * view.metres_per_mm * stretch
    step = _nice(span / about)
    (west, north), (east, south) = (
        np.array([view.to_ground(0.0, 0.0), view.to_ground(view.width_mm, view.height_mm)]) * stretch
    )
    for metres in np.arange(np.ceil(west / step), np.floor(east / step) + 1) * step:
        x = view.on_paper(np.array([[metres / stretch, 0.0]]))[0, 0]
        yield GridLine(np.array([(x, 0.0), (x, view.height_mm)]), f"{show_number(metres / 1000, 8)} km", True)
    for metres in np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step:
        y = view.on_paper(np.array([[0.0, metres / stretch]]))[0, 1]
        yield GridLine(np.array([(0.0, y), (view.width_mm, y)]), f"{show_number(metres / 1000, 8)} km", False)


def _nice(step: float) -> float:
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(size * power for size in (1, 2, 5, 10) if size * power >= step))


def _degrees(view: View, about: float) -> Iterator[GridLine]:
    lonlat = _seen(view)
    if lonlat is None:
        return
    (west, south), (east, north) = lonlat.min(axis=0), lonlat.max(axis=0)
    finest = min(east - west, north - south) / about
    step = next((degrees for degrees in _STEPS if degrees >= finest), _STEPS[-1])
    for upright, (low, high), (start, end) in (
        (True, (west, east), (south, north)),
        (False, (south, north), (west, east)),
    ):
        for degrees in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step:
            along = np.linspace(start, end, _ALONG)
            across = np.full(_ALONG, degrees)
            line = np.column_stack([across, along] if upright else [along, across])
            paper = view.on_paper(project(view.projection, line))
            if np.isfinite(paper).all():
                yield GridLine(paper, degree_words(float(degrees), upright), upright)


def _seen(view: View) -> Points | None:
    """Longitude and latitude of nodes on the paper that lie on the earth, counted on across 180 degrees."""
    x, y = np.meshgrid(*(np.linspace(0.0, side, _NODES) for side in (view.width_mm, view.height_mm)))
    ground = np.array([view.to_ground(*spot) for spot in np.column_stack([x.ravel(), y.ravel()]).tolist()])
    lonlat = unproject(view.projection, ground)
    lonlat = lonlat[np.isfinite(lonlat).all(axis=1)]
    if len(lonlat) < _NODES:
        return None
    middle = np.median(lonlat[:, 0]) if np.ptp(lonlat[:, 0]) <= 180 else np.median(lonlat[:, 0] % 360)
    return np.column_stack([middle + (lonlat[:, 0] - middle + 180) % 360 - 180, lonlat[:, 1]])


def degree_words(degrees: float, longitude: bool) -> str:
    """Degrees and minutes with the hemisphere, seconds where there are any: 116°30′E, 116°30′15″E."""
    degrees = (degrees + 180) % 360 - 180 if longitude else degrees
    seconds = round(abs(degrees) * 3600)
    side = ("E" if degrees >= 0 else "W") if longitude else ("N" if degrees >= 0 else "S")
    rest = f"{seconds % 60:02d}″" if seconds % 60 else ""
    return f"{seconds // 3600}°{seconds // 60 % 60:02d}′{rest}{side}"


def grid_marks(view: View, lines: list[GridLine], colours: Palette) -> list[Mark]:
    """The lines on the map, faint."""
    ink = blend(colours.muted, colours.paper, 0.35)
    return [Shape(polyline(line.points), "", Stroke(ink, 0.12)) for line in lines]


def edge_marks(
    view: View, lines: list[GridLine], corner: tuple[float, float], colours: Palette, measure: Measure
) -> list[Mark]:
    """Ticks and labels round a map whose top left corner is given, where each line leaves it."""
    left, top = corner
    marks: list[Mark] = []
    for line in lines:
        width = float(measure([line.words], LETTERS)[0])
        for at, (x, y) in _ends(view, line):
            x, y = left + x, top + y
            dx, dy = {"above": (0, -1), "below": (0, 1), "left": (-1, 0), "right": (1, 0)}[at]
            tick = polyline(np.array([(x, y), (x + dx * _TICK, y + dy * _TICK)]))
            marks.append(Shape(tick, "", Stroke(colours.frame, 0.2)))
            align = {"left": 1.0, "right": 0.0}.get(at, 0.5)
            place = (x + dx * (_TICK + 0.6), y + dy * (_TICK + 1.5))
            marks.append(Label(line.words, *place, LETTERS, colours.muted, width, align))
    return marks


def _ends(view: View, line: GridLine) -> Iterator[tuple[str, tuple[float, float]]]:
    """Where a line leaves the map on the two sides that label it, away from the corners."""
    axis = 1 if line.upright else 0
    size, other = (view.height_mm, view.width_mm) if line.upright else (view.width_mm, view.height_mm)
    order = np.argsort(line.points[:, axis])
    along, across = line.points[order, axis], line.points[order, 1 - axis]
    for side, limit in zip(("above", "below") if line.upright else ("left", "right"), (0.0, size), strict=True):
        if along[0] - 1e-6 <= limit <= along[-1] + 1e-6:
            place = float(np.interp(limit, along, across))
            if _FROM_CORNER <= place <= other - _FROM_CORNER:
                yield side, (place, limit) if line.upright else (limit, place)
