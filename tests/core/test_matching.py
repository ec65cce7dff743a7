"""Who can take what is left: proof, licence, quality, way and room, and the reason where nobody can."""

from collections.abc import Callable

import numpy as np
import pytest

from core.check_receivers import find_without_receiver
from core.findings import Inquiry, inquire
from core.i18n import show
from core.matching import PRICE, Matching, Offer, Terms, heaps_of, match, matching, offers_of
from core.matching_reasons import NOBODY, SEVERAL, reason_of
from core.matching_words import gap_of, match_told, next_step, reason_told
from core.quality_limits import quality_fit
from core.receivers import acceptance
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]
Rows = list[dict[str, object]]
FIRMS: Rows = [
    {"name": "铝厂", "at": (113.0, 35.0)},
    {"name": "近厂", "at": (113.1, 35.0)},
    {"name": "远厂", "at": (113.5, 35.0)},
    {"name": "外厂", "at": (115.0, 35.0)},
]
PROVED: dict[str, object] = {"commodity": "赤泥", "proof": "visited", "quality": "不限"}


def generated(value: float, actor: str = "铝厂", commodity: str = "赤泥") -> dict[str, object]:
    told = {"actor": actor, "commodity": commodity, "item": "waste_generated"}
    return {**told, "value": value, "unit": "t", "year": 2024}


def left_over(cluster: Cluster, value: float, *capacities: dict[str, object], **tables: Rows) -> Inquiry:
    rows = [{**PROVED, **capacity} for capacity in capacities]
    tables = {"actor": FIRMS, "statistic": [generated(value)], **tables}
    return inquire(cluster(**tables, capacity=rows), 2024)


def brought(inquiry: Inquiry, found: Matching) -> dict[str, float]:
    names = inquiry.now.actor.name
    return {
        str(names[one.actor]): float(flow) for one, flow in zip(found.candidates, found.flow, strict=True) if flow > 0
    }


def test_the_nearest_proved_receiver_is_filled_first(cluster: Cluster) -> None:
    inquiry = left_over(cluster, 900.0, {"actor": "远厂", "value": 800.0}, {"actor": "近厂", "value": 300.0})
    assert brought(inquiry, matching(inquiry)) == pytest.approx({"近厂": 300.0, "远厂": 600.0})


def test_as_much_as_possible_is_closed_before_ways_are_shortened(cluster: Cluster) -> None:
    # The near plant takes both wastes, the far one red mud alone: red mud goes far, so that both are closed.
    rows = [generated(100.0), generated(100.0, "铝厂", "灰渣")]
    inquiry = left_over(
        cluster, 0.0, {"actor": "近厂", "value": 100.0}, {"actor": "远厂", "value": 100.0, "commodity": "精赤泥"},
        statistic=rows,
        commodity=[{"name": "赤泥"}, {"name": "灰渣", "parent_id": 1}, {"name": "精赤泥", "parent_id": 1}],
    )  # fmt: skip
    found = matching(inquiry)
    assert sum(map(found.closed, range(2))) == pytest.approx(200.0)


def test_the_finding_and_the_matching_tell_one_amount(cluster: Cluster) -> None:
    inquiry = left_over(cluster, 900.0, {"actor": "近厂", "value": 300.0})
    (finding,) = find_without_receiver(inquiry)
    found = matching(inquiry)
    assert finding.amount == found.closed(0) + found.left(0) == 900.0


def told_reason(cluster: Cluster, *capacities: dict[str, object], **tables: Rows) -> tuple[str, str, str]:
    """The barrier, the sentence and the step for 1,000 t of red mud."""
    inquiry = left_over(cluster, 1000.0, *capacities, **tables)
    known, found = acceptance(inquiry), matching(inquiry)
    gap = gap_of(known, found, 0)
    assert gap.reason is not None
    sentence = reason_told(known, found, gap)
    assert sentence is not None
    return gap.reason.barrier, show(sentence, "en").replace("\u2009", " "), show(next_step(known, gap), "en")


