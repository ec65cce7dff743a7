"""What a view of a large project shows: groups of firms, the widest bundles of links between them, and true counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.columns import Flags, Integers, Numbers, Words
from gis.counts import Counts
from gis.crowded import Crowd
from gis.crowded_lines import Lines, lines_of
from gis.levels import Dressed, touching
from gis.palette import Palette
from gis.pyramid import Level
from gis.scene import Points, Target
from gis.styling import faded_palette
from gis.styling_sizes import LARGEST, Sizes
from gis.view import View

GROUP, BUNDLE = "group", "bundle"  # tables of targets that stand for several rows; their key is the row in the level
APART_MM = 9.0  # mm between groups, so that their signs stay apart
MOST_LINES, MOST_IN_DRAFT, MOST_PASSING = 1500, 600, 20
LARGEST_SIGN, SMALLEST_SIGN = 4.4, 1.3  # mm, radius of a group's sign; its area follows the number of firms
FIRM_SIGN = 2.0  # mm, radius of a lone firm where every one stands by itself
_INK, _INK_BESIDE = 0.4, 0.5  # share of the paper that lines may fill, each with so many mm beside it
_LOOKED_AT = 4  # times as many bundles as are drawn are looked at first
_FEWEST_LINES = 300
_ROOM = 6.0  # mm round the paper within which signs may reach into it


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """A view of a crowd: the `groups` (k,) on the paper with places and radii in mm, `bundles` (n,) with their lines.

    `all_radii` has the radius of every group of the level, also of those off the paper.
    """

    crowd: Crowd
    level: Level
    style: Dressed
    view: View
    groups: Integers
    places: Points
    radius: Numbers
    all_radii: Numbers
    bundles: Integers
    width: Numbers
    lines: Lines
    counts: Counts

    @property
    def colours(self) -> Palette:
        """The palette of the view, with what is drawn weaker blended into the paper."""
        return faded_palette(self.view.style, self.view.dark)

    @property
    def tints(self) -> Mapping[str, str]:
        """The colour of each class of links."""
        return self.crowd.classes.colours(self.colours)


class RowUids(Sequence[str]):
    """Uids of rows that are looked up when somebody reads them: most lists behind a count are never opened."""

    def __init__(self, count: int, uid: Words, rows: Callable[[], Integers]) -> None:
        self._count, self._uid, self._rows = count, uid, rows

    @cached_property
    def _read(self) -> tuple[str, ...]:
        return tuple(self._uid[self._rows()].tolist())

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:  # type: ignore[override]
        return self._read[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)


def overview_of(crowd: Crowd, view: View, *, draft: bool = False, most: int = MOST_LINES) -> Overview:
    """Compose a view of the `most` widest lines; a `draft` for the time of a gesture has fewer and no counts.

    On a screen as few are drawn as can be told apart there; where `most` is more, that many are.
    """
    level = crowd.pyramid.level_for(APART_MM * view.metres_per_mm)
    if level.reach / 2 > APART_MM * view.metres_per_mm:
        level = crowd.pyramid.levels[0]
    style = crowd.styles[crowd.pyramid.levels.index(level)]
    places = view.on_paper(level.centre)
    radius = _radii(crowd, level)
    paper = (view.width_mm, view.height_mm)
    groups = np.flatnonzero(((places > -_ROOM) & (places < np.add(paper, _ROOM))).all(axis=1))
    seen = touching(style, *view.window)
    chosen = _chosen(level, style, seen, groups, view, MOST_IN_DRAFT if draft else most)
    bundles, width = style.order[chosen], style.width[chosen]
    ends = level.bundles.sender[bundles], level.bundles.receiver[bundles]
    lines = lines_of((places, radius), ends, width, _dashes(crowd, level, bundles)).on_paper(paper)
    counts = Counts() if draft else _counts(crowd, level, style, seen, chosen)
    return Overview(
        crowd, level, style, view, groups, places[groups], radius[groups], radius, bundles, width, lines, counts
    )


@lru_cache(maxsize=4)
def _radii(crowd: Crowd, level: Level) -> Numbers:
    """Radii in mm: the area of a group's sign follows the number of its firms, or what sizes signs; else all alike."""
    if (sizes := level_sizes(crowd, level)) is not None:
        return sizes.of(sizes.quantity)
    most = max(int(level.firms.max(initial=1)), 2)
    grown = LARGEST_SIGN * np.sqrt(level.firms / most)
    least = FIRM_SIGN if level.reach == 0 else SMALLEST_SIGN
    return np.where(level.firms == 1, least, grown.clip(SMALLEST_SIGN, LARGEST_SIGN))


