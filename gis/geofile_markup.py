"""KML, KMZ and GPX before GDAL reads them: nothing is expanded, nothing that they point to is fetched."""

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from core.errors import UserError
from core.text import Text

ENTRIES, LARGEST, RATIO, SMALL = 10_000, 500_000_000, 100, 10_000_000
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LINK = re.compile(rb"<(?:\w+:)?NetworkLink[\s>]")
_PICTURE = re.compile(rb"<(?:\w+:)?href>\s*(?:<!\[CDATA\[)?\s*(?:https?|ftp|file):", re.IGNORECASE)
_OVERLAY = re.compile(rb"<(?:\w+:)?(?:Ground|Screen|Photo)Overlay[\s>]")


def check_markup(path: Path, file: Path) -> list[Text]:
    """What a reader must know of links and pictures in the text at `path`, which comes from `file`.

    UserError where it declares a document type: entities can grow without end or read other files.
    """
    data = path.read_bytes().replace(b"\x00", b"")  # also in UTF-16
    if _DECLARED.search(data):
        raise UserError(
            Text("{file} declares a document type (DOCTYPE), which a map file never needs.", {"file": file.name}),
            Text("It may do harm and was not read; ask its sender for a GeoPackage or GeoJSON file."),
            file=str(file),
        )
    links, overlays = len(_LINK.findall(data)), len(_OVERLAY.findall(data))
    pictures = len(set(_PICTURE.findall(data))) and len(_PICTURE.findall(data)) - links
    return [*_told_links(links), *_told_pictures(pictures), *_told_overlays(overlays)]


def _told_links(n: int) -> list[Text]:
    if n <= 0:
        return []
    return [
        Text(
            "{n} link to another map was not followed; what lies behind it is not here.",
            {"n": n},
            plural="{n} links to other maps were not followed; what lies behind them is not here.",
        )
    ]


def _told_pictures(n: int) -> list[Text]:
    if n <= 0:
        return []
    return [
        Text(
            "{n} address of a picture was not opened.",
            {"n": n},
            plural="{n} addresses of pictures were not opened.",
        )
    ]


def _told_overlays(n: int) -> list[Text]:
    if n <= 0:
        return []
    return [
        Text(
            "{n} picture laid over the map was not read.",
            {"n": n},
            plural="{n} pictures laid over the map were not read.",
        )
    ]


def unpack_map(path: Path, folder: Path) -> tuple[Path, list[Text]]:
    """The one .kml of a KMZ file, written under a name of ours into `folder`; the first where there are several.

    Names of entries are never used as paths. UserError for an archive that is damaged, locked or far too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpack(archive, path, folder)
    except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError) as cause:
        raise UserError(
            Text("{file} is a packed map (KMZ) that cannot be unpacked: damaged, or locked by a password.", {
                "file": path.name,
            }),
            Text("Save it anew as KML or KMZ without a password in the program that made it."),
            file=str(path),
        ) from cause  # fmt: skip


def _unpack(archive: zipfile.ZipFile, path: Path, folder: Path) -> tuple[Path, list[Text]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > ENTRIES or any(map(_is_bomb, entries)) or sum(e.file_size for e in entries) > LARGEST:
        raise UserError(
            Text("{file} would unpack to far more than a map holds.", {"file": path.name}),
            Text("It may do harm and was not read; ask its sender for the KML file itself."),
            file=str(path),
        )
    maps = sorted((e for e in entries if _name(e).lower().endswith(".kml")), key=_depth)
    if not maps:
        raise UserError(
            Text("{file} holds no map: there is no .kml in it.", {"file": path.name}),
            Text("Save it anew as KMZ in the program that made it."),
            file=str(path),
        )
    target = folder / "map.kml"
    target.write_bytes(archive.read(maps[0]))
    return target, _told_entries(maps, len(entries) - len(maps))


def _told_entries(maps: list[zipfile.ZipInfo], others: int) -> list[Text]:
    told = []
    if len(maps) > 1:
        names = {"names": [_name(entry) for entry in maps[1:]]}
        told.append(Text("Not read: the further maps {names} in the packed file.", names))
    if others:
        told.append(
            Text(
                "{n} further file in the packed map, such as a picture, was not read.",
                {"n": others},
                plural="{n} further files in the packed map, such as pictures, were not read.",
            )
        )
    return told


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > SMALL and entry.file_size > RATIO * max(1, entry.compress_size)


def _name(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename.replace("\\", "/")).name


def _depth(entry: zipfile.ZipInfo) -> tuple[int, str]:
    """doc.kml first, then what lies nearest to the root."""
    return (entry.filename != "doc.kml") + entry.filename.count("/"), entry.filename
