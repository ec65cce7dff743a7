"""A user table as columns to show and to type into, made from the fields of `core.fields` and a snapshot."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.rows import titled, words, year_text
from app.table_model import Column, Rows
from core.columns import Integers, Words
from core.fields import FIELDS, Field
from core.findings import Ref
from core.i18n import show_number, show_quantity, translate
from core.row_names import names_of
from core.snapshot import Snapshot
from core.text import N_, Quantity

YES = N_("yes")
SUBJECTS = {
    "emission": "actor",
    "stock": "actor",
    "capacity": "actor",
    "transfer_coefficient": "actor",
    "flow_amount": "flow",
}


@dataclass(frozen=True, slots=True, eq=False)
class EditTable:
    """The rows of one table; `typed[i]` gives what would be typed into a row of column i, `whole` counts all rows.

    `subjects` are the uids of what each row is about on the map: the row itself, its firm or its link.
    """

    table: str
    fields: tuple[Field, ...]
    rows: Rows
    ids: Integers
    typed: tuple[Callable[[int], str], ...]
    subjects: Words
    whole: int
    links: Callable[[int], list[Ref]]

    def column_of(self, column: str) -> int:
        """The place of a field, by its SQL column."""
        return next(place for place, each in enumerate(self.fields) if each.column == column)


def edit_table(open_rows: Snapshot, table: str, language: str, whole: int) -> EditTable:
    """The table of a snapshot without what only sums may show; `whole` counts the rows with those."""
    data = getattr(open_rows, table)
    made = [_column(open_rows, table, each, language) for each in FIELDS[table]]
    found_by = tuple(
        column.values for (column, _), each in zip(made, FIELDS[table], strict=True) if _is_text(each, column)
    )
    return EditTable(
        table,
        FIELDS[table],
        Rows(tuple(column for column, _ in made), data.uid, found_by),
        data.id,
        tuple(typed for _, typed in made),
        _subjects(open_rows, table),
        whole,
        lambda row: _refs(open_rows, table, row),
    )


def _is_text(each: Field, column: Column) -> bool:
    return column.values.dtype == object and each.kind != "point"


def _column(snapshot: Snapshot, table: str, each: Field, language: str) -> tuple[Column, Callable[[int], str]]:
    """A column to show, and what is typed into it."""
    values = getattr(getattr(snapshot, table), each.attribute)
    if each.kind == "point":
        return _points(each, values)
    if each.kind in ("number", "amount", "derived"):
        return _numbers(snapshot, table, each, values, language)
    if each.kind == "year":
        return _plain(each, values, lambda row: year_text(values[row]))
    if each.kind == "reference":
        names = np.append(names_of(snapshot, each.target, language), "")[values]
    elif each.kind == "word":
        names = titled(values, dict(each.choices), language)
    elif each.kind == "flag":
        names = words(np.where(values, translate(YES, language), ""))
    else:
        names = values
    return _plain(each, names, lambda row: str(names[row]))


def _plain(each: Field, values: npt.NDArray[Any], text: Callable[[int], str]) -> tuple[Column, Callable[[int], str]]:
    return Column(each.title, values, text, each.width), text


def _points(each: Field, points: npt.NDArray[np.float64]) -> tuple[Column, Callable[[int], str]]:
    def text(row: int) -> str:
        lon, lat = points[row]
        return "" if np.isnan(lon) else f"{lon:.6f}, {lat:.6f}"

    return _plain(each, points[:, 0], text)


def _numbers(
    snapshot: Snapshot, table: str, each: Field, values: npt.NDArray[np.float64], language: str
) -> tuple[Column, Callable[[int], str]]:
    """Numbers with their unit beside them where the unit has no column of its own."""
    unit = _units(snapshot, table, each)

    def text(row: int) -> str:
        value = float(values[row])
        if np.isnan(value):
            return ""
        return show_quantity(Quantity(value, unit(row)), language, 12) if unit(row) else show_number(value, 12)

    return Column(each.title, values, text, each.width), lambda row: number_text(values[row])


def number_text(value: float) -> str:
    """A number as it is typed: all its digits, no separators, '' where unknown."""
    return "" if np.isnan(value) else format(float(value), ".15g")


def _units(snapshot: Snapshot, table: str, each: Field) -> Callable[[int], str]:
    """The unit that stands beside the number of a row, '' where it has a column of its own."""
    data = getattr(snapshot, table)
    if each.unit == "=base":
        goods = data.commodity if hasattr(data, "commodity") else snapshot.flow.commodity[data.flow]
        return lambda row: str(snapshot.commodity.base_unit[goods[row]])
    if each.unit.startswith("="):
        return lambda row: each.unit[1:]
    if each.kind == "amount" or not each.unit:
        return lambda row: ""
    return lambda row: str(getattr(data, each.unit)[row])


def _subjects(snapshot: Snapshot, table: str) -> Words:
    """The uid of what each row is about."""
    data = getattr(snapshot, table)
    subjects: Words
    if table == "statistic":
        about_region = np.append(snapshot.region.uid, "")[data.region]
        subjects = np.where(data.actor >= 0, np.append(snapshot.actor.uid, "")[data.actor], about_region)
    elif table in SUBJECTS:
        target = SUBJECTS[table]
        subjects = np.append(getattr(snapshot, target).uid, "")[getattr(data, target)]
    else:
        subjects = data.uid
    return subjects


def _refs(snapshot: Snapshot, table: str, row: int) -> list[Ref]:
    """What is chosen everywhere when a row is: its subject; of a commodity its links."""
    data = getattr(snapshot, table)
    if table == "commodity":
        return [Ref("flow", str(uid)) for uid in snapshot.flow.uid[snapshot.flow.commodity == row]]
    if table == "statistic":
        about = ("actor", data.actor[row]) if data.actor[row] >= 0 else ("region", data.region[row])
        return [Ref(about[0], str(getattr(snapshot, about[0]).uid[about[1]]))]
    if table in SUBJECTS:
        target = SUBJECTS[table]
        return [Ref(target, str(getattr(snapshot, target).uid[getattr(data, target)[row]]))]
    return [Ref(table, str(data.uid[row]))]
