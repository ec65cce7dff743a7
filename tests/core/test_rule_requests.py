"""Requests by flag rules: what is lacking beside a discharge is asked of its firm and completes that row."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from core.errors import UserError
from core.i18n import show
from core.imports import import_sheet
from core.project import Project
from core.request_books import write_requests
from core.rule_requests import RULE_TITLES, RuleNeeds, asked_by_rules, rule_needs, rules_named, told_of_rules
from core.rule_titles import MAIN_SOURCE, OVER_LIMIT
from core.sheets import Sheet, read_sheet
from core.snapshot import Snapshot
from core.system_scope import Scope, scope_of

Cluster = Callable[..., Snapshot]
SOURCES = [
    {"title": "排污许可年报"},
    {"title": "统计专报", "permitted_use": "aggregate"},
    {"title": "上报材料", "permitted_use": "superior"},
]
ROWS = [
    {"actor": "印染", "pollutant": "cod", "mass": 30.0, "limit_concentration": 80.0, "source": "排污许可年报"},
    {
        "actor": "印染",
        "pollutant": "so2",
        "medium": "air",
        "mass": 5.0,
        "concentration": 40.0,
        "source": "排污许可年报",
    },
    {"actor": "造纸", "pollutant": "cod", "mass": 9.0, "year": 2023},
    {"actor": "电镀", "pollutant": "cod", "mass": 1.0, "source": "统计专报"},
]


@pytest.fixture
def scope(cluster: Cluster) -> Scope:
    return scope_of(cluster(source=SOURCES, emission=[{"year": 2024, **row} for row in ROWS]), 2024)


def lacking(needs: RuleNeeds) -> dict[str, tuple[int, int, set[str]]]:
    return {one.column: (one.there, one.asked, {firm.name for firm in one.silent}) for one in needs.figures}


def test_what_a_rule_lacks_is_counted_and_asked_of_firms_without_those_of_sums_only(scope: Scope) -> None:
    needs = rule_needs(scope, [OVER_LIMIT])
    assert lacking(needs) == {
        "concentration": (1, 3, {"印染", "造纸"}),
        "limit": (1, 3, {"印染", "造纸"}),
        "exceeding days": (0, 2, {"印染", "造纸"}),  # of water
        "exceeding hours": (0, 1, {"印染"}),  # of air
    }
    assert show(told_of_rules(needs)[0], "en") == "Rules: 2 of 9 figures of discharges are told, 2 firms owe some."
    assert [(one.about.name, one.number, one.count) for one in asked_by_rules(scope, needs)] == [
        ("印染", "C0001", 4), ("造纸", "C0002", 3),
    ]  # fmt: skip


def test_what_is_for_the_superior_office_alone_is_in_no_request(project: Project, cluster: Cluster) -> None:
    cluster(source=SOURCES, emission=[
        {"actor": name, "pollutant": "cod", "mass": 5.0, "year": 2024, "source": source}
        for name, source in (("印染", "上报材料"), ("造纸", "排污许可年报"))
    ])  # fmt: skip
    needs = rule_needs(scope_of(project.snapshot(), 2024), [OVER_LIMIT])
    assert [firm.name for firm, _ in needs.by_firm] == ["造纸"]
    assert show(told_of_rules(needs)[0], "en") == "Rules: 0 of 3 figures of discharges are told, 1 firm owes some."


def test_a_firm_that_told_discharges_in_another_year_is_asked_for_them_again(scope: Scope) -> None:
    needs = rule_needs(scope, [MAIN_SOURCE])
    assert lacking(needs) == {"mass": (2, 3, {"造纸"})}


def test_rules_are_named_by_id_and_all_are_meant_without_a_name() -> None:
    assert rules_named([]) == list(RULE_TITLES)
    with pytest.raises(UserError):
        rules_named(["data.thousandfold"])


def answer(project: Project, file: Path) -> None:
    """Fill in the open cells of a workbook and import it."""
    book = openpyxl.load_workbook(file)
    table = book.worksheets[0]
    for row in table.iter_rows(min_row=2):
        for cell in row:
            if cell.fill.fgColor.rgb == "FFFFF7DC":
                cell.value = "年报" if cell.column == table.max_column else 12
    book.save(file)
    assert import_sheet(project, read_sheet(file), "emissions").rejected == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_filled_workbook_completes_the_rows_that_are_there(
    scope: Scope, project: Project, tmp_path: Path, language: str
) -> None:
    needs = rule_needs(scope, [OVER_LIMIT])
    asked = asked_by_rules(scope, needs)
    files = write_requests(tmp_path / "out", [], asked, language, by_rules=(scope.snapshot, needs))
    sheets = openpyxl.load_workbook(files[0])
    assert sheets.worksheets[0].max_row == 3 + len(needs.figures)
    for file in files[1:]:
        answer(project, file)
    told = project.snapshot().emission
    assert len(told) == len(ROWS) + 1
    assert (told.concentration[0], told.limit_concentration[0], told.exceeding_days[0], told.mass[0]) == (
        12,
        80,
        12,
        30,
    )
    assert (told.concentration[1], told.limit_concentration[1], told.exceeding_hours[1]) == (40, 12, 12)
    again = rule_needs(scope_of(project.snapshot(), 2024), [OVER_LIMIT])
    assert again.by_firm == ()


@pytest.mark.parametrize("told", [{"pollutant": "COD"}, {"destination": "plant"}, {"year": None}, {"source": None}])
def test_an_answer_completes_a_row_that_was_typed_by_hand(
    project: Project, cluster: Cluster, tmp_path: Path, told: dict[str, str | None]
) -> None:
    """The catalogue's name is asked for, an unnamed plant by its word; a row of no year or source gets no second."""
    row = {"actor": "印染", "pollutant": "cod", "mass": 5.0, "mass_entered": 5.0, "unit_entered": "t", "year": 2024}
    cluster(source=SOURCES, emission=[{**row, "source": "排污许可年报", **told}])
    scope = scope_of(project.snapshot(), 2024)
    needs = rule_needs(scope, [OVER_LIMIT])
    asked = asked_by_rules(scope, needs)
    answer(project, write_requests(tmp_path / "out", [], asked, "zh", by_rules=(scope.snapshot, needs))[1])
    emission = project.snapshot().emission
    assert (emission.mass.tolist(), emission.concentration.tolist()) == ([5.0], [12.0])
    assert emission.source[0] >= 0


def test_a_figure_that_differs_from_one_without_source_stands_beside_it(project: Project, cluster: Cluster) -> None:
    cluster(emission=[{"actor": "印染", "pollutant": "cod", "mass": 5.0, "year": 2024}])
    rows = ((2, ("印染", "COD", 6.0, "t", 2024)),)
    import_sheet(project, Sheet("f.csv", "", ("企业", "污染物", "排放量", "单位", "年份"), rows), "emissions")
    assert project.snapshot().emission.mass.tolist() == [5.0, 6.0]
