"""Ledgers in kilograms are told at import and by the checks, against links, works, goods and other papers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.analysis import analyse
from core.check_ledgers import KILOGRAMS
from core.form_books import file_of, write_forms
from core.i18n import show
from core.imports import Plan, plan_sheets, take
from core.ledger_slips import Figure, Slip, WasteBook, find_slips, goods_in_all
from core.profile_files import known_profiles
from core.project import Project
from core.records import insert
from core.samples import sample_names, sample_sheets
from core.shapes import shape
from core.sheets import Sheet, make_sheet, read_sheet
from core.teaching_forms import layouts, teaching_forms
from core.text import Text

ITEMS = ("企业名称", "统计指标", "物料", "数值", "单位", "年度")
LINKS = ("供应企业", "接收企业", "物料", "类别", "数量", "单位", "年度")


def figure(value: float) -> Figure:
    return Figure(value, ("ledger",), (("statistic", int(value)),))


def first_slip(book: WasteBook, goods: float = 0) -> Slip | None:
    return next(iter(find_slips({0: book}, figure(goods) if goods else None)), None)


def told_by(plan: Plan) -> list[tuple[str, int, str]]:
    return [
        (result.kind, problem.row, show(problem.reason, "en"))
        for result in plan.results
        for problem in result.problems
        if "kilograms" in show(problem.reason, "en")
    ]


def sheet(name: str, header: tuple[str, ...], *rows: tuple[Any, ...]) -> Sheet:
    return make_sheet(name, "", list(enumerate((header, *rows), 1)))


def found_in(project: Project, year: int = 2025) -> list[str]:
    return [one.subject.name for one in analyse(project.snapshot(), year).findings if one.rule == KILOGRAMS]


@pytest.mark.parametrize(("used", "slips"), [(299, False), (300, True), (1000, True), (3000, True), (3001, False)])
def test_300_to_3000_times_what_links_carry_looks_like_kilograms(used: float, slips: bool) -> None:
    book = WasteBook({"waste_used": figure(used)}, sent=figure(1))
    assert (first_slip(book) is not None) == slips


def test_what_own_works_used_is_not_compared_with_links() -> None:
    items = {"waste_used": figure(9007), "waste_used_own": figure(2702)}
    slip = first_slip(WasteBook(items, sent=figure(6.305)))
    assert slip is not None
    assert (slip.larger.value, slip.smaller.value) == (6305, 6.305)
    assert first_slip(WasteBook({**items, "waste_used_own": figure(9000)}, sent=figure(6.305))) is None


def test_own_works_are_compared_with_their_capacity_and_wastes_with_goods() -> None:
    assert first_slip(WasteBook({"waste_used_own": figure(5000)}, room=figure(10))) is not None
    assert first_slip(WasteBook({"waste_generated": figure(40_000)}), goods=100) is not None
    assert first_slip(WasteBook({"waste_generated": figure(20_000)}), goods=100) is None


def test_a_stock_is_compared_with_other_papers_and_never_with_its_own() -> None:
    lying, listed = {"closing": figure(4000)}, {"closing": figure(4), "storage_capacity": figure(6)}
    assert first_slip(WasteBook(stocks=[lying, listed])) is not None
    assert first_slip(WasteBook(stocks=[{**lying, "storage_capacity": figure(6)}])) is None


def test_nothing_is_told_against_a_figure_of_nought_or_an_unknown_one() -> None:
    assert first_slip(WasteBook({"waste_used": figure(1000)}, sent=figure(0))) is None
    assert first_slip(WasteBook({"waste_used": figure(1000)})) is None


def test_the_three_ledgers_of_the_forms_are_told_at_import_and_by_the_checks(tmp_path: Path) -> None:
    write_forms(tmp_path / "forms")
    tables = sample_sheets("teaching")[:1]
    for form in teaching_forms():
        layout = layouts()[form.layout]
        read = read_sheet(tmp_path / "forms" / file_of(form), layout["sheet"])
        tables += shape(read, known_profiles()[layout["profile"]]) if "profile" in layout else [(layout["kind"], read)]
    with Project.create(tmp_path / "t.gpkg") as project:
        plan = plan_sheets(project.path, tables)
        take(project, plan)
        named = sorted(sentence.split(" for ")[0] for _, _, sentence in told_by(plan))
        assert named == [f"The ledger of {firm}" for firm in sorted(("陶瓷厂", "纸箱厂", "机械厂"))]
        assert sorted(found_in(project)) == sorted(("陶瓷厂", "纸箱厂", "机械厂"))
        assert told_by(plan_sheets(project.path, tables)) == []  # the second time nothing is stored


@pytest.mark.parametrize("name", sample_names())
def test_no_ledger_of_a_sample_looks_like_kilograms(name: str, sample_file: Callable[[str, str], Path]) -> None:
    with Project.open(sample_file(name, "en"), read_only=True) as project:
        years = project.snapshot().flow_amount.year
        assert {year: found_in(project, year) for year in map(int, set(years[years == years]))} == {
            year: [] for year in map(int, set(years[years == years]))
        }


def test_both_figures_are_told_with_their_sources_at_the_row_that_came_last(project: Project) -> None:
    ledger = sheet("ledger.csv", ITEMS, ("A", "waste_used", "slag", 5_000_000, "t", 2025))
    links = sheet("sent.csv", LINKS, ("A", "B", "slag", "废物", 5000, "t", 2025))
    take(project, plan_sheets(project.path, [("statistics", ledger)]))
    plan = plan_sheets(project.path, [("flows", links)])
    ((kind, row, sentence),) = told_by(plan)
    assert (kind, row) == ("flows", 2)
    assert "5\u2009000\u2009000 t of slag used or disposed of by others (ledger.csv)" in sentence
    assert "5000 t carried by its links (sent.csv)" in sentence
    assert "import it again with kg as its unit" in sentence


def test_a_link_of_another_year_speaks_against_no_ledger(project: Project) -> None:
    ledger = sheet("ledger.csv", ITEMS, ("A", "waste_used", "slag", 5_000_000, "t", 2024))
    links = sheet("sent.csv", LINKS, ("A", "B", "slag", "废物", 5000, "t", 2025))
    assert told_by(plan_sheets(project.path, [("statistics", ledger), ("flows", links)])) == []


def test_a_mine_with_much_waste_and_little_product_is_in_order() -> None:
    product, used = ("production", figure(2)), ("consumption", figure(10))
    assert goods_in_all([product]) is None
    assert first_slip(WasteBook({"waste_generated": figure(4000)}), goods=2) is not None
    told = goods_in_all([product, used])
    assert told is not None
    assert told.value == 12


def test_waste_against_goods_is_less_severe_than_any_other_pair_and_told_after_it() -> None:
    goods = WasteBook({"waste_generated": figure(40_000)})
    links = WasteBook({"waste_generated": figure(40_000), "waste_used": figure(5000)}, sent=figure(5))
    found = find_slips({0: goods, 1: links}, figure(100))
    assert [(slip.commodity, slip.severity, slip.smaller.value) for slip in found] == [(1, 3, 5), (0, 2, 100)]


def test_a_mine_whose_product_alone_is_told_gets_no_finding_and_no_question(project: Project) -> None:
    ledger = sheet(
        "ledger.csv",
        ITEMS,
        ("A", "production", "gold", 2, "t", 2025),
        ("A", "waste_generated", "rock", 4000, "t", 2025),
    )
    plan = plan_sheets(project.path, [("statistics", ledger)])
    take(project, plan)
    assert (told_by(plan), found_in(project)) == ([], [])


@pytest.mark.parametrize(
    ("licences", "slips"), [((10_000, 12), False), ((12, 10_000), False), ((None, 12), False), ((6, 12), True)]
)
def test_the_licences_of_works_count_together(
    project: Project, licences: tuple[float | None, float], slips: bool
) -> None:
    with project.edit(Text("Licences")) as db:
        (firm,) = insert(db, "actor", [{"name": "A"}])
        (slag,) = insert(db, "commodity", [{"name": "slag", "base_unit": "t"}])
        rows = [
            {"actor_id": firm, "commodity_id": slag, "value": value, "licence": str(place)}
            for place, value in enumerate(licences)
        ]
        insert(db, "capacity", rows)
    own = sheet("ledger.csv", ITEMS, ("A", "waste_used_own", "slag", 9000, "t", 2025))
    plan = plan_sheets(project.path, [("statistics", own)])
    take(project, plan)
    assert bool(told_by(plan)) == slips
    assert bool(found_in(project)) == slips
