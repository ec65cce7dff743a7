"""Wastes without a receiver, receivers that are not proved, replaceable needs, missing plants, growing heaps."""

from collections.abc import Callable

import numpy as np
import pytest

from core.check_decomposers import find_missing
from core.check_heaps import find_growing
from core.check_needs import find_replaceable
from core.check_proof import find_unproved
from core.check_receivers import find_without_receiver
from core.findings import Inquiry, inquire
from core.i18n import show
from core.receivers import acceptance, distance_km, receivers_of
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]


def statistic(actor: str, commodity: str, value: float | None, item: str = "waste_generated") -> dict[str, object]:
    return {"actor": actor, "commodity": commodity, "item": item, "value": value, "unit": "t", "year": 2024}


def sentence_of(found: object) -> str:
    return show(found.sentence, "en")  # type: ignore[attr-defined]


def test_a_remainder_is_what_own_use_disposal_and_links_leave(cluster: Cluster) -> None:
    # 18 400 = own use 9 000 + own disposal 2 000 + link 2 900 + left 4 500
    rows = [
        statistic("钢厂", "钢渣", 18400.0),
        statistic("钢厂", "钢渣", 9000.0, "waste_used_own"),
        statistic("钢厂", "钢渣", 2000.0, "waste_disposed_own"),
    ]
    links = [{"sender": "钢厂", "receiver": "水泥厂", "commodity": "钢渣", "amount": 2900.0, "year": 2024}]
    (found,) = find_without_receiver(inquire(cluster(statistic=rows, flow=links), 2024))
    assert (found.amount, found.unit, found.matter, found.subject.name) == (4500.0, "t", "钢渣", "钢厂")
    said = sentence_of(found).replace("\u2009", " ")
    assert "4500 t of 钢渣 a year at 钢厂 has no receiver" in said
    assert "Generated 18 400 t = own use and disposal 11 000 t + links 2900 t + without receiver 4500 t" in said
    assert {ref.table for ref in found.evidence} == {"statistic", "flow"}


def test_a_link_of_unknown_amount_makes_the_remainder_unknown(cluster: Cluster) -> None:
    rows = [statistic("钢厂", "钢渣", 1000.0)]
    links = [{"sender": "钢厂", "receiver": "水泥厂", "commodity": "钢渣"}]
    (found,) = find_without_receiver(inquire(cluster(statistic=rows, flow=links), 2024))
    assert (found.amount, found.severity) == (None, 1)
    assert "is unknown" in sentence_of(found)


def test_storage_is_told_but_places_nothing(cluster: Cluster) -> None:
    rows = [statistic("钢厂", "钢渣", 1000.0), statistic("钢厂", "钢渣", 1000.0, "waste_stored")]
    (found,) = find_without_receiver(inquire(cluster(statistic=rows), 2024))
    assert found.amount == 1000.0
    assert "1000 t went into storage in the year" in sentence_of(found)


def test_a_waste_that_is_wholly_taken_is_no_finding(cluster: Cluster) -> None:
    rows = [statistic("钢厂", "钢渣", 1000.0)]
    links = [{"sender": "钢厂", "receiver": None, "commodity": "钢渣", "amount": 995.0, "year": 2024}]
    assert list(find_without_receiver(inquire(cluster(statistic=rows, flow=links), 2024))) == []


RED_MUD = {
    "actor": [
        {"name": "氧化铝厂", "at": (113.0, 35.0)},
        {"name": "砖厂", "at": (113.1, 35.0)},
        {"name": "路基材料厂", "at": (113.5, 35.0)},
        {"name": "新名字", "at": (113.01, 35.0), "unclaimed": 1},
    ],
    "statistic": [statistic("氧化铝厂", "赤泥", 120000.0)],
}


def red_mud(cluster: Cluster, *capacities: dict[str, object]) -> Inquiry:
    rows = [{"commodity": "赤泥", "value": 50000.0, "quality": "不限", **capacity} for capacity in capacities]
    return inquire(cluster(**RED_MUD, capacity=rows), 2024)


