"""Rows written inside an edit: ids, uids, defaults, and what is refused."""

import sqlite3
import uuid

import pytest

from core.records import STATED, TOGETHER, insert, new_uids, update
from core.text import Text

ENTER = Text("Enter")


def test_rows_get_ids_in_their_order_and_keep_defaults(project):
    with project.edit(ENTER) as db:
        ids = insert(
            db, "actor", [{"name": "甲"}, {"name": "乙", "role": "producer"}, {"role": "consumer", "name": "丙"}]
        )
        rows = db.execute("SELECT id, name, kind, role FROM actor ORDER BY id").fetchall()
    assert ids == [1, 2, 3]
    assert rows == [(1, "甲", "firm", ""), (2, "乙", "firm", "producer"), (3, "丙", "firm", "consumer")]


def test_id_is_never_given_twice(project):
    with project.edit(ENTER) as db:
        insert(db, "actor", [{"name": "甲"}, {"name": "乙"}])
        db.execute("DELETE FROM actor WHERE id = 2")
        assert insert(db, "actor", [{"name": "丙"}]) == [3]


def test_uid_is_made_only_where_it_is_not_given(project):
    known = str(uuid.uuid4())
    with project.edit(ENTER) as db:
        insert(db, "actor", [{"name": "甲", "uid": known}, {"name": "乙"}])
        insert(db, "layer", [{"name": "regions"}])
        uids = [uid for (uid,) in db.execute("SELECT uid FROM actor ORDER BY id")]
    assert (uids[0], uuid.UUID(uids[1]).version) == (known, 4)


def test_uids_are_random_ones_of_version_4():
    made = [uuid.UUID(text) for text in new_uids(1000)]
    assert {(uid.version, uid.variant) for uid in made} == {(4, uuid.RFC_4122)}
    assert len(set(made)) == 1000


def test_no_rows_give_no_ids(project):
    with project.edit(ENTER) as db:
        assert insert(db, "actor", []) == []
    assert project.revision == 0


@pytest.mark.parametrize(
    ("table", "row"), [("actor", {"nome": "甲"}), ("actor", {"id": 7, "name": "甲"}), ("actors", {})]
)
def test_unknown_columns_ids_and_tables_are_programming_mistakes(project, table, row):
    with pytest.raises(KeyError), project.edit(ENTER) as db:
        insert(db, table, [row])


def test_update_needs_a_row_and_known_columns(project):
    with project.edit(ENTER) as db:
        (number,) = insert(db, "actor", [{"name": "甲"}])
        update(db, "actor", number, {"name": "乙", "role": "producer"})
        with pytest.raises(LookupError, match="no row 9"):
            update(db, "actor", 9, {"name": "丙"})
        with pytest.raises(KeyError, match="nome"):
            update(db, "actor", number, {"nome": "丙"})
        assert db.execute("SELECT name, role FROM actor").fetchall() == [("乙", "producer")]


def test_rows_of_a_table_without_the_right_type_are_refused(project):
    with project.edit(ENTER) as db, pytest.raises(sqlite3.IntegrityError, match="geom"):
        insert(db, "actor", [{"name": "甲", "geom": b"short"}])


def firms(count: int, first: int = 0) -> list[dict[str, object]]:
    return [{"name": f"firm {row}"} for row in range(first, first + count)]


def test_many_rows_entered_together_are_undone_and_brought_back(project, dump):
    before = dump(project.path)
    with project.edit(ENTER) as db:
        insert(db, "actor", firms(TOGETHER))
        insert(db, "actor", firms(2, TOGETHER))
    after = dump(project.path)
    project.undo()
    assert dump(project.path) == before
    project.redo()
    assert dump(project.path) == after


def test_rows_before_one_that_is_refused_are_noted_too(project, dump):
    before = dump(project.path)
    rows = [*firms(TOGETHER), {"name": None}]
    with project.edit(ENTER) as db:
        with pytest.raises(sqlite3.IntegrityError):
            insert(db, "actor", rows)
        insert(db, "actor", firms(1, 9999))
    assert len(project.snapshot().actor) == TOGETHER + 1
    project.undo()
    assert dump(project.path) == before


def test_uids_come_in_order_so_that_their_index_grows_at_its_end():
    made = new_uids(300)
    assert made == sorted(made)
    assert new_uids(0) == []


def test_rows_of_many_statements_keep_their_order_and_are_taken_back_as_one(project):
    count = TOGETHER + STATED // 2 + 7
    with project.edit(ENTER) as db:
        ids = insert(db, "actor", [{"name": f"firm {place}"} for place in range(count)])
        told = [name for (name,) in db.execute("SELECT name FROM actor ORDER BY id")]
    assert (ids, told) == (list(range(1, count + 1)), [f"firm {place}" for place in range(count)])
    project.undo()
    assert len(project.snapshot().actor) == 0
    project.redo()
    assert project.snapshot().actor.name.tolist() == told
