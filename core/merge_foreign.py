"""Foreign SQLite files looked through in a worker process: read only, no functions, no views, with limits.

Nothing of such a file is ever made live: its rows are read by name and handed back as plain values.
"""

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from core import file_errors
from core.addresses import sqlite_address
from core.merge_copies import Copy, changed_left_alone, common_point, edit_log, is_traced
from core.merge_rows import MERGED, read_rows, rows_at, shape_of
from core.opening import MIGRATIONS, check_header
from core.records import get_setting

LARGEST = 2_000_000_000  # bytes of a file
LONGEST_VALUE = 50_000_000
SECONDS = 60.0
_PRAGMAS = ("table_info", "foreign_key_list", "quick_check")
_READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE)
_COUNTING = ("count", "min", "max", "like")


@contextmanager
def quarantined(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a foreign file that can read tables and nothing else; UserError for what is damaged."""
    if path.stat().st_size > LARGEST:
        raise file_errors.other_content(path)
    with file_errors.explained(path), closing(sqlite3.connect(sqlite_address(path, "mode=ro"), uri=True)) as db:
        for rule in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON"):
            db.execute(f"PRAGMA {rule}")
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        deadline = time.monotonic() + SECONDS
        db.set_progress_handler(lambda: int(time.monotonic() > deadline), 100_000)
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise file_errors.damaged(path)
        db.set_authorizer(_allowed)
        yield db


def _allowed(action: int, one: str | None, other: str | None, _: str | None, inner: str | None) -> int:
    """Reading tables by hand; nothing through a view or trigger, which name themselves in `inner`."""
    pragma = action == sqlite3.SQLITE_PRAGMA and one in _PRAGMAS
    counting = action == sqlite3.SQLITE_FUNCTION and other in _COUNTING
    allowed = (action in _READING or pragma or counting) and inner is None
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def real_tables(db: sqlite3.Connection) -> set[str]:
    """The tables that hold their rows themselves; views and virtual tables do not."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    return {str(name) for (name,) in db.execute(query)}


def sha256_of(path: Path) -> str:
    """The hash of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_copy(name: str, ours: Sequence[tuple[int, str, str, str]]) -> Copy:
    """Another copy of a project whose edits are `ours`; called in a worker process."""
    path = Path(name)
    check_header(path)
    with quarantined(path) as db:
        tables = real_tables(db)
        if not {"edit", "edit_row", "setting", "_sqlite_migrations", *MERGED} <= tables:
            raise _unlike(db, path, tables)
        applied = {str(one) for (one,) in db.execute("SELECT name FROM _sqlite_migrations")}
        if applied - set(MIGRATIONS):
            raise file_errors.newer(path)
        common = common_point(ours, edit_log(db))
        now = read_rows(db)
        base = rows_at(db, common, now) if is_traced(db, common) else None
        uid, title = get_setting(db, "uid", ""), get_setting(db, "name", path.stem)
        return Copy(uid, title, sha256_of(path), now.rows, common, base, changed_left_alone(db, common))


def _unlike(db: sqlite3.Connection, path: Path, tables: set[str]) -> Exception:
    """What to say of a file without all our tables: an older copy, or no project."""
    if "_sqlite_migrations" in tables and shape_of(db, "actor").types:
        return file_errors.older(path)
    return file_errors.other_geopackage(path)