@pytest.mark.parametrize(
    ("capacity", "barrier", "said", "step"),
    [
        ({"actor": "近厂", "value": 800.0, "proof": "papers"}, "proof",
         "If 近厂 were proved, 800 t of it would find a receiver.", "Visit 近厂"),
        ({"actor": "近厂", "value": 800.0, "quality": ""}, "quality",
         "If its quality fits 近厂, 800 t of it would find a receiver.", "Have a sample of 铝厂 tested at 近厂"),
        ({"actor": "外厂", "value": 800.0}, "distance",
         "外厂 could take 800 t of it, but farther than 100 km by road.", "Ask 铝厂 what it pays today"),
        ({"actor": "近厂", "value": 800.0, "valid_to": "2023-12-31"}, "licence",
         "近厂 could take 800 t of it, but its licence is not valid in the year.", "Ask 近厂 for a licence"),
        ({"actor": "近厂", "value": None}, "capacity",
         "How much 近厂 can still take is unknown.", "Ask 近厂 how much it can still take"),
        ({"actor": "近厂", "value": 250.0}, "capacity",
         "No further room is left at 近厂.", "Bring 铝厂 and 近厂 together."),
    ],
)  # fmt: skip
def test_one_condition_alone_stands_in_the_way(
    cluster: Cluster, capacity: dict[str, object], barrier: str, said: str, step: str
) -> None:
    told = told_reason(cluster, capacity)
    assert told[:2] == (barrier, said)
    assert told[2].startswith(step)


def test_a_receiver_that_does_not_run_is_told_so(cluster: Cluster) -> None:
    firms: Rows = [*FIRMS[:1], {**FIRMS[1], "status": "planned"}]
    barrier, said, step = told_reason(cluster, {"actor": "近厂", "value": 800.0}, actor=firms)
    assert (barrier, said) == ("licence", "近厂 could take 800 t of it, but it is not running.")
    assert step == "Ask 近厂 when it will run."


def test_what_a_source_opens_to_sums_only_is_no_offer(cluster: Cluster) -> None:
    row = {**generated(900.0), "source": "统计"}
    tables: dict[str, Rows] = {"statistic": [row], "source": [{"title": "统计", "permitted_use": "aggregate"}]}
    assert offers_of(left_over(cluster, 0.0, {"actor": "近厂", "value": 800.0}, **tables)) == []


def test_without_any_capacity_known_exchanges_are_named(cluster: Cluster) -> None:
    barrier, said, step = told_reason(cluster, {"actor": "近厂", "value": 5.0, "commodity": "别的"})
    assert (barrier, said) == (NOBODY, "Nobody in the project states a capacity for it.")
    assert "Known elsewhere: building material works" in step


def test_two_conditions_at_once_are_told_together(cluster: Cluster) -> None:
    barrier, said, _ = told_reason(cluster, {"actor": "近厂", "value": 5.0, "proof": "papers", "quality": ""})
    assert barrier == SEVERAL
    assert (
        "近厂 (only the papers of its capacity were seen; what quality it takes is not recorded: to be tested)" in said
    )


def test_a_receiver_to_be_tested_that_is_full_is_told_with_both(cluster: Cluster) -> None:
    links: Rows = [{"sender": "外厂", "receiver": "近厂", "commodity": "赤泥", "amount": 5.0, "year": 2024}]
    barrier, said, _ = told_reason(cluster, {"actor": "近厂", "value": 5.0, "quality": ""}, flow=links)
    assert barrier == SEVERAL
    assert "to be tested; no room left)" in said


def test_registered_receivers_count_where_all_are_asked_for_but_not_those_to_be_tested(cluster: Cluster) -> None:
    registered: dict[str, object] = {"actor": "近厂", "value": 400.0, "proof": "registered"}
    inquiry = left_over(cluster, 900.0, registered, {"actor": "远厂", "value": 400.0, "quality": ""})
    assert brought(inquiry, matching(inquiry)) == {}
    every = match(acceptance(inquiry), offers_of(inquiry), Terms(proved_only=False))
    assert brought(inquiry, every) == pytest.approx({"近厂": 400.0})


