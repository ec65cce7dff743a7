"""A plan says what an import does before it does it, on another thread, and is made anew where the project moved on."""

import pickle
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.backups import backups
from core.errors import UserError
from core.import_choices import Choices, RowChoice
from core.import_results import total_identity
from core.imports import import_sheet, import_sheets, plan_sheets, take
from core.project import Project
from core.sheets import Sheet, make_sheet
from core.text import Text

FLOWS = ("from", "to", "commodity", "kind", "amount", "unit", "year")
LABEL = Text("Import {file}", {"file": "t.csv"})


def table(header: Sequence[Any], *rows: Sequence[Any], file: str = "t.csv") -> Sheet:
    return make_sheet(file, "", [(number, tuple(cells)) for number, cells in enumerate((header, *rows), 1)])


def flows(*amounts: float) -> Sheet:
    return table(FLOWS, *(("A", "B", f"ash {i}", "waste", amount, "t/a", 2024) for i, amount in enumerate(amounts)))


def test_a_preview_counts_like_the_import_and_writes_nothing(project: Project) -> None:
    sheets = [("flows", flows(5, -1, 7))]
    before = project.path.read_bytes()
    previewed = list(plan_sheets(project.path, sheets).results)
    assert (project.path.read_bytes(), backups(project.path), project.history()) == (before, [], [])
    assert previewed == import_sheets(project, sheets, LABEL)


def test_a_plan_is_made_on_another_thread_and_travels_between_processes(project: Project) -> None:
    with ThreadPoolExecutor(1) as worker:
        plan = worker.submit(plan_sheets, project.path, [("flows", flows(5, 7))]).result()
    results = take(project, pickle.loads(pickle.dumps(plan)))
    assert results[0].imported == 2
    assert list(project.snapshot().flow_amount.value) == [5, 7]


def test_a_plan_for_a_project_that_moved_on_is_made_anew(project: Project) -> None:
    plan = plan_sheets(project.path, [("flows", flows(5, 7))])
    import_sheet(project, flows(5), "flows")
    (result,) = take(project, plan)
    assert (result.imported, result.skipped) == (1, 1)
    assert len(project.snapshot().flow) == 2


def test_an_import_tells_how_many_rows_are_written_and_stays_one_edit(project: Project) -> None:
    plan = plan_sheets(project.path, [("flows", flows(*range(1, 6)))])
    told: list[tuple[int, int]] = []
    take(project, plan, step=lambda done, whole: told.append((done, whole)))
    assert told == sorted(told)
    assert told[0] == (0, plan.ledger.size)
    assert told[-1] == (plan.ledger.size, plan.ledger.size)
    assert len(project.history()) == 1
    project.undo()
    assert len(project.snapshot().flow) == 0


def test_an_import_that_is_stopped_leaves_the_project_as_it_was(project: Project) -> None:
    def stop(done: int, whole: int) -> None:
        if done:
            raise UserError(Text("Stopped."))

    with pytest.raises(UserError):
        take(project, plan_sheets(project.path, [("flows", flows(5, 7))]), step=stop)
    assert (project.revision, len(project.snapshot().flow)) == (0, 0)
    assert import_sheet(project, flows(5), "flows").imported == 1


def test_the_permitted_use_is_written_to_the_sources_that_the_import_makes(project: Project) -> None:
    import_sheet(project, flows(5), "flows", Choices(permitted_use="aggregate"))
    assert list(project.snapshot().source.permitted_use) == ["aggregate"]
    result = import_sheet(project, flows(6), "flows", Choices(permitted_use="public"))
    assert list(project.snapshot().source.permitted_use) == ["aggregate"]
    assert "is a source already" in result.remarks[-1].message_id


def test_the_use_that_the_user_names_goes_before_that_of_the_profile(project: Project) -> None:
    import_sheet(project, replace(flows(5), permitted_use="internal"), "flows", Choices(permitted_use="aggregate"))
    import_sheet(project, replace(flows(6), permitted_use="internal"), "flows")
    assert list(project.snapshot().source.permitted_use) == ["aggregate"]


def test_a_figure_that_permits_only_sums_is_cited_against_no_other(project: Project) -> None:
    header = ("actor", "item", "value", "unit", "year")
    last = table(header, ("Works", "water_fresh", 9000, "m3", 2023), file="205-1.csv")
    now = table(header, ("Works", "water_fresh", 5, "m3", 2024))
    import_sheet(project, last, "statistics", Choices(permitted_use="aggregate"))
    assert import_sheet(project, now, "statistics").problems == ()


