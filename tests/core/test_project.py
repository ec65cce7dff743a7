"""The project as an object: edits, settings, events, and what is refused."""

import sqlite3
import threading
from contextlib import closing, suppress

import numpy as np
import pytest

from core.errors import UnheardChange, UserError
from core.figures import figures, for_year
from core.history import Changes
from core.project import Project
from core.records import insert, update
from core.text import Text

ENTER = Text("Enter a firm")


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


def enter(project, name="化工厂", **values):
    with project.edit(ENTER) as db:
        return insert(db, "actor", [{"name": name, **values}])[0]


def test_new_project_knows_its_name_system_and_revision(project):
    assert (project.name, project.srs, project.revision, project.read_only) == ("空工程", 4490, 0, False)


def test_project_without_a_name_is_called_like_its_file(tmp_path):
    with Project.create(tmp_path / "示范园区.gpkg", srs=4326) as project:
        assert (project.name, project.srs) == ("示范园区", 4326)


def test_small_cluster_has_the_published_links(small_cluster):
    snapshot, year = for_year(small_cluster.snapshot())
    inner = (snapshot.flow.sender >= 0) & (snapshot.flow.receiver >= 0)
    assert (year, int(inner.sum()), len(snapshot.flow)) == (2024, 7, 24)
    assert np.nansum(figures(snapshot).value[inner]) == 235_000.0  # 40+30+20+50+30+45+20 kt


def test_edit_returns_ids_and_raises_the_revision(project):
    assert [enter(project), enter(project, "水泥厂")] == [1, 2]
    assert project.revision == 2
    assert list(project.snapshot().actor.name) == ["化工厂", "水泥厂"]


def test_snapshot_is_read_once_per_revision(project):
    first = project.snapshot()
    assert project.snapshot() is first
    enter(project)
    assert (len(first.actor), len(project.snapshot().actor)) == (0, 1)


def test_exception_inside_an_edit_leaves_nothing(project, dump):
    before = dump(project.path)
    with suppress(ZeroDivisionError), project.edit(ENTER) as db:
        insert(db, "actor", [{"name": "化工厂"}])
        raise ZeroDivisionError
    assert (dump(project.path), project.revision, project.history()) == (before, 0, [])


def test_edit_that_changes_nothing_leaves_no_entry(project):
    number = enter(project)
    told = []
    project.subscribe(told.append)
    with project.edit(Text("Write the same name")) as db:
        update(db, "actor", number, {"name": "化工厂"})
        (passing,) = insert(db, "actor", [{"name": "路过"}])
        db.execute("DELETE FROM actor WHERE id = ?", (passing,))
    assert (project.revision, len(project.history()), told) == (1, 1, [])


def test_subscriber_hears_of_a_change_that_is_on_the_disk(project, dump):
    heard: list[tuple[Changes, int, int]] = []

    def callback(changes):
        heard.append((changes, threading.get_ident(), len(dump(project.path)["actor"])))

    end = project.subscribe(callback)
    number = enter(project)
    end()
    enter(project, "水泥厂")
    assert heard == [(Changes(ENTER, 1, {"actor": frozenset({number})}), threading.get_ident(), 1)]


def test_edit_stands_and_everybody_is_told_when_a_subscriber_fails(project):
    told = []

    def fail(changes):
        raise UserError(Text("no"))

    project.subscribe(fail)
    project.subscribe(told.append)
    with pytest.raises(UnheardChange) as raised:
        enter(project)
    assert ([type(error) for error in raised.value.exceptions], len(told)) == ([UserError], 1)
    assert (project.revision, list(project.snapshot().actor.name)) == (1, ["化工厂"])


def test_subscriber_that_edits_is_told_of_in_order_and_undo_returns_its_own_change(project):
    told = []

    def answer(changes):
        if changes.label != ENTER:
            with project.edit(ENTER) as db:
                insert(db, "actor", [{"name": "再来"}])

    enter(project)
    project.subscribe(answer)
    project.subscribe(lambda changes: told.append(changes.revision))
    undone = project.undo()
    assert (undone.revision, undone.ids, told) == (2, {"actor": frozenset({1})}, [2, 3])
    assert project.revision == 3


def test_subscription_may_be_ended_twice(project):
    told = []
    first, second = project.subscribe(told.append), project.subscribe(told.append)
    first()
    first()
    enter(project)
    assert len(told) == 1
    second()


