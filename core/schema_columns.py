"""The columns that tables of a project file are made of: finite numbers, chosen words, keys; and their listing."""

from sqlite_utils import Database


def number(name: str, *, minimum: str = "") -> str:
    """A REAL column that holds a finite number or NULL."""
    lower = minimum if minimum else "-1e300"
    return (
        f"{name} REAL CHECK(typeof({name}) IN ('real','null') AND ({name} IS NULL OR {name} BETWEEN {lower} AND 1e300))"
    )


def word(name: str, words: str, *, default: str = "") -> str:
    """A text column that holds one of the given words; `default` also says that it may be empty."""
    # Comparisons and not IN: for a list SQLite builds a table anew for every row, 2 of 5 µs of an insert.
    listed = " OR ".join(f"{name} = '{word}'" for word in dict.fromkeys([*words.split(), default]))
    return f"{name} TEXT NOT NULL DEFAULT '{default}' CHECK({listed})"


UID = "uid TEXT NOT NULL UNIQUE CHECK(length(uid) = 36)"
ID = "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
SOURCE = "source_id INTEGER REFERENCES source(id)"
YEAR = "year INTEGER CHECK(year IS NULL OR year BETWEEN 1000 AND 2999)"
GRADES = "audited declared surveyed estimate"


LISTED = "SELECT 1 FROM gpkg_contents WHERE table_name = ?"


def list_tables(db: Database, *tables: str) -> None:
    """Let other programs offer tables that an existing project gains; of a new one, creation lists all."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone():
        return
    if db.execute("SELECT 1 FROM gpkg_contents WHERE table_name = 'source'").fetchone():
        query = "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES (?, 'attributes', ?)"
        for table in tables:
            db.execute(query, (table, table))
