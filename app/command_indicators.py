"""`cluster-atlas indicators PROJECT --system S [--load TABLE] [--region R] [--json]`: a park by an indicator system."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from app.messages import answer, say
from app.progress import CHECKING, progress
from app.years import add_locked, edition_told, read_chosen
from core.data_requests import needed
from core.doubts import doubts_of, open_doubts
from core.errors import UserError
from core.figures import for_year
from core.indicator_ledger import evidence_files
from core.indicator_own import find_system
from core.indicator_scorecard import scorecard, scores_json
from core.indicator_systems import systems
from core.project import Project
from core.renaming import names_in, problems_in
from core.snapshot import Snapshot
from core.system_files import load_system, told_of_load
from core.system_results import Judged, Report, evaluate
from core.system_scope import scope_of
from core.system_words import summary, to_json
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Judge a park or a region by an indicator system, from declared figures only.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to read (.gpkg)"))
    parser.add_argument(
        "--system", default="", metavar="SYSTEM",
        help=N_("renewal2021, zero-carbon, green-park, zero-waste, hj274, ndrc2017, own, or another of the project"),
    )  # fmt: skip
    parser.add_argument(
        "--load", default="", metavar="TABLE",
        help=N_("take a table of indicators into the project first: eu2023, unido-eip, mci, or a file"),
    )  # fmt: skip
    parser.add_argument("--region", default="", help=N_("name of a region; without it the whole"))
    parser.add_argument("--year", type=int, help=N_("year to look at; without it the latest that has figures"))
    add_locked(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Tell every indicator of the system, without changing a byte of the project."""
    if arguments.load:
        with Project.open(arguments.project) as project:
            for text in told_of_load(load_system(project, arguments.load), project.snapshot()):
                say(text, language)
    if not arguments.system:
        return _without_system(arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
    _, year = for_year(snapshot, year)
    if year is None:
        raise UserError(
            Text("The project has no figures of any year yet."),
            Text("Import statistics of firms or of the park first."),
        )
    with problems_in(snapshot, language), progress(language, quiet=arguments.json) as tell:
        tell(CHECKING)
        report = evaluate(scope_of(snapshot, year, arguments.region), find_system(arguments.system, snapshot))
        doubts = doubts_of(open_doubts(snapshot, year), snapshot, year)
        scores = scorecard(report.scope, needed(report.scope, [report.system])) if arguments.json else []
    names = names_in(snapshot, language)
    if arguments.json:
        told = to_json(report, names, doubts, language, _files_of(report, snapshot, arguments.project.parent))
        told |= {"scorecard": scores_json(scores, names, language)} | edition_told(edition, language)
        answer(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if edition:
        answer(Text("Numbers of {citation}.", {"citation": edition.citation}), language)
    for indent, line in summary(report, names, doubts, language):
        answer(" " * indent + line, language)
    return 0


def _without_system(arguments: argparse.Namespace) -> int:
    if arguments.load:
        return 0
    raise UserError(
        Text("No indicator system is named."),
        Text("Name one behind --system: {systems}, or own.", {"systems": list(systems())}),
    )


def _files_of(report: Report, snapshot: Snapshot, folder: Path) -> Callable[[Judged], list[str]]:
    """The paths of the evidence files of a result."""
    return lambda judged: [str(file.path) for file in evidence_files(snapshot, folder, report.scope, judged)]
