"""Regions and points from GeoJSON, GeoPackage and Shapefile: looked at here, read by GDAL in a process of its own."""

import re
from collections.abc import Callable
from pathlib import Path

from core import worker
from core.errors import UserError
from core.sheet_text import find_encoding
from core.sheets import Sheet, check_file, unknown_file
from core.text import Text

DRIVERS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
# GDAL may neither fetch anything nor write beside the file that it reads.
ENVIRONMENT = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_PAM_ENABLED": "NO",
    "PROJ_NETWORK": "OFF",
    "OPENBLAS_NUM_THREADS": "1",  # each thread of it would reserve memory of the worker
}
_SQLITE = b"SQLite format 3\x00"
_SHAPES = b"\x00\x00\x27\x0a"
_SPACES = re.compile(rb"[\x00-\x20]+")


def load_layer(path: Path, layer: str = "", srs: int = 4490, cancelled: Callable[[], bool] = lambda: False) -> Sheet:
    """A layer as a table whose column `geometry` holds WKB in longitude and latitude of EPSG `srs`.

    `layer` chooses one of a GeoPackage, "" the first with rows. Points stay points, areas become multipolygons with
    their size on the ellipsoid in the column `area km2`. Rows count from 1 in the order of the file. UserError for
    what is no such file, has no known coordinate system, or needs too much memory or time.
    """
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise unknown_file(path)
    check_file(path)
    _CHECKS[driver](path)
    encoding = _table_encoding(path) if driver == "ESRI Shapefile" else ""
    sheet: Sheet = worker.run(
        "gis.geofile_reader",
        "read_layer",
        (path, driver, layer, srs, encoding),
        file=path,
        environment=ENVIRONMENT,
        cancelled=cancelled,
    )
    return sheet


def _starts_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _check_geopackage(path: Path) -> None:
    if not _starts_with(path, _SQLITE):
        raise other_content(path)


def _check_geojson(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(1000)
    if not start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        raise other_content(path)


def _check_shapefile(path: Path) -> None:
    if not _starts_with(path, _SHAPES):
        raise other_content(path)
    beside = {other.suffix.lower() for other in path.parent.glob(f"{_escaped(path.stem)}.*")}
    if missing := [part for part in (".dbf", ".shx") if part not in beside]:
        raise UserError(
            Text("{file} lacks its parts {parts}.", {"file": path.name, "parts": ", ".join(missing)}),
            Text("A Shapefile is several files of one name; copy all of them into one folder."),
            file=str(path),
        )


_CHECKS = {"GPKG": _check_geopackage, "GeoJSON": _check_geojson, "ESRI Shapefile": _check_shapefile}


def _escaped(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def _table_encoding(path: Path) -> str:
    """The encoding of a Shapefile's table: "" where a .cpg file or the table says it, else found from its bytes."""
    parts = {part.suffix.lower(): part for part in path.parent.glob(f"{_escaped(path.stem)}.*")}
    data = parts[".dbf"].read_bytes()
    if ".cpg" in parts or len(data) < 32 or data[29]:
        return ""
    words = [word for word in set(_SPACES.split(data[int.from_bytes(data[8:10], "little") :])) if not word.isascii()]
    if not words:
        return ""
    if not any(_fails(word, "utf-8") for word in words):
        return find_encoding(b" ".join(words)) or ""
    # Values cut off in the middle of a letter fail in every encoding, so the fewest failures decide.
    return min(("utf-8", "gb18030"), key=lambda encoding: sum(_fails(word, encoding) for word in words))


def _fails(word: bytes, encoding: str) -> bool:
    try:
        word.decode(encoding)
    except UnicodeDecodeError:
        return True
    return False


def other_content(path: Path) -> UserError:
    """A file that is not what its ending says."""
    return UserError(
        Text("{file} is not what its ending says.", {"file": path.name}),
        Text("Save the layer anew as GeoPackage, GeoJSON or Shapefile in the program that made it."),
        file=str(path),
    )
