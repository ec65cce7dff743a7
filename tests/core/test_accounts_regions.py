"""Accounts of links and regions: two sides of a link, a commodity in a region, sums over firms and who is lacking."""

from collections.abc import Callable
from typing import Any

import pytest

from core.account_list import accounts
from core.accounts import Account
from core.i18n import THIN, show
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]
PARK = {"name": "Park"}


def found(snapshot: Snapshot, name: str, scope: str = "Park") -> list[Account]:
    return [account for account in accounts(snapshot) if account.id == name and account.scope.name == scope]


def said(account: Account) -> str:
    return show(account.sentence, "en").replace(THIN, " ")


def firms(*names: str, region: str = "Park") -> list[Row]:
    return [{"name": name, "region": region} for name in names]


def waste(firm: str, generated: float | None, used: float | None, **more: Any) -> list[Row]:
    items = {"waste_generated": generated, "waste_used": used, "waste_disposed": 0.0, "waste_stored": 0.0}
    rows = [
        {"actor": firm, "item": item, "value": value, "commodity": "slag", "year": 2024}
        for item, value in items.items()
    ]
    return [row | more for row in rows]


def two_sided(sent: float | None, received: float | None) -> Row:
    amounts = [
        {"value": sent, "year": 2024, "origin": "sender", "grade": "declared"},
        {"value": received, "year": 2024, "origin": "receiver", "grade": "declared"},
    ]
    return {"sender": "A", "receiver": "B", "commodity": "slag", "amounts": amounts}


def test_what_the_sender_states_is_held_against_what_the_receiver_states(cluster: Enter) -> None:
    (account,) = accounts(cluster(flow=[two_sided(2400, 1950)]))
    assert (account.id, account.unaccounted, account.unit, account.matter) == ("link", 450, "t", "slag")
    assert said(account) == (
        "A → B (slag): the sender states 2400 t, the receiver 1950 t; whereabouts to be checked 450 t (18.8 %)."
    )
    assert [term.rows[0].table for term in account.terms] == ["flow_amount", "flow_amount"]


def test_more_arrived_than_was_sent_asks_for_a_correction(cluster: Enter) -> None:
    (account,) = accounts(cluster(flow=[two_sided(1000, 1250)]))
    assert (account.unaccounted, "250 t (20 %) more arrived than was sent" in said(account)) == (-250, True)


def test_figures_within_the_accuracy_of_ledgers_agree(cluster: Enter) -> None:
    (account,) = accounts(cluster(flow=[two_sided(1000, 1005)]))
    assert said(account).endswith("they agree.")


def test_one_side_alone_makes_no_account_of_a_link(cluster: Enter) -> None:
    assert accounts(cluster(flow=[two_sided(1000, None)])) == []


def test_parts_of_one_side_are_added_up(cluster: Enter) -> None:
    parts = [{"value": 5.0, "year": 2024, "origin": "sender", "period": f"2024-{month}"} for month in ("01", "02")]
    row = {"sender": "A", "receiver": "B", "commodity": "slag"}
    row["amounts"] = [*parts, {"value": 9.0, "year": 2024, "origin": "receiver"}]
    (account,) = accounts(cluster(flow=[row]))
    assert ([term.value for term in account.terms], len(account.terms[0].rows)) == ([10, 9], 2)


def made(firm: str, item: str, value: float) -> Row:
    return {"actor": firm, "item": item, "value": value, "commodity": "lime", "year": 2024}


def lime(sender: str | None, receiver: str | None, amount: float | None) -> Row:
    return {"sender": sender, "receiver": receiver, "commodity": "lime", "kind": "product", "amount": amount}


def test_a_commodity_in_a_region_closes_over_its_border(cluster: Enter) -> None:
    (account,) = found(
        cluster(
            region=[PARK],
            actor=firms("Kiln", "Steel"),
            statistic=[made("Kiln", "production", 100.0), made("Steel", "consumption", 90.0)],
            flow=[lime("Kiln", "Steel", 60.0), lime(None, "Steel", 30.0), lime("Kiln", "Elsewhere", 35.0)],
            stock=[{"actor": "Kiln", "commodity": "lime", "year": 2024, "opening": 0.0, "closing": 4.0}],
        ),
        "commodity",
    )
    assert said(account) == (
        "Park, lime: made 100 t + brought in 30 = consumed 90 + taken out 35 + to stock 4, to within 1 t (0.8 %)."
    )


