"""The raw forms of the teaching park: read from their workbooks and imported, they give the park of the year again."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from core.credit_codes import is_credit_code
from core.form_books import file_of, write_forms
from core.import_results import ImportResult
from core.imports import import_sheets
from core.profile_files import known_profiles, recognise
from core.profiles import Profile
from core.project import Project
from core.returned import write_returned_files
from core.samples import sample_sheets
from core.shapes import shape
from core.sheets import Sheet, read_sheet
from core.snapshot import Snapshot
from core.statements import best_statistics, counted_emissions
from core.teaching_forms import MANIFESTS, FormSheet, layouts, teaching_forms
from core.text import Text

Amounts = dict[tuple[str, ...], float]


def profile_of(form: FormSheet) -> Profile | None:
    layout = layouts()[form.layout]
    return known_profiles()[layout["profile"]] if "profile" in layout else None


def import_form(project: Project, form: FormSheet, folder: Path) -> list[ImportResult]:
    sheet, profile = sheet_of(form, folder), profile_of(form)
    tables = shape(sheet, profile) if profile else [(layouts()[form.layout]["kind"], sheet)]
    return import_sheets(project, tables, Text("Import"))


def sheet_of(form: FormSheet, folder: Path) -> Sheet:
    return read_sheet(folder / file_of(form), layouts()[form.layout]["sheet"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forms without the clerks' slips."""
    path = tmp_path_factory.mktemp("forms")
    write_forms(path, slips=False)
    return path


