"""A project's own quantities and indicators: typed or imported, undone, computed, and instead of a standard's lines."""

from collections.abc import Callable
from typing import Any

import pytest

from core.edits import add_row, set_values
from core.errors import UserError
from core.fields import RefusedValues
from core.i18n import show
from core.imports import import_sheet
from core.indicator_own import find_system, formula_fault, plain_quantities, systems_of
from core.project import Project
from core.sheets import Sheet
from core.snapshot import Snapshot
from core.system_results import Judged, evaluate
from core.system_scope import scope_of
from core.system_words import formula_text, remarks
from core.text import Text

Enter = Callable[..., Snapshot]
PER_HEAD = {"number": "1", "title": "Ash used per employee", "unit": "t/person", "formula": "ash_used / employees"}


def park(enter: Enter) -> None:
    """Two firms of a park that pass on 300 t of ash, of which 100 t leave it; 10 and 20 employees."""
    names = [
        {"name": name, "kind": "firm", "region": "Park", "industry_code": code}
        for name, code in (("A", "4411"), ("B", "3031"))
    ]
    links = [
        {"sender": "A", "receiver": "B", "commodity": "ash", "amount": 200, "year": 2024},
        {"sender": "A", "receiver": None, "commodity": "ash", "amount": 100, "year": 2024},
    ]
    heads = [
        {"actor": name, "item": "employees", "value": heads, "year": 2024} for name, heads in (("A", 10), ("B", 20))
    ]
    enter(actor=names, flow=links, statistic=[{**row, "unit": "person"} for row in heads])


def judged(project: Project, system: str = "own", number: str = "1") -> Judged:
    snapshot = project.snapshot()
    found = evaluate(scope_of(snapshot, 2024), find_system(system, snapshot))
    return next(one for one in found.lines if one.line.number == number)


def table(*rows: tuple[Any, ...]) -> Sheet:
    return Sheet("t.csv", "", rows[0], tuple(enumerate(rows[1:], 2)))


def test_a_filter_of_links_per_head_is_an_indicator(project: Project, cluster: Enter) -> None:
    park(cluster)
    add_row(project, "own_quantity", {"name": "ash_used", "unit": "t", "reads": "links_within", "kind": "waste"})
    add_row(project, "own_indicator", PER_HEAD)
    found = judged(project)
    assert found.result.value == pytest.approx(200 / 30)
    assert formula_text(found.line.formula, "en") == "ash_used ÷ Employees"
    assert {ref.table for ref in found.result.rows} == {"flow", "statistic"}


@pytest.mark.parametrize(("reads", "amount"), [("links_out", 100), ("links_all", 300), ("links_in", None)])
def test_links_count_by_where_their_ends_lie(
    project: Project, cluster: Enter, reads: str, amount: float | None
) -> None:
    park(cluster)
    add_row(project, "own_quantity", {"name": "ash", "unit": "t", "reads": reads})
    add_row(project, "own_indicator", {"number": "1", "formula": "ash"})
    assert judged(project).result.value == amount


def test_statistics_are_added_of_the_industry_alone(project: Project, cluster: Enter) -> None:
    park(cluster)
    add_row(project, "own_quantity", {"name": "power_staff", "unit": "person", "item": "employees", "industry": "44"})
    add_row(project, "own_indicator", {"number": "1", "formula": "power_staff / employees * 100", "unit": "%"})
    found = judged(project)
    assert (found.result.value, found.result.status) == (pytest.approx(100 / 3), "ok")


def test_an_own_line_replaces_that_of_the_standard_and_names_its_document(project: Project, cluster: Enter) -> None:
    park(cluster)
    province = {"system": "HJ 274", "number": "15", "threshold": "≥ 85 %", "document": "DB37/T 1", "edition": "2018"}
    add_row(project, "own_indicator", province)
    found = judged(project, "hj274", "15")
    assert [(case.sense, case.value) for case in found.line.cases] == [(">=", 85.0)]
    assert found.line.title == "Rate of water used again"
    assert "The line is the project's own, by DB37/T 1, edition 2018." in [show(text, "en") for text in remarks(found)]
    assert len(systems_of(project.snapshot())["hj274"].lines) == 32


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"formula": "__import__('os')"}, "formula"),
        ({"formula": "nobody / employees"}, "formula"),
        ({"formula": ""}, "formula"),
        ({"threshold": "about 5"}, "threshold"),
    ],
)
def test_a_line_that_cannot_be_computed_is_not_kept(project: Project, changed: dict[str, str], column: str) -> None:
    with pytest.raises(RefusedValues) as caught:
        add_row(project, "own_indicator", {"number": "1", "formula": "employees", **changed})
    assert {fault.column for fault in caught.value.faults} == {column}


