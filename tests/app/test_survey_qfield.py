"""QField packets: a project whose layers, forms and relations hold together, and data keyed by uid."""

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.survey_packs import make_packets
from core.base_maps import TILES, BaseMap, put_base_map
from core.fields import FIELDS
from core.project import Project
from core.survey_geopackage import ASKED
from core.survey_order import Order
from core.survey_packet import Manifest
from core.text import Text


@pytest.fixture
def packet(small_cluster: Project, tmp_path: Path) -> tuple[Manifest, Path]:
    """The packet of the six firms for a tablet, unpacked, with tiles as its base map."""
    tiles = tmp_path / "tiles.mbtiles"
    with closing(sqlite3.connect(tiles)) as db:
        db.execute("CREATE TABLE metadata (name, value)")
    with small_cluster.edit(Text("Lay tiles beneath")) as edit:
        put_base_map(edit, BaseMap("Tiles", TILES, str(tiles)))
    (made,) = make_packets(small_cluster, Order("qfield"), tmp_path / "p.zip", "zh")
    folder = tmp_path / "p"
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(folder)
    return made.manifest, folder


def project_of(folder: Path) -> ElementTree.Element:
    with zipfile.ZipFile(folder / "project.qgz") as archive:
        return ElementTree.fromstring(archive.read("project.qgs"))


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in db.execute(f'PRAGMA table_info("{table}")')]


def test_the_data_hold_every_packed_and_every_open_row_by_its_uid(packet: tuple[Manifest, Path]) -> None:
    manifest, folder = packet
    assert set(manifest.files) == {"project.qgz", "data.gpkg", "base.mbtiles", "day.pdf"}
    with closing(sqlite3.connect(folder / "data.gpkg")) as db:
        for table, uids in manifest.tables.items():
            found = {uid for (uid,) in db.execute(f'SELECT uid FROM "{table}"')}
            assert found == {*uids, *manifest.open.get(table, ())}
        amount = db.execute(
            "SELECT value_entered, unit_entered, year, origin FROM flow_amount WHERE origin <> 'survey'"
        )
        assert (40.0, "kt", 2024, "sender") in amount.fetchall()
        linked = "SELECT count(*) FROM flow JOIN actor ON actor.uid = flow.sender_id"
        assert db.execute(linked).fetchone()[0] == len(manifest.tables["flow"]) - 5  # five come from outside
        pages = dict(db.execute("SELECT page, uid FROM actor"))
        assert pages == manifest.pages


def test_every_column_of_the_data_is_a_field_of_the_project(packet: tuple[Manifest, Path]) -> None:
    for table, asked in ASKED.items():
        assert set(asked) <= {field.column for field in FIELDS[table]}
    with closing(sqlite3.connect(packet[1] / "data.gpkg")) as db:
        assert columns(db, "flow") == ["fid", "uid", *ASKED["flow"]]
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone() == (0,)


def test_layers_have_long_ids_relative_paths_and_a_system(packet: tuple[Manifest, Path]) -> None:
    project = project_of(packet[1])
    layers = project.findall("projectlayers/maplayer")
    ids = {layer.findtext("id") for layer in layers}
    assert all(len(id or "") > 10 for id in ids)
    assert ids == {node.get("id") for node in project.findall("layer-tree-group/layer-tree-layer")}
    paths = {layer.findtext("datasource") or "" for layer in layers}
    assert all(path.startswith(("./data.gpkg|layername=", "./base.mbtiles")) for path in paths)
    assert project.findtext("projectCrs/spatialrefsys/authid") == "EPSG:4490"
    assert int(project.findtext("projectCrs/spatialrefsys/srsid") or 0) > 0
    assert project.findtext("properties/Paths/Absolute") == "false"
    assert [layer.findtext("id") for layer in layers][-1] == "survey_layer_base_map"


def test_relations_and_widgets_name_layers_and_columns_that_are_there(packet: tuple[Manifest, Path]) -> None:
    project = project_of(packet[1])
    ids = {layer.findtext("id") for layer in project.findall("projectlayers/maplayer")}
    with closing(sqlite3.connect(packet[1] / "data.gpkg")) as db:
        for relation in project.findall("relations/relation"):
            layer, parent = relation.get("referencingLayer", ""), relation.get("referencedLayer", "")
            assert {layer, parent} <= ids
            reference = relation.find("fieldRef")
            assert reference is not None
            assert reference.get("referencingField") in columns(db, layer.removeprefix("survey_layer_"))
        for layer, widget in widgets(project):
            assert widget.get("name") in columns(db, layer)
    assert len(project.findall("relations/relation")) == 5


def widgets(project: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every widget with the table that it stands for."""
    for layer in project.findall("projectlayers/maplayer"):
        table = (layer.findtext("id") or "").removeprefix("survey_layer_")
        for widget in layer.findall("fieldConfiguration/field"):
            yield table, widget


def test_words_are_shown_in_chinese_and_kept_as_the_project_keeps_them(packet: tuple[Manifest, Path]) -> None:
    (status,) = [
        one for table, one in widgets(project_of(packet[1])) if (table, one.get("name")) == ("actor", "status")
    ]
    words = {one.get("name"): one.get("value") for one in status.iter("Option") if one.get("value")}
    assert words["运行"] == "running"
    (photo,) = [one for _, one in widgets(project_of(packet[1])) if one.get("name") == "photo"]
    assert {one.get("name"): one.get("value") for one in photo.iter("Option")}["RelativeStorage"] == "1"
