"""The project file: the one object that holds a connection. Reading gives a Snapshot, writing is an edit."""

import importlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from core import file_errors, locking, opening
from core.backups import copy_project, keep_backup
from core.closing import change_counter, expect_counter, last_edit
from core.column_cache import kept_snapshot
from core.errors import UserError
from core.findings import Finding
from core.geopackage import SYSTEMS, project_srs
from core.history import (
    Changes,
    HistoryEntry,
    Way,
    begin_edit,
    entries,
    finish_edit,
    install_triggers,
    next_redo,
    next_undo,
    put_back,
)
from core.history_rows import RowChanges, row_changes
from core.holding import Holding
from core.locking import Lock
from core.patching import patch_snapshot
from core.records import get_setting
from core.snapshot import Snapshot, read_snapshot
from core.soundness import find_faults
from core.steps import Step, quietly
from core.telling import Subscriber, Telling
from core.text import Text


class Project:
    """A project file, open for writing by one thread at a time, or for reading one snapshot.

    Use `create` and `open`. There is no Save: every edit is on the disk when it ends. `notes` are what the user should
    be told about the opening: an unclean end, or a change by another program. The thread that opened it may lend it to
    another (`lend`, `borrowed`); a thread that does not have it may only read, by a connection of its own.
    """

    def __init__(self, path: Path, opened: opening.Opened | None, lock: Lock | None) -> None:
        self.path, self._lock = path, lock
        self.read_only = opened is None
        self._connection = opened.connection if opened else None
        self.notes = opened.notes if opened else ()
        self._hashes = dict(opened.hashes) if opened else {}
        self._telling, self._holding = Telling(), Holding()
        self._tables = 0  # the version of the schema at the beginning of an edit
        self._counter = change_counter(path) if opened else 0  # of the header, while nobody else writes
        self._closed = self._watching = self._editing = self._edited = False
        self._snapshot: Snapshot | None = None
        self._since: list[Changes] = []  # what was changed after the snapshot was read
        with self._reading() as connection:
            connection.execute("BEGIN")  # the revision and what a reader keeps belong together
            self._data_version = opening.data_version(connection)
            self._revision = last_edit(connection)
            self.srs = project_srs(connection)
            if self.read_only:
                self._snapshot = read_snapshot(connection, self._revision, self._name(connection))
            connection.execute("COMMIT")

    @classmethod
    def create(cls, path: str | Path, *, name: str = "", srs: int = 4490) -> "Project":
        """Make a new project and open it for writing; an existing file is never overwritten.

        `name` is what people call the cluster ("" = the file's name); `srs` is EPSG 4490 or 4326 and stays for ever.
        """
        if srs not in SYSTEMS:
            raise ValueError(f"a project is kept in one of {sorted(SYSTEMS)}, not in {srs}")
        target = Path(path).absolute()
        file_errors.require_folder(target)
        if target.exists():
            raise file_errors.taken(target)
        with file_errors.written(target):
            importlib.import_module("core.creation").create_file(target, name or target.stem, srs)
        return cls.open(target)

    @classmethod
    def open(cls, path: str | Path, *, read_only: bool = False, refuse_outside: bool = False) -> "Project":
        """Open a project; UserError for what is no project, is open elsewhere, cannot be written or is damaged.

        What another program wrote meanwhile is taken over and stands in `notes`; `refuse_outside` makes it a UserError
        of the code "written_outside", so that the caller can ask first.
        """
        if read_only:
            return cls._open_for_reading(Path(path).absolute())
        target = Path(path).absolute()
        locking.refuse_twice(target)
        opening.check_header(target)
        with ExitStack() as undone:
            lock = locking.acquire(target)
            undone.callback(locking.release, lock)
            opened = opening.open_for_writing(target, refuse_outside=refuse_outside)
            undone.callback(opened.connection.close)
            project = cls(target, opened, lock)
            undone.pop_all()
        return project

    @classmethod
    def _open_for_reading(cls, target: Path) -> "Project":
        notes: tuple[Text, ...] = ()
        if not locking.held_here(target):
            opening.check_header(target)
            notes = opening.reading_notes(target)
        project = cls(target, None, None)
        project.notes = notes
        return project

    def close(self) -> None:
        """Leave one file and nothing beside it; closing twice does no harm."""
        connection, self._connection = self._connection, None
        lock, self._lock = self._lock, None
        self._closed = True
        with ExitStack() as last:
            if lock is not None:
                last.callback(locking.release, lock)
            if connection is not None:
                last.callback(connection.close)
                opening.leave(connection, self.path, self._hashes, seen=self._data_version, edited=self._edited)

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def revision(self) -> int:
        """The number of the last edit, 0 before the first."""
        return self._revision

    @property
    def name(self) -> str:
        """What people call the cluster."""
        with self._reading() as connection:
            return self._name(connection)

    def setting(self, name: str, default: str = "") -> str:
        """A setting that travels with the file."""
        with self._reading() as connection:
            return get_setting(connection, name, default)

    def snapshot(self) -> Snapshot:
        """Everything at the present revision as frozen columns; after an edit only what it touched is read again.

        A thread that does not have the project gets the snapshot that was read last.
        """
        if self._snapshot is None or (self._since and self._holding.is_here()):
            with self._reading() as connection:
                name, since = self._name(connection), self._since
                if self._snapshot is None:
                    sound = bool(self._hashes) and not self._edited
                    self._snapshot = kept_snapshot(connection, sound, self._revision, name)
                else:
                    self._snapshot = patch_snapshot(connection, self._snapshot, since, name)
                self._since = []
        return self._snapshot

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for reading what no snapshot holds, such as the yearly round; nobody keeps it."""
        with self._reading() as connection:
            yield connection

    @contextmanager
    def edit(self, label: Text, file: str = "") -> Iterator[sqlite3.Connection]:
        """One transaction, one undo step, one history entry, one event; an exception means that nothing happened.

        `file` is the imported file. An edit that changes nothing leaves no entry. Never commit inside. The one
        exception after which the edit stands is UnheardChange: subscribers failed when they were told of it.
        """
        with self._transaction() as (connection, done):
            seq = begin_edit(connection, label, file)
            yield connection
            done.append(self._finished(connection, label, seq))

    def undo(self, step: Step = quietly) -> Changes | None:
        """Take back the last edit as a new edit, and return that; None where there is nothing to take back."""
        return next(iter(self.take_back_all([next_undo], step)), None)

    def redo(self, step: Step = quietly) -> Changes | None:
        """Take back the last undo as a new edit, and return that; None where there is none."""
        return next(iter(self.take_back_all([next_redo], step)), None)

    def take_back_all(self, ways: Sequence[Way], step: Step = quietly) -> list[Changes]:
        """Undo and redo (`next_undo`, `next_redo`) up to the first that has nothing to do: all of them, or none."""
        if not ways or self._offered(ways[0])[1] is None:
            return []
        with self._transaction() as (connection, done):
            for way in ways:
                seq, label = way(connection)
                if label is None:
                    break
                again = begin_edit(connection, label, undoes=seq)
                put_back(connection, seq, step)
                done.append(self._finished(connection, label, again))
        return done

    def undoable(self) -> Text | None:
        """What `undo` would do, None where it would do nothing."""
        return self._offered(next_undo)[1]

    def redoable(self) -> Text | None:
        """What `redo` would do, None where it would do nothing."""
        return self._offered(next_redo)[1]

    def history(self) -> list[HistoryEntry]:
        """Every edit, newest first."""
        with self._reading() as connection:
            return entries(connection)

    def changed_rows(self, seq: int) -> RowChanges:
        """What edit `seq` changed, row by row: before and after; what permits only sums is counted alone."""
        snapshot = self.snapshot()
        with self._reading() as connection:
            return row_changes(connection, seq, snapshot)

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Be told of every change after it is on the disk, in their order, in this thread; returns what ends it.

        A callback may edit; what it changes is told when everybody has heard of the change before.
        """
        return self._telling.subscribe(callback)

    def lend(self) -> None:
        """Hand the project over to whoever calls `borrowed` next; until it is given back nobody else may write."""
        if self._editing:
            raise RuntimeError("a project cannot be lent inside an edit")
        self._holding.lend()

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """Let this thread, such as a worker, have the project that was lent.

        What is changed is told when the lender calls `tell`, since those who hear of it live in its thread.
        """
        with self._holding.borrowed(), opening.patient(self._connection):
            yield

    def take_back(self) -> None:
        """End a loan that nobody took; nothing happens where the project was given back."""
        self._holding.take_back()

    def take_over(self) -> None:
        """Let this thread have a project that another opened for it."""
        self._holding.take_over()

    def tell(self) -> None:
        """Tell of what was changed while the project was lent."""
        self._telling.tell()

    def save_as(self, path: str | Path) -> Path:
        """Copy the project to another file, checked before it takes the name; this project stays the open one.

        UserError where somebody has the other file open for writing.
        """
        target = Path(path).absolute()
        if target == self.path or (target.exists() and target.samefile(self.path)):
            raise file_errors.onto_itself(target)
        file_errors.require_folder(target)
        locking.refuse_twice(target)
        self._refuse_while_lent()
        with self._reading() as connection, file_errors.written(target), locking.held(target):
            copy_project(connection, target, self._hashes)
        return target

    def backup(self) -> Path:
        """Keep a verified copy in NAME.backups beside the project and thin out the older ones."""
        self._refuse_while_lent()
        with self._reading() as connection, file_errors.written(self.path):
            return keep_backup(connection, self.path, self._hashes)

    def shrink(self) -> None:
        """Give back the room of what was removed: the file is written anew, or stays as it was."""
        self._refuse_while_lent()
        with self._reading() as connection, file_errors.written(self.path):
            self._counter = opening.shrink(connection, self.path)

    def check(self) -> list[Finding]:
        """What is wrong with the file itself: structure, references, orphans, rows that changed without an edit."""
        self._refuse_while_lent()
        with self._reading() as connection:
            return find_faults(connection, self._hashes, self.path.stem)

    def _refuse_while_lent(self) -> None:
        """Refuse what would keep the borrower from the file, or be told of tables that it changes meanwhile."""
        if self._holding.lent and not self._holding.is_here():
            raise file_errors.being_written(self.path)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """The owned connection, or one for the moment where the project is read only or another thread has it."""
        if self._closed:
            raise RuntimeError("the project is closed")
        try:
            with file_errors.explained(self.path):
                if self._connection is not None and self._holding.is_here():
                    yield self._connection
                else:
                    with self._holding.reading(), closing(opening.open_for_reading(self.path)) as connection:
                        yield connection
        except UserError as problem:
            if problem.code == "busy":  # is it another program, or this one?
                self._refuse_while_lent()
                if self._holding.readers and self._holding.is_here():
                    raise file_errors.being_read(self.path) from problem
            raise

    @contextmanager
    def _transaction(self) -> Iterator[tuple[sqlite3.Connection, list[Changes]]]:
        """The connection inside a new transaction, and a list for its edits; empty at the end where nothing changed."""
        if self.read_only:
            raise file_errors.read_only(self.path)
        self._refuse_while_lent()
        if self._editing or not self._holding.is_here():
            raise RuntimeError("an edit inside an edit, or by a thread that the project was not lent to")
        done: list[Changes] = []
        with self._telling_after(), self._reading() as connection:
            self._editing = True
            try:
                self._begin(connection)
                yield connection, done
                self._commit(connection, done)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                connection.execute("PRAGMA query_only = ON")
                self._editing = False

    def _begin(self, connection: sqlite3.Connection) -> None:
        """Begin a transaction that is watched."""
        connection.execute("PRAGMA query_only = OFF")
        if not self._watching:  # at the first edit, since who only looks and prints needs no triggers
            install_triggers(connection)
            self._watching = True
        connection.execute("BEGIN IMMEDIATE")
        self._refuse_outside(connection)
        self._tables = opening.schema_version(connection)

    def _finished(self, connection: sqlite3.Connection, label: Text, seq: int) -> Changes:
        """Complete an edit inside its transaction; returns what it changed."""
        if not connection.in_transaction or opening.schema_version(connection) != self._tables:
            raise RuntimeError("an edit may neither commit nor change tables")
        return Changes(label, seq, finish_edit(connection, seq))

    def _commit(self, connection: sqlite3.Connection, done: list[Changes]) -> None:
        """Write the edits to the disk; where everything is as it was, they are forgotten."""
        if not any(changes.ids for changes in done):
            done.clear()
            return
        expect_counter(connection, self._counter + 1)
        connection.execute("COMMIT")
        for changes in done:
            self._accept(changes)
        self._counter += 1

    def _accept(self, changes: Changes) -> None:
        """Note what is on the disk now, and that it has to be told."""
        self._revision, self._edited = changes.revision, True
        self._since += [changes] if self._snapshot is not None else []
        for table in ("edit", *changes.ids):
            self._hashes.pop(table, None)
        self._telling.add(changes)

    @contextmanager
    def _telling_after(self) -> Iterator[None]:
        """Tell every subscriber of what was changed meanwhile, be it by another program; then raise their errors."""
        try:
            yield
        finally:
            if not self._holding.lent:
                self.tell()

    def _refuse_outside(self, connection: sqlite3.Connection) -> None:
        """Refuse an edit where another program wrote since the last one, and take over what it wrote."""
        if opening.data_version(connection) == self._data_version:
            return
        connection.execute("ROLLBACK")
        changes = opening.take_over(connection, self.path)
        self._data_version = opening.data_version(connection)
        self._watching = False  # it may have changed the tables too
        self._accept(changes)
        self._counter = change_counter(self.path)
        raise file_errors.changed_outside(self.path)

    def _offered(self, way: Way) -> tuple[int, Text | None]:
        with self._reading() as connection:
            return way(connection)

    def _name(self, connection: sqlite3.Connection) -> str:
        return get_setting(connection, "name", self.path.stem)