def test_a_receiver_that_takes_this_waste_of_this_firm_needs_no_test(cluster: Cluster) -> None:
    links: Rows = [{"sender": "铝厂", "receiver": "近厂", "commodity": "赤泥", "amount": 100.0, "year": 2024}]
    inquiry = left_over(cluster, 900.0, {"actor": "近厂", "value": 400.0, "quality": ""}, flow=links)
    assert brought(inquiry, matching(inquiry)) == pytest.approx({"近厂": 300.0})


@pytest.mark.parametrize(
    ("limits", "told", "temperature", "broken"),
    [
        ("含水率<30%", "含水率 45 %", np.nan, ("含水率 < 30 %", "含水率 45 %")),
        ("含水率＜30％", "含水率 80%", np.nan, ("含水率 < 30 %", "含水率 80 %")),
        ("含水率不大于30%", "含水率：80%", np.nan, ("含水率 ≤ 30 %", "含水率 80 %")),
        ("热值不低于 12 MJ/kg", "热值 9000 kJ/kg", np.nan, ("热值 ≥ 12 MJ/kg", "热值 9000 kJ/kg")),
        ("COD ≤ 50 mg/L", "COD 0.5 g/L", np.nan, ("COD ≤ 50 mg/L", "COD 0.5 g/L")),
        ("Cl<0.5%", "Cl>0.6%", np.nan, ("Cl < 0.5 %", "Cl > 0.6 %")),
        ("Cl<0.5%", "Cl 0.4-0.9%", np.nan, ("Cl < 0.5 %", "Cl 0.4-0.9 %")),
        ("moisture < 30 %; Cl ≤ 0.5 %", "Cl 0.9 %; moisture 20 %", np.nan, ("Cl ≤ 0.5 %", "Cl 0.9 %")),
        ("≥120 ℃", "", 90.0, ("≥ 120 ℃", "90 ℃")),
    ],
)
def test_a_limit_is_broken_in_whatever_signs_and_units_it_is_written(
    limits: str, told: str, temperature: float, broken: tuple[str, str]
) -> None:
    assert quality_fit(limits, told, temperature) == (broken, False)


@pytest.mark.parametrize(
    ("limits", "told", "met"),
    [
        ("含水率<30%", "含水率 25%", True),
        ("含水率<30%", "含水率 250 g/kg", True),
        ("COD<1,200 mg/L", "COD 1.1 g/L", True),
        ("Cl<0.5%", "Cl<0.3%", True),
        ("Cl<0.5%", "Cl<0.9%", False),  # it may be met
        ("Cl<0.5%", "", False),
        ("Cl<0.5%; 含水率<30%", "Cl 0.2%", False),
        ("Cl<0.5%; dry", "Cl 0.2%", False),
        ("dry", "moisture 20 %", False),
        ("6<pH<9", "pH 7", False),
        ("不限", "", True),
    ],
)
def test_a_quality_fits_only_where_every_limit_was_compared_and_met(limits: str, told: str, met: bool) -> None:
    assert quality_fit(limits, told) == (None, met)


def test_a_limit_that_nothing_is_told_of_is_to_be_tested(cluster: Cluster) -> None:
    barrier, said, step = told_reason(cluster, {"actor": "近厂", "value": 800.0, "quality": "含水率<30%"})
    assert (barrier, said) == ("quality", "If its quality fits 近厂, 800 t of it would find a receiver.")
    assert step.startswith("Have a sample of 铝厂 tested at 近厂")


def test_what_is_known_not_to_fit_is_no_match_and_says_why(cluster: Cluster) -> None:
    goods: Rows = [{"name": "赤泥", "quality": "含水率 45%"}]
    limited: dict[str, object] = {"actor": "近厂", "value": 5.0, "quality": "含水率<30%"}
    barrier, _, step = told_reason(cluster, limited, commodity=goods)
    assert barrier == "quality"
    assert step == "Ask 铝厂 and 近厂 whether a treatment brings it within the limit."


HAZARDOUS: dict[str, object] = {"actor": "外厂", "value": 50.0, "licence": "许", "codes": "HW48", "commodity": "别的"}


