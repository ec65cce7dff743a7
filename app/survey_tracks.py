"""Tracks of surveys: read in a worker process, held against the firms, kept, told in sentences and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtWidgets import QFileDialog

from app.session import Session
from app.tasks import outcome
from app.window import MainWindow
from core import worker
from core.columns import json_number
from core.display_names import in_language
from core.errors import UserError
from core.i18n import show_number, translate
from core.project import Project
from core.steps import Step
from core.survey_board import read_board
from core.survey_tracks import NEAR_M, Pass, TrackFile, passes
from core.text import N_, Text
from core.track_keeping import is_kept, keep_track

ENDINGS = (".gpx", ".kml")


@dataclass(frozen=True, slots=True, eq=False)
class FoundTrack:
    """A track of a file with the firms that it passed; `known` says that the project has it already."""

    file: Path
    track: TrackFile
    passed: tuple[Pass, ...]
    known: bool


def find_track(project: Project, file: Path, language: str) -> FoundTrack:
    """Read a file and see which firms it passed; UserError for one that is no track."""
    if file.suffix.lower() not in ENDINGS or not file.is_file():
        raise UserError(
            Text("{file} is no track: GPX and KML files are read.", {"file": file.name}),
            Text("Export the track as GPX or KML from the app that recorded it."),
            file=str(file),
        )
    track: TrackFile = worker.run("gis.track_files", "read_track", (file,), file=file)
    passed = passes(in_language(project.snapshot(), language), track)
    return FoundTrack(file, track, passed, is_kept(project, track))


def keep_found(project: Project, found: FoundTrack) -> bool:
    """Keep a track with the packets that were out when it passed the firms they ask about; False where it is kept."""
    with project.reading() as connection:
        packets = read_board(connection, project.snapshot())
    days = {one.firm: one.since[:10] or found.track.day for one in found.passed}
    packages = [
        (packet.id, packet.uid, firm.uid)
        for packet in packets
        for firm in packet.firms
        if firm.uid in days and packet.was_out(days[firm.uid])
    ]
    return keep_track(project, found.file, found.track, found.passed, packages)


def track_sentence(found: FoundTrack, language: str) -> Text:
    """How long a track is and how many firms it passed."""
    values = {
        "file": found.file.name, "n": len(found.passed), "km": show_number(found.track.km, 3), "near": int(NEAR_M),
        "day": found.track.day or translate(N_("no day told"), language),
    }  # fmt: skip
    return Text(
        "{file} ({day}): {km} km, {n} firm passed within {near} m",
        values,
        plural="{file} ({day}): {km} km, {n} firms passed within {near} m",
    )


def times_told(track: TrackFile) -> Text:
    """How many points tell no time, or one that runs back, so that no stay is made of them; empty where none do."""
    told = {"untimed": track.untimed, "back": track.back, "n": track.points}
    if track.untimed and track.back:
        return Text("Of {n} points {untimed} tell no time and {back} one that runs back; no minutes are made of them.",
                    told)  # fmt: skip
    if track.untimed:
        return Text("Of {n} points {untimed} tell no time; no minutes are made of them.", told)
    if track.back:
        return Text("At {back} of {n} points the time runs back; no minutes are made of them.", told)
    return Text("")


def track_lines(found: Sequence[FoundTrack], language: str) -> Iterator[Text]:
    """Tracks in sentences, each with the firms that it passed."""
    for one in found:
        yield track_sentence(one, language)
        if (times := times_told(one.track)).message_id:
            yield Text("  {line}", {"line": times})
        if one.known:
            yield Text("  The project has this track already; nothing was added.")
        for near in one.passed:
            values = {"firm": near.name, "metres": f"{near.metres:.0f}", "since": near.since.replace("T", " ") or "—",
                      "minutes": "—" if np.isnan(near.minutes) else f"{near.minutes:.0f}"}  # fmt: skip
            yield Text("  {firm}: {metres} m, {since}, {minutes} min", values)


def tracks_record(found: Sequence[FoundTrack]) -> dict[str, Any]:
    """Tracks as plain values for JSON."""
    return {
        "tracks": [
            {
                "file": one.file.name, "sha256": one.track.hash, "day": one.track.day or None,
                "km": round(one.track.km, 3), "known": one.known, "near_m": NEAR_M,
                "points": one.track.points, "points_without_time": one.track.untimed,
                "points_time_back": one.track.back,
                "firms": [
                    {"uid": near.firm, "name": near.name, "metres": round(near.metres, 1), "since": near.since or None,
                     "minutes": json_number(round(near.minutes, 1))}
                    for near in one.passed
                ],
            }
            for one in found
        ]
    }  # fmt: skip


def ask_tracks(window: MainWindow, session: Session) -> None:
    """Ask for files and take in their tracks."""
    if session.project is not None:
        title = translate(N_("Tracks of a survey"), window.language)
        for name in QFileDialog.getOpenFileNames(window, title, "", "*.gpx *.kml")[0]:
            take_in(window, session, Path(name))


def take_in(window: MainWindow, session: Session, file: Path) -> None:
    """Let the worker read a track, then keep it as one edit and tell what it passed."""
    project = session.project
    if project is None:
        return

    def keep(found: FoundTrack | UserError) -> None:
        if isinstance(found, UserError):
            window.messages.tell(found.sentence, found.advice, notice=True)
        elif session.project is project:
            told, times = track_sentence(found, window.language), times_told(found.track)
            session.write(
                Text("Track of a survey"),
                lambda project, step: _kept(project, found, step),
                lambda fresh: window.messages.tell(
                    *((told, times) if fresh else (Text("The project has this track already."),))
                ),
                window.messages.tell_or_raise,
            )

    title = Text("Reading {file}", {"file": file.name})
    session.tasks.run(title, lambda _: outcome(find_track, project, file, window.language), keep)


def _kept(project: Project, found: FoundTrack, step: Step) -> bool:
    return keep_found(project, found)
