"""Choices of a merge tried on a copy of the project: one copy for all of them, each in a transaction taken back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock

from core.merge_apply import Keeps, Merged, carried_out, known_before
from core.merge_plan import Plan
from core.merge_records import Returned
from core.project import Project


class Trial:
    """What choices on a plan would come to, in any thread, one after another; the project stays as it is.

    The copy is made at the first choice, anew where the project changed since, and is gone after `close`, or as soon
    as a choice that is being tried has ended.
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
        """What `apply_plan` would come to, by the same checks; who listens (`core.steps`) may stop it by raising."""
        try:
            with self._busy:
                return self._tried(keeps or {}, notes or {})
        finally:
            if self._closed:
                self.close()

    def close(self) -> None:
        """Do without the copy."""
        self._closed = True
        if self._busy.acquire(blocking=False):
            try:
                self._drop()
            finally:
                self._busy.release()

    def _tried(self, keeps: Keeps, notes: Keeps) -> Merged:
        snapshot = self.project.snapshot()
        copy = self._present()
        if (known := known_before(copy, self.plan, self.returned, keeps)) is not None:
            return known
        with _taken_back(copy):
            return carried_out(copy, self.project.srs, snapshot, self.plan, self.returned, keeps, notes)

    def _present(self) -> sqlite3.Connection:
        """The copy of the project as it is now."""
        if self._copy is None or self._revision != self.project.revision:
            self._drop()
            revision = self.project.revision
            made = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # a file that goes with it
            self._copy = made
            with self.project.reading() as connection:
                connection.backup(made)
            made.execute("PRAGMA foreign_keys = ON")
            self._revision, self.copies = revision, self.copies + 1
        return self._copy

    def _drop(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.close()


@contextmanager
def _taken_back(copy: sqlite3.Connection) -> Iterator[None]:
    """A transaction of which nothing stays."""
    copy.execute("BEGIN")
    try:
        yield
    finally:
        copy.execute("ROLLBACK")


def rehearse_plan(
    project: Project, plan: Plan, returned: Returned, keeps: Keeps | None = None, notes: Keeps | None = None
) -> Merged:
    """What `apply_plan` would come to, by the same checks on a copy, in any thread; the project stays as it is."""
    with closing(Trial(project, plan, returned)) as trial:
        return trial.tried(keeps, notes)
