from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.records import insert
from core.text import Text
from gis.scene import Label


def test_opening_a_project_shows_its_firms_in_the_table(desk: Any) -> None:
    model = desk.bench.actors.panel.model
    names = {model.index(row, 0).data() for row in range(model.rowCount())}
    assert names == {"园区热电厂", "化工厂", "水泥厂", "印染厂", "污水处理厂", "堆肥厂"}


def test_clicking_a_sign_selects_the_firm_everywhere(desk: Any) -> None:
    bench, uid = desk.bench, desk.uid("水泥厂")
    desk.click_map(desk.sign("水泥厂"))
    assert bench.session.selection.uids == {uid}
    assert desk.marked(bench.actors.panel) == {uid}
    assert bench.card.text().splitlines()[0] == "水泥厂"
    assert desk.canvas.chosen == {("actor", uid)}


def test_clicking_beside_everything_shows_the_cluster_again(desk: Any) -> None:
    bench = desk.bench
    desk.click_map(desk.sign("水泥厂"))
    desk.click_map(QPoint(3, 3))
    assert bench.session.selection.refs == ()
    assert bench.card.text().splitlines()[0] == "六家企业"


def test_a_row_of_the_table_selects_its_sign_on_the_map(desk: Any) -> None:
    bench = desk.bench
    desk.click_row(bench.actors.panel, 0)
    uid = bench.actors.panel.model.uid(0)
    assert desk.canvas.chosen == {("actor", uid)}


def test_a_band_round_the_map_selects_every_firm(desk: Any) -> None:
    bench = desk.bench
    canvas = desk.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    QTest.mouseMove(canvas, QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(canvas.width() - 3, canvas.height() - 3))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() - 3, canvas.height() - 3))
    chosen = [ref for ref in bench.session.selection.refs if ref.table == "actor"]
    assert len(chosen) == 6


def test_clicking_a_finding_selects_its_subject(desk: Any) -> None:
    bench = desk.bench
    findings = bench.session.findings
    place = next(place for place, finding in enumerate(findings) if finding.subject.table == "actor")
    desk.click_row(bench.findings.panel, place)
    assert bench.session.selection.uids == {findings[place].subject.uid}
    assert findings[place].subject.name in bench.card.text()
    assert desk.marked(bench.findings.panel) == {str(place)}


def test_an_indicator_shows_the_links_it_was_computed_from(desk: Any) -> None:
    bench = desk.bench
    bench.bring("indicators")
    bench.indicators.fold.setChecked(True)
    QApplication.processEvents()
    desk.click_row(bench.indicators.research, 1)
    assert {ref.table for ref in bench.session.selection.refs} == {"flow"}


def test_the_research_panel_reads_one_unit_at_a_time(desk: Any) -> None:
    bench = desk.bench
    with bench.session.project.edit(Text("Add heat")) as db:
        (heat,) = insert(db, "commodity", [{"name": "余热", "medium": "energy", "base_unit": "GJ"}])
        (link,) = insert(db, "flow", [{"sender_id": 1, "receiver_id": 2, "commodity_id": heat, "kind": "energy"}])
        insert(db, "flow_amount", [{"flow_id": link, "year": 2024, "value": 8.0}])
    desk.settle()
    assert bench.session.units() == ["t", "GJ"]
    bench.indicators.units.activated.emit(bench.indicators.units.findData("GJ"))
    desk.settle()
    flowing = [result for result in bench.indicators.results("research") if result.id == "network.total_throughflow"]
    assert flowing[0].unit == "GJ"
    assert bench.indicators.units.currentData() == "GJ"


def test_undo_from_the_window_takes_the_last_edit_back(desk: Any) -> None:
    bench = desk.bench
    with bench.session.project.edit(Text("Add a firm")) as db:
        insert(db, "actor", [{"name": "新企业"}])
    desk.settle()
    assert bench.actors.panel.model.rowCount() == 7
    desk.ask("undo")
    desk.settle()
    assert bench.actors.panel.model.rowCount() == 6
    assert "Add a firm" in desk.window.messages.label.text()
    desk.ask("redo")
    assert bench.actors.panel.model.rowCount() == 7


def test_the_history_lists_every_edit_newest_first(desk: Any) -> None:
    model = desk.bench.history.panel.model
    desk.ask("undo")
    desk.settle()
    labels = [model.index(row, 2).data() for row in range(model.rowCount())]
    assert labels[-1] == "Enter six firms"
    assert len(labels) == 2


