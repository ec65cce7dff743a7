"""Command lines in the reader's language: help is translated, and what cannot be understood is told in a sentence."""

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from core.i18n import LANGUAGES, show, translate
from core.paths import VERSION
from core.text import N_, Text

USAGE = N_("Usage: ")
HEADINGS = {"positional arguments": N_("What to give"), "options": N_("Options")}
# What argparse says, and how we say it: its wording is the same on Python 3.11 and 3.12.
WORDINGS = (
    (r"the following arguments are required: (?P<names>.+)", N_("Still missing: {names}.")),
    (r"unrecognized arguments: (?P<words>.+)", N_("These words have no meaning here: {words}.")),
    (
        r"argument (?P<name>.+?): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)",
        N_("{name} cannot be {value}; it is one of {choices}."),
    ),
    (r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)", N_("{name} needs a number, not {value}.")),
    (r"argument (?P<name>.+?): expected .+", N_("{name} needs a value after it.")),
)
FRONT = N_("A desktop map of circular industrial clusters: firms, links, flags, gaps, balances, printed maps.")
COMMANDS = N_("Without a command the window opens. Commands: {commands}; each explains itself with --help.")


class Usage(argparse.ArgumentParser):
    """A parser that speaks the reader's language; a command line it cannot understand ends with exit code 2."""

    def __init__(self, name: str, language: str) -> None:
        super().__init__(prog=name, add_help=False, allow_abbrev=False, formatter_class=_formatter(language))
        self.language = language
        self.add_argument("-h", "--help", action="help", help=N_("show this help and stop"))
        self.add_argument("--language", choices=LANGUAGES, help=N_("language of messages and pages: zh or en"))

    def error(self, message: str) -> NoReturn:
        self.stop(reworded(message))

    def stop(self, sentence: Text | str) -> NoReturn:
        """End with a sentence about the command line."""
        self.print_usage(sys.stderr)
        advice = Text("{command} --help tells what can be asked.", {"command": self.prog})
        sys.stderr.write(f"{show(sentence, self.language)}\n{show(advice, self.language)}\n")
        raise SystemExit(2)


def front(language: str, commands: Iterable[str]) -> Usage:
    """The command line without a command: a project to open, or nothing."""
    parser = Usage("cluster-atlas", language)
    parser.description, parser.epilog = FRONT, show(Text(COMMANDS, {"commands": list(commands)}), language)
    parser.add_argument("--version", action="version", version=f"cluster-atlas {VERSION}", help=N_("show the version"))
    parser.add_argument("project", nargs="?", type=Path, metavar="PROJECT", help=N_("project file to open (.gpkg)"))
    return parser


def parse_front(words: Sequence[str], language: str, commands: Iterable[str]) -> argparse.Namespace:
    """The options of a command line without a command; a word that was meant for one is told with those there are."""
    known = list(commands)
    parser = front(language, known)
    if unknown := unknown_command(words):
        told = {"word": unknown, "commands": known}
        parser.stop(Text("There is no command {word}; the commands are {commands}.", told))
    return parser.parse_args(words)


def unknown_command(words: Iterable[str]) -> str:
    """The first word where a command should stand and none does: neither an option nor a file; "" for none."""
    given = [word for word in words if not word.startswith("-") and word not in LANGUAGES]
    first = Path(given[0]) if given else Path()
    is_file = not given or first.suffix or len(first.parts) > 1 or first.exists()
    return "" if is_file else given[0]


def reworded(message: str) -> Text | str:
    """A sentence of ours for what argparse says about a command line."""
    for pattern, wording in WORDINGS:
        if match := re.fullmatch(pattern, message):
            return Text(wording, match.groupdict())
    return message


def _formatter(language: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def start_section(self, heading: str | None) -> None:
            super().start_section(translate(HEADINGS.get(heading or "", heading or ""), language))

        def add_usage(
            self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
        ) -> None:
            super().add_usage(usage, actions, groups, prefix or translate(USAGE, language))

        def add_text(self, text: str | None) -> None:
            super().add_text(translate(text, language) if text else text)

        def _expand_help(self, action: argparse.Action) -> str:
            action.help = translate(action.help or "", language)
            return super()._expand_help(action)

    return Formatter
