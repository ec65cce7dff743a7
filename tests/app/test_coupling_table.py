"""The coupling by year in the folded research part: a table, a grade from five years on, open findings named."""

from typing import Any

import numpy as np

from core.records import insert
from core.text import Text

STEADY = {"output_value": 10_000.0, "value_added": 2000.0, "employees": 200.0, "energy_consumption": 4000.0,
          "water_fresh": 80_000.0}  # fmt: skip
UNITS = {"employees": "person", "energy_consumption": "tce", "water_fresh": "m3"}


def enter(desk: Any, years: range) -> None:
    """The same figures of every firm in each year, but the last water of the first is a thousand times as much."""
    snapshot = desk.bench.session.snapshot
    firms = [int(id) for id, kind in zip(snapshot.actor.id, snapshot.actor.kind, strict=True) if kind in ("firm", "")]
    rows = []
    for firm in firms:
        for year in years:
            for item, value in STEADY.items():
                slip = 1000.0 if (firm, year, item) == (firms[0], years[-1], "water_fresh") else 1.0
                unit, told = UNITS.get(item, "wan_yuan"), value * slip
                rows.append({"actor_id": firm, "item": item, "year": year, "value": told, "value_entered": told,
                             "unit": unit, "unit_entered": unit})  # fmt: skip
    with desk.bench.session.project.edit(Text("Enter figures")) as db:
        insert(db, "statistic", rows)
    desk.settle()


def unfolded(desk: Any) -> Any:
    desk.ask("show.indicators")
    desk.bench.indicators.fold.setChecked(True)
    desk.settle()
    desk.settle()
    return desk.bench.indicators.coupling


def titles(panel: Any) -> list[str]:
    return [column.title for column in panel.panel.model.data_rows.columns]


def test_without_figures_the_panel_says_what_to_import(desk: Any) -> None:
    panel = unfolded(desk)
    assert panel.panel.isHidden()
    assert "Import the statistics" in panel.told.text()


def test_below_five_years_there_is_no_grade_and_the_open_finding_on_a_figure_is_named(desk: Any) -> None:
    enter(desk, range(2021, 2025))
    panel = unfolded(desk)
    assert panel.panel.model.rowCount() == 4
    assert "Grade of coordination" not in titles(panel)
    (told,) = [line for line in panel.told.text().splitlines() if line.startswith("2024: Contains a figure")]
    assert "thousand times" in told
    desk.click_row(panel.panel, 3)
    snapshot = desk.bench.session.snapshot
    firms = snapshot.actor.uid[np.unique(snapshot.statistic.actor)].tolist()
    assert {ref.uid for ref in desk.bench.session.selection.refs} == set(firms)


def test_from_five_years_on_each_year_has_its_grade(desk: Any) -> None:
    enter(desk, range(2020, 2025))
    panel = unfolded(desk)
    assert panel.panel.model.rowCount() == 5
    assert "Grade of coordination" in titles(panel)
