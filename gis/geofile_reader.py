"""What the worker process does with a map file: one GDAL driver, one layer, coordinates of the project."""

import math
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from core.outlines import ELSEWHERE, NOT_FINITE
from core.sheets import Sheet, hash_file, make_sheet
from core.text import Text
from gis.coordinate_columns import AREA, DATUM, ENTERED
from gis.coordinates import RAW, WGS84, System, approximate, old_datum, place, transformer_between
from gis.geofile_drawing import read_drawing
from gis.geofile_keys import told_doubles
from gis.geofile_markup import check_markup, unpack_map
from gis.geofile_shapes import (
    Shapes,
    areas_km2,
    flattened,
    geometry_cells,
    kinds_told,
    shapes_of,
    with_points,
)

Columns = dict[str, npt.NDArray[Any]]
GEOMETRY, FOLDER = "geometry", "folder"
_MARKUP = ("LIBKML", "GPX")
_CURVED = ("CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE", "CURVE", "SURFACE")
# How a KML is to be drawn, and what a GPX says twice: the points of tracks and routes.
_DRAWN = ("tessellate", "extrude", "visibility", "drawOrder", "altitudeMode", "icon")
PROJECT_LAYERS = {"actor", "flow_amount", "setting"}  # tables that a project of this program always has
_REPEATED = {"track_points": "tracks", "route_points": "routes"}


@dataclass(frozen=True, slots=True)
class Content:
    """What GDAL gives of one layer or several joined: `crs` as it says it, `words` on shapes that are none."""

    name: str
    crs: str | None
    columns: Columns
    shapes: Shapes
    words: list[str]


def read_layer(path: Path, driver: str, layer: str, srs: int, encoding: str, system: System | str = "") -> Sheet:
    """A layer as a table, see `gis.geofiles.load_layer`; read from a copy where reading could write or follow links."""
    allow_only(driver)
    remarks: list[Text] = []
    with tempfile.TemporaryDirectory() as folder:
        source = _source(path, driver, Path(folder), remarks)
        try:
            content = _content(source, path, driver, layer, encoding, remarks)
        except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError) as cause:
            raise unreadable(path) from cause
    if not len(content.shapes):
        raise without_rows(path)
    words = [word or _unfinished(shape) for word, shape in zip(content.words, content.shapes, strict=True)]
    shapes = flattened(content.shapes, remarks)
    columns = content.columns
    if driver == "DXF":
        shapes, columns = read_drawing(shapes, columns, remarks)
    columns = {**columns, **_entered(shapes, content.crs, system)}
    shapes = to_project(shapes, content.crs, srs, path, remarks, system)
    words = [word or (ELSEWHERE if _unfinished(shape) else "") for word, shape in zip(words, shapes, strict=True)]
    remarks += kinds_told(shapes)
    cells = geometry_cells(shapes, words, remarks, degrees=system != RAW)
    areas: list[float | None] = [None] * len(shapes) if system == RAW else areas_km2(shapes)
    sheet = make_sheet(path.name, content.name, _records(columns, cells, areas), hash_file(path), remarks)
    return replace(sheet, brought_from=system.name) if isinstance(system, System) else sheet


def _entered(shapes: Shapes, crs: str | None, system: System | str) -> Columns:
    """What was entered for points and in which system; none of it for coordinates that are handed on as they are."""
    points = [shape is not None and not shape.is_empty and shape.geom_type == "Point" for shape in shapes]
    if system == RAW or not any(points):
        return {}
    datum = system.name if isinstance(system, System) else _datum_of(crs)
    told = [f"{shape.x!r}, {shape.y!r}" if kept else None for shape, kept in zip(shapes, points, strict=True)]
    names = [datum if kept else None for kept in points]
    return {ENTERED: np.array(told, dtype=object), DATUM: np.array(names, dtype=object)}


def _datum_of(crs: str | None) -> str:
    """The system of a file as a command takes it, else by its name."""
    if crs is None:
        return WGS84.name
    told = pyproj.CRS.from_user_input(crs)
    code = told.to_epsg()
    return WGS84.name if code == WGS84.epsg else f"EPSG:{code}" if code else str(told.name)


