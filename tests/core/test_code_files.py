"""An office's own lines of a catalogue: read with every row accounted for, kept, undone, and searched."""

import shutil
import sqlite3
from contextlib import closing

import openpyxl
import pytest

from core.code_files import add_catalogue, load_catalogue, project_lines, switch_catalogue, switched_on
from core.code_lists import CodeLine
from core.code_search import edition_of
from core.errors import UserError
from core.imports import import_sheet
from core.project import Project
from core.sheets import Sheet
from core.text import Text

TABLE = """废物类别,废物代码,废物名称,备注
HW08,900-249-08,其他废矿物油,T
,,没有代码
HW08,900-249-08,又一次,
HW49,900-999-49,,
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "名录2025.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_every_row_is_a_line_or_left_out_with_its_reason(file):
    read = load_catalogue(file, "危险废物", "2025")
    assert read.lines == (
        CodeLine("hazardous_waste", "2025", "900-249-08", "其他废矿物油", "", "HW08", "2025-01-01", "", "T"),
    )
    assert [number for number, _ in read.left_out] == [3, 4, 5]
    assert read.rows == len(read.lines) + len(read.left_out)


def test_long_names_are_kept_whole_and_dates_in_one_order(tmp_path):
    name = "铅蓄电池生产及回收过程中产生的" * 10
    rows = f"代码,名称,施行日期\n900-052-31,{name},2025年1月1日\n900-053-31,废电池,不久\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    read = load_catalogue(tmp_path / "t.csv", "hazardous_waste", "本市")
    assert [(line.name_zh, line.since) for line in read.lines] == [(name, "2025-01-01")]
    assert [number for number, _ in read.left_out] == [3]


def test_a_workbook_with_a_title_above_its_header_is_read(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["本市固体废物分类（2026年）"], ["代码", "名称", "目录", "版本", "施行日期"]):
        sheet.append(row)
    sheet.append(["900-101-S17", "废渔网", "固体废物", "本市2026", "2026-03-01"])
    sheet.append([101, "废竹屑", "固体废物", "本市2026", "2026-03-01"])
    book.save(tmp_path / "本市.xlsx")
    read = load_catalogue(tmp_path / "本市.xlsx")
    assert [(line.catalogue, line.edition, line.code, line.since) for line in read.lines] == [
        ("solid_waste", "本市2026", "900-101-S17", "2026-03-01"),
        ("solid_waste", "本市2026", "101", "2026-03-01"),
    ]
    assert any("zeros" in remark.message_id for remark in read.remarks)


def test_a_file_that_names_neither_catalogue_nor_edition_is_told_so(file):
    with pytest.raises(UserError) as told:
        load_catalogue(file)
    assert (told.value.row, "edition" in told.value.sentence.message_id) == (2, True)


def test_a_table_without_codes_is_told_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError) as told:
        load_catalogue(path, "own", "1")
    assert "codes" in told.value.sentence.message_id


def test_lines_are_added_brought_up_to_date_and_left_alone(project):
    line = CodeLine("own", "2026", "A-1", "废渔网")
    with project.edit(Text("Load lines")) as db:
        assert add_catalogue(db, [line]).added == 1
    with project.edit(Text("Load lines")) as db:
        changed = add_catalogue(db, [line, CodeLine("own", "2026", "A-2", "废竹屑", since="2026-01-01")])
    assert (changed.added, changed.changed, changed.same) == (1, 0, 1)
    with project.edit(Text("Load lines")) as db:
        assert add_catalogue(db, [CodeLine("own", "2026", "A-1", "废旧渔网")]).changed == 1
    lines = project_lines(project.snapshot())
    assert [line.name_zh for line in lines] == ["废旧渔网", "废竹屑"]
    assert edition_of("a2", "own", 2026, lines) == "2026"
    project.undo()
    project.undo()
    assert [line.name_zh for line in project_lines(project.snapshot())] == ["废渔网"]


def test_a_project_of_the_release_before_gains_the_table_and_lists_it(empty_file, tmp_path):
    path = shutil.copyfile(empty_file, tmp_path / "older.gpkg")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE catalogue_line")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'catalogue_line'")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm003_catalogue_lines'")
    with Project.open(path) as project:
        assert project_lines(project.snapshot()) == []
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT data_type FROM gpkg_contents WHERE table_name = 'catalogue_line'"
        assert connection.execute(query).fetchall() == [("attributes",)]


def test_an_import_remembers_the_edition_of_a_code_that_is_in_force(project):
    rows = ((2, ("水泥厂", "C3011")), (3, ("炼厂", "19.20")), (4, ("某厂", "9999")))
    import_sheet(project, Sheet("a.csv", "", ("name", "industry"), rows), "actors")
    goods = ((2, ("粉煤灰", "SW02", "")), (3, ("废矿物油", "900-249-08", "2021")), (4, ("灰", "900-041-49", "")))
    import_sheet(project, Sheet("b.csv", "", ("name", "code", "code edition"), goods), "commodities")
    snapshot = project.snapshot()
    assert snapshot.actor.industry_edition.tolist() == ["2017", "", ""]
    assert snapshot.commodity.code_edition.tolist() == ["2024", "2021", ""]  # the list of 2021 ended with 2024


def test_an_optional_catalogue_is_switched_on_and_off_for_a_project(project):
    with project.edit(Text("Switch on")) as db:
        switch_catalogue(db, "nace", True)
        switch_catalogue(db, "european_waste", True)
    assert switched_on(project.setting("catalogues")) == ("european_waste", "nace")
    with project.edit(Text("Switch off")) as db:
        switch_catalogue(db, "nace", False)
    assert switched_on(project.setting("catalogues")) == ("european_waste",)
