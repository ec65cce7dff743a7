"""Long work in a worker thread: it gets a snapshot and returns a value, which arrives in the window's thread."""

import itertools
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from core.errors import UserError
from core.steps import Step
from core.text import Text

TURN = 0.001  # seconds after which work gives way to the window, which else waits 5 ms for each of its turns
Work = Callable[[Callable[[], bool]], Any]
# lanes of which only the newest work is wanted
REPLACEABLE = ("map", "analysis", "page", "diagram", "matrix", "charts", "table actor", "table flow")
EDIT = "edit"  # the lane of work that writes, with a worker of its own: the map is drawn meanwhile
COPYING = "backup"  # of the open project, by a connection of its own, which must be gone before the project closes
OPENING = "opening"  # of a project that nobody shows yet; the same worker, so that it waits for no analysis


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Work that was handed over; `lane` names what it replaces, `cancelled` is asked by work that takes long.

    `failed` gets the bug that the work met; without it, and for what a user can mend, it is raised.
    """

    number: int
    title: Text
    lane: str
    done: Callable[[Any], object]
    failed: Callable[[Exception], object] | None
    cancelled: Event

    @property
    def replaceable(self) -> bool:
        """Whether newer work of its lane takes its place, so that nobody needs to cancel it."""
        return self.lane in REPLACEABLE

    @property
    def writes(self) -> bool:
        """Whether it holds a project, so that it is not over before it has let go of it."""
        return self.lane in (EDIT, OPENING, COPYING)


class Tasks(QObject):
    """A worker that looks, one that writes, and one queued signal; what fails is raised again in the window's thread.

    A task takes the place of one of the same lane that still waits; one that runs is left to end, so that a map that
    is asked for again and again is drawn now and then.
    """

    _arrived = Signal(int)
    began = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="task")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="edit")
        self._numbers = itertools.count(1)
        self._tasks: dict[int, tuple[Task, Future[Any]]] = {}
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self, title: Text, work: Work, done: Callable[[Any], object],
        *, lane: str = "", failed: Callable[[Exception], object] | None = None,
    ) -> Task:  # fmt: skip
        """Let the worker do `work(cancelled)` and call `done(result)` here afterwards; long work asks `cancelled()`.

        Without a lane the task stands for itself and takes nobody's place.
        """
        number = next(self._numbers)
        task = Task(number, title, lane or str(number), done, failed, Event())
        for older, waiting in list(self._tasks.values()):
            if older.lane == task.lane and not older.writes and waiting.cancel():
                self.cancel(older)
        if task.writes:
            future = self._writer.submit(work, task.cancelled.is_set)
        else:
            future = self._worker.submit(_work_unless_cancelled, work, task.cancelled)
        self._tasks[task.number] = (task, future)
        self.began.emit(task)
        future.add_done_callback(lambda _: self._arrived.emit(task.number))
        return task

    def cancel(self, task: Task) -> None:
        """Give up a task; work that has begun is left to end, but its result is not used.

        Work that writes takes back what it has written and then ends as if it were done.
        """
        task.cancelled.set()
        if task.writes:
            return
        if self._tasks.pop(task.number, None):
            self.ended.emit(task)

    def finish(self, task: Task) -> None:
        """Give up a task and wait until its work has let go of what it holds; its result is not used."""
        task.cancelled.set()
        if known := self._tasks.pop(task.number, None):
            if not known[1].cancel():
                wait([known[1]])
            self.ended.emit(task)

    def drop(self, lane: str) -> None:
        """Give up all work of a lane."""
        for task in self.running():
            if task.lane == lane:
                self.cancel(task)

    def running(self) -> list[Task]:
        """Tasks that have not ended, oldest first."""
        return [task for task, _ in self._tasks.values()]

    def stop(self) -> None:
        """Give up everything and wait for the workers, so that no thread outlives the window."""
        for task in self.running():
            self.finish(task) if task.writes else self.cancel(task)
        for worker in (self._worker, self._writer):
            worker.shutdown(wait=True, cancel_futures=True)

    def _deliver(self, number: int) -> None:
        task, future = self._tasks.pop(number, (None, None))
        if task is None or future is None:
            return
        self.ended.emit(task)
        try:
            result = future.result()
        except UserError:
            raise
        except Exception as error:
            if task.failed is None:
                raise
            task.failed(error)
            return
        task.done(result)


def _work_unless_cancelled(work: Work, cancelled: Event) -> Any:
    return None if cancelled.is_set() else work(cancelled.is_set)


def stopping(cancelled: Callable[[], bool]) -> Step:
    """What work of the core tells its steps to, so that it ends at the next one after its task was given up."""

    def step(done: int, whole: int) -> None:
        if cancelled():
            raise CancelledError

    return step


def outcome(work: Callable[..., Any], *given: object) -> Any:
    """What a work gives, or the UserError that a user can mend, for work whose `done` tells it in its place."""
    try:
        return work(*given)
    except UserError as problem:
        return problem
