"""The commands `history` and `restore`: what was done is listed, and gone back to by steps that can be undone."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.__main__ import main
from core.edits import set_values
from core.project import Project


@pytest.fixture
def edited(closed_cluster: Path, tmp_path: Path) -> Path:
    """The six firms; the first was given a name and an address, the sixth another address."""
    path = shutil.copyfile(closed_cluster, tmp_path / "park.gpkg")
    with Project.open(path) as project:
        set_values(project, "actor", {1: {"name": "新名热电厂"}})
        set_values(project, "actor", {1: {"address": "一号路"}})
        set_values(project, "actor", {6: {"address": "六号路"}})
    return path


def listed(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["history", str(path), "--json", "--language", "en", *words]) == 0
    return list(json.loads(capsys.readouterr().out))


def address(path: Path, row: int) -> str:
    with Project.open(path, read_only=True) as project:
        return str(project.snapshot().actor.address[row])


def test_the_history_is_listed_newest_first_and_nothing_is_written(
    edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = edited.read_bytes()
    found = listed(edited, capsys)
    numbers = [entry["seq"] for entry in found]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) >= 4
    assert main(["history", str(edited), "--language", "zh"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(found)
    assert edited.read_bytes() == before


def test_a_firm_is_found_by_the_name_it_has_and_the_name_it_had(
    edited: Path, closed_cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(closed_cluster, read_only=True) as project:
        former = str(project.snapshot().actor.name[0])
    now = [entry["seq"] for entry in listed(edited, capsys, "--actor", "新名热电厂")]
    newest = listed(edited, capsys)[0]["seq"]
    assert [entry["seq"] for entry in listed(edited, capsys, "--actor", former)] == now
    assert newest not in now
    assert len(now) >= 2
    assert main(["history", str(edited), "--actor", "没有这家", "--language", "en"]) == 1
    assert "The history knows no firm called 没有这家" in capsys.readouterr().err


def test_going_back_is_undone_by_going_to_where_it_was(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newest, before = (int(str(entry["seq"])) for entry in listed(edited, capsys)[:2])
    assert main(["restore", str(edited), "--to", str(before), "--language", "en"]) == 0
    assert f"in 1 step. To return: --to {newest}." in capsys.readouterr().out
    assert (address(edited, 0), address(edited, 5)) == ("一号路", "")
    assert main(["restore", str(edited), "--to", str(newest), "--language", "en"]) == 0
    assert address(edited, 5) == "六号路"
    capsys.readouterr()
    assert [entry["undone"] for entry in listed(edited, capsys)[:2]] == [False, True]


def test_an_entry_that_is_none_changes_nothing(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = listed(edited, capsys)
    assert main(["restore", str(edited), "--to", "999", "--language", "en"]) == 1
    assert "The history has no entry 999" in capsys.readouterr().err
    assert listed(edited, capsys) == before


def test_the_history_is_checked_and_a_noted_hash_is_found_again(
    edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["history", str(edited), "--language", "en", "--check"]
    assert main([*command, "--json"]) == 0
    head = json.loads(capsys.readouterr().out)["head"]
    with Project.open(edited) as project:
        set_values(project, "actor", {2: {"address": "二号路"}})
    assert main([*command, "--noted", head[:16]]) == 0
    assert "is in this history" in capsys.readouterr().out
    assert main([*command, "--noted", "0" * 16]) == 1
    assert "is not in this history" in capsys.readouterr().out
    with closing(sqlite3.connect(edited)) as connection, connection:
        connection.execute("UPDATE edit SET person = 'nobody' WHERE seq = 2")
    assert main(command) == 1
    assert "No. 2 does not fit" in capsys.readouterr().out


def test_a_day_is_restored_and_what_one_person_did_is_listed(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(edited)) as connection, connection:
        connection.execute("UPDATE edit SET at = '2020-03-04T10:00:00+08:00' WHERE seq <= 2")
        connection.execute("UPDATE edit SET person = 'Wang' WHERE seq = 3")
    assert [entry["seq"] for entry in listed(edited, capsys, "--by", "wang")] == [3]
    assert main(["restore", str(edited), "--day", "2020-03-03", "--language", "en"]) == 1
    assert "no entry of 2020-03-03 or before" in capsys.readouterr().err
    assert main(["restore", str(edited), "--day", "soon", "--language", "en"]) == 1
    assert "soon is no day" in capsys.readouterr().err


def test_old_history_is_taken_out_on_request(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", str(edited), "--shorten", "2001-01-01", "--language", "en"]) == 1
    assert "holds nothing that can be taken out" in capsys.readouterr().err
    assert main(["history", str(edited), "--shorten", "2999-01-01", "--json", "--language", "en"]) == 0
    assert json.loads(capsys.readouterr().out)["horizon"] == 4
    assert [entry["seq"] for entry in listed(edited, capsys)] == [5, 4]
    assert main(["history", str(edited), "--check", "--language", "en"]) == 0
    assert "up to no. 4 was taken out" in capsys.readouterr().out
