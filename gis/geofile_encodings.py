"""The encoding of words in a Shapefile's table or a drawing, where the file does not say it or says it wrongly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.sheet_text import find_encoding

ENCODINGS = ("utf-8", "gb18030", "big5", "cp1252")
_SHOWN = 5  # values that let a reader tell which encoding is right
_SPACES = re.compile(rb"[\x00-\x20]+")
_LINES = re.compile(rb"[\r\n\x00]+")
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+(\S+)")
_RELEASE = re.compile(rb"\$ACADVER\s+1\s+AC(\d{4})")
_UNICODE_RELEASE = 1021  # AutoCAD 2007: from here on drawings are UTF-8
_LATIN = ("ANSI_1252", "")  # what programs write that never asked
_PAGES = {"ANSI_936": "gb18030", "GB2312": "gb18030", "ANSI_950": "big5", "BIG5": "big5", "UTF-8": "utf-8"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file reads in an encoding: some of its values, and how many words cannot be read so."""

    encoding: str
    samples: tuple[str, ...]
    flaws: int


def layer_encodings(path: Path) -> tuple[Reading, ...]:
    """The encodings that the words of a Shapefile or DXF drawing may be in, the likeliest first.

    Empty for other files, which say it themselves, and for one with ASCII alone.
    """
    words = list(dict.fromkeys(word for word in _words(path) if not word.isascii()))
    if not words:
        return ()
    likely = found_encoding(path) or stated_encoding(path)
    readings = [_reading(words, encoding) for encoding in ENCODINGS]
    return tuple(sorted(readings, key=lambda reading: (reading.encoding != likely, reading.flaws)))


def _reading(words: list[bytes], encoding: str) -> Reading:
    flawed = [_fails(word, encoding) for word in words]
    samples = [word.decode(encoding, errors="replace") for word in words[:_SHOWN]]
    return Reading(encoding, tuple(samples), sum(flawed))


def found_encoding(path: Path) -> str:
    """The encoding by the bytes of the words; "" where the file says it, or holds ASCII alone."""
    if path.suffix.lower() == ".dxf":
        return _drawing_encoding(path)
    parts = parts_of(path)
    data = parts[".dbf"].read_bytes() if ".dbf" in parts else b""
    if ".cpg" in parts or len(data) < 32 or data[29]:
        return ""
    return _encoding_of([word for word in set(_words(path)) if not word.isascii()])


def stated_encoding(path: Path) -> str:
    """The encoding that a Shapefile's .cpg names, "" without one or where Python does not know it."""
    mark = parts_of(path).get(".cpg")
    if mark is None or path.suffix.lower() != ".shp":
        return ""
    name = mark.read_text(encoding="ascii", errors="replace").strip().lower().removeprefix("ansi ")
    return {"gbk": "gb18030", "936": "gb18030", "gb2312": "gb18030", "utf8": "utf-8", "65001": "utf-8"}.get(name, name)


def _drawing_encoding(path: Path) -> str:
    """Release 2007 and later are UTF-8; before that the code page counts unless the words cannot be in it."""
    data = path.read_bytes()
    release, page = _RELEASE.search(data), _CODE_PAGE.search(data)
    if release and int(release[1]) >= _UNICODE_RELEASE:
        return "utf-8"
    name = page[1].decode("ascii", errors="replace").upper() if page else ""
    if name not in _LATIN:
        return _PAGES.get(name, "")
    return _encoding_of([word for word in set(_LINES.split(data)) if not word.isascii()])


def _encoding_of(words: list[bytes]) -> str:
    """UTF-8 or GB18030, whichever fails less: values cut off in the middle of a letter fail in every encoding."""
    if not words:
        return ""
    if not any(_fails(word, "utf-8") for word in words):
        return find_encoding(b" ".join(words)) or ""
    return min(("utf-8", "gb18030"), key=lambda encoding: sum(_fails(word, encoding) for word in words))


def _words(path: Path) -> Iterator[bytes]:
    """The words of a table after its header, or the lines of a drawing."""
    if path.suffix.lower() == ".dxf":
        yield from _LINES.split(path.read_bytes())
    elif path.suffix.lower() == ".shp" and ".dbf" in (parts := parts_of(path)):
        data = parts[".dbf"].read_bytes()
        start = int.from_bytes(data[8:10], "little")
        yield from (data[place : place + 11].split(b"\x00")[0] for place in range(32, start - 1, 32))
        yield from _SPACES.split(data[start:])


def parts_of(path: Path) -> dict[str, Path]:
    """The files of one name beside a file, by their endings in small letters."""
    escaped = re.sub(r"([*?[])", r"[\1]", path.stem)
    return {part.suffix.lower(): part for part in path.parent.glob(f"{escaped}.*")}


def _fails(word: bytes, encoding: str) -> bool:
    try:
        word.decode(encoding)
    except UnicodeDecodeError:
        return True
    return False
