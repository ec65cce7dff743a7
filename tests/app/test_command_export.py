"""The commands `template` and `export`: files for other offices, and nothing written over that somebody filled."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.__main__ import main

Captured = pytest.CaptureFixture[str]


def test_a_template_is_written_once_and_kept_afterwards(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "企业.xlsx"
    assert main(["template", "actors", str(file), "--language", "zh"]) == 0
    content = file.read_bytes()
    assert main(["template", "flows", str(file), "--language", "en"]) == 1
    assert file.read_bytes() == content
    assert "--replace" in capsys.readouterr().err
    assert main(["template", "flows", str(file), "--replace", "--language", "en"]) == 0
    assert file.read_bytes() != content


def test_a_table_is_exported_and_its_rows_are_told(
    sample_file: Callable[[str, str], Path], tmp_path: Path, capsys: Captured
) -> None:
    shutil.copyfile(sample_file("kalundborg", "en"), tmp_path / "k.gpkg")
    before = (tmp_path / "k.gpkg").read_bytes()
    words = ["export", str(tmp_path / "k.gpkg"), str(tmp_path / "links.csv"), "--as", "flows", "--language", "en"]
    assert main(words) == 0
    assert "links.csv holds 41 rows." in capsys.readouterr().out
    assert (tmp_path / "k.gpkg").read_bytes() == before


def test_the_project_itself_is_never_written_over(
    sample_file: Callable[[str, str], Path], tmp_path: Path, capsys: Captured
) -> None:
    project = shutil.copyfile(sample_file("kalundborg", "en"), tmp_path / "k.gpkg")
    before = project.read_bytes()
    assert main(["export", str(project), str(project), "--as", "actors", "--language", "en"]) == 1
    assert project.read_bytes() == before
    assert "Name another file" in capsys.readouterr().err


def test_the_forms_of_the_teaching_park_are_written_beside_an_empty_project(tmp_path: Path, capsys: Captured) -> None:
    project, forms = tmp_path / "p.gpkg", tmp_path / "forms"
    words = ["new", str(project), "--sample", "teaching", "--forms", str(forms), "--language", "en"]
    assert main(words) == 0
    assert f"{len(list(forms.iterdir()))} forms lie in" in capsys.readouterr().out
    assert main(["new", str(tmp_path / "q.gpkg"), *words[2:]]) == 1
    assert not (tmp_path / "q.gpkg").exists()


def test_another_sample_has_no_raw_forms(tmp_path: Path, capsys: Captured) -> None:
    words = ["new", str(tmp_path / "p.gpkg"), "--sample", "guigang", "--forms", str(tmp_path / "f"), "--language", "en"]
    assert main(words) == 1
    assert "teaching park only" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
