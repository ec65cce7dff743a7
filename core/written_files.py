"""Files that appear whole or not at all: written beside their place and moved there when they are done."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from xlsxwriter.exceptions import FileCreateError

from core.errors import UserError
from core.text import N_, Text

# How a workbook is written: text stays text, no formula, number or link is made of it.
PLAIN = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_LONGEST_NAME = 60  # letters of a name, also of one that waits, so that it fits where the whole one just did
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # what some system does not take in the name of a file


@dataclass(frozen=True, slots=True)
class Writable:
    """What is written, as sentences name it (marked), and an example of a file's name."""

    noun: str
    example: str


TABLE = Writable(N_("table"), "table.xlsx")
PAGE = Writable(N_("page"), "map.pdf")
LAYOUT = Writable(N_("page layout"), "page.json")
DOCUMENT = Writable(N_("document"), "report.docx")


def new_folder(folder: Path) -> None:
    """Make a folder for files; UserError where none can be made, or it holds what somebody may have filled in."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        filled = any(folder.iterdir())
    except OSError as error:
        raise UserError(
            Text("No file can be written to {folder}.", {"folder": str(folder)}),
            Text("Name a folder that you may write to."),
            file=str(folder),
        ) from error
    if filled:
        raise UserError(
            Text("Something lies in {folder} already, so nothing was written there.", {"folder": str(folder)}),
            Text("Name a new folder, or an empty one."),
            file=str(folder),
        )


def fit_name(title: str) -> str:
    """A title as a part of a file's name that every system takes."""
    return _UNFIT.sub(" ", title)[:_LONGEST_NAME].strip(" .")


@contextmanager
def whole_file(path: Path, cancelled: Callable[[], bool] = lambda: False, what: Writable = TABLE) -> Iterator[Path]:
    """A path beside `path` to write to, moved to its place afterwards; UserError where nothing can be written there."""
    waiting = path.with_name(f".{path.stem[:_LONGEST_NAME]}-{uuid4().hex[:8]}{path.suffix}")
    try:
        if path.is_dir():
            raise is_folder(path, what)
        waiting.touch()
        waiting.unlink()  # some writers take a file that is there for one of theirs
        yield waiting
        if not cancelled():
            _settle(waiting)
            waiting.replace(path)
    except (OSError, FileCreateError) as error:  # the latter where the disk is full
        raise unwritable(path, what) from error
    finally:
        with contextlib.suppress(OSError):
            waiting.unlink()


@contextmanager
def whole_parts(path: Path, beside: Sequence[str], cancelled: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """As `whole_file` for a file with parts of its name beside it, such as .dbf; the named one appears last."""
    with whole_file(path, cancelled) as waiting:
        try:
            yield waiting
            for ending in () if cancelled() else beside:
                part = waiting.with_suffix(ending)
                if part.is_file():
                    _settle(part)
                    part.replace(path.with_suffix(ending))
        finally:
            for ending in beside:
                with contextlib.suppress(OSError):
                    waiting.with_suffix(ending).unlink()


def _settle(path: Path) -> None:
    """Let the system write a file to the disk before it takes the place of another."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def is_folder(path: Path, what: Writable = TABLE) -> UserError:
    """A folder has the name that a file should get."""
    example = str(path / what.example)
    return UserError(
        Text("{file} is a folder, so no {thing} was written.", {"file": str(path), "thing": Text(what.noun)}),
        Text("Name the file that shall be written in it, such as {example}.", {"example": example}),
        file=str(path),
    )


def unwritable(path: Path, what: Writable = TABLE) -> UserError:
    """A place where the system lets nobody write."""
    return UserError(
        Text("The {thing} cannot be written to {file}.", {"file": str(path), "thing": Text(what.noun)}),
        Text("Choose a folder that exists and that you may write to, and close the file where it is open."),
        file=str(path),
    )
