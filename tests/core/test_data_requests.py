"""The data request list: what is lacking is asked of its holder, and what is filled in comes back without mapping."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.catalogues import table
from core.data_requests import Needed, asked, needed, told_of
from core.errors import UserError
from core.i18n import show
from core.imports import import_sheet
from core.indicator_own import find_system
from core.indicator_scorecard import scorecard
from core.indicator_systems import quantities
from core.project import Project
from core.records import insert
from core.register_counts import entries_of
from core.renaming import names_in
from core.request_books import definition, write_requests
from core.request_memory import Request, days_past, due_of, last_request, note_request
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
        fill(path, 1)
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
    rows = {(row[0].value, row[2].value): row for row in sheet.iter_rows(min_row=4)}
    water = rows["新鲜水量", "2025"]
    assert "1 家" in water[5].value
    assert "HJ 274-2015: 13, 14, 15" in water[6].value


def test_a_folder_that_holds_something_is_left_alone(project: Project, tmp_path: Path) -> None:
    enter_park(project)
    (tmp_path / "filled.xlsx").write_text("mine")
    with pytest.raises(UserError):
        write_requests(tmp_path, [], [], "en")


def test_a_workbook_names_the_region_in_the_language_and_comes_back(project: Project, tmp_path: Path) -> None:
    enter_park(project)
    with project.edit(Text("Call the region as the sample does")) as db:
        db.execute("UPDATE region SET name = '教学园区'")
    scope, wanted = lacking(project)
    names = names_in(project.snapshot(), "en")
    file = write_requests(tmp_path / "out", wanted, asked(scope, wanted), "en", names=names)[1]
    fill(file, 50)
    assert openpyxl.load_workbook(file).worksheets[0]["B2"].value == "Teaching park"
    assert import_sheet(project, read_sheet(file), "statistics").rejected == 0
    assert list(project.snapshot().region.name) == ["教学园区"]


def test_a_holder_keeps_its_number_in_every_request_and_firms_their_name_in_the_language(
    project: Project, tmp_path: Path
) -> None:
    enter_park(project)
    with project.edit(Text("Name it in English")) as db:
        insert(db, "actor_alias", [{"actor_id": 2, "name": "Plant B", "kind": "alias"}])
    scope, wanted = lacking(project)
    few = [one for one in wanted if one.told.quantity.id == "water_repeated"]
    names = names_in(project.snapshot(), "en")
    whole, part = (
        write_requests(tmp_path / name, told, asked(scope, told), "en", names=names)
        for name, told in (("whole", wanted), ("part", few))
    )
    assert {path.name for path in part[1:]} <= {path.name for path in whole}
    assert "B0002 Plant B.xlsx" in {path.name for path in part}
    file = next(path for path in part if path.name.endswith("Plant B.xlsx"))
    fill(file, 7)
    result = import_sheet(project, read_sheet(file), "statistics")
    assert (result.imported, result.created_actors) == (1, ())


def test_the_scorecard_counts_what_is_asked_there_missing_and_late(project: Project, tmp_path: Path) -> None:
    enter_park(project)
    with project.edit(Text("Enter a plan that ran out")) as db:
        insert(db, "register", [{"actor_id": 2, "list": "突发环境事件应急预案", "valid_to": "2025-06-30"}])
    scope, wanted = lacking(project)
    scores = scorecard(scope, wanted, "2026-03-31", date(2026, 4, 1))
    offices = {one.whom: one for one in scores if isinstance(one.whom, str)}
    firms = {one.whom.name: one for one in scores if not isinstance(one.whom, str)}
    assert (firms["甲厂"].there, firms["乙/厂"].there) == (1, 0)
    assert firms["乙/厂"].late == firms["乙/厂"].missing + 1
    land = offices["Natural resources office"]
    assert land.late == land.missing == land.asked > 0
    assert scorecard(scope, wanted, "2026-03-31", date(2026, 3, 1))[0].late == 0
    files = write_requests(tmp_path / "out", wanted, [], "zh", scores=scores)
    sheet: Any = openpyxl.load_workbook(files[0]).worksheets[1]
    assert sheet.max_row == 1 + len(scores)


def test_registers_are_counted_while_they_hold_and_audits_of_those_that_are_due(project: Project) -> None:
    enter_park(project)
    lists = [
        (1, "强制性清洁生产审核名单", 2024, ""), (2, "强制性清洁生产审核名单", 2024, ""),
        (1, "清洁生产审核验收结果", 2025, ""), (1, "绿色工厂名单", 2023, "2026-12-31"),
        (2, "绿色工厂名单", 2021, "2024-01-31"),
    ]  # fmt: skip
    with project.edit(Text("Enter registers")) as db:
        insert(db, "register", [{"actor_id": a, "list": n, "year": y, "valid_to": v} for a, n, y, v in lists])
    scope = scope_of(project.snapshot(), YEAR)
    told = {line.line.number: line.result.value for line in evaluate(scope, find_system("registers")).lines}
    assert told == {"1": 50.0, "2": None, "3": 1.0, "4": 1.0, "5": None, "6": None}


def test_a_row_that_denies_or_is_not_understood_counts_in_no_register(project: Project) -> None:
    """Of the two firms 1 is due for an audit and 2 is not; of plans for emergencies nobody is known to have one."""
    enter_park(project)
    lists = [
        (1, "强制性清洁生产审核企业名单", "未验收"), (2, "强制性清洁生产审核企业名单", "未列入"),
        (1, "清洁生产审核验收结果", ""), (2, "清洁生产审核验收结果", "否"),
        (1, "突发环境事件应急预案", "未备案"), (2, "突发环境事件应急预案", "无"),
    ]  # fmt: skip
    with project.edit(Text("Enter registers")) as db:
        insert(db, "register", [{"actor_id": a, "list": n, "entry": e, "year": YEAR} for a, n, e in lists])
    scope = scope_of(project.snapshot(), YEAR)
    told = {line.line.number: line for line in evaluate(scope, find_system("registers")).lines}
    assert (told["1"].result.value, told["5"].result.value) == (100.0, None)
    notes = [show(one.note, "en") for line in told.values() for one in line.inputs]
    assert "The rows of this register name no firm for certain, so who is on it is not told." in notes


def test_who_has_to_do_it_is_due_whatever_the_entry_tells_of_how_far_they_are(project: Project) -> None:
    enter_park(project)
    lists = [("强制性清洁生产审核企业名单", "未通过验收"), ("强制性清洁生产审核企业名单", "已通过验收"),
             ("Disclosure list", "not yet disclosed"), ("Disclosure list", "disclosed")]  # fmt: skip
    with project.edit(Text("Enter registers")) as db:
        insert(db, "register", [{"actor_id": 1, "list": title, "entry": entry} for title, entry in lists])
    sorts = {row["id"]: row for row in table("tables/register_lists.csv")}
    told = {
        sort: entries_of(project.snapshot(), sorts[sort]) for sort in ("audit_due", "disclosure_due", "disclosure_done")
    }
    assert told == {"audit_due": [0, 1], "disclosure_due": [2, 3], "disclosure_done": [3]}


def test_a_definition_tells_which_statistic_or_table_a_quantity_comes_from() -> None:
    told = {id: show(definition(quantities()[id]), "en") for id in ("cod", "cod_generated", "energy", "audits_done")}
    assert "Chemical oxygen demand (water pollutants) that reaches the environment" in told["cod"]
    assert "as generated" in told["cod_generated"]
    assert told["energy"].endswith("of the region, else added up over the firms")
    assert told["audits_done"].endswith("of the region, else counted in the registers")


def test_the_last_request_says_which_deadline_a_system_and_year_have(project: Project) -> None:
    assert last_request(project) is None
    note_request(project, Request(("hj274",), 2025, "", "2026-03-31", "2026-01-02"))
    told = last_request(project)
    assert (due_of(told, "hj274", 2025), due_of(told, "hj274", 2024), due_of(told, "own", 2025)) == (
        "2026-03-31",
        "",
        "",
    )
    assert (days_past("2026-03-31", date(2026, 4, 2)), days_past("")) == (2, None)
