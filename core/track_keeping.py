"""Tracks are kept: copied beside the project under their hash, shown as a layer, told of the firms that they passed."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.attachments import kept_file
from core.base_maps import TRACK, BaseMap, base_maps, free_name, put_base_map, told_path
from core.hashed_copies import copy_by_hash
from core.locking import user_name
from core.merge_records import now_told
from core.project import Project
from core.records import insert
from core.survey_tracks import Pass, TrackFile, as_drawn
from core.text import Text
from core.written_files import whole_file


def track_folder(project: Path) -> Path:
    """Where the tracks of a project lie: beside it, so that both can move together."""
    return project.with_name(f"{project.stem} tracks")


def is_kept(project: Project, track: TrackFile) -> bool:
    """Whether the project has this very track."""
    return any(base.kind == TRACK and Path(base.file).stem == track.hash for base in base_maps(project))


def keep_track(
    project: Project, file: Path, track: TrackFile, passed: Sequence[Pass], packages: Sequence[tuple[int, str, str]]
) -> bool:
    """Copy a track and keep it as a layer, with what it passed, as one edit; False where the project has it already.

    `packages` are id, uid of the package and uid of a firm that it asks about. UserError where nothing can be copied.
    """
    if is_kept(project, track):
        return False
    folder = track_folder(Path(project.path))
    copy, drawn = _copies(file, folder, track)
    names = [base.name for base in base_maps(project)]
    layer = BaseMap(free_name(file.stem, names), TRACK, told_path(drawn, Path(project.path)), source=file.name)
    attached = kept_file(project, copy)
    with project.edit(Text("Track of a survey: {file}", {"file": file.name}), str(file)) as db:
        put_base_map(db, layer)
        _tell(db, track, passed, packages, {**attached, "title": file.name})
    return True


def _tell(
    db: sqlite3.Connection,
    track: TrackFile,
    passed: Sequence[Pass],
    packages: Sequence[tuple[int, str, str]],
    attached: dict[str, str],
) -> None:
    """Keep with each package which of its firms were passed, and the file."""
    by_firm = {one.firm: one for one in passed}
    for id, uid in sorted({(id, uid) for id, uid, firm in packages if firm in by_firm}):
        firms = {firm for _, package, firm in packages if package == uid and firm in by_firm}
        seen = {firm: _seen(by_firm[firm], track) for firm in sorted(firms)}
        row = {"package_id": id, "packet": f"{uid}-track-{track.hash[:12]}", "file": attached["title"]}
        told = {"at": now_told(), "person": user_name(), "counts": json.dumps({"seen": seen})}
        insert(db, "survey_return", [{**row, **told}])
        insert(db, "attachment", [{"table_name": "survey_package", "row_uid": uid, **attached}])


def _seen(one: Pass, track: TrackFile) -> dict[str, str | int]:
    """What is kept of a pass; minutes only where they are known."""
    told: dict[str, str | int] = {"passed": one.since or track.day, "metres": round(one.metres)}
    return told if np.isnan(one.minutes) else {**told, "minutes": round(one.minutes)}


def _copies(file: Path, folder: Path, track: TrackFile) -> tuple[Path, Path]:
    """The file under its hash, and its lines as JSON (longitude, latitude); each appears whole or not at all."""
    copy, drawn = copy_by_hash(file, folder, track.hash), folder / f"{track.hash}.json"
    with whole_file(drawn) as waiting:
        waiting.write_text(json.dumps(list(as_drawn(track.drawn)), allow_nan=False), encoding="utf-8")
    return copy, drawn
