"""The user's own file back: what was not taken is marked, texts stay texts, and the corrected file reads as before."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from core.errors import UserError
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.returned import write_returned
from core.sheets import Sheet, read_sheet

HEADER = ("企业名称", "经度", "纬度", "备注")
PAYLOADS = ("=1+1", "+cmd", "-2+3", "@SUM(A1)", "{=A1}", '=HYPERLINK("http://x")')


def workbook(path: Path, *rows: Sequence[Any], title: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名录"
    if title:
        sheet.append([title])
        sheet.merge_cells("A1:D1")
    for row in (HEADER, *rows):
        sheet.append(row)
    for line in sheet.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                cell.data_type = "s"
    book.save(path)
    return path


def take(project: Project, path: Path) -> tuple[Sheet, ImportResult]:
    sheet = read_sheet(path)
    return sheet, import_sheet(project, sheet, "actors")


def test_a_rejected_cell_is_red_with_a_frame_and_the_reason_beside_it(project: Project, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("甲厂", 115.0, 30.0, ""), ("乙厂", 115.0, 300, ""), title="企业名录")
    made = write_returned(path, [take(project, path)], tmp_path / "b.xlsx", "zh")
    sheet = load_workbook(made)["名录"]
    assert (sheet["E2"].value, sheet["E3"].value) == ("导入说明", None)
    assert sheet["E4"].value == "纬度: 超过 90 度，经度和纬度是否写反了？"
    assert sheet["F2"].value.startswith("红底深色框")
    assert (sheet["C4"].fill.fgColor.rgb, sheet["C4"].border.left.style) == ("00FF9999", "medium")
    assert (sheet["C4"].border.left.color.rgb, sheet["C3"].fill.fill_type) == ("008B0000", None)
    assert (sheet["A1"].value, [str(area) for area in sheet.merged_cells.ranges]) == ("企业名录", ["A1:D1"])


def test_the_corrected_file_is_imported_as_if_it_had_no_remarks(project: Project, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("甲厂", 115.0, 30.0, ""), ("乙厂", 115.0, 300, ""))
    made = write_returned(path, [take(project, path)], tmp_path / "b.xlsx", "zh")
    book = load_workbook(made)
    book["名录"]["C3"] = 30.1
    book.save(made)
    sheet, result = take(project, made)
    assert len(sheet.rows) == 2
    assert (result.imported, result.skipped, result.rejected, result.unused) == (1, 1, 0, ())
    again = load_workbook(write_returned(made, [(sheet, result)], tmp_path / "c.xlsx", "zh"))["名录"]
    assert (again["E3"].value, again.max_column) == (None, 6)


def test_a_row_that_was_too_long_is_still_too_long_in_the_marked_copy(project: Project, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("甲厂", 115.0, 30.0, "", "stray"), ("乙厂", 115.0, 30.0, ""))
    first = take(project, path)
    made = write_returned(path, [first], tmp_path / "b.xlsx", "en")
    assert [first[1].rejected, take(project, made)[1].rejected] == [1, 1]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_no_text_becomes_a_formula_on_the_way_back(project: Project, tmp_path: Path, ending: str) -> None:  # D15
    rows = [(f"厂{place}", 115.0, 300, payload) for place, payload in enumerate(PAYLOADS)]
    path = tmp_path / f"a.{ending}"
    if ending == "xlsx":
        workbook(path, *rows)
    else:
        lines = [",".join(HEADER), *(f'{a},{b},{c},"{d.replace(chr(34), chr(34) * 2)}"' for a, b, c, d in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
    made = write_returned(path, [take(project, path)], tmp_path / "b.xlsx", "zh")
    (sheet,) = load_workbook(made).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [sheet.cell(row, 4).value for row in range(2, 2 + len(PAYLOADS))] == list(PAYLOADS)


def test_formulas_of_the_user_stay_formulas(project: Project, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, ("甲厂", 115.0, 300, ""), ("乙厂", 115.0, 30.0, "")):
        sheet.append(row)
    book.create_sheet("计算")["A1"] = "=SUM(Sheet!B2:B3)"
    book.save(path := tmp_path / "a.xlsx")
    made = load_workbook(write_returned(path, [take(project, path)], tmp_path / "b.xlsx", "zh"))
    assert (made.sheetnames, made["计算"]["A1"].value) == (["Sheet", "计算"], "=SUM(Sheet!B2:B3)")


def test_a_csv_file_comes_back_as_a_workbook_with_the_same_rows(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名录\n\n企业名称,经度,纬度\n甲厂,115,30\n,115,30\n", encoding="gb18030")
    made = write_returned(path, [take(project, path)], tmp_path / "b.xlsx", "zh")
    (sheet,) = load_workbook(made).worksheets
    assert [cell.value for cell in sheet[4]][:3] == ["甲厂", "115", "30"]
    assert (sheet["A5"].fill.fgColor.rgb, sheet["D5"].value) == ("FFFF9999", "企业名称: 单元格为空")
    _, result = take(project, made)
    assert (result.rows, result.rejected, result.skipped) == (2, 1, 1)


def test_the_heading_of_a_figure_is_marked_in_the_row_of_the_file(project: Project, tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "环统"
    for row in (("企业名称", "取水量", "从业人数"), ("甲厂", 5, -2)):
        page.append(row)
    book.save(path := tmp_path / "a.xlsx")
    columns = ("actor", "item", "value", "unit", "year")
    rows = ((2, ("甲厂", "water_fresh", 5, "m3", 2024)), (2, ("甲厂", "employees", -2, "person", 2024)))
    sheet = Sheet("a.xlsx", "环统", columns, rows, origins=((2, "取水量"), (2, "从业人数")))
    result = import_sheet(project, sheet, "statistics")
    made = load_workbook(write_returned(path, [(sheet, result)], tmp_path / "b.xlsx", "zh"))["环统"]
    assert [made.cell(2, column).fill.fill_type for column in (1, 2, 3)] == [None, None, "solid"]
    assert made["D2"].value.startswith("从业人数: ")


@pytest.mark.parametrize("name", ["a.xlsx", "b.csv"])
def test_the_copy_never_takes_the_place_of_the_file(project: Project, tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path / "a.xlsx", ("甲厂", 115.0, 30.0, ""))
    before, table = path.read_bytes(), take(project, path)
    with pytest.raises(UserError) as told:
        write_returned(path, [table], tmp_path / name, "zh")
    assert name in show(told.value.sentence, "zh")
    assert path.read_bytes() == before
