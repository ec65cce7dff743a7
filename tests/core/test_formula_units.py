"""Units of formulas: what is unlike is not added, and a result is told in its own unit."""

import pytest

from core.formula_units import unit_fault
from core.formulas import parse_formula
from core.i18n import show
from core.indicator_own import formula_fault, plain_quantities, threshold_fault
from core.indicator_systems import systems

UNITS = {
    "coal": "t",
    "ash": "t",
    "kiloash": "万t",
    "slag": "kg",
    "power": "kWh",
    "energy": "tce",
    "heat": "GJ",
    "people": "person",
    "rate": "percent",
    "reuse": "%",
    "loss": "‰",
    "kilocoal": "kt",
    "kgce": "kgce",
    "yuan": "元",
    "wan_yuan": "万元",
    "firms": "家",
    "links": "条",
    "sites": "个",
}


@pytest.mark.parametrize(
    ("formula", "unit"),
    [
        ("coal + ash", "t"), ("ash / coal * 100", "%"), ("energy / people", "tce/person"), ("coal * rate / 100", "t"),
        ("coal + kiloash * 10000", "t"), ("mean(coal, ash)", "t"), ("growth(coal, 3) * 100", "%"),
        ("energy * 1000", "kgce"),
        ("2 * coal + 0.001 * slag", "t"), ("0.3 * 0.001 * slag + 0.7 * 0.001 * slag", "t"),
        ("(slag + slag) / 1000", "t"),
        ("0.5 * coal + 0.5 * ash", "t"), ("2 * coal + 0.002 * slag", "t"), ("power * 0.31 / 1000", "tce"),
        ("slag * rate / 100000 + coal", "t"), ("slag * (100 - rate) / 100000 + coal", "t"), ("coal * rate * 10", "kg"),
        ("slag * (1 + rate / 100) / 1000", "t"), ("0.001 * slag * growth(coal, 1)", "t"), ("slag * rate / 1000", "t"),
        ("coal / people + 0.001 * slag / people", ""),
        ("(1000 / 1000000) * slag", "t"), ("coal + own", "t"), ("coal * 5", "t"),
        ("max(0, coal - ash)", "t"), ("coal + 0", "t"), ("own + 5", "t"), ("1 - ash / coal", ""), ("100 - rate", "%"),
        ("coal / people + 0.001 * dust / people", ""),
        ("1 - kilocoal * 1000 / coal", ""), ("(1 - kgce / 1000 / energy) * 100", "%"),
        ("1 - yuan / 10000 / wan_yuan", ""),
        ("100 - kilocoal * 100000 / coal", "%"), ("1 - kilocoal * 1000 / coal + ash / coal", ""),
        ("ash * (1 - kilocoal * 1000 / coal) + ash", "t"), ("kilocoal * 1000 / coal + kgce / 1000 / energy", ""),
        ("1 - kilocoal * kgce / coal / energy", ""),
        ("links / (firms * (firms - 1))", ""), ("1 - links / (firms * (firms - 1))", ""), ("firms + 1", "家"),
        ("coal * (1 - 1 / firms) + coal", "t"), ("1 - sites / firms", ""), ("coal / (firms + 1) + ash / firms", ""),
        ("ash / max(coal, 1)", ""), ("energy / max(1, people) + energy / people", ""),
        ("ash / (2 * max(coal, 0.1))", ""),
        ("100 - reuse", "%"), ("coal * (1 - reuse / 100)", "t"), ("100 - reuse + rate", "%"), ("1000 - loss", "‰"),
        ("coal + 0 * 3", "t"), ("coal - 0", "t"),
    ],
)  # fmt: skip
def test_what_fits_is_let_through(formula: str, unit: str) -> None:
    assert unit_fault(parse_formula(formula), unit, UNITS) is None


