"""The review of what came back, by clicks in the real window."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.review_sketch import MovedSketch
from app.review_window import ReviewWindow, review, show_open
from app.style import colours
from core import edits
from core.i18n import show
from core.merge_records import kept_conflicts
from core.merge_trial import Trial
from core.project import Project
from core.records import insert, update
from core.text import Text
from tests.app.conftest import Desk, wait_for


@pytest.fixture
def home(desk: Desk, tmp_path: Path) -> Path:
    """A copy of the desk's project, in which a firm was moved, closed and given another scale than in the office."""
    project = desk.bench.session.project
    path = project.save_as(tmp_path / "home.gpkg")
    with Project.open(path) as copy:
        edits.set_values(copy, "actor", {2: {"geom": (113.613, 23.105), "scale": "小", "status": "suspended"}})
        edits.add_actor(copy, "新回收厂", 113.6, 23.1)
    edits.set_values(project, "actor", {2: {"geom": (113.6121, 23.1041), "scale": "大"}})
    desk.settle()
    return path


def reviewed(desk: Desk, path: Path) -> ReviewWindow:
    review(desk.window, desk.bench.session, path)
    assert wait_for(lambda: desk.window.findChild(ReviewWindow))
    found = desk.window.findChild(ReviewWindow)
    assert isinstance(found, ReviewWindow)
    return found


