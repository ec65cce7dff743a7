"""The commands `template` and `export`: files for other offices, and nothing written over that somebody filled."""

from pathlib import Path

import pytest

from app.__main__ import main
from core.samples import create_sample

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


def test_a_table_is_exported_and_its_rows_are_told(tmp_path: Path, capsys: Captured) -> None:
    create_sample(tmp_path / "k.gpkg", "kalundborg").close()
    before = (tmp_path / "k.gpkg").read_bytes()
    words = ["export", str(tmp_path / "k.gpkg"), str(tmp_path / "links.csv"), "--as", "flows", "--language", "en"]
    assert main(words) == 0
    assert "links.csv holds 41 rows." in capsys.readouterr().out
    assert (tmp_path / "k.gpkg").read_bytes() == before


def test_the_project_itself_is_never_written_over(tmp_path: Path, capsys: Captured) -> None:
    project = tmp_path / "k.gpkg"
    create_sample(project, "kalundborg").close()
    before = project.read_bytes()
    assert main(["export", str(project), str(project), "--as", "actors", "--language", "en"]) == 1
    assert project.read_bytes() == before
    assert "Name another file" in capsys.readouterr().err
