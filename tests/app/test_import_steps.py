"""Importing in the window: looked at page by page, nothing taken before, told with its sum, taken back by one verb."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QComboBox

from app.choice_table import MOST, ChoiceTable, Question
from app.import_wizard import CHECK, COLUMNS, ImportWizard
from app.tasks import Tasks
from core.i18n import show
from core.project import Project
from core.shape_guess import likely_kind
from core.sheets import make_sheet
from tests.app.conftest import wait_for

HEADERS = {
    "actors": ("名称", "角色", "经度", "纬度"),
    "flows": ("from", "to", "commodity", "amount", "unit"),
    "emissions": ("企业名称", "污染物", "排放量", "单位", "年份"),
}
FIRMS = "name,role,lon,lat\nBrick works,producer,113.60,23.10\nPaper mill,consumer,far,23.11\n"
LINKS = "from,to,commodity,kind,amount,unit,year\n印染厂,新的工厂,ash,waste,5,t,2024\n"


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS, encoding="utf-8")
    return path


def look_at(desk: Any, *paths: Path) -> ImportWizard:
    """Drop a file and wait until the wizard knows what it would do."""
    desk.bench.take_files([str(path) for path in paths])
    wizard: ImportWizard = desk.bench.imports.wizard
    assert wait_for(lambda: (wizard.draft and wizard.draft.plan) or wizard.messages.isVisible())
    return wizard


def worked_out(wizard: ImportWizard) -> bool:
    return wait_for(lambda: wizard.draft and wizard.draft.plan)


def import_firms(desk: Any, path: Path) -> None:
    wizard = look_at(desk, path)
    wizard.turn_to(CHECK)
    wizard.next.click()
    assert wait_for(lambda: desk.bench.imports.writing is None)
    desk.settle()


@pytest.mark.parametrize("kind", HEADERS)
def test_the_headers_tell_what_a_table_is_about(kind: str) -> None:
    sheet = make_sheet("table.csv", "", [(1, HEADERS[kind]), (2, ("x",) * len(HEADERS[kind]))])
    assert likely_kind(sheet) == kind


def test_a_dropped_table_is_looked_at_and_nothing_is_taken(desk: Any, firms: Path) -> None:
    desk.drop(firms)
    wizard = desk.bench.imports.wizard
    assert worked_out(wizard)
    assert "firms.csv holds 2 rows" in wizard.table_page.told.text()
    assert wizard.table_page.boxes["form"].currentData() == "list:actors"
    wizard.turn_to(CHECK)
    assert "rows in file 2 = imported 1 + updated 0 + rejected 1 + skipped 0" in wizard.check_page.identity.text()
    wizard.close()
    assert desk.bench.actors.panel.model.rowCount() == 6


def test_an_import_tells_the_identity_of_its_rows_and_can_be_undone(desk: Any, firms: Path) -> None:
    import_firms(desk, firms)
    told = desk.window.messages.label.text()
    assert "rows in file 2 = imported 1 + updated 0 + rejected 1 + skipped 0" in told
    assert desk.bench.actors.panel.model.rowCount() == 7
    remarks, undo, _ = (button for _, button in desk.window.messages.verbs)
    remarks.click()
    assert desk.bench.returned.model.index(0, 1).data() == "3"
    undo.click()
    desk.settle()
    assert desk.bench.actors.panel.model.rowCount() == 6


def test_a_heading_gets_another_meaning_and_the_project_remembers_it(desk: Any, firms: Path) -> None:
    firms.write_text(FIRMS.replace("role", "what it does").replace("far", "113.61"), encoding="utf-8")
    wizard = look_at(desk, firms)
    wizard.turn_to(COLUMNS)
    box = wizard.column_page.table.cellWidget(1, 2)
    assert isinstance(box, QComboBox)
    assert box.currentData() == ""
    box.setCurrentIndex(box.findData("role"))
    assert worked_out(wizard)
    assert dict(wizard.draft.profile.parts[0].columns)["what it does"] == "role"  # type: ignore[union-attr]
    wizard.turn_to(CHECK)
    wizard.next.click()
    assert wait_for(lambda: desk.bench.imports.writing is None)
    desk.window.messages.verbs[-1][1].click()
    again = look_at(desk, firms)
    assert "Mapped as this project did" in again.table_page.told.text()
    again.close()


def test_a_new_name_can_be_said_to_be_a_firm_that_is_there(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text(LINKS, encoding="utf-8")
    wizard = look_at(desk, path)
    wizard.turn_to(CHECK)
    table = wizard.check_page.names.table
    assert table.item(0, 0).text() == "新的工厂"
    answers = table.cellWidget(0, 2)
    assert isinstance(answers, QComboBox)
    assert answers.count() >= 2
    answers.setCurrentIndex(1)
    assert worked_out(wizard)
    assert list(wizard.draft.choices.same_as) == ["新的工厂"]  # type: ignore[union-attr]
    wizard.next.click()
    assert wait_for(lambda: desk.bench.imports.writing is None)
    desk.settle()
    assert desk.bench.actors.panel.model.rowCount() == 6


def test_only_names_that_nobody_knows_are_asked_about_each_with_the_three_nearest(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    head, row = "from,to,commodity,kind,amount,unit,year\n", "{},{},ash,waste,5,t,2024\n"
    ends = [("印染厂", "水泥工厂"), ("印染厂", "水泥厂"), ("化工污水站", "水泥厂"), ("水泥工厂", "堆肥厂")]
    path.write_text(head + "".join(row.format(*pair) for pair in ends), encoding="utf-8")
    wizard = look_at(desk, path)
    wizard.turn_to(CHECK)
    table = wizard.check_page.names.table
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == ["水泥工厂", "化工污水站"]
    assert table.item(0, 1).text() == "named by 2 rows; most like 水泥厂 (80 of 100)"
    assert [table.cellWidget(row, 2).count() for row in range(2)] == [4, 4]  # a new firm, or one of three
    assert "New names 2" in [wizard.check_page.tabs.tabText(place) for place in range(5)]
    wizard.close()


def test_of_several_files_the_rows_name_theirs_and_each_gets_a_marked_copy(desk: Any, tmp_path: Path) -> None:
    for name in ("east.csv", "west.csv"):
        (tmp_path / name).write_text(FIRMS.replace("Paper", name), encoding="utf-8")
    wizard = look_at(desk, tmp_path / "east.csv", tmp_path / "west.csv")
    wizard.turn_to(CHECK)
    rows = wizard.check_page.rows.model
    assert [rows.index(row, 0).data() for row in range(rows.rowCount())] == ["east.csv", "west.csv"]
    marked = tmp_path / "marked"
    marked.mkdir()
    wizard.save_all_returned(marked)
    assert wait_for(lambda: wizard.messages.isVisible())
    assert sorted(path.name for path in marked.iterdir()) == ["east returned.xlsx", "west returned.xlsx"]
    wizard.close()


def test_a_folder_is_looked_at_as_a_whole_and_its_edit_is_named_after_it(desk: Any, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.csv").write_text(FIRMS.replace("Brick", f"Brick {number}"), encoding="utf-8")
    wizard = look_at(desk, folder)
    assert "5 tables of 5 files" in wizard.table_page.told.text()
    wizard.turn_to(CHECK)
    wizard.next.click()
    assert wait_for(lambda: desk.bench.imports.writing is None)
    assert show(desk.bench.session.project.history()[0].label, "en") == "Import forms"


def test_questions_beyond_those_that_are_listed_are_counted(qt: QApplication) -> None:
    table = ChoiceTable("")
    asked = [Question(n, f"firm {n}", "", (("new", "new"),), "new") for n in range(MOST + 3)]
    table.show_questions(asked[:MOST], lambda *_: None, len(asked), "en")
    assert table.table.rowCount() == MOST + 1
    assert table.table.item(MOST, 0).text().startswith("3 more are not listed")


def test_a_file_that_cannot_be_read_is_told_in_the_wizard(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"nothing of a workbook")
    wizard = look_at(desk, path)
    assert "broken.xlsx" in wizard.messages.label.text()
    assert not wizard.next.isEnabled()
    wizard.close()


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
    wizard = look_at(desk, firms)
    desk.bench.files.open(path)
    desk.settle()
    wizard.turn_to(CHECK)
    wizard.next.click()
    desk.settle()
    assert desk.bench.imports.writing is None
    assert len(desk.bench.session.snapshot.actor) == 0


def test_an_import_that_is_stopped_leaves_the_project_as_it_was(desk: Any, firms: Path) -> None:
    wizard = look_at(desk, firms)
    wizard.turn_to(CHECK)
    before = desk.bench.session.project.revision
    wizard.next.click()
    desk.bench.imports.stop()
    desk.settle()
    assert desk.bench.session.project.revision == before
    assert desk.bench.actors.panel.model.rowCount() == 6
    assert desk.bench.session.writing


@contextmanager
def kept_busy(tasks: Tasks) -> Iterator[None]:
    """The worker that writes begins with nothing new meanwhile."""
    free = Event()
    tasks._writer.submit(free.wait)
    yield
    free.set()


def test_nobody_else_writes_while_an_import_is_written(desk: Any, firms: Path) -> None:
    wizard = look_at(desk, firms)
    wizard.turn_to(CHECK)
    with kept_busy(desk.bench.tasks):
        wizard.next.click()
        assert not desk.bench.session.writing
        assert not desk.window.actions_by_id["undo"].isEnabled()
        desk.bench.session.changed.emit()  # as when an analysis arrives
        assert not desk.window.actions_by_id["undo"].isEnabled()
    assert wait_for(lambda: desk.bench.imports.writing is None)
    assert desk.bench.session.writing


def test_a_project_that_is_closed_while_an_import_is_written_is_as_it_was(desk: Any, firms: Path) -> None:
    wizard = look_at(desk, firms)
    wizard.turn_to(CHECK)
    path = desk.bench.session.path
    with kept_busy(desk.bench.tasks):
        wizard.next.click()
        desk.ask("close")
    assert desk.bench.imports.writing is None
    with Project.open(path, read_only=True) as project:
        assert len(project.snapshot().actor) == 6


def test_without_a_project_a_table_is_not_taken(open_desk: Any, firms: Path) -> None:
    desk = open_desk()
    desk.drop(firms)
    assert "firms.csv" in desk.window.messages.label.text()
    assert desk.bench.tasks.running() == []


def test_a_project_is_not_imported_into_itself(desk: Any, cluster_file: Path) -> None:
    desk.drop(cluster_file)
    assert desk.window.messages.label.text() == "六家企业.gpkg is open already."
    desk.bench.imports.read([cluster_file])
    assert desk.bench.tasks.running() == []
    assert desk.window.messages.property("tone") == "notice"


def test_a_faulty_outline_is_shown_with_what_is_wrong_with_it(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    bow_tie = [[[113.0, 23.0], [113.2, 23.2], [113.2, 23.0], [113.0, 23.2], [113.0, 23.0]]]
    feature = {
        "type": "Feature",
        "properties": {"name": "东区"},
        "geometry": {"type": "Polygon", "coordinates": bow_tie},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    wizard = look_at(desk, path)
    model = wizard.table_page.preview.rows
    shown = [model.index(row, place).data() for row in range(model.rowCount()) for place in range(model.columnCount())]
    told = "the outline crosses itself; mend it in the program that made it (113.1, 23.1)"
    assert told in shown
    wizard.turn_to(COLUMNS)
    table = wizard.column_page.table
    assert told in [table.item(row, 1).text() for row in range(table.rowCount())]
    wizard.close()
