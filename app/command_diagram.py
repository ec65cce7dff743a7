"""`cluster-atlas diagram PROJECT OUT.pdf|svg|png [--year Y] [--unit U] [--level L]`: the material-flow diagram."""

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.choice_keeping import kept_map
from app.drawing_application import drawing_application
from app.messages import answer, say
from app.page_choice import add_class
from app.progress import progress, stoppable
from app.targets import add_replace, refuse_existing
from app.years import add_locked, read_chosen
from core.analysis import analyse
from core.errors import UserError
from core.kinds import FLOW_KINDS
from core.project import Project
from core.samples import STAMP
from core.snapshot import Snapshot
from core.text import N_, Text
from core.units import base_unit_of, factor_to
from gis import paint
from gis.choosing import EVERYTHING
from gis.exports import checked_suffix, export_scene
from gis.figure_page import FigurePage
from gis.flow_diagram import compose_diagram, diagram_title, roomy_system
from gis.flow_diagram_bands import USUAL_GROUPS, FlowSystem, diagram_units, flow_system
from gis.flow_diagram_pieces import MIDDLES, Ends
from gis.flow_diagram_words import notes
from gis.lens import Lens
from gis.page import CLASSES
from gis.partitions import LEVELS, level_of


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("What comes into the park, what moves within it and what goes out, in one unit.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to draw (.gpkg)"))
    parser.add_argument("out", type=Path, metavar="OUT", help=N_("file to write: its name ends in .pdf, .svg or .png"))
    add_flow_options(parser)
    parser.add_argument("--from", dest="left", choices=LEVELS, help=N_(
        "draw senders, what they give, and receivers: how senders are put together"
    ))  # fmt: skip
    parser.add_argument("--to", dest="right", choices=LEVELS, help=N_("the same: how receivers are put together"))
    parser.add_argument("--between", choices=MIDDLES, help=N_("what stands between them"))
    add_class(parser, dest="kind_of_page")


def add_flow_options(parser: argparse.ArgumentParser) -> None:
    """Declare which links of which year are added up, and how firms stand together."""
    parser.add_argument("--year", type=int, help=N_("year to draw; without it the latest that has figures"))
    parser.add_argument("--unit", default="", help=N_("unit of the diagram, such as t, m3 or GJ; without it the usual"))
    parser.add_argument("--level", choices=LEVELS, help=N_("how firms are put together; without it as on the map"))
    parser.add_argument("--whole", action="store_true", help=N_("all links, whatever the kept map shows"))
    parser.add_argument(
        "--kind", action="extend", nargs="+", metavar="KIND", default=[],
        choices={kind.id: kind.title for kind in FLOW_KINDS.values() if kind.physical},
        help=N_("kinds of links to draw; without it all that carry matter or energy"),
    )  # fmt: skip
    add_locked(parser)
    add_replace(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Draw the diagram of a project without changing a byte of it, and say what it rests on."""
    checked_suffix(arguments.out)
    refuse_existing(arguments.out, arguments)
    ends = _asked_ends(arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        stamp, lens = project.setting(STAMP), asked_lens(project, arguments)
    drawing_application()
    unit, level = chosen_unit(snapshot, year, arguments.unit), arguments.level or level_of(lens.grouping)
    page = FigurePage(
        language, stamp=stamp, made=date.today().isoformat(), citation=edition.citation if edition else None,
        class_title=CLASSES[arguments.kind_of_page],
    )  # fmt: skip
    findings = analyse(snapshot, year).findings if lens.choice.flagged else ()

    def named(items: int) -> FlowSystem:
        return flow_system(
            snapshot, year, unit, level, language, choice=lens.choice, findings=findings,
            ends=ends, public=arguments.kind_of_page == "public",
            items=items, most=items if ends else min(items, USUAL_GROUPS),
        )  # fmt: skip

    system = roomy_system(named, page)
    with progress(language) as tell:
        tell(Text("{file} is being written …", {"file": arguments.out.name}))
        with stoppable() as stopped:
            scene = compose_diagram(system, page, paint.measure)
            export_scene(scene, arguments.out, diagram_title(system, language), stopped)
    for sentence in notes(system, 0.0, language):
        say(sentence, language)
    answer(Text("The diagram was written to {file}.", {"file": str(arguments.out)}), language)
    return 0


def _asked_ends(arguments: argparse.Namespace) -> Ends | None:
    """By what senders and receivers stand together, None where the park is drawn with what comes in and goes out."""
    if not (arguments.left or arguments.right):
        if arguments.between:
            raise UserError(
                Text("--between is asked for, but no senders and receivers."),
                Text("Add --from or --to, which say how they stand together."),
            )
        return None
    if arguments.level:
        raise UserError(
            Text("--level goes together with neither --from nor --to."),
            Text("Leave --level out: --from and --to say how firms stand together."),
        )
    return Ends(arguments.left or "role", arguments.between or "commodity", arguments.right or "role")


def asked_lens(project: Project, arguments: argparse.Namespace) -> Lens:
    """The kept map's choice of links and grouping, as the command narrows or widens it."""
    kept = kept_map(project)
    choice = EVERYTHING if arguments.whole else kept.choice
    return Lens(replace(choice, kinds=frozenset(arguments.kind)) if arguments.kind else choice, kept.grouping)


def chosen_unit(snapshot: Snapshot, year: int | None, asked: str) -> str:
    """The unit asked for as the project keeps it, else that of most known amounts; UserError where no link has it."""
    units = diagram_units(snapshot, year)
    unit = asked if asked in units else base_unit_of(asked)
    if not asked:
        return next(iter(units), "t")
    if asked in units or (unit in units and factor_to(asked, unit)[0] == 1.0):
        return unit
    if unit in units:
        raise UserError(
            Text("Amounts are added up in {unit}, not in {asked}.", {"unit": unit, "asked": asked}),
            Text("Ask for --unit {unit}.", {"unit": unit}),
            value=asked,
        )
    raise UserError(
        Text("No link of this year is measured in {unit}.", {"unit": asked}),
        Text("Choose one of its units: {units}.", {"units": units}) if units else Text("Import amounts first."),
        value=asked,
    )
