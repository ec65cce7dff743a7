"""The grid of tables under real keys: typing, leaving, pasting, filling, replacing, deleting, finding."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from app.edit_bar import cell_menu
from core.findings import Ref
from core.project import Project
from core.text import Text
from tests.app.conftest import Desk, wait_for
from tests.app.gridded import Grid

Key, Hold = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def firms(desk: Desk) -> Grid:
    return Grid(desk, "actor")


@pytest.fixture
def amounts(desk: Desk) -> Grid:
    return Grid(desk, "flow_amount")


def paste(grid: Grid, text: str) -> None:
    QApplication.clipboard().setText(text)
    grid.key(Key.Key_V, Hold.ControlModifier)


def test_f2_and_enter_take_a_value_and_go_down(firms: Grid) -> None:
    firms.type(0, "address", "一号路")
    assert firms.column("address")[0] == "一号路"
    assert firms.view.currentIndex().row() == 1
    assert firms.label() == "园区热电厂: Address"
    assert firms.view.hasFocus()


def test_typing_begins_an_editor_and_takes_no_shortcut_of_the_map(firms: Grid) -> None:
    firms.go(0, "address")
    firms.key(Key.Key_M)
    assert isinstance(firms.editor, QLineEdit)
    assert firms.desk.canvas.tool == "select"


def test_escape_leaves_the_cell_as_it_was(firms: Grid) -> None:
    firms.go(0, "name")
    firms.key(Key.Key_F2)
    assert isinstance(firms.editor, QLineEdit)
    QTest.keyClicks(firms.editor, "x")
    QTest.keyClick(firms.editor, Key.Key_Escape)
    assert firms.column("name")[0] == "园区热电厂"


def test_a_wrong_value_is_told_beside_the_cell_and_stays_in_the_editor(amounts: Grid) -> None:
    amounts.type(0, "value_entered", "-5")
    assert amounts.view.note.isVisible()
    assert "must not be below 0" in amounts.view.note.text()
    assert isinstance(amounts.editor, QLineEdit)
    assert amounts.editor.text() == "-5"
    amounts.editor.selectAll()
    QTest.keyClicks(amounts.editor, "5")
    QTest.keyClick(amounts.editor, Key.Key_Return)
    assert amounts.column("value_entered")[0] == "5"
    assert not amounts.view.note.isVisible()


def test_a_wrong_value_that_is_left_by_a_click_is_told_and_not_taken(amounts: Grid) -> None:
    amounts.go(0, "value_entered")
    amounts.key(Key.Key_F2)
    assert isinstance(amounts.editor, QLineEdit)
    amounts.editor.setText("many")
    amounts.view.setCurrentIndex(amounts.model.index(3, 0))
    assert wait_for(lambda: amounts.editor is None)
    assert amounts.column("value_entered")[0] == "40"
    assert "this is no number" in amounts.said()


def test_an_amount_with_its_unit_fills_three_columns(amounts: Grid) -> None:
    amounts.type(0, "value_entered", "3.5 t")
    shown = [amounts.column(name)[0] for name in ("value_entered", "unit_entered", "value")]
    assert shown == ["3.5", "t", "3.5 t"]


def test_a_word_is_chosen_from_a_list(firms: Grid) -> None:
    firms.go(0, "status")
    firms.key(Key.Key_F2)
    box = firms.editor
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("planned"))
    QTest.keyClick(box, Key.Key_Return)
    assert firms.column("status")[0] == "Planned"


def test_a_reference_is_suggested_as_one_types(firms: Grid) -> None:
    firms.go(0, "region_id")
    firms.key(Key.Key_F2)
    assert isinstance(firms.editor, QLineEdit)
    completer = firms.editor.completer()
    completer.setCompletionPrefix("示范")
    assert completer.currentCompletion() == "示范园区"


def test_tab_goes_on_to_the_next_cell(firms: Grid) -> None:
    firms.go(0, "credit_code")
    firms.key(Key.Key_F2)
    assert isinstance(firms.editor, QLineEdit)
    QTest.keyClick(firms.editor, Key.Key_Tab)
    assert firms.view.currentIndex().column() == firms.model.edit.column_of("industry_code")


def test_a_block_of_a_spreadsheet_is_pasted_in_one_step(firms: Grid) -> None:
    firms.go(0, "status")
    paste(firms, "停产\t2024-05\n规划\t2025\n")
    assert firms.column("status")[:3] == ["Suspended", "Planned", "Running"]
    assert firms.column("status_date")[:2] == ["2024-05", "2025"]
    assert firms.label() == "Firms and institutions: paste"
    firms.desk.ask("undo")
    assert set(firms.column("status")) == {"Running"}


def test_what_a_paste_does_not_take_is_counted_and_listed(firms: Grid) -> None:
    firms.go(0, "status")
    paste(firms, "停产\n睡着\n规划\n")
    assert firms.column("status")[:3] == ["Suspended", "Running", "Planned"]
    assert "1 row was not taken" in firms.said()
    firms.desk.window.messages.verbs[0][1].click()
    listed = firms.desk.bench.returned.model
    assert [listed.index(0, column).data() for column in range(3)] == ["化工厂", "Status", "睡着"]


def test_rows_beyond_the_end_are_offered_as_new_ones(firms: Grid) -> None:
    firms.go(5, "name")
    paste(firms, "堆肥一厂\n新甲\n新乙\n")
    assert "2 of the 3 pasted rows" in firms.said()
    assert firms.model.rowCount() == 6
    firms.desk.window.messages.verbs[0][1].click()
    assert firms.column("name")[5:] == ["堆肥一厂", "新甲", "新乙"]
    firms.desk.ask("undo")
    assert firms.column("name")[5:] == ["堆肥厂"]


def test_copied_cells_are_what_was_typed(amounts: Grid) -> None:
    amounts.go(0, "value_entered", rows=2)
    amounts.key(Key.Key_Right, Hold.ShiftModifier)
    amounts.key(Key.Key_C, Hold.ControlModifier)
    assert QApplication.clipboard().text() == "40\tkt\n30\tkt\n"
    amounts.key(Key.Key_C, Hold.ControlModifier | Hold.ShiftModifier)
    assert QApplication.clipboard().text().startswith("Amount\tUnit\n")


def test_filling_down_repeats_the_first_of_the_chosen_cells(firms: Grid) -> None:
    firms.type(0, "address", "一号路")
    firms.go(0, "address", rows=3)
    firms.key(Key.Key_D, Hold.ControlModifier | Hold.ShiftModifier)
    assert firms.column("address") == ["一号路"] * 3 + [""] * 3
    assert not firms.desk.window.dark


def test_delete_empties_cells_and_keeps_what_must_be_there(firms: Grid) -> None:
    firms.go(0, "region_id", rows=2)
    firms.key(Key.Key_Delete)
    assert firms.column("region_id")[:3] == ["", "", "示范园区"]
    firms.go(0, "name")
    firms.key(Key.Key_Delete)
    assert firms.column("name")[0] == "园区热电厂"
    assert "must not be empty" in firms.said()


def test_patches_apart_are_pasted_into_from_the_current_cell_alone(firms: Grid) -> None:
    firms.go(0, "name", rows=2)
    status = firms.model.index(3, firms.model.edit.column_of("status"))
    firms.view.selectionModel().setCurrentIndex(status, QItemSelectionModel.SelectionFlag.Select)
    paste(firms, "停产\n")
    assert firms.column("name")[0] == "园区热电厂"
    assert firms.column("status")[3] == "Suspended"
    firms.go(0, "region_id")
    grade = firms.model.index(2, firms.model.edit.column_of("source_id"))
    firms.view.selectionModel().select(grade, QItemSelectionModel.SelectionFlag.Select)
    firms.key(Key.Key_Delete)
    assert firms.column("region_id") == ["", *["示范园区"] * 5]


def test_the_menu_on_the_cells_offers_what_the_keys_do(firms: Grid) -> None:
    done: list[str] = []
    menu = cell_menu(firms.panel, "en", False, done.append)
    assert [action.text().split("\t")[0] for action in menu.actions() if action.isEnabled()] == [
        "Copy",
        "Copy with titles",
    ]
    menu = cell_menu(firms.panel, "en", True, done.append)
    assert {action.data() or action.text().split("\t")[1] for action in menu.actions()} >= {"Ctrl+V", "Ctrl+Shift+D"}
    menu.actions()[0].trigger()
    assert done == ["copy"]


def test_a_firm_with_links_is_deleted_after_a_question(firms: Grid) -> None:
    firms.go(1, "name")
    firms.key(Key.Key_Delete, Hold.ControlModifier)
    assert firms.model.rowCount() == 6
    firms.desk.window.messages.verbs[0][1].click()
    assert "化工厂" not in firms.column("name")
    firms.desk.ask("undo")
    assert "化工厂" in firms.column("name")


def test_find_and_replace_counts_before_it_changes(firms: Grid) -> None:
    firms.go(0, "name")
    firms.key(Key.Key_H, Hold.ControlModifier)
    bar = firms.panel.replace_bar
    assert bar.wanted.hasFocus()
    bar.wanted.setText("厂")
    assert wait_for(lambda: bar.told.text() == "in 6 cells")
    bar.by.setText("公司")
    QTest.keyClick(bar.by, Key.Key_Return)
    assert firms.column("name")[:2] == ["园区热电公司", "化工公司"]
    assert firms.label() == "Firms and institutions: “厂” becomes “公司” in 6 cells"
    QTest.keyClick(bar.by, Key.Key_Escape)
    assert not bar.isVisible()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("水", 2),
        ("role:treat", 1),
        ("name:水 status:running", 2),
        ("credit=", 6),
        ("code=", 6),
        ("longitude>113.6", 2),
        ("x:y", 0),
    ],
)
def test_the_filter_reads_words_and_conditions(shared_desk: Desk, text: str, count: int) -> None:
    firms = Grid(shared_desk, "actor")
    firms.panel.bar.filter_box.setText(text)
    assert firms.model.rowCount() == count
    assert f"{count} of 6 rows" in firms.panel.foot.text()


def test_an_edited_row_stays_where_it_is_until_somebody_sorts(firms: Grid) -> None:
    firms.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    before = firms.column("name")
    firms.type(0, "name", "最后")
    assert firms.column("name") == ["最后", *before[1:]]


def test_a_row_that_is_chosen_here_is_chosen_everywhere(firms: Grid) -> None:
    firms.go(2, "name")
    uid = firms.desk.uid("水泥厂")
    assert wait_for(lambda: firms.desk.bench.session.selection.uids == {uid})
    assert firms.desk.canvas.chosen == {("actor", uid)}
    assert firms.desk.marked(firms.desk.bench.actors.panel) == {uid}
    assert len(firms.view.selectionModel().selectedIndexes()) == 1  # the choice here stays one cell


def test_a_firm_chosen_on_the_map_marks_its_rows_in_every_table(desk: Desk) -> None:
    grid = Grid(desk, "flow_amount")
    flows = desk.bench.session.snapshot.flow
    desk.bench.session.select([Ref("flow", str(flows.uid[3]))])
    assert grid.panel.work.chosen()[0] == [3]
    grid.panel.show_table("actor")
    desk.click_map(desk.sign("水泥厂"))
    assert [grid.column("name")[row] for row in grid.panel.work.chosen()[0]] == ["水泥厂"]


def test_only_chosen_rows_can_be_shown(firms: Grid) -> None:
    firms.go(1, "name", rows=2)
    firms.panel.bar.only.click()
    assert firms.column("name") == ["化工厂", "水泥厂"]
    firms.panel.bar.only.click()
    assert firms.model.rowCount() == 6


def test_columns_keep_their_order_and_which_are_hidden(firms: Grid) -> None:
    header = firms.view.horizontalHeader()
    header.moveSection(0, 2)
    role = firms.model.edit.column_of("role")
    firms.panel._list_columns()
    firms.panel.bar.columns.menu().actions()[role].setChecked(False)
    firms.panel.show_table("flow")
    assert header.visualIndex(0) == 0
    firms.panel.show_table("actor")
    assert (header.visualIndex(0), firms.view.isColumnHidden(role)) == (2, True)


def test_a_project_that_is_read_says_why_nothing_can_be_typed(
    open_desk: Callable[..., Desk], cluster_file: Path
) -> None:
    with Project.open(cluster_file):
        desk = open_desk()
        desk.bench.session.open(Project.open(cluster_file, read_only=True))
        desk.settle()
        grid = Grid(desk, "actor")
        grid.go(0, "name")
        grid.key(Key.Key_F2)
        assert grid.editor is None
        assert "Open for reading only" in grid.panel.foot.text()
        grid.key(Key.Key_Delete)
        assert "Open for reading only" in grid.said()
        desk.bench.session.close()


def test_rows_that_open_to_sums_only_are_counted_and_not_shown(desk: Desk) -> None:
    with desk.bench.session.project.edit(Text("Set the use")) as db:
        db.execute("UPDATE source SET permitted_use = 'aggregate'")
    desk.settle()
    grid = Grid(desk, "flow_amount")
    assert grid.model.rowCount() == 0
    assert "24 rows of sources that open to sums only" in grid.panel.foot.text()


def test_the_header_sorts_a_column_when_it_is_clicked(firms: Grid) -> None:
    header = firms.view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert firms.column("name") == ["堆肥厂", "化工厂", "水泥厂", "污水处理厂", "印染厂", "园区热电厂"]  # by pinyin