@pytest.fixture(scope="module")
def sample(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot("teaching", "en").during(2025)


@pytest.fixture(scope="module")
def rebuilt(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The park by import alone: its outlines, then every form in its order."""
    with Project.create(tmp_path_factory.mktemp("rebuilt") / "t.gpkg") as project:
        import_sheets(project, sample_sheets("teaching")[:1], Text("Outlines"))
        for form in teaching_forms(slips=False):
            import_form(project, form, folder)
        return project.snapshot().during(2025)


def links(snapshot: Snapshot) -> set[tuple[str, ...]]:
    return set(map(tuple, (_link(snapshot, row) for row in range(len(snapshot.flow)))))


def _link(snapshot: Snapshot, row: int) -> tuple[str, ...]:
    flow, names = snapshot.flow, [*map(str, snapshot.actor.name), "outside"]
    ends = (names[flow.sender[row]], names[flow.receiver[row]])
    return (*ends, str(snapshot.commodity.name[flow.commodity[row]]), str(flow.kind[row]))


def amounts(snapshot: Snapshot) -> Amounts:
    """What each side states of a link in the year, parts added, in the base unit."""
    told: Amounts = defaultdict(float)
    amount = snapshot.flow_amount
    for row, link in enumerate(amount.flow.tolist()):
        told[(*_link(snapshot, link), str(amount.origin[row]))] += float(amount.value[row])
    return told


def statistics(snapshot: Snapshot) -> Amounts:
    names, matters = snapshot.actor.name, [*snapshot.commodity.name, ""]
    return {
        (item, str(names[actor]), str(matters[commodity])): told.value
        for item in sorted(set(snapshot.statistic.item))
        for (actor, commodity), told in best_statistics(snapshot, item).items()
    }


def test_the_forms_are_about_sixty_workbooks_that_are_the_same_each_time(folder: Path) -> None:
    names = {file_of(form) for form in teaching_forms()}
    assert {path.name for path in folder.iterdir()} == names
    assert 55 <= len(names) <= 65
    assert teaching_forms() == teaching_forms()


def test_each_form_is_recognised_as_what_it_is(folder: Path) -> None:
    told = {form.layout: recognise(sheet_of(form, folder)) for form in teaching_forms()}
    known = {layout: layouts()[layout]["profile"] for layout in told if "profile" in layouts()[layout]}
    assert {layout: told[layout] for layout in known} == known


def test_the_same_firms_stand_at_the_same_places(sample: Snapshot, rebuilt: Snapshot) -> None:
    assert set(rebuilt.actor.name) == set(sample.actor.name)
    assert not rebuilt.actor.unclaimed.any()
    places = dict(zip(rebuilt.actor.name, rebuilt.actor.point, strict=True))
    for name, point in zip(sample.actor.name, sample.actor.point, strict=True):
        np.testing.assert_allclose(places[name], point, atol=1.5e-6)  # half a hundredth of a second
    for column in ("credit_code", "role", "kind", "industry_code", "permit_class", "layer"):
        one, other = (dict(zip(s.actor.name, getattr(s.actor, column), strict=True)) for s in (sample, rebuilt))
        assert one == other, column


def test_the_same_links_carry_the_same_amounts_of_both_sides(sample: Snapshot, rebuilt: Snapshot) -> None:
    assert links(rebuilt) == links(sample)
    assert dict(amounts(rebuilt)) == pytest.approx(dict(amounts(sample)), rel=1e-9, abs=2e-3)


def test_the_same_figures_stand_in_the_accounts(sample: Snapshot, rebuilt: Snapshot) -> None:
    assert statistics(rebuilt) == pytest.approx(statistics(sample), rel=1e-9)
    for name, columns in {"stock": ("opening", "closing", "storage_capacity"), "capacity": ("value",)}.items():
        for column in columns:
            one, other = (
                {
                    (s.actor.name[t.actor[row]], s.commodity.name[t.commodity[row]], value)
                    for row, value in enumerate(getattr(t, column))
                    if value == value
                }
                for s, t in ((sample, getattr(sample, name)), (rebuilt, getattr(rebuilt, name)))
            )
            assert other == one, (name, column)


def test_the_same_pollutants_leave_the_same_outlets(sample: Snapshot, rebuilt: Snapshot) -> None:
    one, other = (
        {
            (
                s.actor.name[e.actor[r]],
                e.outlet[r],
                e.pollutant[r],
                e.destination[r],
                e.mass[r],
                e.limit_concentration[r],
            )
            for r in counted_emissions(s)
        }
        for s, e in ((sample, sample.emission), (rebuilt, rebuilt.emission))
    )
    assert other == one


def test_the_list_of_firms_has_fifty_rows_with_two_wrong_codes_and_one_firm_twice() -> None:
    (firms,) = (form for form in teaching_forms() if form.layout == "firm_list")
    assert len(firms.records) == 50
    wrong = [
        record["name"]
        for record in firms.records
        if record["credit code"] and not is_credit_code(str(record["credit code"]))
    ]
    assert len(wrong) == 2
    names = [record["name"] for record in firms.records]
    assert len(names) - len(set(names)) == 1


def test_there_are_612_manifests_of_which_some_are_void_and_some_count_barrels() -> None:
    (form,) = (form for form in teaching_forms() if form.layout == "manifests")
    assert len(form.records) == MANIFESTS == 612
    assert len({record["document"] for record in form.records}) == 612
    assert sum(record["state"] == "作废" for record in form.records) == 6
    assert sum(record["unit"] == "桶" for record in form.records) == 4


def test_three_firms_wrote_kilograms_under_tonnes() -> None:
    ledgers = [
        {form.firm: form.records for form in teaching_forms(slips=s) if form.layout == "waste_ledger"}
        for s in (True, False)
    ]
    ratios = {
        firm: float(str(rows[0]["waste_generated"])) / float(str(ledgers[1][firm][0]["waste_generated"]))
        for firm, rows in ledgers[0].items()
    }
    assert {firm: round(ratio) for firm, ratio in ratios.items() if ratio != 1} == {
        "陶瓷厂": 1000,
        "纸箱厂": 1000,
        "机械厂": 1000,
    }


def test_the_planted_faults_stand_in_the_forms() -> None:
    sheets = {form.layout: form.records for form in teaching_forms() if not form.firm}
    fresh = {record["actor"]: record["water_fresh"] for record in sheets["yearbook"] if "water_fresh" in record}
    assert max(fresh, key=lambda firm: float(str(fresh[firm]))) == "啤酒厂"
    plating = [r for r in sheets["manifests"] if r["from"] == "电镀厂" and r["unit"] == "吨" and r["confirmed"]]
    assert all(980 < float(str(r["confirmed"])) / float(str(r["amount"])) < 1020 for r in plating)
    assert any(r["name"] == "丙印染有限公司" and r["credit code"] is None for r in sheets["firm_list"])
    homeless = [r["name"] for r in sheets["facility_list"] if "lon degrees" not in r]
    assert homeless == ["二号矿渣利用厂"]
    full = [r["commodity"] for r in sheets["heaps"] if float(str(r["closing"])) > 0.9 * float(str(r["capacity"]))]
    assert full == ["磷石膏"]
    assert "赤泥" not in {r["commodity"] for form in teaching_forms() if form.layout == "sent" for r in form.records}


def test_the_improvement_projects_come_with_their_investment_and_progress(rebuilt: Snapshot) -> None:
    told = rebuilt.initiative
    assert (len(told), float(told.investment_planned.sum()), float(told.investment_spent.sum())) == (11, 32400, 27120)
    assert int((told.progress == 100).sum()) == 9


def test_a_form_that_gives_figures_alone_gets_a_marked_copy_too(tmp_path: Path) -> None:
    write_forms(tmp_path)
    form = next(form for form in teaching_forms() if form.layout == "yearbook")
    sheet, profile = sheet_of(form, tmp_path), profile_of(form)
    assert profile is not None
    tables = shape(sheet, profile)
    with Project.create(tmp_path / "t.gpkg") as project:
        results = import_sheets(project, tables, Text("Import"))
    told = list(zip([table for _, table in tables], results, strict=True))
    (made,) = write_returned_files([tmp_path / sheet.file], told, tmp_path, "zh")
    assert made.name == f"{Path(sheet.file).stem}（退回）.xlsx"
    remarks = [cell.value for line in load_workbook(made)[sheet.name].iter_rows() for cell in line]
    assert "导入说明" in remarks
    assert any("单位是否有误" in str(value) for value in remarks)


def test_waste_heat_stays_heat_and_enters_no_ledger_of_solid_waste(rebuilt: Snapshot, sample: Snapshot) -> None:
    def heat(snapshot: Snapshot) -> dict[tuple[str, str], float]:
        table = snapshot.statistic
        rows = np.flatnonzero((table.item == "waste_generated") & (table.unit == "GJ"))
        names, goods = snapshot.actor.name, snapshot.commodity.name
        return {(names[table.actor[row]], goods[table.commodity[row]]): float(table.value[row]) for row in rows}

    assert heat(rebuilt) == heat(sample) != {}
