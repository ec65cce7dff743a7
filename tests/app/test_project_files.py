import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from core.i18n import translate
from core.project import Project
from core.records import insert
from core.text import Text
from gis.page import CLASSES


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the file dialogs answer with a path."""

    def set_answer(path: Path | str) -> None:
        for question in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, question, lambda *_, **__: (str(path), ""))

    return set_answer


def start_printing(desk: Any, kind: str) -> None:
    desk.ask("print")
    bar = desk.window.messages
    bar.choice.setCurrentIndex(bar.choice.findData(kind))
    bar.verbs[0][1].click()


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


def test_a_change_by_another_program_is_asked_about(open_desk: Any, cluster_file: Path) -> None:
    with closing(sqlite3.connect(cluster_file)) as other:
        other.execute("UPDATE actor SET note = 'x' WHERE id = 1")
        other.commit()
    desk = open_desk(cluster_file)
    titles = [title for title, _ in desk.window.messages.verbs]
    assert (desk.bench.session.project, titles) == (None, ["Take the change over", "Open for reading"])
    desk.window.messages.verbs[0][1].click()
    desk.settle()
    assert desk.bench.session.writing
    assert "Another program changed this project" in desk.window.messages.label.text()


def test_a_backup_is_kept_beside_the_project(desk: Any, cluster_file: Path) -> None:
    desk.ask("backup")
    (kept,) = (cluster_file.parent / "六家企业.backups").iterdir()
    assert kept.name in desk.window.messages.label.text()


def test_who_opens_a_backup_is_told_that_it_is_one(desk: Any, cluster_file: Path) -> None:
    desk.ask("backup")
    desk.settle()
    (kept,) = (cluster_file.parent / "六家企业.backups").iterdir()
    desk.bench.files.open(str(kept))
    desk.settle()
    assert f"{kept.name} is a backup of 六家企业.gpkg" in desk.window.messages.label.text()


def test_the_map_is_printed_to_a_file(desk: Any, answer: Any, tmp_path: Path) -> None:
    answer(tmp_path / "map.svg")
    with desk.bench.session.project.edit(Text("Enter the number of the map review")) as db:
        insert(db, "setting", [{"name": "map_review_number", "value": "GS(2026)17"}])
    desk.settle()
    start_printing(desk, "draft")
    desk.settle()
    page = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert all(words in page for words in ("六家企业", "GS(2026)17", translate(CLASSES["draft"], "en")))
    assert "map.svg" in desk.window.messages.label.text()


def test_what_the_window_hides_the_page_hides(desk: Any, answer: Any, tmp_path: Path) -> None:
    answer(tmp_path / "map.svg")
    desk.bench.layers.hidden_changed.emit(frozenset({"links"}))
    start_printing(desk, "internal")
    desk.settle()
    assert "7 hidden by the choice of layers" in (tmp_path / "map.svg").read_text(encoding="utf-8")


def test_a_page_that_was_cancelled_is_not_written(desk: Any, answer: Any, tmp_path: Path) -> None:
    answer(tmp_path / "map.svg")
    start_printing(desk, "internal")
    (writing,) = (task for task in desk.bench.tasks.running() if not task.replaceable)
    desk.bench.status.cancel.click()
    assert writing.cancelled.is_set()
    desk.bench.tasks.stop()
    assert not (tmp_path / "map.svg").exists()


def test_the_open_project_is_not_opened_again(desk: Any, cluster_file: Path, tmp_path: Path) -> None:
    other_name = tmp_path / "link.gpkg"
    other_name.symlink_to(cluster_file)
    before = desk.bench.session.project
    desk.bench.files.open(other_name)
    assert desk.window.messages.label.text() == "link.gpkg is open already."
    assert desk.bench.session.project is before


def test_after_an_unclean_end_the_window_tells_what_was_done(desk: Any, cluster_file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.gpkg"
    with desk.bench.session.project.edit(Text("Add a firm")) as db:
        insert(db, "actor", [{"name": "新企业"}])
    shutil.copy(cluster_file, kept)  # as a crash would leave it
    desk.bench.files.open(kept)
    desk.settle()
    assert "ended without closing" in desk.window.messages.label.text()
    assert desk.window.messages.property("tone") == "notice"


def test_a_panel_that_was_put_away_stays_away(open_desk: Any, cluster_file: Path) -> None:
    first = open_desk(cluster_file)
    first.window.panels["card"].toggleViewAction().trigger()
    first.window.close()
    second = open_desk(cluster_file)
    assert second.window.panels["card"].isHidden()
    second.ask("reset_layout")
    assert second.window.panels["card"].isVisible()
