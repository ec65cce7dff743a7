"""Every table of a project file, as migrations that are never edited after a release.

The file is a GeoPackage: `core.geopackage` makes the container, this module our tables. SQL of SQLite 3.34:
no STRICT, no RETURNING. Numbers are finite or NULL (unknown), never 0 for unknown.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("cluster-atlas")

# Tables whose rows a survey may touch carry a uid; the tables are listed parents first.
USER_TABLES = (
    "source", "region", "region_limit", "commodity", "actor", "actor_alias", "membership", "statistic", "stock",
    "flow", "flow_amount", "emission", "capacity", "initiative", "decision", "scenario", "scenario_action",
    "layer", "layout", "setting", "register", "survey_package", "survey_conflict", "attachment",
    "catalogue_line",
    "year", "year_item", "receipt", "year_edition", "locked_table", "restatement",
    "layer_styles", "transfer_coefficient", "entered_finding",
)  # fmt: skip
FEATURE_TABLES = {"region": ("geom", "MULTIPOLYGON"), "actor": ("geom", "POINT")}
FLOW_VIEW = "flow_line"


def _number(name: str, *, minimum: str = "") -> str:
    """A REAL column that holds a finite number or NULL."""
    lower = minimum if minimum else "-1e300"
    return (
        f"{name} REAL CHECK(typeof({name}) IN ('real','null') AND ({name} IS NULL OR {name} BETWEEN {lower} AND 1e300))"
    )


def _word(name: str, words: str, *, default: str = "") -> str:
    """A text column that holds one of the given words; `default` also says that it may be empty."""
    # Comparisons and not IN: for a list SQLite builds a table anew for every row, 2 of 5 µs of an insert.
    listed = " OR ".join(f"{name} = '{word}'" for word in dict.fromkeys([*words.split(), default]))
    return f"{name} TEXT NOT NULL DEFAULT '{default}' CHECK({listed})"


_UID = "uid TEXT NOT NULL UNIQUE CHECK(length(uid) = 36)"
_ID = "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
_SOURCE = "source_id INTEGER REFERENCES source(id)"
_YEAR = "year INTEGER CHECK(year IS NULL OR year BETWEEN 1000 AND 2999)"
_GRADES = "audited declared surveyed estimate"

TABLES = f"""
CREATE TABLE source (
    {_ID}, {_UID}, title TEXT NOT NULL UNIQUE, publisher TEXT NOT NULL DEFAULT '', date TEXT NOT NULL DEFAULT '',
    file TEXT NOT NULL DEFAULT '', file_hash TEXT NOT NULL DEFAULT '',
    {_word("permitted_use", "public internal aggregate superior", default="internal")}, note TEXT NOT NULL DEFAULT '');

CREATE TABLE region (
    {_ID}, geom BLOB, {_UID}, name TEXT NOT NULL, code TEXT NOT NULL DEFAULT '',
    parent_id INTEGER REFERENCES region(id), level TEXT NOT NULL DEFAULT '', function_zone TEXT NOT NULL DEFAULT '',
    {_number("area_km2", minimum="0")}, note TEXT NOT NULL DEFAULT '', {_SOURCE});

CREATE TABLE region_limit (
    {_ID}, {_UID}, region_id INTEGER NOT NULL REFERENCES region(id), pollutant TEXT NOT NULL, {_YEAR},
    {_word("basis", "target capacity", default="target")}, {_number("value", minimum="0")},
    unit TEXT NOT NULL DEFAULT 't', {_SOURCE});

