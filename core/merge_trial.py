"""Choices of a merge tried on a copy of the project: one copy for all of them, each in a transaction taken back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock

from core.merge_apply import Keeps, Merged, carried_out, known_before
from core.merge_plan import Plan
from core.merge_records import Returned
from core.project import Project
from core.steps import pause

PORTION = 2_000  # pages that are copied before the next question whether to go on


class Trial:
    """What choices on a plan would come to, in any thread, one after another; the project stays as it is.

    The copy is made at the first choice, anew where the project changed since, and is gone after `close`, or as soon
    as a choice that is being tried has ended; after that nothing is tried any more.
    """

    def __init__(self, project: Project, plan: Plan, returned: Returned) -> None:
        self.project, self.plan, self.returned = project, plan, returned
        self.copies = 0  # made so far
        self._copy: sqlite3.Connection | None = None
        self._revision = -1  # of the copy
        self._busy, self._closed = Lock(), False

    @property
    def open(self) -> bool:
        """Whether there is a copy."""
        return self._copy is not None

    def tried(self, keeps: Keeps | None = None, notes: Keeps | None = None) -> Merged:
        """What `apply_plan` would come to, by the same checks; who listens (`core.steps`) may stop it by raising.

        ValueError after `close`.
        """
        try:
            with self._busy:
                if self._closed:
                    raise ValueError("the trial is closed")
                return self._tried(keeps or {}, notes or {})
        finally:
            if self._closed:
                self.close()

    @property
    def closed(self) -> bool:
        """Whether nothing is tried any more."""
        return self._closed

    def close(self, *, wait: bool = False) -> None:
        """Do without the copy; with `wait` no choice is being tried afterwards, so that the project may be written."""
        self._closed = True
        if self._busy.acquire(blocking=wait):
            try:
                self._drop()
            finally:
                self._busy.release()

    def _tried(self, keeps: Keeps, notes: Keeps) -> Merged:
        snapshot = self.project.snapshot()
        copy = self._present()
        if (known := known_before(copy, self.plan, self.returned, keeps)) is not None:
            return known
        with taken_back(copy):
            return carried_out(copy, self.project.srs, snapshot, self.plan, self.returned, keeps, notes)

    def _present(self) -> sqlite3.Connection:
        """The copy of the project as it is now."""
        if self._copy is None or self._revision != self.project.revision:
            self._drop()
            revision = self.project.revision
            self._copy = _copied(self.project)
            self._revision, self.copies = revision, self.copies + 1
        return self._copy

    def _drop(self) -> None:
        copy, self._copy, self._revision = self._copy, None, -1
        if copy is not None:
            copy.close()


def _copied(project: Project) -> sqlite3.Connection:
    """A copy in a file that goes with its connection; it can be stopped between its portions."""
    made = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    try:
        with project.reading() as connection:
            connection.backup(made, pages=PORTION, progress=lambda *_: pause())
        made.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        made.close()
        raise
    return made


@contextmanager
def taken_back(copy: sqlite3.Connection) -> Iterator[None]:
    """A transaction of which nothing stays."""
    copy.execute("BEGIN")
    try:
        yield
    finally:
        if copy.in_transaction:  # where the disk is full SQLite has taken it back by itself
            copy.execute("ROLLBACK")


def rehearse_plan(
    project: Project, plan: Plan, returned: Returned, keeps: Keeps | None = None, notes: Keeps | None = None
) -> Merged:
    """What `apply_plan` would come to, by the same checks on a copy, in any thread; the project stays as it is."""
    with closing(Trial(project, plan, returned)) as trial:
        return trial.tried(keeps, notes)
