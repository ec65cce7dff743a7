from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.history_steps import FEW_ROWS
from app.page_window import PageWindow
from core.edits import delete_rows, set_values
from core.map_layers import KeptLayer, keep_layers
from core.page_layouts import save_layout
from core.page_templates import template
from core.records import insert, update
from core.text import Text
from gis.view import OFF_AT_FIRST


@pytest.fixture
def history(desk: Any) -> Any:
    """The dock after three edits: a source is added, a firm renamed, another source added."""
    project = desk.bench.session.project
    with project.edit(Text("Add a source")) as db:
        insert(db, "source", [{"title": "first"}])
    with project.edit(Text("Rename a firm")) as db:
        update(db, "actor", 1, {"name": "新热电厂"})
    with project.edit(Text("Add another source")) as db:
        insert(db, "source", [{"title": "second"}])
    desk.bench.bring("history")
    desk.settle()
    return desk.bench.history


def mark(desk: Any, panel: Any, seq: int) -> None:
    (row,) = panel.model.places(frozenset({str(seq)}))
    desk.click_row(panel, row)


def cells(panel: Any) -> list[list[str]]:
    columns = range(panel.model.columnCount())
    return [[panel.model.index(row, column).data() for column in columns] for row in range(panel.model.rowCount())]


def test_going_back_takes_several_edits_back_under_one_message(desk: Any, history: Any) -> None:
    mark(desk, history.panel, 2)
    assert history.back.isEnabled()
    told: list[Any] = []
    desk.bench.session.project.subscribe(lambda changes: told.append(len(desk.bench.session.snapshot.source)))
    history.back.click()
    desk.settle()
    session = desk.bench.session
    assert len(told) == 2
    assert "新热电厂" not in session.snapshot.actor.name
    assert "first" in session.snapshot.source.title
    assert "2 steps" in desk.window.messages.label.text()
    ((_, returning),) = desk.window.messages.verbs
    returning.click()
    desk.settle()
    assert "新热电厂" in session.snapshot.actor.name
    assert "second" in session.snapshot.source.title


