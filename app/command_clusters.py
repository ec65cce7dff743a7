"""`cluster-atlas clusters PROJECT [--year Y] [--reach-km R] [--least N] [--json]`: where firms gather, and as what."""

import argparse
import json
from pathlib import Path

from app.messages import answer
from app.progress import progress
from app.years import add_locked, edition_told, read_chosen
from core.cluster_groups import LEAST, REACH
from core.cluster_json import clusters_json
from core.cluster_report import cluster_report
from core.cluster_words import cluster_lines
from core.display_names import in_language
from core.errors import UserError
from core.findings import inquire
from core.i18n import show
from core.project import Project
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Tell which industries lead, where firms gather and what they are to each other.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to read (.gpkg)"))
    parser.add_argument("--year", type=int, help=N_("year to look at; without it the latest that has figures"))
    parser.add_argument("--reach-km", type=float, default=REACH / 1000, metavar="KM",
                        help=N_("how near firms of a group stand to each other"))  # fmt: skip
    parser.add_argument("--least", type=int, default=LEAST, metavar="N",
                        help=N_("how many firms must stand so near for a group"))  # fmt: skip
    add_locked(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Tell the clusters of a year, without changing a byte of the project."""
    if not 0 < arguments.reach_km <= 1000 or arguments.least < 2:
        raise UserError(
            Text("Firms cannot be grouped by these distances."),
            Text("Give a distance above 0 and up to 1,000 km, and at least 2 firms."),
        )
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
    with progress(language, quiet=arguments.json) as tell:
        tell(Text("Looking for clusters"))
        inquiry = inquire(in_language(snapshot, language), year)
        report = cluster_report(inquiry, 1000 * arguments.reach_km, arguments.least)
    if arguments.json:
        told = {"project": inquiry.now.name, "year": inquiry.year, **clusters_json(report, inquiry.now, language)}
        told |= edition_told(edition, language)
        answer(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if edition:
        answer(Text("Numbers of {citation}.", {"citation": edition.citation}), language)
    for indent, line in cluster_lines(report, inquiry.now):
        answer(" " * indent + show(line, language), language)
    return 0
