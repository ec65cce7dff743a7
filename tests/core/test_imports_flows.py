from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from core.import_results import ImportResult
from core.imports import import_sheet, import_sheets
from core.project import Project
from core.sheets import make_sheet
from core.text import Text

LINK = ("from", "to", "commodity", "kind")
HEADER = (*LINK, "amount", "unit", "year")


def take(project: Project, header: Sequence[str], *rows: Sequence[Any], kind: str = "flows") -> ImportResult:
    numbered = [(number, tuple(cells)) for number, cells in enumerate((header, *rows), 1)]
    return import_sheet(project, make_sheet("flows.csv", "", numbered), kind)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.imported, result.updated, result.rejected, result.skipped


def test_a_blank_end_is_outside_and_two_blank_ends_are_rejected(project: Project) -> None:
    result = take(
        project, LINK, ("", "A", "coal", "material"), ("A", "/", "gas", "emission"), ("", "—", "ash", "waste")
    )
    assert counts(result) == (2, 0, 1, 0)
    flow = project.snapshot().flow
    assert (list(flow.sender), list(flow.receiver)) == ([-1, 0], [0, -1])


def test_a_table_without_amounts_makes_links_without_statements(project: Project) -> None:
    take(project, (*LINK, "since"), ("A", "B", "steam", "Utility sharing", 1961))
    snapshot = project.snapshot()
    assert (snapshot.flow.kind[0], snapshot.flow.since[0], len(snapshot.flow_amount)) == ("utility", 1961, 0)


def test_amounts_are_kept_as_entered_and_in_the_base_unit(project: Project) -> None:
    take(project, HEADER, ("A", "B", "赤泥", "副产品", "1.2", "万吨/年", "2024年"))
    amount = project.snapshot().flow_amount
    assert (amount.value_entered[0], amount.unit_entered[0], amount.value[0], amount.year[0]) == (
        1.2, "万吨/年", 12000, 2024,
    )  # fmt: skip


def test_a_unit_that_is_not_understood_keeps_value_and_text(project: Project) -> None:
    result = take(project, HEADER, ("A", "B", "Heat", "By-product", 250, "t fish/yr", ""))
    amount = project.snapshot().flow_amount
    assert (amount.value_entered[0], amount.unit_entered[0], np.isnan(amount.value[0])) == (250, "t fish/yr", True)
    assert (result.imported, result.problems[0].outcome) == (1, "taken")
    assert "not understood" in result.problems[0].reason.message_id


@pytest.mark.parametrize(
    ("amount", "unit", "column"),
    [
        (-1, "t/a", "amount"),
        ("inf", "t/a", "amount"),
        ("much", "t/a", "amount"),
        (5, "", "amount"),
        (5, 12, "unit"),
        (5, "2024-01-01", "unit"),
        (5, "\x07", "unit"),
    ],
)
def test_what_can_be_no_amount_is_rejected(project: Project, amount: Any, unit: Any, column: str) -> None:
    result = take(project, HEADER, ("A", "B", "slag", "waste", amount, unit, 2024))
    assert (counts(result), result.problems[0].column) == ((0, 0, 1, 0), column)


@pytest.mark.parametrize(
    ("kind", "unit", "medium", "base", "value"),
    [
        ("material", "kg", "goods", "t", 0.005),
        ("product", "L/yr", "goods", "m3", 0.005),  # bioethanol in litres: a volume, whose mass nobody stated
        ("utility", "GJ", "energy", "GJ", 5),
        ("water", "吨", "water", "m3", 5),  # a tonne of water is a cubic metre
        ("waste", "m3", "goods", "m3", 5),
        ("capital", "元", "capital", "wan_yuan", 0.0005),
        ("emission", "kg", "emission", "t", 0.005),
        ("material", "bags of it", "goods", "t", None),
    ],
)
def test_a_new_commodity_is_kept_in_the_base_unit_of_its_first_amount(
    project: Project, kind: str, unit: str, medium: str, base: str, value: float | None
) -> None:
    take(project, HEADER, ("A", "B", "thing", kind, "", "", ""), ("A", "C", "thing", kind, 5, unit, ""))
    snapshot = project.snapshot()
    assert (snapshot.commodity.medium[0], snapshot.commodity.base_unit[0]) == (medium, base)
    np.testing.assert_allclose(snapshot.flow_amount.value, [np.nan if value is None else value])


def test_an_amount_of_another_dimension_has_no_base_value_and_is_told(project: Project) -> None:
    result = take(project, HEADER, ("A", "B", "ash", "waste", 5, "t", 2024), ("A", "C", "ash", "waste", 5, "m3", 2024))
    assert (result.imported, len(result.of("taken"))) == (2, 1)
    np.testing.assert_array_equal(project.snapshot().flow_amount.value, [5, np.nan])


def test_a_changed_amount_of_the_same_source_is_updated(project: Project) -> None:
    take(project, HEADER, ("A", "B", "slag", "waste", 5, "t/a", 2024), ("A", "B", "slag", "waste", 7, "t/a", 2025))
    result = take(
        project, HEADER, ("A", "B", "slag", "waste", 6, "t/a", 2024), ("A", "B", "slag", "waste", 7, "t/a", 2025)
    )
    assert counts(result) == (0, 1, 0, 1)
    assert list(project.snapshot().flow_amount.value) == [6, 7]


def test_figures_of_two_sources_stand_beside_each_other(project: Project) -> None:
    header = (*HEADER, "source")
    take(project, header, ("A", "B", "slag", "waste", 5, "t/a", 2024, "Sender's ledger"))
    assert take(project, header, ("A", "B", "slag", "waste", 9, "t/a", 2024, "Receiver's ledger")).imported == 1
    assert list(project.snapshot().flow_amount.value) == [5, 9]


