"""The survey packet: a zip that leaves the office, works for days without it, and comes back.

The zip holds `manifest.json` and the payload, nothing else. The manifest (UTF-8 JSON) is
    format         "cluster-atlas-survey/1"
    project_uid    the setting `uid` of the project; `project_name` what people call it
    packet_id      UUID, the uid of the row in `survey_package`
    kind           excel | qfield | paper | odk
    for            whom the packet is for, '' where nobody was named; `team` [n, of how many]
    made           day and time with its zone; `language` that of headings and words
    year           the year that is asked about
    base_revision  the number of the last edit when the rows were read
    tables         {table: [uid, ...]} of the packed rows
    open           {table: [uid, ...]} of rows that are handed out to be filled and no rows of the project yet
    pages          {code of a page: uid of the firm}; the code is the `document` of the open rows of that firm
    asked          of paper {code of a page: [[table, uid], ...]} in the order of its lines
    files          {name in the zip: sha256 in hex} of the payload

The payload by kind: excel `survey.xlsx` (sheets with the import's headings, columns `uid` hidden behind them);
qfield `project.qgz`, `data.gpkg` (tables actor, flow, flow_amount ..., keyed by `uid`) and `base.mbtiles` where there
is one, photos come back under `DCIM/`; paper `sheets.pdf`; odk `form.xlsx` (XLSForm) and `form.xml` (the same for ODK
Collect). `day.pdf` is the day sheet of a team with at most 150 firms.

The values that the packed rows had stay in the project, in `survey_package.base` (`packed_base`), so that what comes
back is compared with what went out: table -> uid -> field of `core.fields` -> value, references as [uid, name].
"""

import hashlib
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.project import Project
from core.records import insert
from core.survey_rows import Base
from core.text import N_, Text
from core.written_files import Writable, whole_file

FORMAT = "cluster-atlas-survey/1"
MANIFEST = "manifest.json"
PACKET = Writable(N_("survey packet"), "packet.zip")
LARGEST_MANIFEST = 50_000_000  # bytes
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the least that a zip can tell; when it was made stands in the manifest


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a packet says of itself, field by field as in the module's description."""

    project_uid: str
    project_name: str
    packet_id: str
    kind: str
    whom: str
    team: tuple[int, int]
    made: str
    language: str
    year: int
    base_revision: int
    tables: Mapping[str, Sequence[str]]
    open: Mapping[str, Sequence[str]]
    pages: Mapping[str, str]
    files: Mapping[str, str]
    asked: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The packet in a list: for whom and which team of how many."""
        teams = f"{self.team[0]}/{self.team[1]}" if self.team[1] > 1 else ""
        return " ".join(part for part in (self.whom, teams) if part) or self.packet_id[:8]

    def record(self) -> dict[str, Any]:
        """The manifest as plain values for JSON."""
        return {
            "format": FORMAT, "project_uid": self.project_uid, "project_name": self.project_name,
            "packet_id": self.packet_id, "kind": self.kind, "for": self.whom, "team": list(self.team),
            "made": self.made, "language": self.language, "year": self.year, "base_revision": self.base_revision,
            "tables": {name: list(uids) for name, uids in self.tables.items()},
            "open": {name: list(uids) for name, uids in self.open.items()}, "pages": dict(self.pages),
            "asked": {code: [list(one) for one in lines] for code, lines in self.asked.items()},
            "files": dict(self.files),
        }  # fmt: skip


def sha256_of(path: Path) -> str:
    """The hash of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_packet(path: Path, manifest: Manifest, payload: Mapping[str, Path]) -> None:
    """Write manifest and payload (name in the zip -> file) to `path`, which appears whole or not at all."""
    told = json.dumps(manifest.record(), ensure_ascii=False, allow_nan=False, indent=1)
    with whole_file(path, what=PACKET) as waiting, zipfile.ZipFile(waiting, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, _MOMENT), told.encode(), zipfile.ZIP_DEFLATED)
        for name, file in payload.items():
            archive.write(file, name)


def read_manifest(path: Path) -> Manifest:
    """The manifest of a packet; UserError for what is none, or is of a newer program. The payload is not read."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
                raise no_packet(path)
            told = json.loads(archive.read(MANIFEST))
        if told["format"] != FORMAT:
            raise _of_another_program(path)
        return _manifest(told)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, RuntimeError) as cause:
        raise no_packet(path) from cause


def _manifest(told: Mapping[str, Any]) -> Manifest:
    first, last = told["team"]
    return Manifest(
        project_uid=str(told["project_uid"]), project_name=str(told["project_name"]),
        packet_id=str(told["packet_id"]), kind=str(told["kind"]), whom=str(told["for"]),
        team=(int(first), int(last)), made=str(told["made"]), language=str(told["language"]), year=int(told["year"]),
        base_revision=int(told["base_revision"]), tables=dict(told["tables"]), open=dict(told["open"]),
        pages=dict(told["pages"]), files=dict(told["files"]), asked=dict(told.get("asked", {})),
    )  # fmt: skip


def no_packet(path: Path) -> UserError:
    """A file that is no survey packet, or only a part of one."""
    return UserError(
        Text("{file} is no survey packet, or it was cut short on its way.", {"file": path.name}),
        Text("Copy it again from where it came."),
        file=str(path),
    )


def _of_another_program(path: Path) -> UserError:
    return UserError(
        Text("{file} was made by a newer version of this program.", {"file": path.name}),
        Text("Install the version that made it."),
        file=str(path),
    )


def keep_packets(project: Project, packets: Sequence[tuple[Manifest, Base]]) -> None:
    """Keep in the project, as one edit, which packets went out and the values of their rows."""
    told = {"n": len(packets), "whom": packets[0][0].whom or packets[0][0].packet_id[:8]}
    label = Text("{n} survey packet for {whom}", told, plural="{n} survey packets for {whom}")
    with project.edit(label) as db:
        insert(db, "survey_package", [_kept(manifest, base) for manifest, base in packets])


def _kept(manifest: Manifest, base: Base) -> dict[str, Any]:
    packed = zlib.compress(json.dumps(base, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode())
    return {
        "uid": manifest.packet_id, "title": manifest.title, "sent": manifest.made,
        "base_revision": manifest.base_revision, "content": json.dumps(manifest.record(), ensure_ascii=False),
        "kind": manifest.kind, "whom": manifest.whom, "year": manifest.year, "base": packed,
    }  # fmt: skip


def packed_base(connection: sqlite3.Connection, packet_id: str) -> Base:
    """What the rows of a packet held when it went out; UserError for a packet that this project never sent.

    table -> uid -> field -> value: text, number or None, [lon, lat] or None, reference as [uid, name] or None.
    """
    query = "SELECT base FROM survey_package WHERE uid = ?"
    found = connection.execute(query, (packet_id,)).fetchone()
    if found is None or found[0] is None:
        raise UserError(
            Text("This project did not send out the packet {packet}.", {"packet": packet_id[:8]}),
            Text("Open the project that it came from, or undo what took the packet back."),
            value=packet_id,
        )
    base: Base = json.loads(zlib.decompress(found[0]))
    return base
