"""Points and outlines in cells: WKB from a map file, WKT or a GeoJSON geometry in text; kept as two-dimensional WKB."""

import json
import math
import re
import struct
from collections.abc import Iterable

from core.cells import Cell, CellFault, as_shown
from core.names import tidy
from core.text import Text

Position = tuple[float, float]
Ring = list[Position]
Polygon = list[Ring]

_POINT, _POLYGON, _MULTIPOLYGON = 1, 3, 6
_HEADER = struct.Struct("<BI")
_COUNT = struct.Struct("<I")
_WKT = re.compile(r"(?:SRID=\d+;)?\s*(POINT|POLYGON|MULTIPOLYGON)\s*(?:Z|M|ZM)?\s*(\(.*\))", re.IGNORECASE | re.DOTALL)
_NUMBERS = re.compile(r"[^()]+")
_OTHER_KINDS = {2: "LineString", 4: "MultiPoint", 5: "MultiLineString", 7: "GeometryCollection"}
# What a map file says instead of a shape that cannot be taken; those of GEOS stand before a place in brackets.
UNREADABLE, UNCLOSED, TOO_FEW = "unreadable", "not closed", "too few points"
TOO_WIDE, MIXED, NOT_FINITE, ELSEWHERE = "beyond 180 degrees", "several kinds", "no finite numbers", "elsewhere"
_FAULTS = {
    "Self-intersection": Text("the outline crosses itself; mend it in the program that made it"),
    "Ring Self-intersection": Text("the outline touches itself; mend it in the program that made it"),
    "Hole lies outside shell": Text("a hole of the outline lies outside it"),
    "Holes are nested": Text("the outline has a hole inside a hole"),
    "Nested shells": Text("one part of the outline lies inside another"),
    "Interior is disconnected": Text("the holes of the outline cut it into pieces"),
    "Too few points in geometry component": Text("the shape has too few points"),
    TOO_FEW: Text("the shape has too few points"),
    UNCLOSED: Text("the outline is not closed, or has fewer than three corners"),
    TOO_WIDE: Text("the outline spans more than half the earth; it was cut wrongly at 180 degrees of longitude"),
    MIXED: Text("the shape is made of points, lines and areas together; divide it"),
    NOT_FINITE: Text("the shape has coordinates that are no finite numbers"),
    ELSEWHERE: Text("the coordinates cannot lie in the coordinate system that was stated"),
}


def told_fault(cell: Cell) -> Text | None:
    """What is wrong with a shape, where a map file says so instead of it, and at which longitude and latitude."""
    if not isinstance(cell, str):
        return None
    word, _, place = cell.partition("[")
    reason = _unreadable() if word == UNREADABLE else _FAULTS.get(word)
    if reason is None or not place:
        return reason
    return Text("{reason} ({place})", {"reason": reason, "place": shown_shape(cell)})


def shown_shape(cell: Cell) -> str:
    """A cell of shapes for people: of what a map file says of a faulty one the place alone, longitude first."""
    word, _, place = cell.partition("[") if isinstance(cell, str) else ("", "", "")
    return ", ".join(place.rstrip("]").split()) if word in _FAULTS or word == UNREADABLE else as_shown(cell)


def point_of(cell: Cell) -> Position | None:
    """Longitude and latitude in a cell, None where it is empty; CellFault for anything but one point on the earth."""
    kind, content = _geometry(cell)
    if kind == "":
        return None
    if kind in ("Polygon", "MultiPolygon"):
        raise CellFault(Text("this is an area and no point; to take areas, import the file as regions"))
    if kind != "Point":
        raise CellFault(Text("this is no point; an actor lies at one point"))
    return _position(content)


def outline_of(cell: Cell) -> bytes | None:
    """An outline in a cell as WKB of a multipolygon, None where it is empty; CellFault for anything but areas."""
    kind, content = _geometry(cell)
    if kind == "":
        return None
    if kind not in ("Polygon", "MultiPolygon"):
        raise CellFault(Text("this is no outline; a region needs an area"))
    polygons = [content] if kind == "Polygon" else content
    if not isinstance(polygons, list) or not polygons:
        raise CellFault(_unreadable())
    return multipolygon_wkb([[_ring(ring) for ring in polygon] for polygon in polygons])


def join_outlines(outlines: Iterable[bytes]) -> bytes:
    """One multipolygon of all polygons of several, in their order."""
    parts = list(outlines)
    count = sum(_COUNT.unpack_from(part, 5)[0] for part in parts)
    return _HEADER.pack(1, _MULTIPOLYGON) + _COUNT.pack(count) + b"".join(part[9:] for part in parts)


