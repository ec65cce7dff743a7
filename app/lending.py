"""An edit that takes long: the worker has the project for it, and reads what is to be shown before it gives it back."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.contents import Contents, read_contents
from core.errors import UserError
from core.project import Project
from core.steps import Step
from core.text import Text

Work = Callable[[Project, Step], Any]
OFTEN = 0.1  # seconds between two words about how far the work is


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What an edit gave, or what stopped it, and what is to be shown since, None where nothing was changed."""

    result: Any
    stopped: Exception | None
    contents: Contents | None


def carried_out(
    project: Project, work: Work, language: str, year: int | None,
    cancelled: Callable[[], bool], tell: Callable[[int, int], object],
) -> Outcome:  # fmt: skip
    """Let this thread do an edit; an edit that stops half-way has changed nothing, but one before it may stand."""
    before, result, stopped = project.revision, None, None
    with project.borrowed():
        try:
            result = work(project, _step(cancelled, tell))
        except Exception as problem:
            stopped = problem
        contents = read_contents(project, language, year) if project.revision != before else None
    return Outcome(result, stopped, contents)


def _step(cancelled: Callable[[], bool], tell: Callable[[int, int], object]) -> Step:
    """What an edit calls between its portions."""
    told = 0.0

    def step(done: int, whole: int) -> None:
        nonlocal told
        if cancelled():
            raise UserError(Text("This was stopped; the project is as it was."), code="stopped")
        if time.monotonic() - told > OFTEN:
            told = time.monotonic()
            tell(done, whole)

    return step
