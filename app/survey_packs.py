"""Making survey packets: what is ordered is chosen, split among teams, written for each, and kept in the project."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import numpy as np

from app.drawing_application import drawing_application
from app.survey_days import PAYLOAD as DAY
from app.survey_days import write_team_day
from app.survey_sheets import PAYLOAD as SHEETS
from app.survey_sheets import asked_in_order, write_survey_sheets
from core.base_maps import TILES, base_maps
from core.errors import UserError
from core.project import Project
from core.steps import Step, quietly
from core.survey_form import PAYLOAD as FORM
from core.survey_form import write_survey_form
from core.survey_geopackage import PAYLOAD as DATA
from core.survey_geopackage import write_survey_geopackage
from core.survey_order import Order, checked_order, chosen_firms, surveyed_year
from core.survey_packet import Manifest, keep_packets, sha256_of, write_packet
from core.survey_rows import Base, Packed, base_values, packed_rows, part_of
from core.survey_teams import split
from core.survey_workbook import PAYLOAD, write_survey_workbook
from core.text import Text
from gis.paint import font_family
from gis.survey_qfield import MBTILES, PROJECT, write_qfield_project

ENDING = ".zip"
MOST_STOPS = 150  # of a team with a day sheet: nobody visits more
LARGEST_BASE = 200_000_000  # bytes of tiles that go along


@dataclass(frozen=True, slots=True)
class Team:
    """What the writers of a payload are told: the rows, the packet's id, whom it is for, which team, the language."""

    packed: Packed
    packet_id: str
    whom: str
    number: tuple[int, int]
    year: int
    language: str
    made: str
    srs: int
    tiles: Path | None  # of the base map that goes along


@dataclass(frozen=True, slots=True)
class MadePacket:
    """A packet that was written: its file and what it holds."""

    path: Path
    manifest: Manifest

    @property
    def told(self) -> Text:
        """What it holds, in a sentence."""
        tables = self.manifest.tables
        values = {
            "file": self.path.name, "n": len(tables["actor"]), "links": len(tables.get("flow", ())),
            "open": sum(map(len, self.manifest.open.values())),
        }  # fmt: skip
        return Text(
            "{file}: {n} firm, {links} links, {open} rows to fill in.",
            values,
            plural="{file}: {n} firms, {links} links, {open} rows to fill in.",
        )


def packet_paths(out: Path, teams: int) -> list[Path]:
    """The file of each team; UserError for a name that does not end in .zip."""
    if out.suffix.lower() != ENDING:
        raise UserError(
            Text("A survey packet is a .zip file, so {file} was not written.", {"file": out.name}),
            Text("Let the name end in .zip."),
            file=str(out),
        )
    return [out] if teams == 1 else [out.with_name(f"{out.stem}-{number}{ENDING}") for number in range(1, teams + 1)]


def make_packets(project: Project, order: Order, out: Path, language: str, step: Step = quietly) -> list[MadePacket]:
    """Write the packets of an order and keep in the project what went out, as one edit.

    What a source opens to sums only, or to the superior office alone, is not packed. UserError for an order that
    cannot be met; nothing is kept then.
    """
    checked_order(order)
    snapshot = project.snapshot().for_firms()
    everybody = chosen_firms(snapshot, order)
    year = surveyed_year(snapshot, order)
    packed = packed_rows(snapshot, everybody, year, order.questions)
    parts = split(packed.year, np.flatnonzero(everybody).tolist(), order.teams)
    tiles, now = _tiles_of(project), datetime.now().astimezone().isoformat(timespec="seconds")
    with project.reading() as connection:
        taken = {str(uid)[:4].lower() for (uid,) in connection.execute("SELECT uid FROM survey_package")}
    made: list[tuple[MadePacket, Base]] = []
    for number, (path, firms) in enumerate(zip(packet_paths(out, order.teams), parts, strict=True), 1):
        step(number - 1, order.teams)
        packet_id = _fresh_id(taken)
        part = part_of(packed, firms, everybody, packet_id)
        team = Team(part, packet_id, order.whom, (number, order.teams), year, language, now, project.srs, tiles)
        manifest = _write(path, team, order.kind, project)
        made.append((MadePacket(path, manifest), base_values(part)))
    keep_packets(project, [(packet.manifest, base) for packet, base in made])
    return [packet for packet, _ in made]


