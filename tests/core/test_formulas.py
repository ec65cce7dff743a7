"""Formulas read names, the four operations, growth and means, and nothing else."""

import pytest

from core.formulas import parse_comparison, parse_formula, value_of

TOLD = {("va", 0): 133.1, ("va", 3): 100.0, ("energy", 0): 49.17, ("energy", 3): 45.0, ("none", 0): 0.0}


def figure(name: str, before: int) -> float | None:
    return TOLD.get((name, before))


def value(text: str) -> float | None:
    return value_of(parse_formula(text), figure)


def test_growth_over_three_years_and_elasticity_are_those_of_the_worked_example() -> None:
    assert value("growth(va, 3) * 100") == pytest.approx(10.0)
    assert value("growth(energy, 3) * 100") == pytest.approx(2.998, abs=5e-4)
    assert value("growth(energy, 3) / growth(va, 3)") == pytest.approx(0.2998, abs=5e-5)
    assert value("growth(energy / va, 3)") == pytest.approx((49.17 / 133.1 / 0.45) ** (1 / 3) - 1)


def test_what_is_unknown_makes_the_whole_unknown() -> None:
    assert value("va + other") is None
    assert value("mean(va, other)") is None
    assert value("growth(other, 3)") is None


def test_nothing_is_divided_by_nothing() -> None:
    assert value("va / none") is None
    assert value("growth(none, 3)") is None


def test_a_formula_tells_what_it_reads_and_how_many_years_before() -> None:
    assert parse_formula("growth(energy / va, 3) + 2").reads == (("energy", 0), ("va", 0), ("energy", 3), ("va", 3))


def test_a_comparison_is_undecided_where_a_side_is_unknown() -> None:
    assert parse_comparison("va > 100").holds(figure) is True
    assert parse_comparison("growth(va, 3) < 0").holds(figure) is False
    assert parse_comparison("other == 1").holds(figure) is None


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "va.real", "va ** 2", "[va]", "growth(va, 0)", "growth(va, x)", "open(va)", "'va'", "va or 1"],
)
def test_nothing_else_is_a_formula(text: str) -> None:
    with pytest.raises(ValueError, match=r"formula|growth"):
        parse_formula(text)


@pytest.mark.parametrize("text", ["va", "1 < va < 3", "va <> 2"])
def test_a_comparison_has_one_sign(text: str) -> None:
    with pytest.raises(ValueError, match=r"compares|formula"):
        parse_comparison(text)
