"""Groups, cores, layers, brokers and chains of a network: six firms worked by hand, and what renaming leaves alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.network import Structure, eco_connectance, linked_pairs
from core.network_communities import communities, modularity
from core.network_roles import BROKERAGE, brokers, core_numbers, edge_overlap, participation
from core.symbiosis_chains import longest_chain

# P, C, K, D, W, B in kt: P-K 40, P-D 30, C-K 20, D-W 50, C-W 30, W-P 45, W-B 20.
PAIRS = [(0, 2), (0, 3), (1, 2), (3, 4), (1, 4), (4, 0), (4, 5)]
AMOUNTS = [40.0, 30, 20, 50, 30, 45, 20]


def network(pairs: list[tuple[int, int]], actors: int) -> Structure:
    ends = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
    return Structure(np.arange(actors), ends[:, 0], ends[:, 1])


SIX = network(PAIRS, 6)


def test_six_firms_are_connected_as_worked_by_hand() -> None:
    assert eco_connectance(SIX) == pytest.approx(0.46667, abs=5e-6)


def test_two_directions_are_one_pair_and_one_actor_has_none() -> None:
    assert linked_pairs(network([(0, 1), (1, 0)], 2)).tolist() == [[0, 1]]
    assert eco_connectance(network([], 1)) is None


def test_six_firms_fall_into_the_two_groups_worked_by_hand() -> None:
    ends = np.array(PAIRS)
    found = communities(ends[:, 0], ends[:, 1], np.array(AMOUNTS), 6)
    assert found.group.tolist() == [0, 1, 0, 1, 1, 1]  # {P, K} and {C, D, W, B}
    assert found.modularity == pytest.approx(0.0632, abs=5e-5)


def test_parts_without_a_link_between_them_are_groups_of_their_own() -> None:
    ends = np.array([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])
    found = communities(ends[:, 0], ends[:, 1], np.ones(6), 7)
    assert (found.group.tolist(), found.modularity) == ([0, 0, 0, 1, 1, 1, 2], 0.5)


def test_no_link_has_no_modularity() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    found = communities(nothing, nothing, np.zeros(0), 3)
    assert (found.group.tolist(), found.modularity) == ([0, 1, 2], None)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([1e-12, 1.0, 3.0])), max_size=30))
def test_no_groups_are_worse_than_everybody_alone_or_all_together(links: list[tuple[int, int, float]]) -> None:
    table = np.array(links).reshape(-1, 3)
    sender, receiver, weight = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2]
    found = communities(sender, receiver, weight, 10)
    for group in (np.arange(10), np.zeros(10, dtype=np.int64)):
        other = modularity(sender, receiver, weight, group)
        assert other is None or (found.modularity is not None and found.modularity >= other - 1e-9)


def test_cores_of_six_firms_are_those_worked_by_hand() -> None:
    assert core_numbers(SIX).tolist() == [2, 2, 2, 2, 2, 1]


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1])))
def test_every_actor_of_a_core_has_as_many_partners_in_it(pairs: list[tuple[int, int]]) -> None:
    made = network(pairs, 12)
    core = core_numbers(made)
    both = linked_pairs(made)
    for actor in range(12):
        near = np.concatenate([both[both[:, 0] == actor, 1], both[both[:, 1] == actor, 0]])
        assert (core[near] >= core[actor]).sum() >= core[actor]


def test_participation_is_even_on_all_layers_and_none_on_one() -> None:
    # 3 links on one layer; 2 and 2; 3 and 1: 2 (1 - 0.5625 - 0.0625) = 0.75; no link at all.
    told = participation(np.array([[3.0, 0], [2, 2], [3, 1], [0, 0]]))
    assert told[:3].tolist() == [0, 1, 0.75]
    assert np.isnan(told[3])


def test_layers_share_the_pairs_that_are_on_both() -> None:
    goods, talks = np.array([[0, 1], [1, 2], [2, 3]]), np.array([[1, 2], [4, 5]])
    assert edge_overlap(goods, talks) == 0.25
    assert edge_overlap(goods[:0], talks[:0]) is None


def test_brokers_are_told_by_the_regions_of_the_three() -> None:
    # Regions: 0 and 1 in one, 2 and 3 in another, 4 in a third; a ring of five, each between the two beside it.
    told = brokers(network([(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], 5), [0, 0, 1, 1, 2])
    named = {actor: BROKERAGE[part] for actor, part in zip(*np.nonzero(told.parts), strict=True)}
    assert named == {0: "gatekeeper", 1: "representative", 2: "gatekeeper", 3: "representative", 4: "liaison"}
    assert told.whole.tolist() == [1, 1, 1, 1, 1]


def test_a_direct_link_leaves_nothing_to_broker() -> None:
    assert brokers(network([(0, 1), (1, 2), (0, 2)], 3), [0, 0, 0]).whole.tolist() == [0, 0, 0]
    assert brokers(network([(0, 1), (1, 2), (2, 0)], 3), [0, 0, 0]).parts[:, 0].tolist() == [1, 1, 1]


def test_who_serves_two_regions_for_a_third_is_a_consultant() -> None:
    assert brokers(network([(0, 1), (1, 2)], 3), [5, 6, 5]).parts[1].tolist() == [0, 0, 0, 1, 0]


def test_the_ways_through_one_hub_are_told_in_portions() -> None:
    # 1,000 give to the hub and it gives to 1,000 others: a million ways, two portions of half a million.
    pairs = [(giver, 0) for giver in range(1, 1001)] + [(0, taker) for taker in range(1001, 2001)]
    portions: list[int] = []
    told = brokers(network(pairs, 2001), np.zeros(2001, dtype=np.int64), lambda done, whole: portions.append(done))
    assert (told.whole[0], told.whole.sum()) == (1_000_000, 1_000_000)
    assert portions == [0, 500_000]


def test_the_longest_chain_leads_through_a_ring_as_one_stage() -> None:
    # C-K and C-W, the ring P-D-W, then W-B and P-K: C, ring, B (or K).
    found = longest_chain(SIX)
    assert (found.depth, found.stage.tolist()) == (2, [1, 0, 2, 1, 1, 2])
    assert found.actors == (1, 0, 2) or found.actors[0] == 1


def test_a_chain_names_its_firms_in_their_order() -> None:
    found = longest_chain(network([(2, 0), (0, 3), (3, 1), (2, 1)], 5))
    assert (found.depth, found.actors) == (3, (2, 0, 3, 1))


def test_nobody_gives_no_chain() -> None:
    assert longest_chain(network([], 0)).depth == 0
    assert longest_chain(network([], 2)).actors == ()
