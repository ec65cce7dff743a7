"""A snapshot after an edit, made from the one before: only the rows that the edit touched are read again."""

import sqlite3
from dataclasses import fields, replace
from typing import Any

import numpy as np

from core.column_reading import read_ids, read_table, to_rows
from core.columns import Integers, Table, references, take, values_at, with_columns
from core.history import Changes
from core.model import TABLES
from core.remembering import same_values
from core.snapshot import Snapshot, read_snapshot


def patch_snapshot(
    connection: sqlite3.Connection, before: Snapshot, changes: list[Changes], name: str = ""
) -> Snapshot:
    """What `read_snapshot` gives after these changes; all is read anew where a change does not say which rows."""
    revision = changes[-1].revision
    if any(not ids for change in changes for ids in change.ids.values()):
        return read_snapshot(connection, revision, name)
    touched: dict[str, frozenset[int]] = {}
    for change in changes:
        touched |= {table: touched.get(table, frozenset()) | ids for table, ids in change.ids.items()}
    ids: dict[str, Integers] = {}
    moved: dict[str, Integers] = {}  # where each row of a table stands now, -1 for one that is gone
    tables: dict[str, Any] = {}
    for table, kind in TABLES.items():
        old: Table = getattr(before, table)
        ids[table] = old.id
        only = touched.get(table)
        if only is None:
            tables[table] = _moved(old, kind, moved)
            continue
        kept = ~np.isin(old.id, list(only))
        ids[table] = np.sort(np.concatenate([old.id[kept], read_ids(connection, table, only)]))
        same = np.array_equal(ids[table], old.id)
        if not same:
            moved[table] = to_rows(old.id, ids[table])
        fresh = read_table(connection, kind, table, ids, only)
        moving = _moved(old, kind, moved)
        tables[table] = _overwritten(moving, fresh) if same else _joined(take(moving, kept), fresh)
    return replace(before, revision=revision, name=name, **tables)


def _moved(table: Table, kind: type[Table], moved: dict[str, Integers]) -> Table:
    """The same rows with their references to rows that have another place now."""
    others: dict[str, Integers] = {}
    for column in references(kind):
        if (places := moved.get(column.metadata["target"])) is not None:
            others[column.name] = np.append(places, -1)[getattr(table, column.name)]
            others[column.name].flags.writeable = False
    return with_columns(table, **others) if others else table


def _overwritten(old: Table, fresh: Table) -> Table:
    """The same rows with those of `fresh` in their places; a column that holds the same stays the same one."""
    places = np.searchsorted(old.id, fresh.id)
    changed: dict[str, Any] = {}
    for column in fields(old):
        after = getattr(fresh, column.name)
        if not same_values(values_at(old, column.name, places), after).all():
            changed[column.name] = getattr(old, column.name).copy()
            changed[column.name][places] = after
            changed[column.name].flags.writeable = False
    return with_columns(old, **changed)


def _joined(kept: Table, fresh: Table) -> Table:
    """The rows of both in the order of their ids."""
    order = np.argsort(np.concatenate([kept.id, fresh.id]), kind="stable")
    joined: dict[str, Any] = {}
    for column in fields(kept):
        array = np.concatenate([getattr(kept, column.name), getattr(fresh, column.name)])[order]
        array.flags.writeable = False
        joined[column.name] = array
    return with_columns(kept, **joined)
