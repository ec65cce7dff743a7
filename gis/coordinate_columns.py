"""Where a table has its coordinates, and what the project knows of where they should lie."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.cells import as_shown
from core.columns import Flags
from core.errors import UserError
from core.headers import match_columns
from core.names import name_key
from core.sheets import Sheet
from core.snapshot import Snapshot, region_tree
from core.text import Text
from gis.angles import coordinate_of
from gis.coordinate_cells import Entry, read_shapes
from gis.coordinates import WGS84, Points, System, parse_system
from gis.region_shapes import outline

ENTERED, DATUM, AREA = "point entered", "point datum", "area km2"
NO_DATA = {-9999.0, -99999.0, -999.0, -9999999.0, 9999.0, 99999.0, 999999.0}
_LISTED = 10  # rows that a remark names


@dataclass(frozen=True, slots=True)
class Found:
    """The coordinates of a table as entered: `points` (n, 2) in the order of the columns, NaN for none.

    `lon` and `lat` are the positions of their columns, -1 where `shape` is the position of one column of geometries,
    whose `entries` give shape and system of each row; an area counts with a point inside it.
    """

    points: Points
    lon: int = -1
    lat: int = -1
    shape: int = -1
    entries: tuple[Entry, ...] = ()


def find_coordinates(sheet: Sheet) -> Found | None:
    """The coordinates that the columns of a table hold, None where no column is one of coordinates."""
    places = _places(sheet)
    if "lon" in places and "lat" in places:
        lon, lat = places["lon"], places["lat"]
        pairs = [(coordinate_of(cells[lon]), coordinate_of(cells[lat])) for _, cells in sheet.rows]
        points = np.array(pairs, dtype=np.float64).reshape(-1, 2)
        if np.isfinite(points).all(axis=1).any():
            return Found(points, lon=lon, lat=lat)
    if "geometry" in places:
        entries = tuple(read_shapes([cells[places["geometry"]] for _, cells in sheet.rows]))
        points = inner_points(np.array([entry.shape for entry in entries] + [None], dtype=object)[:-1])
        return Found(points, shape=places["geometry"], entries=entries)
    return None


def inner_points(shapes: npt.NDArray[np.object_]) -> Points:
    """A point (n, 2) in each shape, NaN where there is none or it has coordinates that are no numbers."""
    finite = np.isfinite(shapely.total_bounds(shapes)).all() if len(shapes) else True
    sound = [shape if finite or np.isfinite(shapely.get_coordinates(shape)).all() else None for shape in shapes]
    inner = shapely.point_on_surface(np.array([*sound, None], dtype=object)[:-1])
    return np.column_stack([shapely.get_x(inner), shapely.get_y(inner)]).astype(np.float64).reshape(-1, 2)


def is_shape(entry: Entry) -> bool:
    """Whether a cell holds a geometry with something in it."""
    return entry.shape is not None and not entry.shape.is_empty


def _places(sheet: Sheet) -> dict[str, int]:
    """Where the columns of actors stand, those of regions where it is no table of actors."""
    for kind in ("actors", "regions"):
        try:
            places = match_columns(sheet.columns, kind).places
        except UserError:
            continue
        if "geometry" in places or ("lon" in places and "lat" in places):
            return places
    return {}


def region_outlines(snapshot: Snapshot) -> list[Any]:
    """Outlines of the project's regions by row: a region without one has those of the regions below it, else None."""
    regions = snapshot.region
    own = [outline(blob) if blob is not None else None for blob in regions.outline]
    if not any(own):
        return []
    return [drawn or _below(row, own, snapshot) for row, drawn in enumerate(own)]


def _below(row: int, own: Sequence[Any], snapshot: Snapshot) -> Any:
    parts = [own[below] for below in region_tree(snapshot.region, row) if own[below] is not None]
    return shapely.union_all(parts) if parts else None


