"""Links and actors that hold a network together, told by their definition."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from core.bridges import bridges, cutting_actors
from core.columns import Integers
from core.spanning_tree import least_below, spanning_tree

ACTORS = 9
PAIRS = st.lists(st.tuples(st.integers(0, ACTORS - 1), st.integers(0, ACTORS - 1)), max_size=16)


def ends(pairs: list[tuple[int, int]]) -> tuple[Integers, Integers]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def components(pairs: list[tuple[int, int]], left_out: int = -1) -> int:
    """How many parts there are, without an actor and its links where one is left out."""
    one, other = ends([pair for pair in pairs if left_out not in pair])
    matrix = csr_array((np.ones(len(one)), (one, other)), shape=(ACTORS, ACTORS))
    return int(connected_components(matrix, directed=False)[0]) - (left_out >= 0)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(PAIRS)
def test_without_a_bridge_there_is_one_part_more(pairs: list[tuple[int, int]]) -> None:
    found = {place for place, _ in bridges(*ends(pairs), ACTORS)}
    whole = components(pairs)
    for place in range(len(pairs)):
        rest = [pair for other, pair in enumerate(pairs) if other != place]
        assert (place in found) == (components(rest) > whole)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(PAIRS)
def test_without_a_cutting_actor_the_others_fall_apart(pairs: list[tuple[int, int]]) -> None:
    found = cutting_actors(*ends(pairs), ACTORS).tolist()
    whole = components(pairs)
    assert found == [actor for actor in range(ACTORS) if components(pairs, actor) > whole]


def test_of_six_firms_w_alone_cuts_and_w_b_is_the_bridge() -> None:
    # METHODS 2.5, P C K D W B.
    one, other = ends([(0, 2), (0, 3), (1, 2), (3, 4), (1, 4), (4, 0), (4, 5)])
    assert cutting_actors(one, other, 6).tolist() == [4]
    assert bridges(one, other, 6) == [(6, 1)]


def test_a_deep_chain_is_numbered_from_its_top() -> None:
    chain = np.arange(4999)
    tree = spanning_tree(chain, chain + 1, 5000)
    assert tree.number[:5000].tolist() == list(range(1, 5001))
    assert tree.size[:5000].tolist() == list(range(5000, 0, -1))


def test_the_least_value_is_looked_for_at_and_below_an_actor() -> None:
    # 0 - 1 - 2 and 0 - 3; the root is nobody.
    tree = spanning_tree(np.array([0, 1, 0]), np.array([1, 2, 3]), 4)
    assert least_below(tree, np.array([7, 5, 6, 4, 9])).tolist() == [4, 5, 6, 4, 4]
