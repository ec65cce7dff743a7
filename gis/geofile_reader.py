"""What the worker process does with a map file: one GDAL driver, one layer, coordinates of the project."""

import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from core.cells import Cell
from core.errors import UserError
from core.sheets import Sheet, empty_table, hash_file, make_sheet
from core.text import Text

Shapes = npt.NDArray[np.object_]
GEOMETRY, AREA = "geometry", "area km2"
SAME_AREA = 1e-3  # a repair that changes the area by more would be another outline
# Chinese systems before CGCS2000: their shift is not public, so that PROJ takes the coordinates as they are.
_OLD_SYSTEMS = {4214: "Beijing 1954", 4610: "Xian 1980", 4555: "New Beijing"}


def read_layer(path: Path, driver: str, layer: str, srs: int, encoding: str) -> Sheet:
    """A layer as a table, see `gis.geofiles.load_layer`; a GeoPackage is read from a copy, since SQLite writes."""
    allow_only(driver)
    with tempfile.TemporaryDirectory() as folder:
        source = path
        if driver == "GPKG":
            source = Path(folder, "layer.gpkg")
            shutil.copyfile(path, source)
        try:
            name, others = _choose(source, path, layer)
            meta, _, wkb, fields = pyogrio.raw.read(source, layer=name, encoding=encoding or None)
        except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError) as cause:
            raise unreadable(path) from cause
    remarks = [Text("Not read: the layers {layers}.", {"layers": ", ".join(others)})] if others else []
    columns = {str(title): values for title, values in zip(meta["fields"], fields, strict=True)}
    shapes = _shapes(wkb, len(fields[0]) if len(fields) else 0)
    lacking = shapely.is_missing(shapes) & np.array([blob is not None for blob in _blobs(wkb, len(shapes))], dtype=bool)
    shapes = to_project(shapes, meta["crs"], srs, path, remarks)
    cells = _geometry_cells(shapes, lacking, remarks)
    records = _records(columns, cells, _areas(shapes))
    if len(shapes) == 0:
        raise empty_table(path.name, name)
    return make_sheet(path.name, name, records, hash_file(path), remarks)


def allow_only(driver: str) -> list[str]:
    """Deregister every GDAL driver but one, so that a file is never opened as what its bytes happen to look like.

    Returns the drivers that are left.
    """
    others = [name for name in pyogrio.list_drivers() if name != driver]
    pyogrio.set_gdal_config_options({"GDAL_SKIP": ",".join(others)})
    pyogrio._ogr._register_drivers()
    return list(pyogrio.list_drivers())


def _choose(source: Path, path: Path, layer: str) -> tuple[str, list[str]]:
    """The layer to read and the names of the others."""
    names = [str(name) for name, _ in pyogrio.list_layers(source)]
    if layer and layer not in names:
        raise UserError(
            Text("{file} has no layer {layer}.", {"file": path.name, "layer": layer}),
            Text("Its layers are: {layers}.", {"layers": ", ".join(names)}),
            file=str(path),
            sheet=layer,
        )
    if not names:
        raise empty_table(path.name)
    chosen = layer or next((name for name in names if pyogrio.read_info(source, layer=name)["features"]), names[0])
    return chosen, [] if layer else [name for name in names if name != chosen]


def _blobs(wkb: Shapes | None, count: int) -> Iterable[bytes | None]:
    return [None] * count if wkb is None else wkb


def _shapes(wkb: Shapes | None, count: int) -> Shapes:
    """Geometries in two dimensions, None where there is none or where its bytes cannot be read."""
    if wkb is None:
        return np.full(count, None, dtype=object)
    shapes: Shapes = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    return shapes


