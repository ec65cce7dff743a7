from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from core.project import Project


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the file dialogs answer with a path."""

    def set_answer(path: Path | str) -> None:
        for question in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, question, lambda *_, **__: (str(path), ""))

    return set_answer


def test_a_new_project_is_made_and_opened_and_says_what_to_do_first(
    open_desk: Any, answer: Any, tmp_path: Path
) -> None:
    desk = open_desk()
    answer(tmp_path / "我的园区")
    desk.ask("new")
    desk.settle()
    assert (tmp_path / "我的园区.gpkg").exists()
    assert desk.bench.map.hint.isVisible()
    assert desk.bench.map.begin.text() == "Import a table"


def test_a_new_project_never_replaces_a_file(open_desk: Any, answer: Any, cluster_file: Path) -> None:
    before = cluster_file.read_bytes()
    desk = open_desk()
    answer(cluster_file)
    desk.ask("new")
    desk.settle()
    assert cluster_file.read_bytes() == before
    assert desk.bench.session.path == cluster_file.with_name("六家企业 2.gpkg")


def test_a_sample_is_made_where_the_user_says(open_desk: Any, answer: Any, tmp_path: Path) -> None:
    desk = open_desk(language="zh")
    answer(tmp_path / "样例.gpkg")
    desk.ask("sample.guigang")
    desk.settle()
    assert desk.bench.actors.panel.model.rowCount() > 10
    assert desk.bench.files.recent() == [str(tmp_path / "样例.gpkg")]


def test_a_copy_is_saved_while_the_project_stays_open(
    desk: Any, answer: Any, tmp_path: Path, cluster_file: Path
) -> None:
    answer(tmp_path / "copy.gpkg")
    desk.ask("save_copy")
    assert desk.bench.session.path == cluster_file
    with Project.open(tmp_path / "copy.gpkg", read_only=True) as copy:
        assert len(copy.snapshot().actor) == 6


def test_a_backup_is_kept_beside_the_project(desk: Any, cluster_file: Path) -> None:
    desk.ask("backup")
    (kept,) = (cluster_file.parent / "六家企业.backups").iterdir()
    assert kept.name in desk.window.messages.label.text()


def test_the_map_is_printed_to_a_file(desk: Any, answer: Any, tmp_path: Path) -> None:
    answer(tmp_path / "map.svg")
    desk.ask("print")
    desk.settle()
    assert "六家企业" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "map.svg" in desk.window.messages.label.text()


def test_a_panel_that_was_put_away_stays_away(open_desk: Any, cluster_file: Path) -> None:
    first = open_desk(cluster_file)
    first.window.panels["card"].toggleViewAction().trigger()
    first.window.close()
    second = open_desk(cluster_file)
    assert second.window.panels["card"].isHidden()
    second.ask("reset_layout")
    assert second.window.panels["card"].isVisible()
