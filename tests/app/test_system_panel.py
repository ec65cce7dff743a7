"""The indicators panel judges the park by a chosen system and tells the ledger of a chosen indicator."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, Qt

from app.table_panel import ROW_HEIGHT


def choose(desk: Any, system: str) -> Any:
    desk.ask("show.indicators")
    panel = desk.bench.indicators.systems
    panel.choice.setCurrentIndex(panel.choice.findData(system))
    panel.choice.activated.emit(panel.choice.currentIndex())
    desk.settle()
    return panel


def test_without_a_system_only_the_choice_is_shown(desk: Any) -> None:
    panel = desk.bench.indicators.systems
    assert panel.table.isHidden()
    assert panel.choice.count() == 10


def test_a_chosen_system_shows_each_indicator_with_its_threshold(desk: Any) -> None:
    panel = choose(desk, "hj274")
    assert panel.table.model.rowCount() == 32
    assert panel.verdict.text().startswith("Mandatory: ")


def test_a_chosen_indicator_tells_its_formula_quantities_and_holders(desk: Any) -> None:
    panel = choose(desk, "hj274")
    row = next(row for row in range(32) if panel.table.model.uid(row) == "hj274.15")
    desk.click_row(panel.table, row)
    assert (
        "15  Rate of water used again = Water used again ÷ (Water used again + Fresh water taken) × 100"
        in panel.ledger.text()
    )
    assert "Water supply and sewage utility" in panel.ledger.text()


def test_the_choice_stays_when_the_language_changes(desk: Any) -> None:
    panel = choose(desk, "zero_carbon")
    desk.bench.session.set_language("zh")
    desk.settle()
    assert panel.system == "zero_carbon"
    assert panel.verdict.text()


def test_a_chosen_indicator_shows_the_firms_whose_figures_it_rests_on(desk: Any) -> None:
    panel = choose(desk, "hj274")
    row = next(row for row in range(32) if panel.table.model.uid(row) == "hj274.15")
    desk.click_row(panel.table, row)
    snapshot = desk.bench.session.snapshot
    told = snapshot.statistic.actor[np.isin(snapshot.statistic.item, ("water_fresh", "water_repeated"))]
    firms = {str(snapshot.actor.uid[row]) for row in told if row >= 0}
    chosen = {ref.uid for ref in desk.bench.session.selection.refs if ref.table == "actor"}
    missing = {ref.uid for ref in panel.report.lines[14].result.missing}
    assert chosen == (firms or missing)


def test_a_region_can_be_judged_by_itself(desk: Any) -> None:
    panel = choose(desk, "green_park")
    assert panel.places.count() > 1
    panel.places.setCurrentIndex(1)
    panel.places.activated.emit(1)
    desk.settle()
    assert panel.report.scope.area.scope.name == panel.places.currentData()


def test_the_ledger_stands_right_under_its_row_and_goes_with_it(desk: Any) -> None:
    panel = choose(desk, "hj274")
    table, uid = panel.table.table, "hj274.15"
    (row,) = panel.table.model.places(frozenset([uid]))
    whole = table.height()
    desk.click_row(panel.table, row)
    desk.settle()
    top = table.rowViewportPosition(row)
    assert (panel.detail.isVisible(), panel.detail.y()) == (True, top + ROW_HEIGHT)
    assert table.rowHeight(row) == ROW_HEIGHT + panel.detail.height()
    assert table.height() == whole + panel.detail.height()
    area = desk.bench.indicators
    place = panel.detail.mapTo(area.viewport(), QPoint(0, -ROW_HEIGHT)).y()
    assert 0 <= place < area.viewport().height()
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    (moved,) = panel.table.model.places(frozenset([uid]))
    assert (table.rowHeight(row), panel.detail.y()) == (ROW_HEIGHT, table.rowViewportPosition(moved) + ROW_HEIGHT)
    table.clearSelection()
    assert not panel.detail.isVisible()
    assert table.height() == whole
