"""When a backup is due: the project has edits that the newest backup has not."""

import contextlib
from pathlib import Path

from core.backups import backups
from core.project import Project


def is_due(project: Project) -> bool:
    """Whether anything was changed since the newest backup; an empty project needs none."""
    return 0 < project.revision != kept_revision(project.path)


def kept_revision(path: Path) -> int:
    """The last edit that the newest backup of a project holds, -1 where there is no backup."""
    for backup in backups(path)[:1]:
        with contextlib.suppress(ValueError):
            return int(backup.stem.rpartition("-")[2])
    return -1


def keep_due(project: Project) -> Path | None:
    """Keep a backup where one is due; None where the newest one holds everything."""
    return project.backup() if is_due(project) else None
