"""The way from the present state back to the state after any entry of the history, as undos and redos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.backup_times import keep_due
from core.errors import UserError
from core.history import Changes, HistoryEntry, Way, next_redo, next_undo, touched_rows
from core.project import Project
from core.steps import Step, quietly
from core.text import Text


@dataclass(frozen=True, slots=True)
class Steps:
    """How many undos and then redos lead to a state; an `obstacle` says why none do."""

    undos: int = 0
    redos: int = 0
    obstacle: Text | None = None


@dataclass(slots=True)
class _State:
    """Edits that are done and that can be redone, by the numbers of the edits themselves, the next one last."""

    done: list[int]
    undone: list[int]
    barrier: HistoryEntry | None = None


def steps_to(entries: Sequence[HistoryEntry], seq: int) -> Steps:
    """The steps to the state after entry `seq`; `entries` as `Project.history` tells them, newest first.

    Undo and redo keep the edits themselves, so that a state is the same when the same edits are done in one order.
    """
    ordered = sorted(entries, key=lambda entry: entry.seq)
    now, then = _walk(ordered), _walk([entry for entry in ordered if entry.seq <= seq])
    if now.barrier is not None and now.barrier.seq > seq:
        return Steps(obstacle=_at_barrier(now.barrier))
    shared = _shared(now.done, then.done)
    undos, missing = len(now.done) - shared, then.done[shared:]
    # what is undone on the way can be redone next, before what was undone earlier
    redoable = [*now.undone, *reversed(now.done[shared:])]
    if missing != redoable[::-1][: len(missing)]:
        told = {"n": seq, "label": next(entry.label for entry in ordered if entry.seq == seq)}
        gone = Text("Step {n} ({label}) was taken back and other edits took its place; it cannot be done again.", told)
        return Steps(obstacle=gone)
    return Steps(undos, len(missing))


def _walk(ordered: Sequence[HistoryEntry]) -> _State:
    """What is done after some entries, oldest first."""
    state = _State([], [])
    undoes = {entry.seq: entry.undoes for entry in ordered}
    for entry in ordered:
        if entry.horizon is not None:
            continue
        if entry.barrier:
            state = _State([], [], entry)
        elif entry.undoes is None:
            state.done.append(entry.seq)
            state.undone.clear()
        else:
            edit, turns = entry.seq, 0
            while (before := undoes.get(edit)) is not None:
                edit, turns = before, turns + 1
            taken, given = (state.done, state.undone) if turns % 2 else (state.undone, state.done)
            taken.remove(edit)
            given.append(edit)
    return state


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _at_barrier(barrier: HistoryEntry) -> Text:
    told = {"n": barrier.seq, "label": barrier.label}
    return Text("Step {n} ({label}) cannot be undone, so no step before it can be gone back to.", told)


def last_of_day(entries: Sequence[HistoryEntry], day: date) -> HistoryEntry | None:
    """The last entry of a day, or before it where that day has none; None where the history begins later."""
    until = [entry for entry in entries if day_of(entry.at) <= day]
    return max(until, key=lambda entry: entry.seq, default=None)


def day_of(at: str) -> date:
    """The day of an entry by the clock and the zone of who wrote it."""
    return datetime.fromisoformat(at).date()


def rows_at_stake(project: Project, way: Way) -> int:
    """How many rows the next undo (`next_undo`) or redo (`next_redo`) would change, 0 where there is none."""
    with project.reading() as connection:
        return touched_rows(connection, way(connection)[0])


def go_back(project: Project, seq: int, step: Step = quietly) -> list[Changes]:
    """Bring the project to the state after entry `seq` by undos or redos, and return them.

    Each is an edit of its own and can be taken back in turn; all are made, or none: whoever stops at a `step` leaves
    the project as it was. A backup is kept before. UserError where a barrier or other edits stand between.
    """
    steps = steps_to(project.history(), seq)
    if steps.obstacle is not None:
        raise UserError(steps.obstacle, Text("A copy from NAME.backups may hold that state."))
    ways = [next_undo] * steps.undos + [next_redo] * steps.redos
    if ways:
        keep_due(project)
    return project.take_back_all(ways, step)
