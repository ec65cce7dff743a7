"""`cluster-atlas analyse PROJECT [--year Y] [--kind K ...] [--unit U] [--complete] [--json]`: what is found."""

import argparse
import json
from pathlib import Path

from app.analysis_summary import summary
from app.messages import answer
from core.analysis import analyse, to_json
from core.i18n import show
from core.kinds import FLOW_KINDS
from core.project import Project
from core.text import N_
from core.units import base_unit_of


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to analyse (.gpkg)"))
    parser.add_argument("--year", type=int, help=N_("year to analyse; without it the latest that has figures"))
    parser.add_argument(
        "--kind", action="extend", nargs="+", choices=list(FLOW_KINDS), default=[],
        help=N_("kinds of links that the network numbers read; without it all"),
    )  # fmt: skip
    parser.add_argument("--unit", default="", help=N_("unit in which the network numbers add amounts, such as t or m3"))
    parser.add_argument(
        "--complete", action="store_true",
        help=N_("the links are a whole account: add up their amounts even where many are unknown"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Analyse a project without changing a byte of it, and write what was found to standard output."""
    with Project.open(arguments.project, read_only=True) as project:
        snapshot = project.snapshot()
    unit = base_unit_of(arguments.unit) or arguments.unit
    analysis = analyse(snapshot, arguments.year, arguments.kind, arguments.complete, unit=unit)
    if arguments.json:
        answer(json.dumps(to_json(analysis, language), ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    for indent, text in summary(analysis):
        answer(" " * indent + show(text, language), language)
    return 0
