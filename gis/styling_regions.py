"""What shades regions: a number of each that holds no others, in classes whose bounds the legend tells as they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from pyproj import Geod

from core.catalogues import table
from core.columns import Flags, Integers, Numbers, Points
from core.energy_indicators import HEADLINES, energy_indicators
from core.findings import Finding, Ref
from core.indicators import INDICATORS, Request
from core.loads import MEDIUM_TITLES, UNITS, equal_standard_loads
from core.snapshot import Snapshot
from core.statements import best_statistics
from core.text import N_, Text
from gis.class_breaks import class_edges, class_of, short_edges
from gis.palette import Palette, blend
from gis.styling import Style
from gis.styling_hot_spots import HOT_SPOTS, WORDS, hot_colours, hot_fields
from gis.styling_own import OWN, OwnRead, own_choices
from gis.view import outline

_FIRST, _LAST = 0.08, 0.45  # strength of the weakest and the strongest class on the paper
_ENOUGH = 0.8  # share of firms whose figure must be known before a sum stands for a region
_ELLIPSOID = Geod(ellps="GRS80")  # of CGCS2000
STATISTIC, LOAD, INDICATOR = "statistic:", "load:", "indicator:"
COUNTED = {"firms": N_("Firms"), "findings": N_("Findings")}


@dataclass(frozen=True, slots=True, eq=False)
class Shading:
    """Value of every region (NaN unknown) in `unit`, the edges of the classes, the class of each region, their colours.

    `shaded` are the regions that hold no others; `title` says what the values are. Where load gathers, `words` name
    the classes, which have patterns, and `squares` (n, 4, 2) in degrees with their classes stand for regions.
    """

    title: Text
    unit: str
    values: Numbers
    edges: Numbers
    classes: Integers
    colours: tuple[str, ...]
    shaded: Flags
    words: tuple[str, ...] = ()
    squares: Points | None = None
    of_square: Integers | None = None

    @property
    def unknown(self) -> int:
        """How many shaded regions or squares have no value."""
        if self.of_square is not None and len(self.of_square):
            return int((self.of_square < 0).sum())
        return int((self.shaded & np.isnan(self.values)).sum())

    def count(self, place: int) -> int:
        """How many regions or squares stand in a class."""
        if self.of_square is not None and len(self.of_square):
            return int((self.of_square == place).sum())
        return int((self.shaded & (self.classes == place)).sum())


def region_shading(
    snapshot: Snapshot, findings: Sequence[Finding], style: Style, colours: Palette, own: OwnRead | None = None
) -> Shading | None:
    """The shading of the regions of a snapshot narrowed to a year, None where nothing is asked.

    `own` is what own indicators are read from; without it none is shown.
    """
    if not style.shade or (style.shade.startswith(OWN) and own is None):
        return None
    regions = snapshot.region
    drawn = np.array([blob is not None for blob in regions.outline], dtype=np.bool_)
    holding = np.isin(np.arange(len(regions)), regions.parent[drawn])
    shaded = drawn & ~holding
    if style.shade.startswith(HOT_SPOTS):
        return _hot_shading(snapshot, style, colours, shaded)
    if own is not None and style.shade.startswith(OWN):
        told, unit = own.of_regions(style.shade)
        values = np.array([told.get(uid, np.nan) for uid in regions.uid.tolist()], dtype=np.float64)
    else:
        values, unit = _values(snapshot, findings, style.shade, shaded)
    if style.per_area:
        values = values / region_areas(snapshot)
    values = np.where(shaded, values, np.nan)
    edges = short_edges(class_edges(values, style.classes, style.breaks), values)
    strengths = np.linspace(_FIRST, _LAST, max(len(edges) - 1, 1))
    shades = tuple(blend(colours.ramp, colours.paper, float(share)) for share in strengths)
    return Shading(shade_title(style, own), unit, values, edges, class_of(values, edges), shades, shaded)


def _hot_shading(snapshot: Snapshot, style: Style, colours: Palette, shaded: Flags) -> Shading:
    """Classes that are tests and no bounds; where squares are compared no region is shaded."""
    fields = hot_fields(snapshot, style.shade.removeprefix(HOT_SPOTS))
    if len(fields.squares):
        shaded = np.zeros(len(shaded), dtype=np.bool_)
    return Shading(
        shade_title(style), "", np.where(shaded, fields.values, np.nan), np.empty(0),
        np.where(shaded, fields.classes, -1), hot_colours(colours), shaded, tuple(WORDS.values()), fields.squares,
        fields.of_square,
    )  # fmt: skip


def open_shading(style: Style, *, public: bool) -> Style:
    """The style without what only internal maps may show: a public one shows no computed attention, nor indicators
    of the project's own, which rest on sources of any class."""
    if not public:
        return style
    computed = style.shade.startswith((HOT_SPOTS, LOAD, OWN))
    own = style.size.startswith(OWN)
    return replace(style, shade="" if computed else style.shade, size="" if own else style.size)


