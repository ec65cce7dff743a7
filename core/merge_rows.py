"""The rows of a project file as a merge compares them: by table and uid, references as uids, now and at an edit before.

Tables without uids are known by what names their rows. What a merge of rows would break is left alone and counted:
locked years, settings, styles, and the records of merges themselves.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.geopackage import points_from_blobs
from core.merge_values import DERIVED, TOGETHER, Amount, fold
from core.schema import USER_TABLES

KEYS = {
    "actor_alias": ("actor_id", "name"),
    "layer": ("name",),
    "layout": ("name",),
    "year_item": ("year", "tbl", "row_uid"),
    "receipt": ("year", "actor_uid", "form"),
}
LEFT_ALONE = (
    "setting", "year", "year_edition", "locked_table", "restatement", "layer_styles",
    "survey_package", "survey_conflict", "survey_return",
)  # fmt: skip
MERGED = tuple(table for table in USER_TABLES if table not in LEFT_ALONE)
Rows = dict[str, dict[str, dict[str, Any]]]
_READ: dict[str, Callable[[str], object]] = {"BLOB": bytes.fromhex, "REAL": float}


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table with their declared types, and the tables that its columns refer to."""

    types: Mapping[str, str]
    targets: Mapping[str, str]


@dataclass(slots=True)
class Reading:
    """Rows by table and uid, and the uids of ids, those of rows that are gone too."""

    rows: Rows = field(default_factory=dict)
    uids: dict[str, dict[int, str]] = field(default_factory=dict)


def shape_of(db: sqlite3.Connection, table: str) -> Shape:
    """How a table is made."""
    types = {str(row[1]): str(row[2]) for row in db.execute(f'PRAGMA table_info("{table}")')}
    return Shape(types, {str(row[3]): str(row[2]) for row in db.execute(f'PRAGMA foreign_key_list("{table}")')})


def read_rows(db: sqlite3.Connection, tables: Iterable[str] = MERGED) -> Reading:
    """Every row of the tables, folded; the connection reads one state."""
    reading = Reading()
    for table in tables:
        shape = shape_of(db, table)
        if shape.types:
            _read_table(db, table, shape, reading)
    return reading


def _read_table(db: sqlite3.Connection, table: str, shape: Shape, reading: Reading) -> None:
    kept = [name for name in shape.types if name not in DERIVED.get(table, ())]
    listed = ", ".join(f'"{name}"' for name in kept)
    found = db.execute(f'SELECT {listed} FROM "{table}"').fetchall()
    columns: list[list[Any]] = [list(column) for column in zip(*found, strict=True)]
    if not columns:
        reading.rows[table], reading.uids[table] = {}, {}
        return
    held = dict(zip(kept, columns, strict=True))
    ids = held.pop("id")
    # A parent in the same table may stand below, so uids are known before references are read.
    if "uid" in held:
        reading.uids[table] = dict(zip(ids, held.pop("uid"), strict=True))
    for name, target in shape.targets.items():
        known = reading.uids.get(target, {})
        held[name] = [known.get(id) for id in held[name]]
    if table == "actor":
        held["geom"] = [_point(*pair) for pair in points_from_blobs(held["geom"]).tolist()]
    keys = KEYS.get(table)
    if keys:
        reading.uids[table] = dict(
            zip(ids, map(_joined, zip(*(held[name] for name in keys), strict=True)), strict=True)
        )
    for first, second in TOGETHER.get(table, {}).items():
        pairs = zip(held[first], held.pop(second), strict=True)
        held[first] = [Amount(*pair) for pair in pairs] if table in DERIVED else list(pairs)
    names = tuple(held)
    values = zip(*held.values(), strict=True)
    uids = map(reading.uids[table].__getitem__, ids)
    reading.rows[table] = {uid: dict(zip(names, row, strict=True)) for uid, row in zip(uids, values, strict=True)}


def _point(lon: float, lat: float) -> tuple[float, float] | None:
    return None if lon != lon else (lon, lat)


def _joined(values: Iterable[Any]) -> str:
    return "|".join(str(value) for value in values)


def rows_at(db: sqlite3.Connection, seq: int, now: Reading) -> Rows:
    """The rows as they were after edit `seq`, made of those of now and the images that later edits kept."""
    rows = {table: dict(known) for table, known in now.rows.items()}
    images = _first_images(db, seq)
    shapes = {table: shape_of(db, table) for table in dict.fromkeys(table for table, *_ in images)}
    plain: dict[tuple[str, int], dict[str, Any]] = {}
    for table, id, image, names in images:
        if image is None:
            rows.get(table, {}).pop(now.uids.get(table, {}).get(id, ""), None)
        elif table in MERGED:
            row = plain[table, id] = _values(image, names, shapes[table])
            if "uid" in row:
                now.uids.setdefault(table, {}).setdefault(id, row["uid"])
    for table in MERGED:  # parents first, whose keys the others refer to
        for (one, id), row in plain.items():
            if one == table:
                uid, kept = _referred(table, id, row, shapes[table], now)
                rows.setdefault(table, {})[uid] = kept
    return rows


def _first_images(db: sqlite3.Connection, seq: int) -> list[tuple[str, int, str | None, list[str]]]:
    """Of each row that was touched after an edit the first image, with its columns."""
    orders = {
        int(at): json.loads(columns or "{}")
        for at, columns in db.execute("SELECT seq, columns FROM edit WHERE seq > ?", (seq,))
    }
    query = "SELECT tbl, id, image, min(seq) FROM edit_row WHERE seq > ? GROUP BY tbl, id"
    return [(table, id, image, orders[at].get(table, [])) for table, id, image, at in db.execute(query, (seq,))]


def _values(image: str, names: list[str], shape: Shape) -> dict[str, Any]:
    row = dict(zip(names, json.loads(image), strict=True))
    for name, value in row.items():
        if value is not None and (reader := _READ.get(shape.types.get(name, ""))):
            row[name] = reader(value)
    return row


def _referred(table: str, id: int, row: dict[str, Any], shape: Shape, now: Reading) -> tuple[str, dict[str, Any]]:
    """A row of an image under its uid, references as uids."""
    row.pop("id", None)
    uid = row.pop("uid", "")
    for name, target in shape.targets.items():
        if name in row:
            row[name] = now.uids.get(target, {}).get(row[name])
    if table == "actor":
        row["geom"] = _point(*points_from_blobs([row["geom"]]).tolist()[0])
    if keys := KEYS.get(table):
        uid = _joined(row[name] for name in keys)
        now.uids.setdefault(table, {}).setdefault(id, uid)
    return uid, fold(table, row)
