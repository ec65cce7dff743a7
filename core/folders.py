"""Several tables at once: all sheets of a workbook, or a folder of equal forms, each file a table of its own name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core import worker
from core.errors import UserError
from core.sheet_text import TEXT_FILES
from core.sheet_workbook import WORKBOOKS, read_all
from core.sheets import Sheet, book_sheet, check_file, hash_file, read_sheet
from core.text import Text

READ = (*TEXT_FILES, *WORKBOOKS)
_AT_ONCE = 20  # files of a folder that one process reads; the memory of a process does not grow for ever


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or a sheet that could not be read, with the sentence and the advice."""

    file: str
    sheet: str
    sentence: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder or a workbook gave: its tables in order, and what could not be read."""

    sheets: tuple[Sheet, ...]
    unread: tuple[Unread, ...] = ()


def tables_in(folder: Path) -> list[Path]:
    """The tables that lie in a folder, by name; lock files of Excel and hidden files are none."""
    return sorted(path for path in folder.iterdir() if _no_table(path) is None)


def others_in(folder: Path) -> list[Unread]:
    """What lies in a folder and is none of its tables, by name, each with the reason why it is not read."""
    told = ((path.name, _no_table(path)) for path in sorted(folder.iterdir()))
    return [Unread(name, "", *why) for name, why in told if why]


def _no_table(path: Path) -> tuple[Text, Text] | None:
    """Why an entry of a folder is not read and what to do, None for a table."""
    named = {"file": path.name}
    if path.is_dir():
        return Text("{file} is a folder inside the folder.", named), Text("Import it by itself.")
    if path.name.startswith("~$"):
        told = Text("{file} is a lock file of Excel and holds no table.", named)
        return told, Text("It goes when the workbook is closed.")
    if path.name.startswith("."):
        return Text("{file} is a hidden file.", named), Text("If it is a table, give it a name without the first dot.")
    if path.suffix.lower() not in READ or not path.is_file():
        return Text("{file} is no table.", named), Text("If it is a map layer, import it by itself.")
    return None


def no_tables(folder: Path) -> UserError:
    """A folder in which nothing, or no table, lies."""
    others = len(others_in(folder))
    told = {"folder": folder.name, "n": others}
    return UserError(
        Text(
            "The folder {folder} holds no table; {n} other thing lies in it.",
            told,
            plural="The folder {folder} holds no table; {n} other things lie in it.",
        )
        if others
        else Text("The folder {folder} is empty.", {"folder": folder.name}),
        Text("Choose the folder that holds the tables themselves ({endings}).", {"endings": list(READ)}),
        file=str(folder),
    )


def read_folder(
    paths: Sequence[Path],
    cancelled: Callable[[], bool] = lambda: False,
    *,
    encoding: str = "",
    all_sheets: bool = False,
) -> Reading:
    """Read several files in processes of their own; a file that cannot be read is told and stops no other.

    Each file is a table, or with `all_sheets` each sheet of it. UserError where the user stopped it.
    """
    sheets: list[Sheet] = []
    unread: list[Unread] = []
    for start in range(0, len(paths), _AT_ONCE):
        for part in _read_some(paths[start : start + _AT_ONCE], cancelled, encoding, all_sheets):
            sheets += part.sheets
            unread += part.unread
    return Reading(tuple(sheets), tuple(unread))


def _read_some(paths: Sequence[Path], cancelled: Callable[[], bool], encoding: str, all_sheets: bool) -> list[Reading]:
    """Some files in one process; where one of them brings it down, each in a process of its own."""
    try:
        given = (tuple(paths), encoding, all_sheets)
        return [worker.run("core.folders", "read_files", given, file=paths[0].parent, cancelled=cancelled)]
    except UserError as problem:
        if cancelled():
            raise
        if len(paths) == 1:
            return [Reading((), (_unread(paths[0], problem),))]
    return [part for path in paths for part in _read_some([path], cancelled, encoding, all_sheets)]


def read_files(paths: Sequence[Path], encoding: str = "", all_sheets: bool = False) -> Reading:
    """Read files that are trusted, in this process."""
    sheets: list[Sheet] = []
    unread: list[Unread] = []
    for path in paths:
        try:
            check_file(path)
            found = read_book(path) if all_sheets else Reading((read_sheet(path, encoding=encoding),))
        except UserError as problem:
            unread.append(_unread(path, problem))
            continue
        sheets += found.sheets
        unread += found.unread
    return Reading(tuple(sheets), tuple(unread))


def read_book(path: Path) -> Reading:
    """Every sheet of a workbook that is trusted, in this process; a text table is a book of one sheet."""
    if path.suffix.lower() not in WORKBOOKS:
        return Reading((read_sheet(path),))
    sheets: list[Sheet] = []
    unread: list[Unread] = []
    file_hash = hash_file(path)
    for book in read_all(path):
        try:
            sheets.append(book_sheet(path.name, book, file_hash))
        except UserError as problem:
            unread.append(_unread(path, problem, book.name))
    return Reading(tuple(sheets), tuple(unread))


def _unread(path: Path, problem: UserError, sheet: str = "") -> Unread:
    """What could not be read; a process that failed names the folder, so the file is named here."""
    told = Text(problem.sentence.message_id, {**problem.sentence.values, "file": path.name})
    return Unread(path.name, sheet or problem.sheet, told, problem.advice)
