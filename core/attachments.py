"""Files that belong to a row, such as photos: kept by path and hash, so that a missing or changed one is told."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.project import Project
from core.records import insert
from core.row_names import row_name
from core.snapshot import Snapshot
from core.text import Text

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".webp", ".gif")
GOOD, MISSING, CHANGED = "good", "missing", "changed"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a row; `state` is good, missing, or changed since it was attached; `path` is where it is looked for."""

    id: int
    path: Path
    title: str
    state: str

    @property
    def is_picture(self) -> bool:
        """Whether the file can be shown as a picture."""
        return self.path.suffix.lower() in PICTURES


def attached_files(snapshot: Snapshot, folder: Path, table: str, uid: str) -> list[AttachedFile]:
    """The files of a row; relative paths start at `folder`, where the project file lies."""
    files = snapshot.attachment
    found = []
    for row in np.flatnonzero((files.table_name == table) & (files.row_uid == uid)):
        path = folder / str(files.path[row])  # an absolute path stays as it is
        found.append(AttachedFile(int(files.id[row]), path, str(files.title[row]), _state(path, files.file_hash[row])))
    return found


def attach_file(project: Project, table: str, id: int, path: Path, title: str = "") -> int:
    """Attach a file to a row and return the attachment's id; UserError where the file cannot be read.

    What lies below the project's folder is kept by its relative path, so that both can move together.
    """
    snapshot = project.snapshot()
    rows = getattr(snapshot, table)
    row = int(np.searchsorted(rows.id, id))
    return attach_under(project, (table, str(rows.uid[row])), row_name(snapshot, table, row), path, title)


def attach_under(project: Project, key: tuple[str, str], name: Text | str, path: Path, title: str = "") -> int:
    """Attach a file to what a table's name and a key stand for, such as a result that has no row of its own."""
    values = {"table_name": key[0], "row_uid": key[1], **kept_file(project, path), "title": title}
    with project.edit(Text("{name}: attach {file}", {"name": name, "file": path.name})) as db:
        return insert(db, "attachment", [values])[0]


def kept_file(project: Project, path: Path) -> dict[str, str]:
    """Path and hash by which a file is kept; UserError where it cannot be read."""
    try:
        content_hash = _content_hash(path)
    except OSError:
        raise UserError(
            Text("The file {file} cannot be read.", {"file": path.name}),
            Text("Check that it is still there and that you may open it."),
            file=str(path),
        ) from None
    folder = project.path.parent
    kept = path.absolute()
    told = kept.relative_to(folder).as_posix() if kept.is_relative_to(folder) else str(kept)
    return {"path": told, "file_hash": content_hash}


def detach_file(project: Project, id: int) -> None:
    """Forget an attached file; the file itself stays where it is."""
    with project.edit(Text("Remove an attached file")) as db:
        db.execute("DELETE FROM attachment WHERE id = ?", (id,))


def _state(path: Path, content_hash: str) -> str:
    try:
        same = not content_hash or _content_hash(path) == content_hash
    except OSError:
        return MISSING
    return GOOD if same else CHANGED


def _content_hash(path: Path) -> str:
    told = path.stat()
    return _hash_of(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=256)
def _hash_of(path: Path, changed: int, size: int) -> str:
    """The hash of a file's content, read once for each time that the file was written."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
