"""An edit that takes long: the worker has the project for it, and reads what is to be shown before it gives it back."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from app.contents import Contents, read_contents
from app.tasks import EDIT, Task, Tasks
from core.errors import UserError
from core.file_errors import being_written
from core.project import Project
from core.steps import Step
from core.text import Text

Work = Callable[[Project, Step], Any]
STOPPED = "stopped"  # the code of what stops an edit because somebody gave it up
OFTEN = 0.1  # seconds between two words about how far the work is


@dataclass(slots=True, eq=False)
class Loan:
    """A project that is lent for some work, to be shown in `language` and `year`; `tell` hears how far the work is.

    `abandoned` says that nobody wants to see what came of it, since the project is being closed.
    """

    project: Project
    work: Work
    language: str
    year: int | None
    tell: Callable[[int, int], object]
    abandoned: Event = field(default_factory=Event)
    task: Task | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What an edit gave, or what stopped it, and what is to be shown since.

    The contents are None where nothing was changed, where nobody looks, and where they could not be read here.
    """

    result: Any
    stopped: Exception | None
    contents: Contents | None = None


class Lending:
    """Lends the open project to the worker for one edit after another; `held` hears when it goes and comes back."""

    def __init__(self, tasks: Tasks, held: Callable[[], object]) -> None:
        self._tasks, self._held = tasks, held
        self._loan: Loan | None = None

    @property
    def busy(self) -> bool:
        """Whether the worker has the project."""
        return self._loan is not None

    def lend(
        self, title: Text, loan: Loan, show: Callable[[Contents | None], object],
        done: Callable[[Any], object], stopped: Callable[[Exception], object],
    ) -> bool:  # fmt: skip
        """Let the worker do the work of a loan; afterwards, here, `show` what is there since, then `done` or `stopped`.

        While another loan runs nothing is begun: `stopped` hears of it at once, and the answer is False.
        """
        if self._loan is not None:
            stopped(being_written(loan.project.path))
            return False

        def give_back(outcome: Outcome) -> None:
            loan.project.take_back()
            self._loan = None
            try:
                show(outcome.contents)
            finally:  # also where somebody could not show it
                self._held()
                done(outcome.result) if outcome.stopped is None else stopped(outcome.stopped)

        loan.project.lend()
        self._loan = loan
        self._held()
        loan.task = self._tasks.run(
            title,
            lambda cancelled: carried_out(loan, cancelled),
            give_back,
            lane=EDIT,
            failed=lambda bug: give_back(Outcome(None, bug)),
        )
        return True

    def stop(self) -> None:
        """Stop the work that is under way, and wait until the worker has let go of the project."""
        loan, self._loan = self._loan, None
        if loan is not None and loan.task is not None:
            loan.abandoned.set()
            self._tasks.finish(loan.task)
            loan.project.take_back()
            self._held()


def carried_out(loan: Loan, cancelled: Callable[[], bool]) -> Outcome:
    """Let this thread do the work; an edit that stops half-way has changed nothing, but one before it may stand."""
    project, result, stopped = loan.project, None, None
    before = project.revision
    with project.borrowed():
        try:
            if cancelled():  # before it began
                raise _given_up()
            result = loan.work(project, _step(cancelled, loan.tell))
        except Exception as problem:
            stopped = _told(problem, stands=project.revision != before)
        wanted = project.revision != before and not loan.abandoned.is_set()
        return Outcome(result, stopped, _read(loan) if wanted else None)


def _read(loan: Loan) -> Contents | None:
    """What is to be shown; what hinders that here is met again, and told, where the window reads it itself."""
    try:
        return read_contents(loan.project, loan.language, loan.year)
    except Exception:
        return None


def _told(problem: Exception, *, stands: bool) -> Exception:
    """What stopped the work, with the truth about the edits before it."""
    if stands and isinstance(problem, UserError) and problem.code == STOPPED:
        told = Text("This was stopped; what was written before stands, and can be undone.")
        return UserError(told, code=STOPPED)
    return problem


def _given_up() -> UserError:
    return UserError(Text("This was stopped; the project is as it was."), code=STOPPED)


def _step(cancelled: Callable[[], bool], tell: Callable[[int, int], object]) -> Step:
    """What an edit calls between its portions."""
    told = 0.0

    def step(done: int, whole: int) -> None:
        nonlocal told
        if cancelled():
            raise _given_up()
        if time.monotonic() - told > OFTEN:
            told = time.monotonic()
            tell(done, whole)

    return step
