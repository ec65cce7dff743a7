"""Codes in cells: what is wrong with one is told with its reason, the row is taken."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from core.code_files import add_catalogue
from core.code_lists import CodeLine
from core.credit_codes import credit_code_fault, make_credit_code
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.sheets import make_sheet
from core.text import Text

FOLDER = os.environ.get("CLUSTER_ATLAS_DATA", "")
CODE = make_credit_code(1)
HEADER = ("企业名称", "统一社会信用代码", "行业代码", "行业代码版本")


def take(project: Project, header: Sequence[Any], *rows: Sequence[Any], kind: str = "actors") -> ImportResult:
    records = [(number, tuple(cells)) for number, cells in enumerate((header, *rows), 1)]
    return import_sheet(project, make_sheet("t.csv", "", records), kind)


def reasons(result: ImportResult) -> list[str]:
    return [show(problem.reason, "en") for problem in result.problems]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91350100M000100Y43", ""),  # printed in GB 32100-2015, appendix
        ("12345678", "this one has 8"),
        (f"{CODE}1", "this one has 19"),
        (f"{CODE[:-1]}O", "letter O; it may be 0"),
        (f"{CODE[:5]}*{CODE[6:]}", "sign *"),
    ],
)
def test_a_code_that_is_none_is_told_with_the_reason(code: str, reason: str) -> None:
    fault = credit_code_fault(code)
    assert (fault is None) == (not reason)
    assert fault is None or reason in show(fault, "en")


def test_a_mistyped_sign_is_told_with_the_last_one_that_would_fit() -> None:
    fault = credit_code_fault("91350100M000100Y44")
    assert fault is not None
    assert (fault.values["last"], fault.values["right"]) == ("4", "3")


def test_a_row_with_a_mistyped_code_is_taken_without_it(project: Project) -> None:
    result = take(project, HEADER, ("甲厂", CODE[:-1] + "0", "", ""))
    assert (result.imported, list(project.snapshot().actor.credit_code)) == (1, [""])
    assert "the row is taken without the code" in reasons(result)[0]


def test_a_mistyped_code_never_makes_one_firm_of_two(project: Project) -> None:
    rows = [("便民超市", CODE[:-1] + "0", "", ""), ("便民超市", CODE[:-1] + "1", "", "")]
    assert take(project, HEADER, *rows).rejected == 2
    take(project, HEADER, ("便民超市", CODE, "", ""))
    result = take(project, HEADER, rows[0])
    assert (result.rejected, reasons(result)) == (
        1, ["the code is mistyped, and 便民超市 of the project has another; correct it"],
    )  # fmt: skip


@pytest.mark.parametrize("code", ["-", "0", "\u200b", "`", "无"])
def test_a_mark_for_nothing_is_no_mistyped_code(project: Project, code: str) -> None:
    assert take(project, HEADER, ("甲厂", code, "", "")).problems == ()


def test_an_empty_bracket_behind_a_code_is_no_part_of_it(project: Project) -> None:
    take(project, HEADER, ("甲厂", f"{CODE}(\xa0)", "", ""))
    assert list(project.snapshot().actor.credit_code) == [CODE]


def test_an_organisation_code_and_a_registration_number_are_kept(project: Project) -> None:
    take(project, HEADER, ("甲厂", f"{CODE[8:16]}-{CODE[16]}", "", ""), ("乙厂", "420200000012345", "", ""))
    assert list(project.snapshot().actor.credit_code) == [CODE[8:17], "420200000012345"]


def test_a_number_that_excel_has_rounded_is_told_as_damaged(project: Project) -> None:
    result = take(project, HEADER, ("甲厂", 911234567890123000.0, "", ""))
    assert result.imported == 1
    assert reasons(result)[0].startswith("already damaged in Excel")


@pytest.mark.parametrize(
    ("stated", "kept", "told"),
    [
        ("3011", "3011", ""),
        ("C3011", "C3011", ""),
        ("水泥制造", "3011", "understood as 3011"),
        ("3011水泥制造", "3011", ""),
        ("水泥制造业", "水泥制造业", "nearest are 3011 水泥制造"),
        ("3019", "3019", "3019 is in none of the lists of today; is it mistyped, or of an older edition?"),
        ("C9999", "C9999", "C9999 is in none of the lists of today"),
        ("Z99", "Z99", "Z99 is in none of the lists of today"),
        ("30111", "30111", "30111 is in none of the lists of today"),
        ("99.99", "99.99", "99.99 is in none of the lists of today"),
        ("3011/9999", "3011/9999", "9999 is in none of the lists of today"),
        ("20.15", "20.15", ""),
        ("3011/3021", "3011/3021", ""),
        ("3011 水泥制造", "3011", ""),
    ],
)
def test_an_industry_is_a_code_or_told_with_the_nearest(project: Project, stated: str, kept: str, told: str) -> None:
    result = take(project, HEADER, ("甲厂", "", stated, ""))
    assert list(project.snapshot().actor.industry_code) == [kept]
    assert (told in reasons(result)[0]) if told else reasons(result) == []


def test_an_industry_of_another_edition_is_kept_as_it_stands(project: Project) -> None:
    assert reasons(take(project, HEADER, ("甲厂", "", "3111", "GB/T 4754-2011"))) == []
    assert list(project.snapshot().actor.industry_edition) == ["GB/T 4754-2011"]


def test_a_code_of_no_list_is_told_with_its_row_and_column(project: Project) -> None:
    (told,) = take(project, HEADER, ("甲厂", "", "3011", ""), ("乙厂", "", "X12", "")).problems
    assert (told.row, told.column, told.value, told.outcome) == (3, "行业代码", "X12", "taken")


def test_a_code_under_a_european_heading_is_looked_for_in_the_european_list(project: Project) -> None:
    result = take(project, ("name", "NACE"), ("A", "2015"), ("B", "9999"), ("C", "20.15"))
    assert [(problem.row, problem.value) for problem in result.problems] == [(3, "9999")]


def test_a_line_of_the_projects_own_list_is_a_list_too(project: Project) -> None:
    with project.edit(Text("Codes")) as db:
        add_catalogue(db, [CodeLine("industry", "ours", "X12", "园区自定行业")])
    assert take(project, HEADER, ("乙厂", "", "X12", "")).problems == ()


@pytest.mark.parametrize(
    ("code", "hazard", "told"),
    [
        ("900-041-49", "", ""),
        ("900-041-49", "HW49", ""),
        ("900-041-49", "HW08", "of class HW49, but HW08"),
        ("HW08 900-041-49", "", "of class HW49, but HW08"),
        ("900-041-59", "", "HW01 to HW50"),
        ("900-41-49", "", "has the form 900-041-49"),
        ("900-001-S17", "", ""),
        ("10 01 02", "", ""),
        ("100101*", "", ""),
        ("45 01 01", "", "chapters 01 to 20"),
        ("HW61", "", "HW01 to HW50"),
        ("7664-93-9", "", ""),  # a CAS number is no waste code
    ],
)
def test_a_waste_code_has_the_form_of_its_list_and_the_class_stated(
    project: Project, code: str, hazard: str, told: str
) -> None:
    result = take(project, ("name", "code", "hazard"), ("waste", code, hazard), kind="commodities")
    assert result.imported == 1
    assert (told in reasons(result)[0]) if told else reasons(result) == []


def test_the_codes_of_a_licence_are_looked_at_one_by_one(project: Project) -> None:
    header = ("actor", "commodity", "codes")
    result = take(project, header, ("Works", "oil", "HW08、900-249-08，900-24-08"), kind="capacities")
    assert [problem.value for problem in result.problems] == ["900-24-08"]


def test_what_a_register_tells_of_a_firm_is_kept(project: Project) -> None:
    header = ("单位详细名称", "单位详细地址", "企业规模", "投产日期", "原坐标", "坐标系", "经度", "纬度")
    take(project, header, ("甲厂", "工业路1号", "中型", "2009年5月", "115.006,30.002", "gcj02", 115.0, 30.0))
    actor = project.snapshot().actor
    told = [actor.address, actor.scale, actor.started, actor.point_entered, actor.point_datum]
    assert [str(column[0]) for column in told] == ["工业路1号", "中型", "2009-05", "115.006,30.002", "gcj02"]


@pytest.mark.skipif(not FOLDER, reason="CLUSTER_ATLAS_DATA does not name the folder of test data")
def test_the_eight_mistyped_codes_of_220_firms_are_named(project: Project) -> None:
    listed = json.loads(Path(FOLDER, "cn_ningxia", "DataAll.json").read_text(encoding="utf-8"))
    rows = [(firm["企业名称"], firm["代码"], firm["行业"], "") for firm in listed]
    result = take(project, HEADER, *rows)
    assert result.rows == 220 == result.imported + result.rejected + result.skipped
    told = [problem for problem in result.problems if "without the code" in problem.reason.message_id]
    site_numbers = [10, 11]  # a code with the number of a site behind it
    assert sorted(problem.row for problem in told) == [*site_numbers, 95, 110, 120, 132, 161, 203, 215, 216]
