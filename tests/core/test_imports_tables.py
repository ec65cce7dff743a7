"""Emissions, statistics, capacities, commodities, stocks, registers and regions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from core.geopackage import wkb_of_blob
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.outlines import multipolygon_wkb
from core.project import Project
from core.sheets import make_sheet
from core.statements import best_statistics
from core.text import Text

EMISSIONS = ("actor", "medium", "pollutant", "mass", "unit", "destination", "year")
SQUARE = "POLYGON ((109 23, 110 23, 110 24, 109 23))"
OTHER = "POLYGON ((111 23, 112 23, 112 24, 111 23))"


def take(project: Project, kind: str, header: Sequence[str], *rows: Sequence[Any]) -> ImportResult:
    numbered = [(number, tuple(cells)) for number, cells in enumerate((header, *rows), 1)]
    return import_sheet(project, make_sheet(f"{kind}.csv", "", numbered), kind)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.imported, result.updated, result.rejected, result.skipped


def test_emissions_are_kept_in_tonnes_under_the_usual_name_of_the_pollutant(project: Project) -> None:
    row = ("化工厂", "废水", "化学需氧量", 4500, "千克", "", 2024)
    assert counts(take(project, "emissions", EMISSIONS, row)) == (1, 0, 0, 0)
    emission = project.snapshot().emission
    assert (emission.pollutant[0], emission.mass[0], emission.destination[0]) == ("cod", 4.5, "direct")


def test_an_emission_goes_to_the_central_plant_that_its_cell_names(project: Project) -> None:
    rows = [("A", "water", "COD", 5, "t", "Sewage works", 2024), ("A", "water", "TP", 5, "t", "仅产生", 2024)]
    assert take(project, "emissions", EMISSIONS, *rows).created_actors == ("Sewage works", "A")
    snapshot = project.snapshot()
    assert list(snapshot.emission.destination) == ["plant", "generated"]
    assert snapshot.actor.name[snapshot.emission.plant[0]] == "Sewage works"


def test_not_detected_is_no_zero_and_keeps_what_was_written(project: Project) -> None:
    header = (*EMISSIONS, "concentration")
    take(project, "emissions", header, ("A", "water", "Hg", "未检出", "kg", "", 2024, "<0.05"))
    emission = project.snapshot().emission
    assert (emission.not_detected[0], np.isnan(emission.mass[0]), np.isnan(emission.concentration[0])) == (1, 1, 1)


def test_the_medium_follows_from_a_pollutant_that_has_but_one(project: Project) -> None:
    result = take(
        project, "emissions", EMISSIONS, ("A", "", "COD", 1, "t", "", 2024), ("A", "", "odour", 1, "t", "", 2024)
    )
    assert counts(result) == (1, 0, 1, 0)
    assert (result.problems[0].column, list(project.snapshot().emission.medium)) == ("medium", ["water"])


def test_a_month_is_refused_where_years_are_kept(project: Project) -> None:
    assert take(project, "emissions", EMISSIONS, ("A", "water", "COD", 1, "t", "", "2024-03")).rejected == 1


def test_a_limit_of_nought_is_refused(project: Project) -> None:
    rows = [("A", "water", "COD", 1, "t", "", year, limit) for year, limit in ((2023, 0), (2024, 50))]
    result = take(project, "emissions", (*EMISSIONS, "limit"), *rows)
    assert (counts(result), result.problems[0].column) == ((1, 0, 1, 0), "limit")
    assert list(project.snapshot().emission.limit_concentration) == [50]


@pytest.mark.parametrize(("amount", "unit", "rejected"), [(2e15, "g", 0), (2e15, "t", 1), (2e12, "kt", 1)])
def test_an_amount_that_no_cluster_can_have_is_refused(
    project: Project, amount: float, unit: str, rejected: int
) -> None:
    told = [
        take(project, "emissions", EMISSIONS, ("A", "water", "COD", amount, unit, "", 2024)),
        take(project, "flows", ("from", "to", "commodity", "amount", "unit"), ("A", "B", "ash", amount, unit)),
        take(project, "stocks", ("actor", "commodity", "year", "closing", "unit"), ("A", "ash", 2024, amount, unit)),
        take(project, "capacities", ("actor", "commodity", "amount", "unit"), ("A", "ash", amount, unit)),
    ]
    assert [result.rejected for result in told] == [rejected] * 4
    assert len(project.snapshot().actor) == (0 if rejected else 2)


def test_an_emission_whose_way_is_not_told_goes_where_the_project_has_it_or_is_told_to_be_taken_as_direct(
    project: Project,
) -> None:
    told, untold = (("A", "water", "COD", 5, "t", way, 2024) for way in ("Sewage works", ""))
    take(project, "emissions", EMISSIONS, told)
    assert counts(take(project, "emissions", EMISSIONS, untold)) == (0, 0, 0, 1)
    result = take(project, "emissions", EMISSIONS, ("B", *untold[1:]))
    assert len(project.snapshot().emission) == 2
    assert "does not tell where its emission goes" in show(result.remarks[-1], "en")


def test_a_mass_in_two_units_is_one_fact(project: Project) -> None:
    rows = [("A", "water", "COD", amount, unit, "direct", 2024) for amount, unit in ((84.97, "t"), (84970, "kg"))]
    assert counts(take(project, "emissions", EMISSIONS, *rows)) == (1, 0, 0, 1)


def test_a_word_in_place_of_days_of_exceeding_is_told_to_be_no_zero(project: Project) -> None:
    row = ("A", "water", "COD", 5, "t", "direct", 2024, "无")
    (problem,) = take(project, "emissions", (*EMISSIONS, "exceeding days"), row).problems
    assert (problem.value, show(problem.reason, "en")) == (
        "无", "read as not told; write 0 where the limit was never exceeded"
    )  # fmt: skip


def test_emissions_of_one_key_must_agree_within_a_file(project: Project) -> None:
    rows = [("A", "water", "COD", mass, "t", "", 2024) for mass in (1, 2)]
    assert take(project, "emissions", EMISSIONS, *rows).rejected == 2
    take(project, "emissions", EMISSIONS, rows[0])
    assert counts(take(project, "emissions", EMISSIONS, rows[1])) == (0, 1, 0, 0)


def test_statistics_are_known_by_item_names_in_both_languages(project: Project) -> None:
    header = ("actor", "item", "value", "unit", "year")
    rows = [
        ("A", "新鲜水量", 3, "万吨", 2024),
        ("A", "energy_consumption", 10000, "kWh", 2024),
        ("A", "employees", 35, "", 2024),
    ]
    assert counts(take(project, "statistics", header, *rows)) == (3, 0, 0, 0)
    statistic = project.snapshot().statistic
    assert list(statistic.item) == ["water_fresh", "energy_consumption", "employees"]
    np.testing.assert_allclose(statistic.value, [30000, 1.22835, 35], rtol=1e-5)
    assert list(statistic.unit) == ["m3", "tce", "person"]


def test_an_unknown_item_is_rejected_with_the_nearest_ones(project: Project) -> None:
    result = take(project, "statistics", ("actor", "item", "value", "unit"), ("A", "fresh watter", 1, "m3"))
    assert result.problems[0].reason.values["items"][0] == Text("Fresh water taken")
    assert len(project.snapshot().actor) == 0


@pytest.mark.parametrize(("date", "told"), [
    ("2026-05-01", "Return tells 10 t of the same; this row counts now"),
    ("", "Return tells 10 t of the same and goes on counting; give this row a better grade or its source a later date"),
])  # fmt: skip
def test_a_figure_beside_that_of_another_source_is_told_with_which_of_the_two_counts(
    project: Project, date: str, told: str
) -> None:
    header = ("actor", "item", "value", "unit", "year", "source", "source date")
    take(project, "statistics", header, ("A", "waste_generated", 10, "t", 2025, "Return", "2026-03-01"))
    alike = ("A", "waste_generated", 10.05, "t", 2025, "Other", "")
    assert take(project, "statistics", header, alike).problems == ()
    row = ("A", "waste_generated", 12, "t", 2025, "Letter", date)
    (problem,) = take(project, "statistics", header, row).problems
    assert show(problem.reason, "en").replace("\N{NO-BREAK SPACE}", " ").startswith(told)
    (best,) = best_statistics(project.snapshot().during(2025), "waste_generated").values()
    assert best.value == (12 if date else 10)


def test_a_statistic_of_a_region_needs_the_region_in_the_project(project: Project) -> None:
    header = ("region", "item", "value", "unit")
    assert take(project, "statistics", header, ("Park", "output_value", 5, "万元")).rejected == 1
    take(project, "regions", ("name",), ("Park",))
    assert take(project, "statistics", header, ("Park", "output_value", -5, "亿元")).imported == 1
    assert list(project.snapshot().statistic.value) == [-50000]


def test_a_statistic_without_a_subject_is_rejected(project: Project) -> None:
    assert take(project, "statistics", ("actor", "item", "value", "unit"), ("", "land_area", 5, "亩")).rejected == 1


def test_production_in_another_dimension_is_kept_in_the_commodity_s_unit(project: Project) -> None:
    take(project, "statistics", ("actor", "item", "commodity", "value", "unit"), ("A", "production", "Power", 2, "GWh"))
    statistic = project.snapshot().statistic
    assert (statistic.unit[0], statistic.value[0]) == ("GJ", 7200)


def test_a_capacity_per_day_becomes_one_per_year(project: Project) -> None:
    header = ("actor", "commodity", "amount", "unit", "licence", "valid from", "valid to", "proof")
    row = ("Works", "slag", 2, "t/d", "L-1", "2023年1月1日", "2027-12-31", "资料核验")
    assert counts(take(project, "capacities", header, row)) == (1, 0, 0, 0)
    capacity = project.snapshot().capacity
    assert (capacity.value[0], capacity.valid_from[0], capacity.proof[0]) == (730, "2023-01-01", "papers")
    assert counts(take(project, "capacities", header, (*row[:-1], ""))) == (0, 0, 0, 1)


def test_a_licence_that_ends_before_it_begins_is_rejected(project: Project) -> None:
    header = ("actor", "commodity", "valid from", "valid to")
    assert take(project, "capacities", header, ("Works", "slag", "2027-01-01", "2023-01-01")).rejected == 1


def test_a_commodity_table_names_the_base_unit_until_amounts_stand_in_it(project: Project) -> None:
    flows = ("from", "to", "commodity", "kind", "amount", "unit")
    take(project, "flows", flows[:4], ("A", "B", "Surface water", "utility"))
    header = ("name", "medium", "unit")
    assert counts(take(project, "commodities", header, ("Surface water", "水", "万m3"))) == (0, 1, 0, 0)
    take(project, "flows", flows, ("A", "B", "Surface water", "utility", 5, "吨"))
    assert list(project.snapshot().flow_amount.value) == [5]
    assert take(project, "commodities", header, ("Surface water", "水", "t")).rejected == 1


def test_commodities_have_kinds_above_them(project: Project) -> None:
    take(project, "commodities", ("name", "parent"), ("Fly ash", "Ash"), ("Ash", ""), ("Slag", "Slag"))
    commodity = project.snapshot().commodity
    assert dict(zip(commodity.name, commodity.parent, strict=True)) == {"Ash": -1, "Fly ash": 0}


def test_stocks_are_kept_in_the_base_unit_and_odd_ones_as_text(project: Project) -> None:
    header = ("actor", "commodity", "year", "opening", "closing", "unit")
    result = take(project, "stocks", header, ("A", "slag", 2024, 1, 2, "kt"), ("B", "drums", 2024, 5, 9, "车"))
    assert (result.imported, len(result.of("taken"))) == (2, 1)
    stock = project.snapshot().stock
    np.testing.assert_array_equal(stock.closing, [2000, np.nan])


def test_registers_are_known_by_list_year_and_document(project: Project) -> None:
    header = ("企业名称", "名录", "文号", "年份", "条目")
    row = ("化工厂", "重点排污单位", "环办〔2024〕1号", 2024, "水")
    assert take(project, "registers", header, row).created_actors == ("化工厂",)
    assert counts(take(project, "registers", header, (*row[:-1], "水、气"))) == (0, 1, 0, 0)


def test_a_denial_is_kept_and_what_only_looks_like_one_is_asked_about(project: Project) -> None:
    """无 means an empty cell elsewhere; as the entry of a list it says that the firm is not on it."""
    header = ("企业名称", "名录", "年份", "条目")
    entries = ("无", "不在今年的范围内", "水", "—")
    result = take(project, "registers", header, *((f"厂{n}", "重点排污单位", 2024, e) for n, e in enumerate(entries)))
    assert project.snapshot().register.entry.tolist() == ["无", "不在今年的范围内", "水", ""]
    (asked,) = result.of("taken")
    assert (asked.row, asked.column, asked.value) == (3, "条目", "不在今年的范围内")
    assert "flags and counts nobody" in show(asked.reason, "en")


def test_a_denial_without_a_list_is_one_of_all_statutory_lists(project: Project) -> None:
    header = ("企业名称", "名录", "年份", "条目")
    cells = [("无", ""), ("", "未列入"), ("not on the list", ""), ("退出绿色工厂名单", ""), ("", ""),
             ("未列入重点排污单位名录", "")]  # fmt: skip
    rows = [(f"厂{place}", title, 2024, entry) for place, (title, entry) in enumerate(cells)]
    result = take(project, "registers", header, *rows)
    told = project.snapshot().register
    assert told.list.tolist() == [
        "法定名录",
        "法定名录",
        "Statutory lists",
        "退出绿色工厂名单",
        "未列入重点排污单位名录",
    ]
    assert told.entry.tolist() == ["无", "未列入", "not on the list", "", ""]
    assert result.skipped == 1


def test_regions_keep_outline_code_and_the_region_above(project: Project) -> None:
    header = ("name", "code", "parent", "geometry", "area")
    rows = [("Park", "P1", "County", SQUARE, 12.5), ("County", "C1", "", "", "")]
    result = take(project, "regions", header, *rows)
    assert (counts(result), result.created_regions) == ((2, 0, 0, 0), ())
    region = project.snapshot().region
    assert dict(zip(region.name, region.parent, strict=True)) == {"County": -1, "Park": 0}
    outline = next(blob for blob in region.outline if blob)
    assert wkb_of_blob(outline) == multipolygon_wkb([[[(109, 23), (110, 23), (110, 24), (109, 23)]]])
    assert counts(take(project, "regions", header, *rows)) == (0, 0, 0, 2)


def test_parts_of_a_region_in_several_rows_are_joined(project: Project) -> None:
    header = ("name", "geometry", "area")
    result = take(project, "regions", header, ("Isles", SQUARE, 2), ("Isles", OTHER, 3), ("Isles", OTHER, 3))
    assert counts(result) == (1, 0, 0, 2)
    region = project.snapshot().region
    assert (region.area_km2[0], wkb_of_blob(region.outline[0])[5]) == (5, 2)


@pytest.mark.parametrize("rows", [[("A", "A")], [("A", "B"), ("B", "C"), ("C", "A")]])
def test_no_region_lies_within_itself(project: Project, rows: list[tuple[str, str]]) -> None:
    result = take(project, "regions", ("name", "parent"), *rows)
    assert (result.rejected, result.problems[-1].column) == (1, "parent")


def test_a_crossed_outline_is_rejected_and_the_other_rows_are_taken(project: Project) -> None:
    result = take(project, "regions", ("name", "geometry"), ("A", "POLYGON ((1 1, 2 2, 1 1))"), ("B", SQUARE))
    assert counts(result) == (1, 0, 1, 0)


def test_statistics_without_a_value_are_skipped_and_a_figure_below_0_is_told(project: Project) -> None:
    header = ("firm", "item", "year", "value", "unit")
    rows = (
        ("A", "value_added", 2024, -5, "万元"), ("A", "value_added", 2023, "暂无", "万元"),
        ("B", "value_added", 2024, None, None), ("A", "output_value", 2024, 1e15, "万元"),
    )  # fmt: skip
    result = take(project, "statistics", header, *rows)
    assert [(one.row, show(one.reason, "en")) for one in result.problems] == [
        (2, "the figure is below 0; it was taken as it stands"),
        (3, "no value is filled in"),
        (4, "no value is filled in"),
        (5, "the number is too large to be a quantity"),
    ]
    assert project.snapshot().statistic.value.tolist() == [-5.0]
    assert project.snapshot().actor.name.tolist() == ["A"]


def test_a_finding_about_a_mistyped_firm_is_refused_with_the_nearest_names_and_founds_none(project: Project) -> None:
    take(project, "actors", ("name",), ("长江印染有限公司",))
    header, seen = ("actor", "kind", "seen"), ("信访", "夜间有异味")
    result = take(
        project, "findings", header, ("长江印染公司", *seen), ("不存在厂", *seen), ("长江印染有限公司", *seen)
    )
    assert (*counts(result), list(project.snapshot().actor.name)) == (1, 0, 2, 0, ["长江印染有限公司"])
    near, unknown = (show(problem.reason, "en") for problem in result.problems)
    assert "the nearest are 长江印染有限公司" in near
    assert "add it first" in unknown
