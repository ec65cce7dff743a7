"""Deleting rows with what belongs to them; what others hold of them is told first and let go only on consent."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import UserError
from core.schema import USER_TABLES
from core.table_titles import table_title
from core.text import Text

# References that make a row a part of another: it goes with it without a question.
OWNED = {
    ("actor_alias", "actor_id"), ("membership", "actor_id"), ("membership", "region_id"), ("statistic", "actor_id"),
    ("statistic", "region_id"), ("stock", "actor_id"), ("emission", "actor_id"), ("capacity", "actor_id"),
    ("register", "actor_id"), ("flow_amount", "flow_id"), ("region_limit", "region_id"),
    ("scenario_action", "scenario_id"), ("survey_conflict", "package_id"), ("transfer_coefficient", "actor_id"),
    ("survey_return", "package_id"),
}  # fmt: skip
# A link loses its meaning with one of its ends: left alone it would say that the other end deals with the outside.
ENDS = {("flow", "sender_id"), ("flow", "receiver_id")}


@dataclass(frozen=True, slots=True)
class Doomed:
    """What a deletion takes: ids by table, references to be emptied, and how many rows by table need consent."""

    ids: dict[str, set[int]]
    emptied: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)

    def parts(self, table: str) -> dict[str, int]:
        """How many rows of other tables go with the rows of a table."""
        return {name: len(ids) for name, ids in self.ids.items() if ids and name != table}


def doomed(db: sqlite3.Connection, table: str, ids: set[int]) -> Doomed:
    """Everything that rows of a table take with them, found by the references of the schema."""
    found = Doomed({table: set(ids)}, defaultdict(set))
    touched: dict[str, set[int]] = defaultdict(set)
    waiting = [(table, set(ids))]
    while waiting:
        target, gone = waiting.pop()
        for other, column, required in _referring(db, target):
            rows = _rows(db, other, column, gone) - found.ids.get(other, set())
            if not rows:
                continue
            owned = (other, column) in OWNED
            if not owned:
                touched[other] |= rows
            if owned or required or (other, column) in ENDS:
                found.ids.setdefault(other, set()).update(rows)
                waiting.append((other, rows))
            else:
                found.emptied[other, column] |= rows
    found.others.update({name: len(rows) for name, rows in touched.items()})
    return found


def _referring(db: sqlite3.Connection, target: str) -> Iterator[tuple[str, str, bool]]:
    """Columns that refer to a table, and whether they must hold something."""
    for table in USER_TABLES:
        required = {str(row[1]): bool(row[3]) for row in db.execute(f'PRAGMA table_info("{table}")')}
        for row in db.execute(f'PRAGMA foreign_key_list("{table}")'):
            if row[2] == target:
                yield table, str(row[3]), required[row[3]]


def _rows(db: sqlite3.Connection, table: str, column: str, ids: set[int]) -> set[int]:
    query = f'SELECT id FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?))'
    return {int(id) for (id,) in db.execute(query, (json.dumps(sorted(ids)),))}


def require_consent(table: str, found: Doomed, count: int) -> None:
    """UserError of the code "referred" where rows of others would go or lose their reference."""
    if not found.others:
        return
    told = {"n": count, "table": table_title(table), "others": counted(found.others)}
    if gone := found.parts(table):
        advice = Text(
            "With it would go {gone}. Delete all of that with it, or change what refers to it first.",
            {"n": count, "gone": counted(gone)},
            plural="With them would go {gone}. Delete all of that with them, or change what refers to them first.",
        )
    else:
        advice = Text("Those only lose the reference. Delete it all the same, or change them first.")
    raise UserError(
        Text(
            "{others} refer to {n} row of “{table}” that is to be deleted.",
            told,
            plural="{others} refer to {n} rows of “{table}” that are to be deleted.",
        ),
        advice,
        code="referred",
    )


def counted(counts: dict[str, int]) -> Text:
    """Rows by table as one text, such as Links: 3, Stocks: 1."""
    shown = [Text("{table}: {count}", {"table": table_title(name), "count": n}) for name, n in counts.items() if n]
    joined = shown[0] if shown else Text("")
    for each in shown[1:]:
        joined = Text("{before}, {after}", {"before": joined, "after": each})
    return joined


def delete(db: sqlite3.Connection, found: Doomed) -> None:
    """Delete the rows with their attached files and empty the references to them, inside an edit."""
    db.execute("PRAGMA defer_foreign_keys = ON")  # so that the order of the tables does not matter
    for (table, column), ids in found.emptied.items():
        kept = ids - found.ids.get(table, set())
        db.executemany(f'UPDATE "{table}" SET "{column}" = NULL WHERE id = ?', [(id,) for id in sorted(kept)])
    for table, ids in found.ids.items():
        if _has_uid(db, table):
            query = f'SELECT uid FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))'
            uids = [(table, uid) for (uid,) in db.execute(query, (json.dumps(sorted(ids)),)).fetchall()]
            db.executemany("DELETE FROM attachment WHERE table_name = ? AND row_uid = ?", uids)
        db.executemany(f'DELETE FROM "{table}" WHERE id = ?', [(id,) for id in sorted(ids)])


def _has_uid(db: sqlite3.Connection, table: str) -> bool:
    return any(row[1] == "uid" for row in db.execute(f'PRAGMA table_info("{table}")'))