@pytest.mark.parametrize(("until", "closed"), [("2025-12-31", 50.0), ("2024-06-30", 0.0), ("", 0.0)])
def test_hazardous_waste_goes_by_a_licensed_code_and_a_valid_date_however_far(
    cluster: Cluster, until: str, closed: float
) -> None:
    inquiry = left_over(
        cluster, 80.0, {**HAZARDOUS, "valid_to": until}, commodity=[{"name": "赤泥", "code": "321-024-48"}]
    )
    assert matching(inquiry).closed(0) == pytest.approx(closed)


def test_one_licence_for_several_wastes_is_never_filled_twice(cluster: Cluster) -> None:
    codes: Rows = [{"name": "赤泥", "code": "321-024-48"}, {"name": "灰渣", "code": "321-026-48"}]
    rows = [generated(80.0), generated(70.0, "远厂", "灰渣")]
    inquiry = left_over(cluster, 0.0, {**HAZARDOUS, "value": 100.0, "valid_to": "2026-12-31"}, commodity=codes,
                        statistic=rows)  # fmt: skip
    assert float(matching(inquiry).flow.sum()) == pytest.approx(100.0)


def test_prices_are_told_as_a_range_only_where_fee_and_rate_are_known(cluster: Cluster) -> None:
    inquiry = left_over(cluster, 100.0, {"actor": "近厂", "value": 800.0, "gate_fee": 20.0})
    known, offers = acceptance(inquiry), offers_of(inquiry)
    assert gap_of(known, matching(inquiry), 0).matches[0].cost is None
    found = match(known, offers, Terms(rate=(0.5, 0.8)))
    (one,) = gap_of(known, found, 0).matches
    # 0.1 degrees of longitude at 35 N are 9.108 km, by road 11.84 km: 20 + 0.5 × 9.108 to 20 + 0.8 × 11.84.
    assert one.cost == pytest.approx((24.55, 29.47), abs=0.01)
    said = show(match_told(inquiry.now, offers[0], one), "en")
    assert "It costs the sender 24.6 to 29.5 CNY per t; the gate fee decides." in said


def test_what_costs_more_than_disposal_is_no_match(cluster: Cluster) -> None:
    inquiry = left_over(cluster, 100.0, {"actor": "近厂", "value": 800.0, "gate_fee": 20.0})
    known = acceptance(inquiry)
    found = match(known, offers_of(inquiry), Terms(rate=(0.5, 0.8), disposal=22.0))
    reason = reason_of(known, found, 0)
    assert reason is not None
    assert (reason.barrier, dict(reason.gains)) == (PRICE, {PRICE: 100.0})


@pytest.mark.parametrize(("lot", "closed"), [(0.0, 900.0), (250.0, 900.0), (500.0, 800.0), (850.0, 0.0)])
def test_a_match_is_no_smaller_than_the_lot_that_is_asked_for(cluster: Cluster, lot: float, closed: float) -> None:
    inquiry = left_over(cluster, 900.0, {"actor": "近厂", "value": 300.0}, {"actor": "远厂", "value": 800.0})
    found = match(acceptance(inquiry), offers_of(inquiry), Terms(lot=lot))
    assert found.closed(0) == pytest.approx(closed, rel=1e-6)


@pytest.mark.parametrize(("fixed", "closed"), [(0.0, 100.0), (3400.0, 100.0), (3700.0, 0.0)])
def test_a_connection_is_made_only_where_it_saves_more_than_it_costs(
    cluster: Cluster, fixed: float, closed: float
) -> None:
    # 11.84 km by road at 0.4 CNY, 10 CNY at the gate, 50 CNY saved: 35.26 CNY per t, 3526 CNY for 100 t a year.
    inquiry = left_over(cluster, 100.0, {"actor": "近厂", "value": 300.0, "gate_fee": 10.0})
    known = acceptance(inquiry)
    found = match(known, offers_of(inquiry), Terms(rate=(0.4, 0.4), disposal=50.0, fixed=fixed))
    assert found.closed(0) == pytest.approx(closed)
    if not closed:
        gap = gap_of(known, found, 0)
        said = reason_told(known, found, gap)
        assert said is not None
        assert show(said, "en").startswith("There is room at 近厂, but what is saved does not pay 3700 CNY a year")
        assert "smaller lot or a shared way" in show(next_step(known, gap), "en")


