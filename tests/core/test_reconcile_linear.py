"""Weighted least squares of amounts: the worked examples by hand, several statements, contradicting constants."""

import numpy as np
import pytest

from core.reconcile_bounds import bounded_balance, ranges
from core.reconcile_linear import balance, spread
from core.reconcile_model import CLASSES, Arcs, combine
from core.reconcile_shares import intake_shares
from tests.core.balancing import ASH, CHAIN, UNKNOWN, arcs_of


def classes(arcs: Arcs) -> list[str]:
    return [CLASSES[kind] for kind in balance(arcs).classified.kind]


def test_the_ash_works_are_balanced_as_by_hand() -> None:
    solved = balance(arcs_of(2, *ASH))
    assert solved.amount == pytest.approx([96, 64.56, 31.44, 210, 275, -0.44])
    assert classes(arcs_of(2, *ASH)) == ["redundant"] * 3 + ["non-redundant"] * 2 + ["observable"]
    assert spread(solved).sd == pytest.approx([3.5355, 3.2985, 2.7166, 10, 8, 13.22], abs=5e-3)


def test_an_amount_below_0_is_held_at_0_and_the_others_give_way() -> None:
    bounded = bounded_balance(arcs_of(2, *ASH))
    assert bounded.balanced.amount == pytest.approx([96.02, 64.587, 31.433, 210.251, 274.838, 0], abs=1e-3)
    assert bounded.at_bound.tolist() == [False] * 5 + [True]
    assert bounded.settled


def test_a_store_may_lose_what_it_had() -> None:
    arcs = arcs_of(1, (-1, 0, 100, 5), (0, -1, 120, 5), (0, -1, UNKNOWN, UNKNOWN))
    free = Arcs(1, arcs.tail, arcs.head, arcs.value, arcs.sd, np.array([False, False, True]))
    assert bounded_balance(free).balanced.amount == pytest.approx([100, 120, -20])
    assert bounded_balance(arcs).balanced.amount == pytest.approx([110, 110, 0])


def test_a_chain_agrees_on_one_amount_and_names_its_resistances() -> None:
    solved = balance(arcs_of(3, *CHAIN))
    found = spread(solved)
    assert solved.amount == pytest.approx([104.9423] * 4, abs=1e-4)
    assert found.sd == pytest.approx([1.0553] * 4, abs=1e-4)
    assert found.loss == pytest.approx([0.180395, 0.180395, 0.123558, 0.180395], abs=1e-6)


def test_the_share_of_what_comes_in_knows_that_both_move_together() -> None:
    solved = balance(arcs_of(2, *ASH))
    found = intake_shares(solved, spread(solved).sd)
    assert found.share[1:3] == pytest.approx([0.6725, 0.3275])
    assert found.sd[1:3] == pytest.approx([0.02503, 0.02503], abs=1e-5)  # without the covariance 0.0424
    assert np.isnan(found.share[[0, 3, 4, 5]]).all()  # from outside, or from where an amount is unknown


def test_undetermined_amounts_get_limits_and_the_set_that_one_measurement_determines() -> None:
    arcs = arcs_of(2, (-1, 0, 150, 8), (0, 1, UNKNOWN, UNKNOWN), (0, -1, UNKNOWN, UNKNOWN), (1, -1, UNKNOWN, UNKNOWN))
    solved = balance(arcs)
    assert solved.classified.group.tolist() == [-1, 0, 0, 0]
    limits = ranges(solved)
    assert (limits.low[1:], limits.high[1:]) == (pytest.approx([0, 0, 0]), pytest.approx([150, 150, 150]))


def test_parallel_unknown_amounts_are_never_bridges() -> None:
    arcs = arcs_of(1, (-1, 0, 10, 1), (0, -1, UNKNOWN, UNKNOWN), (0, -1, UNKNOWN, UNKNOWN))
    assert classes(arcs) == ["non-redundant", "unobservable", "unobservable"]


