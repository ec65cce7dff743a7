from pathlib import Path
from typing import Any

import pytest

from app.import_steps import likely_kind
from core.project import Project
from core.sheets import make_sheet

HEADERS = {
    "actors": ("名称", "角色", "经度", "纬度"),
    "flows": ("from", "to", "commodity", "amount", "unit"),
    "emissions": ("企业名称", "污染物", "排放量", "单位", "年份"),
}
FIRMS = "name,role,lon,lat\nBrick works,producer,113.60,23.10\nPaper mill,consumer,far,23.11\n"


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS, encoding="utf-8")
    return path


def import_firms(desk: Any, path: Path) -> None:
    desk.drop(path)
    desk.settle()
    desk.window.messages.verbs[0][1].click()
    desk.settle()


@pytest.mark.parametrize("kind", HEADERS)
def test_the_headers_tell_what_a_table_is_about(kind: str) -> None:
    sheet = make_sheet("table.csv", "", [(1, HEADERS[kind]), (2, ("x",) * len(HEADERS[kind]))])
    assert likely_kind(sheet) == kind


def test_a_dropped_table_asks_what_it_holds(desk: Any, firms: Path) -> None:
    desk.drop(firms)
    desk.settle()
    assert "firms.csv holds 2 rows" in desk.window.messages.label.text()
    assert desk.window.messages.choice.currentData() == "actors"


def test_an_import_tells_the_identity_of_its_rows_and_can_be_undone(desk: Any, firms: Path) -> None:
    import_firms(desk, firms)
    told = desk.window.messages.label.text()
    assert "rows in file 2 = imported 1 + updated 0 + rejected 1 + skipped 0" in told
    assert desk.bench.actors.panel.model.rowCount() == 7
    remarks, undo = (button for _, button in desk.window.messages.verbs)
    remarks.click()
    assert desk.bench.returned.model.index(0, 1).data() == "3"
    undo.click()
    desk.settle()
    assert desk.bench.actors.panel.model.rowCount() == 6


def test_later_edits_are_not_swept_away_with_an_import(desk: Any, firms: Path) -> None:
    import_firms(desk, firms)
    project = desk.bench.session.project
    revision = project.revision
    desk.ask("undo")
    desk.ask("redo")
    desk.bench.imports.take_back(project, revision)
    desk.settle()
    assert desk.bench.actors.panel.model.rowCount() == 7
    assert desk.window.messages.property("tone") == "notice"


def test_what_was_read_for_one_project_is_not_imported_into_another(desk: Any, firms: Path, tmp_path: Path) -> None:
    with Project.create(tmp_path / "other.gpkg") as other:
        path = other.path
    desk.drop(firms)
    desk.bench.files.open(path)
    desk.settle()
    assert "firms.csv was read for 六家企业.gpkg" in desk.window.messages.label.text()
    assert desk.window.messages.verbs == []


def test_without_a_project_a_table_is_not_taken(open_desk: Any, firms: Path) -> None:
    desk = open_desk()
    desk.drop(firms)
    assert "firms.csv" in desk.window.messages.label.text()
    assert desk.bench.tasks.running() == []


def test_a_project_is_not_imported_into_itself(desk: Any, cluster_file: Path) -> None:
    desk.drop(cluster_file)
    assert desk.window.messages.label.text() == "六家企业.gpkg is open already."
    desk.bench.imports.read(cluster_file)
    assert desk.bench.tasks.running() == []
    assert desk.window.messages.property("tone") == "notice"
