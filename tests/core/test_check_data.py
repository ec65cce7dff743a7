"""Missing and doubtful data: grouped, counted, with the rows to go to."""

from collections.abc import Callable

import pytest

from core.check_data import (
    find_missing_points,
    find_no_emissions,
    find_no_standard,
    find_receivers_without_site,
    find_unclaimed,
    find_units,
    find_unknown_amounts,
    find_withheld,
)
from core.check_figures import find_jumps, find_thousandfold
from core.check_sides import find_competing, find_differing_sides
from core.check_twins import find_twin_goods, find_twins, plain_name
from core.credit_codes import make_credit_code
from core.findings import Finding, inquire
from core.i18n import show
from core.series import is_slip
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]


def said(finding: Finding) -> str:
    return show(finding.sentence, "en").replace("\u2009", " ")


def test_unclaimed_names_are_one_finding_graver_where_they_take_waste(cluster: Cluster) -> None:
    actors = [{"name": "新名字一", "unclaimed": 1}, {"name": "新名字二", "unclaimed": 1}, {"name": "热电厂"}]
    (plain,) = find_unclaimed(inquire(cluster(actor=actors)))
    assert (plain.amount, plain.severity, len(plain.evidence)) == (2.0, 1, 2)
    assert "新名字一, 新名字二" in said(plain)


def test_an_unclaimed_receiver_of_waste_is_graver(cluster: Cluster) -> None:
    actors = [{"name": "新名字", "unclaimed": 1}]
    links = [{"sender": "热电厂", "receiver": "新名字", "commodity": "炉渣"}]
    (found,) = find_unclaimed(inquire(cluster(actor=actors, flow=links)))
    assert (found.severity, found.subject.name) == (2, "新名字")


def test_missing_points_tell_how_many_links_cannot_be_drawn(cluster: Cluster) -> None:
    actors = [{"name": "甲", "at": (113.0, 35.0)}, {"name": "乙"}]
    links = [
        {"sender": "甲", "receiver": "乙", "commodity": "炉渣"},
        {"sender": "甲", "receiver": None, "commodity": "灰"},
    ]
    (found,) = find_missing_points(inquire(cluster(actor=actors, flow=links)))
    assert found.amount == 1
    assert said(found) == "1 actor has no coordinates (links that cannot be drawn: 1): 乙."


def test_unknown_amounts_are_counted_against_all_physical_links(cluster: Cluster) -> None:
    links = [
        {"sender": "甲", "receiver": "乙", "commodity": "炉渣", "amount": 5.0, "year": 2024},
        {"sender": "甲", "receiver": "乙", "commodity": "粉煤灰"},
        {"sender": "甲", "receiver": "乙", "commodity": "知识", "kind": "information"},
    ]
    (found,) = find_unknown_amounts(inquire(cluster(flow=links), 2024))
    assert (found.amount, found.severity) == (1.0, 2)
    assert "1 of 2 material, energy and water links" in said(found)


def test_units_that_were_not_understood_are_listed_with_their_text(cluster: Cluster) -> None:
    amounts = [{"value": None, "value_entered": 250.0, "unit_entered": "t fish/yr", "year": 2024}]
    links = [{"sender": "甲", "receiver": "乙", "commodity": "余热", "amounts": amounts}]
    (found,) = find_units(inquire(cluster(flow=links), 2024))
    assert (found.evidence[0].table, found.amount) == ("flow_amount", 1.0)
    assert "t fish/yr" in said(found)


def test_receivers_without_a_site_are_named_one_by_one(cluster: Cluster) -> None:
    actors = [{"name": "砖厂", "at": (113.0, 35.0)}, {"name": "矿渣厂"}]
    rows = [{"actor": name, "commodity": "钢渣", "value": 100.0} for name in ("砖厂", "矿渣厂")]
    (found,) = find_receivers_without_site(inquire(cluster(actor=actors, capacity=rows)))
    assert (found.subject.name, found.severity) == ("矿渣厂", 2)


def test_pollutants_without_a_limit_are_one_finding(cluster: Cluster) -> None:
    rows = [{"actor": "甲", "pollutant": name, "mass": 1.0} for name in ("总氮", "COD", "某种物质")]
    (found,) = find_no_standard(inquire(cluster(emission=rows)))
    assert found.amount == 2.0
    assert "Total nitrogen" in said(found)


def test_a_project_without_emissions_says_what_flags_firms_instead(cluster: Cluster) -> None:
    (found,) = find_no_emissions(inquire(cluster(actor=[{"name": "甲"}])))
    assert "statutory lists, permit class and industry only" in said(found)


