"""Throughflow, cycling, path length and ascendency: six firms worked by hand, and 55 published networks."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from core.network_flows import FlowMatrix, ascendency, finn_cycling, flow_matrix, mean_path_length, throughflow
from core.snapshot import Snapshot

DATA = Path(os.environ.get("CLUSTER_ATLAS_DATA", "")) / "enar" / "networks.json"
# P, C, K, D, W, B in kt: P-K 40, P-D 30, C-K 20, D-W 50, C-W 30, W-P 45, W-B 20.
PAIRS = {(0, 2): 40, (0, 3): 30, (1, 2): 20, (3, 4): 50, (1, 4): 30, (4, 0): 45, (4, 5): 20}


def flows(inside: Any, imports: Any, exports: Any, dissipation: Any) -> FlowMatrix:
    columns = [np.asarray(values, dtype=np.float64) for values in (imports, exports, dissipation)]
    return FlowMatrix(np.arange(len(columns[0])), csr_array(np.asarray(inside, dtype=np.float64)), *columns)


@pytest.fixture
def six_firms() -> FlowMatrix:
    inside = np.zeros((6, 6))
    inside[tuple(np.array(list(PAIRS)).T)] = list(PAIRS.values())
    return flows(inside, (60, 70, 50, 30, 0, 10), (25, 15, 95, 5, 10, 28), (10, 5, 15, 5, 5, 2))


def test_throughflow_is_what_comes_in_from_outside_and_inside(six_firms: FlowMatrix) -> None:
    assert throughflow(six_firms).tolist() == [105, 70, 110, 60, 80, 30]


def test_cycling_and_path_length_of_six_firms_are_those_worked_by_hand(six_firms: FlowMatrix) -> None:
    # The ring P-D-W-P gains (30/105)(50/60)(45/80); it carries 245 of 455.
    assert finn_cycling(six_firms).index == pytest.approx(245 * 0.1339285714 / 455, abs=1e-9)
    assert mean_path_length(six_firms) == pytest.approx(455 / 220)


def test_ascendency_of_six_firms_is_that_worked_by_hand(six_firms: FlowMatrix) -> None:
    order = ascendency(six_firms)
    assert order is not None
    assert order.throughput == 675
    assert order.ascendency == pytest.approx(862.85, abs=0.005)
    assert order.capacity == pytest.approx(2781.65, abs=0.005)
    assert order.order == pytest.approx(0.310195, abs=5e-7)
    assert order.robustness == pytest.approx(0.363100, abs=5e-7)


def test_links_of_one_pair_are_added_and_losses_parted_from_exports(small_cluster: Any) -> None:
    snapshot: Snapshot = small_cluster.snapshot()
    values = np.array([1000.0] * len(snapshot.flow))
    made = flow_matrix(snapshot.flow, values, np.ones(len(values), dtype=bool))
    assert made.inside.sum() == 7000
    assert (made.imports.sum(), made.exports.sum(), made.dissipation.sum()) == (5000, 6000, 6000)


def test_parallel_links_and_self_loops_count_in_the_matrix(cluster: Callable[..., Snapshot]) -> None:
    rows = [("A", "B", "ash"), ("A", "B", "slag"), ("A", "A", "water")]
    snapshot = cluster(flow=[{"sender": s, "receiver": r, "commodity": c} for s, r, c in rows])
    made = flow_matrix(snapshot.flow, np.array([1.0, 2.0, 4.0]), np.ones(3, dtype=bool))
    assert made.inside.toarray().tolist() == [[4, 3], [0, 0]]


def test_nothing_that_comes_in_leaves_a_path_without_a_beginning() -> None:
    assert mean_path_length(flows([[0, 1], [1, 0]], (0, 0), (0, 0), (0, 0))) is None


def test_a_single_flow_has_no_robustness() -> None:
    order = ascendency(flows([[0.0]], [5], [0], [0]))
    assert order is not None
    assert (order.capacity, order.order, order.robustness) == (0, None, None)


def test_a_star_of_unlike_flows_has_no_order_and_no_robustness() -> None:
    star = np.zeros((7, 7))
    star[0, 1:] = (5, 10, 10, 10, 10, 10)  # whose order comes out as -1.7e-16 by rounding
    order = ascendency(flows(star, [0] * 7, [0] * 7, [0] * 7))
    assert order is not None
    assert (order.ascendency, order.order, order.robustness, order.roles) == (0, 0, 0, 1)


def test_order_of_nothing_is_unknown() -> None:
    assert ascendency(flows(np.zeros((2, 2)), (0, 0), (0, 0), (0, 0))) is None


def published() -> list[dict[str, Any]]:
    return json.loads(DATA.read_text(encoding="utf-8")) if DATA.is_file() else []


def matrix_of(item: dict[str, Any]) -> tuple[FlowMatrix, bool]:
    """A published network, and whether exports and respiration are told apart."""
    told = item["network"]
    apart = all(value is not None for column in ("export", "respiration") for value in told[column])
    nothing = [0.0] * told["n"]
    lost = told["respiration"] if apart else nothing
    return flows(told["flow"], told["input"], told["export"] if apart else told["output"], lost), apart


@pytest.mark.skipif(not os.environ.get("CLUSTER_ATLAS_DATA"), reason="CLUSTER_ATLAS_DATA is not set")
@pytest.mark.parametrize("item", published(), ids=lambda item: item["id"])
def test_published_networks_agree_to_eight_digits(item: dict[str, Any]) -> None:
    made, apart = matrix_of(item)
    golden = item["golden"]["flow_ns"]
    assert throughflow(made).sum() == pytest.approx(golden["TST"], rel=1e-8)
    assert finn_cycling(made).index == pytest.approx(golden["FCI"], abs=1e-8)
    assert mean_path_length(made) == pytest.approx(golden["APL"], rel=1e-8)
    if apart:
        order, expected = ascendency(made), item["golden"]["ascendency"]
        assert order is not None
        assert order.ascendency == pytest.approx(expected["ASC"], rel=1e-8)
        assert order.capacity == pytest.approx(expected["CAP"], rel=1e-8)
        assert order.robustness == pytest.approx(expected["robustness"], abs=1e-8)
