"""Transfer coefficients and concentrations: the benchmark of Cencic (2016), and linear problems of the literature."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from core.reconcile_linear import balance
from core.reconcile_model import CLASSES
from core.reconcile_ranges import system_ranges
from core.reconcile_system import ONE, Terms, Variables, solve
from tests.core.balancing import UNKNOWN, arcs_of

FOLDER = os.environ.get("CLUSTER_ATLAS_DATA", "")
needs_data = pytest.mark.skipif(not FOLDER, reason="CLUSTER_ATLAS_DATA does not name the folder of test data")
Term = tuple[int, float, int, int]


def terms_of(*rows: Term) -> Terms:
    equation, factor, first, second = (np.array(column) for column in zip(*rows, strict=True))
    return Terms(equation, factor.astype(float), first, second)


def problems() -> list[dict[str, object]]:
    file = Path(FOLDER) / "reconciliation" / "linear.json"
    return list(json.loads(file.read_text(encoding="utf-8"))) if FOLDER else []


def test_the_benchmark_with_a_transfer_coefficient_gives_the_published_numbers() -> None:
    variables = Variables(
        value=np.array([100, 50, 300, UNKNOWN, 160, UNKNOWN, UNKNOWN, 0.5]),
        sd=np.array([10, 0, 30, UNKNOWN, 16, UNKNOWN, UNKNOWN, 0.05]),
        start=np.array([100, 50, 300, 150, 160, 80, 80, 0.5]),
    )
    terms = terms_of(
        (0, 1, 0, ONE), (0, 1, 1, ONE), (0, 1, 3, ONE), (0, -1, 2, ONE), (1, 1, 2, ONE), (1, -1, 3, ONE),
        (1, -1, 4, ONE), (2, 1, 4, ONE), (2, -1, 5, ONE), (2, -1, 6, ONE), (3, 1, 3, ONE), (3, -1, 2, 7),
    )  # fmt: skip
    solved = solve(variables, terms)
    measured = [0, 2, 4, 7, 3]
    assert solved.value[measured] == pytest.approx([102.425960, 302.416229, 152.425960, 0.495973, 149.990270], abs=1e-6)
    assert solved.sd[measured] == pytest.approx([7.882792, 22.608614, 7.882792, 0.037681, 21.213297], abs=1e-6)
    assert [CLASSES[kind] for kind in solved.kind] == [
        "redundant", "constant", "redundant", "observable", "redundant", "unobservable", "unobservable", "redundant",
    ]  # fmt: skip
    assert (solved.chi_square, solved.freedom) == (pytest.approx(0.29591, abs=1e-5), 2)
    assert solved.probability == pytest.approx(0.862, abs=1e-3)
    assert np.isnan(solved.value[5:7]).all()
    low, high = system_ranges(solved, terms, np.zeros(8, dtype=bool))
    assert low[5:7].tolist() == pytest.approx([0, 0])
    assert high[5:7].tolist() == pytest.approx([152.43, 152.43], abs=5e-3)
    assert np.isnan(low[:5]).all()


def test_a_product_of_two_unknown_variables_limits_neither() -> None:
    # x y = 6 and x + z = 10: only the sum limits x, and y may be anything.
    variables = Variables(np.array([UNKNOWN] * 3 + [10.0]), np.array([UNKNOWN] * 3 + [1.0]), np.array([2.0, 3, 8, 10]))
    terms = terms_of((0, 1, 0, 1), (0, -6, ONE, ONE), (1, 1, 0, ONE), (1, 1, 2, ONE), (1, -1, 3, ONE))
    low, high = system_ranges(solve(variables, terms), terms, np.zeros(4, dtype=bool))
    assert low[:3].tolist() == pytest.approx([0, 0, 0])
    assert high[:3].tolist() == pytest.approx([10, np.inf, 10])


def test_a_concentration_follows_from_the_substance_and_the_good() -> None:
    variables = Variables(np.array([200, 10, UNKNOWN]), np.array([20, 1, UNKNOWN]), np.array([200, 10, 0.1]))
    solved = solve(variables, terms_of((0, 1, 1, ONE), (0, -1, 0, 2)))
    assert solved.value[2] == pytest.approx(0.05)
    assert solved.sd[2] == pytest.approx(0.05 * np.sqrt(0.02))  # relative variances of quotients add up
    assert CLASSES[solved.kind[2]] == "observable"


def test_constants_that_contradict_each_other_name_their_equations() -> None:
    variables = Variables(np.array([10.0, 12.0, 5.0, 6.0]), np.array([0.0, 0.0, 1.0, 1.0]), np.zeros(4))
    solved = solve(variables, terms_of((0, 1, 0, ONE), (0, -1, 1, ONE), (1, 1, 2, ONE), (1, -1, 3, ONE)))
    assert (solved.status, solved.equations.tolist()) == ("contradicting", [0])
    assert solved.value.tolist() == [10, 12, 5, 6]


def test_a_problem_without_an_answer_ends_with_the_figures_as_told() -> None:
    variables = Variables(np.array([1.0]), np.array([0.1]), np.array([1.0]))
    solved = solve(variables, terms_of((0, 1, 0, 0), (0, 4, ONE, ONE)))  # x² = -4
    assert solved.status in ("not_settled", "contradicting")
    assert solved.value.tolist() == [1]


@needs_data
@pytest.mark.parametrize("problem", problems(), ids=lambda problem: str(problem["id"]))
def test_the_linear_problems_of_the_literature_are_met(problem: dict[str, object]) -> None:
    incidence = np.array(problem["incidence"])
    value, sd = np.array(problem["measured"], dtype=float), np.sqrt(np.array(problem["variance"], dtype=float))
    equation, stream = np.nonzero(incidence)
    terms = Terms(equation, incidence[equation, stream], stream, np.full(len(stream), ONE))
    node = np.vstack([incidence, np.zeros(len(value))])
    tail = np.where((node < 0).any(axis=0), np.argmin(node, axis=0), -1)
    head = np.where((node > 0).any(axis=0), np.argmax(node, axis=0), -1)
    graph = balance(
        arcs_of(len(incidence), *zip(tail.tolist(), head.tolist(), value.tolist(), sd.tolist(), strict=True))
    )
    system = solve(Variables(value, sd, value), terms)
    published = np.array(problem["wls_solution"])
    assert graph.amount == pytest.approx(published, rel=1e-5)
    assert system.value == pytest.approx(published, rel=1e-5)
    assert system.chi_square == pytest.approx(problem["objective"], rel=1e-5)
