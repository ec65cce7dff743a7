"""When a backup is due: the project has edits that the newest backup has not."""

import sqlite3
from contextlib import closing
from pathlib import Path

from core.addresses import sqlite_address
from core.backups import backups
from core.project import Project


def is_due(project: Project) -> bool:
    """Whether anything was changed since the newest backup; an empty project needs none."""
    with project.reading() as connection:
        now = _last_edit(connection)
    return now is not None and now != kept_edit(project.path)


def kept_edit(path: Path) -> tuple[int, str] | None:
    """Number and hash of the last edit that the newest backup of a project holds, None where none can be read.

    The number alone would not tell: after a restored backup, or in another copy, other work bears the same one.
    """
    for backup in backups(path)[:1]:
        try:
            with closing(sqlite3.connect(sqlite_address(backup, "mode=ro"), uri=True)) as connection:
                return _last_edit(connection)
        except sqlite3.Error:  # damaged, or of before the chain
            return None
    return None


def _last_edit(connection: sqlite3.Connection) -> tuple[int, str] | None:
    row = connection.execute("SELECT seq, hash FROM edit ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else None


def keep_due(project: Project) -> Path | None:
    """Keep a backup where one is due; None where the newest one holds everything."""
    return project.backup() if is_due(project) else None
