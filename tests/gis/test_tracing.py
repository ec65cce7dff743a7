import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.tracing import trace

# 0 -> 1 -> 2 -> 0 is a ring, 2 -> 3 leads out of it, 3 -> outside, 4 -> 4 stands alone.
SENDER = np.array([0, 1, 2, 2, 3, 4])
RECEIVER = np.array([1, 2, 0, 3, -1, 4])


def test_a_trace_follows_what_is_given_on_step_by_step() -> None:
    assert trace((SENDER, RECEIVER), 0, 3).tolist() == [1, 2, 3, 3, 0, 0]


def test_a_trace_upstream_goes_against_the_direction_of_links() -> None:
    assert trace((SENDER, RECEIVER), 3, 2, upstream=True).tolist() == [0, 2, 0, 1, 0, 0]


def test_a_trace_ends_in_a_ring_and_at_the_outside() -> None:
    assert trace((SENDER, RECEIVER), 0, 1000).tolist() == [1, 2, 3, 3, 4, 0]


def test_a_loop_within_a_firm_is_its_first_step() -> None:
    assert trace((SENDER, RECEIVER), 4, 5).tolist() == [0, 0, 0, 0, 0, 1]


ends = st.lists(st.tuples(st.integers(-1, 6), st.integers(-1, 6)), max_size=25)


@given(ends, st.integers(0, 6), st.integers(1, 8))
def test_each_further_step_starts_where_one_before_it_ended(
    pairs: list[tuple[int, int]], start: int, steps: int
) -> None:
    sender = np.array([pair[0] for pair in pairs], dtype=np.int64)
    receiver = np.array([pair[1] for pair in pairs], dtype=np.int64)
    away = trace((sender, receiver), start, steps)
    for step in range(1, steps + 1):
        begun = {start} if step == 1 else set(receiver[away == step - 1].tolist())
        assert set(sender[away == step].tolist()) <= begun - {-1}
    reached = {start, *receiver[(away > 0) & (away < steps)].tolist()} - {-1}
    assert all((away[row] > 0) == (int(end) in reached) for row, end in enumerate(sender))
