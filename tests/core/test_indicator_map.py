"""Own indicators by region and by firm: the rules of the systems hold, and a firm counts where it told everything."""

import pytest

from core.edits import add_row
from core.indicator_map import by_firm, by_region, own_lines, told_by_firms
from core.project import Project
from core.records import insert
from core.system_results import judge_line
from core.system_scope import scope_of
from core.text import Text

WATER = {  # m3 by firm and year; the mill of the west told no value added
    "East": {"Brewery": (600.0, 200.0, 500.0), "Dairy": (200.0, 200.0, 100.0)},
    "West": {"Mill": (900.0, None, 300.0), "Forge": (100.0, 50.0, None)},
}
INTENSITY = {"number": "1", "title": "Water per value", "formula": "water_fresh / value_added"}
GROWTH = {"number": "2", "title": "Growth of water", "formula": "growth(water_fresh, 1)"}


@pytest.fixture
def park(project: Project) -> Project:
    with project.edit(Text("Enter a park")) as db:
        (top,) = insert(db, "region", [{"name": "Park"}])
        for place, firms in WATER.items():
            (region,) = insert(db, "region", [{"name": place, "parent_id": top}])
            for name, (water, value, before) in firms.items():
                (firm,) = insert(db, "actor", [{"name": name, "kind": "firm", "region_id": region}])
                told = (("water_fresh", water, "m3", 2025), ("value_added", value, "wan_yuan", 2025),
                        ("water_fresh", before, "m3", 2024))  # fmt: skip
                insert(db, "statistic", [
                    {"actor_id": firm, "item": item, "value": figure, "value_entered": figure, "unit": unit,
                     "unit_entered": unit, "year": year}
                    for item, figure, unit, year in told if figure is not None
                ])  # fmt: skip
    add_row(project, "own_indicator", INTENSITY)
    add_row(project, "own_indicator", GROWTH)
    return project


def test_each_region_is_an_area_of_its_own_and_one_with_half_its_figures_has_no_value(park: Project) -> None:
    snapshot = park.snapshot()
    found = by_region(snapshot, 2025, own_lines(snapshot)["own.1"])
    east = snapshot.region.uid[snapshot.region.name.tolist().index("East")]
    assert found == {east: 2.0}  # 800 m3 by 400 of value; West lacks half its value added, and so the whole a quarter
    grown = by_region(snapshot, 2025, own_lines(snapshot)["own.2"])
    assert grown[east] == pytest.approx(1 / 3)  # 600 m3 became 800


def test_a_region_on_the_map_has_the_value_that_the_system_tells_of_it(park: Project) -> None:
    snapshot = park.snapshot()
    for line in own_lines(snapshot).values():
        found = by_region(snapshot, 2025, line)
        for uid, name in zip(snapshot.region.uid, snapshot.region.name, strict=True):
            assert found.get(uid) == judge_line(scope_of(snapshot, 2025, name), line).result.value


def test_a_firm_has_a_value_where_it_told_every_quantity(park: Project) -> None:
    snapshot = park.snapshot()
    names = dict(zip(snapshot.actor.uid.tolist(), snapshot.actor.name.tolist(), strict=True))
    told = by_firm(snapshot, 2025, own_lines(snapshot)["own.1"])
    assert {names[uid]: value for uid, value in told.items()} == {"Brewery": 3.0, "Dairy": 1.0, "Forge": 2.0}


def test_a_sums_only_figure_gives_no_firm_a_value(park: Project) -> None:
    with park.edit(Text("Close a figure")) as db:
        (closed,) = insert(db, "source", [{"title": "Yearbook", "permitted_use": "aggregate"}])
        db.execute("UPDATE statistic SET source_id = ? WHERE actor_id = 1 AND item = 'value_added'", (closed,))
    snapshot = park.snapshot()
    assert len(by_firm(snapshot, 2025, own_lines(snapshot)["own.1"])) == 2


def test_what_links_add_up_to_has_no_value_by_firm(park: Project) -> None:
    add_row(park, "own_quantity", {"name": "steam_out", "unit": "GJ", "reads": "links_out"})
    add_row(park, "own_indicator", {"number": "3", "title": "Steam", "formula": "steam_out"})
    snapshot = park.snapshot()
    lines = own_lines(snapshot)
    assert [told_by_firms(snapshot, lines[id]) for id in ("own.1", "own.2", "own.3")] == [True, True, False]


def test_firms_have_their_own_values_where_the_park_states_the_whole(park: Project) -> None:
    with park.edit(Text("State the whole")) as db:
        told = {"region_id": 1, "item": "water_fresh", "value": 2000.0, "value_entered": 2000.0, "year": 2025}
        insert(db, "statistic", [{**told, "unit": "m3", "unit_entered": "m3"}])
    snapshot = park.snapshot()
    assert len(by_firm(snapshot, 2025, own_lines(snapshot)["own.1"])) == 3
