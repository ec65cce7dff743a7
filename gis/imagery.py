"""Pictures laid under a map: tiles or a scanned sheet, drawn over into the projection of the view.

A grid of nodes over the paper is carried back to the picture's own pixels; between the nodes a projection is as good as
straight, and every pixel of the paper takes the colour that its place has in the picture.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates

from core import worker
from core.tiles import Tile, TileSet, read_tiles
from gis.projections import Points, unproject
from gis.view import View
from gis.world_file import WorldFile, pixels_at

Pixels = npt.NDArray[np.uint8]  # (height, width, 4) red, green, blue, alpha
Decode = Callable[[bytes], Pixels | None]

_EQUATOR = 40_075_016.686  # metres round the Web Mercator sphere
_STEP = 16  # pixels between nodes
_SLICE = 64  # rows of pixels in one call, so that the window is not kept waiting for it
_MOST_TILES = 220
_PATIENCE = 60.0  # seconds that a TIFF may take to be unpacked
_STEEPEST = 85.0  # degrees of latitude that Web Mercator reaches


def tile_picture(view: View, tiles: TileSet, decode: Decode) -> Pixels:
    """The tiles as they lie on the paper of a view, (height, width, 4) at its sharpness; clear where there is none.

    Where even the coarsest level has too many tiles for the view, all of it is clear.
    """
    nodes = _nodes(view)
    if np.isnan(nodes[..., 1]).all():
        return np.zeros((*_size(view), 4), dtype=np.uint8)
    metres = _EQUATOR * float(np.cos(np.radians(np.nanmean(nodes[..., 1])))) / (256 * view.pixel_metres)
    level = int(np.clip(round(float(np.log2(max(metres, 1.0)))), tiles.lowest, tiles.highest))
    square = _mercator(nodes)
    wanted = _tiles_under(square, level)
    while len(wanted) > _MOST_TILES and level > tiles.lowest:
        level -= 1
        wanted = _tiles_under(square, level)
    found = _decoded(tiles, level, wanted, decode) if len(wanted) <= _MOST_TILES else {}
    if not found:
        return np.zeros((*_size(view), 4), dtype=np.uint8)
    return _warped(*_joined(found, square, level), _size(view))


def sheet_picture(view: View, sheet: WorldFile, decode: Decode) -> Pixels:
    """A scanned sheet as it lies on the paper of a view."""
    changed = sheet.path.stat().st_mtime_ns
    whole, reduced = (
        _tiff_pixels(sheet.path, changed) if sheet.tiff else (_sheet_pixels(sheet.path, changed, decode), 1.0)
    )
    nodes = _nodes(view)
    places = (pixels_at(sheet, nodes.reshape(-1, 2)).reshape(nodes.shape) + 0.5) / reduced - 0.5
    return _warped(whole, places, _size(view)) if whole is not None else np.zeros((*_size(view), 4), dtype=np.uint8)


@lru_cache(maxsize=2)
def _sheet_pixels(path: Path, _changed: int, decode: Decode) -> Pixels | None:
    return decode(path.read_bytes())


@lru_cache(maxsize=2)
def _tiff_pixels(path: Path, _changed: int) -> tuple[Pixels, float]:
    """The colours of a TIFF, and how many times they are reduced; unpacked in a process with limits."""
    found: tuple[Pixels, float] = worker.run("gis.geotiff", "tiff_pixels", (path,), file=path, seconds=_PATIENCE)
    return found


def _size(view: View) -> tuple[int, int]:
    """Height and width of a view's paper in pixels."""
    return (max(round(view.height_mm * view.sharpness), 1), max(round(view.width_mm * view.sharpness), 1))


