"""Energy by both conventions and carbon dioxide of firms, regions and the cluster, with worked numbers."""

from collections.abc import Callable
from typing import Any

import pytest

from core.account_list import accounts
from core.energy_indicators import energy_indicators
from core.figures import for_year
from core.i18n import THIN, show
from core.indicators import CLUSTER, Request, Result
from core.network_words import explain
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]
GOODS = [
    {"name": "原煤", "base_unit": "t"},
    {"name": "油田天然气", "base_unit": "m3", "medium": "energy"},
    {"name": "柴油", "base_unit": "t"},
    {"name": "电力", "base_unit": "GJ", "medium": "energy"},
    {"name": "热力", "base_unit": "GJ", "medium": "energy"},
]
MWH = 3.6  # GJ


def taken(name: str, value: float | None, unit: str, actor: str = "A", **more: Any) -> Row:
    row = {"actor": actor, "item": "energy_input", "commodity": name, "value": value, "unit": unit, "year": 2023}
    return row | more


def passed_on(name: str, value: float, unit: str, actor: str = "A") -> Row:
    return taken(name, value, unit, actor, item="energy_output")


def stated(item: str, value: float, actor: str = "A", **more: Any) -> Row:
    return {"actor": actor, "item": item, "value": value, "year": 2023} | more


# Worked example: coal 7143.0, gas at 1.33 kgce/m3 2660.0, diesel 218.565, 3e7 kWh 3687.0, heat 1706.0 tce.
EXAMPLE = [
    taken("原煤", 10_000.0, "t"),
    taken("油田天然气", 2e6, "m3"),
    taken("柴油", 150.0, "t"),
    taken("电力", 30_000 * MWH, "GJ"),
    taken("热力", 50_000.0, "GJ"),
]


def results(snapshot: Snapshot, scope: str = CLUSTER, year: int = 2023) -> dict[str, Result]:
    now, _ = for_year(snapshot, year)
    found = energy_indicators(now, Request(year))
    return {one.id: one for one in found if (one.scope if isinstance(one.scope, str) else one.scope.name) == scope}


def said(result: Result) -> str:
    return show(explain(result), "en").replace(THIN, " ")


@pytest.mark.parametrize("scope", [CLUSTER, "A"])
def test_energy_of_the_worked_example_is_15_414_6_tce(cluster: Enter, scope: str) -> None:
    energy = results(cluster(commodity=GOODS, statistic=EXAMPLE), scope)["energy.calorific"]
    assert energy.value == pytest.approx(15_414.6, abs=0.05)
    assert (energy.unit, energy.status, energy.coverage, len(energy.rows)) == ("tce", "ok", 1, 5)


@pytest.mark.parametrize("scope", [CLUSTER, "A"])
def test_carbon_dioxide_of_the_worked_example_is_45_209_8_t(cluster: Enter, scope: str) -> None:
    found = results(cluster(commodity=GOODS, statistic=EXAMPLE), scope)
    assert found["carbon.fuels"].value == pytest.approx(23_791.8, abs=0.1)
    assert found["carbon.electricity"].value == pytest.approx(15_918.0)  # 0.5306 t/MWh, national mean of 2023
    assert found["carbon.heat"].value == pytest.approx(5_500.0)
    assert found["carbon.total"].value == pytest.approx(45_209.8, abs=0.1)
    assert "from memory" not in said(found["carbon.total"])


def test_carbon_dioxide_by_a_factor_that_others_copy_says_to_check_the_original(cluster: Enter) -> None:
    found = results(cluster(commodity=GOODS, statistic=EXAMPLE))
    assert "A factor is as others copy it, not read in the document itself" in said(found["carbon.heat"])
    assert "as others copy it" not in said(found["carbon.electricity"])


def test_carbon_dioxide_by_a_factor_that_nobody_compared_says_so(cluster: Enter) -> None:
    oil = {"name": "原油", "base_unit": "t"}
    found = results(cluster(commodity=[*GOODS, oil], statistic=[*EXAMPLE, taken("原油", 1.0, "t")]))
    assert "A factor is from memory: compare it with its document" in said(found["carbon.total"])


def test_standard_coal_by_an_earlier_edition_says_so(cluster: Enter) -> None:
    energy = results(cluster(commodity=GOODS, statistic=EXAMPLE))["energy.calorific"]
    assert "GB/T 2589-2008)" in said(energy)
    assert "that of an earlier edition: compare it with the edition in force" in said(energy)


def test_electricity_counts_by_coal_burnt_only_in_a_year_that_is_told(cluster: Enter) -> None:
    rows = [row | {"year": 2021} for row in EXAMPLE]
    snapshot = cluster(commodity=GOODS, statistic=[*rows, *EXAMPLE])
    equal = results(snapshot, year=2021)["energy.equivalent"]
    assert equal.value == pytest.approx(15_414.6 + 30_000 * (0.3025 - 0.1229), abs=0.05)
    assert equal.unit == "tce_equal"
    unknown = results(snapshot, year=2023)["energy.equivalent"]
    assert (unknown.value, unknown.status) == (None, "not_computable")
    assert "of 2023 stated for a region or a firm (the tables end with 2021)" in said(unknown)


