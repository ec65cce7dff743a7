"""Whom to visit next: ranked by what one visit would decide, never adding unlike units."""

from collections.abc import Callable
from typing import Any

import pytest

from core.analysis import findings_of
from core.findings import inquire
from core.i18n import show
from core.snapshot import Snapshot
from core.survey_next import Visit, next_visits, visit_days

Cluster = Callable[..., Snapshot]


def ranked(snapshot: Snapshot, year: int = 2024) -> dict[str, Visit]:
    inquiry = inquire(snapshot, year)
    found = next_visits(inquiry.whole, findings_of(inquiry), year)
    return {str(inquiry.whole.actor.name[one.actor]): one for one in found}


def link(giver: str, taker: str, commodity: str, **sides: float) -> dict[str, Any]:
    told = [{"amount": amount, "year": 2024, "origin": origin} for origin, amount in sides.items()]
    return {"sender": giver, "receiver": taker, "commodity": commodity, "kind": "material", "amounts": told}


def test_both_ends_of_a_link_in_dispute_are_on_the_list_with_the_difference(cluster: Cluster) -> None:
    found = ranked(cluster(flow=[link("A", "B", "slag", sender=100.0, receiver=60.0)]))
    assert list(found) == ["A", "B"]
    assert [(one.unit, one.known) for one in found["A"].disputed] == [("t", 40.0)]
    assert show(found["A"].reasons[0], "en") == "1 link in dispute by 40 t"
    assert found["A"].share == pytest.approx(1.0)  # all that is open in t


def test_a_firm_stands_by_its_largest_share_in_one_unit(cluster: Cluster) -> None:
    snapshot = cluster(
        commodity=[{"name": "steam", "medium": "energy", "base_unit": "GJ"}],
        flow=[
            link("A", "B", "slag", sender=100.0, receiver=60.0),  # 40 of 50 t
            link("C", "D", "ash", sender=20.0, receiver=10.0),  # 10 of 50 t
            link("C", "E", "steam", sender=9000.0, receiver=8000.0),  # all of the GJ
        ],
    )
    found = ranked(snapshot)
    assert list(found)[:3] == ["C", "E", "A"]
    assert (found["C"].share, found["A"].share) == (1.0, pytest.approx(0.8))


def test_old_figures_and_none_are_reasons(cluster: Cluster) -> None:
    old = {"sender": "A", "receiver": "B", "commodity": "slag", "kind": "material", "amount": 5.0, "year": 2021}
    fresh = {"sender": "C", "receiver": "D", "commodity": "ash", "kind": "material", "amount": 5.0, "year": 2024}
    found = ranked(cluster(flow=[old, fresh], actor=[{"name": "Silent"}]))
    assert "C" not in found
    assert (found["A"].age, found["Silent"].age) == (3, None)
    assert show(found["A"].reasons[-1], "en") == "newest figure 3 years old"
    assert next(iter(found)) == "Silent"


def test_a_day_holds_no_more_firms_than_asked_and_every_firm_once(cluster: Cluster) -> None:
    flows = [link(f"S{n}", f"R{n}", "slag", sender=100.0, receiver=60.0) for n in range(5)]
    snapshot = cluster(flow=flows, actor=[{"name": "S0", "region": "East", "at": (113.0, 23.0)}])
    inquiry = inquire(snapshot, 2024)
    visits = next_visits(inquiry.whole, findings_of(inquiry), 2024)
    days = visit_days(inquiry.whole, visits, 4)
    assert [len(day.firms) for day in days] == [1, 4, 4, 1]
    assert sorted(row for day in days for row in day.firms) == sorted(one.actor for one in visits)


def test_what_could_replace_a_need_is_a_reason_to_visit_its_owner(cluster: Cluster) -> None:
    def told(firm: str, item: str, amount: float) -> dict[str, Any]:
        return {"actor": firm, "item": item, "value": amount, "unit": "m3", "year": 2024}

    treatment = {"name": "Sewage plant", "role": "treatment"}
    figures = [told("Mill", "water_fresh", 900.0), told("Sewage plant", "water_discharged", 300.0)]
    found = ranked(cluster(actor=[treatment], statistic=figures))
    assert (found["Sewage plant"].share, found["Sewage plant"].unit) == (1.0, "m3")
    assert show(found["Sewage plant"].reasons[0], "en").startswith("finds no use for 300 m³ that could replace")
    assert "Mill" not in found