def test_imported_quantities_and_indicators_are_one_edit_that_can_be_undone(project: Project, cluster: Enter) -> None:
    park(cluster)
    import_sheet(project, table(("quantity", "reads", "unit"), ("ash_used", "links within", "t")), "quantities")
    rows = (
        ("system", "number", "title", "formula"),
        ("own", 1, "per head", "ash_used / 从业人数"),
        ("own", 2, "x", "ash_"),
    )
    result = import_sheet(project, table(*rows), "indicators")
    assert (result.imported, result.rejected) == (1, 1)
    assert judged(project).result.value == pytest.approx(200 / 30)
    project.undo()
    with pytest.raises(UserError, match="no own indicators"):
        find_system("own", project.snapshot())


def test_what_another_program_broke_asks_for_a_quantity_that_nobody_has(project: Project, cluster: Enter) -> None:
    park(cluster)
    add_row(project, "own_indicator", {"number": "1", "formula": "employees"})
    with project.edit(Text("Break it")) as db:
        db.execute("UPDATE own_indicator SET formula = 'employees +', title = '{x}'")
    assert show(judged(project).result.reason, "en").endswith("No quantity is called employees +.")


def test_the_largest_and_the_least_are_functions(project: Project, cluster: Enter) -> None:
    park(cluster)
    add_row(
        project,
        "own_indicator",
        {"number": "1", "formula": "max(0, employees - employees × 2) + min(employees, employees ÷ 4)"},
    )
    assert judged(project).result.value == 7.5


def closed_firms(enter: Enter) -> None:
    """Four firms of which sums alone may be told: 10, 20 and 30 in chemicals, 777 elsewhere."""
    told = (("A", "2611", 10.0), ("B", "2611", 20.0), ("C", "2611", 30.0), ("D", "3011", 777.0))
    rows = [
        {"actor": name, "item": "value_added", "value": value, "unit": "wan_yuan", "year": 2024, "source": "普查"}
        for name, _, value in told
    ]
    names = [{"name": name, "kind": "firm", "region": "Park", "industry_code": code} for name, code, _ in told]
    enter(source=[{"title": "普查", "permitted_use": "aggregate"}], actor=names, statistic=rows)


def test_no_difference_of_two_sums_tells_what_one_firm_permits_in_sums_only(project: Project, cluster: Enter) -> None:
    """837 in all less 60 of chemicals would be the 777 of D."""
    closed_firms(cluster)
    chemicals = {"name": "chem", "unit": "wan_yuan", "reads": "statistics", "item": "value_added", "industry": "26"}
    add_row(project, "own_quantity", chemicals)
    add_row(project, "own_quantity", {**chemicals, "name": "all_firms", "industry": ""})
    add_row(project, "own_indicator", {"number": "1", "formula": "value_added - chem"})
    add_row(project, "own_indicator", {"number": "2", "formula": "all_firms"})
    rest = judged(project)
    assert (rest.result.value, [one.value for one in rest.inputs]) == (None, [837.0, None])
    assert "3 firms may only be shown in sums" in " ".join(show(text, "en") for text in remarks(rest))
    assert judged(project, number="2").result.value == 837.0


