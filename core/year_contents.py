"""The rows that a year rests on, in a form that does not depend on their order or ids, and the hash over them.

Of a year are: figures and memberships of that year or without a year, links that ran in it, capacities valid in it,
entries of registers up to it, and every firm, commodity, region and source that these refer to.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

DATED = ("membership", "region_limit", "statistic", "stock", "emission", "transfer_coefficient")
FIGURES = ("flow_amount", "statistic", "stock", "emission", "region_limit", "membership")
_RUNNING = "(since IS NULL OR since <= :year) AND (until IS NULL OR until >= :year)"
_OF_YEAR = {
    **dict.fromkeys(DATED, "year IS NULL OR year = :year"),
    "register": "year IS NULL OR year <= :year",
    "flow": _RUNNING,
    "flow_amount": f"(year IS NULL OR year = :year) AND flow_id IN (SELECT id FROM flow WHERE {_RUNNING})",
    "capacity": "(valid_from = '' OR substr(valid_from, 1, 4) <= :text) AND "
    "(valid_to = '' OR substr(valid_to, 1, 4) >= :text)",
}
# When a link began or ended says whether it ran in the year, and nothing else about the year.
_LEFT_OUT = {"flow": ("since", "until")}
_AS_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode  # made once: half of the time otherwise
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a year: its id, and what is known in it by column, references as uids of their rows."""

    id: int
    values: Values


Key = tuple[str, str]  # table and uid
Contents = dict[Key, Entry]


def year_contents(connection: sqlite3.Connection, year: int) -> Contents:
    """The rows that a year rests on; what is unknown or empty in them is left out."""
    chosen = _chosen(connection, year)
    uids = {table: dict(connection.execute(f"SELECT id, uid FROM {table}").fetchall()) for table in chosen}
    contents: Contents = {}
    for table, ids in chosen.items():
        targets = _references(connection, table)
        left_out = ("id", "uid", *_LEFT_OUT.get(table, ()))
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [str(column[0]) for column in cursor.description]
        place = names.index("id")
        for row in cursor:
            if row[place] in ids:
                values = {
                    name: _plain(value, uids.get(targets.get(name, "")))
                    for name, value in zip(names, row, strict=True)
                    if value not in (None, "") and name not in left_out
                }
                contents[table, uids[table][row[place]]] = Entry(row[place], values)
    return contents


def _plain(value: Any, target: dict[int, str] | None) -> Any:
    if target is not None:
        return target.get(value, "")
    return value.hex() if isinstance(value, bytes) else value


def _chosen(connection: sqlite3.Connection, year: int) -> dict[str, set[int]]:
    """Ids by table of the rows of a year and of all that they refer to."""
    asked = {"year": year, "text": str(year)}
    chosen = {
        table: {int(id) for (id,) in connection.execute(f"SELECT id FROM {table} WHERE {condition}", asked)}
        for table, condition in _OF_YEAR.items()
    }
    waiting = [(table, ids) for table, ids in chosen.items() if ids]
    while waiting:
        table, fresh = waiting.pop()
        for column, target in _references(connection, table).items():
            rows = connection.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL")
            reached = {int(to) for id, to in rows if id in fresh} - chosen.get(target, set())
            if reached:
                chosen.setdefault(target, set()).update(reached)
                waiting.append((target, reached))
    return chosen


def _references(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Tables by the column that refers to them."""
    return {str(row[3]): str(row[2]) for row in connection.execute(f"PRAGMA foreign_key_list({table})")}


def contents_hash(contents: Contents) -> str:
    """A hash over the rows of a year, the same whatever their order and ids."""
    return text_hash(_AS_TEXT([*key, contents[key].values]) for key in in_order(contents))


def in_order(keys: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Tables and uids in ascending order, sorted in portions: one sort of 100,000 stops every thread for 0.1 s."""
    portions: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for key in keys:
        portions.setdefault((key[0], key[1][:2]), []).append(key)
    for portion in sorted(portions):
        yield from sorted(portions[portion])


def text_hash(lines: Iterable[str]) -> str:
    """A hash of 32 hexadecimal digits over lines of text."""
    digest = hashlib.blake2b(digest_size=16)
    for line in lines:
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()
