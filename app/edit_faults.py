"""What was not taken, or taken with a remark, as sentences and as a list."""

from collections.abc import Sequence

import numpy as np

from app.rows import text_column, words
from app.table_model import Rows
from core.fields import FieldFault, field_of
from core.i18n import show, translate
from core.row_names import row_name
from core.snapshot import Snapshot
from core.text import N_, Text


def fault_text(table: str, fault: FieldFault) -> Text:
    """Column, what was typed and the reason."""
    told = {"column": Text(field_of(table, fault.column).title), "reason": fault.reason, "value": fault.value}
    if fault.value:
        return Text("{column} “{value}”: {reason}", told)
    return Text("{column}: {reason}", told)


def summary(done: Text, table: str, faults: Sequence[FieldFault], remarks: Sequence[FieldFault] = ()) -> list[Text]:
    """What was done, how many rows were not taken and the first reason, and the first remark."""
    told = [done]
    if faults:
        rows = len({fault.id for fault in faults})
        values = {"n": rows, "first": fault_text(table, faults[0])}
        told.append(Text("{n} row was not taken. {first}", values, plural="{n} rows were not taken. {first}"))
    if remarks:
        told.append(fault_text(table, remarks[0]))
    return told


def fault_rows(
    snapshot: Snapshot, table: str, changed: Sequence[FieldFault], fresh: Sequence[FieldFault], language: str
) -> Rows:
    """One row per value that was not taken; in `fresh` the ids are places of new rows, from 0."""
    faults = [*changed, *fresh]
    subjects = words(
        _subject(snapshot, table, fault, language, place >= len(changed)) for place, fault in enumerate(faults)
    )
    columns = words(translate(field_of(table, fault.column).title, language) for fault in faults)
    reasons = words(show(fault.reason, language) for fault in faults)
    values = words(fault.value for fault in faults)
    return Rows(
        (
            text_column(N_("Row"), subjects, 220),
            text_column(N_("Column"), columns, 130),
            text_column(N_("What was typed"), values, 180),
            text_column(N_("Reason"), reasons, 420),
        ),
        words(range(len(faults))),
        (subjects, columns, reasons, values),
    )


def _subject(snapshot: Snapshot, table: str, fault: FieldFault, language: str, fresh: bool) -> str:
    if fault.id is None:
        return ""
    if fresh:
        return show(Text("new row {n}", {"n": fault.id + 1}), language)
    ids = getattr(snapshot, table).id
    row = int(np.searchsorted(ids, fault.id))
    if row == len(ids) or ids[row] != fault.id:
        return ""
    return show(row_name(snapshot, table, row), language)
