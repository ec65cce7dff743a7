"""`cluster-atlas coupling PROJECT [--region R] [--weights KIND] [--frozen YEAR] [--locked] [--json]`: over years."""

import argparse
import json
from pathlib import Path

from app.messages import answer
from app.progress import progress
from app.years import add_locked, edition_told, read_chosen
from core.coupling_doubts import coupling_doubts
from core.coupling_words import coupling_json, coupling_lines
from core.coupling_years import ENTROPY, EQUAL, coupling_years
from core.display_names import in_language
from core.i18n import show
from core.project import Project
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Tell how the transition of a cluster and its circular economy go together over the years.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to read (.gpkg)"))
    parser.add_argument("--region", default="", help=N_("name of a region; without it the whole"))
    parser.add_argument("--weights", choices=[EQUAL, ENTROPY], default=EQUAL,
                        help=N_("weigh indicators alike, or by entropy over the years"))  # fmt: skip
    parser.add_argument("--frozen", type=int, metavar="YEAR",
                        help=N_("the last year that weights of entropy rest on; later years keep them"))  # fmt: skip
    parser.add_argument("--year", type=int, help=N_("the last year that is told; without it the latest with figures"))
    add_locked(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Tell the coupling of every year with figures, without changing a byte of the project."""
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        snapshot = in_language(snapshot, language)
    with progress(language, quiet=arguments.json) as tell:
        found = coupling_years(
            snapshot, arguments.region, arguments.weights, arguments.frozen, year,
            lambda done, count: tell(Text("Year {n} of {count}", {"n": done + 1, "count": count})),
        )  # fmt: skip
        remarks = coupling_doubts(snapshot, found)
    if arguments.json:
        told = coupling_json(found, remarks, language) | edition_told(edition, language)
        answer(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if edition:
        answer(Text("Numbers of {citation}.", {"citation": edition.citation}), language)
    for indent, line in coupling_lines(found, remarks):
        answer(" " * indent + show(line, language), language)
    return 0
