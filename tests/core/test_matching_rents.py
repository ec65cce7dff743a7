"""The price that a seller comes to where room is scarce: duals of the worked example, and two firms for one room."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.i18n import show
from core.matching import Terms
from core.matching_rents import rents
from core.matching_report import GapReport, gap_report, gap_sentence
from core.matching_solver import Problem
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]


def test_sellers_of_the_worked_example_get_10_and_pay_4_and_50_yuan_a_tonne() -> None:
    # METHODS 5.1: fly ash 40, gypsum 25, slag 30 kt for cement 50 and boards 20; disposal 60, 80, 50 yuan/t.
    problem = Problem(np.array([40.0, 25.0, 30.0]), np.array([50.0, 20.0]), np.array([0, 1, 1, 2]),
                      np.array([0, 0, 1, 0]), np.arange(4))  # fmt: skip
    worth = np.array([82.0, 88.0, 143.6, 12.0])
    told = rents(problem, worth)
    assert told.flow @ worth == pytest.approx(6652.0)
    assert told.offer == pytest.approx([70.0, 76.0, 0.0])
    assert told.room == pytest.approx([12.0, 67.6])
    price = told.sellers_price(np.array([60.0, 80.0, 50.0]))
    assert price == pytest.approx([10.0, -4.0, -50.0])
    assert ((price >= [-60, -80, -50]) & (price <= [22, 8, -38])).all()


FIRMS: list[Row] = [{"name": name, "at": (113.0 + 0.1 * place, 35.0)} for place, name in enumerate(["近厂", "砖厂"])]
FAR: Row = {"name": "远厂", "at": (113.3, 35.0)}


def two_senders(cluster: Enter, room: float, rate: tuple[float, float] | None = (0.5, 0.5)) -> GapReport:
    """9.1 and 18.2 km in a straight line from the brickworks, 100 t of slag each; its gate fee is 5 CNY per t."""
    told = {"commodity": "炉渣", "item": "waste_generated", "year": 2024, "unit": "t", "value": 100.0}
    takes = {"actor": "砖厂", "commodity": "炉渣", "value": room, "proof": "books", "quality": "不限", "gate_fee": 5.0}
    now = cluster(actor=[*FIRMS, FAR], statistic=[{"actor": name, **told} for name in ("近厂", "远厂")],
                  capacity=[takes])  # fmt: skip
    return gap_report(now, 2024, Terms(rate=rate, disposal=50.0 if rate else None))


def said(report: GapReport) -> list[str]:
    return [show(gap_sentence(report, gap, report.found), "en") for gap in report.gaps]


def test_where_there_is_room_for_all_a_seller_pays_what_its_way_and_the_gate_cost(cluster: Enter) -> None:
    report = two_senders(cluster, 300.0)
    prices = {gap.offer.actor: report.prices[gap.offer.actor, gap.offer.commodity] for gap in report.gaps}
    near = min(prices)
    assert (prices[near].low, prices[near].high) == pytest.approx((-10.92, -9.55), abs=0.01)
    assert not any(price.scarce for price in prices.values())
    assert not any("Others want the same room" in sentence for sentence in said(report))


def test_where_room_is_short_who_stands_nearer_pays_what_keeps_the_other_out(cluster: Enter) -> None:
    # For half of it the farther firm would go up to its disposal of 50: the room is worth 50 less its 14.1 to 16.8.
    report = two_senders(cluster, 100.0)
    prices = {str(report.inquiry.now.actor.name[row]): price for (row, _), price in report.prices.items()}
    assert (prices["远厂"].low, prices["远厂"].high) == (-50.0, -50.0)
    assert (prices["近厂"].low, prices["近厂"].high) == pytest.approx((-45.45, -44.08), abs=0.01)
    assert prices["近厂"].scarce
    assert any("近厂 pays 44.1 to 45.4 CNY per t" in sentence for sentence in said(report))


def test_no_price_is_told_where_a_receiver_of_unknown_fee_has_room_too(cluster: Enter) -> None:
    told = {"commodity": "炉渣", "item": "waste_generated", "year": 2024, "unit": "t", "value": 10_000.0}
    takes = {"commodity": "炉渣", "proof": "books", "quality": "不限"}
    rooms = [{"actor": "砖厂", "value": 12_000.0, "gate_fee": 10.0, **takes},
             {"actor": "瓦厂", "value": 90_000.0, **takes}]  # fmt: skip
    firms = [*FIRMS, FAR, {"name": "瓦厂", "at": (113.2, 35.0)}]
    now = cluster(actor=firms, statistic=[{"actor": name, **told} for name in ("近厂", "远厂")], capacity=rooms)
    report = gap_report(now, 2024, Terms(rate=(0.5, 0.5), disposal=60.0))
    assert report.found.flow.sum() == pytest.approx(20_000.0)
    assert not report.prices
    assert not any("Others want the same room" in sentence for sentence in said(report))


@pytest.mark.parametrize(("room", "priced"), [(300.0, 2), (None, 0)])
def test_no_price_is_told_where_a_receiver_of_unknown_room_may_take_it_too(
    cluster: Enter, room: float | None, priced: int
) -> None:
    told = {"commodity": "炉渣", "item": "waste_generated", "year": 2024, "unit": "t", "value": 100.0}
    takes = {"commodity": "炉渣", "proof": "books", "quality": "不限", "gate_fee": 5.0}
    firms = [*FIRMS, FAR, {"name": "瓦厂", "at": (113.2, 35.0)}]
    rooms = [{"actor": "砖厂", "value": 100.0, **takes}, {"actor": "瓦厂", "value": room, **takes}]
    now = cluster(actor=firms, statistic=[{"actor": name, **told} for name in ("近厂", "远厂")], capacity=rooms)
    assert len(gap_report(now, 2024, Terms(rate=(0.5, 0.5), disposal=50.0)).prices) == priced


def test_without_a_transport_rate_no_price_is_told(cluster: Enter) -> None:
    assert not two_senders(cluster, 100.0, None).prices
