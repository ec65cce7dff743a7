"""Prices, lots and fixed costs of a matching: one cost decides, and the reason told is that of the offer."""

from collections.abc import Callable
from typing import Any

import pytest

from core.findings import inquire
from core.i18n import show
from core.matching import Terms, heaps_of, match, offers_of
from core.matching_report import gap_report, gap_sentence
from core.matching_words import gap_of, next_step, reason_told
from core.receivers import acceptance
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]
FIRMS: list[Row] = [{"name": "铝厂", "at": (113.0, 35.0)}, {"name": "近厂", "at": (113.1, 35.0)}]
TAKES: Row = {"actor": "近厂", "commodity": "赤泥", "value": 300_000.0, "proof": "visited", "quality": "不限"}


def stated(value: float, commodity: str = "赤泥", unit: str = "t") -> Row:
    told = {"actor": "铝厂", "commodity": commodity, "item": "waste_generated", "year": 2024}
    return {**told, "value": value, "unit": unit}


def placed(cluster: Enter, left: float, terms: Terms, heap: bool = False, **told: Any) -> tuple[float, str, str]:
    """What of an amount of red mud is closed, what is told of it and its step; capacity and commodity by `told`."""
    commodity = {"name": "赤泥", **told.pop("commodity", {})}
    stock = [{"actor": "铝厂", "commodity": "赤泥", "year": 2024, "opening": left, "closing": left}] if heap else []
    statistic = [stated(0.0 if heap else left, unit=commodity.get("base_unit", "t"))]
    now = cluster(actor=told.pop("actor", FIRMS), commodity=[commodity], statistic=statistic, stock=stock,
                  capacity=[TAKES | one for one in told.pop("capacity", [told])])  # fmt: skip
    inquiry = inquire(now, 2024)
    known = acceptance(inquiry)
    found = match(known, heaps_of(inquiry) if heap else offers_of(inquiry), terms)
    gap = gap_of(known, found, 0)
    said = reason_told(known, found, gap)
    return found.closed(0), show(said, "en") if said else "", show(next_step(known, gap), "en")


@pytest.mark.parametrize("fixed", [0.0, 1.0])
def test_a_small_fixed_cost_changes_nothing_where_only_the_low_cost_pays(cluster: Enter, fixed: float) -> None:
    # 11.84 km by road: 45 + 0.2 × 9.108 = 46.8 to 45 + 0.8 × 11.84 = 54.5 CNY per t, beside 50 CNY for disposal.
    closed, _, _ = placed(cluster, 30_000.0, Terms(rate=(0.2, 0.8), disposal=50.0, fixed=fixed), gate_fee=45.0)
    assert closed == pytest.approx(30_000.0)


@pytest.mark.parametrize(("disposal", "fixed", "barely"), [(50.0, 0.0, True), (60.0, 0.0, False), (60.0, 800.0, True)])
def test_a_match_that_does_not_pay_at_the_high_cost_is_told_so(
    cluster: Enter, disposal: float, fixed: float, barely: bool
) -> None:
    # 100 t at 54.5 CNY instead of 60 save 553 CNY at the least and 1,318 at the most.
    now = cluster(actor=FIRMS, statistic=[stated(100.0)], capacity=[{**TAKES, "gate_fee": 45.0}])
    report = gap_report(now, 2024, Terms(rate=(0.2, 0.8), disposal=disposal, fixed=fixed))
    assert ("It pays only at the low end" in show(gap_sentence(report, report.gaps[0], report.found), "en")) == barely


LICENSED: Row = {"value": 300.0, "licence": "许", "codes": "HW48", "valid_to": "2026-12-31", "gate_fee": 2200.0}
HAZARDOUS: Row = {"commodity": {"code": "321-024-48"}, **LICENSED}
MANY = [*FIRMS[:1], *({"name": f"近厂{place}", "at": (113.05, 35.0)} for place in range(22))]
WATER: Row = {
    "commodity": {"medium": "water", "base_unit": "m3"}, "actor": MANY,
    "capacity": [{"actor": one["name"], "value": 10.0} for one in MANY[1:]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "told", "reason"),
    [
        (30.0, {"gate_fee": 0.0}, "but not in lots of 100 t a year."),
        (30.0, HAZARDOUS, "but not in lots of 100 t a year."),
        (150.0, {"gate_fee": 0.0}, "but what is saved does not pay 9000 CNY a year for a connection."),
        (300.0, WATER, "only the 20 nearest receivers were weighed."),
    ],
)
def test_the_reason_is_the_term_that_holds_back_this_very_offer(
    cluster: Enter, value: float, told: Row, reason: str
) -> None:
    terms = Terms(lot=100.0, rate=(0.4, 0.4), disposal=50.0, fixed=9000.0)
    assert placed(cluster, value, terms, **told)[1].endswith(reason)


@pytest.mark.parametrize(
    ("fee", "said"), [(None, "what it would cost is unknown"), (90.0, "too dear")]
)  # fmt: skip
def test_an_unknown_cost_among_several_barriers_is_told_as_unknown(
    cluster: Enter, fee: float | None, said: str
) -> None:
    terms = Terms(rate=(0.4, 0.4), disposal=50.0, fixed=1000.0)
    told = placed(cluster, 100.0, terms, gate_fee=fee, proof="papers")[1]
    assert told.endswith(f"近厂 (only the papers of its capacity were seen; {said}).")


def test_an_unknown_price_beside_one_that_is_too_dear_is_told_as_either(cluster: Enter) -> None:
    firms = [*FIRMS, {"name": "远厂", "at": (113.2, 35.0)}]
    told = placed(cluster, 100.0, Terms(rate=(0.4, 0.4), disposal=50.0, fixed=1000.0), actor=firms,
                  capacity=[{"gate_fee": None}, {"actor": "远厂", "gate_fee": 90.0}])[1]  # fmt: skip
    assert told.endswith("but for more than 50 CNY a unit or for an unknown price.")


@pytest.mark.parametrize(("heap", "amount"), [(True, "for 100 t, or"), (False, "for 100 t a year, or")])
def test_the_price_of_a_heap_is_asked_for_once_and_not_by_the_year(cluster: Enter, heap: bool, amount: str) -> None:
    step = placed(cluster, 100.0, Terms(rate=(0.4, 0.4), disposal=50.0), heap, gate_fee=90.0)[2]
    assert amount in step


def test_gaps_are_listed_by_unit_and_tonnes_first(cluster: Enter) -> None:
    goods = [{"name": "余热", "medium": "energy", "base_unit": "GJ"}, {"name": "赤泥"}, {"name": "灰渣"}]
    rows = [stated(9000.0, "余热", "GJ"), stated(50.0), stated(700.0, "灰渣")]
    report = gap_report(cluster(actor=FIRMS, commodity=goods, statistic=rows), 2024)
    assert [(gap.offer.amount, gap.offer.unit) for gap in report.gaps] == [(700.0, "t"), (50.0, "t"), (9000.0, "GJ")]
