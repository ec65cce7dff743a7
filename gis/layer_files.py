"""Actors, regions and links as map layers, written by GDAL in a process of its own, then read again and compared.

GeoPackage and GeoJSON keep everything. Shapefile, KML and DXF do not; what they lose is told.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from core import worker
from core.cells import Cell
from core.errors import UserError
from core.export_rows import ExportTable, export_rows
from core.exported import ENDINGS, Exported, other_ending, write_table
from core.geopackage import wkb_of_blob
from core.snapshot import Snapshot
from core.table_columns import heading
from core.text import Text
from core.written_files import unwritable, whole_parts
from gis.drawing_files import DRAWING, write_drawing
from gis.geofiles import ENVIRONMENT
from gis.layer_losses import losses, short_names

SHAPEFILE = "ESRI Shapefile"
DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".shp": SHAPEFILE, ".kml": "LIBKML"}
PARTS = (".dbf", ".shx", ".prj", ".cpg")  # what a Shapefile has beside it
_LONGEST_NAME = 10  # bytes of a column's name in a Shapefile
_NAMES = {"actors": "name", "regions": "name", "flows": "commodity"}  # what a drawing writes beside a shape
SHAPES = {"actors": "Point", "regions": "MultiPolygon", "flows": "LineString"}
_IN_SHAPE = ("lon", "lat", "geometry")  # what the shape of a row says already


def export_endings(kind: str) -> tuple[str, ...]:
    """The endings of the files that a kind of table can be written to."""
    return (*ENDINGS, *((*DRIVERS, DRAWING) if kind in SHAPES else ()))


def export_file(
    snapshot: Snapshot,
    kind: str,
    path: Path,
    language: str,
    srs: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write a kind of table to a file by its ending: a table (.xlsx, .csv) or, with shapes in EPSG `srs`, a layer."""
    ending = path.suffix.lower()
    if ending in (*DRIVERS, DRAWING) and kind in SHAPES:
        return write_layer(snapshot, kind, path, language, srs, cancelled)
    if ending in DRIVERS or ending not in ENDINGS:
        raise other_ending(path, export_endings(kind))
    return write_table(snapshot, kind, path, language, cancelled)


def write_layer(
    snapshot: Snapshot,
    kind: str,
    path: Path,
    language: str,
    srs: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write actors as points, regions as areas or links as lines; rows without a shape are kept and counted."""
    if path.suffix.lower() == ".gpkg" and path.is_file():  # it could be a project, and more than this layer
        raise taken(path)
    table = export_rows(snapshot, kind, language)
    shapes = [_SHAPE_OF[kind](snapshot, row) for row in _rows_in(snapshot, table)]
    columns = _fields(table, language)
    if path.suffix.lower() == DRAWING:
        named_by = heading(kind, _NAMES[kind], language)
        told = write_drawing(path, kind, shapes, columns, named_by, cancelled)
        kept = sum(shape is not None for shape in shapes)
        return Exported(path, kind, kept, table.withheld, (*table.remarks, *_shapeless(shapes, kept=False), *told))
    told = _written(path, kind, shapes, columns, srs, cancelled)
    return Exported(path, kind, len(table.rows), table.withheld, (*table.remarks, *_shapeless(shapes), *told))


def _written(
    path: Path,
    kind: str,
    shapes: list[bytes | None],
    columns: dict[str, list[Cell]],
    srs: int,
    cancelled: Callable[[], bool],
) -> list[Text]:
    """Write the layer and read it again; what the file does not keep."""
    driver = DRIVERS[path.suffix.lower()]
    longest = _LONGEST_NAME if driver == SHAPEFILE else None
    names = short_names(list(columns), longest) if longest else {column: column for column in columns}
    named = {names[column]: cells for column, cells in columns.items()}
    with whole_parts(path, PARTS if driver == SHAPEFILE else (), cancelled) as waiting:
        layer = waiting.stem if driver == SHAPEFILE else kind  # its only layer has the name of the file
        task = (waiting, driver, layer, SHAPES[kind], shapes, named, srs)
        try:
            count, found = worker.run(
                "gis.layer_writer", "write_and_read", task, file=waiting, environment=ENVIRONMENT, cancelled=cancelled
            )
        except UserError as problem:
            raise _unwritten(path, cancelled()) from problem
        if count != len(shapes):
            raise unwritable(path)
    return losses(columns, names, found)


def _rows_in(snapshot: Snapshot, table: ExportTable) -> list[int]:
    """The rows of the whole snapshot that the rows of an export come from; a withheld one is not among them."""
    name = {"actors": "actor", "regions": "region", "flows": "flow"}[table.kind]
    open_ids = getattr(snapshot.without_aggregates(), name).id
    found: list[int] = np.searchsorted(getattr(snapshot, name).id, open_ids[list(table.places)]).tolist()
    return found


def _fields(table: ExportTable, language: str) -> dict[str, list[Cell]]:
    """The columns of a layer by their headings."""
    return {
        heading(table.kind, column, language): [row[place] for row in table.rows]
        for place, column in enumerate(table.columns)
        if column not in _IN_SHAPE
    }


def _point(snapshot: Snapshot, row: int) -> bytes | None:
    return _wkb(1, [snapshot.actor.point[row]])


def _area(snapshot: Snapshot, row: int) -> bytes | None:
    outline = snapshot.region.outline[row]
    return None if outline is None else wkb_of_blob(outline)


def _line(snapshot: Snapshot, row: int) -> bytes | None:
    """From the sender's point to the receiver's, None where one of them has none or lies outside."""
    ends = (int(snapshot.flow.sender[row]), int(snapshot.flow.receiver[row]))
    return _wkb(2, [snapshot.actor.point[end] for end in ends]) if min(ends) >= 0 else None


def _wkb(kind: int, positions: list[np.ndarray[tuple[int], np.dtype[np.float64]]]) -> bytes | None:
    """Little-endian WKB of a point (1) or line (2), None where a position is unknown."""
    corners = np.array(positions, dtype="<f8")
    if np.isnan(corners).any():
        return None
    count = len(positions).to_bytes(4, "little") if kind > 1 else b""
    return b"\x01" + kind.to_bytes(4, "little") + count + corners.tobytes()


_SHAPE_OF: dict[str, Callable[[Snapshot, int], bytes | None]] = {"actors": _point, "regions": _area, "flows": _line}


def _shapeless(shapes: list[bytes | None], *, kept: bool = True) -> list[Text]:
    """How many rows have no shape; a drawing has no place for them."""
    missing = sum(shape is None for shape in shapes)
    if not missing:
        return []
    if not kept:
        return [
            Text(
                "{n} row is not in the drawing: its place, or one end of its link, is not known or lies outside.",
                {"n": missing},
                plural="{n} rows are not in the drawing: their place, or one end of their link, is not known or "
                "lies outside.",
            )
        ]
    return [
        Text(
            "{n} row has no shape: its place, or one end of its link, is not known or lies outside.",
            {"n": missing},
            plural="{n} rows have no shape: their place, or one end of their link, is not known or lies outside.",
        )
    ]


def taken(path: Path) -> UserError:
    """A GeoPackage that is there already: it could be a project, and more than what would be written."""
    return UserError(
        Text("{file} is there already and may hold other layers or a project, so it was left.", {"file": path.name}),
        Text("Name another file."),
        file=str(path),
    )


def _unwritten(path: Path, stopped: bool) -> UserError:
    if stopped:
        return UserError(Text("Writing {file} was stopped; no file was written.", {"file": path.name}), file=str(path))
    return unwritable(path)
