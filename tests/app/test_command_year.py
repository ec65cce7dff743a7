"""The yearly round from the command line, in both languages, and locked numbers in analysis and map."""

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest

from app.__main__ import main
from core.project import Project
from core.text import Text


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0, language: str = "en") -> tuple[str, str]:
    assert main([*words, "--language", language]) == code
    printed = capsys.readouterr()
    return printed.out, printed.err


def record(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(told(capsys, *words, "--json")[0])


def correct(path: Path) -> None:
    with Project.open(path) as project, project.edit(Text("Correct")) as db:
        db.execute("UPDATE flow_amount SET value = 41000, value_entered = 41 WHERE id = 1")


def test_a_year_is_opened_and_its_forms_are_due(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = record(capsys, "year", "open", str(cluster_file), "2025")
    assert {name: opened[name] for name in ("previous", "firms", "links", "memberships", "left")} == {
        "previous": 2024, "firms": 6, "links": 24, "memberships": 6, "left": [],
    }  # fmt: skip
    status = record(capsys, "year", "status", str(cluster_file), "2025")
    assert (status["state"], status["items"]["to_confirm"]) == ("open", 30)
    assert status["forms"] == {"received": 0, "waiting": opened["forms"], "sent_back": 0}
    assert len(status["firms"]) == 6


def test_sentences_are_in_the_readers_language(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "由 2024 年度结转" in told(capsys, "year", "open", str(cluster_file), "2025", language="zh")[0]
    assert "30 to confirm" in told(capsys, "year", "status", str(cluster_file), "2025")[0]


def test_forms_come_in_by_firm_and_go_back(cluster_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "year", "open", str(cluster_file), "2025")
    words = ("year", "receive", str(cluster_file), "2025", "--form", "firm_register", "--firm", "印染厂")
    assert record(capsys, *words)["noted"] == {"firm_register": 1}
    assert record(capsys, *words, "--back", "--reason", "no seal")["state"] == "sent_back"
    assert "no firm of 2025" in told(capsys, *words[:-1], "nobody", code=1)[1]


def test_an_import_notes_its_form_and_tells_of_a_locked_year(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "year", "open", str(cluster_file), "2025")
    told(capsys, "year", "expect", str(cluster_file), "2025", "--form", "solid_waste")
    told(capsys, "year", "lock", str(cluster_file), "2024")
    table = tmp_path / "固废年报.csv"
    table.write_text("from,to,commodity,kind,amount,unit,year,origin\n印染厂,污水处理厂,印染废水,waste,9,t,2025,sender\n"
                     "印染厂,污水处理厂,印染废水,waste,8,t,2024,receiver\n", encoding="utf-8")  # fmt: skip
    said = told(capsys, "import", str(cluster_file), str(table), "--as", "flows")[1]
    assert "2024 (locked on" in said
    assert "Solid waste report of 1 firm is noted as received (2025)." in said
    status = record(capsys, "year", "status", str(cluster_file), "2025")
    assert {row["name"]: row["forms"].get("solid_waste") for row in status["firms"]}["印染厂"] == "received"


def test_the_chase_list_is_written(cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = record(capsys, "year", "open", str(cluster_file), "2025")
    out = tmp_path / "催报表.xlsx"
    said = told(capsys, "year", "chase", str(cluster_file), "2025", "--out", str(out), language="zh")
    assert str(out) in said[1]
    assert openpyxl.load_workbook(out).active.max_row == opened["forms"] + 3
    assert "is an Excel file" in told(capsys, "year", "chase", str(cluster_file), "2025", "--out", "a.csv", code=1)[1]


def test_locked_numbers_are_printed_again_and_cited(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = record(capsys, "year", "lock", str(cluster_file), "2024", "--title", "上报版")
    march = record(capsys, "analyse", str(cluster_file), "--year", "2024", "--locked")
    assert (
        march["edition"]["citation"]
        == f"2024 (locked on {edition['locked_at'][:10]}, check code {edition['hash'][:8]})"
    )
    correct(cluster_file)
    for command in (["flags"], ["clusters"], ["indicators", "--system", "hj274"]):
        assert record(capsys, *command, str(cluster_file), "--locked")["edition"] == march["edition"]
    assert f"Numbers of {march['edition']['citation']}." in told(capsys, "flags", str(cluster_file), "--locked")[0]
    assert record(capsys, "analyse", str(cluster_file), "--locked") == march
    today, said = told(capsys, "analyse", str(cluster_file))
    assert "these are the numbers of today" in said
    assert "Numbers of 2024" not in today
    out = tmp_path / "page.pdf"
    told(capsys, "map", str(cluster_file), str(out), "--locked")
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 1


def test_a_restatement_tells_old_new_and_why_and_keeps_the_first_edition(
    cluster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "year", "lock", str(cluster_file), "2024")
    first = record(capsys, "analyse", str(cluster_file), "--year", "2024", "--locked")
    correct(cluster_file)
    (difference,) = record(capsys, "year", "status", str(cluster_file), "2024")["differences"]
    assert (difference["old"], difference["new"]) == ("40000", "41000")
    restated = record(capsys, "year", "restate", str(cluster_file), "2024", "--reason", "kilograms")
    assert (restated["edition"], restated["reason"]) == (2, "kilograms")
    assert record(capsys, "analyse", str(cluster_file), "--year", "2024", "--edition", "1") == first
    status = record(capsys, "year", "status", str(cluster_file), "2024")
    assert status["differences"] == []
    assert [(note["edition"], note["old"], note["reason"]) for note in status["restatements"]] == [
        (2, "40000", "kilograms")
    ]


def test_reading_steps_change_no_byte(cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "year", "open", str(cluster_file), "2025")
    kept = shutil.copyfile(cluster_file, tmp_path / "kept.gpkg")
    for verb in ("status", "chase", "compare"):
        told(capsys, "year", verb, str(cluster_file), "2025")
    assert kept.read_bytes() == cluster_file.read_bytes()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("year", "status", "{file}", "2030"), "2030 was not opened yet."),
        (("year", "restate", "{file}", "2024", "--reason", "x"), "2024 is not locked"),
        (("year", "lock", "{file}", "2031"), "no figure of 2031"),
        (("year", "receive", "{file}", "2025"), "is not said"),
        (("analyse", "{file}", "--locked"), "No year of this project is locked."),
        (("analyse", "{file}", "--year", "2024", "--locked"), "2024 is not locked"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    cluster_file: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], part: str
) -> None:
    assert part in told(capsys, *(word.format(file=cluster_file) for word in words), code=1)[1]


def test_a_lock_says_which_figures_of_the_year_are_still_to_be_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    park = tmp_path / "park.gpkg"
    told(capsys, "new", str(park), "--sample", "teaching", language="zh")
    out = told(capsys, "year", "lock", str(park), "2025")[0]
    assert "2 figures of 2025 are locked but still to be checked" in out
    assert "699" in out
    assert "restate the year with a reason" in out
    assert "Reports can cite it so" not in out
