"""Gross errors: global, nodal and measurement tests on the worked examples, and what resistances bound."""

import numpy as np
import pytest

from core.columns import Numbers
from core.reconcile_gross import critical, examined, hidden_flow, nodal_z, part_tests
from core.reconcile_linear import Balanced, balance, spread
from tests.core.balancing import ASH, CHAIN, UNKNOWN, Row, arcs_of


def chi_square(solved: Balanced) -> tuple[list[float], list[int], list[float]]:
    nothing = np.zeros(len(solved.arcs))
    found = part_tests(solved, nothing, nothing.astype(np.int64))
    return found.chi_square.tolist(), found.freedom.tolist(), found.limit.tolist()


def z_of(solved: Balanced, loss: Numbers) -> Numbers:
    """The test value of each measured amount from the resistance between its ends."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(solved.drop) / np.sqrt(loss))


def test_the_ash_works_pass_and_a_typing_slip_does_not() -> None:
    passed, degrees, limit = chi_square(balance(arcs_of(2, *ASH)))
    assert (passed, degrees) == ([pytest.approx(1.28)], [1])
    assert limit == [pytest.approx(3.841, abs=1e-3)]
    slipped = balance(arcs_of(2, *ASH[:2], (0, -1, 3, 3), *ASH[3:]))
    assert chi_square(slipped)[0] == [pytest.approx(24.5)]
    assert np.nanmax(nodal_z(slipped)) == pytest.approx(35 / np.sqrt(50))


def test_the_wrong_figure_of_a_chain_is_found_and_by_how_much() -> None:
    solved = balance(arcs_of(3, *CHAIN))
    chi, degrees, limit = chi_square(solved)
    assert (chi, degrees) == ([pytest.approx(111.70, abs=5e-3)], [3])
    assert limit == [pytest.approx(7.815, abs=1e-3)]
    assert z_of(solved, spread(solved).loss) == pytest.approx([2.909, 2.320, 10.545, 3.498], abs=1e-3)
    assert critical(4) == pytest.approx(2.491, abs=1e-3)


def test_without_the_wrong_figure_the_chain_closes_and_gives_it() -> None:
    solved = balance(arcs_of(3, *CHAIN[:2], (1, 2, UNKNOWN, UNKNOWN), CHAIN[3]))
    assert solved.amount == pytest.approx([100] * 4)
    chi, degrees, limit = chi_square(solved)
    assert (chi, degrees) == ([pytest.approx(0.5)], [2])
    assert limit == [pytest.approx(5.991, abs=1e-3)]


def test_an_unrecorded_amount_is_looked_for_at_the_node_that_misses_it() -> None:
    rows = [(-1, 0, 100, 2), (0, 1, 101, 2), (1, 2, 131, 2), (2, -1, 129, 2)]  # 30 came in at node 1, unseen
    solved = balance(arcs_of(3, *rows))
    found = hidden_flow(solved, spread(solved).node)
    assert int(np.nanargmax(found)) == solved.classified.merged[1]


def test_parts_without_a_common_amount_are_tested_apart() -> None:
    rows: list[Row] = [(-1, 0, 10, 1), (0, -1, 11, 1), (-1, 1, 10, 1), (1, -1, 30, 1)]
    chi, degrees, _ = chi_square(balance(arcs_of(2, *rows)))
    assert sorted(chi) == pytest.approx([0.5, 200])
    assert degrees == [1, 1]


def test_statements_that_nothing_else_checks_are_tested_against_each_other() -> None:
    solved = balance(arcs_of(0, (-1, -1, 106, 9)))
    found = part_tests(solved, np.array([25.0]), np.array([1]))
    assert (found.chi_square.max(), found.freedom.max()) == (25, 1)
    assert not found.passed.all()


def test_only_amounts_that_could_be_wrong_are_looked_at_in_a_dense_network() -> None:
    random = np.random.default_rng(4)
    rows = [(*map(int, random.integers(-1, 30, 2)), float(value), 1.0) for value in random.uniform(10, 20, 90)]
    solved = balance(arcs_of(30, *rows))
    whole = spread(solved).loss
    some = examined(solved, np.full(len(whole), np.nan))
    looked = ~np.isnan(some)
    assert some[looked] == pytest.approx(whole[looked], rel=1e-6)
    unseen = np.nan_to_num(z_of(solved, np.where(looked, np.nan, whole)))
    assert unseen.max() <= critical(90)
