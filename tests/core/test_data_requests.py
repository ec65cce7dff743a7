"""The data request list: what is lacking is asked of its holder, and what is filled in comes back without mapping."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.data_requests import Needed, asked, needed, told_of
from core.errors import UserError
from core.i18n import show
from core.imports import import_sheet
from core.indicator_own import find_system
from core.project import Project
from core.records import insert
from core.request_books import write_requests
from core.sheets import read_sheet
from core.system_results import evaluate
from core.system_scope import Scope, scope_of
from core.text import Text

YEAR = 2025


def enter_park(project: Project) -> None:
    """A park of two firms; one has told its fresh water."""
    with project.edit(Text("Enter a park")) as db:
        (region,) = insert(db, "region", [{"name": "示范园"}])
        first, _ = insert(
            db, "actor", [{"name": name, "kind": "firm", "region_id": region} for name in ("甲厂", "乙/厂")]
        )
        told = {"actor_id": first, "item": "water_fresh", "value": 100.0, "value_entered": 100.0, "year": YEAR}
        insert(db, "statistic", [{**told, "unit": "m3", "unit_entered": "m3"}])


def lacking(project: Project) -> tuple[Scope, list[Needed]]:
    scope = scope_of(project.snapshot(), YEAR)
    return scope, needed(scope, [find_system("hj274")])


def test_each_firm_is_asked_for_what_it_has_not_told_and_each_office_for_what_it_holds(project: Project) -> None:
    enter_park(project)
    scope, wanted = lacking(project)
    found = asked(scope, wanted)
    of_firms = [one for one in found if one.about.table == "actor"]
    firms = {one.about.name: {cell.item for cell in one.cells if cell.year == YEAR} for one in of_firms}
    assert "water_fresh" not in firms["甲厂"]
    assert "water_fresh" in firms["乙/厂"]
    offices = {one.whom: {cell.item for cell in one.cells} for one in found if isinstance(one.whom, str)}
    assert "green_share" in offices["Natural resources office"]
    assert all(one.about.name == "示范园" for one in found if isinstance(one.whom, str))


def test_a_quantity_that_a_condition_reads_is_asked_for_too(project: Project) -> None:
    enter_park(project)
    _, wanted = lacking(project)
    assert any(one.told.quantity.id == "water_short_city" for one in wanted)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_filled_workbooks_come_back_without_mapping(project: Project, tmp_path: Path, language: str) -> None:
    enter_park(project)
    scope, wanted = lacking(project)
    files = write_requests(tmp_path / "out", wanted, asked(scope, wanted), language, "2026-03-31")
    for path in files[1:]:
        fill(path, 50)
        result = import_sheet(project, read_sheet(path), "statistics")
        assert (result.rejected, result.unused) == (0, ()), (path.name, result.problems)
    again, wanted = lacking(project)
    assert [one.told.quantity.id for one in wanted if one.askable and one.state != "there"] == []
    assert asked(again, wanted) == []
    lines = evaluate(again, find_system("hj274")).lines
    unknown = {judged.line.number for judged in lines if judged.result.value is None}
    assert unknown == {"10", "13", "25"}  # no growth divides the elasticities; loads come with their own table


def fill(path: Path, value: float) -> None:
    """Write a value into each open cell, as an office would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        assert sheet.cell(row, 5).value is None
        sheet.cell(row, 5, value)
    book.save(path)


def test_the_list_names_every_quantity_with_its_state_and_who_asks(project: Project, tmp_path: Path) -> None:
    enter_park(project)
    scope, wanted = lacking(project)
    files = write_requests(tmp_path / "out", wanted, asked(scope, wanted), "zh")
    sheet: Any = openpyxl.load_workbook(files[0]).worksheets[0]
    assert sheet.max_row == 3 + len(wanted)
    assert sheet.cell(1, 1).value == show(told_of(wanted), "zh")
    rows = {(row[0].value, row[1].value): row for row in sheet.iter_rows(min_row=4)}
    water = rows["新鲜水量", "2025"]
    assert "1家" in water[4].value
    assert "HJ 274-2015: 13, 14, 15" in water[5].value


def test_a_folder_that_holds_something_is_left_alone(project: Project, tmp_path: Path) -> None:
    enter_park(project)
    (tmp_path / "filled.xlsx").write_text("mine")
    with pytest.raises(UserError):
        write_requests(tmp_path, [], [], "en")