def own_regions(sheet: Sheet, snapshot: Snapshot) -> npt.NDArray[np.int64]:
    """The row of the region that each row of the table states, -1 for none."""
    regions = snapshot.region
    known = {name_key(str(name)): row for row, name in enumerate(regions.name)}
    known |= {str(code): row for row, code in enumerate(regions.code) if code}
    stated = _words(sheet, "region")
    return np.array([known.get(name_key(word), -1) for word in stated], dtype=np.int64)


def named_points(sheet: Sheet, snapshot: Snapshot) -> Points:
    """The points (n, 2) that the project knows for the firms of the table, by credit code or name; NaN for none."""
    actors = snapshot.actor
    placed = np.flatnonzero(np.isfinite(actors.point).all(axis=1))
    by_name = {name_key(str(actors.name[row])): row for row in placed}
    by_code = {str(actors.credit_code[row]): row for row in placed if actors.credit_code[row]}
    points = np.full((len(sheet.rows), 2), np.nan)
    for place_, (name, code) in enumerate(zip(_words(sheet, "name"), _words(sheet, "credit code"), strict=True)):
        row = by_code.get(code, by_name.get(name_key(name))) if name or code else None
        if row is not None:
            points[place_] = actors.point[row]
    return points


def _words(sheet: Sheet, column: str) -> list[str]:
    position = _places(sheet).get(column)
    return ["" if position is None else as_shown(cells[position]) for _, cells in sheet.rows]


def without_marks(found: Found, sheet: Sheet) -> tuple[Found, list[Text]]:
    """The coordinates without numbers that only say that there are none, such as -9999."""
    marks: Flags = np.asarray(np.isin(found.points, list(NO_DATA)).all(axis=1))
    if found.shape >= 0 or not marks.any():
        return found, []
    told = {
        "n": int(marks.sum()),
        "rows": listed_rows(marks, sheet),
        "value": as_shown(float(found.points[marks][0, 0])),
    }
    remark = Text(
        "{n} row gives {value} for its coordinates and was taken without: row {rows}.",
        told,
        plural="{n} rows give {value} for their coordinates and were taken without: rows {rows}.",
    )
    return replace(found, points=np.where(marks[:, None], np.nan, found.points)), [remark]


def without_entered(sheet: Sheet) -> Sheet:
    """A table without what an earlier reading noted as entered, for the coordinates to be read in another system."""
    gone = {place for place, column in enumerate(sheet.columns) if column in (ENTERED, DATUM)}
    rows = ((number, tuple(c for place, c in enumerate(cells) if place not in gone)) for number, cells in sheet.rows)
    columns = tuple(column for place, column in enumerate(sheet.columns) if place not in gone)
    return replace(sheet, columns=columns, rows=tuple(rows)) if gone else sheet


def data_rows(sheet: Sheet) -> Flags:
    """Which rows of a table are data: no totals, notes or examples."""
    marked = {mark.row for mark in sheet.marks}
    return np.array([number not in marked for number, _ in sheet.rows], dtype=bool)


def listed_rows(mask: Flags, sheet: Sheet) -> str:
    """The numbers of some rows for a remark, the first ten of many."""
    numbers = [str(sheet.rows[place][0]) for place in np.flatnonzero(mask)]
    return ", ".join(numbers[:_LISTED]) + (" ..." if len(numbers) > _LISTED else "")


def declared_system(found: Found, sheet: Sheet) -> System | None:
    """The system that most cells state themselves, or degrees where a map file stated its own; None where none does."""
    if (
        found.shape >= 0
        and {ENTERED, AREA} & set(sheet.columns)
        and any(isinstance(e.cell, bytes) for e in found.entries)
    ):
        return WGS84
    systems = [system for entry in found.entries if (system := system_of(entry.srid))]
    return max(dict.fromkeys(systems), key=systems.count) if systems else None


@cache
def system_of(srid: int) -> System | None:
    """The system of an SRID in a cell, None for 0 and for one that is not known."""
    try:
        return parse_system(str(srid)) if srid else None
    except UserError:
        return None
