"""What part of the ground a map shows, at which scale and with which choices."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from core.base_maps import BaseMap
from core.columns import Flags, Integers
from core.errors import UserError
from core.map_projections import PROPOSED, kept_projection
from core.snapshot import Snapshot
from core.text import Text
from gis.adjusted_links import AdjustedLinks
from gis.choosing import EVERYTHING, Choice
from gis.grouping import BY_FIRM, Grouping
from gis.projection_names import projection_named, stretched
from gis.projections import Points, Projection, choose_projection, project, unproject
from gis.region_shapes import outline
from gis.sketch import arranged
from gis.styling import PLAIN, Style

OFF_AT_FIRST = frozenset({"differences", "grid"})  # layers that somebody has to switch on
_SMALLEST_GROUND = 400.0  # metres: a lone firm is not shown at the scale of a doormat
MARGIN_MM = 16.0  # room for signs and names of the outermost firms
_REGION_MARGIN_MM = 5.0
_REACH = 1e8  # metres, farther than any place of the earth lies from the middle of a system that is made for it
_STEP_NORTH = 0.01  # degrees
_STRAY_SHARE = 7  # at most one actor in so many may count as stray
_STRAY = 3.0  # so many times farther out than the others


@dataclass(frozen=True, slots=True)
class View:
    """A window on the ground: centre in projected metres, metres per mm of paper, size of the paper in mm.

    `hidden` holds layers ("regions", "grid", "links", "labels", "amounts", "differences", "findings", "actors") and
    flow kinds ("water") that are off; `gathered` draws actors beyond the paper at its edge, with their distance;
    `sketch_at` is the rectangle (mm) of the only sketch where it stands beside its true place; `bases` are the base
    maps beneath everything, drawn with `sharpness` pixels per mm. `choice` says which
    links are shown, `grouping` whether firms stand for themselves or their regions and sectors for them, `style` how.
    `seen_mm` are width and height of the part round the middle that is seen at first, where that is not all.
    `adjusted` amounts stand in for declared ones, for diagnosis.
    """

    projection: Projection
    centre: tuple[float, float]
    metres_per_mm: float
    width_mm: float
    height_mm: float
    year: int | None = None
    language: str = "zh"
    hidden: frozenset[str] = OFF_AT_FIRST
    gathered: bool = False
    sketch_at: tuple[float, float, float, float] | None = None
    dark: bool = False
    bases: tuple[BaseMap, ...] = ()
    sharpness: float = 8.0
    choice: Choice = EVERYTHING
    grouping: Grouping = BY_FIRM
    style: Style = PLAIN
    seen_mm: tuple[float, float] | None = None
    adjusted: AdjustedLinks | None = None

    @property
    def sight(self) -> tuple[float, float, float, float] | None:
        """Left, top, right and bottom in mm of what is seen of the paper at first; None where that is all of it."""
        if self.seen_mm is None:
            return None
        (x, y), (width, height) = self.middle, self.seen_mm
        return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def to_paper(self, lonlat: Points) -> Points:
        """Longitude and latitude (n, 2) to mm on the paper, y downwards; NaN stays NaN."""
        return self.on_paper(project(self.projection, lonlat))

    def on_paper(self, metres: Points) -> Points:
        """Projected metres (n, 2) to mm on the paper."""
        paper: Points = (metres - self.centre) / (self.metres_per_mm, -self.metres_per_mm) + self.middle
        return paper

    def to_ground(self, x: float, y: float) -> tuple[float, float]:
        """Projected metres under a place on the paper in mm."""
        across, down = (x - self.width_mm / 2) * self.metres_per_mm, (y - self.height_mm / 2) * self.metres_per_mm
        return (self.centre[0] + across, self.centre[1] - down)

    def to_lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude under a place on the paper in mm."""
        lon, lat = unproject(self.projection, np.array([self.to_ground(x, y)]))[0]
        return (float(lon), float(lat))

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the paper in mm."""
        return (self.width_mm / 2, self.height_mm / 2)

    @property
    def pixel_metres(self) -> float:
        """Metres of ground under a pixel of a base map."""
        return self.metres_per_mm / self.sharpness

    @property
    def window(self) -> tuple[Points, Points]:
        """The least and the largest projected metres (2,) on the paper."""
        middle, half = np.array(self.centre), np.array(self.middle) * self.metres_per_mm
        return middle - half, middle + half

    @property
    def scale(self) -> float:
        """The denominator n of the scale 1 : n."""
        return self.metres_per_mm * 1000

    def moved(self, dx: float, dy: float) -> "View":
        """The view after the paper was dragged by (dx, dy) mm."""
        x, y = self.centre
        return replace(self, centre=(x - dx * self.metres_per_mm, y + dy * self.metres_per_mm))

    def zoomed(self, factor: float, x: float, y: float) -> "View":
        """The view `factor` times closer, with the ground under (x, y) mm kept in its place."""
        held = self.to_ground(x, y)
        metres_per_mm = self.metres_per_mm / factor
        left, down = (x - self.width_mm / 2) * metres_per_mm, (y - self.height_mm / 2) * metres_per_mm
        return replace(self, centre=(held[0] - left, held[1] + down), metres_per_mm=metres_per_mm)

    def drawn_in(self, projection: Projection) -> "View":
        """The view of the same ground at the same scale in another projection; itself where that does not reach it."""
        x, y = project(projection, np.array([self.to_lonlat(*self.middle)]))[0].tolist()
        return replace(self, projection=projection, centre=(x, y)) if np.isfinite([x, y]).all() else self

    @property
    def north(self) -> float:
        """Degrees by which north leans to the right of straight up in the middle of the paper; NaN beyond the world."""
        lon, lat = self.to_lonlat(*self.middle)
        (x0, y0), (x1, y1) = self.to_paper(np.array([[lon, lat], [lon, min(lat + _STEP_NORTH, 90.0)]])).tolist()
        return float(np.degrees(np.arctan2(x1 - x0, y0 - y1)))

    def resized(self, width_mm: float, height_mm: float) -> "View":
        """The view on another paper: same centre and scale."""
        return replace(self, width_mm=width_mm, height_mm=height_mm)


def ground_points(snapshot: Snapshot, uids: frozenset[str] = frozenset()) -> Points:
    """Points and region corners (n, 2) in degrees that a view should hold: all, or those of some rows.

    Links among `uids` stand for their two ends. With actors present, regions without any do not widen the view.
    """
    return np.concatenate(_wanted_points(snapshot, uids))


def _wanted_points(snapshot: Snapshot, uids: frozenset[str]) -> tuple[Points, Points]:
    """Points of actors and corners of regions in degrees."""
    wanted = np.ones(len(snapshot.actor), dtype=bool)
    if uids:
        wanted = np.isin(snapshot.actor.uid, list(uids))
        chosen = np.isin(snapshot.flow.uid, list(uids))
        for ends in (snapshot.flow.sender[chosen], snapshot.flow.receiver[chosen]):
            wanted[ends[ends >= 0]] = True
    points = snapshot.actor.point[wanted]
    points = points[~np.isnan(points).any(axis=1)]
    return points, _corners(snapshot, points, uids)


def _corners(snapshot: Snapshot, points: Points, uids: frozenset[str]) -> Points:
    corners = [np.empty((0, 2))]
    eastwards = points[np.argsort(points[:, 0])]
    for uid, blob in zip(snapshot.region.uid, snapshot.region.outline, strict=True):
        if blob is None or (uids and uid not in uids):
            continue
        west, south, east, north = shapely.bounds(outline(blob)).tolist()
        first, last = np.searchsorted(eastwards[:, 0], west), np.searchsorted(eastwards[:, 0], east, side="right")
        between = eastwards[first:last, 1]
        if uids or not len(points) or ((between >= south) & (between <= north)).any():
            corners.append(np.array([[west, south], [east, north], [west, north], [east, south]]))
    return np.concatenate(corners)


def fit(
    snapshot: Snapshot,
    width_mm: float,
    height_mm: float,
    uids: frozenset[str] = frozenset(),
    margin: float = MARGIN_MM,
) -> View:
    """The view that shows the cluster, or the rows `uids`, on a paper of this size.

    A few actors far away from all others do not widen it. `margin` mm are kept for signs and names round the outermost
    actors; region corners may come nearer to the edge.
    """
    snapshot = snapshot.without_aggregates()  # a firm that is not drawn takes no room
    projection, near = _settled(snapshot)
    actors, corners = (project(projection, points) for points in _wanted_points(snapshot, uids))
    if not uids and not near.all():
        actors, corners = actors[near], corners[:0]  # outlines that reach out to the far ones do not count either
    metres = np.concatenate([actors, corners]) if len(actors) + len(corners) else np.zeros((1, 2))
    low, high = metres.min(axis=0), metres.max(axis=0)
    span = np.maximum(high - low, _SMALLEST_GROUND)
    paper = np.array([width_mm, height_mm])
    metres_per_mm = float((span / np.maximum(paper - 2 * _REGION_MARGIN_MM, 10.0)).max())
    if len(actors):
        inner = actors.max(axis=0) - actors.min(axis=0)
        metres_per_mm = max(metres_per_mm, float((inner / np.maximum(paper - 2 * margin, 10.0)).max()))
    middle = (low + high) / 2
    view = View(projection, (float(middle[0]), float(middle[1])), metres_per_mm, width_mm, height_mm)
    return view if uids else with_sketches(snapshot, view)


def cluster_points(snapshot: Snapshot) -> Points:
    """Points and region corners (n, 2) in degrees of the cluster without actors far away from all others."""
    return _cluster(snapshot)[0]


def _cluster(snapshot: Snapshot) -> tuple[Points, Flags]:
    """Those points, and which located actors are no stray ones."""
    actors, corners = _wanted_points(snapshot, frozenset())
    everything = np.concatenate([actors, corners])
    near = near_others(project(choose_projection(everything), actors))
    return everything if near.all() else actors[near], near


def chosen_projection(snapshot: Snapshot) -> Projection | None:
    """The projection that the project keeps for its maps; None where it leaves that to the program."""
    name, stretch = kept_projection(snapshot)
    try:
        return None if name == PROPOSED else stretched(projection_named(name), stretch)
    except UserError:  # written by another program, or by one that knows more systems
        return None


def projection_notes(snapshot: Snapshot, view: View) -> tuple[Text, ...]:
    """What is to be said where a map is not drawn in the projection that was chosen for it."""
    chosen = chosen_projection(snapshot)
    if chosen is None or chosen == view.projection:
        return ()
    values = {"chosen": chosen.title, "taken": view.projection.title}
    return (Text("{chosen} does not reach the cluster any more, so the map is drawn in {taken}.", values),)


def map_projection(snapshot: Snapshot) -> Projection:
    """The projection of the maps of a project: the chosen one where it reaches the cluster, else what suits that."""
    return _settled(snapshot)[0]


def _settled(snapshot: Snapshot) -> tuple[Projection, Flags]:
    """The projection of the maps, and which located actors are no stray ones."""
    cluster, near = _cluster(snapshot)
    chosen = chosen_projection(snapshot)
    reaches = chosen is not None and bool((np.abs(project(chosen, cluster)) < _REACH).all())
    return chosen if chosen is not None and reaches else choose_projection(cluster), near


def near_others(metres: Points) -> Flags:
    """Which points (n, 2) are not stray: at most one in seven lies many times farther from the middle than the rest."""
    if len(metres) < _STRAY_SHARE:
        return np.ones(len(metres), dtype=np.bool_)
    away = np.hypot(*(metres - np.median(metres, axis=0)).T)
    usual = float(np.quantile(away, 1 - 1 / _STRAY_SHARE))
    return np.asarray(away <= _STRAY * max(usual, _SMALLEST_GROUND), dtype=np.bool_)


def linked_actors(snapshot: Snapshot) -> tuple[Integers, Integers]:
    """Sender and receiver rows of all links between two actors, of whatever year."""
    both = (snapshot.flow.sender >= 0) & (snapshot.flow.receiver >= 0)
    return snapshot.flow.sender[both], snapshot.flow.receiver[both]


def with_sketches(snapshot: Snapshot, view: View) -> View:
    """The view moved just so far that the sketches of crowded places lie on the paper."""
    true = view.to_paper(snapshot.actor.point)
    frames = arranged(true, np.ones(len(true)), linked_actors(snapshot), view.metres_per_mm).frames
    if not frames:
        return view
    rects = np.array([frame.rect for frame in frames])
    low, high = rects[:, :2].min(axis=0) - 3.0, rects[:, 2:].max(axis=0) + 3.0
    paper = np.array([view.width_mm, view.height_mm])
    shift = np.where(high - low > paper, paper / 2 - (low + high) / 2, (0 - low).clip(0) - (high - paper).clip(0))
    return view.moved(float(shift[0]), float(shift[1]))
