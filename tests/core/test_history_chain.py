"""The chain of the history: what was tampered with is told by its number, and nothing else is."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from core import history_compact
from core.backups import backups
from core.closing import change_counter, hash_file, hash_table, read_closing
from core.edits import set_values
from core.errors import UserError
from core.history import kept_label
from core.history_chain import BROUGHT_UP, seal
from core.history_check import Chain, check_chain
from core.history_contents import seal_contents
from core.history_steps import go_back, last_of_day
from core.merge_copies import plan_copies
from core.opening import OUTSIDE, READ_CHANGED, TAKEN_OVER, UNCLEAN
from core.project import Project
from core.records import insert
from core.text import Text


def add(project: Project, name: str) -> None:
    with project.edit(Text("Add {name}", {"name": name})) as db:
        insert(db, "source", [{"title": name}])


def chain(path: Path) -> Chain:
    with closing(sqlite3.connect(path)) as connection:
        return check_chain(connection)


def tampered(path: Path, *statements: str) -> Chain:
    """What the check says of a file that another program has written into."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return chain(path)


@pytest.fixture
def edited(project: Project) -> Project:
    """Four sources, one of them taken back and brought again: six entries."""
    for name in "abcd":
        add(project, name)
    project.undo()
    project.redo()
    return project


def numbers(found: Chain) -> list[str]:
    return [str(fault.values.get("seq", fault.values.get("first"))) for fault in found.faults]


def test_every_edit_undo_and_redo_hangs_on_the_one_before(edited: Project) -> None:
    found = chain(edited.path)
    assert (found.checked, found.older, found.faults) == (6, 0, ())
    assert len(found.hashes) == 6
    assert found.holds(found.head[:16])
    assert not found.holds("0" * 16)
    assert not found.holds(found.head[:8])  # too short to prove anything


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE edit SET person = 'somebody else' WHERE seq = 3",
        "UPDATE edit SET at = '2001-01-01T00:00:00+08:00' WHERE seq = 3",
        "UPDATE edit SET label = replace(label, '\"c\"', '\"x\"') WHERE seq = 3",
        "UPDATE edit_row SET id = id + 40 WHERE seq = 3",
        "INSERT INTO edit_row(seq, tbl, id, image) VALUES (3, 'actor', 1, NULL)",
        "DELETE FROM edit_row WHERE seq = 3",
    ],
)
def test_an_entry_that_was_changed_afterwards_is_told_and_no_other(edited: Project, statement: str) -> None:
    edited.close()
    assert numbers(tampered(edited.path, statement)) == ["3"]


def test_an_image_that_was_changed_afterwards_is_told(edited: Project) -> None:
    edited.close()
    assert numbers(tampered(edited.path, "UPDATE edit_row SET image = replace(image, 'd', 'x') WHERE seq = 5")) == ["5"]


def test_entries_that_were_removed_are_told_in_the_middle_and_at_the_end(edited: Project) -> None:
    edited.close()
    found = tampered(edited.path, "DELETE FROM edit_row WHERE seq = 2", "DELETE FROM edit WHERE seq = 2")
    assert numbers(found) == ["2", "3"]  # the gap, and the one that hung on it
    found = tampered(edited.path, "DELETE FROM edit_row WHERE seq = 6", "DELETE FROM edit WHERE seq = 6")
    assert numbers(found) == ["2", "6", "3"]


def test_a_change_by_another_program_is_an_entry_and_the_chain_goes_on(edited: Project) -> None:
    edited.close()
    with closing(sqlite3.connect(edited.path)) as connection, connection:
        connection.execute("UPDATE source SET title = 'outside' WHERE id = 1")
    with Project.open(edited.path) as again:
        add(again, "e")
    assert (chain(edited.path).checked, chain(edited.path).faults) == (8, ())


def test_edits_before_the_migration_are_before_the_chain(edited: Project) -> None:
    edited.close()
    with closing(sqlite3.connect(edited.path)) as connection, connection:
        connection.execute("ALTER TABLE edit DROP COLUMN hash")
        connection.execute("ALTER TABLE edit DROP COLUMN horizon")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm013_history_chain'")
    with Project.open(edited.path) as again:
        add(again, "e")
    found = chain(edited.path)
    assert (found.older, found.faults) == (7, ())  # six, and the change outside that this test made
    assert found.checked == 2  # the migration and what follows


