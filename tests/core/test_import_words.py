"""What an import tells in Chinese holds no inner words: units, media and items are named as their reader names them."""

import re
from typing import Any

import pytest

from core.i18n import show
from core.imports import import_sheet
from core.project import Project
from core.sheets import make_sheet

LATIN = re.compile("[A-Za-z_]{2,}")


@pytest.mark.parametrize(
    ("kind", "header", "row", "told"),
    [
        ("statistics", ("企业", "指标", "数值", "单位", "年度"), ("甲厂", "从业人数", 5, "亩", 2024), "按人统计"),
        ("statistics", ("企业", "指标", "数值", "单位", "年度"), ("甲厂", "工业总产值", 5, "亩", 2024), "按万元统计"),
        ("statistics", ("企业", "指标", "数值", "单位", "年度"), ("甲厂", "产值额", 5, "万元", 2024), "工业总产值"),
        ("commodities", ("名称", "介质"), ("甲物", "杂"), "水、排放、信息、资金、技术、人员"),
        ("emissions", ("企业", "介质", "污染物"), ("甲厂", "杂", "化学需氧量"), "水、大气、土壤"),
        (
            "indicators",
            ("序号", "指标名称", "单位", "计算公式"),
            ("1", "甲", "万元", "output_value + employees"),
            "万元与人",
        ),
    ],
)
def test_a_remark_in_chinese_names_units_and_words_in_chinese(
    project: Project, kind: str, header: tuple[str, ...], row: tuple[Any, ...], told: str
) -> None:
    result = import_sheet(project, make_sheet("t.csv", "", [(1, header), (2, row)]), kind)
    (reason,) = [show(problem.reason, "zh") for problem in result.problems]
    assert told in reason
    assert LATIN.findall(reason) == []
