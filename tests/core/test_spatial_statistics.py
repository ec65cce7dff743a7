"""Statistics of places: METHODS' worked numbers, and the same as esda on random maps."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control, norm

from core.spatial_statistics import discoveries, getis_ord, local_moran, moran, standardised

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from esda import G_Local, Moran, Moran_Local
    from libpysal.weights import WSP, W

LINE = np.array([2.0, 3, 2, 10, 12, 11, 1])


def line(count: int) -> csr_array:
    """Places in a row, each a neighbour of the next."""
    return csr_array(np.eye(count, k=1) + np.eye(count, k=-1))


def oracle(near: csr_array) -> W:
    return WSP(near.tocsr()).to_W(silence_warnings=True)


def test_a_line_of_seven_places_gives_the_worked_values_of_the_handbook() -> None:
    z = getis_ord(LINE, line(7))
    assert z == pytest.approx([-1.1513, -1.6547, -0.4025, 1.0062, 2.4150, 1.0062, 0.0490], abs=5e-5)
    p = 2 * norm.sf(np.abs(z))
    assert p[4] == pytest.approx(0.0157, abs=5e-5)
    assert not discoveries(p).any()  # of seven tests one so rare is expected


def test_alike_values_and_places_without_neighbours_have_no_number() -> None:
    assert np.isnan(getis_ord(np.ones(9), line(9))).all()
    near = line(9).toarray()
    near[8], near[:, 8] = 0, 0
    z = getis_ord(np.arange(9.0), csr_array(near))
    assert np.isnan(z).tolist() == [False] * 8 + [True]
    assert moran(np.ones(9), line(9)) is None
    assert moran(LINE, line(7)) is None  # fewer than 8 are not tested


def test_moran_has_the_worked_value_and_that_of_esda() -> None:
    values, near = np.append(LINE, [1.0, 4.0]), line(9)
    ours, theirs = moran(values, standardised(near)), Moran(values, oracle(near), permutations=0)
    assert ours is not None
    assert (ours.value, ours.expected, ours.z) == pytest.approx((theirs.I, theirs.EI, theirs.z_norm))
    assert ours.p == pytest.approx(theirs.p_norm)


def test_the_seven_places_of_the_worked_example_have_its_z_and_its_p_of_permutations() -> None:
    found = moran(LINE, standardised(line(7)), permutations=9_999, least=7)
    assert found is not None
    assert (found.value, found.expected) == pytest.approx((0.2180, -0.1667), abs=5e-5)
    assert found.z == pytest.approx(1.0858, abs=5e-5)
    assert found.p_permuted == pytest.approx(0.174, abs=0.02)  # the example's 999 deals differ by so much


@settings(max_examples=8, deadline=None)
@given(st.integers(8, 30), st.integers(0, 10_000))
def test_random_maps_give_what_esda_gives(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    near = random.random((count, count)) < 0.2
    near |= np.eye(count, k=1, dtype=bool)
    near = (near | near.T) & ~np.eye(count, dtype=bool)
    assume(near.sum(axis=0).max() < count - 1)  # whose neighbours are all others has no variance, which esda divides by
    weights, values = csr_array(near.astype(float)), random.gamma(1.0, 10.0, count)
    shape = oracle(weights)
    star = G_Local(values, shape, transform="B", star=True, permutations=0)
    assert getis_ord(values, weights) == pytest.approx(star.Zs)
    whole = moran(values, standardised(weights), permutations=99)
    theirs = Moran(values, shape, permutations=0)
    assert whole is not None
    assert (whole.value, whole.z, whole.p) == pytest.approx((theirs.I, theirs.z_norm, theirs.p_norm))
    local, each = local_moran(values, standardised(weights)), Moran_Local(values, shape, permutations=0)
    assert local.value == pytest.approx(each.Is)
    assert local.z == pytest.approx((each.Is - each.EIc) / np.sqrt(each.VIc))
    assert local.quadrant.tolist() == each.q.tolist()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_discoveries_are_those_of_scipy(listed: list[float]) -> None:
    p = np.array(listed)
    assert discoveries(p).tolist() == (false_discovery_control(p) <= 0.05 + 1e-15).tolist()


def test_a_p_of_permutations_is_near_that_of_normality() -> None:
    values = np.random.default_rng(3).normal(size=200).cumsum()
    found = moran(values, standardised(line(200)))
    assert found is not None
    assert found.p_permuted == pytest.approx(0.001)
    assert found.p < 1e-6