def test_writing_outside_an_edit_is_refused_by_the_database(project):
    with project.edit(ENTER) as db:
        insert(db, "actor", [{"name": "化工厂"}])
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("UPDATE actor SET name = 'x'")


def test_edit_inside_an_edit_is_a_programming_mistake(project):
    with pytest.raises(RuntimeError, match="inside"), project.edit(ENTER), project.edit(ENTER):
        pytest.fail("the inner edit began")
    assert enter(project) == 1


@pytest.mark.parametrize("statement", ["COMMIT", "CREATE TABLE misspelt (id INTEGER PRIMARY KEY)"])
def test_edit_may_neither_commit_nor_make_tables(project, statement, dump):
    with pytest.raises(RuntimeError, match="neither commit"), project.edit(ENTER) as db:
        db.execute(statement)
    assert "misspelt" not in dump(project.path)


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"name": None}, "name"),
        ({"name": "乙厂", "credit_code": "91440101TEST00001X"}, "credit_code"),
        ({"name": "乙厂", "role": "king"}, "role"),
        ({"name": "乙厂", "region_id": 99}, ""),
    ],
)
def test_value_that_the_tables_refuse_becomes_a_sentence(project, values, column):
    enter(project, credit_code="91440101TEST00001X")
    with pytest.raises(UserError) as refused:
        enter(project, **values)
    assert (refused.value.code, refused.value.column, project.revision) == ("refused", column, 1)


@pytest.mark.parametrize("amount", [float("inf"), -1.0])
def test_amount_that_is_negative_or_not_finite_is_refused(small_cluster, amount):
    with pytest.raises(UserError) as refused, small_cluster.edit(ENTER) as db:
        update(db, "flow_amount", 1, {"value": amount})
    assert (refused.value.code, refused.value.column) == ("refused", "value")


def test_full_disk_during_an_edit_leaves_everything_before_it(project, dump):
    enter(project)
    before = dump(project.path)
    firms = [{"name": f"厂 {number}"} for number in range(1000)]

    def fill(db):
        db.execute(f"PRAGMA max_page_count = {project.path.stat().st_size // 4096 + 5}")
        insert(db, "actor", firms)

    with pytest.raises(UserError) as refused, project.edit(ENTER) as db:
        fill(db)
    assert (refused.value.code, dump(project.path), project.revision) == ("disk_full", before, 1)


def test_setting_travels_with_the_file(project):
    with project.edit(Text("Set the year")) as db:
        insert(db, "setting", [{"name": "year", "value": "2024"}])
    assert (project.setting("year"), project.setting("none", "-")) == ("2024", "-")


def test_closed_project_leaves_one_file_and_serves_nobody(project):
    enter(project)
    project.close()
    assert files_in(project.path.parent) == [project.path.name]
    with pytest.raises(RuntimeError, match="closed"):
        project.snapshot()


def test_opening_looking_and_closing_leave_every_byte(small_cluster):  # T25
    small_cluster.close()
    path = small_cluster.path
    before = path.read_bytes()
    for read_only in (False, True):
        with Project.open(path, read_only=read_only) as again:
            assert (len(again.snapshot().actor), len(again.history()), again.check()) == (6, 1, [])
    assert (path.read_bytes(), files_in(path.parent)) == (before, [path.name])


def test_reader_cannot_edit_undo_or_redo(small_cluster):
    small_cluster.close()
    with Project.open(small_cluster.path, read_only=True) as reader:
        with pytest.raises(UserError) as refused:
            enter(reader)
        assert (refused.value.code, reader.name, reader.revision) == ("read_only", "六家企业", 1)
        with pytest.raises(UserError, match="reading"):
            reader.undo()


def test_new_project_never_overwrites_a_file(tmp_path):
    path = tmp_path / "notes.gpkg"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(UserError) as refused:
        Project.create(path)
    assert (refused.value.code, path.read_text(encoding="utf-8")) == ("taken", "x")


def test_new_project_needs_its_folder_and_a_known_system(tmp_path):
    with pytest.raises(UserError) as refused:
        Project.create(tmp_path / "none" / "a.gpkg")
    assert refused.value.code == "missing"
    with pytest.raises(ValueError, match="4490"):
        Project.create(tmp_path / "a.gpkg", srs=3857)
    assert files_in(tmp_path) == []


def test_every_table_of_the_file_obeys_its_own_checks(small_cluster):
    small_cluster.close()
    with closing(sqlite3.connect(small_cluster.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA encoding").fetchone() == ("UTF-8",)  # the view's casts rely on it
