"""Amounts computed anew where a link has got another commodity, or a commodity another base unit."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from core.base_amounts import KeptAs, convert, kept_as
from core.units import factor_to

_QUERIES = {
    "flow": "SELECT id, flow_id, value_entered, unit_entered, value, sd FROM flow_amount WHERE flow_id = ?",
    "flow_amount": (
        "SELECT id, flow_id, value_entered, unit_entered, value, sd FROM flow_amount "
        "WHERE flow_id IN (SELECT id FROM flow WHERE commodity_id = ?)"
    ),
    "capacity": "SELECT id, commodity_id, value_entered, unit_entered, value FROM capacity WHERE commodity_id = ?",
    "statistic": (
        "SELECT id, item, commodity_id, value_entered, unit_entered, value, unit, sd FROM statistic "
        "WHERE commodity_id = ?"
    ),
}


def recount(db: sqlite3.Connection, table: str, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Convert the amounts that changed rows of a table decide over, inside the edit that has changed them."""
    if table == "flow":
        _convert_all(db, "flow_amount", "flow", [id for id, row in changed.items() if "commodity_id" in row])
    if table == "commodity":
        ids = [id for id, row in changed.items() if row.keys() & {"base_unit", "medium", "quality"}]
        for other in ("flow_amount", "capacity", "statistic"):
            _convert_all(db, other, other, ids)


def rebase(db: sqlite3.Connection, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Carry what is kept per or in a commodity's base unit alone, stocks, heating value and carbon, over to the next.

    To be called before the commodities themselves are written.
    """
    for id, row in changed.items():
        old = _goods(db, id)
        factor, _ = factor_to(old.base_unit, row.get("base_unit", old.base_unit), row.get("medium", old.medium))
        if factor is None or factor == 1.0:
            continue
        for column in ("opening", "closing", "storage_capacity"):
            db.execute(f"UPDATE stock SET {column} = {column} * ? WHERE commodity_id = ?", (factor, id))
        query = "UPDATE commodity SET heating_value = heating_value / ?, carbon = carbon / ? WHERE id = ?"
        db.execute(query, (factor, factor, id))


def _convert_all(db: sqlite3.Connection, table: str, query: str, owners: Iterable[int]) -> None:
    for owner in owners:
        cursor = db.execute(_QUERIES[query], (owner,))
        names = [column[0] for column in cursor.description]
        for values in cursor.fetchall():
            _convert(db, table, dict(zip(names, values, strict=True)))


def _convert(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    kept = kept_as(table, row, lambda id: _goods(db, id), lambda id: _commodity_of(db, id))
    value, factor, _ = convert(row["value_entered"], row["unit_entered"], kept)
    told: dict[str, Any] = {"value": value}
    if row.get("sd") is not None and row["value_entered"] and row["value"] is not None and factor is not None:
        told["sd"] = row["sd"] / (row["value"] / row["value_entered"]) * factor
    elif "sd" in row and value is None:
        told["sd"] = None
    if table == "statistic":
        told["unit"] = kept.base_unit
    listed = ", ".join(f"{column} = ?" for column in told)
    db.execute(f"UPDATE {table} SET {listed} WHERE id = ?", (*told.values(), row["id"]))


def _goods(db: sqlite3.Connection, id: int) -> KeptAs:
    row = db.execute("SELECT name, base_unit, medium, quality FROM commodity WHERE id = ?", (id,)).fetchone()
    return KeptAs(str(row[0]), str(row[1]), str(row[2]), quality=str(row[3]))


def _commodity_of(db: sqlite3.Connection, flow: int) -> int:
    return int(db.execute("SELECT commodity_id FROM flow WHERE id = ?", (flow,)).fetchone()[0])
