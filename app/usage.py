"""Command lines in the reader's language: help is translated, and what cannot be understood is told in a sentence."""

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, NoReturn

from app.usage_lines import terminal_lines
from core.i18n import LANGUAGES, show, translate
from core.paths import VERSION
from core.text import N_, Text

USAGE = N_("Usage: ")
HEADINGS = {"positional arguments": N_("What to give"), "options": N_("Options")}
# What argparse says, and how we say it: its wording is the same on Python 3.11 and 3.12.
WORDINGS = (
    (r"the following arguments are required: (?P<names>.+)", N_("Still missing: {names}.")),
    (r"unrecognized arguments: (?P<words>.+)", N_("These words have no meaning here: {words}.")),
    (r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)", N_("{name} needs a number, not {value}.")),
    (r"one of the arguments (?P<names>.+) is required", N_("One of these is needed: {names}.")),
    (
        r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)",
        N_("{name} cannot stand beside {other}; leave one of them out."),
    ),
    (
        r"argument (?P<name>.+?): ignored explicit argument (?P<value>.+)",
        N_("{name} takes no value, so {value} has no meaning here."),
    ),
    (r"argument (?P<name>.+?): expected .+", N_("{name} needs a value after it.")),
)
FRONT = N_("A desktop map of circular industrial clusters: firms, links, flags, gaps, balances, printed maps.")
COMMANDS = N_("Without a command the window opens. The commands, each of which explains itself with --help:")
TITLES = {
    "new": N_("make a project file, empty or with a sample"),
    "import": N_("take tables and maps into a project"),
    "analyse": N_("tell accounts, findings and indicators"),
    "reconcile": N_("tell which figures do not fit each other"),
    "map": N_("print the map, or an atlas of many pages"),
    "indicators": N_("judge a park by an indicator system"),
    "finding": N_("register of findings: list, decide, enter, sheet"),
    "flags": N_("flag heavy pollution by layer: lists, computed, entered"),
    "request": N_("write workbooks for the figures still lacking"),
    "capacity": N_("work out what air or a river can carry"),
    "gaps": N_("tell who can take what has no receiver"),
    "clusters": N_("tell where firms gather, and as what"),
    "coupling": N_("tell how transition and circular economy go together"),
    "cascade": N_("tell who can use the heat or water of others"),
    "diagram": N_("draw the material flows"),
    "matrix": N_("draw or list who gives to whom"),
    "chart": N_("draw a chart or write its numbers"),
    "pack": N_("make everything for a meeting"),
    "fill": N_("fill a Word or Excel file of your own"),
    "year": N_("carry a year forward, chase its forms, lock it"),
    "survey": N_("pack field surveys for teams without the office"),
    "merge": N_("merge another copy of the project"),
    "history": N_("list what was done, by whom and when"),
    "restore": N_("go back to an entry of the history"),
    "drill": N_("try whether the newest backup can be used"),
    "checkout": N_("take a working copy from a share or a stick"),
    "checkin": N_("bring the working copy back"),
    "demo": N_("build and draw the samples"),
    "template": N_("write an Excel form to be filled in"),
    "export": N_("write a table or the map to a file"),
    "search": N_("find firms, links and findings"),
    "catalogue": N_("look up codes of industries and wastes"),
    "base-map": N_("say what lies beneath the map"),
}


class Usage(argparse.ArgumentParser):
    """A parser that speaks the reader's language; a command line it cannot understand ends with exit code 2."""

    def __init__(self, name: str, language: str) -> None:
        super().__init__(prog=name, add_help=False, allow_abbrev=False, formatter_class=_formatter(language))
        self.language = language
        self.add_argument("-h", "--help", action="help", help=N_("show this help and stop"))
        self.add_argument(
            "--language", choices=LANGUAGES, help=N_("language of messages and pages: zh (Chinese) or en (English)")
        )

    def format_help(self) -> str:
        """The help with the colon of the language behind its headings."""
        told = super().format_help()
        for heading in (translate(title, self.language) for title in HEADINGS.values()):
            ended = show(Text("{heading}:", {"heading": heading}), self.language)
            told = told.replace(f"\n{heading}:\n", f"\n{ended}\n")
        return told

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """End with the words that there are, each with its meaning, where another one is given."""
        if action.choices is not None and value not in action.choices:
            name = "/".join(action.option_strings) or action.metavar or action.dest
            choices: list[object] = [*titled_words(action.choices)] or [str(word) for word in action.choices]
            told = {"name": str(name), "value": str(value), "choices": choices}
            self.stop(Text("{name} cannot be {value}; it is one of {choices}.", told))

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
    parser.description, parser.epilog = FRONT, _listed(commands, language)
    parser.add_argument("--version", action="version", version=f"cluster-atlas {VERSION}", help=N_("show the version"))
    parser.add_argument("project", nargs="?", type=Path, metavar="PROJECT", help=N_("project file to open (.gpkg)"))
    return parser


def verb_parser(parser: argparse.ArgumentParser) -> type[Usage]:
    """The parser of a command's verb, which speaks the language of the command's own."""

    class Verb(Usage):
        def __init__(self, prog: str, **_: Any) -> None:
            super().__init__(prog, getattr(parser, "language", "en"))

        def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
            """Words without a meaning are told by the verb, which knows what it can be asked, not by its command."""
            found, rest = super().parse_known_args(args, namespace)
            if rest:
                self.error(f"unrecognized arguments: {' '.join(rest)}")
            return found, rest

    return Verb


def _listed(commands: Iterable[str], language: str) -> str:
    """The commands, each on a line with what it does."""
    known = [f"  {name:11}{translate(TITLES.get(name, ''), language)}" for name in commands]
    return "\n".join([translate(COMMANDS, language), *known])


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


def explained(action: argparse.Action) -> Text:
    """What an option means, with the meaning of each of its words where `choices` maps them to titles."""
    told, words = Text(action.help or ""), titled_words(action.choices)
    if not words:
        return told
    known = {"help": told, "words": words, "usual": action.default}
    if isinstance(action.default, str) and action.default:
        return Text("{help}: {words}; without it {usual}", known)
    return Text("{help}: {words}", known)


def titled_words(choices: object) -> list[Text]:
    """The words of an option, each with what it means; none where they explain themselves."""
    if not isinstance(choices, Mapping):
        return []
    titles = {word: title for word, title in choices.items() if isinstance(title, str)}
    return [Text("{word} ({meaning})", {"word": word, "meaning": Text(title)}) for word, title in titles.items()]


def _formatter(language: str) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def __init__(self, prog: str) -> None:
            # argparse counts letters: the line of the usage begins with three that may be two columns wide each
            super().__init__(prog, width=get_terminal_size().columns - 5)

        def start_section(self, heading: str | None) -> None:
            super().start_section(translate(HEADINGS.get(heading or "", heading or ""), language))

        def add_usage(
            self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
        ) -> None:
            super().add_usage(usage, actions, groups, prefix or translate(USAGE, language))

        def add_text(self, text: str | None) -> None:
            super().add_text(translate(text, language) if text else text)

        def _expand_help(self, action: argparse.Action) -> str:
            action.help = show(explained(action), language)
            return super()._expand_help(action)

        def _split_lines(self, text: str, width: int) -> list[str]:
            return terminal_lines(text, width)

        def _fill_text(self, text: str, width: int, indent: str) -> str:
            lines = (line for part in text.split("\n") for line in terminal_lines(part, width - len(indent)))
            return "\n".join(indent + line for line in lines)

    return Formatter
