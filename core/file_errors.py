"""What SQLite and the operating system report, turned into sentences; the one place where that is done."""

import contextlib
import errno
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from core.backups import backup_folder, newest_good
from core.errors import UserError
from core.locking import not_writable
from core.table_titles import table_title
from core.text import Text

WHOLE = Text("the file as a whole")
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the user or the surroundings caused into UserError; programming mistakes pass as they are."""
    try:
        yield
    except sqlite3.Error as cause:
        if isinstance(cause, sqlite3.IntegrityError):
            raise _refused(str(cause), path) from cause
        sentence = _SENTENCES.get(_primary(cause))
        if sentence is None and "decode to UTF-8" in str(cause):
            sentence = damaged
        if sentence is None:
            raise
        raise sentence(path) from cause


@contextlib.contextmanager
def written(target: Path) -> Iterator[None]:
    """Turn what prevents a copy from being written into UserError about the target."""
    try:
        with explained(target):
            yield
    except OSError as cause:
        raise (disk_full if cause.errno == errno.ENOSPC else no_place)(target) from cause


def _primary(cause: sqlite3.Error) -> int:
    """The primary result code, 0 where the interpreter itself refused."""
    code = getattr(cause, "sqlite_errorcode", 0) or 0
    return sqlite3.SQLITE_READONLY_ROLLBACK if code == sqlite3.SQLITE_READONLY_ROLLBACK else code & 0xFF


def missing(path: Path) -> UserError:
    """There is no such file."""
    return UserError(
        Text("There is no file {file}.", {"file": path.name}),
        Text("Check the name and the folder, or create a new project there."),
        file=str(path),
        code="missing",
    )


def no_folder(path: Path) -> UserError:
    """The folder for a new file does not exist."""
    return UserError(
        Text("There is no folder {folder}.", {"folder": str(path)}),
        Text("Check its name, or make the folder first."),
        file=str(path),
        code="missing",
    )


def require_folder(target: Path) -> None:
    """Refuse a file that cannot be made, since its folder is missing or a folder has its name."""
    if target.is_dir():
        raise folder(target)
    if not target.parent.is_dir():
        raise no_folder(target.parent)


def no_place(path: Path) -> UserError:
    """A new file cannot be made where it shall lie."""
    return UserError(
        Text("{file} cannot be made: the folder {folder} does not let you write.", _place(path)),
        Text("Choose a folder of your own, such as one in your documents."),
        file=str(path),
        code="not_writable",
    )


def _place(path: Path) -> dict[str, str]:
    return {"file": path.name, "folder": str(path.parent)}


def folder(path: Path) -> UserError:
    """A folder stands where a file is asked for."""
    return UserError(
        Text("{file} is a folder, not a project file.", {"file": path.name}),
        Text("Choose a project file; its name ends in .gpkg."),
        file=str(path),
        code="folder",
    )


def other_content(path: Path) -> UserError:
    """The file is no SQLite database at all."""
    return UserError(
        Text("{file} is not a project file: it is not even a database.", {"file": path.name}),
        Text("Choose a file that this program made. Tables and maps are imported into a project, not opened."),
        file=str(path),
        code="not_project",
    )


def other_database(path: Path) -> UserError:
    """The file is a database of some other kind."""
    return UserError(
        Text("{file} is a database of another kind, not a project file.", {"file": path.name}),
        Text("Choose a file that this program made."),
        file=str(path),
        code="not_project",
    )


def other_geopackage(path: Path) -> UserError:
    """The file is a GeoPackage without our tables."""
    return UserError(
        Text("{file} is a GeoPackage of another program, not a project file.", {"file": path.name}),
        Text("Create a new project and import its layers."),
        file=str(path),
        code="not_project",
    )


def newer(path: Path) -> UserError:
    """The file knows migrations that this program does not."""
    return UserError(
        Text("{file} was written by a newer version of this program.", {"file": path.name}),
        Text("Install the newer version, or ask for a copy that was saved with this one."),
        file=str(path),
        code="newer",
    )


def older(path: Path) -> UserError:
    """The file lacks tables that this program reads, and a reader must not add them."""
    return UserError(
        Text("{file} was written by an older version of this program.", {"file": path.name}),
        Text("Open it once for writing, so that it is brought up to date; a backup is kept."),
        file=str(path),
        code="older",
    )


def not_readable(path: Path) -> UserError:
    """The user may not read the file."""
    return UserError(
        Text("The file {file} may not be read by you.", {"file": path.name}),
        Text("Ask its owner for the right to read it, or for a copy."),
        file=str(path),
        code="not_readable",
    )


def unreachable(path: Path) -> UserError:
    """The disk, stick or network share gave up."""
    return UserError(
        Text("The disk or network that holds {file} does not answer.", {"file": path.name}),
        Text("Check the cable, the stick or the network, then repeat the step; copy the project to a local disk."),
        file=str(path),
        code="unreachable",
    )


def taken(path: Path) -> UserError:
    """A file stands where a new project is to be made."""
    return UserError(
        Text("There is already a file {file}.", {"file": path.name}),
        Text("Choose another name; an existing file is never overwritten by a new project."),
        file=str(path),
        code="taken",
    )


def merged_with_itself(path: Path) -> UserError:
    """Merging a project with its own file."""
    return UserError(
        Text("{file} is the project itself.", {"file": path.name}),
        Text("Name another copy of it: what was changed there is taken in."),
        file=str(path),
        code="onto_itself",
    )


def onto_itself(path: Path) -> UserError:
    """Saving a copy under the name of the open project."""
    return UserError(
        Text("{file} is the open project itself.", {"file": path.name}),
        Text("Every step is saved already; choose another name for a copy."),
        file=str(path),
        code="onto_itself",
    )


def unfinished(path: Path) -> UserError:
    """A hot journal that a reader must not play back."""
    return UserError(
        Text("The program ended while saving {file}.", {"file": path.name}),
        Text("Open the project once for writing; what was not finished is then taken back."),
        file=str(path),
        code="unfinished",
    )


def disk_full(path: Path) -> UserError:
    """No space left while an edit was written."""
    return UserError(
        Text("The disk that holds {file} is full; the last step was not done.", {"file": path.name}),
        Text("Free some space, then repeat the step. Everything before it is saved."),
        file=str(path),
        code="disk_full",
    )


def busy(path: Path) -> UserError:
    """Another program holds the database's own lock."""
    return UserError(
        Text("Another program is writing to {file}; the step was not done.", {"file": path.name}),
        Text("Close the project in the other program, such as QGIS, then repeat the step."),
        file=str(path),
        code="busy",
    )


