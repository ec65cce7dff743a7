"""Measures of industries and groups of firms: METHODS' worked numbers, and the same as scikit-learn."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cluster_density import density_groups
from core.concentration_measures import ellison_glaeser, gini, herfindahl, location_quotients
from core.spatial_places import to_metres

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from sklearn.cluster import DBSCAN

PEOPLE = np.array([[500.0, 200, 300], [100, 600, 300], [50, 150, 1800]])
SHARES = np.array([0.4, 0.3, 0.2, 0.1])


def test_location_quotients_have_the_worked_values() -> None:
    assert location_quotients(PEOPLE)[0] == pytest.approx([3.0769, 0.8421, 0.5], abs=5e-5)
    assert np.isnan(location_quotients(np.array([[0.0, 0.0], [1.0, 2.0]]))[0]).all()


def test_concentration_has_the_worked_values() -> None:
    gamma = ellison_glaeser(np.array([0.25, 0.25, 0.5]), PEOPLE[:, 0], SHARES)
    assert gamma == pytest.approx(0.617921, abs=5e-5)
    assert herfindahl(SHARES) == pytest.approx(0.30)
    assert gini(SHARES) == pytest.approx(0.3333, abs=5e-5)


def test_one_plant_alone_or_nobody_gives_no_number() -> None:
    assert ellison_glaeser(np.array([0.5, 0.5]), np.array([1.0, 0.0]), np.array([30.0])) is None
    assert ellison_glaeser(np.array([1.0]), np.array([1.0]), SHARES) is None
    assert (herfindahl(np.zeros(3)), gini(np.array([1.0]))) == (None, None)


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 60), st.integers(0, 10_000), st.integers(1, 6))
def test_groups_are_those_of_scikit_learn(count: int, seed: int, least: int) -> None:
    places = np.random.default_rng(seed).integers(0, 14, (count, 2)).astype(float)
    theirs = DBSCAN(eps=1.5, min_samples=least).fit(places).labels_
    assert density_groups(places, 1.5, least).tolist() == theirs.tolist()
    assert density_groups(places, 1.5, least, most_pairs=0).tolist() == theirs.tolist()  # as where firms crowd


def test_firms_of_a_city_form_the_worked_groups_and_one_without_a_place_none() -> None:
    degrees = np.array(
        [(119.30, 26.08), (119.31, 26.08), (119.30, 26.09), (119.40, 26.00), (119.41, 26.00), (119.40, 26.01),
         (119.60, 26.20), (np.nan, np.nan)]
    )  # fmt: skip
    assert density_groups(to_metres(degrees), 3000.0, 3).tolist() == [0, 0, 0, 1, 1, 1, -1, -1]
