"""The teaching park: its counts, its closing accounts, and exactly the faults that planted_faults.csv lists."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from core.sheets import Sheet
from core.teaching import YEARS, teaching_sheets
from core.teaching_tables import rows

Record = dict[str, object]


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Record]]:
    return {kind: records(sheet) for kind, sheet in teaching_sheets()}


def records(sheet: Sheet) -> list[Record]:
    return [dict(zip(sheet.columns, cells, strict=True)) for _, cells in sheet.rows]


@pytest.fixture(scope="module")
def faults() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("planted_faults.csv")
    with path.open(encoding="utf-8") as file:
        return {row["fault"]: row for row in csv.DictReader(file)}


def statistics(tables: dict[str, list[Record]]) -> dict[tuple[object, ...], float]:
    told = tables["statistics"]
    return {(r["actor"], r["item"], r["commodity"], r["year"]): float(str(r["value"])) for r in told}


def test_the_same_seed_gives_the_same_tables() -> None:
    assert teaching_sheets() == teaching_sheets()


def test_another_seed_gives_other_amounts_for_the_same_firms() -> None:
    one, other = dict(teaching_sheets()), dict(teaching_sheets(seed=1))
    assert one["actors"] == other["actors"]
    assert one["flows"] != other["flows"]


def test_the_park_has_48_firms_five_facilities_three_bodies_and_one_double(tables: dict[str, list[Record]]) -> None:
    actors = tables["actors"]
    assert len(actors) == 48 + 5 + 3 + 1
    assert sum(actor["kind"] != "firm" for actor in actors) == 3
    assert sum(actor["role"] == "treatment" for actor in actors) == 2
    assert len({actor["name"] for actor in actors}) == len(actors)


def test_about_eighty_links_join_the_actors_in_the_last_year(tables: dict[str, list[Record]]) -> None:
    inner = [row for row in tables["flows"] if row["year"] in (None, YEARS[-1]) and row["from"] and row["to"]]
    links = {(row["from"], row["to"], row["commodity"]) for row in inner}
    assert 70 <= len(links) <= 90


def test_both_sides_state_the_links_between_firms_that_keep_books(tables: dict[str, list[Record]]) -> None:
    sides = defaultdict(set)
    for row in tables["flows"]:
        if row["from"] and row["to"] and row["amount"] is not None:
            sides[row["from"], row["to"], row["commodity"], row["year"]].add(row["origin"])
    alone = {key[1] for key, origins in sides.items() if origins != {"sender", "receiver"}}
    assert alone == {"二号矿渣利用厂", "丙印染有限公司", "工业技术研究院", "循环经济促进会"}


def test_the_sides_differ_by_at_most_one_per_cent_except_where_kg_were_read_as_t(
    tables: dict[str, list[Record]], faults: dict[str, dict[str, str]]
) -> None:
    amounts: dict[tuple[object, ...], dict[str, float]] = defaultdict(dict)
    for row in tables["flows"]:
        if row["amount"] is not None:
            key = (row["from"], row["to"], row["commodity"], row["year"])
            amounts[key][str(row["origin"])] = float(str(row["amount"]))
    ratios = {key: told["receiver"] / told["sender"] for key, told in amounts.items() if len(told) == 2}
    wrong = {key: round(ratio) for key, ratio in ratios.items() if abs(ratio - 1) > 0.01}
    fault = faults["kg_for_t"]
    assert wrong == {(fault["actor"], fault["other"], fault["matter"], int(fault["year"])): int(fault["value"])}


def test_solid_waste_accounts_close_in_every_year(tables: dict[str, list[Record]]) -> None:
    told = statistics(tables)
    for (actor, item, matter, year), generated in told.items():
        if item == "waste_generated" and (actor, "waste_used", matter, year) in told:  # heat has no such account
            uses = sum(told[actor, use, matter, year] for use in ("waste_used", "waste_disposed", "waste_stored"))
            assert uses == pytest.approx(generated, abs=0.2)


def test_water_accounts_close_except_for_the_planted_slip(
    tables: dict[str, list[Record]], faults: dict[str, dict[str, str]]
) -> None:
    told = statistics(tables)
    open_accounts = {}
    for (actor, item, _, year), fresh in told.items():
        if item == "water_fresh":
            uses = ("water_discharged", "water_supplied", "water_consumed")
            out = sum(told[actor, use, None, year] for use in uses)
            if fresh + told[actor, "water_reclaimed", None, year] != pytest.approx(out, abs=1.1):
                open_accounts[actor, year] = fresh / out
    fault = faults["x1000"]
    assert open_accounts == {(fault["actor"], int(fault["year"])): pytest.approx(float(fault["value"]))}


def test_energy_taken_less_energy_sold_is_what_was_consumed(tables: dict[str, list[Record]]) -> None:
    told = statistics(tables)
    for (actor, item, _, year), consumed in told.items():
        if item == "energy_consumption":
            difference = told[actor, "energy_input", None, year] - told[actor, "energy_output", None, year]
            assert consumed == pytest.approx(difference, abs=0.1)
            assert consumed > 0


def test_only_the_planted_waste_has_no_receiver(
    tables: dict[str, list[Record]], faults: dict[str, dict[str, str]]
) -> None:
    told, fault = statistics(tables), faults["no_receiver"]
    taken = {(row["from"], row["commodity"]) for row in tables["flows"]}
    stored = {key for key, value in told.items() if key[1] == "waste_stored" and value and key[3] == 2025}
    assert {(key[0], key[2]) for key in stored if (key[0], key[2]) not in taken} == {(fault["actor"], fault["matter"])}
    proofs = {row["proof"] for row in tables["capacities"] if row["commodity"] == fault["matter"]}
    assert proofs == {"registered"}


def test_only_the_planted_receiver_has_no_site(
    tables: dict[str, list[Record]], faults: dict[str, dict[str, str]]
) -> None:
    homeless = [actor["name"] for actor in tables["actors"] if actor["lon"] is None]
    assert homeless == [faults["no_site"]["actor"]]
    assert any(row["actor"] == homeless[0] for row in tables["capacities"])


def test_only_the_planted_double_has_no_credit_code_among_firms_with_a_site(
    tables: dict[str, list[Record]], faults: dict[str, dict[str, str]]
) -> None:
    uncoded = [a["name"] for a in tables["actors"] if not a["credit code"] and a["lon"] is not None]
    assert uncoded == [faults["double"]["actor"]]


def test_only_the_planted_heap_is_almost_full_and_grows(
    tables: dict[str, list[Record]], faults: dict[str, dict[str, str]]
) -> None:
    full = {
        (row["actor"], row["commodity"])
        for row in tables["stocks"]
        if float(str(row["closing"])) > float(faults["growing_heap"]["value"]) * float(str(row["capacity"]))
    }
    assert full == {(faults["growing_heap"]["actor"], faults["growing_heap"]["matter"])}
    heap = [row for row in tables["stocks"] if row["commodity"] == faults["growing_heap"]["matter"]]
    assert all(float(str(row["closing"])) > float(str(row["opening"])) for row in heap)


def test_no_two_places_are_closer_than_300_metres(tables: dict[str, list[Record]]) -> None:
    points = [(float(str(a["lon"])), float(str(a["lat"]))) for a in tables["actors"] if a["lon"] is not None]
    gaps = [
        ((one[0] - other[0]) * 85394) ** 2 + ((one[1] - other[1]) * 111035) ** 2
        for row, one in enumerate(points)
        for other in points[:row]
    ]
    assert min(gaps) > 300**2


def test_every_coefficient_names_a_source_with_a_basis() -> None:
    bases = {row["id"]: row["basis"] for row in rows("sources")}
    assert set(bases.values()) == {"read", "computed", "memory", "assumed"}
    assert {row["source"] for name in ("coefficients", "water") for row in rows(name)} <= set(bases)
