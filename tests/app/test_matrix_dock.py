"""The matrix beside the map and from the command line."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.__main__ import main
from app.matrix_dock import PIXELS_PER_MM
from core.findings import Ref
from gis.choosing import Choice
from gis.grouping import Grouping
from gis.matrix_words import CELL


@pytest.fixture
def panel(desk: Any) -> Any:
    """The matrix of the six firms, in sight."""
    desk.ask("show.matrix")
    desk.settle()
    return desk.bench.matrix


def box_of(panel: Any, target: tuple[str, str]) -> Any:
    """Where a target lies in mm."""
    return next(box for mark, box in panel.picture.scene.of_targets(frozenset({target})))


def test_a_click_on_a_cell_selects_its_links_everywhere(desk: Any, panel: Any) -> None:
    target = next(target for target in panel.picture.rows if target[0] == CELL)
    left, top, right, bottom = (PIXELS_PER_MM * box_of(panel, target)).tolist()
    place = QPoint(round((left + right) / 2), round((top + bottom) / 2))
    QTest.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=place)
    assert desk.bench.session.selection.uids == panel.picture.rows[target]
    assert target in panel.view.marked


def test_a_project_that_is_closed_while_the_matrix_is_drawn_leaves_no_picture(desk: Any, panel: Any) -> None:
    panel.most.setValue(panel.most.value() - 1)
    assert any(task.lane == "matrix" for task in desk.bench.tasks.running())
    desk.bench.session.close()
    desk.settle()
    assert (panel.picture, panel.told.text()) == (None, "")


def test_keys_go_from_cell_to_cell_and_enter_selects(desk: Any, panel: Any) -> None:
    panel.view.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(panel.view, key)
    assert panel.view.current in panel.picture.rows
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert desk.bench.session.selection.uids == panel.picture.rows[panel.view.current]


def test_the_matrix_follows_filter_grouping_and_selection_of_the_map(desk: Any, panel: Any) -> None:
    names = set(panel.picture.table.headings)
    assert set(desk.bench.session.snapshot.actor.name) & names
    session = desk.bench.session
    session.choose_links(Choice(kinds=frozenset({"by-product"})))
    session.group_by(Grouping("region", "park"))
    desk.settle()
    assert "21 of 24 links are hidden by the filter" in panel.told.text()
    assert not set(session.snapshot.actor.name) & set(panel.picture.table.headings)
    links = session.snapshot.flow
    shown = frozenset().union(*panel.picture.rows.values())
    uid = next(iter(shown))
    session.select([Ref("flow", uid)])
    assert panel.view.marked == {target for target, uids in panel.picture.rows.items() if uid in uids}
    assert len(links) == 24


def test_the_numbers_are_copied_for_a_spreadsheet(panel: Any) -> None:
    panel.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Senders ↓ Receivers →\t")
    assert lines[-1].startswith("Sum\t")


def test_the_command_writes_a_page_and_a_workbook(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, book = tmp_path / "matrix.svg", tmp_path / "matrix.xlsx"
    words = ["--level", "firm", "--order", "blocks", "--most", "4", "--language", "en"]
    assert main(["matrix", str(cluster_file), str(page), *words]) == 0
    told = capsys.readouterr()
    assert str(page) in told.out
    assert "All 24 links have amounts" in told.err
    assert "the other " in page.read_text(encoding="utf-8")
    assert main(["matrix", str(cluster_file), str(book), *words]) == 0
    sheet = openpyxl.load_workbook(book).active
    assert sheet.cell(3, 1).value == "Senders ↓ Receivers →"
