"""The command `drill`: a backup is tried before it is needed."""

import shutil
from pathlib import Path

import pytest

from app.__main__ import main
from core.backups import backups
from core.project import Project


def test_a_backup_is_tried_and_one_changed_byte_is_told(
    closed_cluster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shutil.copyfile(closed_cluster, tmp_path / "park.gpkg")
    assert main(["drill", str(path), "--language", "en"]) == 1
    assert "There is no backup in park.backups." in capsys.readouterr().err
    with Project.open(path) as project:
        kept = project.backup()
    before = kept.read_bytes()
    assert main(["drill", str(path), "--language", "en"]) == 0
    assert f"{kept.name} is as it was written and opens: no. 1 " in capsys.readouterr().out
    assert kept.read_bytes() == before
    assert backups(path) == [kept]
    kept.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    assert main(["drill", str(path), "--language", "en"]) == 1
    assert "is not as it was written" in capsys.readouterr().err
