import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from core.errors import UserError
from core.i18n import show
from core.imports import import_sheet
from core.outlines import outline_of, point_of
from core.project import Project
from core.worker import run
from gis.geofiles import DRIVERS, load_layer

SQUARE = shapely.Polygon([(109, 23), (109.1, 23), (109.1, 23.1), (109, 23.1)])
BOW_TIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


def write(path: Path, shapes: list[Any], names: list[str], **options: Any) -> Path:
    """A layer with a column `name`, in degrees of WGS 84 unless told otherwise."""
    kind = options.pop("geometry_type", shapes[0].geom_type)
    pyogrio.raw.write(
        path,
        np.array(shapely.to_wkb(shapes), dtype=object),
        [np.array(names, dtype=object)],
        ["name"],
        geometry_type=kind,
        **{"crs": "EPSG:4326", "driver": DRIVERS[path.suffix], **options},
    )
    return path


def without_encoding(path: Path) -> Path:
    """A Shapefile whose table says nothing of its encoding, as local programs write it."""
    path.with_suffix(".cpg").unlink(missing_ok=True)
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[29] = 0
    table.write_bytes(data)
    return path


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".shp"])
@pytest.mark.usefixtures("cold_start")
def test_outlines_are_read_from_every_kind_of_file(tmp_path: Path, ending: str) -> None:
    sheet = load_layer(write(tmp_path / f"示范园区{ending}", [SQUARE], ["示范园区"]))
    row = dict(zip(sheet.columns, sheet.rows[0][1], strict=True))
    assert row["name"] == "示范园区"
    outline = shapely.from_wkb(outline_of(row["geometry"]))
    assert outline.equals(shapely.MultiPolygon([SQUARE]))
    # 10.24 km by 11.08 km: a tenth of a degree at 23 N on the GRS80 ellipsoid
    assert float(str(row["area km2"])) == pytest.approx(113.5, rel=0.01)


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_a_shapefile_that_hides_its_encoding_is_read_right(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "p.shp", [SQUARE, SQUARE], ["拆除垃圾场", "北区"], encoding=encoding)
    sheet = load_layer(without_encoding(path))
    assert [cells[-1] for _, cells in sheet.rows] == ["拆除垃圾场", "北区"]


def test_coordinates_are_brought_into_the_project_s_system(tmp_path: Path) -> None:
    # EPSG:4546 is the 3-degree zone of 111 E: its middle, 2 600 000 m north of the equator, lies at 23.5 N.
    point = shapely.Point(500_000, 2_600_000)
    sheet = load_layer(write(tmp_path / "p.gpkg", [point], ["A"], crs="EPSG:4546"))
    place = point_of(sheet.rows[0][1][sheet.columns.index("geometry")])
    assert place == pytest.approx((111, 23.5), abs=0.02)


def test_a_layer_is_chosen_by_name_and_the_others_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "p.gpkg", [SQUARE], ["A"], layer="one")
    write(path, [SQUARE, SQUARE], ["B", "C"], layer="two", append=True)
    assert len(load_layer(path, "two").rows) == 2
    assert load_layer(path).remarks[0].values["layers"] == "two"
    with pytest.raises(UserError, match="no layer"):
        load_layer(path, "three")


def test_a_crossed_outline_is_refused_with_its_row_only(tmp_path: Path, project: Project) -> None:
    sheet = load_layer(write(tmp_path / "p.geojson", [SQUARE, BOW_TIE], ["sound", "crossed"]))
    result = import_sheet(project, sheet, "regions")
    assert (result.imported, result.rejected) == (1, 1)
    problem = result.problems[0]
    assert problem.value == "0.5, 0.5"  # where it crosses itself
    assert show(problem.reason, "zh").startswith("边界自相交")
    assert list(project.snapshot().region.name) == ["sound"]


def test_areas_that_are_imported_as_actors_are_told_what_they_could_be(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "p.kml"
    ring = "109,23 110,23 110,24 109,23"
    outline = f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
    mark = f"<Placemark><name>A</name><Polygon>{outline}</Polygon></Placemark>"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{mark}</Document></kml>')
    result = import_sheet(project, load_layer(path), "actors")
    assert [show(problem.reason, "en") for problem in result.problems] == [
        "this is an area and no point; to take areas, import the file as regions"
    ]


def test_points_become_actors(tmp_path: Path, project: Project) -> None:
    sheet = load_layer(write(tmp_path / "p.geojson", [shapely.Point(109.6, 23.1)], ["化工厂"]), srs=project.srs)
    assert import_sheet(project, sheet, "actors").imported == 1
    np.testing.assert_allclose(project.snapshot().actor.point, [(109.6, 23.1)])


def test_degrees_without_a_system_are_told_and_metres_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "p.shp", [SQUARE], ["A"])
    path.with_suffix(".prj").unlink()
    assert "No coordinate system" in load_layer(path).remarks[0].message_id
    metres = write(tmp_path / "m.shp", [shapely.Point(500_000, 2_600_000)], ["A"])
    metres.with_suffix(".prj").unlink()
    with pytest.raises(UserError, match="coordinate system"):
        load_layer(metres)


def test_a_shapefile_without_its_table_names_the_missing_part(tmp_path: Path) -> None:
    path = write(tmp_path / "p.shp", [SQUARE], ["A"])
    path.with_suffix(".dbf").unlink()
    with pytest.raises(UserError) as told:
        load_layer(path)
    assert told.value.sentence.values["parts"] == ".dbf"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.gpkg", b"name,code\nA,1\n"),
        ("text.shp", b"name,code\nA,1\n"),
        ("text.geojson", b"name,code\nA,1\n"),
        ("broken.geojson", b'{"type": "FeatureCollection", "features": ['),
        ("cut.gpkg", b"SQLite format 3\x00" + bytes(200)),
        ("empty.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("map.kml", b"<kml/>"),
    ],
)
def test_what_is_no_layer_is_told_in_a_sentence_that_names_the_file(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as told:
        load_layer(path)
    assert told.value.sentence.values["file"] == name


def test_gdal_is_left_with_the_one_driver_that_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "disguise.geojson"  # GDAL's driver of TopoJSON would open this
    path.write_text(json.dumps({"type": "Topology", "objects": {}}), encoding="utf-8")
    with pytest.raises(UserError, match="no layer"):
        load_layer(path)
    assert run("gis.geofile_reader", "allow_only", ("GPKG",), file=path) == ["GPKG"]


def test_a_project_can_be_read_as_a_layer_without_being_touched(tmp_path: Path, project: Project) -> None:
    import_sheet(project, load_layer(write(tmp_path / "p.geojson", [SQUARE], ["A"])), "regions")
    before = sorted(path.name for path in project.path.parent.iterdir())
    sheet = load_layer(project.path, "region")
    assert sheet.rows[0][1][sheet.columns.index("name")] == "A"
    assert sorted(path.name for path in project.path.parent.iterdir()) == before
