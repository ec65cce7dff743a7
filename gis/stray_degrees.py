"""Rows that hold degrees in a table of metres: taken as degrees where they lie in a region, else refused."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj

from core.columns import Flags
from core.sheet_marks import REJECTED, Mark
from core.sheets import Sheet
from core.text import Text
from gis.coordinate_columns import Found, data_rows, listed_rows
from gis.coordinates import Points, System
from gis.guessing import within_any

_LARGEST = 180.0  # metres of a national grid are never so small within China
NOT_IN_SYSTEM = Text("the coordinates cannot lie in the coordinate system that the table is read in; correct them")


def stray_degrees(points: Points, sheet: Sheet, system: System) -> Flags:
    """Which rows of points (n, 2) are degrees while others are metres of the system; none where all of them are."""
    small: Flags = np.asarray((np.abs(np.nan_to_num(points, nan=np.inf)) <= _LARGEST).all(axis=1), dtype=np.bool_)
    known = np.isfinite(points).all(axis=1) & data_rows(sheet)
    if not pyproj.CRS.from_epsg(system.epsg).is_projected or small[known].all():
        return np.zeros(len(points), dtype=np.bool_)
    return small


def degrees_within(points: Points, outlines: Sequence[Any]) -> Points:
    """Points (n, 2) as longitude and latitude in whichever order they lie in a region; NaN where they lie in none."""
    found = np.full(points.shape, np.nan)
    for told in (points[:, ::-1], points):  # the order of the columns goes before the other
        inside = within_any(told, outlines)
        found[inside] = told[inside]
    return found


def told_degrees(taken: Flags, sheet: Sheet, system: System) -> list[Text]:
    """Which rows were taken as degrees, nothing where none was."""
    if not taken.any():
        return []
    told = {"n": int(taken.sum()), "rows": listed_rows(taken, sheet), "system": system.title}
    return [
        Text(
            "{n} row holds degrees and no metres of {system}; it lies in a region and was taken so: row {rows}.",
            told,
            plural="{n} rows hold degrees and no metres of {system}; they lie in regions and were taken so: rows "
            "{rows}.",
        )
    ]


def refused_rows(lost: Flags, stray: Flags, found: Found, sheet: Sheet, system: System) -> list[Mark]:
    """Marks of the rows whose coordinates have no place, so that none of them is taken for degrees."""
    reason = Text(
        "these are degrees and no metres of {system}, and they lie in no region of the project; correct the row, or "
        "import it by itself",
        {"system": system.title},
    )
    column = sheet.columns[found.lon]
    return [
        Mark(number, REJECTED, column, f"{x:.10g}, {y:.10g}", reason if is_stray else NOT_IN_SYSTEM)
        for (number, _), (x, y), is_lost, is_stray in zip(sheet.rows, found.points, lost, stray, strict=True)
        if is_lost
    ]
