from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from core.errors import UserError
from core.i18n import show
from core.imports import import_sheet
from core.outlines import outline_of, point_of
from core.project import Project
from core.sheet_marks import Mark
from core.sheets import Sheet
from core.text import Text
from gis.coordinates import RAW
from gis.geofiles import load_layer
from gis.locating import locate
from tests.gis.shifted import gcj_from_wgs84
from tests.gis.test_geofiles import write
from tests.gis.test_guessing import DISTRICT, FIRMS, Points, zone


def table(points: Points, columns: tuple[str, str] = ("经度", "纬度")) -> Sheet:
    """48 firms of one district with these coordinates."""
    rows = [(row + 2, (f"企业{row}", "东区", x, y)) for row, (x, y) in enumerate(points.tolist())]
    return Sheet("企业.xlsx", "Sheet1", ("企业名称", "所在区域", *columns), tuple(rows))


def one(*cells: object, columns: tuple[str, ...] = ("name", "lon", "lat")) -> Sheet:
    return Sheet("t.csv", "", columns, ((2, ("甲厂", *cells)),))  # type: ignore[arg-type]


@pytest.fixture
def district(project: Project) -> Project:
    """A project with the district and its outline."""
    sheet = Sheet("区.geojson", "", ("name", "geometry"), ((1, ("东区", shapely.to_wkt(DISTRICT))),))
    import_sheet(project, sheet, "regions")
    return project


def points_of(sheet: Sheet) -> Points:
    lon, lat = sheet.columns.index("lon"), sheet.columns.index("lat")
    return np.array([(cells[lon], cells[lat]) for _, cells in sheet.rows], dtype=np.float64)


def last_two(sheet: Sheet) -> tuple[object, ...]:
    return sheet.rows[0][1][-2:]


def told(remarks: list[object]) -> str:
    return " ".join(show(remark, "en") for remark in remarks)  # type: ignore[arg-type]


def test_points_of_a_web_map_are_found_out_and_shifted_once(district: Project) -> None:
    sheet, _, remarks = locate(table(gcj_from_wgs84(FIRMS)), None, district.snapshot())
    assert points_of(sheet) == pytest.approx(FIRMS, abs=1e-8)
    assert sheet.columns[-2:] == ("point entered", "point datum")
    assert last_two(sheet)[1] == "gcj02"
    assert told(remarks).startswith("Read as GCJ-02")
    assert import_sheet(district, sheet, "actors").imported == 48


def test_points_of_a_web_map_that_are_declared_as_wgs84_are_told_with_the_shift_offered(district: Project) -> None:
    shifted = gcj_from_wgs84(FIRMS)
    sheet, guesses, remarks = locate(table(shifted), "wgs84", district.snapshot())
    assert [cells[2:4] for _, cells in sheet.rows] == [tuple(point) for point in shifted.tolist()]
    assert guesses[0].system.name == "gcj02"
    assert "Read as WGS-84, but they seem to be GCJ-02" in told(remarks)
    assert "state gcj02 as their coordinate system" in told(remarks)


def test_a_declaration_in_the_cells_is_kept_and_doubted_too(district: Project) -> None:
    rows = tuple(
        (row, (f"企业{row}", f"SRID=4326;POINT({x} {y})")) for row, (x, y) in enumerate(gcj_from_wgs84(FIRMS).tolist())
    )
    _, _, remarks = locate(Sheet("f.csv", "", ("name", "geom"), rows), None, district.snapshot())
    assert "state gcj02 as their coordinate system" in told(remarks)


def test_northing_and_easting_of_a_zone_are_found_by_the_region(district: Project) -> None:
    entered = zone(FIRMS, 4526)[:, ::-1]
    sheet, _, remarks = locate(table(entered, ("X坐标", "Y坐标")), None, district.snapshot())
    assert points_of(sheet) == pytest.approx(FIRMS, abs=1e-8)
    assert "columns exchanged" in told(remarks)
    x, y = entered[0].tolist()
    assert last_two(sheet) == (f"{x}, {y}", "EPSG:4526+swapped")


def test_metres_that_nothing_explains_are_asked_about(project: Project) -> None:
    with pytest.raises(UserError) as problem:
        locate(table(zone(FIRMS, 4547), ("x", "y")), None, project.snapshot())
    assert problem.value.code == "no-system"
    assert "EPSG:4534" in show(problem.value.advice, "en")
    assert "--crs" not in show(problem.value.advice, "en")
    sheet, _, _ = locate(table(zone(FIRMS, 4547), ("x", "y")), "4547", project.snapshot())
    assert points_of(sheet) == pytest.approx(FIRMS, abs=1e-8)


