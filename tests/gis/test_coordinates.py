"""Systems by name and points in them. On its central meridian a zone has the easting 500,000; a degree of latitude
near 23.5 N is 110.75 km, the meridian arc from the equator to there 2,599.911 km on the GRS80 ellipsoid."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.i18n import show
from gis.angles import coordinate_of
from gis.coordinates import FAMILIES, SYSTEMS, WGS84, parse_system, place, unpack

ARC = 2_599_911.3


def placed(x: float, y: float, system: str) -> tuple[float, float]:
    lon, lat = place(np.array([[x, y]]), parse_system(system))[0][0]
    return float(lon), float(lat)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EPSG:4528", "EPSG:4528"),
        ("4528", "EPSG:4528"),
        ("epsg 4326", "wgs84"),
        ("WGS-84", "wgs84"),
        ("GCJ-02", "gcj02"),
        ("高德", "gcj02"),
        ("百度坐标", "bd09"),
        ("国家2000", "EPSG:4490"),
        ("西安80", "EPSG:4610"),
        ("北京54", "EPSG:4214"),
        ("bd09+swapped", "bd09+swapped"),
        ("wgs84+dms", "wgs84+dms"),
        ("25832", "EPSG:25832"),
    ],
)
def test_systems_are_known_by_the_names_of_offices(text: str, name: str) -> None:
    assert parse_system(text).name == name


@pytest.mark.parametrize("text", ["", "火星", "99999", "wgs84+upside", "EPSG:5773"])
def test_what_is_no_system_is_told_with_those_that_are(text: str) -> None:
    with pytest.raises(UserError) as told:
        parse_system(text)
    assert "gcj02" in show(told.value.advice, "en")


def test_the_codes_of_zones_are_those_of_the_epsg_data_set() -> None:
    for family in FAMILIES:
        for offset, number in enumerate(family.numbers):
            crs = pyproj.CRS.from_epsg(family.first + offset)
            zone = f"zone {number}" if family.numbered else f"CM {family.meridian(number)}E"
            assert crs.name.endswith(zone)
            assert ("3-degree" in crs.name) == (family.width == 3)
            assert f"EPSG:{family.first + offset}" in SYSTEMS


@pytest.mark.parametrize(
    ("x", "system"),
    [
        (38_500_000, "4526"),
        (500_000, "4547"),
        (500_000, "4526"),  # the zone number was left out
        (38_500_000, "4547"),  # the zone number was left in
        (38_500_000, "2362"),  # Xian 1980
        (38_500_000, "2414"),  # Beijing 1954
    ],
)
def test_a_zone_is_read_with_and_without_its_number(x: float, system: str) -> None:
    # 1e-3 degrees: the ellipsoids before CGCS2000 have arcs that differ by some 50 m
    assert placed(x, ARC, system) == pytest.approx((114, 23.5), abs=1e-3)


def test_an_easting_of_another_zone_is_no_point() -> None:
    assert np.isnan(placed(39_500_000, ARC, "4526")).all()
    assert np.isnan(placed(39_500_000, ARC, "4547")).all()


def test_old_systems_are_told_to_be_approximate() -> None:
    _, remarks = place(np.array([[38_500_000.0, ARC]]), parse_system("2362"))
    assert show(remarks[0], "en") == "Xian 1980 has no public shift to CGCS2000; the places may be 50-150 m off."


def test_metres_are_never_taken_for_degrees() -> None:
    assert np.isnan(placed(12_600_000, 2_600_000, "wgs84")).all()
    assert placed(12_600_000, 2_600_000, "3857") == pytest.approx((113.1877, 22.7350), abs=1e-4)
    assert np.isnan(placed(38_500_000, 2_600_000, "3857")).all()
    assert np.isnan(placed(113.2, 23.1, "4526")).all()


def test_exchanged_columns_are_put_right() -> None:
    assert placed(23.1, 113.2, "wgs84+swapped") == (113.2, 23.1)
    assert placed(ARC, 38_500_000, "4526+swapped") == pytest.approx((114, 23.5), abs=1e-5)


def test_minutes_and_seconds_may_stand_as_decimals() -> None:
    # 113 + 15/60 + 30/3600 and 23 + 30/60 + 15/3600
    assert placed(113.1530, 23.3015, "wgs84+dms") == pytest.approx((113.2583333, 23.5041667), abs=1e-7)
    assert np.isnan(unpack(np.array([[113.6530, 23.1]]))[0, 0])


def test_a_shift_is_taken_back_in_china_alone() -> None:
    points, remarks = place(np.array([[12.57, 55.68]]), parse_system("gcj02"))
    assert points[0] == pytest.approx((12.57, 55.68))
    assert "outside China" in show(remarks[0], "en")


@given(st.integers(75, 135), st.floats(-1.4, 1.4), st.floats(18, 53))
def test_any_place_in_china_comes_back_from_its_zone(meridian: int, off: float, lat: float) -> None:
    zone = round(meridian / 3)
    lon = 3 * zone + off
    code = 4513 + zone - 25
    x, y = pyproj.Transformer.from_crs(4490, code, always_xy=True).transform(lon, lat)
    assert placed(x, y, str(code)) == pytest.approx((lon, lat), abs=1e-8)


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [
        (113.25, 113.25),
        ("113.25", 113.25),
        ("113°15′30″E", 113.2583333),
        ("东经113度15分30秒", 113.2583333),
        ("113度15分30秒", 113.2583333),
        ("西经3度30分", -3.5),
        ("113 15 30", 113.2583333),
        ("１１３°１５′", 113.25),
        ("113°15.5'", 113.2583333),
        ("S 23°30'", -23.5),
        ("12,600,000.5", 12_600_000.5),
    ],
)
def test_angles_are_read_as_people_write_them(cell: str | float, degrees: float) -> None:
    assert coordinate_of(cell) == pytest.approx(degrees)


@pytest.mark.parametrize("cell", [None, "", "待定", "113°75'", "NaN", float("inf"), b"\x01"])
def test_what_is_no_angle_is_unknown(cell: str | float | bytes | None) -> None:
    assert np.isnan(coordinate_of(cell))


def test_the_title_of_a_zone_says_what_it_is_in_both_languages() -> None:
    assert "3-degree zone 38" in show(parse_system("4526").title, "en")
    assert show(WGS84.title, "en") == "WGS-84"
