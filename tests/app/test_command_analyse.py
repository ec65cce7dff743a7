"""The command `analyse`: its two outputs, its choices, and what it says of files that it cannot read."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from core.i18n import THIN
from core.project import Project


@pytest.fixture
def six_firms(small_cluster: Project) -> str:
    """The path of the closed project of six firms."""
    small_cluster.close()
    return str(small_cluster.path)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["analyse", *words, "--json", "--language", "en"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    result: dict[str, Any] = json.loads(printed.out)
    return result


def value(result: dict[str, Any], name: str) -> Any:
    return next(row["value"] for row in result["indicators"] if row["id"] == f"network.{name}")


def test_json_alone_is_written_to_standard_output(six_firms: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, six_firms)
    assert {"project", "revision", "year", "indicators", "findings", "accounts", "research"} == set(result)
    assert value(result, "links") == 7


def test_kinds_can_be_told_one_by_one_or_together(six_firms: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert value(told(capsys, six_firms, "--kind", "waste"), "links") == 3
    assert value(told(capsys, six_firms, "--kind", "waste", "--kind", "utility"), "links") == 4
    assert value(told(capsys, six_firms, "--kind", "waste", "utility"), "links") == 4


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("--year", "2020"), ("no figures of the year 2020", "2024")),
        (("--unit", "foo"), ("foo is no unit", "units: t")),
    ],
)
def test_a_year_without_figures_and_a_word_that_is_no_unit_are_told(
    six_firms: str, capsys: pytest.CaptureFixture[str], words: tuple[str, str], parts: tuple[str, str]
) -> None:
    assert main(["analyse", six_firms, *words, "--language", "en"]) == 1
    shown = capsys.readouterr().err
    assert all(part in shown for part in parts)


@pytest.mark.parametrize(("unit", "expected"), [("吨", 455_000), ("GJ", None)])
def test_the_unit_is_understood_as_people_write_it(
    six_firms: str, capsys: pytest.CaptureFixture[str], unit: str, expected: float | None
) -> None:
    assert value(told(capsys, six_firms, "--unit", unit), "total_throughflow") == expected


def test_the_summary_tells_findings_accounts_and_numbers_in_everyday_words(
    six_firms: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyse", six_firms, "--language", "en"]) == 0
    printed = capsys.readouterr().out.replace(THIN, " ")
    assert "六家企业, 2024" in printed
    assert "Next step:" in printed
    assert "Accounts: 0 close, 0 do not, 0 lack figures" in printed
    assert "Of every 100 t (or m³, GJ) 7.21 flow through the same actor again." in printed


def test_reading_leaves_every_byte_as_it_was(six_firms: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(six_firms).read_bytes()
    told(capsys, six_firms)
    assert Path(six_firms).read_bytes() == before
    assert [path.name for path in Path(six_firms).parent.iterdir()] == [Path(six_firms).name]


def test_a_project_open_elsewhere_can_be_analysed(small_cluster: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert value(told(capsys, str(small_cluster.path)), "actors") == 6


def test_a_file_that_is_no_project_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "notes.gpkg"
    text.write_text("no project at all", encoding="utf-8")
    assert main(["analyse", str(text), "--language", "en"]) == 1
    printed = capsys.readouterr()
    assert (printed.out, "notes.gpkg" in printed.err, "Traceback" in printed.err) == ("", True, False)


def test_an_unknown_kind_is_wrong_usage(six_firms: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["analyse", six_firms, "--kind", "wate", "--language", "en"])
    assert ended.value.code == 2
    assert "--kind cannot be wate" in capsys.readouterr().err
