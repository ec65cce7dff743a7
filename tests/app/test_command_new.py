"""`cluster-atlas new`: an empty project, a sample, and never over somebody's file."""

import sys
from pathlib import Path

import pytest

from app.__main__ import main
from core.project import Project


def test_new_makes_an_empty_project_that_is_called_as_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "park"), "--name", "North park", "--language", "en"]) == 0
    assert "park.gpkg is made. It is still empty" in capsys.readouterr().out
    with Project.open(tmp_path / "park.gpkg") as project:
        assert project.name == "North park"


def test_new_tells_what_a_sample_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "k.gpkg"), "--sample", "kalundborg", "--language", "en"]) == 0
    assert "It holds 20 firms and other bodies and 35 links." in capsys.readouterr().out


def test_a_sample_is_titled_in_the_language_asked_for(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "g.gpkg"), "--sample", "guigang", "--language", "zh"]) == 0
    with Project.open(tmp_path / "g.gpkg") as project:
        assert project.name == "贵港制糖产业集群"


def test_new_leaves_an_existing_file_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.gpkg"
    path.write_bytes(b"my work")
    assert main(["new", str(path), "--sample", "kalundborg", "--language", "en"]) == 1
    assert path.read_bytes() == b"my work"
    assert "mine.gpkg" in capsys.readouterr().err


def test_the_ending_of_a_project_file_is_added_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "x.txt"), "--language", "en"]) == 0
    assert (tmp_path / "x.txt.gpkg").exists()
    assert "that was added: x.txt.gpkg" in capsys.readouterr().err


def test_a_folder_of_the_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "park").mkdir()
    assert main(["new", str(tmp_path / "park"), "--language", "en"]) == 1
    assert "is a folder" in capsys.readouterr().err
    assert not (tmp_path / "park.gpkg").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a place that nobody may write to, on Linux alone")
def test_a_place_that_cannot_be_written_gets_advice_for_a_new_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "/proc/x.gpkg", "--language", "en"]) == 1
    assert "Choose a folder of your own" in capsys.readouterr().err


def test_an_unknown_sample_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["new", str(tmp_path / "a.gpkg"), "--sample", "atlantis", "--language", "en"])
    assert stopped.value.code == 2
    assert "kalundborg" in capsys.readouterr().err
    assert not (tmp_path / "a.gpkg").exists()
