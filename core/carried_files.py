"""Files that a project names by their way from its folder, such as photos, tracks and proofs, go along with a copy.

They are known by their hash; a file of another content under the same name is never written over.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from core.base_maps import TRACK, base_maps
from core.project import Project
from core.survey_packet import sha256_of


def carry_files(project: Project, source: Path, target: Path) -> tuple[Path, ...]:
    """Copy what a project names from one folder to another that lacks it; what of `source` could not be carried."""
    return tuple(file for file in _named(project, source) if not _carried(file, target / file.relative_to(source)))


def _named(project: Project, folder: Path) -> Iterator[Path]:
    """The files below a folder that a project names: what is attached, and tracks with the files that they came from.

    What a way that leads out of the folder names is none of them.
    """
    with project.reading() as db:
        told = [str(path) for (path,) in db.execute("SELECT DISTINCT path FROM attachment ORDER BY path")]
    ways = [Path(path) for path in told]
    for base in base_maps(project):
        if base.kind == TRACK:
            ways += [path.relative_to(folder) for path in (folder / base.file).parent.glob(f"{Path(base.file).stem}.*")
                     if path.is_relative_to(folder)]  # fmt: skip
    for way in dict.fromkeys(ways):
        inside = not way.is_absolute() and (folder / way).resolve().is_relative_to(folder.resolve())
        if inside and ".." not in way.parts and (folder / way).is_file():
            yield folder / way


def _carried(file: Path, target: Path) -> bool:
    """Whether a file lies in its place now; it appears whole or not at all."""
    waiting = target.with_name(f".{uuid4().hex}")
    try:
        if target.exists():
            return sha256_of(target) == sha256_of(file)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, waiting)
        same = sha256_of(waiting) == sha256_of(file)
        if same:
            waiting.replace(target)
    except OSError:
        return False
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
    return same
