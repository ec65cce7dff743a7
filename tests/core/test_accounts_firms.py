"""Accounts of firms: solid waste, water and energy, with what is missing and what contradicts."""

from collections.abc import Callable
from typing import Any

import pytest

from core.account_list import accounts, gap, open_balance
from core.accounts import Account
from core.i18n import THIN, show
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]


def stated(year: int = 2024, **items: float | None) -> list[Row]:
    """Statistics of the firm A."""
    return [{"actor": "A", "item": item, "value": value, "year": year} for item, value in items.items()]


def of_slag(**items: float | None) -> list[Row]:
    return [row | {"item": f"waste_{row['item']}", "commodity": "slag"} for row in stated(**items)]


def the(snapshot: Snapshot, name: str) -> Account:
    found = [account for account in accounts(snapshot) if account.id == name]
    assert len(found) == 1
    return found[0]


def values(account: Account) -> dict[str, float | None]:
    return {term.id: term.value for term in account.terms}


def said(account: Account) -> str:
    return show(account.sentence, "en").replace(THIN, " ")


def test_what_is_not_accounted_for_is_told_as_whereabouts_to_be_checked(cluster: Enter) -> None:
    account = the(
        cluster(statistic=of_slag(generated=18_400, used=11_900, disposed=2_000, stored=3_300)), "solid_waste"
    )
    assert account.unaccounted == 1_200
    assert (account.matter, account.unit, account.year, account.scope.name) == ("slag", "t", 2024, "A")
    assert said(account) == (
        "A, slag: generated 18 400 t = used 11 900 + disposed of 2000 + added to storage 3300 "
        "+ whereabouts to be checked 1200 (6.5 %)."
    )


def test_old_stock_stands_on_the_side_of_what_there_was(cluster: Enter) -> None:
    rows = of_slag(generated=100, used=120, disposed=0, stored=0, used_old_stock=20)
    account = the(cluster(statistic=rows), "solid_waste")
    assert account.unaccounted == 0
    assert said(account).startswith("A, slag: generated 100 t + used from old stock 20 = used 120")


def test_more_used_than_there_was_is_to_be_corrected(cluster: Enter) -> None:
    account = the(cluster(statistic=of_slag(generated=100, used=130, disposed=0, stored=0)), "solid_waste")
    assert account.unaccounted == -30
    assert "30 t (30 %) more than there was. Correct the figures" in said(account)


def test_a_term_that_nobody_stated_stays_unknown_and_is_named(cluster: Enter) -> None:
    account = the(cluster(statistic=of_slag(generated=100, used=60, stored=10)), "solid_waste")
    assert (account.unaccounted, account.missing) == (None, ("waste disposed of",))
    assert values(account)["disposed"] is None
    assert said(account) == "A, slag: generated 100 t, used 60 t, added to storage 10 t; not stated: waste disposed of."


def test_an_unknown_figure_is_not_zero(cluster: Enter) -> None:
    account = the(cluster(statistic=of_slag(generated=100, used=None, disposed=0, stored=0)), "solid_waste")
    assert (account.unaccounted, account.missing) == (None, ("waste used",))


def test_every_term_cites_the_row_it_rests_on(cluster: Enter) -> None:
    snapshot = cluster(statistic=of_slag(generated=100, used=90, disposed=5, stored=5))
    cited = [term.rows[0].uid for term in the(snapshot, "solid_waste").terms]
    assert cited == list(snapshot.statistic.uid)


def slag(receiver: str | None, amount: float | None) -> Row:
    return {"sender": "A", "receiver": receiver, "commodity": "slag", "amount": amount, "year": 2024}


RECEIVERS = [{"name": "Cement", "role": "consumer"}, {"name": "Landfill", "role": "treatment"}]


def test_own_use_and_links_make_the_terms_where_no_total_is_stated(cluster: Enter) -> None:
    account = the(
        cluster(
            actor=RECEIVERS,
            statistic=of_slag(generated=100, used_own=30, stored=5),
            flow=[slag("Cement", 50), slag("Landfill", 10)],
        ),
        "solid_waste",
    )
    assert values(account) == {"generated": 100, "used": 80, "disposed": 10, "stored": 5}
    used = next(term for term in account.terms if term.id == "used")
    assert [ref.table for ref in used.rows] == ["statistic", "flow"]


