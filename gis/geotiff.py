"""A GeoTIFF as a picture with its place: runs in a worker process, since files from elsewhere may hold anything.

Tags and keys after OGC 19-008r4 (GeoTIFF 1.1): the scale of pixels with one tie point, or a whole transformation; the
system by its EPSG number, or by the name that stands where a number is missing. Large sheets are read from the reduced
pictures that they carry.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any
from warnings import catch_warnings

import numpy as np
import numpy.typing as npt
import pyproj
from PIL import Image, TiffImagePlugin, UnidentifiedImageError

from core.errors import UserError
from core.text import Text

MOST_PIXELS = 40_000_000  # of the picture that is read: 160 MB of colours
_SCALE, _TIE, _MATRIX, _KEYS, _DOUBLES, _WORDS = 33550, 33922, 34264, 34735, 34736, 34737  # tags
_NO_DATA = 42113  # the tag of GDAL: the value, in letters, that means that nothing is known of a pixel
_WIDTH, _HEIGHT, _COMPRESSION, _REDUCED = 256, 257, 259, 254
_MODEL, _RASTER, _CITATION, _GEOGRAPHIC, _PROJECTED, _PROJECTED_CITATION = 1024, 1025, 1026, 2048, 3072, 3073  # keys
_IN_DEGREES, _IN_METRES, _BY_POINTS = 2, 1, 2
_OWN = 32767  # stands for a system without a number
_COMPRESSIONS = {34712: "JPEG 2000", 34887: "LERC", 50000: "ZSTD", 50001: "WebP", 50002: "JPEG XL", 34925: "LZMA"}
_VALUES = ("I", "F", "I;16", "I;16B", "I;16L")  # modes of what is measured, such as heights
_FAULTS = (OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, OverflowError, UnidentifiedImageError)

Numbers = tuple[float, float, float, float, float, float]
Keys = Mapping[int, Any]


def tiff_place(path: Path) -> tuple[str, Numbers | None]:
    """The system (as PROJ reads it, "" where the file tells none) and the six numbers of a world file.

    None for a TIFF that tells no place at all. UserError for a place that no picture can have.
    """
    with _opened(path) as picture:
        tags = picture.tag_v2
        keys = _geo_keys(tags)
        numbers = _numbers(tags, path)
        if numbers is None:
            return _system(keys), None
        a, d, b, e, c, f = numbers
        if keys.get(_RASTER) != _BY_POINTS:  # else the tie is the middle of a pixel already
            c, f = c + (a + b) / 2, f + (d + e) / 2
        placed = (a, d, b, e, c, f)
        if not np.isfinite(placed).all() or a * e - b * d == 0:
            raise _nowhere(path)
        return _system(keys), placed


def tiff_pixels(path: Path) -> tuple[npt.NDArray[np.uint8], float]:
    """The colours (height, width, 4) of the finest picture that is not too large, and how many times it is reduced."""
    with _opened(path) as picture:
        whole = int(picture.tag_v2[_WIDTH])
        blank = str(picture.tag_v2.get(_NO_DATA, ""))
        frame, pixels = _best_frame(picture)
        if pixels > MOST_PIXELS:
            raise _too_many(path, pixels)
        picture.seek(frame)
        if picture.mode in _VALUES:
            raise _measured(path)
        try:
            colours = np.array(picture.convert("RGBA"), dtype=np.uint8)
            colours[_blanks(picture, blank), 3] = 0
        except _FAULTS as fault:
            raise _packed(path, int(picture.tag_v2.get(_COMPRESSION, 1))) from fault
        return colours, whole / colours.shape[1]


def _blanks(picture: Image.Image, told: str) -> npt.NDArray[np.bool_]:
    """Which pixels have the value for nothing in every band of colour."""
    bands = [band for name, band in zip(picture.getbands(), picture.split(), strict=True) if name != "A"]
    try:
        value = float(told.strip("\0 "))
    except ValueError:
        value = np.nan
    alike = np.full((picture.height, picture.width), np.isfinite(value))
    for band in bands if np.isfinite(value) else ():
        alike &= np.asarray(band) == value
    return alike


@contextmanager
def _opened(path: Path) -> Iterator[TiffImagePlugin.TiffImageFile]:
    Image.MAX_IMAGE_PIXELS = None  # sizes are looked at here, before anything is unpacked
    try:
        with catch_warnings(action="ignore"), Image.open(path, formats=("TIFF",)) as picture:
            if not isinstance(picture, TiffImagePlugin.TiffImageFile):
                raise TypeError("no TIFF")
            yield picture
    except _FAULTS as fault:
        raise UserError(
            Text("{file} is no TIFF picture that can be read.", {"file": path.name}),
            Text("Save it anew as a GeoTIFF in colours (RGB, 8 bits), uncompressed or with LZW, DEFLATE or JPEG."),
            file=str(path),
        ) from fault


def _geo_keys(tags: Any) -> Keys:
    """The keys of the directory; what a key says by its place in other tags is looked up there."""
    listed = [int(number) for number in tags.get(_KEYS, ())]
    doubles, words = tags.get(_DOUBLES, ()), str(tags.get(_WORDS, ""))
    found: dict[int, Any] = {}
    for key, tag, count, value in zip(*(listed[at::4] for at in range(4)), strict=False):
        if tag == 0:
            found[key] = value
        elif tag == _WORDS:
            found[key] = words[value : value + count].rstrip("|\0 ")
        elif tag == _DOUBLES:
            found[key] = doubles[value] if value < len(doubles) else None
    return found


def _system(keys: Keys) -> str:
    """EPSG:n, or the name of a system without a number where PROJ knows it, or "" where nothing can be told."""
    number = keys.get(_PROJECTED if keys.get(_MODEL) == _IN_METRES else _GEOGRAPHIC)
    if keys.get(_MODEL) not in (_IN_METRES, _IN_DEGREES):
        return ""
    if isinstance(number, int) and 0 < number < _OWN:
        return f"EPSG:{number}" if _understood(f"EPSG:{number}") else ""
    names = (part for key in (_PROJECTED_CITATION, _CITATION) for part in str(keys.get(key, "")).split("|"))
    known = (name for name in (part.rpartition("=")[2].strip() for part in names) if name and _understood(name))
    name = next(known, "")
    code = pyproj.CRS.from_user_input(name).to_epsg() if name else None
    return f"EPSG:{code}" if code else name


def _understood(system: str) -> bool:
    try:
        crs = pyproj.CRS.from_user_input(system)
    except pyproj.exceptions.CRSError:
        return False
    return bool(crs.is_projected or crs.is_geographic)


def _numbers(tags: Any, path: Path) -> Numbers | None:
    """Steps and corner as they are tagged."""
    scale, ties, matrix = (tuple(map(float, tags.get(tag, ()))) for tag in (_SCALE, _TIE, _MATRIX))
    if len(matrix) == 16:
        return (matrix[0], matrix[4], matrix[1], matrix[5], matrix[3], matrix[7])
    if len(scale) >= 2 and len(ties) >= 6:
        (x, y), (column, row, _, east, north) = scale[:2], ties[:5]
        return (x, 0.0, 0.0, -y, east - column * x, north + row * y)
    if len(ties) > 6:
        raise UserError(
            Text("{file} is tied to the ground at {n} points but not straightened.",
                 {"file": path.name, "n": len(ties) // 6}),
            Text("Georeference it in QGIS or ArcGIS, and save what that makes as a GeoTIFF."),
            file=str(path),
        )  # fmt: skip
    return None


def _best_frame(picture: TiffImagePlugin.TiffImageFile) -> tuple[int, int]:
    """The largest picture of the file with at most so many pixels, else the smallest, and how many it has."""
    sizes = []
    for frame in range(picture.n_frames):
        picture.seek(frame)
        if frame == 0 or int(picture.tag_v2.get(_REDUCED, 0)) == 1:
            sizes.append((frame, int(picture.tag_v2[_WIDTH]) * int(picture.tag_v2[_HEIGHT])))
    fitting = [each for each in sizes if each[1] <= MOST_PIXELS]
    return max(fitting, key=itemgetter(1)) if fitting else min(sizes, key=itemgetter(1))


def _too_many(path: Path, pixels: int) -> UserError:
    values = {"file": path.name, "n": round(pixels / 1e6), "most": round(MOST_PIXELS / 1e6)}
    return UserError(
        Text("{file} has {n} million pixels; at most {most} million can lie beneath a map.", values),
        Text("Cut out the part that you need, or let the program that made it add overviews (pyramids)."),
        file=str(path),
    )


def _measured(path: Path) -> UserError:
    return UserError(
        Text("{file} holds measured values, such as heights, and no picture.", {"file": path.name}),
        Text("Colour it in QGIS or ArcGIS and export that as a picture (RGB, 8 bits)."),
        file=str(path),
    )


def _packed(path: Path, compression: int) -> UserError:
    if compression == 1:  # nothing is packed, so that nothing can be wrong but the file itself
        return UserError(
            Text("{file} is cut off or damaged: it has fewer pixels than it says.", {"file": path.name}),
            Text("Fetch it again from where it came."),
            file=str(path),
        )
    values = {"file": path.name, "name": _COMPRESSIONS.get(compression, str(compression))}
    return UserError(
        Text("{file} is packed in a way ({name}) that cannot be read here, or is damaged.", values),
        Text("Save it anew as a GeoTIFF, uncompressed or with LZW, DEFLATE or JPEG."),
        file=str(path),
    )


def _nowhere(path: Path) -> UserError:
    return UserError(
        Text("{file} says a place where no picture can lie.", {"file": path.name}),
        Text("Ask whoever made the file for a fresh copy."),
        file=str(path),
    )
