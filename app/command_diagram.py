"""`cluster-atlas diagram PROJECT OUT.pdf|svg|png [--year Y] [--unit U] [--level L]`: the material-flow diagram."""

import argparse
from datetime import date
from pathlib import Path

from app.drawing_application import drawing_application
from app.messages import answer, say
from app.targets import add_replace, refuse_existing
from app.years import add_locked, read_chosen
from core.errors import UserError
from core.kinds import FLOW_KINDS
from core.project import Project
from core.samples import STAMP
from core.snapshot import Snapshot
from core.text import N_, Text
from core.units import base_unit_of
from gis import paint
from gis.exports import checked_suffix, export_scene
from gis.flow_diagram import DiagramPage, compose_diagram, diagram_title
from gis.flow_diagram_bands import LEVELS, diagram_units, flow_system
from gis.flow_diagram_words import notes
from gis.page import CLASSES


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("What comes into the park, what moves within it and what goes out, in one unit.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to draw (.gpkg)"))
    parser.add_argument("out", type=Path, metavar="OUT", help=N_("file to write: its name ends in .pdf, .svg or .png"))
    parser.add_argument("--year", type=int, help=N_("year to draw; without it the latest that has figures"))
    parser.add_argument("--unit", default="", help=N_("unit of the diagram, such as t, m3 or GJ; without it the usual"))
    parser.add_argument("--level", choices=LEVELS, default="role", help=N_("how firms are put together"))
    parser.add_argument(
        "--kind", action="extend", nargs="+", metavar="KIND", default=[],
        choices={kind.id: kind.title for kind in FLOW_KINDS.values() if kind.physical},
        help=N_("kinds of links to draw; without it all that carry matter or energy"),
    )  # fmt: skip
    add_locked(parser)
    add_replace(parser)
    parser.add_argument(
        "--class", dest="kind_of_page", choices=list(CLASSES), default="internal",
        help=N_("class of the page: internal, public (public sources only) or draft"),
    )  # fmt: skip


def run(arguments: argparse.Namespace, language: str) -> int:
    """Draw the diagram of a project without changing a byte of it, and say what it rests on."""
    checked_suffix(arguments.out)
    refuse_existing(arguments.out, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        stamp = project.setting(STAMP)
    drawing_application()
    unit = chosen_unit(snapshot, year, arguments.unit)
    public = arguments.kind_of_page == "public"
    system = flow_system(snapshot, year, unit, arguments.level, language, kinds=arguments.kind, public=public)
    page = DiagramPage(
        language, stamp=stamp, made=date.today().isoformat(), citation=edition.citation if edition else None,
        class_title=CLASSES[arguments.kind_of_page],
    )  # fmt: skip
    scene = compose_diagram(system, page, paint.measure)
    export_scene(scene, arguments.out, diagram_title(system, language))
    for sentence in notes(system, 0.0, language):
        say(sentence, language)
    answer(Text("The diagram was written to {file}.", {"file": str(arguments.out)}), language)
    return 0


def chosen_unit(snapshot: Snapshot, year: int | None, asked: str) -> str:
    """The unit asked for as the project keeps it, else that of most known amounts; UserError where no link has it."""
    units = diagram_units(snapshot, year)
    unit = asked if asked in units else base_unit_of(asked)
    if not asked or unit in units:
        return unit or next(iter(units), "t")
    raise UserError(
        Text("No link of this year is measured in {unit}.", {"unit": asked}),
        Text("Choose one of its units: {units}.", {"units": units}) if units else Text("Import amounts first."),
        value=asked,
    )
