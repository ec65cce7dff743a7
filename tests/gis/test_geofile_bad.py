"""Map files as nobody should send them: each is told in a sentence, and what is sound of it is taken."""

import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.sheets import LARGEST_FILE, Sheet
from core.worker import run
from gis.geofile_encodings import layer_encodings
from gis.geofile_shapes import areas_km2
from gis.geofiles import load_layer
from tests.gis.map_files import KML_END, KML_START, placemark, write_dxf, write_gpx, write_kml, write_kmz
from tests.gis.test_geofiles import SQUARE, without_encoding, write

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>&b;</name></Document></kml>'
)
RING = [[109, 23], [109.1, 23], [109.1, 23.1], [109, 23]]


def sentence(path: Path, **options: Any) -> str:
    with pytest.raises(UserError) as told:
        load_layer(path, **options)
    assert told.value.file == str(path)
    return show(told.value.sentence, "en")


def remarks(sheet: Sheet) -> str:
    return " ".join(show(remark, "en") for remark in sheet.remarks)


def geojson(path: Path, *geometries: object) -> Path:
    features = [
        {"type": "Feature", "properties": {"name": f"区{place}"}, "geometry": geometry}
        for place, geometry in enumerate(geometries)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def polygon(*rings: list[list[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def regions(project: Project, path: Path) -> tuple[ImportResult, dict[int, str]]:
    """The result of an import of regions, and the reason by row of what was rejected."""
    result = import_sheet(project, load_layer(path), "regions")
    return result, {problem.row: show(problem.reason, "en") for problem in result.problems}


# C7, C8: disguises and damage


@pytest.mark.parametrize("ending", [".geojson", ".kml", ".kmz", ".gpx", ".dxf", ".gpkg", ".shp"])
def test_a_virtual_layer_in_disguise_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"图{ending}"
    path.write_text('<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>', encoding="utf-8")
    assert sentence(path) == f"图{ending} is not what its ending says."


@pytest.mark.parametrize("ending", [".geojson", ".kml", ".kmz", ".gpx", ".dxf", ".gpkg", ".shp"])
def test_an_empty_file_is_told(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"图{ending}"
    path.touch()
    assert sentence(path) == f"图{ending} is empty: it holds not a single byte."


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_half_a_file_is_told_and_never_half_read(tmp_path: Path, share: float) -> None:
    whole = {
        "a.kml": write_kml(tmp_path / "a.kml", placemark("A", 1, 2) * 50),
        "a.gpx": write_gpx(tmp_path / "a.gpx", '<wpt lat="1" lon="2"/>' * 50),
        "a.geojson": geojson(tmp_path / "a.geojson", *[polygon(RING)] * 50),
        "a.gpkg": write(tmp_path / "a.gpkg", [SQUARE] * 50, ["A"] * 50),
    }
    for path in whole.values():
        data = path.read_bytes()
        path.write_bytes(data[: int(share * len(data))])
        assert path.name in sentence(path)


# C9, C13: packed maps


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = write_kmz(tmp_path / "图.kmz", {"doc.kml": b" " * 50_000_000})
    assert sentence(path) == "图.kmz would unpack to far more than a map holds."


def test_names_in_a_packed_map_lead_nowhere(tmp_path: Path) -> None:
    kml = KML_START + placemark("A", 1, 2) + KML_END
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    path = write_kmz(folder / "图.kmz", {"../../evil.kml": kml, "/abs/../evil2.kml": kml, "C:\\evil3.txt": "x"})
    sheet = load_layer(path)
    assert len(sheet.rows) == 1
    assert "the further maps evil2.kml in the packed file" in remarks(sheet)
    assert sorted(found.name for found in tmp_path.rglob("*")) == ["a", "b", "图.kmz"]


def test_a_packed_map_that_cannot_be_unpacked_is_told(tmp_path: Path) -> None:
    whole = write_kmz(tmp_path / "图.kmz", {"doc.kml": KML_START + KML_END}).read_bytes()
    cut = tmp_path / "cut.kmz"
    cut.write_bytes(whole[:80])
    assert "cannot be unpacked" in sentence(cut)
    locked = bytearray(whole)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + flags] |= 1  # the bit of a password
    cut.write_bytes(locked)
    assert "locked by a password" in sentence(cut)
    assert sentence(write_kmz(tmp_path / "none.kmz", {"a.png": b"x"})).endswith("there is no .kml in it.")
    with zipfile.ZipFile(tmp_path / "many.kmz", "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.kml", "")
    assert "far more than a map holds" in sentence(tmp_path / "many.kmz")


# C11, C12: markup


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_whatever_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "图.kml"
    path.write_bytes(LAUGHS.replace("1.0", f'1.0" encoding="{encoding}', 1).encode(encoding))
    assert sentence(path) == "图.kml declares a document type (DOCTYPE), which a map file never needs."


def test_entities_are_refused_in_packed_maps_and_tracks(tmp_path: Path) -> None:
    assert "(DOCTYPE)" in sentence(write_kmz(tmp_path / "图.kmz", {"doc.kml": LAUGHS}))
    (tmp_path / "图.gpx").write_text(LAUGHS.replace("kml", "gpx"), encoding="utf-8")
    assert "(DOCTYPE)" in sentence(tmp_path / "图.gpx")


def test_links_and_pictures_of_a_map_are_counted_and_not_followed(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/a.kml</href></Link></NetworkLink>"
    icon = "<Style id='s'><IconStyle><Icon><href>http://127.0.0.1:9/i.png</href></Icon></IconStyle></Style>"
    overlay = "<GroundOverlay><Icon><href>a.png</href></Icon></GroundOverlay>"
    sheet = load_layer(write_kml(tmp_path / "图.kml", link + link + icon + overlay + placemark("A", 1, 2)))
    assert "2 links to other maps were not followed" in remarks(sheet)
    assert "1 address of a picture was not opened" in remarks(sheet)
    assert "1 picture laid over the map was not read" in remarks(sheet)
    only = write_kml(tmp_path / "only.kml", link)
    assert sentence(only) == "only.kml holds no points, lines or areas."


# C10 and E17: size


def test_more_than_memory_allows_is_told(tmp_path: Path) -> None:
    path = geojson(tmp_path / "图.geojson", *[polygon(RING)] * 20_000)
    with pytest.raises(UserError) as told:
        run("gis.geofile_reader", "read_layer", (path, "GeoJSON", "", 4490, ""), file=path, memory=330_000_000)
    assert "图.geojson" in show(told.value.sentence, "en")


def test_what_is_larger_than_any_map_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "图.gpkg"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert sentence(path) == "图.gpkg is larger than 500 MB."


def test_a_coast_of_a_hundred_thousand_corners_is_read_whole(tmp_path: Path) -> None:
    angle = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    circle = shapely.Polygon(np.column_stack([109 + np.cos(angle), 23 + np.sin(angle)]))
    sheet = load_layer(write(tmp_path / "图.gpkg", [circle], ["A"]))
    shape = shapely.from_wkb(sheet.rows[0][1][1])
    assert shapely.get_num_coordinates(shape) == 100_001


# E1: encodings


def test_a_table_without_encoding_is_shown_in_each_and_can_be_overridden(tmp_path: Path) -> None:
    path = without_encoding(write(tmp_path / "p.shp", [SQUARE], ["拆除垃圾场"], encoding="GBK"))
    first, *others = layer_encodings(path)
    assert (first.encoding, first.samples, first.flaws) == ("gb18030", ("拆除垃圾场",), 0)
    assert next(reading for reading in others if reading.encoding == "utf-8").flaws == 1
    assert load_layer(path).rows[0][1][-1] == "拆除垃圾场"
    assert load_layer(path, encoding="cp1252").rows[0][1][-1] == "²ð³ýÀ¬»ø³¡"
    path.with_suffix(".cpg").write_text("ISO-8859-1", encoding="ascii")
    assert load_layer(path, encoding="gb18030").rows[0][1][-1] == "拆除垃圾场"
    assert layer_encodings(tmp_path / "p.geojson") == ()


# E3: parts


def test_parts_of_different_editions_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "p.shp", [SQUARE, SQUARE], ["A", "B"])
    other = write(tmp_path / "q.shp", [SQUARE], ["A"])
    path.with_suffix(".dbf").write_bytes(other.with_suffix(".dbf").read_bytes())
    assert sentence(path) == "p.shp has 2 shapes, but its table (.dbf) has 1 rows."


# E4, E9: numbers


def test_metres_declared_as_degrees_are_refused_by_row(tmp_path: Path, project: Project) -> None:
    path = write(tmp_path / "p.gpkg", [shapely.Point(12_600_000, 2_600_000), shapely.Point(113, 23)], ["A", "B"])
    result = import_sheet(project, load_layer(path), "actors")
    assert (result.imported, result.rejected, result.problems[0].row) == (1, 1, 1)
    assert "no longitude and latitude" in show(result.problems[0].reason, "en")


def test_coordinates_that_are_no_numbers_are_refused_by_row(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "p.geojson"
    geojson(path, {"type": "Point", "coordinates": [113, 23]}, {"type": "Point", "coordinates": ["X", 23]})
    path.write_text(path.read_text(encoding="utf-8").replace('"X"', "NaN"), encoding="utf-8")
    result = import_sheet(project, load_layer(path), "actors")
    assert (result.imported, result.rejected) == (1, 1)
    assert "no finite numbers" in show(result.problems[0].reason, "en")


def test_a_stated_system_that_cannot_be_refuses_the_row(tmp_path: Path, project: Project) -> None:
    points = [shapely.Point(38_500_000, 2_600_000), shapely.Point(113, 23)]
    path = write(tmp_path / "p.gpkg", points, ["A", "B"])
    sheet = load_layer(path, system="EPSG:4526")
    assert "The file says WGS 84; it was read as CGCS2000, 3-degree zone 38" in remarks(sheet)
    result = import_sheet(project, sheet, "actors")
    assert (result.imported, result.rejected) == (1, 1)
    assert "cannot lie in the coordinate system that was stated" in show(result.problems[0].reason, "en")


# E7, E8: shapes


def test_only_the_faulty_shapes_are_refused_each_with_its_reason(tmp_path: Path, project: Project) -> None:
    hole = [[110, 24], [110.1, 24], [110.1, 24.1], [110, 24]]
    path = geojson(
        tmp_path / "区.geojson",
        polygon(RING),
        polygon([[109, 23], [109.1, 23.1], [109.1, 23], [109, 23.1], [109, 23]]),
        polygon(RING[:3]),
        polygon(RING, hole),
        {"type": "LineString", "coordinates": [[109, 23]]},
        {"type": "LineString", "coordinates": [[109, 23], [109.1, 23]]},
        polygon([[-179, 23], [179, 23], [179, 24], [-179, 23]]),
        None,
    )
    result, reasons = regions(project, path)
    assert (result.rows, result.imported, result.rejected) == (8, 2, 6)  # a region may have no outline
    assert reasons == {
        2: "the outline crosses itself; mend it in the program that made it",
        3: "the outline is not closed, or has fewer than three corners",
        4: "a hole of the outline lies outside it",
        5: "the shape has too few points",
        6: "this is no outline; a region needs an area",
        7: "the outline spans more than half the earth; it was cut wrongly at 180 degrees of longitude",
    }


def test_bytes_that_make_no_shape_lose_their_row_alone(tmp_path: Path, project: Project) -> None:
    one_point = struct.pack("<BII2d", 1, 2, 1, 109.0, 23.0)
    unclosed = struct.pack("<BIII6d", 1, 3, 1, 3, 109, 23, 109.1, 23, 109.1, 23.1)
    blobs = np.array([shapely.to_wkb(SQUARE), one_point, unclosed], dtype=object)
    names = [np.array(["A", "B", "C"], dtype=object)]
    path = tmp_path / "区.gpkg"
    pyogrio.raw.write(path, blobs, names, ["name"], geometry_type="Unknown", crs="EPSG:4326", driver="GPKG")
    result, reasons = regions(project, path)
    assert (result.imported, sorted(reasons)) == (1, [2, 3])


# E10: areas


@given(st.floats(-60, 60), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_areas_are_those_of_the_ellipsoid(south: float, width: float, height: float) -> None:
    box = shapely.segmentize(shapely.box(110, south, 110 + width, south + height), 0.02)
    flat = shapely.transform(box, lambda p: np.column_stack(CYLINDER.transform(p[:, 0], p[:, 1])))
    (area,) = areas_km2(np.array([box], dtype=object))
    assert area == pytest.approx(flat.area / 1e6, rel=1e-3)


CYLINDER = pyproj.Transformer.from_crs(4326, "+proj=cea +ellps=GRS80", always_xy=True)


@pytest.mark.parametrize(
    ("header", "km2"), [("面积(亩)", 1.0), ("面积（公顷）", 15.0), ("面积(m2)", 0.0015), ("面积", 1500.0)]
)
def test_the_unit_of_an_area_is_understood(project: Project, header: str, km2: float) -> None:
    import_sheet(project, Sheet("区.xlsx", "", ("name", header), ((2, ("东区", 1500)),)), "regions")
    assert project.snapshot().region.area_km2[0] == pytest.approx(km2)


def test_a_unit_that_is_none_of_an_area_is_told(project: Project) -> None:
    result = import_sheet(project, Sheet("区.xlsx", "", ("name", "面积(吨)"), ((2, ("东区", 15)),)), "regions")
    assert "no unit of area" in show(result.problems[0].reason, "en")


# E11: kinds of shapes


def test_shapes_of_several_kinds_are_divided_with_a_count(tmp_path: Path, project: Project) -> None:
    mixed = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}, polygon(RING)]}
    one = {"type": "GeometryCollection", "geometries": [polygon(RING)]}
    path = geojson(tmp_path / "区.geojson", polygon(RING), {"type": "Point", "coordinates": [1, 2, 33]}, mixed, one)
    sheet = load_layer(path)
    assert "several kinds of shapes: areas (2), points (1), shapes of several kinds (1)" in remarks(sheet)
    assert "The heights of 1 shape were left out." in remarks(sheet)
    _, reasons = regions(project, path)
    assert reasons[3] == "the shape is made of points, lines and areas together; divide it"


def test_curves_and_measures_are_flattened_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "区.gpkg", [SQUARE, SQUARE], ["A", "B"], geometry_type="Unknown")
    # A circle of one degree: an arc over (1, 0) and (-1, 0) and back.
    circle = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII10d", 1, 8, 5, 1, 0, 0, 1, -1, 0, 0, -1, 1, 0)
    measured = struct.pack("<BI3d", 1, 2001, 1, 2, 3)
    header = b"GP\x00\x01" + struct.pack("<i", 4326)
    with closing(sqlite3.connect(path)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("UPDATE 区 SET geom = ? WHERE fid = 1", [header + circle])
        db.execute("UPDATE 区 SET geom = ? WHERE fid = 2", [header + measured])
        db.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
        db.commit()
    sheet = load_layer(path)
    assert shapely.from_wkb(sheet.rows[0][1][1]).area == pytest.approx(np.pi, rel=1e-3)
    assert shapely.from_wkb(sheet.rows[1][1][1]).coords[0] == (1, 2)
    assert "Curves were turned into lines" in remarks(sheet)


# E15, E18: columns and names


def test_columns_that_a_tablet_added_are_named_and_lost_ones_missed(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "p.gpkg"
    blobs = np.array([shapely.to_wkb(shapely.Point(113, 23))], dtype=object)
    columns = [np.array([value], dtype=object) for value in ("甲厂", "湿", "x")]
    pyogrio.raw.write(
        path, blobs, columns, ["name", "巡查备注", "Name_1"], geometry_type="Point", crs="EPSG:4326", driver="GPKG"
    )
    result = import_sheet(project, load_layer(path), "actors")
    assert result.imported == 1
    assert {"巡查备注", "Name_1"} <= set(result.unused)
    with pytest.raises(UserError, match="no column for"):
        import_sheet(project, load_layer(write(tmp_path / "q.kml", [shapely.Point(113, 23)], [""])), "flows")


@pytest.mark.parametrize("name", ["select", "Firms", "rtree_a", "a\"b'; DROP TABLE firms;--", "企业 2024", "1"])
def test_layers_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "p.gpkg", [shapely.Point(113, 23)], ["A"], layer="firms_")
    write(path, [shapely.Point(114, 24)], ["B"], layer=name, append=True)
    sheet = load_layer(path, name)
    assert sheet.rows[0][1][sheet.columns.index("name")] == "B"
    assert "firms_" in remarks(load_layer(path)) or name in remarks(load_layer(path))


def test_columns_that_differ_by_case_are_both_told(tmp_path: Path, project: Project) -> None:
    feature = {
        "type": "Feature",
        "properties": {"name": "甲厂", "NAME": "乙厂"},
        "geometry": {"type": "Point", "coordinates": [113, 23]},
    }
    path = tmp_path / "p.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    result = import_sheet(project, load_layer(path), "actors")
    assert result.imported == 1
    assert "NAME" in result.unused


def test_a_binary_drawing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "p.dxf"
    path.write_bytes(b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(100))
    assert "p.dxf" in sentence(path, system="wgs84")
    empty = write_dxf(tmp_path / "q.dxf")
    assert sentence(empty, system="wgs84") == "q.dxf holds no points, lines or areas."
