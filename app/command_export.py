"""`cluster-atlas export PROJECT OUT --as KIND`: a table to be imported again as it is, or the map with its styles."""

import argparse
from pathlib import Path

from app.choice_keeping import KeptMap, kept_map
from app.drawing_application import drawing_application
from app.messages import answer, say_notes
from app.progress import progress
from app.targets import add_replace, refuse_existing
from app.years import check_year
from core.analysis import analyse
from core.exported import Exported
from core.kind_titles import KIND_TITLES
from core.project import Project
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.layer_files import export_file
from gis.lens import Lens
from gis.map_layers import map_view, write_map
from gis.paint import font_family, measure

MAP = "map"


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Write a table of a project to a file; the rows that may only enter sums stay.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "file",
        type=Path,
        metavar="OUT",
        help=N_(
            "table (.xlsx, .csv) or, of firms, regions and links, layer (.gpkg, .geojson, .shp, .kml) or drawing (.dxf)"
        ),
    )
    parser.add_argument(
        "--as", dest="kind", metavar="KIND", required=True,
        choices=KIND_TITLES | {MAP: N_("the layers of the drawn map with their styles for QGIS, as .gpkg")},
        help=N_("which table"),
    )  # fmt: skip
    parser.add_argument("--year", type=int, help=N_("year of the map; without it the latest that has figures"))
    add_replace(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Write the table and say what it holds."""
    refuse_existing(arguments.file, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        say_notes(project.notes, language)
        snapshot, srs, kept = project.snapshot(), project.srs, kept_map(project)
    with progress(language) as tell:
        tell(Text("{file} is being written …", {"file": arguments.file.name}))
        if arguments.kind == MAP:
            written = _write_map(snapshot, srs, kept, arguments, language)
        else:
            written = export_file(snapshot, arguments.kind, arguments.file, language, srs)
    for sentence in written.sentences():
        answer(sentence, language)
    return 0


def _write_map(snapshot: Snapshot, srs: int, kept: KeptMap, arguments: argparse.Namespace, language: str) -> Exported:
    check_year(snapshot, arguments.year)
    drawing_application()
    analysis = analyse(snapshot, arguments.year)
    view = Lens(kept.choice, kept.grouping, kept.style).on(map_view(snapshot, analysis.year, language, kept.hidden))
    return write_map(snapshot, analysis.findings, view, arguments.file, srs, measure, font_family())
