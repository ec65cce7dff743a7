"""The 3-2 test, the symbiosis indicator, concentration and overlap, by examples worked by hand."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.supply_concentration import Niches, concentrations, mean_concentration, niche_overlaps, stop_losses
from core.symbiosis_tests import symbiosis_indicator, symbiosis_kernel

ASH, STEAM = 0, 1


def test_three_firms_with_two_resources_are_a_kernel() -> None:
    found = symbiosis_kernel([(0, 1, ASH), (1, 2, STEAM)])
    assert found is not None
    assert (found.actors, found.commodities, found.links) == ((1, 0, 2), (ASH, STEAM), (0, 1))


def test_one_resource_or_two_firms_are_none() -> None:
    assert symbiosis_kernel([(0, 1, ASH), (1, 2, ASH), (2, 0, ASH)]) is None
    assert symbiosis_kernel([(0, 1, ASH), (1, 0, STEAM), (1, 1, STEAM)]) is None
    assert symbiosis_kernel([(0, 1, ASH), (2, 3, STEAM)]) is None
    assert symbiosis_kernel([]) is None


def test_two_resources_with_one_partner_need_one_of_them_beside_another() -> None:
    found = symbiosis_kernel([(0, 1, ASH), (0, 2, ASH), (0, 1, STEAM)])
    assert found is not None
    assert (found.actors, found.commodities) == ((0, 1, 2), (STEAM, ASH))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 2)), max_size=12))
def test_a_kernel_is_found_wherever_there_is_one(links: list[tuple[int, int, int]]) -> None:
    ways = [(a, b, c) for a, b, c in links if a != b]
    there = any(
        len({*one[:2], *other[:2]}) == 3 and {*one[:2]} & {*other[:2]} and one[2] != other[2]
        for one in ways
        for other in ways
    )
    assert (symbiosis_kernel(links) is not None) == there


def test_the_symbiosis_indicator_is_that_worked_by_hand() -> None:
    assert symbiosis_indicator([(40, 3), (30, 2), (20, 3)], [(10, 3), (5, 2)]) == pytest.approx(5.854, abs=5e-4)
    assert symbiosis_indicator([(40, 3)], []) == 120


def test_an_input_hangs_on_its_suppliers_by_their_shares() -> None:
    found = concentrations([(9, ASH, 1, 30.0), (9, ASH, 2, 10.0), (9, ASH, 1, 20.0), (8, STEAM, 3, 40.0)])
    assert [(one.firm, one.shares) for one in found] == [(9, ((1, 50 / 60), (2, 10 / 60))), (8, ((3, 1.0),))]
    assert found[0].index == pytest.approx((25 + 1) / 36)
    assert mean_concentration(found) == pytest.approx((60 * 26 / 36 + 40) / 100)
    assert mean_concentration([]) is None


def test_the_losses_of_six_firms_are_those_worked_by_hand() -> None:
    # P-K 40, P-D 30, C-K 20, D-W 50, C-W 30, W-P 45, W-B 20: 235 in all.
    links = [("PK", 40.0), ("PD", 30.0), ("CK", 20.0), ("DW", 50.0), ("CW", 30.0), ("WP", 45.0), ("WB", 20.0)]
    told = stop_losses([(ord(pair[0]), ord(pair[1]), amount) for pair, amount in links])
    assert {chr(firm): round(100 * share, 1) for firm, share in told.items() if share > 0.3} == {
        "P": 48.9, "D": 34.0, "W": 61.7,
    }  # fmt: skip
    assert stop_losses([(1, 1, 5.0)]) == {}


def test_six_firms_have_the_single_partners_worked_by_hand() -> None:
    pairs = [(0, 2), (0, 3), (1, 2), (3, 4), (1, 4), (4, 0), (4, 5)]  # P, C, K, D, W, B
    suppliers = concentrations((receiver, ASH, sender, 1.0) for sender, receiver in pairs)
    receivers = concentrations((sender, ASH, receiver, 1.0) for sender, receiver in pairs)
    assert sorted(one.firm for one in suppliers if len(one.shares) == 1) == [0, 3, 5]
    assert [one.firm for one in receivers if len(one.shares) == 1] == [3]


def test_niches_overlap_by_the_smaller_shares() -> None:
    # Shares 0.5 / 0.5, 0.75 / 0.25 and a third that takes nothing of theirs: 1 - ½ (0.25 + 0.25).
    told = niche_overlaps({1: {ASH: 5.0, STEAM: 5.0}, 2: {ASH: 75.0, STEAM: 25.0}, 3: {7: 1.0}})
    assert told == Niches(1, 2, 0.75, ASH, 1)
    assert niche_overlaps({1: {ASH: 5.0}, 3: {7: 1.0}}) is None


Inputs = dict[int, dict[int, float]]


@given(st.dictionaries(st.integers(0, 5), st.dictionaries(st.integers(0, 4), st.floats(1e-6, 1e6), max_size=4)))
def test_the_largest_overlap_of_all_pairs_is_found_and_all_are_counted(inputs: Inputs) -> None:
    shares = {
        firm: {good: amount / sum(told.values()) for good, amount in told.items()} for firm, told in inputs.items()
    }
    overlaps = [
        sum(min(shares[one][good], shares[other][good]) for good in shares[one].keys() & shares[other].keys())
        for one, other in combinations(sorted(inputs), 2)
        if shares[one].keys() & shares[other].keys()
    ]
    told = niche_overlaps(inputs)
    assert (told.pairs if told else 0) == len(overlaps)
    assert (told.share if told else 0.0) == pytest.approx(max(overlaps, default=0.0), abs=1e-3)


def test_many_firms_of_many_inputs_are_compared_in_portions_that_may_be_stopped() -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, whole: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        niche_overlaps({firm: {ASH: 1.0} for firm in range(300)}, stop)