def test_without_firms_nobody_is_asked_for_emissions(cluster: Cluster) -> None:
    assert list(find_no_emissions(inquire(cluster(actor=[{"name": "湖", "kind": "environment"}])))) == []


def test_emissions_of_other_years_are_named(cluster: Cluster) -> None:
    (found,) = find_no_emissions(
        inquire(cluster(emission=[{"actor": "甲", "pollutant": "COD", "mass": 1.0, "year": 2022}]), 2024)
    )
    assert "only for 2022" in said(found)


def test_rows_for_sums_only_are_counted(cluster: Cluster) -> None:
    rows = [{"actor": "甲", "item": "energy_input", "value": 5.0, "source": "205-1表"}]
    inquiry = inquire(cluster(source=[{"title": "205-1表", "permitted_use": "aggregate"}], statistic=rows))
    (found,) = find_withheld(inquiry)
    assert found.amount == 1.0


def test_what_hangs_on_a_withheld_link_is_counted_once(cluster: Cluster) -> None:
    links = [
        {
            "sender": "甲",
            "receiver": "乙",
            "commodity": "炉渣",
            "source": "表",
            "amounts": [{"amount": 5.0, "source": "表"}],
        }
    ]
    inquiry = inquire(cluster(source=[{"title": "表", "permitted_use": "aggregate"}], flow=links))
    (found,) = find_withheld(inquiry)
    assert said(found).startswith("1 figure was left out of all findings")


def test_what_several_checks_read_is_computed_once(cluster: Cluster) -> None:
    inquiry = inquire(cluster(statistic=yearly(1.0, 2.0)), 2024)
    assert inquiry.figures is inquiry.figures
    assert inquiry.wastes is inquiry.wastes
    assert inquiry.during(2023) is inquiry.during(2023)


def both(sender: float, receiver: float, **more: object) -> list[dict[str, object]]:
    amounts = [
        {"value": sender, "origin": "sender", "year": 2024, "source": "甲台账", **more},
        {"value": receiver, "origin": "receiver", "year": 2024, "source": "乙台账", **more},
    ]
    return [{"sender": "甲", "receiver": "乙", "commodity": "钢渣", "amounts": amounts}]


def test_sides_differ_beyond_ten_percent(cluster: Cluster) -> None:
    # 2 400 t by transfer documents against 1 950 t confirmed.
    (found,) = find_differing_sides(inquire(cluster(flow=both(2400.0, 1950.0)), 2024))
    assert (found.amount, found.unit, found.subject.table) == (450.0, "t", "flow")
    assert "the sender states 2400 t, the receiver 1950 t; 450 t is to be cleared up" in said(found)


@pytest.mark.parametrize(("one", "other", "sd"), [(100.0, 95.0, None), (100.0, 130.0, 12.0)])
def test_sides_within_their_accuracy_agree(cluster: Cluster, one: float, other: float, sd: float | None) -> None:
    more = {} if sd is None else {"sd": sd}
    assert list(find_differing_sides(inquire(cluster(flow=both(one, other, **more)), 2024))) == []


def test_kg_for_t_is_told_as_a_slip_and_not_as_a_difference(cluster: Cluster) -> None:
    inquiry = inquire(cluster(flow=both(820.0, 812000.0)), 2024)
    assert list(find_differing_sides(inquiry)) == []
    (found,) = find_thousandfold(inquiry)
    assert (found.severity, found.subject.table) == (3, "flow")
    assert "812 000 t (the receiver, 2024) is about a thousand times 820 t (the sender, 2024)" in said(found)


def test_one_slip_that_shows_between_sides_and_years_is_told_once(cluster: Cluster) -> None:
    # The sender's figure of 2024 counts and is in kg; both last year and the receiver say so.
    amounts = [
        {"value": value, "origin": origin, "year": year, "source": f"{origin} {year}"}
        for value, origin, year in ((800.0, "sender", 2023), (812000.0, "sender", 2024), (820.0, "receiver", 2024))
    ]
    links = [{"sender": "甲", "receiver": "乙", "commodity": "钢渣", "amounts": amounts}]
    (found,) = find_thousandfold(inquire(cluster(flow=links), 2024))
    assert (found.amount, len(found.evidence)) == (812000.0, 2)


def yearly(*values: float | None) -> list[dict[str, object]]:
    return [
        {"actor": "啤酒厂", "item": "water_fresh", "value": value, "unit": "m3", "year": 2022 + place}
        for place, value in enumerate(values)
    ]


