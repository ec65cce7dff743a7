"""The forms' own sums: what figures cannot be together, asked of what an import brings and what is there."""

from collections.abc import Sequence
from string import Formatter
from typing import Any

import pytest

from core.catalogues import table
from core.form_checks import breaches, form_checks, parse_comparison
from core.i18n import show
from core.import_results import ImportResult
from core.imports import import_sheet
from core.project import Project
from core.sheets import make_sheet

STATISTICS = ("actor", "item", "value", "unit", "year")
STOCKS = ("actor", "commodity", "year", "opening", "closing", "capacity", "unit")
EMISSIONS = ("actor", "pollutant", "medium", "mass", "unit", "year", "destination")


def broken(kind: str, **known: float) -> list[tuple[str, float, float]]:
    return [(breach.check.id, breach.left, breach.right) for breach in breaches(kind, known)]


def test_the_sum_of_the_waste_form_is_asked_where_all_is_known() -> None:
    known = {"waste_used": 60.0, "waste_disposed": 20.0, "waste_stored": 10.0, "waste_discharged": 0.0}
    assert broken("statistics", waste_generated=90, **known) == []
    assert broken("statistics", waste_generated=100, **known) == [("waste_sum", 100, 90)]


def test_an_unknown_figure_may_be_anything_that_satisfies_the_check() -> None:
    assert broken("statistics", waste_generated=100, waste_used=60, waste_disposed=20) == []
    assert broken("statistics", waste_generated=100, waste_used=110) == [("waste_uses", 110, 100)]
    assert broken("statistics", waste_generated=100, waste_used=110, waste_used_old_stock=15) == []


def test_rounding_is_no_breach() -> None:
    assert broken("statistics", water_fresh=1000, water_discharged=1015) == []
    assert broken("statistics", water_fresh=1000, water_discharged=1100) == [("water_discharge_fresh", 1100, 1000)]


@pytest.mark.parametrize(
    "text", ["a", "a == b == c", "a * 2 == b", "f(a) == b", "__import__('os') == a", "a < b", "1 +"]
)
def test_nothing_but_sums_of_names_is_understood(text: str) -> None:
    with pytest.raises(ValueError, match=r"understood|no comparison"):
        parse_comparison(text)


def test_signs_reach_through_brackets() -> None:
    assert parse_comparison("a - (b - c) <= d")[0] == ((1, "a"), (-1, "b"), (1, "c"))


def test_every_check_names_known_figures_and_places_in_both_languages() -> None:
    items = {row["id"] for row in table("tables/items.csv")} | {"stock_opening", "stock_closing"}
    known = {
        "statistics": items,
        "emissions": {"direct", "plant", "generated"},
        "stocks": {"opening", "closing", "storage_capacity", "last_closing"},
    }
    for row in table("tables/form_checks.csv"):
        (check,) = [check for check in form_checks(row["kind"]) if check.id == row["id"]]
        assert check.names | set(check.unless) <= known[row["kind"]]
        places = [{name for _, name, _, _ in Formatter().parse(row[f"title_{language}"])} for language in ("en", "zh")]
        assert places[0] == places[1] >= {"name", "year", "left", "right"}
        assert row["source"]


def take(project: Project, kind: str, header: Sequence[Any], *rows: Sequence[Any], file: str = "t.csv") -> ImportResult:
    records = [(number, tuple(cells)) for number, cells in enumerate((header, *rows), 1)]
    return import_sheet(project, make_sheet(file, "", records), kind)


def asked(result: ImportResult, language: str = "en") -> list[tuple[int, str]]:
    return [(problem.row, show(problem.reason, language)) for problem in result.of("taken")]


def test_a_breach_is_a_remark_on_the_row_and_never_a_refusal(project: Project) -> None:
    rows = [("甲厂", "产生量", 100, "t", 2024), ("甲厂", "综合利用量", 120, "t", 2024)]
    result = take(project, "statistics", STATISTICS, *rows)
    assert (result.imported, result.rejected) == (2, 0)
    assert asked(result, "zh") == [
        (3, "甲厂2024年：固体废物综合利用、处置、贮存与倾倒丢弃合计120 t，大于产生量100 t；是否含往年贮存量？")
    ]


