"""`cluster-atlas chart PROJECT OUT.pdf|svg|png|xlsx --kind K [--year Y] [--item I]`: a chart or its numbers."""

import argparse
from datetime import date
from pathlib import Path

from app.drawing_application import drawing_application
from app.messages import answer, say
from app.progress import stoppable
from app.targets import add_replace, refuse_existing
from app.years import add_locked, read_chosen
from core.display_names import in_language
from core.errors import UserError
from core.page_layouts import PAPERS
from core.project import Project
from core.samples import STAMP
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.chart_box import ChartFigure, compose_chart
from gis.chart_list import CHARTS, PLACED, ChartOrder, empty_texts, make_chart
from gis.chart_series import is_item
from gis.exports import SUFFIXES, checked_suffix, export_scene
from gis.figure_page import FigurePage
from gis.number_tables import write_numbers
from gis.page import CLASSES
from gis.paint import measure

WORKBOOK = ".xlsx"


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Draw a chart as a page, or write the numbers behind it.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to draw (.gpkg)"))
    parser.add_argument(
        "out", type=Path, metavar="OUT", help=N_("file to write: its name ends in .pdf, .svg, .png, .tif or .xlsx")
    )
    parser.add_argument("--kind", metavar="KIND", choices=CHARTS, required=True, help=N_("which chart"))
    parser.add_argument("--year", type=int, help=N_("year to look at; without it the latest that has figures"))
    told = N_("what a series tells: a quantity such as cod, or an indicator such as hj274:11")
    parser.add_argument("--item", default="", metavar="ITEM", help=told)
    parser.add_argument("--region", default="", help=N_("name of a region; without it the whole"))
    parser.add_argument("--paper", choices=list(PAPERS), default="A3", help=N_("paper: A4, A3, A2, A1 or A0"))
    parser.add_argument("--portrait", action="store_true", help=N_("upright instead of across"))
    add_replace(parser)
    add_locked(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Draw a chart of a project, or write its numbers, without changing a byte of it."""
    tabular = _is_workbook(arguments.out)
    refuse_existing(arguments.out, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        stamp = project.setting(STAMP)
    _check_item(snapshot, arguments.item)
    _refuse_unread(arguments)
    order = ChartOrder(arguments.kind, year, arguments.item, arguments.region)
    figure = make_chart(in_language(snapshot, language), order)
    if figure is None:
        raise UserError(*empty_texts(order.kind))
    if tabular:
        write_numbers([figure.table(language)], arguments.out)
    else:
        width, height = sorted(PAPERS[arguments.paper], reverse=not arguments.portrait)
        page = FigurePage(language, stamp, date.today().isoformat(), width, height, class_title=CLASSES["internal"],
                          citation=edition.citation if edition else None)  # fmt: skip
        _draw(figure, page, arguments.out)
    for note in (*figure.told, *figure.notes):
        say(note, language)
    answer(Text("The chart was written to {file}.", {"file": str(arguments.out)}), language)
    return 0


def _check_item(snapshot: Snapshot, item: str) -> None:
    """UserError for a series of what there is not."""
    if item and not is_item(snapshot, item):
        raise UserError(
            Text("There is no quantity or indicator called {item}.", {"item": item}),
            Text("Give a quantity such as cod, or a system and a number such as hj274:11."),
            value=item,
        )


def _refuse_unread(arguments: argparse.Namespace) -> None:
    """UserError for an option that the kind of chart would not read."""
    kinds = {"--item": ("series",) if arguments.item else (), "--region": PLACED if arguments.region else ()}
    for option, placed in kinds.items():
        if placed and arguments.kind not in placed:
            raise UserError(
                Text("The chart {kind} does not read {option}.", {"kind": arguments.kind, "option": option}),
                Text("Leave {option} out, or choose one of the charts {kinds}.", {
                    "option": option, "kinds": list(placed)
                }),
                value=option,
            )  # fmt: skip


def _draw(figure: ChartFigure, page: FigurePage, out: Path) -> None:
    drawing_application()
    with stoppable() as stopped:
        title = figure.table(page.language).title
        export_scene(compose_chart(figure, page, measure), out, title, cancelled=stopped)


def _is_workbook(out: Path) -> bool:
    """Whether the numbers are asked for rather than a page; UserError for an ending that neither has."""
    if out.suffix.lower() == WORKBOOK and not out.is_dir():
        return True
    if out.suffix.lower() not in SUFFIXES and not out.is_dir():
        raise UserError(
            Text("{file} does not say what kind of file it shall be.", {"file": out.name}),
            Text("Let the name end in {suffixes}.", {"suffixes": [*SUFFIXES, WORKBOOK]}),
            file=str(out),
            value=out.suffix,
        )
    checked_suffix(out)
    return False
