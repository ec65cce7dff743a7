from collections.abc import Callable

import numpy as np
import pytest

from core.disputes import dispute_note, dispute_text, disputes, side_by_side, uncompared_in, why_it_counts
from core.figures import for_year
from core.i18n import show
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]


def stated(origin: str, amount: float | None, **more: object) -> dict[str, object]:
    return {"origin": origin, "amount": amount, "year": 2024, "source": f"book of the {origin}", **more}


def link(sender: str, receiver: str, *amounts: dict[str, object], **more: object) -> dict[str, object]:
    return {"sender": sender, "receiver": receiver, "commodity": "ash", "amounts": list(amounts), **more}


def test_the_difference_is_the_largest_less_the_smallest_as_a_share_of_the_largest(cluster: Cluster) -> None:
    told = link("P", "K", stated("sender", 2400.0), stated("receiver", 1950.0), stated("survey", 2100.0))
    (found,) = disputes(cluster(flow=[told]), 2024)
    assert (found.sender, found.receiver, found.survey) == (2400, 1950, 2100)
    assert found.difference == 450
    assert found.share == pytest.approx(0.1875)
    assert (found.unit, found.year, found.slip) == ("t", 2024, False)


def test_a_link_within_ten_per_cent_is_not_in_dispute(cluster: Cluster) -> None:
    assert disputes(cluster(flow=[link("P", "K", stated("sender", 100.0), stated("receiver", 91.0))]), 2024) == ()


def test_a_stated_spread_stands_instead_of_ten_per_cent(cluster: Cluster) -> None:
    # hypot(30, 40) = 50, twice that is 100: 150 apart is in dispute, 90 apart is not
    wide = link("P", "K", stated("sender", 1000.0, sd=30.0), stated("receiver", 850.0, sd=40.0))
    near = link("P", "C", stated("sender", 500.0, sd=30.0), stated("receiver", 410.0, sd=40.0))
    assert [found.difference for found in disputes(cluster(flow=[wide, near]), 2024)] == [150]


def test_links_are_sorted_by_tonnes_and_units_are_kept_apart(cluster: Cluster) -> None:
    goods = [{"name": "heat", "medium": "energy", "base_unit": "GJ"}]
    heat = {**link("P", "D", stated("sender", 90000.0), stated("receiver", 50000.0)), "commodity": "heat"}
    small = link("P", "K", stated("sender", 100.0), stated("receiver", 40.0))
    large = link("C", "K", stated("sender", 20.0), stated("survey", 900.0))
    found = disputes(cluster(commodity=goods, flow=[heat, small, large]), 2024)
    assert [(item.unit, item.difference) for item in found] == [("t", 880), ("t", 60), ("GJ", 40000)]


def test_parts_of_one_side_are_added_before_they_are_compared(cluster: Cluster) -> None:
    parts = [stated("sender", 300.0, period="2024-01"), stated("sender", 200.0, period="2024-02")]
    (found,) = disputes(cluster(flow=[link("P", "K", *parts, stated("receiver", 400.0))]), 2024)
    assert (found.sender, found.difference, found.share) == (500, 100, 0.2)


def test_a_thousandfold_difference_is_marked_as_a_slip(cluster: Cluster) -> None:
    (found,) = disputes(cluster(flow=[link("P", "K", stated("sender", 5.0), stated("receiver", 5000.0))]), 2024)
    assert found.slip


def test_planned_links_are_compared_only_when_asked_for(cluster: Cluster) -> None:
    told = link("P", "K", stated("sender", 10.0), stated("receiver", 20.0), status="planned")
    snapshot = cluster(flow=[told])
    assert disputes(snapshot, 2024) == ()
    assert len(disputes(snapshot, 2024, "running", "planned")) == 1


def test_figures_that_cannot_be_compared_are_listed_and_not_left_out(cluster: Cluster) -> None:
    barrels = {**stated("receiver", None), "value_entered": 80.0, "unit_entered": "barrel"}
    half = [stated("sender", 5.0, period="2024-01"), stated("sender", None, period="2024-02")]
    unlike = link("P", "K", stated("sender", 10.0), barrels)
    partial = link("C", "K", *half, stated("receiver", 9.0), commodity="gypsum")
    alike = link("D", "K", stated("sender", 10.0), stated("receiver", 10.0))
    snapshot = cluster(flow=[unlike, {**partial, "commodity": "gypsum"}, alike])
    assert uncompared_in(for_year(snapshot.without_aggregates(), 2024)[0]) == tuple(snapshot.flow.uid[:2])
    assert disputes(snapshot, 2024) == ()


def test_the_best_statement_of_each_side_stands_beside_the_others(cluster: Cluster) -> None:
    older = stated("sender", 90.0, source="first edition", grade="declared")
    newer = stated("sender", 95.0, source="second edition", grade="declared")
    sources = [{"title": "first edition", "date": "2024-06-01"}, {"title": "second edition", "date": "2025-01-31"}]
    snapshot = cluster(source=sources, flow=[link("P", "K", older, newer, stated("survey", 60.0, grade="surveyed"))])
    told = side_by_side(snapshot.during(2024), 0)
    assert {origin: side.value for origin, side in told.items()} == {"sender": 95, "survey": 60}
    assert told["sender"].counts
    assert not told["survey"].counts
    assert snapshot.source.title[told["sender"].source] == "second edition"


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"grade": "audited"}, {"grade": "declared"}, "It counts as {better}, which stands before {other}."),
        ({"source": "new"}, {"source": "old"}, "Of equal grade, its source is the newer one ({date})."),
        ({"source": "new"}, {"source": "new"}, "Of equal grade and date, the sender stands before the receiver and"),
        ({}, {"value_entered": 3.0, "unit_entered": "barrel", "amount": None}, "It is the only known figure."),
    ],
)
def test_the_reason_names_the_first_thing_in_which_two_statements_differ(
    cluster: Cluster, first: dict[str, object], second: dict[str, object], reason: str
) -> None:
    sources = [{"title": "new", "date": "2025-02-01"}, {"title": "old", "date": "2024-02-01"}]
    told = link("P", "K", stated("sender", 9.0) | first, stated("receiver", 7.0) | second)
    now = cluster(source=sources, flow=[told]).during(2024)
    assert why_it_counts(now, 0).message_id.startswith(reason)
    assert side_by_side(now, 0)["sender"].counts


def test_nobody_states_anything_of_a_link_without_amounts(cluster: Cluster) -> None:
    now = cluster(flow=[link("P", "K")]).during(2024)
    assert side_by_side(now, 0) == {}
    assert why_it_counts(now, 0).message_id == ""
    assert np.isnan(now.flow_amount.value).sum() == 0


def test_sums_name_the_links_in_dispute_that_they_hold(cluster: Cluster) -> None:
    told = link("P", "K", stated("sender", 2400.0), stated("receiver", 1950.0))
    snapshot = cluster(flow=[told, link("P", "C", stated("sender", 10.0), stated("receiver", 20.0))])
    now, _ = for_year(snapshot, 2024)
    texts = [dispute_text(now, one) for one in disputes(snapshot, 2024)]
    assert show(texts[0], "en").replace("\u2009", "") == "P → K (ash): 1950 t, 2400 t"
    note = dispute_note(texts, 1)
    assert note is not None
    assert show(note, "en").startswith("2 of these links are in dispute")
    assert "and 1 more" in show(note, "en")
    assert dispute_note([], 1) is None
