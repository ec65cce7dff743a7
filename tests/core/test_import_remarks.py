"""What is told about a table as a whole, and tables as offices write them: titles, totals, units beside numbers."""

from typing import Any

import pytest

from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.records import insert
from core.sheets import make_sheet
from core.text import Text

HEADER = ("供应企业", "接收企业", "物料", "类别", "数量", "年度")
LINK = ("A", "B", "灰", "废物")


def take(project: Project, *rows: tuple[Any, ...], kind: str = "flows", file: str = "t.csv") -> ImportResult:
    return import_sheet(project, make_sheet(file, "", list(enumerate(rows, 1))), kind)


def told(result: ImportResult) -> str:
    return " ".join(show(remark, "en") for remark in result.remarks)


def test_the_unit_of_a_title_counts_for_amounts_without_one(project: Project) -> None:
    titles = (("附件1",), ("填报单位：某局", "", "单位：万吨"))
    result = take(project, *titles, HEADER, ("A", "B", "灰", "废物", 5.2, 2024))
    amount = project.snapshot().flow_amount
    assert (result.rows, amount.value[0], amount.unit_entered[0]) == (1, 52_000, "万吨")
    assert "2 title rows above the header were not imported" in told(result)
    assert "read in 万吨" in told(result)


@pytest.mark.parametrize(
    ("cell", "value", "unit"), [("12万吉焦", 12, "万吉焦"), ("120万立方米", 120, "万立方米"), ("3.5万吨", 3.5, "万吨")]
)
def test_a_number_with_its_unit_in_one_cell_is_read(project: Project, cell: str, value: float, unit: str) -> None:
    take(project, HEADER, ("A", "B", "x", "废物", cell, 2024))
    amount = project.snapshot().flow_amount
    assert (amount.value_entered[0], amount.unit_entered[0]) == (value, unit)


def test_a_cell_that_says_another_unit_than_its_row_is_rejected(project: Project) -> None:
    result = take(project, (*HEADER, "单位"), ("A", "B", "x", "废物", "12万吉焦", 2024, "吨"))
    assert (result.rejected, result.problems[0].column) == (1, "数量")


@pytest.mark.parametrize("cell", ["12kg", "5方", "12万吨"])
def test_a_cell_that_says_another_unit_than_its_heading_is_rejected(project: Project, cell: str) -> None:  # D11
    header = (*HEADER[:4], "数量(吨)", HEADER[5])
    result = take(project, header, ("A", "B", "x", "废物", cell, 2024), ("A", "B", "y", "废物", "12吨", 2024))
    assert (result.imported, result.rejected) == (1, 1)
    assert "its heading 吨; which of them is right?" in show(result.problems[0].reason, "en")


@pytest.mark.parametrize(
    "total", [("合计", "5家"), ("合 计", ""), ("", "小计"), ("", "", "总计（2家）"), ("共计：5家",)]
)
def test_a_total_in_a_first_cell_is_skipped_and_told(project: Project, total: tuple[str, ...]) -> None:
    result = take(project, ("序号", "企业名称", "行业代码"), (1, "甲厂", "3011"), total, kind="actors")
    assert (result.imported, result.skipped, project.snapshot().actor.name.tolist()) == (1, 1, ["甲厂"])
    assert "total" in result.problems[0].reason.message_id


def test_the_type_of_an_actor_is_its_role_or_its_kind(project: Project) -> None:
    result = take(project, ("企业名称", "类型"), ("甲", "分解者"), ("乙", "科研机构"), ("丙", "规上"), kind="actors")
    actor = project.snapshot().actor
    assert (actor.role.tolist(), actor.kind.tolist()) == (["decomposer", "", ""], ["firm", "research", "firm"])
    assert "left out: 规上" in told(result)


def test_links_without_a_column_of_kinds_are_told_to_be_material(project: Project) -> None:
    assert "all links were taken as material" in told(take(project, HEADER[:3], ("A", "B", "x")))


def test_amounts_of_a_table_without_sides_are_told_to_be_published(project: Project) -> None:
    row = ("A", "B", "x", "废物", "1吨", 2024)
    assert "kept as published" in told(take(project, HEADER, row))
    assert project.snapshot().flow_amount.origin.tolist() == ["published"]
    assert "kept as published" not in told(take(project, (*HEADER, "填报方"), (*row, "接收方填报"), file="u.csv"))


def test_figures_of_a_second_source_complete_links_that_are_there(project: Project) -> None:
    first = take(project, HEADER, ("A", "B", "x", "废物", "1吨", 2024))
    second = take(
        project, HEADER, ("A", "B", "x", "废物", "2吨", 2024), ("A", "C", "x", "废物", "3吨", 2024), file="u.csv"
    )
    assert (second.imported, len(project.snapshot().flow)) == (2, 2)
    assert "completed" not in told(first)
    assert "1 link is new. 1 link that was there already was completed" in told(second)


def test_rows_that_say_what_is_there_already_are_skipped_with_the_reason(project: Project) -> None:
    rows = (HEADER, ("A", "B", "x", "废物", "1吨", 2024), ("合计",))
    take(project, *rows)
    again = take(project, *rows)
    assert (again.skipped, "1 row was skipped: the project holds the same" in told(again)) == (2, True)


