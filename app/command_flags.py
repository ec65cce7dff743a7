"""`cluster-atlas flags PROJECT [--year Y] [--standards SET ...] [--locked] [--json]`: heavy pollution by layer."""

import argparse
import json
from pathlib import Path

from app.flags_summary import flags_summary, rule_lines
from app.messages import answer
from app.progress import CHECKING, progress
from app.years import add_locked, edition_told, read_chosen
from core.i18n import show
from core.pollution_flags import flag, flags_json
from core.project import Project
from core.renaming import findings_in, names_in
from core.rule_set import with_standards
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "Which firms and regions are flagged for pollution: by authorities, by computation, by hand."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to analyse (.gpkg)"))
    parser.add_argument("--year", type=int, help=N_("year to analyse; without it the latest that has figures"))
    parser.add_argument(
        "--standards", action="extend", nargs="+", metavar="SET", default=[],
        help=N_("common standard sets to compare loads by, shipped or your own, one for water and one for air"),
    )  # fmt: skip
    parser.add_argument(
        "--rules", action="store_true", help=N_("list the thresholds, rates and lists that count instead")
    )
    add_locked(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Compute the flags without changing a byte of the project, and write them to standard output."""
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
    with progress(language, quiet=arguments.json) as tell:
        tell(CHECKING)
        flags = flag(with_standards(snapshot, arguments.standards), year)
    names = names_in(snapshot, language)
    findings = findings_in(flags.findings, names)
    if arguments.json:
        told = flags_json(flags, findings, language) | edition_told(edition, language)
        answer(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if edition:
        answer(Text("Numbers of {citation}.", {"citation": edition.citation}), language)
    lines = rule_lines(flags.rules) if arguments.rules else flags_summary(flags, findings, names)
    for indent, text in lines:
        answer(" " * indent + show(text, language), language)
    return 0
