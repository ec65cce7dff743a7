from pathlib import Path

import pytest
import shapely

from core.errors import UserError
from core.i18n import show
from core.imports import import_sheet
from core.outlines import outline_of, point_of
from core.project import Project
from core.sheets import MAP_FILES, Sheet
from gis.geofile_encodings import layer_encodings
from gis.geofiles import DRIVERS, load_layer
from tests.gis.map_files import label, outline, placemark, write_dxf, write_gpx, write_kml, write_kmz

SQUARE = (
    "<Placemark><name>东区</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
    "113,23 113.1,23 113.1,23.1 113,23.1 113,23</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
)
REGION = "<ExtendedData><Data name='region'><value>东区</value></Data></ExtendedData>"
# EPSG:4526 is the 3-degree zone 38 of CGCS2000; a square kilometre there.
CORNERS = ((38_500_000, 2_600_000), (38_501_000, 2_600_000), (38_501_000, 2_601_000), (38_500_000, 2_601_000))


def cells(sheet: Sheet, column: str) -> list[object]:
    return [row[sheet.columns.index(column)] for _, row in sheet.rows]


def told(sheet: Sheet) -> str:
    return " ".join(show(remark, "en") for remark in sheet.remarks)


def test_the_endings_are_named_in_one_place() -> None:
    assert set(DRIVERS) == set(MAP_FILES)


def test_all_folders_of_a_kml_are_one_table(tmp_path: Path, project: Project) -> None:
    firms = f"<Folder><name>企业</name>{placemark('化工厂', 113.05, 23.05, REGION)}</Folder>"
    sheet = load_layer(write_kml(tmp_path / "图.kml", f"{firms}<Folder><name>边界</name>{SQUARE}</Folder>"))
    assert cells(sheet, "folder") == ["企业", "边界"]
    assert cells(sheet, "region") == ["东区", None]
    assert "several kinds of shapes: points (1), areas (1)" in told(sheet)
    taken = import_sheet(project, sheet, "actors")
    assert (taken.imported, taken.rejected) == (1, 1)


def test_a_packed_map_is_read_without_its_pictures(tmp_path: Path) -> None:
    kml = write_kml(tmp_path / "doc.kml", placemark("化工厂", 113.05, 23.05)).read_bytes()
    sheet = load_layer(write_kmz(tmp_path / "图.kmz", {"files/厂.png": b"PNG", "doc.kml": kml, "other.kml": kml}))
    assert point_of(cells(sheet, "geometry")[0]) == (113.05, 23.05)
    assert "further maps other.kml" in told(sheet)
    assert "1 further file in the packed map" in told(sheet)


def test_waypoints_of_a_gpx_are_read_and_its_tracks_told(tmp_path: Path) -> None:
    track = '<trk><name>t</name><trkseg><trkpt lat="23" lon="113"/><trkpt lat="23.1" lon="113"/></trkseg></trk>'
    path = write_gpx(tmp_path / "走航.gpx", f'<wpt lat="23.05" lon="113.05"><name>排放口</name></wpt>{track}')
    sheet = load_layer(path)
    assert point_of(cells(sheet, "geometry")[0]) == (113.05, 23.05)
    assert told(sheet) == "Not read: the layers tracks."
    assert len(load_layer(path, "tracks").rows) == 1


def test_closed_lines_of_a_drawing_are_areas_named_by_the_text_inside(tmp_path: Path, project: Project) -> None:
    path = write_dxf(tmp_path / "红线.dxf", outline("边界", *CORNERS), label("注记", "一期地块", 38_500_400, 2_600_500))
    sheet = load_layer(path, system="EPSG:4526")
    assert cells(sheet, "name") == ["一期地块", "一期地块"]
    assert cells(sheet, "drawing layer") == ["边界", "注记"]
    assert cells(sheet, "area km2") == [pytest.approx(1.0, rel=1e-3), None]
    west, south, *_ = shapely.from_wkb(outline_of(cells(sheet, "geometry")[0])).bounds
    assert (west, south) == pytest.approx((114.0, 23.5008), abs=1e-4)
    taken = import_sheet(project, sheet, "regions")
    assert (taken.imported, taken.rejected) == (1, 1)


def test_a_drawing_needs_its_system_to_be_stated(tmp_path: Path) -> None:
    path = write_dxf(tmp_path / "红线.dxf", outline("边界", *CORNERS))
    with pytest.raises(UserError) as problem:
        load_layer(path)
    assert show(problem.value.sentence, "en") == "红线.dxf does not say its coordinate system."
    assert "EPSG:4528" in show(problem.value.advice, "en")


@pytest.mark.parametrize(
    ("release", "page"), [("AC1015", "ANSI_936"), ("AC1015", "ANSI_1252"), ("AC1015", ""), ("AC1021", "ANSI_1252")]
)
def test_words_of_a_drawing_are_read_whatever_its_code_page_says(tmp_path: Path, release: str, page: str) -> None:
    path = write_dxf(tmp_path / "p.dxf", label("注记", "化工厂", 113, 23), release=release, page=page)
    assert cells(load_layer(path, system="wgs84"), "name") == ["化工厂"]


def test_the_encodings_of_a_drawing_are_shown_with_samples(tmp_path: Path) -> None:
    path = write_dxf(tmp_path / "p.dxf", label("注记", "化工厂", 113, 23), page="ANSI_1252")
    first, *others = layer_encodings(path)
    assert (first.encoding, first.samples[0]) == ("gb18030", "注记")
    assert {reading.encoding for reading in others} == {"utf-8", "big5", "cp1252"}
    assert cells(load_layer(path, system="wgs84", encoding="cp1252"), "name") != ["化工厂"]


def test_curves_of_a_drawing_are_straightened_and_told(tmp_path: Path) -> None:
    circle = [0, "CIRCLE", 100, "AcDbEntity", 8, "储罐", 100, "AcDbCircle", 10, 113, 20, 23, 40, 1]
    sheet = load_layer(write_dxf(tmp_path / "p.dxf", list(circle)), system="wgs84")
    assert "1 curve of the drawing was turned into short straight pieces." in told(sheet)
    assert shapely.from_wkb(outline_of(cells(sheet, "geometry")[0])).area == pytest.approx(3.14, abs=0.01)
    assert cells(sheet, "name") == ["储罐"]