def test_a_receiver_of_unknown_price_is_no_match_where_a_fixed_cost_is_weighed(cluster: Cluster) -> None:
    inquiry = left_over(cluster, 100.0, {"actor": "近厂", "value": 300.0})
    known = acceptance(inquiry)
    found = match(known, offers_of(inquiry), Terms(rate=(0.4, 0.4), disposal=50.0, fixed=1000.0))
    said = reason_told(known, found, gap_of(known, found, 0))
    assert said is not None
    assert show(said, "en").startswith("What 近厂 would cost is unknown")


def test_no_price_stands_in_the_way_of_a_hazardous_waste(cluster: Cluster) -> None:
    capacity = {**HAZARDOUS, "valid_to": "2026-12-31", "gate_fee": 2200.0}
    inquiry = left_over(cluster, 30.0, capacity, commodity=[{"name": "赤泥", "code": "321-024-48"}])
    found = match(acceptance(inquiry), offers_of(inquiry), Terms(rate=(0.5, 0.8), disposal=22.0))
    assert found.closed(0) == pytest.approx(30.0)


def test_old_heaps_are_offered_after_the_waste_of_the_year(cluster: Cluster) -> None:
    stock: Rows = [{"actor": "铝厂", "commodity": "赤泥", "year": 2024, "opening": 5000.0, "closing": 5900.0}]
    inquiry = left_over(cluster, 900.0, {"actor": "近厂", "value": 1200.0}, stock=stock)
    first = matching(inquiry)
    heaps = match(acceptance(inquiry), heaps_of(inquiry), used=first)
    assert heaps.offers[0].amount == 5000.0
    assert (first.closed(0), heaps.closed(0)) == pytest.approx((900.0, 300.0))
    (one,) = gap_of(acceptance(inquiry), heaps, 0).matches
    assert one.candidate.free == pytest.approx(300.0)


@pytest.mark.parametrize(("opening", "closing"), [(500.0, None), (None, None)])
def test_a_heap_whose_present_amount_is_unknown_fits_nowhere(
    cluster: Cluster, opening: float | None, closing: float | None
) -> None:
    stock: Rows = [{"actor": "铝厂", "commodity": "赤泥", "year": 2024, "opening": opening, "closing": closing}]
    inquiry = left_over(cluster, 900.0, {"actor": "近厂", "value": 1200.0}, stock=stock)
    (heap,) = heaps_of(inquiry)
    found = match(acceptance(inquiry), [heap])
    assert np.isnan(heap.amount)
    assert found.closed(0) == 0.0
    assert show(next_step(acceptance(inquiry), gap_of(acceptance(inquiry), found, 0)), "en") == (
        "Ask 铝厂 how much of it lies in store, and record it."
    )


@pytest.mark.parametrize(("until", "closed"), [("2020-12-31", 0.0), ("", 0.0), ("2999-12-31", 30.0)])
def test_without_a_year_a_licence_must_hold_today(cluster: Cluster, until: str, closed: float) -> None:
    goods: Rows = [{"name": "赤泥", "code": "321-024-48"}]
    capacity = {**PROVED, **HAZARDOUS, "valid_to": until}
    known = acceptance(inquire(cluster(actor=FIRMS, commodity=goods, capacity=[capacity]), None))
    mud = known.snapshot.commodity.name.tolist().index("赤泥")
    assert match(known, [Offer(0, mud, 30.0, "t")]).closed(0) == closed


def test_removing_a_matched_receiver_never_raises_what_is_closed(cluster: Cluster) -> None:
    inquiry = left_over(cluster, 900.0, {"actor": "近厂", "value": 300.0}, {"actor": "远厂", "value": 300.0})
    known, offers = acceptance(inquiry), offers_of(inquiry)
    whole = match(known, offers)
    for one in whole.candidates:
        assert match(known, offers, without=[one.actor]).flow.sum() <= whole.flow.sum()
