"""The coupling of a project over its years: nothing unknown is counted, and below five years nothing is graded."""

from collections.abc import Callable
from typing import Any

import pytest

from core.coupling_doubts import coupling_doubts
from core.coupling_words import coupling_json, coupling_lines, left_out_together, next_steps
from core.coupling_years import ENTROPY, benchmarks, coupling_years
from core.errors import UserError
from core.i18n import show
from core.indicator_systems import quantities
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
UNITS = {"employees": "person", "energy_consumption": "tce", "water_fresh": "m3"}


def told(years: range, growth: float = 1.1, **more: dict[int, float]) -> list[dict[str, Any]]:
    """What one firm tells of each year: value added grows, energy and water do not."""
    start = {"output_value": 10_000.0, "value_added": 2000.0, "employees": 200.0, "energy_consumption": 4000.0,
             "water_fresh": 80_000.0}  # fmt: skip
    rows = [
        (item, year, value * (growth ** (year - years[0]) if item == "value_added" else 1.0))
        for year in years
        for item, value in start.items()
    ]
    rows += [(item, year, value) for item, by_year in more.items() for year, value in by_year.items()]
    return [
        {"actor": "A", "item": item, "year": year, "value": value, "unit": UNITS.get(item, "wan_yuan")}
        for item, year, value in rows
    ]  # fmt: skip


def project(cluster: Enter, statistics: list[dict[str, Any]]) -> Snapshot:
    return cluster(actor=[{"name": "A", "kind": "firm", "status": "running"}], statistic=statistics)


def test_five_years_are_graded_and_their_sides_are_means_between_fixed_benchmarks(cluster: Enter) -> None:
    found = coupling_years(project(cluster, told(range(2020, 2025))))
    assert found.years == (2020, 2021, 2022, 2023, 2024)
    assert found.graded
    # 10 of 5..30 per head and 20 of 10..35 % of output; 2 of 4..0.5 tce and 40 of 60..8 m3
    assert found.sides[0].tolist() == pytest.approx([(0.2 + 0.4) / 2, (2 / 3.5 + 20 / 52) / 2])
    assert found.degrees[-1].coordination > found.degrees[0].coordination
    json = coupling_json(found, {}, "en")
    assert json["years"][0]["grade"] == "bare coordination"
    assert all(show(line, "zh") for _, line in coupling_lines(found, {}))


def test_four_years_are_a_table_without_a_grade(cluster: Enter) -> None:
    found = coupling_years(project(cluster, told(range(2021, 2025))))
    assert not found.graded
    assert {year["grade"] for year in coupling_json(found, {}, "en")["years"]} == {None}
    assert "No grade" in " ".join(show(line, "en") for _, line in coupling_lines(found, {}))
    with pytest.raises(UserError):
        coupling_years(project(cluster, told(range(2021, 2025))), weighing=ENTROPY)


def steps_after(cluster: Enter, statistics: list[dict[str, Any]]) -> list[str]:
    return [show(step, "en") for step in next_steps(coupling_years(project(cluster, statistics)), ())]


@pytest.mark.parametrize(
    ("there", "asked"),
    [((2021, 2023, 2025), "2022, 2024"), ((2022, 2024, 2025), "2021, 2023"), ((2025,), "2021, 2022, 2023, 2024")],
)
def test_years_that_lack_between_those_there_are_asked_for_before_earlier_ones(
    cluster: Enter, there: tuple[int, ...], asked: str
) -> None:
    (step,) = steps_after(cluster, [row for row in told(range(2020, 2026)) if row["year"] in there])
    assert step.startswith(f"Import the firms' statistics of {asked} as well")


def test_a_year_that_lacks_some_figures_is_to_be_completed(cluster: Enter) -> None:
    rows = [
        row for row in told(range(2021, 2026)) if row["year"] > 2021 or row["item"] in ("output_value", "employees")
    ]
    first, last = steps_after(cluster, rows)
    assert first.startswith("Complete the statistics of 2021, in which these are unknown: Value added per ")
    assert last == "Without them the grade comes with the statistics of 2026."


def test_an_indicator_that_lacks_a_year_counts_in_none_and_is_listed(cluster: Enter) -> None:
    spent = {"rd_spending": {2020: 100.0, 2022: 100.0}}
    found = coupling_years(project(cluster, told(range(2020, 2025), **spent)))
    assert "transition.1" not in {one.line.number for one in found.used}
    assert {one.line.number: years for one, years in found.left_out}["transition.1"] == (2020, 2022)


