"""Panels come back as wide as they were left, though they are hidden while a project is being opened."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyle

FRAME = 4  # pixels beside a scroll bar


def test_the_card_is_as_wide_at_the_second_start_as_it_was_left(open_desk: Any, cluster_file: Path) -> None:
    first = open_desk(cluster_file)
    card = first.window.panels["card"]
    first.window.resizeDocks([card], [333], Qt.Orientation.Horizontal)
    first.settle()
    left, first_tasks = card.width(), first.window.panels["tasks"].width()
    first.window.close()
    second = open_desk(cluster_file)
    second.settle()
    taken = second.window.panels["tasks"].width() - first_tasks  # its scroll bar; a window of 1200 has no more room
    assert 0 <= taken <= second.window.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) + FRAME
    assert second.window.panels["card"].width() == left - taken