def test_a_thousandfold_of_last_year_is_found_in_any_year(cluster: Cluster) -> None:
    (found,) = find_thousandfold(inquire(cluster(statistic=yearly(410000.0, 420000000.0, 430000.0)), 2024))
    assert (found.severity, found.amount, found.unit) == (3, 420000000.0, "m3")
    assert found.subject.name == "啤酒厂"
    assert "Fresh water taken of 啤酒厂: 420 000 000 m³ (2023)" in said(found)


def test_generation_a_thousand_times_its_links_is_found_without_another_year(cluster: Cluster) -> None:
    rows = [
        {"actor": "甲", "commodity": "钢渣", "item": "waste_generated", "value": 5000000.0, "unit": "t", "year": 2024}
    ]
    links = [{"sender": "甲", "receiver": "乙", "commodity": "钢渣", "amount": 4900.0, "year": 2024}]
    (found,) = find_thousandfold(inquire(cluster(statistic=rows, flow=links), 2024))
    assert "sum of own use, disposal, storage and links" in said(found)


def placed(item: str, value: float | None) -> dict[str, object]:
    return {"actor": "矿", "commodity": "尾矿", "item": item, "value": value, "unit": "t", "year": 2024}


@pytest.mark.parametrize("item", ["waste_stored", "waste_discharged"])
@pytest.mark.parametrize("value", [99900.0, None])
def test_what_was_stored_or_dumped_is_no_slip_of_units(cluster: Cluster, item: str, value: float | None) -> None:
    rows = [placed("waste_generated", 100000.0), placed("waste_used_own", 100.0), placed(item, value)]
    assert list(find_thousandfold(inquire(cluster(statistic=rows), 2024))) == []


def test_a_growth_of_more_than_half_is_told_once_for_all(cluster: Cluster) -> None:
    rows = [*yearly(None, 400.0, 700.0), *({**row, "actor": "印染厂"} for row in yearly(None, 400.0, 500.0))]
    (found,) = find_jumps(inquire(cluster(statistic=rows), 2024))
    assert found.amount == 1.0
    assert "Fresh water taken of 啤酒厂 400 m³ → 700 m³" in said(found)


def test_a_slip_is_no_growth(cluster: Cluster) -> None:
    assert list(find_jumps(inquire(cluster(statistic=yearly(None, 400.0, 400000.0)), 2024))) == []


@pytest.mark.parametrize(
    ("one", "other", "slip"), [(1.0, 1000.0, True), (1600.0, 1.0, True), (1.0, 400.0, False), (0.0, 5.0, False)]
)
def test_a_slip_is_a_factor_between_500_and_2000(one: float, other: float, slip: bool) -> None:
    assert is_slip(one, other) is slip


def test_competing_figures_name_the_one_that_is_used(cluster: Cluster) -> None:
    # Fly ash to cement as three publications state it.
    amounts = [
        {"value": value, "origin": "published", "source": title}
        for value, title in ((170000.0, "IISD"), (135000.0, "Fiksel"), (200000.0, "ieprime"))
    ]
    links = [{"sender": "Power station", "receiver": "Cement", "commodity": "Fly ash", "amounts": amounts}]
    (found,) = find_competing(inquire(cluster(flow=links)))
    assert "135 000 t – 200 000 t" in said(found)
    assert set(found.source.split("; ")) == {"IISD", "Fiksel", "ieprime"}


def test_sender_against_receiver_is_no_competition(cluster: Cluster) -> None:
    assert list(find_competing(inquire(cluster(flow=both(2400.0, 1950.0)), 2024))) == []


def test_plain_names_lose_their_legal_form() -> None:
    assert plain_name("丙印染有限公司") == "丙印染"
    assert plain_name("Gyproc A/S (BPB)") == "gyprocbpb"
    assert plain_name("Novo Co., Ltd.") == "novo"


TWINS = {
    "alike names on one site": (
        {"name": "丙印染有限公司", "at": (113.0, 35.0)},
        {"name": "丙印染厂", "at": (113.0005, 35.0002)},
    ),
    "one wrong digit": (
        {"name": "宏达纺织", "credit_code": "91410000MA3X0TEACH"},
        {"name": "某某公司", "credit_code": "91410000MA3X0TEACX"},
    ),
    "same name without legal form": ({"name": "金星啤酒有限公司"}, {"name": "金星啤酒股份有限公司"}),
    "same spot and trade": (
        {"name": "南方冶炼", "industry_code": "3211", "at": (113.0, 35.0)},
        {"name": "佳信材料", "industry_code": "3211", "at": (113.0001, 35.0)},
    ),
}


