"""The cells of a table with their coordinates in degrees, and what was entered beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from core.cells import Cell, as_shown
from core.columns import Flags
from core.outlines import ELSEWHERE
from core.sheets import Sheet
from core.text import Text
from gis.angles import coordinate_of
from gis.coordinate_cells import Entry
from gis.coordinate_columns import (
    AREA,
    DATUM,
    ENTERED,
    NO_DATA,
    Found,
    data_rows,
    inner_points,
    is_shape,
    listed_rows,
    system_of,
)
from gis.coordinates import PLAIN, WGS84, Points, System, place
from gis.geofile_shapes import Shapes, areas_km2, geometry_cells, with_points
from gis.stray_degrees import degrees_within, refused_rows, stray_degrees, told_degrees


def converted(
    sheet: Sheet,
    found: Found,
    system: System,
    overrides: bool,
    srs: int,
    remarks: list[Text],
    outlines: Sequence[Any] = (),
) -> tuple[Sheet, Points]:
    """The table with its coordinates in degrees, and the points of its rows.

    Rows without a place in the system are marked, so that an import refuses them; degrees among metres are taken where
    they lie within one of the `outlines`.
    """
    if found.shape >= 0:
        return _converted_shapes(sheet, found, system, overrides, srs, remarks)
    stray = stray_degrees(found.points, sheet, system)
    placed, told = place(np.where(stray[:, None], np.nan, found.points), system, srs)
    placed[stray] = degrees_within(found.points[stray], outlines)
    remarks += told
    lost: Flags = np.asarray(np.isfinite(found.points).all(axis=1) & np.isnan(placed).any(axis=1)) & data_rows(sheet)
    if lost.any():
        remarks.append(_told_lost(lost, sheet, system))
    remarks += told_degrees(stray & ~lost, sheet, system)
    sheet = replace(sheet, marks=(*sheet.marks, *refused_rows(lost, stray, found, sheet, system)))
    return _with_degrees(sheet, found, placed, stray, system), placed


def _with_degrees(sheet: Sheet, found: Found, placed: Points, stray: Flags, system: System) -> Sheet:
    """The table with longitude and latitude in place of what was entered, and that beside them."""
    plain = system.name in PLAIN
    rows = []
    datums = np.where(stray, WGS84.name, system.name).tolist()
    for (number, cells), point, entered, datum in zip(sheet.rows, placed, found.points, datums, strict=True):
        new = list(cells)
        if not np.isnan(point).any():
            for position, value in zip((found.lon, found.lat), point, strict=True):
                keep = plain and isinstance(cells[position], int | float)
                new[position] = cells[position] if keep else float(value)
        elif np.isnan(entered).all() and _is_mark(cells[found.lon]):
            new[found.lon] = new[found.lat] = None
        text = f"{as_shown(cells[found.lon])}, {as_shown(cells[found.lat])}" if not np.isnan(point).any() else None
        rows.append((number, _beside(new, len(sheet.columns), text, datum if text else None)))
    columns = list(sheet.columns)
    if not plain:
        columns[found.lon], columns[found.lat] = "lon", "lat"
    return replace(sheet, columns=(*columns, ENTERED, DATUM), rows=tuple(rows))


def _is_mark(cell: Cell) -> bool:
    return coordinate_of(cell) in NO_DATA


def _beside(cells: list[Cell], width: int, entered: str | None, datum: str | None) -> tuple[Cell, ...]:
    """The cells with two more behind the last column; what stands beyond it stays for the import to refuse."""
    return (*cells[:width], entered, datum, *cells[width:])


def _converted_shapes(
    sheet: Sheet, found: Found, system: System, overrides: bool, srs: int, remarks: list[Text]
) -> tuple[Sheet, Points]:
    moved = _moved(found, system, overrides, srs, remarks)
    lost: Flags = np.array([cell.cell == ELSEWHERE for cell in moved], dtype=bool)
    if lost.any():
        remarks.append(_told_lost(lost, sheet, system))
    kept: list[tuple[int, tuple[Cell, ...], tuple[str | None, str | None]]] = []
    for (number, cells), entry, cell in zip(sheet.rows, found.entries, moved, strict=True):
        new = [*cells[: found.shape], cell.cell, *cells[found.shape + 1 :]]
        is_point = is_shape(entry) and entry.shape.geom_type == "Point" and cell.datum
        told = (_entered(entry, cells[found.shape]), cell.datum) if is_point else (None, None)
        kept.append((number, tuple(new), told))
    points = np.array([cell.point for cell in moved], dtype=np.float64).reshape(-1, 2)
    if ENTERED in sheet.columns:  # a map file was brought here by its reader, which kept what was entered
        return sheet, points
    if not any(datum for _, _, (_, datum) in kept):  # outlines have no point to keep
        rows = [(number, cells) for number, cells, _ in kept]
        return _with_areas(replace(sheet, rows=tuple(rows)), moved), points
    rows = [(number, _beside(list(cells), len(sheet.columns), *told)) for number, cells, told in kept]
    converted_sheet = replace(sheet, columns=(*sheet.columns, ENTERED, DATUM), rows=tuple(rows))
    return _with_areas(converted_sheet, moved), points


def _with_areas(sheet: Sheet, moved: Sequence["Moved"]) -> Sheet:
    """The table with the areas of its outlines, where it tells none."""
    areas = areas_km2(np.array([cell.shape for cell in moved] + [None], dtype=object)[:-1])
    if AREA in sheet.columns or not any(areas):
        return sheet
    width = len(sheet.columns)
    rows = [
        (number, (*cells[:width], area, *cells[width:]))
        for (number, cells), area in zip(sheet.rows, areas, strict=True)
    ]
    return replace(sheet, columns=(*sheet.columns, AREA), rows=tuple(rows))


def _entered(entry: Entry, cell: Cell) -> str:
    return as_shown(cell) if isinstance(cell, str) else f"{entry.shape.x!r}, {entry.shape.y!r}"


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell after its shape was brought to degrees: the shape or None, a point in it or NaN, the system's name."""

    cell: Cell
    shape: Any = None
    point: tuple[float, float] = (math.nan, math.nan)
    datum: str = ""


