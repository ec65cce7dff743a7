"""What a stop strands, what regions make and take, which roles are missing, what exchange across borders adds."""

from collections.abc import Callable

import numpy as np
import pytest

from core.findings import Inquiry, inquire
from core.i18n import show
from core.matching import Terms, match, offers_of
from core.matching_matrix import NO_REGION, decomposer_matrix, network_roles, roleless, roleless_text
from core.matching_regions import pool, regions_compared
from core.matching_stops import firm_stops, link_stops
from core.receivers import acceptance
from core.snapshot import Snapshot
from core.text import Text

Cluster = Callable[..., Snapshot]
Rows = list[dict[str, object]]

REGIONS: Rows = [{"name": "园区"}, {"name": "东区", "parent_id": 1}, {"name": "西区", "parent_id": 1}]
FIRMS: Rows = [
    {"name": "电厂", "role": "producer", "region": "东区", "at": (113.0, 35.0)},
    {"name": "钢厂", "role": "producer", "region": "西区", "at": (113.2, 35.0)},
    {"name": "水泥厂", "role": "decomposer", "region": "东区", "at": (113.1, 35.0)},
    {"name": "砖厂", "role": "decomposer", "region": "西区", "at": (113.3, 35.0)},
    {"name": "协会", "kind": "association", "region": "东区"},
]
TAKES: dict[str, object] = {"commodity": "灰", "proof": "books", "quality": "不限"}


def generated(actor: str, value: float, **told: object) -> dict[str, object]:
    return {
        "actor": actor,
        "commodity": "灰",
        "item": "waste_generated",
        "value": value,
        "unit": "t",
        "year": 2024,
        **told,
    }


def ash(cluster: Cluster, brick: float = 40.0) -> Inquiry:
    """150 t of ash of the power plant, 100 t of which the cement works takes; the brickworks has some room."""
    return inquire(
        cluster(
            region=REGIONS,
            actor=FIRMS,
            statistic=[generated("电厂", 150.0), generated("钢厂", 20.0)],
            flow=[{"sender": "电厂", "receiver": "水泥厂", "commodity": "灰", "amount": 100.0, "year": 2024},
                  {"sender": "水泥厂", "receiver": "钢厂", "commodity": "水泥", "kind": "product"}],
            capacity=[{**TAKES, "actor": "水泥厂", "value": 120.0}, {**TAKES, "actor": "砖厂", "value": brick}],
            stock=[{"actor": "电厂", "commodity": "灰", "year": 2024, "closing": 5.0, "storage_capacity": 15.0}],
        ),
        2024,
    )  # fmt: skip


def test_a_stop_strands_what_no_other_receiver_has_room_for(cluster: Cluster) -> None:
    inquiry = ash(cluster)
    stop = firm_stops(inquiry)[0]
    (one,) = stop.diversions
    assert inquiry.now.actor.name[stop.actor] == "水泥厂"
    assert (one.amount, one.placed, one.stranded) == pytest.approx((100.0, 40.0, 60.0))
    assert one.second is not None
    assert inquiry.now.actor.name[one.second.actor] == "砖厂"
    # 0.3 instead of 0.1 degrees of longitude at 35 N: 0.2 x 91.085 km x 1.3 farther.
    assert one.extra_km == pytest.approx(23.68, abs=0.02)
    assert one.days == pytest.approx(10 / (100 / 365))
    assert [str(inquiry.now.actor.name[user]) for user in stop.users] == ["钢厂"]


def test_a_link_alone_that_stops_does_not_go_back_to_its_receiver(cluster: Cluster) -> None:
    (one,) = link_stops(ash(cluster, brick=300.0))
    assert (one.placed, one.stranded) == pytest.approx((100.0, 0.0))


def test_a_stop_without_a_known_amount_stays_unknown(cluster: Cluster) -> None:
    links: Rows = [{"sender": "电厂", "receiver": "水泥厂", "commodity": "灰"}]
    (one,) = link_stops(inquire(cluster(actor=FIRMS, region=REGIONS, flow=links), 2024))
    assert np.isnan([one.amount, one.stranded, one.extra_km, one.days]).all()


