"""`cluster-atlas fill PROJECT TEMPLATE OUT [--year Y]`, `fill PROJECT --fields`: a user's own .docx or .xlsx filled."""

import argparse
import json
from datetime import date
from pathlib import Path

from app.choice_keeping import kept_map
from app.drawing_application import drawing_application
from app.fill_fields import Filling
from app.fill_file import check_filled, filled, write_filled
from app.fill_listing import as_records, told_lines
from app.messages import answer, say
from app.pack_order import PackOrder
from app.page_choice import add_class
from app.progress import progress
from app.project_page import APPROVAL
from app.targets import add_replace, refuse_existing
from app.years import add_locked, read_chosen
from core.errors import UserError
from core.figures import latest_year
from core.project import Project
from core.samples import STAMP
from core.text import N_, Text
from gis import paint
from gis.office_template import check_template


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "Fills a Word or Excel file of yours that has fields such as {{connectance|2025}}, {{map:map}}, "
        "{{table:findings}} or {{year}}; --fields lists them all. What is not known is marked, and each figure has its "
        "documents in an annex."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "template", type=Path, nargs="?", metavar="TEMPLATE", help=N_("file with fields: .docx or .xlsx")
    )
    parser.add_argument(
        "out", type=Path, nargs="?", metavar="OUT", help=N_("file to write, with the ending of the template")
    )
    parser.add_argument(
        "--fields", action="store_true", help=N_("list every field with what it stands for and its value; fill nothing")
    )
    parser.add_argument("--json", action="store_true", help=N_("write the list of the fields as JSON"))
    parser.add_argument(
        "--year", type=int, help=N_("year of fields that name none; without it the latest with figures")
    )
    add_locked(parser)
    add_class(parser)
    add_replace(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Fill a template without changing a byte of it or of the project, and list the fields that nobody knows."""
    template, out = arguments.template, arguments.out
    if not arguments.fields:
        _check_given(template, out)
        check_template(template)
        check_filled(template, out)
        refuse_existing(out, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        year = latest_year(snapshot.of_status()) if year is None else year
        kept = kept_map(project)
        order = PackOrder(
            language, arguments.kind, stamp=project.setting(STAMP), approval=project.setting(APPROVAL),
            made=date.today().isoformat(), citation=edition.citation if edition else None,
            lens=kept.lens, hidden=kept.hidden,
        )  # fmt: skip
    filling = Filling(snapshot, year, order, paint.measure)
    if arguments.fields:
        _list_fields(filling, arguments.json)
        return 0
    drawing_application()
    with progress(language) as tell:
        tell(Text("{file} is being filled …", {"file": template.name}))
        made = filled(filling, template)
    for sentence in made.remarks:
        say(sentence, language)
    if made.missing or not made.fields:
        say(Text("{command} lists every field with its value.", {"command": "fill PROJECT --fields"}), language)
    answer(write_filled(made, out), language)
    return 0


def _check_given(template: Path | None, out: Path | None) -> None:
    """UserError where nothing is said of what shall be filled."""
    if template is None or out is None:
        raise UserError(
            Text("A template and the file that it shall become are needed."),
            Text("Name both, or add --fields to see which fields there are."),
        )


def _list_fields(filling: Filling, as_json: bool) -> None:
    language = filling.order.language
    if as_json:
        answer(json.dumps(as_records(filling), ensure_ascii=False, allow_nan=False, indent=1), language)
        return
    for line in told_lines(filling):
        answer(line, language)
