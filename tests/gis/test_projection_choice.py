"""The projection of the map can be chosen, and whoever chooses is told how true its lengths are."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from core.errors import UserError
from core.i18n import show
from core.map_projections import kept_projection, with_projection
from core.snapshot import Snapshot
from gis.page_grid import grid_lines
from gis.paint import measure
from gis.picture import draw_sheet, lay_out
from gis.projection_choice import offers, proposal, search_projections, suited
from gis.projection_names import projection_named
from gis.projections import project, unproject
from gis.region_shapes import outline
from gis.view import fit

GUIGANG = np.array([[109.2, 22.8], [109.9, 23.3]])
KALUNDBORG = np.array([[11.08, 55.66], [11.10, 55.68]])


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("高斯 111", "EPSG:4508"),  # the 6-degree zone of CGCS2000 has the lower number of the two
        ("国家2000 3度带 37", "EPSG:4525"),
        ("utm 49n", "EPSG:32649"),
        ("4546", "EPSG:4546"),
        ("阿尔伯斯", "albers"),
        ("墨卡托 pseudo", "EPSG:3857"),
    ],
)
def test_a_system_is_found_by_the_words_of_an_office(words: str, name: str) -> None:
    found, _ = search_projections(words, GUIGANG)
    assert found[0].name == name


def test_the_proposed_zone_is_offered_first_with_its_reason() -> None:
    first, *others = offers(GUIGANG)
    assert first.projection.crs == "EPSG:4546"
    assert "One 3-degree zone carries the 0.7° of longitude" in show(first.why, "en")
    assert {"EPSG:4525", "EPSG:32649", "albers:25:47:105"} <= {offer.name for offer in others}


def test_lengths_are_as_true_as_the_series_of_the_transverse_mercator_says() -> None:
    # 1.8 degrees west of the meridian at 22.8 N: (1.8 pi/180 cos 22.8)^2 / 2 = 0.042 %.
    assert "true to 0.042 %" in show(proposal(GUIGANG).why, "en")


@pytest.mark.parametrize("name", ["EPSG:4509", "EPSG:25832", "2000"])
def test_a_system_made_for_elsewhere_is_refused_with_its_area(name: str) -> None:
    with pytest.raises(UserError) as told:
        suited(name, GUIGANG)
    assert "does not cover the cluster, which lies round 109°33′E, 23°03′N" in show(told.value.sentence, "en")
    assert "proposed is CGCS2000" in show(told.value.advice, "en")


@pytest.mark.parametrize(("name", "words"), [("wgs84", "counts in degrees"), ("EPSG:2225", "does not count in metres")])
def test_a_system_without_metres_is_refused(name: str, words: str) -> None:
    with pytest.raises(UserError) as told:
        projection_named(name)
    assert words in show(told.value.sentence, "en")


@pytest.mark.parametrize("name", ["EPSG:32600", "EPSG:32700"])
def test_a_name_for_all_zones_at_once_is_refused_and_not_found(name: str) -> None:
    with pytest.raises(UserError) as told:
        projection_named(name)
    assert "many zones at once" in show(told.value.sentence, "en")
    assert search_projections(name, GUIGANG) == ([], 0)
    assert search_projections("UTM", GUIGANG)[1] > 100


@pytest.mark.parametrize(
    ("name", "place"), [("EPSG:5513", (14.4, 50.1)), ("EPSG:2065", (14.4, 50.1)), ("EPSG:2048", (19.0, -33.0))]
)
def test_systems_that_count_to_the_south_and_west_would_turn_the_map(name: str, place: tuple[float, float]) -> None:
    with pytest.raises(UserError) as told:
        suited(name, np.array([place]))
    assert "mirrored, or with north more than 45°" in show(told.value.sentence, "en")
    assert suited("EPSG:5514", np.array([(14.4, 50.1)])).crs == "EPSG:5514"  # the same, counted to the east and north


def test_a_system_that_stretches_is_brought_to_the_ground() -> None:
    # On the sphere Mercator stretches by 1 / cos 55.67 = 1.773 (Snyder 1987, p. 41); the ellipsoid takes 0.2 % off.
    projection = suited("EPSG:3857", KALUNDBORG)
    assert projection.stretch == pytest.approx(1.770, abs=0.01)
    low, high = project(projection, np.array([[11.09, 55.67], [11.09, 55.68]]))
    assert float(np.hypot(*(high - low))) == pytest.approx(1113.6, rel=0.005)  # 0.01 degrees of the meridian arc
    np.testing.assert_allclose(unproject(projection, low[None])[0], [11.09, 55.67], atol=1e-9)


def test_albers_keeps_areas() -> None:
    projection = projection_named("albers:25:47:105")
    for lat in (20.0, 36.0, 50.0):
        ring = project(projection, np.array([[100.0, lat], [100.1, lat], [100.1, lat + 0.1], [100.0, lat + 0.1]]))
        x, y = ring.T
        area = abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2
        # A cell of a tenth of a degree on the sphere of equal surface, R 6371.007 km: R^2 dlon (sin top - sin bottom).
        authalic = 6371007.2**2 * np.radians(0.1) * (np.sin(np.radians(lat + 0.1)) - np.sin(np.radians(lat)))
        assert area == pytest.approx(float(authalic), rel=0.005)


def test_the_maps_of_a_project_follow_the_kept_projection(park: Snapshot) -> None:
    usual, chosen = fit(park, 200.0, 150.0), fit(with_projection(park, "albers", 1.0), 200.0, 150.0)
    assert "+proj=aea" in chosen.projection.crs
    assert chosen.scale == pytest.approx(
        usual.scale, rel=0.2
    )  # the park lies 12 degrees off, so it stands 7 degrees askew
    places = chosen.to_paper(park.actor.point)
    assert (places[~np.isnan(places).any(axis=1)] >= 0).all()


def test_a_kept_projection_that_reaches_the_cluster_no_more_is_told(park: Snapshot) -> None:
    lost = with_projection(park, "EPSG:3995", 1.0)  # stereographic round the north pole
    south = replace(lost, actor=replace(lost.actor, point=np.full_like(lost.actor.point, -90.0)))
    drawn = draw_sheet(lay_out(south, [], fit(south, 200.0, 150.0), measure))
    assert any("does not reach the cluster any more" in show(note, "en") for note in drawn.notes)


def test_a_kept_name_for_all_zones_at_once_counts_as_no_choice(park: Snapshot) -> None:
    assert fit(with_projection(park, "EPSG:32600", 1.0), 200.0, 150.0) == fit(park, 200.0, 150.0)


def test_nonsense_that_another_program_kept_counts_as_no_choice(park: Snapshot) -> None:
    assert fit(with_projection(park, "quatsch", 1.0), 200.0, 150.0) == fit(park, 200.0, 150.0)
    assert kept_projection(with_projection(park, "albers", float("nan"))) == ("", 1.0)


def test_kilometres_of_the_grid_are_those_of_the_system(park: Snapshot) -> None:
    stretched = fit(with_projection(park, "EPSG:3857", 1.2), 200.0, 150.0)
    line = next(each for each in grid_lines(stretched, "kilometres") if each.upright)
    easting = float(line.words.replace("\u2009", "").split()[0]) * 1000
    lon, _ = stretched.to_lonlat(float(line.points[0, 0]), 75.0)
    assert easting == pytest.approx(lon * 20037508.34 / 180, abs=1.0)


def test_north_leans_where_the_meridians_of_a_conic_meet(park: Snapshot) -> None:
    view = fit(with_projection(park, "albers", 1.0), 200.0, 150.0)
    lon, _ = view.to_lonlat(*view.middle)
    # The convergence of a conic is n (lon - lon0), n = (sin 25 + sin 47) / 2 = 0.577 on the sphere (Snyder, p. 100).
    assert view.north == pytest.approx(-0.577 * (lon - 105), abs=0.1)


def test_whole_regions_lie_on_the_paper_also_where_north_leans(park: Snapshot) -> None:
    view = fit(with_projection(park, "albers:25:47:60", 1.0), 200.0, 150.0)
    assert abs(view.north) > 20
    for blob in park.region.outline:
        places = view.to_paper(shapely.get_coordinates(outline(blob)))
        assert (places >= 0).all()
        assert (places <= (200.0, 150.0)).all()
