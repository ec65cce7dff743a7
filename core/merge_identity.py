"""What new rows of a survey are known by, so that a corrected figure is asked about and never stands beside the old.

The same columns name a row in an import (`KEY` of `core.import_*`); of firms the credit code, else name and region.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from core import import_capacities, import_emissions, import_statistics, import_stocks
from core.merge_values import Row

_NEW = uuid.UUID("5b0c9a52-7d0e-5a55-9f7e-2d1f6c1b9a10")
Named = tuple[tuple[str, Any], ...]
KEYS = {
    "flow": ("sender_id", "receiver_id", "commodity_id", "kind", "since"),
    "flow_amount": ("flow_id", "year", "period", "origin", "source_id", "document"),
    "capacity": import_capacities.KEY,
    "stock": import_stocks.KEY,
    "statistic": import_statistics.KEY,
    "emission": import_emissions.KEY,
}


def made_uid(packet: str, table: str, row: Row) -> str:
    """The uid of a new row: the same whenever this packet states the same thing, whatever figure it states."""
    return str(uuid.uuid5(_NEW, f"{packet} {table} {'|'.join(map(str, _named(table, row)))}"))


def known_rows(rows: Mapping[str, Row], table: str) -> dict[Named, str]:
    """The uids of the project's rows by what they state."""
    return {_named(table, row): uid for uid, row in rows.items()}


def known_uid(known: Callable[[str], Mapping[Named, str]], table: str, row: Row) -> str:
    """The row of the project that states the same thing; "" for none. What a survey saw itself is never another's.

    `known` tells of a table what `known_rows` made.
    """
    seen = table == "flow_amount" and row.get("origin") in (None, "", "survey")
    return "" if seen or table not in KEYS or table == "flow" else known(table).get(_named(table, row), "")


def _named(table: str, row: Row) -> Named:
    names = KEYS.get(table) or (("credit_code",) if row.get("credit_code") else ("name", "region_id"))
    return tuple((name, row[name]) for name in names if row.get(name) not in (None, ""))
