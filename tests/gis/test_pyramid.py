from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.bundling import LinkEnds
from gis.pyramid import Pyramid, make_pyramid

NOWHERE = (np.nan, np.nan)


def links(*rows: tuple[int, int, int, float]) -> LinkEnds:
    """Links as (sender, receiver, kind, amount)."""
    sender, receiver, kind, amount = zip(*rows, strict=True) if rows else ((), (), (), ())
    ends = (np.array(column, dtype=np.int64) for column in (sender, receiver, kind))
    return LinkEnds(*ends, np.array(amount, dtype=np.float64))


@pytest.fixture(scope="module")
def towns() -> Pyramid:
    """Two towns of 20 firms 10 km apart, each a region, with a link from each firm of one to its like in the other."""
    random = np.random.default_rng(3)
    metres = np.concatenate([random.normal(0, 300, (20, 2)), np.add(random.normal(0, 300, (20, 2)), (10_000, 0))])
    return make_pyramid(metres, [np.repeat([0, 1], 20)], links(*((row, row + 20, 0, 1.5) for row in range(20))))


def test_a_level_that_reaches_across_regions_has_one_sign_for_each(towns: Pyramid) -> None:
    (level,) = (level for level in towns.levels if (level.place >= 0).any())
    assert (level.firms.tolist(), level.place.tolist()) == ([20, 20], [0, 1])
    assert (level.bundles.links.tolist(), level.bundles.amount.tolist()) == ([20], [30.0])


def test_signs_stand_in_the_middle_of_their_firms(towns: Pyramid) -> None:
    (level,) = (level for level in towns.levels if (level.place >= 0).any())
    assert np.allclose(level.centre, [(0, 0), (10_000, 0)], atol=250)


def test_a_wider_view_takes_a_coarser_level(towns: Pyramid) -> None:
    reaches = [towns.level_for(reach).reach for reach in (50.0, 300.0, 1e9)]
    assert reaches == sorted(reaches)
    assert reaches[-1] == towns.levels[-1].reach


def test_firms_in_even_rows_are_gathered_everywhere_alike() -> None:
    across, up = np.meshgrid(np.arange(60) * 1000.0, np.arange(60) * 1000.0)
    pyramid = make_pyramid(np.column_stack([across.ravel(), up.ravel()]), [], links((0, 1, 0, 1.0)))
    level = pyramid.level_for(8000.0)
    assert 10 < len(level.centre) < 200
    assert level.firms.max() < 400


def test_unlike_kinds_and_opposite_ways_are_never_added() -> None:
    metres = np.array([(0.0, 0.0), (5.0, 0.0)])
    told = links((0, 1, 0, 2.0), (0, 1, 1, 3.0), (1, 0, 0, 4.0), (0, 1, 0, 5.0))
    bundles = make_pyramid(metres, [], told).levels[0].bundles
    assert sorted(bundles.amount.tolist()) == [3.0, 4.0, 7.0]


def test_an_unknown_amount_is_counted_and_never_zero() -> None:
    metres = np.array([(0.0, 0.0), (5.0, 0.0)])
    bundles = make_pyramid(metres, [], links((0, 1, 0, np.nan), (0, 1, 0, 2.0), (1, 0, 0, np.nan))).levels[0].bundles
    assert (bundles.links.tolist(), bundles.unknown.tolist()) == ([2, 1], [1, 1])
    assert bundles.amount[0] == 2.0
    assert np.isnan(bundles.amount[1])


def test_firms_on_one_metre_are_one_sign_at_every_level() -> None:
    pyramid = make_pyramid(np.zeros((5000, 2)), [], links((0, 1, 0, 1.0)))
    assert [level.firms.tolist() for level in pyramid.levels] == [[5000]]


def test_a_firm_without_a_place_is_in_no_group() -> None:
    pyramid = make_pyramid(np.array([NOWHERE, (0.0, 0.0), (9e5, 0.0)]), [], links((1, 2, 0, 1.0)))
    assert pyramid.levels[0].group.tolist() == [-1, 0, 1]


def test_nothing_makes_an_empty_level() -> None:
    (level,) = make_pyramid(np.full((3, 2), np.nan), [], links()).levels
    assert (len(level.centre), len(level.bundles)) == (0, 0)


clusters = st.integers(0, 2**32 - 1).map(np.random.default_rng)


@settings(max_examples=40, deadline=None)
@given(clusters, st.integers(2, 400), st.integers(0, 900))
def test_every_level_holds_every_firm_and_every_link_once(random: np.random.Generator, firms: int, count: int) -> None:
    metres = random.uniform(0, random.choice([50.0, 5e3, 3e5]), (firms, 2))
    amount = np.where(random.random(count) < 0.1, np.nan, random.pareto(1.2, count))
    ends = LinkEnds(*(random.integers(0, most, count) for most in (firms, firms, 5)), amount)
    pyramid = make_pyramid(metres, [random.integers(-1, 6, firms)], ends)
    for level in pyramid.levels:
        assert level.firms.sum() == firms == (level.group >= 0).sum()
        assert (level.bundles.links.sum(), level.bundles.unknown.sum()) == (count, np.isnan(amount).sum())
        assert np.nansum(level.bundles.amount) == pytest.approx(np.nansum(amount))
        of_link = pyramid.bundle_of_link(level)
        assert (level.bundles.sender[of_link] == level.group[ends.sender]).all()
        assert (level.bundles.receiver[of_link] == level.group[ends.receiver]).all()
        assert (level.bundles.kind[of_link] == ends.kind).all()


@settings(max_examples=25, deadline=None)
@given(clusters, st.integers(2, 300))
def test_what_is_one_sign_stays_one_sign_farther_out(random: np.random.Generator, firms: int) -> None:
    metres = random.uniform(0, 20_000, (firms, 2))
    levels = make_pyramid(metres, [random.integers(0, 4, firms)], links()).levels
    for finer, coarser in pairwise(levels):
        pairs = np.unique(np.column_stack([finer.group, coarser.group]), axis=0)
        assert len(pairs) == len(finer.centre)