def test_a_link_of_unknown_amount_leaves_its_term_unknown(cluster: Enter) -> None:
    rows = of_slag(generated=100, used_own=30, disposed=0, stored=5)
    account = the(cluster(actor=RECEIVERS, statistic=rows, flow=[slag("Cement", None)]), "solid_waste")
    assert (values(account)["used"], account.unaccounted) == (None, None)


def test_links_to_where_nobody_says_what_becomes_of_it_stand_apart(cluster: Enter) -> None:
    account = the(cluster(statistic=of_slag(generated=100, stored=5), flow=[slag(None, 95)]), "solid_waste")
    assert values(account) == {"generated": 100, "handed_over": 95, "stored": 5}
    assert "What own works use or dispose of is not stated." in said(account)


def test_an_unclear_link_leaves_the_side_that_is_not_stated_unknown(cluster: Enter) -> None:
    rows = of_slag(generated=100, used=80, stored=5)
    assert values(the(cluster(statistic=rows, flow=[slag(None, 30)]), "solid_waste"))["disposed"] is None


def test_links_that_contradict_the_stated_total_are_told(cluster: Enter) -> None:
    rows = of_slag(generated=100, used=60, disposed=20, stored=20, used_own=10)
    flows = [slag("Cement", 30), slag("Landfill", 20)]
    account = the(cluster(actor=RECEIVERS, statistic=rows, flow=flows), "solid_waste")
    assert account.unaccounted == 0
    assert "Own works and links tell of 60 t, while 80 t are stated as used or disposed of." in said(account)


def test_two_stock_takings_tell_what_was_stored(cluster: Enter) -> None:
    heap = {"actor": "A", "commodity": "slag", "year": 2024, "opening": 500.0, "closing": 540.0}
    rows = of_slag(generated=100, used=60, disposed=0)
    assert values(the(cluster(statistic=rows, stock=[heap]), "solid_waste"))["stored"] == 40


def test_a_shrinking_heap_is_a_source(cluster: Enter) -> None:
    heap = {"actor": "A", "commodity": "slag", "year": 2024, "opening": 540.0, "closing": 500.0}
    account = the(cluster(statistic=of_slag(generated=100, used=140, disposed=0), stock=[heap]), "solid_waste")
    assert (values(account)["from_stock"], account.unaccounted) == (40, 0)


def test_a_firm_of_a_statistics_survey_has_no_account_of_its_own(cluster: Enter) -> None:
    source = {"title": "Census", "permitted_use": "aggregate"}
    rows = [row | {"source": "Census"} for row in of_slag(generated=100, used=60, disposed=20, stored=20)]
    assert accounts(cluster(source=[source], statistic=rows)) == []


def test_another_year_says_nothing_about_this_one(cluster: Enter) -> None:
    snapshot = cluster(statistic=[*stated(2023, water_fresh=5.0), *stated(2024, water_fresh=10.0)])
    assert values(accounts(snapshot, 2023)[0])["fresh"] == 5
    assert values(the(snapshot, "water"))["fresh"] == 10


def test_fresh_and_received_water_leave_as_discharge_supply_and_consumption(cluster: Enter) -> None:
    rows = stated(water_fresh=900.0, water_reclaimed=100.0, water_discharged=600.0, water_supplied=50.0)
    rows += stated(water_consumed=300.0, water_repeated=1000.0)
    account = the(cluster(statistic=rows), "water")
    assert account.unaccounted == 50
    assert "fresh water 900 m³ + received from others 100 = discharged 600" in said(account)
    assert "Water use 1900 m³, 52.6 % of it used again." in said(account)


WATER = {"name": "water", "medium": "water", "base_unit": "m3"}


