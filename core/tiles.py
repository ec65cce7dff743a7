"""Map tiles kept in one file: MBTiles (SQLite) and PMTiles 3, pictures in Web Mercator; read only, with limits.

A file of tiles comes from elsewhere: counts, lengths and what unpacks are bounded before anything is made of them.
"""

import json
import math
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, count, islice
from pathlib import Path
from typing import Any

from pmtiles.tile import (
    Compression,
    Entry,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from core.addresses import sqlite_address
from core.errors import UserError
from core.text import Text

Tile = tuple[int, int]  # column from the west, row from the north
SUFFIXES = (".mbtiles", ".pmtiles")
LARGEST_TILE = 4_000_000  # bytes: no picture of 256 or 512 pixels is as large
DEEPEST = 24  # levels: finer ones than a decimetre a pixel are no map
_LARGEST_FOLDER = 20_000_000  # bytes of an unpacked PMTiles directory
_PICTURES = {TileType.PNG, TileType.JPEG, TileType.WEBP}
_HEAD = 127  # bytes of a PMTiles header
_LEAVES = 4  # directories one below the other in a PMTiles file
_MOST_ENTRIES = 200_000  # of one directory
_LONGEST_NUMBER = 10  # bytes: a number of 64 bits in steps of seven
_STEPS, _MOST_TURNS = 100_000, 400  # of SQLite's machine: a view of an endless query is stopped after a second or two
_FAULTS = (
    OSError, sqlite3.Error, ValueError, KeyError, IndexError, EOFError, OverflowError, RecursionError, zlib.error,
    MagicNumberNotFound, SpecVersionUnsupported,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TileSet:
    """What a file of tiles says of itself: its levels, its extent (west, south, east, north in degrees), its words."""

    path: Path
    lowest: int
    highest: int
    bounds: tuple[float, float, float, float]
    title: str
    attribution: str


def open_tiles(path: Path) -> TileSet:
    """What a file of tiles holds; UserError where it is none, holds vectors, or says impossible things."""
    try:
        told = _pmtiles_set(path) if _is_pmtiles(path) else _mbtiles_set(path)
    except _FAULTS as fault:
        raise _unreadable(path) from fault
    west, south, east, north = told.bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90 and 0 <= told.lowest <= told.highest <= DEEPEST):
        raise _unreadable(path)
    return told


def read_tiles(tiles: TileSet, level: int, wanted: Iterable[Tile]) -> Iterator[tuple[Tile, bytes]]:
    """The pictures of a level that the file holds (PNG, JPEG or WebP); those it lacks are left out."""
    read = _read_pmtiles if _is_pmtiles(tiles.path) else _read_mbtiles
    try:
        yield from read(tiles.path, level, wanted)
    except _FAULTS as fault:
        raise _unreadable(tiles.path) from fault


def _is_pmtiles(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(7) == b"PMTiles"


def _connect(path: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(sqlite_address(path, "mode=ro", "immutable=1"), uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")  # the tiles may be a view, and a view may hold anything
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * LARGEST_TILE)
    turns = count()
    connection.set_progress_handler(lambda: next(turns) > _MOST_TURNS, _STEPS)
    return closing(connection)


def _mbtiles_set(path: Path) -> TileSet:
    with _connect(path) as db:
        about = {str(name): str(value) for name, value in db.execute("SELECT name, value FROM metadata LIMIT 200")}
        if about.get("format") == "pbf":
            raise _vectors(path)
        lowest, highest = db.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        if lowest is None:
            raise _empty(path)
        if not 0 <= lowest <= highest <= DEEPEST:
            raise ValueError("levels that no map has")
        bounds = _bounds_of(about.get("bounds", "")) or _extent(db, int(highest))
    return TileSet(path, int(lowest), int(highest), bounds, about.get("name", path.stem), about.get("attribution", ""))


def _bounds_of(text: str) -> tuple[float, float, float, float] | None:
    """Bounds as the metadata write them, clipped to what Web Mercator holds; None where they are none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    fits = west < east and south < north and all(math.isfinite(side) for side in (west, south, east, north))
    return (max(west, -180.0), max(south, -85.06), min(east, 180.0), min(north, 85.06)) if fits else None


def _extent(db: sqlite3.Connection, level: int) -> tuple[float, float, float, float]:
    """The extent of the tiles of a level, whose rows an MBTiles file counts from the south."""
    left, right, low, high = db.execute(
        "SELECT min(tile_column), max(tile_column), min(tile_row), max(tile_row) FROM tiles WHERE zoom_level = ?",
        (level,),
    ).fetchone()
    size = 2**level
    return (left / size * 360 - 180, _latitude(1 - low / size), (right + 1) / size * 360 - 180,
            _latitude(1 - (high + 1) / size))  # fmt: skip


def _latitude(share: float) -> float:
    """The latitude in degrees at a share of the Web Mercator square, 0 at its northern edge."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def _read_mbtiles(path: Path, level: int, wanted: Iterable[Tile]) -> Iterator[tuple[Tile, bytes]]:
    sql = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    with _connect(path) as db:
        for column, row in wanted:
            found = db.execute(sql, (level, column, 2**level - 1 - row)).fetchone()
            if found is None:
                continue
            if not isinstance(found[0], bytes) or len(found[0]) > LARGEST_TILE:
                raise ValueError("a tile that is no picture")
            yield (column, row), found[0]


def _pmtiles_set(path: Path) -> TileSet:
    header = _pmtiles_header(path)
    if header["tile_type"] not in _PICTURES:
        raise _vectors(path)
    bounds = tuple(header[f"{side}_e7"] / 1e7 for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
    about = _pmtiles_words(path, header)
    return TileSet(
        path, header["min_zoom"], header["max_zoom"], bounds,
        str(about.get("name", path.stem)), str(about.get("attribution", "")),
    )  # fmt: skip


def _pmtiles_header(path: Path) -> Any:
    with path.open("rb") as file:
        return deserialize_header(file.read(_HEAD))


def _pmtiles_words(path: Path, header: Any) -> dict[str, Any]:
    packed = _bytes(path, header["metadata_offset"], header["metadata_length"])
    plain = packed if header["internal_compression"] == Compression.NONE else _unpacked(packed)
    told = json.loads(plain)
    return told if isinstance(told, dict) else {}


def _bytes(path: Path, offset: int, length: int) -> bytes:
    if length > LARGEST_TILE:
        raise ValueError("longer than any part of a file of tiles")
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


def _unpacked(packed: bytes) -> bytes:
    """What gzip packed, if it is one whole piece and not far more than a directory can be."""
    unpacking = zlib.decompressobj(31)
    plain = unpacking.decompress(packed, _LARGEST_FOLDER)
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("no directory of tiles")
    return plain


@lru_cache(maxsize=64)
def _folder(path: Path, _changed: int, offset: int, length: int) -> list[Entry]:
    """The entries of a directory; the four rows of numbers stand one after another, as PMTiles 3 lays them down."""
    numbers = _numbers(_unpacked(_bytes(path, offset, length)))
    rows = next(numbers)
    if rows > _MOST_ENTRIES:
        raise ValueError("more entries than a directory holds")
    ids = list(accumulate(islice(numbers, rows)))
    runs, lengths, places = ([next(numbers) for _ in range(rows)] for _ in range(3))
    entries: list[Entry] = []
    for id, run, size, place in zip(ids, runs, lengths, places, strict=True):
        follows = not place and bool(entries)  # 0 stands for: behind the one before
        start = entries[-1].offset + entries[-1].length if follows else place - 1
        entries.append(Entry(id, start, size, run))
    return entries


def _numbers(content: bytes) -> Iterator[int]:
    """The numbers of a directory: seven bits a byte, the lowest first, the eighth tells that more follow."""
    value, shift = 0, 0
    for byte in content:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value, shift = 0, 0
        elif shift >= 7 * _LONGEST_NUMBER:
            raise ValueError("a number that is too long")
    raise EOFError


def _read_pmtiles(path: Path, level: int, wanted: Iterable[Tile]) -> Iterator[tuple[Tile, bytes]]:
    header, changed = _pmtiles_header(path), path.stat().st_mtime_ns
    for column, row in wanted:
        place = (header["root_offset"], header["root_length"])
        for _ in range(_LEAVES):
            entry = find_tile(_folder(path, changed, *place), zxy_to_tileid(level, column, row))
            if entry is None:
                break
            if entry.run_length:
                yield (column, row), _bytes(path, header["tile_data_offset"] + entry.offset, entry.length)
                break
            place = (header["leaf_directory_offset"] + entry.offset, entry.length)


def _unreadable(path: Path) -> UserError:
    return UserError(
        Text("{file} is no file of map tiles that can be read.", {"file": path.name}),
        Text("Choose an .mbtiles or .pmtiles file with pictures; ask whoever made it for a fresh copy."),
        file=str(path),
    )


def _vectors(path: Path) -> UserError:
    return UserError(
        Text("{file} holds vector tiles, which have no picture of their own.", {"file": path.name}),
        Text("Ask for the same map as raster tiles (PNG, JPEG or WebP)."),
        file=str(path),
    )


def _empty(path: Path) -> UserError:
    return UserError(
        Text("{file} holds no tile.", {"file": path.name}),
        Text("Ask whoever made the file for a fresh copy."),
        file=str(path),
    )
