"""What shades regions: a number of each that holds no others, in classes whose bounds the legend tells as they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Geod

from core.catalogues import table
from core.columns import Flags, Integers, Numbers
from core.findings import Finding
from core.snapshot import Snapshot
from core.statements import best_statistics
from core.text import N_, Text
from gis.class_breaks import class_edges, class_of
from gis.palette import Palette, blend
from gis.styling import Style
from gis.view import outline

_FIRST, _LAST = 0.08, 0.45  # strength of the weakest and the strongest class on the paper
_ENOUGH = 0.8  # share of firms whose figure must be known before a sum stands for a region
_ELLIPSOID = Geod(ellps="GRS80")  # of CGCS2000
STATISTIC = "statistic:"
COUNTED = {"firms": N_("Firms"), "findings": N_("Findings")}


@dataclass(frozen=True, slots=True, eq=False)
class Shading:
    """Value of every region (NaN unknown) in `unit`, the edges of the classes, the class of each region, their colours.

    `shaded` are the regions that hold no others; `title` says what the values are.
    """

    title: Text
    unit: str
    values: Numbers
    edges: Numbers
    classes: Integers
    colours: tuple[str, ...]
    shaded: Flags

    @property
    def unknown(self) -> int:
        """How many shaded regions have no value."""
        return int((self.shaded & np.isnan(self.values)).sum())

    def count(self, place: int) -> int:
        """How many regions stand in a class."""
        return int((self.shaded & (self.classes == place)).sum())


def region_shading(snapshot: Snapshot, findings: Sequence[Finding], style: Style, colours: Palette) -> Shading | None:
    """The shading of the regions of a snapshot narrowed to a year, None where nothing is asked."""
    if not style.shade:
        return None
    regions = snapshot.region
    drawn = np.array([blob is not None for blob in regions.outline], dtype=np.bool_)
    holding = np.isin(np.arange(len(regions)), regions.parent[drawn])
    shaded = drawn & ~holding
    values, unit = _values(snapshot, findings, style.shade, shaded)
    if style.per_area:
        values = values / region_areas(snapshot)
    values = np.where(shaded, values, np.nan)
    edges = class_edges(values, style.classes, style.breaks)
    strengths = np.linspace(_FIRST, _LAST, max(len(edges) - 1, 1))
    shades = tuple(blend(colours.ramp, colours.paper, float(share)) for share in strengths)
    return Shading(shade_title(style), unit, values, edges, class_of(values, edges), shades, shaded)


def shade_title(style: Style) -> Text:
    """What the shading tells."""
    item = style.shade.removeprefix(STATISTIC)
    named = Text(COUNTED[item]) if item in COUNTED else item_title(item)
    return Text("{title} per km²", {"title": named}) if style.per_area else named


def item_title(item: str) -> Text:
    """The title of a statistic item; one that the table does not know is called as it was entered."""
    known = {row["id"]: row["title_en"] for row in table("tables/items.csv")}
    return Text(known[item]) if item in known else Text("{name}", {"name": item})


def shadable(snapshot: Snapshot) -> list[str]:
    """What the regions of a snapshot of a year can be shaded by."""
    items = sorted(set(snapshot.statistic.item.tolist()))
    return [*COUNTED, *(STATISTIC + item for item in items)]


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
    return _statistics(snapshot, shade.removeprefix(STATISTIC), members, values)


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
