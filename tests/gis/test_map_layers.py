"""The exported map holds every drawn link and sign with its look, and QGIS finds the styles where it seeks them."""

import sqlite3
import xml.etree.ElementTree as ElementTree
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import shapely

from core.analysis import analyse
from core.errors import UserError
from core.project import Project
from core.snapshot import Snapshot
from core.table_columns import heading
from gis.drawn_layers import DrawnLayer, drawn_layers
from gis.map_layers import map_view, write_map
from gis.paint import font_family, measure
from gis.picture import lay_out
from gis.view import OFF_AT_FIRST


@pytest.fixture
def snapshot(small_cluster: Project) -> Snapshot:
    return small_cluster.snapshot()


def layers_of(snapshot: Snapshot) -> dict[str, DrawnLayer]:
    sheet = lay_out(snapshot, [], map_view(snapshot, 2024, "en", OFF_AT_FIRST), measure)
    return {layer.name: layer for layer in drawn_layers(sheet)}


def test_every_drawn_link_is_a_line_with_a_head_and_ends_at_its_firms(snapshot: Snapshot) -> None:
    layers = layers_of(snapshot)
    assert len(layers["links"].shapes) == len(layers["arrowheads"].shapes) == 7
    line = shapely.from_wkb(layers["links"].shapes[0])
    sender = layers["links"].columns[heading("flows", "from", "en")][0]
    (row,) = np.flatnonzero(snapshot.actor.name == sender)
    assert shapely.distance(shapely.Point(snapshot.actor.point[row]), line) < 0.002  # degrees: the sign's own radius


def test_the_widths_of_exported_links_stand_in_proportion_to_their_amounts(snapshot: Snapshot) -> None:
    columns = layers_of(snapshot)["links"].columns
    widths = dict(zip(columns["Amount"], columns["width_mm"], strict=True))
    assert float(widths[50000]) / float(widths[40000]) == pytest.approx(1.25, abs=0.01)  # type: ignore[arg-type]


def test_an_arrowhead_to_the_east_is_turned_a_quarter(snapshot: Snapshot) -> None:
    columns = layers_of(snapshot)["arrowheads"].columns
    links = layers_of(snapshot)["links"]
    for uid, angle in zip(columns["uid"], columns["angle"], strict=True):
        line = shapely.from_wkb(links.shapes[links.columns["uid"].index(uid)])
        (x0, y0), (x1, y1) = np.asarray(line.coords)[[-2, -1]]
        straight = np.degrees(np.arctan2((x1 - x0) * np.cos(np.radians(y1)), y1 - y0)) % 360
        assert abs((float(angle) - straight + 180) % 360 - 180) < 12  # type: ignore[arg-type]


def test_the_file_carries_a_style_of_well_formed_xml_for_each_layer(snapshot: Snapshot, tmp_path: Path) -> None:
    file = tmp_path / "地图.gpkg"
    analysis = analyse(snapshot, 2024)
    view = map_view(snapshot, 2024, "zh", OFF_AT_FIRST)
    written = write_map(snapshot, analysis.findings, view, file, 4490, measure, font_family())
    with closing(sqlite3.connect(file)) as db:
        styles = db.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        listed = {name for (name,) in db.execute("SELECT table_name FROM gpkg_contents")}
        rows = sum(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in listed - {"layer_styles"})
    assert {name for name, *_ in styles} | {"layer_styles"} == listed
    assert all(default == 1 and ElementTree.fromstring(qml).tag == "qgis" for _, _, qml, default in styles)
    assert rows == written.rows


def test_a_style_names_only_columns_that_its_layer_has(snapshot: Snapshot, tmp_path: Path) -> None:
    file = tmp_path / "map.gpkg"
    write_map(
        snapshot, [], map_view(snapshot, 2024, "en", OFF_AT_FIRST), file, 4490, measure, font_family()
    )  # fmt: skip
    with closing(sqlite3.connect(file)) as db:
        for layer, qml in db.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall():
            columns = {row[1] for row in db.execute(f'PRAGMA table_info("{layer}")')}
            root = ElementTree.fromstring(qml)
            named = {option.get("value") for option in root.iter("Option") if option.get("name") == "field"}
            named |= {text.get("fieldName") for text in root.iter("text-style")}
            assert named <= columns


def test_a_map_is_written_only_to_a_new_geopackage(snapshot: Snapshot, tmp_path: Path) -> None:
    view = map_view(snapshot, 2024, "en", OFF_AT_FIRST)
    (tmp_path / "park.gpkg").write_bytes(b"a project")
    for name in ("park.gpkg", "map.shp"):
        with pytest.raises(UserError):
            write_map(snapshot, [], view, tmp_path / name, 4490, measure, font_family())
    assert (tmp_path / "park.gpkg").read_bytes() == b"a project"


def test_an_empty_map_is_told_and_leaves_no_file(project: Project, tmp_path: Path) -> None:
    empty = project.snapshot()
    view = map_view(empty, None, "en", OFF_AT_FIRST)
    with pytest.raises(UserError) as refused:
        write_map(empty, [], view, tmp_path / "m.gpkg", 4490, measure, font_family())
    assert "empty" in refused.value.sentence.message_id
    assert not (tmp_path / "m.gpkg").exists()
