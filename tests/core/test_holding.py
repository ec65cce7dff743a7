"""Lending a project to another thread: who may write, and what a reader of this program does to the writer."""

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import UserError
from core.project import Project
from core.records import insert
from core.text import Text

ENTER = Text("Enter a firm")


def enter(project: Project) -> None:
    with project.edit(ENTER) as db:
        insert(db, "actor", [{"name": "化工厂"}])


def in_another_thread(work: Callable[[], object]) -> None:
    with ThreadPoolExecutor(1) as other:
        other.submit(work).result()


def borrow(project: Project) -> None:
    with project.borrowed():
        enter(project)


def test_who_borrows_writes_and_the_lender_hears_of_it_when_it_tells(project: Project) -> None:
    heard: list[int] = []
    project.subscribe(lambda changes: heard.append(changes.revision))
    project.lend()
    in_another_thread(lambda: borrow(project))
    assert (project.revision, heard) == (1, [])
    project.tell()
    enter(project)
    assert heard == [1, 2]


def test_nobody_writes_between_lending_and_borrowing(project: Project) -> None:
    project.lend()
    for write in (lambda: enter(project), lambda: in_another_thread(lambda: enter(project))):
        with pytest.raises(UserError) as refused:
            write()
        assert refused.value.code == "being_written"
    project.take_back()
    enter(project)
    assert project.revision == 1


def test_a_project_is_not_lent_inside_an_edit_nor_twice(project: Project) -> None:
    with project.edit(ENTER), pytest.raises(RuntimeError):
        project.lend()
    project.lend()
    with pytest.raises(RuntimeError):
        project.lend()


def test_nobody_borrows_what_is_not_lent(project: Project) -> None:
    with pytest.raises(RuntimeError):
        in_another_thread(lambda: borrow(project))
    assert project.revision == 0


def test_what_another_thread_has_is_not_taken_back(project: Project) -> None:
    began, gate = threading.Event(), threading.Event()

    def hold() -> None:
        with project.borrowed():
            began.set()
            gate.wait(20)

    project.lend()
    holder = threading.Thread(target=hold)
    holder.start()
    assert began.wait(20)
    with pytest.raises(RuntimeError):
        project.take_back()
    gate.set()
    holder.join()
    project.take_back()
    enter(project)


def test_a_lent_project_is_neither_copied_nor_looked_through(project: Project, tmp_path: Path) -> None:
    project.lend()
    for act in (project.backup, project.check, lambda: project.save_as(tmp_path / "copy.gpkg")):
        with pytest.raises(UserError) as refused:
            act()
        assert refused.value.code == "being_written"
    assert [path.name for path in tmp_path.glob("*.gpkg")] == [project.path.name]


def test_who_borrows_waits_for_a_reader_of_more_than_two_seconds(project: Project) -> None:
    began = threading.Event()

    def look() -> None:
        with closing(sqlite3.connect(project.path)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM actor").fetchone()
            began.set()
            time.sleep(2.5)

    reading = threading.Thread(target=look)
    reading.start()
    assert began.wait(20)
    project.lend()
    in_another_thread(lambda: borrow(project))
    reading.join()
    assert project.revision == 1


def test_an_edit_that_our_own_reader_holds_up_does_not_blame_another_program(project: Project) -> None:
    began, gate = threading.Event(), threading.Event()

    def look() -> None:
        with project.reading() as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM actor").fetchone()
            began.set()
            gate.wait(20)

    reading = threading.Thread(target=look)
    reading.start()
    assert began.wait(20)
    with pytest.raises(UserError) as refused:
        enter(project)
    gate.set()
    reading.join()
    assert refused.value.code == "being_read"
    enter(project)
    assert project.revision == 1
