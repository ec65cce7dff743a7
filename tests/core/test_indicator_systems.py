"""Parks judged by indicator systems: HJ 274's worked example, thresholds that turn, what is lacking and not judged."""

from collections.abc import Callable
from typing import Any

import pytest

from core.compared_with import MEMORY
from core.errors import UserError
from core.formulas import parse_formula, value_of
from core.i18n import THIN, show
from core.indicator_own import find_system
from core.indicator_systems import quantities, systems
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.system_heads import verdict_text
from core.system_quantities import measure
from core.system_results import Judged, Report, evaluate, verdict
from core.system_scope import scope_of
from core.system_words import remarks
from core.text import Text

Enter = Callable[..., Snapshot]
Rows = list[dict[str, Any]]
# Value added 10 000 yuan, energy tce, water m3; the worked example of HJ 274 with growth over three years.
THEN = {"value_added_real": 1_000_000, "energy_consumption": 450_000, "water_fresh": 7_000_000}
NOW = {
    "value_added_real": 1_331_000,
    "value_added": 1_331_000,
    "energy_consumption": 491_700,
    "water_fresh": 7_492_000,
    "water_repeated": 24_000_000,
    "waste_generated": 800_000,
    "waste_used": 660_000,
    "waste_used_old_stock": 40_000,
}
LOADS = {"COD": (1200, 1150), "NH3-N": (110, 104), "SO2": (900, 880), "NOx": (1500, 1380)}


def park(items: dict[str, float], year: int) -> Rows:
    return [{"region": "Park", "item": item, "value": value, "year": year} for item, value in items.items()]


def loads() -> Rows:
    return [
        {"actor": "A", "medium": "air" if name in ("SO2", "NOx") else "water", "pollutant": name, "mass": mass,
         "destination": "direct", "year": year}
        for name, masses in LOADS.items()
        for year, mass in zip((2021, 2024), masses, strict=True)
    ]  # fmt: skip


def report(snapshot: Snapshot, system: str = "hj274", **choice: Any) -> Report:
    return evaluate(scope_of(snapshot, 2024, **choice), systems()[system])


def the(found: Report, number: str) -> Judged:
    return next(judged for judged in found.lines if judged.line.number == number)


def worked(cluster: Enter) -> Report:
    """HJ 274 for the park of the worked example."""
    actors = [{"name": "A", "kind": "firm", "region": "Park"}]
    return report(cluster(actor=actors, statistic=[*park(THEN, 2021), *park(NOW, 2024)], emission=loads()))


def test_hj274_gives_the_numbers_of_the_worked_example(cluster: Enter) -> None:
    found = worked(cluster)
    expected = {
        "3": 10.0, "6": 78.57, "10": 0.2998, "11": 0.36942, "13": 0.2290, "14": 5.629, "15": 76.21, "25": -0.1687,
    }  # fmt: skip
    for number, value in expected.items():
        assert the(found, number).result.value == pytest.approx(value, rel=3e-4), number
    assert all(the(found, number).met for number in ("6", "10", "11", "13", "14", "15", "25"))
    assert the(found, "3").met is False  # 10 % a year, 15 are asked for


def test_without_old_stock_the_use_of_waste_is_not_computed_but_named(cluster: Enter) -> None:
    known = {name: value for name, value in NOW.items() if name != "waste_used_old_stock"}
    judged = the(report(cluster(statistic=park(known, 2024))), "6")
    assert (judged.result.value, judged.result.status, judged.met) == (None, "not_computable", None)
    assert show(judged.result.reason, "en") == "Lacking: General industrial solid waste used from old stock 2024."


def test_a_falling_value_added_turns_the_threshold_of_an_elasticity(cluster: Enter) -> None:
    falling = THEN | {"value_added_real": 1_600_000}
    judged = the(report(cluster(statistic=[*park(falling, 2021), *park(NOW, 2024)])), "10")
    assert judged.case is not None
    assert (judged.case.sense, judged.result.value is not None and judged.result.value < 0) == (">=", True)
    assert judged.met is False


def test_hj274_has_17_mandatory_indicators_and_six_optional_groups(cluster: Enter) -> None:
    found = worked(cluster)
    counted = verdict(found)
    assert counted is not None
    assert (counted.met, counted.missed, counted.open) == (3, 0, 14)
    assert (counted.groups, counted.groups_met) == (6, 3)
    assert counted.doubted == {MEMORY: 3}
    assert "by a threshold from memory: 3 of the mandatory ones" in show(verdict_text(found), "en")