CREATE TABLE commodity (
    {_ID}, {_UID}, name TEXT NOT NULL UNIQUE,
    {_word("medium", "goods energy water emission information capital technology people", default="goods")},
    code TEXT NOT NULL DEFAULT '', code_edition TEXT NOT NULL DEFAULT '', parent_id INTEGER REFERENCES commodity(id),
    base_unit TEXT NOT NULL DEFAULT '', hazard TEXT NOT NULL DEFAULT '', {_number("temperature")},
    quality TEXT NOT NULL DEFAULT '', {_number("heating_value", minimum="0")}, {_number("carbon", minimum="0")},
    composition TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', {_SOURCE});

CREATE TABLE actor (
    {_ID}, geom BLOB CHECK(geom IS NULL OR length(geom) = 29), {_UID}, name TEXT NOT NULL,
    {
    _word(
        "kind",
        "firm government intermediary research finance association residents cluster environment",
        default="firm",
    )
},
    {_word("role", "producer consumer decomposer treatment")}, source_key TEXT NOT NULL DEFAULT '',
    credit_code TEXT NOT NULL DEFAULT '', industry_code TEXT NOT NULL DEFAULT '',
    {_word("permit_class", "key simplified registered")},
    {_word("status", "running planned proposed suspended ended", default="running")},
    status_date TEXT NOT NULL DEFAULT '', {_word("layer", "core support environment", default="core")},
    region_id INTEGER REFERENCES region(id), {
    _word("point_quality", "surveyed dataset approximate none", default="none")
},
    point_source TEXT NOT NULL DEFAULT '', unclaimed INTEGER NOT NULL DEFAULT 0 CHECK(unclaimed IN (0, 1)),
    note TEXT NOT NULL DEFAULT '', {_SOURCE});
CREATE UNIQUE INDEX actor_credit_code ON actor(credit_code) WHERE credit_code <> '';

CREATE TABLE actor_alias (
    {_ID}, actor_id INTEGER NOT NULL REFERENCES actor(id), name TEXT NOT NULL,
    {_word("kind", "short former alias", default="alias")}, UNIQUE(actor_id, name));

CREATE TABLE membership (
    {_ID}, {_UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), region_id INTEGER NOT NULL REFERENCES region(id),
    {_YEAR}, basis TEXT NOT NULL DEFAULT '', {_SOURCE}, UNIQUE(actor_id, region_id, year));

CREATE TABLE statistic (
    {_ID}, {_UID}, actor_id INTEGER REFERENCES actor(id), region_id INTEGER REFERENCES region(id),
    commodity_id INTEGER REFERENCES commodity(id), item TEXT NOT NULL, {_YEAR}, {_number("value_entered")},
    unit_entered TEXT NOT NULL DEFAULT '', {_number("value")}, unit TEXT NOT NULL DEFAULT '',
    {_number("sd", minimum="0")}, {_word("grade", _GRADES)}, document TEXT NOT NULL DEFAULT '', {_SOURCE},
    note TEXT NOT NULL DEFAULT '', CHECK((actor_id IS NULL) <> (region_id IS NULL)));

CREATE TABLE stock (
    {_ID}, {
    _UID
}, actor_id INTEGER NOT NULL REFERENCES actor(id), commodity_id INTEGER NOT NULL REFERENCES commodity(id),
    {_YEAR}, {_number("opening", minimum="0")}, {_number("closing", minimum="0")},
    {_number("storage_capacity", minimum="0")}, {_SOURCE}, note TEXT NOT NULL DEFAULT '');

CREATE TABLE flow (
    {_ID}, {_UID}, sender_id INTEGER REFERENCES actor(id), receiver_id INTEGER REFERENCES actor(id),
    commodity_id INTEGER NOT NULL REFERENCES commodity(id),
    {
    _word(
        "kind",
        "material product by-product waste utility energy water emission information capital technology people",
        default="material",
    )
},
    since INTEGER, until INTEGER, {_word("status", "running planned proposed ended", default="running")},
    contract TEXT NOT NULL DEFAULT '', {_number("trust", minimum="0")}, note TEXT NOT NULL DEFAULT '', {_SOURCE},
    CHECK(sender_id IS NOT NULL OR receiver_id IS NOT NULL));
CREATE INDEX flow_sender ON flow(sender_id);
CREATE INDEX flow_receiver ON flow(receiver_id);

CREATE TABLE flow_amount (
    {_ID}, {_UID}, flow_id INTEGER NOT NULL REFERENCES flow(id), {_YEAR}, period TEXT NOT NULL DEFAULT '',
    document TEXT NOT NULL DEFAULT '', {
    _word("origin", "sender receiver survey estimate published", default="published")
},
    {_number("value_entered", minimum="0")}, unit_entered TEXT NOT NULL DEFAULT '', {_number("value", minimum="0")},
    {_number("sd", minimum="0")}, {_word("grade", _GRADES)}, {_SOURCE}, note TEXT NOT NULL DEFAULT '');
CREATE INDEX flow_amount_flow ON flow_amount(flow_id);

CREATE TABLE emission (
    {_ID}, {_UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), outlet TEXT NOT NULL DEFAULT '',
    {_word("medium", "water air soil", default="water")}, pollutant TEXT NOT NULL, {_YEAR},
    {_number("mass_entered", minimum="0")}, unit_entered TEXT NOT NULL DEFAULT '', {_number("mass", minimum="0")},
    {_number("concentration", minimum="0")}, {_number("limit_concentration", minimum="0")},
    {_number("permit_mass", minimum="0")}, {_number("exceeding_days", minimum="0")},
    {_word("destination", "direct plant generated", default="direct")}, plant_id INTEGER REFERENCES actor(id),
    not_detected INTEGER NOT NULL DEFAULT 0 CHECK(not_detected IN (0, 1)), {_word("grade", _GRADES)}, {_SOURCE},
    note TEXT NOT NULL DEFAULT '');

CREATE TABLE capacity (
    {_ID}, {
    _UID
}, actor_id INTEGER NOT NULL REFERENCES actor(id), commodity_id INTEGER NOT NULL REFERENCES commodity(id),
    {_number("value_entered", minimum="0")}, unit_entered TEXT NOT NULL DEFAULT '', {_number("value", minimum="0")},
    quality TEXT NOT NULL DEFAULT '', {_number("gate_fee")}, licence TEXT NOT NULL DEFAULT '',
    codes TEXT NOT NULL DEFAULT '', valid_from TEXT NOT NULL DEFAULT '', valid_to TEXT NOT NULL DEFAULT '',
    {_word("proof", "registered papers visited books", default="registered")}, {
    _SOURCE
}, note TEXT NOT NULL DEFAULT '');

CREATE INDEX statistic_actor ON statistic(actor_id);
CREATE INDEX stock_actor ON stock(actor_id);
CREATE INDEX emission_actor ON emission(actor_id);
CREATE INDEX emission_plant ON emission(plant_id);
CREATE INDEX capacity_actor ON capacity(actor_id);

CREATE TABLE initiative (
    {_ID}, {_UID}, name TEXT NOT NULL, task TEXT NOT NULL DEFAULT '', owner TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '', {_number("investment_planned", minimum="0")}, {
    _number("investment_spent", minimum="0")
},
    start TEXT NOT NULL DEFAULT '', completion TEXT NOT NULL DEFAULT '', {_number("progress", minimum="0")},
    savings_planned TEXT NOT NULL DEFAULT '', savings_achieved TEXT NOT NULL DEFAULT '',
    touches TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL DEFAULT '', {_SOURCE});

CREATE TABLE decision (
    {_ID}, {_UID}, rule TEXT NOT NULL, subject_uid TEXT NOT NULL, matter TEXT NOT NULL DEFAULT '', {_YEAR},
    {_word("state", "to_check told disputed corrected kept remedied closed put_off", default="to_check")},
    until TEXT NOT NULL DEFAULT '', {_number("amount")}, person TEXT NOT NULL DEFAULT '', date TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '', {_SOURCE});

CREATE TABLE scenario (
    {_ID}, {
    _UID
}, name TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES scenario(id), parameters TEXT NOT NULL DEFAULT '');
CREATE TABLE scenario_action (
    {_ID}, {_UID}, scenario_id INTEGER NOT NULL REFERENCES scenario(id), position INTEGER NOT NULL,
    action TEXT NOT NULL, parameters TEXT NOT NULL DEFAULT '');

CREATE TABLE layer (
    {_ID}, name TEXT NOT NULL UNIQUE, position INTEGER NOT NULL DEFAULT 0, visible INTEGER NOT NULL DEFAULT 1,
    style TEXT NOT NULL DEFAULT '');
CREATE TABLE layout ({_ID}, name TEXT NOT NULL UNIQUE, content TEXT NOT NULL DEFAULT '');
CREATE TABLE setting ({_ID}, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL DEFAULT '');

CREATE TABLE register (
    {_ID}, {_UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), list TEXT NOT NULL, entry TEXT NOT NULL DEFAULT '',
    document TEXT NOT NULL DEFAULT '', {_YEAR}, valid_to TEXT NOT NULL DEFAULT '', {
    _SOURCE
}, note TEXT NOT NULL DEFAULT '');
CREATE INDEX register_actor ON register(actor_id);

CREATE TABLE survey_package (
    {_ID}, {_UID}, title TEXT NOT NULL, sent TEXT NOT NULL DEFAULT '', returned TEXT NOT NULL DEFAULT '',
    base_revision INTEGER NOT NULL, content TEXT NOT NULL DEFAULT '');
CREATE TABLE survey_conflict (
    {_ID}, {_UID}, package_id INTEGER NOT NULL REFERENCES survey_package(id), table_name TEXT NOT NULL,
    row_uid TEXT NOT NULL, column_name TEXT NOT NULL, base TEXT, ours TEXT, theirs TEXT,
    state TEXT NOT NULL DEFAULT 'open');
CREATE TABLE attachment (
    {_ID}, {
    _UID
}, table_name TEXT NOT NULL, row_uid TEXT NOT NULL, path TEXT NOT NULL, file_hash TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '', {_SOURCE});

CREATE TABLE edit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person TEXT NOT NULL, label TEXT NOT NULL,
    version TEXT NOT NULL, file TEXT NOT NULL DEFAULT '', undoes INTEGER REFERENCES edit(seq),
    barrier INTEGER NOT NULL DEFAULT 0, columns TEXT NOT NULL DEFAULT '');