def test_frozen_weights_do_not_move_when_years_are_added(cluster: Enter) -> None:
    snapshot = project(cluster, told(range(2018, 2025)))
    early = coupling_years(snapshot.of_rows({"statistic": snapshot.statistic.year <= 2022}), weighing=ENTROPY)
    late = coupling_years(snapshot, weighing=ENTROPY, frozen=2022)
    assert late.weights.tolist() == pytest.approx(early.weights.tolist())
    assert late.sides[: len(early.years)].ravel() == pytest.approx(early.sides.ravel())


def test_a_project_without_figures_is_told_what_it_lacks(cluster: Enter) -> None:
    with pytest.raises(UserError) as told_of:
        coupling_years(cluster(actor=[{"name": "A"}]))
    assert "Lacking" in told_of.value.advice.message_id


def test_every_benchmark_reads_quantities_and_spans_something() -> None:
    for one in benchmarks():
        assert {name for name, _ in one.line.formula.reads} <= quantities().keys()
        assert one.worst != one.best


def test_weights_are_frozen_only_where_entropy_makes_them_and_at_a_year_with_figures(cluster: Enter) -> None:
    snapshot = project(cluster, told(range(2018, 2025)))
    with pytest.raises(UserError):
        coupling_years(snapshot, frozen=2020)
    assert coupling_years(snapshot, weighing=ENTROPY, frozen=2099).frozen == 2024
    assert coupling_years(snapshot, until=2022).years[-1] == 2022


def test_a_share_above_100_percent_counts_in_no_year_and_is_told(cluster: Enter) -> None:
    years = range(2020, 2025)
    waste = {"waste_generated": dict.fromkeys(years, 100.0), "waste_used_old_stock": dict.fromkeys(years, 0.0),
             "waste_used": dict.fromkeys(years, 50.0) | {2024: 150.0}}  # fmt: skip
    rows = [{**row, "unit": "t"} if row["item"].startswith("waste") else row for row in told(years, **waste)]
    found = coupling_years(project(cluster, rows))
    assert "circular.3" not in {one.line.number for one in found.used}
    assert {one.line.number: years for one, years in found.beyond} == {"circular.3": (2024,)}
    assert "above 100 % (2024)" in " ".join(show(line, "en") for _, line in coupling_lines(found, {}))


def test_the_open_finding_on_a_figure_and_the_silent_firm_are_told_beneath_their_year(cluster: Enter) -> None:
    names = ("A", "B", "C", "D", "E")
    rows = [{**row, "actor": name} for name in names for row in told(range(2020, 2025))]
    for row in rows:
        if (row["actor"], row["item"], row["year"]) == ("E", "water_fresh", 2024):
            row["value"] *= 1000.0
    silent = [row for row in rows if (row["actor"], row["item"], row["year"]) != ("D", "employees", 2023)]
    firms = [{"name": name, "kind": "firm", "status": "running"} for name in names]
    snapshot = cluster(actor=firms, statistic=silent)
    found = coupling_years(snapshot)
    remarks = coupling_doubts(snapshot, found)
    assert [year for year, texts in remarks.items() if texts] == [2023, 2024]
    assert "told by D" in " ".join(show(text, "en") for text in remarks[2023])
    assert "to be checked" in show(remarks[2024][0], "en")
    assert remarks[2024][0] in [line for _, line in coupling_lines(found, remarks)]


def test_what_a_part_of_the_firms_told_is_left_out_with_its_share_and_not_as_told_by_nobody(cluster: Enter) -> None:
    firms = [{"name": name, "kind": "firm", "status": "running"} for name in "ABC"]
    rows = [row | {"actor": name} for name in "ABC" for row in told(range(2020, 2025))]
    spent = dict.fromkeys(range(2020, 2025), 100.0)
    rows += [row | {"actor": name} for name in "AB" for row in told(range(0), rd_spending=spent)]
    found = coupling_years(cluster(actor=firms, statistic=rows))
    (few,) = [line for line in (show(text, "en") for text in left_out_together(found)) if "too few" in line]
    title = next(one.line.title for one, _ in found.left_out if one.line.number == "transition.1")
    assert f"{title} (66.7 %)" in few
    lines = [show(line, "en") for _, line in coupling_lines(found, {})]
    assert f"Left out, since 66.7 % of the firms told it, which is too few: {title}" in lines


def test_one_year_is_told_as_one(cluster: Enter) -> None:
    lines = [
        show(line, "en") for _, line in coupling_lines(coupling_years(project(cluster, told(range(2024, 2025)))), {})
    ]
    assert any("years of the same indicators, and there is 1. Fixed benchmarks" in line for line in lines)
