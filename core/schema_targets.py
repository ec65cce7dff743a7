"""Tables of a project's own indicators: quantities, lines of systems, targets; and the R-tags of links and projects."""

from sqlite_utils import Database

from core.schema_columns import ID, SOURCE, UID, YEAR, list_tables, number, word

R_TAGS = "fit rethink reduce reuse repair recycle recover harmless"


def m010_own_indicators(db: Database) -> None:
    """What a project adds to indicator systems, the targets that were set for them, and tags set by hand."""
    db.execute(
        f"CREATE TABLE own_quantity ({ID}, {UID}, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL DEFAULT '', "
        f"{word('reads', 'links_in links_out links_within links_all statistics', default='statistics')}, "
        "kind TEXT NOT NULL DEFAULT '', commodity_id INTEGER REFERENCES commodity(id), item TEXT NOT NULL DEFAULT '', "
        f"industry TEXT NOT NULL DEFAULT '', {SOURCE}, note TEXT NOT NULL DEFAULT '')"
    )
    db.execute(
        f"CREATE TABLE own_indicator ({ID}, {UID}, system TEXT NOT NULL DEFAULT 'own', number TEXT NOT NULL, "
        "title TEXT NOT NULL DEFAULT '', title_en TEXT NOT NULL DEFAULT '', unit TEXT NOT NULL DEFAULT '', "
        f"{word('need', 'must guide tell a b c d e f')}, formula TEXT NOT NULL DEFAULT '', "
        "threshold TEXT NOT NULL DEFAULT '', compared INTEGER NOT NULL DEFAULT 0 CHECK(compared IN (0, 1)), "
        f"edition TEXT NOT NULL DEFAULT '', document TEXT NOT NULL DEFAULT '', {SOURCE}, "
        "note TEXT NOT NULL DEFAULT '')"
    )
    db.execute(
        f"CREATE TABLE indicator_target ({ID}, {UID}, system TEXT NOT NULL, number TEXT NOT NULL, "
        f"region_id INTEGER REFERENCES region(id), {word('part', 'base target', default='target')}, {YEAR}, "
        f"{number('value')}, {SOURCE}, note TEXT NOT NULL DEFAULT '')"
    )
    list_tables(db, "own_quantity", "own_indicator", "indicator_target")
    for table in ("flow", "initiative"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN {word('r_tag', R_TAGS)}")
