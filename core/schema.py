"""The tables of a project file, as migrations that are never edited after a release; the first three of them.

The file is a GeoPackage: `core.geopackage` makes the container, this module our tables. SQL of SQLite 3.34:
no STRICT, no RETURNING. Numbers are finite or NULL (unknown), never 0 for unknown. `core.migrations` lists all.
"""

from sqlite_utils import Database

from core.schema_columns import GRADES, ID, SOURCE, UID, YEAR, list_tables, number, word

# Tables whose rows a survey may touch carry a uid; the tables are listed parents first.
USER_TABLES = (
    "source", "region", "region_limit", "commodity", "actor", "actor_alias", "membership", "statistic", "stock",
    "flow", "flow_amount", "emission", "capacity", "initiative", "decision", "scenario", "scenario_action",
    "layer", "layout", "setting", "register", "survey_package", "survey_conflict", "survey_return", "attachment",
    "catalogue_line",
    "year", "year_item", "receipt", "year_edition", "locked_table", "restatement",
    "layer_styles", "transfer_coefficient", "entered_finding", "rule_line",
    "own_quantity", "own_indicator", "indicator_target",
    "capacity_proof",
    "finding_link", "figure_correction", "standard_limit",
)  # fmt: skip
FEATURE_TABLES = {"region": ("geom", "MULTIPOLYGON"), "actor": ("geom", "POINT")}
FLOW_VIEW = "flow_line"


