"""The cells of a table with their coordinates in degrees, and what was entered beside them."""

from dataclasses import replace
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
from gis.coordinate_columns import NO_DATA, Found, is_shape, listed_rows
from gis.coordinates import PLAIN, Points, System, parse_system, place
from gis.geofile_shapes import as_wkb

ENTERED, DATUM = "point entered", "point datum"


def converted(
    sheet: Sheet, found: Found, system: System, overrides: bool, srs: int, remarks: list[Text]
) -> tuple[Sheet, Points]:
    """The table with its coordinates in degrees, and the points of its rows."""
    if found.shape >= 0:
        return _converted_shapes(sheet, found, system, overrides, srs, remarks)
    placed, told = place(found.points, system, srs)
    remarks += told
    lost: Flags = np.asarray(np.isfinite(found.points).all(axis=1) & np.isnan(placed).any(axis=1))
    if lost.any():
        remarks.append(_told_lost(lost, sheet, system))
    plain = system.name in PLAIN
    rows = []
    for (number, cells), point, entered in zip(sheet.rows, placed, found.points, strict=True):
        new = list(cells)
        if not np.isnan(point).any():
            for position, value in zip((found.lon, found.lat), point, strict=True):
                keep = plain and isinstance(cells[position], int | float)
                new[position] = cells[position] if keep else float(value)
        elif np.isnan(entered).all() and is_mark(cells[found.lon]):
            new[found.lon] = new[found.lat] = None
        text = f"{as_shown(cells[found.lon])}, {as_shown(cells[found.lat])}" if not np.isnan(point).any() else None
        rows.append((number, _beside(new, len(sheet.columns), text, system.name if text else None)))
    columns = list(sheet.columns)
    if not plain:
        columns[found.lon], columns[found.lat] = "lon", "lat"
    return replace(sheet, columns=(*columns, ENTERED, DATUM), rows=tuple(rows)), placed


def is_mark(cell: Cell) -> bool:
    return coordinate_of(cell) in NO_DATA


def _beside(cells: list[Cell], width: int, entered: str | None, datum: str | None) -> tuple[Cell, ...]:
    """The cells with two more behind the last column; what stands beyond it stays for the import to refuse."""
    return (*cells[:width], entered, datum, *cells[width:])


def _converted_shapes(
    sheet: Sheet, found: Found, system: System, overrides: bool, srs: int, remarks: list[Text]
) -> tuple[Sheet, Points]:
    rows = []
    points = np.full((len(sheet.rows), 2), np.nan)
    moved = _moved(found, system, overrides, srs, remarks)
    lost = np.array([cell == ELSEWHERE for cell, _, _ in moved], dtype=bool)
    if lost.any():
        remarks.append(_told_lost(lost, sheet, system))
    for place_, ((number, cells), (cell, point, name)) in enumerate(zip(sheet.rows, moved, strict=True)):
        entry = found.entries[place_]
        new = list(cells)
        new[found.shape] = cell
        is_point = is_shape(entry) and entry.shape.geom_type == "Point" and point is not None
        points[place_] = point if point is not None else np.nan
        text = _entered(entry, cells[found.shape]) if is_point else None
        rows.append((number, _beside(new, len(sheet.columns), text, name if is_point else None)))
    return replace(sheet, columns=(*sheet.columns, ENTERED, DATUM), rows=tuple(rows)), points


def _entered(entry: Entry, cell: Cell) -> str:
    return as_shown(cell) if isinstance(cell, str) else f"{entry.shape.x!r}, {entry.shape.y!r}"


def _moved(found: Found, system: System, overrides: bool, srs: int, remarks: list[Text]) -> list[tuple[Cell, Any, str]]:
    """By row: the cell, a point in the shape, and the name of the system; each system of the cells in one go."""
    systems = [
        system if overrides or not entry.srid or str(entry.srid) == str(system.epsg) else parse_system(str(entry.srid))
        for entry in found.entries
    ]
    moved: list[tuple[Cell, Any, str]] = [(entry.cell, None, "") for entry in found.entries]
    for each in dict.fromkeys(systems):
        rows = [row for row, one in enumerate(systems) if one == each and is_shape(found.entries[row])]
        if not rows:
            continue
        shapes = np.array([found.entries[row].shape for row in rows] + [None], dtype=object)[:-1]
        placed, told = place(shapely.get_coordinates(shapes), each, srs)
        remarks += told
        for row, shape in zip(rows, shapely.set_coordinates(shapes.copy(), placed), strict=True):
            gone = bool(np.isnan(shapely.get_coordinates(shape)).any())
            moved[row] = (ELSEWHERE, None, each.name) if gone else (as_wkb(shape), _inner(shape), each.name)
    return moved


def _told_lost(lost: Flags, sheet: Sheet, system: System) -> Text:
    told = {"n": int(lost.sum()), "rows": listed_rows(lost, sheet), "system": system.title}
    return Text(
        "The coordinates of {n} row cannot lie in {system}: row {rows}.",
        told,
        plural="The coordinates of {n} rows cannot lie in {system}: rows {rows}.",
    )


def _inner(shape: Any) -> tuple[float, float]:
    point = shape.representative_point()
    return point.x, point.y