def _unfinished(shape: Any) -> str:
    """A word where a coordinate of a shape is no finite number."""
    return "" if shape is None or np.isfinite(shapely.get_coordinates(shape)).all() else NOT_FINITE


def allow_only(driver: str) -> list[str]:
    """Deregister every GDAL driver but one, so that a file is never opened as what its bytes happen to look like.

    Returns the drivers that are left.
    """
    others = [name for name in pyogrio.list_drivers() if name != driver]
    pyogrio.set_gdal_config_options({"GDAL_SKIP": ",".join(others)})
    pyogrio._ogr._register_drivers()
    return list(pyogrio.list_drivers())


def _source(path: Path, driver: str, folder: Path, remarks: list[Text]) -> Path:
    """The file that GDAL opens."""
    source = path
    if driver == "GPKG":  # SQLite writes beside what it reads
        source = folder / "layer.gpkg"
        shutil.copyfile(path, source)
    elif path.suffix.lower() == ".kmz":
        source, told = unpack_map(path, folder)
        remarks += told
    if driver in _MARKUP:
        remarks += check_markup(source, path)
    if driver == "GeoJSON":
        remarks += told_doubles(source)
    return source


def _content(source: Path, path: Path, driver: str, layer: str, encoding: str, remarks: list[Text]) -> Content:
    names = _choose(source, path, layer, remarks, joined=driver == "LIBKML")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        parts = [_read(source, name, encoding) for name in names]
    if any("Measured" in str(warning.message) for warning in caught):
        remarks.append(Text("The measures (M) of the points were left out."))
    if driver == "GPKG" and _declares_curves(source, names):
        remarks.append(Text("Curves were turned into lines of short straight pieces."))
    content = _joined(parts) if len(parts) > 1 else parts[0]
    if driver in (*_MARKUP, "DXF"):
        dropped = _DRAWN if driver == "LIBKML" else ()
        kept = {title: v for title, v in content.columns.items() if title not in dropped and _says_something(v)}
        return Content(content.name, content.crs, kept, content.shapes, content.words)
    return content


def _declares_curves(source: Path, names: Sequence[str]) -> bool:
    """Whether one of the layers of a GeoPackage may hold curves; what GDAL hands over is straight already."""
    if not any(pyogrio.read_info(source, layer=name)["geometry_type"] for name in names):
        return False  # such a file may lack the table of geometries
    told = "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"
    _, _, _, (tables, kinds) = pyogrio.raw.read(source, sql=told, read_geometry=False)
    return any(table in names and kind in _CURVED for table, kind in zip(tables, kinds, strict=True))


def _says_something(values: npt.NDArray[Any]) -> bool:
    return any(_cell(value) not in (None, "") for value in values)


def _read(source: Path, name: str, encoding: str) -> Content:
    meta, _, wkb, fields = pyogrio.raw.read(source, layer=name, encoding=encoding or None)
    columns = {str(title): values for title, values in zip(meta["fields"], fields, strict=True)}
    count = len(fields[0]) if len(fields) else len(wkb) if wkb is not None else 0
    shapes, words = shapes_of([None] * count if wkb is None else wkb)
    return Content(name, meta["crs"], columns, shapes, words)


def _joined(parts: Sequence[Content]) -> Content:
    """Several layers below each other, with a column that says which one a row comes from."""
    titles = dict.fromkeys(title for part in parts for title in part.columns)
    rows = [len(part.shapes) for part in parts]
    columns: Columns = {FOLDER: np.repeat(np.array([part.name for part in parts], dtype=object), rows)}
    for title in titles:
        held = [part.columns.get(title, np.full(n, None)).astype(object) for part, n in zip(parts, rows, strict=True)]
        columns[title] = np.concatenate(held)
    words = [word for part in parts for word in part.words]
    return Content("", parts[0].crs, columns, np.concatenate([part.shapes for part in parts]), words)