def pipe(sender: str | None, receiver: str | None, amount: float) -> Row:
    return {"sender": sender, "receiver": receiver, "commodity": "water", "kind": "water", "amount": amount}


def test_links_make_the_water_account_where_nothing_is_stated(cluster: Enter) -> None:
    plant = {"name": "Plant", "role": "treatment"}
    flows = [pipe(None, "A", 100.0), pipe("A", "Plant", 70.0), pipe("Plant", "A", 20.0), pipe("A", "B", 10.0)]
    found = {
        account.scope.name: values(account)
        for account in accounts(cluster(commodity=[WATER], actor=[plant], flow=flows))
    }
    assert found["A"] == {"fresh": 100, "received": 20, "discharged": 70, "supplied": 10, "consumed": None}
    assert found["Plant"] == {"received": 70, "discharged": None, "supplied": 20, "consumed": None}


def test_links_that_carry_more_water_than_is_stated_are_told(cluster: Enter) -> None:
    plant = {"name": "Plant", "role": "treatment"}
    snapshot = cluster(
        commodity=[WATER],
        actor=[plant],
        statistic=stated(water_fresh=100.0, water_discharged=50.0, water_consumed=50.0),
        flow=[pipe("A", "Plant", 80.0)],
    )
    told = next(account for account in accounts(snapshot) if account.scope.name == "A")
    assert "Links carry 80 m³ of waste water discharged, while 50 m³ are stated." in said(told)


def test_energy_counts_in_tons_of_standard_coal(cluster: Enter) -> None:
    steam = {"name": "steam", "medium": "energy", "base_unit": "GJ"}
    link = {"sender": "A", "receiver": "B", "commodity": "steam", "kind": "energy", "amount": 29_307.6}
    account = the(
        cluster(commodity=[steam], statistic=stated(energy_input=5000.0, energy_consumption=4000.0), flow=[link]),
        "energy",
    )
    assert values(account) == {"input": 5000, "output": pytest.approx(1000), "consumption": 4000}
    assert account.unaccounted == pytest.approx(0, abs=1e-9)
    assert said(account) == "A, energy: bought or taken in 5000 tce = passed on 1000 + consumed on balance 4000."


@pytest.mark.parametrize(("used", "share", "opened"), [(60.0, 0.4, True), (99.5, 0.005, False), (None, 0.0, False)])
def test_only_a_whole_account_with_a_wide_gap_is_open(
    cluster: Enter, used: float | None, share: float, opened: bool
) -> None:
    account = the(cluster(statistic=of_slag(generated=100, used=used, disposed=0, stored=0)), "solid_waste")
    assert gap(account) == pytest.approx(share)
    assert open_balance(account) == opened


def fuel(name: str, value: float, unit: str) -> Row:
    return {"actor": "A", "item": "energy_input", "commodity": name, "value": value, "unit": unit, "year": 2024}


def test_fuels_become_standard_coal_by_the_reference_values(cluster: Enter) -> None:
    # Worked example: 10 000 t of raw coal 7143.0 tce, 3e7 kWh 3687.0 tce by the factor 0.1229.
    rows = [fuel("原煤", 10_000.0, "t"), fuel("电力", 108_000.0, "GJ"), fuel("柴油", 150.0, "t")]
    account = the(cluster(statistic=[*rows, *stated(energy_consumption=11_000.0)]), "energy")
    assert values(account)["input"] == pytest.approx(7143.0 + 3687.0 + 218.565)
    assert "Fuels count by these values: 原煤 0.7143 tce per t (as in GB/T 2589-2008, not yet compared" in said(account)


def test_the_heating_value_of_a_fuel_goes_before_the_reference(cluster: Enter) -> None:
    coal = {"name": "原煤", "base_unit": "t", "heating_value": 2 * 29.3076}
    account = the(cluster(commodity=[coal], statistic=[fuel("原煤", 10.0, "t")]), "energy")
    assert values(account)["input"] == pytest.approx(20)
    assert "原煤 2 tce per t (its own heating value)" in said(account)