@lru_cache(maxsize=4)
def level_sizes(crowd: Crowd, level: Level) -> Sizes | None:
    """What sizes the signs of a level: the sum over the firms of each for which it is known, NaN where for none."""
    if crowd.sizes is None:
        return None
    quantity, count = crowd.sizes.quantity, len(level.centre)
    told = (level.group >= 0) & ~np.isnan(quantity)
    known = np.bincount(level.group[told], minlength=count) > 0
    summed = np.where(known, np.bincount(level.group[told], quantity[told], count), np.nan)
    top = float(np.nanmax(summed, initial=0.0))
    return replace(crowd.sizes, quantity=summed, top=top, radius=LARGEST_SIGN / LARGEST) if top > 0 else None


def _chosen(level: Level, style: Dressed, seen: Flags, groups: Integers, view: View, most: int) -> Integers:
    """The places in the style's order of the `most` largest bundles of the shown groups.

    Of those that only pass through the view a few are drawn: they would hide what the view is about.
    """
    every = np.flatnonzero(seen & ~style.alone)
    here = np.zeros(len(level.centre), dtype=np.bool_)
    here[groups] = True
    for looked_at in (most * _LOOKED_AT, len(every)):  # on the whole map the first few of them are enough
        wanted = every[:looked_at]
        of = style.order[wanted]
        ending = here[level.bundles.sender[of]] | here[level.bundles.receiver[of]]
        if ending.sum() >= most:
            break
    passing = wanted[~ending][:MOST_PASSING]
    found = np.sort(np.concatenate([wanted[ending][: most - len(passing)], passing]))
    return found if most > MOST_LINES else found[: _inked(level, style, found, view, groups)]


def _inked(level: Level, style: Dressed, chosen: Integers, view: View, groups: Integers) -> int:
    """How many of the chosen places, the largest first, can be told apart on the part of the paper that has signs."""
    of = style.order[chosen]
    ends = level.centre[level.bundles.sender[of]] - level.centre[level.bundles.receiver[of]]
    length = (np.hypot(*ends.T) / view.metres_per_mm).clip(max=view.width_mm / 2)
    ink = np.cumsum(length * (style.width[chosen] + _INK_BESIDE))
    places = view.on_paper(level.centre[groups]).clip(0, (view.width_mm, view.height_mm))
    room = float(np.ptp(places, axis=0).prod()) if len(groups) else 0.0
    return max(int(np.searchsorted(ink, _INK * room)), _FEWEST_LINES)


def _dashes(crowd: Crowd, level: Level, bundles: Integers) -> npt.NDArray[np.int64]:
    """How each bundle (n,) is broken: 0 not, 1 dashed for unknown amounts, 2 dotted for planned or proposed links."""
    proposed = np.array([kind.state != "" for kind in crowd.kinds], dtype=np.bool_)[level.bundles.kind[bundles]]
    return np.where(proposed, 2, np.isnan(level.bundles.amount[bundles])).astype(np.int64)


def _counts(crowd: Crowd, level: Level, style: Dressed, seen: Flags, chosen: Integers) -> Counts:
    """Where every link of the year stands; `seen` and the `chosen` places are in the style's order of bundles."""
    drawn = style.order[chosen]
    sole = level.bundles.links[drawn] == 1
    fate = seen.astype(np.int8)  # 0 outside the view, 1 too small
    fate[seen & style.alone] = 2
    fate[chosen] = np.where(sole, 3, 4)
    here = np.flatnonzero(fate)  # of a large level few
    total = np.bincount(fate[here], style.links[here], 5).astype(np.int64).tolist()
    total[0] = len(crowd.links) - sum(total)
    uid = crowd.snapshot.flow.uid
    names = ("beyond", "smaller", "within", "drawn", "inside")
    listed = {name: RowUids(len(rows), uid, rows.copy) for name, rows in crowd.left.items()}
    listed |= {
        name: RowUids(total[code], uid, partial(_of_fate, crowd, level, style, fate, code))
        for code, name in enumerate(names)
    }
    unknown, loop = np.isnan(level.bundles.amount[drawn]), level.bundles.sender[drawn] == level.bundles.receiver[drawn]
    for name, which in (("unknown", unknown & sole), ("loops", loop & sole)):
        listed[name] = RowUids(int(which.sum()), uid, partial(links_in, crowd, level, drawn[which]))
    placed = np.asarray(crowd.pyramid.levels[0].group >= 0, dtype=np.bool_)
    actors = {"actors_drawn": _actors(crowd, placed), "actors_missing": _actors(crowd, ~placed)}
    told: dict[str, Any] = {**listed, **actors, "lines": int((~sole).sum())}
    return replace(crowd.told, **told)