@pytest.mark.parametrize(
    ("formula", "unit"),
    [
        ("energy + people", "t"), ("coal + kiloash", "t"), ("max(coal, people)", ""), ("coal / people + ash", ""),
        ("2 * coal + slag", "t"), ("100 * slag", "t"), ("slag / 100 + coal", "t"), ("0.001 * slag + coal", "kg"),
        ("1 / slag * coal + coal", "t"), ("100 * coal + kiloash", "t"), ("coal / people + 0.01 * slag / people", ""),
        ("slag * rate + coal", "t"), ("coal * rate / 100", "kg"), ("slag + coal * growth(slag, 1)", "t"),
        ("slag * rate", "t"), ("slag * growth(coal, 1)", "t"), ("slag * (1 + rate / 100)", "t"),
        ("coal + slag * 0", "t"), ("coal + slag / 1e200 / 1e200", "t"), ("coal + slag * 1e-200 * 1e-200", "t"),
        ("power + energy", "tce"), ("ash + 5", "t"), ("coal - 5", "t"), ("max(coal, 5)", "t"), ("ash / coal + ash", ""),
        ("growth(coal + 5, 1)", ""), ("(5 + coal) / ash", ""), ("(coal + 2 * 3) * 2", "t"),
        ("energy", "kg"), ("coal + ash", "kg"), ("1 + (coal - heat)", ""),
        ("1 - kilocoal / coal", ""), ("1 - kilocoal * 100 / coal", ""), ("1 - yuan / wan_yuan", ""),
        ("1 - coal / heat", ""), ("kilocoal * 1000 / coal + coal", "t"), ("coal + firms", "t"),
        ("1 - coal / firms", ""),
        ("ash / max(coal, 5)", ""), ("ash / min(coal, 1)", ""), ("max(coal, 1) / ash", ""), ("ash / (coal + 1)", ""),
        ("coal + reuse", "t"), ("coal + 3 * 4", "t"), ("1 - kgce * kgce / energy", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(formula: str, unit: str) -> None:
    assert unit_fault(parse_formula(formula), unit, UNITS) is not None


def test_a_bare_number_added_to_a_quantity_is_refused_with_what_to_do() -> None:
    fault = unit_fault(parse_formula("ash + 5"), "t", UNITS)
    assert fault is not None
    assert show(fault, "en").startswith("it adds a number without a unit to t, or compares them; a number may multiply")
    assert "可作乘数或除数" in show(fault, "zh")


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("1 - kilocoal / coal", "kt / t becomes a plain number when multiplied by 1000"),
        ("1 - yuan / wan_yuan", "multiplied by 0.0001"),
    ],
)
def test_a_share_of_units_of_two_sizes_is_refused_with_the_number_that_converts_it(formula: str, told: str) -> None:
    fault = unit_fault(parse_formula(formula), "", UNITS)
    assert fault is not None
    assert show(fault, "en").endswith(told)


@pytest.mark.parametrize(
    ("threshold", "fits"),
    [
        ("employees > 5: >= 2", True),
        ("growth(employees, 3) > 0: <= 0.6 | growth(employees, 3) <= 0: >= 0.6", True),
        ("employees + 5 > 9: >= 2", False),
        ("energy > employees: >= 2", False),
    ],
)
def test_the_condition_of_a_threshold_adds_and_compares_what_is_alike(threshold: str, fits: bool) -> None:
    assert (threshold_fault(threshold, plain_quantities()) is None) is fits


def test_every_line_of_the_standards_adds_what_is_alike() -> None:
    units = {name: quantity.unit for name, quantity in plain_quantities().items()}
    found = [
        (line.system, line.number, line.formula.text, line.unit, told)
        for system in systems().values()
        for line in system.lines
        if (told := unit_fault(line.formula, line.unit, units))
    ]
    assert found == []


def test_a_number_alone_is_no_indicator() -> None:
    assert formula_fault("5 / 2", "t", plain_quantities()) is not None


@pytest.mark.parametrize("terms", [300, 1500, 3000])
def test_a_formula_too_long_to_be_read_is_refused(terms: int) -> None:
    with pytest.raises(ValueError, match="characters"):
        parse_formula("+".join(["coal"] * terms))


@pytest.mark.parametrize(("formula", "unit"), [("ash / coal", "%"), ("(ash - coal) / ash", "%"), ("ash / coal", "‰")])
def test_a_ratio_in_per_cent_asks_for_the_hundred(formula: str, unit: str) -> None:
    fault = unit_fault(parse_formula(formula), unit, UNITS)
    assert fault is not None
    assert "write *" in fault.message_id
    times = 1000 if unit == "‰" else 100
    for mended in (f"{formula} * {times}", f"max({formula} * {times}, 0)", "rate"):
        assert unit_fault(parse_formula(mended), "%" if mended == "rate" else unit, UNITS) is None
