"""Names that differ by spaces between Chinese characters are one name, in the project, at import and in own systems."""

from collections.abc import Callable
from typing import Any

import pytest

from core.edits import add_row
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.indicator_own import find_system, systems_of
from core.names import name_key, spaced_apart
from core.own_standards import own_sets
from core.project import Project
from core.sheets import Sheet
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]


def table(*rows: tuple[Any, ...]) -> Sheet:
    return Sheet("t.csv", "", rows[0], tuple(enumerate(rows[1:], 2)))


def told(result: ImportResult, language: str) -> str:
    return " ".join(show(remark, language) for remark in result.remarks)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("甲 集", "甲集", True),
        ("江北　新 区", "江北新区", True),
        ("Red mud", "Redmud", False),
        ("HJ 274", "HJ274", False),
        ("热电 2", "热电2", False),
    ],
)
def test_spaces_between_chinese_characters_alone_do_not_tell_names_apart(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same
    assert spaced_apart(one, other) is same


def test_spaces_at_the_ends_are_no_other_spelling() -> None:
    assert not spaced_apart(" 甲集 ", "甲集")


def test_a_firm_with_a_space_in_its_name_is_the_firm_without_and_the_log_says_so(project: Project) -> None:
    import_sheet(project, table(("name", "kind"), ("甲集", "firm")), "actors")
    rows = (("actor", "item", "year", "value"), ("甲 集", "employees", 2024, 5), ("乙", "employees", 2024, 6))
    result = import_sheet(project, table(*rows), "statistics")
    assert project.snapshot().actor.name.tolist() == ["甲集", "乙"]
    assert "read were 甲 集 as 甲集." in told(result, "en")
    assert "甲 集" in told(result, "zh")


def test_two_spellings_in_one_file_are_one_firm_under_the_first(project: Project) -> None:
    rows = (("actor", "item", "year", "value"), ("甲 集", "employees", 2023, 5), ("甲集", "employees", 2024, 6))
    result = import_sheet(project, table(*rows), "statistics")
    assert project.snapshot().actor.name.tolist() == ["甲 集"]
    assert "read were 甲集 as 甲 集." in told(result, "en")


def test_own_systems_and_sets_are_one_with_and_without_the_space(project: Project, cluster: Enter) -> None:
    lines = (("system", "number", "formula"), ("甲集", 1, "employees"), ("甲 集", 2, "water_fresh"))
    assert "甲 集 as 甲集" in told(import_sheet(project, table(*lines), "indicators"), "en")
    add_row(project, "own_indicator", {"system": "甲  集", "number": "3", "formula": "employees"})
    assert len(find_system("甲 集", project.snapshot()).lines) == 3
    assert len([id for id in systems_of(project.snapshot()) if "集" in id]) == 1
    limits = (("set", "medium", "pollutant", "limit"), ("甲集", "water", "COD", 50), ("甲 集", "water", "NH3-N", 5))
    assert "甲 集 as 甲集" in told(import_sheet(project, table(*limits), "standards"), "en")
    assert [one.name for one in own_sets(project.snapshot()).values()] == ["甲集"]