def test_plain_degrees_stay_as_they_are(project: Project) -> None:
    sheet, _, remarks = locate(one(113.2, 23.1), None, project.snapshot())
    assert sheet.rows[0][1] == ("甲厂", 113.2, 23.1, "113.2, 23.1", "wgs84")
    assert remarks == []


@pytest.mark.parametrize(
    "cell",
    [
        "POINT(113.2 23.1)",
        "SRID=4490;POINT(113.2 23.1)",
        "SRID=3857;POINT(12601366.35 2644116.43)",
        '{"type": "Point", "coordinates": [113.2, 23.1]}',
        "113.2, 23.1",
        "113°12′0″，23°6′0″",
        shapely.to_wkb(shapely.Point(113.2, 23.1)),
    ],
)
def test_a_column_of_geometries_is_understood_however_it_is_written(project: Project, cell: str | bytes) -> None:
    sheet, _, _ = locate(one(cell, columns=("name", "geom")), None, project.snapshot())
    assert point_of(sheet.rows[0][1][1]) == pytest.approx((113.2, 23.1), abs=1e-6)


def test_a_stated_system_holds_for_outlines_in_text(project: Project) -> None:
    corners = [(38_500_000, 2_600_000), (38_501_000, 2_600_000), (38_501_000, 2_601_000), (38_500_000, 2_601_000)]
    sheet, _, _ = locate(
        one(shapely.to_wkt(shapely.Polygon(corners)), columns=("name", "geom")), "EPSG:4526", project.snapshot()
    )
    outline = shapely.from_wkb(outline_of(sheet.rows[0][1][1]))
    assert pyproj.Geod(ellps="GRS80").geometry_area_perimeter(outline)[0] == pytest.approx(1e6, rel=1e-3)


def test_rows_of_another_system_are_named_and_refused_alone(district: Project) -> None:
    points = FIRMS.copy()
    points[4] = (12_600_000, 2_600_000)
    sheet, _, remarks = locate(table(points), None, district.snapshot())
    assert "of 1 row cannot lie in WGS-84: row 6." in told(remarks)
    result = import_sheet(district, sheet, "actors")
    assert (result.imported, result.rejected, result.problems[0].row) == (47, 1, 6)


def test_marks_for_no_coordinates_are_no_coordinates(district: Project) -> None:
    points = FIRMS.copy()
    points[:2] = -9999
    sheet, _, remarks = locate(table(points), None, district.snapshot())
    assert "2 rows give -9999 for their coordinates and were taken without: rows 2, 3." in told(remarks)
    result = import_sheet(district, sheet, "actors")
    assert (result.imported, result.rejected) == (48, 0)
    assert np.isnan(district.snapshot().actor.point[:2]).all()


def test_points_far_from_the_regions_are_told_with_the_distance(district: Project) -> None:
    points = FIRMS.copy()
    points[7] = (-179.9, 23.1)  # over the antimeridian
    _, _, remarks = locate(table(points), None, district.snapshot())
    assert "1 of 48 points lies outside the regions of the project: row 9" in told(remarks)


def test_a_table_without_coordinates_stays_as_it_is(project: Project) -> None:
    sheet = Sheet("t.csv", "", ("name", "region"), ((2, ("甲厂", "东区")),))
    assert locate(sheet, None, project.snapshot()) == (sheet, [], [])


def layer(folder: Path, points: Points) -> Path:
    """The 48 firms in a map file that says WGS-84."""
    return write(folder / "企业.gpkg", [shapely.Point(point) for point in points], [f"企业{n}" for n in range(48)])


def test_a_map_file_keeps_its_declaration_until_the_reader_takes_the_shift(district: Project, tmp_path: Path) -> None:
    read = load_layer(layer(tmp_path, gcj_from_wgs84(FIRMS)))
    same, guesses, remarks = locate(read, None, district.snapshot())
    assert (same.columns, same.rows) == (read.columns, read.rows)
    assert "state gcj02 as their coordinate system" in told(remarks)
    shifted, _, _ = locate(read, guesses[0].system, district.snapshot())
    place = shifted.columns.index("geometry")
    assert point_of(shifted.rows[0][1][place]) == pytest.approx(FIRMS[0], abs=1e-8)
    assert shifted.columns.count("point datum") == 1
    assert last_two(shifted)[1] == "gcj02"


