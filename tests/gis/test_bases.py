"""Base maps lie beneath everything at their true place; what cannot be drawn, or may not be printed, is told."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.base_maps import COAST, OUTLINES, PICTURE, WATERS, BaseMap
from core.errors import UserError
from gis import china_outlines
from gis.bases import credits, permitted, underlay
from gis.coast import _lines, coast_lines, lake_rings, river_lines
from gis.imagery import Pixels, sheet_picture
from gis.palette import palette
from gis.projections import choose_projection, project, unproject
from gis.scene import Raster, Shape
from gis.view import View
from gis.world_file import open_sheet

PARK = np.array([[113.6, 23.1]])
KALUNDBORG = np.array([[11.09, 55.68]])


def view_of(place: np.ndarray, metres_per_mm: float) -> View:
    projection = choose_projection(place)
    x, y = project(projection, place)[0]
    return View(projection, (float(x), float(y)), metres_per_mm, 100.0, 80.0, sharpness=2.0)


def chequered(_packed: bytes) -> Pixels:
    """A picture of 40 x 40 pixels whose left half is red and whose right half is blue."""
    pixels = np.zeros((40, 40, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    pixels[:, :20, 0], pixels[:, 20:, 2] = 200, 200
    return pixels


def sheet_at(folder: Path, west: float, north: float, size: float) -> Path:
    """A scanned map of 40 x 40 pixels that spans `size` degrees from its north-western corner."""
    step = size / 40
    (folder / "sheet.png").write_bytes(b"read by the test's own decoder")
    numbers = (step, 0, 0, -step, west + step / 2, north - step / 2)
    (folder / "sheet.pgw").write_text("\n".join(map(str, numbers)), encoding="ascii")
    return folder / "sheet.png"


def test_a_scanned_map_lies_where_its_world_file_says(tmp_path: Path) -> None:
    view = view_of(PARK, 20.0)  # 2 km x 1.6 km
    sheet = open_sheet(sheet_at(tmp_path, 113.55, 23.15, 0.1), "EPSG:4490")
    drawn = sheet_picture(view, sheet, chequered)
    assert drawn.shape == (160, 200, 4)
    assert drawn[80, 60, 0] == 200  # a little west of the middle meridian: red
    assert drawn[80, 140, 2] == 200  # a little east of it: blue


def test_outside_a_scanned_map_the_paper_stays_clear(tmp_path: Path) -> None:
    sheet = open_sheet(sheet_at(tmp_path, 100.0, 30.0, 0.1), "EPSG:4490")
    assert not sheet_picture(view_of(PARK, 20.0), sheet, chequered)[..., 3].any()


def test_a_picture_without_world_file_is_refused_with_the_ending_that_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "map.jpg").write_bytes(b"")
    with pytest.raises(UserError) as refused:
        open_sheet(tmp_path / "map.jpg", "EPSG:4490")
    assert refused.value.advice.values == {"ending": ".jgw"}


def test_a_base_map_that_is_gone_is_told_and_the_others_are_drawn(tmp_path: Path) -> None:
    bases = (
        BaseMap("gone", "tiles", str(tmp_path / "gone.mbtiles")),
        BaseMap("sheet", PICTURE, str(sheet_at(tmp_path, 113.55, 23.15, 0.1)), "EPSG:4490"),
    )
    made = underlay(replace(view_of(PARK, 20.0), bases=bases), palette(), chequered)
    assert [type(mark) for mark in made.marks] == [Raster]
    assert [note.values["name"] for note in made.notes] == ["gone"]


def test_coast_is_drawn_on_small_scales_only_and_never_within_china() -> None:
    assert coast_lines(view_of(KALUNDBORG, 20.0)) == []
    assert coast_lines(view_of(KALUNDBORG, 5000.0))
    assert coast_lines(view_of(PARK, 5000.0)) == []


@pytest.mark.parametrize("kind", ["coast", "lakes", "rivers"])
def test_no_point_of_coast_lakes_and_rivers_lies_in_the_extent_of_china(kind: str) -> None:
    lon, lat = _lines(kind)[0].T
    assert not ((lon > 73) & (lon < 136) & (lat > 3) & (lat < 54)).any()


@pytest.mark.parametrize("kind", ["coast", "lakes", "rivers"])
def test_no_line_leaps_over_land_or_sea(kind: str) -> None:
    points, starts = _lines(kind)
    east, north = np.diff(points, axis=0).T
    steps = np.hypot(east * np.cos(np.radians(points[:-1, 1])), north)
    steps[starts[1:-1] - 1] = 0.0  # from the end of a line to the beginning of the next
    assert steps.max() < 1.5


def test_the_coast_of_denmark_runs_past_kalundborg() -> None:
    view = view_of(KALUNDBORG, 2000.0)
    nearest = min(float(np.hypot(*(line - view.middle).T).min()) for line in coast_lines(view))
    assert nearest * 2.0 < 15.0  # km: the town lies on its fjord


def test_the_nile_runs_past_cairo_and_lake_victoria_is_filled() -> None:
    cairo = view_of(np.array([[31.23, 30.05]]), 2000.0)
    nearest = min(float(np.hypot(*(line - cairo.middle).T).min()) for line in river_lines(cairo))
    assert nearest * 2.0 < 10.0  # km
    lake = replace(view_of(np.array([[33.0, -1.0]]), 9000.0), bases=(BaseMap("waters", WATERS),))
    shores = [mark for mark in underlay(lake, palette(), chequered).marks if isinstance(mark, Shape) and mark.fill]
    assert [mark.fill for mark in shores] == [palette().water_area]
    assert shores[0].path.commands.endswith("Z")


def test_lakes_and_rivers_stay_away_from_large_scales_and_from_china() -> None:
    assert river_lines(view_of(KALUNDBORG, 20.0)) == lake_rings(view_of(KALUNDBORG, 20.0)) == []
    assert river_lines(view_of(PARK, 5000.0)) == lake_rings(view_of(PARK, 5000.0)) == []


def test_county_outlines_are_brought_from_the_shifted_grid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    square = [[113.5, 23.0], [113.7, 23.0], [113.7, 23.2], [113.5, 23.2], [113.5, 23.0]]
    for code in ("440000", "440100", "440113"):
        told = {"type": "Polygon", "coordinates": [square]}
        (tmp_path / f"{code}.geojson").write_text(json.dumps(told), encoding="utf-8")
    monkeypatch.setattr("gis.bases.folder", lambda: tmp_path)
    view = replace(view_of(PARK, 500.0), bases=(BaseMap("counties", OUTLINES),))
    made = underlay(view, palette(), chequered)
    assert len(made.marks) == 1
    assert isinstance(made.marks[0], Shape)
    corner = unproject(view.projection, np.array([view.to_ground(*made.marks[0].path.points[0])]))[0]
    moved = np.diff(project(view.projection, np.array([corner, square[0]])), axis=0)[0]
    assert 300 < np.hypot(*moved) < 800  # metres between the two grids in the Pearl River delta


def test_without_the_optional_package_the_outlines_are_told_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(china_outlines, "PACKAGE", "no_such_package")
    view = replace(view_of(PARK, 500.0), bases=(BaseMap("counties", OUTLINES),))
    assert china_outlines.folder() is None
    monkeypatch.setattr("gis.bases.folder", china_outlines.folder)
    assert len(underlay(view, palette(), chequered).notes) == 1


def test_a_public_page_shows_only_base_maps_with_a_review_number(tmp_path: Path) -> None:
    (tmp_path / "b.mbtiles").touch()
    bases = (
        BaseMap("own", "tiles", "a.mbtiles"),
        BaseMap("reviewed", "tiles", str(tmp_path / "b.mbtiles"), review="GS(2024)0650"),
        BaseMap("coast", COAST),
        BaseMap("counties", OUTLINES, review="GS(2024)0650"),
    )
    shown, said = permitted(bases, True)
    assert [base.name for base in shown] == ["reviewed", "coast"]
    assert [text.values["name"] for text in said] == ["own", "counties"]
    assert permitted(bases, False) == (bases, ())
    assert [text.values["number"] for text in credits(shown, 2e6)] == ["GS(2024)0650", ""]
