"""Amounts in the units of real forms: value and unit as entered beside the value in the base unit."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base_amounts import convert, item_kept_as
from core.catalogues import table
from core.commodity_bridges import bridge, stated_property
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.names import word_key
from core.project import Project
from core.sheets import make_sheet
from core.text import Text
from core.units import factor_to, find_unit

UNITS = [row["id"] for row in table("tables/units.csv")]
HEADER = ("actor", "item", "value", "unit", "year")
LINK = ("from", "to", "commodity", "amount", "unit")
FUELS = ("actor", "item", "commodity", "value", "unit", "year")


def take(project: Project, kind: str, header: tuple[str, ...], *rows: tuple[Any, ...]) -> ImportResult:
    numbered = [(number, cells) for number, cells in enumerate((header, *rows), 1)]
    return import_sheet(project, make_sheet(f"{kind}.csv", "", numbered), kind)


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.floats(1e-6, 1e9))
def test_there_and_back_is_the_same_amount_and_no_dimension_becomes_another(one: str, other: str, value: float) -> None:
    there, back = factor_to(one, other)[0], factor_to(other, one)[0]
    alike = find_unit(one).dimension == find_unit(other).dimension  # type: ignore[union-attr]
    assert (there is not None) == (back is not None) == alike
    if there is not None and back is not None:
        assert value * there * back == pytest.approx(value)


def test_no_two_items_are_known_by_the_same_name() -> None:
    meant: dict[str, set[str]] = {}
    for row in table("tables/items.csv"):
        for name in (row["id"], row["title_en"], row["title_zh"], *row["aliases"].split("|")):
            meant.setdefault(word_key(name), set()).add(row["id"])
    assert [ids for key, ids in meant.items() if key and len(ids) > 1] == []


def test_every_name_of_a_unit_means_that_unit_alone() -> None:
    rows = table("tables/units.csv")
    names = [(alias.removeprefix("="), row["id"]) for row in rows for alias in row["aliases"].split("|")]
    meant = [(name, found.id) for name, _ in names if (found := find_unit(name))]
    assert meant == names


@pytest.mark.parametrize(
    ("item", "value", "unit", "kept"),
    [
        ("land_area", 1500, "亩", 100),
        ("land_area", 2, "平方公里", 200),
        ("energy_input", 100, "万千瓦时", 100 * 36 / 29.3076),
        ("energy_input", 7, "百万千卡", 1),
        ("energy_input", 1, "万吨标准煤（当量值）", 10_000),
        ("energy_consumption_equal", 2, "万吨标准煤（等价值）", 20_000),
        ("grid_factor", 5.306, "tCO2/万千瓦时", 0.5306),
        ("power_coal", 302.5, "克标准煤/千瓦时", 0.3025),
        ("heat_factor", 0.11, "tCO2/GJ", 0.11),
    ],
)
def test_a_figure_keeps_what_was_entered_beside_its_base_unit(
    project: Project, item: str, value: float, unit: str, kept: float
) -> None:
    take(project, "statistics", HEADER, ("A", item, value, unit, 2023))
    statistic = project.snapshot().statistic
    assert (statistic.value_entered[0], statistic.unit_entered[0]) == (value, unit)
    np.testing.assert_allclose(statistic.value[0], kept, rtol=1e-5)


def said(project: Project, row: tuple[object, ...]) -> str:
    result = take(project, "statistics", FUELS, row)
    return " ".join(show(problem.reason, "en") for problem in result.problems)


def test_standard_coal_by_coal_burnt_never_becomes_that_by_calorific_value(project: Project) -> None:
    assert "count electricity otherwise" in said(project, ("A", "energy_input", "", 5, "吨标准煤（等价值）", 2023))
    assert np.isnan(project.snapshot().statistic.value[0])


@pytest.mark.parametrize(("quality", "kept"), [("", None), ("密度 0.8 t/m³", 8.0), ("bulk density: 800 kg/m3", 8.0)])
def test_cubic_metres_become_tonnes_only_by_a_stated_density(
    project: Project, quality: str, kept: float | None
) -> None:
    take(project, "commodities", ("name", "unit", "quality"), ("oil", "t", quality))
    take(project, "flows", LINK, ("A", "B", "oil", 10, "m3"))
    value = project.snapshot().flow_amount.value[0]
    assert value == pytest.approx(kept) if kept else np.isnan(value)


def test_what_a_unit_lacks_is_named() -> None:
    assert bridge("t", "GJ", "焓 2780 kJ/kg") == pytest.approx(2.78)
    assert bridge("t/d", "GJ", "焓 2780 kJ/kg") is None
    assert bridge("t/d", "GJ", "焓 2780 kJ/kg", rate=True) == pytest.approx(365 * 2.78)
    assert bridge("m3", "GJ", "density 0.8 t/m3") is None
    assert stated_property("density 0 t/m3", "density") is None


def test_the_row_of_an_amount_in_another_dimension_says_what_is_needed(project: Project) -> None:
    take(project, "commodities", ("name", "unit", "medium"), ("steam", "GJ", "energy"))
    result = take(project, "flows", LINK, ("A", "B", "steam", 10, "t"))
    (remark,) = [note for note in result.problems if note.column == "unit"]
    assert "t becomes GJ only by the heat in steam" in show(remark.reason, "en")
    assert remark.row == 2


def test_an_item_in_a_unit_that_does_not_measure_it_is_told_without_a_quality() -> None:
    kept = item_kept_as("waste_used")
    assert show(convert(5.0, "立方米", kept)[2] or Text(""), "en").startswith(
        "立方米 does not measure Solid waste used (with old stock), which is kept in t; write the figure in such a unit"
    )


def test_yes_or_no_is_1_or_0_and_a_share_above_the_whole_is_remarked(project: Project) -> None:
    taken = take(
        project, "statistics", HEADER,
        ("A", "central_plant", 2, "", 2024), ("A", "central_plant", 1, "", 2024),
        ("A", "management_share", 150, "%", 2024), ("A", "relative_use", 150, "%", 2024),
    )  # fmt: skip
    assert (taken.imported, [problem.row for problem in taken.problems]) == (3, [2, 4])
