"""48 firms on a grid in a district of 0.1 by 0.012 degrees (10 by 1.3 km) at 113.1 E 23.1 N, where the grid of web maps
lies about 550 m east and 270 m south: of the six rows of firms, 0.002 degrees apart, the shift moves one across the
southern border."""

import numpy as np
import pyproj
import pytest
import shapely

from core.i18n import show
from gis.coordinates import Points
from gis.datum import bd_from_gcj
from gis.guessing import Guess, guess_systems, looks_metric
from tests.gis.shifted import gcj_from_wgs84

DISTRICT = shapely.box(113.1, 23.1, 113.2, 23.112)
FIRMS = np.array([(113.105 + 0.0125 * east, 23.101 + 0.002 * north) for north in range(6) for east in range(8)])


def zone(points: Points, code: int) -> Points:
    return np.column_stack(pyproj.Transformer.from_crs(4490, code, always_xy=True).transform(*points.T))


def best(points: Points) -> Guess:
    return guess_systems(points, [DISTRICT])[0]


@pytest.mark.parametrize(
    ("points", "name"),
    [
        (FIRMS, "wgs84"),
        (gcj_from_wgs84(FIRMS), "gcj02"),
        (bd_from_gcj(gcj_from_wgs84(FIRMS)), "bd09"),
        (FIRMS[:, ::-1], "wgs84+swapped"),
        (gcj_from_wgs84(FIRMS)[:, ::-1], "gcj02+swapped"),
        (zone(FIRMS, 4526), "EPSG:4526"),
        (zone(FIRMS, 4526)[:, ::-1], "EPSG:4526+swapped"),
        (zone(FIRMS, 4547), "EPSG:4547"),
        (zone(FIRMS, 4546), "EPSG:4546"),
        (zone(FIRMS, 4497), "EPSG:4497"),
        (zone(FIRMS, 3857), "EPSG:3857"),
    ],
)
def test_the_system_that_puts_most_firms_into_their_region_is_found(points: Points, name: str) -> None:
    guess = best(points)
    assert (guess.system.name, guess.inside, guess.sure) == (name, 48, True)


def test_the_sentence_counts_the_firms_in_both_systems() -> None:
    why = show(best(gcj_from_wgs84(FIRMS)).why, "en")
    assert why.startswith("As GCJ-02 (the grid of Amap and Tencent maps), 48 of 48 points lie inside their region; as ")


def test_minutes_as_decimals_are_found() -> None:
    degrees = np.floor(FIRMS)
    minutes = np.floor((FIRMS - degrees) * 60 + 1e-9)
    seconds = (FIRMS - degrees) * 3600 - 60 * minutes
    assert best(degrees + minutes / 100 + np.round(seconds, 2) / 1e4).system.name == "wgs84+dms"


def test_where_several_systems_do_equally_well_the_simplest_stands_first_and_the_reader_is_asked() -> None:
    inner = FIRMS[(FIRMS[:, 1] > 23.104) & (FIRMS[:, 1] < 23.108)][:3]
    wide = shapely.box(112, 22, 114, 24)
    guess = guess_systems(gcj_from_wgs84(inner), [wide])[0]
    assert (guess.system.name, guess.sure) == ("wgs84", False)
    assert "say which it is" in show(guess.why, "en")


def test_known_points_of_the_same_names_decide_where_regions_cannot() -> None:
    wide = shapely.box(112, 22, 114, 24)
    guess = guess_systems(gcj_from_wgs84(FIRMS), [wide], named=FIRMS)[0]
    assert (guess.system.name, guess.sure, round(guess.distance)) == ("gcj02", True, 0)
    assert "0 m from those that the project knows" in show(guess.why, "en")


def test_each_firm_is_sought_in_the_region_that_it_states() -> None:
    halves = [shapely.box(113.1, 23.1, 113.15, 23.112), shapely.box(113.15, 23.1, 113.2, 23.112)]
    own = np.where(FIRMS[:, 0] < 113.15, 1, 0)  # each in the wrong half
    wrong = guess_systems(FIRMS, halves, own)
    assert next(guess.inside for guess in wrong if guess.system.name == "wgs84") == 0
    assert "No system puts most points" in show(wrong[0].why, "en")
    assert guess_systems(FIRMS, halves, 1 - own)[0].inside == 48


def test_a_zone_number_is_enough_without_any_region() -> None:
    guess = guess_systems(zone(FIRMS, 4526), [])[0]
    assert (guess.system.name, guess.sure, guess.tried) == ("EPSG:4526", True, 0)
    assert not guess_systems(zone(FIRMS, 4547), [])[0].sure


def test_numbers_that_are_no_coordinates_fit_no_system() -> None:
    assert guess_systems(np.array([[5e9, 7e9]]), [DISTRICT]) == []
    assert guess_systems(np.full((3, 2), np.nan), [DISTRICT]) == []


def test_a_local_system_is_tried_outside_china() -> None:
    kalundborg = np.array([(11.08 + 0.001 * n, 55.66) for n in range(9)])
    guess = guess_systems(zone(kalundborg, 32632), [shapely.box(11, 55.6, 11.2, 55.7)])[0]
    assert (guess.system.name, guess.sure) == ("EPSG:32632", True)


def test_a_slip_in_one_of_both_numbers_is_no_coordinate_in_metres() -> None:
    assert [looks_metric(np.array([point])) for point in ((999.0, -5.0), (1131.5, 23.1), (113.1, 231.0))] == [False] * 3
    assert looks_metric(np.array([(435_000.0, 2_556_000.0)]))
    assert looks_metric(np.array([(0.0, 2_556_000.0)]))
    assert looks_metric(np.array([(350.0, 420.0)]))
