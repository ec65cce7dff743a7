"""Coupling coordination: METHODS' worked numbers, and what the paper says of the usual degree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.coupling_degree import coupled, entropy_weights, grade, lag, normalised

YEARS = range(2020, 2025)
FIRST = np.array([(12, 1.05, 55), (13, 1.15, 58), (15, 1.30, 60), (16, 1.32, 66), (18, 1.45, 70)], dtype=float)
SECOND = np.array([(60, 0.55, 9.0), (64, 0.50, 8.4), (66, 0.47, 8.1), (73, 0.42, 7.0), (79, 0.37, 6.1)])
SIGNS = np.array([1, -1, -1])


def within(values: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Shares between the least and the most of the sample itself."""
    low, high = values.min(axis=0), values.max(axis=0)
    return normalised(values, np.where(signs > 0, low, high), np.where(signs > 0, high, low))


def test_entropy_weights_and_the_third_year_have_the_worked_values() -> None:
    one, other = within(FIRST, np.ones(3)), within(SECOND, SIGNS)
    first, second = entropy_weights(one), entropy_weights(other)
    assert first == pytest.approx([0.3439, 0.2959, 0.3601], abs=6e-5)
    assert second == pytest.approx([0.3501, 0.2963, 0.3536], abs=6e-5)
    systems = (float(one[2] @ first), float(other[2] @ second))
    assert systems == pytest.approx((0.4770, 0.3520), abs=6e-5)
    told = coupled(systems)
    assert (told.usual, told.usual_coordination) == pytest.approx((0.9886, 0.6401), abs=6e-5)
    assert (told.corrected, told.coordination) == pytest.approx((0.8036, 0.5771), abs=6e-5)
    assert (grade(told.usual_coordination), grade(told.coordination)) == ("primary coordination", "bare coordination")


def test_fixed_benchmarks_give_the_worked_years() -> None:
    one = normalised(FIRST, np.array([10, 1.0, 50]), np.array([20, 1.5, 80]))
    other = normalised(SECOND, np.array([50, 0.60, 10]), np.array([85, 0.35, 5]))
    weights = entropy_weights(within(FIRST, np.ones(3))), entropy_weights(within(SECOND, SIGNS))
    found = [(float(a @ weights[0]), float(b @ weights[1])) for a, b in zip(one, other, strict=True)]
    assert len(found) == len(YEARS)
    assert found == [
        pytest.approx(pair, abs=6e-5)
        for pair in ((0.1584, 0.2300), (0.2880, 0.3717), (0.4696, 0.4485), (0.5878, 0.6556), (0.7816, 0.8385))
    ]
    degrees = [coupled(pair).coordination for pair in found]
    assert degrees == pytest.approx([0.3941, 0.5272, 0.6662, 0.7539, 0.8715], abs=6e-5)
    assert [grade(degree).partition(" ")[0] for degree in degrees] == [
        "slight",
        "bare",
        "primary",
        "intermediate",
        "good",
    ]


def test_the_usual_degree_keeps_its_factor_and_three_systems_have_the_worked_values() -> None:
    assert coupled((0.3, 0.2)).usual == pytest.approx(0.9798, abs=5e-5)
    told = coupled((0.6, 0.5, 0.4))
    assert (told.usual, told.corrected) == pytest.approx((0.98648, 0.80373), abs=5e-6)


def test_nothing_at_all_couples_nothing_and_bounds_belong_to_the_lower_grade() -> None:
    assert coupled((0.0, 0.0)).coordination == 0.0
    assert (grade(0.0), grade(0.1), grade(0.6), grade(0.7), grade(1.0)) == (
        "extreme imbalance", "extreme imbalance", "bare coordination", "primary coordination", "superior coordination"
    )  # fmt: skip


def test_four_years_or_indicators_that_never_change_weigh_alike() -> None:
    assert entropy_weights(within(FIRST[:4], np.ones(3))) == pytest.approx([1 / 3] * 3)
    assert entropy_weights(np.full((6, 2), 0.4)) == pytest.approx([0.5, 0.5])
    steady = np.column_stack([np.full(6, 0.4), np.linspace(0, 1, 6)])
    assert entropy_weights(steady) == pytest.approx([0.0, 1.0])


def test_random_pairs_lie_above_four_fifths_as_the_paper_counts() -> None:
    pairs = np.random.default_rng(1).random((3000, 2)).tolist()
    told = [coupled((one, other)) for one, other in pairs]
    usual, corrected = np.array([one.usual for one in told]), np.array([one.corrected for one in told])
    assert (usual > 0.8).mean() == pytest.approx(0.750, abs=0.02)
    assert (corrected > 0.8).mean() == pytest.approx(0.243, abs=0.02)


@given(st.floats(0, 1), st.floats(0, 1))
def test_degrees_lie_between_0_and_1_and_do_not_ask_which_comes_first(one: float, other: float) -> None:
    told, turned = coupled((one, other)), coupled((other, one))
    assert told.coordination == pytest.approx(turned.coordination)
    assert all(0 <= part <= 1 + 1e-9 for part in (told.usual, told.corrected, told.mean, told.coordination))
    assert lag(one, other) == (-1 if abs(one - other) < 0.1 else int(one > other))
