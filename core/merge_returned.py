"""A survey packet that came back, opened in a worker process: sizes first, then the payload, never made live.

A packet is the zip that went out, or the workbook out of it alone. A zip that was cut short is refused as a whole.
"""

import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from core.cells import Cell
from core.merge_foreign import sha256_of
from core.sheet_workbook import read_all
from core.survey_packet import LARGEST_MANIFEST, Manifest, no_packet, read_manifest
from core.survey_workbook import PAYLOAD

LARGEST, MOST_FILES = 1_000_000_000, 20_000  # bytes unpacked; photos come back too
_PACKET_ID = re.compile(rb'name="packet_id"[^>]*>\s*<[^>]*>([0-9a-f-]{36})<')
Grid = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Payload:
    """What came back: which packet, the hash of the file, and its sheets by their titles, the heading row first."""

    packet_id: str
    hash: str
    sheets: dict[str, Grid]


def read_payload(name: str) -> Payload:
    """The content of a packet; UserError for what is none, was cut short, or is larger than a packet can be."""
    path = Path(name)
    if path.suffix.lower() == ".xlsx":
        return Payload(_packet_of_workbook(path), sha256_of(path), _sheets(path))
    manifest: Manifest = read_manifest(path)
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        parts = archive.infolist()
        if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > LARGEST:
            raise no_packet(path)
        if {*manifest.files} - {part.filename for part in parts}:
            raise no_packet(path)
        try:
            book = Path(folder) / PAYLOAD  # a name of ours, whatever the zip calls its parts
            if PAYLOAD in manifest.files:
                book.write_bytes(archive.read(PAYLOAD))
            if archive.testzip() is not None:
                raise no_packet(path)
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as cause:
            raise no_packet(path) from cause
        sheets = _sheets(book) if book.exists() else {}
    return Payload(manifest.packet_id, sha256_of(path), sheets)


def _packet_of_workbook(path: Path) -> str:
    """The packet that a workbook says it belongs to."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = archive.getinfo("docProps/custom.xml")
            found = _PACKET_ID.search(archive.read(part)) if part.file_size < LARGEST_MANIFEST else None
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError) as cause:
        raise no_packet(path) from cause
    if found is None:
        raise no_packet(path)
    return found[1].decode()


def _sheets(path: Path) -> dict[str, Grid]:
    return {book.name: tuple(tuple(cells) for _, cells in book.records) for book in read_all(path)}
