"""Environs, utility and control: a chain worked by hand, six firms, and 55 published networks."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from core.network import Structure, cyclicity, food_web, strong_parts
from core.network_environs import Environs, environs, whole_network
from core.network_flows import FlowMatrix, ascendency, order_parts
from core.network_utility import relations, spectral_radius, system_control, utility

DATA = Path(os.environ.get("CLUSTER_ATLAS_DATA", "")) / "enar" / "networks.json"
NUMBERS = {
    "ID.F": "indirect_direct",
    "ID.F.O": "indirect_direct_output",
    "ID.F.I": "indirect_direct_input",
    "HMG.O": "homogenization_output",
    "HMG.I": "homogenization_input",
    "AMP.O": "amplification_output",
    "mode0.F": "boundary",
    "mode1.F": "first_passage",
    "mode2.F": "cycled",
    "APL": "aggradation",
}
PARTS = {"input": "import", "internal": "internal", "export": "export", "respiration": "dissipation"}


def flows(inside: Any, imports: Any, exports: Any, dissipation: Any = None) -> FlowMatrix:
    lost = np.zeros(len(imports)) if dissipation is None else dissipation
    columns = [np.nan_to_num(np.asarray(values, dtype=np.float64)) for values in (imports, exports, lost)]
    return FlowMatrix(np.arange(len(imports)), csr_array(np.asarray(inside, dtype=np.float64)), *columns)


def found(made: FlowMatrix) -> Environs:
    told = environs(made)
    assert isinstance(told, Environs)
    return told


@pytest.fixture
def chain() -> FlowMatrix:
    """100 t come in to A, 50 go on to B, 25 of them to C; the rest leaves."""
    return flows([[0, 50, 0], [0, 0, 25], [0, 0, 0]], (100, 0, 0), (50, 25, 25))


def test_a_chain_shares_what_it_passes_on(chain: FlowMatrix) -> None:
    told = found(chain)
    assert told.output_integral.tolist() == [[1, 0.5, 0.25], [0, 1, 0.5], [0, 0, 1]]
    assert told.input_integral.tolist() == [[1, 1, 1], [0, 1, 1], [0, 0, 1]]


def test_the_measures_of_a_chain_are_those_worked_by_hand(chain: FlowMatrix) -> None:
    # Of 100 that come in, 50 reach B directly and 25 reach C by way of B.
    told = whole_network(found(chain))
    assert (told.indirect_direct, told.first_passage, told.cycled) == (0.5, 75, 0)
    assert told.aggradation == pytest.approx(1.75)
    assert (told.indirect_direct_output, told.indirect_direct_input) == (0.25, 0.5)


def test_who_gives_in_a_chain_governs_who_takes(chain: FlowMatrix) -> None:
    told = found(chain)
    assert system_control(told).tolist() == [1.25, 0.5, 0]


def test_the_utilities_of_a_chain_are_those_worked_by_hand(chain: FlowMatrix) -> None:
    # D = [[0, -.5, 0], [1, 0, -.5], [0, 1, 0]], of which det(I - D) = 2.
    told = utility(chain)
    assert told is not None
    assert told.integral == pytest.approx(np.array([[0.75, -0.25, 0.125], [0.5, 0.5, -0.25], [0.5, 0.5, 0.75]]))
    assert told.mutualism == 3.5
    assert told.radius == pytest.approx(1, rel=0.01)  # its ways count no less the longer they are
    # 100 (0.75 + 0.125) + 50 (0.5 + 0.5) + 25 (0.5 + 0.5 + 0.75) against 100 x 0.25 + 50 x 0.25.
    assert told.synergism == pytest.approx(181.25 / 37.5)
    assert relations(told.integral) == {"mutual": 1, "competing": 0, "exploitation": 2, "neutral": 0, "one-sided": 0}


@given(st.lists(st.lists(st.floats(-1, 1), min_size=4, max_size=4), min_size=4, max_size=4))
def test_the_spectral_radius_is_that_of_the_eigenvalues(rows: list[list[float]]) -> None:
    square = np.round(np.array(rows), 3)
    largest = np.abs(np.linalg.eigvals(square)).max()
    assert spectral_radius(square) == pytest.approx(largest, rel=0.01, abs=0.01)


def test_a_closed_loop_names_the_actors_in_which_it_turns() -> None:
    told = environs(flows([[0, 10, 0], [10, 0, 0], [0, 0, 0]], (0, 0, 5), (0, 0, 5)))
    assert not isinstance(told, Environs)
    assert told.tolist() == [0, 1]


def test_an_actor_that_passes_on_more_than_it_gets_is_named() -> None:
    told = environs(flows([[0, 6], [13, 0]], (0, 0), (0, 0)))
    assert not isinstance(told, Environs)
    assert told.tolist() == [1]


def test_an_actor_without_flow_stands_for_itself() -> None:
    told = found(flows([[0, 5, 0], [0, 0, 0], [0, 0, 0]], (5, 0, 0), (0, 5, 0)))
    assert told.input_integral[2].tolist() == [0, 0, 1]


def test_who_gives_without_getting_still_counts_for_who_gets() -> None:
    told = found(flows([[0, 5], [0, 0]], (0, 0), (0, 0)))
    assert (told.input_integral.tolist(), told.output_integral.tolist()) == ([[1, 1], [0, 1]], [[1, 0], [0, 1]])


@given(st.lists(st.lists(st.floats(0, 100), min_size=4, max_size=4), min_size=4, max_size=4), st.floats(1e-6, 1e6))
def test_throughflow_follows_from_what_comes_in_at_every_scale(rows: list[list[float]], scale: float) -> None:
    inside = np.triu(np.array(rows), 1)  # what comes in to each is at least what it passes on
    imports = inside.sum(axis=1) + 1
    one = found(flows(inside, imports, np.zeros(4)))
    other = found(flows(scale * inside, scale * imports, np.zeros(4)))
    assert imports @ one.output_integral == pytest.approx(one.throughflow, rel=1e-9)
    assert other.output_integral == pytest.approx(one.output_integral, rel=1e-9, abs=1e-12)


def published() -> list[dict[str, Any]]:
    return json.loads(DATA.read_text(encoding="utf-8")) if DATA.is_file() else []


def known(values: list[float | None]) -> list[float]:
    return [value or 0.0 for value in values]


@pytest.mark.skipif(not os.environ.get("CLUSTER_ATLAS_DATA"), reason="CLUSTER_ATLAS_DATA is not set")
@pytest.mark.parametrize("item", published(), ids=lambda item: item["id"])
def test_environs_of_published_networks_agree_to_eight_digits(item: dict[str, Any]) -> None:
    told, golden = item["network"], item["golden"]
    made = found(flows(told["flow"], known(told["input"]), known(told["output"])))
    assert made.throughflow == pytest.approx(np.array(golden["T"]), rel=1e-8)
    assert made.output_direct == pytest.approx(np.array(golden["G"]), abs=1e-8)
    assert made.output_integral == pytest.approx(np.array(golden["N"]), rel=1e-8, abs=1e-8)
    numbers = whole_network(made)
    expected = golden["flow_ns"]
    total = made.throughflow.sum()
    last = max(1e-8, 1e-10 * total)  # one of 10 000 that cycles rests on the last digits of the inverse
    for theirs, ours in NUMBERS.items():
        assert getattr(numbers, ours) == pytest.approx(expected[theirs], rel=1e-8, abs=last), theirs
    shares = (numbers.boundary / total, numbers.direct / total, numbers.indirect / total)
    assert shares == pytest.approx((expected["BFI"], expected["DFI"], expected["IFI"]), rel=1e-8, abs=1e-8)
    if item["id"] != "009_Oyster_Reef":  # five pairs of exactly 1, which the package counts by their last digit
        assert numbers.amplification_input == expected["AMP.I"]


@pytest.mark.skipif(not os.environ.get("CLUSTER_ATLAS_DATA"), reason="CLUSTER_ATLAS_DATA is not set")
@pytest.mark.parametrize("item", published(), ids=lambda item: item["id"])
def test_parts_of_the_order_of_published_networks_agree_to_eight_digits(item: dict[str, Any]) -> None:
    told, expected = item["network"], item["golden"]["ascendency"]
    if any(value is None for column in ("export", "respiration") for value in told[column]):
        pytest.skip("exports and respiration are not told apart")
    made = flows(told["flow"], told["input"], told["export"], told["respiration"])
    parts = order_parts(made)
    for theirs, ours in PARTS.items():
        part = parts[ours]
        assert part.ascendency == pytest.approx(expected[f"A.{theirs}"], rel=1e-8, abs=1e-8)
        assert part.overhead == pytest.approx(expected[f"OH.{theirs}"], rel=1e-8, abs=1e-8)
        assert part.capacity == pytest.approx(expected[f"CAP.{theirs}"], rel=1e-8, abs=1e-8)
    overhead = sum(part.overhead for part in parts.values())
    assert overhead == pytest.approx(expected["OH"], rel=1e-8)
    order = ascendency(made)
    assert order is not None
    assert order.roles == pytest.approx(expected["TD"], rel=1e-8)
    assert order.link_density == pytest.approx(expected["ELD"], rel=1e-8)
    assert order.throughput == pytest.approx(item["golden"]["flow_ns"]["TSTp"], rel=1e-8)


@pytest.mark.skipif(not os.environ.get("CLUSTER_ATLAS_DATA"), reason="CLUSTER_ATLAS_DATA is not set")
@pytest.mark.parametrize("item", published(), ids=lambda item: item["id"])
def test_the_structure_of_published_networks_agrees_to_eight_digits(item: dict[str, Any]) -> None:
    told, expected = np.array(item["network"]["flow"]) > 0, item["golden"]["structure_ns"]
    count = len(told)
    if told.diagonal().any():
        pytest.skip("an actor's links to itself are none here")
    made = Structure(np.arange(count), *np.nonzero(told))
    parts = strong_parts(csr_array(told.astype(np.float64)))
    web = food_web(made)
    assert (web.links, web.connectance) == (expected["L"], pytest.approx(expected["C"], rel=1e-8))
    assert web.linkage_density == pytest.approx(expected["LD"], rel=1e-8)
    assert len(parts) == expected["no.scc.big"]
    assert count - sum(map(len, parts)) + len(parts) == expected["no.scc"]
    assert sum(map(len, parts)) / count == pytest.approx(expected["pscc"], rel=1e-8)
    assert cyclicity(made) == pytest.approx(expected["lam1A"], rel=1e-8, abs=1e-8)