def multipolygon_wkb(polygons: list[Polygon]) -> bytes:
    """Little-endian WKB of a multipolygon."""
    parts = [_HEADER.pack(1, _MULTIPOLYGON), _COUNT.pack(len(polygons))]
    for polygon in polygons:
        parts += [_HEADER.pack(1, _POLYGON), _COUNT.pack(len(polygon))]
        for ring in polygon:
            flat = [number for position in ring for number in position]
            parts += [_COUNT.pack(len(ring)), struct.pack(f"<{len(flat)}d", *flat)]
    return b"".join(parts)


def outline_text(wkb: bytes) -> str:
    """The WKT of a multipolygon in little-endian WKB, each number as exact as it is kept."""
    polygons = (", ".join(_ring_text(ring) for ring in rings) for rings in polygons_of_wkb(wkb))
    return f"MULTIPOLYGON ({', '.join(f'({rings})' for rings in polygons)})"


def _ring_text(ring: Ring) -> str:
    return f"({', '.join(f'{lon!r} {lat!r}' for lon, lat in ring)})"


def _geometry(cell: Cell) -> tuple[str, object]:
    """Kind and nested positions of what stands in a cell, as GeoJSON has them."""
    if cell is None or cell == "":
        return "", None
    if isinstance(cell, bytes):
        return _from_wkb(cell)
    if not isinstance(cell, str):
        raise CellFault(_unreadable())
    text = tidy(cell)
    return _from_json(text) if text.startswith("{") else _from_wkt(text)


def _from_json(text: str) -> tuple[str, object]:
    try:
        content = json.loads(text)
        return str(content["type"]), content["coordinates"]
    except (ValueError, KeyError, TypeError):
        raise CellFault(_unreadable()) from None


def _from_wkt(text: str) -> tuple[str, object]:
    match = _WKT.fullmatch(text)
    if match is None:
        raise CellFault(_FAULTS.get(text.partition("[")[0], _unreadable()))
    kind = {"point": "Point", "polygon": "Polygon", "multipolygon": "MultiPolygon"}[match[1].lower()]
    listed = _NUMBERS.sub(lambda numbers: _listed(numbers[0]), match[2])
    nested = listed.replace("(", "[").replace(")", "]")
    try:
        content = json.loads(nested)
    except ValueError:
        raise CellFault(_unreadable()) from None
    return kind, content[0] if kind == "Point" else content


def _listed(numbers: str) -> str:
    """The positions between two brackets of WKT as JSON; a lone comma between brackets stays."""
    positions = [f"[{','.join(position.split())}]" for position in numbers.split(",") if position.strip()]
    return ",".join(positions) if positions else ","


def _from_wkb(blob: bytes) -> tuple[str, object]:
    try:
        _, kind = _HEADER.unpack_from(blob)
        if kind == _POINT:
            return "Point", list(struct.unpack_from("<2d", blob, 5))
        if kind == _MULTIPOLYGON and blob[0] == 1:
            return "MultiPolygon", polygons_of_wkb(blob)
        if kind in _OTHER_KINDS:
            return _OTHER_KINDS[kind], None
    except struct.error:
        pass
    raise CellFault(_unreadable())


def polygons_of_wkb(blob: bytes) -> list[Polygon]:
    """The polygons of a multipolygon in little-endian WKB; struct.error for anything else."""
    polygons: list[Polygon] = []
    offset = 9
    for _ in range(_COUNT.unpack_from(blob, 5)[0]):
        rings: Polygon = []
        (count,) = _COUNT.unpack_from(blob, offset + 5)
        offset += 9
        for _ in range(count):
            (length,) = _COUNT.unpack_from(blob, offset)
            flat = struct.unpack_from(f"<{2 * length}d", blob, offset + 4)
            rings.append(list(zip(flat[::2], flat[1::2], strict=True)))
            offset += 4 + 16 * length
        polygons.append(rings)
    return polygons


def _ring(positions: object) -> Ring:
    if not isinstance(positions, list):
        raise CellFault(_unreadable())
    ring = [_position(position) for position in positions]
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise CellFault(Text("the outline is not closed, or has fewer than three corners"))
    return ring


def _position(numbers: object) -> Position:
    if not isinstance(numbers, list | tuple) or len(numbers) < 2:
        raise CellFault(_unreadable())
    lon, lat = numbers[:2]
    if not all(isinstance(number, int | float) and math.isfinite(number) for number in (lon, lat)):
        raise CellFault(_unreadable())
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise CellFault(Text("the coordinates are no longitude and latitude in degrees"))
    return float(lon), float(lat)


def _unreadable() -> Text:
    return Text("this geometry cannot be read")
