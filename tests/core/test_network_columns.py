"""Returns by columns: compared with the whole inverse, with what swings, lasts and swells, and drawn."""

import numpy as np
import pytest
from scipy.sparse import csr_array, diags_array

from core import network_columns
from core.columns import Numbers
from core.network_columns import longest_lasting, returns_by_columns

COUNT = 200


def ring_and_links(on: float, two_groups: bool = False) -> csr_array:
    """Each actor hands the share `on` to the next one and to three others, of the other half where there are two."""
    random = np.random.default_rng(4)
    sender = np.tile(np.arange(COUNT), 4)
    receiver = np.concatenate([(np.arange(COUNT) + 1) % COUNT, random.integers(0, COUNT, 3 * COUNT)])
    if two_groups:
        receiver += (sender + receiver + 1) % 2  # from even ones to odd ones and back
        receiver %= COUNT
    made = csr_array((random.uniform(0.1, 1, 4 * COUNT), (sender, receiver)), shape=(COUNT, COUNT))
    return csr_array(diags_array(on / np.asarray(made.sum(axis=1)).ravel()) @ made)


def weights() -> Numbers:
    return np.random.default_rng(5).lognormal(0, 1, COUNT)


def by_inverse(shares: csr_array) -> float:
    loops = np.diagonal(np.linalg.inv(np.eye(COUNT) - shares.toarray()))
    return float((weights() * (1 - 1 / loops)).sum())


@pytest.mark.parametrize("two_groups", [False, True])
@pytest.mark.parametrize("on", [0.6, 0.95, 0.99, 0.9999])
def test_returns_are_those_of_the_inverse_however_little_is_lost_at_a_turn(on: float, two_groups: bool) -> None:
    shares = ring_and_links(on, two_groups)
    told, sd = returns_by_columns(shares, weights()) or (np.nan, np.nan)
    assert told == pytest.approx(by_inverse(shares), abs=3 * sd)
    assert sd <= 1e-4 * told


def test_what_is_lost_at_each_turn_is_the_gap() -> None:
    longest = longest_lasting(ring_and_links(0.995))
    assert longest is not None
    assert longest.gap == pytest.approx(0.005, rel=1e-9)


def test_drawn_columns_tell_the_returns_within_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_columns, "MOST_WORK", 0)
    monkeypatch.setattr(network_columns, "WORK_DRAWN", 0)
    shares = ring_and_links(0.95)
    told, sd = returns_by_columns(shares, weights()) or (np.nan, np.nan)
    assert told == pytest.approx(by_inverse(shares), abs=3 * sd)
    assert 0 < sd < 0.05 * told


def test_a_part_in_which_as_much_goes_round_as_before_is_refused() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        returns_by_columns(ring_and_links(1.0), weights())


def test_a_long_ring_without_other_links_lasts_too_long() -> None:
    ring = csr_array(0.99 * np.roll(np.eye(COUNT), 1, axis=1))
    assert returns_by_columns(ring, np.ones(COUNT)) is None
