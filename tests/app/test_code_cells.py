"""Codes that are looked up in the cells of a table."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.code_picker import CodePicker
from tests.app.conftest import Desk, wait_for
from tests.app.gridded import Grid

Key = Qt.Key


@pytest.fixture
def firms(desk: Desk) -> Grid:
    return Grid(desk, "actor")


def test_a_code_is_picked_in_its_cell_with_its_edition_in_one_step(firms: Grid) -> None:
    firms.go(0, "industry_code")
    firms.key(Key.Key_F2)
    editor = firms.editor
    assert isinstance(editor, CodePicker)
    firms.desk.type(editor, "水泥制造")
    assert editor.hits.isVisible()
    hits = editor.hits
    QTest.keyClick(editor, Key.Key_Return)
    assert wait_for(lambda: firms.editor is None)
    actors = firms.desk.bench.session.snapshot.actor
    assert (actors.industry_code[0], actors.industry_edition[0]) == ("3011", "2017")
    assert not hits.isVisible()
    assert firms.label() == "园区热电厂: Industry"
    firms.desk.ask("undo")
    actors = firms.desk.bench.session.snapshot.actor
    assert (actors.industry_code[0], actors.industry_edition[0]) == ("", "")


def test_escape_closes_the_list_of_codes_before_the_cell(firms: Grid) -> None:
    firms.go(0, "industry_code")
    firms.key(Key.Key_F2)
    editor = firms.editor
    assert isinstance(editor, CodePicker)
    firms.desk.type(editor, "301")
    QTest.keyClick(editor, Key.Key_Escape)
    assert not editor.hits.isVisible()
    assert firms.editor is editor
    QTest.keyClick(editor, Key.Key_Return)
    assert firms.column("industry_code")[0] == "301"