def shade_title(style: Style, own: OwnRead | None = None) -> Text:
    """What the shading tells; `own` names an own indicator."""
    kind, _, name = style.shade.partition(":")
    if kind == "hot":
        return Text("Where load of {medium} gathers (Getis-Ord Gi*, computed)", {"medium": Text(MEDIUM_TITLES[name])})
    if kind == "load":
        named = Text("Equal-standard load, {medium}", {"medium": Text(MEDIUM_TITLES[name])})
    elif own is not None and style.shade.startswith(OWN):
        named = own.title(style.shade)
    elif kind == "indicator":
        named = Text(INDICATORS[name].title)
    else:
        named = Text(COUNTED[kind]) if kind in COUNTED else item_title(name)
    return Text("{title} per km²", {"title": named}) if style.per_area else named


def item_title(item: str) -> Text:
    """The title of a statistic item; one that the table does not know is called as it was entered."""
    known = {row["id"]: row["title_en"] for row in table("tables/items.csv")}
    return Text(known[item]) if item in known else Text("{name}", {"name": item})


def shadable(snapshot: Snapshot) -> list[str]:
    """What the regions of a snapshot of a year can be shaded by."""
    items = sorted(set(snapshot.statistic.item.tolist()))
    media = [medium for medium in MEDIUM_TITLES if medium in set(snapshot.emission.medium.tolist()) and medium in UNITS]
    computed = [f"{kind}{medium}" for kind in (LOAD, HOT_SPOTS) for medium in media]
    official = [*COUNTED, *computed, *(INDICATOR + name for name in HEADLINES)]
    return [*official, *own_choices(snapshot), *(STATISTIC + item for item in items)]


def _values(snapshot: Snapshot, findings: Sequence[Finding], shade: str, shaded: Flags) -> tuple[Numbers, str]:
    """Value and unit for each region."""
    rows = np.flatnonzero(shaded).tolist()
    values = np.full(len(snapshot.region), np.nan)
    members = {row: snapshot.members(row) for row in rows}
    if shade == "firms":
        firm = snapshot.actor.kind == "firm"
        for row in rows:
            values[row] = (members[row] & firm).sum()
        return values, ""
    if shade == "findings":
        among = Counter(finding.subject.uid for finding in findings)
        told = np.array([among[uid] for uid in snapshot.actor.uid.tolist()], dtype=np.int64)
        for row in rows:
            values[row] = told[members[row]].sum() + among[str(snapshot.region.uid[row])]
        return values, ""
    if shade.startswith(LOAD):
        return _loads(snapshot, shade.removeprefix(LOAD), members, values)
    if shade.startswith(INDICATOR):
        return _indicator(snapshot, shade.removeprefix(INDICATOR), values)
    return _statistics(snapshot, shade.removeprefix(STATISTIC), members, values)


def _loads(snapshot: Snapshot, medium: str, members: dict[int, Flags], values: Numbers) -> tuple[Numbers, str]:
    """The known loads that reach the environment in each region, unknown where no source there has a figure."""
    reached = np.full(len(snapshot.actor), np.nan)
    unit = UNITS[medium]
    for told in equal_standard_loads(snapshot):
        for load in told.actors if told.medium == medium else ():
            if len(load.unknown) < len(load.rows):
                reached[load.actor] = np.nansum([reached[load.actor], load.load - load.indirect])
    for row, member in members.items():
        known = reached[member & ~np.isnan(reached)]
        values[row] = known.sum() if len(known) else np.nan
    return values, unit


def _indicator(snapshot: Snapshot, name: str, values: Numbers) -> tuple[Numbers, str]:
    """An official indicator of each region, where it is known of enough firms."""
    rows, unit = {uid: row for row, uid in enumerate(snapshot.region.uid.tolist())}, ""
    for result in energy_indicators(snapshot, Request(None)):
        if result.id == name and isinstance(result.scope, Ref) and result.scope.table == "region":
            unit = result.unit
            if result.value is not None and result.coverage >= _ENOUGH:
                values[rows[result.scope.uid]] = result.value
    return values, unit


def _statistics(snapshot: Snapshot, item: str, members: dict[int, Flags], values: Numbers) -> tuple[Numbers, str]:
    """The region's own figure, else the sum over its firms where nearly all of those that owe it are known."""
    own = {row: stated for (row, _), stated in best_statistics(snapshot, item, "region").items()}
    firms = {row: stated for (row, _), stated in best_statistics(snapshot, item).items()}
    units = [stated.unit for stated in (*own.values(), *firms.values())]
    unit = max(sorted(set(units)), key=units.count) if units else ""
    for row, member in members.items():
        if row in own and own[row].unit == unit:
            values[row] = own[row].value
            continue
        told = [firms[actor] for actor in np.flatnonzero(member).tolist() if actor in firms]
        known = [stated.value for stated in told if stated.unit == unit and not np.isnan(stated.value)]
        owing = (member & (snapshot.actor.kind == "firm")).sum()
        if known and len(known) >= _ENOUGH * max(len(told), owing):
            values[row] = sum(known)
    return values, unit


def region_areas(snapshot: Snapshot) -> Numbers:
    """Area of every region in km2: as it is stated, else of its outline on the ellipsoid; NaN without either."""
    areas = snapshot.region.area_km2.copy()
    for row in np.flatnonzero(~(areas > 0)).tolist():
        blob = snapshot.region.outline[row]
        shape = shapely.orient_polygons(outline(blob)) if blob is not None else None
        area = abs(_ELLIPSOID.geometry_area_perimeter(shape)[0]) if shape is not None else 0.0
        areas[row] = area / 1e6 if area > 0 else np.nan
    return areas
