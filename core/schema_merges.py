"""What came back and was merged: the packets with what they claimed, and who is to decide what of their conflicts."""

from sqlite_utils import Database

from core.schema_columns import ID, UID, list_tables


def m012_merges(db: Database) -> None:
    """Packets merged, by the hash of their file, and conflicts with their kind, packet, note and decision."""
    db.execute(
        f"CREATE TABLE survey_return ({ID}, {UID}, package_id INTEGER NOT NULL REFERENCES survey_package(id), "
        "packet TEXT NOT NULL UNIQUE, file TEXT NOT NULL DEFAULT '', at TEXT NOT NULL DEFAULT '', "
        "person TEXT NOT NULL DEFAULT '', counts TEXT NOT NULL DEFAULT '', claims BLOB)"
    )
    list_tables(db, "survey_return")
    for column in ("kind", "packet", "note", "office_by", "office_at", "decided_by", "decided_at"):
        db.execute(f"ALTER TABLE survey_conflict ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX survey_conflict_row ON survey_conflict(row_uid)")