def test_what_the_project_holds_is_part_of_the_sum(project: Project) -> None:
    take(project, "statistics", STATISTICS, ("Works", "waste_generated", 100, "t", 2024), file="one.csv")
    result = take(project, "statistics", STATISTICS, ("Works", "waste_used", 1.2, "kt", 2024), file="two.csv")
    (told,) = asked(result)
    assert "1200 t, more than the 100 t generated" in told[1]


def test_a_year_that_is_in_order_asks_nothing(project: Project) -> None:
    rows = [("Works", item, value, "t", 2024) for item, value in (("产生量", 100), ("综合利用量", 90))]
    assert asked(take(project, "statistics", STATISTICS, *rows)) == []


def test_a_stock_fits_its_room_and_begins_where_the_last_year_ended(project: Project) -> None:
    rows = [("Works", "ash", 2023, 0, 40, 50, "t"), ("Works", "ash", 2024, 45, 60, 50, "t")]
    told = [text for _, text in asked(take(project, "stocks", STOCKS, *rows))]
    assert any("60 t of ash in store is more than the room of 50 t" in text for text in told)
    assert any("45 t of ash at the start of the year, but 40 t" in text for text in told)


def test_more_cannot_be_discharged_than_was_generated(project: Project) -> None:
    rows = [("Works", "COD", "water", 10, "t", 2024, "generated"), ("Works", "COD", "water", 12, "t", 2024, "direct")]
    (told,) = asked(take(project, "emissions", EMISSIONS, *rows))
    assert "12 t" in told[1]
    assert "10 t generated" in told[1]


@pytest.mark.parametrize(
    ("now", "question"), [(40, "more than half"), (149, ""), (160, "more than half"), (100_000, "mistaken")]
)
def test_a_figure_is_compared_with_last_year(project: Project, now: float, question: str) -> None:
    take(project, "statistics", STATISTICS, ("Works", "water_fresh", 100, "m3", 2023))
    told = asked(take(project, "statistics", STATISTICS, ("Works", "water_fresh", now, "m3", 2024)))
    assert (len(told) == 1 and question in told[0][1] and "100 m³ in 2023" in told[0][1]) if question else told == []


def test_one_row_in_a_thousand_with_a_mistaken_unit_is_found(project: Project) -> None:
    rows = [(f"W{i}", "slag", "Mill", 100 + i % 50, "t", 2024) for i in range(999)]
    rows.append(("W999", "slag", "Mill", 120_000, "t", 2024))
    header = ("from", "commodity", "to", "amount", "unit", "year")
    (told,) = asked(take(project, "flows", header, *rows))
    assert told[0] == 1001
    assert "while the middle of 1000 such rows of the table is 124.5 t" in told[1]


def test_every_row_of_a_mistaken_unit_is_found_as_long_as_they_are_few(project: Project) -> None:
    header = ("from", "commodity", "to", "amount", "unit", "year")
    sound = [(f"W{i}", "slag", "Mill", 50 + i, "t", 2024) for i in range(96)]
    slips = [(f"S{i}", "slag", "Mill", 50_000 * (i + 1), "t", 2024) for i in range(4)]
    assert [row for row, _ in asked(take(project, "flows", header, *sound, *slips))] == [98, 99, 100, 101]
    project.undo()
    assert asked(take(project, "flows", header, *sound[:20], *slips)) == []  # four of 24 are firms of another size


def test_a_link_is_compared_with_last_year_and_with_what_the_receiver_can_take(project: Project) -> None:
    header = ("from", "commodity", "to", "amount", "unit", "year")
    take(project, "capacities", ("actor", "commodity", "amount", "unit"), ("Mill", "slag", 100, "t/a"))
    (told,) = asked(take(project, "flows", header, ("Works", "slag", "Mill", 90_000, "t", 2023)))
    assert "90\u2009000 t is far above the 100 t" in told[1]
    (told,) = asked(take(project, "flows", header, ("Works", "slag", "Mill", 90, "t", 2024)))
    assert "Works → Mill, slag: 90 t in 2024, but 90\u2009000 t in 2023" in told[1]
