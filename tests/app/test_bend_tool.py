"""Bending, locking and freeing links with real presses on the map."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from core.i18n import show
from core.map_layouts import kept_bends
from gis import flow_bending

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bending(desk: Any) -> Iterator[Any]:
    """A desk with the tool in hand, where nothing is laid yet."""
    flow_bending.forget()
    desk.canvas.refresh()
    desk.settle()
    desk.ask("draw.bend")
    yield desk
    flow_bending.forget()


def kept(desk: Any) -> dict[str, Any]:
    return kept_bends(desk.bench.session.snapshot)


def curve_of(desk: Any, uid: str) -> np.ndarray:
    """Start, control and end of a drawn link in pixels."""
    frame = desk.canvas.frame
    area = frame.target(desk.canvas.view, desk.canvas.pixels_per_mm)
    marks = [mark for mark, _ in frame.scene.of_targets(frozenset({("flow", uid)}))]
    points = next(mark.path.points for mark in marks if mark.path.commands == "MQ")
    return points * (area.width() / frame.view.width_mm) + (area.x(), area.y())


def middle_of(desk: Any, uid: str) -> QPoint:
    x, y = np.array([0.25, 0.5, 0.25]) @ curve_of(desk, uid)
    return QPointF(x, y).toPoint()


def from_start(desk: Any, uid: str, place: QPoint) -> np.ndarray:
    """Where a place of the map lies from the sign of a link's sender, in pixels."""
    snapshot = desk.bench.session.snapshot
    row = list(snapshot.flow.uid).index(uid)
    sign = desk.sign(str(snapshot.actor.name[snapshot.flow.sender[row]]))
    return np.array([place.x() - sign.x(), place.y() - sign.y()])


def drawn(desk: Any) -> str:
    """The uid of the longest drawn link."""
    uids = [uid for uid in desk.bench.session.snapshot.flow.uid if has_curve(desk, uid)]
    return str(max(uids, key=lambda uid: float(np.hypot(*(curve_of(desk, uid)[2] - curve_of(desk, uid)[0])))))


def has_curve(desk: Any, uid: str) -> bool:
    marks = desk.canvas.frame.scene.of_targets(frozenset({("flow", uid)}))
    return any(mark.path.commands == "MQ" for mark, _ in marks)


def drag(desk: Any, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(desk.canvas, LEFT, pos=start)
    QTest.mouseMove(desk.canvas, (start + end) / 2)
    QTest.mouseMove(desk.canvas, end)
    QTest.mouseRelease(desk.canvas, LEFT, pos=end)
    desk.settle()


def test_a_dragged_curve_passes_where_it_was_released_and_is_locked_there(bending: Any) -> None:
    uid = drawn(bending)
    aim = middle_of(bending, uid) + QPoint(14, 34)
    wanted = from_start(bending, uid, aim)
    drag(bending, middle_of(bending, uid), aim)
    assert kept(bending)[uid].locked
    reached = from_start(bending, uid, middle_of(bending, uid))
    assert np.hypot(*(reached - wanted)) < 16  # it is cut at its signs, so its middle lies a little aside
    assert "→" in show(bending.bench.session.project.history()[0].label, "en")


def test_undo_brings_the_curve_back(bending: Any) -> None:
    uid = drawn(bending)
    before = curve_of(bending, uid)
    drag(bending, middle_of(bending, uid), middle_of(bending, uid) + QPoint(0, 40))
    bending.ask("undo")
    bending.settle()
    assert kept(bending) == {}
    after = curve_of(
        bending, uid
    )  # the bar with what was done makes the map lower: a sign at its edge is out of the way
    np.testing.assert_allclose(after - after[0], before - before[0], atol=8)


def test_a_double_click_locks_a_curve_and_another_one_unlocks_it(bending: Any) -> None:
    uid = drawn(bending)
    for locked in (True, False):
        QTest.mouseMove(bending.canvas, middle_of(bending, uid))
        QTest.mouseDClick(bending.canvas, LEFT, pos=middle_of(bending, uid))
        bending.settle()
        assert kept(bending)[uid].locked is locked


def test_laying_anew_is_one_edit_that_moves_what_is_not_locked(bending: Any) -> None:
    uid = drawn(bending)
    drag(bending, middle_of(bending, uid), middle_of(bending, uid) + QPoint(10, 44))
    locked = kept(bending)[uid]
    bending.ask("draw.anew")
    bending.settle()
    assert kept(bending)[uid] == locked
    QTest.mouseDClick(bending.canvas, LEFT, pos=middle_of(bending, uid))
    bending.settle()
    bending.ask("draw.anew")
    bending.settle()
    assert kept(bending)[uid].across != pytest.approx(locked.across)
    assert show(bending.bench.session.project.history()[0].label, "en") == "Lay the links out anew"


def test_a_press_beside_every_line_bends_nothing(bending: Any) -> None:
    drag(bending, QPoint(3, 3), QPoint(30, 40))
    assert kept(bending) == {}