@pytest.mark.parametrize("pair", TWINS.values(), ids=TWINS)
def test_one_firm_under_two_names_is_found(cluster: Cluster, pair: tuple[dict[str, object], ...]) -> None:
    (found,) = find_twins(inquire(cluster(actor=list(pair))))
    assert {ref.name for ref in found.evidence} == {str(row["name"]) for row in pair}


SKETCHED = {"at": (109.6, 23.1), "point_quality": "approximate"}


@pytest.mark.parametrize(
    "pair",
    [
        ({"name": "一号水泥厂", "at": (113.0, 35.0)}, {"name": "东方制药厂", "at": (113.0004, 35.0)}),
        ({"name": "华强印染", "at": (113.0, 35.0)}, {"name": "华强印染设备", "at": (113.9, 35.0)}),
        ({"name": "糖厂", **SKETCHED}, {"name": "糖厂车间", **SKETCHED}),
    ],
    ids=["neighbours", "far apart", "sketched points"],
)
def test_neighbours_and_sketched_points_are_no_twins(cluster: Cluster, pair: tuple[dict[str, object], ...]) -> None:
    assert list(find_twins(inquire(cluster(actor=list(pair))))) == []


def test_a_recorded_former_name_is_recognised(cluster: Cluster) -> None:
    aliases = [{"actor": "新星化工", "name": "红旗化工厂", "kind": "former"}]
    (found,) = find_twins(inquire(cluster(actor=[{"name": "红旗化工厂"}, {"name": "新星化工"}], actor_alias=aliases)))
    assert "a name that is recorded for the other" in said(found)


def codes(*numbers: int) -> list[dict[str, object]]:
    return [
        {"name": f"金星啤酒{'股份' * place}有限公司", "credit_code": make_credit_code(n)}
        for place, n in enumerate(numbers)
    ]


def test_two_valid_credit_codes_of_different_organisations_are_no_twins(cluster: Cluster) -> None:
    assert list(find_twins(inquire(cluster(actor=codes(1, 2))))) == []


def test_a_code_with_a_wrong_check_character_proves_nothing(cluster: Cluster) -> None:
    one, other = codes(1, 2)
    last = "A" if str(other["credit_code"])[-1] != "A" else "B"
    wrong = {**other, "credit_code": str(other["credit_code"])[:-1] + last}
    (found,) = find_twins(inquire(cluster(actor=[one, wrong])))
    assert found.severity == 2


def test_the_same_trade_on_one_spot_is_a_hint_only(cluster: Cluster) -> None:
    (found,) = find_twins(inquire(cluster(actor=list(TWINS["same spot and trade"]))))
    assert found.severity == 1


def test_twins_in_a_crowd_are_found_by_their_neighbouring_names(cluster: Cluster) -> None:
    # 29 tenants of one building and two names of one firm: 31 on a spot.
    tenants = [{"name": f"{chr(0x4E00 + 37 * row) * 4}", "at": (113.0, 35.0)} for row in range(29)]
    twins = [{"name": "贵糖造纸", "at": (113.0, 35.0)}, {"name": "贵糖造纸二车间", "at": (113.0, 35.0)}]
    (found,) = find_twins(inquire(cluster(actor=[*tenants, *twins])))
    assert found.subject.name == "贵糖造纸"


def test_a_good_under_its_names_in_two_languages_is_told_as_one_good_twice(cluster: Cluster) -> None:
    links = [{"sender": "甲", "receiver": "乙", "commodity": name} for name in ("粉煤灰", "Fly ash", "水泥")]
    (found,) = find_twin_goods(inquire(cluster(actor=[{"name": "甲"}, {"name": "乙"}], flow=links)))
    assert said(found).startswith("“粉煤灰”, “Fly ash” differ in capital letters or language only")


def test_goods_that_differ_in_capital_letters_only_are_told_with_both_names(cluster: Cluster) -> None:
    goods = ("Hydrogen", "hydrogen", "CO", "Co", "Ethanol")
    links = [{"sender": "甲", "receiver": "乙", "commodity": name} for name in goods]
    (found,) = find_twin_goods(inquire(cluster(actor=[{"name": "甲"}, {"name": "乙"}], flow=links)))
    assert said(found).startswith("“Hydrogen”, “hydrogen” differ in capital letters or language only and are")
    assert "write “Hydrogen” in the commodity column" in show(found.step, "en")
