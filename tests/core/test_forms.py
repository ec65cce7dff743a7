"""Each of the ten forms is recognised and comes into a project with its amounts, units, firms and the sum of rows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheets
from core.profile_files import known_profiles, recognise
from core.project import Project
from core.shapes import shape
from core.sheets import read_sheet
from core.snapshot import Snapshot
from core.text import Text
from tests.core import form_fixtures as forms

FORMS: dict[str, Callable[[Path], Path]] = {
    "firm_list": forms.firm_list,
    "solid_waste_ledger": forms.solid_waste,
    "hazardous_waste_ledger": forms.hazardous_waste,
    "hazardous_waste_outward": forms.outward,
    "waste_manifests": forms.manifests,
    "waste_plan": forms.waste_plan,
    "waste_licences": forms.licences,
    "environment_statistics": forms.statistics_form,
    "permit_report": forms.permit_report,
    "energy_form": forms.energy_form,
    "water_form": forms.water_form,
    "supplier_list": forms.supplier_list,
    "improvement_projects": forms.improvement_projects,
    "supplier_months": forms.supplier_months,
    "firm_yearbook": forms.firm_yearbook,
}


def take(project: Project, path: Path) -> dict[str, list[ImportResult]]:
    """Import a form by the profile that recognises it; results by kind, each with its sum of rows checked."""
    sheet = read_sheet(path)
    tables = shape(sheet, known_profiles()[recognise(sheet) or ""])
    results: dict[str, list[ImportResult]] = {}
    for (kind, table), result in zip(tables, import_sheets(project, tables, Text("Import")), strict=True):
        assert result.rows == len(table.rows) == result.imported + result.updated + result.rejected + result.skipped
        results.setdefault(kind, []).append(result)
    return results


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.imported, result.updated, result.rejected, result.skipped


def told(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.outcome, show(problem.reason, "en")) for problem in result.problems]


def amounts(snapshot: Snapshot) -> set[tuple[str, str, float, str, str]]:
    """Sender, receiver, value in the base unit, period or year, origin."""
    flow, amount, names = snapshot.flow, snapshot.flow_amount, snapshot.actor.name
    return {
        (
            names[flow.sender[link]],
            names[flow.receiver[link]],
            round(float(amount.value[row]), 6),
            amount.period[row] or f"{amount.year[row]:g}",
            amount.origin[row],
        )
        for row, link in enumerate(amount.flow)
    }


def figures(snapshot: Snapshot) -> dict[tuple[str, str, str], float]:
    """Values of statistics by actor, item and commodity."""
    told = snapshot.statistic
    names = snapshot.commodity.name
    return {
        (
            snapshot.actor.name[told.actor[row]],
            told.item[row],
            names[told.commodity[row]] if told.commodity[row] >= 0 else "",
        ): float(told.value[row])
        for row in range(len(told))
    }


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_recognised_by_its_headings_and_by_no_other_profile(tmp_path: Path, form: str) -> None:
    assert recognise(read_sheet(FORMS[form](tmp_path))) == form


def test_every_profile_has_titles_a_note_and_a_fixture() -> None:
    assert set(known_profiles()) == set(FORMS)
    assert all(len(profile.title) == 2 and profile.note for profile in known_profiles().values())


def test_a_suppliers_months_and_a_parks_own_collection_come_in(project: Project, tmp_path: Path) -> None:
    assert counts(take(project, forms.supplier_months(tmp_path))["flows"][0]) == (3, 0, 0, 0)
    assert amounts(project.snapshot()) == {
        ("热电厂", "造纸厂", 300.0, "2025-01", "sender"),
        ("热电厂", "造纸厂", 280.0, "2025-02", "sender"),
        ("热电厂", "造纸厂", 310.0, "2025-12", "sender"),
    }
    take(project, forms.firm_yearbook(tmp_path))
    figures_now = figures(project.snapshot())
    assert figures_now["造纸厂", "water_fresh", ""] == 12000.0
    assert figures_now["造纸厂", "energy_consumption", ""] == 450.0


def test_the_list_of_firms_gives_firms_with_points_and_employees(project: Project, tmp_path: Path) -> None:
    results = take(project, forms.firm_list(tmp_path))
    actors = project.snapshot().actor
    assert list(actors.name) == ["宁东化工有限公司", "宁东电厂"]
    assert actors.point.tolist() == [pytest.approx([106.51, 38.2]), pytest.approx([106.75, 38.105])]
    assert (list(actors.status), list(actors.industry_code)) == (["running", "suspended"], ["2611", "4411"])
    assert counts(results["actors"][0]) == (2, 0, 0, 1)
    assert figures(project.snapshot())["宁东电厂", "employees", ""] == 150
    assert "联系人" in show(results["actors"][0].remarks[0], "en")


def test_the_ledger_of_solid_waste_gives_figures_stocks_and_links(project: Project, tmp_path: Path) -> None:
    results = take(project, forms.solid_waste(tmp_path))
    snapshot = project.snapshot()
    known = figures(snapshot)
    assert known["宁东电厂", "waste_generated", "粉煤灰"] == 5000
    assert known["宁东电厂", "production", "水泥"] == 1200
    assert known["宁东化工有限公司", "waste_used_own", "炉渣"] == 20
    assert ("宁东电厂", "waste_used_own", "粉煤灰") not in known  # "/" is no 0
    assert amounts(snapshot) == {("宁东电厂", "水泥厂", 4000.0, "2025", "sender")}
    assert snapshot.stock.opening.tolist() == [100.0]
    assert counts(results["commodities"][0]) == (2, 0, 1, 2)
    assert told(results["commodities"][0])[0] == (
        5, "rejected", "个 counts containers and is no mass; enter the weight in t or kg",
    )  # fmt: skip


def test_of_monthly_rows_the_latest_holds_the_year(project: Project, tmp_path: Path) -> None:
    results = take(project, forms.hazardous_waste(tmp_path))
    snapshot = project.snapshot()
    assert figures(snapshot) == {("宁东化工有限公司", "waste_generated", "废矿物油"): 12.0}
    assert (snapshot.stock.opening.tolist(), snapshot.stock.closing.tolist()) == ([2.0], [4.0])
    assert [row for row, _, _ in told(results["commodities"][0])] == [3, 5]
    assert "row 4 is of a later month" in told(results["commodities"][0])[0][2]


def test_what_is_handed_over_keeps_its_manifests_and_units(project: Project, tmp_path: Path) -> None:
    take(project, forms.outward(tmp_path))
    assert amounts(project.snapshot()) == {
        ("宁东化工有限公司", "再生油厂", 3.0, "2025", "sender"),
        ("宁东化工有限公司", "再生油厂", 2.0, "2025", "sender"),
    }


def test_manifests_give_the_figures_of_both_sides_and_leave_out_void_ones(project: Project, tmp_path: Path) -> None:
    results = take(project, forms.manifests(tmp_path))
    assert amounts(project.snapshot()) == {
        ("宁东化工有限公司", "再生油厂", 5.0, "2025-03-01", "sender"),
        ("宁东化工有限公司", "再生油厂", 4.8, "2025-03-01", "receiver"),
    }
    reasons = told(results["commodities"][0])
    assert reasons[0] == (3, "skipped", "the document is void")
    assert reasons[1][:2] == (4, "rejected")


def test_a_plan_gives_last_years_figures_and_planned_links(project: Project, tmp_path: Path) -> None:
    take(project, forms.waste_plan(tmp_path))
    snapshot = project.snapshot()
    assert amounts(snapshot) == {
        ("宁东化工有限公司", "再生油厂", 11.0, "2025", "sender"),
        ("宁东化工有限公司", "再生油厂", 13.0, "2026", "estimate"),
        ("宁东化工有限公司", "处置中心", 6.0, "2026", "estimate"),
    }
    assert sorted(snapshot.flow.status) == ["planned", "running"]
    assert figures(snapshot)["宁东化工有限公司", "waste_generated", "废矿物油"] == 12


def test_licences_give_capacities_with_their_dates_and_the_landfill_its_volume(
    project: Project, tmp_path: Path
) -> None:
    results = take(project, forms.licences(tmp_path))
    capacity = project.snapshot().capacity
    assert capacity.value.tolist() == [5000.0, 20000.0]
    assert list(capacity.valid_from) == ["2024-01-01", "2023-05-01"]
    assert set(capacity.proof) == {"registered"}
    assert len(project.snapshot().stock) == 1
    assert any("利用能力" in show(remark, "en") for remark in results["capacities"][0].remarks)


def test_the_form_of_a_firm_gives_figures_and_emissions_under_sums_only(project: Project, tmp_path: Path) -> None:
    take(project, forms.statistics_form(tmp_path))
    snapshot = project.snapshot()
    firm = "宁东化工有限公司"
    assert figures(snapshot) == {
        (firm, "output_value", ""): 52000.0,
        (firm, "water_fresh", ""): 120000.0,
        (firm, "waste_generated", ""): 900.0,
        (firm, "waste_generated", "危险废物"): 12.0,
        (firm, "waste_generated", "粉煤灰"): 600.0,
        (firm, "waste_used", ""): 700.0,
        (firm, "waste_used_old_stock", ""): 50.0,
    }
    emission = snapshot.emission
    masses = dict(zip(emission.pollutant, emission.mass.tolist(), strict=True))
    assert (masses["cod"], masses["so2"]) == (pytest.approx(5.2), pytest.approx(3.1))
    assert masses["ammonia_nitrogen"] != masses["ammonia_nitrogen"]  # not detected is unknown, and no 0
    assert (list(snapshot.actor.credit_code), set(snapshot.statistic.year)) == (["91640000000000001F"], {2025})
    assert list(snapshot.source.permitted_use) == ["aggregate"]


def test_lines_of_a_form_that_mean_nothing_here_are_named(tmp_path: Path) -> None:
    sheet = read_sheet(forms.statistics_form(tmp_path))
    tables = shape(sheet, known_profiles()["environment_statistics"])
    assert any("排水去向类型" in show(remark, "en") for _, table in tables for remark in table.remarks)


def test_a_permit_report_gives_mass_limit_and_outlet(project: Project, tmp_path: Path) -> None:
    take(project, forms.permit_report(tmp_path))
    emission = project.snapshot().emission
    assert list(emission.outlet) == ["DW001", "DW001", "DA001"]
    assert emission.mass.tolist()[::2] == [5.2, 3.1]
    assert emission.permit_mass.tolist() == [12.0, 1.2, 20.0]
    assert emission.not_detected.tolist() == [False, True, False]


def test_the_energy_form_gives_consumption_and_stocks_without_the_total(project: Project, tmp_path: Path) -> None:
    take(project, forms.energy_form(tmp_path))
    snapshot = project.snapshot()
    assert figures(snapshot) == {
        ("宁东化工有限公司", "energy_input", "原煤"): 19800.0,
        ("宁东化工有限公司", "energy_input", "电力"): pytest.approx(3000 * 36 / 29.3076),
    }
    assert snapshot.stock.closing.tolist() == [700.0]


def test_the_water_form_gives_cubic_metres(project: Project, tmp_path: Path) -> None:
    take(project, forms.water_form(tmp_path))
    assert figures(project.snapshot()) == {
        ("宁东化工有限公司", "water_fresh", ""): 120000.0,
        ("宁东化工有限公司", "water_repeated", ""): 300000.0,
        ("宁东电厂", "water_fresh", ""): 400000.0,
        ("宁东电厂", "water_supplied", ""): 50000.0,
    }


def test_a_list_of_customers_gives_one_link_with_its_months(project: Project, tmp_path: Path) -> None:
    take(project, forms.supplier_list(tmp_path))
    assert amounts(project.snapshot()) == {
        ("宁东供电公司", "宁东化工有限公司", 9000.0, "2025-01", "sender"),
        ("宁东供电公司", "宁东化工有限公司", 8640.0, "2025-02", "sender"),
        ("宁东供电公司", "宁东电厂", 1080.0, "2025-01", "sender"),
    }


def test_a_list_of_projects_gives_money_dates_and_savings(project: Project, tmp_path: Path) -> None:
    (result,) = take(project, forms.improvement_projects(tmp_path))["initiatives"]
    assert counts(result) == (1, 0, 0, 1)
    with project.edit(Text("Look")) as db:
        (row,) = db.execute(
            "SELECT name, owner, investment_planned, investment_spent, start, completion, progress, savings_planned"
            " FROM initiative"
        )
    assert row[:2] == ("余热利用", "宁东电厂")
    assert row[2:7] == (3000.0, pytest.approx(1200), "2025-03", "2026-06", 60.0)
    assert json.loads(row[7]) == {"energy saved": 5000.0, "water saved": pytest.approx(20000.0)}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_form_twice_adds_nothing(project: Project, tmp_path: Path, form: str) -> None:
    path = FORMS[form](tmp_path)
    take(project, path)
    revision = project.revision
    take(project, path)
    assert project.revision == revision
