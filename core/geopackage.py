"""The GeoPackage container and its point blobs; no R-tree and no triggers in the live file."""

import sqlite3
import struct
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from core.paths import RESOURCES

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300  # GeoPackage 1.3; not ours: our schema version lives in the migrations table
SYSTEMS = {4490: "China Geodetic Coordinate System 2000", 4326: "WGS 84"}

_POINT_HEADER = struct.Struct("<2sBBi")  # magic, version, flags, srs id
_WKB_POINT = struct.Struct("<BI2d")
POINT_BYTES = 29


def point_blob(lon: float, lat: float, srs: int) -> bytes:
    """A GeoPackage point without envelope: 8 bytes of header, 21 bytes of little-endian WKB."""
    return _POINT_HEADER.pack(b"GP", 0, 1, srs) + _WKB_POINT.pack(1, 1, lon, lat)


def points_from_blobs(blobs: Sequence[bytes | None]) -> npt.NDArray[np.float64]:
    """Longitude and latitude of point blobs as an (n, 2) array, NaN where there is no blob."""
    points = np.full((len(blobs), 2), np.nan)
    present = [row for row, blob in enumerate(blobs) if blob is not None]
    joined = b"".join(blobs[row][13:POINT_BYTES] for row in present)  # type: ignore[index]
    points[present] = np.frombuffer(joined, dtype="<f8").reshape(-1, 2)
    return points


def polygon_blob(wkb: bytes, srs: int) -> bytes:
    """A GeoPackage geometry without envelope around little-endian WKB."""
    return _POINT_HEADER.pack(b"GP", 0, 1, srs) + wkb


def wkb_of_blob(blob: bytes) -> bytes:
    """The WKB inside a GeoPackage geometry, whatever envelope precedes it."""
    envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    return blob[8 + envelope :]


# Tables 1.3 of the standard OGC 12-128r17; `gpkg_extensions` is not needed without extensions.
_CONTAINER = """
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY NOT NULL, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
    table_name TEXT PRIMARY KEY NOT NULL, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
    srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT PRIMARY KEY NOT NULL REFERENCES gpkg_contents(table_name), column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id),
    z TINYINT NOT NULL, m TINYINT NOT NULL);
"""

# The lines of links, made from the point blobs of their ends: 8 bytes of header, then WKB of a line with two points.
# Links to outside or to an actor without coordinates are rows without a geometry, so that nothing vanishes. The first
# SELECT gives no row but each column its type: of one without a type GDAL before 3.7 does not know the system.
_FLOW_LINE = """
CREATE VIEW flow_line AS
SELECT flow.id AS OGC_FID, actor.geom AS geom, flow.uid AS uid, actor.name AS sender, actor.name AS receiver,
    commodity.name AS commodity, flow.kind AS kind, flow.since AS since, flow.until AS until, flow.status AS status
FROM flow, actor, commodity WHERE 0
UNION ALL SELECT flow.id AS OGC_FID,
    CAST(substr(a.geom, 1, 8) || x'010200000002000000' || substr(a.geom, 14, 16) || substr(b.geom, 14, 16) AS BLOB)
        AS geom,
    flow.uid AS uid, a.name AS sender, b.name AS receiver, commodity.name AS commodity, flow.kind AS kind,
    flow.since AS since, flow.until AS until, flow.status AS status
FROM flow JOIN commodity ON commodity.id = flow.commodity_id
LEFT JOIN actor a ON a.id = flow.sender_id LEFT JOIN actor b ON b.id = flow.receiver_id
"""


def create_container(connection: sqlite3.Connection, srs: int) -> None:
    """Make an empty database a GeoPackage with one coordinate system, EPSG `srs` (4490 or 4326)."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {USER_VERSION}")
    for statement in _CONTAINER.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    rows: list[tuple[str, int, str, int, str]] = [
        ("Undefined cartesian", -1, "NONE", -1, "undefined"),
        ("Undefined geographic", 0, "NONE", 0, "undefined"),
    ]
    for code in sorted({4326, srs}):
        rows.append((SYSTEMS[code], code, "EPSG", code, _definition(code)))
    connection.executemany(
        "INSERT INTO gpkg_spatial_ref_sys"
        "(srs_name, srs_id, organization, organization_coordsys_id, definition) VALUES (?, ?, ?, ?, ?)",
        rows,
    )


def _definition(code: int) -> str:
    return (RESOURCES / "srs" / f"{code}.wkt").read_text(encoding="utf-8").strip()


def create_flow_view(connection: sqlite3.Connection) -> None:
    """Create the view `flow_line`; other programs read it as a layer of lines, the id column first."""
    connection.execute(_FLOW_LINE)


def register_features(connection: sqlite3.Connection, table: str, column: str, geometry: str, srs: int) -> None:
    """List a table or view as a spatial layer of a geometry type such as POINT."""
    _register(connection, table, "features", srs)
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", (table, column, geometry, srs))


def register_attributes(connection: sqlite3.Connection, tables: Iterable[str]) -> None:
    """List tables without geometry, so that other programs offer them."""
    for table in tables:
        _register(connection, table, "attributes", None)


def _register(connection: sqlite3.Connection, table: str, kind: str, srs: int | None) -> None:
    connection.execute(
        "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)",
        (table, kind, table, srs),
    )


def project_srs(connection: sqlite3.Connection) -> int:
    """The EPSG code that the actors' points, and so all geometries of the project, are kept in."""
    query = "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'actor'"
    return int(connection.execute(query).fetchone()[0])


def remove_triggers(connection: sqlite3.Connection) -> None:
    """Remove triggers and spatial indexes that another program left in the file; a project has none of its own."""
    query = "SELECT name FROM main.sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.execute(query).fetchall():
        connection.execute(f'DROP TRIGGER main."{name}"')
    query = (
        "SELECT name FROM main.sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND name LIKE 'rtree#_%' ESCAPE '#'"
    )
    for (name,) in connection.execute(query).fetchall():
        connection.execute(f'DROP TABLE main."{name}"')
    if connection.execute("SELECT 1 FROM main.sqlite_master WHERE name = 'gpkg_extensions'").fetchone():
        connection.execute("DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
