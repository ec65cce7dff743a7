"""The edits that people make by hand, each one transaction, one undo step and one entry of the history.

Cells are what people type (text, numbers, ids of references); they are read and checked by `core.review`. Everything
that cannot be taken is told as FieldFault; nothing is guessed, unknown stays NULL.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from core.deleting import Doomed, counted, delete, doomed, require_consent
from core.fields import FIELDS, FieldFault, RefusedValues, field_of
from core.geopackage import point_blob
from core.names import name_key
from core.project import Project
from core.records import insert, update_many
from core.recount import rebase, recount
from core.review import Review, Reviewer, Values
from core.row_names import OUTSIDE, row_name
from core.set_renaming import carry_choice
from core.snapshot import Snapshot
from core.table_titles import table_title
from core.text import Text

Cells = Mapping[str, object]
_STATED = ("value", "year", "origin", "grade")  # of a link's first statement


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an edit took: ids of changed or new rows, the faults of what was not taken, remarks on what was."""

    ids: tuple[int, ...]
    faults: tuple[FieldFault, ...] = ()
    remarks: tuple[FieldFault, ...] = ()


def set_values(
    project: Project,
    table: str,
    changes: Mapping[int, Cells],
    label: Text | None = None,
    *,
    partly: bool = False,
) -> Outcome:
    """Change cells of rows by id as one edit; RefusedValues where any cannot be taken and not `partly`.

    With `partly` rows in order are taken and the others stand in the outcome. Values equal to the old ones change
    nothing and leave no entry.
    """
    snapshot = project.snapshot()
    review = Reviewer(snapshot).changes(table, changes)
    _require(table, review, partly)
    if review.values:
        with project.edit(label or change_label(snapshot, table, review.values)) as db:
            write_values(db, project.srs, table, review.values)
    return Outcome(tuple(review.values), review.faults, review.remarks)


def add_row(project: Project, table: str, values: Cells, label: Text | None = None) -> int:
    """Add one row and return its id; RefusedValues where something is missing or cannot be taken."""
    return add_rows(project, table, [values], label).ids[0]


def add_rows(
    project: Project, table: str, rows: Iterable[Cells], label: Text | None = None, *, partly: bool = False
) -> Outcome:
    """Add rows as one edit; in the faults of the outcome `id` is the place of the row, from 0."""
    snapshot = project.snapshot()
    review = Reviewer(snapshot).rows(table, rows)
    _require(table, review, partly)
    if not review.values:
        return Outcome((), review.faults)
    with project.edit(label or _added_label(snapshot, table, review)) as db:
        ids = insert_values(db, project.srs, table, review.values.values())
    return Outcome(tuple(ids), review.faults, review.remarks)


def change_and_add(
    project: Project, table: str, changes: Mapping[int, Cells], rows: Iterable[Cells], label: Text
) -> tuple[Outcome, Outcome]:
    """Change rows and add others in one edit, as far as they can be taken; the outcomes of both."""
    reviewer = Reviewer(project.snapshot())
    changed, added = reviewer.changes(table, changes), reviewer.rows(table, rows)
    ids: list[int] = []
    if changed.values or added.values:
        with project.edit(label) as db:
            write_values(db, project.srs, table, changed.values)
            ids = insert_values(db, project.srs, table, added.values.values())
    return (
        Outcome(tuple(changed.values), changed.faults, changed.remarks),
        Outcome(tuple(ids), added.faults, added.remarks),
    )


def delete_rows(
    project: Project, table: str, ids: Collection[int], *, agreed: bool = False, label: Text | None = None
) -> dict[str, int]:
    """Delete rows with what belongs to them and return how many rows of each table went.

    UserError of the code "referred" where other rows refer to them and the caller has not `agreed`: then links go
    with their ends and commodities, and other references become empty.
    """
    chosen = set(ids)
    with project.reading() as connection:
        found = doomed(connection, table, chosen)
    if not agreed:
        require_consent(table, found, len(chosen))
    with project.edit(label or _deleted_label(project.snapshot(), table, chosen, found)) as db:
        delete(db, found)
    return {name: len(gone) for name, gone in found.ids.items() if gone}