CREATE TABLE edit_row (
    seq INTEGER NOT NULL, tbl TEXT NOT NULL, id INTEGER NOT NULL, image TEXT, PRIMARY KEY(seq, tbl, id)) WITHOUT ROWID;
CREATE TABLE closing (
    id INTEGER PRIMARY KEY CHECK(id = 1), seq INTEGER NOT NULL, change_counter INTEGER NOT NULL, hashes TEXT NOT NULL);
"""


@migrations()
def m001_tables(db: Database) -> None:
    """The tables of the first release."""
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m002_as_entered(db: Database) -> None:
    """What registers tell of a firm, and its point as it was entered with the system it was entered in."""
    for column in ("industry_edition", "address", "scale", "started", "point_entered", "point_datum"):
        db.execute(f"ALTER TABLE actor ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


@migrations()
def m003_catalogue_lines(db: Database) -> None:
    """An office's own lines of catalogues, and editions newer than those that come with the program."""
    told = ("parent", "name_zh", "name_en", "since", "until", "note")
    texts = ", ".join(f"{column} TEXT NOT NULL DEFAULT ''" for column in told)
    db.execute(
        f"CREATE TABLE catalogue_line ({_ID}, {_UID}, catalogue TEXT NOT NULL, edition TEXT NOT NULL DEFAULT '', "
        f"code TEXT NOT NULL, {texts}, {_SOURCE}, UNIQUE(catalogue, edition, code))"
    )
    _list_tables(db, "catalogue_line")


