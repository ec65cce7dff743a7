"""`cluster-atlas export PROJECT OUT --as KIND`: a table of a project as a file that is imported again as it is."""

import argparse
from pathlib import Path

from app.messages import answer, say_notes
from app.targets import add_replace, refuse_existing
from core.export_rows import EXPORTED
from core.project import Project
from core.text import N_
from gis.layer_files import export_file


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Write a table of a project to a file; the rows that may only enter sums stay.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "file",
        type=Path,
        metavar="OUT",
        help=N_("table (.xlsx, .csv) or, of firms, regions and links, layer (.gpkg, .geojson)"),
    )
    parser.add_argument("--as", dest="kind", choices=EXPORTED, required=True, help=N_("which table"))
    add_replace(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Write the table and say what it holds."""
    refuse_existing(arguments.file, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        say_notes(project.notes, language)
        snapshot, srs = project.snapshot(), project.srs
    for sentence in export_file(snapshot, arguments.kind, arguments.file, language, srs).sentences():
        answer(sentence, language)
    return 0
