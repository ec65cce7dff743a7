"""`cluster-atlas analyse PROJECT [--year Y] [--locked] [--kind K ...] [--unit U] [--reconcile] [--json]`: findings."""

import argparse
import json
from pathlib import Path

from app.analysis_summary import summary
from app.command_reconcile import diagnosis
from app.messages import answer
from app.progress import CHECKING, progress
from app.years import add_locked, edition_told, read_chosen
from core.analysis import analyse, to_json
from core.display_names import in_language
from core.errors import UserError
from core.i18n import show
from core.kinds import FLOW_KINDS
from core.project import Project
from core.reconcile import reconcile
from core.reconcile_json import to_json as reconciliation_json
from core.renaming import analysis_in, names_in
from core.research import research
from core.research import to_json as research_json
from core.snapshot import Snapshot
from core.text import N_, Text
from core.units import base_unit_of, find_unit


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Accounts, findings and indicators of a year.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to analyse (.gpkg)"))
    parser.add_argument("--year", type=int, help=N_("year to analyse; without it the latest that has figures"))
    parser.add_argument(
        "--kind", action="extend", nargs="+", metavar="KIND", default=[],
        choices={kind.id: kind.title for kind in FLOW_KINDS.values()},
        help=N_("kinds of links that the network numbers read; without it all"),
    )  # fmt: skip
    parser.add_argument("--unit", default="", help=N_("unit in which the network numbers add amounts, such as t or m3"))
    parser.add_argument(
        "--complete", action="store_true",
        help=N_("the links are a whole account: add up their amounts even where many are unknown"),
    )  # fmt: skip
    parser.add_argument(
        "--reconcile", action="store_true",
        help=N_("also look for figures that do not fit each other (for diagnosis, not for reports)"),
    )  # fmt: skip
    add_locked(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Analyse a project without changing a byte of it, and write what was found to standard output."""
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
    unit = base_unit_of(arguments.unit) or arguments.unit
    _check_unit(snapshot, unit)
    with progress(language, quiet=arguments.json) as tell:
        tell(CHECKING)
        analysis = analyse(snapshot, year, arguments.kind, arguments.complete, unit=unit)
    analysis = analysis_in(analysis, names_in(snapshot, language))
    found = reconcile(in_language(snapshot, language), year) if arguments.reconcile else None
    if arguments.json:
        told = to_json(analysis, language) | edition_told(edition, language)
        told |= {"reconciliation": reconciliation_json(found, language)} if found else {}
        told["research"] = research_json(research(in_language(snapshot, language), year, unit), language)
        answer(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if edition:
        answer(Text("Numbers of {citation}.", {"citation": edition.citation}), language)
    for indent, text in [*summary(analysis), *(diagnosis(found) if found else ())]:
        answer(" " * indent + show(text, language), language)
    return 0


def _check_unit(snapshot: Snapshot, unit: str) -> None:
    """UserError for a unit that nobody knows, neither the table of units nor the project."""
    units = sorted({str(base) for base in snapshot.commodity.base_unit} - {""})
    if unit and not find_unit(unit) and unit not in units:
        known = Text("Choose one of its units: {units}.", {"units": units})
        raise UserError(
            Text("{unit} is no unit that is known here.", {"unit": unit}),
            known if units else Text("Leave --unit out: no commodity has a unit yet."),
        )
