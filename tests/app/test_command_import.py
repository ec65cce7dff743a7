"""The command line of the import, with every kind of bad input: one sentence, exit code 1, the project as it was."""

import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from app.__main__ import main
from core.project import Project

FLOWS = "from,to,commodity,kind,amount,unit,year\n"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    path = tmp_path / "循环经济 测试" / "工程.gpkg"
    path.parent.mkdir()
    Project.create(path).close()
    return path


def command(project_file: Path, file: Path, kind: str, *more: str) -> int:
    return main(["import", str(project_file), str(file), "--as", kind, "--language", "en", *more])


def csv_file(project_file: Path, content: str, name: str = "t.csv") -> Path:
    path = project_file.parent / name
    path.write_text(content, encoding="utf-8")
    return path


def test_the_sum_of_rows_is_printed_with_each_rejected_row(project_file: Path, capsys: Captured) -> None:
    file = csv_file(
        project_file, f"{FLOWS}A,B,slag,waste,5,t/a,2024\nA,B,ash,waste,-1,t/a,2024\nA,C,ash,waste,2,t fish/yr,\n"
    )
    assert command(project_file, file, "flows") == 0
    told = capsys.readouterr().out
    assert "rows in file 3 = imported 2 + updated 0 + rejected 1 + skipped 0" in told
    assert "row 3, column amount, value -1: the number must not be below 0" in told
    assert "unit not understood: t fish/yr" in told
    assert "unclaimed: A, B, C." in told


def test_the_result_is_json_with_stable_keys(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, f"{FLOWS}A,B,slag,waste,5,t/a,2024\nA,B,ash,waste,inf,t/a,2024\n")
    assert command(project_file, file, "flows", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("rows", "imported", "updated", "rejected", "skipped")} == {
        "rows": 2, "imported": 1, "updated": 0, "rejected": 1, "skipped": 0,
    }  # fmt: skip
    assert told["problems"][0]["row"] == 3
    assert set(told["problems"][0]) >= {"sheet", "row", "column", "value", "reason"}


def test_a_second_import_of_the_file_skips_every_row(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, f"{FLOWS}A,B,slag,waste,5,t/a,2024\n")
    command(project_file, file, "flows")
    before = project_file.read_bytes()
    assert command(project_file, file, "flows") == 0
    assert "imported 0 + updated 0 + rejected 0 + skipped 1" in capsys.readouterr().out
    assert project_file.read_bytes() == before


def test_a_sheet_of_a_workbook_is_chosen_by_name(project_file: Path, capsys: Captured) -> None:
    file = project_file.parent / "名录.xlsx"
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("说明").write_row(0, 0, ["只是说明"])
        book.add_worksheet("企业").write_column(0, 0, ["企业名称", "化工厂"])
    assert command(project_file, file, "actors", "--sheet", "企业") == 0
    assert "imported 1" in capsys.readouterr().out


def write_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, bytes(20_000_000))