def test_hashes_that_were_blanked_are_a_fault_also_after_the_next_edit(edited: Project) -> None:
    edited.close()
    found = tampered(edited.path, "UPDATE edit SET person = 'somebody else', hash = ''")
    assert (found.older, numbers(found)) == (0, ["1"])
    with Project.open(edited.path) as again:
        add(again, "e")
    found = chain(edited.path)
    assert (found.older, numbers(found)) == (0, ["1"])


def test_hashes_of_before_another_migration_are_missed_too(edited: Project) -> None:
    edited.close()
    with closing(sqlite3.connect(edited.path)) as connection, connection:
        connection.execute("UPDATE edit SET hash = ''")
        connection.execute("INSERT INTO edit(at, person, label, version, file) VALUES (?, 'a', ?, '9', '')",
                           ("2031-01-01T00:00:00+08:00", kept_label(Text(BROUGHT_UP, {"version": "9"}))))  # fmt: skip
        seal(connection, 7)
    assert numbers(chain(edited.path)) == ["1"]


@pytest.fixture
def aged(edited: Project) -> Project:
    """The same, of which the first three entries were written long ago; hashed as if they had been."""
    edited.close()
    with closing(sqlite3.connect(edited.path)) as connection, connection:
        connection.execute("UPDATE edit SET at = '2020-03-04T10:00:00+08:00' WHERE seq <= 3")
        for seq in range(1, 7):
            seal(connection, seq)
    return Project.open(edited.path)


def test_what_lies_before_a_day_is_taken_out_and_the_chain_is_anchored_there(
    aged: Project, dump: Callable[[Path], object]
) -> None:
    with aged:
        before = dump(aged.path)
        add(aged, "e")
        aged.undo()
        done = history_compact.shorten(aged, date(2021, 1, 1))
        assert (done.seq, done.entries, done.rows) == (3, 3, 3)
        assert dump(aged.path) == before
        entries = aged.history()
        assert [entry.seq for entry in entries][-1] == 3
        assert entries[-1].barrier
        assert entries[0].horizon == 3
        assert len(backups(aged.path)) == 1
        add(aged, "f")
        assert aged.undo() is not None
        assert aged.undo() is None  # what another program changed stands between
    found = chain(aged.path)
    assert (found.horizon, found.faults) == (3, ())
    with Project.open(aged.path) as again:
        assert (again.notes, again.check()) == ((), [])
    assert numbers(tampered(aged.path, "UPDATE edit SET hash = 'x' WHERE seq = 3"))


def test_undo_passes_over_an_entry_that_took_old_history_out(project: Project) -> None:
    add(project, "a")
    add(project, "b")
    label = Text("Taken out {hash}", {"hash": ""})
    with project.edit(label) as db:
        db.execute("UPDATE edit SET barrier = 1 WHERE seq = 1")
        db.execute("UPDATE edit SET horizon = 1 WHERE seq = 3")
    assert project.undoable() == Text("Undo: {label}", {"label": Text("Add {name}", {"name": "b"})})
    assert len(go_back(project, 1)) == 1
    assert list(project.snapshot().source.title) == ["a"]


def test_what_a_later_undo_took_back_stays_in_the_history(project: Project) -> None:
    for name in "ab":
        add(project, name)
    project.undo()
    project.close()
    with closing(sqlite3.connect(project.path)) as connection, connection:
        connection.execute("UPDATE edit SET at = '2020-03-04T10:00:00+08:00' WHERE seq <= 2")
    with Project.open(project.path) as again:
        assert history_compact.shorten(again, date(2021, 1, 1)).seq == 1
        with pytest.raises(UserError, match="holds nothing"):
            history_compact.shorten(again, date(2021, 1, 1))