def test_a_firm_that_takes_and_states_no_consumption_is_named(cluster: Enter) -> None:
    (account,) = found(
        cluster(
            region=[PARK],
            actor=firms("Kiln", "Steel", "Paper"),
            statistic=[made("Kiln", "production", 100.0), made("Steel", "consumption", 60.0)],
            flow=[lime("Kiln", "Steel", 60.0), lime("Kiln", "Paper", 40.0)],
        ),
        "commodity",
    )
    assert (account.unaccounted, account.missing) == (None, ("Paper",))


def test_what_a_region_states_goes_before_the_sum_of_its_firms(cluster: Enter) -> None:
    own = {"region": "Park", "value": 150.0, "commodity": "lime", "year": 2024}
    rows = [made("Kiln", "production", 100.0), own | {"item": "production"}, own | {"item": "consumption"}]
    (account,) = found(cluster(region=[PARK], actor=firms("Kiln"), statistic=rows), "commodity")
    assert ([term.value for term in account.terms], account.unaccounted) == ([150, 150], 0)


def test_a_link_of_unknown_amount_over_the_border_leaves_the_account_open(cluster: Enter) -> None:
    (account,) = found(
        cluster(
            region=[PARK],
            actor=firms("Kiln", "Steel"),
            statistic=[made("Kiln", "production", 100.0), made("Steel", "consumption", 90.0)],
            flow=[lime("Kiln", "Steel", 60.0), lime("Kiln", None, None)],
        ),
        "commodity",
    )
    assert (account.unaccounted, account.missing) == (None, ("goods taken out",))


def test_the_sum_over_firms_closes_where_every_firm_states_its_terms(cluster: Enter) -> None:
    rows = [*waste("A", 100, 90), *waste("B", 50, 50)]
    totals = found(cluster(region=[PARK], actor=firms("A", "B"), statistic=rows), "solid_waste_sum")
    assert {account.matter: account.unaccounted for account in totals} == {"": 10}
    assert said(totals[0]).startswith("Park, solid waste, sum over firms: generated 150 t = used 140")


def test_wastes_that_several_firms_have_are_summed_one_by_one_too(cluster: Enter) -> None:
    rows = [*waste("A", 100, 90), *waste("B", 50, 50), *waste("B", 8, 8, commodity="ash")]
    totals = found(cluster(region=[PARK], actor=firms("A", "B"), statistic=rows), "solid_waste_sum")
    assert {account.matter: account.terms[0].value for account in totals} == {"": 158, "slag": 150}


def test_the_sum_names_the_firms_whose_figures_are_lacking(cluster: Enter) -> None:
    rows = [*waste("A", 100, 90), *waste("B", 50, None)]
    total = found(cluster(region=[PARK], actor=firms("A", "B"), statistic=rows), "solid_waste_sum")[0]
    assert (total.unaccounted, total.missing) == (None, ("B",))
    assert said(total).endswith("generated 150 t, used 90 t, disposed of 0 t, added to storage 0 t; not stated by B.")


def test_a_sum_of_one_firm_is_not_told(cluster: Enter) -> None:
    assert found(cluster(region=[PARK], actor=firms("A"), statistic=waste("A", 100, 90)), "solid_waste_sum") == []


CENSUS = {"title": "Census", "permitted_use": "aggregate"}


