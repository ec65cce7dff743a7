"""Where a study of the research panel tells no number, or another sentence, rather than a wrong one."""

from collections.abc import Callable
from typing import Any

import pytest

from core.i18n import show
from core.research import of_cluster, research
from core.research_results import Study
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]
CENSUS = {"title": "Census", "permitted_use": "aggregate"}
WET = {"name": "sludge", "base_unit": "m3"}


def studies(snapshot: Snapshot) -> dict[str, Study]:
    return {study.about.id: study for study in of_cluster(research(snapshot))}


def told(study: Study) -> str:
    return show(study.sentence, "en")


def link(sender: str | None, receiver: str | None, amount: float | None, commodity: str = "slag", **more: Any) -> Row:
    row = {"sender": sender, "receiver": receiver, "commodity": commodity, "kind": "by-product", "amount": amount}
    return row | {"year": 2024} | more


def figure(actor: str, item: str, value: float | None, commodity: str | None = "slag", **more: Any) -> Row:
    return {"actor": actor, "item": item, "commodity": commodity, "value": value, "unit": "t", "year": 2024} | more


def dumping(cluster: Enter, *rows: Row) -> Study:
    return studies(cluster(commodity=[WET], statistic=list(rows)))["symbiosis.zero_emission"]


def test_dumping_adds_no_cubic_metres_to_tonnes(cluster: Enter) -> None:
    wet = {"commodity": "sludge", "unit": "m3"}
    found = dumping(
        cluster,
        *(figure("A", "waste_generated", 100.0), figure("A", "waste_discharged", 10.0)),
        *(figure("A", "waste_generated", 1000.0, **wet), figure("A", "waste_discharged", 0.0, **wet)),
    )
    assert found.result.value == 0.1
    assert told(found).endswith("Not added, since they are measured in other units: 1.")


def test_a_total_of_a_firm_is_not_counted_beside_its_parts(cluster: Enter) -> None:
    found = dumping(
        cluster,
        *(figure("A", "waste_generated", 100.0, None), figure("A", "waste_discharged", 50.0, None)),
        *(figure("A", "waste_generated", 60.0), figure("A", "waste_discharged", 0.0)),
    )
    assert found.result.value == 0.5


@pytest.mark.parametrize("dumped", [None, 120.0])
def test_dumping_is_told_from_eighty_per_cent_of_the_accounts_on(cluster: Enter, dumped: float | None) -> None:
    # C tells nothing of it, or more than it generated: two of three accounts are known.
    rows = [figure(name, "waste_generated", 100.0) for name in "ABC"]
    found = dumping(cluster, *rows, *(figure(n, "waste_discharged", v) for n, v in (("A", 5), ("B", 5), ("C", dumped))))
    assert (found.result.value, found.result.coverage) == (None, pytest.approx(2 / 3))
    assert [one.name for one in found.result.missing] == ["C"]


@pytest.mark.parametrize("own", [{"value": None}, {"value": 80.0, "unit": "m3"}])
def test_own_use_that_is_unknown_or_in_another_unit_is_not_nothing(cluster: Enter, own: Row) -> None:
    rows = [figure("A", "waste_generated", 100.0), figure("A", "waste_used_own", None) | own]
    found = studies(cluster(statistic=rows, flow=[link("A", "B", 20.0)]))
    for name in ("indicator", "utilisation", "own_use"):
        result = found[f"symbiosis.{name}"].result
        assert (result.value, result.status, [one.name for one in result.missing]) == (None, "not_computable", ["A"])
    assert "for 0 of 1 wastes" in told(found["symbiosis.own_use"])


def test_more_use_than_there_was_gives_no_share(cluster: Enter) -> None:
    found = studies(cluster(statistic=[figure("A", "waste_generated", 100.0)], flow=[link("A", "B", 150.0)]))
    for name in ("symbiosis.utilisation", "symbiosis.indicator", "structure.recycling_rate"):
        assert found[name].result.status == "not_computable"


def test_own_disposal_is_not_there_to_be_taken(cluster: Enter) -> None:
    rows = [figure("A", "waste_generated", 100.0), figure("A", "waste_disposed_own", 90.0)]
    found = studies(cluster(statistic=rows, capacity=[{"actor": "B", "commodity": "slag", "value": 50.0}]))
    assert told(found["fragility.over_entry"]).startswith("slag: room for 50 t, 10 t to be taken.")


def test_a_licence_that_ended_and_a_capacity_in_another_unit_are_no_over_entry(cluster: Enter) -> None:
    acid, liquid = (
        {"name": name, "base_unit": unit, "code": "900-300-34"} for name, unit in (("acid", "t"), ("liquid", "m3"))
    )
    held = {"actor": "B", "value": 500.0, "codes": "HW34", "licence": "x", "valid_from": "2010-01-01"}
    lasting = {**held, "commodity": "acid", "actor": "C", "value": 200.0, "valid_to": "2030-12-31"}
    ended = {**held, "commodity": "acid", "valid_to": "2012-01-01"}
    rows = [figure("A", "waste_generated", 100.0, "acid")]
    found = studies(cluster(commodity=[acid, liquid], statistic=rows, capacity=[lasting, ended]))[
        "fragility.over_entry"
    ]
    assert found.result.value == 2
    assert "Not counted, since the licence does not hold or the firm does not run: capacities 1." in told(found)


