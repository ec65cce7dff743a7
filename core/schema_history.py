"""Columns of the history that came later: the hash by which its edits hang together, and where it was cut off."""

from sqlite_utils import Database


def m013_history_chain(db: Database) -> None:
    """Of an edit its hash over itself and the hash before, and the last edit that it took out of the history."""
    db.execute("ALTER TABLE edit ADD COLUMN hash TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE edit ADD COLUMN horizon INTEGER")


def m016_history_contents(db: Database) -> None:
    """Of an edit after which the project was closed the hashes of the tables then, and the hash over these."""
    db.execute("ALTER TABLE edit ADD COLUMN contents TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE edit ADD COLUMN contents_hash TEXT NOT NULL DEFAULT ''")