@pytest.mark.parametrize("year", [1800, 2999])
def test_a_year_that_no_figure_can_be_of_is_rejected(project: Project, year: int) -> None:
    result = take(project, HEADER, ("A", "B", "x", "废物", "1吨", year))
    assert (result.rejected, result.problems[0].column) == (1, "年度")


def test_amounts_without_a_year_are_counted_and_pointed_at(project: Project) -> None:
    result = take(project, HEADER, ("A", "B", "灰", "废物", "5吨", 2024), ("A", "C", "灰", "废物", "6吨", None))
    assert "1 row states an amount without a year" in told(result)
    (problem,) = [one for one in result.problems if one.column == "年度"]
    assert (problem.row, problem.outcome) == (3, "taken")


def test_a_good_is_found_by_its_name_in_the_other_language_and_the_log_says_so(project: Project) -> None:
    take(project, HEADER, ("A", "B", "粉煤灰", "废物", "5吨", 2024))
    result = take(project, ("from", "to", "commodity"), ("A", "B", "Fly ash"), ("A", "B", "粉煤灰"))
    assert project.snapshot().commodity.name.tolist() == ["粉煤灰"]
    assert "were read as one: Fly ash as 粉煤灰." in told(result)
    goods = take(project, ("name", "medium"), ("Fly ash", "goods"), kind="commodities")
    assert (goods.rejected, len(project.snapshot().commodity)) == (0, 1)
    assert "Fly ash as 粉煤灰" in told(goods)


@pytest.mark.parametrize("names", [("Fly ash", "粉煤灰"), ("粉煤灰", "fly ash"), ("fly ash", "Fly ash")])
def test_a_good_that_is_new_under_two_names_is_one_and_the_log_says_so(
    project: Project, names: tuple[str, str]
) -> None:
    first, second = names
    result = take(project, ("from", "to", "commodity"), ("A", "B", first), ("A", "C", second))
    assert (result.imported, project.snapshot().commodity.name.tolist()) == (2, [first])
    assert f"were read as one: {second} as {first}." in told(result)


def test_a_good_is_found_whatever_its_capital_letters_except_by_a_chemical_symbol(project: Project) -> None:
    take(project, ("from", "to", "commodity"), ("A", "B", "Fly ash"), ("A", "B", "CO"))
    result = take(project, ("from", "to", "commodity"), ("A", "C", "fly ash"), ("A", "C", "Co"))
    assert result.created_commodities == ("Co",)
    assert "were read as one: fly ash as Fly ash." in told(result)


def test_a_name_that_two_goods_have_in_another_language_is_the_first_and_both_are_told(project: Project) -> None:
    with project.edit(Text("Goods")) as db:
        insert(db, "commodity", [{"name": name, "medium": "goods"} for name in ("Fly ash", "fly ash")])
    result = take(project, ("from", "to", "commodity"), ("A", "B", "粉煤灰"))
    assert result.created_commodities == ()
    assert "were read as one: 粉煤灰 as Fly ash." in told(result)
    assert "if they are one, write one name in all tables: 粉煤灰 beside Fly ash, fly ash." in told(result)


def reasons(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, show(one.reason, "en")) for one in result.problems if one.outcome == "taken"]


@pytest.mark.parametrize("slip", [(7, "斤"), (7, "万吨"), (7, "kg"), (6.9, "kg")])
def test_one_link_with_one_number_in_two_units_is_asked_about(project: Project, slip: tuple[float, str]) -> None:
    number, unit = slip
    result = take(project, (*HEADER, "单位"), (*LINK, 7, 2024, "吨"), (*LINK, number, 2024, unit))
    assert result.imported == 2
    ((row, column, reason),) = reasons(result)
    assert (row, column) == (3, "数量")
    assert reason.startswith("A → B, 灰: ")
    assert "but 7 吨 in row 2 for the same link and time; is the unit of one of them mistaken? " in reason


@pytest.mark.parametrize("other", [("A", "B", 70, 2024), ("A", "C", 0.007, 2024), ("A", "B", 7, 2023)])
def test_parts_and_other_links_are_no_slips_of_the_unit(project: Project, other: tuple[str, str, float, int]) -> None:
    sender, receiver, number, year = other
    rows = ("A", "B", "灰", "废物", 7, 2024, "吨"), (sender, receiver, "灰", "废物", number, year, "吨")
    assert reasons(take(project, (*HEADER, "单位"), *rows)) == []


def test_an_amount_is_asked_about_beside_what_the_project_holds(project: Project) -> None:
    header = (*HEADER, "单位", "source")
    take(project, header, (*LINK, 7, 2024, "吨", "甲表"))
    ((_, _, reason),) = reasons(take(project, header, (*LINK, 7, 2024, "斤", "乙表")))
    assert "while the project has 7 吨 for the same link and time" in reason


def test_a_link_of_a_firm_to_itself_is_taken_and_told(project: Project) -> None:
    result = take(project, HEADER, ("A", "A", "灰", "废物", "5吨", 2024))
    assert (result.imported, len(project.snapshot().flow)) == (1, 1)
    ((row, column, reason),) = reasons(result)
    assert (row, column) == (2, "接收企业")
    assert reason.startswith("A is sender and receiver at once")
