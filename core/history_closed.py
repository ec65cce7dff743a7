"""Which rows of the history may only enter sums, also of rows and sources that are gone: by what was told of them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.kinds import SUMS_ONLY
from core.snapshot import NAMING, Snapshot, is_about_firm

LISTED = "(SELECT value FROM json_each(?))"  # ids as one JSON text
_NAMING_FIRMS = sorted({f"{column}_id" for columns in NAMING.values() for column in columns})
_NAMING_UIDS = ("row_uid", "actor_uid", "subject_uid")
Image = tuple[str, int, Mapping[str, Any]]  # table, id and columns of a row as it was or is


def images(
    db: sqlite3.Connection, table: str, wanted: Sequence[str], column: str = "", chosen: Iterable[int] = ()
) -> Iterator[tuple[Any, ...]]:
    """Id and wanted columns of the before-images of a table; of all, or where a column (or `id`) is one of some ids."""
    ids = json.dumps(sorted(chosen))
    for (layout,) in db.execute("SELECT DISTINCT columns FROM edit WHERE columns <> ''").fetchall():
        names = json.loads(layout).get(table, [])
        if {*wanted, column} - {"", "id", *names}:
            continue  # the table had not these columns then
        told = ", ".join(["r.id", *(_of_image(names, name) for name in wanted)])
        asked = f"AND {_of_image(names, column)} IN {LISTED}" if column else ""
        query = (
            f"SELECT {told} FROM edit e CROSS JOIN edit_row r ON r.seq = e.seq AND r.tbl = ? "
            f"WHERE e.columns = ? AND r.image IS NOT NULL {asked} ORDER BY r.seq DESC"
        )
        yield from db.execute(query, (table, layout, *([ids] if column else [])))


def _of_image(names: Sequence[str], column: str) -> str:
    return "r.id" if column == "id" else f"json_extract(r.image, '$[{names.index(column)}]')"


def open_sources(db: sqlite3.Connection) -> set[int]:
    """Sources that permit more than sums; one that is gone where it never was told to permit sums alone."""
    present = dict(db.execute("SELECT id, permitted_use FROM source").fetchall())
    former = {(int(id), use) for id, use in images(db, "source", ["permitted_use"]) if id not in present}
    barred = {id for id, use in former if use == SUMS_ONLY}
    return {int(id) for id, use in present.items() if use != SUMS_ONLY} | {id for id, _ in former} - barred


def closed_firms(db: sqlite3.Connection, ids: Iterable[int], sources: set[int], open_rows: Snapshot) -> set[int]:
    """Which of some firms, also of those that are gone, only sources that permit sums alone have told of."""
    return _closed(db, "actor", ids, sources, open_rows)


def _closed(db: sqlite3.Connection, table: str, ids: Iterable[int], sources: set[int], open_rows: Snapshot) -> set[int]:
    """Rows that are not in the open ones and have, or had, a source that is not among the open `sources`."""
    hidden = set(ids) - set(getattr(open_rows, table).id.tolist())
    present = db.execute(f'SELECT id, source_id FROM "{table}" WHERE id IN {LISTED}', (json.dumps(sorted(hidden)),))
    told = [*present, *images(db, table, ["source_id"], "id", hidden)] if hidden else []
    return {int(id) for id, source in told if source is not None and source not in sources}


def closed_images(db: sqlite3.Connection, rows: Sequence[Image], snapshot: Snapshot) -> set[tuple[str, int]]:
    """Table and id of the rows that may not be told: by their own source, their link, or what they name.

    `snapshot` is the present one in whole. A note of a restatement names its row by uid.
    """
    sources, open_rows = open_sources(db), snapshot.without_aggregates()
    firms = {id for table, id, _ in rows if table == "actor"}
    firms |= {row[column] for _, _, row in rows for column in _NAMING_FIRMS if row.get(column) is not None}
    links = {row["flow_id"] for _, _, row in rows if row.get("flow_id") is not None}
    hidden = closed_firms(db, firms, sources, open_rows)
    hidden_links = _closed(db, "flow", links, sources, open_rows)
    told_by_uid = any(row.get(column) for _, _, row in rows for column in _NAMING_UIDS)
    uids = {uid for _, uid in snapshot.closed_rows()} if told_by_uid else set()

    def is_closed(table: str, id: int, row: Mapping[str, Any]) -> bool:
        cited = row.get("source_id")
        return (
            (cited is not None and cited not in sources and is_about_firm(table, row))
            or (table == "actor" and id in hidden)
            or row.get("flow_id") in hidden_links
            or any(row.get(column) in hidden for column in _NAMING_FIRMS)
            or any(row.get(column) in uids for column in _NAMING_UIDS)
        )

    return {(table, id) for table, id, row in rows if is_closed(table, id, row)}