@pytest.mark.parametrize(("count", "generated"), [(2, 50), (3, 350)])
def test_figures_open_to_sums_only_enter_sums_of_three_firms_and_more(
    cluster: Enter, count: int, generated: float
) -> None:
    names = ["A", "B", "C"][:count]
    rows = [row for name in names for row in waste(name, 100, 90, source="Census")]
    snapshot = cluster(source=[CENSUS], region=[PARK], actor=firms(*names, "D"), statistic=[*rows, *waste("D", 50, 40)])
    total = found(snapshot, "solid_waste_sum")[0]
    assert total.terms[0].value == generated
    assert len(total.terms[0].rows) == 1  # the row of D; the others may not be cited
    assert ("2 firms may only be shown in sums of three firms or more" in said(total)) == (count == 2)


def test_figures_open_to_sums_only_stay_out_of_a_region_within_a_region(cluster: Enter) -> None:
    # Else the difference of county and park would give the fourth firm away.
    rows = [row for name in "ABCD" for row in waste(name, 100, 90, source="Census")]
    snapshot = cluster(
        source=[CENSUS],
        region=[{"name": "County"}, PARK | {"parent_id": 1}],
        actor=[*firms("A", "B", "C"), *firms("D", region="County")],
        statistic=rows,
    )
    assert found(snapshot, "solid_waste_sum", "County")[0].terms[0].value == 400
    assert found(snapshot, "solid_waste_sum")[0].terms == ()


def test_a_region_has_an_account_of_what_it_states_itself(cluster: Enter) -> None:
    items = {"water_fresh": 100.0, "water_discharged": 60.0, "water_consumed": 30.0}
    rows = [{"region": "Park", "item": item, "value": value, "year": 2024} for item, value in items.items()]
    (account,) = found(cluster(region=[PARK], statistic=rows), "water")
    assert account.unaccounted == 10


def test_a_cluster_without_regions_is_summed_as_a_whole(cluster: Enter) -> None:
    snapshot = cluster(statistic=[*waste("A", 100, 90), *waste("B", 50, 50)])
    totals = [account for account in accounts(snapshot) if account.scope.table == "cluster"]
    assert {account.id: account.unaccounted for account in totals} == {"solid_waste_sum": 10}


def test_a_commodity_told_in_tons_is_not_held_against_links_in_cubic_metres(cluster: Enter) -> None:
    timber = {"name": "timber", "base_unit": "m3"}
    rows = [
        {"actor": "Kiln", "item": item, "value": value, "unit": "t", "commodity": "timber", "year": 2024}
        for item, value in (("production", 500.0), ("consumption", 10.0))
    ]
    snapshot = cluster(
        commodity=[timber],
        region=[PARK],
        actor=firms("Kiln"),
        statistic=rows,
        flow=[lime("Kiln", None, 700.0) | {"commodity": "timber"}],
    )
    (account,) = found(snapshot, "commodity")
    assert (account.unit, account.unaccounted) == ("t", None)
    assert account.missing == ("goods taken out", "timber (m3)")


def test_a_firm_behind_figures_open_to_sums_only_is_never_named(cluster: Enter) -> None:
    closed = [row for name in "ABCD" for row in waste(name, 100, None if name == "A" else 90, source="Census")]
    snapshot = cluster(
        source=[CENSUS],
        region=[PARK],
        actor=firms(*"ABCDE"),
        statistic=[*closed, *waste("E", 50, None)],
    )
    total = found(snapshot, "solid_waste_sum")[0]
    assert total.missing == ("E", "figures that may only be shown in sums of three firms or more")
    assert said(total).endswith("not stated by E.")


def test_what_one_sum_leaves_out_cannot_be_found_by_subtraction(cluster: Enter) -> None:
    # Two wastes: three firms hide ash, one of them also sludge; the total less ash would tell its sludge.
    hidden = [row for name in "ABC" for row in waste(name, 10, 0, source="Census", commodity="ash")]
    hidden += waste("A", 7, 0, source="Census", commodity="sludge")
    rows = [*hidden, *waste("D", 1, 0, commodity="sludge"), *waste("E", 2, 0, commodity="sludge")]
    snapshot = cluster(source=[CENSUS], region=[PARK], actor=firms(*"ABCDE"), statistic=rows)
    totals = {account.matter: account.terms[0].value for account in found(snapshot, "solid_waste_sum")}
    assert totals == {"": 33, "ash": 30, "sludge": 3}
