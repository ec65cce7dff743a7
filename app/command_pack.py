"""`cluster-atlas pack PROJECT FOLDER|OUT.pdf [--year Y] [--class C]`: everything for a meeting, in one step."""

import argparse
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

from app.choice_keeping import kept_map
from app.command_diagram import chosen_unit
from app.drawing_application import drawing_application
from app.messages import answer, say
from app.pack_content import make_pack
from app.pack_order import PackOrder
from app.page_choice import add_class
from app.progress import CHECKING, Tell, progress, stoppable, unheard
from app.project_page import APPROVAL
from app.targets import add_replace, refuse_existing
from app.years import add_locked, read_chosen
from core.analysis import analyse
from core.errors import UserError
from core.i18n import show
from core.project import Project
from core.samples import STAMP
from core.text import N_, Text
from gis import paint
from gis.office_tables import Pack
from gis.page_rules import public_limits
from gis.partitions import LEVELS

# The writer of each kind of file; its libraries are loaded only when such a file is asked for.
WRITERS = {
    ".pdf": ("gis.office_pdf", "write_book"),
    ".pptx": ("gis.office_slides", "write_slides"),
    ".docx": ("gis.office_report", "write_report"),
    ".xlsx": ("gis.office_workbook", "write_workbook"),
    ".html": ("gis.office_html", "write_leaf"),
}
WITHHELD = N_("Indicators, accounts and the list of firms are left out, since they rest on what firms declared.")


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "Diagram, map with numbered findings, indicators and sources of a year as PDF, PowerPoint, Word, Excel and one "
        "HTML file that opens without any network."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "out", type=Path, metavar="OUT",
        help=N_("folder for all files, or one file: its name ends in .pdf, .pptx, .docx, .xlsx or .html"),
    )  # fmt: skip
    parser.add_argument("--year", type=int, help=N_("year to draw; without it the latest that has figures"))
    parser.add_argument("--title", default="", help=N_("title of the page; without it the project's name"))
    parser.add_argument("--unit", default="", help=N_("unit of the diagram, such as t, m3 or GJ; without it the usual"))
    parser.add_argument("--level", choices=LEVELS, default="", help=N_(
        "how firms are put together; without it as on the map"
    ))  # fmt: skip
    add_locked(parser)
    add_replace(parser)
    add_class(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Make the pack of a project without changing a byte of it, and say which files it became."""
    checked_place(arguments.out)
    refuse_existing(arguments.out, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        stamp, approval, kept = project.setting(STAMP), project.setting(APPROVAL), kept_map(project)
    drawing_application()
    order = PackOrder(
        language, arguments.kind, arguments.title, stamp, approval, date.today().isoformat(), arguments.level,
        chosen_unit(snapshot, year, arguments.unit) if arguments.unit else "",
        edition.citation if edition else None, kept.lens, kept.hidden,
    )  # fmt: skip
    files: list[Path] = []
    try:
        with progress(language) as tell:
            tell(CHECKING)
            pack = make_pack(snapshot, analyse(snapshot, year), order, paint.measure, tell)
            with stoppable() as stopped:
                files += write_pack(pack, arguments.out, arguments.project.stem, stopped, tell)
    finally:  # also of a pack that was stopped, some files are there
        for file in files:
            answer(Text("{file} was written.", {"file": str(file)}), language)
    for sentence in pack_told(pack, order):
        say(sentence, language)
    return 0


def pack_told(pack: Pack, order: PackOrder) -> list[str]:
    """What a pack holds of a filter, what it leaves out and why, each once."""
    limits = [Text(WITHHELD)] if order.public else []
    limits += public_limits(order.page, [sheet.scene.counts for sheet in pack.pages])
    return list(dict.fromkeys([*(show(text, order.language) for text in limits), *pack.told]))


def checked_place(out: Path) -> None:
    """UserError for a file of a kind that a pack does not have."""
    if out.suffix and not out.is_dir() and out.suffix.lower() not in WRITERS:
        raise UserError(
            Text("{file} does not say what kind of file it shall be.", {"file": out.name}),
            Text("Let the name end in {suffixes}, or name a folder.", {"suffixes": list(WRITERS)}),
            file=str(out),
        )


def write_pack(
    pack: Pack, out: Path, name: str, cancelled: Callable[[], bool] = lambda: False, tell: Tell = unheard
) -> list[Path]:  # fmt: skip
    """Write one file by its suffix, or all of them into a folder, each named after the project; the files written.

    In a folder no file is written over, since somebody may have worked on it. UserError for a place that cannot be
    written.
    """
    if out.suffix.lower() in WRITERS and not out.is_dir():
        files = [out]
    else:
        _make_folder(out)
        files = [out / f"{_free_name(out, name)}{suffix}" for suffix in WRITERS]
    written: list[Path] = []
    for file in files:
        if not cancelled():
            tell(Text("{file} is being written …", {"file": file.name}))
            module, function = WRITERS[file.suffix.lower()]
            getattr(import_module(module), function)(pack, file, cancelled)
            written += [] if cancelled() else [file]
    return written


def _free_name(folder: Path, name: str) -> str:
    """The name, with a number where a file of a pack has it already."""
    free, number = name, 2
    while any((folder / f"{free}{suffix}").exists() for suffix in WRITERS):
        free, number = f"{name} {number}", number + 1
    return free


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            Text("The folder {folder} cannot be made.", {"folder": str(folder)}),
            Text("Choose a place that you may write to."),
            file=str(folder),
        ) from error
