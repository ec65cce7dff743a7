"""What must hold for every network: balances close, scale and order do not matter, graph and QR say the same."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reconcile_bounds import bounded_balance
from core.reconcile_classes import classify, ends_of
from core.reconcile_elimination import resistances
from core.reconcile_linear import balance, spread
from core.reconcile_model import Arcs
from core.reconcile_shares import intake_shares
from core.reconcile_system import ONE, Terms, Variables, solve
from tests.core.balancing import UNKNOWN, Row, arcs_of

NODES = 6
end = st.integers(-1, NODES - 1)
stated = st.tuples(end, end, st.floats(0.01, 1e6), st.floats(0.1, 100.0))
unknown = st.tuples(end, end, st.just(UNKNOWN), st.just(UNKNOWN))
networks = st.lists(st.one_of(stated, stated, unknown), min_size=1, max_size=24)


def left_over(arcs: Arcs, amount: np.ndarray) -> np.ndarray:
    """What each node leaves over, as a share of the largest amount told, NaN where one of its amounts is unknown."""
    tail, head = ends_of(arcs)
    over = np.bincount(head, amount, arcs.nodes + 1) - np.bincount(tail, amount, arcs.nodes + 1)
    return np.abs(over[:-1]) / np.nanmax(np.append(np.abs(arcs.value), 1e-12))


@given(networks)
@settings(max_examples=150, deadline=None)
def test_adjusted_amounts_balance_at_every_node(rows: list[Row]) -> None:
    arcs = arcs_of(NODES, *rows)
    solved = bounded_balance(arcs)
    assert np.nan_to_num(left_over(arcs, solved.balanced.amount)).max() < 1e-9
    if solved.settled:
        assert (np.nan_to_num(solved.balanced.amount) >= -1e-9 * np.nanmax(np.append(arcs.value, 1.0))).all()


@given(networks, st.sampled_from([1e-9, 1e-3, 1e3, 1e9]))
@settings(max_examples=60, deadline=None)
def test_amounts_in_another_unit_are_adjusted_alike(rows: list[Row], factor: float) -> None:
    arcs = arcs_of(NODES, *rows)
    other = Arcs(arcs.nodes, arcs.tail, arcs.head, arcs.value * factor, arcs.sd * factor, arcs.free)
    one, two = balance(arcs), balance(other)
    size = np.nanmax(np.append(np.abs(arcs.value), 1.0))
    assert two.amount / factor == pytest.approx(one.amount, abs=1e-9 * size, nan_ok=True)
    assert spread(two).sd / factor == pytest.approx(
        spread(one).sd, rel=1e-5, abs=2e-4 * np.nanmax(np.append(arcs.sd, 1.0)), nan_ok=True
    )


@given(networks, st.permutations(range(NODES)), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_nodes_and_amounts_changes_nothing(rows: list[Row], named: list[int], random: object) -> None:
    names = np.array([*named, -1])
    arcs = arcs_of(NODES, *rows)
    order = np.random.default_rng(len(rows)).permutation(len(rows))
    moved = Arcs(
        NODES, names[arcs.tail][order], names[arcs.head][order], arcs.value[order], arcs.sd[order], arcs.free[order]
    )
    one, two = balance(arcs), balance(moved)
    size = np.nanmax(np.append(np.abs(arcs.value), 1.0))
    assert two.amount == pytest.approx(one.amount[order], abs=1e-9 * size, nan_ok=True)
    assert two.classified.kind.tolist() == one.classified.kind[order].tolist()


@given(networks)
@settings(max_examples=200, deadline=None)
def test_the_graph_and_the_factorisation_classify_alike(rows: list[Row]) -> None:
    arcs = arcs_of(NODES, *[(*row[:2], row[2], 1.0) for row in rows if row[0] != row[1]])
    tail, head = ends_of(arcs)
    node = np.concatenate([head, tail])
    place = np.tile(np.arange(len(arcs)), 2)
    sign = np.repeat([1.0, -1.0], len(arcs))
    inner = node < NODES
    terms = Terms(node[inner], sign[inner], place[inner], np.full(int(inner.sum()), ONE))
    solved = solve(Variables(arcs.value, np.where(arcs.measured, 1.0, np.nan), np.ones(len(arcs))), terms)
    found = balance(arcs)
    assert solved.kind.tolist() == classify(arcs).kind.tolist()
    size = np.nanmax(np.append(np.abs(arcs.value), 1.0))
    assert solved.value == pytest.approx(found.amount, rel=1e-6, abs=1e-6 * size, nan_ok=True)
    assert solved.sd == pytest.approx(spread(found).sd, rel=1e-6, abs=2e-4, nan_ok=True)


@given(st.integers(0, 50))
@settings(max_examples=25, deadline=None)
def test_eliminated_stars_give_the_same_resistances_as_the_whole_inverse(seed: int) -> None:
    random = np.random.default_rng(seed)
    ends = random.integers(-1, 40, (2, 130))
    arcs = Arcs(40, ends[0], ends[1], random.uniform(1, 9, 130), random.uniform(0.1, 2, 130), np.zeros(130, dtype=bool))
    solved = balance(arcs)
    whole, stars = spread(solved), resistances(solved.net)
    assert stars is not None
    assert stars.arc == pytest.approx(whole.loss[~np.isnan(whole.loss)], rel=1e-9)
    assert stars.node == pytest.approx(whole.node, rel=1e-9)


@given(networks)
@settings(max_examples=100, deadline=None)
def test_the_shares_of_what_leaves_a_node_add_up_to_what_came_in(rows: list[Row]) -> None:
    arcs = arcs_of(NODES, *rows)
    solved = balance(arcs)
    found = intake_shares(solved, spread(solved).sd)
    tail, _ = ends_of(arcs)
    known = ~np.isnan(found.share)
    assert np.isfinite(found.sd[known]).all()
    size = np.abs(found.share[known]).max(initial=1.0)
    for node in set(tail[known].tolist()):
        assert found.share[known & (tail == node)].sum() == pytest.approx(1, abs=1e-6 * size)


def test_no_step_of_a_large_network_is_too_long_to_be_stopped() -> None:
    random = np.random.default_rng(5)
    tail = random.integers(0, 3000, 9000)
    head = np.where(random.random(9000) < 0.05, -1, (tail + random.integers(1, 60, 9000)) % 3000)
    arcs = Arcs(3000, tail, head, random.uniform(1, 9, 9000), random.uniform(0.1, 2, 9000), np.zeros(9000, dtype=bool))
    asked = [time.thread_time()]
    spread(balance(arcs), lambda done, whole: asked.append(time.thread_time()))
    assert len(asked) > 50
    assert np.diff(asked[1:]).max() < 0.5  # seconds of the processor
