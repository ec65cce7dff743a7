"""The diagonal of (I - G)^-1 by taking actors out, beside the inverse as a whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array

from core import network_elimination
from core.network_elimination import inverse_diagonal


def shares(count: int, density: float, seed: int, on: float) -> csr_array:
    """Random shares of which each actor hands on at most the part `on`."""
    made = random_array((count, count), density=density, rng=np.random.default_rng(seed), format="csr")
    most = np.asarray(made.sum(axis=1)).max()
    return csr_array(made * (on / most)) if most else csr_array(made)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 80), st.floats(0, 0.3), st.integers(0, 9999), st.floats(0.1, 0.99))
def test_the_diagonal_is_that_of_the_inverse(count: int, density: float, seed: int, on: float) -> None:
    made = shares(count, density, seed, on)
    expected = np.diagonal(np.linalg.inv(np.eye(count) - made.toarray()))
    assert inverse_diagonal(made) == pytest.approx(expected, rel=1e-12)


def test_a_ring_of_halves_is_taken_out_and_completed() -> None:
    # Each of 100 actors hands half on to the next: a unit comes back with the probability 2^-100.
    ring = csr_array(0.5 * np.roll(np.eye(100), 1, axis=1))
    assert inverse_diagonal(ring) == pytest.approx(np.full(100, 1 / (1 - 0.5**100)), rel=1e-14)


def test_shares_whose_powers_swell_have_no_inverse_of_that_kind() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        inverse_diagonal(shares(60, 0.2, 1, 9.0))


def test_where_too_many_actors_would_be_left_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_elimination, "MOST_CORE", 20)
    assert inverse_diagonal(shares(60, 0.9, 1, 0.5)) is None