def _fresh_id(taken: set[str]) -> str:
    """An id whose first four signs, which stand in the codes of its pages, no other packet of the project has."""
    while (packet_id := str(uuid4()))[:4] in taken:
        pass
    taken.add(packet_id[:4])
    return packet_id


def _write(path: Path, team: Team, kind: str, project: Project) -> Manifest:
    """Write the packet of a team, its payload made in a folder of its own that goes again."""
    with tempfile.TemporaryDirectory() as folder:
        payload = {file.relative_to(folder).as_posix(): file for file in _payload(Path(folder), team, kind)}
        manifest = Manifest(
            project_uid=project.setting("uid"), project_name=project.name, packet_id=team.packet_id, kind=kind,
            whom=team.whom, team=team.number, made=team.made,
            language=team.language, year=team.year, base_revision=project.snapshot().revision,
            tables=team.packed.uids(), open=team.packed.open_uids(),
            pages={code: str(team.packed.year.actor.uid[row]) for row, code in team.packed.pages.items()},
            asked=asked_in_order(team.packed, team.year, team.language) if kind == "paper" else {},
            files={name: sha256_of(file) for name, file in payload.items()},
        )  # fmt: skip
        write_packet(path, manifest, payload)
    return manifest


def _payload(folder: Path, team: Team, kind: str) -> list[Path]:
    """The files of a packet: what people fill in, and the day sheet that says whom to visit in which order."""
    files = WRITERS[kind](folder, team)
    if len(team.packed.pages) <= MOST_STOPS:
        files.append(folder / DAY)
        write_team_day(files[-1], team.packed, team.whom, team.number, team.language)
    return files


def _excel(folder: Path, team: Team) -> list[Path]:
    file = folder / PAYLOAD
    write_survey_workbook(file, team.packed, team.packet_id, team.whom, team.language)
    return [file]


def _paper(folder: Path, team: Team) -> list[Path]:
    file = folder / SHEETS
    write_survey_sheets(file, team.packed, team.year, team.language)
    return [file]


def _qfield(folder: Path, team: Team) -> list[Path]:
    """Project, data and, where the project has one that is small, its tiles as the base map."""
    drawing_application()
    data, project, tiles = folder / DATA, folder / PROJECT, folder / MBTILES
    write_survey_geopackage(data, team.packed, team.srs)
    if team.tiles is not None:
        shutil.copyfile(team.tiles, tiles)
    write_qfield_project(
        project, team.packed, team.year, team.srs, team.language, font_family(), base=team.tiles is not None
    )
    return [project, data, *([tiles] if team.tiles is not None else [])]


def _odk(folder: Path, team: Team) -> list[Path]:
    file = folder / FORM
    write_survey_form(file, team.packed, team.packet_id, team.made, team.language)
    converting = import_module("core.survey_xform")  # its library is loaded only when such a packet is asked for
    converted = folder / str(converting.PAYLOAD)
    converting.write_xform(file, converted)
    return [file, converted]


def _tiles_of(project: Project) -> Path | None:
    """The file of the project's uppermost visible map of tiles, where it is an MBTiles file that a packet can carry."""
    for base in reversed(base_maps(project)):
        path = base.path(Path(project.path))
        if base.kind == TILES and base.visible and path.suffix.lower() == ".mbtiles" and path.is_file():
            return path if path.stat().st_size <= LARGEST_BASE else None
    return None


WRITERS: dict[str, Callable[[Path, Team], list[Path]]] = {
    "excel": _excel, "paper": _paper, "qfield": _qfield, "odk": _odk,
}  # fmt: skip
