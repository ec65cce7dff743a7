"""What offices ask of an import before anything else (T10-T14), and faulty cells by the ordinary way of a file."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pikepdf
import pyogrio
import pytest
import shapely

from app.__main__ import main
from core.errors import UserError
from core.exported import write_table
from core.i18n import show
from core.import_results import ImportResult
from core.project import Project
from tests.app.ordinary import drafted, imported
from tests.gis.shifted import gcj_from_wgs84

LINKS = "供出方,接收方,物料,数量,单位,年份\n"
FIRMS = "名称,角色,备注\n"


def reasons(result: ImportResult) -> dict[int, str]:
    return {problem.row: show(problem.reason, "en") for problem in result.problems}


def text_file(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "台账.csv"
    path.write_bytes(content.encode(encoding))
    return path


def shapefile(path: Path) -> Path:
    """Two firms in GBK, without the file that tells the encoding."""
    blobs = np.array([shapely.to_wkb(shapely.Point(113.6, 23 + n)) for n in range(2)], dtype=object)
    fields = [np.array(["拆除垃圾场", "化工厂"], dtype=object)]
    pyogrio.raw.write(
        path, blobs, fields, ["name"], geometry_type="Point", crs="EPSG:4326", driver="ESRI Shapefile", encoding="GBK"
    )
    path.with_suffix(".cpg").unlink()
    dbf = bytearray(path.with_suffix(".dbf").read_bytes())
    dbf[29] = 0  # the mark of the code page
    path.with_suffix(".dbf").write_bytes(dbf)
    return path


def test_a_unit_that_is_missing_or_unknown_is_told_and_never_blank(project: Project, tmp_path: Path) -> None:  # T10
    (result,) = imported(project, text_file(tmp_path, f"{LINKS}甲,乙,炉渣,5,,2024\n甲,乙,粉煤灰,5,车皮,2024\n"))
    assert reasons(result) == {
        2: "the amount has no unit",
        3: "unit not understood: 车皮; value and unit are kept as they stand",
    }
    amount = project.snapshot().flow_amount
    assert (amount.unit_entered.tolist(), np.isnan(amount.value).tolist()) == (["车皮"], [True])


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-8"])
def test_a_text_table_is_read_right_whatever_wrote_it(project: Project, tmp_path: Path, encoding: str) -> None:  # T12
    imported(project, text_file(tmp_path, f"{FIRMS}拆除垃圾场,分解者,\n化工厂,生产者,联通\n", encoding))
    assert project.snapshot().actor.name.tolist() == ["拆除垃圾场", "化工厂"]


def test_a_shapefile_in_gbk_is_read_right_and_our_own_text_table_by_excel(project: Project, tmp_path: Path) -> None:
    imported(project, shapefile(tmp_path / "点位.shp"), "actors")  # T12
    assert project.snapshot().actor.name.tolist() == ["拆除垃圾场", "化工厂"]
    write_table(project.snapshot(), "actors", tmp_path / "名录.csv", "zh")
    assert (tmp_path / "名录.csv").read_bytes()[:3] == b"\xef\xbb\xbf"  # by which Excel knows UTF-8


def test_points_of_a_web_map_declared_as_wgs84_are_told_and_the_shift_is_offered(  # T13
    small_cluster: Project, tmp_path: Path
) -> None:
    actor = small_cluster.snapshot().actor
    shifted = zip(actor.name, gcj_from_wgs84(actor.point), strict=True)
    lines = ["名称,经度,纬度", *(f"{name},{x:.6f},{y:.6f}" for name, (x, y) in shifted)]
    file = text_file(tmp_path, "\n".join(lines))
    declared = {"kind": "actors", "crs": "wgs84", "columns": {"名称": "name", "经度": "lon", "纬度": "lat"}}
    draft = drafted(small_cluster, file, profile=declared)
    assert draft.guesses[0].system.name == "gcj02"
    assert draft.plan is not None
    told = " ".join(show(remark, "en") for remark in draft.plan.results[0].remarks)
    assert "Read as WGS-84, but they seem to be GCJ-02" in told
    assert "state gcj02 as their coordinate system" in told


def test_a_project_of_a_chinese_user_in_a_folder_with_spaces_opens_imports_and_prints(tmp_path: Path) -> None:  # T14
    home = tmp_path / "用户" / "张 三"
    folder = home / "循环经济" / "测试 项目"
    folder.mkdir(parents=True)
    file = text_file(folder, f"{LINKS}甲厂,乙厂,炉渣,5,吨,2024\n", "gbk")
    project, page = folder / "示范 园区.gpkg", folder / "一张图.pdf"
    told = {name: str(home) for name in ("HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    environment = {**os.environ, **told, "LOGNAME": "张三", "USER": "张三", "USERNAME": "张三"}
    for words in (["new", project], ["import", project, file], ["map", project, page], ["analyse", project]):
        command = [sys.executable, "-m", "app", *map(str, words)]
        done = subprocess.run(command, env=environment, cwd=Path.cwd(), capture_output=True, check=False)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr.decode()
    with pikepdf.open(page) as pdf:
        assert len(pdf.pages) == 1
    with Project.open(project) as opened:
        assert [entry.person for entry in opened.history()][-1] == "张三"


YEARS = {
    "2024.55": "this is no year or date; write it as 2024 or 2024-03-01",
    "民国113年": "this is no year or date; write it as 2024 or 2024-03-01",
    "24": "this is no year or date; write it as 2024 or 2024-03-01",
    "2月30日": "this is no year or date; write it as 2024 or 2024-03-01",
    "2024-02-30": "there is no such year or day",
    "20244": "this is no year or date; write it as 2024 or 2024-03-01",
    "1066": "no figures are of this year; it must lie between 1900 and",
}


@pytest.mark.parametrize("year", YEARS)
def test_a_year_that_is_none_is_refused_with_what_to_write(project: Project, tmp_path: Path, year: str) -> None:  # D10
    (result,) = imported(project, text_file(tmp_path, f"{LINKS}甲,乙,炉渣,5,吨,{year}\n"))
    assert reasons(result)[2].startswith(YEARS[year])
    assert result.problems[0].value == year


AMOUNTS = {
    "-5": "the number must not be below 0",
    "nan": "this is no number; give the number alone, such as 1234.5",
    "inf": "the number must be finite",
    "1e308": "the number is too large to be a quantity",
    "12。5": "this is no number; give the number alone, such as 1234.5",
    "约12吨": "this is no number; give the number alone, such as 1234.5",
    "12 kg": "the amount says kg, the column of units 吨; which of them is right?",
}


@pytest.mark.parametrize("amount", AMOUNTS)
def test_what_can_be_no_amount_is_refused_with_the_reason(project: Project, tmp_path: Path, amount: str) -> None:
    (result,) = imported(project, text_file(tmp_path, f"{LINKS}甲,乙,炉渣,{amount},吨,2024\n"))  # D11, D12
    assert reasons(result) == {2: AMOUNTS[amount]}
    assert result.rejected == 1


@pytest.mark.parametrize(("amount", "value"), [('"1,234.5"', 1234.5), ("１２３", 123.0), ("0", 0.0), ("12吨", 12.0)])
def test_numbers_as_people_write_them_are_read(project: Project, tmp_path: Path, amount: str, value: float) -> None:
    imported(project, text_file(tmp_path, f"{LINKS}甲,乙,炉渣,{amount},吨,2024\n"))  # D12
    assert project.snapshot().flow_amount.value.tolist() == [value]


def test_a_row_of_too_many_cells_is_returned_with_both_counts(project: Project, tmp_path: Path) -> None:  # D6
    (result,) = imported(project, text_file(tmp_path, f"{FIRMS}甲厂,生产者\n乙厂,生产者,x,y\n"))
    assert (result.imported, reasons(result)) == (1, {3: "the row has 4 cells, the header only 3"})


def test_the_same_file_twice_adds_nothing_and_says_so(project: Project, tmp_path: Path) -> None:  # D14
    file = text_file(tmp_path, f"{FIRMS}甲厂,生产者,\n乙厂,生产者,\n")
    imported(project, file)
    (again,) = imported(project, file)
    assert (again.imported, again.updated, again.skipped) == (0, 0, 2)
    assert "2 rows were skipped: the project holds the same already." in [show(told, "en") for told in again.remarks]


def refusal(project: Project, path: Path) -> str:
    with pytest.raises(UserError) as told:
        imported(project, path)
    assert show(told.value.advice, "en")
    return show(told.value.sentence, "en")


def test_a_virtual_layer_as_a_text_table_is_no_table(project: Project, tmp_path: Path) -> None:  # C7
    path = text_file(tmp_path, '<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>')
    assert refusal(project, path) == "台账.csv holds no row below a header."


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_the_part_that_a_shapefile_lacks_is_named(project: Project, tmp_path: Path, part: str) -> None:  # E3
    path = shapefile(tmp_path / "点位.shp")
    path.with_suffix(part).unlink()
    assert refusal(project, path) == f"点位.shp lacks its parts {part}."


def test_a_database_that_is_none_or_locked_by_a_key_is_told(project: Project, tmp_path: Path) -> None:  # C8
    for place, content in enumerate((b"SQLite format 3\x00" + bytes(50), struct.pack("<2048I", *range(2048)))):
        path = tmp_path / f"{place}.gpkg"
        path.write_bytes(content)
        assert path.name in refusal(project, path)


def test_a_binary_workbook_that_cannot_be_read_is_told_with_what_to_do(
    tmp_path: Path, empty_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # D17
    project = tmp_path / "工程.gpkg"
    project.write_bytes(empty_file.read_bytes())
    (tmp_path / "表.xlsb").write_bytes(b"PK\x03\x04 cut")
    assert main(["import", str(project), str(tmp_path / "表.xlsb"), "--language", "zh"]) == 1
    told = capsys.readouterr().err
    assert "表.xlsb" in told
    assert ".xlsx" in told
