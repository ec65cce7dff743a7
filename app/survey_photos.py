"""Photos of a folder: looked at in a worker process, brought to firms, told in sentences and as JSON."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import worker
from core.attachments import PICTURES
from core.columns import json_number
from core.errors import UserError
from core.i18n import show
from core.paths import state_folder
from core.photo_keeping import asked_photos
from core.project import Project
from core.renaming import Names, text_in
from core.survey_board import read_pages
from core.survey_photos import MATCHED, STATES, WAYS, PhotoFile, PhotoMatch, PhotoPlan, plan_photos
from core.survey_visits import read_visits
from core.text import N_, Text

TITLE = N_("Photos of a survey")
MOST = 5_000  # files of a folder
_AT_ONCE = 50  # photos that one process looks at; one that ends it spoils no more than these, which then go singly
_HASH = 64  # letters of a hash
_FIRST = {state: place for place, state in enumerate(("ambiguous", "unmatched", "unreadable", "matched", "again"))}


@contextmanager
def photo_source(path: Path) -> Iterator[Path]:
    """The folder of photos that a path means: itself, or what an archive (a packet that came back) holds of them."""
    if path.is_dir():
        yield path
        return
    if not path.exists():
        raise _unreadable(path)
    with tempfile.TemporaryDirectory() as folder:
        worker.run("gis.photo_files", "unpack_photos", (path, Path(folder)), file=path)
        yield Path(folder)


def plan_folder(project: Project, folder: Path) -> PhotoPlan:
    """What would become of the photos in a folder and the folders inside; UserError for too many or no folder."""
    names, others = _listed(folder)
    files: list[PhotoFile] = []
    for start in range(0, len(names), _AT_ONCE):
        files += _looked_at(folder, names[start : start + _AT_ONCE])
    with project.reading() as connection:
        asked = asked_photos(read_pages(connection), read_visits(connection))
    return plan_photos(project.snapshot(), asked, files, others)


def plan_in(plan: PhotoPlan, names: Names) -> PhotoPlan:
    """The plan with the names by which a reader knows its firms."""
    matches = tuple(
        replace(one, name=names.get(one.name, one.name), told=one.told and text_in(one.told, names))
        for one in plan.matches
    )
    return replace(plan, matches=matches, missing=tuple((names.get(firm, firm), photo) for firm, photo in plan.missing))


def _listed(folder: Path) -> tuple[list[str], int]:
    """The pictures below a folder by their relative paths, and how many other files lie there."""
    try:
        found = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    except OSError as cause:
        raise _unreadable(folder) from cause
    if not folder.is_dir():
        raise _unreadable(folder)
    names = sorted(path.relative_to(folder).as_posix() for path in found if path.suffix.lower() in PICTURES)
    if len(names) > MOST:
        told = {"folder": folder.name, "n": len(names), "most": MOST}
        raise UserError(
            Text("{folder} holds {n} photos, and at most {most} are looked at together.", told),
            Text("Name the folder of one survey, or of one team."),
            file=str(folder),
        )
    return names, len(found) - len(names)


def _looked_at(folder: Path, names: Sequence[str]) -> list[PhotoFile]:
    """What a process apart says of some photos; one that ends it is found by asking for each alone."""
    try:
        return list(worker.run("gis.photo_files", "read_photos", (folder, names, thumbnail_folder()), file=folder))
    except UserError as fault:
        if len(names) == 1:
            return [PhotoFile(names[0], fault=fault.sentence)]
    return [file for name in names for file in _looked_at(folder, [name])]


def thumbnail_folder() -> Path:
    """Where small pictures lie, beside the user's settings, by the hash of the photo."""
    return state_folder() / "thumbnails"


def small_picture(path: Path) -> Path:
    """The small picture of a photo that is kept under its hash, where there is one, else the photo itself."""
    small = thumbnail_folder() / f"{path.stem}.jpg"
    return small if len(path.stem) == _HASH and small.exists() else path


def _unreadable(folder: Path) -> UserError:
    return UserError(
        Text("{folder} is no folder that can be read.", {"folder": str(folder)}),
        Text("Name the folder in which the photos lie."),
        file=str(folder),
    )


def ordered(plan: PhotoPlan) -> list[PhotoMatch]:
    """What somebody has to look at first, then the rest by name."""
    return sorted(plan.matches, key=lambda one: (_FIRST[one.state] + (one.told is None), one.file.name))


def counts_told(plan: PhotoPlan) -> Text:
    """The plan in one sentence."""
    values = {"n": len(plan.matches), **{state: len(plan.of(state)) for state in STATES}, "missing": len(plan.missing)}
    return Text(
        "{n} photo: {matched} matched, {again} there already, {ambiguous} may be of several firms, {unmatched} of no "
        "firm, {unreadable} not readable; {missing} named in packets are missing",
        values,
        plural="{n} photos: {matched} matched, {again} there already, {ambiguous} may be of several firms, {unmatched} "
        "of no firm, {unreadable} not readable; {missing} named in packets are missing",
    )


def match_told(match: PhotoMatch, language: str) -> str:
    """How a photo was matched, or why it was not."""
    parts = [Text(STATES[match.state]), *([Text(WAYS[match.way])] if match.way and match.firm else []), match.told]
    return " · ".join(show(part, language) for part in parts if part is not None)


def photo_lines(plan: PhotoPlan, language: str) -> Iterator[Text]:
    """The plan in sentences."""
    yield counts_told(plan)
    for match in ordered(plan):
        values = {"file": match.file.name, "firm": match.name or "—", "told": match_told(match, language)}
        yield Text("  {file}: {firm} ({told})", values)
    for firm, photo in plan.missing:
        yield Text("  {photo} of {firm} is named in a packet and does not lie there.", {"photo": photo, "firm": firm})
    if plan.others:
        yield Text("{n} other file was left alone.", {"n": plan.others}, plural="{n} other files were left alone.")


def photos_record(plan: PhotoPlan, taken: int | None, language: str) -> dict[str, Any]:
    """The plan as plain values for JSON; `taken` is None for a dry run."""
    return {
        "counts": {**{state: len(plan.of(state)) for state in STATES}, "missing": len(plan.missing),
                   "others": plan.others},
        "taken": taken,
        "photos": [
            {
                "file": one.file.name, "state": one.state, "firm": one.firm or None, "name": one.name or None,
                "by": one.way or None, "sha256": one.file.hash or None, "taken": one.file.taken or None,
                "place": list(one.file.place) if one.file.place else None, "metres_off": json_number(one.far),
                "told": show(one.told, language) if one.told is not None else None,
            }
            for one in plan.matches
        ],
        "missing": [{"firm": firm, "photo": photo} for firm, photo in plan.missing],
    }  # fmt: skip


def has_work(plan: PhotoPlan) -> bool:
    """Whether a photo is to be taken."""
    return bool(plan.of(MATCHED))
