"""Targets: base year, target, now and gap; lights only where a threshold was compared; the ledger of a number."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.attachments import attach_under
from core.cells import Percent
from core.edits import add_row, add_rows, set_values
from core.fields import RefusedValues
from core.i18n import THIN, show
from core.imports import import_sheet
from core.indicator_ledger import EVIDENCE, Beside, evidence_files, evidence_key, ledger_lines, pulls
from core.indicator_own import find_system
from core.project import Project
from core.sheets import make_sheet
from core.snapshot import Snapshot
from core.system_memory import carry_over
from core.system_quantities import measure
from core.system_results import Report, evaluate
from core.system_scope import scope_of
from core.target_gaps import goals_of
from core.target_words import goal_text, light_of
from core.text import Text

Enter = Callable[..., Snapshot]
YEARS = {2021: (2_000, 100), 2024: (2_400, 800)}  # repeated and fresh water, m3


@pytest.fixture
def park(project: Project, cluster: Enter) -> Project:
    """A park that used 2,000 of 2,100 m3 again in 2021 and 2,400 of 3,200 m3 in 2024."""
    rows = [
        {"region": "Park", "item": item, "value": value, "year": year}
        for year, values in YEARS.items()
        for item, value in zip(("water_repeated", "water_fresh"), values, strict=True)
    ]
    cluster(statistic=rows)
    return project


def target(project: Project, **told: Any) -> None:
    add_row(project, "indicator_target", {"system": "zero_carbon", "number": "6", "year": 2030, "value": 85, **told})


def report(project: Project, year: int = 2024, system: str = "zero_carbon") -> Report:
    snapshot = project.snapshot()
    return evaluate(scope_of(snapshot, year), find_system(system, snapshot))


def test_a_target_stands_beside_now_and_a_base_year_that_is_computed(park: Project) -> None:
    target(park)
    target(park, part="base", year=2021, value=None)
    found = report(park)
    goal = goals_of(found)["6"]
    assert (goal.base_year, goal.base) == (2021, pytest.approx(100 * 2000 / 2100))
    assert (goal.target_year, goal.target, goal.now, goal.gap) == (2030, 85, 75, 10)
    assert (goal.met, goal.share) == (False, pytest.approx((75 - goal.base) / (85 - goal.base)))
    told = show(goal_text(goal, found.lines[5], "en"), "en")
    assert told.startswith("Base year 2021: 95.24 %; target 2030: ≥ 85 %; now 75 %; 10 percentage points are lacking")


def test_the_next_target_counts_and_one_of_another_region_does_not(park: Project) -> None:
    for year, value in ((2023, 60), (2025, 78), (2030, 85)):
        target(park, year=year, value=value)
    region = int(park.snapshot().region.id[0])
    target(park, year=2024, value=70, region_id=region)
    assert goals_of(report(park))["6"].target == 70  # the park is the whole cluster's only uppermost region


def test_a_target_of_a_year_that_is_past_is_told_so(park: Project) -> None:
    target(park, year=2020)
    found = report(park)
    assert "target 2020: ≥ 85 %, a year that is past; now 75 %" in show(
        goal_text(goals_of(found)["6"], found.lines[5], "en"), "en"
    )


def test_an_imported_target_above_the_whole_is_told(park: Project) -> None:
    rows = [(1, ("system", "number", "year", "target")), (2, ("zero_carbon", "6", 2030, 900))]
    result = import_sheet(park, make_sheet("t.csv", "", rows), "targets")
    assert (result.imported, "above 100 %" in show(result.problems[0].reason, "en")) == (1, True)


def test_a_target_of_a_line_that_no_system_has_is_refused(park: Project) -> None:
    with pytest.raises(RefusedValues):
        target(park, number="99")
    with pytest.raises(RefusedValues):
        target(park, value=None)


def test_a_light_is_shown_only_for_a_threshold_that_was_compared(park: Project) -> None:
    assert light_of(report(park).lines[5]) == "missed"  # seen in a copy: 80 % are asked for
    hj = next(judged for judged in report(park, system="hj274").lines if judged.line.number == "15")
    assert (hj.met, light_of(hj)) == (True, "")  # from memory


def test_a_ledger_names_what_changes_a_number_most_and_its_files(park: Project, tmp_path: Path) -> None:
    found = report(park)
    judged = found.lines[5]
    paper = tmp_path / "water.pdf"
    paper.write_bytes(b"%PDF")
    attach_under(park, (EVIDENCE, evidence_key(found.scope, judged.result.id)), "water", paper)
    files = evidence_files(park.snapshot(), tmp_path, found.scope, judged)
    assert [(file.path.name, file.state) for file in files] == [("water.pdf", "good")]
    strongest = pulls(judged)[0]
    assert strongest.change == pytest.approx(100 * 2400 / 3208 - 75)
    lines = list(ledger_lines(judged, Beside(None, files, {}, {}), "en"))
    assert lines[0] == "6  Rate of water used again = Water used again ÷ (Water used again + Fresh water taken) × 100"
    assert lines[1].replace(THIN, " ").strip() == "Water used again 2024: 2400 m³ (Water supply and sewage utility)"
    assert lines[-1] == "Evidence: water.pdf."
    assert any(line.startswith("What changes it most: Fresh water taken 2024") for line in lines)


def test_evidence_of_an_own_system_is_found_whatever_spaces_its_name_had(park: Project, tmp_path: Path) -> None:
    add_row(park, "own_indicator", {"system": "江北 园区", "number": "1", "formula": "employees"})
    for name, system in (("before.pdf", "江北 园区"), ("now.pdf", "江北园区"), ("other.pdf", "江南园区")):
        (tmp_path / name).write_bytes(b"%PDF")
        attach_under(park, (EVIDENCE, f"{system}.1||2024"), name, tmp_path / name)
    snapshot = park.snapshot()
    found = evaluate(scope_of(snapshot, 2024), find_system("江北 园区", snapshot))
    files = evidence_files(snapshot, tmp_path, found.scope, found.lines[0])
    assert [file.path.name for file in files] == ["before.pdf", "now.pdf"]


def test_a_composite_with_a_missing_part_is_no_number(project: Project, cluster: Enter) -> None:
    shares = {"straw_share": 85, "renewables_share": 78, "building_share": 30, "kitchen_share": 25}
    waste = {"waste_generated": 100, "waste_used": 73, "waste_used_old_stock": 0}

    def rows(told: dict[str, int]) -> list[dict[str, Any]]:
        return [{"region": "Park", "item": item, "value": value, "year": 2024} for item, value in told.items()]

    cluster(statistic=rows(shares | waste))
    assert report(project, system="ndrc2017").lines[1].result.value == pytest.approx(58.2)
    with project.edit(Text("Take two away")) as db:
        db.execute("DELETE FROM statistic WHERE item IN ('building_share', 'kitchen_share')")
    assert report(project, system="ndrc2017").lines[1].result.value is None


def test_figures_of_tables_that_an_edit_did_not_touch_are_carried_over(park: Project) -> None:
    before = report(park).scope
    target(park)
    scope = carry_over(scope_of(park.snapshot(), 2024), before)
    key = ("quantity", "water_fresh", 0)
    assert scope.kept[key] is before.kept[key]
    with park.edit(Text("More water")) as db:
        db.execute("UPDATE statistic SET value = value * 2 WHERE item = 'water_fresh'")
    scope = carry_over(scope_of(park.snapshot(), 2024), before)
    assert key not in scope.kept
    assert evaluate(scope, find_system("zero_carbon")).lines[5].result.value == 60


def test_an_edited_mass_leaves_other_pollutants_as_they_were(park: Project, cluster: Enter) -> None:
    masses = [{"actor": name, "medium": medium, "pollutant": matter, "year": 2024, "destination": "direct",
               "mass": 3.0, "mass_entered": 3.0, "unit_entered": "t"}
              for name in ("A", "B") for medium, matter in (("water", "COD"), ("air", "SO2"))]  # fmt: skip
    cluster(actor=[{"name": name, "kind": "firm"} for name in ("A", "B")], emission=masses)
    before = scope_of(park.snapshot(), 2024)
    told = {name: measure(before, name) for name in ("cod", "so2")}
    row = int(park.snapshot().emission.id[0])
    set_values(park, "emission", {row: {"mass_entered": 5.0}})
    scope = carry_over(scope_of(park.snapshot(), 2024), before)
    assert ("quantity", "cod", 0) not in scope.kept
    assert measure(scope, "so2") is told["so2"]
    assert told["cod"].value == 6.0
    assert measure(scope, "cod").value == measure(scope_of(park.snapshot(), 2024), "cod").value == 8.0


def test_a_firm_that_only_sums_still_tell_of_is_not_named_by_what_was_carried_over(
    park: Project, cluster: Enter
) -> None:
    """The edit touches COD alone; ammonia, which the firm owes, names it no more."""
    discharges = [("Hidden", "COD"), ("B", "COD"), ("B", "NH3-N"), ("C", "NH3-N")]
    row = {"medium": "water", "year": 2024, "destination": "direct", "mass": 3.0, "source": "open"}
    cluster(
        source=[{"title": "open"}, {"title": "closed", "permitted_use": "aggregate"}],
        actor=[{"name": "Hidden", "source": "closed"}, {"name": "B"}, {"name": "C"}],
        emission=[{**row, "actor": name, "pollutant": matter} for name, matter in discharges],
    )
    before = scope_of(park.snapshot(), 2024)
    assert [firm.name for firm in measure(before, "ammonia").silent] == ["Hidden"]
    with park.edit(Text("Close the source")) as db:
        closed = "(SELECT id FROM source WHERE title = 'closed')"
        hidden = "(SELECT id FROM actor WHERE name = 'Hidden')"
        db.execute(f"UPDATE emission SET source_id = {closed} WHERE actor_id = {hidden}")
    scope = scope_of(park.snapshot(), 2024)
    assert measure(carry_over(scope, before), "ammonia") == measure(scope_of(park.snapshot(), 2024), "ammonia")
    assert not measure(scope, "ammonia").silent


def test_a_target_is_not_called_reached_where_nobody_tells_on_which_side_it_counts(
    project: Project, cluster: Enter
) -> None:
    """Twice the water per output that is aimed at; a base year of 120 says that less is better."""
    told = {"water_fresh": (1000.0, "m3"), "value_added": (10.0, "wan_yuan")}
    rows = [{"region": "Park", "item": item, "value": value, "unit": unit, "year": 2024}
            for item, (value, unit) in told.items()]  # fmt: skip
    cluster(statistic=rows)
    add_row(project, "own_indicator", {"number": "1", "unit": "m3", "formula": "water_fresh / value_added"})
    add_row(project, "indicator_target", {"system": "own", "number": "1", "year": 2030, "value": 50})
    found = report(project, system="own")
    goal = goals_of(found)["1"]
    assert (goal.met, goal.gap) == (None, None)
    assert "enter at least or at most" in show(goal_text(goal, found.lines[0], "en"), "en")
    add_row(project, "indicator_target",
            {"system": "own", "number": "1", "part": "base", "year": 2020, "value": 120})  # fmt: skip
    goal = goals_of(report(project, system="own"))["1"]
    assert (goal.met, goal.gap) == (False, 50)


def test_a_target_equal_to_its_base_year_counts_on_the_side_that_is_entered(project: Project, cluster: Enter) -> None:
    """Nothing is to be lost of 100 %: base and target point nowhere, and "at least" does."""
    cluster(statistic=[{"region": "Park", "item": "water_fresh", "value": value, "unit": "m3", "year": year}
                       for year, value in ((2020, 100.0), (2024, 95.0))])  # fmt: skip
    add_row(project, "own_indicator", {"number": "1", "unit": "m3", "formula": "water_fresh"})
    line = {"system": "own", "number": "1", "value": 100}
    add_row(project, "indicator_target", {**line, "part": "base", "year": 2020})
    id = add_row(project, "indicator_target", {**line, "year": 2030})
    assert goals_of(report(project, system="own"))["1"].met is None
    for side, met in (("at least", False), ("most", True)):
        set_values(project, "indicator_target", {id: {"side": side}})
        assert goals_of(report(project, system="own"))["1"].met is met


def test_a_share_above_the_whole_is_taken_with_a_remark_as_from_a_table(park: Project) -> None:
    told = add_rows(park, "indicator_target", [{"system": "zero_carbon", "number": "6", "year": 2031, "value": 120}])
    assert [remark.column for remark in told.remarks] == ["value"]


def test_a_target_on_the_other_side_than_the_threshold_is_remarked_and_said(park: Project) -> None:
    rows = (("system", "number", "target", "side", "year"), ("zero_carbon", "6", 90, "at most", 2030))
    taken = import_sheet(park, make_sheet("t.csv", "", list(enumerate(rows, 1))), "targets")
    assert (taken.imported, [problem.column for problem in taken.problems]) == (1, ["side"])
    found = report(park)
    told = show(goal_text(goals_of(found)["6"], found.lines[5], "en"), "en")
    assert told == "target 2030: ≤ 90 %; now 75 %; reached, but on the other side than the threshold asks for."


def test_a_figure_that_is_not_judged_by_its_threshold_is_not_by_its_target(park: Project) -> None:
    target(park, value=70)
    found = report(park)
    partial = replace(found.lines[5], result=replace(found.lines[5].result, status="partial"), met=None)
    goal = goals_of(replace(found, lines=(partial,)))["6"]
    assert (goal.met, goal.gap) == (None, None)
    assert show(goal_text(goal, partial, "en"), "en").endswith("now 75 %; not judged.")


def test_a_target_in_a_cell_of_per_cent_is_read_as_it_is_shown(park: Project) -> None:
    rows = (("system", "number", "target", "year"), ("zero_carbon", "6", Percent(0.85), 2030))
    import_sheet(park, make_sheet("t.csv", "", list(enumerate(rows, 1))), "targets")
    assert goals_of(report(park))["6"].target == 85
