from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from core.credit_codes import make_credit_code
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.sheets import make_sheet

HEADER = ("id", "name", "credit code", "region", "industry", "lon", "lat")
CODE, OTHER = make_credit_code(1), make_credit_code(2)


def take(project: Project, header: Sequence[str], *rows: Sequence[Any], kind: str = "actors") -> ImportResult:
    numbered = [(number, tuple(cells)) for number, cells in enumerate((header, *rows), 1)]
    return import_sheet(project, make_sheet("actors.csv", "", numbered), kind)


def outcome(result: ImportResult) -> str:
    (name,) = [name for name in ("imported", "updated", "rejected", "skipped") if getattr(result, name)]
    return name


def test_the_credit_code_identifies_before_the_name(project: Project) -> None:
    take(project, HEADER, ("", "Old name", CODE, "North", "2611"))
    assert outcome(take(project, HEADER, ("", "New name", CODE, "North", "2611"))) == "updated"
    actor = project.snapshot().actor
    assert list(actor.name) == ["New name"]
    assert list(project.snapshot().actor_alias.name) == ["Old name"]


def test_equal_names_in_two_regions_are_two_actors(project: Project) -> None:
    take(project, HEADER, ("", "Brick works", "", "North"), ("", "Brick works", "", "South"))
    assert len(project.snapshot().actor) == 2


def test_equal_names_with_other_credit_codes_are_two_actors(project: Project) -> None:
    take(project, HEADER, ("", "Brick works", CODE))
    assert outcome(take(project, HEADER, ("", "Brick works", OTHER))) == "imported"


def test_a_row_without_a_region_means_the_only_actor_of_its_name(project: Project) -> None:
    take(project, HEADER, ("", "Brick works", "", "North"))
    assert outcome(take(project, HEADER, ("", "Brick works", "", "", "3031"))) == "updated"
    assert list(project.snapshot().actor.industry_code) == ["3031"]


def test_a_row_that_could_mean_several_actors_is_rejected(project: Project) -> None:
    take(project, HEADER, ("", "Brick works", "", "North"), ("", "Brick works", "", "South"))
    assert outcome(take(project, HEADER, ("", "Brick works", "", "", "3031"))) == "rejected"


def test_the_id_of_the_same_source_identifies_a_renamed_actor(project: Project) -> None:
    take(project, HEADER, ("F01", "Old name"))
    assert outcome(take(project, HEADER, ("F01", "New name"))) == "updated"


def test_a_running_number_identifies_nobody_outside_its_row(project: Project) -> None:
    take(project, HEADER, ("1", "Brick works"))
    assert outcome(take(project, HEADER, ("1", "Paper mill"))) == "imported"


def test_an_alias_leads_to_its_actor_and_keeps_the_name(project: Project) -> None:
    take(project, ("name", "简称", "曾用名"), ("示范化工有限公司", "示范化工", "示范化肥厂；示范农药厂"))
    assert outcome(take(project, HEADER, ("", "示范化工", "", "", "2611"))) == "updated"
    snapshot = project.snapshot()
    assert list(snapshot.actor.name) == ["示范化工有限公司"]
    assert sorted(zip(snapshot.actor_alias.name, snapshot.actor_alias.kind, strict=True)) == [
        ("示范农药厂", "former"), ("示范化工", "short"), ("示范化肥厂", "former"),
    ]  # fmt: skip


def test_full_width_letters_and_spaces_make_no_other_name(project: Project) -> None:
    take(project, HEADER, ("", "ABC（集团） 公司"))
    assert outcome(take(project, HEADER, ("", "ＡＢＣ(集团)  公司 "))) == "skipped"


def test_empty_cells_leave_what_is_known(project: Project) -> None:
    take(project, HEADER, ("", "Brick works", CODE, "North", "3031", 113.6, 23.1))
    assert (
        outcome(
            take(project, ("name", "industry"), ("Brick works", "")),
        )
        == "skipped"
    )
    assert list(project.snapshot().actor.industry_code) == ["3031"]


def test_words_in_both_languages_mean_the_same(project: Project) -> None:
    header = ("名称", "角色", "主体类型", "排污许可管理类别", "状态")
    take(project, header, ("污水处理厂", "集中处理", "企业", "重点管理", "停产"))
    actor = project.snapshot().actor
    words = (actor.role[0], actor.kind[0], actor.permit_class[0], actor.status[0])
    assert words == ("treatment", "firm", "key", "suspended")


def test_an_unknown_word_is_rejected_with_the_known_ones(project: Project) -> None:
    result = take(project, ("name", "role"), ("A", "boss"))
    assert "Producer" in str(result.problems[0].reason.values["words"])


def test_coordinates_become_points_and_say_where_they_come_from(project: Project) -> None:
    take(project, HEADER, ("", "A", "", "", "", "113°36′00″", "23.1"), ("", "B"))
    actor = project.snapshot().actor
    np.testing.assert_allclose(actor.point[0], (113.6, 23.1))
    assert list(actor.point_quality) == ["dataset", "none"]


@pytest.mark.parametrize(
    ("lon", "lat", "column"), [(23.1, 113.6, "lat"), (113.6, "", "lat"), ("", 23.1, "lon"), ("east", 23.1, "lon")]
)
def test_impossible_coordinates_are_rejected(project: Project, lon: Any, lat: Any, column: str) -> None:
    result = take(project, HEADER, ("", "A", "", "", "", lon, lat))
    assert (result.rejected, result.problems[0].column) == (1, column)


def test_a_code_that_excel_has_rounded_is_told_and_the_actor_taken_without_it(project: Project) -> None:
    result = take(project, HEADER, ("", "A", 9.1450800199812e17))
    assert (outcome(result), result.problems[0].outcome) == ("imported", "taken")
    assert list(project.snapshot().actor.credit_code) == [""]


def test_an_actor_that_a_flow_named_is_claimed_by_its_own_row(project: Project) -> None:
    flows = ("from", "to", "commodity")
    assert take(project, flows, ("A", "B", "slag"), kind="flows").created_actors == ("A", "B")
    assert list(project.snapshot().actor.unclaimed) == [True, True]
    assert outcome(take(project, HEADER, ("", "A", CODE))) == "updated"
    assert list(project.snapshot().actor.unclaimed) == [False, True]


def test_a_region_that_is_not_there_is_created_and_told(project: Project) -> None:
    assert take(project, HEADER, ("", "A", "", "North")).created_regions == ("North",)


def test_aliases_need_an_actor_of_the_project(project: Project) -> None:
    take(project, HEADER, ("", "A"))
    result = take(project, ("actor", "name", "kind"), ("A", "Aa", "short"), ("B", "Bb", "short"), kind="aliases")
    assert (result.imported, result.rejected) == (1, 1)
    assert take(project, ("from", "to", "commodity"), ("Aa", "", "slag"), kind="flows").created_actors == ()


def test_two_codes_under_one_name_in_a_file_are_two_actors(project: Project) -> None:
    assert take(project, HEADER, ("", "便民超市", CODE), ("", "便民超市", OTHER)).imported == 2
    result = take(project, HEADER, ("", "Mill", CODE), ("", "Mill", ""))
    assert result.rejected == 2
