"""Headers of office tables: merged, of two and three rows, with gaps, with units; rows that are no data."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from core.headers import heading_keys, match_columns, split_heading
from core.heading_words import month_of, value_of
from core.i18n import show
from core.sheets import Sheet, make_sheet, read_sheet

Fill = Callable[[Any], object]


def read(path: Path, fill: Fill) -> Sheet:
    with xlsxwriter.Workbook(path) as book:
        fill(book.add_worksheet())
    return read_sheet(path)


def table(*rows: tuple[Any, ...]) -> Sheet:
    return make_sheet("t.csv", "", list(enumerate(rows, 1)))


def test_merged_headings_of_two_rows_are_joined_with_a_stroke(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range("A1:D1", "企业名录")
        sheet.merge_range("A2:A3", "企业名称")
        sheet.merge_range("B2:C2", "坐标")
        sheet.write_row("B3", ["经度", "纬度"])
        sheet.merge_range("D2:D3", "备注")
        sheet.write_row("A4", ["化工厂", 106.1, 38.2, "甲"])

    sheet = read(tmp_path / "t.xlsx", fill)
    assert sheet.columns == ("企业名称", "坐标/经度", "坐标/纬度", "备注")
    assert (sheet.header_row, sheet.header_depth, sheet.rows[0][0]) == (2, 2, 4)
    assert match_columns(sheet.columns, "actors").places == {"name": 0, "lon": 1, "lat": 2, "note": 3}


def test_headings_of_three_rows_with_units_below_are_joined(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range("A1:A3", "企业名称")
        sheet.merge_range("B1:C1", "废水")
        sheet.write_row("B2", ["化学需氧量排放量", "氨氮排放量"])
        sheet.write_row("B3", ["吨", "千克"])
        sheet.write_row("A4", ["化工厂", 12, 300])
        sheet.write_row("A5", ["造纸厂", 7, 100])

    sheet = read(tmp_path / "t.xlsx", fill)
    assert sheet.columns == ("企业名称", "废水/化学需氧量排放量/吨", "废水/氨氮排放量/千克")
    assert len(sheet.rows) == 2


def test_the_gaps_beside_a_group_are_filled_without_merged_cells() -> None:
    sheet = table(("企业名称", "坐标", None, "行业代码"), (None, "经度", "纬度", None), ("化工厂", 106.1, 38.2, "2611"))
    assert sheet.columns == ("企业名称", "坐标/经度", "坐标/纬度", "行业代码")


def test_a_heading_that_is_merged_to_be_wide_swallows_no_row_of_data(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, "企业名称")
        sheet.merge_range("B1:C1", "单位地址")
        sheet.write_row("A2", ["化工厂", "盐池县", "工业路"])
        sheet.write_row("A3", ["造纸厂", "同心县", "园区路"])

    sheet = read(tmp_path / "t.xlsx", fill)
    assert (sheet.header_depth, len(sheet.rows)) == (1, 2)


def test_degrees_minutes_and_seconds_stay_columns_of_their_own() -> None:
    sheet = table(
        ("企业名称", "经度", None, None, "纬度", None, None),
        (None, "度", "分", "秒", "度", "分", "秒"),
        ("化工厂", 106, 12, 30, 38, 20, 6),
    )
    assert sheet.columns[1:4] == ("经度/度", "经度/分", "经度/秒")
    assert "lon" not in match_columns(sheet.columns, "actors").places


def test_a_row_of_data_below_a_missing_heading_is_no_header() -> None:
    sheet = table(("企业名称", None, "行业代码"), ("化工厂", "甲", None), ("造纸厂", "乙", "2221"))
    assert (sheet.header_depth, len(sheet.rows)) == (1, 2)


def test_titles_with_a_label_above_are_not_part_of_the_header(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range("A1:B1", "填报单位：某局")
        sheet.merge_range("C1:D1", "单位：万吨")
        sheet.write_row("A2", ["供方", "受方", "物料", "数量"])
        sheet.write_row("A3", ["甲厂", "乙厂", "炉渣", 5])

    sheet = read(tmp_path / "t.xlsx", fill)
    assert (sheet.columns, sheet.header_row) == (("供方", "受方", "物料", "数量"), 2)


@pytest.mark.parametrize(
    ("heading", "parts", "unit"),
    [
        ("化学需氧量排放量(吨)", ("化学需氧量排放量",), "吨"),
        ("数量/吨", ("数量",), "吨"),
        ("数量/t/a", ("数量",), "t/a"),
        ("利用能力（吨/年）", ("利用能力",), "吨/年"),
        ("废物名称/描述", ("废物名称", "描述"), ""),
        ("废水/氨氮(千克)/排放量", ("废水", "氨氮", "排放量"), "千克"),
    ],
)
def test_the_unit_of_a_heading_stands_apart(heading: str, parts: tuple[str, ...], unit: str) -> None:
    assert split_heading(heading) == (parts, unit)


def test_a_group_never_makes_a_sender_or_a_name_of_its_last_part() -> None:
    assert "to" not in match_columns(("产废单位", "运输起点/终点", "接收单位", "物料"), "flows").places.keys() - {"to"}
    assert match_columns(("产废单位", "运输起点/终点", "接收单位", "物料"), "flows").places["to"] == 2
    assert match_columns(("接收单位/名称", "产废单位/名称", "物料"), "flows").places["from"] == 1


def test_a_heading_of_a_wide_table_tells_pollutant_quantity_and_unit() -> None:
    meaning = value_of("废水/化学需氧量/排放量(千克)", "emissions")
    assert meaning is not None
    assert (meaning.field, dict(meaning.told), meaning.unit) == (
        "mass", {"pollutant": "化学需氧量", "medium": "water"}, "千克",
    )  # fmt: skip
    assert value_of("废水/氨氮/排放量(千克)", "statistics") is None


@pytest.mark.parametrize(
    ("heading", "month"),
    [("1月", (None, 1)), ("2025年12月", (2025, 12)), ("2025-03", (2025, 3)), ("13月", None), ("7", None)],
)
def test_a_month_is_read_from_its_heading(heading: str, month: object) -> None:
    assert month_of(heading) == month


def test_heading_keys_go_from_the_whole_to_the_last_part() -> None:
    assert heading_keys("经度-度") == ("经度度",)
    assert heading_keys("转移/数量(吨)") == ("转移/数量(吨)", "转移/数量", "转移数量", "数量")


ROWS = [
    ("序号", "企业名称", "排放量(吨)"),
    (1, "化工厂", 10),
    (2, "造纸厂", 5.5),
    ("小计", None, 15.5),
    ("序号", "企业名称", "排放量(吨)"),
    (3, "砖厂", 4),
    ("合计", None, 20),
    ("注：本表由企业填报", None, None),
    ("填表人：某某", "审核人：某某", None),
]


def marked(tmp_path: Path, rows: list[tuple[Any, ...]]) -> Sheet:
    def fill(sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return read(tmp_path / "t.xlsx", fill)


def test_totals_notes_and_repeated_headers_are_marked_with_their_reason(tmp_path: Path) -> None:
    told = [(mark.row, show(mark.reason, "en")) for mark in marked(tmp_path, ROWS).marks]
    assert told == [
        (4, "a total of other rows"),
        (5, "the header once more"),
        (7, "a total of other rows"),
        (8, "a note below the table"),
        (9, "a line for names and dates below the table"),
    ]


def test_a_total_that_is_not_the_sum_of_its_rows_is_told(tmp_path: Path) -> None:
    (remark,) = marked(tmp_path, ROWS).remarks
    assert show(remark, "en") == ("Row 7 gives 20 吨 as the total of 排放量(吨), but the rows it adds come to 19.5 吨.")


def test_a_total_on_top_and_a_subtotal_count_as_right_when_they_are(tmp_path: Path) -> None:
    rows = [("企业名称", "产值"), ("总计", 6), ("甲厂", 1), ("乙厂", 2), ("小计", 3), ("丙厂", 3), ("小计", 3)]
    assert marked(tmp_path, rows).remarks == ()


def test_years_and_amounts_in_several_units_are_not_added_up(tmp_path: Path) -> None:
    rows = [("企业名称", "年份", "产量"), ("甲厂", 2023, 1), ("乙厂", 2024, 2), ("合计", 2024, 3)]
    assert marked(tmp_path, rows).remarks == ()
    mixed = [("企业名称", "数量", "单位"), ("甲厂", 5.2, "万吨"), ("乙厂", 300, "吨"), ("合计", 52_300, "吨")]
    assert marked(tmp_path, mixed).remarks == ()


def test_the_numbers_of_the_columns_are_no_data(tmp_path: Path) -> None:
    rows = [("企业名称", "代码", "产值", "产量"), ("甲", "乙", 1, 2), ("化工厂", "A1", 5, 6)]
    assert [mark.row for mark in marked(tmp_path, rows).marks] == [2]


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in range(6):
            sheet.write_row(row, 0, ("企业名称", "产值") if row == 0 else (f"{row}号厂", row))
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    sheet = read(tmp_path / "t.xlsx", fill)
    assert len(sheet.rows) == 5
    assert [show(remark, "en") for remark in sheet.remarks] == [
        "Rows 3, 5 are hidden in the file; they were read too.",
        "Column B is hidden in the file; it was read too.",
    ]


def test_the_header_row_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("名称,区域\n厂名,地方\n甲厂,园区\n", encoding="utf-8")
    assert read_sheet(path, header_row=2).columns == ("厂名", "地方")


def test_a_firm_that_is_called_total_is_no_total(tmp_path: Path) -> None:
    rows = [
        ("编号", "企业名称", "地址", "区域", "产值"),
        (1, "Total", "Refinery road 1", "Normandy", 5),
        ("合计", None, None, None, 5),
    ]
    assert [mark.row for mark in marked(tmp_path, rows).marks] == [3]
