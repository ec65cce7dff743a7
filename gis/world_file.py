"""A scanned map with a world file: six numbers beside the picture that say where on the ground its pixels lie."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyproj

from core.errors import UserError
from core.text import Text
from gis.projections import Points

PICTURES = {
    ".png": (".pgw", ".pngw"),
    ".jpg": (".jgw", ".jpgw"),
    ".jpeg": (".jgw", ".jpegw"),
    ".tif": (".tfw", ".tifw"),
}


@dataclass(frozen=True, slots=True)
class WorldFile:
    """A picture, its system (as PROJ reads it) and the six numbers in the order of the file: A, D, B, E, C, F."""

    path: Path
    crs: str
    numbers: tuple[float, float, float, float, float, float]


def open_sheet(path: Path, crs: str) -> WorldFile:
    """The picture with its world file; UserError where that is missing or says impossible things."""
    endings = (*PICTURES.get(path.suffix.lower(), ()), ".wld")
    beside = next((file for file in (path.with_suffix(ending) for ending in endings) if file.is_file()), None)
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


def pixels_at(sheet: WorldFile, lonlat: Points) -> Points:
    """Where places (n, 2) in degrees lie in the picture, in pixels from the middle of its first one."""
    forward = pyproj.Transformer.from_crs("EPSG:4326", sheet.crs, always_xy=True)
    x, y = forward.transform(lonlat[:, 0], lonlat[:, 1])
    a, d, b, e, c, f = sheet.numbers
    inverse = np.linalg.inv(np.array([[a, b], [d, e]]))
    places: Points = (np.column_stack([x, y]) - (c, f)) @ inverse.T
    places[~np.isfinite(places).all(axis=1)] = np.nan
    return places
