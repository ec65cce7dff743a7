import numpy as np
import pytest

from gis.routing import route, widest_gap


def rows(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_a_link_goes_round_a_sign_that_it_does_not_serve() -> None:
    # The third sign stands where the first bend of 0.16 would pass: 8 mm above the middle of 100 mm.
    places = np.array([[0.0, 0.0], [100.0, 0.0], [50.0, -8.0]])
    routes = route(places, np.full(3, 3.0), (rows(0), rows(1)), np.array([2.0]))
    away = np.hypot(*(routes.points[0] - places[2]).T)
    assert away.min() > 3.0 + 1.0


def test_opposing_links_lie_side_by_side() -> None:
    places = np.array([[0.0, 0.0], [80.0, 0.0]])
    routes = route(places, np.full(2, 2.5), (rows(0, 1), rows(1, 0)), np.array([2.0, 2.0]))
    there, back = routes.points[0], routes.points[1][::-1]
    assert np.hypot(*(there[8:17] - back[8:17]).T).min() > 2.0


def test_links_of_one_pair_do_not_lie_on_one_another() -> None:
    places = np.array([[0.0, 0.0], [80.0, 0.0]])
    routes = route(places, np.full(2, 2.5), (rows(0, 0, 0), rows(1, 1, 1)), np.array([2.0, 1.0, 1.0]))
    middles = routes.points[:, 12]
    apart = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
    assert apart[np.triu_indices(3, 1)].min() > 1.5


def test_links_fan_out_round_their_sign() -> None:
    # Five neighbours in nearly the same direction: 1.6 mm wide starts on a circle of 3.3 mm must not overlap.
    places = np.array([[0.0, 0.0], *[[90.0, y] for y in (-8.0, -4.0, 0.0, 4.0, 8.0)]])
    routes = route(places, np.full(6, 2.5), (rows(0, 0, 0, 0, 0), rows(1, 2, 3, 4, 5)), np.full(5, 1.6))
    starts = routes.curves[:, 0]
    apart = np.hypot(*(starts[:, None] - starts[None]).transpose(2, 0, 1))
    assert apart[np.triu_indices(5, 1)].min() > 1.5


def test_heads_end_outside_the_sign_they_point_at() -> None:
    places = np.array([[0.0, 0.0], [80.0, 30.0]])
    routes = route(places, np.full(2, 2.5), (rows(0), rows(1)), np.array([4.0]))
    assert np.hypot(*(routes.heads[0] - places[1]).T).min() > 2.5


def test_a_self_loop_takes_the_widest_gap_between_the_links_of_its_sign() -> None:
    assert widest_gap(np.radians([0.0, 90.0, 180.0])) == pytest.approx(np.radians(270.0))


def test_a_self_loop_has_an_angle_and_no_curve() -> None:
    places = np.array([[0.0, 0.0], [80.0, 0.0]])
    routes = route(places, np.full(2, 2.5), (rows(0, 0), rows(1, 0)), np.array([1.0, 1.0]))
    assert np.isnan(routes.curves[1]).all()
    assert not np.isnan(routes.loop_angle[1])