def test_the_nearest_proved_receiver_is_named_with_distance_and_free_capacity(cluster: Cluster) -> None:
    inquiry = red_mud(
        cluster, {"actor": "砖厂", "proof": "registered"}, {"actor": "路基材料厂", "proof": "visited", "value": 40000.0}
    )
    (found,) = find_without_receiver(inquiry)
    # 0.5 degrees of longitude at 35 N are 45.5 km, times 1.3 = 59.2 km.
    assert "路基材料厂, about 59.2 km by road (straight line × 1.3). It has 40\u2009000 t free." in sentence_of(found)
    # 120 000 t of which 40 000 t fit: the brickworks would take 50 000 t more if it were proved.
    assert show(found.step, "en") == (
        "Bring 氧化铝厂 and 路基材料厂 together. Visit 砖厂 or compare its books, and record what is found."
    )


def test_registered_receivers_are_named_as_not_proved(cluster: Cluster) -> None:
    inquiry = red_mud(cluster, {"actor": "砖厂", "proof": "papers"}, {"actor": "新名字", "proof": "books"})
    (found,) = find_without_receiver(inquiry)
    said = sentence_of(found)
    assert "2 receivers are recorded for it, but none counts yet" in said
    assert "新名字 (its name is unclaimed)" in said
    assert found.severity == 3


def test_a_licence_that_ends_in_the_year_no_longer_proves(cluster: Cluster) -> None:
    inquiry = red_mud(cluster, {"actor": "砖厂", "proof": "books", "valid_to": "2024-05-31"})
    (found,) = find_without_receiver(inquiry)
    assert "砖厂 (its licence ended on 2024-05-31)" in sentence_of(found)


def test_free_capacity_is_what_running_links_leave(cluster: Cluster) -> None:
    links = [{"sender": "氧化铝厂", "receiver": "砖厂", "commodity": "赤泥", "amount": 30000.0, "year": 2024}]
    capacities = [{"actor": "砖厂", "commodity": "赤泥", "value": 50000.0, "proof": "visited", "quality": "不限"}]
    inquiry = inquire(cluster(**RED_MUD, flow=links, capacity=capacities), 2024)
    (receiver,) = receivers_of(acceptance(inquiry), 0, 0)
    assert (receiver.free, receiver.doubt) == (20000.0, None)


def free_of(cluster: Cluster, **tables: list[dict[str, object]]) -> float:
    """What the only receiver of the first commodity has free."""
    snapshot = cluster(**tables)
    sender = snapshot.actor.name.tolist().index("甲")
    (receiver,) = receivers_of(acceptance(inquire(snapshot, 2024)), 0, sender)
    return receiver.free


SLUDGES = [{"name": "废油", "code": "900-214-08"}, {"name": "油泥", "code": "900-210-08"}]


def test_two_licences_of_one_actor_add_up_and_share_all_that_they_accept(cluster: Cluster) -> None:
    # 100 + 60 t for two wastes of category HW08, of which 30 t and 20 t arrive: 110 t are free.
    licence = {"actor": "危废厂", "licence": "许", "codes": "HW08", "valid_to": "2026-12-31", "proof": "books"}
    rows = [{**licence, "commodity": "废油", "value": 100.0}, {**licence, "commodity": "油泥", "value": 60.0}]
    links = [
        {"sender": "甲", "receiver": "危废厂", "commodity": commodity, "amount": amount, "year": 2024}
        for commodity, amount in (("废油", 30.0), ("油泥", 20.0))
    ]
    assert free_of(cluster, commodity=SLUDGES, capacity=rows, flow=links) == 110.0