def add_actor(project: Project, name: str, lon: float | None = None, lat: float | None = None, **values: object) -> int:
    """Add a firm or institution, at a point in degrees where one is given; `values` are further cells."""
    placed: dict[str, object] = {}
    if lon is not None and lat is not None:
        placed = {"geom": (lon, lat), "point_quality": "approximate"}
    return add_row(project, "actor", {"name": name, **placed, **values})


def add_flow(project: Project, sender: int | None, receiver: int | None, commodity: int | str, **values: object) -> int:
    """Add a link between two actors by id (None is the outside); a commodity that has no such name yet is made.

    Among `values` are cells of the link (`kind`, `since` ...), `medium` and `base_unit` for a new commodity, and for
    its first statement `value`, `year`, `origin`; a value is written with its unit, such as 3.5 kt.
    """
    stated = {f"{name}_entered" if name == "value" else name: values.pop(name) for name in _STATED if name in values}
    made: dict[str, object] = {name: values.pop(name) for name in ("medium", "base_unit") if name in values}
    snapshot = project.snapshot()
    reviewer = Reviewer(snapshot)
    link = {"sender_id": sender, "receiver_id": receiver, "commodity_id": commodity, **values}
    closed = _cites_sums(snapshot, link)
    label = _rows_added("flow", 1) if closed else _link_label(snapshot, sender, receiver, commodity)
    with project.edit(label) as db:
        if isinstance(commodity, str) and name_key(commodity) not in map(name_key, snapshot.commodity.name):
            link["commodity_id"] = _add(db, project.srs, "commodity", {"name": commodity, **made}, reviewer)
        flow = _add(db, project.srs, "flow", link, reviewer)
        if stated.get("value_entered") is not None:
            _add(db, project.srs, "flow_amount", {"flow_id": flow, **stated}, reviewer)
    return flow


def set_amount(
    project: Project,
    flow: int,
    value: object,
    year: int | None,
    *,
    origin: str = "published",
    unit: str = "",
    label: Text | None = None,
    **values: object,
) -> int:
    """State how much flows: the statement of the same year, origin, source, period and document, else a new one.

    `value` is a number or a text with its unit, such as "3.5 kt"; None says that the amount is unknown.
    """
    cells = {"value_entered": value, "year": year, "origin": origin, **values}
    cells |= {"unit_entered": unit} if unit else {}
    snapshot = project.snapshot()
    if (existing := _statement(snapshot, flow, year, origin, values)) is not None:
        set_values(project, "flow_amount", {existing: cells}, label)
        return existing
    return add_row(project, "flow_amount", {"flow_id": flow, **cells}, label)


def change_label(snapshot: Snapshot, table: str, values: Mapping[int, Values]) -> Text:
    """What an edit of cells is called: the row and its columns, or how many rows of which table."""
    columns = dict.fromkeys(column for row in values.values() for column in row if _is_typed(table, column))
    for each in FIELDS[table]:
        if each.column in columns:  # an edition goes without saying beside its code
            columns.pop(each.edition, None)
    first, *rest = [Text(field_of(table, column).title) for column in columns]
    told: dict[str, object] = {"column": first, "n": len(values), "rest": len(rest)}
    if rest:
        told["column"] = Text("{column} and {rest} more", {"column": first, "rest": len(rest)})
    told["table"] = table_title(table)
    if len(values) > 1:
        return Text("{table}: {column} of {n} rows", told)
    if _only_sums(snapshot, table, values):
        return Text("{table}: {column} of one row", told)
    return Text("{name}: {column}", {**told, "name": _name(snapshot, table, next(iter(values)))})


def _only_sums(snapshot: Snapshot, table: str, values: Mapping[int, Values]) -> bool:
    """Whether a label may not name rows (cells by id): they may only enter sums, or come to do so by these cells."""
    if not snapshot.sums_only.any():
        return False
    shown = getattr(snapshot.without_aggregates(), table, None)
    hidden = values.keys() - set(shown.id.tolist()) if shown is not None else ()
    return bool(hidden) or any(_cites_sums(snapshot, row) for row in values.values())


def _cites_sums(snapshot: Snapshot, row: Cells) -> bool:
    """Whether cells name a source that permits only sums."""
    return row.get("source_id") in snapshot.source.id[snapshot.sums_only[:-1]].tolist()


def _is_typed(table: str, column: str) -> bool:
    return any(each.column == column and each.typed for each in FIELDS[table])


