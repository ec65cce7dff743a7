import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from core.errors import UserError
from core.i18n import show
from core.imports import import_sheet
from core.project import Project
from core.sheet_text import find_encoding
from core.sheets import Sheet, headed_for, load_sheet, make_sheet, read_sheet

TABLE = "名称,区域\n化工厂,示范园区\n"
Fill = Callable[[xlsxwriter.Workbook], None]


def workbook(path: Path, fill: Fill) -> Path:
    with xlsxwriter.Workbook(path) as book:
        fill(book)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_table_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "循环经济 测试.csv"
    path.write_bytes(TABLE.encode(encoding))
    sheet = read_sheet(path)
    assert sheet.columns == ("名称", "区域")
    assert sheet.rows == ((2, ("化工厂", "示范园区")),)


def test_chinese_that_is_valid_utf8_by_chance_is_read_as_chinese() -> None:
    assert find_encoding("name\n某某\n".encode("gbk")) == "gb18030"  # C4 B3 C4 B3 is valid UTF-8 too


@pytest.mark.parametrize("word", ["Asnæs Power Station", "Zürich 25 °C", "Завод", "Ελλάδα", "ø"])
def test_european_letters_in_utf8_stay_what_they_are(word: str) -> None:
    assert find_encoding(f"name\n{word}\n".encode()) == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(delimiter.join(['"a, b; c"', "d", "e"]) + "\n" + delimiter.join("123"), encoding="utf-8")
    assert read_sheet(path).columns == ("a, b; c", "d", "e")


def test_rows_keep_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('\n\na,b\n1,"two\nlines"\n\n3,4\n', encoding="utf-8")
    assert [number for number, _ in read_sheet(path).rows] == [4, 6]


def test_a_title_alone_above_the_header_is_no_header() -> None:
    sheet = make_sheet("t.csv", "", [(1, ("表一", None)), (2, ("a", "b")), (3, ("1", "2"))])
    assert sheet.columns == ("a", "b")


def test_rows_above_the_header_are_titles_and_the_kind_of_table_decides_the_header() -> None:
    records = [
        (1, ("附件1",)),
        (2, ("填报单位", "某局", "单位", "万吨")),
        (3, ("供方", "受方", "物料")),
        (4, ("a", "b", "c")),
    ]
    sheet = make_sheet("t.csv", "", records)
    assert headed_for(sheet, "flows") == sheet
    assert (sheet.columns, len(sheet.titles), sheet.header_row) == (("供方", "受方", "物料"), 2, 3)
    assert headed_for(sheet, "statistics").header_row == 2


def test_the_delimiter_is_found_below_titles(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("某园区\n供方;受方;物料\n甲;乙;煤\n", encoding="utf-8")
    assert read_sheet(path).columns == ("供方", "受方", "物料")


@pytest.mark.parametrize(
    ("start", "kind"), [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "picture"), (b"PK\x03\x04", "workbook")]
)
def test_another_kind_of_file_with_the_ending_of_a_text_table_is_named(tmp_path: Path, start: bytes, kind: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(start + bytes(40))
    with pytest.raises(UserError) as told:
        read_sheet(path)
    assert kind in show(told.value.sentence, "en")


def test_a_folder_and_an_empty_file_are_told_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "t.csv").touch()
    for path in (tmp_path, tmp_path / "t.csv"):
        with pytest.raises(UserError) as told:
            load_sheet(path)
        assert show(told.value.advice, "en")


def test_a_quotation_mark_out_of_place_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,2\n"3,4\n5,6\n', encoding="utf-8")
    with pytest.raises(UserError) as told:
        read_sheet(path)
    assert told.value.row == 3


@pytest.mark.parametrize("content", ["", "a,b\n", "\n\n"])
def test_a_table_without_rows_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError):
        load_sheet(path)


