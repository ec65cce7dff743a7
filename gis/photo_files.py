"""Photos looked at in a worker process, since files from elsewhere may hold anything: hash, place, time, small picture.

Place and time after CIPA DC-008 (Exif 2.32): GPSLatitude and GPSLongitude in degrees, minutes and seconds with their
hemispheres. A place of exactly 0, 0 is what a camera without a fix writes, and counts as none.
"""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4
from warnings import catch_warnings

from PIL import Image, ImageOps

from core.attachments import PICTURES
from core.errors import UserError
from core.survey_photos import PhotoFile
from core.text import Text

LARGEST, MOST_PIXELS = 60_000_000, 120_000_000  # bytes and pixels of a photo
MOST_UNPACKED, MOST_FILES = 2_000_000_000, 5_000  # bytes and files of an archive
SMALL = 480  # pixels of the longer side of a small picture
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "MPO")
_EXIF, _GPS, _TAKEN = 0x8769, 0x8825, 0x9003
_LAT_SIDE, _LAT, _LON_SIDE, _LON = 1, 2, 3, 4
_FAULTS = (OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, OverflowError, EOFError, RuntimeError)


def read_photos(folder: Path, names: Sequence[str], cache: Path) -> tuple[PhotoFile, ...]:
    """Each photo of a folder by its relative path; one that cannot be read says why."""
    Image.MAX_IMAGE_PIXELS = None  # sizes are looked at here, before anything is unpacked
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
    return tuple(_read(folder / name, name, cache) for name in names)


def _read(path: Path, name: str, cache: Path) -> PhotoFile:
    try:
        if path.stat().st_size > LARGEST:
            return PhotoFile(name, fault=Text("larger than a photo can be"))
        with path.open("rb") as file:
            content_hash = hashlib.file_digest(file, "sha256").hexdigest()
        with catch_warnings(action="ignore"), Image.open(path, formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return PhotoFile(name, fault=Text("larger than a photo can be"))
            told = picture.getexif()
            place, taken = gps_place(told.get_ifd(_GPS)), str(told.get_ifd(_EXIF).get(_TAKEN, "")).strip("\0 ")
            picture.draft("RGB", (2 * SMALL, 2 * SMALL))
            small = _small(picture, cache / f"{content_hash}.jpg")
    except (*_FAULTS, zipfile.BadZipFile):
        return PhotoFile(name, fault=Text("no picture that can be read; open it and save it anew as JPEG"))
    return PhotoFile(name, content_hash, place, _moment(taken), small)


def _small(picture: Image.Image, path: Path) -> str:
    """Write the small picture, upright, where there is none yet; a file that is cut short does not come through."""
    ImageOps.exif_transpose(picture, in_place=True)
    picture.thumbnail((SMALL, SMALL))
    if path.exists():
        return str(path)
    waiting = path.with_name(f".{uuid4().hex}")
    try:
        picture.convert("RGB").save(waiting, "JPEG", quality=80)
        waiting.replace(path)
    except OSError:
        waiting.unlink(missing_ok=True)  # without room for it, the photo itself is shown
        return ""
    return str(path)


def gps_place(told: Mapping[int, Any]) -> tuple[float, float] | None:
    """Longitude and latitude in degrees of a directory of GPS tags; None where they tell none, or one off the earth."""
    try:
        lon, lat = _degrees(told[_LON]), _degrees(told[_LAT])
        if str(told[_LON_SIDE]).strip("\0 ").upper() == "W":
            lon = -lon
        if str(told[_LAT_SIDE]).strip("\0 ").upper() == "S":
            lat = -lat
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return None
    fits = abs(lon) <= 180 and abs(lat) <= 90 and (lon, lat) != (0, 0)  # not so for NaN
    return (lon, lat) if fits else None


def _degrees(parts: Sequence[Any]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _moment(taken: str) -> str:
    """A moment as 2026-06-12T09:30:00, '' where it is told otherwise."""
    day, _, time = taken.partition(" ")
    parts = [*day.split(":"), *time.split(":")]
    whole = len(parts) == 6 and all(part.isdigit() for part in parts)
    return f"{'-'.join(parts[:3])}T{':'.join(parts[3:])}" if whole else ""


def unpack_photos(archive: Path, folder: Path) -> None:
    """The photos of an archive, such as a packet that came back, into a folder of ours; UserError for what is none."""
    try:
        with zipfile.ZipFile(archive) as source:
            parts = [part for part in source.infolist() if PurePosixPath(part.filename).suffix.lower() in PICTURES]
            if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _no_archive(archive)
            for part in parts:
                for target in _target(folder, part.filename):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(source.read(part))
    except (*_FAULTS, zipfile.BadZipFile) as cause:
        raise _no_archive(archive) from cause


def _target(folder: Path, name: str) -> Iterator[Path]:
    """Where a part goes; nowhere for one that would leave the folder, as "//share/a.jpg" would, whose root is "//"."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if any(part == ".." or "/" in part or ":" in part for part in parts):
        return
    target = folder.joinpath(*parts)
    if target.resolve().is_relative_to(folder.resolve()):
        yield target


def _no_archive(archive: Path) -> UserError:
    return UserError(
        Text("{file} is no archive of photos, or it was cut short on its way.", {"file": archive.name}),
        Text("Copy it again from where it came, or unpack it and name the folder."),
        file=str(archive),
    )
