import numpy as np
import pytest

from gis.projections import choose_projection, project, unproject


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (109.60, 23.10, "EPSG:4546"),  # Guigang: 3-degree zone with central meridian 111 E
        (116.40, 39.90, "EPSG:4548"),  # Beijing: 117 E
        (11.09, 55.67, "EPSG:32632"),  # Kalundborg: UTM 32 north
        (-70.65, -33.45, "EPSG:32719"),  # Santiago: UTM 19 south
    ],
)
def test_the_projection_follows_the_place(lon: float, lat: float, crs: str) -> None:
    assert choose_projection(np.array([[lon, lat], [lon + 0.1, lat + 0.1]])).crs == crs


def test_extents_too_wide_for_a_zone_get_an_equal_area_projection() -> None:
    assert "laea" in choose_projection(np.array([[80.0, 30.0], [120.0, 45.0]])).crs


def test_a_degree_of_latitude_is_about_111_km() -> None:
    # Meridian arc at 30.5 N by its series: 111,132.95 - 559.82 cos 61 + 1.18 cos 122 degrees = 110,860.9 m.
    points = np.array([[117.0, 30.0], [117.0, 31.0]])
    low, high = project(choose_projection(points), points)
    assert high[1] - low[1] == pytest.approx(110_860.9, abs=1)


def test_places_come_back_to_their_degrees_and_missing_ones_stay_missing() -> None:
    points = np.array([[116.4, 39.9], [np.nan, np.nan], [117.1, 40.3]])
    projection = choose_projection(points)
    back = unproject(projection, project(projection, points))
    np.testing.assert_allclose(back, points, atol=1e-9)


def test_a_cluster_on_both_sides_of_the_antimeridian_stays_together() -> None:
    points = np.array([[179.98, -16.5], [-179.98, -16.5]])
    metres = project(choose_projection(points), points)
    # 0.04 degrees at 16.5 S are 4.27 km.
    assert float(np.hypot(*(metres[1] - metres[0]))) == pytest.approx(4270, rel=0.01)