def firms(told: int, of: int = 10) -> dict[str, Rows]:
    names = [f"Firm {number}" for number in range(of)]
    stated = [{"actor": name, "item": "water_fresh", "value": 100, "year": 2024} for name in names[:told]]
    repeated = [{"actor": name, "item": "water_repeated", "value": 300, "year": 2024} for name in names]
    actors = [{"name": name, "kind": "firm", "region": "Park"} for name in names]
    return {"actor": actors, "statistic": stated + repeated}


@pytest.mark.parametrize(
    ("told", "status", "value", "met"),
    [(10, "ok", 75.0, True), (9, "partial", 75.0, None), (7, "not_computable", None, None)],
)
def test_a_sum_over_firms_is_judged_only_when_every_firm_told(
    cluster: Enter, told: int, status: str, value: float | None, met: bool | None
) -> None:
    judged = the(report(cluster(**firms(told))), "15")
    assert (judged.result.status, judged.met) == (status, met)
    assert judged.result.value == (pytest.approx(value, rel=1e-4) if value else None)
    assert len(judged.result.missing) == 10 - told


def test_a_park_that_states_another_figure_than_its_firms_add_up_to_is_told_so(cluster: Enter) -> None:
    tables = firms(10)
    tables["statistic"].append({"region": "Park", "item": "water_fresh", "value": 1500, "year": 2024})
    water = next(one for one in the(report(cluster(**tables)), "15").inputs if one.quantity.id == "water_fresh")
    assert (water.value, water.coverage) == (1500, 1.0)
    assert show(water.note, "en").replace(THIN, " ") == "The park states 1500 m³, the firms add up to 1000 m³."


@pytest.mark.parametrize(("energy", "co2", "met"), [(500_000, 100_000, True), (500_000, 101_000, False)])
def test_the_core_of_a_zero_carbon_park_is_judged(cluster: Enter, energy: float, co2: float, met: bool) -> None:
    figures = {"energy_consumption": energy, "co2_emission": co2}
    found = report(cluster(statistic=park(figures, 2024)), "zero_carbon")
    assert the(found, "1").met is met


def test_a_small_park_is_no_case_for_the_zero_carbon_system(cluster: Enter) -> None:
    figures = {"energy_consumption": 150_000.0, "co2_emission": 20_000.0}
    found = report(cluster(statistic=park(figures, 2024)), "zero_carbon")
    assert {judged.result.status for judged in found.lines} == {"not_applicable"}
    assert show(found.outside, "en").replace(THIN, " ") == (
        "Does not apply: Energy consumed on balance is 150 000 tce, the system asks for 200 000 tce and more."
    )
    assert verdict(found) is None


def test_an_earlier_year_is_never_filled_with_a_figure_without_a_year(cluster: Enter) -> None:
    undated = [{"region": "Park", "item": "value_added_real", "value": 5, "year": None}]
    judged = the(report(cluster(statistic=undated)), "3")
    assert judged.result.value is None
    assert "2021" in show(judged.result.reason, "en")


def test_what_a_source_opens_to_sums_only_enters_from_three_firms_on(cluster: Enter) -> None:
    source = [{"title": "Statistics office", "permitted_use": "aggregate"}]

    def water(closed: int) -> tuple[float | None, int]:
        tables = firms(10)
        for row in tables["statistic"][:closed]:
            row["source"] = "Statistics office"
        found = the(report(cluster(source=source, **tables)), "15")
        fresh = next(one for one in found.inputs if one.quantity.id == "water_fresh")
        return fresh.value, len(fresh.rows)

    assert water(3) == (1000, 7)


def test_figures_of_two_firms_that_may_only_be_summed_are_left_out_and_counted(cluster: Enter) -> None:
    tables = firms(10)
    for row in tables["statistic"][:2]:
        row["source"] = "Statistics office"
    source = [{"title": "Statistics office", "permitted_use": "aggregate"}]
    found = the(report(cluster(source=source, **tables)), "15")
    fresh = next(one for one in found.inputs if one.quantity.id == "water_fresh")
    assert (fresh.value, fresh.coverage, fresh.silent) == (800, 0.8, ())
    assert show(fresh.note, "en").startswith("The figures of 2 firms may only be shown in sums")


def test_every_quantity_of_a_formula_has_a_unit_and_a_holder() -> None:
    read = {name for system in systems().values() for line in system.lines for name, _ in line.formula.reads}
    assert read <= quantities().keys()
    assert all(quantities()[name].unit and quantities()[name].holder for name in read)


def test_an_unknown_system_names_those_there_are() -> None:
    with pytest.raises(UserError) as caught:
        find_system("green")
    assert show(caught.value.sentence, "en") == "There is no indicator system called green."
    assert caught.value.advice is not None
    assert "hj274" in show(caught.value.advice, "en")


