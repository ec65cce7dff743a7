"""The tables of energy carriers and of yearly factors against published values."""

import pytest

from core.carbon_factors import grid_factor, heat_factor, power_coal, provinces
from core.catalogues import table
from core.energy_carriers import KINDS, carriers, find_carrier


@pytest.mark.parametrize(
    ("name", "per_unit"),
    [
        ("原煤", 1.9003), ("柴油", 3.0959), ("油田天然气", 2.1622e-3), ("汽油", 2.9251), ("焦炭", 2.8604),
        ("燃料油", 3.1705), ("液化石油气", 3.1013),
    ],
)  # fmt: skip
def test_a_fuel_sets_free_what_the_guidelines_say(name: str, per_unit: float) -> None:
    """Tonnes of carbon dioxide per t or m3: the guidelines for provincial inventories."""
    fuel = find_carrier(name)
    assert fuel is not None
    assert fuel.heating_value * fuel.carbon_dioxide == pytest.approx(per_unit, abs=6e-5 * (per_unit > 1) + 5e-8)


def test_standard_coal_and_heating_value_of_a_carrier_agree_within_two_per_cent() -> None:
    for carrier in carriers().values():
        assert carrier.kind in KINDS
        assert carrier.tce * 29.3076 == pytest.approx(carrier.heating_value, rel=0.025), carrier.id


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("低压蒸汽", "heat"), ("蒸汽（1.0MPa）", "heat"), ("外购电力", "electricity"), ("电", "electricity"),
        ("Coal", "raw_coal"), ("光伏发电", "own_power"), ("炼焦煤", "cleaned_coal"),
    ],
)  # fmt: skip
def test_a_carrier_is_known_by_the_names_of_the_forms(name: str, carrier: str) -> None:
    known = find_carrier(name)
    assert known is not None
    assert known.id == carrier


@pytest.mark.parametrize("name", ["蒸汽冷凝水", "粉煤灰", "煤矸石", "gas", "电石"])
def test_what_only_sounds_like_a_carrier_is_none(name: str) -> None:
    assert find_carrier(name) is None


def test_every_province_has_a_grid_and_every_factor_is_of_one_year() -> None:
    assert len(provinces()) == 31
    for row in table("tables/grid_factors.csv"):
        assert 0.1 < float(row["factor"]) < 0.8
        assert row["checked"] in ("copy", "memory")
    national = [grid_factor(year, "") for year in (2021, 2022, 2023)]
    assert [factor.value for factor in national if factor] == [0.5568, 0.5366, 0.5306]
    assert grid_factor(2024, "45") is None
    assert power_coal(2009) is None
    assert (heat_factor().value, heat_factor().from_memory) == (0.11, True)
