"""A scanned map with a world file: six numbers beside the picture that say where on the ground its pixels lie.

A GeoTIFF tells them itself, and its system; the numbers of a world file beside it go first, since somebody put them
there, but it says no system.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyproj

from core import worker
from core.errors import UserError
from core.text import Text
from gis.projections import Points

PICTURES = {
    ".png": (".pgw", ".pngw"),
    ".jpg": (".jgw", ".jpgw"),
    ".jpeg": (".jgw", ".jpegw"),
    ".tif": (".tfw", ".tifw"),
    ".tiff": (".tfw", ".tiffw"),
}
NO_SYSTEM = "no_system"  # the code of what is told of a sheet whose system has yet to be stated
TIFFS = (".tif", ".tiff")
_PATIENCE = 30.0  # seconds that a TIFF may take to say where it lies


@dataclass(frozen=True, slots=True)
class WorldFile:
    """A picture, its system (as PROJ reads it) and the six numbers in the order of the file: A, D, B, E, C, F."""

    path: Path
    crs: str
    numbers: tuple[float, float, float, float, float, float]

    @property
    def tiff(self) -> bool:
        """Whether the picture is a TIFF, which a worker process unpacks."""
        return self.path.suffix.lower() in TIFFS


def open_sheet(path: Path, crs: str, usual: str = "") -> WorldFile:
    """The picture with its place; UserError where that is missing or impossible.

    `crs` is the stated system, "" for that of the file itself; where that tells none either, the `usual` one.
    """
    endings = (*PICTURES.get(path.suffix.lower(), ()), ".wld")
    beside = next((file for file in (path.with_suffix(ending) for ending in endings) if file.is_file()), None)
    if beside is None and path.suffix.lower() in TIFFS:
        return _tagged(path, crs)
    crs = crs or _tagged_system(path) or usual
    if beside is None:
        raise UserError(
            Text("{file} has no world file beside it.", {"file": path.name}),
            Text("Put the file that ends in {ending} into the same folder.", {"ending": endings[0]}),
            file=str(path),
        )
    try:
        numbers = [float(word.replace(",", ".")) for word in beside.read_text(encoding="ascii").split()]
        a, d, b, e, c, f = numbers
        if not np.isfinite(numbers).all() or a * e - b * d == 0:
            raise ValueError("lies on no ground")
        pyproj.CRS.from_user_input(crs)
    except (ValueError, OSError, pyproj.exceptions.CRSError) as fault:
        raise UserError(
            Text("{file} does not say where {picture} lies.", {"file": beside.name, "picture": path.name}),
            Text("It should hold six numbers, one a line; state the coordinate system as an EPSG number."),
            file=str(beside),
        ) from fault
    return WorldFile(path, crs, (a, d, b, e, c, f))


def _tagged(path: Path, crs: str) -> WorldFile:
    """A GeoTIFF with the place that its tags tell."""
    told, numbers = _tiff_place(path, path.stat().st_mtime_ns)
    if numbers is None:
        raise UserError(
            Text("{file} does not say where it lies.", {"file": path.name}),
            Text("Save it as a GeoTIFF, or put its world file (.tfw) into the same folder."),
            file=str(path),
        )
    try:
        pyproj.CRS.from_user_input(crs or told)
    except pyproj.exceptions.CRSError as fault:
        raise UserError(
            Text("{file} does not say in which coordinate system it lies.", {"file": path.name}),
            Text("State it as an EPSG number, such as EPSG:4546."),
            file=str(path),
            code=NO_SYSTEM,
        ) from fault
    return WorldFile(path, crs or told, numbers)


def _tagged_system(path: Path) -> str:
    """The system that the tags of a GeoTIFF tell, else ""."""
    try:
        return _tiff_place(path, path.stat().st_mtime_ns)[0] if path.suffix.lower() in TIFFS else ""
    except (UserError, OSError):  # the world file says where it lies; what else is amiss is told when it is drawn
        return ""


@lru_cache(maxsize=16)
def _tiff_place(path: Path, _changed: int) -> tuple[str, tuple[float, float, float, float, float, float] | None]:
    place: tuple[str, tuple[float, float, float, float, float, float] | None] = worker.run(
        "gis.geotiff", "tiff_place", (path,), file=path, seconds=_PATIENCE
    )
    return place


def pixels_at(sheet: WorldFile, lonlat: Points) -> Points:
    """Where places (n, 2) in degrees lie in the picture, in pixels from the middle of its first one."""
    forward = pyproj.Transformer.from_crs("EPSG:4326", sheet.crs, always_xy=True)
    x, y = forward.transform(lonlat[:, 0], lonlat[:, 1])
    a, d, b, e, c, f = sheet.numbers
    inverse = np.linalg.inv(np.array([[a, b], [d, e]]))
    places: Points = (np.column_stack([x, y]) - (c, f)) @ inverse.T
    places[~np.isfinite(places).all(axis=1)] = np.nan
    return places
