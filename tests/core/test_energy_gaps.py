"""What is closed, not listed or of unknown fate never counts as 0 in energy and carbon dioxide, and is told."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.carbon_parts import Part
from core.energy_areas import Firms, area_sums
from core.energy_indicators import energy_indicators
from core.evidence import ref
from core.figures import for_year
from core.i18n import THIN, show
from core.indicators import CLUSTER, Request, Result
from core.network_words import explain
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]
GOODS = [
    {"name": "原煤", "base_unit": "t"},
    {"name": "天然气", "base_unit": "m3", "medium": "energy"},
    {"name": "电力", "base_unit": "GJ", "medium": "energy"},
    {"name": "热力", "base_unit": "GJ", "medium": "energy"},
    {"name": "石灰石", "base_unit": "t", "quality": "density 2.5 t/m3"},
    {"name": "水泥", "base_unit": "t"},
]
CLOSED = {"title": "205-1", "permitted_use": "aggregate"}
COAL = 0.7143  # tce per t
BURNT = 1.9003  # t CO2 per t of raw coal


def stated(item: str, value: float | None, commodity: str = "", unit: str = "t", actor: str = "A", **more: Any) -> Row:
    matter = {"commodity": commodity, "unit": unit} if commodity else {}
    return {"actor": actor, "item": item, "value": value, "year": 2023} | matter | more


def taken(commodity: str, value: float | None, unit: str = "t", actor: str = "A", **more: Any) -> Row:
    return stated("energy_input", value, commodity, unit, actor, **more)


def results(snapshot: Snapshot, scope: str = CLUSTER) -> dict[str, Result]:
    now, _ = for_year(snapshot, 2023)
    found = energy_indicators(now, Request(2023))
    return {one.id: one for one in found if (one.scope if isinstance(one.scope, str) else one.scope.name) == scope}


def said(result: Result) -> str:
    return show(explain(result), "en").replace(THIN, " ")


def entered(cluster: Enter, *rows: Row, **tables: Any) -> Snapshot:
    return cluster(commodity=GOODS, source=[CLOSED], statistic=list(rows), **tables)


@pytest.mark.parametrize("others", [(None, None), (0.0, 0.0), (0.0, None), (5.0, 0.0)])
def test_fewer_than_three_known_figures_that_are_not_0_are_never_published(
    cluster: Enter, others: tuple[float | None, float | None]
) -> None:
    amounts = zip("ABC", (123.0, *others), strict=True)
    snapshot = entered(cluster, *(taken("原煤", value, "t", firm, source="205-1") for firm, value in amounts))
    found = results(snapshot)
    assert {found[name].value for name in ("energy.calorific", "carbon.fuels", "carbon.total")} == {None}
    assert "may only be shown in sums of three firms or more" in said(found["energy.calorific"])


def test_a_sum_holds_closed_figures_of_none_or_of_three_firms(cluster: Enter) -> None:
    snapshot = cluster(actor=[{"name": name} for name in "ABCDE"])
    uids = [str(uid) for uid in snapshot.actor.uid]
    rows = (ref(snapshot, "actor", 0),)
    cells = st.tuples(st.booleans(), st.sampled_from([None, 0.0, 1.0]))

    @given(st.lists(cells, min_size=5, max_size=5))
    def holds(firms: list[tuple[bool, float | None]]) -> None:
        values = [None if value is None else value * 2**place for place, (_, value) in enumerate(firms)]
        whole = {uid: {"calorific": Part(value, rows)} for uid, value in zip(uids, values, strict=True)}
        closed = [uid for uid, (hidden, _) in zip(uids, firms, strict=True) if hidden]
        shown = {uid: parts for uid, parts in whole.items() if uid not in closed}
        ((_, sums),) = area_sums(snapshot, Firms(shown, whole, {}), {})
        total = int(sums["calorific"].part.value or 0)
        held = [uid for place, uid in enumerate(uids) if total >> place & 1 and uid in closed]
        assert not held or len(held) >= 3

    holds()


def test_what_is_closed_of_a_firm_makes_its_parts_unknown_and_never_0(cluster: Enter) -> None:
    snapshot = entered(cluster, taken("原煤", 10.0), taken("电力", 36_000.0, "GJ", source="205-1"))
    firm, whole = results(snapshot, "A"), results(snapshot)
    assert firm["carbon.fuels"].value == pytest.approx(10 * BURNT, abs=1e-3)
    assert "carbon.electricity" not in firm
    for found in (firm["carbon.total"], firm["energy.calorific"], whole["carbon.total"], whole["energy.calorific"]):
        assert found.value is None
        assert "may only be shown in sums of three firms or more" in said(found)


@pytest.mark.parametrize("whole_link", [True, False])
def test_a_closed_link_is_left_out_aloud(cluster: Enter, whole_link: bool) -> None:
    link = {"sender": None, "receiver": "A", "commodity": "电力", "kind": "energy"}
    amount = {"amount": 36_000.0, "year": 2023}
    closed = link | amount | {"source": "205-1"} if whole_link else link | {"amounts": [amount | {"source": "205-1"}]}
    found = results(entered(cluster, taken("原煤", 10.0), flow=[closed]))
    assert (found["carbon.electricity"].value, found["carbon.total"].value) == (None, None)
    assert "The figures of 1 firm may only be shown in sums" in said(found["carbon.total"])


def test_a_list_that_falls_short_of_the_declared_total_tells_no_carbon_dioxide(cluster: Enter) -> None:
    found = results(entered(cluster, taken("原煤", 10.0), stated("energy_consumption", 700.0)))
    assert found["energy.calorific"].value == 700
    for name in ("energy.equivalent", "carbon.fuels", "carbon.electricity", "carbon.heat", "carbon.total"):
        assert found[name].value is None
        assert "Needed: all carriers (those listed come to 7.143 tce of 700 tce)." in said(found[name])


def test_a_list_that_comes_to_the_declared_total_leaves_nothing_open(cluster: Enter) -> None:
    total = results(entered(cluster, taken("原煤", 1000.0), stated("energy_input", 1000 * COAL)))["carbon.total"]
    assert (total.value, total.status) == (pytest.approx(1000 * BURNT, abs=0.05), "ok")


def test_without_a_declared_total_the_kinds_that_are_not_listed_are_named(cluster: Enter) -> None:
    found = results(entered(cluster, taken("原煤", 10.0), taken("热力", 0.0, "GJ")))
    for name in ("energy.calorific", "carbon.electricity", "carbon.total"):
        assert found[name].status == "partial"
        assert "Not in it: electricity (not listed, not even as 0)." in said(found[name])
    assert (found["carbon.heat"].value, found["carbon.heat"].status) == (0, "ok")


def test_an_unknown_row_makes_nothing_else_0(cluster: Enter) -> None:
    found = results(entered(cluster, taken("原煤", None)))
    assert {found[name].value for name in ("carbon.electricity", "carbon.heat", "carbon.total")} == {None}


def test_a_total_without_an_amount_is_unknown(cluster: Enter) -> None:
    assert results(entered(cluster, stated("energy_input", None)))["energy.calorific"].value is None


def test_a_link_of_gas_counts_beside_coal_that_is_stated(cluster: Enter) -> None:
    gas = {"sender": None, "receiver": "A", "commodity": "天然气", "kind": "energy", "amount": 1e6, "year": 2023}
    found = results(entered(cluster, taken("原煤", 1.0), flow=[gas]))
    assert found["energy.calorific"].value == pytest.approx(COAL + 1214.3)
    assert found["carbon.fuels"].value == pytest.approx(BURNT + 2162.19, abs=0.01)


def park(cluster: Enter, *rows: Row) -> dict[str, Result]:
    actors = [{"name": "A", "region": "Park"}, {"name": "B", "region": "Town"}]
    return results(entered(cluster, *rows, region=[{"name": "Park"}, {"name": "Town"}], actor=actors), "Park")


def of_park(item: str, value: float, **more: Any) -> Row:
    return {"region": "Park", "item": item, "value": value, "year": 2023} | more


def test_the_total_of_a_region_is_the_sum_of_the_parts_that_are_shown(cluster: Enter) -> None:
    found = park(cluster, taken("原煤", 10.0), of_park("process_emission", 500.0))
    assert found["carbon.total"].value == pytest.approx(500 + 10 * BURNT, abs=1e-3)
    assert "Fuels 19.003 t, processes 500 t" in said(found["carbon.total"])


@pytest.mark.parametrize(("listed", "tonnes"), [(5.0, 1000.0), (2000.0, 2000.0)])
def test_a_list_of_a_region_goes_before_its_firms_only_where_it_covers_them(
    cluster: Enter, listed: float, tonnes: float
) -> None:
    own = of_park("energy_input", listed, commodity="原煤", unit="t")
    found = park(cluster, own, taken("原煤", 1000.0), taken("电力", 36_000.0, "GJ"))
    assert found["carbon.fuels"].value == pytest.approx(tonnes * BURNT, abs=0.6)
    assert found["carbon.electricity"].value == pytest.approx(5306)
    assert found["carbon.total"].value == pytest.approx(tonnes * BURNT + 5306, abs=0.6)
    assert found["energy.calorific"].value == pytest.approx(1000 * COAL + 1229)


def test_limestone_of_unknown_fate_is_not_0_in_the_total(cluster: Enter) -> None:
    found = results(entered(cluster, taken("原煤", 10.0), stated("consumption", 1e6, "石灰石")))
    assert (found["carbon.process"].value, found["carbon.total"].value) == (None, None)
    assert "Needed: how much of the 1 000 000 t of 石灰石 used is decomposed." in said(found["carbon.total"])


def test_processes_and_what_is_avoided_may_be_told_by_commodity(cluster: Enter) -> None:
    rows = [stated("process_emission", 500.0, "水泥"), stated("co2_avoided", 5.0, "水泥")]
    found = results(entered(cluster, taken("原煤", 10.0), *rows))
    assert (found["carbon.process"].value, found["carbon.avoided"].value) == (500, 5)
    assert found["carbon.total"].value == pytest.approx(500 + 10 * BURNT, abs=1e-3)


def test_a_process_without_an_amount_is_asked_for(cluster: Enter) -> None:
    total = results(entered(cluster, taken("原煤", 10.0), stated("process_emission", None)), "A")["carbon.total"]
    assert total.value is None
    assert "Needed: the amount of carbon dioxide of processes." in said(total)


def test_the_whole_and_the_kinds_of_carbonates_count_once(cluster: Enter) -> None:
    rows = [stated("carbonate_decomposed", 1000.0, name) for name in ("", "石灰石")]
    assert results(entered(cluster, *rows))["carbon.process"].value == pytest.approx(439.71)


@pytest.mark.parametrize("kinds", [[], [stated("carbonate_decomposed", 600.0, "石灰石")]])
def test_carbonates_that_nobody_tells_by_kind_are_unknown(cluster: Enter, kinds: list[Row]) -> None:
    process = results(entered(cluster, stated("carbonate_decomposed", 1000.0), *kinds))["carbon.process"]
    assert process.value is None
    assert "Needed: which carbonates the 1000 t decomposed are." in said(process)


@pytest.mark.parametrize(("name", "tonnes"), [("石灰石", 2500.0), ("白云石", None)])
def test_a_carbonate_in_cubic_metres_needs_its_density(cluster: Enter, name: str, tonnes: float | None) -> None:
    goods = [*GOODS, {"name": "白云石", "base_unit": "m3"}]
    rows = [stated("carbonate_decomposed", 1000.0, name, "m3")]
    process = results(cluster(commodity=goods, statistic=rows))["carbon.process"]
    assert process.value == (None if tonnes is None else pytest.approx(tonnes * 0.43971))
    assert tonnes is not None or "the density of 白云石 (told in m3)" in said(process)


@pytest.mark.parametrize("code", ["326", "DK03", "990000"])
def test_a_place_out_of_china_has_no_factor_of_a_chinese_grid(cluster: Enter, code: str) -> None:
    region, actor = [{"name": "Kalundborg", "code": code}], [{"name": "A", "region": "Kalundborg"}]
    found = results(entered(cluster, taken("电力", 3600.0, "GJ"), region=region, actor=actor))
    assert found["carbon.electricity"].value is None
    assert "(the tables are of provinces of China)" in said(found["carbon.electricity"])


def test_a_measured_heating_value_counts_for_gas_in_normal_cubic_metres(cluster: Enter) -> None:
    gas = {"name": "天然气", "base_unit": "m3", "heating_value": 0.036}
    found = results(cluster(commodity=[gas], statistic=[taken("天然气", 1e6, "Nm3")]))
    assert found["energy.calorific"].value == pytest.approx(36_000 / 29.3076)
    assert found["carbon.fuels"].value == pytest.approx(36_000 * 0.0153 * 0.99 * 44 / 12)
