"""Regions and points from map files: looked at here, read by GDAL in a process of its own."""

from collections.abc import Callable
from pathlib import Path

from core import worker
from core.sheets import MAP_FILES, Sheet, check_file, unknown_file
from gis.coordinates import RAW, System, parse_system
from gis.geofile_checks import check_content
from gis.geofile_encodings import found_encoding

DRIVERS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".kml": "LIBKML",
    ".kmz": "LIBKML",
    ".gpx": "GPX",
    ".dxf": "DXF",
}
# GDAL may neither fetch anything nor write beside the file that it reads.
ENVIRONMENT = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_MAX_RETRY": "0",
    # The link to a coordinate system in a GeoJSON is fetched outside the rules above: through a kind of proxy that
    # does not exist it goes nowhere.
    "GDAL_HTTP_PROXY": "none://offline",
    "GDAL_HTTPS_PROXY": "none://offline",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "LIBKML_RESOLVE_STYLE": "NO",
    "PROJ_NETWORK": "OFF",
    "OPENBLAS_NUM_THREADS": "1",  # each thread of it would reserve memory of the worker
}
_PAGES = {"utf-8": "UTF-8", "gb18030": "CP936", "gbk": "CP936", "big5": "CP950", "cp1252": "CP1252"}  # in GDAL's words


def load_layer(
    path: Path,
    layer: str = "",
    srs: int = 4490,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    system: System | str = "",
    encoding: str = "",
) -> Sheet:
    """A layer as a table whose column `geometry` holds WKB in longitude and latitude of EPSG `srs`.

    `layer` chooses one, "" the first with rows; all folders of a KML are one layer with a column `folder`. Points
    stay points, areas become multipolygons with their size on the ellipsoid in the column `area km2`. Rows count from
    1 in the order of the file. `system` is what the coordinates are in where the file does not say it, or wrongly
    (`RAW`: leave them); `encoding` that of the words. UserError for what is no such file, has no known coordinate
    system, or needs too much memory or time.
    """
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise unknown_file(path)
    check_file(path)
    check_content(path, driver)
    stated = parse_system(system) if isinstance(system, str) and system not in ("", RAW) else system
    words = encoding or (found_encoding(path) if driver in ("ESRI Shapefile", "DXF") else "")
    sheet: Sheet = worker.run(
        "gis.geofile_reader",
        "read_layer",
        (path, driver, layer, srs, words if driver == "ESRI Shapefile" else "", stated),
        file=path,
        environment=_environment(driver, words),
        cancelled=cancelled,
    )
    return sheet


def layer_names(path: Path, cancelled: Callable[[], bool] = lambda: False) -> list[str]:
    """The layers with rows of a GeoPackage; none where a file holds but one layer."""
    if path.suffix.lower() != ".gpkg":
        return []
    check_file(path)
    check_content(path, "GPKG")
    names: list[str] = worker.run(
        "gis.geofile_reader",
        "filled_layers",
        (path, "GPKG"),
        file=path,
        environment=ENVIRONMENT,
        cancelled=cancelled,
    )
    return names


def _environment(driver: str, encoding: str) -> dict[str, str]:
    told = driver == "DXF" and encoding
    return {**ENVIRONMENT, "DXF_ENCODING": _PAGES.get(encoding.lower(), encoding)} if told else ENVIRONMENT


def is_map_file(path: Path) -> bool:
    """Whether a file is read as a map by its ending."""
    return path.suffix.lower() in MAP_FILES