def test_an_own_factor_of_the_region_goes_before_the_tables(cluster: Enter) -> None:
    own = [
        {"region": "Park", "item": "grid_factor", "value": 0.4, "unit": "t_CO2_per_MWh"},
        {"region": "Park", "item": "power_coal", "value": 0.3, "unit": "kgce_per_kWh"},
    ]
    actor = [{"name": "A", "region": "Park"}]
    rows = [*EXAMPLE, *(row | {"year": 2023} for row in own)]
    found = results(cluster(commodity=GOODS, actor=actor, statistic=rows))
    assert found["carbon.electricity"].value == pytest.approx(12_000)
    assert found["energy.equivalent"].value == pytest.approx(15_414.6 + 30_000 * (0.3 - 0.1229), abs=0.05)
    assert "0.4 t CO₂/MWh (stated in the project)" in said(found["carbon.electricity"])


@pytest.mark.parametrize(
    ("code", "year", "factor"),
    [("450800", 2022, 0.4044), ("450800", 2023, 0.4042), ("150400", 2023, 0.5122), ("150100", 2023, 0.6361)],
)
def test_the_grid_factor_is_of_the_province_else_of_its_grid(
    cluster: Enter, code: str, year: int, factor: float
) -> None:
    region, actor = [{"name": "Guigang", "code": code}], [{"name": "A", "region": "Guigang"}]
    rows = [row | {"year": year} for row in EXAMPLE]
    found = results(cluster(commodity=GOODS, region=region, actor=actor, statistic=rows), year=year)
    assert found["carbon.electricity"].value == pytest.approx(30_000 * factor)


def test_a_year_without_a_grid_factor_is_told_and_never_taken_from_another(cluster: Enter) -> None:
    rows = [row | {"year": 2019} for row in EXAMPLE]
    total = results(cluster(commodity=GOODS, statistic=rows), year=2019)["carbon.total"]
    assert (total.value, total.status) == (None, "not_computable")
    assert "“Carbon dioxide per MWh of electricity bought” of 2019 stated for a region or a firm" in said(total)


def test_power_sold_by_one_firm_and_bought_by_another_counts_once(cluster: Enter) -> None:
    rows = [taken("原煤", 1000.0, "t"), passed_on("电力", 500 * MWH, "GJ"), taken("电力", 500 * MWH, "GJ", "B")]
    snapshot = cluster(commodity=GOODS, statistic=rows)
    found = results(snapshot)
    assert found["energy.calorific"].value == pytest.approx(714.3)
    assert found["carbon.electricity"].value == pytest.approx(0, abs=1e-9)
    assert results(snapshot, "A")["carbon.electricity"].value == pytest.approx(-500 * 0.5306)


def test_a_link_tells_electricity_that_nobody_states(cluster: Enter) -> None:
    link = {"sender": None, "receiver": "A", "commodity": "电力", "kind": "energy", "amount": 36.0, "year": 2023}
    snapshot = cluster(commodity=GOODS, statistic=[taken("原煤", 1.0, "t")], flow=[link])
    assert results(snapshot)["energy.calorific"].value == pytest.approx(0.7143 + 1.229)


def test_an_own_heating_value_and_carbon_go_before_the_table(cluster: Enter) -> None:
    coal = {"name": "原煤", "base_unit": "t", "heating_value": 2 * 29.3076, "carbon": 0.6}
    found = results(cluster(commodity=[coal], statistic=[taken("原煤", 10.0, "t")]))
    assert found["energy.calorific"].value == pytest.approx(20)
    assert found["carbon.fuels"].value == pytest.approx(10 * 0.6 * 0.94 * 44 / 12)


def test_decomposed_limestone_sets_its_carbon_free_and_used_limestone_is_asked_for(cluster: Enter) -> None:
    stone = {"name": "石灰石", "base_unit": "t"}
    decomposed = stated("carbonate_decomposed", 1000.0, commodity="石灰石", unit="t")
    used = stated("consumption", 300.0, "B", commodity="石灰石", unit="t")
    rows = [taken("原煤", 1.0, "t"), decomposed, taken("原煤", 1.0, "t", "B"), used]
    found = results(cluster(commodity=[*GOODS, stone], statistic=rows))
    assert found["carbon.process"].value == pytest.approx(439.71)
    assert "how much of the 300 t of 石灰石 used is decomposed" in said(found["carbon.process"])


def test_biomass_and_what_exchanges_avoid_enter_no_total(cluster: Enter) -> None:
    rows = [taken("原煤", 10.0, "t"), taken("秸秆", 10.0, "t"), stated("co2_avoided", 5.0)]
    found = results(cluster(commodity=[*GOODS, {"name": "秸秆", "base_unit": "t"}], statistic=rows))
    assert found["carbon.biomass"].value == pytest.approx(10 * 14.635 * 0.0273 * 44 / 12)
    assert found["carbon.avoided"].value == 5
    assert found["carbon.total"].value == pytest.approx(19.003, abs=1e-3)


