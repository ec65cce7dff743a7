"""Inverses and products by blocks: equal to those of numpy, none where there is none, and soon stopped."""

from time import thread_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import dense_blocks
from core.dense_blocks import Square, inverse, product
from core.steps import stoppable


def rest_of(count: int, on: float, seed: int) -> Square:
    """I - G of random shares of which the actor that hands on most hands on the part `on`."""
    shares = np.random.default_rng(seed).random((count, count)) ** 8
    made: Square = np.eye(count) - on / shares.sum(axis=1).max() * shares
    return made


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 60), st.floats(0.0, 0.99), st.integers(0, 999), st.sampled_from([1, 7, 64]))
def test_the_inverse_by_blocks_is_that_of_the_whole(count: int, on: float, seed: int, block: int) -> None:
    made = rest_of(count, on, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense_blocks, "BLOCK", block)
        patch.setattr(dense_blocks, "ROWS", 2 * block)
        assert inverse(made) == pytest.approx(np.linalg.inv(made), rel=1e-10, abs=1e-14)
        assert product(made, made) == pytest.approx(made @ made)


@pytest.mark.parametrize("block", [1, 2, 9])
def test_shares_whose_powers_swell_have_no_inverse(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(dense_blocks, "BLOCK", block)
    swelling = np.eye(9) - 1.2 * np.roll(np.eye(9), 1, axis=1)
    with pytest.raises(np.linalg.LinAlgError):
        inverse(swelling)


def test_an_empty_matrix_has_an_empty_inverse() -> None:
    assert inverse(np.zeros((0, 0))).shape == (0, 0)


class Stopped(Exception):
    """What somebody who stops the work raises."""


def test_who_stops_an_inverse_of_1200_actors_is_heard_within_half_a_second_of_work() -> None:
    asked: list[float] = []

    def ask() -> None:
        asked.append(thread_time())
        raise Stopped

    made, begun = rest_of(1200, 0.97, 1), thread_time()
    with pytest.raises(Stopped), stoppable(ask):
        inverse(made)
    assert asked[0] - begun < 0.5
