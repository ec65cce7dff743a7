import pytest

from core.units import base_unit_of, factor_to, find_unit, is_unit, rough_factor


@pytest.mark.parametrize(
    ("written", "unit", "period"),
    [
        ("t/a", "t", "year"),
        ("吨/年", "t", "year"),
        ("tonnes per year", "t", "year"),
        ("t·a-1", "t", "year"),
        ("万吨", "wan_t", ""),
        ("ＫＧ", "kg", ""),
        ("㎥", "m3", ""),
        ("万m³/a", "wan_m3", "year"),
        ("10⁴t", "wan_t", ""),
        ("吨每年", "t", "year"),
        ("m3/d", "m3", "day"),
        ("吨标准煤", "tce", ""),
        ("百万千焦", "GJ", ""),
        ("亿千瓦时", "yi_kWh", ""),
        ("元", "yuan", ""),
        ("L/yr", "L", "year"),
    ],
)
def test_a_unit_is_known_however_it_is_written(written: str, unit: str, period: str) -> None:
    found = find_unit(written)
    assert found is not None
    assert (found.id, found.per) == (unit, period)


@pytest.mark.parametrize("written", ["t fish/yr", "a", "mt", "MT", "t steam-eq/yr", "ton of coal", "USD"])
def test_a_unit_in_doubt_is_not_understood(written: str) -> None:
    assert find_unit(written) is None
    assert is_unit(written)


def test_case_decides_between_milligram_and_tonne() -> None:
    assert find_unit("mg") != find_unit("Mg")
    assert factor_to("Mg", "t") == (1, "")
    assert factor_to("mg", "t") == (1e-9, "")


@pytest.mark.parametrize("text", ["12", "1,200", "1e5", "2024-01-01", "2024年3月", "\x01t", "—", "nan", "a" * 61])
def test_what_can_be_no_unit_is_none(text: str) -> None:
    assert not is_unit(text)


@pytest.mark.parametrize(
    ("value", "unit", "base", "expected"),
    [
        (2, "kt", "t", 2000),
        (1, "kWh", "GJ", 0.0036),
        (1, "tce", "GJ", 29.3076),  # GB/T 2589-2020: 1 kgce = 29.3076 MJ
        (0.7143, "kgce", "MJ", 20.934),  # METHODS 0.2, a kilogram of raw coal
        (10000, "kWh", "tce", 1.2283),  # GB/T 2589-2020, table A.1: 0.1229 kgce/kWh
        (5, "亿元", "wan_yuan", 50000),
        (15, "亩", "ha", 1),
        (5_400_000, "L/yr", "m3", 5400),
    ],
)
def test_values_become_base_units(value: float, unit: str, base: str, expected: float) -> None:
    factor, _ = factor_to(unit, base)
    assert factor is not None
    assert value * factor == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("unit", "base", "obstacle"), [("t fish/yr", "t", "unknown"), ("m3", "t", "other"), ("t/d", "t", "rate")]
)
def test_an_obstacle_is_named_and_leaves_no_value(unit: str, base: str, obstacle: str) -> None:
    assert factor_to(unit, base) == (None, obstacle)


def test_only_a_capacity_per_day_becomes_one_per_year() -> None:
    assert factor_to("t/d", "t", rate=True) == (365, "")
    assert factor_to("t/d", "t")[0] is None


def test_a_tonne_of_water_is_a_cubic_metre_and_a_tonne_of_nothing_else() -> None:
    assert factor_to("吨", "m3", medium="water")[0] == 1
    assert factor_to("吨", "m3", medium="goods")[0] is None


def test_the_size_of_an_amount_is_known_before_its_base_unit() -> None:
    assert [rough_factor(unit) for unit in ("kt/d", "yuan", "t fish/yr")] == [365_000, 0.0001, 1]


def test_the_first_unit_decides_what_a_commodity_is_kept_in() -> None:
    assert [base_unit_of(unit) for unit in ("kg", "MWh", "L", "万元", "桶")] == ["t", "GJ", "m3", "wan_yuan", ""]
