"""A survey packet that came back, opened in a worker process: sizes first, then the payload, never made live.

A packet is the zip that went out, the workbook out of it alone, or what a server exported of its form. A zip that was
cut short is refused as a whole.
"""

import itertools
import re
import sqlite3
import struct
import tempfile
import uuid
import zipfile
from collections.abc import Container, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.cells import Cell
from core.geopackage import wkb_of_blob
from core.merge_export import Answers, is_export, read_export
from core.merge_foreign import quarantined, real_tables, sha256_of
from core.merge_rows import shape_of
from core.sheet_workbook import read_all
from core.survey_geopackage import ASKED, ON_THE_SPOT
from core.survey_geopackage import PAYLOAD as DATA
from core.survey_packet import LARGEST_MANIFEST, Manifest, no_packet, read_manifest
from core.survey_workbook import PAYLOAD

LARGEST, MOST_FILES = 1_000_000_000, 20_000  # bytes unpacked; photos come back too
_PACKET_ID = re.compile(rb'name="packet_id"[^>]*>\s*<[^>]*>([0-9a-f-]{36})<')
_NEW = uuid.UUID("8f0d1c6e-52a7-5d5e-8f0b-7c1b0a9e4d21")
Grid = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Payload:
    """What came back: which packet, the hash of the file, and what it holds.

    A workbook has `sheets` by their titles, the heading row first; QField's data `rows` by table and uid, and of firms
    what no table has, `seen` by uid; a form its `answers`, a typed page its `cells` by kind of table and column.
    """

    packet_id: str
    hash: str
    sheets: dict[str, Grid] = field(default_factory=dict)
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: Answers | None = None
    cells: tuple[tuple[str, dict[str, Cell]], ...] = ()


def read_payload(name: str) -> Payload:
    """The content of a packet; UserError for what is none, was cut short, or is larger than a packet can be."""
    path = Path(name)
    if is_export(path) or _is_form_workbook(path):
        answers = read_export(path)
        return Payload(answers.packet_id, answers.hash, answers=answers)
    if path.suffix.lower() == ".xlsx":
        return Payload(_packet_of_workbook(path), sha256_of(path), sheets=_sheets(path))
    manifest: Manifest = read_manifest(path)
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        parts = archive.infolist()
        if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > LARGEST:
            raise no_packet(path)
        if {*manifest.files} - {part.filename for part in parts}:
            raise no_packet(path)
        try:
            if archive.testzip() is not None:
                raise no_packet(path)
            for part in {PAYLOAD, DATA, f"{DATA}-wal"} & {part.filename for part in parts}:
                Path(folder, part).write_bytes(
                    archive.read(part)
                )  # names of ours, whatever else the zip calls its parts
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as cause:
            raise no_packet(path) from cause
        payload = Payload(manifest.packet_id, sha256_of(path))
        if Path(folder, PAYLOAD).exists():
            payload.sheets.update(_sheets(Path(folder, PAYLOAD)))
        if Path(folder, DATA).exists():
            _read_data(Path(folder, DATA), payload)
    return payload


def _read_data(path: Path, payload: Payload) -> None:
    """The rows of QField's data by uid; what QGIS left in the log beside it belongs to it."""
    with closing(sqlite3.connect(path)) as settling:  # of our own copy: no statement of the file is run
        settling.execute("PRAGMA trusted_schema = OFF")
        settling.execute("PRAGMA journal_mode = DELETE")
    with quarantined(path) as db:
        for table in [name for name in ASKED if name in real_tables(db)]:
            names = [name for name in shape_of(db, table).types if name != "fid"]
            listed = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
            rows = payload.rows.setdefault(table, {})
            for values in db.execute(f'SELECT {listed} FROM "{table}"'):
                row = dict(zip(names, values, strict=True))
                uid = str(row.pop("uid", None) or "").strip("{} ") or row_uid(table, row, rows)
                told = {name: row.pop(name, None) for name in ON_THE_SPOT.get(table, ())}
                if "geom" in row:
                    row["geom"] = _point(row["geom"])
                rows[uid] = row
                told.pop("page", None)
                if kept := {name: str(value) for name, value in told.items() if value not in (None, "")}:
                    payload.seen[uid] = kept


def row_uid(table: str, row: Mapping[str, Any], rows: Container[str]) -> str:
    """The uid of a row that came back without one, by what it says; two that say the same stay two."""
    told = "|".join(f"{name}={value}" for name, value in sorted(row.items()) if value not in (None, ""))
    numbered = (str(uuid.uuid5(_NEW, f"{table} {told} {number}")) for number in itertools.count())
    return next(uid for uid in numbered if uid not in rows)


def _point(blob: object) -> tuple[float, float] | None:
    """Longitude and latitude of a point, whatever header it has; None where there is none."""
    if not isinstance(blob, bytes) or len(blob) < 29:
        return None
    wkb = wkb_of_blob(blob)
    lon, lat = struct.unpack_from("<dd" if wkb[0] == 1 else ">dd", wkb, 5)
    return None if lon != lon else (lon, lat)


def _is_form_workbook(path: Path) -> bool:
    """Whether a workbook is an export: ours say to which packet they belong, those of a server do not."""
    if path.suffix.lower() != ".xlsx" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "docProps/custom.xml" not in archive.namelist()


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
