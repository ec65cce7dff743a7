"""The table `layer_styles`: styles that a GeoPackage carries and QGIS takes by itself when it opens a layer."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

TABLE = "layer_styles"
TABLE_SQL = """
CREATE TABLE IF NOT EXISTS layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
    description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""
_LISTED = "INSERT OR IGNORE INTO gpkg_contents(table_name, data_type, identifier) VALUES (?, 'attributes', ?)"
_STYLE = """
INSERT INTO layer_styles(f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
    styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '')
"""
_NEEDED = {
    "id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML", "styleSLD",
    "useAsDefault", "description", "owner",
}  # fmt: skip
OWN = "Cluster Atlas"  # the name of the styles that this program writes into a project


def write_styles(path: Path, styles: Mapping[str, str], title: str) -> None:
    """Put the style (QML) of each layer into a GeoPackage that no other program has open; `title` names the styles."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute(TABLE_SQL)
        db.execute(_LISTED, (TABLE, TABLE))
        shapes = _shape_columns(db)
        for layer, qml in styles.items():
            db.execute(_STYLE, (layer, shapes[layer], layer, qml, 1, title))
        db.execute("COMMIT")


def holds_styles(db: sqlite3.Connection) -> bool:
    """Whether the table has the columns of styles; one that another program made for something else is left alone."""
    return {row[1] for row in db.execute("PRAGMA table_info(layer_styles)")} >= _NEEDED


def put_styles(db: sqlite3.Connection, styles: Mapping[str, str]) -> bool:
    """Put the styles of the map in place of those before, inside an edit; styles that somebody made in QGIS stay.

    Where one of these is the default of a layer, it stays that too. False where the table cannot hold styles.
    """
    if not holds_styles(db):
        return False
    shapes = _shape_columns(db)
    known = dict(db.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE styleName = ?", (OWN,)))
    for layer in known.keys() - styles.keys():
        db.execute("DELETE FROM layer_styles WHERE styleName = ? AND f_table_name = ?", (OWN, layer))
    for layer, qml in styles.items():
        if layer in known and qml != known[layer]:
            told = (qml, OWN, layer)
            db.execute("UPDATE layer_styles SET styleQML = ? WHERE styleName = ? AND f_table_name = ?", told)
        elif layer not in known:
            query = "SELECT count(*) FROM layer_styles WHERE f_table_name = ? AND useAsDefault = 1"
            (taken,) = db.execute(query, (layer,)).fetchone()
            db.execute(_STYLE, (layer, shapes[layer], OWN, qml, int(not taken), ""))
    return True


def _shape_columns(db: sqlite3.Connection) -> dict[str, str]:
    """The column of the shapes by layer."""
    return dict(db.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
