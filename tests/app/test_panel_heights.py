from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar

from tests.app.conftest import wait_for


def height(desk: Any, name: str) -> int:
    """The height of a panel after it was brought to the front."""
    desk.bench.bring(name)
    desk.settle()
    return int(desk.window.panels[name].height())


def drag_edge(desk: Any, up: int) -> None:
    """Drag the edge between map and panels upwards by some pixels."""
    centre = desk.window.centralWidget().geometry()
    edge = QPoint(centre.center().x(), centre.bottom() + 2)
    QTest.mousePress(desk.window, Qt.MouseButton.LeftButton, pos=edge)
    for step in (up // 2, up):
        QTest.mouseMove(desk.window, edge - QPoint(0, step))
        desk.settle()
    QTest.mouseRelease(desk.window, Qt.MouseButton.LeftButton, pos=edge - QPoint(0, up))
    assert wait_for(lambda: not desk.bench.heights._drop.isActive())
    desk.settle()


def test_a_matrix_gets_room_and_gives_it_back_to_the_map(desk: Any) -> None:
    few = height(desk, "findings")
    assert height(desk, "matrix") > few + 100
    assert height(desk, "findings") == few


def test_a_height_that_was_dragged_is_that_of_one_panel_and_is_remembered(desk: Any) -> None:
    few, history = height(desk, "findings"), height(desk, "history")
    drag_edge(desk, 90)
    higher = int(desk.window.panels["history"].height())
    assert higher > history + 60
    assert height(desk, "findings") == few
    assert abs(height(desk, "history") - higher) <= 2
    desk.ask("reset_layout")
    assert height(desk, "history") == history


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_tabs_are_seen_in_a_window_of_the_usual_size(desk: Any, language: str) -> None:
    desk.window.resize(1440, 900)
    desk.ask(f"language.{language}")
    desk.bench.bring("returned")
    desk.settle()
    tabs = max(desk.window.findChildren(QTabBar), key=QTabBar.count)
    assert wait_for(lambda: tabs.count() == 13)
    assert tabs.sizeHint().width() <= tabs.width()


def test_what_stands_below_the_layers_makes_way_at_once(desk: Any) -> None:
    layers = desk.bench.layers
    for item in layers._items():
        item.setExpanded(True)
    assert layers.drawing_title.y() > layers.tree.geometry().bottom()
