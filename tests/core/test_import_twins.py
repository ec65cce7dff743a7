"""Doubles within a file and against the project, by credit code, name and site, with the user's choice (D13)."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.credit_codes import make_credit_code
from core.import_choices import Choices, RowChoice, choose_all
from core.import_results import ImportResult
from core.imports import import_sheet, plan_sheets
from core.project import Project
from core.sheets import Sheet, make_sheet

HEADER = ("name", "credit code", "lon", "lat", "note")
CODE, OTHER = make_credit_code(1), make_credit_code(2)
CEMENT = ("江城水泥有限公司", CODE, 115.0, 30.0, "old")


def firms(*rows: Sequence[Any]) -> Sheet:
    return make_sheet("名录.csv", "", list(enumerate((HEADER, *rows), 1)))  # type: ignore[arg-type]


@pytest.fixture
def park(project: Project) -> Project:
    import_sheet(project, firms(CEMENT), "actors")
    return project


def candidates(project: Project, *rows: Sequence[Any]) -> list[tuple[int, str, int, str]]:
    plan = plan_sheets(project.path, [("actors", firms(*rows))])
    return [(c.place[2], c.other_name, c.other_row, c.likely) for c in plan.candidates]


def names(project: Project) -> list[str]:
    return list(project.snapshot().actor.name)


@pytest.mark.parametrize(
    "row",
    [
        ("别的名称", CODE, None, None, ""),
        ("江城水泥股份有限公司", "", None, None, ""),
        ("江城水泥（有限公司）", "", None, None, ""),
        ("江城水泥有限公司", "", None, None, ""),
    ],
)
def test_code_or_plain_name_make_a_likely_update(park: Project, row: Sequence[Any]) -> None:
    assert candidates(park, row) == [(2, "江城水泥有限公司", 0, "update")]


def test_a_name_alike_within_200_m_is_offered_as_new(park: Project) -> None:
    near = ("江城水泥制品厂", "", 115.0015, 30.0, "")  # 145 m to the east
    assert candidates(park, near) == [(2, "江城水泥有限公司", 0, "new")]
    assert candidates(park, (*near[:2], 115.0030, 30.0, "")) == []  # 289 m


def test_two_valid_codes_prove_two_firms(park: Project) -> None:
    assert candidates(park, ("江城水泥股份有限公司", OTHER, 115.0, 30.0, "")) == []


def test_doubles_within_the_file_name_the_other_row(project: Project) -> None:
    rows = (("长江造纸厂", "", 115.0, 30.0, "a"), ("长江造纸有限公司", "", None, None, "b"))
    assert candidates(project, *rows) == [(3, "长江造纸厂", 2, "skip")]


def test_one_name_on_two_sites_is_offered_as_two_works(project: Project) -> None:
    sheet = firms(("水泥集团", "", 115.0, 30.0, "a"), ("水泥集团", "", 116.0, 30.0, "b"))
    plan = plan_sheets(project.path, [("actors", sheet)])
    assert [(result.imported, result.rejected) for result in plan.results] == [(0, 2)]
    assert [(double.other_row, double.likely) for double in plan.candidates] == [(2, "new")]
    choices = Choices(rows=choose_all(plan.candidates))
    assert import_sheet(project, sheet, "actors", choices).imported == 2


def told(result: ImportResult) -> list[str]:
    return [problem.reason.message_id for problem in result.problems]


def test_one_code_under_another_name_is_told_and_kept_as_former_name(park: Project) -> None:
    result = import_sheet(park, firms(("江城建材有限公司", CODE, 115.0, 30.0, "old")), "actors")
    assert told(result) == ["the project calls the firm with this credit code {name}; that is kept as its former name"]
    assert names(park) == ["江城建材有限公司"]


def test_a_name_that_differs_in_the_legal_form_alone_is_told(park: Project) -> None:
    result = import_sheet(park, firms(("江城水泥股份有限公司", "", None, None, "")), "actors")
    assert (result.imported, told(result)) == (1, ["may be the firm {name} of the project: {why}"])


def test_a_candidate_can_be_taken_as_the_firm_of_the_project(park: Project) -> None:
    sheet = firms(("江城水泥股份有限公司", "", None, None, "new"))
    plan = plan_sheets(park.path, [("actors", sheet)])
    result = import_sheet(park, sheet, "actors", Choices(rows=choose_all(plan.candidates)))
    assert (result.updated, names(park), list(park.snapshot().actor.note)) == (1, ["江城水泥有限公司"], ["new"])
    assert list(park.snapshot().actor_alias.name) == ["江城水泥股份有限公司"]
    again = import_sheet(park, sheet, "actors")
    assert (again.skipped, names(park)) == (1, ["江城水泥有限公司"])


def test_skip_for_all_leaves_the_firms_of_the_project_alone(park: Project) -> None:
    rows = (("江城水泥有限公司", CODE, 115.5, 30.0, "new"), ("新厂", "", None, None, ""))
    result = import_sheet(park, firms(*rows), "actors", Choices(on_duplicate="skip"))
    assert (result.imported, result.updated, result.skipped) == (1, 0, 1)
    assert list(park.snapshot().actor.note) == ["old", ""]


def test_a_row_that_is_new_by_choice_makes_a_second_firm(park: Project) -> None:
    sheet = firms(("江城水泥有限公司", "", 116.0, 31.0, "branch"))
    result = import_sheet(park, sheet, "actors", Choices(rows={("名录.csv", "", 2): RowChoice("new")}))
    assert (result.imported, names(park)) == (1, ["江城水泥有限公司", "江城水泥有限公司"])


def test_two_firms_never_share_a_credit_code(park: Project) -> None:
    sheet = firms(("江城水泥二厂", CODE, None, None, ""))
    result = import_sheet(park, sheet, "actors", Choices(on_duplicate="new"))
    assert (result.rejected, result.problems[-1].column) == (1, "credit code")


def test_a_mere_name_is_completed_whatever_was_chosen(project: Project) -> None:
    flows = make_sheet("f.csv", "", [(1, ("from", "to", "commodity")), (2, ("甲厂", "乙厂", "灰"))])
    import_sheet(project, flows, "flows")
    result = import_sheet(
        project, firms(("甲厂", "", 115.0, 30.0, "known now")), "actors", Choices(on_duplicate="skip")
    )
    assert (result.updated, names(project)) == (1, ["甲厂", "乙厂"])


def test_new_names_are_told_with_rows_and_the_three_nearest(park: Project) -> None:
    import_sheet(park, firms(("江城化工有限公司", "", None, None, ""), ("远方矿业", "", None, None, "")), "actors")
    rows = [("江城水泥", "远方铁矿", "灰"), ("江城水泥", "江城化工有限公司", "渣")]
    flows = make_sheet("f.csv", "", list(enumerate([("from", "to", "commodity"), *rows], 1)))  # type: ignore[list-item]
    cement, mine = import_sheet(park, flows, "flows").new_names
    assert (cement.name, cement.rows, mine.rows) == ("江城水泥", 2, 1)
    assert [(near.name, near.score) for near in cement.nearest][:2] == [
        ("江城水泥有限公司", 100),
        ("江城化工有限公司", 50),
    ]
    assert mine.nearest[0].name == "远方矿业"


def test_a_new_name_that_means_a_firm_becomes_its_alias(park: Project) -> None:
    flows = make_sheet("f.csv", "", [(1, ("from", "to", "commodity")), (2, ("江城水泥", "江城水泥有限公司", "灰"))])
    uid = str(park.snapshot().actor.uid[0])
    result = import_sheet(park, flows, "flows", Choices(same_as={"江城水泥": uid}))
    assert (result.new_names, names(park)) == ((), ["江城水泥有限公司"])
    assert list(park.snapshot().actor_alias.name) == ["江城水泥"]
