"""The tools of the map with real presses, moves, releases and keys."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.map_editing import TOOLS
from core.i18n import show
from core.text import Text

LEFT = Qt.MouseButton.LeftButton


class Pencil:
    """A hand with a tool on the map of a desk."""

    def __init__(self, desk: Any) -> None:
        self.desk, self.canvas, self.editing = desk, desk.canvas, desk.bench.editing

    @property
    def snapshot(self) -> Any:
        return self.desk.bench.session.snapshot

    def point(self, lon: float, lat: float) -> QPoint:
        """Where a place lies on the map, in pixels."""
        x, y = self.canvas.view.to_paper(np.array([(lon, lat)]))[0] * self.canvas.pixels_per_mm
        return QPoint(round(x), round(y))

    def lonlat(self, place: QPoint) -> tuple[float, float]:
        """What lies at a place of the map, in degrees."""
        return tuple(self.canvas.view.to_lonlat(*self.canvas.to_mm(place.toPointF())))

    def drag(self, start: QPoint, end: QPoint) -> None:
        QTest.mousePress(self.canvas, LEFT, pos=start)
        QTest.mouseMove(self.canvas, (start + end) / 2)
        QTest.mouseMove(self.canvas, end)
        QTest.mouseRelease(self.canvas, LEFT, pos=end)
        self.desk.settle()

    def click(self, place: QPoint) -> None:
        QTest.mouseMove(self.canvas, place)
        QTest.mouseClick(self.canvas, LEFT, pos=place)

    def write(self, **texts: str) -> None:
        """Fill the form and press Enter."""
        boxes = self.editing.form.boxes
        for name, text in texts.items():
            box = boxes[name]
            if isinstance(box, QLineEdit):
                box.setText(text)  # letters that no keyboard has cannot be clicked
            else:
                box.setCurrentIndex(box.findData(text))
        QTest.keyClick(next(iter(boxes.values())), Qt.Key.Key_Return)
        self.desk.settle()

    def said(self) -> str:
        return str(self.desk.window.messages.label.text())

    def advised(self) -> str:
        return str(self.desk.bench.status.hint.text())

    def row(self, name: str) -> int:
        return list(self.snapshot.actor.name).index(name)


@pytest.fixture
def pencil(desk: Any) -> Pencil:
    return Pencil(desk)


def test_a_click_and_a_name_add_a_firm_where_it_was_clicked(pencil: Pencil) -> None:
    pencil.desk.ask("draw.actor")
    place = pencil.point(113.590, 23.115)
    clicked = pencil.lonlat(place)
    pencil.click(place)
    assert pencil.editing.form.isVisible()
    pencil.write(name="玻璃厂", role="consumer")
    row = pencil.row("玻璃厂")
    actors = pencil.snapshot.actor
    assert actors.point[row].tolist() == pytest.approx(clicked, abs=1e-9)
    assert (actors.role[row], actors.kind[row], actors.region[row]) == ("consumer", "firm", 0)
    assert "玻璃厂" in pencil.said()
    assert "示范园区" in pencil.said()
    assert not pencil.editing.form.isVisible()


def test_the_form_asks_for_the_name_and_escape_leaves_nothing_behind(pencil: Pencil) -> None:
    pencil.desk.ask("draw.actor")
    pencil.click(pencil.point(113.590, 23.115))
    pencil.write(name=" ")
    assert pencil.editing.form.isVisible()
    pencil.desk.ask("clear")
    assert not pencil.editing.form.isVisible()
    assert pencil.editing.name == "draw.actor"
    pencil.desk.ask("clear")
    assert pencil.editing.name == ""
    assert len(pencil.snapshot.actor) == 6


def test_a_sign_is_dragged_to_a_new_place_and_undo_brings_it_back(pencil: Pencil) -> None:
    before = pencil.snapshot.actor.point[pencil.row("堆肥厂")].tolist()
    pencil.desk.ask("draw.move")
    end = pencil.point(113.604, 23.092)
    released = pencil.lonlat(end)
    pencil.drag(pencil.desk.sign("堆肥厂"), end)
    after = pencil.snapshot.actor.point[pencil.row("堆肥厂")].tolist()
    assert after == pytest.approx(released, abs=1e-9)
    assert pencil.snapshot.actor.point_quality[pencil.row("堆肥厂")] == "approximate"
    assert "1.2" in pencil.said()  # 0.012 degrees of longitude at 23.09 N are 1.23 km, 0.002 of latitude 0.22 km
    pencil.desk.ask("undo")
    assert pencil.snapshot.actor.point[pencil.row("堆肥厂")].tolist() == before


def test_a_firm_that_leaves_every_polygon_belongs_to_no_region_but_stays_a_member(pencil: Pencil) -> None:
    pencil.canvas.zoom(0.5)
    pencil.desk.settle()
    pencil.desk.ask("draw.move")
    pencil.drag(pencil.desk.sign("堆肥厂"), pencil.point(113.57, 23.09))
    assert pencil.snapshot.actor.region[pencil.row("堆肥厂")] == -1
    assert "no region" in pencil.said()


def test_escape_while_dragging_leaves_the_firm_where_it_was(pencil: Pencil) -> None:
    pencil.desk.ask("draw.move")
    start = pencil.desk.sign("堆肥厂")
    QTest.mousePress(pencil.canvas, LEFT, pos=start)
    QTest.mouseMove(pencil.canvas, start + QPoint(60, 10))
    assert "堆肥厂" in pencil.advised()
    pencil.desk.ask("clear")
    QTest.mouseRelease(pencil.canvas, LEFT, pos=start + QPoint(60, 10))
    assert len(pencil.desk.bench.session.project.history()) == 1
    assert pencil.editing.name == "draw.move"


def test_a_click_with_the_moving_tool_moves_nothing(pencil: Pencil) -> None:
    pencil.desk.ask("draw.move")
    pencil.click(pencil.desk.sign("堆肥厂"))
    assert len(pencil.desk.bench.session.project.history()) == 1


def test_a_firm_without_a_point_is_placed_by_a_click(pencil: Pencil) -> None:
    project = pencil.desk.bench.session.project
    with project.edit(Text("Forget a point")) as db:
        db.execute("UPDATE actor SET geom = NULL, point_quality = 'none' WHERE name = '堆肥厂'")
    pencil.desk.settle()
    pencil.desk.click_row(pencil.desk.bench.actors.panel, pencil.row("堆肥厂"))
    pencil.desk.settle()
    pencil.desk.ask("draw.move")
    assert "堆肥厂" in pencil.advised()
    pencil.click(pencil.point(113.61, 23.096))
    assert pencil.snapshot.actor.point[pencil.row("堆肥厂")] == pytest.approx((113.61, 23.096), abs=1e-3)


def test_two_clicks_and_a_form_draw_a_link_with_its_amount(pencil: Pencil) -> None:
    pencil.desk.ask("draw.link")
    pencil.click(pencil.desk.sign("化工厂"))
    assert "化工厂" in pencil.advised()
    pencil.click(pencil.desk.sign("堆肥厂"))
    pencil.write(commodity="有机废渣", kind="waste", amount="1.5", unit="kt", year="2024", origin="sender")
    flows, amounts = pencil.snapshot.flow, pencil.snapshot.flow_amount
    link = len(flows) - 1
    (stated,) = np.flatnonzero(amounts.flow == link)
    assert (flows.kind[link], amounts.origin[stated]) == ("waste", "sender")
    assert (amounts.value_entered[stated], amounts.unit_entered[stated], amounts.value[stated]) == (1.5, "kt", 1500)
    assert pencil.snapshot.commodity.base_unit[flows.commodity[link]] == "t"
    assert pencil.desk.bench.session.selection.uids == {flows.uid[link]}
    pencil.desk.ask("undo")
    assert "有机废渣" not in pencil.snapshot.commodity.name


def outside_form(pencil: Pencil) -> dict[str, Any]:
    boxes = pencil.editing.form.boxes
    assert boxes["commodity"].hasFocus()
    return dict(boxes)


def test_a_link_that_is_dragged_to_a_free_place_goes_outside(pencil: Pencil) -> None:
    pencil.desk.ask("draw.link")
    pencil.drag(pencil.desk.sign("化工厂"), pencil.point(113.590, 23.115))
    assert "way" in outside_form(pencil)
    pencil.write(commodity="有机废渣", kind="waste", amount="1.5", unit="kt", year="2024", origin="sender")
    flows = pencil.snapshot.flow
    assert (flows.sender[-1], flows.receiver[-1], flows.kind[-1]) == (pencil.row("化工厂"), -1, "waste")
    assert pencil.snapshot.flow_amount.value[-1] == 1500
    assert "化工厂 → outside the cluster" in pencil.said()
    pencil.desk.ask("undo")
    assert len(pencil.snapshot.flow) == len(flows) - 1


def test_a_link_comes_from_outside_where_that_is_chosen_and_finds_its_twin(pencil: Pencil) -> None:
    before = len(pencil.snapshot.flow)
    for year in ("2024", "2025"):
        pencil.desk.ask("draw.link")
        pencil.click(pencil.desk.sign("化工厂"))
        assert "outside" in pencil.advised()
        pencil.click(pencil.point(113.590, 23.115))
        pencil.write(way="in", commodity="硫磺", kind="material", amount="7", unit="t", year=year)
    flows = pencil.snapshot.flow
    assert len(flows) == before + 1
    assert (flows.sender[-1], flows.receiver[-1]) == (-1, pencil.row("化工厂"))
    assert pencil.snapshot.flow_amount.flow.tolist().count(before) == 2


def test_a_link_is_dragged_from_firm_to_firm(pencil: Pencil) -> None:
    pencil.desk.ask("draw.link")
    pencil.drag(pencil.desk.sign("化工厂"), pencil.desk.sign("堆肥厂"))
    assert "way" not in outside_form(pencil)
    pencil.write(commodity="有机废渣", kind="waste")
    flows = pencil.snapshot.flow
    assert (flows.sender[-1], flows.receiver[-1]) == (pencil.row("化工厂"), pencil.row("堆肥厂"))


def test_a_link_that_is_there_gets_the_amount_and_no_twin(pencil: Pencil) -> None:
    before = len(pencil.snapshot.flow)
    pencil.desk.ask("draw.link")
    pencil.click(pencil.desk.sign("园区热电厂"))
    pencil.click(pencil.desk.sign("水泥厂"))
    pencil.write(commodity="粉煤灰", kind="by-product", amount="38000", unit="t", year="2024", origin="receiver")
    assert len(pencil.snapshot.flow) == before
    assert pencil.snapshot.flow_amount.value[-1] == 38000
    assert "already" in pencil.said()


@pytest.mark.parametrize("year", ["next year", "²"])
def test_an_amount_of_no_year_is_not_added_to_a_link_that_is_there(pencil: Pencil, year: str) -> None:
    before = len(pencil.snapshot.flow_amount)
    pencil.desk.ask("draw.link")
    pencil.click(pencil.desk.sign("园区热电厂"))
    pencil.click(pencil.desk.sign("水泥厂"))
    pencil.write(commodity="粉煤灰", kind="by-product", amount="38000", unit="t", year=year, origin="receiver")
    assert pencil.editing.form.isVisible()
    assert "Year" in pencil.editing.form._told.text()
    assert len(pencil.snapshot.flow_amount) == before


def test_an_amount_in_no_unit_is_told_in_the_form_which_stays(pencil: Pencil) -> None:
    pencil.desk.ask("draw.link")
    pencil.click(pencil.desk.sign("化工厂"))
    pencil.click(pencil.desk.sign("堆肥厂"))
    pencil.write(commodity="有机废渣", kind="waste", amount="much", unit="")
    assert pencil.editing.form.isVisible()
    assert pencil.editing.form._told.text()
    assert "有机废渣" not in pencil.snapshot.commodity.name


def test_deleting_a_firm_tells_what_went_with_it_and_one_undo_brings_all_back(pencil: Pencil) -> None:
    links, amounts = len(pencil.snapshot.flow), len(pencil.snapshot.flow_amount)
    pencil.desk.click_map(pencil.desk.sign("堆肥厂"))
    pencil.desk.ask("draw.delete")
    pencil.desk.settle()
    gone = links - len(pencil.snapshot.flow)
    assert gone == 4  # what it gets, what it takes in besides, what it delivers and what it loses
    assert f"Links: {gone}" in pencil.said()
    assert "堆肥厂" not in pencil.snapshot.actor.name
    pencil.desk.ask("undo")
    assert (len(pencil.snapshot.flow), len(pencil.snapshot.flow_amount)) == (links, amounts)


def test_deleting_without_a_choice_says_what_to_do(pencil: Pencil) -> None:
    pencil.desk.ask("draw.delete")
    assert "Choose" in pencil.said()


def test_a_corner_of_the_region_is_dragged_with_the_hand(pencil: Pencil) -> None:
    pencil.canvas.zoom(0.7)
    pencil.desk.settle()
    pencil.desk.ask("draw.reshape")
    pencil.click(pencil.point(113.583, 23.117))
    pencil.drag(pencil.point(113.62, 23.12), pencil.point(113.625, 23.125))
    west, south, east, north = _bounds(pencil)
    assert (west, south) == (113.58, 23.08)
    assert (east, north) == pytest.approx((113.625, 23.125), abs=2e-4)
    assert "示范园区" in pencil.said()


def test_the_ring_on_an_edge_makes_a_corner_and_delete_takes_it_away(pencil: Pencil) -> None:
    pencil.canvas.zoom(0.7)
    pencil.desk.settle()
    pencil.desk.ask("draw.reshape")
    pencil.click(pencil.point(113.583, 23.117))
    pencil.drag(pencil.point(113.60, 23.12), pencil.point(113.60, 23.124))
    assert _bounds(pencil)[3] == pytest.approx(23.124, abs=2e-4)
    QTest.mouseMove(pencil.canvas, pencil.point(113.60, _bounds(pencil)[3]))
    pencil.desk.ask("draw.delete")
    assert _bounds(pencil)[3] == 23.12


def _bounds(pencil: Pencil) -> tuple[float, ...]:
    blob = pencil.snapshot.region.outline[0]
    corners = np.frombuffer(blob[30:], "<f8").reshape(-1, 2)
    return (*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


def test_clicked_corners_and_a_double_click_make_a_region(pencil: Pencil) -> None:
    pencil.desk.ask("draw.region")
    pencil.click(pencil.point(113.583, 23.084))
    pencil.click(pencil.point(113.602, 23.084))
    pencil.click(pencil.point(113.602, 23.102))
    QTest.keyClick(pencil.canvas, Qt.Key.Key_Backspace)
    pencil.click(pencil.point(113.602, 23.103))
    last = pencil.point(113.583, 23.103)
    pencil.click(last)
    QTest.mouseDClick(pencil.canvas, LEFT, pos=last)
    pencil.write(name="西南片区")
    regions = pencil.snapshot.region
    assert regions.name.tolist() == ["示范园区", "西南片区"]
    assert regions.parent.tolist() == [-1, 0]
    inside = {str(name) for name in pencil.snapshot.actor.name[pencil.snapshot.actor.region == 1]}
    assert inside == {"园区热电厂", "污水处理厂", "堆肥厂"}


def test_a_line_across_the_region_splits_it(pencil: Pencil) -> None:
    pencil.canvas.zoom(0.7)
    pencil.desk.settle()
    pencil.desk.ask("draw.cut")
    pencil.click(pencil.point(113.597, 23.07))
    pencil.click(pencil.point(113.597, 23.13))
    QTest.keyClick(pencil.canvas, Qt.Key.Key_Return)
    assert pencil.editing.form.texts() == {"name1": "示范园区 2"}
    pencil.write(name1="西区")
    assert pencil.snapshot.region.name.tolist() == ["示范园区", "西区"]
    west = {str(name) for name in pencil.snapshot.actor.name[pencil.snapshot.actor.region == 1]}
    assert west == {"印染厂", "污水处理厂", "堆肥厂"}


def test_a_line_that_splits_nothing_is_told_and_leaves_no_edit(pencil: Pencil) -> None:
    pencil.desk.ask("draw.cut")
    pencil.click(pencil.point(113.59, 23.09))
    pencil.click(pencil.point(113.60, 23.10))
    QTest.keyClick(pencil.canvas, Qt.Key.Key_Return)
    assert "splits no region" in pencil.said()
    assert len(pencil.desk.bench.session.project.history()) == 1


@pytest.mark.parametrize("name", list(TOOLS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_tool_says_in_the_status_line_what_the_next_click_does(
    shared_desk: Any, name: str, language: str
) -> None:
    desk = shared_desk
    desk.ask(f"language.{language}")
    desk.ask(name)
    hint = desk.bench.editing.tool.hint()
    assert desk.bench.status.hint.text() == show(hint, language) != ""
    assert desk.window.actions_by_id[name].isChecked()
    desk.ask("tool.select")
    assert desk.bench.status.hint.text() == ""
    desk.ask("language.en")


def test_no_tool_can_be_taken_where_nothing_can_be_written(open_desk: Callable, cluster_file: Any) -> None:
    desk = open_desk(cluster_file)
    desk.ask("draw.link")
    desk.ask("close")
    assert desk.canvas.in_hand is None
    assert not desk.window.actions_by_id["draw.link"].isEnabled()


def test_letters_typed_in_a_choice_of_the_form_take_no_tool(pencil: Pencil) -> None:
    pencil.desk.ask("draw.actor")
    pencil.click(pencil.point(113.590, 23.115))
    for key in (Qt.Key.Key_L, Qt.Key.Key_Delete):
        QTest.keyClick(pencil.editing.form.boxes["kind"], key)
    assert pencil.editing.name == "draw.actor"
    assert pencil.editing.form.isVisible()
    QTest.keyClick(pencil.editing.form.boxes["kind"], Qt.Key.Key_Escape)
    assert not pencil.editing.form.isVisible()
