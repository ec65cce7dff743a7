"""Opening a project file: what it is, whether it is sound, and the connection with its rules."""

import contextlib
import importlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core import file_errors
from core.addresses import sqlite_address
from core.closing import (
    HEADER_BYTES,
    Closing,
    Hashes,
    change_counter,
    expect_counter,
    hash_file,
    hash_table,
    is_write_ahead,
    last_edit,
    read_closing,
    record_closing,
)
from core.geopackage import APPLICATION_ID, remove_triggers
from core.history import Changes, begin_edit, tracked_tables
from core.history_contents import sealed_contents
from core.history_states import changed_since_end
from core.locking import not_writable
from core.table_titles import table_title
from core.text import Text

# The migrations this program knows, in order; core.migrations, which lists them, is imported only when one is due.
MIGRATIONS = (
    "m001_tables", "m002_as_entered", "m003_catalogue_lines", "m004_yearly_round", "m005_balanced", "m006_layer_styles",
    "m007_transfer_coefficient", "m008_entered_finding", "m009_rule_line", "m010_own_indicators", "m011_surveys",
    "m012_merges", "m013_history_chain", "m014_finding_link", "m015_standard_limit",
    "m016_history_contents",
)  # fmt: skip
UNCLEAN = Text("The program ended without closing this project. It was looked through and is sound.")
OUTSIDE = Text("Changed outside by another program")
TAKEN_OVER = Text(
    "Another program changed this project after it was last closed. The change was taken over; undo ends there."
)
READ_CHANGED = Text(
    "Another program changed this project after it was last closed; which rows it changed is not known."
)
_MAGIC = b"SQLite format 3\x00"
_TIMEOUT = 2.0  # seconds to wait for a reader of another program, since the window stands still meanwhile
_PATIENCE = 30.0  # seconds that a worker waits, in which nothing stands still
_RULES = (
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "temp_store = MEMORY",
    "cache_size = -65536",  # 64 MB: a bulk import does not spill into the file before it is committed
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection for writing, the hashes of the last orderly end while they hold, and what the user should know."""

    connection: sqlite3.Connection
    hashes: Hashes
    notes: tuple[Text, ...] = ()


def check_header(path: Path) -> None:
    """Refuse what cannot be a project, by the first bytes; UserError says what it is instead."""
    if not path.exists():
        raise file_errors.missing(path)
    if path.is_dir():
        raise file_errors.folder(path)
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except PermissionError as cause:
        raise file_errors.not_readable(path) from cause
    if header[:16] != _MAGIC:
        raise file_errors.other_content(path)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise file_errors.other_database(path)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; the caller reads one snapshot and closes it."""
    with _connecting(path, "ro") as connection:
        if _due_migrations(connection, path):
            raise file_errors.older(path)
    return connection


def reading_notes(path: Path) -> tuple[Text, ...]:
    """What a reader should know: that another program wrote after the project was last closed.

    The header is read before the connection exists, since closing the second handle would drop its locks.
    """
    counter, write_ahead = change_counter(path), is_write_ahead(path)
    with contextlib.closing(open_for_reading(path)) as connection:
        closing = read_closing(connection)
        if closing is None or closing.seq != last_edit(connection):
            return ()
        outside = closing.change_counter != counter or write_ahead or _rewrote_record(connection, closing)
    return (READ_CHANGED,) if outside else ()


def open_for_writing(path: Path, *, refuse_outside: bool = False) -> Opened:
    """The one connection that writes; the caller holds the lock of the project and has checked its header.

    Settles what happened since the last orderly end: an unclean end, another program's change (taken over, or UserError
    where it is to be refused), or damage.
    """
    if not _is_writable(path):
        raise not_writable(path)
    with _connecting(path, "rw") as connection:
        due = _due_migrations(connection, path)
        opened = _settle(connection, path, refuse_outside)
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = FULL")
        if due:
            importlib.import_module("core.creation").migrate(connection, path)
            opened = replace(opened, hashes={})
        connection.execute("PRAGMA query_only = ON")
    return opened


@contextlib.contextmanager
def _connecting(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """Connect and apply the rules; what goes wrong on the way is explained, and the connection closed."""
    with file_errors.explained(path):
        # a project can be lent to a worker, so that its connection is used by one thread after another
        connection = sqlite3.connect(
            sqlite_address(path, f"mode={mode}"),
            uri=True,
            isolation_level=None,
            timeout=_TIMEOUT,
            check_same_thread=False,
        )
        try:
            for rule in _RULES:
                connection.execute(f"PRAGMA {rule}")
            yield connection
        except UnicodeDecodeError as cause:  # a name in the schema that is no text any more
            connection.close()
            raise file_errors.damaged(path) from cause
        except BaseException:
            connection.close()
            raise


@contextlib.contextmanager
def patient(connection: sqlite3.Connection | None) -> Iterator[None]:
    """Let a connection wait longer for who reads the file, so that a long edit is not lost to a short look at it."""
    if connection is not None:
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000:.0f}")
    try:
        yield
    finally:
        if connection is not None:
            connection.execute(f"PRAGMA busy_timeout = {_TIMEOUT * 1000:.0f}")


def _is_writable(path: Path) -> bool:
    try:
        with path.open("r+b"):
            return True
    except OSError:
        return False


def _due_migrations(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Migrations that the file lacks; UserError for a file without ours or with ones that we do not know."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
    if connection.execute(query).fetchone() is None:
        raise file_errors.other_geopackage(path)
    query = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'cluster-atlas'"
    applied = [str(name) for (name,) in connection.execute(query)]
    if not applied:
        raise file_errors.other_geopackage(path)
    if set(applied) - set(MIGRATIONS):
        raise file_errors.newer(path)
    return [name for name in MIGRATIONS if name not in applied]


def _settle(connection: sqlite3.Connection, path: Path, refuse_outside: bool) -> Opened:
    """Compare the file, after SQLite took back what was not finished, with the record of its last orderly end."""
    closing = read_closing(connection)
    unclean = closing is None or closing.seq != last_edit(connection)
    outside = closing is not None and (_wrote_outside(closing, path) or _rewrote_record(connection, closing))
    if closing is None or unclean or outside:
        require_sound(connection, path)
        outside = outside or changed_since_end(connection)  # by whoever made it look like an unclean end
        if outside and refuse_outside:
            raise file_errors.written_outside(path)
        if outside:
            take_over(connection, path)
        notes = ((UNCLEAN, unclean), (TAKEN_OVER, outside))
        return Opened(connection, {}, tuple(note for note, holds in notes if holds))
    if hash_file(connection, path) != closing.file_hash:
        raise file_errors.damaged(path, damaged_place(connection, closing))
    return Opened(connection, closing.tables)


def _wrote_outside(closing: Closing, path: Path) -> bool:
    """Whether another program wrote after what the record knows of; call it only outside a transaction."""
    return closing.change_counter != change_counter(path) or is_write_ahead(path)


def _rewrote_record(connection: sqlite3.Connection, closing: Closing) -> bool:
    """Whether the record was made to fit a change: the hashes that hang on the last edit are still the old ones."""
    sealed = sealed_contents(connection)
    return any(closing.tables.get(table) != found for table, found in sealed.items())


def require_sound(connection: sqlite3.Connection, path: Path) -> None:
    """Let SQLite look through the whole file; UserError where its structure is broken."""
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise file_errors.damaged(path)


def damaged_place(connection: sqlite3.Connection, closing: Closing) -> Text:
    """The tables whose rows differ from the record, or the parts that hold no figures."""
    names = []
    for table, recorded in closing.tables.items():
        try:
            if hash_table(connection, table) != recorded:
                names.append(table)
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # the table can no longer be read to its end
            names.append(table)
    if not names:
        return Text("its history, indexes or free space, while the figures are as they were")
    values = {"table": table_title(names[0]), "n": len(names) - 1}
    return Text("table “{table}” and {n} more", values) if names[1:] else Text("table “{table}”", values)


def take_over(connection: sqlite3.Connection, path: Path) -> Changes:
    """Enter a change by another program into the history; undo ends there, and which rows changed is not known.

    Triggers and spatial indexes that it left are removed, since they would run or fail at our next edit.
    """
    counter = change_counter(path)
    connection.execute("BEGIN IMMEDIATE")
    try:
        remove_triggers(connection)
        seq = begin_edit(connection, OUTSIDE, barrier=True)
        expect_counter(connection, counter + 1)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return Changes(OUTSIDE, seq, {table: frozenset() for table in tracked_tables(connection)})


def leave(connection: sqlite3.Connection, path: Path, hashes: Hashes, *, seen: int, edited: bool) -> None:
    """Record the state of the file for the next opening, where no record holds for it; no journal is left behind.

    `hashes` are those of tables that have not changed, `seen` the data version of the last edit.
    """
    connection.execute("PRAGMA query_only = OFF")
    if edited or not hashes:
        # Where the record cannot be kept (full disk, another reader) the next opening looks through the file.
        with contextlib.suppress(sqlite3.OperationalError):
            known = hashes
            if data_version(connection) != seen:
                take_over(connection, path)
                known = {}
            record_closing(connection, path, known)
    connection.execute("PRAGMA journal_mode = DELETE")


def shrink(connection: sqlite3.Connection, path: Path) -> int:
    """Write the file anew without its free room; returns the header's change counter after it."""
    counter = change_counter(path) + 2  # of this transaction and of the file that is written anew
    connection.execute("PRAGMA query_only = OFF")
    try:
        connection.execute("BEGIN IMMEDIATE")
        expect_counter(connection, counter)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.execute("PRAGMA query_only = ON")
    return change_counter(path)


def data_version(connection: sqlite3.Connection) -> int:
    """Changes when another connection writes to the file."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def schema_version(connection: sqlite3.Connection) -> int:
    """Changes when tables are made or changed."""
    return int(connection.execute("PRAGMA main.schema_version").fetchone()[0])
