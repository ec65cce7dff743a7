"""The commands `search` and `catalogue`: what they print, in both languages, and what they leave as it was."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from core.project import Project


@pytest.fixture
def own_list(tmp_path: Path) -> Path:
    path = tmp_path / "名录.csv"
    path.write_text("代码,名称\n900-052-31,废铅蓄电池\n,无\n", encoding="utf-8")
    return path


def test_search_lists_what_was_found_by_kind(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = cluster_file.read_bytes()
    assert main(["search", str(cluster_file), "rdc", "--language", "zh"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["企业与机构", "  园区热电厂"]
    assert cluster_file.read_bytes() == before


def test_search_gives_rows_as_json(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(cluster_file), "堆肥", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0]["title"] == "堆肥厂"
    assert found[0]["rows"][0]["table"] == "actor"


def test_search_says_that_nothing_was_found(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(cluster_file), "qqqq", "--language", "en"]) == 1
    assert capsys.readouterr().err == "Nothing answers qqqq.\n"


def test_catalogue_list_says_what_is_whole_and_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "list", "--language", "zh"]) == 0
    told = capsys.readouterr().out
    assert "危险废物（hazardous_waste 2021）：513 条，完整。" in told
    assert "危险废物（hazardous_waste 2025）：0 条，未收录。" in told


def test_a_loaded_line_is_found_beside_those_of_the_program(
    cluster_file: Path, own_list: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["catalogue", "load", str(cluster_file), str(own_list), "--language", "en"]
    assert main([*words, "--catalogue", "危险废物", "--edition", "2025"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "名录.csv: 2 rows = 1 added + 0 changed + 0 as before + 1 left out.",
        "- row 3: the row has no code",
    ]
    assert main(["catalogue", "search", "900-052-31", "--project", str(cluster_file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(line["edition"], line["current"]) for line in found] == [("2025", True), ("2021", False)]


def test_an_optional_catalogue_is_searched_once_it_is_switched_on(
    cluster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seek = ["catalogue", "search", "19.20", "--project", str(cluster_file), "--in", "nace"]
    assert main(seek) == 1
    assert main(["catalogue", "switch", str(cluster_file), "nace", "on"]) == 0
    assert main(seek) == 0
    assert "ISIC Rev. 4: 1920" in capsys.readouterr().out
    with Project.open(cluster_file) as project:
        project.undo()
        assert project.setting("catalogues") == ""