def test_a_double_click_shows_what_an_entry_changed(desk: Any, history: Any) -> None:
    (row,) = history.panel.model.places(frozenset({"3"}))
    place = history.panel.table.visualRect(history.panel.model.index(row, 1)).center()
    QTest.mouseClick(history.panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(history.panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert cells(history.details) == [["新热电厂", "Name", "园区热电厂", "新热电厂", "Firms and institutions"]]
    assert "1 row" in history.heading.text()
    assert history.undo.isHidden()  # the bar of the window has it, and the changes need the room
    history.close_details.click()
    assert (history.details.isHidden(), history.undo.isHidden()) == (True, False)


def test_references_and_places_are_told_in_words(desk: Any, history: Any) -> None:
    mark(desk, history.panel, 1)
    history.look.click()
    told = {(row, column): after for row, column, _, after, _ in cells(history.details)}
    assert told["新热电厂", "Region"] == "示范园区"
    assert told["新热电厂", "Longitude, latitude"] == "113.600000, 23.100000"
    assert told["示范园区", "Outline"] == "outline of 5 points"
    link = next(row for row, column in told if column == "Commodity" and "Fly ash" in row)
    assert told[link, "Commodity"] == "Fly ash"
    assert told[link, "From"] == "新热电厂"


def test_a_style_of_many_characters_is_told_by_its_length(desk: Any, history: Any) -> None:
    keep_layers(desk.bench.session.project, [KeptLayer("links")], {"actor": "x" * 50_000})
    desk.settle()
    mark(desk, history.panel, 5)
    history.look.click()
    assert "text of 50000 characters" in {after.replace("\u2009", "") for *_, after, _ in cells(history.details)}


def test_the_reason_why_one_cannot_go_back_stands_below_the_list(desk: Any, history: Any) -> None:
    desk.ask("undo")
    project = desk.bench.session.project
    with project.edit(Text("Something else")) as db:
        insert(db, "source", [{"title": "third"}])
    desk.settle()
    mark(desk, history.panel, 4)
    assert not history.back.isEnabled()
    assert "Add another source" in history.reason.text()
    mark(desk, history.panel, 6)
    assert history.reason.isHidden()


def test_the_list_can_be_narrowed_to_one_person(desk: Any, history: Any) -> None:
    assert history.person.isHidden()  # only one person has edited
    history.entries = [history.entries[0]]
    history.person.addItem("somebody else", "somebody else")
    history.person.setCurrentIndex(history.person.count() - 1)
    history.person.activated.emit(history.person.count() - 1)
    assert history.panel.model.rowCount() == 0
    assert "somebody else" in history.panel.count.text()


def shown(history: Any) -> list[str]:
    return [line[2] for line in cells(history.panel)]


def test_the_list_is_narrowed_to_what_touched_a_firm_under_any_of_its_names(desk: Any, history: Any) -> None:
    everything = shown(history)
    for typed in ("园区热电", "xrdc"):  # its former name, the initials of its new one
        history.thing.setFocus()
        history.thing.clear()
        desk.type(history.thing, typed)
        QTest.keyClick(history.thing, Qt.Key.Key_Return)
        assert "Rename a firm" in shown(history)
        assert "Add a source" not in shown(history)
    history.panel.everything.click()
    assert (history.thing.text(), shown(history)) == ("", everything)


def test_a_deleted_link_is_found_by_its_ends(desk: Any, history: Any) -> None:
    project = desk.bench.session.project
    delete_rows(project, "flow", [1], agreed=True)
    desk.settle()
    history.thing.setFocus()
    desk.type(history.thing, "新热电厂 →")
    gone = [entry for entry in history.thing.hits.entries() if "not there" in entry.detail]
    assert len(gone) == 1
    gone[0].act()
    assert len(shown(history)) == 2
    assert "delete" in shown(history)[0]


def test_another_text_than_a_thing_shows_all_entries_again(desk: Any, history: Any) -> None:
    whole = history.panel.model.rowCount()
    history.thing.setFocus()
    desk.type(history.thing, "新热电厂")
    QTest.keyClick(history.thing, Qt.Key.Key_Return)
    assert history.panel.model.rowCount() < whole
    QTest.keyClick(history.thing, Qt.Key.Key_Escape)
    assert history.panel.model.rowCount() == whole


def test_going_back_brings_layers_and_pages_back_too(desk: Any) -> None:
    project, plain = desk.bench.session.project, template("A3")
    save_layout(project, plain, Text("Begin a page"))
    keep_layers(project, [KeptLayer("links", False, {})])
    save_layout(project, replace(plain, items=plain.items[:2]), Text("Take items away"))
    desk.ask("pages")
    pages = desk.window.findChild(PageWindow)
    assert (desk.bench.layers.hidden, len(pages.draft.layout.items)) == ({"links", "grid"}, 2)
    heard: list[int] = []
    desk.bench.session.edited.connect(lambda changes: heard.append(changes.revision))
    desk.bench.steps.go_back(next(entry for entry in project.history() if entry.seq == 2))
    desk.settle()
    assert heard == [5, 6]
    assert desk.bench.layers.hidden == desk.canvas.hidden == OFF_AT_FIRST
    assert pages.draft.layout == plain
    desk.settle()
    pages.close()


def test_a_large_step_is_taken_back_and_done_again_by_the_worker(desk: Any) -> None:
    session, turns = desk.bench.session, desk.bench.steps
    with session.project.edit(Text("Add many sources")) as db:
        insert(db, "source", [{"title": f"source {number}"} for number in range(FEW_ROWS + 1)])
    desk.settle()
    for turn, told, kept in ((turns.undo, "Taken back: Add many", 0), (turns.redo, "Done again: Add many", 1001)):
        turn()
        assert session.project.revision == session.snapshot.revision
        assert not session.writing
        desk.settle()
        assert desk.window.messages.label.text().startswith(told)
        assert sum(title.startswith("source ") for title in session.snapshot.source.title) == kept


def test_a_day_narrows_the_list_and_its_end_can_be_gone_back_to(desk: Any, history: Any) -> None:
    assert history.day.isHidden()  # everything was done on one day
    *later, first = history.entries
    desk.bench.session.project.history = lambda: [*later, replace(first, at="2020-03-04T10:00:00+08:00")]
    history.refresh()
    history.day.setCurrentIndex(history.day.findData("2020-03-04"))
    history.day.activated.emit(1)
    assert history.panel.model.rowCount() == 1
    assert "2020-03-04" in history.panel.count.text()
    assert history.back.isEnabled()
    history.back.click()
    desk.settle()
    assert "first" not in desk.bench.session.snapshot.source.title
    assert "3 steps" in desk.window.messages.label.text()


def test_a_check_of_the_history_lets_go_of_a_project_that_is_closed(desk: Any, history: Any) -> None:
    history.upkeep.check_now()
    desk.bench.files.close()
    desk.settle()
    assert "hangs together" not in desk.window.messages.label.text()


def test_the_history_is_checked_and_old_entries_are_counted_before_they_go(desk: Any, history: Any) -> None:
    told = desk.window.messages
    history.upkeep.check_now()
    assert "hangs together" not in told.label.text()  # the window does not wait for it
    with desk.bench.session.project.edit(Text("Add a third source")) as db:
        insert(db, "source", [{"title": "third"}])
    desk.settle()
    assert "hangs together: 5 entries" in told.label.text()
    history.upkeep.ask_age()
    told.verbs[0][1].click()
    assert "No entry is that old" in told.label.text()


def test_an_entry_that_was_tampered_with_is_told_in_the_window(desk: Any, history: Any) -> None:
    with desk.bench.session.project.edit(Text("Tamper")) as db:
        insert(db, "source", [{"title": "third"}])
        db.execute("UPDATE edit SET person = 'nobody' WHERE seq = 2")
    history.upkeep.check_now()
    desk.settle()
    assert "No. 2 does not fit" in desk.window.messages.label.text()
    assert desk.window.messages.property("tone") == "notice"


def test_old_history_is_taken_out_by_the_worker(desk: Any, history: Any) -> None:
    with desk.bench.session.project.edit(Text("Pretend that it is old")) as db:
        insert(db, "source", [{"title": "third"}])
        db.execute("UPDATE edit SET at = '2020-03-04T10:00:00+08:00' WHERE seq <= 2")
    history.upkeep.ask_age()
    desk.window.messages.verbs[0][1].click()
    assert "2 entries would go, up to no. 2" in desk.window.messages.label.text()
    desk.window.messages.verbs[0][1].click()
    desk.settle()
    assert "2 entries. A backup of before was kept" in desk.window.messages.label.text()
    assert [line[0] for line in cells(history.panel)][-1] == "2"
    assert desk.bench.session.writing


def test_a_firm_is_called_in_the_history_as_the_reader_knows_it(desk: Any, history: Any) -> None:
    project = desk.bench.session.project
    with project.edit(Text("An English name")) as db:
        insert(db, "actor_alias", [{"actor_id": 2, "name": "Cement works", "kind": "short"}])
    set_values(project, "actor", {2: {"scale": "小"}})
    desk.settle()
    history.open_entry(history.entries[0])
    assert cells(history.details)[0][0] == "Cement works"
    assert cells(history.panel)[0][2] == "Cement works: Scale"
    desk.bench.session.set_language("zh")
    desk.settle()
    history.open_entry(history.entries[0])
    assert cells(history.details)[0][0] == "化工厂"
