from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gis.curves import with_heads
from gis.flow_bends import bends_of, controls, reversed_bends
from gis.flow_crossings import crossing_pairs
from gis.flow_layout import Bending
from gis.flow_measures import measured
from gis.routing import Routes, route


def new_links(count: int) -> Bending:
    return Bending(np.full((count, 2), np.nan), np.zeros(count, dtype=np.bool_))


def scattered(actors: int, links: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, tuple, np.ndarray]:
    """Actors on a page of 250 mm with links between any two of them, widest first."""
    chance = np.random.default_rng(seed)
    places = chance.uniform(10.0, 240.0, (actors, 2))
    sender = chance.integers(0, actors, links)
    receiver = (sender + chance.integers(1, actors, links)) % actors
    return places, np.full(actors, 2.0), (sender, receiver), np.sort(chance.uniform(0.35, 2.0, links))[::-1]


def laid(places: np.ndarray, radius: np.ndarray, ends: tuple, width: np.ndarray) -> Routes:
    """New links laid by forces."""
    return route(places, radius, ends, width, new_links(len(width)))


def is_whole(routes: Routes, ends: tuple) -> bool:
    apart = ends[0] != ends[1]
    return bool(np.isfinite(routes.curves[apart]).all() and np.isfinite(routes.heads[apart]).all())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    points=st.lists(
        st.tuples(st.sampled_from([0.0, 1e-9, 40.0, 41.0, 1e4]), st.floats(-300, 300)), min_size=1, max_size=9
    ),
    pairs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=25),
    widths=st.lists(st.sampled_from([0.35, 1.0, 4.2]), min_size=25, max_size=25),
)
@example(points=[(0.0, 0.0), (0.0, 2.2e-313), (0.0, 1.0)], pairs=[(0, 1), (0, 2)], widths=[0.35] * 25)
def test_whatever_lies_where_every_link_gets_a_finite_curve_and_head(points: list, pairs: list, widths: list) -> None:
    places = np.array(points)
    ends = tuple(np.array(side) % len(points) for side in zip(*pairs, strict=True))
    routes = laid(places, np.full(len(points), 2.3), ends, np.array(widths[: len(pairs)]))
    assert is_whole(routes, ends)


def test_all_actors_at_one_point_still_draw() -> None:
    ends = (np.array([0, 1, 2]), np.array([1, 2, 0]))
    assert is_whole(laid(np.zeros((3, 2)), np.full(3, 2.3), ends, np.ones(3)), ends)


def test_five_thousand_links_at_one_actor_draw() -> None:
    chance = np.random.default_rng(2)
    places = chance.uniform(0.0, 250.0, (5001, 2))
    ends = (np.zeros(5000, dtype=np.int64), np.arange(1, 5001))
    width = np.full(5000, 0.35)
    assert is_whole(route(places, np.full(5001, 0.7), ends, width, replace(new_links(5000), forces=False)), ends)


def test_the_same_links_are_laid_the_same_way_twice() -> None:
    case = scattered(12, 30)
    np.testing.assert_array_equal(laid(*case).curves, laid(*case).curves)


def test_a_locked_link_stays_where_it_was_bent_whatever_comes_beside_it() -> None:
    places, radius, ends, width = scattered(12, 30)
    how = new_links(30)
    how.known[7], how.held[7] = (0.4, 0.37), True
    routes = route(places, radius, ends, width, how)
    assert routes.bends[7].tolist() == pytest.approx([0.4, 0.37])


def test_links_that_are_known_keep_their_bend_when_a_new_one_comes() -> None:
    places, radius, ends, width = scattered(12, 30)
    before = laid(places, radius, (ends[0][:-1], ends[1][:-1]), width[:-1])
    how = new_links(30)
    how.known[:-1] = before.bends
    after = route(places, radius, ends, width, how)
    pair = np.sort(np.column_stack(ends), axis=1)
    others = (pair[:-1] != pair[-1]).any(axis=1)  # a new lane moves those that it lies beside
    np.testing.assert_allclose(after.bends[:-1][others], before.bends[others])


def test_what_is_cancelled_ends_with_finite_curves_and_asks_for_no_more_rounds() -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    places, radius, ends, width = scattered(20, 60)
    routes = route(places, radius, ends, width, replace(new_links(60), cancelled=cancelled))
    assert is_whole(routes, ends)
    assert len(asked) < 60 + 10


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    route(*scattered(12, 30), replace(new_links(30), progress=told.append))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_laid_links_cross_less_than_straight_ones_and_pass_under_no_sign() -> None:
    places, radius, ends, width = scattered(14, 30)
    straight = new_links(30)
    straight.known[:] = (0.5, 0.0)
    straight.held[:] = True
    ours = measured(laid(places, radius, ends, width), places, radius, ends, width)
    theirs = measured(route(places, radius, ends, width, straight), places, radius, ends, width)
    assert ours.under_signs == 0
    assert ours.crossings < theirs.crossings


def test_a_link_shorter_than_its_head_draws_and_leaves_the_others_as_they_are() -> None:
    long = np.array([[[0.0, 0.0], [30.0, -8.0], [60.0, 0.0]]])
    short = np.array([[[0.0, 0.0], [0.2, 0.0], [0.4, 0.0]]])
    alone, head_alone = with_heads(long, np.array([2.0]))
    both, heads = with_heads(np.concatenate([long, short]), np.array([2.0, 2.0]))
    np.testing.assert_array_equal(both[0], alone[0])
    np.testing.assert_array_equal(heads[0], head_alone[0])
    assert np.ptp(heads[1], axis=0).min() > 0.1


def test_a_to_b_and_b_to_a_run_beside_one_another_at_one_distance() -> None:
    places = np.array([[0.0, 0.0], [90.0, 0.0]])
    routes = laid(places, np.full(2, 2.3), (np.array([0, 1]), np.array([1, 0])), np.array([2.0, 1.0]))
    there, back = routes.points
    away = np.hypot(*(there[8:17, None] - back[None]).transpose(2, 0, 1)).min(axis=1) - 1.5
    assert away.min() > 1.0  # mm of paper between their edges
    assert away.max() - away.min() < 0.6


@given(
    st.tuples(*[st.floats(-200, 200)] * 4).filter(lambda p: np.hypot(p[2] - p[0], p[3] - p[1]) > 1),
    st.tuples(st.floats(0, 1), st.floats(-1, 1)),
)
def test_a_bend_is_the_same_curve_from_either_end(ends: tuple, bend: tuple) -> None:
    start, end, bends = np.array([ends[:2]]), np.array([ends[2:]]), np.array([bend])
    control = controls(start, end, bends)
    np.testing.assert_allclose(controls(end, start, reversed_bends(bends)), control, atol=1e-9)
    np.testing.assert_allclose(bends_of(start, end, control), bends, atol=1e-9)


def test_two_lines_that_cross_at_forty_five_degrees_are_found() -> None:
    flat = [[0.0, 0.0], [5.0, 0.0], [10.0, 0.0]]
    slope = [[2.0, -3.0], [5.0, 0.0], [8.0, 3.0]]
    aside = [[0.0, 20.0], [5.0, 20.0], [10.0, 20.0]]
    first, second, angle = crossing_pairs(np.array([flat, slope, aside]))
    assert (first.tolist(), second.tolist()) == ([0], [1])
    assert angle == pytest.approx([45.0])
