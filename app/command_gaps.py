"""`cluster-atlas gaps PROJECT [--year Y] [--proved-only] [--region R] [--json] ...`: what has no receiver, and why."""

import argparse
import json
from math import inf
from pathlib import Path

from app.gaps_summary import gap_lines
from app.messages import answer
from app.progress import progress, stages_told
from app.years import add_locked, read_chosen
from core.display_names import regions_called
from core.errors import UserError
from core.i18n import show
from core.kinds import PROOFS
from core.matching import REACH_KM, Terms
from core.matching_json import gaps_json
from core.matching_report import gap_report
from core.project import Project
from core.receivers import PROVED_FROM, STEPS
from core.renaming import names_in, problems_in, text_in
from core.snapshot import Snapshot
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Tell which wastes have no receiver and which needs no giver, and where each could go.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to read (.gpkg)"))
    parser.add_argument("--year", type=int, help=N_("year to look at; without it the latest that has figures"))
    parser.add_argument(
        "--proved-only", action="store_true", help=N_("only receivers that were visited or whose books match")
    )
    steps = {step: PROOFS[step] for step in STEPS[1:]}
    parser.add_argument("--proved-from", choices=steps, default="", metavar="STEP", help=N_(
        "only receivers that are proved at least so far"
    ))  # fmt: skip
    parser.add_argument("--region", default="", help=N_("region whose firms are asked, by name or code"))
    parser.add_argument("--reach", type=float, metavar="KM", help=N_("how far goods may go by road, in km"))
    parser.add_argument(
        "--rate", type=float, nargs=2, metavar=("LOW", "HIGH"), help=N_("what transport costs, in CNY per t and km")
    )
    parser.add_argument("--disposal", type=float, help=N_("what disposal costs today, in CNY per t"))
    parser.add_argument("--lot", type=float, default=0.0, help=N_("least amount of a match, in t a year"))
    parser.add_argument(
        "--fixed-cost", type=float, default=0.0, metavar="CNY", help=N_("what a connection costs, in CNY a year")
    )
    parser.add_argument(
        "--plant-cost", type=float, nargs=2, metavar=("CNY", "POWER"),
        help=N_("what a treatment plant costs: CNY times its m3 a day to this power, such as 12000 0.7"),
    )  # fmt: skip
    add_locked(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Tell what has no receiver and where it could go, without changing a byte of the project."""
    terms = _terms(arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
    with problems_in(snapshot, language), progress(language, quiet=arguments.json) as tell:
        region = _own_name(snapshot, arguments.region)
        report = gap_report(snapshot, year, terms, region, stages_told(tell))
    names = names_in(snapshot, language)
    if arguments.json:
        answer(json.dumps(gaps_json(report, language, names), ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if edition:
        answer(Text("Numbers of {citation}.", {"citation": edition.citation}), language)
    for indent, text in gap_lines(report):
        answer(" " * indent + show(text_in(text, names), language), language)
    return 0


def _own_name(snapshot: Snapshot, told: str) -> str:
    """What the project calls a region that is named in any language; what is not known stays as it was told."""
    rows = regions_called(snapshot, told)
    return str(snapshot.region.name[rows[0]]) if len(rows) == 1 else told


def _terms(arguments: argparse.Namespace) -> Terms:
    """The terms that were asked for; UserError for a number that is none."""
    reach = REACH_KM if arguments.reach is None else {**REACH_KM, "goods": arguments.reach}
    rate = tuple(arguments.rate) if arguments.rate else None
    if rate and not 0 < rate[0] <= rate[1] < inf:
        raise UserError(
            Text("A transport rate is two numbers above 0, the low one first."),
            Text("Write for instance --rate 0.4 0.8."),
        )
    if arguments.reach is not None and not 0 < arguments.reach < inf:
        raise UserError(Text("A way is a number of km above 0."), Text("Write for instance --reach 80."))
    if arguments.disposal is not None and not 0 <= arguments.disposal < inf:
        raise UserError(
            Text("What disposal costs is a number of 0 or more."), Text("Write for instance --disposal 50.")
        )
    plant = tuple(arguments.plant_cost) if arguments.plant_cost else None
    if plant and not (0 < plant[0] < inf and 0 < plant[1] <= 1):
        raise UserError(
            Text("What a plant costs is a number above 0 and a power of at most 1."),
            Text("Write for instance --plant-cost 12000 0.7."),
        )
    if not 0 <= arguments.lot < inf:
        raise UserError(Text("A least amount is a number of 0 or more."), Text("Write for instance --lot 100."))
    if not 0 <= arguments.fixed_cost < inf:
        raise UserError(Text("A fixed cost is a number of 0 or more."), Text("Write for instance --fixed-cost 50000."))
    if arguments.fixed_cost and (rate is None or arguments.disposal is None):
        raise UserError(
            Text("A fixed cost is weighed against what a match saves, which needs prices."),
            Text("Write for instance --fixed-cost 50000 --rate 0.4 0.8 --disposal 50."),
        )
    if arguments.disposal is not None and rate is None:
        raise UserError(
            Text("What disposal costs is weighed against what transport costs, which is not told."),
            Text("Write for instance --disposal 50 --rate 0.4 0.8."),
        )
    return Terms(
        arguments.proved_only or bool(arguments.proved_from), reach, rate, arguments.disposal, arguments.lot,
        arguments.fixed_cost, arguments.proved_from or PROVED_FROM, plant,
    )  # fmt: skip
