"""What the choices of a review come to: counted at once, then tried on a copy by the worker, and told when taken."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from app.session import Session
from app.tasks import Task, outcome, stopping
from core.errors import UserError
from core.merge_apply import Keeps, Merged, counts_of
from core.merge_trial import Trial
from core.steps import stoppable
from core.text import Text

Choices = Mapping[int, str]  # what is kept or noted, by line
Title = Callable[[Choices, Choices, Callable[[Text], object]], Text]
TRIAL = "rehearsal"  # the lane of what is tried


def counting(
    session: Session, trial: Trial, path: Path, by_place: Callable[[Choices], Keeps], said: Callable[[Choices], Keeps]
) -> Title:
    """The line above a review; what the rules of the project refuse is told as soon as the worker has tried it.

    A choice stops the trial of the one before it.
    """
    running: list[Task] = []

    def title(keeps: Choices, notes: Choices, tell: Callable[[Text], object]) -> Text:
        chosen, noted = by_place(keeps), said(notes)

        def heard(found: Merged | UserError) -> None:
            if isinstance(found, Merged) and session.project is trial.project:
                tell(_counted(path.name, found.counts, refused(found)))

        for before in running:
            session.tasks.cancel(before)
        if not trial.closed:
            work = partial(_tried, trial, chosen, noted)
            running[:] = [session.tasks.run(Text("Trying what was chosen"), work, heard, lane=TRIAL)]
        return _counted(path.name, counts_of(trial.plan, chosen), 0)

    return title


def _tried(trial: Trial, chosen: Keeps, noted: Keeps, cancelled: Callable[[], bool]) -> Merged | UserError:
    """What the choices come to on a copy; runs in the worker."""
    with stoppable(partial(stopping(cancelled), 0, 1)):
        return outcome(trial.tried, chosen, noted)  # type: ignore[no-any-return]


def _counted(file: str, counts: Mapping[str, int], refused: int) -> Text:
    told = {"file": file, **counts}
    line = Text("{file}: new rows {adds}, fields taken {updates}, changed alike {equal}, to be decided {conflicts}",
                told)  # fmt: skip
    if not refused:
        return line
    return Text("{line}; rows that cannot be taken and are asked about: {n}", {"line": line, "n": refused})


def refused(merged: Merged) -> int:
    """How many rows could not be taken."""
    return len({(table, uid) for table, uid, _ in merged.faults})


def taken_told(merged: Merged) -> Text:
    """What a merge came to, in the numbers that the line above its review had."""
    if merged.before:
        moment = merged.before[:16].replace("T", " ")
        return Text("This file was merged on {moment}; nothing was done.", {"moment": moment})
    told = {**merged.counts, "n": refused(merged), "open": merged.open}
    return Text(
        "Taken in one step: new rows {adds}, fields taken {updates}, changed alike {equal}, to be decided {conflicts}. "
        "Open questions: {open}; rows that could not be taken: {n}.", told)  # fmt: skip


def decided_told(merged: Merged) -> Text:
    """What decisions on open questions came to."""
    told = {"n": refused(merged), "open": merged.open}
    return Text("Taken in one step. Open questions: {open}; rows that could not be taken: {n}.", told)
