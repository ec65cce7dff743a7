"""Own lines of rules and thresholds, and the hours above a limit that continuous monitoring counts."""

from sqlite_utils import Database

from core.schema_columns import ID, SOURCE, UID, list_tables, number


def m009_rule_line(db: Database) -> None:
    """Thresholds, rates, trades and forbidden industries of the project, which go before the shipped ones."""
    db.execute(
        f"CREATE TABLE rule_line ({ID}, {UID}, rule TEXT NOT NULL, item TEXT NOT NULL DEFAULT '', {number('value')}, "
        "unit TEXT NOT NULL DEFAULT '', words TEXT NOT NULL DEFAULT '', document TEXT NOT NULL DEFAULT '', "
        f"edition TEXT NOT NULL DEFAULT '', {SOURCE}, note TEXT NOT NULL DEFAULT '')"
    )
    db.execute(f"ALTER TABLE emission ADD COLUMN {number('exceeding_hours', minimum='0')}")
    list_tables(db, "rule_line")