def test_the_year_slider_narrows_the_links(desk: Any) -> None:
    bench = desk.bench
    before = bench.links.panel.model.rowCount()
    with bench.session.project.edit(Text("Add a link of 2022")) as db:
        row = dict(db.execute("SELECT 'c', commodity_id FROM flow UNION SELECT 's', sender_id FROM flow").fetchall())
        (flow,) = insert(db, "flow", [{"sender_id": row["s"], "commodity_id": row["c"], "since": 2022, "until": 2022}])
        insert(db, "flow_amount", [{"flow_id": flow, "year": 2022, "value": 5.0}])
    desk.settle()
    assert bench.session.years == [2022, 2024]
    assert bench.links.panel.model.rowCount() == before
    bench.map.years.slider.setValue(0)
    desk.settle()
    assert bench.session.shown.year == 2022
    assert bench.links.panel.model.rowCount() == before + 1
    assert "2022" in bench.status.year.text()


def test_the_numbers_of_the_status_line_open_their_list(desk: Any) -> None:
    bench = desk.bench
    assert "7 drawn" in bench.status.links.text()
    bench.status.open_group("drawn")
    assert bench.links.panel.model.rowCount() == 7
    bench.links.panel.everything.click()
    assert bench.links.panel.model.rowCount() == 24


def test_switching_links_off_hides_them_on_the_map(desk: Any) -> None:
    bench = desk.bench
    item = next(item for item in bench.layers._items() if item.data(0, Qt.ItemDataRole.UserRole) == "links")
    item.setCheckState(0, Qt.CheckState.Unchecked)
    desk.settle()
    assert bench.status.counts.drawn == ()
    assert len(bench.status.counts.hidden) == 7


def test_what_is_typed_is_found_by_a_part_of_its_name(desk: Any) -> None:
    bench = desk.bench
    bench.find_box.look_up()
    desk.type(bench.find_box, "堆肥")
    desk.settle()
    QTest.keyClick(bench.find_box, Qt.Key.Key_Return)
    assert bench.session.selection.uids == {desk.uid("堆肥厂")}


def test_a_click_with_the_hand_is_no_step_to_go_back(desk: Any) -> None:
    canvas = desk.canvas
    desk.ask("tool.move")
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert canvas._past == []
    desk.settle()
    before = canvas.view
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(240, 200))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(240, 200))
    assert canvas._past == [before]
    assert canvas.view.centre != before.centre


def test_who_loses_the_focus_lets_the_map_go(desk: Any) -> None:
    canvas = desk.canvas
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    before = canvas.view
    QTest.mouseMove(canvas, QPoint(260, 200))
    assert canvas.view == before
    assert not canvas._space


def test_zooming_keeps_the_place_under_the_pointer(desk: Any) -> None:
    canvas = desk.canvas
    place = canvas.rect().center() / 2
    before = canvas.view.to_ground(*canvas.to_mm(place.toPointF()))
    canvas.zoom(2.0, place.toPointF())
    after = canvas.view.to_ground(*canvas.to_mm(place.toPointF()))
    assert abs(before[0] - after[0]) + abs(before[1] - after[1]) < 1e-6
    canvas.show_previous()
    assert canvas.view.to_ground(*canvas.to_mm(place.toPointF())) == before


def test_sorting_keeps_the_chosen_row_marked(desk: Any) -> None:
    panel = desk.bench.actors.panel
    desk.click_row(panel, 0)
    chosen = desk.marked(panel)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        panel.table.sortByColumn(0, order)
        assert desk.marked(panel) == chosen


def test_a_filter_keeps_the_chosen_row_marked(desk: Any) -> None:
    panel = desk.bench.actors.panel
    desk.click_row(panel, 0)
    chosen = desk.marked(panel)
    panel.filter_box.setText(panel.model.index(0, 0).data())
    assert desk.marked(panel) == chosen
    assert desk.bench.session.selection.uids == chosen


def test_the_legend_beside_the_map_explains_its_widths(desk: Any) -> None:
    legend = desk.canvas.frame.legend
    words = [mark.text for mark in legend.marks if isinstance(mark, Label)]
    assert {"50\u2009000 t/year", "10\u2009000 t/year"} <= set(words)
    assert not desk.bench.layers.legend.pixmap().isNull()