def test_a_map_file_that_says_nothing_is_read_as_it_is_and_then_found_out(district: Project, tmp_path: Path) -> None:
    points = zone(FIRMS, 4547)
    path = write(tmp_path / "p.shp", [shapely.Point(p) for p in points], [f"企业{n}" for n in range(48)])
    path.with_suffix(".prj").unlink()
    sheet, guesses, _ = locate(load_layer(path, system=RAW), None, district.snapshot())
    assert guesses[0].system.name == "EPSG:4547"
    place = sheet.columns.index("geometry")
    assert point_of(sheet.rows[0][1][place]) == pytest.approx(FIRMS[0], abs=1e-8)
    x, y = points[0].tolist()
    assert last_two(sheet) == (f"{x!r}, {y!r}", "EPSG:4547")


def test_what_was_entered_in_a_map_file_is_kept(tmp_path: Path) -> None:
    sheet = load_layer(write(tmp_path / "p.gpkg", [shapely.Point(500_000, 2_600_000)], ["A"], crs="EPSG:4546"))
    assert last_two(sheet) == ("500000.0, 2600000.0", "EPSG:4546")


def test_an_unknown_system_in_a_cell_costs_its_row_alone(project: Project) -> None:
    rows = tuple(
        (row, (f"企业{row}", cell)) for row, cell in enumerate(("SRID=4326;POINT(1 2)", "SRID=99999;POINT(1 2)"))
    )
    sheet, _, _ = locate(Sheet("f.csv", "", ("name", "geom"), rows), None, project.snapshot())
    result = import_sheet(project, sheet, "actors")
    assert (result.imported, result.rejected) == (1, 1)
    assert "cannot lie in the coordinate system" in show(result.problems[0].reason, "en")


def test_only_marks_for_no_coordinates_are_no_reason_to_stop(project: Project) -> None:
    sheet, guesses, remarks = locate(one(-9999, -9999), None, project.snapshot())
    assert (sheet.rows[0][1], guesses) == (("甲厂", None, None, None, None), [])
    assert "-9999" in told(remarks)


def test_outlines_in_text_get_their_area(project: Project) -> None:
    sheet, _, _ = locate(one(shapely.to_wkt(DISTRICT), columns=("name", "geom")), None, project.snapshot())
    assert sheet.columns[-1] == "area km2"
    assert import_sheet(project, sheet, "regions").imported == 1
    # 0.1 degrees of longitude are 10.25 km at 23.1 N, 0.012 of latitude 1.329 km
    assert project.snapshot().region.area_km2[0] == pytest.approx(10.25 * 1.329, rel=1e-3)


def test_degrees_that_are_said_to_be_metres_are_refused_with_the_systems_that_fit(project: Project) -> None:
    with pytest.raises(UserError) as problem:
        locate(table(FIRMS), "EPSG:4528", project.snapshot())
    assert "are degrees and no metres of" in show(problem.value.sentence, "en")
    assert "wgs84" in show(problem.value.advice, "en")


def test_degrees_among_metres_are_taken_where_they_lie_in_a_region(district: Project) -> None:
    mixed = zone(FIRMS, 4547)
    mixed[4], mixed[5], mixed[6] = FIRMS[4], FIRMS[5, ::-1], (120.5, 31.2)
    sheet, _, remarks = locate(table(mixed), "EPSG:4547", district.snapshot())
    assert "2 rows hold degrees and no metres of" in told(remarks)
    assert "regions and were taken so: rows 6, 7" in told(remarks)
    result = import_sheet(district, sheet, "actors")
    assert (result.imported, result.rejected, result.problems[0].row) == (47, 1, 8)
    assert "lie in no region of the project" in show(result.problems[0].reason, "en")
    actor = district.snapshot().actor
    placed = dict(zip(actor.name, actor.point.tolist(), strict=True))
    for row in (3, 4, 5, 7):
        assert placed[f"企业{row}"] == pytest.approx(FIRMS[row].tolist(), abs=1e-6)
    assert "企业6" not in placed


def test_degrees_among_metres_are_refused_where_no_region_is_drawn(project: Project) -> None:
    mixed = zone(FIRMS, 4547)
    mixed[4] = FIRMS[4]
    sheet, _, _ = locate(table(mixed), "EPSG:4547", project.snapshot())
    result = import_sheet(project, sheet, "actors")
    assert (result.imported, result.rejected, result.problems[0].row) == (47, 1, 6)


def test_an_example_row_is_not_counted_among_those_that_lie_elsewhere(project: Project) -> None:
    metres = np.vstack([FIRMS[:1], zone(FIRMS, 4547)[1:]])
    example = Mark(2, "skipped", "", "", Text("an example"))
    _, _, remarks = locate(replace(table(metres), marks=(example,)), "EPSG:4547", project.snapshot())
    assert "cannot lie in" not in told(remarks)
