"""`cluster-atlas map PROJECT OUT.pdf|svg|png|tif [--paper A4] [--portrait] [--atlas actors] [--class C]`: pages."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app.base_files import placed
from app.choice_keeping import KeptMap, kept_map
from app.messages import answer, say, say_notes
from app.page_choice import CLUSTER, OFFICE, add_page_options, chosen_layout
from app.years import add_locked, chosen_snapshot, live_note
from core.analysis import analyse
from core.display_names import in_language
from core.errors import UserError
from core.figures import latest_year
from core.page_layouts import page_layouts
from core.project import Project
from core.renaming import analysis_in, names_in
from core.samples import STAMP
from core.text import N_, Text
from gis.exports import COARSEST, FINEST, checked_suffix
from gis.lens import Lens
from gis.page import CLASSES, Page
from gis.page_atlas import Printed, atlas_pages, print_pages
from gis.page_rules import public_limits

APPROVAL = "map_review_number"  # the setting that holds the number of a reviewed map
REMARKS_TOLD = 12


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to draw (.gpkg)"))
    parser.add_argument(
        "out", type=Path, metavar="OUT", help=N_("file to write: its name ends in .pdf, .svg, .png or .tif")
    )
    parser.add_argument("--year", type=int, help=N_("year to draw; without it the latest that has figures"))
    add_locked(parser)
    parser.add_argument("--title", default="", help=N_("title of the page; without it the project's name"))
    parser.add_argument(
        "--class", dest="kind", choices=list(CLASSES), help=N_(
            "class of the page: internal, public (statutory flags only) or draft"
        ),
    )  # fmt: skip
    add_page_options(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Draw the pages of a project without changing a byte of it, and say what was drawn and what not."""
    checked_suffix(arguments.out)
    _check_dpi(arguments.dpi)
    with Project.open(arguments.project, read_only=True) as project:
        say_notes(project.notes, language)
        snapshot, year, edition = chosen_snapshot(project, arguments)
        layout, kept = chosen_layout(page_layouts(project), arguments), kept_map(project)
        page = Page(
            language, arguments.title, arguments.kind or layout.kind, project.setting(STAMP), project.setting(APPROVAL),
            date.today().isoformat(), kept.hidden if kept != KeptMap() else None,
            edition.citation if edition else None, layout, project.setting(OFFICE), bases=placed(project),
            lens=Lens(kept.choice, kept.grouping, kept.style),
        )  # fmt: skip
        note = None if edition else live_note(project, latest_year(snapshot.of_status()) if year is None else year)
    if note:
        say(note, language)
    drawing_application()
    # Findings are made and sorted by the names of the project, so that their order is the same in every language.
    analysis = analysis_in(analyse(snapshot, year), names_in(snapshot, language))
    named = in_language(snapshot, language)
    pages = atlas_pages(named, analysis, page, arguments.atlas or CLUSTER)
    tell_printed(print_pages(named, analysis, pages, arguments.out, dpi=arguments.dpi), page, language)
    return 0


def tell_printed(printed: Printed, page: Page, language: str) -> None:
    """Say what the pages hold, what was left out of them and why, and where they are."""
    if printed.pages == 1:
        say(Text("{counts}.", {"counts": printed.counts[0].sentence()}), language)
    for limit in public_limits(page, printed.counts):
        say(limit, language)
    for name, remark in printed.remarks[:REMARKS_TOLD]:
        say(Text("{page}: {remark}", {"page": name, "remark": remark}) if name else remark, language)
    if (rest := len(printed.remarks) - REMARKS_TOLD) > 0:
        say(Text("and {n} more remark", {"n": rest}, plural="and {n} more remarks"), language)
    if printed.pages == 1:
        answer(Text("The map was written to {file}.", {"file": str(printed.files[0])}), language)
        return
    values = {"n": printed.pages, "file": str(printed.files[0]), "files": len(printed.files)}
    if len(printed.files) == 1:
        answer(Text("{n} pages were written to {file}.", values), language)
    else:
        answer(Text("{n} pages were written as {files} files, the first of them {file}.", values), language)


def _check_dpi(dpi: int) -> None:
    if not COARSEST <= dpi <= FINEST:
        values = {"dpi": dpi, "low": int(COARSEST), "high": int(FINEST)}
        raise UserError(
            Text("A picture cannot be drawn at {dpi} dpi.", values), Text("Choose from {low} to {high} dpi.", values)
        )


def drawing_application() -> QGuiApplication:
    """The application that fonts need; where none runs yet it draws in memory, so that no display is asked for."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication(sys.argv[:1])
