"""What goes wrong with tables of offices, each made by code, each with the sentence that is told."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from core.errors import UserError
from core.i18n import show
from core.imports import import_sheet
from core.project import Project
from core.sheet_text import encodings
from core.sheets import load_sheet, read_sheet

TABLE = "名称,区域\n化工厂,示范园区\n"


def workbook(path: Path, fill: Callable[[Any, Any], object], **options: Any) -> Path:
    with xlsxwriter.Workbook(path, options) as book:
        fill(book, book.add_worksheet())
    return path


def plain(folder: Path) -> Path:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["名称", "区域"])
        sheet.write_row(1, 0, ["化工厂", "园区"])

    return workbook(folder / "plain.xlsx", fill)


def with_part(path: Path, target: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, change(content) if part.filename == name else content)
    return target


def sentence(path: Path, **asked: Any) -> str:
    with pytest.raises(UserError) as told:
        read_sheet(path, **asked)
    assert show(told.value.advice, "en")
    return show(told.value.sentence, "en")


ENTITIES = [
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b'<!-- long --><!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("dtd", ENTITIES)
def test_a_workbook_that_defines_entities_is_refused(tmp_path: Path, part: str, dtd: bytes) -> None:
    evil = with_part(plain(tmp_path), tmp_path / "evil.xlsx", part, lambda text: text.replace(b"?>", b"?>" + dtd, 1))
    assert sentence(evil) == "evil.xlsx holds definitions that no spreadsheet program writes, and was not opened."


def test_entities_in_utf_16_are_found_as_well(tmp_path: Path) -> None:
    def change(text: bytes) -> bytes:
        return text.replace(b"?>", b"?>" + ENTITIES[0], 1).decode().replace("UTF-8", "UTF-16").encode("utf-16")

    evil = with_part(plain(tmp_path), tmp_path / "evil.xlsx", "xl/sharedStrings.xml", change)
    assert "holds definitions" in sentence(evil)


def test_a_cell_at_the_far_end_of_the_sheet_is_refused(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["名称", "区域"])
        sheet.write(1_048_575, 16_383, "x")

    path = workbook(tmp_path / "far.xlsx", fill)
    assert sentence(path) == "far.xlsx has cells far away from its table, and was not opened."


def test_a_cell_far_below_is_refused_only_where_it_spans_too_much(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["名称", "区域"])
        sheet.write(400_000, 0, "化工厂")

    assert len(read_sheet(workbook(tmp_path / "t.xlsx", fill)).rows) == 1


def bomb(size: int = 30_000_000) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + bytes(size))
    return packed.getvalue()


PAGE = "t.xls is a web page with the ending .xls, not a workbook."
TEXT_TABLE = "t.xls is a text table with the ending .xls, not a workbook."
XML_TABLE = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("t.xls", b"<html><table><tr><td>1</td></tr></table></html>", PAGE),
        ("t.xls", b"\xef\xbb\xbf <!-- x --><TABLE border=1>", PAGE),
        ("t.xls", TABLE.encode("gbk"), TEXT_TABLE),
        ("t.xls", TABLE.replace(",", "\t").encode("utf-16"), TEXT_TABLE),
        ("t.xlsx", b"a;b\n1;2\n", "t.xlsx is a text table with the ending .xlsx, not a workbook."),
        ("t.xls", b"MIME-Version: 1.0\nX: y", "t.xls is a web archive with the ending .xls, not a workbook."),
        ("t.xls", XML_TABLE, "t.xls is an XML table of Excel 2003 with the ending .xls, not a workbook."),
        ("t.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "t.xlsx is protected by a password."),
        ("t.et", b"\xd0\xcf\x11\xe0", "t.et is a table of WPS (.et), which is not read."),
        ("t.docx", b"PK", "t.docx is a text document of Word, which is not read."),
        ("t.xlsx", bomb(), "t.xlsx unpacks to far more than a table holds and was not opened."),
    ],
)
def test_a_file_in_disguise_is_named_with_the_next_step(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert sentence(path) == told


def test_codes_keep_their_leading_zeros_as_text_and_by_their_number_format(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["编号", "名称", "产值"])
        sheet.write_row(1, 0, ["0012", "甲厂", 12])
        sheet.write_number(2, 0, 12, book.add_format({"num_format": "0000"}))
        sheet.write_row(2, 1, ["乙厂", 12])

    assert [cells[0] for _, cells in read_sheet(workbook(tmp_path / "t.xlsx", fill)).rows] == ["0012", "0012"]


def test_a_credit_code_that_excel_has_rounded_is_told(project: Project, tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["名称", "统一社会信用代码"])
        sheet.write_row(1, 0, ["甲厂", 916400000000000017])

    result = import_sheet(project, read_sheet(workbook(tmp_path / "t.xlsx", fill)), "actors")
    assert "rounded this code" in show(result.of("taken")[0].reason, "en")
    assert list(project.snapshot().actor.credit_code) == [""]


@pytest.mark.parametrize("word", ["NA", "null", "None", "1E5", "3-4", "MARCH1"])
def test_words_that_other_programs_take_for_something_else_stay_words(tmp_path: Path, word: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"名称,编号\n{word},{word}\n", encoding="utf-8")
    assert read_sheet(path).rows == ((2, (word, word)),)


def test_dates_from_1904_on_are_the_days_that_excel_shows(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["名称", "投产日期"])
        sheet.write(1, 0, "甲厂")
        sheet.write_number(1, 1, 44_255, book.add_format({"num_format": "yyyy-mm-dd"}))

    assert read_sheet(workbook(tmp_path / "t.xlsx", fill)).rows[0][1][1] == "2021-02-28"
    assert read_sheet(workbook(tmp_path / "m.xlsx", fill, date_1904=True)).rows[0][1][1] == "2025-03-01"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_is_found_without_being_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TABLE.encode(encoding))
    assert load_sheet(path).columns == ("名称", "区域")
    assert encodings(path)[0][1] == ("名称,区域", "化工厂,示范园区")


def test_an_encoding_that_is_given_is_used_strictly(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("名称,区域\n联通,某某\n".encode("gbk"))
    assert read_sheet(path, encoding="gb18030").rows == ((2, ("联通", "某某")),)
    assert show(read_sheet(path, encoding="GBK").remarks[0], "en") == "Read as GBK, as was asked for."
    path.write_bytes("name,area\nx,y\n厂,区\n".encode("gbk"))
    assert sentence(path, encoding="utf-8") == (
        "t.csv is not written in UTF-8: line 3 holds bytes that mean nothing in it."
    )
    assert sentence(path, encoding="ebcdic") == "There is no encoding ebcdic here."


def test_the_preview_shows_how_each_encoding_reads(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("某某\n联通\n".encode("gbk"))
    found = dict(encodings(path))
    assert next(iter(found)) == "gb18030"
    assert found["gb18030"] == ("某某", "联通")
    assert "utf-16" not in found


@pytest.mark.parametrize("cell", ["2月30日", "2025.13", "2025-02-30"])
def test_a_day_that_is_none_is_refused_with_its_row(project: Project, tmp_path: Path, cell: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"名称,状态日期\n甲厂,{cell}\n", encoding="utf-8")
    result = import_sheet(project, read_sheet(path), "actors")
    assert [(problem.row, problem.outcome) for problem in result.problems] == [(2, "rejected")]


def test_a_row_with_fewer_cells_is_read_and_one_with_more_is_returned(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("名称,区域,备注\n甲厂\n乙厂,园区,x,y\n", encoding="utf-8")
    result = import_sheet(project, read_sheet(path), "actors")
    assert (result.rows, result.imported, result.rejected) == (2, 1, 1)
