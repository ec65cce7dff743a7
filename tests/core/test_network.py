"""Structure of networks: food-web measures and cyclicity by hand, and eleven parks beside published counts."""

import csv
import os
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from core.imports import import_sheet
from core.network import Structure, cyclicity, exchanging, food_web, strong_parts, structure
from core.project import Project
from core.sheets import read_sheet
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
DATA = Path(os.environ.get("CLUSTER_ATLAS_DATA", "")) / "eips"
needs_data = pytest.mark.skipif(not os.environ.get("CLUSTER_ATLAS_DATA"), reason="CLUSTER_ATLAS_DATA is not set")


def network(count: int, *pairs: tuple[int, int]) -> Structure:
    sender, receiver = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2).T
    return Structure(np.arange(count), sender, receiver)


def ring(count: int) -> list[tuple[int, int]]:
    return [(step, (step + 1) % count) for step in range(count)]


def test_food_web_measures_of_six_firms_are_those_worked_by_hand() -> None:
    # P-K, P-D, C-K, D-W, C-W, W-P, W-B: 7 links, 4 givers, 5 receivers, of whom P, D and B have one supplier.
    web = food_web(network(6, (0, 2), (0, 3), (1, 2), (3, 4), (1, 4), (4, 0), (4, 5)))
    assert (web.actors, web.links) == (6, 7)
    assert web.connectance == pytest.approx(7 / 36)
    assert web.linkage_density == pytest.approx(7 / 6)
    assert (web.prey_predator_ratio, web.generalization, web.vulnerability) == (0.8, 1.4, 1.75)
    assert web.specialized_predator_fraction == 0.6


def test_measures_without_a_link_are_unknown_and_not_zero() -> None:
    web = food_web(network(0))
    assert (web.actors, web.links) == (0, 0)
    assert {web.connectance, web.generalization, web.prey_predator_ratio} == {None}


@pytest.mark.parametrize("count", [2, 3, 7, 900])
def test_a_ring_of_any_length_has_cyclicity_1(count: int) -> None:
    assert cyclicity(network(count, *ring(count))) == pytest.approx(1, abs=1e-12)


def test_a_network_without_a_cycle_has_cyclicity_exactly_0() -> None:
    assert cyclicity(network(5, (0, 1), (1, 2), (0, 2), (2, 3), (1, 4))) == 0.0


def test_cyclicity_of_a_complete_network_is_its_size_less_one() -> None:
    pairs = [(one, other) for one in range(5) for other in range(5) if one != other]
    assert cyclicity(network(5, *pairs)) == pytest.approx(4, abs=1e-11)


def test_cyclicity_agrees_with_all_eigenvalues_where_the_power_iteration_creeps() -> None:
    pairs = [*ring(300), (0, 140), (20, 5)]
    matrix = np.zeros((300, 300))
    matrix[tuple(np.array(pairs).T)] = 1
    expected = float(np.abs(np.linalg.eigvals(matrix)).max())
    assert cyclicity(network(300, *pairs)) == pytest.approx(expected, abs=1e-10)


def test_cyclicity_of_a_random_network_is_the_published_eigenvalue() -> None:
    # METHODS 2.1: 300 actors, 900 links, each drawn after the other (networkx.gnm_random_graph, seed 1).
    drawn, pairs = random.Random(1), set[tuple[int, int]]()
    while len(pairs) < 900:
        one, other = drawn.choice(range(300)), drawn.choice(range(300))
        if one != other:
            pairs.add((one, other))
    assert cyclicity(network(300, *pairs)) == pytest.approx(3.0462416727, abs=1e-9)


@pytest.mark.parametrize("shift", [1, 40], ids=["any", "two groups that give to each other alone"])
def test_cyclicity_of_a_large_part_agrees_with_all_eigenvalues(shift: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.network.LARGE", 1)
    drawn = np.random.default_rng(4).random((80, 80)) < 0.05
    drawn |= np.roll(np.eye(80, dtype=bool), shift, axis=1)
    if shift == 40:
        drawn[:40, :40] = drawn[40:, 40:] = False
    np.fill_diagonal(drawn, False)
    expected = float(np.abs(np.linalg.eigvals(drawn.astype(float))).max())
    assert cyclicity(network(80, *map(tuple, np.argwhere(drawn).tolist()))) == pytest.approx(expected, rel=1e-11)


def test_strong_parts_are_the_cycles_alone() -> None:
    ends = np.array([(0, 1), (1, 0), (1, 2), (2, 3), (3, 4), (4, 2)]).T
    parts = strong_parts(csr_array((np.ones(6), tuple(ends)), shape=(6, 6)))
    assert sorted(part.tolist() for part in parts) == [[0, 1], [2, 3, 4]]


def test_an_actor_linked_only_with_itself_or_the_outside_counts_without_a_link(cluster: Enter) -> None:
    snapshot = cluster(
        flow=[
            {"sender": "A", "receiver": "A", "commodity": "slag"},
            {"sender": "B", "receiver": None, "commodity": "slag"},
            {"sender": "C", "receiver": "D", "commodity": "slag"},
            {"sender": "C", "receiver": "D", "commodity": "ash"},
        ],
        actor=[{"name": "E"}],
    )
    made = structure(snapshot.flow, np.ones(4, dtype=bool))
    assert len(made.actors) == 4
    assert len(made.sender) == 1


def test_a_link_of_unknown_amount_is_a_link_and_one_of_zero_is_none() -> None:
    assert exchanging(np.array([np.nan, 0.0, 3.0])).tolist() == [True, False, True]


def golden() -> list[dict[str, str]]:
    path = DATA / "golden_indicators.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@needs_data
@pytest.mark.parametrize("park", golden(), ids=lambda park: park["case"])
def test_eleven_parks_have_the_published_actors_links_density_and_cyclicity(
    project: Project, park: dict[str, str]
) -> None:
    result = import_sheet(project, read_sheet(DATA / f"{park['case']}.csv"), "flows")
    assert result.imported + result.skipped == int(park["rows"])  # an equal row stands twice in Kwinana2000
    snapshot = project.snapshot()
    made = structure(snapshot.flow, np.ones(len(snapshot.flow), dtype=bool))
    web = food_web(made)
    assert (web.actors, web.links) == (int(park["nodes"]), int(park["links_simple"]))
    assert web.links / (web.actors * (web.actors - 1)) == pytest.approx(float(park["density"]), abs=1e-12)
    assert cyclicity(made) == pytest.approx(float(park["cyclicity_lambda"]), abs=1e-6)