def _name(snapshot: Snapshot, table: str, id: int) -> Text | str:
    return row_name(snapshot, table, int(np.searchsorted(getattr(snapshot, table).id, id)))


def _added_label(snapshot: Snapshot, table: str, review: Review) -> Text:
    first = next(iter(review.values.values()))
    name = first.get("name") or first.get("title")
    if len(review.values) == 1 and name and not _cites_sums(snapshot, first):
        return Text("{name}: add", {"name": name})
    return _rows_added(table, len(review.values))


def _rows_added(table: str, count: int) -> Text:
    told = {"table": table_title(table), "n": count}
    return Text("{table}: add {n} row", told, plural="{table}: add {n} rows")


def _deleted_label(snapshot: Snapshot, table: str, ids: set[int], found: Doomed) -> Text:
    what: Text | str = Text("{table}: {count}", {"table": table_title(table), "count": len(ids)})
    if len(ids) == 1 and table in FIELDS and not _only_sums(snapshot, table, {id: {} for id in ids}):
        what = _name(snapshot, table, next(iter(ids)))
    parts = found.parts(table)
    if not parts:
        return Text("{name}: delete", {"name": what})
    return Text("{name}: delete, and with it {parts}", {"name": what, "parts": counted(parts)})


def _link_label(snapshot: Snapshot, sender: int | None, receiver: int | None, commodity: int | str) -> Text:
    ends = [Text(OUTSIDE) if end is None else _name(snapshot, "actor", end) for end in (sender, receiver)]
    goods = commodity if isinstance(commodity, str) else _name(snapshot, "commodity", commodity)
    told = {"sender": ends[0], "receiver": ends[1], "commodity": goods}
    return Text("{sender} → {receiver} · {commodity}: add", told)


def _statement(snapshot: Snapshot, flow: int, year: int | None, origin: str, values: Cells) -> int | None:
    """The statement that another one of the same year, origin, source, period and document replaces."""
    amounts = snapshot.flow_amount
    link = int(np.searchsorted(snapshot.flow.id, flow))
    same = (amounts.flow == link) & (amounts.origin == origin)
    same &= np.isnan(amounts.year) if year is None else amounts.year == year
    same &= (amounts.period == values.get("period", "")) & (amounts.document == values.get("document", ""))
    sources = np.append(snapshot.source.id, -1)[amounts.source]
    same &= sources == (-1 if values.get("source_id") is None else values["source_id"])
    found = np.flatnonzero(same)
    return int(amounts.id[found[-1]]) if len(found) else None


def _require(table: str, review: Review, partly: bool) -> None:
    if review.faults and not partly:
        raise RefusedValues(table, review.faults)


def _add(db: sqlite3.Connection, srs: int, table: str, cells: Cells, reviewer: Reviewer) -> int:
    """Insert one row that later rows of the same edit may refer to."""
    review = reviewer.rows(table, [cells])
    _require(table, review, partly=False)
    (id,) = insert_values(db, srs, table, review.values.values())
    reviewer.learn(table, id, review.values[0])
    return id


def write_values(db: sqlite3.Connection, srs: int, table: str, values: Mapping[int, Values]) -> None:
    """Write cells, and what is computed from them elsewhere."""
    if table == "commodity":
        rebase(db, values)
    if table == "standard_limit":
        carry_choice(db, values)
    unique = {each.column for each in FIELDS[table] if each.unique}
    if len(values) > 1:  # so that rows can exchange their values
        moved = {id: {name: f"{name} {id}" for name in unique & row.keys()} for id, row in values.items()}
        update_many(db, table, {id: row for id, row in moved.items() if row})
    update_many(db, table, {id: _columns(table, row, srs) for id, row in values.items()})
    recount(db, table, values)


def insert_values(db: sqlite3.Connection, srs: int, table: str, rows: Iterable[Values]) -> list[int]:
    """Insert new rows of reviewed values and return their ids."""
    return insert(db, table, [_columns(table, row, srs) for row in rows])


def _columns(table: str, row: Values, srs: int) -> Values:
    """The columns as the file holds them: a point as a blob, without what it was entered as."""
    if table != "actor" or "geom" not in row:
        return row
    blob = point_blob(row["geom"][0], row["geom"][1], srs) if row["geom"] else None
    return {**row, "geom": blob, "point_entered": "", "point_datum": ""}
