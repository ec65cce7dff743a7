"""The table `layer_styles`: styles that a GeoPackage carries and QGIS takes by itself when it opens a layer."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

_TABLE = """
CREATE TABLE IF NOT EXISTS layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
    description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""
_LISTED = "INSERT OR IGNORE INTO gpkg_contents(table_name, data_type, identifier) VALUES (?, 'attributes', ?)"
_STYLE = """
INSERT INTO layer_styles(f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
    styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')
"""


def write_styles(path: Path, styles: Mapping[str, str], title: str) -> None:
    """Put the style (QML) of each layer into a GeoPackage that no other program has open; `title` names the styles."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute(_TABLE)
        db.execute(_LISTED, ("layer_styles", "layer_styles"))
        shapes = dict(db.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        for layer, qml in styles.items():
            db.execute(_STYLE, (layer, shapes[layer], layer, qml, title))
        db.execute("COMMIT")
