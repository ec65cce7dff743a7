"""What new rows of a survey are known by, so that a corrected figure is asked about and never stands beside the old.

The same columns name a row in an import (`KEY` of `core.import_*`); of firms the credit code, else name and region.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from core import import_capacities, import_emissions, import_statistics, import_stocks
from core.merge_values import Tables

_NEW = uuid.UUID("5b0c9a52-7d0e-5a55-9f7e-2d1f6c1b9a10")
KEYS = {
    "flow": ("sender_id", "receiver_id", "commodity_id", "kind", "since"),
    "flow_amount": ("flow_id", "year", "period", "origin", "source_id", "document"),
    "capacity": import_capacities.KEY,
    "stock": import_stocks.KEY,
    "statistic": import_statistics.KEY,
    "emission": import_emissions.KEY,
}


def made_uid(packet: str, table: str, row: Mapping[str, Any]) -> str:
    """The uid of a new row: the same whenever this packet states the same thing, whatever figure it states."""
    return str(uuid.uuid5(_NEW, f"{packet} {table} {'|'.join(map(str, _named(table, row)))}"))


def known_uid(office: Tables, table: str, row: Mapping[str, Any]) -> str:
    """The row of the project that states the same thing; "" for none. What a survey saw itself is never another's."""
    if table not in KEYS or table == "flow" or (row.get("origin") in (None, "", "survey") and table == "flow_amount"):
        return ""
    wanted = _named(table, row)
    return next((uid for uid, known in office.get(table, {}).items() if _named(table, known) == wanted), "")


def _named(table: str, row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    names = KEYS.get(table) or (("credit_code",) if row.get("credit_code") else ("name", "region_id"))
    return [(name, row[name]) for name in names if row.get(name) not in (None, "")]
