"""The commands `indicators` and `request` on the samples, in both languages, and what they say to bad input."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from core.project import Project


@pytest.fixture(scope="module")
def teaching(sample_file: Callable[[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(shutil.copyfile(sample_file("teaching", "en"), tmp_path_factory.mktemp("park") / "teaching.gpkg"))


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["indicators", *words, "--json", "--language", "en"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_hj274_tells_32_indicators_with_formula_threshold_and_inputs(
    teaching: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, teaching, "--system", "hj274", "--year", "2025")
    assert [each["number"] for each in found["indicators"]] == [str(number) for number in range(1, 33)]
    energy = found["indicators"][10]
    assert energy["threshold"] == {"sense": "<=", "value": 0.5, "checked": False}
    assert (energy["status"], energy["met"]) == ("partial", None)
    inputs = {one["quantity"]: one["value"] for one in energy["inputs"]}
    whole = inputs["energy"] / inputs["value_added"]
    assert energy["value"] == pytest.approx(whole, rel=0.01)  # of the firms that told both


def test_the_scorecard_tells_what_each_office_and_firm_owes(teaching: str, capsys: pytest.CaptureFixture[str]) -> None:
    card = told(capsys, teaching, "--system", "hj274", "--year", "2025")["scorecard"]
    offices = [one for one in card if one["kind"] == "office"]
    firms = [one for one in card if one["kind"] == "firm"]
    assert card[: len(offices)] == offices
    assert {one["uid"] for one in offices} == {None}
    assert len(firms) == len({one["uid"] for one in firms}) > 40
    assert all(one["asked"] == one["there"] + one["missing"] for one in card)
    assert "Statistics office" in {one["name"] for one in offices}


def test_an_indicator_on_a_doubtful_figure_says_so(teaching: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, teaching, "--system", "hj274", "--year", "2025")
    remarks = " ".join(found["indicators"][13]["remarks"])
    assert "Contains a figure to be checked" in remarks
    assert "a thousand times" in remarks or "thousandfold" in remarks


def test_a_region_is_judged_by_its_own_firms(teaching: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Project.open(Path(teaching), read_only=True) as project:
        names = [str(name) for name in project.snapshot().region.name]
    whole = told(capsys, teaching, "--system", "green-park")
    part = told(capsys, teaching, "--system", "green-park", "--region", names[-1])
    assert (part["scope"], whole["scope"]) == ("West district", "Teaching park")
    rows = [sum(len(one["rows"]) for line in found["indicators"] for one in line["inputs"]) for found in (part, whole)]
    assert 0 < rows[0] < rows[1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_unknown_region_or_system_is_told_in_a_sentence(
    teaching: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["indicators", teaching, "--system", "hj274", "--region", "?", "--language", language]) == 1
    assert "?" in capsys.readouterr().err
    assert main(["indicators", teaching, "--system", "hj275", "--language", language]) == 1
    assert "hj274" in capsys.readouterr().err


def test_an_empty_project_says_that_it_has_no_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Project.create(tmp_path / "empty.gpkg").close()
    assert main(["indicators", str(tmp_path / "empty.gpkg"), "--system", "hj274", "--language", "en"]) == 1
    assert "no figures of any year" in capsys.readouterr().err


def test_a_request_writes_the_list_and_a_workbook_for_each_holder(
    teaching: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    words = ["request", teaching, str(folder), "--system", "hj274", "--system", "zero-carbon", "--due", "2999-03-31"]
    assert main([*words, "--language", "zh"]) == 0
    files = sorted(path.name for path in folder.iterdir())
    assert (folder / "数据需求清单" / "数据需求清单.xlsx").is_file()
    assert any(name.endswith("自然资源部门.xlsx") for name in files)
    assert main([*words, "--language", "zh"]) == 1  # somebody may have filled them in


def test_a_day_that_there_is_not_is_refused(teaching: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["request", teaching, str(tmp_path / "out"), "--system", "hj274", "--due", "2026-02-30"]
    assert main([*words, "--language", "en"]) == 1
    assert "2026-02-30 is no day" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_indicator_may_be_called_sum(teaching: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.csv").write_text("number,formula,title en,unit\n7,employees/2,Sum,person\n", encoding="utf-8")
    words = ["import", teaching, str(tmp_path / "own.csv"), "--as", "indicators", "--language", "en"]
    assert main([*words, "--dry-run"]) == 0
    assert "imported 1" in capsys.readouterr().out


def test_a_project_without_figures_is_asked_for_all_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = str(tmp_path / "empty.gpkg")
    assert main(["new", empty]) == 0
    assert main(["request", empty, str(tmp_path / "out"), "--system", "hj274", "--year", "2025"]) == 0
    assert "the list" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["request", "PARK", "OUT", "--system", "hj274", "--year", "1950"], "no figures of the year 1950"),
        (["survey", "next", "PARK", "--limit", "0"], "at least 1"),
        (["indicators", "PARK", "--system", "hj274", "--region", "x"], "Its regions are Teaching park, North district"),
        (["chart", "PARK", "OUT.png", "--kind", "waste", "--item", "cod"], "does not read --item"),
        (["indicators", "PARK", "--load", "PARK"], "a table is asked for here"),
        (["gaps", "PARK", "--region", "x"], "Its regions are Teaching park, North district"),
    ],
)
def test_a_year_or_count_that_cannot_be_is_refused(
    teaching: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    named = [{"PARK": teaching, "OUT": str(tmp_path / "out")}.get(word, word) for word in words]
    assert main([*named, "--language", "en"]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