def to_project(shapes: Shapes, crs: str | None, srs: int, path: Path, remarks: list[Text]) -> Shapes:
    """Geometries in longitude and latitude of the project's system; UserError where nobody says what theirs is."""
    bounds = shapely.total_bounds(shapes)
    if np.isnan(bounds).all():
        return shapes
    if crs is None:
        if not (np.abs(bounds) <= (180, 90, 180, 90)).all():
            raise without_system(path)
        remarks.append(Text("No coordinate system is stated; the coordinates were read as longitude and latitude."))
        return shapes
    system = pyproj.CRS.from_user_input(crs)
    old = _OLD_SYSTEMS.get(system.geodetic_crs.to_epsg() or 0) if system.geodetic_crs else None
    if old:
        told = {"system": old}
        remarks.append(Text("{system} has no public shift to CGCS2000; the places may be 50-150 m off.", told))
    transformer = pyproj.Transformer.from_crs(system, srs, always_xy=True)

    def move(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    moved: Shapes = shapely.transform(shapes, move)
    return moved


def _geometry_cells(shapes: Shapes, lacking: npt.NDArray[np.bool_], remarks: list[Text]) -> list[Cell]:
    """WKB per row, or a word on what is wrong with the shape, which the import then refuses with its row."""
    cells: list[Cell] = []
    repaired = Counter[str]()
    for shape, lost in zip(shapes, lacking, strict=True):
        if shape is None or shape.is_empty:
            cells.append("unreadable" if lost else None)
            continue
        sound = _sound(shape)
        repaired["n"] += sound is not shape and sound is not None
        cells.append(shapely.is_valid_reason(shape) if sound is None else _wkb(sound))
    if repaired["n"]:
        remarks.append(
            Text(
                "{n} outline crossed itself and was repaired; its area changed by less than 0.1 %.",
                {"n": repaired["n"]},
                plural="{n} outlines crossed themselves and were repaired; their areas changed by less than 0.1 %.",
            )
        )
    return cells


def _sound(shape: Any) -> Any:
    """The shape itself where it is valid, a repaired one of the same area, else None."""
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    if shape.is_valid:
        return shape
    mended = shapely.make_valid(shape)
    if mended.geom_type not in ("Polygon", "MultiPolygon") or not shape.area:
        return None
    return mended if abs(mended.area / shape.area - 1) < SAME_AREA else None


def _wkb(shape: Any) -> bytes:
    if shape.geom_type == "Polygon":
        shape = shapely.MultiPolygon([shape])
    elif shape.geom_type == "MultiPoint" and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    blob: bytes = shapely.to_wkb(shape, byte_order=1, output_dimension=2)
    return blob


def _areas(shapes: Shapes) -> list[float | None]:
    """Areas on the ellipsoid in km2, None for what is no area."""
    ellipsoid = pyproj.Geod(ellps="GRS80")
    areas: list[float | None] = []
    for shape in shapes:
        is_area = shape is not None and shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty
        size = abs(ellipsoid.geometry_area_perimeter(shape)[0]) / 1e6 if is_area else math.nan
        areas.append(size if math.isfinite(size) else None)
    return areas


def _records(
    columns: dict[str, npt.NDArray[Any]], cells: list[Cell], areas: list[float | None]
) -> list[tuple[int, list[Cell]]]:
    """Header and rows; the computed area stands first, so that one of unknown unit in the file is not taken for it."""
    sized = any(area is not None for area in areas)
    header: list[Cell] = [*([AREA] if sized else []), GEOMETRY, *columns]
    records: list[tuple[int, list[Cell]]] = [(0, header)]
    for row, (cell, area) in enumerate(zip(cells, areas, strict=True)):
        told = [_cell(values[row]) for values in columns.values()]
        records.append((row + 1, [*([area] if sized else []), cell, *told]))
    return records


def _cell(value: Any) -> Cell:
    if value is None or (isinstance(value, np.datetime64) and np.isnat(value)):
        return None
    if isinstance(value, np.datetime64):
        return str(value).removesuffix(".000").replace("T", " ").removesuffix(" 00:00:00")
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, bool):
        return str(plain).upper()
    if isinstance(plain, float) and math.isnan(plain):
        return None
    return plain if isinstance(plain, str | int | float | bytes) else str(plain)


def unreadable(path: Path) -> UserError:
    """A map file that GDAL cannot read."""
    return UserError(
        Text("{file} holds no layer that can be read.", {"file": path.name}),
        Text("Save the layer anew as GeoPackage, GeoJSON or Shapefile in the program that made it."),
        file=str(path),
    )


def without_system(path: Path) -> UserError:
    """Coordinates that are no degrees, and nobody says in which system they are."""
    return UserError(
        Text("{file} does not say its coordinate system.", {"file": path.name}),
        Text("Set the system in the program that made the layer (a Shapefile keeps it in its .prj file)."),
        file=str(path),
    )