def mark(window: ReviewWindow, field: str) -> None:
    """Click on the line of a field."""
    (line,) = [row for row, one in enumerate(window.lines) if one.place[2] == field and one.place[1]]
    table = window.panel.table
    (row,) = [row for row in range(window.panel.model.rowCount()) if window.panel.model.uid(row) == str(line)]
    place = table.visualRect(window.panel.model.index(row, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_marked_line_stays_marked_and_no_other_changes(desk: Desk, home: Path) -> None:
    window = reviewed(desk, home)
    before = dict(window.keeps)
    mark(window, "geom")
    (line,) = window.marked()
    for keep in ("survey", "office"):
        press(window.choosing[keep])
        assert window.marked() == [line]
        assert window.keeps == before | {line: keep}


def test_a_day_of_the_office_stands_only_where_the_office_changed_the_field(desk: Desk, home: Path) -> None:
    window = reviewed(desk, home)
    model = window.panel.model
    days = {window.lines[int(model.uid(row))].place[2]: model.index(row, 8).data() for row in range(model.rowCount())}
    assert days["scale"]
    assert not days["status"]
    window.close()


def test_a_review_is_one_edit_and_what_is_open_is_asked_again(desk: Desk, home: Path) -> None:
    project = desk.bench.session.project
    window = reviewed(desk, home)
    assert window.told.text() == "4 lines, of which 2 stay open"
    mark(window, "geom")
    assert window.sketch.isVisible()
    assert window.sketch.told == "136 m apart"
    press(window.choosing["survey"])
    mark(window, "status")
    press(window.choosing["office"])
    assert window.told.text() == "4 lines, of which 1 stay open"
    revision = project.revision
    press(window.applying)
    desk.settle()
    now = project.snapshot()
    assert project.revision == revision + 1
    assert now.actor.point[1].tolist() == [113.613, 23.105]
    assert (now.actor.status[1], now.actor.scale[1], now.actor.name[-1]) == ("running", "大", "新回收厂")
    QApplication.processEvents()
    left = show_open(desk.window, desk.bench.session)
    assert left is not None
    assert [line.place[2] for line in left.lines] == ["scale"]
    press(left.choosing["survey"])
    press(left.applying)
    desk.settle()
    assert project.snapshot().actor.scale[1] == "小"
    with project.reading() as db:
        assert kept_conflicts(db) == []
    project.undo()
    project.undo()
    assert project.snapshot().actor.name[-1] != "新回收厂"


def test_a_filter_and_a_note_hold_for_what_is_listed(desk: Desk, home: Path) -> None:
    window = reviewed(desk, home)
    window.panel.filter_box.setText("大")
    window.note.setText("Ask the firm")
    QTest.keyClick(window.note, Qt.Key.Key_Return)
    assert window.panel.filter_box.text() == "大"
    press(window.choosing["office"])
    (row,) = window.notes
    assert (window.lines[row].place[2], window.keeps[row]) == ("scale", "office")
    window.close()


def test_a_file_that_is_no_packet_is_told_and_nothing_opens(desk: Desk, tmp_path: Path) -> None:
    path = Path(shutil.copyfile(__file__, tmp_path / "packet.zip"))
    review(desk.window, desk.bench.session, path)
    desk.settle()
    assert "no survey packet" in desk.window.messages.label.text()
    assert desk.window.findChild(ReviewWindow) is None


def test_what_was_chosen_is_lost_by_the_second_escape_only(desk: Desk, home: Path) -> None:
    window = reviewed(desk, home)
    mark(window, "geom")
    press(window.choosing["survey"])
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert "not applied yet" in window.asked.text()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_a_note_is_kept_of_a_question_that_stays_open(desk: Desk, home: Path) -> None:
    project = desk.bench.session.project
    press(reviewed(desk, home).applying)
    desk.settle()
    QApplication.processEvents()
    left = show_open(desk.window, desk.bench.session)
    assert left is not None
    mark(left, "scale")
    left.note.setText("Ask the firm")
    press(left.applying)
    desk.settle()
    with project.reading() as db:
        assert {one.conflict.field: one.note for one in kept_conflicts(db)}["scale"] == "Ask the firm"


def test_the_sketch_of_a_move_is_dark_in_dark_colours(qt: QApplication) -> None:
    sketch = MovedSketch("en", dark=True)
    sketch.show_points(((113.6, 23.1), (113.6, 23.1), (113.61, 23.11)))
    assert sketch.grab().toImage().pixelColor(1, 1).name() == colours(True).field.lower()
    sketch.close()


def test_the_review_calls_firms_as_the_reader_knows_them(desk: Desk, home: Path) -> None:
    project = desk.bench.session.project
    with project.edit(Text("An English name")) as db:
        insert(db, "actor_alias", [{"actor_id": 2, "name": "Chemical works", "kind": "short"}])
    desk.settle()
    window = reviewed(desk, home)
    assert window.sketch.dark is desk.window.dark
    assert "Chemical works" in {window.panel.model.index(row, 1).data() for row in range(len(window.lines))}
    window.leave()


def counted(told: str) -> list[int]:
    """The numbers of new rows, fields taken, changes alike and questions in a line or message."""
    return [int(number) for number in re.findall(r"(?:rows|taken|alike|decided) (\d+)", told)]


def test_the_line_above_tells_what_the_choices_come_to_and_so_does_the_message_after(desk: Desk, home: Path) -> None:
    window = reviewed(desk, home)
    desk.settle()
    assert counted(window.counted.text()) == [1, 1, 0, 2]
    mark(window, "geom")
    press(window.choosing["survey"])
    assert counted(window.counted.text()) == [1, 2, 0, 1]
    mark(window, "status")
    press(window.choosing["open"])
    mark(window, "scale")
    press(window.choosing["office"])
    desk.settle()
    assert counted(window.counted.text()) == [1, 1, 0, 1]
    press(window.applying)
    desk.settle()
    told = desk.window.messages.label.text()
    assert counted(told) == [1, 1, 0, 1]
    assert "Open questions: 1; rows that could not be taken: 0" in told


def test_the_line_above_tells_what_the_rules_of_the_project_refuse(desk: Desk, tmp_path: Path) -> None:
    project = desk.bench.session.project
    path = project.save_as(tmp_path / "home.gpkg")
    with Project.open(path) as copy, copy.edit(Text("By another program")) as db:
        update(db, "actor", 2, {"credit_code": "123"})
    window = reviewed(desk, path)
    desk.settle()
    assert "rows that cannot be taken and are asked about: 1" in window.counted.text()
    assert counted(window.counted.text())[1:] == [0, 0, 1]
    press(window.applying)
    desk.settle()
    told = desk.window.messages.label.text()
    assert counted(told)[1:] == [0, 0, 1]
    assert "rows that could not be taken: 1" in told


def test_two_quick_choices_tell_the_last_alone_and_the_copy_goes_with_the_window(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Trial] = []

    def remembered(*given: Any) -> Trial:
        made.append(Trial(*given))
        return made[0]

    monkeypatch.setattr("app.review_window.Trial", remembered)
    window = reviewed(desk, home)
    told: list[list[int]] = []
    desk.settle()
    monkeypatch.setattr(window, "_entitle_later", lambda _, title: told.append(counted(show(title, "en"))))
    mark(window, "scale")
    press(window.choosing["survey"])
    press(window.choosing["office"])
    desk.settle()
    assert told == [[1, 1, 0, 1]]
    (trial,) = made
    assert (trial.open, trial.copies) == (True, 1)
    window.leave()
    desk.settle()
    assert not trial.open
