"""The class of management that HJ 1259-2022, 4.2 gives a firm by its figures, own works and permits."""

from collections.abc import Callable

import pytest

from core.findings import inquire
from core.hazardous_units import HazardousUnit, hazardous_units
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]
Row = dict[str, object]
WASTES: list[Row] = [
    {"name": "电镀污泥", "code": "336-054-17"},
    {"name": "废酸", "code": "900-300-34", "base_unit": "m3"},
    {"name": "炉渣"},
]
LICENCE: Row = {"actor": "甲", "commodity": "电镀污泥", "value": 500.0, "licence": "危证1号", "codes": "336-054-17"}


def told(value: float | None, year: int | None = 2025, **other: object) -> Row:
    row = {"actor": "甲", "commodity": "电镀污泥", "item": "waste_generated", "unit": "t", "year": year, "value": value}
    return row | other


def units(cluster: Cluster, statistic: list[Row], year: int | None = 2025, **tables: list[Row]) -> list[HazardousUnit]:
    return hazardous_units(inquire(cluster(commodity=WASTES, statistic=statistic, **tables), year))


@pytest.mark.parametrize(
    ("mass", "kind"), [(100.0, "key"), (99.9, "simplified"), (10.0, "simplified"), (9.9, "registered")]
)
def test_the_largest_amount_puts_a_firm_into_one_of_three_classes(cluster: Cluster, mass: float, kind: str) -> None:
    (unit,) = units(cluster, [told(3.0), told(4.0, 2024), told(mass, 2023)])
    assert unit.kind == kind
    assert unit.largest is not None
    assert (unit.largest.year, unit.largest.known, unit.complete) == (2023, mass, True)


def test_an_amount_of_four_years_ago_counts_no_longer(cluster: Cluster) -> None:
    (unit,) = units(cluster, [told(60.0), told(60.0, 2024), told(60.0, 2023), told(400.0, 2022)])
    assert (unit.kind, [one.year for one in unit.years]) == ("simplified", [2025, 2024, 2023])


def test_the_kinds_of_a_year_are_added_and_not_those_of_several_years(cluster: Cluster) -> None:
    oil: Row = {"name": "废矿物油", "hazard": "T,I"}
    rows = [told(60.0), told(39.9, commodity="废矿物油"), told(60.0, 2024), told(45.0, 2024, commodity="废矿物油")]
    (unit,) = hazardous_units(inquire(cluster(commodity=[*WASTES, oil], statistic=rows), 2025))
    assert [one.known for one in unit.years[:2]] == [99.9, 105.0]
    assert unit.kind == "key"


def test_a_year_that_nobody_told_is_unknown_and_no_zero(cluster: Cluster) -> None:
    (unit,) = units(cluster, [told(50.0), told(None, 2024)])
    assert [(one.known == one.known, one.open) for one in unit.years] == [(True, 0), (False, 1), (False, 1)]
    assert (unit.kind, unit.complete) == ("simplified", False)


def test_a_kind_in_cubic_metres_is_in_no_sum_and_open(cluster: Cluster) -> None:
    acid = told(600.0, commodity="废酸", unit="m3")
    mixed, alone = units(cluster, [told(120.0), acid, {**acid, "actor": "乙"}])
    assert (mixed.years[0].known, mixed.years[0].open, mixed.kind) == (120.0, 1, "key")
    assert (alone.largest, alone.kind, alone.complete) == (None, "", False)


def test_zeros_and_other_wastes_make_no_firm_with_hazardous_waste(cluster: Cluster) -> None:
    assert units(cluster, [told(0.0), told(0.0, 2024), told(9000.0, commodity="炉渣")]) == []


def test_only_the_years_since_the_start_of_production_count(cluster: Cluster) -> None:
    (unit,) = units(cluster, [told(50.0), told(40.0, 2024)], actor=[{"name": "甲", "started": "2024-03-01"}])
    assert ([one.year for one in unit.years], unit.complete) == ([2025, 2024], True)


def test_figures_without_a_year_are_read_for_the_year_asked_alone(cluster: Cluster) -> None:
    (unit,) = units(cluster, [told(120.0, None)])
    assert [(one.known, one.undated) for one in unit.years[:1]] == [(120.0, 1)]
    assert [one.open for one in unit.years] == [0, 1, 1]


