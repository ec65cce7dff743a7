"""`cluster-atlas fill PROJECT TEMPLATE OUT [--year Y]`: a user's own .docx or .xlsx with its fields filled in."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.drawing_application import drawing_application
from app.fill_values import Filling, advice_for, annex_of, is_known
from app.messages import answer, say
from app.pack_content import PackOrder
from app.project_page import APPROVAL
from app.targets import add_replace, refuse_existing
from app.years import add_locked, read_chosen
from core import worker
from core.errors import UserError
from core.figures import latest_year
from core.office_fields import parse_field
from core.project import Project
from core.samples import STAMP
from core.text import N_, Text
from core.written_files import DOCUMENT, whole_file
from gis import paint
from gis.office_template import check_template
from gis.page import CLASSES

_READER = "gis.office_template"


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "Fills a Word or Excel file of yours: {{connectance|2025}}, {{map:map}}, {{table:findings}}, {{project}}, "
        "{{year}}, {{date}}. What is not known is marked, and each figure has its documents in an annex."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("template", type=Path, metavar="TEMPLATE", help=N_("file with fields: .docx or .xlsx"))
    parser.add_argument("out", type=Path, metavar="OUT", help=N_("file to write, with the ending of the template"))
    parser.add_argument(
        "--year", type=int, help=N_("year of fields that name none; without it the latest with figures")
    )
    add_locked(parser)
    parser.add_argument(
        "--class", dest="kind", choices=list(CLASSES), default="internal",
        help=N_("class of the page: internal, public (statutory flags only) or draft"),
    )  # fmt: skip
    add_replace(parser)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Fill a template without changing a byte of it or of the project, and list the fields that nobody knows."""
    template, out = arguments.template, arguments.out
    check_template(template)
    check_filled(template, out)
    refuse_existing(out, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
        year = latest_year(snapshot.of_status()) if year is None else year
        order = PackOrder(
            language, arguments.kind, stamp=project.setting(STAMP), approval=project.setting(APPROVAL),
            made=date.today().isoformat(), citation=edition.citation if edition else None,
        )  # fmt: skip
    drawing_application()
    told, unknown = fill_file(Filling(snapshot, year, order, paint.measure), template, out)
    for sentence in unknown:
        say(sentence, language)
    answer(told, language)
    return 0


def fill_file(
    filling: Filling, template: Path, out: Path, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Text, list[Text]]:
    """Fill a template; what came of it, what the file lacks of it, and a sentence for each field that nobody knows.

    The template is read in a process of its own. UserError for one that may not be opened, and for a place that cannot
    be written.
    """
    listed = worker.run(_READER, "fields_in", (template,), file=template, cancelled=cancelled)
    fields = [parse_field(written) for written in listed]
    values = {asked.written: filling.value(asked) for asked in fields}
    annex = annex_of(values, filling.order.language)
    written, lacking = worker.run(_READER, "filled", (template, values, annex), file=template, cancelled=cancelled)
    with whole_file(out, cancelled, DOCUMENT) as waiting:
        waiting.write_bytes(written)
    unknown = [advice_for(asked, filling) for asked in fields if not is_known(asked, filling)]
    counts = {"file": str(out), "n": len(fields), "missing": sum(value.missing for value in values.values())}
    return Text("{file} was written: {n} fields, {missing} of them missing.", counts), [*lacking, *unknown]


def check_filled(template: Path, out: Path) -> None:
    """UserError for a filled file of another kind, or that would take the place of its template."""
    if out.suffix.lower() != template.suffix.lower() or out.resolve() == template.resolve():
        raise UserError(
            Text("{file} cannot be the filled file.", {"file": out.name}),
            Text("Name another file that ends in {ending}.", {"ending": template.suffix.lower()}),
            file=str(out),
        )
