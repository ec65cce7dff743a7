"""Conflicts of random histories beside those of geodiff (Lutra Consulting, MIT), which merges tablets of Mergin Maps.

Compared where both mean the same: fields of rows that both sides still have. Deletions geodiff settles by itself.
"""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.merge_plan import plan_merge
from tests.core.merge_histories import Rows, edited, random_rows

pygeodiff = pytest.importorskip("pygeodiff", reason="geodiff is built for x86-64 only")
COLUMNS = ("name", "status", "scale")


def plain(rows: Rows) -> Rows:
    """Rows of one kind of value for each column, without new ones, whose keys geodiff gives anew."""
    known = {uid: row for uid, row in rows["actor"].items() if uid.startswith("row")}
    return {"actor": {uid: {name: str(row[name]) for name in COLUMNS} for uid, row in known.items()}}


def write(path: Path, rows: Rows) -> str:
    """The rows as a database whose keys are the numbers of the uids."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE actor (fid INTEGER PRIMARY KEY NOT NULL, name TEXT, status TEXT, scale TEXT)")
        values = [(int(uid.removeprefix("row")) + 1, *row.values()) for uid, row in rows["actor"].items()]
        db.executemany("INSERT INTO actor VALUES (?, ?, ?, ?)", values)
    return str(path)


def oracle(folder: Path, base: Rows, office: Rows, returned: Rows) -> set[tuple[str, str]]:
    """Rows and columns that geodiff finds in conflict."""
    folder.mkdir()
    files = [write(folder / name, rows) for name, rows in (("b", base), ("o", office), ("r", returned))]
    told = folder / "conflicts.json"
    pygeodiff.GeoDiff().rebase(*files, str(told))
    if not told.exists():
        return set()
    found = json.loads(told.read_text(encoding="utf-8"))["geodiff"]
    return {
        (f"row{int(one['fid']) - 1}", COLUMNS[change["column"] - 1])
        for one in found
        for change in one["changes"]
        if "old" in change and "new" in change and change["old"] != change["new"]
    }


def ours(base: Rows, office: Rows, returned: Rows) -> set[tuple[str, str]]:
    """Rows and fields that the plan finds in conflict."""
    plan = plan_merge(base, office, returned)
    return {(one.uid, one.field) for one in plan.conflicts if one.kind == "field"}


def test_conflicts_are_those_of_geodiff(tmp_path: Path) -> None:
    found = 0
    for seed in range(25):
        draw = random.Random(seed)
        base = random_rows(draw, 5)
        sides = [plain(edited(draw, base, 8, mark)) for mark in "or"]
        expected = oracle(tmp_path / str(seed), plain(base), *sides)
        assert ours(plain(base), *sides) == expected, seed
        found += len(expected)
    assert found > 10