def test_firms_that_state_nothing_are_counted_and_named(cluster: Enter) -> None:
    actors = [{"name": name} for name in ("A", "B", "C")]
    found = results(cluster(commodity=GOODS, actor=actors, statistic=EXAMPLE))
    energy = found["energy.calorific"]
    assert energy.status == "partial"
    assert energy.coverage == pytest.approx(1 / 3)
    assert [missing.name for missing in energy.missing] == ["B", "C"]
    assert "Known of 1 of 3 firms. Not of B, C." in said(energy)


def test_without_any_energy_the_form_that_is_needed_is_named(cluster: Enter) -> None:
    found = results(cluster(actor=[{"name": "A"}]))
    assert {result.value for result in found.values()} == {None}
    assert "Import the energy form (205-1)" in said(found["carbon.total"])


def test_a_total_in_tce_tells_no_carbon_dioxide(cluster: Enter) -> None:
    found = results(cluster(statistic=[stated("energy_consumption", 700.0)]))
    assert found["energy.calorific"].value == 700
    assert found["carbon.total"].value is None
    assert "Needed: energy bought or taken in by carrier (form 205-1)." in said(found["carbon.total"])


def test_an_unknown_amount_is_never_nothing(cluster: Enter) -> None:
    found = results(cluster(commodity=GOODS, statistic=[*EXAMPLE[:4], taken("热力", None, "GJ")]), "A")
    assert (found["energy.calorific"].value, found["carbon.total"].value) == (None, None)
    assert "Needed: the amount of 热力." in said(found["energy.calorific"])


def closed(firm: str, carrier: str, value: float, unit: str) -> Row:
    return taken(carrier, value, unit, firm, source="205-1")


CLOSED = {"title": "205-1", "permitted_use": "aggregate"}


def test_what_is_open_to_sums_only_enters_where_three_firms_are_behind_every_part(cluster: Enter) -> None:
    actors = [{"name": name} for name in "ABC"]
    coal = [closed(firm, "原煤", 100.0, "t") for firm in "ABC"]
    snapshot = cluster(commodity=GOODS, actor=actors, source=[CLOSED], statistic=coal)
    found = results(snapshot)
    assert found["energy.calorific"].value == pytest.approx(214.29)
    assert found["energy.calorific"].rows == ()
    assert results(snapshot, "A") == {}


def test_one_firm_behind_a_part_closes_all_parts(cluster: Enter) -> None:
    actors = [{"name": name} for name in "ABC"]
    rows = [*(closed(firm, "原煤", 100.0, "t") for firm in "ABC"), closed("A", "热力", 7.0, "GJ")]
    energy = results(cluster(commodity=GOODS, actor=actors, source=[CLOSED], statistic=rows))["energy.calorific"]
    assert energy.value is None
    assert "The figures of 3 firms may only be shown in sums of three firms or more" in said(energy)
    assert energy.missing == ()


def test_a_region_that_states_its_own_energy_is_taken_at_its_word(cluster: Enter) -> None:
    region = [{"name": "Park"}, {"name": "Town"}]
    actors = [{"name": "A", "region": "Park"}, {"name": "B", "region": "Town"}]
    own = {"region": "Park", "item": "energy_consumption", "value": 9000.0, "year": 2023}
    found = results(cluster(commodity=GOODS, region=region, actor=actors, statistic=[*EXAMPLE, own]), "Park")
    assert found["energy.calorific"].value == 9000
    assert "As the region states it." in said(found["energy.calorific"])


def test_the_energy_account_tells_the_equivalent_value_apart(cluster: Enter) -> None:
    rows = [row | {"year": 2021} for row in EXAMPLE]
    found = accounts(cluster(commodity=GOODS, statistic=rows), 2021)
    (account,) = (one for one in found if one.id == "energy")
    sentence = show(account.sentence, "en").replace(THIN, " ")
    assert "By equivalent value, never to be added to this: 20 802.6 tce (equivalent)" in sentence
    assert [term.value for term in account.terms if term.id == "input"] == [pytest.approx(15_414.6, abs=0.05)]


@pytest.mark.parametrize(("quality", "gigajoules"), [("焓 2.78 GJ/t", 278.0), ("1.0 MPa", None)])
def test_steam_in_tonnes_counts_only_by_a_stated_enthalpy(
    cluster: Enter, quality: str, gigajoules: float | None
) -> None:
    steam = {"name": "蒸汽", "base_unit": "t", "medium": "energy", "quality": quality}
    found = results(cluster(commodity=[steam], statistic=[taken("蒸汽", 100.0, "t")]))
    expected = None if gigajoules is None else pytest.approx(gigajoules / 29.3076)
    assert found["energy.calorific"].value == expected
    if gigajoules is None:
        assert "the heating value of 蒸汽 (told in t)" in said(found["energy.calorific"])
    else:
        assert found["carbon.heat"].value == pytest.approx(gigajoules * 0.11)
