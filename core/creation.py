"""Making a project file and bringing an older one up to date; the only users of sqlite-utils at run time."""

import sqlite3
import uuid
from pathlib import Path

from sqlite_utils import Database

from core.backups import keep_backup, put_in_place
from core.closing import record_closing
from core.geopackage import create_container, create_flow_view, register_attributes, register_features
from core.history import begin_edit
from core.history_chain import BROUGHT_UP
from core.migrations import migrations
from core.paths import VERSION
from core.records import insert
from core.schema import FEATURE_TABLES, FLOW_VIEW, USER_TABLES
from core.text import Text


def create_file(path: Path, name: str, srs: int) -> None:
    """Write an empty project with the name that people know it by, in EPSG `srs`; appears complete or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(b"")  # tells at once where the folder cannot be written
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        create_container(connection, srs)
        apply_migrations(connection)
        create_flow_view(connection)
        _register_layers(connection, srs)
        insert(connection, "setting", [{"name": "name", "value": name}, {"name": "uid", "value": str(uuid.uuid4())}])
        connection.execute("COMMIT")
        record_closing(connection, part)
        connection.close()
        put_in_place(part, path)
    finally:
        connection.close()
        part.unlink(missing_ok=True)


def apply_migrations(connection: sqlite3.Connection) -> None:
    """Apply what is due, inside the transaction of the caller."""
    migrations.apply(Database(connection, execute_plugins=False))


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an open project up to date after a backup, as one transaction that undo does not cross."""
    keep_backup(connection, path)
    connection.execute("BEGIN IMMEDIATE")
    try:
        apply_migrations(connection)
        begin_edit(connection, Text(BROUGHT_UP, {"version": VERSION}), barrier=True)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _register_layers(connection: sqlite3.Connection, srs: int) -> None:
    for table, (column, geometry) in FEATURE_TABLES.items():
        register_features(connection, table, column, geometry, srs)
    register_features(connection, FLOW_VIEW, "geom", "LINESTRING", srs)
    register_attributes(connection, [table for table in USER_TABLES if table not in FEATURE_TABLES])
