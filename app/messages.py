"""What the commands say: results to standard output, everything else to standard error, bugs into a log file."""

import sys
import traceback
from collections.abc import Iterable
from datetime import datetime
from errno import ENAMETOOLONG
from pathlib import Path

from core.errors import UserError
from core.i18n import show
from core.paths import VERSION, state_folder
from core.text import Text


def say(text: Text | str, language: str) -> None:
    """Write a message to standard error."""
    sys.stderr.write(show(text, language) + "\n")
    sys.stderr.flush()


def answer(text: Text | str, language: str) -> None:
    """Write a result to standard output."""
    sys.stdout.write(show(text, language) + "\n")
    sys.stdout.flush()


def say_notes(notes: Iterable[Text], language: str) -> None:
    """Write to standard error what a user should know of how a project was opened."""
    for note in notes:
        say(note, language)


def say_stopped(language: str) -> None:
    """Say that the user interrupted a command; what it had not finished is not in the project."""
    say(
        Text("Stopped; the project is as it was before the step that was running, and no file is half written."),
        language,
    )


def place(error: UserError) -> list[Text]:
    """Where it lies, as far as the sentence does not name it: file, sheet, row, column and the value found there."""
    named = [str(value) for value in error.sentence.values.values()]
    file_named = error.file in named or Path(error.file).name in named
    said = not error.column and (error.value in named or (file_named and Path(error.file).suffix == error.value))
    known = {
        "file": ("" if file_named else error.file, Text("file {file}", {"file": error.file})),
        "sheet": (error.sheet, Text("sheet {sheet}", {"sheet": error.sheet})),
        "row": (error.row, Text("row {row}", {"row": str(error.row)})),
        "column": (error.column, Text("column {column}", {"column": error.column})),
        "value": ("" if said else error.value, Text("value {value}", {"value": error.value})),
    }
    places = {name: text for name, (stated, text) in known.items() if stated not in ("", None)}
    return [] if list(places) == ["value"] else list(places.values())  # a value alone is no place


def print_error(error: UserError, language: str) -> None:
    """Say what is wrong, where, and what to do next, one line each."""
    parts = [
        error.sentence,
        Text("Found in {place}.", {"place": place(error)}) if place(error) else Text(""),
        error.advice,
    ]
    for part in parts:
        if shown := show(part, language):
            say(shown, language)


def report(error: Exception, language: str) -> int:
    """Tell what stopped a command and give its exit code; the details of a bug go to the log, never to the screen."""
    if isinstance(error, OSError) and error.errno == ENAMETOOLONG:
        error = UserError(Text("The name of a file is longer than this system allows."), Text("Choose a shorter name."))
    if isinstance(error, UserError):
        print_error(error, language)
        return 1
    say(Text("The program met something it was not made for and has stopped; the project file is unchanged."), language)
    try:
        say(Text("The details are in {file}.", {"file": str(write_details(error))}), language)
    except OSError:
        say(Text("The details could not be written down: the folder for them cannot be written to."), language)
    return 1


def write_details(error: BaseException) -> Path:
    """Add the traceback of a bug to the log in the user's state folder and return the log's path."""
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "details.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now().astimezone().isoformat(timespec='seconds')} cluster-atlas {VERSION}\n")
        file.write("".join(traceback.format_exception(error)) + "\n")
    return log