def test_an_unknown_amount_in_a_closed_loop_has_no_upper_limit() -> None:
    arcs = arcs_of(2, (0, 1, UNKNOWN, UNKNOWN), (1, 0, UNKNOWN, UNKNOWN))
    limits = ranges(balance(arcs))
    assert limits.low.tolist() == [0, 0]
    assert np.isinf(limits.high).all()


def test_statements_about_one_amount_count_by_their_accuracy() -> None:
    both = combine(np.array([0, 0, 2]), np.array([100.0, 130.0, 7.0]), np.array([10.0, 20.0, 1.0]), 3)
    assert both.value[[0, 2]] == pytest.approx([106, 7])
    assert both.sd[0] == pytest.approx(8.944, abs=1e-3)
    assert np.isnan(both.value[1])
    assert both.chi_square == pytest.approx([1.8, 0, 0])  # 30² / (10² + 20²)
    assert both.freedom.tolist() == [1, 0, 0]


def test_a_statement_without_doubt_stands_as_it_is() -> None:
    fixed = combine(np.array([0, 0]), np.array([100.0, 90.0]), np.array([0.0, 5.0]), 1)
    assert (fixed.value[0], fixed.sd[0]) == (100, 0)


def test_constants_that_contradict_each_other_are_named_and_left_alone() -> None:
    arcs = arcs_of(3, (-1, 0, 10, 0), (0, -1, 12, 0), (-1, 1, 5, 1), (1, 2, 5, 1), (2, -1, 6, 1))
    solved = balance(arcs)
    assert solved.contradicting[solved.classified.merged[:3]].tolist() == [True, False, False]
    assert solved.amount[:2].tolist() == [10, 12]
    assert solved.amount[2:] == pytest.approx([5 + 1 / 3] * 3)


def test_a_closed_loop_without_any_import_is_balanced_too() -> None:
    solved = balance(arcs_of(2, (0, 1, 10, 1), (1, 0, 12, 1)))
    assert solved.amount == pytest.approx([11, 11])


def test_an_amount_to_oneself_changes_no_balance() -> None:
    arcs = arcs_of(1, (-1, 0, 10, 1), (0, -1, 12, 1), (0, 0, 99, 1), (0, 0, UNKNOWN, UNKNOWN))
    solved = balance(arcs)
    assert solved.amount[:3] == pytest.approx([11, 11, 99])
    assert classes(arcs)[2:] == ["non-redundant", "unobservable"]


@pytest.mark.parametrize("nodes", [0, 1])
def test_no_amounts_at_all_give_an_empty_answer(nodes: int) -> None:
    solved = bounded_balance(arcs_of(nodes)).balanced
    assert len(solved.amount) == 0
    assert len(spread(solved).sd) == 0


def test_tiny_and_huge_amounts_stand_together() -> None:
    rows = [(-1, 0, 1e12, 1e11), (0, -1, 1.1e12, 1e11), (-1, 1, 1e-12, 1e-13), (1, -1, 2e-12, 1e-13), (0, 1, 0.5, 0.1)]
    solved = balance(arcs_of(2, *rows))
    found = spread(solved)
    assert np.isfinite(solved.amount).all()
    assert np.isfinite(found.sd).all()
    assert solved.amount[0] == pytest.approx(1.05e12)


def test_an_sd_is_never_larger_than_that_of_the_least_sure_figure_however_uneven_they_are() -> None:
    huge, tiny = (1e12, 2e11), (1e-12, 2e-13)
    found = spread(balance(arcs_of(3, (-1, 0, *tiny), (0, 1, *huge), (1, 2, *tiny), (2, -1, *huge))))
    assert found.sd[[0, 2]] == pytest.approx([2e-13 / 2**0.5] * 2)  # the two sure ones together
    assert found.sd[[1, 3]] == pytest.approx([0, 0], abs=1e-9)
