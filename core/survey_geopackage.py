"""The data of a packet for QGIS and QField: a GeoPackage with a table for each kind of row, keyed by uid.

Columns are named as in `core.fields`; a reference is the uid of the other row. Firms have besides `page` (the code of
their page), `met`, `visited` and `photo`, capacities `seen`, which no table of the project has. What has no column here
was not asked. `actor_name` and `commodity_name` are only read: what a link may be drawn to.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from core.fields import FIELDS, Field
from core.geopackage import create_container, point_blob, register_attributes, register_features
from core.snapshot import Snapshot
from core.survey_order import UNASKED
from core.survey_rows import Packed, Values, base_values

PAYLOAD = "data.gpkg"
ASKED = {
    "actor": ("name", "kind", "role", "credit_code", "industry_code", "region_id", "address", "status", "status_date",
              "note"),
    "flow": ("sender_id", "receiver_id", "commodity_id", "kind", "since", "until", "status", "contract", "note"),
    "flow_amount": ("flow_id", "year", "value_entered", "unit_entered", "origin", "grade", "document", "note"),
    "stock": ("actor_id", "commodity_id", "year", "opening", "closing", "storage_capacity", "note"),
    "capacity": ("actor_id", "commodity_id", "value_entered", "unit_entered", "licence", "codes", "valid_from",
                 "valid_to", "proof", "note"),
    "statistic": ("actor_id", "item", "commodity_id", "year", "value_entered", "unit_entered", "grade", "document",
                  "note"),
    "emission": ("actor_id", "outlet", "medium", "pollutant", "year", "mass_entered", "unit_entered", "destination",
                 "grade", "note"),
}  # fmt: skip
ON_THE_SPOT = {"actor": ("page", "met", "visited", "photo")}  # columns that no table of the project has
LOOKED_UP = {"actor": "actor_name", "commodity": "commodity_name", "region": "region"}
_TYPES = {"number": "REAL", "amount": "REAL", "year": "INTEGER", "flag": "INTEGER"}


def asked_tables(packed: Packed) -> list[str]:
    """The tables that go out: those of the packed rows, and of rows that are handed out."""
    return [name for name in ASKED if name in packed.rows or packed.open.get(name)]


def asked_fields(table: str) -> list[Field]:
    """The fields of a table that are asked, in the order of the form."""
    return [next(one for one in FIELDS[table] if one.column == column) for column in ASKED[table]]


def write_survey_geopackage(path: Path, packed: Packed, srs: int) -> None:
    """Write the rows of a packet to a new GeoPackage in EPSG `srs`."""
    with closing(sqlite3.connect(path)) as db:
        create_container(db, srs)
        base = base_values(packed)
        for table in asked_tables(packed):
            _create(db, table, srs)
            _fill(db, table, _rows(table, packed, base.get(table, {}), srs))
        _write_names(db, packed, srs)
        db.commit()


def _create(db: sqlite3.Connection, table: str, srs: int) -> None:
    columns = [f'"{one.column}" {_TYPES.get(one.kind, "TEXT")}' for one in asked_fields(table)]
    columns += [f'"{column}" TEXT' for column in ON_THE_SPOT.get(table, ())]
    place = ["geom POINT"] if table == "actor" else []
    listed = ", ".join(["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", *place, "uid TEXT NOT NULL UNIQUE", *columns])
    db.execute(f'CREATE TABLE "{table}" ({listed})')
    if place:
        register_features(db, table, "geom", "POINT", srs)
    else:
        register_attributes(db, [table])


def _fill(db: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    place, extra = (["geom"], ON_THE_SPOT[table]) if table == "actor" else ([], ())
    names = (*place, "uid", *ASKED[table], *extra)
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    db.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', rows)


def _rows(table: str, packed: Packed, base: Mapping[str, Values], srs: int) -> Iterator[tuple[Any, ...]]:
    """The packed rows of a table, then the open ones."""
    pages = {str(packed.year.actor.uid[row]): code for row, code in packed.pages.items()}
    names = ASKED[table]
    for uid, values in base.items():
        told = tuple(value[0] if isinstance(value := values[name], list) else value for name in names)
        if table == "actor":
            yield (_place(values["geom"], srs), uid, *told, pages.get(uid), None, None, None)
        else:
            yield (uid, *told)
    for row in packed.open.get(table, ()):
        known = {**row, **_references(packed.year, table, row)}
        yield (row["uid"], *(known.get(name) for name in names))


def _place(point: Sequence[float] | None, srs: int) -> bytes | None:
    return point_blob(point[0], point[1], srs) if point else None


def _references(year: Snapshot, table: str, row: dict[str, Any]) -> dict[str, str]:
    """The references of an open row as uids."""
    targets = {one.column: one.target for one in FIELDS[table] if one.target}
    return {name: str(getattr(year, targets[name]).uid[row[name]]) for name in targets.keys() & row.keys()}


def _write_names(db: sqlite3.Connection, packed: Packed, srs: int) -> None:
    """Names that links and regions are chosen from, without any figure, and the outlines of regions."""
    year = packed.year
    shown = ~np.isin(year.actor.kind, UNASKED)
    listed = {
        "actor_name": zip(year.actor.uid[shown], year.actor.name[shown], strict=True),
        "commodity_name": zip(year.commodity.uid, year.commodity.name, strict=True),
    }
    for table, rows in listed.items():
        db.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY NOT NULL, uid TEXT NOT NULL UNIQUE, name TEXT)")
        db.executemany(f"INSERT INTO {table} (uid, name) VALUES (?, ?)", rows)
        register_attributes(db, [table])
    db.execute("CREATE TABLE region (fid INTEGER PRIMARY KEY NOT NULL, geom MULTIPOLYGON, uid TEXT UNIQUE, name TEXT)")
    outlines = zip(year.region.outline, year.region.uid, year.region.name, strict=True)
    db.executemany("INSERT INTO region (geom, uid, name) VALUES (?, ?, ?)", outlines)
    register_features(db, "region", "geom", "MULTIPOLYGON", srs)
