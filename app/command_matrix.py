"""`cluster-atlas matrix PROJECT OUT.pdf|svg|png|xlsx [--level L] [--most N] [--order O]`: who gives to whom."""

import argparse
from datetime import date
from pathlib import Path

from app.command_diagram import add_flow_options, asked_lens, chosen_unit
from app.drawing_application import drawing_application
from app.messages import answer, say
from app.progress import stoppable
from app.targets import refuse_existing
from app.years import read_chosen
from core.analysis import analyse
from core.errors import UserError
from core.project import Project
from core.samples import STAMP
from core.text import N_, Text
from gis.exports import SUFFIXES, checked_suffix, export_scene
from gis.figure_page import FigurePage
from gis.grouping import FIRM
from gis.matrix import MOST, SORTINGS, flow_matrix
from gis.matrix_page import compose_matrix
from gis.matrix_words import matrix_notes, matrix_table, matrix_title
from gis.number_tables import write_numbers
from gis.page import CLASSES
from gis.paint import measure
from gis.partitions import level_of

WORKBOOK = ".xlsx"
LEAST = 2  # rows and columns: the largest, and the others together


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Who gives to whom in one unit: senders in rows, receivers in columns, sums at the edges.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to draw (.gpkg)"))
    parser.add_argument(
        "out", type=Path, metavar="OUT", help=N_("file to write: its name ends in .pdf, .svg, .png, .tif or .xlsx")
    )
    add_flow_options(parser)
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help=N_("rows and columns with a name"))
    parser.add_argument("--order", choices=list(SORTINGS), default="size", help=N_("order of rows and columns"))
    parser.add_argument(
        "--class", dest="kind_of_page", choices=list(CLASSES), default="internal",
        help=N_("class of the page: internal, public (public sources only) or draft"),
    )  # fmt: skip


def run(arguments: argparse.Namespace, language: str) -> int:
    """Draw the matrix of a project, or write its numbers, without changing a byte of it, and say what it rests on."""
    tabular = _is_workbook(arguments.out)
    if arguments.most < LEAST:
        raise UserError(
            Text("A matrix cannot name {n} rows and columns.", {"n": arguments.most}),
            Text("Ask for --most {n} or more.", {"n": LEAST}),
            value=str(arguments.most),
        )
    refuse_existing(arguments.out, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        stamp, lens = project.setting(STAMP), asked_lens(project, arguments)
    level = arguments.level or (FIRM if lens.grouping.by == FIRM else level_of(lens.grouping))
    matrix = flow_matrix(
        snapshot, year, chosen_unit(snapshot, year, arguments.unit), level, language, choice=lens.choice,
        findings=analyse(snapshot, year).findings if lens.choice.flagged else (), most=arguments.most,
        sorting=arguments.order, public=arguments.kind_of_page == "public",
    )  # fmt: skip
    if tabular:
        write_numbers([matrix_table(matrix, language)], arguments.out)
    else:
        drawing_application()
        page = FigurePage(
            language, stamp=stamp, made=date.today().isoformat(), citation=edition.citation if edition else None,
            class_title=CLASSES[arguments.kind_of_page],
        )  # fmt: skip
        with stoppable() as stopped:
            scene = compose_matrix(matrix, page, measure)
            export_scene(scene, arguments.out, matrix_title(matrix, language), cancelled=stopped)
    for sentence in matrix_notes(matrix, language):
        say(sentence, language)
    answer(Text("The matrix was written to {file}.", {"file": str(arguments.out)}), language)
    return 0


def _is_workbook(out: Path) -> bool:
    """Whether the numbers are asked for rather than a page; UserError for an ending that neither has."""
    suffix = out.suffix.lower()
    if suffix in SUFFIXES or out.is_dir():
        checked_suffix(out)
    elif suffix != WORKBOOK:
        raise UserError(
            Text("{file} does not say what kind of file it shall be.", {"file": out.name}),
            Text("Let the name end in {suffixes}.", {"suffixes": [*SUFFIXES, WORKBOOK]}),
            file=str(out),
            value=out.suffix,
        )
    return suffix == WORKBOOK
