"""`cluster-atlas new`: an empty project, a sample, and never over somebody's file."""

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


def test_an_unknown_sample_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["new", str(tmp_path / "a.gpkg"), "--sample", "atlantis", "--language", "en"])
    assert stopped.value.code == 2
    assert "kalundborg" in capsys.readouterr().err
    assert not (tmp_path / "a.gpkg").exists()
