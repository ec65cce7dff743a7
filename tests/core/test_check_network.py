"""Stranded wastes, single suppliers and bridges."""

from collections.abc import Callable

import numpy as np
import pytest

from core.bridges import bridges
from core.check_network import find_bridges, find_single_suppliers, find_stranded
from core.findings import inquire
from core.i18n import show
from core.project import Project
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]


def link(sender: str, receiver: str, commodity: str, amount: float | None, kind: str = "waste") -> dict[str, object]:
    return {"sender": sender, "receiver": receiver, "commodity": commodity, "kind": kind} | (
        {} if amount is None else {"amount": amount, "year": 2024}
    )


def test_stranded_tonnes_are_those_whose_only_receiver_stops(cluster: Cluster) -> None:
    # The brick works alone take 60 000 + 20 000 t; of the slag the cement works take a part.
    links = [
        link("氧化铝厂", "砖厂", "赤泥", 60000.0),
        link("热电厂", "砖厂", "炉渣", 20000.0),
        link("钢厂", "砖厂", "钢渣", 5000.0),
        link("钢厂", "水泥厂", "钢渣", 8000.0),
    ]
    (found,) = find_stranded(inquire(cluster(flow=links), 2024))
    assert (found.subject.name, found.amount, found.unit, found.severity) == ("砖厂", 80000.0, "t", 2)
    said = show(found.sentence, "en").replace("\u2009", " ")
    assert (
        said
        == "If 砖厂 stops, 赤泥, 炉渣 of 2 firms (氧化铝厂, 热电厂) loses its only receiver of today: 80 000 t a year."
    )
    assert len(found.evidence) == 2


def test_unlike_units_are_not_added_and_unknown_links_are_counted(cluster: Cluster) -> None:
    commodities = [{"name": "废水", "medium": "water", "base_unit": "m3"}]
    actors = [{"name": "污水厂", "role": "treatment"}]
    links = [
        link("印染", "污水厂", "废水", 500.0, "water"),
        link("化工", "污水厂", "污泥", 30.0),
        link("食品", "污水厂", "废水", None, "water"),
    ]
    (found,) = find_stranded(inquire(cluster(commodity=commodities, actor=actors, flow=links), 2024))
    assert (found.amount, found.unit) == (30.0, "t")
    assert "30 t, at least 500 m³ a year" in show(found.sentence, "en")


def test_a_half_known_link_is_told_as_at_least(cluster: Cluster) -> None:
    amounts = [{"amount": 5.0, "year": 2024, "period": "2024-01"}, {"amount": None, "year": 2024, "period": "2024-02"}]
    links = [{"sender": "甲", "receiver": "乙", "commodity": "炉渣", "amounts": amounts}]
    (found,) = find_stranded(inquire(cluster(flow=links), 2024))
    assert "at least 5 t a year" in show(found.sentence, "en")


@pytest.mark.parametrize("second", [{"unclaimed": 1}, {"status": "ended"}])
def test_only_a_running_receiver_with_a_claimed_name_is_a_second_one(
    cluster: Cluster, second: dict[str, object]
) -> None:
    links = [
        link("钢厂", "砖厂", "钢渣", 500.0),
        link("钢厂", "某厂", "钢渣", 10.0),
        link("热电厂", "某厂", "炉渣", 9.0),
    ]
    (found,) = find_stranded(inquire(cluster(actor=[{"name": "某厂", **second}], flow=links), 2024))
    assert (found.subject.name, found.amount) == ("砖厂", 500.0)


def test_own_use_and_exports_strand_nothing(cluster: Cluster) -> None:
    links = [link("钢厂", "钢厂", "钢渣", 500.0), {"sender": "热电厂", "receiver": None, "commodity": "炉渣"}]
    assert list(find_stranded(inquire(cluster(flow=links), 2024))) == []


def test_single_suppliers_are_asked_for_inputs_but_not_for_utilities(cluster: Cluster) -> None:
    links = [
        link("热电厂", "印染", "蒸汽", 100.0, "utility"),
        link("热电厂", "化工", "蒸汽", 100.0, "utility"),
        link("氯碱厂", "印染", "烧碱", 40.0, "material"),
        link("氯碱厂", "化工", "烧碱", 60.0, "material"),
        link("钢厂", "机械", "钢材", 60.0, "product"),
    ]
    (found,) = find_single_suppliers(inquire(cluster(flow=links), 2024))
    assert (found.subject.name, found.amount) == ("氯碱厂", 1.0)
    assert "氯碱厂 (for 2 firms)" in show(found.sentence, "en")


def test_the_bridge_of_the_six_firms_cuts_off_only_one_and_is_not_told(small_cluster: Project) -> None:
    # The only bridges among the six firms end at single actors.
    assert list(find_bridges(inquire(small_cluster.snapshot()))) == []


def test_a_bridge_between_two_parts_is_told(cluster: Cluster) -> None:
    links = [
        *(link(a, b, "水", 1.0) for a, b in (("a", "b"), ("b", "c"), ("c", "a"))),
        *(link(a, b, "水", 1.0) for a, b in (("d", "e"), ("e", "f"), ("f", "d"))),
        link("a", "d", "蒸汽", 70.0),
    ]
    (found,) = find_bridges(inquire(cluster(flow=links), 2024))
    assert found.subject.name == "a → d (蒸汽)"
    assert (found.amount, found.severity) == (70.0, 1)
    assert "3 actors are cut off" in show(found.sentence, "en")


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(0, 1), (1, 2), (2, 3)], [(0, 1), (1, 2), (2, 1)]),  # a chain of four
        ([(0, 1), (1, 2), (2, 0)], []),  # a ring
        ([(0, 1), (1, 0)], []),  # both directions: losing one link leaves the other
        ([(0, 0), (1, 2)], [(1, 1)]),  # a self-loop is no bridge
        ([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)], [(3, 2), (4, 1)]),  # a ring with a tail
    ],
)
def test_bridges_with_the_size_of_their_smaller_side(
    pairs: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    senders, receivers = np.array(pairs, dtype=np.int64).T
    assert sorted(bridges(senders, receivers, 5)) == expected
