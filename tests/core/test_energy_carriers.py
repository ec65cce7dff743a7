"""The tables of energy carriers and of yearly factors against published values."""

import pytest

from core.account_units import amount_in
from core.carbon_factors import carbonate_factor, grid_factor, heat_factor, power_coal, province_of, provinces
from core.catalogues import table
from core.compared_with import AGREE, COPY, MEMORY, OLDER
from core.energy_carriers import BURNT, KINDS, carriers, find_carrier


@pytest.mark.parametrize(
    ("name", "per_unit"),
    [
        ("原煤", 1.9003), ("柴油", 3.0959), ("油田天然气", 2.1622e-3), ("天然气", 2.1622e-3),
        ("管道天然气", 2.1622e-3), ("汽油", 2.9251), ("焦炭", 2.8604),
        ("燃料油", 3.1705), ("液化石油气", 3.1013),
    ],
)  # fmt: skip
def test_a_fuel_sets_free_what_the_guidelines_say(name: str, per_unit: float) -> None:
    """Tonnes of carbon dioxide per t or m3: the guidelines for provincial inventories."""
    fuel = find_carrier(name)
    assert fuel is not None
    assert fuel.heating_value * fuel.carbon_dioxide == pytest.approx(per_unit, abs=6e-5 * (per_unit > 1) + 5e-8)


def test_standard_coal_and_heating_value_of_a_carrier_agree_within_two_per_cent() -> None:
    assert {carrier.kind for carrier in carriers().values()} == set(KINDS)
    for carrier in carriers().values():
        if carrier.id == "natural_gas":  # the guidelines burn all gas by one heating value, the standard tells a range
            assert carrier.tce == 0.0012143
            continue
        assert carrier.tce * 29.3076 == pytest.approx(carrier.heating_value, rel=0.025), carrier.id


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("低压蒸汽", "heat"), ("蒸汽（1.0MPa）", "heat"), ("外购电力", "electricity"), ("电", "electricity"),
        ("Coal", "raw_coal"), ("光伏发电", "own_power"), ("光伏电力", "own_power"),
        ("solar", "own_power"), ("风电", "own_power"),
        ("屋顶光伏电", "own_power"), ("绿电", "green_power"), ("外购绿电", "green_power"), ("余热", "recovered_heat"),
        ("炼焦煤", "cleaned_coal"), ("电力（光伏）", "own_power"), ("电力（绿电）", "green_power"),
        ("蒸汽（余热）", "recovered_heat"), ("原煤（余热）", "raw_coal"),
    ],
)  # fmt: skip
def test_a_carrier_is_known_by_the_names_of_the_forms(name: str, carrier: str) -> None:
    known = find_carrier(name)
    assert known is not None
    assert known.id == carrier


@pytest.mark.parametrize("name", ["蒸汽冷凝水", "粉煤灰", "煤矸石", "gas", "电石"])
def test_what_only_sounds_like_a_carrier_is_none(name: str) -> None:
    assert find_carrier(name) is None


@pytest.mark.parametrize(
    ("name", "factor"), [("CaCO3", 0.43971), ("白云石", 0.47732), ("magnesite", 0.52197), ("纯碱", 0.41492)]
)
def test_carbonates_set_free_what_the_guidelines_of_2006_tell(name: str, factor: float) -> None:
    """IPCC 2006, volume 3, table 2.1; soda ash is a little less there than the molar masses give."""
    found = carbonate_factor(name)
    assert found is not None
    assert (found.value, found.checked) == (factor, AGREE)


@pytest.mark.parametrize(
    ("unit", "factor"), [("Nm3", 1), ("wan_Nm3", 10_000), ("L", 0.001), ("Nm3/h", None), ("t", None)]
)
def test_gas_is_counted_in_cubic_metres_and_a_rate_is_no_amount(unit: str, factor: float | None) -> None:
    assert amount_in(unit, "m3") == factor


def test_only_administrative_codes_of_china_name_a_province() -> None:
    codes = ("450800", "450802001", "450802001001", "45", "4508", "DK0345", "990000", "")
    assert [province_of(code) for code in codes] == ["45", "45", "45", "", "", "", "", ""]


def test_no_reference_value_of_a_fuel_is_told_as_one_of_2020_that_was_compared() -> None:
    burnt = [one for one in carriers().values() if one.kind in BURNT]
    assert {one.checked for one in burnt if one.document == "GB/T 2589-2020"} == {MEMORY}
    assert {one.document for one in burnt if one.checked == OLDER} == {"GB/T 2589-2008"}
    assert sum(one.checked == OLDER for one in burnt) == 15


def test_every_province_has_a_grid_and_every_factor_is_of_one_year() -> None:
    assert len(provinces()) == 31
    for row in table("tables/grid_factors.csv"):
        assert 0.1 < float(row["factor"]) < 0.8
        assert row["checked"] in (COPY, MEMORY)
    national = [grid_factor(year, "") for year in (2021, 2022, 2023)]
    assert [factor.value for factor in national if factor] == [0.5568, 0.5366, 0.5306]
    assert grid_factor(2024, "45") is None
    assert power_coal(2009) is None
    assert (heat_factor().value, heat_factor().checked) == (0.11, AGREE)