@pytest.mark.parametrize("known", [40.0, None])
def test_free_capacity_is_unknown_where_a_part_of_what_arrives_is(cluster: Cluster, known: float | None) -> None:
    amounts = [
        {"amount": known, "year": 2024, "period": "2024-01"},
        {"amount": None, "year": 2024, "period": "2024-02"},
    ]
    links = [{"sender": "丙", "receiver": "乙", "commodity": "灰", "amounts": amounts}]
    rows = [{"actor": "乙", "commodity": "灰", "value": 100.0, "proof": "visited"}]
    assert np.isnan(free_of(cluster, actor=[{"name": "甲"}], flow=links, capacity=rows))


def test_a_receiver_without_a_known_distance_is_told_so(cluster: Cluster) -> None:
    capacities = [{"actor": "远厂", "commodity": "赤泥", "proof": "visited", "quality": "不限"}]
    (found,) = find_without_receiver(inquire(cluster(**RED_MUD, capacity=capacities), 2024))
    said = sentence_of(found)
    assert "A proved receiver is 远厂; the distance is unknown. How much it can still take is unknown." in said


def test_a_capacity_of_unknown_quality_is_to_be_tested(cluster: Cluster) -> None:
    (found,) = find_without_receiver(red_mud(cluster, {"actor": "砖厂", "proof": "visited", "quality": ""}))
    assert "砖厂 (what quality it takes is not recorded: to be tested)" in sentence_of(found)
    assert show(found.step, "en").startswith("Have a sample of 氧化铝厂 tested at 砖厂")


HAZARDOUS = {
    "commodity": [{"name": "电镀污泥", "code": "336-054-17", "hazard": "T"}],
    "statistic": [statistic("电镀厂", "电镀污泥", 300.0)],
}


@pytest.mark.parametrize(
    ("capacity", "doubt"),
    [
        ({"licence": "许001", "codes": "HW17;HW08", "valid_to": "2026-12-31"}, ""),
        ({"licence": "许001", "codes": "336-054-17", "valid_to": "2026-12-31"}, ""),
        ({"licence": "", "codes": "HW17", "valid_to": "2026-12-31"}, "no licence is recorded"),
        ({"licence": "许001", "codes": "HW08", "valid_to": "2026-12-31"}, "its licence does not name this code"),
        ({"licence": "许001", "codes": "HW17", "valid_to": ""}, "its licence is not valid in the year"),
        ({"licence": "许001", "codes": "HW17", "valid_to": "2023-06-30"}, "its licence is not valid in the year"),
        ({"licence": "许001", "codes": "HW17", "valid_to": "2024-06-30"}, "its licence ended on 2024-06-30"),
        (
            {"licence": "许001", "codes": "HW17", "valid_from": "2024-11-01", "valid_to": "2027-10-31"},
            "its licence began only on 2024-11-01",
        ),
    ],
)
def test_hazardous_waste_needs_a_valid_licence_for_its_code(
    cluster: Cluster, capacity: dict[str, object], doubt: str
) -> None:
    told = {"value": 500.0, "proof": "books", "quality": "不限"}
    rows = [{"actor": "危废厂", "commodity": "电镀污泥", **told, **capacity}]
    (receiver,) = receivers_of(acceptance(inquire(cluster(**HAZARDOUS, capacity=rows), 2024)), 0, 0)
    assert ("" if receiver.doubt is None else show(receiver.doubt, "en")) == doubt


@pytest.mark.parametrize(
    ("code", "valid_to", "said"),
    [
        ("", "2026-12-31", "takes 300 t of the hazardous waste 废油, but the waste's code is not recorded"),
        ("900-214-08", "2024-11-30", "(900-214-08), but its licence ended on 2024-11-30"),
    ],
)
def test_what_can_be_cleared_up_about_a_licence_is_no_grave_finding(
    cluster: Cluster, code: str, valid_to: str, said: str
) -> None:
    links = [{"sender": "甲", "receiver": "危废厂", "commodity": "废油", "amount": 300.0, "year": 2024}]
    rows = [{"actor": "危废厂", "commodity": "废油", "licence": "许", "codes": "HW08", "valid_to": valid_to}]
    rows[0]["proof"] = "visited"
    waste = [{"name": "废油", "code": code, "hazard": "T"}]
    (found,) = find_unproved(inquire(cluster(commodity=waste, flow=links, capacity=rows), 2024))
    assert found.severity == 2
    assert said in sentence_of(found)


