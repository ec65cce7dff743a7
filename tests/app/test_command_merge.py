"""Two copies merged from the command line, in both languages."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from core import edits
from core.project import Project
from core.text import Text


@pytest.fixture
def copies(closed_cluster: Path, tmp_path: Path) -> tuple[str, str]:
    """An office's project and a copy, in which both changed the scale of a firm and one its address."""
    office, home = (Path(shutil.copyfile(closed_cluster, tmp_path / name)) for name in ("office.gpkg", "home.gpkg"))
    for path, scale, address in ((office, "大", ""), (home, "小", "一路1号")):
        with Project.open(path) as project:
            edits.set_values(project, "actor", {2: {"scale": scale, "address": address}})
    return str(office), str(home)


def record(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["merge", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_writes_nothing_and_a_merge_one_edit(
    copies: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(copies[0]).read_bytes()
    told = record(capsys, *copies, "--dry-run")
    counts = {name: told[name] for name in ("applied", "adds", "updates", "equal", "conflicts", "two_way")}
    assert counts == {"applied": False, "adds": 0, "updates": 1, "equal": 0, "conflicts": 1, "two_way": False}
    assert Path(copies[0]).read_bytes() == before
    assert record(capsys, *copies)["open"] == 1
    with Project.open(Path(copies[0])) as project:
        assert project.snapshot().actor.address[1] == "一路1号"
        assert project.history()[0].label == Text("Merge the copy {file}", {"file": "home.gpkg"})
        project.undo()
        assert project.snapshot().actor.address[1] == ""


@pytest.mark.parametrize(("take", "scale"), [("office", "大"), ("copy", "小")])
def test_a_side_can_be_taken_as_a_whole(
    copies: tuple[str, str], capsys: pytest.CaptureFixture[str], take: str, scale: str
) -> None:
    assert record(capsys, *copies, "--take", take)["open"] == 0
    with Project.open(Path(copies[0]), read_only=True) as project:
        assert project.snapshot().actor.scale[1] == scale


def test_a_survey_packet_comes_back_by_command(
    closed_cluster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, packet = str(shutil.copyfile(closed_cluster, tmp_path / "park.gpkg")), str(tmp_path / "out.zip")
    assert main(["survey", "pack", project, packet, "--region", "示范园区", "--year", "2024"]) == 0
    capsys.readouterr()
    assert main(["survey", "merge", project, packet, "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [told[name] for name in ("adds", "updates", "equal", "conflicts", "changes")] == [0, 0, 0, 0, []]


def test_what_is_to_be_decided_is_told_in_chinese(copies: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", *copies, "--language", "zh"]) == 0
    lines = capsys.readouterr().out
    assert "化工厂" in lines
    assert "本工程 大，另一副本 小" in lines
    assert "调查 小" not in lines


def test_what_stayed_open_is_decided_when_the_copy_is_merged_again(
    copies: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert record(capsys, *copies)["open"] == 1
    tried = record(capsys, *copies, "--take", "copy", "--dry-run")
    assert (tried["applied"], tried["decided"], tried["open"]) == (False, 1, 1)
    told = record(capsys, *copies, "--take", "copy")
    assert (told["applied"], told["decided"], told["open"], told["not_taken"]) == (True, 1, 0, [])
    with Project.open(Path(copies[0]), read_only=True) as project:
        assert project.snapshot().actor.scale[1] == "小"
    assert record(capsys, *copies, "--take", "copy")["decided"] == 0


def test_where_open_questions_are_decided_is_told(copies: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", *copies, "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert "Survey > Decide open questions" in told
    assert "--take office or --take copy" in told
    assert main(["merge", *copies, "--take", "office", "--language", "en"]) == 0
    assert "1 question that had stayed open of this file is decided." in capsys.readouterr().out
