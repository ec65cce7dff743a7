"""How many shortest chains pass through an actor, by worked examples."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.betweenness import Walks, betweenness, sampled_starts, walks


def test_of_a_chain_the_middle_stands_between_all_others() -> None:
    # 0 -> 1 -> 2 -> 3: the pairs 0-2, 0-3, 1-3 go over others.
    told = betweenness(np.array([0, 1, 2]), np.array([1, 2, 3]), 4)
    assert told.passing.tolist() == [0, 2, 2, 0]
    assert (told.chains, told.starts) == (3, 4)


def test_two_equally_short_ways_count_half_each_and_repeated_links_once() -> None:
    # 0 -> 1 -> 3 twice told, 0 -> 2 -> 3.
    senders, receivers = np.array([0, 0, 1, 1, 0, 2]), np.array([1, 1, 3, 3, 2, 3])
    assert betweenness(senders, receivers, 4).passing.tolist() == [0, 0.5, 0.5, 0]


def test_the_work_is_told_and_can_be_stopped() -> None:
    told: list[tuple[int, int]] = []
    betweenness(np.array([0, 1]), np.array([1, 2]), 3, step=lambda *reached: told.append(reached))
    assert told == [(1, 3), (2, 3), (3, 3)]

    def stop(done: int, whole: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        betweenness(np.array([0, 1]), np.array([1, 2]), 3, step=stop)


def test_of_six_firms_the_worked_shares_of_pairs_go_through_w_p_and_d() -> None:
    # METHODS 2.5, P C K D W B: of 20 ordered pairs of others 0.35 go through W, 0.20 through P, 0.10 through D.
    senders, receivers = np.array([(0, 2), (0, 3), (1, 2), (3, 4), (1, 4), (4, 0), (4, 5)]).T
    shares = betweenness(senders, receivers, 6).passing / (5 * 4)
    assert shares.tolist() == pytest.approx([0.20, 0, 0, 0.10, 0.35, 0])


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=20))
def test_what_starts_give_alone_adds_up_to_the_whole(pairs: list[tuple[int, int]]) -> None:
    senders, receivers = np.array(pairs).T
    whole = betweenness(senders, receivers, 8)
    alone = [betweenness(senders, receivers, 8, np.array([start])) for start in range(8)]
    assert np.allclose(sum(one.passing for one in alone), whole.passing)
    assert sum(one.chains for one in alone) == whole.chains


def test_a_sample_is_the_same_every_time() -> None:
    actors = np.arange(1000)
    assert np.array_equal(sampled_starts(actors, 50), sampled_starts(actors, 50))
    assert np.array_equal(sampled_starts(actors[:40], 50), actors[:40])


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_walks_that_are_kept_where_no_link_came_or_went_are_those_from_nothing(data: st.DataObject) -> None:
    pair = st.tuples(st.integers(0, 7), st.integers(0, 7))
    before: Walks | None = None
    for _ in range(3):
        ends = np.array(data.draw(st.lists(pair, min_size=1, max_size=14)), dtype=np.int64).T
        before = walks(ends[0], ends[1], 8, np.arange(8), before)
        told, expected = before.betweenness, betweenness(ends[0], ends[1], 8)
        assert (told.passing.tolist(), told.chains) == (expected.passing.tolist(), expected.chains)