def test_running_transfer_of_hazardous_waste_without_licence_is_grave(cluster: Cluster) -> None:
    links = [{"sender": "电镀厂", "receiver": "危废厂", "commodity": "电镀污泥", "amount": 300.0, "year": 2024}]
    rows = [{"actor": "危废厂", "commodity": "电镀污泥", "value": 500.0, "proof": "books"}]
    (found,) = find_unproved(inquire(cluster(**HAZARDOUS, flow=links, capacity=rows), 2024))
    assert (found.severity, found.amount, found.subject.name) == (3, 300.0, "危废厂")
    assert "no licence is recorded" in sentence_of(found)


def test_other_unproved_receivers_are_told_together(cluster: Cluster) -> None:
    links = [
        {"sender": "甲", "receiver": receiver, "commodity": "炉渣", "amount": 100.0, "year": 2024}
        for receiver in ("砖厂", "路基厂")
    ]
    rows = [
        {"actor": "砖厂", "commodity": "炉渣", "value": 500.0, "proof": "registered"},
        {"actor": "水泥厂", "commodity": "炉渣", "value": 500.0, "proof": "visited"},
    ]
    (found,) = find_unproved(inquire(cluster(flow=links, capacity=rows), 2024))
    assert found.subject.table == "cluster"
    assert "2 receivers of waste and by-products (200 t a year) are not proved: 砖厂, 路基厂" in sentence_of(found)


def test_projects_without_capacities_are_not_asked_for_proofs(cluster: Cluster) -> None:
    links = [{"sender": "甲", "receiver": "砖厂", "commodity": "炉渣", "amount": 100.0, "year": 2024}]
    assert list(find_unproved(inquire(cluster(flow=links), 2024))) == []


def test_a_need_from_outside_meets_a_by_product_that_is_left(cluster: Cluster) -> None:
    rows = [statistic("水泥厂", "天然石膏", 30000.0, "consumption"), statistic("热电厂", "脱硫石膏", 12000.0)]
    (found,) = find_replaceable(inquire(cluster(statistic=rows), 2024))
    assert (found.subject.name, found.amount, found.unit, found.matter) == ("水泥厂", 12000.0, "t", "natural gypsum")
    assert "to be tested" in sentence_of(found)


def test_a_need_that_the_cluster_supplies_is_none(cluster: Cluster) -> None:
    rows = [statistic("水泥厂", "天然石膏", 30000.0, "consumption"), statistic("热电厂", "脱硫石膏", 12000.0)]
    links = [
        {"sender": "矿山", "receiver": "水泥厂", "commodity": "天然石膏", "kind": "material", "amount": 30000.0}
        | {"year": 2024}
    ]
    assert list(find_replaceable(inquire(cluster(statistic=rows, flow=links), 2024))) == []


def test_several_outside_suppliers_add_up_to_one_need(cluster: Cluster) -> None:
    # 700 t from the outside and 300 t from nature.
    links = [
        {
            "sender": sender,
            "receiver": "水泥厂",
            "commodity": "石灰石",
            "kind": "material",
            "amount": amount,
            "year": 2024,
        }
        for sender, amount in ((None, 700.0), ("矿山", 300.0))
    ]
    actors = [{"name": "矿山", "kind": "environment"}]
    rows = [statistic("电石厂", "电石渣", 5000.0)]
    (found,) = find_replaceable(inquire(cluster(actor=actors, flow=links, statistic=rows), 2024))
    assert (found.amount, found.unit) == (1000.0, "t")


def test_needs_and_offers_meet_only_within_one_unit(cluster: Cluster) -> None:
    rows = [
        statistic("水泥厂", "天然石膏", 30000.0, "consumption"),
        {**statistic("热电厂", "脱硫石膏", 12.0), "unit": "m3"},
    ]
    assert list(find_replaceable(inquire(cluster(statistic=rows), 2024))) == []