def _nodes(view: View) -> npt.NDArray[np.float64]:
    """Longitude and latitude (rows, columns, 2) of nodes from corner to corner of the paper."""
    height, width = _size(view)
    x = np.linspace(0, view.width_mm, width // _STEP + 2)
    y = np.linspace(0, view.height_mm, height // _STEP + 2)
    across, down = np.meshgrid(x, y)
    left, top = view.to_ground(0.0, 0.0)
    metres = np.stack([left + across * view.metres_per_mm, top - down * view.metres_per_mm], axis=-1)
    lonlat: npt.NDArray[np.float64] = unproject(view.projection, metres.reshape(-1, 2)).reshape(metres.shape)
    lonlat[~np.isfinite(lonlat).all(axis=-1)] = np.nan  # beyond what the projection reaches
    return lonlat


def _mercator(nodes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Nodes in the Web Mercator square, 0 to 1 from the west and from the north; continuous across 180 degrees."""
    x = nodes[..., 0] / 360 + 0.5
    middle = np.nanmedian(x)
    latitude = np.radians(nodes[..., 1].clip(-_STEEPEST, _STEEPEST))
    return np.stack([x - np.round(x - middle), 0.5 - np.arcsinh(np.tan(latitude)) / (2 * np.pi)], axis=-1)


def _tiles_under(square: npt.NDArray[np.float64], level: int) -> list[Tile]:
    """The tiles of a level that the nodes span; columns count on past the edge of the world."""
    with np.errstate(invalid="ignore"):
        places = np.floor(square.reshape(-1, 2) * 2**level)
    places = places[np.isfinite(places).all(axis=1)].astype(np.int64)
    if not len(places):
        return []
    (left, top), (right, low) = places.min(axis=0), places.max(axis=0)
    rows = range(max(int(top), 0), min(int(low), 2**level - 1) + 1)
    return [(column, row) for row in rows for column in range(int(left), int(right) + 1)]


def _decoded(tiles: TileSet, level: int, wanted: list[Tile], decode: Decode) -> dict[Tile, Pixels]:
    """The pictures of the wanted tiles that the file holds and that can be read."""
    own = {(column % 2**level, row): (column, row) for column, row in wanted}
    pictures = {}
    for tile, packed in read_tiles(tiles, level, own):
        picture = _tile_pixels(packed, decode)
        if picture is not None:
            pictures[own[tile]] = picture
    return pictures


@lru_cache(maxsize=256)
def _tile_pixels(packed: bytes, decode: Decode) -> Pixels | None:
    return decode(packed)


def _joined(
    found: dict[Tile, Pixels], square: npt.NDArray[np.float64], level: int
) -> tuple[Pixels, npt.NDArray[np.float64]]:
    """The tiles in one picture, and the nodes in its pixels."""
    side = max(picture.shape[0] for picture in found.values())
    columns, rows = [tile[0] for tile in found], [tile[1] for tile in found]
    left, top = min(columns), min(rows)
    whole = np.zeros(((max(rows) - top + 1) * side, (max(columns) - left + 1) * side, 4), dtype=np.uint8)
    for (column, row), picture in found.items():
        if picture.shape[:2] == (side, side):
            y, x = (row - top) * side, (column - left) * side
            whole[y : y + side, x : x + side] = picture
    return whole, (square * 2**level - (left, top)) * side - 0.5


def _warped(whole: Pixels, nodes: npt.NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    """The picture at every pixel of the paper, from the places (rows, columns, 2) that the nodes have in it."""
    down, across = _between(size[0], nodes.shape[0]), _between(size[1], nodes.shape[1])
    x, y = (down @ np.nan_to_num(nodes[..., axis], nan=-1e6) @ across.T for axis in (0, 1))
    paper = np.empty((*size, 4), dtype=np.uint8)
    for top in range(0, size[0], _SLICE):
        places = np.stack([y[top : top + _SLICE], x[top : top + _SLICE]])
        for band in range(4):
            map_coordinates(whole[..., band], places, paper[top : top + _SLICE, :, band], order=1, mode="constant")
    return paper


def _between(pixels: int, nodes: int) -> Points:
    """Shares (pixels, nodes) by which the middle of each pixel takes from its two nearest nodes."""
    at = (np.arange(pixels) + 0.5) / pixels * (nodes - 1)
    return np.asarray(np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(nodes)[None, :])))
