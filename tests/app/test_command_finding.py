"""The command `finding`: list, decide, enter and sheet, in both languages, and what bad input is told."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document

from app.__main__ import main


@pytest.fixture
def park(sample_file: Callable[[str, str], Path], tmp_path: Path) -> str:
    return str(shutil.copyfile(sample_file("teaching", "en"), tmp_path / "park.gpkg"))


def listed(park: str, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["finding", "list", park, "--json", "--language", "zh", *words]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return found


def test_a_decision_is_listed_with_who_and_when(park: str, capsys: pytest.CaptureFixture[str]) -> None:
    key = listed(park, capsys)[2]["key"]
    assert main(["finding", "decide", park, key, "--state", "told", "--text", "by letter", "--person", "Li"]) == 0
    (one,) = listed(park, capsys, "--state", "told")
    assert (one["key"], one["decisions"][0]["person"], one["decisions"][0]["text"]) == (key, "Li", "by letter")


def test_an_inspection_is_entered_and_listed_with_its_layer(park: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--firm", "电镀厂", "--text", "雨水沟有碱性废水", "--number", "3", "--year", "2025", "--weight", "3"]
    assert main(["finding", "enter", park, *words]) == 0
    (one,) = [one for one in listed(park, capsys) if one["layer"] == "entered"]
    assert (one["subject"], one["severity"]) == ("电镀厂", 3)


@pytest.mark.parametrize(("language", "told"), [("zh", "同一线索已于"), ("en", "The same was entered already, on ")])
def test_an_inspection_entered_twice_is_told_and_taken(
    park: str, capsys: pytest.CaptureFixture[str], language: str, told: str
) -> None:
    words = [
        "--firm",
        "电镀厂",
        "--text",
        "雨水沟有碱性废水",
        "--number",
        "3",
        "--year",
        "2025",
        "--language",
        language,
    ]
    assert main(["finding", "enter", park, *words]) == 0
    assert told not in capsys.readouterr().err
    assert main(["finding", "enter", park, *words]) == 0
    said = capsys.readouterr().err
    entered = [one["key"] for one in listed(park, capsys) if one["layer"] == "entered"]
    assert told in said
    assert [key in said for key in entered].count(True) == 1
    assert len(entered) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["999", "--state", "told"],
        ["1", "--state", "told"],
        ["KEY", "--state", "put_off"],
        ["KEY", "--state", "told", "--until", "x"],
        ["KEY", "--state", "remedied", "--until", "2020-01-01"],
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_noted_is_told_and_nothing_is_written(
    park: str, words: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key = listed(park, capsys)[0]["key"]
    named = [key if word == "KEY" else word for word in words]
    assert main(["finding", "decide", park, *named, "--language", language]) == 1
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert words[0] != "1" or key in told
    assert all(not one["decisions"] for one in listed(park, capsys))


def test_an_unknown_firm_is_told(park: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["finding", "enter", park, "--firm", "?", "--text", "x", "--language", "en"]) == 1
    assert "There is no one firm called ?" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "words"), [("zh", "企业回复"), ("en", "Answer of the firm")])
def test_the_sheet_holds_the_finding_its_rows_and_room_for_the_firm(
    park: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    key = next(one["key"] for one in listed(park, capsys) if one["rule"] == "pollution.over_permit")
    for ending in ("pdf", "docx"):
        out = tmp_path / f"sheet.{ending}"
        assert main(["finding", "sheet", park, key, str(out), "--until", "2026-12-31", "--language", language]) == 0
    with pikepdf.open(tmp_path / "sheet.pdf") as pdf:
        assert len(pdf.pages) == 1
    document = Document(str(tmp_path / "sheet.docx"))
    written = [paragraph.text for paragraph in document.paragraphs]
    written += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    told = "\n".join(written)
    assert all(each in told for each in (words, "2026-12-31", "322.1"))


def test_a_sheet_ends_in_pdf_or_docx(park: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            ["finding", "sheet", park, listed(park, capsys)[2]["key"], str(tmp_path / "sheet.txt"), "--language", "en"]
        )
        == 1
    )
    assert ".pdf or .docx" in capsys.readouterr().err


def test_a_sheet_shows_no_row_of_another_firm(park: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for one in listed(park, capsys)[:12]:
        out = tmp_path / f"{one['number']}.docx"
        assert main(["finding", "sheet", park, one["key"], str(out), "--language", "zh"]) == 0
        tables = [table for table in Document(str(out)).tables if len(table.columns) == 2]
        rows = [row.cells[0].text for table in tables for row in table.rows[1:]]
        if "→" not in one["subject"]:  # a link belongs to both its ends
            assert all(one["subject"] in row for row in rows), (one["number"], rows)


def test_a_state_that_no_finding_has_is_told_beside_the_whole_register_and_gets_no_folder(
    park: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["finding", "list", park, "--state", "disputed", "--language", "en"]) == 0
    assert "the register has" in capsys.readouterr().out
    assert main(["finding", "sheets", park, str(tmp_path / "sheets"), "--state", "disputed", "--language", "en"]) == 1
    assert not (tmp_path / "sheets").exists()


def test_list_sheet_and_flags_of_a_locked_year_cite_its_check_code(
    park: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["year", "lock", park, "2025", "--language", "en"]) == 0
    key, out = listed(park, capsys)[0]["key"], tmp_path / "s.docx"
    assert main(["finding", "list", park, "--locked", "--language", "en"]) == 0
    assert main(["flags", park, "--locked", "--language", "en"]) == 0
    assert capsys.readouterr().out.count("Numbers of 2025 (locked on") == 2
    assert main(["finding", "sheet", park, key, str(out), "--locked", "--language", "en"]) == 0
    assert any("check code" in paragraph.text for paragraph in Document(str(out)).paragraphs)


def test_a_firm_that_begins_so_is_among_the_nearest(park: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["finding", "enter", park, "--firm", "丙印", "--text", "x", "--language", "zh"]) == 1
    assert "丙印染厂" in capsys.readouterr().err