def test_the_by_product_is_not_taken_for_the_need(cluster: Cluster) -> None:
    rows = [statistic("水泥厂", "脱硫石膏", 30000.0, "consumption"), statistic("热电厂", "脱硫石膏", 12000.0)]
    assert list(find_replaceable(inquire(cluster(statistic=rows), 2024))) == []


def test_a_region_lacks_a_plant_for_a_waste_that_nobody_there_takes(cluster: Cluster) -> None:
    regions = [{"name": "示范县"}, {"name": "邻县"}]
    actors = [
        {"name": "甲", "region": "示范县", "at": (113.0, 35.0)},
        {"name": "乙", "region": "示范县", "at": (113.0, 35.1)},
        {"name": "陶粒厂", "region": "邻县", "role": "decomposer", "at": (114.0, 35.0)},
    ]
    rows = [statistic("甲", "赤泥", 80000.0), statistic("乙", "赤泥", 40000.0)]
    capacities = [{"actor": "陶粒厂", "commodity": "赤泥", "value": 40000.0, "proof": "visited"}]
    inquiry = inquire(cluster(region=regions, actor=actors, statistic=rows, capacity=capacities), 2024)
    (found,) = find_missing(inquiry)
    assert (found.subject.table, found.subject.name, found.amount) == ("region", "示范县", 120000.0)
    assert (
        "赤泥: 120\u2009000 t a year arise in 示范县 at 2 firms, and no plant there uses or treats it"
        in sentence_of(found)
    )


def test_a_plant_in_the_region_closes_the_gap(cluster: Cluster) -> None:
    actors = [
        {"name": "甲", "region": "示范县"},
        {"name": "陶粒厂", "region": "示范县", "role": "decomposer"},
    ]
    capacities = [{"actor": "陶粒厂", "commodity": "赤泥", "value": 40000.0}]
    tables = {"actor": actors, "statistic": [statistic("甲", "赤泥", 80000.0)], "capacity": capacities}
    assert list(find_missing(inquire(cluster(**tables), 2024))) == []


def stocks(*closing: float, capacity: float | None = None) -> list[dict[str, object]]:
    return [
        {"actor": "甲", "commodity": "赤泥", "year": 2022 + place, "closing": value, "storage_capacity": capacity}
        for place, value in enumerate(closing)
    ]


def test_a_heap_that_grows_every_year_tells_when_its_storage_is_full(cluster: Cluster) -> None:
    # 3 000 t in the last year, 1 000 t room: full in 365 / 3 = 122 days.
    (found,) = find_growing(inquire(cluster(stock=stocks(10000, 13000, 16000, capacity=17000.0)), 2024))
    assert (found.severity, found.amount, found.matter) == (3, 16000.0, "赤泥")
    said = sentence_of(found).replace("\u2009", " ")
    assert "went from 10 000 t (end of 2022) to 16 000 t (end of 2024)" in said
    assert "is full in 122 days" in said


def test_a_store_that_goes_up_and_down_is_no_heap(cluster: Cluster) -> None:
    assert list(find_growing(inquire(cluster(stock=stocks(10000, 14000, 13000, capacity=90000.0)), 2024))) == []


def test_later_years_are_not_looked_at(cluster: Cluster) -> None:
    assert list(find_growing(inquire(cluster(stock=stocks(10000, 9000, 20000)), 2023))) == []


def test_the_distance_is_the_great_circle_times_1_3(cluster: Cluster) -> None:
    # One degree of latitude is 111.195 km on the mean sphere.
    snapshot = cluster(actor=[{"name": "甲", "at": (113.0, 35.0)}, {"name": "乙", "at": (113.0, 36.0)}])
    assert distance_km(snapshot, 0, 1) == pytest.approx(1.3 * 111.195, abs=0.01)