def _moved(found: Found, system: System, overrides: bool, srs: int, remarks: list[Text]) -> list[Moved]:
    """The cells by row; all shapes of one system are brought to degrees in one go."""
    systems = [_system_of(entry, system, overrides) for entry in found.entries]
    moved = [Moved(entry.cell) for entry in found.entries]
    for each in dict.fromkeys(systems):
        rows = [row for row, one in enumerate(systems) if one == each and is_shape(found.entries[row])]
        if each is None or not rows:
            continue
        shapes = np.array([found.entries[row].shape for row in rows] + [None], dtype=object)[:-1]
        points = shapely.get_coordinates(shapes)
        placed, told = place(points, each, srs)
        remarks += told
        cells = _moved_cells(with_points(shapes, points, placed), each)
        for row, cell in zip(rows, cells, strict=True):
            kept = each.name in PLAIN and isinstance(found.entries[row].cell, bytes)
            moved[row] = replace(cell, cell=found.entries[row].cell) if kept and cell.datum else cell
    return [
        Moved(ELSEWHERE) if each is None and is_shape(entry) else cell
        for cell, each, entry in zip(moved, systems, found.entries, strict=True)
    ]


def _system_of(entry: Entry, system: System, overrides: bool) -> System | None:
    """The system of one cell, None for one that nobody knows."""
    return system if overrides or not entry.srid else system_of(entry.srid)


def _moved_cells(shapes: Shapes, system: System) -> list[Moved]:
    """Cells of shapes in degrees; those that lost a point on the way cannot lie in the system."""
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    gone = np.isin(np.arange(len(shapes)), owners[~np.isfinite(coordinates).all(axis=1)])
    kept = shapes.copy()
    kept[gone] = None
    cells, inner = geometry_cells(kept, [""] * len(kept), []), inner_points(kept)
    return [
        Moved(ELSEWHERE) if lost else Moved(cell, shape, (point[0], point[1]), system.name)
        for lost, cell, shape, point in zip(gone, cells, shapes, inner.tolist(), strict=True)
    ]


def _told_lost(lost: Flags, sheet: Sheet, system: System) -> Text:
    told = {"n": int(lost.sum()), "rows": listed_rows(lost, sheet), "system": system.title}
    return Text(
        "The coordinates of {n} row cannot lie in {system}: row {rows}.",
        told,
        plural="The coordinates of {n} rows cannot lie in {system}: rows {rows}.",
    )