def _of_fate(crowd: Crowd, level: Level, style: Dressed, fate: npt.NDArray[np.int8], code: int) -> Integers:
    return links_in(crowd, level, style.order[fate == code])


def _actors(crowd: Crowd, chosen: Flags) -> RowUids:
    return RowUids(int(chosen.sum()), crowd.snapshot.actor.uid, lambda: np.flatnonzero(chosen))


def links_in(crowd: Crowd, level: Level, bundles: Integers) -> Integers:
    """The links (rows of the crowd's snapshot) that some bundles of a level stand for."""
    held = np.zeros(len(level.bundles), dtype=np.bool_)
    held[bundles] = True
    found: Integers = crowd.links[held[_bundle_of_link(crowd, level)]]
    return found


@lru_cache(maxsize=2)
def _bundle_of_link(crowd: Crowd, level: Level) -> Integers:
    """The bundle of every link, kept for the level at which the pointer asks again and again."""
    return crowd.pyramid.bundle_of_link(level)


def bundles_of(shown: Overview, targets: frozenset[Target]) -> Integers:
    """The bundles of the level that hold some links."""
    places = shown.crowd.link_places
    links = np.array([places[uid] for table, uid in targets if table == "flow" and uid in places], dtype=np.int64)
    return np.unique(shown.crowd.pyramid.bundle_of_link(shown.level, links))


def parts_of(shown: Overview, target: Target) -> frozenset[Target]:
    """The firms or links that a sign or line of the map stands for; another target stands for itself."""
    table, key = target
    snapshot = shown.crowd.snapshot
    if table == GROUP:
        members = shown.level.members(int(key))
        return frozenset(("actor", uid) for uid in snapshot.actor.uid[members].tolist())
    if table == BUNDLE:
        links = links_in(shown.crowd, shown.level, np.array([int(key)]))
        return frozenset(("flow", uid) for uid in snapshot.flow.uid[links].tolist())
    return frozenset({target})


def hit(shown: Overview, x: float, y: float, catch: float) -> Target | None:
    """The sign, else the line, at (x, y) mm or within `catch` mm of it; a line that several links share is a bundle."""
    away = np.hypot(*(shown.places - (x, y)).T) - shown.radius
    if len(away) and away.min() <= catch / 2:
        return _group_target(shown, int(shown.groups[away.argmin()]))
    row = shown.lines.nearest(x, y, shown.width, catch)
    return _region_target(shown, x, y) if row is None else bundle_target(shown, int(shown.bundles[row]))


def _region_target(shown: Overview, x: float, y: float) -> Target | None:
    """The smallest region at (x, y) mm, where regions are shown."""
    if "regions" in shown.view.hidden:
        return None
    east, north = shown.view.to_ground(x, y)
    for area in reversed(shown.crowd.areas):
        left, low, right, high = shapely.bounds(area.shape).tolist()
        if left <= east <= right and low <= north <= high and shapely.contains_xy(area.shape, east, north):
            return ("region", str(shown.crowd.snapshot.region.uid[area.row]))
    return None


def place_of(shown: Overview, uid: str) -> tuple[float, float, float, float] | None:
    """The box in mm of the sign that stands for an actor; None where it has no place."""
    row = shown.crowd.actor_rows.get(uid, -1)
    group = int(shown.level.group[row]) if row >= 0 else -1
    if group < 0:
        return None
    x, y = shown.view.on_paper(shown.level.centre[group : group + 1])[0].tolist()
    size = float(shown.all_radii[group])
    return (x - size, y - size, x + size, y + size)


def _group_target(shown: Overview, group: int) -> Target:
    if shown.level.firms[group] > 1:
        return (GROUP, str(group))
    return ("actor", str(shown.crowd.snapshot.actor.uid[shown.level.members(group)[0]]))


def bundle_target(shown: Overview, bundle: int) -> Target:
    """The target of a line: its link where it is one alone."""
    if shown.level.bundles.links[bundle] > 1:
        return (BUNDLE, str(bundle))
    link = links_in(shown.crowd, shown.level, np.array([bundle]))[0]
    return ("flow", str(shown.crowd.snapshot.flow.uid[link]))


def inside(shown: Overview, rect: tuple[float, float, float, float]) -> frozenset[Target]:
    """The signs whose middle and the lines that lie wholly within left, top, right, bottom in mm."""
    left, top, right, bottom = rect
    held = ((shown.places >= (left, top)) & (shown.places <= (right, bottom))).all(axis=1)
    groups = [_group_target(shown, int(group)) for group in shown.groups[held]]
    rows = shown.lines.within(rect)
    return frozenset([*groups, *(bundle_target(shown, int(shown.bundles[row])) for row in rows)])
