"""`cluster-atlas map PROJECT OUT.pdf|svg|png|tif [--paper A4] [--atlas actors] [--class C] [--adjusted W]`: pages."""

import argparse
from pathlib import Path

from app.adjusted_map import add_adjusted, adjusted_page, adjusted_told
from app.drawing_application import drawing_application
from app.messages import answer, say
from app.page_choice import add_class, add_page_options, chosen_layout, drawn_in
from app.progress import CHECKING, pages_told, progress, reconciled_told, stoppable
from app.project_page import page_of
from app.targets import add_replace, refuse_existing
from app.years import add_locked, read_chosen
from core.analysis import analyse
from core.display_names import in_language
from core.errors import UserError
from core.page_layouts import page_layouts
from core.page_templates import CLUSTER
from core.project import Project
from core.renaming import analysis_in, names_in
from core.snapshot import Snapshot
from core.steps import Step
from core.text import N_, Text
from gis.exports import COARSEST, FINEST, checked_suffix, numbered_files
from gis.page import Page
from gis.page_atlas import Printed, atlas_pages, print_pages
from gis.page_rules import public_limits

REMARKS_TOLD = 12


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Draw the map of a year on a page, or a page for each region, firm or finding.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to draw (.gpkg)"))
    parser.add_argument(
        "out", type=Path, metavar="OUT", help=N_("file to write: its name ends in .pdf, .svg, .png or .tif")
    )
    parser.add_argument("--year", type=int, help=N_("year to draw; without it the latest that has figures"))
    add_locked(parser)
    add_replace(parser)
    parser.add_argument("--title", default="", help=N_("title of the page; without it the project's name"))
    add_class(parser, default=None)
    add_adjusted(parser)
    add_page_options(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Draw the pages of a project without changing a byte of it, and say what was drawn and what not."""
    checked_suffix(arguments.out)
    many = arguments.atlas and arguments.out.suffix.lower() != ".pdf"
    for file in (arguments.out, *(numbered_files(arguments.out) if many else ())):
        refuse_existing(file, arguments)
    _check_dpi(arguments.dpi)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        page = page_of(
            project, chosen_layout(page_layouts(project), arguments), language, title=arguments.title,
            kind=arguments.kind or "", citation=edition.citation if edition else None,
        )  # fmt: skip
    drawing_application()
    with progress(language) as tell:
        if arguments.adjusted:
            page = adjusted_page(page, snapshot, year, arguments.adjusted, reconciled_told(tell))
        snapshot = drawn_in(snapshot, arguments)
        tell(CHECKING)
        printed = _printed(snapshot, year, page, arguments, pages_told(tell))
    if page.adjusted is not None:
        drawn = {uid for counts in printed.counts for uid in counts.adjusted}
        say(adjusted_told(page.adjusted, len(drawn)), language)
    tell_printed(printed, page, language)
    return 0


def _printed(
    snapshot: Snapshot, year: int | None, page: Page, arguments: argparse.Namespace, step: Step
) -> Printed:  # fmt: skip
    """Check the figures and draw the pages."""
    language = page.language
    # Findings are made and sorted by the names of the project, so that their order is the same in every language.
    analysis = analysis_in(analyse(snapshot, year), names_in(snapshot, language))
    named = in_language(snapshot, language)
    pages = atlas_pages(named, analysis, page, arguments.atlas or CLUSTER)
    with stoppable() as stopped:
        return print_pages(named, analysis, pages, arguments.out, dpi=arguments.dpi, cancelled=stopped, step=step)


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
