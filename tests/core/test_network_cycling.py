"""The cycling index: rings by hand, closed and swelling loops, and the estimate for large parts."""

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from core import network_columns, network_cycling, network_elimination
from core.network_cycling import cycling


def matrix(count: int, shares: dict[tuple[int, int], float]) -> csr_array:
    made = np.zeros((count, count))
    for (sender, receiver), amount in shares.items():
        made[sender, receiver] = amount
    return csr_array(made)


def test_a_chain_returns_exactly_nothing() -> None:
    assert cycling(matrix(3, {(0, 1): 5, (1, 2): 4}), np.array([10.0, 5, 4])).index == 0.0


def test_a_ring_that_hands_on_half_returns_what_three_halves_leave() -> None:
    # Each of three actors passes half of its 8 on, so a unit comes back with the probability 1/8.
    inside = matrix(3, {(0, 1): 4, (1, 2): 4, (2, 0): 4})
    assert cycling(inside, np.array([8.0, 8, 8])).index == pytest.approx(1 / 8)


def test_a_self_loop_returns_its_share_of_the_throughflow() -> None:
    assert cycling(matrix(2, {(0, 0): 3, (0, 1): 5}), np.array([10.0, 5])).index == pytest.approx(3 / 15)


def test_self_loops_inside_a_ring_are_counted_once() -> None:
    inside = np.array([[2.0, 4, 0], [0, 0, 3], [3, 0, 1]])
    through = np.array([10.0, 6, 5])
    inverse = np.linalg.inv(np.eye(3) - inside / through[:, None])
    expected = (through * (1 - 1 / np.diagonal(inverse))).sum() / through.sum()
    assert cycling(csr_array(inside), through).index == pytest.approx(expected)


def test_a_closed_loop_returns_everything() -> None:
    assert cycling(matrix(2, {(0, 1): 7, (1, 0): 7}), np.array([7.0, 7])).index == 1.0


def test_a_loop_that_hands_on_more_than_came_in_names_its_actors() -> None:
    # 1 hands on 12 of the 6 that came in, 0 hands on 6 of the 12: what goes round never becomes less.
    result = cycling(matrix(3, {(0, 1): 6, (1, 0): 13, (0, 2): 1}), np.array([13.0, 6, 1]))
    assert result.index is None
    assert result.swelling is not None
    assert result.swelling.tolist() == [0, 1]


def test_nothing_that_moves_has_no_cycling_index() -> None:
    assert cycling(matrix(2, {}), np.zeros(2)).index is None


def estimated_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits at which parts of more than 100 actors are estimated by vectors, whatever they pass on."""
    monkeypatch.setattr(network_cycling, "DENSE_ACTORS", 100)
    monkeypatch.setattr(network_cycling, "LASTING", 1.0)
    monkeypatch.setattr(network_elimination, "MOST_CORE", -1)
    monkeypatch.setattr(network_columns, "VECTOR_STEPS", 0)


def test_the_estimate_for_large_parts_agrees_with_the_inverse_within_its_sd(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    shares = random_array((400, 400), density=0.01, rng=random, format="csr")
    shares.setdiag(0)
    passed = np.asarray(shares.sum(axis=1)).ravel()
    through = random.lognormal(0, 1, 400)
    inside = csr_array((0.8 * through / np.maximum(passed, 1e-9))[:, None] * shares.toarray())
    exact = cycling(inside, through)
    estimated_alone(monkeypatch)
    estimate = cycling(inside, through)
    assert exact.index is not None
    assert estimate.index == pytest.approx(exact.index, abs=4 * estimate.sd)
    assert (exact.bound, 0 < estimate.bound < 0.1 * exact.index) == (0.0, True)


def test_a_strongly_cycling_estimate_lies_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each of 600 actors hands 19 of 20 parts on to three others and gets as much.
    random = np.random.default_rng(8)
    inside = 0.95 / 3 * np.sum([np.eye(600)[random.permutation(600)] for _ in range(3)], axis=0)
    exact = cycling(csr_array(inside), np.ones(600))
    estimated_alone(monkeypatch)
    monkeypatch.setattr(network_cycling, "MOST_FOLLOWED", 30_000)
    estimate = cycling(csr_array(inside), np.ones(600))
    assert exact.index is not None
    assert estimate.index == pytest.approx(exact.index, abs=estimate.bound)


def test_a_large_part_that_swells_has_no_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_cycling, "DENSE_ACTORS", 1)
    result = cycling(matrix(2, {(0, 1): 6, (1, 0): 13}), np.array([12.0, 6]))
    assert (result.index, result.lasting) == (None, None)
    assert result.swelling is not None


def test_what_neither_swells_nor_fades_soon_is_said_to_last(monkeypatch: pytest.MonkeyPatch) -> None:
    # A ring that loses 1 % at every turn, with limits as low as if it had a thousand times as many actors.
    monkeypatch.setattr(network_cycling, "DENSE_ACTORS", 1)
    monkeypatch.setattr(network_elimination, "MOST_CORE", -1)
    monkeypatch.setattr(network_columns, "VECTOR_STEPS", 5)
    ring = matrix(9, {(place, (place + 1) % 9): 99.0 - place for place in range(9)})
    result = cycling(ring, np.full(9, 100.0))
    assert (result.index, result.swelling) == (None, None)
    assert result.lasting is not None
    assert result.lasting.tolist() == list(range(9))


def test_a_large_strongly_cycling_part_is_solved_where_few_actors_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each of 600 actors hands 19 of 20 parts on to the next two around a circle.
    ahead = np.eye(600)
    inside = 0.95 / 2 * (np.roll(ahead, 1, axis=1) + np.roll(ahead, 2, axis=1))
    exact = cycling(csr_array(inside), np.ones(600))
    monkeypatch.setattr(network_cycling, "DENSE_ACTORS", 100)
    taken_out = cycling(csr_array(inside), np.ones(600))
    assert taken_out.index == pytest.approx(exact.index, rel=1e-12)
    assert taken_out.bound == 0


def test_where_vectors_cannot_come_near_columns_tell_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each of 400 actors hands 6 of 10 parts on to four others, and hardly any share may be followed.
    random = np.random.default_rng(5)
    inside = csr_array(0.6 / 4 * np.sum([np.eye(400)[random.permutation(400)] for _ in range(4)], axis=0))
    exact = cycling(inside, np.ones(400))
    monkeypatch.setattr(network_cycling, "DENSE_ACTORS", 100)
    monkeypatch.setattr(network_cycling, "MOST_FOLLOWED", 400)
    monkeypatch.setattr(network_elimination, "MOST_CORE", -1)
    told = cycling(inside, np.ones(400))
    assert told.index == pytest.approx(exact.index, abs=told.bound)
    assert told.bound <= 1e-4 * told.index