def coal_burners(declared: str) -> dict[str, Rows]:
    """Two firms of 1,000 t of raw coal each, 714.3 tce at 0.7143 tce/t (METHODS 9), which those named declare."""
    actors = [{"name": name, "kind": "firm", "region": "Park"} for name in "AB"]
    coal = [
        {"actor": name, "item": "energy_input", "commodity": "原煤", "value": 1000, "unit": "t", "year": 2024}
        for name in "AB"
    ]
    stated = [
        {"actor": name, "item": "energy_consumption", "value": 714.3, "unit": "tce", "year": 2024} for name in declared
    ]
    return {"actor": actors, "statistic": [*coal, *stated]}


def test_carbon_dioxide_that_no_firm_states_is_computed_from_carriers(cluster: Enter) -> None:
    """1,000 t of raw coal give 1,900.3 t of CO2 (METHODS 9)."""
    load = measure(scope_of(cluster(**coal_burners("AB")), 2024), "co2")
    assert (load.value, load.coverage) == (pytest.approx(3800.6, rel=1e-4), 1.0)
    assert show(load.note, "en").startswith("Computed from energy by carrier")


def test_a_list_of_carriers_that_may_lack_some_is_not_taken_for_the_whole(cluster: Enter) -> None:
    energy = measure(scope_of(cluster(**coal_burners("A")), 2024), "energy")
    assert (energy.value, energy.coverage) == (714.3, 0.5)


def emitters(told: int, of: int = 10, year: int = 2024) -> dict[str, Rows]:
    """Firms that all told COD in 2021, and `told` of them in `year`."""
    names = [f"Firm {number}" for number in range(of)]

    def row(name: str, told_in: int) -> dict[str, Any]:
        return {
            "actor": name, "medium": "water", "pollutant": "COD", "mass": 5.0, "destination": "direct", "year": told_in,
        }  # fmt: skip

    rows = [row(name, 2021) for name in names] + [row(name, year) for name in names[:told]]
    return {"actor": [{"name": name, "kind": "firm", "region": "Park"} for name in names], "emission": rows}


def test_emissions_are_known_as_far_as_the_emitters_told_them(cluster: Enter) -> None:
    load = measure(scope_of(cluster(**emitters(1)), 2024), "cod")
    assert (load.value, load.coverage, len(load.silent)) == (5.0, 0.1, 9)


def test_emissions_that_may_only_be_summed_are_added_from_three_firms_on(cluster: Enter) -> None:
    tables = emitters(10)
    for row in tables["emission"][-9:]:
        row["source"] = "Statistics office"
    tables["source"] = [{"title": "Statistics office", "permitted_use": "aggregate"}]
    load = measure(scope_of(cluster(**tables), 2024), "cod")
    assert (load.value, len(load.rows)) == (50.0, 1)


def water(cluster: Enter, **firm: Any) -> Snapshot:
    """The fresh water of four firms, of which the first is as told."""
    names = [f"F{number}" for number in range(4)]
    actors = [{"name": name, "kind": "firm", "region": "Park", **(firm if name == "F0" else {})} for name in names]
    told = [{"actor": name, "item": "water_fresh", "value": 100, "year": 2024} for name in names]
    return cluster(actor=actors, statistic=told)


def test_a_firm_that_ended_later_still_counts_in_the_years_it_worked(cluster: Enter) -> None:
    snapshot = water(cluster, status="ended", status_date="2026-06-15")
    assert measure(scope_of(snapshot, 2024), "water_fresh").value == 400
    assert len(measure(scope_of(snapshot, 2025), "water_fresh").silent) == 4
    assert len(measure(scope_of(snapshot, 2027), "water_fresh").silent) == 3


def test_a_firm_is_not_asked_for_years_before_it_started(cluster: Enter) -> None:
    snapshot = water(cluster, started="2023-05-01")
    silent = measure(scope_of(snapshot, 2024), "water_fresh", 3).silent
    assert [firm.name for firm in silent] == ["F1", "F2", "F3"]


def test_hazardous_waste_is_no_general_waste_but_counts_in_the_whole(cluster: Enter) -> None:
    commodities = [{"name": "ash"}, {"name": "oil", "code": "900-214-08"}]
    rows = [
        {"actor": "A", "item": "waste_generated", "commodity": name, "value": 100, "year": 2024}
        for name in ("ash", "oil")
    ]
    scope = scope_of(cluster(actor=[{"name": "A", "kind": "firm"}], commodity=commodities, statistic=rows), 2024)
    assert (measure(scope, "waste_generated").value, measure(scope, "all_waste_generated").value) == (100, 200)


