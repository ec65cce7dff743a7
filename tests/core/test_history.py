"""Undo and redo: before-images, append-only history, barriers, and 300 random histories."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.geopackage import point_blob
from core.history import Changes, read_label
from core.model import TABLES
from core.project import Project
from core.records import insert, update
from core.snapshot import read_snapshot
from core.text import Quantity, Text


def rename(project, number, name):
    with project.edit(Text("Rename to {name}", {"name": name})) as db:
        update(db, "actor", number, {"name": name})


def names(project):
    return list(project.snapshot().actor.name)


def test_undo_restores_deleted_flows(small_cluster, dump):
    before = dump(small_cluster.path)
    with small_cluster.edit(Text("Remove all links")) as db:
        db.execute("DELETE FROM flow_amount")
        db.execute("DELETE FROM flow")
    assert dump(small_cluster.path)["flow"] == []
    changes = small_cluster.undo()
    assert dump(small_cluster.path) == before
    assert {table: len(ids) for table, ids in changes.ids.items()} == {"flow": 24, "flow_amount": 24}


def test_undo_restores_a_row_that_was_replaced_and_one_that_got_another_id(project, dump):
    with project.edit(Text("Set")) as db:
        insert(db, "setting", [{"name": "year", "value": "2023"}, {"name": "unit", "value": "t"}])
    before = dump(project.path)
    with project.edit(Text("Replace")) as db:
        db.execute("INSERT OR REPLACE INTO setting(name, value) VALUES ('year', '2024')")
        db.execute("UPDATE OR REPLACE setting SET id = 1 WHERE name = 'unit'")
    project.undo()
    assert dump(project.path) == before


def test_undo_brings_back_numbers_to_the_last_bit(small_cluster, dump):
    awkward = [0.1 + 0.2, 1e300, 5e-324, 2 / 3, 123456789.12345678, None]
    with small_cluster.edit(Text("Enter numbers")) as db:
        for number, value in enumerate(awkward, 1):
            update(db, "flow_amount", number, {"value": value})
    before = dump(small_cluster.path)["flow_amount"]
    with small_cluster.edit(Text("Set all to one")) as db:
        db.execute("UPDATE flow_amount SET value = 1.0")
    small_cluster.undo()
    assert dump(small_cluster.path)["flow_amount"] == before


def test_history_only_grows_and_redo_is_the_undo_of_an_undo(small_cluster):
    rename(small_cluster, 1, "甲")
    small_cluster.undo()
    small_cluster.redo()
    told = [(entry.seq, entry.undoes, entry.undone) for entry in small_cluster.history()]
    assert told == [(4, 3, False), (3, 2, True), (2, None, False), (1, None, False)]
    assert names(small_cluster)[0] == "甲"


def test_undo_redo_and_their_ends_offer_what_they_would_do(project):
    assert (project.undo(), project.redo(), project.undoable(), project.redoable()) == (None, None, None, None)
    with project.edit(Text("Enter a firm")) as db:
        insert(db, "actor", [{"name": "化工厂"}])
    assert project.undoable() == Text("Undo: {label}", {"label": Text("Enter a firm")})
    assert project.undo() == Changes(project.history()[0].label, 2, {"actor": frozenset({1})})
    assert project.redoable() == Text("Redo: {label}", {"label": Text("Enter a firm")})
    assert (project.redo().revision, project.redoable(), names(project)) == (3, None, ["化工厂"])


def test_new_edit_ends_what_could_be_redone(small_cluster):
    rename(small_cluster, 1, "甲")
    small_cluster.undo()
    rename(small_cluster, 2, "乙")
    assert small_cluster.redo() is None
    assert names(small_cluster)[:2] == ["园区热电厂", "乙"]


def test_undo_survives_closing_and_opening(small_cluster):
    rename(small_cluster, 1, "甲")
    small_cluster.close()
    with Project.open(small_cluster.path) as again:
        again.undo()
        assert names(again)[0] == "园区热电厂"


def test_label_is_kept_so_that_it_can_be_shown_in_either_language(project):
    label = Text("Import {n} rows of {what}", {"n": 2, "what": Text("Waste"), "sum": Quantity(3.5, "t")}, plural="many")
    with project.edit(label, file="台账.xlsx") as db:
        insert(db, "actor", [{"name": "化工厂"}])
    (entry,) = project.history()
    assert (entry.label, entry.file, entry.version) == (label, "台账.xlsx", "0.1.0")
    with closing(sqlite3.connect(project.path)) as connection:
        assert read_label(connection.execute("SELECT label FROM edit").fetchone()[0]) == label


def test_images_of_parents_and_children_go_back_in_one_step(small_cluster, dump):
    before = dump(small_cluster.path)
    small_cluster.undo()
    assert {table for table, rows in dump(small_cluster.path).items() if rows} == {"setting", "_sqlite_migrations"}
    small_cluster.redo()
    assert dump(small_cluster.path) == before


# A step is undo, redo, reopening, or an edit made of operations; numbers choose rows among those that are there.
row = st.integers(0, 30)
value = st.floats(0, 1e300) | st.none()
operation = st.one_of(
    st.tuples(st.just("add actor"), st.text(max_size=5), value),
    st.tuples(st.just("add flow"), row, value),
    st.tuples(st.just("move actor"), row, st.floats(-180, 180)),
    st.tuples(st.just("amount twice"), row, value),
    st.tuples(st.just("remove flow"), row, st.none()),
    st.tuples(st.just("remove actor"), row, st.none()),
    st.tuples(st.just("replace setting"), row, st.text(max_size=3)),
    st.tuples(st.just("replace actor"), row, st.text(max_size=3)),
    st.tuples(st.just("change id"), row, st.none()),
    st.tuples(st.just("add and remove"), row, st.none()),
)
edit = st.tuples(st.just("edit"), st.lists(operation, min_size=1, max_size=5), st.booleans())
step = st.one_of(edit, edit, edit, st.just(("undo",)), st.just(("undo",)), st.just(("redo",)), st.just(("reopen",)))


def chosen(db: sqlite3.Connection, table: str, number: int) -> int:
    """The id of one of the rows that are there, 0 where there are none."""
    ids = [id for (id,) in db.execute(f"SELECT id FROM {table} ORDER BY id")]
    return ids[number % len(ids)] if ids else 0


def add_flow(db: sqlite3.Connection, number: int, amount: float | None) -> None:
    actor = chosen(db, "actor", number)
    if not actor:
        return
    db.execute("INSERT OR IGNORE INTO commodity(uid, name) VALUES (?, 'ash')", ("c" * 36,))
    goods = chosen(db, "commodity", 0)
    flow = insert(db, "flow", [{"sender_id": actor, "commodity_id": goods, "kind": "waste"}])[0]
    insert(db, "flow_amount", [{"flow_id": flow, "value": amount, "sd": amount}])


def remove_flow(db: sqlite3.Connection, number: int) -> None:
    flow = chosen(db, "flow", number)
    db.execute("DELETE FROM flow_amount WHERE flow_id = ?", (flow,))
    db.execute("DELETE FROM flow WHERE id = ?", (flow,))


def remove_actor(db: sqlite3.Connection, number: int) -> None:
    actor = chosen(db, "actor", number)
    db.execute(
        "DELETE FROM flow_amount WHERE flow_id IN (SELECT id FROM flow WHERE ? IN (sender_id, receiver_id))", (actor,)
    )
    db.execute("DELETE FROM flow WHERE ? IN (sender_id, receiver_id)", (actor,))
    db.execute("DELETE FROM actor WHERE id = ?", (actor,))


def amount_twice(db: sqlite3.Connection, number: int, amount: float | None) -> None:
    amounts = chosen(db, "flow_amount", number)
    db.execute("UPDATE flow_amount SET value = ?, note = 'once' WHERE id = ?", (amount, amounts))
    db.execute("UPDATE flow_amount SET value = value / 3, note = 'twice' WHERE id = ?", (amounts,))


def add_and_remove(db: sqlite3.Connection, number: int) -> None:
    insert(db, "layer", [{"name": f"passing {number}"}])
    db.execute("DELETE FROM layer")


def replace_actor(db: sqlite3.Connection, number: int, name: str) -> None:
    uid = db.execute("SELECT uid FROM actor WHERE id = ?", (chosen(db, "actor", number),)).fetchone()
    if uid and not db.execute("SELECT 1 FROM flow").fetchone():
        db.execute("REPLACE INTO actor(uid, name) VALUES (?, ?)", (uid[0], name))


def change_id(db: sqlite3.Connection, number: int) -> None:
    db.execute(
        "UPDATE setting SET id = (SELECT max(id) + 1 FROM setting) WHERE id = ?", (chosen(db, "setting", number),)
    )


OPERATIONS: dict[str, Callable[[sqlite3.Connection, Any, Any], object]] = {
    "add actor": lambda db, name, _: insert(db, "actor", [{"name": name}]),
    "add flow": add_flow,
    "move actor": lambda db, number, lon: db.execute(
        "UPDATE actor SET geom = ? WHERE id = ?", (point_blob(lon, 23.0, 4490), chosen(db, "actor", number))
    ),
    "amount twice": amount_twice,
    "remove flow": lambda db, number, _: remove_flow(db, number),
    "remove actor": lambda db, number, _: remove_actor(db, number),
    "replace setting": lambda db, number, text: db.execute(
        "REPLACE INTO setting(name, value) VALUES (?, ?)", (f"s{number % 3}", text)
    ),
    "replace actor": replace_actor,
    "change id": lambda db, number, _: change_id(db, number),
    "add and remove": lambda db, number, _: add_and_remove(db, number),
}


class Model:
    """What undo and redo must restore: the states before each edit that stands, and after each that was undone."""

    def __init__(self, path: Path, dump: Callable[[Path], Any]) -> None:
        self.project = Project.open(path)
        self.dump = dump
        self.now = dump(path)
        self.past: list[Any] = []
        self.future: list[Any] = []

    def run(self, step: tuple[Any, ...]) -> None:
        if step[0] == "edit":
            self.edit(step[1], fails=step[2] and len(step[1]) > 3)
        elif step[0] == "reopen":
            self.project.close()
            self.project = Project.open(self.project.path)
            assert self.dump(self.project.path) == self.now
        else:
            self.take_back(step[0])
        self.compare_snapshots()

    def compare_snapshots(self) -> None:
        """What is read after an edit is what is read anew from the file."""
        with closing(sqlite3.connect(self.project.path)) as connection:
            anew = read_snapshot(connection, self.project.revision)
        for table, kind in TABLES.items():
            for column in fields(kind):
                read, expected = (getattr(getattr(s, table), column.name) for s in (self.project.snapshot(), anew))
                assert np.array_equal(read, expected, equal_nan=read.dtype == np.float64), f"{table}.{column.name}"

    def edit(self, operations: list[tuple[Any, ...]], *, fails: bool) -> None:
        revision, before = self.project.revision, self.now
        with suppress(LookupError), self.project.edit(Text("Edit")) as db:
            for name, *values in operations:
                OPERATIONS[name](db, *values)
            if fails:
                raise LookupError
        self.now = self.dump(self.project.path)
        changed = self.now != before
        assert (self.project.revision > revision) == changed
        assert not (changed and fails)
        if changed:
            self.past.append(before)
            self.future.clear()

    def take_back(self, direction: str) -> None:
        come_from, go_to = (self.past, self.future) if direction == "undo" else (self.future, self.past)
        changes = self.project.undo() if direction == "undo" else self.project.redo()
        assert (changes is None) == (not come_from)
        if come_from:
            go_to.append(self.now)
            self.now = self.dump(self.project.path)
            assert self.now == come_from.pop()


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=4, max_size=12))
def test_random_histories_restore_every_state(empty_file, dump, steps):
    path = shutil.copyfile(empty_file, empty_file.with_name("history.gpkg"))
    model = Model(path, dump)
    try:
        for taken in steps:
            model.run(taken)
        assert model.project.check() == []
    finally:
        model.project.close()
