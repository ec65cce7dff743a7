"""Photos that were brought to firms are kept: copied beside the project under their hash, attached as one edit."""

from collections.abc import Sequence
from pathlib import Path

from core.hashed_copies import copy_by_hash
from core.project import Project
from core.records import insert
from core.survey_photos import MATCHED, Asked, PhotoMatch, PhotoPlan
from core.survey_visits import Visit
from core.text import Text


def photo_folder(project: Path) -> Path:
    """Where the photos of a project lie: beside it, so that both can move together."""
    return project.with_name(f"{project.stem} photos")


def take_photos(project: Project, folder: Path, plan: PhotoPlan) -> int:
    """Copy the matched photos of a folder and attach them, as one edit; how many they are.

    What was attached, or whose firm was deleted, since the plan was made is left out. A copy of a photo that an undone
    edit has left is used again. UserError where a file is gone, was changed since it was looked at, or cannot be
    copied; nothing is attached then.
    """
    taken = _still_due(project, plan)
    if not taken:
        return 0
    kept = photo_folder(Path(project.path))
    copies = [copy_by_hash(folder / match.file.name, kept, match.file.hash) for match in taken]
    told = {"n": len(taken), "folder": folder.name}
    label = Text("{n} photo of firms from {folder}", told, plural="{n} photos of firms from {folder}")
    with project.edit(label) as db:
        insert(db, "attachment", [_row(match, copy, kept.parent) for match, copy in zip(taken, copies, strict=True)])
    return len(taken)


def _still_due(project: Project, plan: PhotoPlan) -> list[PhotoMatch]:
    """The matched photos of a plan that their firms, as the project is now, do not have."""
    with project.reading() as db:
        firms = {str(uid) for (uid,) in db.execute("SELECT uid FROM actor")}
        kept = set(db.execute("SELECT row_uid, file_hash FROM attachment WHERE table_name = 'actor'"))
    return [one for one in plan.of(MATCHED) if one.firm in firms and (one.firm, one.file.hash) not in kept]


def _row(match: PhotoMatch, copy: Path, folder: Path) -> dict[str, str]:
    path = copy.relative_to(folder).as_posix()
    title = Path(match.file.name).name
    return {
        "table_name": "actor",
        "row_uid": match.firm,
        "path": path,
        "file_hash": match.file.hash,
        "title": title,
    }


def asked_photos(pages: Sequence[tuple[str, str]], visits: Sequence[Visit]) -> Asked:
    """What packets say of photos: codes of pages with their firms, and names of photos by firm."""
    named: dict[str, list[str]] = {}
    for visit in visits:
        named.setdefault(visit.firm, []).extend(visit.photos)
    firms: dict[str, set[str]] = {}
    for code, firm in pages:
        firms.setdefault(code, set()).add(firm)
    return Asked(firms, named)
