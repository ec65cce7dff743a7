"""Whereabouts of wastes: own use, links, declared figures, units, what is unknown; which wastes are hazardous."""

from collections.abc import Callable

import numpy as np

from core.check_receivers import find_without_receiver
from core.findings import inquire
from core.i18n import show
from core.snapshot import Snapshot
from core.wastes import hazardous, waste_category, wastes

Cluster = Callable[..., Snapshot]


def statistic(actor: str, commodity: str, value: float | None, item: str = "waste_generated") -> dict[str, object]:
    return {"actor": actor, "commodity": commodity, "item": item, "value": value, "unit": "t", "year": 2024}


def sentence_of(found: object) -> str:
    return show(found.sentence, "en")  # type: ignore[attr-defined]


def test_what_is_declared_as_used_is_placed_although_its_receiver_is_unnamed(cluster: Cluster) -> None:
    # 1 000 generated, 700 used of which 100 from old stock: 400 are left.
    rows = [
        statistic("钢厂", "钢渣", 1000.0),
        statistic("钢厂", "钢渣", 700.0, "waste_used"),
        statistic("钢厂", "钢渣", 100.0, "waste_used_old_stock"),
    ]
    (waste,) = wastes(inquire(cluster(statistic=rows), 2024).now)
    assert (waste.left, waste.unnamed) == (400.0, 600.0)


def test_an_unknown_generation_leaves_an_unknown_remainder(cluster: Cluster) -> None:
    (waste,) = wastes(inquire(cluster(statistic=[statistic("钢厂", "钢渣", None)]), 2024).now)
    assert np.isnan(waste.left)


def test_a_told_figure_that_is_unknown_makes_the_remainder_unknown(cluster: Cluster) -> None:
    # Own disposal was entered in truck loads; 100 t less an unknown part are left.
    trucks = {**statistic("甲", "炉渣", None, "waste_disposed_own"), "value_entered": 20.0, "unit_entered": "车"}
    (waste,) = wastes(inquire(cluster(statistic=[statistic("甲", "炉渣", 100.0), trucks]), 2024).now)
    assert np.isnan(waste.left)
    assert np.isnan(waste.own)


def test_an_unknown_use_of_old_stock_makes_the_remainder_unknown(cluster: Cluster) -> None:
    rows = [
        statistic("甲", "炉渣", 100.0),
        statistic("甲", "炉渣", 100.0, "waste_used"),
        statistic("甲", "炉渣", None, "waste_used_old_stock"),
    ]
    (waste,) = wastes(inquire(cluster(statistic=rows), 2024).now)
    assert np.isnan(waste.left)


def test_a_waste_keeps_the_unit_that_it_is_stated_in(cluster: Cluster) -> None:
    rows = [{**statistic("甲", "废酸", 600.0), "unit": "m3"}]
    links = [{"sender": "甲", "receiver": "乙", "commodity": "废酸", "amount": 500.0, "year": 2024}]
    acid = [{"name": "废酸", "base_unit": "m3"}]
    (found,) = find_without_receiver(inquire(cluster(commodity=acid, statistic=rows, flow=links), 2024))
    assert (found.amount, found.unit) == (100.0, "m3")
    assert "100 m³ of 废酸 a year" in sentence_of(found)


def test_a_link_in_another_unit_counts_as_unknown(cluster: Cluster) -> None:
    links = [{"sender": "甲", "receiver": "乙", "commodity": "废酸", "amount": 500.0, "year": 2024}]
    tables = {"commodity": [{"name": "废酸", "base_unit": "m3"}], "statistic": [statistic("甲", "废酸", 600.0)]}
    (found,) = find_without_receiver(inquire(cluster(**tables, flow=links), 2024))
    assert (found.amount, found.unit) == (None, "t")
    assert "is kept in another unit than what was generated" in sentence_of(found)


def test_what_a_firm_hands_to_itself_is_own_use_where_it_states_none(cluster: Cluster) -> None:
    rows = [statistic(firm, "炉渣", 100.0) for firm in ("甲", "乙")]
    rows.append(statistic("乙", "炉渣", 50.0, "waste_used_own"))
    links = [
        {"sender": firm, "receiver": firm, "commodity": "炉渣", "amount": 30.0, "year": 2024} for firm in ("甲", "乙")
    ]
    found = {waste.actor: waste for waste in wastes(inquire(cluster(statistic=rows, flow=links), 2024).now)}
    assert [(found[row].own, found[row].linked, found[row].left) for row in (0, 1)] == [
        (30.0, 0, 70.0),
        (50.0, 0, 50.0),
    ]


def test_further_wastes_are_summed_within_each_unit(cluster: Cluster) -> None:
    goods = [{"name": "废酸", "base_unit": "m3"}, {"name": "炉渣", "base_unit": "t"}]
    rows = [statistic(f"厂{number}", "炉渣", 1000.0) for number in range(13)]
    rows.append({**statistic("甲", "废酸", 7.0), "unit": "m3"})
    *_, further = find_without_receiver(inquire(cluster(commodity=goods, statistic=rows), 2024))
    assert "together at least 1000 t, 7 m³ a year" in sentence_of(further)


def test_hazard_is_read_from_national_and_european_codes() -> None:
    assert waste_category("900-041-49") == "HW49"
    assert waste_category("90004149") == "HW49"
    assert waste_category("900-001-S17") == ""
    assert waste_category("441-001-63") == ""


def test_commodities_are_hazardous_by_code_or_recorded_hazard(cluster: Cluster) -> None:
    commodities = [
        {"name": "废矿物油", "code": "900-249-08"},
        {"name": "fly ash", "code": "19 01 13*"},
        {"name": "废酸", "hazard": "C,T"},
        {"name": "粉煤灰", "code": "441-001-63", "hazard": ""},
    ]
    assert hazardous(cluster(commodity=commodities)).tolist() == [True, True, True, False]