BAD: dict[str, tuple[str, bytes, Sequence[str]]] = {
    "broken zip": ("t.xlsx", b"PK\x03\x04 cut short", ("t.xlsx",)),
    "no table at all": ("t.csv", b"", ("t.csv", "empty")),
    "header only": ("t.csv", FLOWS.encode(), ("t.csv", "no row")),
    "unknown columns": (
        "t.csv",
        b"foo,bar\n1,2\n",
        ("no column for the sender (accepted", "the commodity", "foo, bar"),
    ),
    "wrong type": ("t.csv", f"{FLOWS}A,B,x,waste,much,t/a,2024\n".encode(), ("row 2", "column amount", "much")),
    "wrong year": ("t.csv", f"{FLOWS}A,B,x,waste,1,t/a,soon\n".encode(), ("row 2", "column year", "soon")),
    "negative amount": ("t.csv", f"{FLOWS}A,B,x,waste,-3,t/a,2024\n".encode(), ("row 2", "column amount", "-3")),
    "infinite amount": ("t.csv", f"{FLOWS}A,B,x,waste,inf,t/a,2024\n".encode(), ("row 2", "finite")),
    "no unit": ("t.csv", f"{FLOWS}A,B,x,waste,3,12,2024\n".encode(), ("row 2", "column unit", "no unit")),
    "quotes": ("t.csv", f'{FLOWS}"A,B,x,waste,3,t,2024\n'.encode(), ("t.csv", "quotation mark")),
    "text as GeoPackage": ("t.gpkg", FLOWS.encode(), ("t.gpkg", "not what its ending says")),
    "another ending": ("t.docx", b"PK", ("t.docx", ".xlsx")),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_one_sentence_and_leaves_the_project_as_it_was(
    project_file: Path, capsys: Captured, fault: str
) -> None:
    name, content, expected = BAD[fault]
    file = project_file.parent / name
    file.write_bytes(content)
    before = project_file.read_bytes()
    assert command(project_file, file, "flows") == 1
    told = capsys.readouterr()
    assert all(part in told.out + told.err for part in expected)
    assert "Traceback" not in told.out + told.err
    assert project_file.read_bytes() == before
    assert sorted(path.name for path in project_file.parent.iterdir()) == sorted([project_file.name, name])


def test_a_bomb_is_not_unpacked(project_file: Path, capsys: Captured) -> None:
    file = project_file.parent / "bomb.xlsx"
    write_bomb(file)
    assert command(project_file, file, "flows") == 1
    assert "unpacks to far more" in capsys.readouterr().err


def test_ids_that_stand_for_two_things_are_rejected_with_both_rows(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, "id,name\nF1,A\nF1,B\n")
    assert command(project_file, file, "actors") == 1
    told = capsys.readouterr().out
    assert "row 2, column id, value F1: row 3 says something else" in told
    assert "row 3, column id, value F1: row 2 says something else" in told


def test_a_wrong_path_is_told(project_file: Path, capsys: Captured) -> None:
    assert command(project_file, project_file.parent / "none.csv", "flows") == 1
    assert "none.csv" in capsys.readouterr().err
    assert command(project_file.parent / "none.gpkg", project_file, "flows") == 1
    assert "none.gpkg" in capsys.readouterr().err


def test_a_file_that_is_no_project_is_told(project_file: Path, capsys: Captured) -> None:
    other = csv_file(project_file, "no project", "other.gpkg")
    assert command(other, csv_file(project_file, f"{FLOWS}A,B,x,waste,3,t,2024\n"), "flows") == 1
    assert "other.gpkg" in capsys.readouterr().err


def test_a_project_that_is_open_elsewhere_is_left_alone(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, f"{FLOWS}A,B,x,waste,3,t,2024\n")
    with Project.open(project_file):
        assert command(project_file, file, "flows") == 1
    assert "工程.gpkg" in capsys.readouterr().err


def test_a_change_by_another_program_is_told_on_the_standard_error(project_file: Path, capsys: Captured) -> None:
    with closing(sqlite3.connect(project_file)) as other:
        other.execute("UPDATE setting SET value = '园区' WHERE name = 'name'")
        other.commit()
    told = "Another program changed this project"
    assert main(["analyse", str(project_file), "--language", "en"]) == 0
    assert told in capsys.readouterr().err
    command(project_file, csv_file(project_file, f"{FLOWS}A,B,x,waste,3,t,2024\n"), "flows")
    assert told in capsys.readouterr().err
    command(project_file, csv_file(project_file, f"{FLOWS}A,B,x,waste,4,t,2025\n"), "flows")
    assert told not in capsys.readouterr().err


def test_nothing_taken_is_said_on_the_standard_error(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, f"{FLOWS}A,B,x,waste,-3,t,2024\n")
    assert command(project_file, file, "flows", "--json") == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["rejected"] == 1
    assert "No row of t.csv could be taken" in told.err


def test_the_advice_on_a_locked_project_fits_an_import(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, f"{FLOWS}A,B,x,waste,3,t,2024\n")
    with Project.open(project_file):
        command(project_file, file, "flows")
    assert "Close it there, or ask that it be closed, then repeat the step." in capsys.readouterr().err


def test_a_table_of_a_text_file_is_told_by_its_rows_alone(project_file: Path, capsys: Captured) -> None:
    command(project_file, csv_file(project_file, f"{FLOWS}A,B,x,waste,-3,t,2024\n"), "flows")
    told = capsys.readouterr().out
    assert "- row 2, column amount" in told
    assert "sheet" not in told


def test_a_trial_tells_the_same_and_writes_nothing(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, f"{FLOWS}A,B,x,waste,3,t,2024\nA,B,x,waste,-1,t,2025\n")
    before = project_file.read_bytes()
    assert command(project_file, file, "flows", "--dry-run") == 0
    told = capsys.readouterr()
    assert project_file.read_bytes() == before
    assert "nothing was written to 工程.gpkg" in told.err
    assert command(project_file, file, "flows") == 0
    assert capsys.readouterr().out == told.out


def test_broken_cells_come_back_red_and_nothing_of_their_rows_is_in_the_project(
    project_file: Path, capsys: Captured
) -> None:  # T11
    header = FLOWS.strip().split(",")
    file, marked = project_file.parent / "台账.xlsx", project_file.parent / "台账 退回.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("台账")
        for number, row in enumerate(
            (header, ("A", "B", "x", "waste", "many", "t", 2024), ("C", "D", "y", "", 1, "", 1))
        ):
            sheet.write_row(number, 0, row)
    assert command(project_file, file, "flows", "--returned", str(marked)) == 1
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert "台账 退回.xlsx" in told.err
    page = load_workbook(marked)["台账"]
    assert [page["E2"].fill.fgColor.rgb, page["E2"].border.left.style] == ["00FF9999", "medium"]
    assert page["H2"].value.startswith("amount: this is no number")
    with Project.open(project_file, read_only=True) as project:
        snapshot = project.snapshot()
        assert (len(snapshot.actor), len(snapshot.flow), len(snapshot.source)) == (0, 0, 0)


def test_a_marked_copy_that_cannot_be_written_is_told_before_the_import(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, f"{FLOWS}A,B,x,waste,3,t,2024\n")
    before = project_file.read_bytes()
    assert command(project_file, file, "flows", "--returned", str(file.with_suffix(".pdf"))) == 1
    assert "does not end with .xlsx" in capsys.readouterr().err
    assert project_file.read_bytes() == before


def test_use_and_duplicates_are_decided_by_flags(project_file: Path, capsys: Captured) -> None:
    first = csv_file(project_file, f"{FLOWS}A,B,x,waste,3,t,2024\n")
    command(project_file, first, "flows", "--use", "aggregate")
    first.write_text(f"{FLOWS}A,B,x,waste,4,t,2024\n", encoding="utf-8")
    capsys.readouterr()
    assert command(project_file, first, "flows", "--on-duplicate", "skip", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["skipped"], record["updated"], record["dry_run"]) == (1, 0, False)
    with Project.open(project_file, read_only=True) as project:
        assert list(project.snapshot().flow_amount.value) == [3]
        assert list(project.snapshot().source.permitted_use) == ["aggregate"]


def test_json_tells_of_doubles_and_new_names_with_their_nearest(project_file: Path, capsys: Captured) -> None:
    command(project_file, csv_file(project_file, "name\n江城水泥有限公司\n", "firms.csv"), "actors")
    capsys.readouterr()
    command(project_file, csv_file(project_file, "name\n江城水泥厂\n", "more.csv"), "actors", "--dry-run", "--json")
    (candidate,) = json.loads(capsys.readouterr().out)["candidates"]
    assert (candidate["row"], candidate["other"], candidate["likely"]) == (2, "江城水泥有限公司", "update")
    command(project_file, csv_file(project_file, f"{FLOWS}江城水泥,A,x,waste,3,t,2024\n"), "flows", "--json")
    new = json.loads(capsys.readouterr().out)["new_names"][0]
    assert (new["name"], new["rows"], new["nearest"][0]["name"]) == ("江城水泥", 1, "江城水泥有限公司")


def test_points_in_a_stated_grid_are_brought_back(project_file: Path, capsys: Captured) -> None:
    # 112 E 19 N in GCJ-02, computed by gcoord and by coordtransform alike
    file = csv_file(project_file, "name,lon,lat\nA,112.00496209042605,18.998282062193407\n")
    assert command(project_file, file, "actors", "--crs", "gcj02") == 0
    with Project.open(project_file) as project:
        assert project.snapshot().actor.point[0] == pytest.approx((112, 19), abs=1e-8)


def test_an_unknown_system_is_told_with_those_that_are_known(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, "name,lon,lat\nA,112,19\n")
    assert command(project_file, file, "actors", "--crs", "mars") == 1
    assert "mars is no coordinate system that is known here." in capsys.readouterr().err


def test_a_profile_maps_columns_units_and_encoding(project_file: Path, capsys: Captured) -> None:
    file = project_file.parent / "台账.csv"
    file.write_bytes("甲方,乙方,东西,多少,哪年\n甲厂,乙厂,炉渣,1500,2024\n".encode("gbk"))
    profile = project_file.parent / "profile.json"
    columns = {"甲方": "from", "乙方": "to", "东西": "commodity", "多少": "amount", "哪年": "year"}
    told = {"columns": columns, "units": {"amount": "kg"}, "crs": "", "encoding": "gb18030"}
    profile.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assert command(project_file, file, "flows", "--profile", str(profile)) == 0
    with Project.open(project_file, read_only=True) as project:
        snapshot = project.snapshot()
        assert list(snapshot.actor.name) == ["甲厂", "乙厂"]
        assert list(snapshot.flow_amount.value) == [1.5]


def test_an_encoding_that_does_not_fit_is_told(project_file: Path, capsys: Captured) -> None:
    file = project_file.parent / "台账.csv"
    file.write_bytes("名称\n甲厂\n".encode("gbk"))
    assert command(project_file, file, "actors", "--encoding", "utf-8") == 1
    assert "is not written in UTF-8" in capsys.readouterr().err


def test_columns_of_months_are_read_without_a_profile(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, "供方,受方,物料,年份,1月(吨),2月(吨)\n电厂,砖厂,炉渣,2025,5,6\n")
    assert command(project_file, file, "flows") == 0
    assert "figures in file 2 = imported 2" in capsys.readouterr().out
    with Project.open(project_file, read_only=True) as project:
        assert project.snapshot().flow_amount.period.tolist() == ["2025-01", "2025-02"]


def test_every_entry_of_a_folder_that_is_not_read_is_told(project_file: Path, capsys: Captured) -> None:
    folder = project_file.parent / "收表"
    (folder / "内").mkdir(parents=True)
    for name in ("a.csv", "b.pdf", "~$a.xlsx", "内/c.csv"):
        (folder / name).write_text("name\nA\n", encoding="utf-8")
    expected = [
        "Not read: b.pdf is no table. If it is a map layer, import it by itself.",
        "Not read: ~$a.xlsx is a lock file of Excel and holds no table. It goes when the workbook is closed.",
        "Not read: 内 is a folder inside the folder. Import it by itself.",
    ]
    assert main(["import", str(project_file), str(folder), "--dry-run", "--json", "--language", "en"]) == 0
    assert json.loads(capsys.readouterr().out)["left_out"] == expected
    assert main(["import", str(project_file), str(folder), "--language", "en"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("Not read")] == expected


def test_an_empty_folder_is_told_as_one(project_file: Path, capsys: Captured) -> None:
    folder = project_file.parent / "收表"
    folder.mkdir()
    assert main(["import", str(project_file), str(folder), "--language", "en"]) == 1
    assert "The folder 收表 is empty." in capsys.readouterr().err
    (folder / "a.pdf").write_bytes(b"")
    assert main(["import", str(project_file), str(folder), "--language", "en"]) == 1
    assert "The folder 收表 holds no table; 1 other thing lies in it." in capsys.readouterr().err


def test_of_a_folder_the_rejected_rows_of_all_files_come_first(project_file: Path, capsys: Captured) -> None:
    folder = project_file.parent / "收表"
    folder.mkdir()
    for name in ("a.csv", "b.csv"):
        rows = f"{FLOWS}{name},B,slag,waste,-1,t/a,2024\n{name},B,ash,waste,5,t/a,2024\n"
        (folder / name).write_text(rows, encoding="utf-8")
    assert main(["import", str(project_file), str(folder), "--language", "en"]) == 0
    told = capsys.readouterr().out.splitlines()
    rejected = [part for name in ("a", "b") for part in (f"{name}.csv:", "Rejected:", "- row 2")]
    assert [line.partition(",")[0] for line in told[:6]] == rejected
    assert told[6].startswith("rows in file 4 = imported 2")
    assert [line.partition(",")[0] for line in told[7:9]] == ["a.csv", "b.csv"]


def test_a_contradiction_names_the_column_and_both_values(project_file: Path, capsys: Captured) -> None:
    file = csv_file(project_file, "id,name,role\nF1,A,producer\nF1,A,decomposer\n")
    assert command(project_file, file, "actors") == 1
    told = capsys.readouterr().out
    assert "row 3 says something else about the same thing: role is producer here and decomposer there" in told


def test_headings_of_a_profile_that_the_file_lacks_are_named(project_file: Path, capsys: Captured) -> None:
    profile = project_file.parent / "profile.json"
    columns = {"厂名": "name", "老名": "former name", "地址": "address"}
    profile.write_text(json.dumps({"kind": "actors", "columns": columns}, ensure_ascii=False), encoding="utf-8")
    file = csv_file(project_file, "厂名,地址\n甲厂,江边\n")
    assert command(project_file, file, "actors", "--profile", str(profile)) == 0
    assert "The profile names headings that t.csv lacks: 老名." in capsys.readouterr().out
    file = csv_file(project_file, "甲方,地址\n甲厂,江边\n")
    assert command(project_file, file, "actors", "--profile", str(profile)) == 1
    assert "The profile names headings that t.csv lacks: 厂名, 老名." in capsys.readouterr().err


def test_a_marked_copy_and_its_reasons_keep_the_headings_and_the_cells_of_the_file(
    project_file: Path, capsys: Captured
) -> None:
    file = csv_file(project_file, "Betrieb,Kennung,X,Y\nGlaswerk,916402007999162621,113.6,23.1\n", "werke.csv")
    profile = {"columns": {"Betrieb": "name", "Kennung": "credit code", "X": "lon", "Y": "lat"}, "crs": "gcj02"}
    (project_file.parent / "werke.json").write_text(json.dumps(profile), encoding="utf-8")
    marked = project_file.parent / "marked.xlsx"
    assert (
        command(
            project_file,
            file,
            "actors",
            "--profile",
            str(project_file.parent / "werke.json"),
            "--returned",
            str(marked),
        )
        == 0
    )
    assert "column Kennung" in capsys.readouterr().out
    header, row = load_workbook(marked).active.iter_rows(values_only=True)
    assert header[:4] == ("Betrieb", "Kennung", "X", "Y")
    assert [str(cell) for cell in row[:4]] == ["Glaswerk", "916402007999162621", "113.6", "23.1"]


def test_a_marked_copy_takes_the_place_of_a_file_only_if_asked(project_file: Path, capsys: Captured) -> None:
    marked = project_file.parent / "back.xlsx"
    marked.write_bytes(b"somebody's work")
    file = csv_file(project_file, FLOWS + "A,B,x,waste,5,t,2024\n")
    assert command(project_file, file, "flows", "--returned", str(marked)) == 1
    assert "is there already" in capsys.readouterr().err
    assert marked.read_bytes() == b"somebody's work"
    assert command(project_file, file, "flows", "--returned", str(marked), "--replace") == 0
    assert load_workbook(marked).sheetnames


def test_another_project_is_no_map(project_file: Path, capsys: Captured) -> None:
    other = project_file.parent / "other.gpkg"
    other.write_bytes(project_file.read_bytes())
    assert command(project_file, other, "regions") == 1
    assert "other.gpkg is a project of this program and no map." in capsys.readouterr().err