def test_links_that_permit_sums_only_are_told_all_together_or_not(project: Project, cluster: Enter) -> None:
    names = [{"name": name, "kind": "firm", "region": "Park"} for name in "ABCDEF"]
    links = [
        {"sender": "A", "receiver": "D", "commodity": "ash", "amounts": [{"value": 1, "year": 2024, "source": "普查"}]},
        {"sender": "B", "receiver": "E", "commodity": "ash", "amounts": [{"value": 2, "year": 2024, "source": "普查"}]},
        {"sender": "C", "receiver": "F", "commodity": "ash", "amounts": [{"value": 4, "year": 2024, "source": "普查"}]},
        {"sender": "D", "commodity": "ash", "amounts": [{"value": 777, "year": 2024, "source": "普查"}]},
    ]  # fmt: skip
    cluster(source=[{"title": "普查", "permitted_use": "aggregate"}], actor=names, flow=links)
    for name, reads in (("all_links", "links_all"), ("passed", "links_within")):
        add_row(project, "own_quantity", {"name": name, "unit": "t", "reads": reads})
    add_row(project, "own_indicator", {"number": "1", "formula": "all_links - passed"})
    assert [one.value for one in judged(project).inputs] == [784.0, None]


def test_links_in_a_unit_that_does_not_fit_are_no_whole(project: Project, cluster: Enter) -> None:
    goods = [
        {"name": "ash", "medium": "goods", "base_unit": "t"},
        {"name": "gas", "medium": "goods", "base_unit": "m3"},
    ]
    links = [
        {"sender": "A", "receiver": "B", "commodity": "ash", "amount": 200, "year": 2024},
        {"sender": "B", "receiver": "A", "commodity": "gas", "amount": 500, "year": 2024},
    ]
    cluster(actor=[{"name": name, "kind": "firm"} for name in "AB"], commodity=goods, flow=links)
    add_row(project, "own_quantity", {"name": "passed", "unit": "t", "reads": "links_within"})
    add_row(project, "own_indicator", {"number": "1", "formula": "passed", "threshold": ">= 100", "compared": True})
    found = judged(project)
    assert [one.coverage for one in found.inputs] == [0.5]
    assert (found.result.value, found.met) == (None, None)


def test_a_formula_that_names_no_quantity_is_told_the_nearest_and_a_system_is_known_in_any_case() -> None:
    told = formula_fault("COD / employees", "", plain_quantities())
    assert told is not None
    assert "the nearest are cod" in show(told, "en")
    assert find_system("HJ274").id == "hj274"


def old_line(project: Project) -> int:
    """A line of an older project that adds a plain number to employees."""
    id = add_row(project, "own_indicator", {"number": "1", "formula": "employees", "unit": "person"})
    with project.edit(Text("As it was kept before")) as db:
        db.execute("UPDATE own_indicator SET formula = 'employees + 5'")
    return id


def test_an_old_line_that_adds_a_plain_number_keeps_its_value_with_a_remark_and_its_other_cells_are_edited(
    project: Project, cluster: Enter
) -> None:
    park(cluster)
    id = old_line(project)
    set_values(project, "own_indicator", {id: {"title": "Heads", "document": "DB37/T 1"}})
    found = judged(project)
    assert (found.line.title, found.result.value) == ("Heads", 35.0)
    assert show(found.result.reason, "en").startswith("Check the formula: it adds a number without a unit to people")


@pytest.mark.parametrize(
    "changed", [{"formula": "employees + 6"}, {"unit": "t"}, {"threshold": "employees + 5 > 9: >= 2"}]
)
def test_an_old_line_is_looked_at_anew_where_it_is_changed(
    project: Project, cluster: Enter, changed: dict[str, str]
) -> None:
    park(cluster)
    id = old_line(project)
    if "unit" in changed:
        with project.edit(Text("As it was kept before")) as db:
            db.execute("UPDATE own_indicator SET formula = 'employees + employees'")
    with pytest.raises(RefusedValues):
        set_values(project, "own_indicator", {id: changed})


def test_a_table_that_adds_a_plain_number_is_taken_with_a_remark(project: Project, cluster: Enter) -> None:
    park(cluster)
    rows = (
        ("system", "number", "title", "formula", "unit"),
        ("own", 1, "more", "employees + 5", "person"),
        ("own", 2, "unlike", "employees + energy", "person"),
    )
    result = import_sheet(project, table(*rows), "indicators")
    assert (result.imported, result.rejected) == (1, 1)
    told = next(problem for problem in result.problems if problem.row == 2)
    assert (told.outcome, told.value) == ("taken", "employees + 5")
    assert show(told.reason, "en").startswith("kept as it stands; check it: it adds a number without a unit to people")