def test_copies_merge_by_what_both_histories_still_hold(aged: Project, tmp_path: Path) -> None:
    with aged:
        aged.save_as(tmp_path / "copy.gpkg")
        with Project.open(tmp_path / "copy.gpkg") as copy:
            set_values(copy, "source", {1: {"title": "changed"}})
        history_compact.shorten(aged, date(2021, 1, 1))
        meeting = plan_copies(aged, tmp_path / "copy.gpkg")
        assert (meeting.two_way, len(meeting.plan.updates), meeting.plan.conflicts) == (False, 1, [])


def test_a_day_is_restored_by_its_last_entry(aged: Project) -> None:
    with aged:
        entries = aged.history()
        told = {day: last_of_day(entries, day) for day in (date(2020, 3, 3), date(2020, 3, 4), date(2020, 5, 1))}
    assert [entry and entry.seq for entry in told.values()] == [None, 3, 3]


def test_going_back_keeps_a_backup_and_whoever_stops_leaves_everything(edited: Project) -> None:
    heard: list[int] = []

    def stop(done: int, whole: int) -> None:
        heard.append(done)
        if len(heard) == 3:
            raise InterruptedError

    revision = edited.revision
    with pytest.raises(InterruptedError):
        go_back(edited, 1, stop)
    assert (edited.revision, len(edited.snapshot().source)) == (revision, 4)
    assert len(backups(edited.path)) == 1
    assert len(go_back(edited, 1)) == 3
    assert list(edited.snapshot().source.title) == ["a"]
    assert len(backups(edited.path)) == 1  # the newest held everything already


@pytest.fixture
def ended(edited: Project) -> Path:
    """The same, closed."""
    edited.close()
    return edited.path