def test_the_matrix_sets_what_a_region_makes_beside_what_it_can_take(cluster: Cluster) -> None:
    inquiry = ash(cluster)
    names = inquiry.now.region.name
    told = {str(names[cell.region]): (cell.made, cell.capacity, cell.net) for cell in decomposer_matrix(inquiry)}
    assert told == {"东区": (150.0, 120.0, -30.0), "西区": (20.0, 40.0, 20.0)}


def test_firms_outside_every_region_have_a_row_of_their_own(cluster: Cluster) -> None:
    inquiry = inquire(cluster(statistic=[generated("孤厂", 5.0)]), 2024)
    assert [(cell.region, cell.made, cell.capacity) for cell in decomposer_matrix(inquiry)] == [(NO_REGION, 5.0, 0.0)]


def test_capacities_of_unknown_amount_are_counted_and_not_added(cluster: Cluster) -> None:
    capacities: Rows = [
        {**TAKES, "actor": "砖厂", "value": None},
        {**TAKES, "actor": "砖厂", "value": 7.0, "licence": "二"},
    ]
    tables = {"region": REGIONS, "actor": FIRMS, "statistic": [generated("钢厂", 20.0)], "capacity": capacities}
    (cell,) = decomposer_matrix(inquire(cluster(**tables), 2024))
    assert (cell.capacity, cell.open, cell.net) == (7.0, 1, -13.0)


def test_roles_that_nobody_has_and_roles_without_a_link_are_told_apart(cluster: Cluster) -> None:
    roles = {role.title: (role.present, role.linked) for role in network_roles(ash(cluster).now)}
    assert roles["Decomposer"] == (2, 1)
    assert roles["Association"] == (1, 0)
    assert roles["Finance"] == (0, 0)


def test_pooling_regions_closes_what_each_alone_cannot(cluster: Cluster) -> None:
    # East: 50 t left, 20 t of room; west: 20 t left, 40 t of room. Alone 20 + 20, together 20 + 40.
    inquiry = ash(cluster)
    known = acceptance(inquiry)
    told = pool(known, match(known, offers_of(inquiry), Terms()), regions_compared(inquiry.now))
    assert (told.inside["t"], told.pooled["t"], told.gain("t")) == pytest.approx((40.0, 60.0, 20.0))
    assert told.virtual_share("t") == pytest.approx(20 / 60)


def test_firms_in_no_region_are_no_region_together(cluster: Cluster) -> None:
    firms: Rows = [{"name": "电厂", "at": (113.0, 35.0)}, {"name": "砖厂", "at": (113.1, 35.0)}]
    tables = {"statistic": [generated("电厂", 50.0)], "capacity": [{**TAKES, "actor": "砖厂", "value": 40.0}]}
    inquiry = inquire(cluster(actor=firms, **tables), 2024)
    known = acceptance(inquiry)
    told = pool(known, match(known, offers_of(inquiry)), regions_compared(inquiry.now))
    assert (told.inside, told.pooled) == ({}, {"t": 40.0})


def test_stops_are_ranked_by_tonnes_first_and_unlike_units_are_not_added(cluster: Cluster) -> None:
    goods: Rows = [{"name": "灰"}, {"name": "废水", "medium": "water", "base_unit": "m3"}]
    links: Rows = [
        {"sender": "电厂", "receiver": "砖厂", "commodity": "废水", "kind": "waste", "amount": 9e12, "year": 2024},
        {"sender": "电厂", "receiver": "水泥厂", "commodity": "灰", "kind": "waste", "amount": 5.0, "year": 2024},
    ]
    first, second = link_stops(inquire(cluster(actor=FIRMS, region=REGIONS, commodity=goods, flow=links), 2024))
    assert ((first.stranded, first.unit), (second.stranded, second.unit)) == ((5.0, "t"), (9e12, "m3"))


def test_firms_whose_role_is_blank_are_counted_beside_roles_that_nobody_has(cluster: Cluster) -> None:
    assert roleless_text(inquire(cluster(actor=FIRMS, region=REGIONS), 2024).now) is None
    firms: Rows = [{"name": "糖厂"}, {"name": "纸厂"}, {"name": "旧厂", "status": "ended"}]
    now = inquire(cluster(actor=firms), 2024).now
    assert roleless(now) == 2
    assert "The role of 2 firms is blank" in show(roleless_text(now) or Text(""), "en")
