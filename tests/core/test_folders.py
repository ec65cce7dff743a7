from pathlib import Path

import pytest
import xlsxwriter

from core.errors import UserError
from core.folders import others_in, read_book, read_folder, tables_in
from core.i18n import show
from core.imports import import_sheets
from core.profile_files import known_profiles
from core.project import Project
from core.shapes import shape
from core.text import Text
from tests.core import form_fixtures as forms


def test_a_folder_of_equal_forms_is_one_import_with_a_table_for_each_file(project: Project, tmp_path: Path) -> None:
    for number in range(3):
        forms.statistics_form(tmp_path, f"第{number + 1}化工厂", f"{number + 1}号.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 cut short")
    (tmp_path / "~$1号.xlsx").write_bytes(b"lock of Excel")
    reading = read_folder(tables_in(tmp_path))
    profile = known_profiles()["environment_statistics"]
    tables = [table for sheet in reading.sheets for table in shape(sheet, profile)]
    results = import_sheets(project, tables, Text("Import"))
    assert [sheet.file for sheet in reading.sheets] == ["1号.xlsx", "2号.xlsx", "3号.xlsx"]
    assert [result.file for result in results if result.kind == "emissions"] == ["1号.xlsx", "2号.xlsx", "3号.xlsx"]
    assert [result.imported for result in results if result.kind == "statistics"] == [7, 7, 7]
    assert (project.revision, len(project.snapshot().source)) == (1, 3)
    assert [(one.file, show(one.sentence, "en")) for one in reading.unread] == [
        ("坏.xlsx", "坏.xlsx is no readable workbook: it is damaged, or another kind of file.")
    ]


def test_every_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("一", "二"):
            book.add_worksheet(name).write_column(0, 0, ["名称", f"{name}厂"])
        book.add_worksheet("空")
        book.add_worksheet("题").write(2, 0, "只有标题")
        book.get_worksheet_by_name("二").hide()
    reading = read_book(path)
    assert [sheet.name for sheet in reading.sheets] == ["一", "二"]
    assert [one.sheet for one in reading.unread] == ["题"]
    assert show(reading.sheets[1].remarks[0], "en") == "The sheet 二 is hidden in the file; it was read too."


def test_a_folder_can_be_stopped(tmp_path: Path, cold_start: None) -> None:
    path = forms.permit_report(tmp_path)
    with pytest.raises(UserError, match="stopped"):
        read_folder([path], cancelled=lambda: True)


def test_a_form_without_a_name_is_told(tmp_path: Path) -> None:
    (sheet,) = read_folder([forms.statistics_form(tmp_path, "")]).sheets
    with pytest.raises(UserError) as told:
        shape(sheet, known_profiles()["environment_statistics"])
    assert show(told.value.sentence, "en") == "stat.xlsx says nowhere whose form it is."


def test_what_is_no_table_of_a_folder_is_told_once_with_its_reason(tmp_path: Path) -> None:
    for name in ("a.csv", "b.pdf", "~$a.xlsx", ".c.csv"):
        (tmp_path / name).write_text("name\nA\n", encoding="utf-8")
    (tmp_path / "d").mkdir()
    assert [path.name for path in tables_in(tmp_path)] == ["a.csv"]
    assert [show(one.sentence, "en") for one in others_in(tmp_path)] == [
        ".c.csv is a hidden file.",
        "b.pdf is no table.",
        "d is a folder inside the folder.",
        "~$a.xlsx is a lock file of Excel and holds no table.",
    ]
