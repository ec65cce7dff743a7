"""`cluster-atlas capacity air|river PROJECT REGION POLLUTANT ...`: what a region's air or river can carry."""

import argparse
import json
from pathlib import Path

import numpy as np

from app.messages import answer, say_notes
from app.usage import verb_parser
from core.carrying_capacity import air_capacity, river_capacity
from core.catalogues import Pollutant, find_pollutant
from core.display_names import in_language
from core.errors import UserError
from core.imports import import_sheet
from core.matching_report import find_region
from core.project import Project
from core.renaming import problems_in
from core.sheets import Sheet
from core.text import N_, Quantity, Text
from core.year_imports import locked_notices

HEADINGS = ("region", "pollutant", "value", "unit", "basis", "year", "source")


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the two ways of the command and their arguments."""
    parser.description = N_(
        "Work out what the air or a river of a region can carry, and keep it as its environmental capacity."
    )
    ways = parser.add_subparsers(
        dest="way", required=True, metavar="air|river", prog=parser.prog, parser_class=verb_parser(parser)
    )
    air = ways.add_parser("air", help=N_("air by the A-value method (GB/T 3840, GB/T 13201)"))
    _common(air)
    _number(air, "--a", N_("factor A of the province in 10 000 km2/a, as GB/T 3840 has it"))
    _number(air, "--standard", N_("limit of the air in mg/m3, for all zones or for each"), several=True)
    _number(air, "--area", N_("area of each zone in km2"), several=True)
    _number(air, "--background", N_("what is in the air already, mg/m3; 0"), default=0.0)
    river = ways.add_parser("river", help=N_("a reach of a river, outlets at its middle (GB/T 25173)"))
    _common(river)
    _number(river, "--flow", N_("flow in m3/s, in the driest month"))
    _number(river, "--standard", N_("limit of the water in mg/L"))
    _number(river, "--upstream", N_("concentration that comes from above, mg/L"))
    _number(river, "--decay", N_("decay in 1/d; without it only mixing counts"), required=False)
    _number(river, "--length", N_("length of the reach in km; asked for with --decay"), required=False)
    _number(river, "--speed", N_("speed of the water in m/s; asked for with --decay"), required=False)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("region", metavar="REGION", help=N_("region by its name or code"))
    parser.add_argument("pollutant", metavar="POLLUTANT", help=N_("pollutant, as COD or SO2"))
    parser.add_argument(
        "--keep", type=int, default=0, metavar="YEAR", help=N_("keep it as the environmental capacity of this year")
    )
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def _number(
    parser: argparse.ArgumentParser, name: str, told: str, *,
    several: bool = False, default: float | None = None, required: bool = True,
) -> None:  # fmt: skip
    parser.add_argument(
        name, type=float, required=required and default is None, default=default, metavar="N",
        nargs="+" if several else None, help=told,
    )  # fmt: skip


def run(arguments: argparse.Namespace, language: str) -> int:
    """Work the capacity out, tell it with what it rests on, and keep it where that is asked."""
    with Project.open(arguments.project, read_only=not arguments.keep) as project:
        say_notes(project.notes, language)
        with problems_in(project.snapshot(), language):
            row = find_region(project.snapshot(), arguments.region)
        name = str(in_language(project.snapshot(), language).region.name[row])
        item = _pollutant("air" if arguments.way == "air" else "water", arguments.pollutant)
        notices: list[Text] = []
        carried, basis = _air(arguments) if arguments.way == "air" else _river(arguments)
        if arguments.keep:
            _keep(project, row, item, carried, basis, arguments.keep)
            notices = locked_notices(project, project.revision)
    if arguments.keep:
        say_notes(
            [Text("Kept as the environmental capacity of {year}.", {"year": str(arguments.keep)}), *notices], language
        )
    if arguments.json:
        told = {
            "region": name, "pollutant": item.name, "capacity": max(carried, 0.0),
            "to_cut": max(-carried, 0.0), "unit": "t/a", "basis": basis,
        }  # fmt: skip
        answer(json.dumps(told, ensure_ascii=False, indent=1), language)
    else:
        answer(_told(name, item, carried, basis), language)
    return 0


def _pollutant(medium: str, name: str) -> Pollutant:
    item = find_pollutant(medium, name)
    if item is None:
        raise UserError(
            Text("{name} is no pollutant of this medium in the tables.", {"name": name}),
            Text("Write it as the table of pollutants does, as COD for water or SO2 for air."),
            value=name,
        )
    return item


def _air(given: argparse.Namespace) -> tuple[float, str]:
    """The capacity and, in signs that need no translation, what it was worked out from."""
    carried = air_capacity(given.a, given.standard, given.area, given.background)
    parts = (
        f"A={given.a:g}×10⁴ km²/a", f"C={_listed(given.standard)} mg/m³", f"C₀={given.background:g} mg/m³",
        f"S={_listed(given.area)} km²",
    )  # fmt: skip
    return carried, "GB/T 3840, GB/T 13201: " + "; ".join(parts)


def _river(given: argparse.Namespace) -> tuple[float, str]:
    """The same of a river; UserError where decay is told without a way to decay on, or a way without decay."""
    parts = [f"Q={given.flow:g} m³/s", f"C={given.standard:g} mg/L", f"C₀={given.upstream:g} mg/L"]
    told = {"--decay": given.decay, "--length": given.length, "--speed": given.speed}
    missing = [name for name, number in told.items() if number is None]
    if missing and len(missing) < len(told):
        raise UserError(
            Text("Decay is counted along a way, and this is lacking: {missing}.", {"missing": missing}),
            Text("Name --decay, --length and --speed together, or none of them: then only mixing counts."),
        )
    way = () if missing else (given.decay, given.length, given.speed)
    if way:
        parts += [f"K={given.decay:g}/d", f"L={given.length:g} km", f"u={given.speed:g} m/s"]
    carried = river_capacity(given.flow, given.standard, given.upstream, *way)
    return carried, "GB/T 25173: " + "; ".join(parts)


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


def _told(region: str, item: Pollutant, carried: float, basis: str) -> Text:
    values = {
        "region": region, "pollutant": Text(item.name), "amount": Quantity(float(f"{abs(carried):.5g}"), "t/a"),
        "basis": basis,
    }  # fmt: skip
    if carried < 0:
        return Text("{region} can carry no {pollutant}: {amount} must be cut. {basis}.", values)
    return Text("{region} can carry {amount} of {pollutant}. {basis}.", values)


def _keep(project: Project, row: int, item: Pollutant, carried: float, basis: str, year: int) -> None:
    """One row of the table of limits, by the way that every table takes, so that it can be undone.

    UserError where the region has another capacity for the pollutant and year, since both would count.
    """
    now = project.snapshot()
    limits = now.region_limit
    same = (limits.region == row) & (limits.basis == "capacity") & (limits.year == year)
    for at in np.flatnonzero(same).tolist():
        title = str(now.source.title[limits.source[at]]) if limits.source[at] >= 0 else ""
        if find_pollutant(item.medium, str(limits.pollutant[at])) == item and title != basis:
            values = {"pollutant": Text(item.name), "year": str(year), "source": title or Text("no source named")}
            raise UserError(
                Text(
                    "{pollutant} has an environmental capacity for {year} already ({source}); nothing was written.",
                    values,
                ),
                Text("Delete that row of the table of limits first, or undo it."),
            )
    cells = (str(now.region.code[row] or now.region.name[row]), item.name, float(f"{max(carried, 0.0):.5g}"), "t",
             "capacity", year, basis)  # fmt: skip
    result = import_sheet(project, Sheet("capacity", "", HEADINGS, ((2, cells),)), "limits")
    for problem in result.of("rejected"):
        raise UserError(problem.reason)
