"""What a map file must begin with and must not hold, looked at before GDAL sees it."""

import re
from collections.abc import Callable
from pathlib import Path

from core.errors import UserError
from core.text import Text
from gis.geofile_encodings import parts_of

_SQLITE = b"SQLite format 3\x00"
_SHAPES = b"\x00\x00\x27\x0a"
_ZIP = b"PK\x03\x04"
_START = 4000  # bytes that show what a text file is
_DRAWING = re.compile(rb"\A\s*(?:999[^\n]*\n[^\n]*\n\s*)*0\s*\n\s*SECTION", re.IGNORECASE)
_BINARY_DRAWING = b"AutoCAD Binary DXF"
_UTF8_MARK = b"\xef\xbb\xbf"


def check_content(path: Path, driver: str) -> None:
    """UserError where a file is not what its ending says, or lacks a part."""
    if driver == "ESRI Shapefile":
        _check_shapefile(path)
        return
    with path.open("rb") as file:
        start = file.read(_START)
    if not _LOOKS[path.suffix.lower()](start):
        raise other_content(path)


def _is_json(start: bytes) -> bool:
    return start.removeprefix(_UTF8_MARK).lstrip().startswith(b"{")


def _is_markup(root: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<(?:\w+:)?" + root + rb"[\s>/]")


_KML, _GPX = _is_markup(b"kml"), _is_markup(b"gpx")


def _plain(start: bytes) -> bytes:
    """Text in UTF-16 as if it were ASCII, far enough to find a tag."""
    return start.replace(b"\x00", b"")


_LOOKS: dict[str, Callable[[bytes], bool]] = {
    ".gpkg": lambda start: start.startswith(_SQLITE),
    ".geojson": _is_json,
    ".json": _is_json,
    ".kml": lambda start: bool(_KML.search(_plain(start))) or b"<!DOCTYPE" in _plain(start),
    ".gpx": lambda start: bool(_GPX.search(_plain(start))) or b"<!DOCTYPE" in _plain(start),
    ".kmz": lambda start: start.startswith(_ZIP),
    ".dxf": lambda start: bool(_DRAWING.match(start.removeprefix(_UTF8_MARK))) or start.startswith(_BINARY_DRAWING),
}


def _check_shapefile(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_SHAPES)) != _SHAPES:
            raise other_content(path)
    parts = parts_of(path)
    if missing := [part for part in (".dbf", ".shx") if part not in parts]:
        raise UserError(
            Text("{file} lacks its parts {parts}.", {"file": path.name, "parts": ", ".join(missing)}),
            Text("A Shapefile is several files of one name; copy all of them into one folder."),
            file=str(path),
        )
    with parts[".dbf"].open("rb") as table:
        rows = int.from_bytes(table.read(8)[4:], "little")
    shapes = max(0, (parts[".shx"].stat().st_size - 100) // 8)
    if rows != shapes:
        raise UserError(
            Text("{file} has {shapes} shapes, but its table (.dbf) has {rows} rows.", {
                "file": path.name, "shapes": shapes, "rows": rows,
            }),
            Text("The parts belong to different editions, or one was cut off; copy all of them anew."),
            file=str(path),
        )  # fmt: skip


def other_content(path: Path) -> UserError:
    """A file that is not what its ending says."""
    return UserError(
        Text("{file} is not what its ending says.", {"file": path.name}),
        Text("Save the layer anew as GeoPackage, GeoJSON or Shapefile in the program that made it."),
        file=str(path),
    )
