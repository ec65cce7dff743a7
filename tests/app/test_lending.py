"""Long edits in the worker: lent, given back whatever happens, and shown in the window's thread."""

import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import lending
from app.lending import Work
from core.errors import UnheardChange, UserError
from core.i18n import show
from core.map_layers import KeptLayer, keep_layers
from core.project import Project
from core.records import insert
from core.steps import Step
from core.text import Text
from tests.app.conftest import wait_for

ADDING = Text("Add firms")


def add_firms(count: int, began: threading.Event | None = None) -> Callable[[Project, Step], int]:
    """An edit that takes long, firm by firm; `began` is set when it is under way."""

    def add(project: Project, step: Step) -> int:
        with project.edit(ADDING) as db:
            for number in range(count):
                insert(db, "actor", [{"name": f"Works {number}"}])
                if began is not None:
                    began.set()
                    time.sleep(0.01)
                step(number + 1, count)
        return threading.get_ident()

    return add


def test_an_edit_of_the_worker_is_shown_in_the_window_s_thread(desk: Any) -> None:
    session, threads, workers, told = desk.bench.session, [], [], []
    session.changed.connect(lambda: threads.append(threading.get_ident()))
    session.edited_here.connect(lambda changes: told.append(changes.label))
    session.write(ADDING, add_firms(3), workers.append, told.append)
    assert not session.writing
    desk.settle()
    assert (len(session.snapshot.actor), told) == (9, [])
    assert session.writing
    assert workers
    assert set(threads) == {threading.get_ident()} != set(workers)
    desk.ask("undo")
    assert len(session.snapshot.actor) == 6


def test_while_the_worker_has_the_project_the_window_reads_and_does_not_write(desk: Any) -> None:
    session, began, stopped = desk.bench.session, threading.Event(), []
    session.write(ADDING, add_firms(1000, began), stopped.append, stopped.append)
    assert began.wait(20)
    assert [entry.seq for entry in session.project.history()] == [1]
    assert len(session.project.snapshot().actor) == 6
    with pytest.raises(UserError), session.project.edit(ADDING):
        pass
    (task,) = [task for task in desk.bench.tasks.running() if task.writes]
    desk.bench.tasks.cancel(task)
    assert not session.writing  # before it has let go of the project
    desk.settle()
    (problem,) = stopped
    assert isinstance(problem, UserError)
    assert (session.writing, session.project.revision) == (True, 1)


def test_a_project_that_is_closed_while_the_worker_writes_is_as_it_was(desk: Any) -> None:
    session, began, path = desk.bench.session, threading.Event(), desk.bench.session.path
    session.write(ADDING, add_firms(1000, began), began, began)
    assert began.wait(20)
    desk.ask("close")
    with Project.open(path) as project:
        assert (project.notes, len(project.snapshot().actor)) == ((), 6)


def test_what_was_changed_before_an_edit_stopped_half_way_stays_and_is_shown(desk: Any) -> None:
    def add_twice(project: Project, step: Step) -> None:
        add_firms(1)(project, step)
        with project.edit(ADDING) as db:
            insert(db, "actor", [{"name": "Works 2"}])
            raise sqlite3.OperationalError("disk full")

    stopped: list[Exception] = []
    desk.bench.session.write(ADDING, add_twice, stopped.append, stopped.append)
    desk.settle()
    assert len(desk.bench.session.snapshot.actor) == 7
    assert len(stopped) == 1


def write(desk: Any, work: Work) -> tuple[list[Any], list[Exception]]:
    """Let the worker do it; what it gave and what stopped it come into the lists."""
    done: list[Any] = []
    stopped: list[Exception] = []
    assert desk.bench.session.write(ADDING, work, done.append, stopped.append)
    return done, stopped