def test_the_account_names_the_document_or_the_enthalpy_that_a_value_comes_from(cluster: Enter) -> None:
    steam = {"name": "蒸汽", "base_unit": "t", "medium": "energy", "quality": "焓 2.78 GJ/t"}
    rows = [fuel("无烟煤", 100.0, "t"), fuel("蒸汽", 100.0, "t")]
    told = said(the(cluster(commodity=[steam], statistic=rows), "energy"))
    assert (
        "无烟煤 0.8365 tce per t (reference value of GB/T 32151), 蒸汽 0.0948559 tce per t (its stated enthalpy)"
        in told
    )


def test_a_fuel_of_unknown_heat_leaves_the_term_unknown_and_is_named(cluster: Enter) -> None:
    rows = [fuel("bark", 1000.0, "t"), fuel("gas", 10.0, "tce"), *stated(energy_consumption=700.0)]
    account = the(cluster(statistic=rows), "energy")
    assert (values(account)["input"], account.unaccounted) == (None, None)
    assert account.missing == ("energy taken in", "bark (t)")
    assert len(account.terms[0].rows) == 2
    assert "nobody says what heat these give: bark (t). Enter their heating values." in said(account)


ACID = {"name": "spent acid", "base_unit": "m3"}


def of_acid(value: float, unit: str, item: str = "waste_generated") -> Row:
    return {"actor": "A", "item": item, "value": value, "unit": unit, "commodity": "spent acid", "year": 2024}


def acid(receiver: str, amount: float) -> Row:
    return slag(receiver, amount) | {"commodity": "spent acid"}


def test_an_account_stands_in_the_unit_of_its_statements(cluster: Enter) -> None:
    rows = [of_acid(600, "m3"), of_acid(0, "m3", "waste_disposed"), of_acid(0, "m3", "waste_stored")]
    snapshot = cluster(commodity=[ACID], actor=RECEIVERS, statistic=rows, flow=[acid("Cement", 500)])
    account = the(snapshot, "solid_waste")
    assert (account.unit, account.unaccounted) == ("m3", 100)


def test_links_in_another_unit_leave_the_term_unknown_and_are_named(cluster: Enter) -> None:
    rows = [of_acid(600, "t"), of_acid(0, "t", "waste_disposed"), of_acid(0, "t", "waste_stored")]
    snapshot = cluster(commodity=[ACID], actor=RECEIVERS, statistic=rows, flow=[acid("Cement", 500)])
    account = the(snapshot, "solid_waste")
    assert (values(account)["used"], account.unaccounted) == (None, None)
    assert account.missing == ("waste used", "spent acid (m3)")


def test_what_a_firm_uses_itself_is_not_handed_over(cluster: Enter) -> None:
    rows = of_slag(generated=100, used_own=50, disposed=0, stored=0)
    account = the(
        cluster(statistic=rows, flow=[slag("A", 50)], actor=[{"name": "A", "role": "consumer"}]), "solid_waste"
    )
    assert (values(account)["used"], account.unaccounted) == (50, 50)


def test_an_account_without_any_figure_is_not_told(cluster: Enter) -> None:
    assert accounts(cluster(statistic=of_slag(generated=None, used=None))) == []


def test_terms_of_zero_do_not_lengthen_the_sentence(cluster: Enter) -> None:
    account = the(cluster(statistic=of_slag(generated=100, used=100, disposed=0, stored=0)), "solid_waste")
    assert said(account) == "A, slag: generated 100 t = used 100."


def test_gangue_lies_on_a_heap_though_it_is_burnt_and_waste_heat_does_not(cluster: Enter) -> None:
    goods = [
        {"name": "slag", "medium": "energy", "base_unit": "t"},
        {"name": "heat", "medium": "energy", "base_unit": "GJ"},
    ]
    heat = [{"actor": "A", "item": "waste_generated", "commodity": "heat", "value": 5.0, "unit": "GJ", "year": 2024}]
    rows = of_slag(generated=100, used=100, disposed=0, stored=0)
    assert the(cluster(commodity=goods, statistic=[*rows, *heat]), "solid_waste").matter == "slag"
