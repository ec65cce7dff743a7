"""Tables and columns that came after the first release: the yearly round, styles, coefficients, entered findings."""

from sqlite_utils import Database

from core.schema import FLOW_VIEW
from core.schema_columns import GRADES, ID, LISTED, SOURCE, UID, YEAR, list_tables, number, word

# Rows are named by table and uid and not by a key, so that a row of a closed year may go without its note going too.
_YEARLY = f"""
CREATE TABLE year (
    {ID}, year INTEGER NOT NULL UNIQUE CHECK(year BETWEEN 1000 AND 2999),
    {word("state", "open locked", default="open")},
    opened_at TEXT NOT NULL DEFAULT '', opened_by TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '');
CREATE TABLE year_item (
    {ID}, year INTEGER NOT NULL, tbl TEXT NOT NULL, row_uid TEXT NOT NULL,
    {word("state", "to_confirm confirmed left new", default="to_confirm")}, note TEXT NOT NULL DEFAULT '',
    UNIQUE(year, tbl, row_uid));
CREATE TABLE receipt (
    {ID}, year INTEGER NOT NULL, actor_uid TEXT NOT NULL, form TEXT NOT NULL,
    {word("state", "waiting received sent_back", default="waiting")}, date TEXT NOT NULL DEFAULT '',
    file TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', UNIQUE(year, actor_uid, form));
CREATE TABLE year_edition (
    {ID}, year INTEGER NOT NULL, edition INTEGER NOT NULL, title TEXT NOT NULL DEFAULT '',
    project TEXT NOT NULL DEFAULT '', locked_at TEXT NOT NULL, locked_by TEXT NOT NULL DEFAULT '',
    seq INTEGER NOT NULL, hash TEXT NOT NULL, content_hash TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    UNIQUE(year, edition));
CREATE TABLE locked_table (
    {ID}, edition_id INTEGER NOT NULL REFERENCES year_edition(id), tbl TEXT NOT NULL, columns TEXT NOT NULL,
    count INTEGER NOT NULL, content BLOB NOT NULL, UNIQUE(edition_id, tbl));
CREATE TABLE restatement (
    {ID}, year INTEGER NOT NULL, edition INTEGER NOT NULL, tbl TEXT NOT NULL, row_uid TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '', field TEXT NOT NULL DEFAULT '', old TEXT NOT NULL DEFAULT '',
    new TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '');
"""


def m004_yearly_round(db: Database) -> None:
    """The yearly round: years, what is to be confirmed, forms, locked editions with their rows, restatements."""
    for statement in _YEARLY.split(";\n"):
        if statement.strip():
            db.execute(statement)
    list_tables(db, "year", "year_item", "receipt", "year_edition", "locked_table", "restatement")


def m005_balanced(db: Database) -> None:
    """Of which kinds an actor's account is said to be complete, so that what comes in must go out."""
    words = "goods water energy goods_water goods_energy water_energy all"
    db.execute(f"ALTER TABLE actor ADD COLUMN {word('balanced', words)}")


# As they were when m006 was released; core.layer_styles and core.geopackage hold those of today.
_LAYER_STYLES = """
CREATE TABLE IF NOT EXISTS layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
    description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""
_FLOW_LINE = """
CREATE VIEW flow_line AS
SELECT flow.id AS OGC_FID, actor.geom AS geom, flow.uid AS uid, actor.name AS sender, actor.name AS receiver,
    commodity.name AS commodity, flow.kind AS kind, flow.since AS since, flow.until AS until, flow.status AS status
FROM flow, actor, commodity WHERE 0
UNION ALL SELECT flow.id AS OGC_FID,
    CAST(substr(a.geom, 1, 8) || x'010200000002000000' || substr(a.geom, 14, 16) || substr(b.geom, 14, 16) AS BLOB)
        AS geom,
    flow.uid AS uid, a.name AS sender, b.name AS receiver, commodity.name AS commodity, flow.kind AS kind,
    flow.since AS since, flow.until AS until, flow.status AS status
FROM flow JOIN commodity ON commodity.id = flow.commodity_id
LEFT JOIN actor a ON a.id = flow.sender_id LEFT JOIN actor b ON b.id = flow.receiver_id
"""


def m006_layer_styles(db: Database) -> None:
    """Styles by which QGIS draws the file's own layers, and a view of links whose system older GDAL knows too.

    A table of this name that another program made stays as it is; core.layer_styles looks whether it can hold styles.
    """
    db.execute(_LAYER_STYLES)
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (FLOW_VIEW,)).fetchone():
        db.execute(f"DROP VIEW {FLOW_VIEW}")
        db.execute(_FLOW_LINE)
    listed = "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'"
    if db.execute(listed).fetchone() and not db.execute(LISTED, ("layer_styles",)).fetchone():
        list_tables(db, "layer_styles")  # QGIS may have made and listed it


def m007_transfer_coefficient(db: Database) -> None:
    """Which share of what comes in to an actor leaves it in a commodity: of a substance, or where empty of the kind."""
    db.execute(
        f"CREATE TABLE transfer_coefficient ({ID}, {UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), "
        "substance TEXT NOT NULL DEFAULT '', commodity_id INTEGER NOT NULL REFERENCES commodity(id), "
        f"{YEAR}, {number('value', minimum='0')}, {number('sd', minimum='0')}, {word('grade', GRADES)}, "
        f"{SOURCE}, note TEXT NOT NULL DEFAULT '', CHECK(value IS NULL OR value <= 1))"
    )
    db.execute("CREATE INDEX transfer_coefficient_actor ON transfer_coefficient(actor_id)")
    list_tables(db, "transfer_coefficient")


def m008_entered_finding(db: Database) -> None:
    """Findings that people enter: of an inspection, a complaint or their own, with number, demand and deadline."""
    db.execute(
        f"CREATE TABLE entered_finding ({ID}, {UID}, {word('kind', 'inspection complaint own', default='own')}, "
        "number TEXT NOT NULL DEFAULT '', subject_table TEXT NOT NULL, subject_uid TEXT NOT NULL, "
        "subject_name TEXT NOT NULL DEFAULT '', "
        f"matter TEXT NOT NULL DEFAULT '', {YEAR}, severity INTEGER NOT NULL DEFAULT 2 CHECK(severity IN (1, 2, 3)), "
        f"{number('amount')}, unit TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '', "
        f"demand TEXT NOT NULL DEFAULT '', deadline TEXT NOT NULL DEFAULT '', {SOURCE})"
    )
    list_tables(db, "entered_finding")
    for column in ("unit", "subject_name"):  # what is settled is told by its amount and name, also when it is gone
        db.execute(f"ALTER TABLE decision ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