def _choose(source: Path, path: Path, layer: str, remarks: list[Text], *, joined: bool) -> list[str]:
    """The layers to read; told are the others that hold rows."""
    names = [str(name) for name, _ in pyogrio.list_layers(source)]
    if layer and layer not in names:
        raise UserError(
            Text("{file} has no layer {layer}.", {"file": path.name, "layer": layer}),
            Text("Its layers are: {layers}.", {"layers": ", ".join(names)}),
            file=str(path),
            sheet=layer,
        )
    if not names:
        raise without_rows(path)
    if layer:
        return [layer]
    if set(names) >= PROJECT_LAYERS:
        raise another_project(path)
    filled = [name for name in names if pyogrio.read_info(source, layer=name, force_feature_count=True)["features"]]
    if joined and filled:
        return filled
    others = [name for name in filled[1:] if _REPEATED.get(name) not in filled]
    if others:
        remarks.append(Text("Not read: the layers {layers}.", {"layers": ", ".join(others)}))
    return filled[:1] or names[:1]


def another_project(path: Path) -> UserError:
    """A project of this program, of which a map's reading would take but one layer."""
    return UserError(
        Text("{file} is a project of this program and no map.", {"file": path.name}),
        Text(
            "Bring it in with merge (in the window Survey > Review what came back), which shows what differs before "
            "anything is written; or name the one layer that is wanted."
        ),
        file=str(path),
    )


def filled_layers(path: Path, driver: str) -> list[str]:
    """The layers of a map file that hold something."""
    allow_only(driver)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"layer{path.suffix}")
        shutil.copyfile(path, source)
        try:
            names = [str(name) for name, _ in pyogrio.list_layers(source)]
            return [name for name in names if pyogrio.read_info(source, layer=name)["features"]]
        except (DataLayerError, DataSourceError) as cause:
            raise unreadable(path) from cause


def to_project(
    shapes: Shapes, crs: str | None, srs: int, path: Path, remarks: list[Text], system: System | str = ""
) -> Shapes:
    """Geometries in longitude and latitude of the project's system; UserError where nobody says what theirs is.

    A `system` that was stated goes before that of the file.
    """
    bounds = shapely.total_bounds(shapes)
    if np.isnan(bounds).all() or (isinstance(system, str) and system):
        return shapes
    if isinstance(system, System):
        return _placed(shapes, system, srs, crs, remarks)
    if crs is None:
        if path.suffix.lower() == ".dxf" or not (np.abs(bounds) <= (180, 90, 180, 90)).all():
            raise without_system(path)
        remarks.append(Text("No coordinate system is stated; the coordinates were read as longitude and latitude."))
        return shapes
    told = pyproj.CRS.from_user_input(crs)
    if old := old_datum(told):
        remarks.append(approximate(old))
    there = transformer_between(told, srs)

    def move(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(there.transform(points[:, 0], points[:, 1]))

    moved: Shapes = shapely.transform(shapes, move)
    return moved


def _placed(shapes: Shapes, system: System, srs: int, crs: str | None, remarks: list[Text]) -> Shapes:
    """Shapes in a stated system; NaN where a point cannot lie in it."""
    if crs and pyproj.CRS.from_user_input(crs) != pyproj.CRS.from_epsg(system.epsg):
        told = {"stated": pyproj.CRS.from_user_input(crs).name, "system": system.title}
        remarks.append(Text("The file says {stated}; it was read as {system}, as you asked.", told))
    points = shapely.get_coordinates(shapes)
    if not len(points):
        return shapes
    moved, more = place(points, system, srs)
    remarks += more
    return with_points(shapes, points, moved)


def _records(columns: Columns, cells: list[Cell], areas: list[float | None]) -> list[tuple[int, list[Cell]]]:
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


def without_rows(path: Path) -> UserError:
    """A map file with nothing in it, or only links to other maps."""
    return UserError(
        Text("{file} holds no points, lines or areas.", {"file": path.name}),
        Text("Save the places themselves in the program that made it; links to other maps are not followed."),
        file=str(path),
    )


def without_system(path: Path) -> UserError:
    """Coordinates that are no degrees, and nobody says in which system they are."""
    return UserError(
        Text("{file} does not say its coordinate system.", {"file": path.name}),
        Text(
            "State it, such as EPSG:4528 or gcj02, or set it in the program that made the layer"
            " (a Shapefile keeps it in its .prj file)."
        ),
        file=str(path),
        code="no-system",
    )
