"""Geometries in cells of a table: WKB, WKT, EWKT with its SRID, GeoJSON, or two numbers with a comma between."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from core.cells import Cell
from core.names import tidy
from gis.angles import coordinate_of

_SRID = re.compile(r"SRID\s*=\s*(\d+)\s*;\s*(.*)", re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(r"([^,\uff0c;]+)\s*[,\uff0c;]\s*([^,\uff0c;]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell holds: a shapely geometry in two dimensions or None, the SRID that it states or 0, and the cell."""

    shape: Any
    srid: int
    cell: Cell


def read_shapes(cells: Sequence[Cell]) -> list[Entry]:
    """The geometry of each cell; a cell that is none keeps its text for the import to refuse."""
    told = [_split(cell) for cell in cells]
    shapes = np.full(len(told), None, dtype=object)
    for kind, read in _READERS.items():
        rows = [row for row, (each, _, _) in enumerate(told) if each == kind]
        if rows:
            shapes[rows] = read([told[row][2] for row in rows])
    flat = shapely.force_2d(shapes)
    return [Entry(shape, srid, cell) for shape, (_, srid, _), cell in zip(flat, told, cells, strict=True)]


def _split(cell: Cell) -> tuple[str, int, Any]:
    """How a cell writes its geometry, "" for none, the SRID that it states or 0, and what is to be read."""
    if isinstance(cell, bytes):
        return "wkb", 0, cell
    if not isinstance(cell, str) or not (text := tidy(cell)):
        return "", 0, None
    stated = _SRID.fullmatch(text)
    srid, text = (int(stated[1]), stated[2]) if stated else (0, text)
    if text.startswith("{"):
        return "json", srid, text
    if pair := _PAIR.fullmatch(text):
        return "pair", srid, (coordinate_of(pair[1]), coordinate_of(pair[2]))
    return "wkt", srid, text


_READERS: dict[str, Callable[[list[Any]], Any]] = {
    "wkb": lambda blobs: shapely.from_wkb(blobs, on_invalid="ignore"),
    "wkt": lambda texts: shapely.from_wkt(texts, on_invalid="ignore"),
    "json": lambda texts: shapely.from_geojson(texts, on_invalid="ignore"),
    "pair": shapely.points,
}