# Rows are named by table and uid and not by a key, so that a row of a closed year may go without its note going too.
_YEARLY = f"""
CREATE TABLE year (
    {_ID}, year INTEGER NOT NULL UNIQUE CHECK(year BETWEEN 1000 AND 2999),
    {_word("state", "open locked", default="open")},
    opened_at TEXT NOT NULL DEFAULT '', opened_by TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '');
CREATE TABLE year_item (
    {_ID}, year INTEGER NOT NULL, tbl TEXT NOT NULL, row_uid TEXT NOT NULL,
    {_word("state", "to_confirm confirmed left new", default="to_confirm")}, note TEXT NOT NULL DEFAULT '',
    UNIQUE(year, tbl, row_uid));
CREATE TABLE receipt (
    {_ID}, year INTEGER NOT NULL, actor_uid TEXT NOT NULL, form TEXT NOT NULL,
    {_word("state", "waiting received sent_back", default="waiting")}, date TEXT NOT NULL DEFAULT '',
    file TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', UNIQUE(year, actor_uid, form));
CREATE TABLE year_edition (
    {_ID}, year INTEGER NOT NULL, edition INTEGER NOT NULL, title TEXT NOT NULL DEFAULT '',
    project TEXT NOT NULL DEFAULT '', locked_at TEXT NOT NULL, locked_by TEXT NOT NULL DEFAULT '',
    seq INTEGER NOT NULL, hash TEXT NOT NULL, content_hash TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    UNIQUE(year, edition));
CREATE TABLE locked_table (
    {_ID}, edition_id INTEGER NOT NULL REFERENCES year_edition(id), tbl TEXT NOT NULL, columns TEXT NOT NULL,
    count INTEGER NOT NULL, content BLOB NOT NULL, UNIQUE(edition_id, tbl));
CREATE TABLE restatement (
    {_ID}, year INTEGER NOT NULL, edition INTEGER NOT NULL, tbl TEXT NOT NULL, row_uid TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '', field TEXT NOT NULL DEFAULT '', old TEXT NOT NULL DEFAULT '',
    new TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', at TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '');
"""