TABLES = f"""
CREATE TABLE source (
    {ID}, {UID}, title TEXT NOT NULL UNIQUE, publisher TEXT NOT NULL DEFAULT '', date TEXT NOT NULL DEFAULT '',
    file TEXT NOT NULL DEFAULT '', file_hash TEXT NOT NULL DEFAULT '',
    {word("permitted_use", "public internal aggregate superior", default="internal")}, note TEXT NOT NULL DEFAULT '');

CREATE TABLE region (
    {ID}, geom BLOB, {UID}, name TEXT NOT NULL, code TEXT NOT NULL DEFAULT '',
    parent_id INTEGER REFERENCES region(id), level TEXT NOT NULL DEFAULT '', function_zone TEXT NOT NULL DEFAULT '',
    {number("area_km2", minimum="0")}, note TEXT NOT NULL DEFAULT '', {SOURCE});

CREATE TABLE region_limit (
    {ID}, {UID}, region_id INTEGER NOT NULL REFERENCES region(id), pollutant TEXT NOT NULL, {YEAR},
    {word("basis", "target capacity", default="target")}, {number("value", minimum="0")},
    unit TEXT NOT NULL DEFAULT 't', {SOURCE});

CREATE TABLE commodity (
    {ID}, {UID}, name TEXT NOT NULL UNIQUE,
    {word("medium", "goods energy water emission information capital technology people", default="goods")},
    code TEXT NOT NULL DEFAULT '', code_edition TEXT NOT NULL DEFAULT '', parent_id INTEGER REFERENCES commodity(id),
    base_unit TEXT NOT NULL DEFAULT '', hazard TEXT NOT NULL DEFAULT '', {number("temperature")},
    quality TEXT NOT NULL DEFAULT '', {number("heating_value", minimum="0")}, {number("carbon", minimum="0")},
    composition TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', {SOURCE});

CREATE TABLE actor (
    {ID}, geom BLOB CHECK(geom IS NULL OR length(geom) = 29), {UID}, name TEXT NOT NULL,
    {
    word(
        "kind",
        "firm government intermediary research finance association residents cluster environment",
        default="firm",
    )
},
    {word("role", "producer consumer decomposer treatment")}, source_key TEXT NOT NULL DEFAULT '',
    credit_code TEXT NOT NULL DEFAULT '', industry_code TEXT NOT NULL DEFAULT '',
    {word("permit_class", "key simplified registered")},
    {word("status", "running planned proposed suspended ended", default="running")},
    status_date TEXT NOT NULL DEFAULT '', {word("layer", "core support environment", default="core")},
    region_id INTEGER REFERENCES region(id), {
    word("point_quality", "surveyed dataset approximate none", default="none")
},
    point_source TEXT NOT NULL DEFAULT '', unclaimed INTEGER NOT NULL DEFAULT 0 CHECK(unclaimed IN (0, 1)),
    note TEXT NOT NULL DEFAULT '', {SOURCE});
CREATE UNIQUE INDEX actor_credit_code ON actor(credit_code) WHERE credit_code <> '';

CREATE TABLE actor_alias (
    {ID}, actor_id INTEGER NOT NULL REFERENCES actor(id), name TEXT NOT NULL,
    {word("kind", "short former alias", default="alias")}, UNIQUE(actor_id, name));

CREATE TABLE membership (
    {ID}, {UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), region_id INTEGER NOT NULL REFERENCES region(id),
    {YEAR}, basis TEXT NOT NULL DEFAULT '', {SOURCE}, UNIQUE(actor_id, region_id, year));

CREATE TABLE statistic (
    {ID}, {UID}, actor_id INTEGER REFERENCES actor(id), region_id INTEGER REFERENCES region(id),
    commodity_id INTEGER REFERENCES commodity(id), item TEXT NOT NULL, {YEAR}, {number("value_entered")},
    unit_entered TEXT NOT NULL DEFAULT '', {number("value")}, unit TEXT NOT NULL DEFAULT '',
    {number("sd", minimum="0")}, {word("grade", GRADES)}, document TEXT NOT NULL DEFAULT '', {SOURCE},
    note TEXT NOT NULL DEFAULT '', CHECK((actor_id IS NULL) <> (region_id IS NULL)));

CREATE TABLE stock (
    {ID}, {UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), commodity_id INTEGER NOT NULL REFERENCES commodity(id),
    {YEAR}, {number("opening", minimum="0")}, {number("closing", minimum="0")},
    {number("storage_capacity", minimum="0")}, {SOURCE}, note TEXT NOT NULL DEFAULT '');

CREATE TABLE flow (
    {ID}, {UID}, sender_id INTEGER REFERENCES actor(id), receiver_id INTEGER REFERENCES actor(id),
    commodity_id INTEGER NOT NULL REFERENCES commodity(id),
    {
    word(
        "kind",
        "material product by-product waste utility energy water emission information capital technology people",
        default="material",
    )
},
    since INTEGER, until INTEGER, {word("status", "running planned proposed ended", default="running")},
    contract TEXT NOT NULL DEFAULT '', {number("trust", minimum="0")}, note TEXT NOT NULL DEFAULT '', {SOURCE},
    CHECK(sender_id IS NOT NULL OR receiver_id IS NOT NULL));
CREATE INDEX flow_sender ON flow(sender_id);
CREATE INDEX flow_receiver ON flow(receiver_id);

CREATE TABLE flow_amount (
    {ID}, {UID}, flow_id INTEGER NOT NULL REFERENCES flow(id), {YEAR}, period TEXT NOT NULL DEFAULT '',
    document TEXT NOT NULL DEFAULT '', {
    word("origin", "sender receiver survey estimate published", default="published")
},
    {number("value_entered", minimum="0")}, unit_entered TEXT NOT NULL DEFAULT '', {number("value", minimum="0")},
    {number("sd", minimum="0")}, {word("grade", GRADES)}, {SOURCE}, note TEXT NOT NULL DEFAULT '');
CREATE INDEX flow_amount_flow ON flow_amount(flow_id);

CREATE TABLE emission (
    {ID}, {UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), outlet TEXT NOT NULL DEFAULT '',
    {word("medium", "water air soil", default="water")}, pollutant TEXT NOT NULL, {YEAR},
    {number("mass_entered", minimum="0")}, unit_entered TEXT NOT NULL DEFAULT '', {number("mass", minimum="0")},
    {number("concentration", minimum="0")}, {number("limit_concentration", minimum="0")},
    {number("permit_mass", minimum="0")}, {number("exceeding_days", minimum="0")},
    {word("destination", "direct plant generated", default="direct")}, plant_id INTEGER REFERENCES actor(id),
    not_detected INTEGER NOT NULL DEFAULT 0 CHECK(not_detected IN (0, 1)), {word("grade", GRADES)}, {SOURCE},
    note TEXT NOT NULL DEFAULT '');

CREATE TABLE capacity (
    {ID}, {UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), commodity_id INTEGER NOT NULL REFERENCES commodity(id),
    {number("value_entered", minimum="0")}, unit_entered TEXT NOT NULL DEFAULT '', {number("value", minimum="0")},
    quality TEXT NOT NULL DEFAULT '', {number("gate_fee")}, licence TEXT NOT NULL DEFAULT '',
    codes TEXT NOT NULL DEFAULT '', valid_from TEXT NOT NULL DEFAULT '', valid_to TEXT NOT NULL DEFAULT '',
    {word("proof", "registered papers visited books", default="registered")}, {SOURCE}, note TEXT NOT NULL DEFAULT '');

CREATE INDEX statistic_actor ON statistic(actor_id);
CREATE INDEX stock_actor ON stock(actor_id);
CREATE INDEX emission_actor ON emission(actor_id);
CREATE INDEX emission_plant ON emission(plant_id);
CREATE INDEX capacity_actor ON capacity(actor_id);

CREATE TABLE initiative (
    {ID}, {UID}, name TEXT NOT NULL, task TEXT NOT NULL DEFAULT '', owner TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '', {number("investment_planned", minimum="0")}, {
    number("investment_spent", minimum="0")
},
    start TEXT NOT NULL DEFAULT '', completion TEXT NOT NULL DEFAULT '', {number("progress", minimum="0")},
    savings_planned TEXT NOT NULL DEFAULT '', savings_achieved TEXT NOT NULL DEFAULT '',
    touches TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL DEFAULT '', {SOURCE});

CREATE TABLE decision (
    {ID}, {UID}, rule TEXT NOT NULL, subject_uid TEXT NOT NULL, matter TEXT NOT NULL DEFAULT '', {YEAR},
    {word("state", "to_check told disputed corrected kept remedied closed put_off", default="to_check")},
    until TEXT NOT NULL DEFAULT '', {number("amount")}, person TEXT NOT NULL DEFAULT '', date TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '', {SOURCE});

CREATE TABLE scenario (
    {ID}, {
    UID
}, name TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES scenario(id), parameters TEXT NOT NULL DEFAULT '');
CREATE TABLE scenario_action (
    {ID}, {UID}, scenario_id INTEGER NOT NULL REFERENCES scenario(id), position INTEGER NOT NULL,
    action TEXT NOT NULL, parameters TEXT NOT NULL DEFAULT '');

CREATE TABLE layer (
    {ID}, name TEXT NOT NULL UNIQUE, position INTEGER NOT NULL DEFAULT 0, visible INTEGER NOT NULL DEFAULT 1,
    style TEXT NOT NULL DEFAULT '');
CREATE TABLE layout ({ID}, name TEXT NOT NULL UNIQUE, content TEXT NOT NULL DEFAULT '');
CREATE TABLE setting ({ID}, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL DEFAULT '');

CREATE TABLE register (
    {ID}, {UID}, actor_id INTEGER NOT NULL REFERENCES actor(id), list TEXT NOT NULL, entry TEXT NOT NULL DEFAULT '',
    document TEXT NOT NULL DEFAULT '', {YEAR}, valid_to TEXT NOT NULL DEFAULT '', {
    SOURCE
}, note TEXT NOT NULL DEFAULT '');
CREATE INDEX register_actor ON register(actor_id);

CREATE TABLE survey_package (
    {ID}, {UID}, title TEXT NOT NULL, sent TEXT NOT NULL DEFAULT '', returned TEXT NOT NULL DEFAULT '',
    base_revision INTEGER NOT NULL, content TEXT NOT NULL DEFAULT '');
CREATE TABLE survey_conflict (
    {ID}, {UID}, package_id INTEGER NOT NULL REFERENCES survey_package(id), table_name TEXT NOT NULL,
    row_uid TEXT NOT NULL, column_name TEXT NOT NULL, base TEXT, ours TEXT, theirs TEXT,
    state TEXT NOT NULL DEFAULT 'open');
CREATE TABLE attachment (
    {ID}, {
    UID
}, table_name TEXT NOT NULL, row_uid TEXT NOT NULL, path TEXT NOT NULL, file_hash TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '', {SOURCE});

CREATE TABLE edit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, person TEXT NOT NULL, label TEXT NOT NULL,
    version TEXT NOT NULL, file TEXT NOT NULL DEFAULT '', undoes INTEGER REFERENCES edit(seq),
    barrier INTEGER NOT NULL DEFAULT 0, columns TEXT NOT NULL DEFAULT '');
CREATE TABLE edit_row (
    seq INTEGER NOT NULL, tbl TEXT NOT NULL, id INTEGER NOT NULL, image TEXT, PRIMARY KEY(seq, tbl, id)) WITHOUT ROWID;
CREATE TABLE closing (
    id INTEGER PRIMARY KEY CHECK(id = 1), seq INTEGER NOT NULL, change_counter INTEGER NOT NULL, hashes TEXT NOT NULL);
"""


def m001_tables(db: Database) -> None:
    """The tables of the first release."""
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


def m002_as_entered(db: Database) -> None:
    """What registers tell of a firm, and its point as it was entered with the system it was entered in."""
    for column in ("industry_edition", "address", "scale", "started", "point_entered", "point_datum"):
        db.execute(f"ALTER TABLE actor ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


def m003_catalogue_lines(db: Database) -> None:
    """An office's own lines of catalogues, and editions newer than those that come with the program."""
    told = ("parent", "name_zh", "name_en", "since", "until", "note")
    texts = ", ".join(f"{column} TEXT NOT NULL DEFAULT ''" for column in told)
    db.execute(
        f"CREATE TABLE catalogue_line ({ID}, {UID}, catalogue TEXT NOT NULL, edition TEXT NOT NULL DEFAULT '', "
        f"code TEXT NOT NULL, {texts}, {SOURCE}, UNIQUE(catalogue, edition, code))"
    )
    list_tables(db, "catalogue_line")
