"""Geometries in cells of a table: WKB, WKT, EWKT with its SRID, GeoJSON, or two numbers with a comma between."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import GEOSException

from core.cells import Cell
from core.names import tidy
from core.outlines import UNREADABLE
from gis.angles import coordinate_of

_SRID = re.compile(r"SRID\s*=\s*(\d+)\s*;\s*(.*)", re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(r"([^,\uff0c;]+)\s*[,\uff0c;]\s*([^,\uff0c;]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell holds: a shapely geometry in two dimensions or None, the SRID that it states or 0, and the cell."""

    shape: Any
    srid: int
    cell: Cell


def read_shapes(cells: Iterable[Cell]) -> Iterator[Entry]:
    """The geometry of each cell; a cell that is none keeps its text for the import to refuse."""
    for cell in cells:
        try:
            shape, srid = _shape(cell)
        except (GEOSException, ValueError):
            shape, srid = None, 0
        yield Entry(shapely.force_2d(shape) if shape is not None else None, srid, cell)


def _shape(cell: Cell) -> tuple[Any, int]:
    if isinstance(cell, bytes):
        return shapely.from_wkb(cell), 0
    if not isinstance(cell, str) or not tidy(cell) or cell == UNREADABLE:
        return None, 0
    text = tidy(cell)
    stated = _SRID.fullmatch(text)
    srid, text = (int(stated[1]), stated[2]) if stated else (0, text)
    if text.startswith("{"):
        return shapely.from_geojson(text), srid
    if pair := _PAIR.fullmatch(text):
        return shapely.Point(coordinate_of(pair[1]), coordinate_of(pair[2])), srid
    return shapely.from_wkt(text), srid