def test_a_capacity_in_another_unit_is_unknown(cluster: Enter) -> None:
    goods = [
        {"name": name, "base_unit": unit, "code": "900-300-34"} for name, unit in (("acid", "t"), ("liquid", "m3"))
    ]
    held = {"actor": "B", "commodity": "liquid", "value": 500.0, "codes": "HW34", "licence": "x"}
    dated = {"valid_from": "2010-01-01", "valid_to": "2030-12-31"}
    rows = [figure("A", "waste_generated", 100.0, "acid")]
    found = studies(cluster(commodity=goods, statistic=rows, capacity=[held | dated]))["fragility.over_entry"]
    assert (found.result.value, [one.name for one in found.result.missing]) == (None, ["acid"])


def test_nobody_hangs_on_one_supplier_of_a_utility_and_central_plants_do_not_compete(cluster: Enter) -> None:
    sewage = [link("A", "P", 10.0, "sewage", kind="waste"), link("B", "Q", 10.0, "sewage", kind="waste")]
    plants = [{"name": name, "role": "treatment"} for name in "PQ"]
    found = studies(cluster(actor=plants, flow=[link("A", "B", 10.0, "steam", kind="utility"), *sewage]))
    for name in ("single_supplier", "dependency", "supplier_hhi"):
        assert found[f"fragility.{name}"].result.status == "not_applicable"
    assert found["fragility.niche_overlap"].result.value == 0


def test_the_outside_is_no_single_supplier(cluster: Enter) -> None:
    inner = [link("A", "B", 30.0), link("C", "B", 30.0)]
    found = studies(cluster(flow=[link(None, "B", 90.0, "coal"), *inner]))["fragility.supplier_hhi"]
    assert found.result.value == 0.5
    assert told(found).endswith("Left out, since it is not known how many stand behind the outside: inputs 1.")


def test_the_common_unit_is_one_of_physical_links(cluster: Enter) -> None:
    goods = [{"name": name, "base_unit": "wan_yuan", "medium": "capital"} for name in ("loan", "share")]
    money = [link("A", "B", 10.0, name, kind="capital") for name in ("loan", "share")]
    assert research(cluster(commodity=goods, flow=[*money, link("A", "B", 5.0)])).unit == "t"


def test_a_waste_with_a_closed_statistic_is_unknown_and_told(cluster: Enter) -> None:
    rows = [figure("A", "waste_generated", 100.0, source="Census")]
    snapshot = cluster(source=[CENSUS], statistic=rows, flow=[link("A", "B", 20.0)])
    note = research(snapshot).note
    assert studies(snapshot)["symbiosis.utilisation"].result.value is None
    assert note is not None
    assert show(note, "en").startswith(
        "Left out, since they may only be shown in sums: links 0, statistics of firms 1."
    )


def test_a_waste_with_a_closed_link_is_unknown(cluster: Enter) -> None:
    rows = [link("A", "B", 20.0), link("A", "C", 80.0, source="Census")]
    capacity = [{"actor": "B", "commodity": "slag", "value": 50.0}]
    found = studies(
        cluster(source=[CENSUS], statistic=[figure("A", "waste_generated", 100.0)], flow=rows, capacity=capacity)
    )
    assert found["symbiosis.utilisation"].result.value is None
    assert found["fragility.over_entry"].result.value is None


def test_the_books_of_a_firm_with_a_closed_link_are_not_closed_over_it(cluster: Enter) -> None:
    # A gets 100 and gives 60 and, closed, 40; B hands on what it gets, though nobody tells how much.
    rows = [link(None, "A", 100.0), link("A", "B", 60.0), link("B", "D", None), link("A", "C", 40.0, source="Census")]
    actors = [{"name": name, "balanced": "goods"} for name in "AB"]
    others = [link("B", None, 10.0, "ash"), link("D", None, 50.0), link("D", None, 1.0, "ash")]
    found = studies(cluster(source=[CENSUS], actor=actors, flow=[*rows, *others]))
    assert found["flows.aggradation"].result.value == pytest.approx((100 + 60 + 50) / 100)


def test_a_region_counts_the_firms_of_those_below_it(cluster: Enter) -> None:
    regions = [{"name": "county"}, {"name": "park", "parent_id": 1}]
    actors = [{"name": "A", "region": "park"}, {"name": "B", "region": "county"}]
    rows = [figure(name, "waste_generated", 100.0) for name in "AB"]
    found = research(cluster(region=regions, actor=actors, statistic=rows, flow=[link("A", "C", 100.0)])).studies
    of_region = {
        getattr(s.result.scope, "name", ""): s.result.value for s in found if s.about.id == "symbiosis.utilisation"
    }
    assert (of_region["park"], of_region["county"]) == (1, 0.5)


def test_in_a_symmetric_pair_nobody_governs(cluster: Enter) -> None:
    rows = [link(None, name, 10.0) for name in "AB"] + [link("A", "B", 5.0), link("B", "A", 5.0)]
    found = studies(cluster(flow=[*rows, *(link(name, None, 10.0) for name in "AB")]))["flows.control"]
    assert (found.result.value, told(found)) == (0, "Nobody governs another: they all depend on each other alike.")


def test_two_rings_are_not_told_as_one(cluster: Enter) -> None:
    pairs = [("A", "B"), ("B", "A"), ("C", "D"), ("D", "C")]
    found = studies(cluster(flow=[link(*pair, 1.0, "water", kind="water") for pair in pairs]))
    assert told(found["symbiosis.cascade_water"]).startswith("All who hand it on stand in 2 rings")


def test_without_regions_nobody_tells_how_many_ways_cross_one(cluster: Enter) -> None:
    found = studies(cluster(flow=[link("A", "B", 1.0), link("B", "C", 1.0)]))["fragility.brokers"]
    assert told(found).endswith("cannot be told: actors without a region: 3.")