def test_documents_identify_parts_of_a_year(project: Project) -> None:
    header = (*HEADER, "联单编号")
    rows = [("A", "B", "slag", "waste", 5, "t", 2024, "L1"), ("A", "B", "slag", "waste", 5, "t", 2024, "L2")]
    assert take(project, header, *rows).imported == 2
    assert counts(take(project, header, ("A", "B", "slag", "waste", 6, "t", 2024, "L2"))) == (0, 1, 0, 0)
    contradiction = [("A", "B", "slag", "waste", amount, "t", 2024, "L3") for amount in (1, 2)]
    assert take(project, header, *contradiction).rejected == 2


def test_months_are_parts_with_their_period(project: Project) -> None:
    take(project, HEADER, *(("A", "B", "slag", "waste", 5, "t", f"2024-{month:02d}") for month in (1, 2)))
    amount = project.snapshot().flow_amount
    assert (list(amount.year), list(amount.period)) == ([2024, 2024], ["2024-01", "2024-02"])


def test_an_unknown_amount_of_a_year_is_a_statement_without_value(project: Project) -> None:
    take(project, HEADER, ("A", "B", "slag", "waste", "不详", "", 2024))
    amount = project.snapshot().flow_amount
    assert (len(amount), np.isnan(amount.value[0])) == (1, True)


def test_a_spread_may_be_given_in_per_cent(project: Project) -> None:
    take(
        project,
        (*HEADER, "sd"),
        ("A", "B", "x", "waste", 5, "kt", 2024, "10%"),
        ("A", "C", "x", "waste", 5, "kt", 2024, 1),
    )
    assert list(project.snapshot().flow_amount.sd) == [500, 1000]


def test_an_estimate_has_its_grade_and_origin(project: Project) -> None:
    take(project, (*HEADER, "grade"), ("A", "B", "slag", "waste", 5, "t", 2024, "估算"))
    amount = project.snapshot().flow_amount
    assert (amount.grade[0], amount.origin[0]) == ("estimate", "estimate")


def test_a_row_without_a_start_speaks_of_the_only_link_there_is(project: Project) -> None:
    take(project, (*LINK, "since"), ("A", "B", "steam", "utility", 1961))
    take(project, HEADER, ("A", "B", "steam", "utility", 5, "t", 2024))
    assert len(project.snapshot().flow) == 1


def test_a_start_completes_a_link_whose_start_was_unknown(project: Project) -> None:
    take(project, LINK, ("A", "B", "steam", "utility"))
    assert counts(take(project, (*LINK, "since"), ("A", "B", "steam", "utility", 1961))) == (0, 1, 0, 0)
    assert list(project.snapshot().flow.since) == [1961]


def test_of_two_links_the_year_chooses_the_one_that_had_begun(project: Project) -> None:
    header = (*LINK, "since", "amount", "unit", "year")
    rows = [("A", "B", "ash", "waste", since, "", "", "") for since in (1990, 2005)]
    take(project, header, *rows, ("A", "B", "ash", "waste", "", 5, "t", 2000))
    snapshot = project.snapshot()
    assert list(snapshot.flow.since[snapshot.flow_amount.flow]) == [1990]


def test_a_link_that_ends_before_it_starts_is_rejected(project: Project) -> None:
    assert take(project, (*LINK, "since", "until"), ("A", "B", "ash", "waste", 2005, 1990)).rejected == 1


def test_a_flow_to_itself_is_a_link(project: Project) -> None:
    take(project, LINK, ("A", "A", "scrap", "material"))
    flow = project.snapshot().flow
    assert flow.sender[0] == flow.receiver[0] == 0


def test_a_name_that_several_actors_have_is_rejected(project: Project) -> None:
    take(project, ("name", "region"), ("Brick works", "North"), ("Brick works", "South"), kind="actors")
    result = take(project, LINK, ("Brick works", "B", "ash", "waste"))
    assert (result.rejected, result.created_actors) == (1, ())


def test_the_unit_may_stand_in_the_header(project: Project) -> None:
    take(project, (*LINK, "数量（万吨）"), ("A", "B", "ash", "waste", 2))
    assert list(project.snapshot().flow_amount.value) == [20000]


def test_a_word_for_outside_is_no_actor(project: Project) -> None:
    assert take(
        project, LINK, ("园区外", "A", "coal", "material"), ("A", "external", "slag", "waste")
    ).created_actors == ("A",)


def test_a_document_number_that_excel_has_rounded_is_rejected(project: Project) -> None:
    result = take(project, (*HEADER, "document"), ("A", "B", "slag", "waste", 5, "t", 2024, 3.70126200000123e17))
    assert (result.rejected, result.problems[0].column) == (1, "document")


def test_water_that_a_licence_gave_in_tonnes_is_kept_in_cubic_metres(project: Project) -> None:
    licences = make_sheet(
        "licences.csv", "", [(1, ("企业名称", "物料", "能力", "单位")), (2, ("污水厂", "废水", 14, "万吨/年"))]
    )
    header = ("供应企业", "接收企业", "物料", "类别", "数量", "单位", "年度")
    links = make_sheet("links.csv", "", [(1, header), (2, ("印染厂", "污水厂", "废水", "水", 317_022, "立方米", 2025))])
    import_sheets(project, [("capacities", licences), ("flows", links)], Text("Import"))
    snapshot = project.snapshot()
    assert (snapshot.commodity.medium[0], snapshot.commodity.base_unit[0]) == ("water", "m3")
    assert (snapshot.flow_amount.value[0], snapshot.capacity.value[0]) == (317_022, 140_000)