def raised(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What nobody catches from now on."""
    found: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: found.append(error))
    return found


def test_what_the_worker_cannot_read_after_its_edit_is_read_in_the_window(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise UserError(Text("The disk does not answer."))

    monkeypatch.setattr(lending, "read_contents", unreadable)
    done, stopped = write(desk, add_firms(2))
    desk.settle()
    assert (len(done), stopped) == (1, [])
    assert (desk.bench.session.writing, len(desk.bench.session.snapshot.actor)) == (True, 8)


def test_a_panel_that_cannot_show_an_edit_does_not_keep_the_project_lent(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    told, held = raised(monkeypatch), []
    desk.bench.session.held.connect(lambda: held.append(desk.bench.session.writing))
    desk.bench.session.project.subscribe(fail)
    done, _ = write(desk, add_firms(1))
    desk.settle()
    assert [type(error) for error in told] == [UnheardChange]
    assert (len(done), held) == (1, [False, True])


def test_an_edit_that_is_cancelled_before_it_begins_has_changed_nothing(desk: Any) -> None:
    gate = threading.Event()
    desk.bench.tasks._writer.submit(gate.wait, 20)
    done, stopped = write(desk, add_firms(1))
    with pytest.raises(UserError, match="being written"), desk.bench.session.project.edit(ADDING):
        pass
    (task,) = [task for task in desk.bench.tasks.running() if task.writes]
    desk.bench.tasks.cancel(task)
    gate.set()
    desk.settle()
    assert (done, len(stopped), desk.bench.session.project.revision) == ([], 1, 1)
    assert desk.bench.session.writing


def test_a_project_that_is_closed_before_the_worker_takes_it_is_given_back(desk: Any) -> None:
    gate, path = threading.Event(), desk.bench.session.path
    desk.bench.tasks._writer.submit(gate.wait, 20)
    write(desk, add_firms(1))
    desk.ask("close")
    gate.set()
    with Project.open(path) as project:
        assert (project.notes, project.revision) == ((), 1)


def test_a_second_edit_is_refused_while_the_first_is_written(desk: Any) -> None:
    began, refused = threading.Event(), []
    done, _ = write(desk, add_firms(20, began))
    assert not desk.bench.session.write(ADDING, add_firms(1), refused.append, refused.append)
    assert [type(problem) for problem in refused] == [UserError]
    desk.settle()
    assert len(done) == 1
    assert len(desk.bench.session.snapshot.actor) == 26


def test_an_import_waits_in_its_wizard_until_another_edit_is_written(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("name,role\nBrick works,producer\n", encoding="utf-8")
    desk.bench.take_files([str(path)])
    wizard, began = desk.bench.imports.wizard, threading.Event()
    assert wait_for(lambda: wizard.draft and wizard.draft.plan)
    wizard.turn_to(3)
    write(desk, add_firms(20, began))
    assert not wizard.next.isEnabled()
    desk.bench.imports.take(wizard.draft)
    assert (wizard.isVisible(), desk.bench.imports.writing) == (True, None)
    assert "being written" in desk.window.messages.label.text()
    desk.settle()
    wizard.next.click()
    assert wait_for(lambda: desk.bench.imports.writing is None)
    desk.settle()
    assert "Brick works" in desk.bench.session.snapshot.actor.name


def test_copies_are_made_when_the_project_is_back(desk: Any) -> None:
    copying = [desk.window.actions_by_id[name] for name in ("backup", "save_copy")]
    write(desk, add_firms(20))
    assert not any(action.isEnabled() for action in copying)
    desk.settle()
    assert all(action.isEnabled() for action in copying)


def test_a_form_keeps_what_was_typed_while_an_edit_is_written(desk: Any) -> None:
    desk.bench.card.begin_form("actor", 1)
    form = desk.bench.card.form
    form.editors["address"].setText("一号路")
    write(desk, add_firms(20))
    form.save()
    assert "being written" in desk.window.messages.label.text()
    desk.settle()
    assert form.dirty
    form.save()
    assert "一号路" in desk.bench.session.snapshot.actor.address


def test_an_undo_by_a_button_while_an_edit_is_written_is_told_and_is_no_bug(desk: Any) -> None:
    began = threading.Event()
    write(desk, add_firms(20, began))
    assert began.wait(20)
    with pytest.raises(UserError, match="being written"):
        desk.bench.session.project.undo()
    desk.settle()
    assert len(desk.bench.session.snapshot.actor) == 26


def test_a_page_that_is_changed_while_an_edit_is_written_is_kept_afterwards(desk: Any) -> None:
    desk.ask("pages")
    pages = next(child for child in desk.window.children() if type(child).__name__ == "PageWindow")
    write(desk, add_firms(20))
    pages.draft.remove() if pages.draft.item else pages.add("text")
    assert pages.draft.kept() == {}
    assert not pages.close()
    assert "being written" in pages.messages.label.text()
    desk.settle()
    assert list(pages.draft.kept()) == [pages.draft.layout.name]
    assert pages.close()


def test_a_firm_and_then_the_map_in_one_work_are_both_shown(desk: Any) -> None:
    def add_and_keep(project: Project, step: Step) -> None:
        add_firms(1)(project, step)
        keep_layers(project, [KeptLayer("links", False, {})])

    write(desk, add_and_keep)
    desk.settle()
    assert len(desk.bench.session.snapshot.actor) == 7
    assert desk.bench.layers.hidden == {"links", "grid"}


def test_what_stands_of_a_work_that_was_stopped_is_told(desk: Any) -> None:
    began = threading.Event()

    def add_twice(project: Project, step: Step) -> None:
        add_firms(1)(project, step)
        add_firms(1000, began)(project, step)

    _, stopped = write(desk, add_twice)
    assert began.wait(20)
    desk.bench.tasks.cancel(next(task for task in desk.bench.tasks.running() if task.writes))
    desk.settle()
    (problem,) = stopped
    assert isinstance(problem, UserError)
    assert show(problem.sentence, "en") == "This was stopped; what was written before stands, and can be undone."
    assert len(desk.bench.session.snapshot.actor) == 7


def test_closing_does_not_wait_until_what_nobody_sees_is_read(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    began, read, path = threading.Event(), [], desk.bench.session.path

    def add_twice(project: Project, step: Step) -> None:
        add_firms(1)(project, step)
        add_firms(1000, began)(project, step)

    monkeypatch.setattr(lending, "read_contents", lambda *_: read.append(1))
    write(desk, add_twice)
    assert began.wait(20)
    desk.ask("close")
    with Project.open(path) as project:
        assert (read, len(project.snapshot().actor)) == ([], 7)
