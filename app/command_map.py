"""`cluster-atlas map PROJECT OUT.pdf|svg|png [--year Y] [--locked] [--title T] [--class C]`: the printed page."""

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app.base_files import placed
from app.choice_keeping import KeptMap, kept_map
from app.messages import answer, say, say_notes
from app.years import add_locked, chosen_snapshot, live_note
from core.analysis import analyse
from core.display_names import in_language
from core.figures import latest_year
from core.project import Project
from core.renaming import analysis_in, names_in
from core.samples import STAMP
from core.text import N_, Text
from gis.exports import checked_suffix, export_page
from gis.lens import Lens
from gis.page import CLASSES

APPROVAL = "map_review_number"  # the setting that holds the number of a reviewed map


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to draw (.gpkg)"))
    parser.add_argument("out", type=Path, metavar="OUT", help=N_("file to write: its name ends in .pdf, .svg or .png"))
    parser.add_argument("--year", type=int, help=N_("year to draw; without it the latest that has figures"))
    add_locked(parser)
    parser.add_argument("--title", default="", help=N_("title of the page; without it the project's name"))
    parser.add_argument(
        "--class", dest="kind", choices=list(CLASSES), default="internal",
        help=N_("class of the page: internal, public (statutory flags only) or draft"),
    )  # fmt: skip


def run(arguments: argparse.Namespace, language: str) -> int:
    """Draw the page of a project without changing a byte of it, and say what was drawn and what not."""
    checked_suffix(arguments.out)
    with Project.open(arguments.project, read_only=True) as project:
        say_notes(project.notes, language)
        snapshot, year, edition = chosen_snapshot(project, arguments)
        bases, kept = placed(project), kept_map(project)
        stamp, approval = project.setting(STAMP), project.setting(APPROVAL)
        note = None if edition else live_note(project, latest_year(snapshot.of_status()) if year is None else year)
    if note:
        say(note, language)
    drawing_application()
    # Findings are made and sorted by the names of the project, so that their order is the same in every language.
    analysis = analysis_in(analyse(snapshot, year), names_in(snapshot, language))
    scene = export_page(
        in_language(snapshot, language), analysis, arguments.out,
        language=language, title=arguments.title, kind=arguments.kind, stamp=stamp, approval=approval,
        citation=edition.citation if edition else None, bases=bases,
        lens=Lens(kept.choice, kept.grouping, kept.style), hidden=kept.hidden if kept != KeptMap() else None,
    )  # fmt: skip
    say(Text("{counts}.", {"counts": scene.counts.sentence()}), language)
    answer(Text("The map was written to {file}.", {"file": str(arguments.out)}), language)
    return 0


def drawing_application() -> QGuiApplication:
    """The application that fonts need; where none runs yet it draws in memory, so that no display is asked for."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication(sys.argv[:1])