def mended(path: Path, statement: str, tables: bool) -> None:
    """Change a row and make the record of the end fit again, as whoever knows the file well would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)
        before = read_closing(connection)
        assert before is not None
        hashes = {name: hash_table(connection, name) for name in before.tables} if tables else before.tables
        told = [change_counter(path) + 1, json.dumps({"file": hash_file(connection, path), "tables": hashes})]
        connection.execute("UPDATE closing SET change_counter = ?, hashes = ?", told)


CHANGED = "UPDATE source SET title = 'outside' WHERE id = 1"


def test_a_value_changed_without_an_edit_is_told_with_its_table_though_the_record_was_mended(ended: Path) -> None:
    noted = chain(ended).head
    mended(ended, CHANGED, tables=False)
    with Project.open(ended) as again:
        assert again.notes == ()
        told = chain(ended).faults
        assert [(each.values["table"], each.values["rows"], each.values["now"]) for each in told] == [
            (Text("Sources"), 4, 4)
        ]
        with again.edit(Text("Add a region")) as db:
            insert(db, "region", [{"name": "r"}])
    assert [each.values.get("table") for each in chain(ended).faults] == [Text("Sources")]  # the next end hides nothing
    assert chain(ended).holds(noted)


def test_the_hash_of_a_copy_made_amid_work_is_one_of_the_project_too(edited: Project, tmp_path: Path) -> None:
    copies = [edited.backup(), edited.save_as(tmp_path / "copy.gpkg")]
    add(edited, "e")
    edited.close()
    for copy in copies:
        found = chain(copy)
        assert (found.copied, found.compared, found.faults) == (True, True, ())
        assert chain(edited.path).holds(found.head)
    with Project.open(edited.path) as again:
        found = chain(again.backup())  # of what was closed: it stands for the rows
    assert (found.copied, found.head) == (False, chain(edited.path).head)
    with Project.open(copies[1]) as again:
        add(again, "f")
    assert (chain(copies[1]).copied, chain(copies[1]).faults) == (False, ())
    assert [each.values["table"] for each in tampered(copies[0], CHANGED).faults] == [Text("Sources")]


def test_a_record_that_was_rewritten_with_its_tables_is_told_at_opening(ended: Path) -> None:
    mended(ended, CHANGED, tables=True)
    assert [each.values["table"] for each in chain(ended).faults] == [Text("Sources")]
    with Project.open(ended, read_only=True) as again:
        assert again.notes == (READ_CHANGED,)
    with Project.open(ended) as again:
        assert again.notes == (TAKEN_OVER,)
    assert chain(ended).faults == ()  # it is an entry now


def test_the_hash_noted_at_the_end_stands_for_the_rows_and_cannot_be_had_with_others(ended: Path) -> None:
    noted = chain(ended).head
    tampered(ended, CHANGED, "UPDATE edit SET contents = '', contents_hash = '' WHERE seq = 6")
    assert numbers(chain(ended)) == ["6"]
    with closing(sqlite3.connect(ended, isolation_level=None)) as connection:
        seal_contents(connection, {name: hash_table(connection, name) for name in ("source", "setting")})
    assert chain(ended).faults == ()
    assert not chain(ended).holds(noted)
    assert numbers(tampered(ended, "UPDATE edit SET contents = '{}' WHERE seq = 6")) == ["6"]


def told_tables(path: Path) -> list[tuple[object, ...]]:
    """What the check says of tables: which, after which entry, rows then and rows found."""
    return [tuple(fault.values[name] for name in ("table", "seq", "rows", "now")) for fault in chain(path).faults]


def test_a_value_changed_without_an_edit_is_told_also_when_edits_and_ends_of_work_lie_over_it(ended: Path) -> None:
    mended(ended, CHANGED, tables=False)
    washed = [(Text("Sources"), "6", 4, 4)]
    for name in "ef":
        with Project.open(ended) as again:
            assert again.notes == ()
            add(again, name)
            assert told_tables(ended) == washed
        assert told_tables(ended) == washed
    with Project.open(ended) as again:
        set_values(again, "source", {1: {"title": "a"}})  # the very row, back to what it was
    assert told_tables(ended) == washed


def test_a_table_that_no_edit_touched_is_told_when_a_new_end_took_its_rows_over(ended: Path) -> None:
    mended(ended, CHANGED, tables=False)
    with Project.open(ended) as again, again.edit(Text("Add a region")) as db:
        insert(db, "region", [{"name": "r"}])
    with closing(sqlite3.connect(ended, isolation_level=None)) as connection:
        connection.execute("UPDATE edit SET contents = '', contents_hash = '' WHERE seq = 7")
        seal_contents(connection, {name: hash_table(connection, name) for name in ("source", "setting", "region")})
    assert told_tables(ended) == [(Text("Sources"), "6", 4, 4)]


@pytest.mark.parametrize("record", ["DELETE FROM closing", "UPDATE closing SET seq = -1"])
def test_a_change_behind_what_looks_like_an_unclean_end_becomes_an_entry(ended: Path, record: str) -> None:
    with closing(sqlite3.connect(ended, isolation_level=None)) as connection:
        connection.execute(CHANGED)
        connection.execute("UPDATE closing SET change_counter = ?", (change_counter(ended) + 2,))
        connection.execute(record)
    with Project.open(ended) as again:
        assert again.notes == (UNCLEAN, TAKEN_OVER)
        add(again, "e")
        assert [entry.label for entry in again.history()][1] == OUTSIDE
    assert chain(ended).faults == ()
    with Project.open(ended) as again:
        assert [entry.label for entry in again.history()][1] == OUTSIDE


def test_an_unclean_end_without_another_change_is_none_of_another_program(ended: Path) -> None:
    with Project.open(ended) as again:
        add(again, "e")
        shutil.copyfile(ended, ended.with_name("left.gpkg"))  # as a program leaves it that ends amid work
    with Project.open(ended.with_name("left.gpkg")) as left:
        assert left.notes == (UNCLEAN,)
    assert chain(ended.with_name("left.gpkg")).faults == ()


def test_an_entry_that_was_changed_behind_an_unclean_end_is_told_at_opening(ended: Path) -> None:
    with Project.open(ended) as again:
        add(again, "e")
        shutil.copyfile(ended, ended.with_name("left.gpkg"))
    left = ended.with_name("left.gpkg")
    with closing(sqlite3.connect(left, isolation_level=None)) as connection:
        connection.execute("UPDATE edit SET person = 'somebody else' WHERE seq = 7")
        connection.execute("UPDATE closing SET change_counter = ?", (change_counter(left) + 1,))
    with Project.open(left) as again:
        assert again.notes == (UNCLEAN, TAKEN_OVER)
    assert numbers(chain(left)) == ["7"]
