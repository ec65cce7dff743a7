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
from core.text import Text

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
    assert "these were read as one: 甲 集 as 甲集." in told(result, "en")
    assert "甲 集" in told(result, "zh")


def test_two_spellings_in_one_file_are_one_firm_under_the_first(project: Project) -> None:
    rows = (("actor", "item", "year", "value"), ("甲 集", "employees", 2023, 5), ("甲集", "employees", 2024, 6))
    result = import_sheet(project, table(*rows), "statistics")
    assert project.snapshot().actor.name.tolist() == ["甲 集"]
    assert "these were read as one: 甲集 as 甲 集." in told(result, "en")


def test_own_systems_and_sets_are_one_with_and_without_the_space(project: Project, cluster: Enter) -> None:
    lines = (("system", "number", "formula"), ("甲集", 1, "employees"), ("甲 集", 2, "water_fresh"))
    assert "甲 集 as 甲集" in told(import_sheet(project, table(*lines), "indicators"), "en")
    add_row(project, "own_indicator", {"system": "甲  集", "number": "3", "formula": "employees"})
    assert len(find_system("甲 集", project.snapshot()).lines) == 3
    assert len([id for id in systems_of(project.snapshot()) if "集" in id]) == 1
    limits = (("set", "medium", "pollutant", "limit"), ("甲集", "water", "COD", 50), ("甲 集", "water", "NH3-N", 5))
    assert "甲 集 as 甲集" in told(import_sheet(project, table(*limits), "standards"), "en")
    assert [one.name for one in own_sets(project.snapshot()).values()] == ["甲集"]


def two_spellings(project: Project, table_name: str, rows: Sheet) -> None:
    """A project of before, in which both spellings are rows of their own; the second was 乙乙 when it was entered."""
    import_sheet(project, rows, {"actor": "actors", "commodity": "commodities", "region": "regions"}[table_name])
    with project.edit(Text("As it was kept before")) as db:
        db.execute(f"UPDATE {table_name} SET name = '甲集' WHERE name = '乙乙'")


def test_of_two_firms_that_spaces_alone_tell_apart_the_very_spelling_is_meant(project: Project) -> None:
    two_spellings(project, "actor", table(("name", "kind"), ("甲 集", "firm"), ("乙乙", "firm")))
    rows = (("actor", "item", "year", "value"), ("甲集", "employees", 2024, 5), ("甲 集", "employees", 2024, 6))
    result = import_sheet(project, table(*rows), "statistics")
    snapshot = project.snapshot()
    names = snapshot.actor.name[snapshot.statistic.actor].tolist()
    assert dict(zip(names, snapshot.statistic.value.tolist(), strict=True)) == {"甲集": 5.0, "甲 集": 6.0}
    assert (result.rejected, result.remarks) == (0, ())
    import_sheet(project, table(("name", "kind", "address"), ("甲集", "firm", "x")), "actors")
    actors = project.snapshot().actor
    assert dict(zip(actors.name.tolist(), actors.address.tolist(), strict=True)) == {"甲 集": "", "甲集": "x"}


def test_a_third_spelling_of_two_firms_is_refused_with_both_names(project: Project) -> None:
    import_sheet(project, table(("name", "kind"), ("甲 乙集", "firm"), ("乙乙", "firm")), "actors")
    with project.edit(Text("As it was kept before")) as db:
        db.execute("UPDATE actor SET name = '甲乙 集' WHERE name = '乙乙'")
    rows = (("actor", "item", "year", "value"), ("甲乙集", "employees", 2024, 5))
    result = import_sheet(project, table(*rows), "statistics")
    assert result.rejected == 1
    assert "甲 乙集, 甲乙 集, which spaces" in show(result.problems[0].reason, "en").replace(" and ", ", ")
    assert result.remarks == ()


@pytest.mark.parametrize("kind", ["commodity", "region"])
def test_a_table_of_goods_or_regions_completes_the_row_of_the_very_spelling(project: Project, kind: str) -> None:
    kinds = {"commodity": "commodities", "region": "regions"}
    two_spellings(project, kind, table(("name",), ("甲 集",), ("乙乙",)))
    import_sheet(project, table(("name", "note"), ("甲 集", "x")), kinds[kind])
    rows = getattr(project.snapshot(), kind)
    assert dict(zip(rows.name.tolist(), rows.note.tolist(), strict=True)) == {"甲 集": "x", "甲集": ""}


def test_other_spellings_are_told_of_rows_that_were_taken_alone(project: Project) -> None:
    import_sheet(project, table(("name", "kind"), ("甲集", "firm"), ("乙丙", "firm")), "actors")
    rows = (("actor", "item", "year", "value"), ("甲 集", "employees", 2024, "many"), ("乙 丙", "employees", 2024, 6))
    result = import_sheet(project, table(*rows), "statistics")
    assert result.rejected == 1
    assert "as one: 乙 丙 as 乙丙." in told(result, "en")


def test_an_own_system_that_was_kept_with_a_space_is_told_one_way(project: Project) -> None:
    add_row(project, "own_indicator", {"system": "江北园区", "number": "1", "formula": "employees"})
    with project.edit(Text("As it was kept before")) as db:
        db.execute("UPDATE own_indicator SET system = '江北 园区'")
    lines = (("system", "number", "formula"), ("江北 园区", 1, "energy"), ("江北园区", 2, "employees"))
    result = import_sheet(project, table(*lines), "indicators")
    assert (result.updated, result.imported) == (1, 1)
    assert told(result, "en").endswith("as one: 江北园区 as 江北 园区.")
    targets = (("system", "number", "year", "target"), ("江北园区", 1, 2030, 5))
    assert import_sheet(project, table(*targets), "targets").imported == 1
