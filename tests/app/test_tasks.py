import sys
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.tasks import Tasks
from core.errors import UserError
from core.text import Text

TITLE = Text("Working")


@pytest.fixture
def tasks(qt: QApplication) -> Iterator[Tasks]:
    worker = Tasks()
    yield worker
    worker.stop()


def let_end(tasks: Tasks) -> None:
    end = time.monotonic() + 10
    while tasks.running() and time.monotonic() < end:
        QApplication.processEvents()


def test_a_result_arrives_in_the_window_s_thread(tasks: Tasks) -> None:
    threads: list[int] = []
    tasks.run(TITLE, lambda _: threading.get_ident(), lambda worker: threads.extend([worker, threading.get_ident()]))
    let_end(tasks)
    assert threads[0] != threads[1] == threading.get_ident()


def test_what_waits_is_replaced_by_newer_work_of_its_lane(tasks: Tasks) -> None:
    gate, done = threading.Event(), []
    tasks.run(TITLE, lambda _: gate.wait(10), lambda _: done.append("first"), lane="map")
    for name in ("second", "third"):
        tasks.run(TITLE, lambda _: None, lambda _, name=name: done.append(name), lane="map")
    gate.set()
    let_end(tasks)
    assert done == ["first", "third"]


def test_work_without_a_lane_takes_nobody_s_place(tasks: Tasks) -> None:
    gate, done = threading.Event(), []
    tasks.run(TITLE, lambda _: gate.wait(10), lambda _: done.append("first"))
    for name in ("second", "third"):
        tasks.run(TITLE, lambda _: None, lambda _, name=name: done.append(name))
    gate.set()
    let_end(tasks)
    assert done == ["first", "second", "third"]


def test_a_bug_reaches_whoever_asked_to_be_told(tasks: Tasks) -> None:
    told: list[Exception] = []
    tasks.run(TITLE, lambda _: [].pop(), told.append, failed=told.append)
    let_end(tasks)
    assert [type(error) for error in told] == [IndexError]


def test_a_cancelled_task_delivers_nothing(tasks: Tasks) -> None:
    gate, done = threading.Event(), []
    task = tasks.run(TITLE, lambda _: gate.wait(10), done.append)
    tasks.cancel(task)
    gate.set()
    tasks.run(TITLE, lambda _: "next", done.append)
    let_end(tasks)
    assert done == ["next"]


def test_what_a_user_can_mend_reaches_the_excepthook(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: raised.append(error))

    def work(_: object) -> None:
        raise UserError(Text("The disk is full."))

    tasks.run(TITLE, work, raised.append)
    let_end(tasks)
    assert [type(error) for error in raised] == [UserError]