def test_a_workbook_keeps_numbers_dates_and_text(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("流向")
        sheet.write_row(1, 0, ["code", "amount", "day", "sure"])
        sheet.write_row(2, 0, ["0012", 2.5])
        sheet.write_datetime(2, 2, date(2024, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_boolean(2, 3, True)

    sheet = load_sheet(workbook(tmp_path / "t.xlsx", fill))
    assert (sheet.name, sheet.rows) == ("流向", ((3, ("0012", 2.5, "2024-03-01", "TRUE")),))


def test_what_stands_in_a_merged_cell_holds_for_all_its_rows(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["firm", "waste"])
        sheet.merge_range(1, 0, 2, 0, "化工厂")
        sheet.write_column(1, 1, ["slag", "ash"])

    assert [cells[0] for _, cells in read_sheet(workbook(tmp_path / "t.xlsx", fill)).rows] == ["化工厂", "化工厂"]


def test_a_formula_without_a_sound_value_is_not_read_as_empty(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 1, "=1+1", None, "")
        sheet.write_formula(1, 2, "=1+1", None, 2)

    assert read_sheet(workbook(tmp_path / "t.xlsx", fill)).rows[0][1] == ("#DIV/0!", "#FORMULA?", 2.0)


def two_sheets(book: xlsxwriter.Workbook) -> None:
    hidden = book.add_worksheet("old")
    hidden.write_column(0, 0, ["x", "0"])
    book.add_worksheet("new").write_column(0, 0, ["x", "1"])
    book.add_worksheet("more").write_column(0, 0, ["x", "2"])
    book.get_worksheet_by_name("new").activate()
    book.get_worksheet_by_name("new").set_first_sheet()
    hidden.hide()


def test_the_first_visible_sheet_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    sheet = read_sheet(workbook(tmp_path / "t.xlsx", two_sheets))
    assert sheet.name == "new"
    assert sheet.remarks[0].values["sheets"] == "more, old"


def test_a_sheet_can_be_asked_for_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", two_sheets)
    assert read_sheet(path, "more").rows == ((2, ("2",)),)
    with pytest.raises(UserError) as told:
        read_sheet(path, "none")
    assert "more" in str(told.value.advice.values["sheets"])


def test_rows_beyond_a_wrong_dimension_are_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx", lambda book: book.add_worksheet().write_column(0, 0, [f"r{n}" for n in range(99)])
    )
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(wrong, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b'<dimension ref="A1:A99"/>', b'<dimension ref="A1:A2"/>'))
    assert len(read_sheet(wrong).rows) == 98


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(30_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.xlsx", b"PK\x03\x04 cut short"),
        ("text.xlsx", b"a,b\n1,2\n"),
        ("page.xls", b"<html><table></table></html>"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("bomb.xlsx", bomb()),
        ("binary.csv", b"a,b\n\x00\x01,2\n"),
        ("neither.csv", b"a,b\n\xff\xff,2\n"),
        ("table.et", b"x"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence_that_names_the_file(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as told:
        read_sheet(path)
    assert told.value.sentence.values["file"] == name


def test_a_row_with_more_cells_than_the_header_keeps_them() -> None:
    sheet = make_sheet("t.csv", "", [(1, ("a", "b")), (2, ("1", "2", "3", None)), (3, ("1",))])
    assert sheet == Sheet("t.csv", "", ("a", "b"), ((2, ("1", "2", "3")), (3, ("1", None))))


def test_a_cell_that_is_shown_in_per_cent_counts_as_per_cent(tmp_path: Path, project: Project) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("actor", "item", "year", "value", "unit"))
        sheet.write_row(1, 0, ("Works", "green_share", 2024))
        sheet.write_number(1, 3, 0.95, book.add_format({"num_format": "0%"}))
        sheet.write_string(1, 4, "%")
        sheet.write_row(2, 0, ("Works", "straw_share", 2024))
        sheet.write_number(2, 3, 0.123, book.add_format({"num_format": "0.0%"}))

    import_sheet(project, read_sheet(workbook(tmp_path / "t.xlsx", fill)), "statistics")
    assert project.snapshot().statistic.value.tolist() == [95, 12.3]