def test_a_share_of_more_than_there_is_is_not_judged(cluster: Enter) -> None:
    figures = NOW | {"waste_generated": 100, "waste_used": 300, "waste_used_old_stock": 0}
    judged = the(report(cluster(statistic=park(figures, 2024))), "6")
    assert (judged.result.value, judged.met) == (300, None)
    assert "check the figures" in show(judged.result.reason, "en")


def test_a_sum_that_misses_its_threshold_by_rounding_alone_meets_it(cluster: Enter) -> None:
    rows = [
        {"actor": name, "item": item, "value": value, "year": 2024}
        for name, value in (("A", 0.1), ("B", 0.7))
        for item in ("waste_used", "waste_generated")
    ]
    zeros = [
        {"actor": name, "item": f"waste_{item}", "value": 0, "year": 2024}
        for name in "AB"
        for item in ("disposed", "disposed_old_stock", "used_old_stock")
    ]
    actors = [{"name": name, "kind": "firm", "region": "Park"} for name in "AB"]
    assert the(report(cluster(actor=actors, statistic=[*rows, *zeros])), "24").met is True


def test_a_condition_that_is_unknown_leaves_the_threshold_open_and_says_so(cluster: Enter) -> None:
    figures = {"reclaimed_used": 25, "plant_treated": 100, "water_short_city": 1}
    judged = the(report(cluster(statistic=park(figures, 2024))), "16")
    assert (judged.case, judged.met) == (None, None)
    assert any("depends on" in show(text, "en") for text in remarks(judged))


def test_projects_count_from_their_beginning_and_in_a_region_only_its_firms_own(project: Project) -> None:
    with project.edit(Text("Enter two parks")) as db:
        north, south = insert(db, "region", [{"name": "North"}, {"name": "South"}])
        insert(db, "actor", [{"name": "N", "kind": "firm", "region_id": north}])
        insert(db, "actor", [{"name": "S", "kind": "firm", "region_id": south}])
        savings = '{"energy saved": 500}'
        rows = [{"name": "Now", "owner": "S", "start": "2023-01"}, {"name": "Later", "owner": "N", "start": "2029-01"}]
        insert(db, "initiative", [{**row, "savings_planned": savings} for row in rows])
    whole, part = (measure(scope_of(project.snapshot(), 2024, region=name), "energy_saving") for name in ("", "North"))
    assert (whole.value, part.value) == (500, None)
    assert show(part.note, "en") == "1 project of other or unknown owners is not counted."


def test_general_waste_does_not_tell_by_the_whole_what_one_firm_hides(cluster: Enter) -> None:
    """400 t in all less 300 t of general waste would be the oil of D."""
    told = [("A", "ash"), ("B", "ash"), ("C", "ash"), ("D", "oil")]
    rows = [
        {"actor": firm, "item": "waste_generated", "commodity": name, "value": 100, "year": 2024, "source": "Office"}
        for firm, name in told
    ]
    source = [{"title": "Office", "permitted_use": "aggregate"}]
    goods = [{"name": "ash"}, {"name": "oil", "code": "900-214-08"}]
    actors = [{"name": firm, "kind": "firm"} for firm, _ in told]
    scope = scope_of(cluster(source=source, actor=actors, commodity=goods, statistic=rows), 2024)
    assert (measure(scope, "waste_generated").value, measure(scope, "all_waste_generated").value) == (None, 400)


@pytest.mark.parametrize(("told", "value"), [(5, 54.6), (3, None)])
def test_the_rate_of_main_wastes_is_the_mean_of_five_and_is_not_told_of_three(
    cluster: Enter, told: int, value: float | None
) -> None:
    """The 54.6 % of the target for 2020; three of five parts alone would read 0.787, 0.582 with all (METHODS 3.1)."""
    wastes = [("waste_generated", 100.0, "t"), ("waste_used", 73.0, "t"), ("waste_used_old_stock", 0.0, "t")]
    shares = {"straw_share": 85.0, "renewables_share": 82.0, "building_share": 13.0, "kitchen_share": 20.0}
    rows = [*wastes, *((item, share, "percent") for item, share in shares.items())][: told + 2]
    park = [{"region": "Park", "item": item, "value": value, "unit": unit, "year": 2024} for item, value, unit in rows]
    found = the(report(cluster(statistic=park), "ndrc2017"), "2")
    assert found.result.value == (pytest.approx(value) if value else None)
    mean = parse_formula("mean(straw, waste, renewables)")
    parts = {"straw": 0.85, "waste": 0.73, "renewables": 0.78}
    assert value_of(mean, lambda name, _: parts[name]) == pytest.approx(0.787, abs=5e-4)
