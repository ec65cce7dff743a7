"""Copies of a project: verified before they replace anything, and thinned out with age."""

import contextlib
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from core.closing import last_edit, record_closing

_NEWEST = 10
_DAYS = 30
_STAMP = "%Y%m%d-%H%M%S"


def backup_folder(project: Path) -> Path:
    """Where the backups of a project lie."""
    return project.with_name(project.stem + ".backups")


def keep_backup(connection: sqlite3.Connection, project: Path) -> Path:
    """Write a verified backup named by time and revision, then thin out the older ones; returns its path."""
    folder = backup_folder(project)
    folder.mkdir(exist_ok=True)
    name = f"{datetime.now().strftime(_STAMP)}-{last_edit(connection)}.gpkg"
    copy_project(connection, folder / name)
    thin_out(folder)
    return folder / name


def copy_project(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the project as it is now; the target appears complete and checked, or stays as it was."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        connection.backup(copy)
        copy.execute("PRAGMA trusted_schema = OFF")
        record_closing(copy, part)
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the copy differs from what was written")
        copy.close()
        part.replace(target)
    finally:
        copy.close()
        part.unlink(missing_ok=True)


def backups(project: Path) -> list[Path]:
    """The backups of a project, newest first."""
    return sorted(_stamped(backup_folder(project)), key=lambda path: path.name, reverse=True)


def thin_out(folder: Path) -> None:
    """Remove backups that nobody needs: all but the 10 newest, one per day for 30 days, and one per month."""
    stamped = _stamped(folder)
    kept = kept_moments(stamped.values())
    for path, moment in stamped.items():
        if moment not in kept:
            path.unlink()


def kept_moments(moments: Iterable[datetime]) -> set[datetime]:
    """Which backups stay: the 10 newest, the newest of each of the last 30 days, the newest of each month."""
    ordered = sorted(moments, reverse=True)
    kept = set(ordered[:_NEWEST])
    days: set[object] = set()
    months: set[tuple[int, int]] = set()
    for moment in ordered:
        if moment.date() not in days and ordered[0] - moment <= timedelta(days=_DAYS):
            kept.add(moment)
        if (moment.year, moment.month) not in months:
            kept.add(moment)
        days.add(moment.date())
        months.add((moment.year, moment.month))
    return kept


def _stamped(folder: Path) -> dict[Path, datetime]:
    """The backups in a folder with the time in their names; other files are left alone."""
    found = {}
    for path in folder.glob("*.gpkg") if folder.is_dir() else ():
        with contextlib.suppress(ValueError):
            found[path] = datetime.strptime(path.name[:15], _STAMP)
    return found
