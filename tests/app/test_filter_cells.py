"""The cells below the header and the box above it say one filter; the first column stays in sight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.filter_words import cell_texts, condition, filter_words, with_cell
from core.fields import FIELDS
from tests.app.conftest import Desk
from tests.app.gridded import Grid

Key = Qt.Key
COLUMNS = ("name", "status", "year")


def titled(name: str) -> int | None:
    return COLUMNS.index(name) if name in COLUMNS else None


def cell(grid: Grid, column: str) -> object:
    return grid.view.head.cells[grid.model.edit.column_of(column)]


@pytest.fixture
def firms(desk: Desk) -> Grid:
    made = Grid(desk, "actor")
    made.panel.bar.cells.click()
    return made


def test_a_part_in_quotes_holds_spaces() -> None:
    assert filter_words('name:"two words" year>2020 “三 个”') == ['name:"two words"', "year>2020", '"三 个"']
    asked = condition('name:"two words"', titled)
    assert asked is not None
    assert (asked.column, asked.sign, asked.text) == (0, ":", "two words")


def test_comparisons_of_one_column_stand_in_one_cell() -> None:
    assert cell_texts("acid year>2020 year<=2024 status=", titled) == {2: ">2020 <=2024", 1: "="}
    assert with_cell("acid year>2020", 2, "year", ">=2021 <2023", titled) == "acid year>=2021 year<2023"
    assert with_cell("acid year>2020 name:x", 2, "year", "", titled) == "acid name:x"


@given(st.text("ab 厂>=<:", min_size=0, max_size=12), st.sampled_from(["", "acid", "status:on year>3"]))
def test_what_is_typed_into_a_cell_is_read_back_from_the_box(text: str, before: str) -> None:
    box = with_cell(before, 0, "name", text, titled)
    told = cell_texts(box, titled)
    assert with_cell(box, 0, "name", told.get(0, ""), titled) == box
    assert {column: told.get(column) for column in (1, 2)} == {
        column: cell_texts(before, titled).get(column) for column in (1, 2)
    }


def test_a_cell_filters_its_column_and_the_box_says_it(firms: Grid) -> None:
    QTest.keyClicks(cell(firms, "status"), "run")
    assert firms.panel.bar.filter_box.text() == "Status:run"
    assert firms.model.rowCount() == 6
    QTest.keyClicks(cell(firms, "status"), "x")
    assert firms.model.rowCount() == 0
    QTest.keyClick(cell(firms, "status"), Key.Key_Escape)
    assert (firms.panel.bar.filter_box.text(), firms.model.rowCount()) == ("", 6)


def test_the_box_writes_the_cells(firms: Grid) -> None:
    firms.panel.bar.filter_box.setText("name:热 credit_code= 电")
    assert (cell(firms, "name").text(), cell(firms, "credit_code").text()) == ("热", "=")
    assert firms.column("name") == ["园区热电厂"]


def test_a_text_with_a_space_is_one_text_in_a_cell(firms: Grid) -> None:
    firms.type(0, "address", "No 1 Road")
    firms.type(1, "address", "No 1")
    firms.desk.type(cell(firms, "address"), "1 ro")
    assert firms.panel.bar.filter_box.text() == 'Address:"1 ro"'
    assert firms.column("address") == ["No 1 Road"]


@pytest.mark.parametrize("table", FIELDS)
def test_every_column_can_be_named_in_the_box(shared_desk: Desk, table: str) -> None:
    grid = Grid(shared_desk, table)
    for language in ("en", "zh"):
        grid.model.language = language
        for column in range(grid.model.columnCount()):
            box = grid.model.with_cell("", column, "x")
            assert grid.model.cell_texts(box) == {column: "x"}


def test_the_cells_are_shown_again_and_stand_below_their_columns(firms: Grid) -> None:
    head = firms.view.head
    below, place = cell(firms, "role"), firms.model.edit.column_of("role")
    assert abs(below.x() - head.sectionViewportPosition(place)) <= 2
    head.resizeSection(0, 300)
    head.moveSection(head.visualIndex(place), 0)
    assert below.x() <= 2
    firms.panel.bar.cells.click()
    assert head.cells == []


@pytest.fixture
def scrolled(firms: Grid) -> Grid:
    firms.view.horizontalScrollBar().setValue(400)
    return firms


def test_the_name_stays_in_sight_and_is_chosen_where_it_is_seen(scrolled: Grid) -> None:
    view = scrolled.view
    assert view.visualRect(scrolled.model.index(2, 0)).left() == 0
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(2, 0)).center())
    assert (view.currentIndex().row(), view.currentIndex().column()) == (2, 0)
    assert view.horizontalScrollBar().value() == 400
    scrolled.key(Key.Key_F2)
    assert scrolled.editor is not None
    assert scrolled.editor.geometry().left() == 0
    assert cell(scrolled, "name").x() <= 2


def test_a_cell_is_brought_beside_the_name_and_not_under_it(scrolled: Grid) -> None:
    scrolled.go(0, "role")
    at = scrolled.view.currentIndex()
    assert scrolled.view.visualRect(at).left() >= scrolled.view.columnWidth(0)


def test_the_frozen_header_sorts_by_its_own_column(scrolled: Grid) -> None:
    head = scrolled.view.head
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    assert scrolled.column("name")[0] == "堆肥厂"
