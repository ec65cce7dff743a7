"""Copies of a project: verified before they replace anything, and thinned out with age."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from core.addresses import sqlite_address
from core.closing import Hashes, hash_file, last_edit, read_closing, record_closing
from core.locking import held
from core.text import Text

_NEWEST = 10
_DAYS = 30
_FOLDER = ".backups"
_STAMP = "%Y%m%d-%H%M%S"
_SIDE_FILES = ("-journal", "-wal", "-shm")


def backup_folder(project: Path) -> Path:
    """Where the backups of a project lie."""
    return project.with_name(project.stem + _FOLDER)


def backup_note(path: Path) -> Text | None:
    """What whoever opens a backup as a project has to know; None for any other file."""
    if not path.parent.name.endswith(_FOLDER):
        return None
    values = {"file": path.name, "project": path.parent.name.removesuffix(_FOLDER) + ".gpkg"}
    return Text(
        "{file} is a backup of {project}: what is changed here changes the backup. To go on from it, save a copy under "
        "another name first.", values,
    )  # fmt: skip


def keep_backup(connection: sqlite3.Connection, project: Path, known: Hashes | None = None) -> Path:
    """Write a verified backup named by time and revision, then thin out the older ones; returns its path."""
    folder = backup_folder(project)
    folder.mkdir(exist_ok=True)
    name = f"{datetime.now().strftime(_STAMP)}-{last_edit(connection)}.gpkg"
    copy_project(connection, folder / name, known)
    thin_out(folder)
    return folder / name


def copy_project(connection: sqlite3.Connection, target: Path, known: Hashes | None = None) -> None:
    """Copy the project as it is now; the target appears complete and checked, or stays as it was.

    `known` are hashes of tables that did not change since they were made.
    """
    part = target.with_name(target.name + ".part")
    part.write_bytes(b"")  # tells at once where the folder cannot be written
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        connection.backup(copy)
        record_closing(copy, part, known, copied=True)
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the copy differs from what was written")
        copy.close()
        put_in_place(part, target)
    finally:
        copy.close()
        part.unlink(missing_ok=True)


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file its name; a journal that an older file of that name left would be played into it."""
    for suffix in _SIDE_FILES:
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    part.replace(target)


def restore(project: Path, backup: Path) -> Path:
    """Put a copy of a backup in the place of a damaged project, which is kept; returns where the damaged one lies."""
    with held(project):
        aside = project.with_name(f"{project.stem}.damaged-{datetime.now().strftime(_STAMP)}{project.suffix}")
        part = project.with_name(project.name + ".part")
        shutil.copyfile(backup, part)
        if not is_intact(part):
            raise sqlite3.DatabaseError("the copy differs from what was written")
        for suffix in ("", *_SIDE_FILES):
            found = project.with_name(project.name + suffix)
            if found.exists():
                found.replace(aside.with_name(aside.name + suffix))
        put_in_place(part, project)
    return aside


def newest_good(project: Path) -> Path | None:
    """The newest backup whose every byte is as it was written, None where there is none."""
    return next((path for path in backups(project) if is_intact(path)), None)


def is_intact(path: Path) -> bool:
    """Whether every byte of a closed project or backup is as it was written."""
    with contextlib.closing(sqlite3.connect(sqlite_address(path, "mode=ro"), uri=True)) as connection:
        try:
            recorded = read_closing(connection)
            return recorded is not None and hash_file(connection, path) == recorded.file_hash
        except sqlite3.Error:
            return False


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
