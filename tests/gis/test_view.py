from dataclasses import replace

import numpy as np
import pytest

from core.snapshot import Snapshot
from gis.view import fit, near_others


def test_everything_lies_on_the_paper_of_a_fitted_view(park: Snapshot) -> None:
    view = fit(park, 200.0, 150.0)
    places = view.to_paper(park.actor.point)
    places = places[~np.isnan(places).any(axis=1)]
    assert (places >= 0).all()
    assert (places <= (200.0, 150.0)).all()


def test_a_place_on_the_paper_leads_back_to_its_longitude_and_latitude(park: Snapshot) -> None:
    view = fit(park, 200.0, 150.0)
    x, y = view.to_paper(park.actor.point[:1])[0]
    assert view.to_lonlat(x, y) == pytest.approx(park.actor.point[0].tolist(), abs=1e-9)


def test_zooming_keeps_the_ground_under_the_pointer(park: Snapshot) -> None:
    view = fit(park, 200.0, 150.0)
    assert view.zoomed(3.0, 40.0, 30.0).to_ground(40.0, 30.0) == pytest.approx(view.to_ground(40.0, 30.0))


def test_dragging_moves_the_ground_with_the_paper(park: Snapshot) -> None:
    view = fit(park, 200.0, 150.0)
    assert view.moved(10.0, -5.0).to_ground(60.0, 45.0) == pytest.approx(view.to_ground(50.0, 50.0))


def test_a_view_of_some_firms_is_closer_than_that_of_all(park: Snapshot) -> None:
    some = frozenset(str(uid) for uid in park.actor.uid[:2])
    assert fit(park, 200.0, 150.0, some).scale < fit(park, 200.0, 150.0).scale


def test_one_far_lake_does_not_count_as_part_of_the_cluster() -> None:
    # Nine firms within 1.2 km and a lake 12 km away, as at Kalundborg.
    firms = np.column_stack([np.linspace(0, 1200, 9), np.zeros(9)])
    near = near_others(np.vstack([firms, [[12_000.0, 0.0]]]))
    assert near.tolist() == [True] * 9 + [False]


def test_two_equal_groups_far_apart_both_count() -> None:
    group = np.column_stack([np.linspace(0, 1000, 8), np.zeros(8)])
    assert near_others(np.vstack([group, group + 30_000])).all()


def test_one_far_firm_does_not_choose_the_projection(park: Snapshot) -> None:
    point = park.actor.point.copy()
    point[0] = (87.6, 43.8)
    stray = replace(park, actor=replace(park.actor, point=point))
    assert fit(stray, 200.0, 150.0).projection == fit(park, 200.0, 150.0).projection
