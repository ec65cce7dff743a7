"""Manifests of hazardous waste: parts are added, voided ones passed over, barrels are no mass."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.figures import figures, for_year
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.sheets import make_sheet

HEADER = (
    "国家联单编号",
    "产废单位名称",
    "经营(接收)单位名称",
    "废物名称",
    "确认废物数量",
    "数量单位",
    "转移日期",
    "联单状态",
)


def take(project: Project, *rows: Sequence[Any], header: Sequence[Any] = HEADER, kind: str = "flows") -> ImportResult:
    records = [(number, tuple(cells)) for number, cells in enumerate((header, *rows), 1)]
    return import_sheet(project, make_sheet("联单.xlsx", "", records), kind)


def manifest(number: int, amount: float, unit: str = "吨", state: str = "已办结") -> tuple[Any, ...]:
    day = f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    return (f"2024{number:06d}", "甲厂", "乙公司", "废矿物油", amount, unit, day, state)


def test_300_manifests_of_one_link_are_one_yearly_amount(project: Project) -> None:
    result = take(project, *(manifest(number, 1.5) for number in range(300)))
    assert (result.imported, len(project.snapshot().flow)) == (300, 1)
    chosen, year = for_year(project.snapshot())
    assert (year, float(figures(chosen).value[0])) == (2024, 450.0)
    assert figures(chosen).counted.sum() == 300
    assert take(project, *(manifest(number, 1.5) for number in range(300))).skipped == 300


def test_months_that_are_missing_are_told(project: Project) -> None:
    header = ("供出方", "接收方", "物料", "数量", "单位", "月份")
    rows = [("甲厂", "乙公司", "粉煤灰", 10, "t", f"2024-{month:02d}") for month in range(1, 10)]
    result = take(project, *rows, header=header)
    assert [show(remark, "en") for remark in result.remarks][-1] == (
        "1 link has figures of some months only: 甲厂 → 乙公司 粉煤灰 2024: 9/12."
    )
    rows = [(*row[:5], f"2024-{month:02d}") for month, row in zip((10, 11, 12), rows, strict=False)]
    assert not any("some months" in remark.message_id for remark in take(project, *rows, header=header).remarks)


@pytest.mark.parametrize("state", ["作废", "已作废", "已撤销", "voided"])
def test_a_voided_manifest_is_skipped_with_the_reason(project: Project, state: str) -> None:
    result = take(project, manifest(1, 2.0), manifest(2, 3.0, state=state))
    assert (result.imported, result.skipped) == (1, 1)
    assert show(result.of("skipped")[0].reason, "zh") == "已作废"


def test_a_manifest_that_was_voided_after_its_import_is_told(project: Project) -> None:
    take(project, manifest(1, 2.0))
    (problem,) = take(project, manifest(1, 2.0, state="作废")).of("skipped")
    assert "still counts an earlier statement of 2024000001" in show(problem.reason, "en")


@pytest.mark.parametrize("unit", ["个", "桶", "袋", "只", "箱"])
def test_a_number_of_containers_is_refused_with_what_to_enter(project: Project, unit: str) -> None:
    result = take(project, manifest(1, 12, unit))
    assert result.rejected == 1
    assert show(result.problems[0].reason, "zh") == f"“{unit}”是容器个数，不是重量；请填写以 t 或 kg 计的重量"
    stock = ("actor", "commodity", "year", "closing", "unit")
    assert take(project, ("甲厂", "废油", 2024, 12, unit), header=stock, kind="stocks").rejected == 1


@pytest.mark.parametrize(("unit", "reason"), [("", "the amount has no unit"), ("12", "this is no unit")])
def test_an_amount_without_a_unit_is_refused(project: Project, unit: str, reason: str) -> None:  # T10
    result = take(project, manifest(1, 12, unit))
    assert (result.rejected, len(project.snapshot().flow_amount)) == (1, 0)
    assert reason in show(result.problems[0].reason, "en")


def test_an_unknown_unit_is_told_and_never_blank(project: Project) -> None:  # T10
    result = take(project, manifest(1, 12, "车次"))
    assert "unit not understood: 车次" in show(result.problems[0].reason, "en")
    amount = project.snapshot().flow_amount
    assert (list(amount.value_entered), list(amount.unit_entered)) == ([12], ["车次"])
