"""Actors, regions and links as map layers: GeoPackage or GeoJSON, written by GDAL in a process of its own.

Shapefile is not offered: its names end at 10 letters, its texts at 254 and it knows no empty number.
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
from core.written_files import unwritable, whole_file
from gis.geofiles import ENVIRONMENT

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON"}
SHAPES = {"actors": "Point", "regions": "MultiPolygon", "flows": "LineString"}
_IN_SHAPE = ("lon", "lat", "geometry")  # what the shape of a row says already


def export_endings(kind: str) -> tuple[str, ...]:
    """The endings of the files that a kind of table can be written to."""
    return (*ENDINGS, *(DRIVERS if kind in SHAPES else ()))


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
    if ending in DRIVERS and kind in SHAPES:
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
    with whole_file(path, cancelled) as waiting:
        task = (waiting, DRIVERS[path.suffix.lower()], kind, SHAPES[kind], shapes, _fields(table, language), srs)
        try:
            written = worker.run(
                "gis.layer_writer", "write_layer", task, file=waiting, environment=ENVIRONMENT, cancelled=cancelled
            )
        except UserError as problem:
            raise _unwritten(path, cancelled()) from problem
        if written != len(table.rows):
            raise unwritable(path)
    return Exported(path, kind, written, table.withheld, (*table.remarks, *_shapeless(shapes)))


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


def _shapeless(shapes: list[bytes | None]) -> list[Text]:
    missing = sum(shape is None for shape in shapes)
    if not missing:
        return []
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