def being_written(path: Path) -> UserError:
    """This program itself writes a long edit, for which another of its threads has the project."""
    return UserError(
        Text("An edit of {file} is being written; the step was not done.", {"file": path.name}),
        Text("Wait until it is done, then repeat the step."),
        file=str(path),
        code="being_written",
    )


def being_read(path: Path) -> UserError:
    """This program itself reads for so long that an edit could not be written."""
    return UserError(
        Text("{file} is still being read here; the step was not done.", {"file": path.name}),
        Text("Wait until what the status line names is done, then repeat the step."),
        file=str(path),
        code="being_read",
    )


def damaged(path: Path, place: Text = WHOLE) -> UserError:
    """The content is not what was written: which table, and the newest good backup where there is one."""
    backup = newest_good(path)
    if backup is None:
        advice = Text(
            "There is no good backup in {folder}. Take an older copy of the project from wherever copies are kept, "
            "such as a stick, a network drive or an e-mail.",
            {"folder": backup_folder(path).name},
        )
    else:
        advice = Text("Go back to the newest good backup: {backup}.", {"backup": str(backup)})
    sentence = Text("{file} was damaged after it was saved: {place}.", {"file": path.name, "place": place})
    return UserError(sentence, advice, file=str(path), code="damaged")


def changed_outside(path: Path) -> UserError:
    """Another program changed the open project; the edit was refused and the project read again."""
    return UserError(
        Text("Another program changed {file} while it was open here; the step was not done.", {"file": path.name}),
        Text("The project was read again. Look at the change, then repeat the step; undo ends at this point."),
        file=str(path),
        code="changed_outside",
    )


def written_outside(path: Path) -> UserError:
    """Another program changed the project while it was closed, and the caller wants to be asked."""
    return UserError(
        Text("Another program changed {file} after it was last closed here.", {"file": path.name}),
        Text("Take the change over, which ends undo at this point, or open the project for reading and look at it."),
        file=str(path),
        code="written_outside",
    )


def read_only(path: Path) -> UserError:
    """An edit of a project that was opened for reading."""
    return UserError(
        Text("{file} was opened for reading; nothing can be changed in it.", {"file": path.name}),
        Text("Open it for writing, or save a copy and work in that."),
        file=str(path),
        code="read_only",
    )


def _refused(told: str, path: Path) -> UserError:
    """A value that the tables do not accept; `told` is SQLite's own text, which names table and column."""
    if told.startswith("FOREIGN KEY"):
        sentence = Text("A row is still used by others, or refers to one that is not there; the step was not done.")
        advice = Text("Remove the rows that use it first, or choose one that exists.")
        return UserError(sentence, advice, file=str(path), code="refused")
    table, _, column = told.partition(": ")[2].partition(",")[0].partition(".")
    if told.startswith("UNIQUE"):
        sentence = Text(
            "Another row of “{table}” has the same {column} already.", {"table": table_title(table), "column": column}
        )
        return UserError(
            sentence, Text("Choose another value, or change the other row."), column=column, code="refused"
        )
    named = re.search(r"\b(?!typeof\b|length\b)[a-z]\w*", told.partition(": ")[2])
    column = column or (named.group() if named else "")
    sentence = Text("The value of {column} is not one that the project keeps.", {"column": column})
    advice = Text("Numbers must be finite, amounts not negative, names not empty, kinds from their list.")
    return UserError(sentence, advice, column=column, file=str(path), code="refused")


_SENTENCES: dict[int, Callable[[Path], UserError]] = {
    sqlite3.SQLITE_NOTADB: other_content,
    sqlite3.SQLITE_FULL: disk_full,
    sqlite3.SQLITE_READONLY_ROLLBACK: unfinished,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_IOERR: unreachable,
    sqlite3.SQLITE_CANTOPEN: unreachable,
    **dict.fromkeys(_READ_ONLY, not_writable),
    **dict.fromkeys(_BUSY, busy),
}