def test_the_reason_of_an_import_stands_in_the_history(project: Project) -> None:
    import_sheet(project, flows(5), "flows", Choices(reason="statistics office, second delivery"))
    assert project.history()[0].label.values["reason"] == "statistics office, second delivery"


def test_the_table_of_a_firm_counts_its_figures(project: Project) -> None:
    sheet = Sheet(
        "forms.xlsx", "forms", ("actor", "item", "value", "unit", "year"),
        ((3, ("Works", "water_fresh", 5, "m3", 2024)), (3, ("Works", "employees", -2, "person", 2024))),
        origins=((3, "取水量"), (3, "从业人数")),
    )  # fmt: skip
    result = import_sheet(project, sheet, "statistics")
    assert result.identity.message_id.startswith("figures in file")
    assert (result.imported, result.rejected) == (1, 1)
    problem = result.of("rejected")[0]
    assert (problem.row, problem.column, problem.value) == (3, "从业人数", "-2")


def test_an_equal_figure_names_row_and_heading_of_the_first(project: Project) -> None:
    row = (4, ("Works", "water_fresh", 5, "m3", 2024))
    sheet = Sheet(
        "f.xlsx", "f", ("actor", "item", "value", "unit", "year"), (row, row), origins=((4, "取水量"), (4, "新鲜水"))
    )
    result = import_sheet(project, sheet, "statistics")
    assert result.of("skipped")[0].reason.values == {"row": "4 (取水量)"}


def test_derived_tables_with_the_same_row_numbers_do_not_collide(project: Project) -> None:
    water = Sheet("f.xlsx", "f", ("actor", "item", "value", "unit", "year"),
                  ((5, ("Works", "water_fresh", 5, "m3", 2024)),), origins=((5, "取水量"),))  # fmt: skip
    cod = Sheet("f.xlsx", "f", ("actor", "pollutant", "medium", "mass", "unit", "year"),
                ((5, ("Works", "COD", "water", 2, "t", 2024)),), origins=((5, "化学需氧量"),))  # fmt: skip
    results = import_sheets(project, [("statistics", water), ("emissions", cod)], LABEL)
    assert [result.imported for result in results] == [1, 1]
    assert total_identity(results).values["rows"] == "2"


def test_rows_are_left_out_by_choice_before_they_contradict_others(project: Project) -> None:
    sheet = table(("id", "name"), ("F1", "A"), ("F1", "B"))
    choices = Choices(rows={("t.csv", "", 3): RowChoice("skip")})
    result = import_sheet(project, sheet, "actors", choices)
    assert (result.imported, result.skipped, result.rejected) == (1, 1, 0)
    assert list(project.snapshot().actor.name) == ["A"]


def test_what_is_there_stays_where_rows_about_it_are_to_be_skipped(project: Project) -> None:
    import_sheet(project, flows(5), "flows")
    result = import_sheet(project, flows(6, 7), "flows", Choices(on_duplicate="skip"))
    assert (result.imported, result.updated, result.skipped) == (1, 0, 1)
    assert "stay" in result.of("skipped")[0].reason.message_id
    assert list(project.snapshot().flow_amount.value) == [5, 7]


def test_a_figure_that_can_stand_only_once_is_refused_as_new(project: Project) -> None:
    header, row = ("actor", "item", "value", "unit", "year"), ("Works", "water_fresh", 5, "m3", 2024)
    import_sheet(project, table(header, row), "statistics")
    result = import_sheet(project, table(header, (*row[:2], 6, *row[3:])), "statistics", Choices(on_duplicate="new"))
    assert (result.rejected, list(project.snapshot().statistic.value)) == (1, [5])


def test_unknown_choices_are_a_mistake_of_the_caller(project: Project) -> None:
    with pytest.raises(ValueError, match="choose among"):
        Choices(on_duplicate="merge")


def test_a_project_open_for_reading_can_be_asked_for_a_preview(project: Project, tmp_path: Path) -> None:
    copy = project.save_as(tmp_path / "copy.gpkg")
    with Project.open(copy, read_only=True) as other:
        assert plan_sheets(other.path, [("flows", flows(5))]).results[0].imported == 1