@migrations()
def m004_yearly_round(db: Database) -> None:
    """The yearly round: years, what is to be confirmed, forms, locked editions with their rows, restatements."""
    for statement in _YEARLY.split(";\n"):
        if statement.strip():
            db.execute(statement)
    _list_tables(db, "year", "year_item", "receipt", "year_edition", "locked_table", "restatement")


@migrations()
def m005_balanced(db: Database) -> None:
    """Of which kinds an actor's account is said to be complete, so that what comes in must go out."""
    words = "goods water energy goods_water goods_energy water_energy all"
    db.execute(f"ALTER TABLE actor ADD COLUMN {_word('balanced', words)}")


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


@migrations()
def m006_layer_styles(db: Database) -> None:
    """Styles by which QGIS draws the file's own layers, and a view of links whose system older GDAL knows too.

    A table of this name that another program made stays as it is; core.layer_styles looks whether it can hold styles.
    """
    db.execute(_LAYER_STYLES)
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (FLOW_VIEW,)).fetchone():
        db.execute(f"DROP VIEW {FLOW_VIEW}")
        db.execute(_FLOW_LINE)
    listed = "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'"
    if db.execute(listed).fetchone() and not db.execute(_LISTED, ("layer_styles",)).fetchone():
        _list_tables(db, "layer_styles")  # QGIS may have made and listed it


@migrations()
def m007_transfer_coefficient(db: Database) -> None:
    """Which share of what comes in to an actor leaves it in a commodity: of a substance, or where empty of the kind."""
    db.execute(
        f"CREATE TABLE transfer_coefficient ({_ID}, {_UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), "
        "substance TEXT NOT NULL DEFAULT '', commodity_id INTEGER NOT NULL REFERENCES commodity(id), "
        f"{_YEAR}, {_number('value', minimum='0')}, {_number('sd', minimum='0')}, {_word('grade', _GRADES)}, "
        f"{_SOURCE}, note TEXT NOT NULL DEFAULT '', CHECK(value IS NULL OR value <= 1))"
    )
    db.execute("CREATE INDEX transfer_coefficient_actor ON transfer_coefficient(actor_id)")
    _list_tables(db, "transfer_coefficient")


@migrations()
def m008_entered_finding(db: Database) -> None:
    """Findings that people enter: of an inspection, a complaint or their own, with number, demand and deadline."""
    db.execute(
        f"CREATE TABLE entered_finding ({_ID}, {_UID}, {_word('kind', 'inspection complaint own', default='own')}, "
        "number TEXT NOT NULL DEFAULT '', subject_table TEXT NOT NULL, subject_uid TEXT NOT NULL, "
        "subject_name TEXT NOT NULL DEFAULT '', "
        f"matter TEXT NOT NULL DEFAULT '', {_YEAR}, severity INTEGER NOT NULL DEFAULT 2 CHECK(severity IN (1, 2, 3)), "
        f"{_number('amount')}, unit TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '', "
        f"demand TEXT NOT NULL DEFAULT '', deadline TEXT NOT NULL DEFAULT '', {_SOURCE})"
    )
    _list_tables(db, "entered_finding")
    for column in ("unit", "subject_name"):  # what is settled is told by its amount and name, also when it is gone
        db.execute(f"ALTER TABLE decision ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


_LISTED = "SELECT 1 FROM gpkg_contents WHERE table_name = ?"


def _list_tables(db: Database, *tables: str) -> None:
    """Let other programs offer tables that an existing project gains; of a new one, creation lists all."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone():
        return
    if db.execute("SELECT 1 FROM gpkg_contents WHERE table_name = 'source'").fetchone():
        query = "INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES (?, 'attributes', ?)"
        for table in tables:
            db.execute(query, (table, table))
