"""Tables and columns of field surveys: what went out with the values of that day, and how receivers were proved."""

from sqlite_utils import Database

from core.schema_columns import ID, UID, list_tables, word


def m011_surveys(db: Database) -> None:
    """Of a packet its kind, year, whom it is for and the packed values; the steps by which a receiver was proved.

    A step names its capacity by uid and not by a key, so that a capacity may go without what was seen of it going too.
    """
    for column in ("kind TEXT NOT NULL DEFAULT ''", "whom TEXT NOT NULL DEFAULT ''", "year INTEGER", "base BLOB"):
        db.execute(f"ALTER TABLE survey_package ADD COLUMN {column}")
    db.execute(
        f"CREATE TABLE capacity_proof ({ID}, {UID}, capacity_uid TEXT NOT NULL, "
        f"{word('state', 'registered papers visited books', default='registered')}, "
        "date TEXT NOT NULL DEFAULT '', person TEXT NOT NULL DEFAULT '', photo TEXT NOT NULL DEFAULT '', "
        "photo_hash TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '')"
    )
    list_tables(db, "capacity_proof")
