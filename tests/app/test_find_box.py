"""Finding with the keyboard alone: groups of what answers, up, down, enter and escape; commands in both languages."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.code_picker import CodePicker
from app.code_window import CodeWindow
from app.hit_line import Entry, HitLine
from app.window import MainWindow
from core.code_files import add_catalogue
from core.code_lists import CodeLine
from core.code_search import build_index
from core.records import insert
from core.text import Text


def type_in(desk: Any, text: str) -> list[Entry]:
    """Type into the box and read the list."""
    box = desk.bench.find_box
    desk.window.activateWindow()
    box.look_up()
    desk.settle()
    box.clear()
    desk.type(box, text)
    desk.settle()
    return [] if box.hits.isHidden() else box.hits.entries()


def titles(entries: list[Entry]) -> list[str]:
    return [entry.title for entry in entries]


@pytest.mark.parametrize("typed", ["热电", "rdc", "yqrd", "yuanqure"])
def test_a_firm_is_found_by_name_pinyin_and_initials_and_chosen_by_enter(desk: Any, typed: str) -> None:
    entries = type_in(desk, typed)
    assert titles(entries)[:2] == ["Firms and institutions", "园区热电厂"]
    QTest.keyClick(desk.bench.find_box, Qt.Key.Key_Return)
    assert desk.bench.session.selection.uids == {desk.uid("园区热电厂")}
    assert desk.bench.find_box.hits.isHidden()


def test_what_answers_stands_under_the_heading_of_its_kind(desk: Any) -> None:
    with desk.bench.session.project.edit(Text("Add a region")) as db:
        insert(db, "region", [{"name": "水泥产业园"}])
    desk.settle()
    entries = type_in(desk, "水泥")
    headings = [entry.title for entry in entries if entry.act is None]
    assert headings == ["Firms and institutions", "Regions", "Findings", "Links"]


def test_up_and_down_pass_over_headings_and_enter_acts_once(desk: Any) -> None:
    box = desk.bench.find_box
    entries = type_in(desk, "水泥")
    choices = [entry for entry in entries if entry.act]
    marked = [box.hits.present().title]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(box, key)
        marked.append(box.hits.present().title)
    assert marked == [choices[place].title for place in (0, 1, 2, 1)]


def test_a_material_stands_for_its_links(desk: Any) -> None:
    type_in(desk, "fmh")
    QTest.keyClick(desk.bench.find_box, Qt.Key.Key_Return)
    links = desk.bench.session.selection.refs
    assert {ref.table for ref in links} == {"flow"}
    assert len(links) == 1


def test_escape_closes_the_list_and_keeps_what_is_chosen(desk: Any) -> None:
    type_in(desk, "水泥")
    QTest.keyClick(desk.bench.find_box, Qt.Key.Key_Return)
    chosen = desk.bench.session.selection
    type_in(desk, "化工")
    QTest.keyClick(desk.bench.find_box, Qt.Key.Key_Escape)
    assert desk.bench.find_box.hits.isHidden()
    assert desk.bench.session.selection == chosen


def test_names_are_gathered_again_where_somebody_cancelled_that(desk: Any) -> None:
    box = desk.bench.find_box
    box.gather()
    for task in desk.bench.tasks.running():
        desk.bench.tasks.cancel(task)
    assert "园区热电厂" in titles(type_in(desk, "热电"))


def test_nothing_found_is_said_with_a_next_step(desk: Any) -> None:
    entries = type_in(desk, "qqqq")
    assert [entry.act for entry in entries] == [None]
    assert "pinyin" in entries[0].title


def test_every_command_that_can_be_done_is_in_the_palette(desk: Any) -> None:
    desk.ask("palette")
    actions = desk.window.actions_by_id
    listed = titles([entry for entry in desk.bench.find_box.hits.entries() if entry.act])
    assert listed == [action.text().rstrip("…") for action in actions.values() if action.isEnabled()]


@pytest.mark.parametrize("typed", [">缩放至全图", ">whole", "＞全图", ">sfzqt"])
def test_a_command_is_found_in_both_languages(desk: Any, typed: str) -> None:
    assert "Show the whole map" in titles(type_in(desk, typed))


def test_a_command_is_carried_out_by_enter(desk: Any) -> None:
    entries = type_in(desk, ">深色")
    assert titles(entries) == ["Commands", "Dark colours"]
    assert entries[1].detail == "Ctrl+D"
    before = desk.window.dark
    QTest.keyClick(desk.bench.find_box, Qt.Key.Key_Return)
    assert desk.window.dark != before
    desk.ask("dark")


@pytest.fixture
def picker(desk: Any) -> CodePicker:
    own = [CodeLine("hazardous_waste", "2025", "900-999-08", "本市废油", since="2025-01-01")]
    made = CodePicker(["hazardous_waste", "solid_waste"], "zh", build_index(own))
    made.setParent(desk.window)
    made.show()
    return made


def test_a_picked_code_tells_its_edition(picker: CodePicker) -> None:
    picked: list[tuple[str, str]] = []
    picker.picked.connect(lambda code, edition: picked.append((code, edition)))
    QTest.keyClicks(picker, "90004149")
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picked == [("900-041-49", "2021")]
    assert picker.text() == "900-041-49"


def test_own_lines_stand_beside_those_of_the_program(picker: CodePicker) -> None:
    QTest.keyClicks(picker, "bsfy")
    assert [(entry.lead, entry.title) for entry in picker.hits.entries()] == [("900-999-08", "本市废油")]
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picker.edition == "2025"


def test_a_code_of_ones_own_is_not_replaced_by_enter(picker: CodePicker) -> None:
    QTest.keyClicks(picker, "900-04")
    assert picker.hits.isVisible()
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert (picker.text(), picker.edition, picker.hits.isVisible()) == ("900-04", "", False)
    QTest.keyClick(picker, Qt.Key.Key_Down)
    QTest.keyClick(picker, Qt.Key.Key_Down)
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picker.text().startswith("900-04")
    assert picker.edition == "2021"


def test_an_edition_is_forgotten_where_its_code_is_typed_over(picker: CodePicker) -> None:
    QTest.keyClicks(picker, "90004149")
    QTest.keyClick(picker, Qt.Key.Key_Return)
    QTest.keyClicks(picker, "x")
    assert picker.edition == ""


def test_the_last_of_several_codes_is_looked_up(desk: Any) -> None:
    picker = CodePicker(["hazardous_waste"], "zh", kind="codes")
    picker.setParent(desk.window)
    picker.show()
    QTest.keyClicks(picker, "HW08, 90004149")
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picker.text() == "HW08, 900-041-49"


def test_a_known_commodity_is_picked_by_its_initials_and_any_other_name_stays(desk: Any) -> None:
    picker = CodePicker(["commodity"], "zh", kind="text")
    picker.setParent(desk.window)
    picker.show()
    QTest.keyClicks(picker, "fmh")
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picker.text() == "fmh"
    picker.refresh()
    QTest.keyClick(picker, Qt.Key.Key_Down)
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picker.text() == "粉煤灰"


def test_the_window_of_codes_tells_a_line_in_full_and_what_is_missing(desk: Any) -> None:
    with desk.bench.session.project.edit(Text("Load lines")) as db:
        add_catalogue(db, [CodeLine("own list", "2026", "A-1", "渔网")])
    desk.settle()
    desk.ask("codes")
    desk.settle()
    opened = desk.window.findChild(CodeWindow)
    desk.type(opened.line, "900-041-49")
    assert "国家危险废物名录（2021年版）" in opened.told.text()
    assert "2025" in opened.missing.text()
    opened.line.setText("yw")
    assert [hit.line.code for hit in opened.hits if hit.line.catalogue == "own list"] == ["A-1"]
    opened.line.setText("A-1")
    opened.copy.click()
    assert QGuiApplication.clipboard().text() == "A-1"
    opened.close()


def test_an_official_list_is_loaded_from_the_window_and_found_at_once(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "名录2025.csv"
    path.write_text("废物代码,废物名称\n900-052-31,废铅蓄电池\n,没有代码\n", encoding="utf-8")
    desk.ask("codes")
    desk.settle()
    opened = desk.window.findChild(CodeWindow)
    opened.choice.setCurrentIndex(opened.choice.findData("hazardous_waste"))
    opened.line.setText("900-052-31")
    assert [hit.line.edition for hit in opened.hits] == ["2021"]
    opened.take_file(path)
    desk.settle()
    assert [hit.line.edition for hit in opened.hits] == ["2025", "2021"]
    assert opened.missing.text() == ""
    assert "1 added" in desk.window.messages.label.text()
    opened.close()


def test_the_list_stays_within_a_low_window(desk: Any) -> None:
    window: MainWindow = desk.window
    line = HitLine(lambda text: [Entry(str(number), lambda: None) for number in range(40)])
    line.setParent(window)
    line.setGeometry(20, window.height() - 60, 200, 28)
    line.show()
    line.refresh()
    assert window.rect().contains(line.hits.geometry())
    assert line.hits.geometry().bottom() < line.geometry().top()
