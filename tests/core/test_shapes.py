"""Wide lists, months, joined columns: what becomes of each cell, and that none is lost without a word."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import show
from core.imports import import_sheets
from core.profiles import Joined, Part, Profile, Rule, Value
from core.project import Project
from core.shape_guess import guess_profile
from core.shape_rows import title_facts
from core.shapes import shape
from core.sheets import Sheet, make_sheet
from core.text import Text


def table(*rows: tuple[Any, ...]) -> Sheet:
    return make_sheet("t.xlsx", "", list(enumerate(rows, 1)))


WIDE = table(
    ("2025年污染物排放",),
    ("企业名称", "化学需氧量排放量(吨)", "氨氮排放量(千克)", "化学需氧量排放浓度(mg/L)", "联系电话"),
    ("化工厂", 5, 300, 45, "0951"),
    ("造纸厂", "/", "未检出", None, "0952"),
)


def test_a_wide_list_gives_a_row_for_each_filled_quantity(project: Project) -> None:
    (first,) = shape(WIDE, guess_profile(WIDE, "emissions"))
    kind, sheet = first
    assert (kind, len(sheet.rows)) == ("emissions", 3)
    assert sheet.origins == ((3, "化学需氧量排放量(吨)"), (3, "氨氮排放量(千克)"), (4, "氨氮排放量(千克)"))
    (result,) = import_sheets(project, [first], Text("Import"))
    emission = project.snapshot().emission
    assert (result.rows, result.imported) == (3, 3)
    assert emission.mass.tolist()[:2] == [5.0, 0.3]
    assert emission.concentration.tolist()[0] == 45
    assert emission.year.tolist() == [2025, 2025, 2025]
    assert emission.not_detected.tolist() == [False, False, True]


def test_empty_cells_and_personal_columns_are_told() -> None:
    ((_, sheet),) = shape(WIDE, guess_profile(WIDE, "emissions"))
    told = [show(remark, "en") for remark in sheet.remarks]
    assert told == [
        "Read from the titles: 2025.",
        "Left out, since they concern persons: 联系电话.",
        "2 cells were empty and made no row.",
    ]
    assert all("0951" not in cells for _, cells in sheet.rows)


def test_a_long_line_of_titles_is_read_to_its_end() -> None:
    title = f"企业名称：化工厂   地址：{'开发区' * 30}   年份：2024"
    assert title_facts(table((title,), ("a", "b"), (1, 2)))["year"] == "2024"


def test_month_columns_give_a_row_for_each_filled_month() -> None:
    months = table(
        ("供方", "受方", "物料", "单位", "年份", *(f"{month}月" for month in range(1, 13))),
        ("电厂", "水泥厂", "粉煤灰", "吨", 2025, *range(10, 130, 10)),
        ("电厂", "砖厂", "炉渣", "吨", 2025, 5, *([None] * 11)),
    )
    ((kind, sheet),) = shape(months, guess_profile(months, "flows"))
    place = sheet.columns.index("period")
    assert (kind, len(sheet.rows)) == ("flows", 13)
    assert [cells[place] for _, cells in sheet.rows][:2] == ["2025-01", "2025-02"]
    assert sheet.rows[12][1][sheet.columns.index("amount")] == 5


def test_months_that_name_their_year_need_no_column_of_years() -> None:
    months = table(("供方", "受方", "物料", "2025-01(吨)", "2025-02(吨)"), ("电厂", "砖厂", "炉渣", 5, 6))
    ((_, sheet),) = shape(months, guess_profile(months, "flows"))
    assert [dict(zip(sheet.columns, cells, strict=True))["period"] for _, cells in sheet.rows] == ["2025-01", "2025-02"]
    assert sheet.rows[0][1][sheet.columns.index("unit")] == "吨"


def test_degrees_minutes_and_seconds_become_degrees(project: Project) -> None:
    firms = table(
        ("企业名称", "经度-度", "经度-分", "经度-秒", "纬度-度", "纬度-分", "纬度-秒"),
        ("化工厂", 106, 30, 36, 38, 12, None),
        ("造纸厂", 106, 75, 0, 38, 12, 0),
    )
    tables = shape(firms, guess_profile(firms, "actors"))
    (result,) = import_sheets(project, tables, Text("Import"))
    assert project.snapshot().actor.point.tolist() == [pytest.approx([106.51, 38.2])]
    assert result.rejected == 1  # 75 minutes are none


def test_province_city_and_county_become_the_region() -> None:
    firms = table(
        ("企业名称", "省", "市", "县"), ("化工厂", "宁夏", "吴忠市", "盐池县"), ("造纸厂", "宁夏", "银川市", None)
    )
    part = Part("actors", joined=(Joined("region", ("省", "市", "县"), "last"),))
    ((_, sheet),) = shape(firms, Profile(parts=(part,)))
    assert [cells[-1] for _, cells in sheet.rows] == ["盐池县", "银川市"]


def test_a_profile_calls_columns_by_their_fields_and_keeps_their_places() -> None:
    sheet = table(("甲方", "乙方", "东西", "多少(kg)", "手机"), ("电厂", "砖厂", "炉渣", 5, "139"))
    columns = (("甲方", "from"), ("乙方", "to"), ("东西", "commodity"), ("多少", "amount"))
    part = Part("flows", columns=columns, units=(("amount", "t"),))
    ((_, other),) = shape(sheet, Profile(parts=(part,)))
    assert other.columns == ("from", "to", "commodity", "amount (kg)", "")
    assert other.rows[0][1] == ("电厂", "砖厂", "炉渣", 5, None)
    assert "多少(kg) says kg, the profile t" in " ".join(show(remark, "en") for remark in other.remarks)


def test_rows_that_a_rule_leaves_out_stay_in_the_sum_of_rows(project: Project) -> None:
    rows = table(
        ("供方", "受方", "物料", "数量", "单位", "联单状态"),
        ("电厂", "砖厂", "炉渣", 5, "吨", "办结"),
        ("电厂", "砖厂", "炉渣", 6, "吨", "已作废"),
        ("电厂", "砖厂", "炉渣", 7, "个", "办结"),
    )
    profile = Profile(rules=(Rule("void", "联单状态"), Rule("mass_only", "单位")), parts=(Part("flows"),))
    (result,) = import_sheets(project, shape(rows, profile), Text("Import"))
    assert (result.rows, result.imported, result.skipped, result.rejected) == (3, 1, 1, 1)


def test_a_table_that_nobody_described_is_guessed_by_its_headings() -> None:
    (part,) = guess_profile(WIDE).parts
    assert (part.kind, part.shape, len(part.values)) == ("emissions", "wide", 3)
    plain = table(("供方", "受方", "物料"), ("a", "b", "c"))
    (part,) = guess_profile(plain).parts
    assert (part.kind, part.shape) == ("flows", "list")
    assert part.columns == (("供方", "from"), ("受方", "to"), ("物料", "commodity"))


def test_a_list_of_firms_with_figures_is_read_for_both() -> None:
    firms = table(
        ("企业名称", "统一社会信用代码", "工业总产值(万元)", "从业人数(人)", "年份"), ("化工厂", "", 5, 30, 2024)
    )
    made = {kind: len(sheet.rows) for kind, sheet in shape(firms, guess_profile(firms))}
    assert made == {"actors": 1, "statistics": 2}


def test_a_form_that_is_none_of_the_known_ones_is_read_by_its_blocks(project: Project) -> None:
    form = table(
        ("企业名称：化工厂", None, None, "2024年"),
        ("项目", "单位", "数值", "项目", "单位", "数值", "上年"),
        ("产值", "万元", 5, "从业人数", "人", 30, 28),
        ("氨氮排放量", "千克", 200, "神秘指标", "个", 1, None),
    )
    tables = shape(form, guess_profile(form))
    results = import_sheets(project, tables, Text("Import"))
    assert [(result.kind, result.imported) for result in results] == [
        ("actors", 1),
        ("statistics", 3),
        ("emissions", 1),
    ]
    assert sorted(project.snapshot().statistic.year.tolist()) == [2023, 2024, 2024]
    assert tables[1][1].origins[2] == (3, "从业人数")


@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.just("/"), st.just(" "), st.integers(0, 99), st.just("12.5")),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_cell_of_a_wide_list_becomes_a_row_or_is_counted_as_empty(cells: list[list[Any]]) -> None:
    headings = ("企业名称", "化学需氧量排放量(吨)", "氨氮排放量(吨)", "二氧化硫排放量(吨)")
    sheet = table(headings, *((f"{number}号厂", *row) for number, row in enumerate(cells)))
    ((_, derived),) = shape(sheet, guess_profile(sheet, "emissions"))
    empty = next((int(str(r.values["n"])) for r in derived.remarks if r.message_id.startswith("{n} cell")), 0)
    assert sum(bool(origin) for origin in derived.origins) + empty == 3 * len(cells)


def test_a_column_that_a_list_reads_by_its_own_name_is_not_called_unread() -> None:
    sheet = table(
        ("企业名称", "简称", "角色", "所在区域", "颜色", "占地面积"), ("化工厂", "化工", "生产者", "园区", "红", 5)
    )
    parts = (
        Part("actors", columns=(("企业名称", "name"),)),
        Part("statistics", "wide", columns=(("企业名称", "actor"),), values=(Value("占地面积", "value"),)),
    )
    first = shape(sheet, Profile(parts=parts))[0][1]
    assert [show(remark, "en") for remark in first.remarks] == ["Columns of the file that were not read: 颜色."]


def test_joined_degrees_fill_what_the_column_of_degrees_leaves_empty(project: Project) -> None:
    head = ("企业名称", "经度", "纬度", "经度度", "经度分", "经度秒", "纬度度", "纬度分", "纬度秒")
    sheet = table(head, ("甲厂", 109.5, 19.5, *[None] * 6), ("乙厂", None, None, 109, 36, 18, 19, 30, 0))
    (result,) = import_sheets(project, shape(sheet, guess_profile(sheet, "actors")), Text("Import"))
    assert (result.imported, result.unused) == (2, ())
    # 36'18" are 0.605 degrees
    assert project.snapshot().actor.point == pytest.approx(np.array([(109.5, 19.5), (109.605, 19.5)]))
