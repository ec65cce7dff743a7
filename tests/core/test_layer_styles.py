"""Styles by which QGIS draws the file's own layers are written with the kept map and undone with it."""

import hashlib
import sqlite3
from contextlib import closing

from core import schema_later
from core.layer_styles import OWN, put_styles
from core.map_layers import KeptLayer, keep_layers
from core.project import Project
from core.text import Text

FOREIGN = (
    "INSERT INTO layer_styles(f_table_name, f_geometry_column, styleName, styleQML, useAsDefault) "
    "VALUES ('actor', 'geom', 'Mine', '<qgis/>', 1)"
)


def styles(project: Project) -> list[tuple[str, str, str, int]]:
    with project.reading() as db:
        query = (
            "SELECT f_table_name, styleName, styleQML, useAsDefault FROM layer_styles ORDER BY f_table_name, styleName"
        )
        return [(str(table), str(name), str(qml), int(default)) for table, name, qml, default in db.execute(query)]


def test_the_styles_come_and_go_with_the_kept_map(project: Project) -> None:
    keep_layers(project, [KeptLayer("links")], {"actor": "<qgis>1</qgis>", "region": "<qgis/>"})
    keep_layers(project, [KeptLayer("links")], {"actor": "<qgis>2</qgis>"})
    assert styles(project) == [("actor", OWN, "<qgis>2</qgis>", 1)]
    project.undo()
    assert styles(project) == [("actor", OWN, "<qgis>1</qgis>", 1), ("region", OWN, "<qgis/>", 1)]
    project.undo()
    assert styles(project) == []


def test_equal_styles_change_nothing(project: Project) -> None:
    for _ in range(2):
        keep_layers(project, [KeptLayer("links")], {"actor": "<qgis/>"})
    assert len([entry for entry in project.history() if not entry.barrier]) == 1


def test_a_style_that_somebody_made_in_qgis_stays_the_default(project: Project) -> None:
    with project.edit(Text("x")) as db:
        db.execute(FOREIGN)
    with project.edit(Text("y")) as db:
        put_styles(db, {"actor": "<qgis>ours</qgis>"})
    assert styles(project) == [("actor", OWN, "<qgis>ours</qgis>", 0), ("actor", "Mine", "<qgis/>", 1)]


def test_the_links_have_typed_columns_so_that_older_gdal_knows_their_system(project: Project) -> None:
    project.close()
    with closing(sqlite3.connect(project.path)) as db:
        kinds = {row[1]: row[2] for row in db.execute("PRAGMA table_info(flow_line)")}
    assert kinds["geom"] == "BLOB"
    assert kinds["OGC_FID"] == "INTEGER"


def test_a_table_of_this_name_that_holds_something_else_is_left_alone() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, colour TEXT)")
        assert not put_styles(db, {"actor": "<qgis/>"})
        assert db.execute("SELECT count(*) FROM layer_styles").fetchone() == (0,)


def test_the_migration_of_styles_keeps_the_statements_of_its_release() -> None:
    told = (schema_later._LAYER_STYLES + schema_later._FLOW_LINE).encode()
    assert hashlib.sha256(told).hexdigest() == "d7dd079d0a2175ebd7b08cb6d38757d9192cfb675f1326848fa658c8b7501ae2"
