"""What the worker process does to write a layer: one GDAL driver, one layer, then the count of what it holds."""

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio

from core.cells import Cell
from gis.geofile_reader import allow_only

Layer = tuple[str, str, list[bytes | None], dict[str, list[Cell]]]  # name, geometry, shapes (WKB), columns
_OPTIONS: dict[str, dict[str, str]] = {
    "GPKG": {},
    "GeoJSON": {"COORDINATE_PRECISION": "15"},
    "LIBKML": {},
    "ESRI Shapefile": {},
}


def write_layer(
    path: Path,
    driver: str,
    layer: str,
    geometry: str,
    shapes: list[bytes | None],
    columns: dict[str, list[Cell]],
    srs: int,
) -> int:
    """Write shapes (WKB or None) with their columns and return how many rows the file holds afterwards."""
    allow_only(driver)
    arrays = [_array(cells) for cells in columns.values()]
    blobs = np.empty(len(shapes), dtype=object)
    blobs[:] = shapes
    pyogrio.raw.write(
        path,
        blobs,
        [values for values, _ in arrays],
        list(columns),
        field_mask=[mask for _, mask in arrays],
        layer=layer,
        driver=driver,
        geometry_type=geometry,
        crs=f"EPSG:{srs}",
        encoding="UTF-8",
        **_OPTIONS[driver],
    )
    return int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])


def write_and_read(
    path: Path,
    driver: str,
    layer: str,
    geometry: str,
    shapes: list[bytes | None],
    columns: dict[str, list[Cell]],
    srs: int,
) -> tuple[int, dict[str, list[Cell]]]:
    """Write a layer and give back how many rows and which columns the file holds afterwards."""
    count = write_layer(path, driver, layer, geometry, shapes, columns, srs)
    info, _, _, fields = pyogrio.raw.read(path, read_geometry=False)
    found = {str(name): [_cell(value) for value in cells] for name, cells in zip(info["fields"], fields, strict=True)}
    return count, found


def _cell(value: Any) -> Cell:
    return None if value is None else value.item() if isinstance(value, np.generic) else str(value)


def write_layers(path: Path, driver: str, layers: list[Layer], srs: int) -> list[int]:
    """Write several layers into one file, from below to above, and return how many rows each holds afterwards."""
    return [write_layer(path, driver, name, kind, shapes, columns, srs) for name, kind, shapes, columns in layers]


def _array(cells: list[Cell]) -> tuple[Any, Any]:
    """A column of numbers or of texts, and where nothing stands."""
    empty = np.array([cell is None for cell in cells], dtype=bool)
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, int | float) for cell in known):
        whole = all(isinstance(cell, int) for cell in known)
        numbers = [0 if cell is None else cell for cell in cells]
        return np.array(numbers, dtype=np.int64 if whole else np.float64), empty
    texts = np.empty(len(cells), dtype=object)
    texts[:] = [None if cell is None else str(cell) for cell in cells]
    return texts, None