@pytest.mark.parametrize("item", ["waste_used_own", "waste_disposed_own"])
def test_own_use_or_disposal_makes_a_key_unit_at_any_amount(cluster: Cluster, item: str) -> None:
    (unit,) = units(cluster, [told(5.0), told(2.0, item=item)])
    assert (unit.kind, unit.large, [(one.waste, one.amount, one.year) for one in unit.own]) == (
        "key", False, [("电镀污泥", 2.0, 2025)],
    )  # fmt: skip


def test_own_works_follow_the_newest_year_that_tells_of_them(cluster: Cluster) -> None:
    (unit,) = units(cluster, [told(5.0), told(2.0, 2024, item="waste_used_own"), told(0.0, item="waste_used_own")])
    assert (unit.kind, unit.own, unit.own_told) == ("registered", (), True)


def test_own_works_of_the_year_before_count_where_the_year_tells_nothing_of_them(cluster: Cluster) -> None:
    (unit,) = units(cluster, [told(5.0), told(2.0, 2024, item="waste_disposed_own")])
    assert (unit.kind, unit.own[0].year) == ("key", 2024)


def test_own_use_of_other_wastes_makes_no_key_unit(cluster: Cluster) -> None:
    (unit,) = units(cluster, [told(5.0), told(900.0, commodity="炉渣", item="waste_used_own")])
    assert (unit.kind, unit.own_told) == ("registered", False)


def test_a_link_to_itself_is_own_treatment_of_known_or_unknown_amount(cluster: Cluster) -> None:
    link = {"sender": "甲", "receiver": "甲", "commodity": "电镀污泥"}
    (unit,) = units(cluster, [told(5.0)], flow=[link])
    assert (unit.kind, len(unit.own), unit.own_told) == ("key", 1, True)


def test_a_capacity_without_licence_for_own_waste_is_a_facility(cluster: Cluster) -> None:
    capacity = {key: LICENCE[key] for key in ("actor", "commodity", "value")}
    (unit,) = units(cluster, [told(5.0)], capacity=[capacity])
    assert (unit.kind, unit.own[0].unit, unit.permits) == ("key", "", ())


@pytest.mark.parametrize(
    ("more", "held"),
    [
        ({"valid_to": "2027-12-31"}, True),
        ({"valid_to": "2025-06-30"}, True),
        ({"valid_to": "2024-12-31"}, False),
        ({"valid_from": "2026-01-01"}, False),
        ({}, True),
        ({"commodity": "炉渣", "codes": ""}, False),
        ({"commodity": "炉渣", "codes": "HW17"}, True),
    ],
)
def test_a_permit_for_hazardous_waste_of_the_year_makes_a_key_unit(cluster: Cluster, more: Row, held: bool) -> None:
    found = units(cluster, [], capacity=[{**LICENCE, **more}])
    assert [(unit.kind, unit.permits[0].name) for unit in found] == ([("key", "危证1号")] if held else [])


def test_a_licence_for_several_wastes_is_one_permit(cluster: Cluster) -> None:
    (unit,) = units(cluster, [], capacity=[LICENCE, {**LICENCE, "commodity": "废酸", "codes": "900-300-34"}])
    assert [len(permit.rows) for permit in unit.permits] == [2]


@pytest.mark.parametrize("status", ["ended", "planned"])
def test_a_firm_that_does_not_run_holds_no_permit(cluster: Cluster, status: str) -> None:
    assert units(cluster, [], capacity=[LICENCE], actor=[{"name": "甲", "status": status}]) == []


@pytest.mark.parametrize(
    ("entry", "year", "until", "held"),
    [("", 2024, "", True), ("已注销", 2024, "", False), ("", 2026, "", False), ("", 2020, "2024-12-31", False)],
)
def test_a_register_of_holders_tells_of_permits(
    cluster: Cluster, entry: str, year: int, until: str, held: bool
) -> None:
    row = {"actor": "甲", "list": "全市危险废物经营许可证持证单位名单", "entry": entry, "year": year, "valid_to": until}
    assert [unit.kind for unit in units(cluster, [], register=[row])] == (["key"] if held else [])


def test_a_list_of_key_units_is_statutory_and_no_permit(cluster: Cluster) -> None:
    row: Row = {"actor": "甲", "list": "危险废物环境重点监管单位名录", "year": 2025}
    assert units(cluster, [], register=[row]) == []
