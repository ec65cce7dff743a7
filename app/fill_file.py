"""A template filled: first in memory, so that what it loses and lacks can be told, then as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.fill_fields import Filling
from app.fill_sources import annex_of, referred
from core import worker
from core.errors import UserError
from core.office_fields import parse_field
from core.text import Text
from core.written_files import DOCUMENT, whole_file
from gis.office_template_sheet import NO_ROOM

_READER = "gis.office_template"


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled document that is not yet written: how many fields it has, how many are missing or to be checked.

    `remarks` tell what of the template it lacks, each missing field with its reason or the nearest names, and of each
    figure to be checked why.
    """

    content: bytes
    fields: int
    missing: int
    doubtful: int
    remarks: tuple[Text, ...]


def filled(filling: Filling, template: Path, cancelled: Callable[[], bool] = lambda: False) -> Filled:
    """Fill a template, which is read in a process of its own; UserError for one that may not be opened."""
    listed = worker.run(_READER, "fields_in", (template,), file=template, cancelled=cancelled)
    fields = [parse_field(written) for written in listed]
    values = {asked.written: filling.value(asked) for asked in fields}
    annex = annex_of(values, filling.order.language)
    values = referred(values) if template.suffix.lower() == ".docx" else values
    content, lacking = worker.run(_READER, "filled", (template, values, annex), file=template, cancelled=cancelled)
    remarks = [filling.remark(asked, values[asked.written]) for asked in fields]
    crowded = {str(text.values["field"]) for text in lacking if text.message_id == NO_ROOM}
    missing = len(crowded) + sum(value.missing for value in values.values())
    doubtful = sum(value.doubt is not None for value in values.values())
    bare = [] if fields else [Text("{file} holds no field, so nothing was filled in.", {"file": template.name})]
    return Filled(content, len(fields), missing, doubtful, (*bare, *lacking, *filter(None, remarks)))


def write_filled(made: Filled, out: Path) -> Text:
    """Write a filled document and say what it holds; UserError for a place that cannot be written."""
    with whole_file(out, what=DOCUMENT) as waiting:
        waiting.write_bytes(made.content)
    counts = {"file": str(out), "n": made.fields, "missing": made.missing, "doubtful": made.doubtful}
    return Text("{file} was written: {n} fields, {missing} missing, {doubtful} to be checked.", counts)


def check_filled(template: Path, out: Path) -> None:
    """UserError for a filled file of another kind, or that would take the place of its template."""
    if out.suffix.lower() != template.suffix.lower() or out.resolve() == template.resolve():
        raise UserError(
            Text("{file} cannot be the filled file.", {"file": out.name}),
            Text("Name another file that ends in {ending}.", {"ending": template.suffix.lower()}),
            file=str(out),
        )
